# === loop-or-none  want=rewrite  limit=5
# %%
import asyncio
async def main(n):
    await asyncio.sleep(0)
    return n
def run(coroutine):
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        loop = None
    if loop and loop.is_running():
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result()
    return asyncio.run(coroutine)
# %%
value = run(main(2)) + run(coroutine=main(3))
# %% verify
assert value == 5

# === its-own-coroutine  want=rewrite  limit=5
# %%
import asyncio
async def main():
    await asyncio.sleep(0)
    return 1
def load():
    loop = asyncio.get_event_loop()
    if loop.is_running():
        return asyncio.run_coroutine_threadsafe(main(), loop).result()
    else:
        return loop.run_until_complete(main())
# %%
value = load()
# %% verify
assert value == 1

# === tried-twice  want=rewrite
# %%
import asyncio
async def main():
    return 1
def load():
    try:
        return asyncio.run(main())
    except RuntimeError:
        return asyncio.get_event_loop().run_until_complete(main())
# %%
value = load()
# %% verify
assert value == 1

# === lock-of-the-notebook  want=suggested  run=no
# %%
import asyncio
lock = asyncio.Lock()
async def main():
    async with lock:
        return 1
def load():
    loop = asyncio.get_event_loop()
    if loop.is_running():
        return asyncio.run_coroutine_threadsafe(main(), loop).result()
    return loop.run_until_complete(main())
# %%
value = load()

# === with-a-time-limit  want=suggested  run=no
# %%
import asyncio
async def main():
    return 1
def load():
    loop = asyncio.get_event_loop()
    if loop.is_running():
        return asyncio.run_coroutine_threadsafe(main(), loop).result(5)
    return loop.run_until_complete(main())
# %%
value = load()

# === early-return-where-a-loop-runs  want=none
# %%
import asyncio
async def main():
    return 1
def load():
    loop = asyncio.get_event_loop()
    if loop is not None and loop.is_running():
        return None
    return loop.run_until_complete(main())
# %%
value = load()

# === asked-from-a-thread  want=none
# %%
import asyncio
async def main():
    return 1
loop = asyncio.get_running_loop()
def load():
    if loop.is_running():
        return asyncio.run_coroutine_threadsafe(main(), loop).result()
# %%
value = await asyncio.to_thread(load)

# === task-where-a-task-is-wanted  want=none
# %%
import asyncio
async def main():
    return 1
def start(coroutine):
    if asyncio.get_event_loop().is_running():
        return asyncio.create_task(coroutine)
    raise RuntimeError("no loop")
# %%
value = await start(main())

# === tried-twice-with-a-new-loop  want=rewrite
# %%
import asyncio
async def main(n):
    await asyncio.sleep(0)
    return n
def run(coroutine):
    """Runs it anywhere."""
    try:
        return asyncio.run(coroutine)
    except RuntimeError:
        loop = asyncio.new_event_loop()
        return loop.run_until_complete(coroutine)
# %%
value = run(main(3))
# %% verify
assert value == 3
