# === time-cell-shows-its-value  want=rewrite fails=yes
# %%
import asyncio
async def load(n):
    await asyncio.sleep(0.01)
    return n * 2
# %%
%%time
asyncio.run(load(4))
# %% verify
assert _ == 8, _

# === time-cell-await-shows-its-value  want=rewrite fails=yes
# %%
import asyncio
async def load(n):
    await asyncio.sleep(0.01)
    return n * 2
# %%
%%time
first = await load(1)
second = await load(2)
(first, second)
# %% verify
assert _ == (2, 4) and (first, second) == (2, 4)

# === time-cell-shows-a-name  want=rewrite fails=yes
# %%
async def load():
    return [1, 2]
# %%
%%time
rows = await load()
rows
# %% verify
assert _ == [1, 2] and rows == [1, 2]

# === time-cell-silenced  want=rewrite fails=yes
# %%
async def load():
    return [1, 2]
# %%
"before"
# %%
%%time
await load();
# %% verify
assert _ == "before", _

# === time-cell-prints-the-time  want=rewrite fails=yes
# %%
import asyncio, contextlib, io
async def load():
    await asyncio.sleep(0.05)
# %%
printed = io.StringIO()
redirect = contextlib.redirect_stdout(printed)
redirect.__enter__();
# %%
%%time
asyncio.run(load())
# %%
redirect.__exit__(None, None, None);
# %% verify
import re
assert float(re.search(r"Wall time: ([\d.e-]+) s", printed.getvalue())[1]) >= 0.05

# === time-cell-calls-a-function-of-another-cell  want=rewrite fails=yes
# %%
import asyncio
async def fetch(n):
    await asyncio.sleep(0)
    return n
def load(n):
    return asyncio.run(fetch(n))
# %%
%%time
rows = [load(n) for n in range(3)]
# %%
total = sum(rows)
# %% verify
assert rows == [0, 1, 2] and total == 3 and asyncio.iscoroutinefunction(load)

# === line-time-calls-a-function-of-another-cell  want=rewrite fails=yes
# %%
import asyncio
async def fetch(n):
    return n
def load(n):
    return asyncio.run(fetch(n))
# %%
for n in range(2):
    %time value = load(n)
# %%
%time again = load(7)
again
# %% verify
assert value == 1 and again == 7 and _ == 7

# === line-time-shows-its-value  want=rewrite fails=yes
# %%
async def load():
    return "shown"
# %%
%time await load()
# %% verify
assert _ == "shown"

# === line-time-assigned  want=rewrite fails=yes
# %%
import asyncio
async def load(n=1):
    return n
a = %time asyncio.run(load())
b, c = %time await asyncio.gather(load(2), load(3))
# %% verify
assert (a, b, c) == (1, 2, 3)

# === line-time-in-a-function  want=rewrite fails=yes
# %%
import asyncio
async def fetch():
    return 5
def load():
    value = %time asyncio.run(fetch())
    return value + 1
# %%
result = load()
# %% verify
assert result == 6

# === line-time-keeps-a-comment  want=rewrite fails=yes
# %%
async def load():
    return 5
if True:
    %time value = await load()  # the slow one
    more = value + 1
# %% verify
assert more == 6

# === several-line-times  want=rewrite fails=yes
# %%
import asyncio
async def load(n):
    return n
%time one = asyncio.run(load(1))
%time two = asyncio.run(load(2))
three = one + two
# %% verify
assert three == 3

# === time-is-taken  want=rewrite fails=yes
# %%
from time import time
import asyncio
async def load():
    return time()
# %%
%%time
stamp = asyncio.run(load())
# %%
later = time()
# %% verify
assert later >= stamp > 0

# === names-are-taken  want=rewrite fails=yes
# %%
started, result = "mine", "mine too"
async def load():
    return 3
# %%
%%time
await load()
# %% verify
assert (started, result) == ("mine", "mine too") and _ == 3

# === magic-above-the-coroutine  want=rewrite fails=yes
# %%
%%time
import asyncio
import time as clock
async def main():
    """Several
lines."""
    await asyncio.sleep(0)
    return 9
answer = asyncio.run(main())
# %% verify
assert answer == 9 and clock.time() > 0

# === run-until-complete-under-time  want=rewrite fails=yes
# %%
%%time
import asyncio
async def main():
    return 9
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
answer = loop.run_until_complete(main())
loop.close()
# %% verify
assert answer == 9

# === async-for-and-with-under-time  want=rewrite fails=yes
# %%
import asyncio, contextlib
async def numbers():
    for n in range(3):
        yield n
@contextlib.asynccontextmanager
async def opened():
    yield "open"
# %%
%%time
seen = []
async with opened() as door:
    async for n in numbers():
        seen.append(n)
squares = [n * n async for n in numbers()]
# %% verify
assert door == "open" and seen == [0, 1, 2] and squares == [0, 1, 4]

# === capture-keeps-the-text  want=rewrite fails=yes
# %%
import asyncio, sys
async def talk():
    print("to stdout")
    print("to stderr", file=sys.stderr)
    return 1
# %%
%%capture said
value = asyncio.run(talk())
# %% verify
assert said.stdout == "to stdout\n" and said.stderr == "to stderr\n" and value == 1

# === capture-without-a-name  want=rewrite fails=yes
# %%
async def talk():
    print("hidden")
    return 1
# %%
%%capture
# quiet, please
value = await talk()

other = value + 1
# %% verify
assert (value, other) == (1, 2)

# === capture-not-stderr  want=rewrite fails=yes
# %%
import sys
async def talk():
    print("to stdout")
    print("to stderr", file=sys.stderr)
# %%
%%capture --no-stderr said
await talk()
# %% verify
assert said.stdout == "to stdout\n" and said.stderr == ""

# === capture-with-a-long-string  want=rewrite fails=yes
# %%
async def send(text):
    print(text)
    return len(text.splitlines())
# %%
%%capture said
text = """first
  second
third"""
lines = await send(text)
if lines:
    more = f'''{lines}
end'''
# %% verify
assert text == "first\n  second\nthird" and lines == 3 and said.stdout.endswith("third\n") and more == "3\nend"

# === capture-calls-a-function-of-another-cell  want=rewrite fails=yes
# %%
import asyncio
async def fetch():
    print("fetching")
    return 4
def load():
    return asyncio.run(fetch())
# %%
%%capture log
value = load()
# %% verify
assert value == 4 and log.stdout == "fetching\n"

# === capture-above-time  want=rewrite fails=yes
# %%
import asyncio
async def load():
    return 4
# %%
%%capture log
%%time
value = asyncio.run(load())
# %% verify
assert value == 4 and "Wall time" in log.stdout

# === time-above-capture  want=rewrite fails=yes
# %%
async def load():
    print("hidden")
    return 4
# %%
%%time
%%capture log
value = await load()
# %% verify
assert value == 4 and log.stdout == "hidden\n"

# === capture-needs-an-import-inside  want=rewrite fails=yes
# %%
async def load(n):
    return n
# %%
%%capture
from asyncio import run, new_event_loop
value = [run(load(n)) for n in range(3)]
# %% verify
assert value == [0, 1, 2]

# === timeit-line  want=rewrite fails=yes
# %%
import asyncio
ran = 0
async def load():
    global ran
    ran += 1
# %%
%timeit -n 2 -r 3 asyncio.run(load())
# %% verify
assert ran == 6, ran

# === timeit-cell-keeps-names-local  want=rewrite fails=yes
# %%
import asyncio
ran = []
value = "mine"
async def load():
    ran.append(1)
    return 3
# %%
%%timeit -r 4 -n 1
value = asyncio.run(load())
value += 1
# %% verify
assert value == "mine" and len(ran) == 4

# === timeit-cell-with-a-setup  want=rewrite fails=yes
# %%
ran = []
async def load(n):
    ran.append(n)
# %%
%%timeit -n1 -r2 n = len(ran)
await load(n)
# %% verify
assert ran == [0, 1]

# === timeit-without-options  want=rewrite fails=yes
# %%
import asyncio
ran = []
async def load():
    ran.append(await asyncio.sleep(0, 1))
# %%
%timeit asyncio.run(load())
# %% verify
assert len(ran) >= 7

# === timeit-calls-a-function-of-another-cell  want=rewrite fails=yes
# %%
import asyncio
async def fetch():
    return 4
def load():
    return asyncio.run(fetch())
# %%
value = load()
%timeit -r 2 -n 2 load()
# %% verify
assert value == 4

# === timeit-in-a-loop  want=rewrite fails=yes
# %%
import asyncio
sizes = []
async def load(n):
    sizes.append(n)
# %%
for n in (1, 10):
    print(n)
    %timeit -r 1 -n 1 asyncio.run(load(n))
# %% verify
assert sizes == [1, 10]

# === start-and-await-under-time  want=rewrite fails=yes
# %%
import asyncio
async def load(n):
    return n
# %%
%%time
a = await load(1)
b = asyncio.run(load(2))
asyncio.run(load(a + b))
# %% verify
assert (a, b, _) == (1, 2, 3)

# === line-time-within-time  want=rewrite fails=yes
# %%
import asyncio
async def load(n):
    return n
# %%
%%time
%time a = asyncio.run(load(1))
b = 2
a + b
# %% verify
assert _ == 3

# === run-script  want=rewrite fails=yes
# %%
import pathlib
pathlib.Path("job.py").write_text("import asyncio, sys\nasync def main():\n    open('said.txt', 'w').write(' '.join(sys.argv[1:]))\nasyncio.run(main())\n")
word = "there"
# %%
%run job.py hello "$word"
# %% verify
assert open("said.txt").read() == "hello there"

# === run-script-without-its-suffix  want=rewrite fails=yes
# %%
import pathlib, sys
pathlib.Path("tools").mkdir()
pathlib.Path("tools/job.py").write_text("import asyncio\nasync def main():\n    open('said.txt', 'w').write(__name__)\nasyncio.run(main())\n")
# %%
%run tools/job
# %% verify
assert open("said.txt").read() == "__main__"

# === run-script-whose-names-are-used  want=suggested
# %%
import pathlib
pathlib.Path("job.py").write_text("import asyncio\nasync def main():\n    return 1\nanswer = asyncio.run(main())\n")
# %%
%run job.py
# %%
print(answer)

# === run-script-in-the-notebook's-namespace  want=suggested
# %%
import pathlib
pathlib.Path("job.py").write_text("import asyncio\nasync def main():\n    return 1\nasyncio.run(main())\n")
# %%
%run -i job.py

# === autoawait-off  want=rewrite fails=yes
# %%
%autoawait off
# %%
import asyncio
values = [await asyncio.sleep(0, n) for n in range(2)]
# %% verify
assert values == [0, 1]

# === autoawait-set  want=rewrite fails=yes
# %%
shell = get_ipython()
shell.autoawait = False
# %%
import asyncio
async with asyncio.Lock():
    value = 2
# %% verify
assert value == 2

# === autoawait-configured  want=rewrite fails=yes
# %%
%config InteractiveShell.autoawait = False
import asyncio
# %%
value = await asyncio.sleep(0, 2)
# %% verify
assert value == 2

# === autoawait-on-again  want=none
# %%
%autoawait False
# %%
x = 1
# %%
%autoawait True
# %%
import asyncio
value = await asyncio.sleep(0, 2)

# === autoawait-off-and-nothing-awaits  want=none
# %%
%autoawait False
# %%
async def f():
    await g()
async def g():
    pass

# === plain-code-under-magics  want=none
# %%
%%time
rows = sorted(range(10))
rows[-1]
# %%
%%capture out
print("hidden")
# %%
%timeit -n 10 -r 2 sum(range(10))
# %%
%time total = sum(rows)

# === async-def-under-time  want=none
# %%
%%time
import asyncio
async def load():
    async with asyncio.Lock():
        return [n async for n in numbers()]
async def numbers():
    yield await asyncio.sleep(0, 1)

# === other-processes-and-languages  want=none
# %%
%%bash
echo "await main()"
# %%
%%writefile script.py
import asyncio
async def main():
    await asyncio.sleep(0)
asyncio.run(main())
# %%
%%html
<script>await fetch("x")</script>
# %%
%%javascript
console.log("await f()")
# %%
%%capture out
%%bash
echo asyncio.run

# === python-in-a-process  want=none
# %%
%%python3
import asyncio
async def main():
    await asyncio.sleep(0)
asyncio.run(main())
# %%
%%script python3
import asyncio
asyncio.run(asyncio.sleep(0))

# === unknown-magics  want=none run=no
# %%
%%sql
select await from run
# %%
%%cython
import asyncio
asyncio.run(main())
# %%
%%R
await(main())
# %%
%sql await f()

# === text-of-magics  want=none
# %%
help_text = """
%time await main()
%%time
await main()
"""
# %%
print(10 % 3)  # %time await main()

# === run-of-a-plain-script  want=none
# %%
import pathlib
pathlib.Path("job.py").write_text("answer = 3\n")
# %%
%run job.py
# %%
print(answer)

# === run-of-a-script-that-fails-otherwise  want=none
# %%
import pathlib
pathlib.Path("job.py").write_text("raise RuntimeError('loop of its own')\n")
# %%
%run job.py

# === profile-of-await  want=suggested
# %%
import asyncio
async def load():
    pass
# %%
%%prun
await load()

# === profile-of-a-start  want=suggested
# %%
import asyncio
async def load():
    pass
# %%
%prun asyncio.run(load())

# === timeit-object  want=suggested
# %%
import asyncio
async def load():
    pass
# %%
measured = %timeit -o asyncio.run(load())

# === captured-outputs-are-read  want=suggested
# %%
async def load():
    return 4
# %%
%%capture out
await load()
# %%
out.show()

# === magics-called-as-functions  want=none
# %%
async def load():
    return 1
get_ipython().run_line_magic("timeit", "-n 1 -r 1 1 + 1")

# === magic-in-brackets-is-modulo  want=none
# %%
time = 7
left = (100
    %time)
# %%
assert left == 2

# === library-under-magics  want=rewrite fails=yes
# %%
import pathlib, sys
pathlib.Path("lib_x.py").write_text("import asyncio\nasync def m(n):\n    return n\ndef fetch(n):\n    return asyncio.run(m(n))\n")
sys.path.insert(0, ".")
import lib_x
# %%
%%time
y = 1
rows = lib_x.fetch(3)
# %%
%time more = lib_x.fetch(4)
# %%
%%capture out
print("x")
again = lib_x.fetch(5)
# %% verify
assert (rows, more, again, out.stdout) == (3, 4, 5, "x\n")

# === exec-of-a-script  want=explain
# %%
import pathlib
pathlib.Path("job.py").write_text("import asyncio\nasyncio.run(asyncio.sleep(0))\n")
# %%
exec(open("job.py").read())

# === runpy-of-a-script  want=rewrite fails=yes
# %%
import pathlib, runpy
pathlib.Path("job.py").write_text("import asyncio\nasyncio.run(asyncio.sleep(0))\nx = 1")
# %%
names = runpy.run_path("job.py")
# %% verify
assert names["x"] == 1

# === cell-run-from-code  want=explain
# %%
async def main():
    return 1
# %%
get_ipython().run_cell("await main()")

# === line-magic-run-from-code  want=explain
# %%
async def main():
    return 1
# %%
get_ipython().run_line_magic("time", "await main()")

# === run-module  want=rewrite fails=yes
# %%
import pathlib
pathlib.Path("job.py").write_text("import asyncio\nasyncio.run(asyncio.sleep(0))\nopen('x','w').write('1')")
# %%
%run -m job
# %% verify
assert open('x').read()=='1'

# === endless-under-time  want=suggested
# %%
%%time
import asyncio
async def tick():
    while True:
        await asyncio.sleep(1)
asyncio.run(tick())

# === time-cell-ends-with-a-block  want=rewrite fails=yes
# %%
import asyncio
async def f(n):
    return n
# %%
%%time
with open("x", "w") as h:
    h.write(str(asyncio.run(f(3))))
# trailing comment
# %% verify
assert open("x").read() == "3"

# === time-cell-ends-with-a-shell-line  want=rewrite fails=yes
# %%
import asyncio
async def f(n):
    return n
# %%
%%time
v = asyncio.run(f(3))
!echo done
# %% verify
assert v == 3

# === time-cell-ends-with-a-timed-line  want=rewrite fails=yes
# %%
import asyncio
async def f(n):
    return n
# %%
%%time
v = asyncio.run(f(3))
%time v + 1
# %% verify
assert v == 3 and _ == 4

# === time-cell-shows-a-tuple  want=rewrite fails=yes
# %%
import asyncio
async def f(n):
    return n
# %%
%%time
v = asyncio.run(f(3))
v, 2
# %% verify
assert _ == (3, 2)

# === line-time-of-several-statements  want=rewrite fails=yes
# %%
import asyncio
async def f(n):
    return n
# %%
%time a = asyncio.run(f(1)); b = asyncio.run(f(2)); a + b
# %% verify
assert (a, b, _) == (1, 2, 3)

# === line-time-silenced  want=rewrite fails=yes
# %%
import asyncio
async def f(n):
    return n
# %%
9
# %%
%time asyncio.run(f(1));
# %% verify
assert _ == 9

# === runner-under-capture  want=rewrite fails=yes
# %%
import asyncio
async def f(n):
    print(n)
    return n
# %%
%%capture c
with asyncio.Runner() as runner:
    a = runner.run(f(1))
    b = runner.run(f(2))
# %% verify
assert (a, b, c.stdout) == (1, 2, "1\n2\n")

# === loop-in-try-under-capture  want=rewrite fails=yes
# %%
import asyncio
async def f(n):
    print(n)
    return n
# %%
%%capture c
loop = asyncio.new_event_loop()
try:
    a = loop.run_until_complete(f(1))
finally:
    loop.close()
# %% verify
assert (a, c.stdout) == (1, "1\n")

# === main-guard-under-time  want=rewrite fails=yes
# %%
%%time
import asyncio
async def main():
    global done
    done = 1
if __name__ == "__main__":
    asyncio.run(main())
# %% verify
assert done == 1

# === method-under-timeit  want=rewrite fails=yes
# %%
import asyncio
class Client:
    async def _get(self):
        return 1
    def get(self):
        return asyncio.run(self._get())
# %%
client = Client()
%timeit -n 1 -r 2 client.get()
x = client.get()
# %% verify
assert x == 1

# === timeit-defines-all-of-it  want=rewrite fails=yes
# %%
%%timeit -n 1 -r 1
import asyncio
async def f():
    return 1
def g():
    return asyncio.run(f())
g()

# === time-cell-defines-what-another-calls  want=rewrite fails=yes
# %%
%%time
import asyncio
async def f():
    return 1
def g():
    return asyncio.run(f())
a = g()
# %%
b = g()
# %% verify
assert a + b == 2

# === time-above-capture-shows-nothing  want=rewrite fails=yes
# %%
import asyncio
async def f():
    return 1
# %%
%%time
%%capture
a = asyncio.run(f())
a
# %% verify
assert a == 1

# === time-with-windows-line-ends  want=rewrite newline=crlf fails=yes
# %%
import asyncio
async def f():
    return 1
# %%
%%time
a = asyncio.run(f())
a
# %% verify
assert a == 1 and _ == 1

# === time-below-blank-lines  want=rewrite fails=yes
# %%
import asyncio
async def f():
    return 1
# %%

  
%%time

a = asyncio.run(f())
# %% verify
assert a == 1

# === time-that-binds-in-a-function  want=rewrite
# %%
import asyncio
async def job():
    await asyncio.sleep(0)
    return 3
def measure():
    %time value = asyncio.run(job())
    return value
# %%
v = measure()
# %% verify
assert v == 3
