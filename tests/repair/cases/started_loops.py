# === function-with-default  want=rewrite
# %%
import asyncio
async def fetch(n, scale=1):
    await asyncio.sleep(0)
    return n * scale
def load(n, scale=asyncio.run(fetch(2))):
    return asyncio.run(fetch(n, scale))
# %%
value = load(4)
# %% verify
assert value == 8

# === function-called-in-f-string-and-condition  want=rewrite
# %%
import asyncio
async def name():
    return "ada"
def who():
    return asyncio.run(name())
# %%
text = f"hello {who()!r:>8}" if who() != "bob" else who()
assert who(), "nobody"
# %% verify
assert text == "hello    'ada'"

# === function-called-in-match-and-walrus  want=rewrite
# %%
import asyncio
async def pick(i):
    return ("ok", i)
def choose(i):
    return asyncio.run(pick(i))
# %%
match choose(3):
    case ("ok", n):
        result = n
    case _:
        result = None
if (pair := choose(4))[1] > 3:
    result += pair[1]
# %% verify
assert result == 7

# === function-recursive  want=rewrite
# %%
import asyncio
async def down(n):
    return n - 1
def count(n):
    if n <= 0:
        return 0
    return 1 + count(asyncio.run(down(n)))
# %%
steps = count(4)
# %% verify
assert steps == 4

# === functions-mutually-recursive  want=rewrite
# %%
import asyncio
async def half(n):
    return n // 2
def even(n):
    return True if n == 0 else odd(n - 1)
def odd(n):
    asyncio.run(half(n))
    return False if n == 0 else even(n - 1)
# %%
answer = even(4), odd(3)
# %% verify
assert answer == (True, True)

# === function-nested  want=rewrite
# %%
import asyncio
async def fetch(n):
    return n
def outer(n):
    def inner(m):
        return asyncio.run(fetch(m)) + 1
    return [inner(i) for i in range(n)]
# %%
numbers = outer(3)
# %% verify
assert numbers == [1, 2, 3]

# === function-used-before-and-as-callback  want=rewrite
# %%
import asyncio
async def length(word):
    return len(word)
def size(word):
    return asyncio.run(length(word))
# %%
longest = max(["a", "ccc", "bb"], key=size)
total = size("abcd")
# %% verify
assert longest == "ccc" and total == 4

# === function-partial  want=rewrite
# %%
import asyncio, functools
async def add(a, b):
    return a + b
def plus(a, b):
    return asyncio.run(add(a, b))
increment = functools.partial(plus, 1)
# %%
three = increment(2)
# %% verify
assert three == 3

# === function-mapped  want=rewrite
# %%
import asyncio
async def square(n):
    return n * n
def sq(n):
    return asyncio.run(square(n))
squares = list(map(sq, range(4)))
# %% verify
assert squares == [0, 1, 4, 9]

# === function-decorated  want=rewrite
# %%
import asyncio, functools
def logged(function):
    @functools.wraps(function)
    def wrapper(*args):
        calls.append(args)
        return function(*args)
    return wrapper
calls = []
async def fetch(n):
    return n
@logged
def load(n):
    return asyncio.run(fetch(n))
# %%
value = load(5)
# %% verify
assert value == 5 and calls == [(5,)]

# === function-cached  want=rewrite
# %%
import asyncio, functools
async def fetch(n):
    return [n]
@functools.lru_cache(None)
def load(n):
    return asyncio.run(fetch(n))
# %%
same = load(5) is load(5)
# %% verify
assert same

# === function-generator  want=rewrite
# %%
import asyncio
async def fetch(n):
    return n
def rows(count):
    for i in range(count):
        yield asyncio.run(fetch(i))
# %%
total = sum(rows(4))
# %% verify
assert total == 6

# === function-in-generator-expression  want=rewrite
# %%
import asyncio
async def fetch(n):
    return n
def load(n):
    return asyncio.run(fetch(n))
# %%
found = any(load(n) == 2 for n in range(5))
joined = "-".join(str(load(n)) for n in range(3))
# %% verify
assert found and joined == "0-1-2"

# === function-with-exception  want=rewrite
# %%
import asyncio
async def fail():
    raise KeyError("no")
def load():
    try:
        return asyncio.run(fail())
    except KeyError:
        return "missing"
# %%
value = load()
# %% verify
assert value == "missing"

# === function-in-with-and-try  want=rewrite
# %%
import asyncio, contextlib
async def fetch(n):
    return n
def load(n):
    return asyncio.run(fetch(n))
@contextlib.contextmanager
def opened(n):
    yield n
# %%
with opened(load(3)) as three, opened(load(4)) as four:
    both = three + four
try:
    value = load(both)
except ValueError:
    value = None
else:
    value += load(1)
finally:
    done = load(9)
# %% verify
assert value == 8 and done == 9

# === function-run-in-thread-too  want=rewrite
# %%
import asyncio, threading
async def fetch():
    return "x"
results = []
def work():
    results.append(asyncio.run(fetch()))
# %%
thread = threading.Thread(target=work)
thread.start()
thread.join()
# %%
work()
# %% verify
assert results == ["x", "x"]

# === definitions-of-two-kinds  want=rewrite
# %%
import asyncio
async def fetch(n):
    return n
def load(n):
    return asyncio.run(fetch(n))
# %%
def load(n):
    return asyncio.run(fetch(n)) * 2
# %%
value = load(3)
# %% verify
assert value == 6

# === method-static-and-class  want=rewrite
# %%
import asyncio
class Store:
    scale = 3
    @staticmethod
    def one():
        return asyncio.run(Store.fetch(1))
    @classmethod
    def scaled(cls):
        return asyncio.run(cls.fetch(cls.scale))
    @classmethod
    async def fetch(cls, n):
        return n
# %%
values = Store.one(), Store().scaled(), Store.scaled()
# %% verify
assert values == (1, 3, 3)

# === method-property  want=rewrite
# %%
import asyncio
class Store:
    @property
    def size(self):
        return asyncio.run(self._size())
    async def _size(self):
        return 12
# %%
size = Store().size
# %% verify
assert size == 12

# === method-dunder  want=rewrite
# %%
import asyncio
class Store:
    def __getitem__(self, key):
        return asyncio.run(self._get(key))
    def __len__(self):
        return asyncio.run(self._get(2))
    async def _get(self, key):
        return key
# %%
store = Store()
got = store[5], len(store)
# %% verify
assert got == (5, 2)

# === method-same-name-on-another-class  want=rewrite
# %%
import asyncio
class Remote:
    def get(self):
        return asyncio.run(self._get())
    async def _get(self):
        return "remote"
class Local:
    def get(self):
        return "local"
# %%
remote, local = Remote(), Local()
client = Remote()
table = {"k": 1}
# %%
values = client.get(), local.get(), table.get("k")
# %% verify
assert values == ("remote", "local", 1)

# === method-inherited  want=rewrite
# %%
import asyncio
class Base:
    def get(self):
        return asyncio.run(self._get())
    async def _get(self):
        return "base"
class Child(Base):
    def both(self):
        return self.get() + super().get()
# %%
child = Child()
text = child.both()
# %% verify
assert text == "basebase"

# === method-overridden  want=rewrite
# %%
import asyncio
class Base:
    def get(self):
        return "base"
    def show(self):
        return self.get().upper()
class Child(Base):
    def get(self):
        return asyncio.run(self._get())
    async def _get(self):
        return "child"
# %%
text = Child().show()
# %% verify
assert text == "CHILD"

# === method-loop-in-self  want=rewrite
# %%
import asyncio
class Client:
    def __init__(self):
        self.loop = asyncio.new_event_loop()
    def get(self, n):
        return self.loop.run_until_complete(self._get(n))
    async def _get(self, n):
        await asyncio.sleep(0)
        return n
    def close(self):
        self.loop.close()
# %%
client = Client()
value = client.get(3)
client.close()
# %% verify
assert value == 3

# === class-body-and-default  want=rewrite
# %%
import asyncio
async def maximum():
    return 10
class Settings:
    limit = asyncio.run(maximum())
    def top(self, n=asyncio.run(maximum())):
        return n
# %%
top = Settings().top() + Settings.limit
# %% verify
assert top == 20

# === lambda-stored  want=rewrite
# %%
import asyncio
async def fetch(n):
    return n
load = lambda n: asyncio.run(fetch(n))
# %%
value = load(2) + load(3)
# %% verify
assert value == 5

# === loop-parameter  want=rewrite
# %%
import asyncio
async def fetch(n):
    return n
def load(loop, n):
    return loop.run_until_complete(fetch(n))
# %%
value = load(asyncio.get_event_loop(), 7)
# %% verify
assert value == 7

# === loop-in-main-guard-with-closing  want=rewrite
# %%
import asyncio, contextlib
async def main():
    return "done"
if __name__ == "__main__":
    with contextlib.closing(asyncio.new_event_loop()) as loop:
        value = loop.run_until_complete(main())
# %% verify
assert value == "done"

# === loop-several-cells  want=rewrite
# %%
import asyncio
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
async def fetch(n):
    return n
# %%
a = loop.run_until_complete(fetch(1))
# %%
b = loop.run_until_complete(asyncio.wait_for(fetch(2), 5))
# %%
loop.close()
# %% verify
assert (a, b) == (1, 2)

# === loop-create-task-and-gather  want=rewrite
# %%
import asyncio
order = []
async def job(i):
    order.append(i)
    return i * i
loop = asyncio.get_event_loop()
tasks = [loop.create_task(job(i)) for i in range(3)]
values = loop.run_until_complete(asyncio.gather(*tasks))
# %% verify
assert values == [0, 1, 4] and order == [0, 1, 2]

# === loop-try-get-except-new  want=rewrite
# %%
import asyncio
async def main():
    return 4
try:
    loop = asyncio.get_event_loop()
except RuntimeError:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
value = loop.run_until_complete(main())
# %% verify
assert value == 4

# === runner-without-with  want=rewrite
# %%
import asyncio
async def step(i):
    return i
runner = asyncio.Runner()
a = runner.run(step(1))
loop = runner.get_loop()
runner.close()
# %% verify
assert a == 1

# === runner-in-function  want=rewrite
# %%
import asyncio
async def step(i):
    return i
def steps():
    with asyncio.Runner() as runner:
        first = runner.run(step(1))
        return first + runner.run(step(2))
# %%
three = steps()
# %% verify
assert three == 3

# === star-import-and-variable  want=rewrite
# %%
from asyncio import *
async def main():
    await sleep(0)
    return 2
start = run
# %%
value = start(main())
# %% verify
assert value == 2

# === serve-forever  want=rewrite limit=8
# %%
import asyncio
async def handle(reader, writer):
    writer.write(b"hi")
    await writer.drain()
    writer.close()
async def serve():
    global port
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        await server.serve_forever()
# %%
asyncio.run(serve())
# %%
await asyncio.sleep(0.2)
reader, writer = await asyncio.open_connection("127.0.0.1", port)
greeting = await reader.read()
# %% verify
assert greeting == b"hi"

# === run-forever-with-handlers  want=rewrite limit=8
# %%
import asyncio
beats = []
async def beat():
    while True:
        beats.append(1)
        await asyncio.sleep(0.02)
# %%
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
try:
    loop.create_task(beat())
    loop.run_forever()
except KeyboardInterrupt:
    print("bye")
finally:
    loop.close()
# %%
await asyncio.sleep(0.2)
# %% verify
assert len(beats) > 2

# === stop-callback  want=explain limit=8
# %%
import asyncio, signal
async def tick():
    await asyncio.sleep(0.05)
loop = asyncio.get_event_loop()
loop.add_signal_handler(signal.SIGINT, loop.stop)
loop.call_later(0.2, loop.stop)
loop.create_task(tick())
loop.run_forever()

# === imported-function-in-function  want=rewrite
# %%
import pathlib, sys, tempfile
folder = tempfile.mkdtemp()
pathlib.Path(folder, "helper_two.py").write_text(
    "import asyncio\nasync def main(n):\n    return n\ndef go(n, *, scale=1):\n    return asyncio.run(main(n)) * scale\n")
sys.path.insert(0, folder)
from helper_two import go as start
# %%
def twice(n):
    return start(n, scale=2)
# %%
values = [twice(n) for n in range(3)]
# %% verify
assert values == [0, 2, 4]

# === queue-of-the-kernel  want=explain
# %%
import asyncio
queue = asyncio.Queue()
queue.put_nowait(3)
async def take():
    return await queue.get()
class Reader:
    @property
    def next(self):
        return asyncio.run(take())
# %%
value = Reader().next

# === exec-text  want=explain
# %%
import asyncio
async def main():
    return 1
exec("value = asyncio.run(main())")

# === runner-in-a-function-that-is-handed-on  want=rewrite
# %%
import asyncio
async def step(i):
    return i
def build(n):
    with asyncio.Runner() as runner:
        return [runner.run(step(i)) for i in range(n)]
def apply(function, *args):
    return function(*args)
# %%
steps = apply(build, 2)
# %% verify
assert steps == [0, 1]

# === closed-in-finally-in-a-function-that-is-handed-on  want=rewrite
# %%
import asyncio
async def step(i):
    return i
def build(n):
    loop = asyncio.get_event_loop()
    try:
        return loop.run_until_complete(step(n))
    finally:
        loop.close()
steps = list(map(lambda function: function(2), [build]))
# %%
again = await step(3)
# %% verify
assert steps == [2] and again == 3

# === deco-at-definition  want=rewrite
# %%
import asyncio
async def setting():
    return "x"
def tag(value):
    def wrap(function):
        function.tag = value
        return function
    return wrap
# %%
@tag(asyncio.run(setting()))
def work():
    return 1
# %% verify
assert work.tag == "x" and work() == 1

# === deco-wrapper-runs  want=rewrite
# %%
import asyncio, functools
def sync(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return asyncio.run(function(*args, **kwargs))
    return wrapper
@sync
async def load(n):
    await asyncio.sleep(0)
    return n
# %%
value = load(3) + load(n=4)
# %% verify
assert value == 7

# === helper-run-sync  want=rewrite
# %%
import asyncio
def run_sync(coro):
    loop = asyncio.get_event_loop()
    return loop.run_until_complete(coro)
async def load(n):
    return n
# %%
a = run_sync(load(1))
b = [run_sync(load(i)) for i in range(2)]
# %% verify
assert a == 1 and b == [0, 1]

# === helper-run-kwargs  want=rewrite
# %%
import asyncio
def run_all(*coros):
    async def main():
        return await asyncio.gather(*coros)
    return asyncio.run(main())
async def load(n):
    return n
# %%
values = run_all(load(1), load(2))
# %% verify
assert values == [1, 2]

# === lambdas-in-a-table  want=rewrite rounds=2
# %%
import asyncio
async def load(n):
    return n
table = {"a": lambda: asyncio.run(load(1)), "b": lambda: asyncio.run(load(2))}
# %%
value = table["a"]() + table["b"]()
# %% verify
assert value == 3

# === method-fluent  want=rewrite
# %%
import asyncio
class Query:
    def __init__(self, n): self.n = n
    def where(self, n): return Query(self.n + n)
    async def _fetch(self): return list(range(self.n))
    def fetch(self): return asyncio.run(self._fetch())
# %%
rows = Query(1).where(2).fetch()
# %% verify
assert rows == [0, 1, 2]

# === dataclass-method  want=rewrite
# %%
import asyncio
from dataclasses import dataclass
@dataclass
class Point:
    x: int
    async def _get(self): return self.x
    def get(self): return asyncio.run(self._get())
# %%
p = Point(3)
points = [Point(1), Point(2)]
# %%
v = p.get()
vs = [q.get() for q in points]
# %% verify
assert v == 3 and vs == [1, 2]

# === context-manager-class  want=rewrite
# %%
import asyncio
class Session:
    def __enter__(self):
        self.value = asyncio.run(self._open())
        return self
    def __exit__(self, *exc):
        asyncio.run(self._close())
    async def _open(self): return 5
    async def _close(self): self.value = None
# %%
with Session() as s:
    v = s.value
# %% verify
assert v == 5 and s.value is None

# === iterator-class  want=rewrite
# %%
import asyncio
class Rows:
    def __init__(self): self.i = 0
    def __iter__(self): return self
    def __next__(self):
        if self.i >= 3: raise StopIteration
        self.i += 1
        return asyncio.run(self._row(self.i))
    async def _row(self, i): return i * i
# %%
squares = list(Rows())
# %% verify
assert squares == [1, 4, 9]

# === defined-twice-same  want=rewrite
# %%
import asyncio
async def load(n):
    return n
def get(n):
    return asyncio.run(load(n))
# %%
def get(n):
    return asyncio.run(load(n)) + 10
# %%
v = get(1)
# %% verify
assert v == 11

# === global-in-function  want=rewrite
# %%
import asyncio
async def load(n):
    return n
result = None
def go():
    global result
    result = asyncio.run(load(5))
# %%
go()
# %% verify
assert result == 5

# === try-except-else-finally  want=rewrite
# %%
import asyncio
async def boom(): raise ValueError("x")
log = []
try:
    asyncio.run(boom())
except ValueError as e:
    log.append(str(e))
else:
    log.append("else")
finally:
    log.append("finally")
# %% verify
assert log == ["x", "finally"]

# === while-walrus  want=rewrite
# %%
import asyncio
state = {"n": 0}
async def step():
    state["n"] += 1
    return state["n"]
seen = []
while (n := asyncio.run(step())) < 4:
    seen.append(n)
# %% verify
assert seen == [1, 2, 3]

# === nested-comprehension  want=rewrite
# %%
import asyncio
async def cell(i, j): return i * j
grid = [[asyncio.run(cell(i, j)) for j in range(2)] for i in range(2)]
# %% verify
assert grid == [[0, 0], [0, 1]]

# === apply-callback-sort  want=rewrite
# %%
import asyncio
async def score(w): return len(w)
words = ["ccc", "a"]
words.sort(key=lambda w: asyncio.run(score(w)))
# %% verify
assert words == ["a", "ccc"]

# === run-with-timeout  want=rewrite
# %%
import asyncio
async def main():
    await asyncio.sleep(0)
    return 1
v = asyncio.run(asyncio.wait_for(main(), timeout=2))
# %% verify
assert v == 1

# === loop-run-in-executor  want=rewrite
# %%
import asyncio
loop = asyncio.new_event_loop()
def work(): return 4
v = loop.run_until_complete(loop.run_in_executor(None, work))
loop.close()
# %% verify
assert v == 4

# === loop-ensure-future  want=rewrite
# %%
import asyncio
async def job(i): return i
loop = asyncio.get_event_loop()
tasks = [asyncio.ensure_future(job(i)) for i in range(2)]
done, pending = loop.run_until_complete(asyncio.wait(tasks))
values = sorted(t.result() for t in done)
# %% verify
assert values == [0, 1]

# === policy-loop  want=rewrite
# %%
import asyncio
async def job(): return 2
v = asyncio.get_event_loop_policy().get_event_loop().run_until_complete(job())
# %% verify
assert v == 2

# === async-def-runs  want=rewrite
# %%
import asyncio
async def inner(): return 2
async def outer():
    x = asyncio.run(inner())
    return x
# %%
v = await outer()
# %% verify
assert v == 2

# === method-called-on-attribute  want=rewrite
# %%
import asyncio
class Api:
    async def _get(self): return 1
    def get(self): return asyncio.run(self._get())
class App:
    def __init__(self): self.api = Api()
    def total(self): return self.api.get() + 1
# %%
v = App().total()
# %% verify
assert v == 2

# === class-with-loop-thread-safe-name  want=rewrite
# %%
import asyncio
class Job:
    def __init__(self):
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
    def run(self):
        try:
            return self._loop.run_until_complete(self.work())
        finally:
            self._loop.close()
    async def work(self):
        return "w"
# %%
job = Job()
# %%
v = job.run()
# %% verify
assert v == "w"

# === string-format  want=rewrite
# %%
import asyncio
async def name(): return "n"
s = "{}-{}".format(asyncio.run(name()), asyncio.run(name())) + "%s" % asyncio.run(name())
# %% verify
assert s == "n-nn"

# === chain-cells-reversed  want=rewrite
# %%
def outer():
    return middle() * 2
# %%
import asyncio
def middle():
    return asyncio.run(leaf())
# %%
async def leaf():
    return 4
# %%
v = outer()
# %% verify
assert v == 8

# === asyncgen-run  want=rewrite
# %%
import asyncio
async def gen():
    for i in range(3):
        yield i
async def collect():
    return [i async for i in gen()]
v = asyncio.run(collect())
# %% verify
assert v == [0, 1, 2]

# === star-args  want=rewrite
# %%
import asyncio
async def add(*a): return sum(a)
def plus(*a): return asyncio.run(add(*a))
# %%
v = plus(*[1, 2], *(3,))
print(*[plus(1), plus(2)], sep=",")
# %% verify
assert v == 6

# === conditional-import  want=rewrite
# %%
try:
    import asyncio
except ImportError:
    asyncio = None
async def f(): return 1
v = asyncio.run(f())
# %% verify
assert v == 1

# === in-a-condition-of-its-own  want=rewrite
# %%
import asyncio
async def fetch(n):
    return n
# %%
if asyncio.get_event_loop().run_until_complete(fetch(0)) == 0:
    x = 1 if asyncio.get_event_loop().run_until_complete(fetch(2)) > 1 else 0
# %% verify
assert x == 1

# === in-an-except-clause  want=rewrite
# %%
import asyncio
log = []
async def fetch(n):
    if n:
        raise ValueError(n)
    return n
# %%
try:
    log.append(asyncio.get_event_loop().run_until_complete(fetch(1)))
except ValueError as error:
    log.append(asyncio.get_event_loop().run_until_complete(fetch(0)))
# %% verify
assert log == [0]

# === method-of-a-grandparent  want=rewrite
# %%
import asyncio
async def fetch(n):
    return n
class Client:
    def get(self, n):
        return asyncio.run(fetch(n))
class Store(Client):
    pass
class Counter(Store):
    pass
# %%
value = Counter().get(4)
# %% verify
assert value == 4

# === loop-made-twice-under-one-name  want=rewrite
# %%
import asyncio
log = []
async def fetch(n):
    return n
# %%
loop = asyncio.new_event_loop()
try:
    log.append(loop.run_until_complete(fetch(1)))
    loop = asyncio.new_event_loop()
    log.append(loop.run_until_complete(fetch(2)))
finally:
    loop.close()
# %%
loop = asyncio.new_event_loop()
task = loop.create_task(fetch(3))
log.append(loop.run_until_complete(task))
loop.close()
# %% verify
assert log == [1, 2, 3]

# === start-in-a-lambda-that-reduce-calls-in-init  want=rewrite
# %%
import asyncio
import functools
async def fetch(n):
    return n
class Client:
    def __init__(self, n):
        self.n = functools.reduce(lambda a, b: a + asyncio.run(fetch(b)), [n, 2])
# %%
value = Client(1).n
# %% verify
assert value == 3

# === start-in-a-lambda-called-on-the-spot  want=rewrite
# %%
import asyncio
async def fetch(n):
    return n
# %%
value = (lambda n: asyncio.run(fetch(n)))(4)
# %% verify
assert value == 4

# === start-below-a-return-that-a-parameter-decides  want=rewrite
# %%
import asyncio
async def fetch(n):
    return n
def load(n):
    if n > 4:
        return 0
    return asyncio.get_event_loop().run_until_complete(fetch(n))
# %%
value = load(3)
# %% verify
assert value == 3

# === a-function-imports-asyncio-for-itself  want=rewrite fails=yes
# %%
async def three():
    import asyncio
    await asyncio.sleep(0)
    return 3
class Three:
    def __len__(self):
        import asyncio
        return asyncio.run(three())
def value():
    import asyncio as aio
    return aio.run(three())
sizes = [len(Three()), *map(lambda _: value(), range(2))]
# %% verify
assert sizes == [3, 3, 3]
# === quiet-after-close-and-finally  want=rewrite
# %%
import asyncio
async def square(n):
    await asyncio.sleep(0)
    return n * n
# %%
loop = asyncio.new_event_loop()
try:
    loop.run_until_complete(square(2))  # the value is not shown
finally:
    loop.close()
# %%
with asyncio.Runner() as runner:
    runner.run(square(2))
    runner.run(square(3))
# %%
loop = asyncio.new_event_loop(); asyncio.set_event_loop(loop)
loop.run_until_complete(square(4)); loop.close()
# %%
%%time
loop = asyncio.new_event_loop()
loop.run_until_complete(square(5))
loop.close()
# %%
asyncio.run(square(6))
# %% verify
assert list(Out.values()) == [36], Out

# === all-tasks-at-the-end-of-a-loop  want=rewrite
# %%
import asyncio
seen = []
async def main(n):
    await asyncio.sleep(0)
    seen.append(n)
    return n
def _cancel_all_tasks(loop):
    to_cancel = asyncio.all_tasks(loop)
    if not to_cancel:
        return
    for task in to_cancel:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*to_cancel, return_exceptions=True))
    for task in to_cancel:
        if task.cancelled():
            continue
        if task.exception() is not None:
            loop.call_exception_handler({"message": "unhandled", "exception": task.exception(), "task": task})
def run(main):
    loop = asyncio.new_event_loop()
    try:
        asyncio.set_event_loop(loop)
        return loop.run_until_complete(main)
    finally:
        try:
            _cancel_all_tasks(loop)
            loop.run_until_complete(loop.shutdown_asyncgens())
        finally:
            asyncio.set_event_loop(None)
            loop.close()
# %%
a = run(main(1))
# %%
loop = asyncio.new_event_loop()
try:
    b = loop.run_until_complete(main(2))
finally:
    tasks = asyncio.all_tasks(loop)
    for t in tasks:
        t.cancel()
    loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
    loop.close()
# %%
loop = asyncio.new_event_loop()
c = loop.run_until_complete(main(3))
pending = [t for t in asyncio.all_tasks(loop) if not t.done()]
loop.run_until_complete(asyncio.gather(*pending))
# %%
loop = asyncio.new_event_loop()
try:
    loop.run_until_complete(main(4))
except KeyboardInterrupt:
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_forever()
finally:
    loop.stop()
    loop.close()
# %% verify
assert (a, b, c) == (1, 2, 3) and seen == [1, 2, 3, 4] and not Out

# === all-tasks-of-a-loop-that-had-more  want=suggested
# %%
import asyncio
async def tick():
    while True:
        await asyncio.sleep(0.01)
# %%
loop = asyncio.new_event_loop()
ticking = loop.create_task(tick())
loop.run_until_complete(asyncio.sleep(0.05))
for task in asyncio.all_tasks(loop):
    task.cancel()
loop.close()
# %%
loop = asyncio.new_event_loop()
loop.run_until_complete(asyncio.sleep(0.05))
left = asyncio.all_tasks(loop)
print(len(left), "tasks left")
for task in left:
    task.cancel()
loop.close()

# === loop-given-or-found  want=rewrite
# %%
import asyncio
class Crawler:
    def __init__(self, urls, loop=None):
        self.urls = urls
        self.loop = loop or asyncio.get_event_loop()
        self.seen = []
    async def fetch(self, u):
        await asyncio.sleep(0)
        self.seen.append(u)
    async def crawl(self):
        await asyncio.gather(*[self.fetch(u) for u in self.urls])
    def run(self):
        self.loop.run_until_complete(self.crawl())
        return self.seen
# %%
crawler = Crawler(["a", "b"])
print(crawler.run())
# %% verify
assert crawler.seen == ["a", "b"]

# === loop-given-to-a-class  want=rewrite
# %%
import asyncio
class Bot:
    def __init__(self, name, loop=None):
        self.name = name
        self.loop = loop or asyncio.get_event_loop()
    async def hello(self):
        await asyncio.sleep(0)
        return "hi " + self.name
    def run(self):
        return self.loop.run_until_complete(self.hello())
loop = asyncio.get_event_loop()
bot = Bot("x", loop=loop)
# %%
r = bot.run()
# %% verify
assert r == "hi x"

# === loop-of-none-is-found  want=rewrite
# %%
import asyncio
async def f(x):
    await asyncio.sleep(0)
    return x
def run(coro, loop=None):
    if loop is None:
        loop = asyncio.get_event_loop()
    return loop.run_until_complete(coro)
def both(xs, loop=None):
    loop = loop if loop is not None else asyncio.get_event_loop()
    return loop.run_until_complete(asyncio.gather(*map(f, xs)))
# %%
r = [run(f(3)), both([1, 2])]
# %% verify
assert r == [3, [1, 2]]

# === loop-of-none-is-set-later  want=rewrite
# %%
import asyncio
class Worker:
    def __init__(self):
        self.loop = None
        self.out = []
    async def job(self, i):
        await asyncio.sleep(0)
        self.out.append(i)
    def start(self, n):
        self.loop = asyncio.get_event_loop()
        for i in range(n):
            self.loop.run_until_complete(self.job(i))
# %%
w = Worker()
w.start(3)
# %% verify
assert w.out == [0, 1, 2]

# === loop-of-an-instance  want=rewrite
# %%
import asyncio
class App:
    def __init__(self):
        self.loop = asyncio.get_event_loop()
    async def main(self):
        await asyncio.sleep(0)
        return "x"
# %%
app = App()
r = app.loop.run_until_complete(app.main())
app.loop.close()
# %% verify
assert r == "x"

# === loop-of-an-instance-is-still-read  want=rewrite
# %%
import asyncio
class App:
    def __init__(self):
        self.loop = asyncio.get_event_loop()
    async def main(self):
        await asyncio.sleep(0)
        return "x"
    def run(self):
        return self.loop.run_until_complete(self.main())
def clock(a):
    return a.loop.time()
# %%
app = App()
r = app.run()
# %%
t = app.loop.time() + clock(app)
# %% verify
assert r == "x" and t > 0

# === no-loop-given-or-found  want=none
# %%
class Simulation:
    def run_until_complete(self, x):
        return x
class Bot:
    def __init__(self, simulation=None):
        self.loop = simulation or Simulation()
    def run(self):
        return self.loop.run_until_complete(3)
# %%
r = Bot().run()
b = Bot(Simulation())
b.loop.run_until_complete(2)

# === start-whose-error-is-printed  want=rewrite
# %%
import asyncio
async def main():
    await asyncio.sleep(0)
    return "ok"
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
try:
    status = loop.run_until_complete(main())
except Exception as e:
    print("failed", e)
finally:
    loop.close()
# %% verify
assert status == "ok"

# === start-whose-error-is-printed-and-raised  want=rewrite
# %%
import asyncio
async def main():
    await asyncio.sleep(0)
    return "ok"
loop = asyncio.new_event_loop()
try:
    status = loop.run_until_complete(main())
except Exception as e:
    print("failed", e)
    raise
finally:
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
# %% verify
assert status == "ok"

# === start-in-a-try-with-else  want=rewrite
# %%
import asyncio
async def main():
    await asyncio.sleep(0)
    return "ok"
loop = asyncio.new_event_loop()
try:
    status = loop.run_until_complete(main())
except KeyboardInterrupt:
    print("interrupted")
else:
    print("done")
finally:
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
# %% verify
assert status == "ok"

# === starts-in-lambdas-with-names  want=rewrite
# %%
import asyncio
async def square(x):
    await asyncio.sleep(0)
    return x * x
run = lambda coro: asyncio.get_event_loop().run_until_complete(coro)
sq = lambda x: asyncio.run(square(x))
# %%
a = run(square(3))
b = [run(square(i)) for i in range(3)]
c = sq(4)
print(a, b)
# %% verify
assert a == 9 and b == [0, 1, 4] and c == 16

# === run-whose-error-is-printed  want=rewrite
# %%
import asyncio
async def main():
    await asyncio.sleep(0)
    return "ok"
try:
    status = asyncio.run(main())
except Exception as e:
    print(f"Error: {e}")
# %% verify
assert status == "ok"

# === run-whose-traceback-is-printed  want=rewrite
# %%
import asyncio, traceback
async def main():
    await asyncio.sleep(0)
    return "ok"
def start():
    try:
        return asyncio.run(main())
    except Exception:
        traceback.print_exc()
status = start()
# %% verify
assert status == "ok"

# === start-in-a-lambda-that-is-a-key  want=rewrite
# %%
import asyncio
async def square(x):
    await asyncio.sleep(0)
    return x * x
key = lambda x: asyncio.run(square(x))
# %%
s = sorted([3, -1, 2], key=key)
# %% verify
assert s == [-1, 2, 3]

# === start-in-a-lambda-of-a-class  want=rewrite
# %%
import asyncio
async def square(x):
    await asyncio.sleep(0)
    return x * x
class Shape:
    area = lambda self, x: asyncio.run(square(x))
# %%
v = Shape().area(3)
# %% verify
assert v == 9
