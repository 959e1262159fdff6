# === cancelled-at-the-end  want=rewrite takes=cancel
# %%
import asyncio
ready = asyncio.Event()
seen = []
async def tick():
    try:
        while True:
            seen.append("tick")
            await asyncio.sleep(0.01)
    finally:
        await asyncio.sleep(0.02)
        seen.append("ended")
async def main(n):
    """Counts while something ticks."""
    asyncio.create_task(tick())
    ready.set()
    # long enough for some ticks
    await asyncio.sleep(0.05)

    return (n,
            len(seen))
# %%
n, ticks = asyncio.run(main(3))
# %% verify
assert n == 3 and ticks > 1 and seen[-1] == "ended", seen
assert not [task for task in asyncio.all_tasks() if task.get_coro().__name__ == "tick"]
count = len(seen)
await asyncio.sleep(0.05)
assert len(seen) == count

# === cancelled-where-the-coroutine-fails  want=rewrite takes=cancel
# %%
import asyncio
queue = asyncio.Queue()
ended = []
async def work(name):
    try:
        while True:
            await queue.get()
    finally:
        ended.append(name)
async def main():
    asyncio.create_task(work("a"))
    b = asyncio.create_task(work("b"))
    await asyncio.sleep(0)
    raise LookupError("no such thing")
# %%
other = asyncio.create_task(asyncio.sleep(60))
try:
    asyncio.run(main())
except LookupError as error:
    message = str(error)
# %% verify
assert message == "no such thing" and sorted(ended) == ["a", "b"]
assert not other.done()
other.cancel()

# === begins-as-on-a-loop-of-its-own  want=rewrite takes=cancel
# %%
import asyncio
lock = asyncio.Lock()
log = []
async def work():
    log.append("begun")
    async with lock:
        await asyncio.sleep(60)
    log.append("never")
async def main():
    asyncio.create_task(work())
    return "done"
def load():
    return asyncio.run(main())
# %%
result = load()
# %% verify
assert result == "done" and log == ["begun"] and not lock.locked()

# === others-may-count-on-the-task  want=suggested
# %%
import asyncio
stop = asyncio.Event()
async def tick():
    await stop.wait()
async def main():
    asyncio.create_task(tick())
    await asyncio.sleep(0)
async def both():
    await main()
    stop.set()
# %%
asyncio.run(main())
# %%
await both()

# === all-tasks-are-those-of-its-own-loop  want=rewrite
# %%
import asyncio
async def tick():
    while True:
        await asyncio.sleep(0.01)
async def main():
    asyncio.create_task(tick())
    await asyncio.sleep(0.02)
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    return len(others)
# %%
ended = asyncio.run(main())
# %% verify
assert ended == 1

# === context-variables-stay-as-they-were  want=rewrite
# %%
import asyncio, contextvars
level = contextvars.ContextVar("level", default="outer")
async def main():
    before = level.get()
    level.set("inner")
    return before, level.get()
# %%
seen = [asyncio.run(main()), asyncio.run(main()), level.get()]
# %% verify
assert seen == [("outer", "inner"), ("outer", "inner"), "outer"], seen

# === a-thread-sees-the-context  want=rewrite
# %%
import asyncio
from contextvars import ContextVar
from decimal import Decimal, getcontext
user = ContextVar("user", default="nobody")
async def third():
    return str(Decimal(1) / 3), user.get()
class Third:
    @property
    def value(self):
        return asyncio.run(third())
# %%
getcontext().prec = 40
user.set("ann")
value = Third().value
# %% verify
assert value == ("0." + 40 * "3", "ann"), value

# === the-default-executor-of-the-kernel-stays  want=rewrite
# %%
import asyncio, time
from concurrent.futures import ThreadPoolExecutor
async def main():
    with ThreadPoolExecutor(2) as pool:
        asyncio.get_running_loop().set_default_executor(pool)
        return await asyncio.to_thread(int, "3")
# %%
value = asyncio.run(main())
# %% verify
assert value + await asyncio.to_thread(int, "4") == 7

# === a-connection-belongs-to-its-thread  want=suggested
# %%
import asyncio, sqlite3
database = sqlite3.connect(":memory:")
async def noise():
    await asyncio.sleep(60)
async def count():
    asyncio.create_task(noise())
    await asyncio.sleep(0)
    return database.execute("select 1").fetchone()[0]
# %%
value = asyncio.run(count())

# === a-kept-task-is-cancelled-too  want=rewrite
# %%
import asyncio
ended, background = [], set()
async def tick():
    try:
        await asyncio.sleep(60)
    finally:
        ended.append("tick")
async def main():
    task = asyncio.create_task(tick())
    background.add(task)
    task.add_done_callback(background.discard)
    await asyncio.sleep(0)
# %%
asyncio.run(main())
# %% verify
assert ended == ["tick"] and not background

# === break-of-inner-loop  want=rewrite
# %%
import asyncio
async def f(x):
    await asyncio.sleep(0.001 * x)
    return x
async def main():
    out = []
    for fut in asyncio.as_completed([f(i) for i in range(3)]):
        x = await fut
        for y in range(10):
            if y == x:
                break
        out.append(y)
    return out
# %%
r = asyncio.run(main())
# %% verify
assert r == [0, 1, 2]
