# === three-in-one-cell  want=rewrite fails=yes
# %%
log = []
async def load(n=3):
    return {"rows": list(range(n))}
async def save(x):
    log.append(x)
# %%
data = load()
save(data["rows"])
print(f"{load(1)}")
total = len(data["rows"]) + len(load(2)["rows"])
# %% verify
assert total == 5 and log == [[0, 1, 2]]

# === over-cells  want=rewrite fails=yes
# %%
async def load():
    return {"rows": [1, 2]}
# %%
data = load()
# %%
other = 1
# %%
rows = data["rows"]
# %% verify
assert rows == [1, 2]

# === plain-helper-becomes-async  want=rewrite fails=yes
# %%
async def load():
    return [3, 1, 2]
def best():
    rows = load()
    return max(rows)
def report():
    return f"best: {best()}"
# %%
text = report()
# %% verify
assert text == "best: 3"

# === returned-by-a-helper  want=rewrite fails=yes
# %%
async def load():
    return {"a": 1}
def get():
    return load()
# %%
a = get()["a"]
# %% verify
assert a == 1

# === coroutine-after-one-await  want=rewrite fails=yes
# %%
async def load():
    return {"a": 1}
async def get():
    return load()
# %%
value = await get()
a = value["a"]
# %% verify
assert a == 1

# === condition-is-always-true  want=rewrite
# %%
async def check():
    return False
# %%
if check():
    answer = "yes"
else:
    answer = "no"
# %% verify
assert answer == "no"

# === while-not-and-or  want=rewrite
# %%
async def ready(n):
    return n >= 2
async def none():
    return None
# %%
n = 0
while not ready(n):
    n += 1
    if n > 5:
        break
word = none() or "default"
both = True and ready(1)
print(both)
# %% verify
assert n == 2 and word == "default" and both is False

# === conditional-and-assert  want=rewrite
# %%
async def ok():
    return 0
# %%
word = "good" if ok() else "bad"
assert not ok()
# %% verify
assert word == "bad"

# === unpacked  want=rewrite fails=yes
# %%
async def pair():
    return 1, 2
# %%
a, b = pair()
# %% verify
assert (a, b) == (1, 2)

# === star-unpacked  want=rewrite fails=yes
# %%
async def pair():
    return 1, 2
# %%
biggest = max(*pair())
both = [*pair(), 3]
# %% verify
assert biggest == 2 and both == [1, 2, 3]

# === two-at-once  want=rewrite fails=yes
# %%
async def one():
    return 1
async def two():
    return 2
# %%
a, b = one(), two()
c = a + b
# %% verify
assert c == 3

# === right-side  want=rewrite fails=yes
# %%
async def one():
    return 1
# %%
x = 2 ** one() - -one()
x += one()
# %% verify
assert x == 4

# === compared  want=rewrite
# %%
async def one():
    return 1
# %%
same = one() == 1
inside = one() in [1, 2]
# %% verify
assert same and inside

# === less-than  want=rewrite fails=yes
# %%
async def one():
    return 1
# %%
less = one() < one() + 1
# %% verify
assert less is True

# === contained  want=rewrite fails=yes
# %%
async def names():
    return ["a"]
# %%
inside = "a" in names()
# %% verify
assert inside

# === builtins  want=rewrite fails=yes
# %%
async def text():
    return "12"
async def numbers():
    return [2, 1]
# %%
n = int(text())
ordered = sorted(numbers())
total = sum(numbers())
pairs = list(zip(numbers(), "ab"))
for i, x in enumerate(numbers()):
    last = (i, x)
# %% verify
assert n == 12 and ordered == [1, 2] and total == 3 and pairs == [(2, "a"), (1, "b")] and last == (1, 1)

# === json  want=rewrite fails=yes
# %%
import json
async def f():
    return 1
# %%
text = json.dumps({"a": f()})
# %% verify
assert text == '{"a": 1}'

# === json-of-a-variable  want=rewrite fails=yes
# %%
import json
async def f():
    return 1
# %%
payload = {"a": f(), "b": 2}
text = json.dumps(payload)
# %% verify
assert text == '{"a": 1, "b": 2}'

# === dict-value-used  want=rewrite fails=yes
# %%
async def user():
    return "Ada"
# %%
record = {"name": user(), "age": 3}
shout = record["name"].upper()
# %% verify
assert shout == "ADA"

# === strings  want=rewrite fails=yes
# %%
async def name():
    return "Ada"
# %%
a = "hello " + name()
b = "hello {}".format(name())
c = "hello %s" % name()
d = f"hello {name()!r:>6}"
# %% verify
assert (a, b, c, d) == ("hello Ada", "hello Ada", "hello Ada", "hello  'Ada'")

# === printed  want=rewrite
# %%
async def name():
    return "Ada"
# %%
print("name:", name())
# %% verify
import re
assert "await name()" in In[2]

# === range  want=rewrite fails=yes
# %%
async def n():
    return 3
# %%
got = [i for i in range(n())]
# %% verify
assert got == [0, 1, 2]

# === slice-and-call  want=rewrite fails=yes
# %%
async def rows():
    return [1, 2, 3]
async def maker():
    return lambda x: x + 1
# %%
first = rows()[:2]
two = maker()(1)
# %% verify
assert first == [1, 2] and two == 2

# === given-to-a-plain-function  want=rewrite fails=yes
# %%
async def load():
    return {"rows": [1]}
def show(data, title="t"):
    return title + str(len(data["rows"]))
# %%
text = show(load(), title="n")
named = show(title="m", data=load())
# %% verify
assert text == "n1" and named == "m1"

# === in-the-middle-of-a-cell  want=rewrite
# %%
log = []
async def save(x):
    log.append(x)
# %%
save(1)
for i in range(2, 4):
    save(i)
done = True
# %% verify
assert log == [1, 2, 3]

# === dropped-in-a-plain-function  want=rewrite
# %%
log = []
async def save(x):
    log.append(x)
def work():
    save("row")
# %%
work()
done = 1
# %% verify
assert log == ["row"]

# === dropped-in-a-method  want=rewrite
# %%
class Store:
    def __init__(self):
        self.rows = []
    async def add(self, row):
        self.rows.append(row)
    async def fill(self):
        for i in range(3):
            self.add(i)
        return len(self.rows)
# %%
store = Store()
count = await store.fill()
# %% verify
assert count == 3

# === sleep-that-does-not-sleep  want=rewrite
# %%
import asyncio
order = []
async def slow():
    asyncio.sleep(0.05)
    order.append("slow")
async def main():
    await slow()
# %%
await main()
# %% verify
assert "await asyncio.sleep(0.05)" in In[1] and order == ["slow"]

# === exception-never-came  want=rewrite
# %%
async def load():
    raise ValueError("no")
# %%
try:
    load()
    caught = False
except ValueError:
    caught = True
# %% verify
assert caught

# === attribute-of-self  want=rewrite fails=yes
# %%
class Client:
    async def fetch(self):
        return {"a": 1}
    async def setup(self):
        self.data = self.fetch()
    def value(self):
        return self.data["a"]
# %%
client = Client()
await client.setup()
a = client.value()
# %% verify
assert a == 1

# === attribute-in-init  want=explain
# %%
async def load():
    return {"a": 1}
class Client:
    def __init__(self):
        self.data = load()
    def value(self):
        return self.data["a"]
# %%
Client().value()

# === walrus  want=rewrite
# %%
async def load():
    return []
# %%
if (rows := load()):
    kind = "some"
else:
    kind = "none"
# %% verify
assert kind == "none" and rows == []

# === branches  want=rewrite fails=yes
# %%
async def load(n):
    return [n]
flag = True
# %%
if flag:
    rows = load(1)
else:
    rows = load(2)
n = rows[0]
# %% verify
assert n == 1

# === local-variable-in-async-function  want=rewrite fails=yes
# %%
async def load():
    return {"n": 2}
async def double():
    data = load()
    return data["n"] * 2
# %%
four = await double()
# %% verify
assert four == 4

# === unknown-library  want=rewrite fails=yes
# %%
%%writefile forgotten_lib.py
class Reply:
    status = 200
    def json(self):
        return {"a": 1}
class Client:
    async def get(self, url):
        return Reply()
# %%
import forgotten_lib
client = forgotten_lib.Client()
# %%
reply = client.get("http://x")
a = reply.json()["a"]
# %% verify
assert a == 1
import os; os.remove("forgotten_lib.py")

# === unknown-library-in-one-go  want=rewrite fails=yes
# %%
%%writefile forgotten_lib2.py
class Client:
    async def get(self, url):
        return {"a": url}
# %%
from forgotten_lib2 import Client
client = Client()
# %%
a = client.get("x")["a"].upper()
# %% verify
assert a == "X"
import os; os.remove("forgotten_lib2.py")

# === unknown-library-result  want=rewrite
# %%
%%writefile forgotten_lib3.py
class Client:
    async def get(self, url):
        return {"a": url}
# %%
from forgotten_lib3 import Client
client = Client()
# %%
client.get("x")
# %% verify
assert Out[3] == {"a": "x"}
import os; os.remove("forgotten_lib3.py")

# === unknown-library-dropped  want=rewrite
# %%
%%writefile forgotten_lib4.py
class Bot:
    sent = []
    async def send(self, text):
        self.sent.append(text)
# %%
from forgotten_lib4 import Bot
bot = Bot()
# %%
bot.send("x")
n = len(Bot.sent)
# %% verify
assert n == 1
import os; os.remove("forgotten_lib4.py")

# === unknown-library-printed  want=rewrite
# %%
%%writefile forgotten_lib5.py
class Bot:
    async def name(self):
        return "bot"
# %%
from forgotten_lib5 import Bot
bot = Bot()
# %%
print(bot.name())
# %% verify
assert "await bot.name()" in In[3]
import os; os.remove("forgotten_lib5.py")

# === comprehension-shown  want=rewrite
# %%
async def job(i):
    return i * i
# %%
[job(i) for i in range(3)]
# %% verify
assert Out[2] == [0, 1, 4]

# === dict-of-coroutines  want=rewrite fails=yes
# %%
async def job(k):
    return k * 2
# %%
results = {k: job(k) for k in "ab"}
text = "".join(v.upper() for v in results.values())
# %% verify
assert text == "AABB"

# === appended-in-a-loop  want=rewrite fails=yes
# %%
async def job(k):
    return k * 2
# %%
results = []
for k in range(3):
    results.append(job(k))
total = sum(results)
# %% verify
assert total == 6

# === keyed-in-a-loop  want=rewrite
# %%
async def job(k):
    return k * 2
# %%
results = {}
for k in range(3):
    results[k] = job(k)
print(results)
# %% verify
assert results == {0: 0, 1: 2, 2: 4}

# === loop-over-a-list  want=rewrite fails=yes
# %%
async def job(k):
    return str(k)
# %%
out = []
for r in [job(1), job(2)]:
    out.append(r.upper())
# %% verify
assert out == ["1", "2"]

# === sum-of-a-generator  want=rewrite fails=yes
# %%
async def job(k):
    return k
# %%
total = sum(job(k) for k in range(4))
# %% verify
assert total == 6

# === map-of-two  want=rewrite fails=yes
# %%
async def add(a, b):
    return a + b
xs = [1, 2]
ys = [3, 4]
# %%
total = sum(map(add, xs, ys))
best = sorted(map(lambda x: add(x, 1), xs))[0]
# %% verify
assert total == 10 and best == 2

# === tuple-of-map  want=rewrite
# %%
async def job(x):
    return x + 1
# %%
numbers = [1, 2]
results = tuple(map(job, numbers))
print(results)
# %% verify
assert results == (2, 3)

# === collection-from-a-function  want=rewrite
# %%
async def job(x):
    return x + 1
def jobs():
    return [job(i) for i in range(2)]
# %%
results = jobs()
print(results)
# %% verify
assert results == [1, 2]

# === comprehension-dropped  want=rewrite
# %%
log = []
async def save(x):
    log.append(x)
# %%
[save(x) for x in range(3)]
done = True
# %% verify
assert log == [0, 1, 2]

# === endless-is-not-awaited-by-fix  want=suggested
# %%
import asyncio
async def watch():
    while True:
        await asyncio.sleep(1)
# %%
watch()

# === gathered-later  want=none
# %%
import asyncio
async def job(i):
    return i
jobs = [job(i) for i in range(3)]
# %%
results = await asyncio.gather(*jobs)
a, b = job(1), job(2)
# %%
both = await asyncio.gather(a, b)

# === appended-and-gathered  want=none
# %%
import asyncio
async def job(i):
    return i
coros = []
for i in range(3):
    coros.append(job(i))
print(len(coros))
for done in asyncio.as_completed(coros):
    print(await done)

# === tasks-of-a-list  want=none
# %%
import asyncio
async def job(i):
    return i
coros = [job(i) for i in range(3)]
tasks = [asyncio.create_task(c) for c in coros]
values = [await t for t in tasks]

# === awaited-one-by-one  want=none
# %%
async def job(i):
    return i
for c in [job(1), job(2)]:
    print(await c)
named = {"a": job(1)}
for k, c in named.items():
    print(k, await c)

# === awaited-later  want=none
# %%
async def load():
    return 1
coro = load()
print(coro)
# %%
value = await coro

# === in-branches-awaited  want=none
# %%
import inspect
async def load():
    return 1
def plain():
    return 2
async def call(f):
    result = f()
    if inspect.isawaitable(result):
        result = await result
    return result + 1
# %%
await call(load), await call(plain)

# === either-coroutine-or-not  want=none
# %%
async def load():
    return 1
def plain():
    return 1
flag = True
value = load() if flag else plain()
if flag:
    value = await value
print(value + 1)

# === closed  want=none
# %%
import asyncio, inspect
async def load():
    return 1
c = load()
print(inspect.iscoroutine(c), c.cr_running)
c.close()

# === sent-by-hand  want=none
# %%
async def load():
    return 1
c = load()
try:
    c.send(None)
except StopIteration as stop:
    print(stop.value)

# === given-to-something-unknown  want=none
# %%
import asyncio
async def load():
    return 1
class Runner:
    def __init__(self):
        self.todo = []
    def add(self, coro):
        self.todo.append(coro)
    async def run(self):
        return [await c for c in self.todo]
r = Runner()
r.add(load())
print(await r.run())

# === decorated  want=none
# %%
import asyncio, functools
def in_thread(f):
    @functools.wraps(f)
    def call(*args):
        import concurrent.futures
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            return pool.submit(asyncio.run, f(*args)).result()
    return call
@in_thread
async def load():
    return {"a": 1}
# %%
print(load()["a"])
load()

# === two-definitions  want=none
# %%
async def load():
    return 1
# %%
def load():
    return 2
# %%
load() + 1

# === result-used-later  want=none
# %%
async def load():
    return 1
# %%
load()
# %%
await _

# === returned-and-awaited  want=none
# %%
import asyncio
async def load():
    return {"a": 1}
def get():
    return load()
def make():
    return [get() for _i in range(2)]
# %%
(await get())["a"]
# %%
await asyncio.gather(*make())

# === task-group  want=none
# %%
import asyncio
async def load(x):
    return x
async with asyncio.TaskGroup() as group:
    tasks = [group.create_task(load(x)) for x in range(3)]
done = await asyncio.wait_for(load(1), 1)
t = asyncio.ensure_future(load(2))
await t

# === expected-error  want=none
# %%
import contextlib
async def load():
    return 1
class Case:
    def assertRaises(self, kind):
        return contextlib.suppress(kind)
case = Case()
with case.assertRaises(TypeError):
    load() + 1

# === a-method-of-a-subclass  want=none
# %%
class Base:
    async def load(self):
        raise NotImplementedError
    def both(self):
        return self.load() + 1
class Plain(Base):
    def load(self):
        return 1
# %%
Plain().both()

# === own-error-that-says-coroutine  want=none
# %%
def check(x):
    raise TypeError("a coroutine was expected, got 3")
check(3)

# === coroutine-in-text  want=none
# %%
print("<coroutine object main at 0x7f>")
"'coroutine' object is not subscriptable"

# === async-generator-and-async-with  want=none
# %%
from contextlib import asynccontextmanager
async def rows():
    yield 1
@asynccontextmanager
async def opened():
    yield 2
# %%
async with opened() as x:
    total = [r async for r in rows()]

# === kept-in-a-dict-of-tasks  want=none
# %%
import asyncio
async def job(k):
    return k
jobs = {}
for k in "ab":
    jobs[k] = job(k)
values = dict(zip(jobs, await asyncio.gather(*jobs.values())))

# === nothing-follows-a-variable  want=none
# %%
async def load():
    return 1
pending = load()

# === passed-through-a-plain-function  want=none
# %%
import asyncio
async def load():
    return 1
def limited(coro, limit=1):
    return asyncio.wait_for(coro, limit)
# %%
value = await limited(load())

# === await-before-a-list  want=rewrite fails=yes
# %%
async def square(n):
    return n * n
# %%
squares = await [square(n) for n in range(3)]
# %% verify
assert squares == [0, 1, 4]

# === rebound-before-it-ran  want=rewrite fails=yes
# %%
log = []
async def load():
    log.append(1)
    return 1
# %%
value = load()
# %%
value = 2
# %% verify
assert log == [1]

# === two-lines-drop-coroutines-of-one-name  want=rewrite fails=yes
# %%
import asyncio
async def producer(queue):
    for i in range(3):
        queue.put(i)
    queue.put(None)
async def main():
    queue = asyncio.Queue()
    await producer(queue)
    return queue.qsize()
# %%
size = await main()
# %% verify
assert size == 4

# === bare-call-with-a-comment-on-what-it-gives  want=suggested
# %%
async def main():
    return 42
main()  # gives a coroutine object

# === dropped-with-the-warning-in-a-comment  want=suggested
# %%
async def main():
    return 42
main()  # RuntimeWarning: coroutine 'main' was never awaited
print("x")

# === printed-beside-another-awaited-call  want=rewrite
# %%
async def f(n):
    return n
# a coroutine object is made here

x = await f(1)
y = f(2)
print(y)
# %% verify
assert (x, y) == (1, 2)

# === failing-in-a-lesson-that-prints-the-error  want=suggested
# %%
async def f():
    return 1
try:
    f() + 1
except TypeError as error:
    print(error)

# === failing-where-the-error-is-handled  want=rewrite
# %%
async def count():
    return "3"
try:
    n = int(count())
except TypeError:
    n = 0
# %% verify
assert n == 3

# === list-sort-with-an-async-key  want=rewrite fails=yes
# %%
async def distance(point):
    return abs(point)
points = [3, -1, 2]
points.sort(key=distance)
# %% verify
assert points == [-1, 2, 3]

# === async-key-in-a-plain-function  want=rewrite fails=yes
# %%
async def price(item):
    return item["price"]
def cheapest(items):
    return min(items, key=price)
# %%
best = cheapest([{"price": 3}, {"price": 1}])
# %% verify
assert best == {"price": 1}

# === groupby-with-an-async-key  want=explain
# %%
from itertools import groupby
async def kind(x):
    return x % 2
print([key for key, group in groupby([1, 3, 2], key=kind)])

# === async-functions-that-nothing-plain-calls  want=none
# %%
import asyncio
async def f(x):
    return x
async def g(xs, key):
    return sorted([await key(x) for x in xs])
print(await g([2, 1], key=f))
handlers = {"key": f}
print(await handlers["key"](1))

# === coroutine-of-a-client-in-a-method  want=rewrite
# %%
class Client:
    async def get(self, k): return {"k": k}
class App:
    def __init__(self): self.client = Client()
    async def load(self, k):
        data = self.client.get(k)
        return data["k"]
# %%
app = App()
v = await app.load("x")
# %% verify
assert v == "x"

# === coroutine-of-a-decorated-function  want=rewrite
# %%
def retry(fn):
    async def wrapper(*a):
        for _ in range(3):
            try:
                return await fn(*a)
            except ValueError:
                pass
    return wrapper
@retry
async def get(n):
    return n
value = get(3)
print(value + 1)
# %% verify
assert value == 3

# === coroutine-bound-in-a-condition  want=rewrite
# %%
async def fetch(): return "abc"
if (text := fetch()) and len(text) > 2:
    flag = True
# %% verify
assert flag and text == "abc"

# === value-used-two-cells-below  want=rewrite
# %%
async def load(): return [3, 1, 2]
# %%
data = load()
# %%
data.sort()
# %%
print(data)
# %% verify
assert data == [1, 2, 3]

# === replies-of-a-model-in-a-loop  want=rewrite
# %%
import asyncio
class FakeLLM:
    async def complete(self, prompt):
        await asyncio.sleep(0.01)
        return {"text": prompt.upper()}
llm = FakeLLM()
prompts = ["a", "b"]
# %%
results = []
for p in prompts:
    results.append(llm.complete(p)["text"])
# %% verify
assert results == ["A", "B"]

# === awaited-where-it-can-be  want=none
# %%
async def a(): return 1
r = a()
x = (await r) if hasattr(r, "__await__") else r
print(x)

# === measured-and-indexed-on-one-line  want=rewrite fails=yes
# %%
import types
async def f():
    return [1]
loader = types.SimpleNamespace(go=f)
# %%
docs = loader.go()
print(f"{len(docs)} documents, first: {docs[0]}")
# %% verify
assert docs == [1]

# === await-before-a-subscript  want=rewrite fails=yes
# %%
import asyncio
async def conf():
    await asyncio.sleep(0)
    return {"a": [1, 2]}
# %%
value = await conf()["a"][0]
text = (await conf()["a"])[1]
both = [await conf()["a"][i] for i in range(2)]
# %% verify
assert value == 1 and text == 2 and both == [1, 2]

# === await-before-a-subscript-of-any-value  want=rewrite fails=yes
# %%
import asyncio
async def echo(x):
    await asyncio.sleep(0)
    return x
async def main():
    total = 0
    for i in range(3):
        total += await echo({"n": i})["n"]
    return total
# %%
r = await main()
# %% verify
assert r == 3

# === await-before-a-method-of-a-string  want=rewrite fails=yes
# %%
async def name():
    return "ada"
# %%
shout = await name().upper()
# %% verify
assert shout == "ADA"

# === await-before-an-attribute  want=rewrite fails=yes
# %%
from dataclasses import dataclass
@dataclass
class User:
    id: int
    def label(self):
        return f"u{self.id}"
async def user(i):
    return User(i)
# %%
i = await user(3).id
s = await user(3).label()
# %% verify
assert i == 3 and s == "u3"

# === await-before-a-subscript-of-tasks  want=rewrite fails=yes
# %%
import asyncio
async def f(x):
    return x
async def tasks():
    return [asyncio.create_task(f(i)) for i in range(2)]
# %%
r = await tasks()[1]
# %% verify
assert r == 1

# === await-before-a-method-that-is-async  want=rewrite fails=yes
# %%
class R:
    async def json(self):
        return {"x": 1}
class S:
    async def get(self, u):
        return R()
s = S()
# %%
data = await s.get("u").json()
# %% verify
assert data == {"x": 1}

# === subscript-in-a-lambda-with-a-name  want=rewrite fails=yes
# %%
async def load(x):
    return {"a": x}
get = lambda x: load(x)["a"]
# %%
v = get(3) + 1
# %% verify
assert v == 4

# === error-that-no-except-catches  want=rewrite fails=yes
# %%
import types
async def load():
    return [1]
loader = types.SimpleNamespace(load=load)
# %%
def count():
    rows = loader.load()
    try:
        n = len(rows)
    except (KeyError, ValueError):
        n = 0
    except OSError as error:
        print(error)
        raise
    return n
# %%
n = count()
# %% verify
assert n == 1
