# What old tutorials use and asyncio no longer has.

# === loop-of-sleep
# %%
import asyncio
loop = asyncio.get_event_loop()
await asyncio.sleep(0, loop=loop)
value = 1
# %% verify
assert value == 1
assert 'loop' not in globals()

# === loop-is-used-further-down
# %%
import asyncio
loop = asyncio.get_event_loop()
await asyncio.sleep(0, loop=loop)
# %%
start = loop.time()
# %% verify
assert start > 0

# === loop-first-of-the-arguments
# %%
import asyncio
async def one():
    return 1
async def main(loop):
    return await asyncio.wait_for(loop=loop, fut=one(), timeout=1)
value = await main(asyncio.get_event_loop())
# %% verify
assert value == 1

# === loop-on-a-line-of-its-own
# %%
import asyncio
async def one(n):
    return n
loop = asyncio.get_running_loop()
values = await asyncio.gather(
    one(1),  # first
    one(2),
    # the loop of the kernel
    loop=loop,
    return_exceptions=False,
)
# %% verify
assert values == [1, 2]

# === loop-last-on-a-line-of-its-own
# %%
import asyncio
async def one(n):
    return n
values = await asyncio.gather(
    one(1),
    *[one(n) for n in range(2, 4)],
    loop=asyncio.get_event_loop()
)
# %% verify
assert values == [1, 2, 3]

# === loop-broken-over-lines
# %%
import asyncio
async def one(n):
    return n
loop = asyncio.get_event_loop()
values = await asyncio.gather(one(1), one(2),
                              loop=loop)
more = await asyncio.gather(one(3), loop=loop,
                            return_exceptions=True)
# %% verify
assert values == [1, 2] and more == [3]

# === loop-of-locks-and-queues
# %%
import asyncio as aio
loop = aio.get_event_loop()
parts = [
    aio.Lock(loop=loop), aio.Event(loop=loop), aio.Condition(loop=loop),
    aio.Semaphore(2, loop=loop), aio.BoundedSemaphore(loop=loop, value=3),
    aio.Queue(loop=loop), aio.LifoQueue(5, loop=loop), aio.PriorityQueue(maxsize=1, loop=loop),
]
# %%
async with parts[0]:
    await parts[5].put(1)
value = await parts[5].get()
# %% verify
assert value == 1 and parts[6].maxsize == 5 and parts[4]._value == 3

# === loop-kept-in-a-class
# %%
import asyncio
class Pool:
    def __init__(self, size, loop=None):
        self.loop = loop or asyncio.get_event_loop()
        self.free = asyncio.Semaphore(size, loop=self.loop)
        self.queue = asyncio.Queue(loop=self.loop)
    async def put(self, x):
        async with self.free:
            await self.queue.put(x)
        return await asyncio.wait_for(self.queue.get(), timeout=1, loop=self.loop)
# %%
pool = Pool(2)
value = await pool.put(5)
# %% verify
assert value == 5

# === loop-of-a-parent
# %%
import asyncio
class Named(asyncio.Queue):
    def __init__(self, name, loop=None):
        super().__init__(maxsize=3, loop=loop)
        self.name = name
queue = Named('q', loop=asyncio.get_event_loop())
# %% verify
assert queue.maxsize == 3 and queue.name == 'q'

# === loop-of-streams
# %%
import asyncio
async def answer(reader, writer):
    writer.write(await reader.readline())
    await writer.drain()
    writer.close()
async def main(loop):
    server = await asyncio.start_server(answer, '127.0.0.1', 0, loop=loop)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection('127.0.0.1', port,
                                                   loop=loop)
    writer.write(b'hello\n')
    line = await reader.readline()
    writer.close()
    server.close()
    return line
line = await main(asyncio.get_event_loop())
# %% verify
assert line == b'hello\n'

# === loop-of-a-subprocess
# %%
import asyncio, sys
loop = asyncio.get_event_loop()
process = await asyncio.create_subprocess_exec(
    sys.executable, '-c', 'print(1)', loop=loop, stdout=asyncio.subprocess.PIPE)
out, _ = await process.communicate()
# %% verify
assert out.strip() == b'1'

# === loop-of-wait-and-as-completed
# %%
import asyncio
async def one(n):
    return n
async def main():
    loop = asyncio.get_event_loop()
    tasks = [loop.create_task(one(n)) for n in range(3)]
    done, pending = await asyncio.wait(tasks, loop=loop, timeout=1)
    rest = [await x for x in asyncio.as_completed([one(4)], loop=loop)]
    return sorted(t.result() for t in done) + rest
value = await main()
# %% verify
assert value == [0, 1, 2, 4]

# === loop-from-a-name
# %%
from asyncio import sleep, get_event_loop, Lock as L
loop = get_event_loop()
lock = L(loop=loop)
await sleep(0, 'x', loop=loop)
value = lock.locked()
# %% verify
assert value is False

# === loop-is-none
# %%
import asyncio
await asyncio.sleep(0, loop=None)
lock = asyncio.Lock(loop=None)
# %% verify
assert not lock.locked()

# === loop-and-run-until-complete
# %%
import asyncio
async def main(loop):
    await asyncio.sleep(0, loop=loop)
    return 3
# %%
loop = asyncio.get_event_loop()
value = loop.run_until_complete(main(loop))
# %% verify
assert value == 3

# === loop-new-and-gathered
# %%
import asyncio
async def one(n):
    await asyncio.sleep(0)
    return n
async def main():
    queue = asyncio.Queue(loop=loop)
    await queue.put(1)
    return [await queue.get(), *await asyncio.gather(one(2), one(3), loop=loop)]
# %%
loop = asyncio.new_event_loop()
value = loop.run_until_complete(main())
loop.close()
# %% verify
assert value == [1, 2, 3]

# === coroutine-with-a-value
# %%
import asyncio
@asyncio.coroutine
def load(n):
    yield from asyncio.sleep(0)
    return n + 1
@asyncio.coroutine
def main():
    a = yield from load(1)
    b = (yield from load(2)) + 1
    return a, b, (yield from load(3))
# %%
value = await main()
# %% verify
assert value == (2, 4, 4)

# === coroutine-imported
# %%
from asyncio import coroutine, sleep
@coroutine
def main():
    yield from sleep(0)
    return 1
# %%
value = await main()
# %% verify
assert value == 1

# === coroutine-imported-alone
# %%
import asyncio
from asyncio import coroutine
# %%
@coroutine
def main():
    yield from asyncio.sleep(0)
    return 1
# %%
value = await main()
# %% verify
assert value == 1

# === coroutine-imported-under-another-name
# %%
from asyncio import (
    coroutine as coro,
    gather,
)
@coro
def one(n):
    return n * 1
# %%
@coro
def both():
    return (yield from gather(one(1), one(2)))
value = await both()
# %% verify
assert value == [1, 2]

# === coroutine-of-a-star
# %%
from asyncio import *
@coroutine
def main():
    yield from sleep(0)
    return 1
value = await main()
# %% verify
assert value == 1

# === coroutine-in-a-class
# %%
import asyncio
class Client:
    def __init__(self):
        self.lock = asyncio.Lock()

    @asyncio.coroutine
    def get(self, path):
        with (yield from self.lock):
            yield from asyncio.sleep(0)
            return path.upper()

    @asyncio.coroutine
    def both(self):
        x = yield from self.get('a')
        return x + (yield from self.get('b'))
# %%
client = Client()
value = await client.both()
# %% verify
assert value == 'AB'

# === coroutine-that-only-yields
# %%
import asyncio
steps = []
@asyncio.coroutine
def count(n):
    for i in range(n):
        steps.append(i)
        yield
    return n
value = await asyncio.gather(count(2), count(2))
# %% verify
assert value == [2, 2] and steps == [0, 0, 1, 1]

# === coroutine-without-yield
# %%
import asyncio
async def one():
    return 1
@asyncio.coroutine
def plain():
    return 5
@asyncio.coroutine
def handed_on():
    return one()
value = (await plain(), await handed_on())
# %% verify
assert value == (5, 1)

# === coroutine-with-a-helper
# %%
import asyncio
def helper(n):
    yield from asyncio.sleep(0)
    return n
@asyncio.coroutine
def main():
    return (yield from helper(4))
value = await main()
# %% verify
assert value == 4

# === coroutine-operands
# %%
import asyncio
async def one(n):
    return [n]
async def maker():
    return 3
pick = False
@asyncio.coroutine
def main():
    a = yield from one(1) if pick else one(2)
    b = (yield from one(5))[0]
    if (yield from one(0)):
        c = len((yield from one(yield_value())))
    print((yield from one((yield from maker()))))
    return a, b, c
def yield_value():
    return 9
value = await main()
# %% verify
assert value == ([2], 5, 1)

# === coroutine-wrapped
# %%
import asyncio, functools
def logged(f):
    @asyncio.coroutine
    @functools.wraps(f)
    def wrapper(*args):
        return (yield from f(*args))
    return wrapper
@logged
async def one():
    return 1
value = await one()
# %% verify
assert value == 1 and one.__name__ == 'one'

# === coroutine-and-loop
# %%
import asyncio
@asyncio.coroutine
def slow(x, loop):
    yield from asyncio.sleep(0, loop=loop)
    return x
@asyncio.coroutine
def main(loop):
    results = yield from asyncio.gather(slow(1, loop), slow(2, loop), loop=loop)
    return results
# %%
loop = asyncio.get_event_loop()
value = await main(loop)
# %% verify
assert value == [1, 2]

# === coroutine-run-until-complete
# %%
import asyncio
@asyncio.coroutine
def main():
    yield from asyncio.sleep(0)
    return 7
# %%
loop = asyncio.get_event_loop()
value = loop.run_until_complete(main())
# %% verify
assert value == 7

# === coroutine-in-a-function
# %%
import asyncio
async def outer():
    @asyncio.coroutine
    def inner(x):
        yield from asyncio.sleep(0)
        return [n for n in (y for y in range(x))]
    return await inner(3)
value = await outer()
# %% verify
assert value == [0, 1, 2]

# === coroutine-that-may-return-something-to-await  want=suggested
# %%
import asyncio
@asyncio.coroutine
def one(n):
    return n

# === coroutine-called-as-a-function  want=explain
# %%
import asyncio
main = asyncio.coroutine(lambda: 1)

# === coroutine-that-yields-values  want=explain
# %%
import asyncio
@asyncio.coroutine
def main():
    x = yield 5
    return x

# === coroutine-over-a-list  want=explain
# %%
import asyncio
@asyncio.coroutine
def main():
    yield from [1, 2]

# === all-tasks
# %%
import asyncio
async def wait():
    await asyncio.sleep(60)
task = asyncio.ensure_future(wait())
for other in asyncio.Task.all_tasks():
    if other is task:
        other.cancel()
me = asyncio.Task.current_task()
# %% verify
assert task.cancelled() or task.cancelling() and me is not None

# === all-tasks-of-a-loop
# %%
from asyncio import Task, get_event_loop
loop = get_event_loop()
n = len(Task.all_tasks(loop=loop))
me = Task.current_task(loop)
# %% verify
assert n >= 1 and me is not None

# === joinable-queue
# %%
import asyncio
queue = asyncio.JoinableQueue(maxsize=2)
await queue.put(1)
# %% verify
assert queue.qsize() == 1

# === joinable-queue-imported
# %%
from asyncio import JoinableQueue, sleep
queue = JoinableQueue()
# %%
other = JoinableQueue(2)
# %% verify
assert other.maxsize == 2

# === joinable-queue-under-another-name
# %%
from asyncio import JoinableQueue as JQ
queue = JQ()
# %% verify
assert queue.empty()

# === async-as-a-name
# %%
import asyncio
async def one():
    return 1
# %%
task = asyncio.async(one())
print('asyncio.async(one()) in a string')
value = await task
# %% verify
assert value == 1

# === async-twice
# %%
import asyncio
async def one():
    return 1
tasks = [asyncio.async(one()) for _ in range(2)]
asyncio.async(one())
values = await asyncio.gather(*tasks)
# %% verify
assert values == [1, 1]

# === with-await-lock
# %%
import asyncio
lock = asyncio.Lock()
sem = asyncio.Semaphore(2)
async def work():
    with await lock:
        with (await sem):
            return lock.locked()
value = await work()
# %% verify
assert value is True

# === none-loop-still-taken  want=none
# %%
import asyncio
async def one():
    return 1
loop = asyncio.get_event_loop()
future = asyncio.Future(loop=loop)
future.set_result(1)
task = asyncio.ensure_future(one(), loop=loop)
reader = asyncio.StreamReader(loop=loop)
everything = asyncio.all_tasks(loop=loop)
await task

# === none-own-functions  want=none
# %%
async def sleep(n, loop=None):
    return n
class asyncio:
    @staticmethod
    async def sleep(n, loop=None):
        return n
value = await sleep(1, loop=3) + await asyncio.sleep(2, loop=4)

# === none-version-guard  want=none
# %%
import asyncio, sys
if sys.version_info < (3, 10):
    lock = asyncio.Lock(loop=asyncio.get_event_loop())
else:
    lock = asyncio.Lock()

# === none-import-guard  want=none
# %%
try:
    from asyncio import coroutine
except ImportError:
    def coroutine(f):
        return f

# === none-attribute-guard  want=none
# %%
import asyncio
if hasattr(asyncio, 'coroutine'):
    @asyncio.coroutine
    def f():
        yield from asyncio.sleep(0)
try:
    tasks = asyncio.Task.all_tasks()
except AttributeError:
    tasks = asyncio.all_tasks()

# === none-types-coroutine  want=none
# %%
import types, asyncio
@types.coroutine
def switch():
    yield
async def main():
    await switch()
    return 1
value = await main()

# === none-generators  want=none
# %%
def flat(rows):
    for row in rows:
        yield from row
values = list(flat([[1], [2, 3]]))

# === none-strings  want=none
# %%
import asyncio
text = '''
@asyncio.coroutine
def f():
    yield from asyncio.sleep(1, loop=loop)
asyncio.async(f())
'''
# asyncio.Task.all_tasks()
print("asyncio.async(f())", text)

# === none-other-coroutine  want=none
# %%
def coroutine(f):
    return f
@coroutine
def main():
    yield 1
class tasks:
    @staticmethod
    def all_tasks():
        return []
class Task(tasks):
    current_task = 1
print(Task.all_tasks(), Task.current_task)

# === none-plain-locks  want=none
# %%
import threading, contextlib
lock = threading.Lock()
with lock:
    pass
async def opened():
    return contextlib.nullcontext(1)
with await opened() as x:
    print(x)

# === none-modern  want=none
# %%
import asyncio
queue = asyncio.Queue(maxsize=3)
async def main():
    async with asyncio.Lock():
        await asyncio.sleep(0)
    return asyncio.current_task(), asyncio.all_tasks()
await main()

# === none-subprocess-loop-of-another-library  want=none
# %%
def create(loop):
    return loop
class Client:
    def __init__(self, loop=None):
        self.loop = loop
import asyncio
client = Client(loop=asyncio.get_event_loop())
print(create(loop=1))

# === none-policy  want=none
# %%
import asyncio, sys
if sys.platform == 'win32':
    asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())

# === none-bash  want=none
# %%
%%bash
echo "asyncio.async(f())"
# %%
%%writefile /tmp/removed_api_test.py
import asyncio
@asyncio.coroutine
def f():
    yield from asyncio.sleep(0, loop=None)

# === all-tasks-that-would-be-cancelled  want=explain fails=yes
# %%
import asyncio
async def job():
    await asyncio.sleep(100)
task = asyncio.create_task(job())
await asyncio.sleep(0)
# %%
for each in asyncio.Task.all_tasks():
    each.cancel()

# === own-code-that-cannot-be-read  want=none
# %%
eval("1 +")
