# === called-in-another-cell  fails=yes
# %%
import asyncio
def fetch(n):
    await asyncio.sleep(0)
    return n
# %%
value = fetch(1) + fetch(2)
# %% verify
assert value == 3

# === called-through-two-functions
# %%
import asyncio
def low():
    await asyncio.sleep(0)
    return 2
def middle():
    return low() * 2
# %%
def high():
    if middle() > 3:
        return [low(), middle()]
# %%
got = high()
# %% verify
assert got == [2, 4]

# === already-awaited-where-it-is-called
# %%
import asyncio
def fetch():
    await asyncio.sleep(0)
    return 3
# %%
value = await fetch()
# %% verify
assert value == 3

# === given-to-gather
# %%
import asyncio
def fetch(n):
    await asyncio.sleep(0)
    return n
# %%
values = await asyncio.gather(fetch(1), fetch(2))
more = await asyncio.gather(*(fetch(n) for n in range(3)))
again = await asyncio.gather(*[fetch(n) for n in range(3)])
# %% verify
assert values == [1, 2] and more == again == [0, 1, 2]

# === coroutines-in-a-variable
# %%
import asyncio
def fetch(n):
    await asyncio.sleep(0)
    return n
# %%
jobs = [fetch(n) for n in range(3)]
values = await asyncio.gather(*jobs)
# %% verify
assert values == [0, 1, 2]

# === coroutines-appended
# %%
import asyncio
def fetch(n):
    await asyncio.sleep(0)
    return n
async def main():
    jobs = []
    for n in range(3):
        jobs.append(fetch(n))
    return await asyncio.gather(*jobs)
values = await main()
# %% verify
assert values == [0, 1, 2]

# === tasks-and-timeouts
# %%
import asyncio
def fetch(n):
    await asyncio.sleep(0)
    return n
# %%
task = asyncio.create_task(fetch(5))
value = await asyncio.wait_for(fetch(6), 3)
loop = asyncio.get_running_loop()
other = loop.create_task(fetch(7))
# %%
values = [await task, value, await other]
# %% verify
assert values == [5, 6, 7]

# === started-with-asyncio-run 
# %%
import asyncio
def main():
    await asyncio.sleep(0)
    return 4
# %%
value = asyncio.run(main())
# %% verify
assert value == 4

# === coroutine-in-a-variable
# %%
import asyncio
def fetch():
    await asyncio.sleep(0)
    return 1
# %%
pending = fetch()
value = await pending
# %% verify
assert value == 1

# === value-in-a-list
# %%
import asyncio
def fetch(n):
    await asyncio.sleep(0)
    return n
# %%
values = [fetch(n) for n in range(3)]
total = sum(values)
# %% verify
assert total == 3

# === method-and-its-callers
# %%
import asyncio
class Client:
    def __init__(self, base):
        self.base = base
    def get(self, path):
        await asyncio.sleep(0)
        return self.base + path
    def both(self):
        return self.get("a"), self.get("b")
# %%
client = Client("/")
# %%
got = client.both()
# %% verify
assert got == ("/a", "/b")

# === static-and-class-methods
# %%
import asyncio
class Loader:
    @staticmethod
    def one():
        await asyncio.sleep(0)
        return 1
    @classmethod
    def two(cls):
        return cls.one() + cls.one()
# %%
value = Loader.two()
# %% verify
assert value == 2

# === async-with-and-for-in-a-method
# %%
import asyncio
class Source:
    def __init__(self):
        self.lock = asyncio.Lock()
    async def rows(self):
        yield 1
        yield 2
    def total(self):
        result = 0
        async with self.lock:
            async for row in self.rows():
                result += row
        return result
# %%
value = Source().total()
# %% verify
assert value == 3

# === nested-twice
# %%
import asyncio
def outer():
    def inner():
        def core():
            await asyncio.sleep(0)
            return 3
        return core() + 1
    return inner() * 2
value = outer()
# %% verify
assert value == 8

# === recursion
# %%
import asyncio
def count(n):
    await asyncio.sleep(0)
    return n and count(n - 1) + 1
value = count(3)
# %% verify
assert value == 3

# === both-ways
# %%
import asyncio
def even(n):
    await asyncio.sleep(0)
    return n == 0 or odd(n - 1)
def odd(n):
    await asyncio.sleep(0)
    return n != 0 and even(n - 1)
value = even(4), odd(4)
# %% verify
assert value == (True, False)

# === missing-async-on-aenter
# %%
import asyncio
class Session:
    def __aenter__(self):
        await asyncio.sleep(0)
        return self
    def __aexit__(self, *error):
        await asyncio.sleep(0)
# %%
async with Session() as session:
    name = type(session).__name__
# %% verify
assert name == "Session"

# === missing-async-on-anext
# %%
import asyncio
class Numbers:
    def __init__(self):
        self.n = 0
    def __aiter__(self):
        return self
    def __anext__(self):
        await asyncio.sleep(0)
        self.n += 1
        if self.n > 3:
            raise StopAsyncIteration
        return self.n
# %%
got = [n async for n in Numbers()]
# %% verify
assert got == [1, 2, 3]

# === asynccontextmanager-without-async
# %%
import asyncio
from contextlib import asynccontextmanager
@asynccontextmanager
def opened():
    await asyncio.sleep(0)
    yield 5
# %%
async with opened() as value:
    got = value
# %% verify
assert got == 5

# === generator-in-a-for
# %%
import asyncio
def ticks(n):
    for i in range(n):
        await asyncio.sleep(0)
        yield i
# %%
got = []
for tick in ticks(3):
    got.append(tick)
more = [tick for tick in ticks(2)]
whole = list(ticks(2))
total = sum(ticks(4))
# %% verify
assert (got, more, whole, total) == ([0, 1, 2], [0, 1], [0, 1], 6)

# === generator-read-in-a-function
# %%
import asyncio
def ticks(n):
    for i in range(n):
        await asyncio.sleep(0)
        yield i
def total():
    result = 0
    for tick in ticks(3):
        result += tick
    return result
# %%
value = total()
# %% verify
assert value == 3

# === generator-handed-on
# %%
import asyncio
def ticks(n):
    await asyncio.sleep(0)
    yield from range(n)
def twice(n):
    yield from ticks(n)
    yield from ticks(n)
# %%
got = list(twice(2))
# %% verify
assert got == [0, 1, 0, 1]

# === generator-given-to-next  want=explain
# %%
import asyncio
def ticks():
    await asyncio.sleep(0)
    yield 1
first = next(ticks())

# === named-lambda
# %%
import asyncio
async def double(n):
    return n * 2
twice = lambda n, k=1: await double(n) + k
# %%
value = twice(3)
# %% verify
assert value == 7

# === lambda-in-map
# %%
async def double(n):
    return n * 2
got = list(map(lambda n: await double(n), [1, 2]))
unique = set(map(lambda n: await double(n) % 4, [1, 2, 3]))
pairs = dict(map(lambda n: (n, await double(n)), [1, 2]))
both = list(map(lambda a, b: a + await double(b), [1, 2], [3, 4]))
# %% verify
assert (got, unique, pairs, both) == ([2, 4], {0, 2}, {1: 2, 2: 4}, [7, 10])

# === lambda-in-a-loop-over-map
# %%
async def double(n):
    return n * 2
got = []
for value in map(lambda n: await double(n), [1, 2]):
    got.append(value)
# %% verify
assert got == [2, 4]

# === lambda-in-filter
# %%
async def odd(n):
    return n % 2
got = list(filter(lambda n: await odd(n), range(5)))
# %% verify
assert got == [1, 3]

# === lambda-as-a-key
# %%
async def weight(word):
    return len(word)
words = ["bbb", "a", "cc"]
up = sorted(words, key=lambda word: await weight(word))
down = sorted(words, key=lambda word: -await weight(word))
back = sorted(words, reverse=True, key=lambda word: await weight(word))
longest = max(words, key=lambda word: await weight(word))
words.sort(key=lambda word: await weight(word))
# %% verify
assert up == ["a", "cc", "bbb"] == words and down == back == ["bbb", "cc", "a"] and longest == "bbb"

# === lambda-in-a-function
# %%
async def weight(word):
    return len(word)
def order(words):
    return sorted(words, key=lambda word: await weight(word))
# %%
got = order(["bb", "a"])
# %% verify
assert got == ["a", "bb"]

# === lambda-as-a-default  want=explain
# %%
from collections import defaultdict
async def load():
    return 1
found = defaultdict(lambda: await load())

# === class-body-in-order
# %%
seen = []
async def load(name):
    seen.append(name)
    return name.upper()
class Settings:
    """What is set."""
    name: str = "n"
    first = await load("a")
    second = [await load("b"), await load("c")]
    async def refresh(self):
        return await load("d")
# %% verify
assert Settings.first == "A" and Settings.second == ["B", "C"] and seen == ["a", "b", "c"]
assert not hasattr(Settings, "_first") and await Settings().refresh() == "D"

# === class-body-with-a-taken-name
# %%
_limit = 7
async def load():
    return 5


class Settings:
    limit = await load()
# %% verify
assert Settings.limit == 5 and _limit == 7

# === class-body-that-reads-itself  want=explain
# %%
async def load(n):
    return n
class Settings:
    base = 2
    limit = await load(base)

# === class-body-after-a-call  want=suggested fails=yes
# %%
seen = []
async def load():
    seen.append("load")
    return 5
class Settings:
    first = seen.append("first")
    limit = await load()

# === class-in-a-function
# %%
async def load():
    return 5
def make():
    class Settings:
        limit = await load()
    return Settings
# %%
value = make().limit
# %% verify
assert value == 5

# === generator-arguments
# %%
async def one(n):
    return n
numbers = [3, 1, 2]
total = sum(await one(n) for n in numbers)
pairs = dict((n, await one(n)) for n in numbers)
text = ", ".join(str(await one(n)) for n in numbers)
ordered = sorted((await one(n) for n in numbers), reverse=True)
first, *rest = (await one(n) for n in numbers)
spread = [*(await one(n) for n in numbers)]
got = []
for value in (await one(n) for n in numbers):
    got.append(value)
again = [value + 1 for value in (await one(n) for n in numbers)]
# %% verify
assert total == 6 and pairs == {3: 3, 1: 1, 2: 2} and text == "3, 1, 2" and ordered == [3, 2, 1]
assert first == 3 and rest == [1, 2] and spread == got == numbers and again == [4, 2, 3]

# === generator-argument-in-a-def
# %%
async def one(n):
    return n
def total(numbers):
    return sum(await one(n) for n in numbers)
# %%
value = total([1, 2])
# %% verify
assert value == 3

# === generator-for-any  want=suggested
# %%
async def one(n):
    return n
found = any(await one(n) for n in range(3))

# === default-of-a-nested-def
# %%
import asyncio
async def load():
    return 4
def make():
    def use(limit=await load()):
        return limit
    return use()
value = make()
# %% verify
assert value == 4

# === f-string-and-conditional
# %%
import asyncio
async def one(n):
    return n
def report(n):
    return f"é{await one(n)}" if n else None
text = report(2) or "none"
# %% verify
assert text == "é2"

# === yield-from-an-async-generator
# %%
async def rows():
    yield 1
    yield 2
async def all_rows():
    yield from rows()
    yield from [3, 4]
got = [row async for row in all_rows()]
# %% verify
assert got == [1, 2, 3, 4]

# === yield-from-a-coroutine
# %%
import asyncio
async def wait():
    yield from asyncio.sleep(0)
    return 1
value = await wait()
# %% verify
assert value == 1

# === awaited-in-init  want=explain
# %%
import asyncio
class Client:
    def __init__(self):
        await asyncio.sleep(0)
client = Client()

# === awaited-in-a-property  want=explain
# %%
import asyncio
class Client:
    @property
    def name(self):
        await asyncio.sleep(0)
        return "n"
Client().name

# === used-as-a-callback  want=explain
# %%
import asyncio
def double(n):
    await asyncio.sleep(0)
    return n * 2
got = list(map(double, [1, 2]))

# === run-in-a-thread  want=explain
# %%
import asyncio
import threading
def work():
    await asyncio.sleep(0)
thread = threading.Thread(target=work)

# === cached  want=explain
# %%
import asyncio
from functools import lru_cache
@lru_cache
def load(n):
    await asyncio.sleep(0)
    return n
load(1)

# === given-to-start-server
# %%
import asyncio
def echo(reader, writer):
    data = await reader.readline()
    writer.write(data)
    await writer.drain()
    writer.close()
# %%
server = await asyncio.start_server(echo, "127.0.0.1", 0)
reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
writer.write(b"hello\n")
line = await reader.readline()
server.close()
# %% verify
assert line == b"hello\n"

# === wrapper-of-a-decorator  want=explain
# %%
import functools
def logged(function):
    @functools.wraps(function)
    def wrapper(*args):
        return await function(*args)
    return wrapper
@logged
async def one():
    return 1
# %%
value = await one()

# === in-a-string-that-is-run  want=explain fails=yes
# %%
source = "def f():\n    await x"
exec(source)

# === await-in-eval  want=explain fails=yes
# %%
async def one():
    return 1
eval("await one()")

# === reserved-as-a-name  want=explain fails=yes
# %%
async = True

# === reserved-as-an-argument  want=explain fails=yes
# %%
def push(**options):
    return options
push(async=True)

# === return-in-an-async-generator  want=explain fails=yes
# %%
async def rows():
    yield 1
    return 2

# === under-a-cell-magic  want=explain fails=yes
# %%
%%time
def fetch():
    await x

# === two-functions-in-a-cell
# %%
import asyncio
def one():
    await asyncio.sleep(0)
    return 1
def two():
    await asyncio.sleep(0)
    return one() + 1
# %%
value = two() * one()
# %% verify
assert value == 2

# === older-definition-was-used
# %%
def load():
    return "old"
# %%
import asyncio
def read():
    await asyncio.sleep(0)
    return load() + "!"
# %%
text = read()
# %% verify
assert text == "old!"

# === legal-everywhere  want=none
# %%
import asyncio
async def one(n=0):
    return n
async def rows():
    yield 1
    yield 2
value = await one()
async for row in rows():
    pass
got = [await one(n) async for n in rows()]
table = [[await one(n) for n in range(2)] for _ in range(2)]
def use(limit=await one(3)):
    return limit
pick = lambda limit=await one(4): limit
lazy = (await one(n) for n in range(3))
async for n in lazy:
    pass
async for n in (await one(n) for n in range(2)):
    pass
plain = list(n for n in await asyncio.gather(one(1), one(2)))

# === legal-in-classes  want=none
# %%
import asyncio
class Client:
    limit = 3
    async def get(self):
        async with asyncio.Lock():
            return [n async for n in self.rows()]
    async def rows(self):
        yield 1
got = await Client().get()

# === returned-lambda-of-a-coroutine  want=none
# %%
import asyncio
async def one():
    return 1
make = lambda: one()
value = await make()

# === async-generator-made-in-a-def  want=none
# %%
async def one(n):
    return n
def lazy():
    return (await one(n) for n in range(3))
got = [n async for n in lazy()]

# === in-strings-and-comments  want=none
# %%
# def f(): await x
text = """
def f():
    await x
"""
help_text = 'async = 1; yield from inside'

# === python3-and-writefile  want=none
# %%
%%writefile /dev/null
def f():
    await x
# %%
%%bash
echo 'def f(): await x'

# === html-and-javascript  want=none
# %%
%%javascript
function f() { await x }
# %%
%%html
<p>await</p>

# === own-read-with-aiter  want=none
# %%
async def one(n):
    return n
class Reader:
    def __init__(self, items):
        self.items = items
    async def read(self):
        return [item async for item in self.items]
got = await Reader(await one(n) for n in range(3)).read()

# === next-of-an-async-generator  want=none
# %%
async def one(n):
    return n
first = await anext(await one(n) for n in range(3))

# === other-syntax-error  want=none
# %%
def f(:
    await x

# === other-syntax-error-beside-await  want=none
# %%
async def one():
    return 1
value = await one(
# %%
print("async is fine")

# === missing-name  want=none
# %%
async def main():
    return undefined_name
# %%
undefined_name

# === autoawait-with-another-library  want=none
# %%
%autoawait asyncio
import asyncio
value = await asyncio.sleep(0, 1)

# === type-error-of-something-else  want=none
# %%
async def main():
    return sum(5)
# %%
sum(5)

# === sum-of-an-own-name  want=none
# %%
async def one(n):
    return n
async def sum(items):
    return [item async for item in items]
got = await sum(await one(n) for n in range(3))

# === generator-kept-for-later  want=none
# %%
async def one(n):
    return n
async def drain(items):
    return [item async for item in items]
later = (await one(n) for n in range(3))
# %%
got = await drain(later)

# === old-coroutine-with-yield-from  want=none
# %%
import types
@types.coroutine
def wait():
    yield
    return 1
def rows():
    yield from [1, 2]
got = list(rows())

# === method-of-instances-made-in-one-assignment  want=rewrite
# %%
import asyncio
class Agent:
    def __init__(self, name): self.name = name
    async def think(self):
        await asyncio.sleep(0)
        return self.name + "!"
    def act(self):
        thought = await self.think()
        return thought.upper()
# %%
a, b = Agent("a"), Agent("b")
out = [a.act(), b.act()]
# %% verify
assert out == ["A!", "B!"]

# === method-of-the-instances-in-a-list  want=rewrite
# %%
import asyncio
class Agent:
    def __init__(self, name): self.name = name
    async def think(self):
        await asyncio.sleep(0)
        return self.name + "!"
    def act(self):
        thought = await self.think()
        return thought.upper()
# %%
agents = [Agent(n) for n in "ab"]
out = []
for agent in agents:
    out.append(agent.act())
# %% verify
assert out == ["A!", "B!"]

# === method-of-instances-of-two-classes  want=suggested
# %%
class Agent:
    async def think(self):
        return "x"
    def act(self):
        return await self.think()
class Robot:
    def act(self):
        return "beep"
# %%
agents = [Agent(), Robot()]
for agent in agents:
    print(agent.act())

# === method-of-instances-in-a-list-that-grows  want=suggested
# %%
class Agent:
    async def think(self):
        return "x"
    def act(self):
        return await self.think()
class Robot:
    def act(self):
        return "beep"
# %%
agents = [Agent()]
agents.append(Robot())
for agent in agents:
    print(agent.act())

# === generators-that-read-each-other  want=rewrite
# %%
import asyncio
async def get(n):
    await asyncio.sleep(0)
    return n
def numbers(k):
    for i in range(k):
        yield await get(i)
def evens(k):
    for n in numbers(k):
        if n % 2 == 0:
            yield n
# %%
got = list(evens(5))
# %% verify
assert got == [0, 2, 4]

# === await-in-a-dict-comprehension-of-a-function  want=rewrite
# %%
async def sq(x): return x * x
def table(n):
    return {i: await sq(i) for i in range(n)}
# %%
t = table(3)
# %% verify
assert t == {0: 0, 1: 1, 2: 4}

# === await-in-a-context-manager  want=rewrite fails=yes
# %%
from contextlib import contextmanager
import asyncio
async def connect():
    await asyncio.sleep(0)
    return {"open": True}
@contextmanager
def connection():
    c = await connect()
    try:
        yield c
    finally:
        c["open"] = False
# %%
with connection() as c:
    state = c["open"]
# %% verify
assert state is True and c["open"] is False

# === await-in-one-of-two-context-managers  want=rewrite fails=yes
# %%
import contextlib
import asyncio, io
log = []
@contextlib.contextmanager
def timed(name):
    log.append("in " + name)
    yield name
    await asyncio.sleep(0)
    log.append("out " + name)
def work():
    with open("/dev/null") as f, timed("a") as t:
        log.append(t)
    return 1
# %%
r = work()
with timed("b"):
    pass
# %% verify
assert r == 1 and log == ["in a", "a", "out a", "in b", "out b"]

# === await-in-a-context-manager-beside-a-plain-one  want=rewrite fails=yes
# %%
from contextlib import contextmanager, suppress
import asyncio
@contextmanager
def plain():
    yield 1
@contextmanager
def later():
    await asyncio.sleep(0)
    yield 2
# %%
with plain() as a, later() as b:
    s = a + b
# %% verify
assert s == 3

# === await-in-a-context-manager-of-a-class  want=rewrite fails=yes
# %%
from contextlib import contextmanager
import asyncio
class Pool:
    async def acquire(self):
        await asyncio.sleep(0)
        return 5
    async def release(self, c):
        await asyncio.sleep(0)
    @contextmanager
    def connection(self):
        c = await self.acquire()
        try:
            yield c
        finally:
            await self.release(c)
pool = Pool()
# %%
async def query():
    with pool.connection() as c:
        return c * 2
r = await query()
# %% verify
assert r == 10

# === await-in-a-context-manager-of-an-exit-stack  want=explain
# %%
from contextlib import contextmanager, ExitStack
import asyncio
@contextmanager
def later():
    await asyncio.sleep(0)
    yield 2
# %%
with ExitStack() as stack:
    b = stack.enter_context(later())

# === await-in-a-context-manager-that-returns-a-value  want=explain fails=yes
# %%
from contextlib import contextmanager
import asyncio
@contextmanager
def later():
    yield 2
    return await asyncio.sleep(0, 1)

# === async-init  want=explain fails=yes
# %%
import asyncio
class Db:
    async def __init__(self, n):
        await asyncio.sleep(0)
        self.conn = n
# %%
db = Db(1)

# === async-init-in-function  want=explain fails=yes
# %%
import asyncio
class Db:
    async def __init__(self):
        self.conn = 1
def make():
    return Db()
# %%
db = make()
