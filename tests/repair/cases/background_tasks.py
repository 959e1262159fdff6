# === statement-in-a-function  want=rewrite
# %%
import asyncio, gc
async def wait_for_news():
    await asyncio.get_running_loop().create_future()
def start():
    asyncio.create_task(wait_for_news())
# %%
start()
await asyncio.sleep(0.05)
gc.collect()
await asyncio.sleep(0.05)
# %% verify
assert len([t for t in asyncio.all_tasks() if "wait_for_news" in repr(t)]) == 1

# === statement-in-a-coroutine-and-a-method  want=rewrite
# %%
import asyncio, gc
async def wait(n):
    await asyncio.get_running_loop().create_future()
class Server:
    async def start(self):
        asyncio.create_task(wait(1))
        asyncio.create_task(wait(2))  # the second
async def main():
    if True:
        asyncio.ensure_future(wait(3))
    await Server().start()
# %%
await main()
await asyncio.sleep(0.05)
gc.collect()
await asyncio.sleep(0.05)
# %% verify
assert len([t for t in asyncio.all_tasks() if "wait(" in repr(t)]) == 3

# === several-cells  want=rewrite
# %%
import asyncio
async def wait(n):
    await asyncio.sleep(0.05)
    seen.append(n)
seen = []
# %%
def one():
    asyncio.create_task(wait(1))
# %%
def two():
    asyncio.create_task(wait(2))
# %%
one(), two()
await asyncio.sleep(0.01)
count = len(asyncio.all_tasks())
await asyncio.sleep(0.2)
# %% verify
assert seen == [1, 2] and background_tasks == set()
assert "background_tasks = set()" in In[2] and "background_tasks = set()" not in In[3]

# === at-the-top-level  want=rewrite
# %%
import asyncio
async def tick(n):
    await asyncio.sleep(0.02)
    seen.append(n)
seen = []
# %%
for n in range(3):
    asyncio.create_task(tick(n))
print("started")
# %%
await asyncio.sleep(0.2)
# %% verify
assert seen == [0, 1, 2] and background_tasks == set()

# === silenced-at-the-end  want=rewrite
# %%
import asyncio
async def tick():
    await asyncio.sleep(0.02)
    seen.append(1)
seen = []
# %%
asyncio.create_task(tick());
# %%
await asyncio.sleep(0.2)
# %% verify
assert seen == [1] and background_tasks == set()

# === variable-of-a-function  want=rewrite
# %%
import asyncio
async def tick():
    await asyncio.sleep(0.02)
    seen.append(1)
seen = []
def start():
    job = asyncio.create_task(tick())
    job.add_done_callback(lambda job: seen.append(2))
start()
await asyncio.sleep(0.2)
# %% verify
assert seen == [1, 2] and background_tasks == set() and "background_tasks.add(job)" in In[1]

# === underscore  want=rewrite
# %%
import asyncio
async def tick():
    await asyncio.sleep(0.02)
    seen.append(1)
seen = []
def start():
    _ = asyncio.create_task(tick())
    return "started"
value = start()
await asyncio.sleep(0.2)
# %% verify
assert seen == [1] and value == "started" and background_tasks == set()

# === callback-of-the-lost-task  want=rewrite
# %%
import asyncio
async def tick():
    await asyncio.sleep(0.02)
    return 1
seen = []
def start():
    asyncio.create_task(tick()).add_done_callback(lambda job: seen.append(job.result()))
start()
await asyncio.sleep(0.2)
# %% verify
assert seen == [1] and background_tasks == set()

# === name-is-taken  want=rewrite
# %%
import asyncio
background_tasks = ["mine"]
async def tick():
    await asyncio.sleep(0.02)
    seen.append(1)
seen = []
def start(task):
    asyncio.create_task(tick())
    return task
value = start("task")
await asyncio.sleep(0.2)
# %% verify
assert seen == [1] and background_tasks == ["mine"] and value == "task"

# === set-is-known  want=rewrite
# %%
import asyncio
background_tasks = set()
async def tick():
    await asyncio.sleep(0.02)
def start():
    asyncio.create_task(tick())
# %%
start()
await asyncio.sleep(0)
count = len(background_tasks)
# %% verify
assert count == 1 and In[1].count("set()") == 1

# === lambda-of-the-loop  want=rewrite
# %%
import asyncio
async def tick():
    await asyncio.sleep(0.02)
    seen.append(1)
seen = []
# %%
asyncio.get_running_loop().call_later(0.01, lambda: asyncio.create_task(tick()))
await asyncio.sleep(0.2)
# %% verify
assert seen == [1] and background_tasks == set()

# === comprehension-thrown-away  want=rewrite
# %%
import asyncio
async def tick(n):
    await asyncio.sleep(0.02)
    seen.append(n)
seen = []
def start():
    [asyncio.create_task(tick(n)) for n in range(3)]
start()
await asyncio.sleep(0.2)
# %% verify
assert seen == [0, 1, 2] and background_tasks == set()

# === from-import  want=rewrite
# %%
from asyncio import create_task, sleep
async def tick():
    await sleep(0.02)
    seen.append(1)
seen = []
def start():
    create_task(tick(), name="tick")
start()
await sleep(0.2)
# %% verify
assert seen == [1] and background_tasks == set()

# === method-of-the-loop  want=rewrite
# %%
import asyncio
loop = asyncio.get_running_loop()
async def tick():
    await asyncio.sleep(0.02)
    seen.append(1)
seen = []
def start():
    loop.create_task(tick())
start()
await asyncio.sleep(0.2)
# %% verify
assert seen == [1] and background_tasks == set()

# === exception-of-a-lost-task  want=explain
# %%
import asyncio, gc
async def fail(n):
    await asyncio.sleep(0)
    raise LookupError(f"no {n}")
task = asyncio.create_task(fail(3))
# %%
await asyncio.sleep(0.05)
del task
gc.collect();

# === exception-of-a-task-in-a-group  want=explain
# %%
import asyncio
async def fail(n):
    raise LookupError(f"no {n}")
async def fine():
    await asyncio.sleep(1)
async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(fine())
        group.create_task(fail(1))
        group.create_task(fail(2))
# %%
await main()

# === exception-of-a-nested-group  want=explain
# %%
import asyncio
async def fail(n):
    raise LookupError(f"no {n}")
async with asyncio.TaskGroup() as outer:
    outer.create_task(fail(1))
    async with asyncio.TaskGroup() as inner:
        inner.create_task(fail(2))

# === destroyed-task  want=explain
# %%
import asyncio, gc
async def wait():
    await asyncio.get_running_loop().create_future()
holder = [asyncio.create_task(wait())]
await asyncio.sleep(0)
# %%
holder.clear()
gc.collect()
await asyncio.sleep(0.05)

# === context-left-in-another-cell  want=explain needs=anyio
# %%
import anyio
group = anyio.create_task_group()
await group.__aenter__()
# %%
await group.__aexit__(None, None, None)

# === token-of-another-context  want=explain
# %%
import contextvars
user = contextvars.ContextVar("user")
async def login():
    return user.set("me")
import asyncio
token = await asyncio.create_task(login())
# %%
user.reset(token)

# === event-that-nobody-sets  want=explain limit=2
# %%
import asyncio
done = asyncio.Event()
# %%
await done.wait()

# === none-awaited  want=none
# %%
import asyncio
async def tick():
    await asyncio.sleep(0)
    return 1
async def main():
    task = asyncio.create_task(tick())
    other = asyncio.create_task(tick())
    return await task + await other
value = await main()

# === none-kept  want=none
# %%
import asyncio
async def tick():
    await asyncio.sleep(0)
jobs = []
class Client:
    def start(self):
        self.task = asyncio.create_task(tick())
        self.tasks = {1: asyncio.create_task(tick())}
def start():
    jobs.append(asyncio.create_task(tick()))
    return asyncio.create_task(tick())
task = start()
Client().start()
global_task = asyncio.create_task(tick())
await asyncio.sleep(0.05)

# === none-kept-in-a-set  want=none
# %%
import asyncio
tasks = set()
async def tick():
    await asyncio.sleep(0)
def start():
    task = asyncio.create_task(tick())
    tasks.add(task)
    task.add_done_callback(tasks.discard)
start()
await asyncio.sleep(0.05)

# === none-task-group  want=none
# %%
import asyncio
async def tick():
    await asyncio.sleep(0)
async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(tick())
        for n in range(2):
            group.create_task(tick())
await main()

# === none-last-of-the-cell  want=none
# %%
import asyncio
async def tick():
    await asyncio.sleep(0)
# %%
asyncio.create_task(tick())
# %%
await asyncio.sleep(0.05)

# === none-done-at-once  want=none
# %%
import asyncio
async def tell():
    seen.append(1)
seen = []
def start():
    asyncio.create_task(tell())
start()
await asyncio.sleep(0.05)

# === none-while-the-function-waits  want=none
# %%
import asyncio
async def tick():
    while True:
        await asyncio.sleep(0.01)
async def main():
    ticker = asyncio.create_task(tick())
    await asyncio.sleep(0.05)
    ticker.cancel()
await main()

# === none-other-create-task  want=none
# %%
class Board:
    def create_task(self, title):
        return title
board = Board()
def add():
    board.create_task("write")
add()

# === none-declared-global  want=none
# %%
import asyncio
async def tick():
    await asyncio.sleep(0)
def start():
    global ticker
    ticker = asyncio.create_task(tick())
start()
await asyncio.sleep(0.05)

# === none-other-errors-of-threads  want=none
# %%
import threading
def work():
    raise ValueError("mine")
thread = threading.Thread(target=work)
thread.start()
thread.join()

# === none-event-set-by-a-task  want=none
# %%
import asyncio
done = asyncio.Event()
async def work():
    await asyncio.sleep(0.01)
    done.set()
task = asyncio.create_task(work())
await done.wait()

# === none-event-set-by-a-callback  want=none
# %%
import asyncio
done = asyncio.Event()
asyncio.get_running_loop().call_later(0.02, done.set)
await done.wait()

# === none-event-given-away  want=none
# %%
import asyncio
async def work(event):
    await asyncio.sleep(0.01)
    event.set()
done = asyncio.Event()
job = asyncio.create_task(work(done))
await done.wait()

# === errors-of-a-group-caught  want=none
# %%
import asyncio
async def fail(n):
    raise ValueError(n)
try:
    async with asyncio.TaskGroup() as tg:
        tg.create_task(fail(1))
except* ValueError as eg:
    print([str(e) for e in eg.exceptions])

# === own-exception-group  want=none
# %%
raise ExceptionGroup("several things", [ValueError("a"), TypeError("b")])

# === error-in-the-body-of-a-group  want=explain
# %%
import asyncio
async with asyncio.TaskGroup() as tg:
    tg.create_task(asyncio.sleep(0))
    1 / 0

# === traceback-of-a-group-printed-on-purpose  want=none
# %%
import traceback
try:
    raise ExceptionGroup("x", [ValueError("a")])
except ExceptionGroup:
    traceback.print_exc()

# === group-within-a-group  want=explain
# %%
import asyncio
async def leaf():
    raise KeyError("k")
async def inner():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(leaf())
async with asyncio.TaskGroup() as outer:
    outer.create_task(inner())

# === event-that-is-set-by-its-name-as-text  want=none
# %%
import asyncio
event = asyncio.Event()
async def set_it(name):
    await asyncio.sleep(0.01)
    globals()[name].set()
task = asyncio.create_task(set_it("event"))
await event.wait()

# === gather-that-nothing-awaits  want=suggested
# %%
import asyncio
log = []
async def f(i):
    await asyncio.sleep(0.01)
    log.append(i)
async def main():
    asyncio.gather(f(1), f(2))
    return "done"
print(await main())

# === gather-in-a-plain-function  want=rewrite
# %%
import asyncio
log = []
async def f(i):
    await asyncio.sleep(0.01)
    log.append(i)
def on_click(_):
    asyncio.gather(f(1), f(2))
on_click(None)
# %%
await asyncio.sleep(0.05)
# %% verify
assert log == [1, 2]

# === gather-that-is-awaited-later  want=none
# %%
import asyncio
async def f(i):
    return i
g = asyncio.gather(f(1), f(2))
print(await g)
async def m():
    return asyncio.gather(f(1))
print(await (await m()))

# === gather-of-tasks-that-are-kept  want=none
# %%
import asyncio
async def f(i):
    return i
ts = [asyncio.create_task(f(i)) for i in range(2)]
asyncio.gather(*ts)
await asyncio.sleep(0)

# === ensure-future-in-a-lambda  want=rewrite
# %%
import asyncio
log = []
class Slider:
    def __init__(self): self.cbs = []
    def observe(self, f, names=None): self.cbs.append(f)
    def set(self, v):
        for f in self.cbs: f({"new": v})
s = Slider()
async def update(v):
    await asyncio.sleep(0.01)
    log.append(v)
s.observe(lambda c: asyncio.ensure_future(update(c["new"])), names="value")
s.set(4)
# %%
await asyncio.sleep(0.05)
# %% verify
assert log == [4]

# === named-task-in-a-lambda  want=suggested
# %%
import asyncio
class B:
    def on_click(self, f): f(1)
async def w(): await asyncio.sleep(0.01)
B().on_click(lambda _: asyncio.create_task(w(), name="w"))

# === gather-that-is-meant-to-fail  want=none
# %%
import asyncio, unittest
class Test(unittest.TestCase):
    def test(self):
        async def job():
            return 1
        made = job()
        self.addCleanup(made.close)
        with self.assertRaises(ValueError):
            asyncio.gather(made, loop=1)

# === decorator-that-starts-a-task  want=rewrite
# %%
import asyncio, gc
hits = []
def every(seconds):
    def deco(fn):
        async def loop():
            while True:
                await fn()
                await asyncio.sleep(seconds)
        asyncio.create_task(loop())
        return fn
    return deco
@every(0.01)
async def beat():
    hits.append(1)
# %%
await asyncio.sleep(0.1)
# %% verify
assert len(hits) > 2

# === gather-of-a-list-that-nothing-awaits  want=suggested
# %%
import asyncio
log = []
async def f(i):
    log.append(i)
async def main():
    asyncio.gather(*[f(i) for i in range(3)])
    await asyncio.sleep(0.01)
    return len(log)
print(await main())

# === gather-of-tasks-in-a-set  want=none
# %%
import asyncio
async def f(i):
    return i
ts = set()
for i in range(2):
    t = asyncio.create_task(f(i)); ts.add(t)
async def main():
    asyncio.gather(*ts)
await main()
