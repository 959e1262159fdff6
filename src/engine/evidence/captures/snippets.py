# Cells that get into trouble, and where the engine must see it: the table that capture.py runs.
#
#     # === name  rule=RULE  [at=CELL:LINE]  shows=WHAT  [python=FROM[-TO]]  [whole] [restart] [ipykernel]
#
# rule       the rule that answers; of several with `|` between them, one; - where none answers yet
# shows      the name of the error that the last cell shows, or `result`, or `warning` (a coroutine never awaited), or
#            `stderr`; with `|` between them where kernels differ
# at         where the error comes from: the cell, counted from 0, and the line, counted from 1; - where its traceback
#            names no line of a cell; `|` as above
# python     the versions that say so; all, where it is absent
# whole      the traceback is kept as the kernel sent it, with its colours
# restart    the cells leave the kernel unfit for more
# ipykernel  not run on xeus-python, which lacks the magic or says nothing

# === run  rule=asyncio-run  at=1:2  shows=RuntimeError  whole
# %%
import asyncio
async def main():
    return 1
# %%

x = asyncio.run(main())  # keep

# === run-in-function  rule=asyncio-run  at=0:5  shows=RuntimeError  whole
# %%
import asyncio
async def main():
    return 1
def go():
    return asyncio.run(main())
# %%
go()

# === run-in-comprehension  rule=asyncio-run  at=1:1  shows=RuntimeError  whole
# %%
import asyncio
async def main():
    return 1
# %%
y = [asyncio.run(main())
     for i in range(2)]

# === run-in-lambda  rule=asyncio-run  at=1:1  shows=RuntimeError
# %%
import asyncio
async def main():
    return 1
# %%
go = lambda: asyncio.run(main())
# %%
go()

# === run-in-method  rule=asyncio-run  at=0:6  shows=RuntimeError
# %%
import asyncio
async def main():
    return 1
class Client:
    def get(self):
        return asyncio.run(main())
# %%
client = Client()
client.get()

# === run-under-time  rule=asyncio-run  at=1:2|-  shows=RuntimeError  ipykernel
# %%
import asyncio
async def main():
    return 1
# %%
%%time
asyncio.run(main())

# === run-under-line-time  rule=asyncio-run  at=1:1|-  shows=RuntimeError  ipykernel
# %%
import asyncio
async def main():
    return 1
# %%
%time asyncio.run(main())

# === run-chained  rule=asyncio-run  at=1:4  shows=RuntimeError
# %%
import asyncio
async def main():
    return 1
# %%
try:
    int('x')
except ValueError as error:
    asyncio.run(main())

# === run-until-complete  rule=run-until-complete  at=0:5  shows=RuntimeError
# %%
import asyncio
async def main():
    return 1
loop = asyncio.get_event_loop()
loop.run_until_complete(main())

# === run-until-complete-new-loop  rule=run-until-complete  at=1:2  shows=RuntimeError
# %%
import asyncio
async def main():
    return 1
# %%
loop = asyncio.new_event_loop()
loop.run_until_complete(main())

# === runner  rule=asyncio-runner  at=1:1|1:2  shows=RuntimeError  python=3.11
# %%
import asyncio
async def main():
    return 1
# %%
with asyncio.Runner() as runner:
    runner.run(main())

# === run-forever  rule=run-forever  at=0:2  shows=RuntimeError  restart
# %%
import asyncio
asyncio.get_event_loop().run_forever()

# === close-running-loop  rule=end-kernel-loop  at=0:2  shows=RuntimeError
# %%
import asyncio
asyncio.get_event_loop().close()

# === capture-magic  rule=await-under-magic  at=-  shows=RuntimeError  ipykernel
# %%
import asyncio
# %%
%%capture output
await asyncio.sleep(0)

# === run-not-called  rule=asyncio-run  at=1:1  shows=RuntimeError
# %%
import asyncio
async def main():
    return 1
# %%
asyncio.run(main)

# === result-coroutine  rule=forgotten-await  shows=result
# %%
async def main():
    return 1
# %%
main()

# === result-method  rule=forgotten-await  shows=result
# %%
class Client:
    async def get(self, path):
        return {'path': path}
client = Client()
# %%
reply = client.get('/')
# %%
reply

# === result-coroutines  rule=coroutine-collection  shows=result
# %%
async def square(n):
    return n * n
# %%
[square(n) for n in range(3)]

# === result-dict  rule=coroutine-collection  shows=result
# %%
async def square(n):
    return n * n
# %%
{n: square(n) for n in range(2)}

# === result-generator  rule=async-iteration  shows=result
# %%
async def numbers():
    yield 1
# %%
numbers()

# === result-task  rule=-  shows=result
# %%
import asyncio
async def main():
    return 1
# %%
asyncio.create_task(main())

# === result-gather  rule=unfinished-task  shows=result
# %%
import asyncio
async def main():
    return 1
# %%
asyncio.gather(main(), main())

# === warning-statement  rule=forgotten-await  shows=warning
# %%
async def save(x):
    return x
# %%
save(1)
print('saved')

# === warning-in-function  rule=forgotten-await  shows=warning
# %%
async def save(x):
    return x
async def work():
    save(1)
    return 2
# %%
await work()

# === warning-rebound  rule=-  shows=warning
# %%
async def load():
    return 1
# %%
value = load()
# %%
value = 2

# === warning-condition  rule=forgotten-await  shows=warning
# %%
async def is_ready():
    return False
# %%
if is_ready():
    print('ready')

# === warning-nested-name  rule=forgotten-await  shows=warning
# %%
def make():
    async def inner():
        return 1
    return inner
# %%
make()()
None

# === attribute  rule=forgotten-await  at=1:2  shows=AttributeError
# %%
class Reply:
    def json(self):
        return {}
async def get(path):
    return Reply()
# %%
reply = get('/')
reply.json()

# === attribute-of-call  rule=forgotten-await  at=1:1  shows=AttributeError
# %%
class Reply:
    text = ''
async def get(path):
    return Reply()
# %%
text = get('/').text

# === attribute-in-function  rule=forgotten-await  at=0:5  shows=AttributeError
# %%
async def get(path):
    return {}
async def names():
    reply = get('/')
    return reply.keys()
# %%
await names()

# === subscript  rule=forgotten-await  at=1:1  shows=TypeError
# %%
async def load():
    return [1, 2]
# %%
first = load()[0]

# === iterate  rule=forgotten-await  at=1:1  shows=TypeError
# %%
async def load():
    return [1, 2]
# %%
for row in load():
    print(row)

# === iterate-comprehension  rule=forgotten-await  at=1:1  shows=TypeError
# %%
async def load():
    return [1, 2]
# %%
rows = [row + 1 for row in load()]

# === call-coroutine  rule=forgotten-await  at=1:1  shows=TypeError
# %%
async def maker():
    return int
# %%
maker()('3')

# === length  rule=forgotten-await  at=1:1  shows=TypeError
# %%
async def load():
    return [1, 2]
# %%
print(len(load()))

# === unpack  rule=forgotten-await  at=1:1  shows=TypeError
# %%
async def pair():
    return 1, 2
# %%
a, b = pair()

# === add  rule=forgotten-await  at=1:1  shows=TypeError
# %%
async def load():
    return 1
# %%
total = load() + 1

# === augmented-add  rule=forgotten-await  at=1:2  shows=TypeError
# %%
async def load():
    return 1
# %%
total = 0
total += load()

# === concatenate  rule=forgotten-await  at=1:1  shows=TypeError
# %%
async def name():
    return 'me'
# %%
text = 'hello ' + name()

# === join  rule=coroutine-collection  at=1:1  shows=TypeError
# %%
async def name():
    return 'me'
# %%
', '.join([name(), name()])

# === compare  rule=forgotten-await  at=1:1  shows=TypeError
# %%
async def load():
    return 1
# %%
big = load() > 3

# === sort  rule=coroutine-collection  at=1:1  shows=TypeError
# %%
async def square(n):
    return n * n
# %%
sorted([square(2), square(1)])

# === sum  rule=coroutine-collection  at=1:1  shows=TypeError
# %%
async def square(n):
    return n * n
# %%
sum(square(n) for n in range(3))

# === int  rule=forgotten-await  at=1:1  shows=TypeError
# %%
async def load():
    return '1'
# %%
number = int(load())

# === float  rule=forgotten-await  at=1:1  shows=TypeError
# %%
async def load():
    return '1'
# %%
number = float(load())

# === json  rule=forgotten-await  at=2:1  shows=TypeError
# %%
import json
async def load():
    return {}
# %%
data = load()
# %%
print(json.dumps(data))

# === format  rule=forgotten-await  at=1:1  shows=TypeError
# %%
async def load():
    return 1
# %%
print(f'{load():.2f}')

# === unary  rule=forgotten-await  at=1:1  shows=TypeError
# %%
async def load():
    return 1
# %%
-load()

# === contains  rule=forgotten-await  at=1:1  shows=TypeError
# %%
async def load():
    return [1]
# %%
1 in load()

# === item-assignment  rule=forgotten-await  at=1:2  shows=TypeError
# %%
async def load():
    return {}
# %%
data = load()
data['a'] = 1

# === item-deletion  rule=forgotten-await  at=1:2  shows=TypeError
# %%
async def load():
    return {'a': 1}
# %%
data = load()
del data['a']

# === star-arguments  rule=forgotten-await  at=1:1  shows=TypeError
# %%
async def load():
    return [1]
# %%
print(*load())

# === next  rule=forgotten-await  at=1:1  shows=TypeError
# %%
async def load():
    return iter([1])
# %%
next(load())

# === with  rule=async-context  at=1:1  shows=AttributeError|TypeError
# %%
async def connect():
    return open('x')
# %%
with connect() as file:
    pass

# === task-subscript  rule=unfinished-task  at=1:2  shows=TypeError
# %%
import asyncio
async def load():
    return [1, 2]
# %%
task = asyncio.create_task(load())
task[0]

# === task-add  rule=unfinished-task  at=1:2  shows=TypeError
# %%
import asyncio
async def load():
    return 1
# %%
task = asyncio.create_task(load())
task + 1

# === task-attribute  rule=unfinished-task  at=1:2  shows=AttributeError
# %%
import asyncio
async def load():
    return {}
# %%
task = asyncio.create_task(load())
task.keys()

# === task-iterate  rule=unfinished-task  at=1:2  shows=RuntimeError
# %%
import asyncio
async def load():
    return [1]
# %%
task = asyncio.create_task(load())
for x in task:
    print(x)

# === task-result  rule=unfinished-task  at=1:2  shows=InvalidStateError
# %%
import asyncio
async def load():
    return 1
# %%
task = asyncio.create_task(load())
task.result()

# === task-exception  rule=unfinished-task  at=1:2  shows=InvalidStateError
# %%
import asyncio
async def load():
    return 1
# %%
task = asyncio.create_task(load())
task.exception()

# === gather-subscript  rule=unfinished-task  at=1:1  shows=TypeError
# %%
import asyncio
async def load():
    return 1
# %%
asyncio.gather(load(), load())[0]

# === gather-unpack  rule=unfinished-task  at=1:1  shows=RuntimeError
# %%
import asyncio
async def load():
    return 1
# %%
a, b = asyncio.gather(load(), load())

# === awaited-twice  rule=awaited-twice  at=2:1  shows=RuntimeError
# %%
async def load():
    return 1
coroutine = load()
# %%
first = await coroutine
# %%
second = await coroutine

# === generator-for  rule=async-iteration  at=1:1  shows=TypeError
# %%
async def numbers():
    yield 1
# %%
for n in numbers():
    print(n)

# === generator-list  rule=async-iteration  at=1:1  shows=TypeError
# %%
async def numbers():
    yield 1
# %%
list(numbers())

# === generator-next  rule=async-iteration  at=1:1  shows=TypeError
# %%
async def numbers():
    yield 1
# %%
next(numbers())

# === generator-await  rule=async-iteration  at=1:1  shows=TypeError
# %%
async def numbers():
    yield 1
# %%
await numbers()

# === generator-length  rule=async-iteration  at=1:1  shows=TypeError
# %%
async def numbers():
    yield 1
# %%
len(numbers())

# === generator-subscript  rule=async-iteration  at=1:1  shows=TypeError
# %%
async def numbers():
    yield 1
# %%
numbers()[0]

# === async-for-coroutine  rule=async-iteration  at=1:1  shows=TypeError
# %%
async def load():
    return [1]
# %%
async for x in load():
    print(x)

# === async-for-list  rule=async-iteration  at=1:1  shows=TypeError
# %%
rows = [1, 2]
# %%
async for x in rows:
    print(x)

# === with-lock  rule=async-context  at=1:1  shows=AttributeError|TypeError
# %%
import asyncio
lock = asyncio.Lock()
# %%
with lock:
    print('locked')

# === with-own-class  rule=async-context  at=1:1  shows=AttributeError|TypeError
# %%
class Session:
    async def __aenter__(self):
        return self
    async def __aexit__(self, *args):
        pass
# %%
with Session() as session:
    print(session)

# === with-task-group  rule=async-context  at=1:1  shows=TypeError  python=3.11
# %%
import asyncio
# %%
with asyncio.TaskGroup() as group:
    print(group)

# === with-timeout  rule=async-context  at=1:1  shows=TypeError  python=3.11
# %%
import asyncio
# %%
with asyncio.timeout(1):
    print('in time')

# === with-generator-manager  rule=async-context  at=1:1  shows=AttributeError|TypeError
# %%
from contextlib import asynccontextmanager
@asynccontextmanager
async def session():
    yield 1
# %%
with session() as s:
    print(s)

# === async-with-plain  rule=async-context  at=1:1  shows=AttributeError|TypeError
# %%
import threading
lock = threading.Lock()
# %%
async with lock:
    print('locked')

# === async-with-coroutine  rule=async-context  at=1:1  shows=AttributeError|TypeError
# %%
import asyncio
async def connect():
    return asyncio.Lock()
# %%
async with connect() as connection:
    print(connection)

# === group-not-entered  rule=async-context  at=1:2  shows=RuntimeError  python=3.11
# %%
import asyncio
# %%
group = asyncio.TaskGroup()
group.create_task(asyncio.sleep(0))

# === await-none  rule=await-plain  at=1:1  shows=TypeError
# %%
def save():
    return None
# %%
await save()

# === await-print  rule=await-plain  at=0:1  shows=TypeError
# %%
await print('hello')

# === await-list  rule=await-plain  at=1:1  shows=TypeError
# %%
async def square(n):
    return n * n
# %%
await [square(n) for n in range(3)]

# === await-function  rule=await-plain  at=1:1  shows=TypeError
# %%
async def main():
    return 1
# %%
await main

# === await-result  rule=await-plain  at=2:1  shows=TypeError
# %%
async def load():
    return 1
# %%
value = await load()
# %%
await value

# === create-task-function  rule=coroutine-arguments  at=1:1  shows=TypeError
# %%
import asyncio
async def main():
    return 1
# %%
asyncio.create_task(main)

# === gather-function  rule=coroutine-arguments  at=1:1  shows=TypeError
# %%
import asyncio
async def main():
    return 1
# %%
await asyncio.gather(main, main)

# === gather-list  rule=coroutine-arguments  at=1:1  shows=TypeError
# %%
import asyncio
async def main():
    return 1
# %%
await asyncio.gather([main(), main()])

# === wait-coroutines  rule=coroutine-arguments  at=1:1  shows=TypeError  python=3.11
# %%
import asyncio
async def main():
    return 1
# %%
await asyncio.wait([main(), main()])

# === wait-nothing  rule=-  at=1:1  shows=ValueError
# %%
import asyncio
# %%
await asyncio.wait([])

# === wait-for-function  rule=coroutine-arguments  at=1:1  shows=TypeError
# %%
import asyncio
async def main():
    return 1
# %%
await asyncio.wait_for(main, 1)

# === wait-for-value  rule=-  at=1:1  shows=TypeError
# %%
import asyncio
# %%
await asyncio.wait_for(3, 1)

# === ensure-future-function  rule=coroutine-arguments  at=1:1  shows=TypeError
# %%
import asyncio
async def main():
    return 1
# %%
asyncio.ensure_future(main)

# === shield-function  rule=coroutine-arguments  at=1:1  shows=TypeError
# %%
import asyncio
async def main():
    return 1
# %%
await asyncio.shield(main)

# === group-function  rule=coroutine-arguments  at=1:1  shows=stderr|ExceptionGroup  python=3.11
# %%
import asyncio
async def main():
    return 1
# %%
async with asyncio.TaskGroup() as group:
    group.create_task(main)

# === executor-called  rule=called-in-thread  at=1:1  shows=TypeError
# %%
import asyncio
async def main():
    return 1
def plain():
    return 1
# %%
await asyncio.get_running_loop().run_in_executor(None, plain())

# === executor-coroutine-function  rule=coroutine-in-thread  shows=result
# %%
import asyncio
async def main():
    return 1
# %%
await asyncio.get_running_loop().run_in_executor(None, main)

# === to-thread-coroutine-function  rule=coroutine-in-thread  shows=result
# %%
import asyncio
async def main():
    return 1
# %%
await asyncio.to_thread(main)

# === thread-coroutine-function  rule=coroutine-in-thread  shows=warning  ipykernel
# %%
import threading
async def main():
    return 1
# %%
thread = threading.Thread(target=main)
thread.start()
thread.join()

# === syntax-await  rule=await-outside-async  at=0:4  shows=SyntaxError
# %%
async def main():
    return 1
def go():
    return await main()

# === syntax-await-lambda  rule=await-outside-async  at=1:1  shows=SyntaxError
# %%
async def main():
    return 1
# %%
go = lambda: await main()

# === syntax-async-for  rule=await-outside-async  at=0:4  shows=SyntaxError
# %%
async def numbers():
    yield 1
def show():
    async for n in numbers():
        print(n)

# === syntax-async-with  rule=await-outside-async  at=0:4  shows=SyntaxError
# %%
import asyncio
lock = asyncio.Lock()
def work():
    async with lock:
        pass

# === syntax-comprehension  rule=await-outside-async  at=0:4|-  shows=SyntaxError
# %%
async def numbers():
    yield 1
def all_numbers():
    return [n async for n in numbers()]

# === syntax-await-class  rule=await-outside-async  at=1:2  shows=SyntaxError
# %%
async def main():
    return 1
# %%
class Settings:
    value = await main()

# === syntax-await-time  rule=-  at=-  shows=SyntaxError  ipykernel
# %%
import asyncio
# %%
%time await asyncio.sleep(0)

# === syntax-yield-from  rule=-  at=0:4  shows=SyntaxError
# %%
async def numbers():
    yield 1
async def more():
    yield from numbers()

# === syntax-return-value  rule=-  at=0:3  shows=SyntaxError
# %%
async def numbers():
    yield 1
    return 2

# === syntax-async-name  rule=-  at=0:1  shows=SyntaxError
# %%
async = 1

# === syntax-async-call  rule=removed-api  at=0:4  shows=SyntaxError
# %%
import asyncio
async def main():
    return 1
asyncio.async(main())

# === loop-argument-sleep  rule=removed-api  at=0:3  shows=TypeError  python=3.10
# %%
import asyncio
loop = asyncio.get_event_loop()
await asyncio.sleep(0, loop=loop)

# === loop-argument-gather  rule=removed-api  at=0:5  shows=TypeError  python=3.10
# %%
import asyncio
async def main():
    return 1
loop = asyncio.get_event_loop()
await asyncio.gather(main(), main(), loop=loop)

# === loop-argument-wait-for  rule=removed-api  at=0:3  shows=TypeError  python=3.10
# %%
import asyncio
loop = asyncio.get_event_loop()
await asyncio.wait_for(asyncio.sleep(0), 1, loop=loop)

# === loop-argument-lock  rule=removed-api  at=0:3  shows=TypeError  python=3.10
# %%
import asyncio
loop = asyncio.get_event_loop()
lock = asyncio.Lock(loop=loop)

# === loop-argument-queue  rule=removed-api  at=0:3  shows=TypeError  python=3.10
# %%
import asyncio
loop = asyncio.get_event_loop()
queue = asyncio.Queue(10, loop=loop)

# === loop-argument-in-function  rule=removed-api  at=0:3  shows=TypeError  python=3.10
# %%
import asyncio
async def worker(loop):
    await asyncio.sleep(0, loop=loop)
# %%
await worker(asyncio.get_event_loop())

# === loop-argument-server  rule=removed-api  at=1:1  shows=TypeError  python=3.10
# %%
import asyncio
async def answer(reader, writer):
    writer.close()
# %%
server = await asyncio.start_server(answer, '127.0.0.1', 0, loop=asyncio.get_event_loop())

# === coroutine-decorator  rule=removed-api  at=0:2  shows=AttributeError  python=3.11
# %%
import asyncio
@asyncio.coroutine
def main():
    yield from asyncio.sleep(0)

# === coroutine-import  rule=removed-api  at=0:1  shows=ImportError  python=3.11
# %%
from asyncio import coroutine

# === coroutine-import-others  rule=removed-api  at=0:1  shows=ImportError  python=3.11
# %%
from asyncio import sleep, coroutine, gather

# === task-all-tasks  rule=removed-api  at=0:2  shows=AttributeError
# %%
import asyncio
asyncio.Task.all_tasks()

# === task-current-task  rule=removed-api  at=0:2  shows=AttributeError
# %%
import asyncio
asyncio.Task.current_task()

# === joinable-queue  rule=removed-api  at=0:2  shows=AttributeError
# %%
import asyncio
queue = asyncio.JoinableQueue()

# === joinable-queue-import  rule=removed-api  at=0:1  shows=ImportError
# %%
from asyncio import JoinableQueue

# === child-watcher  rule=removed-api  at=0:2  shows=AttributeError  python=3.14
# %%
import asyncio
watcher = asyncio.get_child_watcher()

# === with-yield-from-lock  rule=removed-api  at=0:6  shows=RuntimeError|TypeError  python=3.9-3.10
# %%
import asyncio
lock = asyncio.Lock()
import warnings; warnings.simplefilter('ignore')
@asyncio.coroutine
def main():
    with (yield from lock):
        return 1
# %%
await main()

# === with-await-lock  rule=removed-api  at=0:3  shows=TypeError
# %%
import asyncio
lock = asyncio.Lock()
with await lock:
    print('locked')

# === no-loop-in-thread  rule=task-in-thread  at=1:1  shows=RuntimeError
# %%
import asyncio
# %%
await asyncio.to_thread(asyncio.get_event_loop)

# === no-running-loop  rule=task-in-thread  at=0:5  shows=RuntimeError
# %%
import asyncio
async def main():
    return 1
def start():
    asyncio.create_task(main())
# %%
await asyncio.to_thread(start)

# === other-loop-future  rule=other-loop  at=0:4  shows=RuntimeError
# %%
import asyncio
future = asyncio.get_running_loop().create_future()
async def wait():
    await future
# %%
await asyncio.to_thread(asyncio.run, wait())

# === other-loop-gather  rule=other-loop  at=1:1  shows=ValueError
# %%
import asyncio
other = asyncio.new_event_loop().create_future()
# %%
await asyncio.gather(asyncio.get_running_loop().create_future(), other)

# === signal-in-thread  rule=-  at=0:3  shows=ValueError
# %%
import asyncio, signal
def work():
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
# %%
await asyncio.to_thread(work)

# === executor-shut-down  rule=-  at=0:4  shows=RuntimeError
# %%
from concurrent.futures import ThreadPoolExecutor
pool = ThreadPoolExecutor(1)
pool.shutdown()
pool.submit(print)

# === threadsafe-own-loop  rule=-  at=1:1  shows=TimeoutError
# %%
import asyncio
async def main():
    return 1
loop = asyncio.get_running_loop()
# %%
asyncio.run_coroutine_threadsafe(main(), loop).result(timeout=0.1)

# === timeout  rule=-  at=1:1  shows=TimeoutError
# %%
import asyncio
# %%
await asyncio.wait_for(asyncio.sleep(5), 0.01)

# === context-token  rule=entered-elsewhere  at=1:1  shows=ValueError
# %%
from contextvars import ContextVar
import asyncio
name = ContextVar('name')
async def enter():
    return name.set(1)
token = await asyncio.create_task(enter())
# %%
name.reset(token)

# === task-failed-unseen  rule=task-exception  shows=stderr
# %%
import asyncio
async def main():
    raise ValueError('boom')
# %%
task = asyncio.create_task(main())
await asyncio.sleep(0)
# %%
import gc
task = None
gc.collect()
await asyncio.sleep(0)

# === task-group-failed  rule=exception-group  at=2:1  shows=stderr|ExceptionGroup  python=3.11
# %%
import asyncio
async def main():
    raise ValueError('boom')
# %%
1 / 0
# %%
async with asyncio.TaskGroup() as group:
    group.create_task(main())

# === loop-closed  rule=other-loop  at=1:3  shows=RuntimeError
# %%
import asyncio
# %%
loop = asyncio.new_event_loop()
loop.close()
loop.call_soon(print)

# === another-error  rule=-  at=0:1  shows=ZeroDivisionError
# %%
1 / 0
