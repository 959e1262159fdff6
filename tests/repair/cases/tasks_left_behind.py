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
