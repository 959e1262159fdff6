# === shadowed-by-a-class  want=none
# %%
class asyncio:
    @staticmethod
    def run(job):
        return job
asyncio.run(3)

# === shadowed-by-an-assignment  want=none
# %%
from types import SimpleNamespace
asyncio = SimpleNamespace(run=print)
# %%
asyncio.run("not the module")

# === shadowed-by-a-parameter  want=none
# %%
import asyncio
def start(asyncio):
    return asyncio.run("job")
class Machine:
    def run(self, job):
        return job
start(Machine())

# === run-redefined-after-the-import  want=none
# %%
from asyncio import run
def run(job):
    return job
value = run("own")

# === own-class-with-run  want=none
# %%
class Runner:
    def run(self, main):
        return main
runner = Runner()
runner.run("x")
Runner().run(runner)

# === another-module-called-run  want=none
# %%
import subprocess
subprocess.run(["true"], check=True)
from subprocess import run
run(["true"])

# === in-strings-and-comments  want=none
# %%
# asyncio.run(main())
text = 'asyncio.run(main())'
doc = """
import asyncio
asyncio.run(main())
"""
plain = f"{text} asyncio.run(main())"

# === printed-message  want=none
# %%
import sys
print("RuntimeError: asyncio.run() cannot be called from a running event loop")
print("RuntimeError: asyncio.run() cannot be called from a running event loop", file=sys.stderr)

# === same-words-raised-by-own-code  want=none
# %%
def start():
    raise RuntimeError("cannot be called from a running event loop")
start()

# === the-pump-is-running  want=none
# %%
class Pump:
    running = True
    def start(self):
        if self.running:
            raise RuntimeError("the pump is already running")
Pump().start()

# === python3-magic  want=none
# %%
%%python3
import asyncio
async def main():
    pass
asyncio.run(main())

# === bash-magic  want=none
# %%
%%bash
cat <<'END'
import asyncio
asyncio.run(main())
END

# === writefile-magic  want=none
# %%
%%writefile script.py
import asyncio
async def main():
    print("from the file")
if __name__ == "__main__":
    asyncio.run(main())
# %%
!python script.py

# === script-and-html-magics  want=none
# %%
%%script true
asyncio.run(main())
# %%
%%html
<p>asyncio.run(main())</p>
# %%
%%javascript
asyncio.run(main())

# === guarded-by-get-running-loop  want=none
# %%
import asyncio
async def main():
    return 1
try:
    asyncio.get_running_loop()
except RuntimeError:
    value = asyncio.run(main())
else:
    value = await main()

# === guarded-with-a-name  want=none
# %%
import asyncio
async def main():
    return 1
try:
    loop = asyncio.get_running_loop()
except RuntimeError:
    loop = None
if loop is None:
    value = asyncio.run(main())
else:
    value = await main()

# === a-function-that-nobody-calls  want=none
# %%
import asyncio
async def main():
    return 1
def start():
    return asyncio.run(main())

# === in-a-thread  want=none
# %%
import asyncio, threading
results = []
async def main():
    results.append(1)
thread = threading.Thread(target=lambda: asyncio.run(main()))
thread.start()
thread.join()

# === to-thread  want=none
# %%
import asyncio
async def main():
    return 5
value = await asyncio.to_thread(asyncio.run, main())

# === function-given-to-a-pool  want=none
# %%
import asyncio
from concurrent.futures import ThreadPoolExecutor
async def double(i):
    return 2 * i
def worker(i):
    return asyncio.run(double(i))
with ThreadPoolExecutor(2) as pool:
    values = list(pool.map(worker, range(3)))

# === in-another-process  want=none
# %%
import subprocess, sys
code = "import asyncio\nasync def main(): print('ok')\nasyncio.run(main())"
subprocess.run([sys.executable, "-c", code], check=True)

# === trio-like-library  want=none
# %%
class trio:
    """Like trio, whose run works in a cell."""
    @staticmethod
    def run(function, *args):
        return function
async def main():
    return 1
trio.run(main)

# === good-await  want=none
# %%
import asyncio
async def main():
    await asyncio.sleep(0)
    return [1]
value = (await main())[0]
task = asyncio.create_task(main())
async with asyncio.Lock():
    other = await task
pairs = [await main() for _ in range(2)]

# === never-reached  want=none run=no
# %%
def helper():
    import asyncio
    return asyncio.run
helper

# === does-not-parse  want=none
# %%
import asyncio
async def main(:
    return 1
asyncio.run(main()

# === half-typed-call  want=none
# %%
import asyncio
asyncio.run(

# === another-error-beside-an-uncalled-function  want=none
# %%
import asyncio
def load():
    return asyncio.run(fetch())
async def fetch():
    return 1
# %%
undefined_name + 1

# === type-checking-and-annotations  want=none
# %%
from __future__ import annotations
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import asyncio
def start(run: asyncio.run) -> "asyncio.run(main())":
    return run
start(len)

# === attribute-of-something-else  want=none
# %%
class tools:
    class asyncio:
        run = staticmethod(print)
tools.asyncio.run("not the module")

# === a-notebook-in-R  want=none language=R
# %%
asyncio.run(main())
# %%
asyncio <- list(run = function(x) x)

# === a-notebook-in-julia  want=none language=julia
# %%
import asyncio
asyncio.run(main())

# === markdown-and-raw-only  want=none
# %% [markdown]
# import asyncio
# asyncio.run(main())
# %% [raw]
# asyncio.run(main())

# === empty-notebook  want=none
# %%

# === in-a-class-of-the-same-name  want=none
# %%
import asyncio
class Job:
    def run(self, coroutine):
        coroutine.close()
    def start(self, run):
        run(self.work())
    async def work(self):
        pass
job = Job()
job.start(job.run)

# === passed-on-but-not-called  want=none
# %%
import asyncio
starters = {"thread": asyncio.run}
names = [asyncio.run.__name__, run_name if (run_name := "x") else asyncio.run]

# === own-error-about-a-context  want=none
# %%
raise ValueError("the invoice was created in a different Context")

# === coroutine-functions-in-a-dataclass  want=none
# %%
from dataclasses import dataclass, field
from typing import Awaitable, Callable
@dataclass
class Step:
    name: str
    run: Callable[[], Awaitable[int]]
async def one(): return 1
steps = [Step("a", one), Step("b", lambda: one())]
for s in steps:
    print(s.name, await s.run())

# === awaits-what-may-be-awaited  want=none
# %%
import inspect
async def a(): return 1
def b(): return 2
async def call(f):
    r = f()
    if inspect.isawaitable(r):
        r = await r
    return r
print(await call(a), await call(b))

# === own-text-of-a-coroutine-object  want=none
# %%
class Coroutine:
    def __repr__(self): return "<coroutine object sketch at 0x7f>"
c = Coroutine()
print(c)

# === run-with-a-second-way  want=none
# %%
import asyncio
async def main():
    await asyncio.sleep(0)
    return "ok"
coro = main()
try:
    status = asyncio.run(coro)
except RuntimeError as e:
    print(e)
    status = await coro

# === run-whose-error-is-expected  want=none
# %%
import asyncio
async def main():
    await asyncio.sleep(0)
c = main()
try:
    asyncio.run(c)
except RuntimeError as e:
    print("As expected:", e)
c.close()

# === error-of-a-loop-that-is-only-told-of  want=none
# %%
import asyncio
async def main():
    return 1
def in_a_script():
    try:
        return asyncio.run(main())
    except Exception as error:
        print(error)
print("asyncio.run() cannot be called from a running event loop")

# === init-that-returns-a-value  want=none
# %%
class A:
    def __init__(self):
        return 3
A()
