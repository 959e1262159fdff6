# === one-line  want=rewrite needs=nest_asyncio
# %%
import nest_asyncio; nest_asyncio.apply()
# %%
import asyncio
async def main():
    await asyncio.sleep(0)
    return 5
# %%
value = asyncio.run(main())
# %% verify
import sys
assert value == 5 and "nest_asyncio" not in sys.modules

# === as-data-scientists-write-it  want=rewrite needs=nest_asyncio,pandas,httpx
# %%
!pip install -q nest_asyncio
# %%
import asyncio
import json

import httpx
import nest_asyncio
import numpy as np
import pandas as pd

# Jupyter already runs an event loop, so let asyncio.run work inside it
nest_asyncio.apply()
# %%
async def fetch(client, number):
    await asyncio.sleep(0)
    return {"n": number, "square": number ** 2}

async def fetch_all(numbers):
    async with httpx.AsyncClient() as client:
        return await asyncio.gather(*[fetch(client, n) for n in numbers])
# %%
rows = asyncio.run(fetch_all(range(4)))
frame = pd.DataFrame(rows)
frame.head()
# %%
def load(numbers):
    """Blocks."""
    return pd.DataFrame(asyncio.run(fetch_all(numbers)))

more = load([7, 8])
total = int(frame["square"].sum() + more["square"].sum())
# %% verify
import sys
assert total == 0 + 1 + 4 + 9 + 49 + 64, total
assert "nest_asyncio" not in sys.modules

# === from-import-and-alias  want=rewrite needs=nest_asyncio
# %%
from nest_asyncio import apply as allow_nested
allow_nested()
# %%
import asyncio
async def main():
    return 1
loop = asyncio.get_event_loop()
value = loop.run_until_complete(main())
# %% verify
import sys
assert value == 1 and "nest_asyncio" not in sys.modules

# === among-other-imports  want=rewrite needs=nest_asyncio
# %%
import asyncio, nest_asyncio, time
nest_asyncio.apply()
async def main():
    return time.time() > 0
value = asyncio.run(main())
# %% verify
import sys
assert value and "nest_asyncio" not in sys.modules

# === dunder-import  want=rewrite needs=nest_asyncio
# %%
__import__("nest_asyncio").apply()
# %%
import asyncio
async def main():
    return 2
value = asyncio.run(main())
# %% verify
import sys
assert value == 2 and "nest_asyncio" not in sys.modules

# === given-the-loop  want=rewrite needs=nest_asyncio
# %%
import asyncio
import nest_asyncio
loop = asyncio.get_event_loop()
nest_asyncio.apply(loop)
async def main():
    return 3
value = loop.run_until_complete(main())
# %% verify
import sys
assert value == 3 and "nest_asyncio" not in sys.modules

# === given-a-new-loop  want=rewrite needs=nest_asyncio
# %%
import asyncio
import nest_asyncio
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
nest_asyncio.apply(loop)
async def main():
    return 3
value = loop.run_until_complete(main())
# %% verify
import sys
assert value == 3 and "nest_asyncio" not in sys.modules

# === tried-and-passed-over  want=rewrite needs=nest_asyncio
# %%
try:
    import nest_asyncio
    nest_asyncio.apply()
except ImportError:
    pass
import asyncio
async def main():
    return 4
# %%
value = asyncio.run(main())
# %% verify
import sys
assert value == 4 and "nest_asyncio" not in sys.modules

# === tried-and-installed  want=rewrite needs=nest_asyncio
# %%
import asyncio
try:
    import nest_asyncio
except ModuleNotFoundError:
    !pip install nest_asyncio
    import nest_asyncio
nest_asyncio.apply()
# %%
async def main():
    return 4
value = asyncio.run(main())
# %% verify
import sys
assert value == 4 and "nest_asyncio" not in sys.modules

# === where-ipython-is  want=rewrite needs=nest_asyncio
# %%
import asyncio
import sys
if "ipykernel" in sys.modules:
    import nest_asyncio
    nest_asyncio.apply()
# %%
async def main():
    return 4
if __name__ == "__main__":
    value = asyncio.run(main())
# %% verify
assert value == 4 and "nest_asyncio" not in sys.modules

# === in-a-function  want=rewrite needs=nest_asyncio
# %%
import asyncio

def run_sync(coro):
    import nest_asyncio
    nest_asyncio.apply()
    return asyncio.get_event_loop().run_until_complete(coro)
# %%
async def double(n):
    await asyncio.sleep(0)
    return 2 * n
# %%
results = [run_sync(double(n)) for n in range(3)]
# %% verify
import sys
assert results == [0, 2, 4] and "nest_asyncio" not in sys.modules

# === a-setup-function  want=rewrite needs=nest_asyncio
# %%
import asyncio, nest_asyncio
def setup():
    nest_asyncio.apply()
setup()
# %%
async def main():
    return 6
value = asyncio.run(main())
# %% verify
import sys
assert value == 6 and "nest_asyncio" not in sys.modules

# === applied-in-several-cells  want=rewrite needs=nest_asyncio
# %%
import nest_asyncio
nest_asyncio.apply()
import asyncio
async def main(n):
    return n
a = asyncio.run(main(1))
# %%
nest_asyncio.apply()
b = asyncio.run(main(2))
# %%
import nest_asyncio
nest_asyncio.apply()  # again, to be sure
c = asyncio.run(main(3))
# %% verify
import sys
assert (a, b, c) == (1, 2, 3) and "nest_asyncio" not in sys.modules

# === the-second-one  want=rewrite needs=nest_asyncio2
# %%
import nest_asyncio2 as nest_asyncio
nest_asyncio.apply()
import asyncio
async def main():
    return 5
value = asyncio.run(main())
# %% verify
import sys
assert value == 5

# === only-awaits  want=rewrite needs=nest_asyncio
# %%
import nest_asyncio
nest_asyncio.apply()
# %%
import asyncio
async def main():
    return 5
value = await main()
# %% verify
import sys
assert value == 5 and "nest_asyncio" not in sys.modules

# === nested-in-a-coroutine  want=rewrite needs=nest_asyncio
# %%
import asyncio
import nest_asyncio
nest_asyncio.apply()

async def inner(n):
    await asyncio.sleep(0)
    return n + 1

def helper(n):
    return asyncio.run(inner(n)) * 10

async def main():
    return helper(1) + asyncio.get_event_loop().run_until_complete(inner(0))
# %%
value = asyncio.run(main())
# %% verify
import sys
assert value == 21 and "nest_asyncio" not in sys.modules

# === methods-in-other-cells  want=rewrite needs=nest_asyncio
# %%
import asyncio, nest_asyncio
nest_asyncio.apply()
# %%
class Store:
    def __init__(self):
        self.rows = []
    async def _fetch(self, key):
        await asyncio.sleep(0)
        return key.upper()
    def get(self, key):
        return asyncio.run(self._fetch(key))
# %%
store = Store()
# %%
names = [store.get(k) for k in "ab"]
# %% verify
import sys
assert names == ["A", "B"] and "nest_asyncio" not in sys.modules

# === a-task-left-behind-lives-on  want=rewrite needs=nest_asyncio
# %%
import asyncio, nest_asyncio
nest_asyncio.apply()
seen = []
async def tick():
    await asyncio.sleep(0.05)
    seen.append(1)
async def main():
    asyncio.create_task(tick())
    return 1
value = asyncio.run(main())
# %% verify
import sys
await asyncio.sleep(0.2)
assert value == 1 and seen == [1] and "nest_asyncio" not in sys.modules

# === gathered-futures  want=rewrite needs=nest_asyncio
# %%
import asyncio, nest_asyncio
nest_asyncio.apply()
async def f(n):
    return n
values = asyncio.run(asyncio.gather(*[f(i) for i in range(3)]))
# %% verify
import sys
assert values == [0, 1, 2] and "nest_asyncio" not in sys.modules

# === caught-exceptions  want=rewrite needs=nest_asyncio
# %%
import asyncio, nest_asyncio
nest_asyncio.apply()
async def main():
    raise KeyError("x")
try:
    asyncio.run(main())
except Exception as error:
    caught = repr(error)
# %% verify
import sys
assert caught == "KeyError('x')" and "nest_asyncio" not in sys.modules

# === loop-factory  want=rewrite needs=nest_asyncio
# %%
import asyncio, nest_asyncio
nest_asyncio.apply()
async def main():
    return 1
value = asyncio.run(main(), loop_factory=None)
# %% verify
import sys
assert value == 1 and "nest_asyncio" not in sys.modules

# === applied-too-late  want=rewrite needs=nest_asyncio
# %%
import asyncio
async def main():
    return 1
# %%
value = asyncio.run(main())
# %%
import nest_asyncio
nest_asyncio.apply()
# %%
again = asyncio.run(main())
# %% verify
import sys
assert value == again == 1 and "nest_asyncio" not in sys.modules

# === a-runner-too  want=rewrite needs=nest_asyncio
# %%
import asyncio, nest_asyncio
nest_asyncio.apply()
async def main():
    return 1
with asyncio.Runner() as runner:
    value = runner.run(main())
# %% verify
import sys
assert value == 1 and "nest_asyncio" not in sys.modules

# === only-in-a-thread  want=rewrite needs=nest_asyncio
# %%
import asyncio
from concurrent.futures import ThreadPoolExecutor
import nest_asyncio
nest_asyncio.apply()

async def job(n):
    await asyncio.sleep(0)
    return n

def work(n):
    return asyncio.run(job(n))

with ThreadPoolExecutor(2) as pool:
    futures = [pool.submit(work, n) for n in range(3)]
values = [future.result() for future in futures]
# %% verify
import sys
assert values == [0, 1, 2] and "nest_asyncio" not in sys.modules
assert "asyncio.run(job(n))" in In[1]

# === cells-that-get-lost  want=rewrite needs=nest_asyncio limit=8
# %%
import asyncio
import nest_asyncio
nest_asyncio.apply()
# %%
asyncio.run(asyncio.sleep(0.5))
# %%
value = 1
# %% verify
import sys
assert value == 1 and "nest_asyncio" not in sys.modules

# === a-flag-in-the-try  want=suggested needs=nest_asyncio
# %%
import asyncio
try:
    import nest_asyncio
    nest_asyncio.apply()
    nested = True
except ImportError:
    nested = False
async def main():
    return 1
value = asyncio.run(main())

# === colab-setup  want=rewrite needs=nest_asyncio
# %%
#@title Setup
!pip -q install nest_asyncio > /dev/null 2>&1
import asyncio

# Needed for Colab
import nest_asyncio
nest_asyncio.apply()

N = 3
# %%
def main():
    async def inner():
        return N
    return asyncio.run(inner())
value = main()
# %% verify
import sys
assert value == 3 and "nest_asyncio" not in sys.modules

# === none-where-it-is-missing  want=rewrite needs=nest_asyncio
# %%
import asyncio
try:
    import nest_asyncio
except ImportError:
    nest_asyncio = None
if nest_asyncio is not None:
    nest_asyncio.apply()
async def main():
    return 1
value = asyncio.run(main())
# %% verify
import sys
assert value == 1 and "nest_asyncio" not in sys.modules

# === a-loop-in-an-attribute  want=rewrite needs=nest_asyncio
# %%
import asyncio
import nest_asyncio
nest_asyncio.apply()

class Bot:
    def __init__(self, name):
        self.name = name
        self.loop = asyncio.get_event_loop()
    async def _greet(self):
        await asyncio.sleep(0)
        return f"hello {self.name}"
    def greet(self):
        return self.loop.run_until_complete(self._greet())
# %%
bot = Bot("you")
value = bot.greet()
# %% verify
import sys
assert value == "hello you" and "nest_asyncio" not in sys.modules

# === a-key-function  want=rewrite needs=nest_asyncio
# %%
import nest_asyncio
nest_asyncio.apply()
# %%
import asyncio
async def key(x):
    return -x
values = sorted([1, 2], key=lambda x: asyncio.run(key(x)))
# %% verify
import sys
assert values == [2, 1] and "nest_asyncio" not in sys.modules

# === a-loop-for-a-thread  want=rewrite needs=nest_asyncio
# %%
import asyncio
from concurrent.futures import ThreadPoolExecutor
import nest_asyncio
nest_asyncio.apply()
async def job(n):
    return n
def work(n):
    return asyncio.get_event_loop().run_until_complete(job(n))
with ThreadPoolExecutor(1) as pool:
    value = pool.submit(work, 1).result()
# %% verify
import sys
assert value == 1 and "nest_asyncio" not in sys.modules

# === a-property  want=suggested needs=nest_asyncio
# %%
import asyncio
import nest_asyncio
nest_asyncio.apply()
class Page:
    async def _title(self):
        return "T"
    @property
    def title(self):
        return asyncio.run(self._title())
value = Page().title

# === timed  want=rewrite needs=nest_asyncio
# %%
import asyncio, nest_asyncio
nest_asyncio.apply()
async def main():
    return 8
# %%
%%time
value = asyncio.run(main())
# %% verify
import sys
assert value == 8 and "nest_asyncio" not in sys.modules

# === installed-with-others  want=rewrite needs=nest_asyncio
# %%
%pip install -q nest-asyncio requests
# %%
import asyncio, nest_asyncio
nest_asyncio.apply()
async def main():
    return 8
value = asyncio.run(main())
# %% verify
import sys
assert value == 8 and "nest_asyncio" not in sys.modules
assert "%pip install -q nest-asyncio requests" in In[1] or "requests" in In[1]

# === a-library-that-may-need-it  want=suggested needs=nest_asyncio run=no
# %%
import nest_asyncio
nest_asyncio.apply()
from llama_index.core import SimpleDirectoryReader, VectorStoreIndex
# %%
documents = SimpleDirectoryReader("data").load_data()
index = VectorStoreIndex.from_documents(documents)
# %%
print(index.as_query_engine().query("What did they do?"))

# === a-chain-that-may-need-it  want=suggested needs=nest_asyncio run=no
# %%
import nest_asyncio
nest_asyncio.apply()
from langchain_core.prompts import ChatPromptTemplate
from langchain_openai import ChatOpenAI
# %%
chain = ChatPromptTemplate.from_template("{x}") | ChatOpenAI()
# %%
def ask(question):
    return chain.invoke({"x": question})
answers = [ask(q) for q in ("a", "b")]

# === ragas-may-need-it  want=suggested needs=nest_asyncio run=no
# %%
import asyncio, nest_asyncio
nest_asyncio.apply()
from ragas import evaluate
async def main():
    return 1
# %%
value = asyncio.run(main())
result = evaluate(dataset)

# === a-module-of-ones-own  want=suggested needs=nest_asyncio run=no
# %%
import nest_asyncio, pandas as pd
nest_asyncio.apply()
from helpers import load_everything
# %%
frame = load_everything("2024")

# === a-script-may-need-it  want=suggested needs=nest_asyncio run=no
# %%
import nest_asyncio
nest_asyncio.apply()
%run helpers.py

# === given-to-map  want=suggested needs=nest_asyncio run=no
# %%
import nest_asyncio
nest_asyncio.apply()
import scraper
pages = list(map(scraper.get, ["a", "b"]))

# === the-guarded-pattern  want=suggested needs=nest_asyncio
# %%
import asyncio
async def main():
    return 1
try:
    value = asyncio.run(main())
except RuntimeError:
    import nest_asyncio
    nest_asyncio.apply()
    value = asyncio.run(main())

# === asks-first  want=suggested needs=nest_asyncio
# %%
import asyncio
async def main():
    return 1
loop = asyncio.get_event_loop()
if loop.is_running():
    import nest_asyncio
    nest_asyncio.apply()
    value = loop.run_until_complete(main())
else:
    value = asyncio.run(main())

# === run-handed-on  want=suggested needs=nest_asyncio
# %%
import asyncio, nest_asyncio
nest_asyncio.apply()
async def f(n):
    return n
values = list(map(asyncio.run, [f(1), f(2)]))

# === another-name-for-the-method  want=suggested needs=nest_asyncio
# %%
import asyncio, nest_asyncio
nest_asyncio.apply()
async def f(n):
    return n
go = asyncio.get_event_loop().run_until_complete
values = [go(f(1)), go(f(2))]

# === nothing-of-it  want=none
# %%
text = "nest_asyncio.apply()"
# nest_asyncio.apply() was here
# %%
%%writefile patched.py
import nest_asyncio
nest_asyncio.apply()

# === a-class-of-that-name  want=none
# %%
class nest_asyncio:
    @staticmethod
    def apply():
        return 1
nest_asyncio.apply()

# === imported-only  want=none needs=nest_asyncio
# %%
import nest_asyncio
nest_asyncio.__name__
