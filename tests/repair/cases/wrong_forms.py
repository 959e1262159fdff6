# === for-in-function-with-caller-in-other-cell  want=rewrite
# %%
async def rows():
    for i in range(3):
        yield i
# %%
def collect(limit):
    got = []
    for row in rows():
        if row < limit:
            got.append(row)
    return got
# %%
got = collect(2)
# %% verify
assert got == [0, 1]

# === nested-loops  want=rewrite
# %%
async def pages():
    yield [1, 2]
    yield [3]
got = []
for page in pages():
    for item in page:
        got.append(item)
else:
    got.append("end")
# %% verify
assert got == [1, 2, 3, "end"]

# === comprehensions  want=rewrite
# %%
async def pairs():
    yield "a", 1
    yield "b", 2
names = {name for name, _ in pairs()}
table = {name: value * 2 for name, value in pairs()}
big = [value for name, value in pairs() if value > 1]
# %% verify
assert names == {"a", "b"} and table == {"a": 2, "b": 4} and big == [2]

# === generator-into-sum  want=rewrite
# %%
async def numbers():
    for i in range(4):
        yield i
total = sum(n * n for n in numbers())
# %% verify
assert total == 14

# === consumers  want=rewrite
# %%
async def numbers():
    for i in (3, 1, 2):
        yield i
a = sorted(numbers(), reverse=True)
b = max(numbers())
c = tuple(numbers())
d = set(numbers())
e = sum(numbers(), 10)
f = list(numbers())[0]
# %% verify
assert (a, b, c, d, e, f) == ([3, 2, 1], 3, (3, 1, 2), {1, 2, 3}, 16, 3)

# === dict-of-async-generator  want=rewrite
# %%
async def entries():
    yield "a", 1
table = dict(entries())
# %% verify
assert table == {"a": 1}

# === join  want=rewrite
# %%
async def words():
    yield "a"
    yield "b"
text = "-".join(words())
# %% verify
assert text == "a-b"

# === enumerate  want=rewrite
# %%
async def rows():
    yield "x"
    yield "y"
got = []
for i, row in enumerate(rows(), start=1):
    got.append((i, row))
# %% verify
assert got == [(1, "x"), (2, "y")]

# === zip-in-dict  want=rewrite
# %%
async def rows():
    yield 1
    yield 2
table = dict(zip("ab", rows()))
# %% verify
assert table == {"a": 1, "b": 2}

# === enumerate-endless  want=suggested
# %%
import asyncio
async def ticks():
    n = 0
    while True:
        yield n
        n += 1
        await asyncio.sleep(0)
for i, tick in enumerate(ticks()):
    if i > 3:
        break

# === next  want=rewrite
# %%
async def rows():
    yield 1
    yield 2
it = rows()
first = next(it)
rest = next(it) + 10
none = next(it, None)
# %% verify
assert (first, rest, none) == (1, 12, None)

# === next-until-stop  want=rewrite
# %%
async def rows():
    yield 1
async def read():
    it = rows()
    got = []
    while True:
        try:
            got.append(next(it))
        except StopIteration:
            return got
# %%
got = await read()
# %% verify
assert got == [1]

# === unpack  want=rewrite
# %%
async def pair():
    yield 1
    yield 2
a, b = pair()
first, *others = pair()
# %% verify
assert (a, b, first, others) == (1, 2, 1, [2])

# === splat  want=rewrite
# %%
async def rows():
    yield 1
    yield 2
got = [0, *rows()]
top = max(*rows(), 1)
# %% verify
assert got == [0, 1, 2] and top == 2

# === yield-from  want=rewrite
# %%
async def inner():
    yield 1
async def outer():
    yield 0
    yield from inner()
    yield from [2, 3]
# %%
got = [x async for x in outer()]
# %% verify
assert got == [0, 1, 2, 3]

# === awaited-async-generator  want=rewrite
# %%
async def rows():
    yield 1
    yield 2
data = await rows()
got = []
for row in await rows():
    got.append(row)
# %% verify
assert data == [1, 2] and got == [1, 2]

# === async-for-over-list  want=rewrite
# %%
got = []
async def work(items):
    async for item in items:
        got.append(item)
items = [1, 2]
async for item in items:
    got.append(item)
async for n in range(2):
    got.append(n)
# %% verify
assert got == [1, 2, 0, 1]

# === async-comprehension-over-list  want=rewrite
# %%
async def double(x):
    return x * 2
got = [await double(x) async for x in [1, 2]]
# %% verify
assert got == [2, 4]

# === async-for-over-coroutine-of-list  want=rewrite
# %%
async def load():
    return [1, 2]
got = []
async for row in load():
    got.append(row)
# %% verify
assert got == [1, 2]

# === async-for-over-coroutine-of-generator  want=rewrite
# %%
async def rows():
    yield 1
async def connect():
    return rows()
got = [row async for row in connect()]
# %% verify
assert got == [1]

# === async-for-given-list  want=rewrite
# %%
async def show(items):
    out = []
    async for item in items:
        out.append(item)
    return out
# %%
got = await show([1, 2])
# %% verify
assert got == [1, 2]

# === iterator-class  want=rewrite
# %%
class Ticker:
    def __init__(self, n):
        self.n = n
    def __aiter__(self):
        return self
    async def __anext__(self):
        if self.n == 0:
            raise StopAsyncIteration
        self.n -= 1
        return self.n
got = []
for tick in Ticker(3):
    got.append(tick)
more = list(Ticker(2))
# %% verify
assert got == [2, 1, 0] and more == [1, 0]

# === uncalled-generator  want=rewrite
# %%
async def rows():
    yield 1
got = []
for row in rows:
    got.append(row)
# %% verify
assert got == [1]

# === method-generator  want=rewrite
# %%
class Api:
    async def users(self, n):
        for i in range(n):
            yield f"u{i}"
api = Api()
# %%
names = [u.upper() for u in api.users(2)]
# %% verify
assert names == ["U0", "U1"]

# === generator-in-generator-function  want=explain
# %%
async def rows():
    yield 1
def doubled():
    for row in rows():
        yield row * 2
got = list(doubled())

# === lock-in-function  want=rewrite
# %%
import asyncio
lock = asyncio.Lock()
count = 0
def bump():
    global count
    with lock:
        count += 1
        return count
# %%
got = bump()
# %% verify
assert got == 1 and not lock.locked()

# === mixed-managers  want=rewrite
# %%
import asyncio
import tempfile
lock = asyncio.Lock()
async def work():
    async with lock, tempfile.TemporaryDirectory() as folder:
        # where it goes
        name = str(folder)

        if name:
            return name
# %%
name = await work()
# %% verify
assert name and not lock.locked()

# === mixed-managers-in-parentheses  want=rewrite
# %%
import asyncio
import tempfile
lock = asyncio.Lock()
with (
    tempfile.TemporaryDirectory() as folder,
    lock,
    asyncio.Semaphore(2) as semaphore,
):
    name = str(folder)
    held = lock.locked()
# %% verify
assert name and held

# === mixed-managers-on-one-line  want=rewrite
# %%
import asyncio
import io
lock = asyncio.Lock()
with lock, open("/dev/null") as f: text = f.read()
# %% verify
assert text == ""

# === mixed-managers-around-text  want=explain
# %%
import asyncio
import tempfile
lock = asyncio.Lock()
async with lock, tempfile.TemporaryDirectory() as folder:
    text = """a
b"""

# === own-context-manager  want=rewrite
# %%
from contextlib import asynccontextmanager
@asynccontextmanager
async def opened(name):
    yield name.upper()
with opened("a") as a, opened("b") as b:
    both = a + b
# %% verify
assert both == "AB"

# === class-context-manager  want=rewrite
# %%
class Client:
    async def __aenter__(self):
        return self
    async def __aexit__(self, *details):
        self.closed = True
    async def get(self):
        return 5
with Client() as client:
    value = await client.get()
# %% verify
assert value == 5 and client.closed

# === plain-class-context-manager  want=rewrite
# %%
class Timer:
    def __enter__(self):
        return self
    def __exit__(self, *details):
        self.done = True
async with Timer() as timer:
    x = 1
# %% verify
assert timer.done

# === awaited-before-entering  want=rewrite
# %%
class Session:
    async def __aenter__(self):
        return 7
    async def __aexit__(self, *details):
        pass
async def connect():
    return Session()
async with connect() as value:
    got = value
# %% verify
assert got == 7

# === awaited-lock  want=rewrite
# %%
import asyncio
lock = asyncio.Lock()
async def work():
    with await lock:
        return 1
# %%
got = await work()
async with lock.acquire():
    more = lock.locked()
# %% verify
assert got == 1 and more and not lock.locked()

# === timeout  want=rewrite
# %%
import asyncio
async def main():
    with asyncio.timeout(5):
        await asyncio.sleep(0)
        return 1
# %%
got = await main()
# %% verify
assert got == 1

# === exit-stack  want=explain
# %%
import asyncio
import contextlib
with contextlib.ExitStack() as stack:
    stack.enter_context(asyncio.Lock())

# === open-async  want=rewrite
# %%
async def read():
    async with open("/dev/null") as f:
        return f.read()
# %%
text = await read()
# %% verify
assert text == ""

# === await-print-and-append  want=rewrite
# %%
log = []
async def work():
    await print("x")
    return 1
got = await work()
# %%
await log.append(3)
# %% verify
assert got == 1 and log == [3]

# === await-attribute-of-plain-call  want=rewrite
# %%
def name():
    return "ada"
shout = (await name()).upper()
# %% verify
assert shout == "ADA"

# === await-list-of-coroutines  want=rewrite
# %%
import asyncio
async def job(i):
    await asyncio.sleep(0)
    return i
got = await [job(i) for i in range(3)]
jobs = [job(7), job(8)]
more = await jobs
# %% verify
assert got == [0, 1, 2] and more == [7, 8]

# === await-list-of-tasks  want=rewrite
# %%
import asyncio
async def job(i):
    return i
tasks = [asyncio.create_task(job(i)) for i in range(3)]
got = await tasks
# %% verify
assert got == [0, 1, 2]

# === await-function-object  want=rewrite
# %%
async def job(n=4):
    return n
got = await job
# %% verify
assert got == 4

# === await-function-object-with-arguments  want=explain
# %%
async def job(n):
    return n
got = await job

# === await-time-sleep  want=rewrite
# %%
import time
async def nap():
    await time.sleep(0.01)
    return "up"
got = await nap()
# %% verify
assert got == "up"

# === await-twice  want=rewrite
# %%
async def job():
    return 3
got = await (await job())
# %% verify
assert got == 3

# === await-two-on-one-line  want=rewrite
# %%
def plain():
    return 1
async def job():
    return 2
got = await plain() + await job()
# %% verify
assert got == 3

# === await-library-result  want=rewrite
# %%
import json
data = await json.loads("[1]")
# %% verify
assert data == [1]

# === await-variable  want=rewrite
# %%
async def job():
    return {"a": 1}
# %%
data = await job()
again = await data
# %% verify
assert again == {"a": 1}

# === await-plain-that-starts-a-task  want=suggested
# %%
import asyncio
async def job():
    await asyncio.sleep(0)
def start():
    asyncio.create_task(job())
await start()

# === await-callback  want=suggested
# %%
async def call(callback):
    return await callback()
class Box:
    def get(self):
        return 1
import operator
value = await call(operator.methodcaller("get") if False else Box().get)

# === await-plain-method  want=rewrite
# %%
class Store:
    def get(self, key):
        return [key]
    async def load(self):
        return await self.get("a")
# %%
got = await Store().load()
# %% verify
assert got == ["a"]

# === result-in-function  want=rewrite
# %%
import asyncio
async def job(i):
    await asyncio.sleep(0)
    return i
async def main():
    tasks = [asyncio.create_task(job(i)) for i in range(3)]
    return [task.result() for task in tasks]
# %%
got = await main()
# %% verify
assert got == [0, 1, 2]

# === result-attribute  want=rewrite
# %%
import asyncio
async def job():
    return "ada"
task = asyncio.create_task(job())
shout = task.result().upper()
# %% verify
assert shout == "ADA"

# === exception-too-early  want=rewrite
# %%
import asyncio
async def job():
    raise KeyError("k")
async def main():
    task = asyncio.create_task(job())
    return task.exception()
error = await main()
# %% verify
assert isinstance(error, KeyError)

# === tasks-added  want=rewrite
# %%
import asyncio
async def job(i):
    return i
a = asyncio.create_task(job(1))
b = asyncio.create_task(job(2))
total = a + b
# %% verify
assert total == 3

# === task-subscript  want=rewrite
# %%
import asyncio
async def job():
    return {"rows": [1]}
task = asyncio.create_task(job())
rows = task["rows"]
# %% verify
assert rows == [1]

# === sum-of-tasks  want=rewrite
# %%
import asyncio
async def job(i):
    return i
tasks = [asyncio.create_task(job(i)) for i in range(4)]
total = sum(tasks)
# %% verify
assert total == 6

# === gather-unpacked  want=rewrite
# %%
import asyncio
async def job(i):
    return i
def both():
    a, b = asyncio.gather(job(1), job(2))
    return a + b
total = both()
# %% verify
assert total == 3

# === gather-looped  want=rewrite
# %%
import asyncio
async def job(i):
    return i
results = asyncio.gather(*[job(i) for i in range(3)])
got = []
for result in results:
    got.append(result)
count = len(results)
# %% verify
assert got == [0, 1, 2] and count == 3

# === gather-awaited-later-too  want=rewrite
# %%
import asyncio
async def job(i):
    return i
future = asyncio.gather(job(1), job(2))
first = future[0]
both = await future
# %% verify
assert first == 1 and both == [1, 2]

# === executor-future  want=rewrite
# %%
import asyncio
loop = asyncio.get_running_loop()
value = loop.run_in_executor(None, len, "abc")
more = value + 1
# %% verify
assert more == 4

# === gather-list  want=rewrite
# %%
import asyncio
async def job(i):
    return i
got = await asyncio.gather([job(1), job(2)])
jobs = [job(i) for i in range(3)]
more = await asyncio.gather(jobs, return_exceptions=True)
# %% verify
assert got == [1, 2] and more == [0, 1, 2]

# === gather-generator  want=rewrite
# %%
import asyncio
async def job(i):
    return i
got = await asyncio.gather(job(i) for i in range(3))
# %% verify
assert got == [0, 1, 2]

# === gather-unknown-list  want=rewrite
# %%
import asyncio
async def job(i):
    return i
def make():
    out = []
    for i in range(2):
        out.append(job(i))
    return out
jobs = make()
got = await asyncio.gather(jobs)
# %% verify
assert got == [0, 1]

# === gather-dict-values  want=rewrite
# %%
import asyncio
async def job(i):
    return i
jobs = {"a": job(1), "b": job(2)}
got = dict(zip(jobs, await asyncio.gather(jobs.values())))
# %% verify
assert got == {"a": 1, "b": 2}

# === gather-of-awaited  want=rewrite
# %%
import asyncio
async def job(i):
    return i
a, b = await asyncio.gather(await job(1), await job(2))
# %% verify
assert (a, b) == (1, 2)

# === gather-of-functions  want=rewrite
# %%
import asyncio
async def one():
    return 1
async def two():
    return 2
got = await asyncio.gather(one, two())
# %% verify
assert got == [1, 2]

# === wait-comprehension  want=rewrite
# %%
import asyncio
async def job(i):
    return i
done, pending = await asyncio.wait([job(i) for i in range(3)], timeout=5)
jobs = [job(5), job(6)]
more, _ = await asyncio.wait(jobs, return_when=asyncio.ALL_COMPLETED)
# %% verify
assert sorted(t.result() for t in done) == [0, 1, 2]
assert sorted(t.result() for t in more) == [5, 6]

# === wait-set-and-map  want=rewrite
# %%
import asyncio
async def job(i):
    return i
done, _ = await asyncio.wait({job(1), job(2)})
more, _ = await asyncio.wait(list(map(job, [1, 2])))
# %% verify
assert len(done) == 2 and len(more) == 2

# === wait-one  want=rewrite
# %%
import asyncio
async def job(i):
    return i
done, _ = await asyncio.wait(job(1))
# %% verify
assert [t.result() for t in done] == [1]

# === wait-nothing  want=explain
# %%
import asyncio
await asyncio.wait([])

# === create-task-uncalled  want=rewrite
# %%
import asyncio
async def job():
    return 1
task = asyncio.create_task(job)
got = await task
# %% verify
assert got == 1

# === create-task-arguments-beside  want=rewrite
# %%
import asyncio
async def job(a, b=0):
    return a + b
task = asyncio.create_task(job, 1, b=2)
got = await task
# %% verify
assert got == 3

# === create-task-awaited  want=rewrite
# %%
import asyncio
async def job():
    return 1
task = asyncio.create_task(await job())
got = await task
# %% verify
assert got == 1

# === create-task-of-gather  want=rewrite
# %%
import asyncio
async def job(i):
    return i
task = asyncio.create_task(asyncio.gather(job(1), job(2)))
got = await task
# %% verify
assert got == [1, 2]

# === group-uncalled  want=rewrite
# %%
import asyncio
async def job():
    return 1
async def main():
    async with asyncio.TaskGroup() as group:
        task = group.create_task(job)
    return task.result()
got = await main()
# %% verify
assert got == 1

# === wait-for-and-shield-uncalled  want=rewrite
# %%
import asyncio
async def job():
    return 1
a = await asyncio.wait_for(job, 1)
b = await asyncio.shield(job)
c = await asyncio.ensure_future(job)
# %% verify
assert (a, b, c) == (1, 1, 1)

# === create-task-needs-arguments  want=explain
# %%
import asyncio
async def job(i):
    return i
task = asyncio.create_task(job)

# === as-completed  want=rewrite
# %%
import asyncio
async def job(i):
    return i
got = set()
for next_done in asyncio.as_completed(job(1), job(2)):
    got.add(await next_done)
# %% verify
assert got == {1, 2}

# === good-async-iteration  want=none
# %%
async def rows():
    yield 1
got = [r async for r in rows()]
async for r in rows():
    got.append(r)
it = rows()
first = await anext(it)
pairs = [(i, r) for i, r in enumerate([r async for r in rows()])]

# === either-way-iterable  want=none
# %%
class Both:
    def __iter__(self):
        return iter([1])
    async def __aiter__(self):
        yield 1
got = [x for x in Both()] + [x async for x in Both()]

# === caught-on-purpose  want=none
# %%
import asyncio
async def rows():
    yield 1
try:
    for row in rows():
        pass
except TypeError as error:
    print(error)
try:
    with asyncio.Lock():
        pass
except (TypeError, AttributeError):
    pass

# === other-not-iterable  want=none
# %%
value = 3
for x in value:
    pass

# === good-contexts  want=none
# %%
import asyncio
import contextlib
import tempfile
import threading
lock = asyncio.Lock()
async with lock:
    with tempfile.TemporaryDirectory() as folder, threading.Lock():
        pass
async with contextlib.AsyncExitStack() as stack:
    await stack.enter_async_context(lock)
    stack.enter_context(open("/dev/null"))

# === other-context-error  want=none
# %%
class Plain:
    pass
with Plain():
    pass

# === good-awaits  want=none
# %%
import asyncio
import inspect
async def job():
    return 1
class Later:
    def __await__(self):
        return job().__await__()
def start():
    return asyncio.create_task(job())
got = await start() + await Later() + await asyncio.wait_for(job(), 1)
async def call(f):
    value = f()
    return await value if inspect.isawaitable(value) else value
more = await call(job), await call(lambda: 2)

# === good-tasks  want=none
# %%
import asyncio
async def job():
    return 1
task = asyncio.create_task(job())
done, _ = await asyncio.wait([task])
value = task.result()
task.add_done_callback(lambda t: t.result())
names = {task: "a"}
same = task == task or task in names
# %%
later = asyncio.create_task(job())
# %%
value = later.result()
# %%
async def main():
    async with asyncio.TaskGroup() as group:
        a = group.create_task(job())
    return a.result()
await main()
# %%
future = asyncio.get_running_loop().create_future()
future.set_result(3)
future.result()

# === good-arguments  want=none
# %%
import asyncio
async def job(i=0):
    return i
async def make():
    return job()
got = await asyncio.gather(*[job(i) for i in range(2)], *(job(i) for i in range(2)))
task = asyncio.create_task(job(), name="a")
other = asyncio.create_task(await make())
await asyncio.wait([task, other])
for done in asyncio.as_completed([job(), job()]):
    await done
await asyncio.to_thread(sum, [1])

# === unhashable-elsewhere  want=none
# %%
table = {[1]: 2}

# === name-of-another-module  want=none
# %%
class Pool:
    def gather(self, jobs):
        return jobs
    def create_task(self, job):
        return job
asyncio = Pool()
async def job():
    return 1
asyncio.gather([1, 2])
asyncio.create_task(job)

# === shadowed-builtin  want=none
# %%
async def rows():
    yield 1
def list(x):
    return x
got = list(rows())
got = [r async for r in got]

# === nobody-calls-it  want=none
# %%
async def rows():
    yield 1
def unused():
    for row in rows():
        pass

# === rebound-by-condition  want=none
# %%
import asyncio
fast = True
if fast:
    def rows():
        return [1, 2]
else:
    async def rows():
        yield 1
for row in rows():
    pass

# === own-invalid-state  want=none
# %%
class InvalidStateError(Exception):
    pass
raise InvalidStateError("Result is not ready")

# === concurrent-future  want=none
# %%
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(1) as pool:
    future = pool.submit(len, "abc")
    got = future.result() + 1

# === async-for-over-gather  want=rewrite fails=yes
# %%
import asyncio
async def f(x):
    await asyncio.sleep(0)
    return x
async def main():
    got = []
    async for r in asyncio.gather(f(1), f(2)):
        got.append(r)
    return got
# %%
got = await main()
# %% verify
assert got == [1, 2]

# === async-for-over-gather-name  want=rewrite fails=yes
# %%
import asyncio
async def f(x):
    await asyncio.sleep(0)
    return [x]
results = asyncio.gather(*[f(i) for i in range(2)])
got = [r async for r in results]
task = asyncio.create_task(f(3))
async for x in task:
    got.append(x)
# %% verify
assert got == [[0], [1], 3]
