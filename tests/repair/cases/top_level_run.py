# === parentheses-before-operators  want=rewrite fails=yes
# %%
import asyncio
async def two():
    return 2
async def text():
    return "a,b"
power = asyncio.run(two()) ** 3
chain = 2 ** asyncio.run(two()) ** 2
negative = -asyncio.run(two()) * 3
parts = asyncio.run(text()).split(",")[1].upper()
order = asyncio.run(two()) if asyncio.run(two()) > 1 else None
same = asyncio.run(two()) is not None and not asyncio.run(two()) == 3
# %% verify
assert (power, chain, negative, parts, order, same) == (8, 16, -6, "B", 2, True)

# === compared-and-chained  want=rewrite fails=yes
# %%
import asyncio
async def n(i):
    await asyncio.sleep(0)
    return i
between = 1 < asyncio.run(n(2)) < 3
member = asyncio.run(n(2)) in [asyncio.run(n(1)), asyncio.run(n(2))]
# %% verify
assert between and member

# === argument-with-operators  want=rewrite fails=yes
# %%
import asyncio
async def yes():
    return "yes"
async def no():
    return "no"
flag = False
answer = asyncio.run(yes() if flag else no())
first = asyncio.run((lambda: yes())())
# %% verify
assert (answer, first) == ("no", "yes")

# === argument-is-a-name  want=rewrite fails=yes
# %%
import asyncio
async def main():
    return 7
# %%
job = main()
value = asyncio.run(job)
# %% verify
assert value == 7

# === multi-line-with-comments  want=rewrite fails=yes
# %%
import asyncio

async def join(*words, sep=" "):
    return sep.join(words)

text = asyncio.run(  # a comment behind the bracket
    join(
        "a",  # the first
        # a line of its own
        "b",
        sep="-",
    )  # behind the coroutine
)  # behind it all
# %% verify
source = "\n".join(In[:-1])
assert text == "a-b"
for comment in ["behind the bracket", "the first", "a line of its own", "behind the coroutine", "behind it all"]:
    assert comment in source.split("return sep.join")[-1], comment

# === module-alias  want=rewrite fails=yes
# %%
import asyncio as aio, sys
async def main():
    await aio.sleep(0)
    return sys.version_info.major
major = aio.run(main())
# %% verify
assert major == 3

# === function-alias  want=rewrite fails=yes
# %%
from asyncio import run as go
async def main():
    return "went"
# %%
value = go(main())
# %% verify
assert value == "went"

# === assigned-alias  want=rewrite fails=yes
# %%
import asyncio
go = asyncio.run
async def main():
    return 3
# %%
total = go(main()) + go(main())
# %% verify
assert total == 6

# === star-import  want=rewrite fails=yes
# %%
from asyncio import *
async def main():
    await sleep(0)
    return "star"
value = run(main())
# %% verify
assert value == "star"

# === import-in-an-earlier-cell  want=rewrite fails=yes
# %%
import asyncio
# %% [markdown]
# ## The work
# It calls `asyncio.run(main())`, which is only text here.
# %%
async def main(n):
    return list(range(n))
# %% [raw]
# asyncio.run(main(2))
# %%
numbers = asyncio.run(main(3))
# %% verify
assert numbers == [0, 1, 2]

# === f-string  want=rewrite fails=yes
# %%
import asyncio
async def name():
    return "Ada"
greeting = f"Hello {asyncio.run(name())}, {asyncio.run(name())!r:>8} and {{braces}}"
# %% verify
assert greeting == "Hello Ada,    'Ada' and {braces}"

# === text-beyond-the-basic-plane  want=rewrite fails=yes
# %%
import asyncio
async def main():
    return "🐍"
snakes = "🐍🐍" + asyncio.run(main()) + "Ünïcode" + asyncio.run(main())  # 🐍
# %% verify
assert snakes == "🐍🐍🐍Ünïcode🐍"

# === walrus  want=rewrite fails=yes
# %%
import asyncio
async def main():
    return [1, 2, 3]
if (n := len(found := asyncio.run(main()))) > 2:
    big = True
# %% verify
assert n == 3 and found == [1, 2, 3] and big

# === comprehensions  want=rewrite fails=yes
# %%
import asyncio
async def double(i):
    await asyncio.sleep(0)
    return 2 * i
async def numbers():
    return [1, 2, 3]
doubled = [asyncio.run(double(i)) for i in asyncio.run(numbers())]
kept = {i for i in range(4) if asyncio.run(double(i)) > 2}
table = {asyncio.run(double(i)): i for i in range(2)}
# %% verify
assert (doubled, kept, table) == ([2, 4, 6], {2, 3}, {0: 0, 2: 1})

# === default-argument  want=rewrite fails=yes
# %%
import asyncio
async def limit():
    return 10
def clip(x, top=asyncio.run(limit())):
    return min(x, top)
clipped = clip(99)
# %% verify
assert clipped == 10

# === in-async-def  want=rewrite fails=yes
# %%
import asyncio
async def inner(n):
    await asyncio.sleep(0)
    return n + 1
# %%
async def outer(n):
    """Adds twice."""
    first = asyncio.run(inner(n))
    return asyncio.run(inner(first)) * 2
# %%
value = await outer(1)
# %% verify
assert value == 6

# === in-async-method  want=rewrite fails=yes
# %%
import asyncio
class Client:
    async def get(self):
        return "page"
    async def title(self):
        return asyncio.run(self.get()).title()
title = await Client().title()
# %% verify
assert title == "Page"

# === try-except-finally  want=rewrite fails=yes
# %%
import asyncio
steps = []
async def main():
    raise KeyError("gone")
try:
    asyncio.run(main())
except KeyError as error:
    steps.append(str(error))
finally:
    steps.append("finally")
# %% verify
assert steps[-2:] == ["'gone'", "finally"]

# === with-statement  want=rewrite fails=yes
# %%
import asyncio, contextlib, io
async def stream():
    return io.StringIO()
async def main():
    print("inside")
with contextlib.redirect_stdout(asyncio.run(stream())) as out:
    asyncio.run(main())
# %% verify
assert out.getvalue() == "inside\n"

# === debug-keyword-multi-line  want=rewrite fails=yes
# %%
import asyncio
async def main():
    return "debugged"
value = asyncio.run(
    main(),
    debug=True,
)
other = asyncio.run(debug=False, main=main())
# %% verify
assert value == other == "debugged"

# === two-calls-in-one-cell  want=rewrite fails=yes
# %%
import asyncio
log = []
async def step(name):
    log.append(name)
# %%
asyncio.run(step("one"))
asyncio.run(step("two")); asyncio.run(step("three"))
# %% verify
assert log == ["one", "two", "three"]

# === calls-in-several-cells  want=rewrite fails=yes
# %%
import asyncio
log = []
async def step(name):
    log.append(name)
# %%
asyncio.run(step("one"))
# %%
log.append("plain")
# %%
asyncio.run(step("two"))
# %% verify
assert log == ["one", "plain", "two"]

# === loops-and-branches  want=rewrite fails=yes
# %%
import asyncio
async def more(n):
    return n < 3
n = 0
while asyncio.run(more(n)):
    n += 1
else:
    ended = True
for i in range(2):
    if asyncio.run(more(i)):
        last = i
# %% verify
assert (n, ended, last) == (3, True, 1)

# === match-statement  want=rewrite fails=yes
# %%
import asyncio
async def point():
    return (0, 5)
match asyncio.run(point()):
    case (0, y) if y > 1:
        seen = y
    case _:
        seen = None
# %% verify
assert seen == 5

# === main-guard-with-last-value  want=rewrite fails=yes
# %%
import asyncio

async def main() -> dict:
    return {"k": 1}

if __name__ == '__main__':
    # the usual guard
    data = asyncio.run(main())
    data["k"] += 1
# %% verify
assert data == {"k": 2}

# === assert-delete-raise  want=rewrite fails=yes
# %%
import asyncio
async def key():
    return "a"
table = {"a": 1, "b": 2}
assert asyncio.run(key()) == "a", "the key"
# %%
del table[asyncio.run(key())]
# %%
table[asyncio.run(key())] = 5
table[asyncio.run(key())] += 1
first, *rest = asyncio.run(key()), *table
# %% verify
assert table == {"b": 2, "a": 6} and first == "a" and rest == ["b", "a"]

# === printed-value  want=rewrite fails=yes
# %%
import asyncio
lines = []
async def main():
    return "ok"
print(asyncio.run(main()), end="!\n", file=type("F", (), {"write": lambda self, s: lines.append(s)})())
# %%
asyncio.run(main())
# %% verify
assert "".join(lines) == "ok!\n" and Out[max(Out)] == "ok"

# === gathered-inside  want=rewrite fails=yes
# %%
import asyncio
async def job(i):
    await asyncio.sleep(0)
    return i * i
async def main():
    return await asyncio.gather(*(job(i) for i in range(3)))
squares = asyncio.run(main())
# %% verify
assert squares == [0, 1, 4]

# === function-passed-without-calling-it  want=rewrite fails=yes
# %%
import asyncio
async def main():
    return "called"
# %%
value = asyncio.run(main)
# %% verify
assert value == "called"

# === the-coroutine-raises-afterwards  want=explain
# %%
import asyncio
async def main():
    raise LookupError("from inside")
asyncio.run(main())

# === runs-for-ever  want=rewrite fails=yes limit=8
# %%
import asyncio
ticks = []
async def watch():
    while True:
        ticks.append(1)
        await asyncio.sleep(0.05)
asyncio.run(watch())
# %%
await asyncio.sleep(0.3)
# %% verify
assert len(ticks) >= 3

# === leaves-a-task-behind  want=rewrite fails=yes
# %%
import asyncio
ticks = []
async def tick():
    while True:
        ticks.append(1)
        await asyncio.sleep(0.01)
async def main():
    asyncio.create_task(tick())
    await asyncio.sleep(0.05)
    return "done"
value = asyncio.run(main())
# %%
before = len(ticks)
await asyncio.sleep(0.1)
# %% verify
assert value == "done" and 0 < before == len(ticks), "asyncio.run would have cancelled the task"

# === code-alone  want=rewrite run=no
# %%
import asyncio
async def main():
    return 11
# %%
value = asyncio.run(main())
# %% verify
assert value == 11

# === windows-line-ends-and-tabs  want=rewrite fails=yes newline=crlf
# %%
import asyncio
async def main():
	return 1
for i in range(1):
	# a tab above, and one here
	value	=	asyncio.run( main( ) )	# kept
# %% verify
assert value == 1 and "# kept" in "\n".join(In[:-1])

# === line-magics-around  want=rewrite fails=yes
# %%
%matplotlib --list
import asyncio
!true
async def main():
    return 4
folder = %pwd
files = !echo one
value = asyncio.run(main())
# %% verify
assert value == 4 and files == ["one"]

# === run-forever-shows-what-a-named-task-raises  want=rewrite
# %%
import asyncio
shown = []
async def fails():
    raise LookupError("no such thing")
loop = asyncio.get_event_loop()
loop.set_exception_handler(lambda loop, context: shown.append(str(context["exception"])))
# %%
job = loop.create_task(fails())
other = asyncio.ensure_future(asyncio.sleep(60))
loop.run_forever()
# %% verify
await asyncio.sleep(0.01)
assert "no such thing" in shown
loop.set_exception_handler(None)
assert not other.done()
other.cancel()
