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

# === a-property  want=rewrite needs=nest_asyncio
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
# %% verify
import sys
assert value == "T" and "nest_asyncio" not in sys.modules

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

# === the-guarded-pattern  want=rewrite needs=nest_asyncio
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
# %% verify
import sys
assert value == 1 and "nest_asyncio" not in sys.modules

# === asks-first  want=rewrite needs=nest_asyncio
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
# %% verify
import sys
assert value == 1 and "nest_asyncio" not in sys.modules

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

# === importlib  want=rewrite needs=nest_asyncio
# %%
import asyncio
import importlib
nest = importlib.import_module("nest_asyncio")
nest.apply()
# %%
async def f(): return 9
x = asyncio.run(f())
# %% verify
import sys
assert x == 9 and "nest_asyncio" not in sys.modules

# === a-helper-that-gets-the-loop  want=rewrite needs=nest_asyncio
# %%
import asyncio
import nest_asyncio

def get_loop():
    try:
        loop = asyncio.get_event_loop()
    except RuntimeError:
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
    return loop

loop = get_loop()
nest_asyncio.apply(loop)
# %%
async def square(n):
    await asyncio.sleep(0)
    return n ** 2
values = loop.run_until_complete(asyncio.gather(*(square(i) for i in range(4))))
# %% verify
import sys
assert values == [0, 1, 4, 9] and "nest_asyncio" not in sys.modules

# === in-init-and-in-a-method  want=rewrite needs=nest_asyncio
# %%
import asyncio
import nest_asyncio
nest_asyncio.apply()

class Client:
    def __init__(self, url):
        self.url = url
        self.token = asyncio.get_event_loop().run_until_complete(self._login())

    async def _login(self):
        await asyncio.sleep(0)
        return "t-" + self.url

    def get(self, path):
        return asyncio.run(self._get(path))

    async def _get(self, path):
        await asyncio.sleep(0)
        return (self.token, path)
# %%
client = Client("x")
answer = client.get("/a")
# %% verify
import sys
assert answer == ("t-x", "/a") and "nest_asyncio" not in sys.modules

# === map-callback  want=rewrite needs=nest_asyncio
# %%
import asyncio
import nest_asyncio
nest_asyncio.apply()

async def double(n):
    await asyncio.sleep(0)
    return 2 * n

def double_sync(n):
    return asyncio.run(double(n))
# %%
values = list(map(double_sync, range(4)))
best = max([3, 1, 2], key=double_sync)
# %% verify
import sys
assert values == [0, 2, 4, 6] and best == 3 and "nest_asyncio" not in sys.modules

# === a-function-that-asks-for-ipython  want=rewrite needs=nest_asyncio
# %%
import asyncio
import os

def in_notebook():
    try:
        from IPython import get_ipython
        return get_ipython() is not None
    except ImportError:
        return False

if in_notebook():
    import nest_asyncio
    nest_asyncio.apply()
# %%
async def main():
    await asyncio.sleep(0)
    return os.getpid()
pid = asyncio.run(main())
# %% verify
import sys
assert pid == os.getpid() and "nest_asyncio" not in sys.modules

# === a-try-that-asks-for-ipython  want=rewrite needs=nest_asyncio
# %%
import asyncio
try:
    get_ipython()
    import nest_asyncio
    nest_asyncio.apply()
except NameError:
    pass
async def main():
    return 1
value = asyncio.run(main())
# %% verify
import sys
assert value == 1 and "nest_asyncio" not in sys.modules

# === decorator-sync  want=rewrite needs=nest_asyncio
# %%
import asyncio, functools
import nest_asyncio
nest_asyncio.apply()

def syncify(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        return asyncio.get_event_loop().run_until_complete(f(*args, **kwargs))
    return wrapper

@syncify
async def add(a, b):
    await asyncio.sleep(0)
    return a + b
# %%
total = add(1, 2) + add(3, b=4)
# %% verify
import sys
assert total == 10 and "nest_asyncio" not in sys.modules

# === callback-of-own-class  want=rewrite needs=nest_asyncio
# %%
import asyncio
import nest_asyncio
nest_asyncio.apply()

class Pipeline:
    def __init__(self):
        self.steps = []
    def add(self, step):
        self.steps.append(step)
        return self
    def run(self, value):
        for step in self.steps:
            value = step(value)
        return value

async def fetch(x):
    await asyncio.sleep(0)
    return x * 10

def fetch_step(x):
    return asyncio.run(fetch(x))
# %%
result = Pipeline().add(fetch_step).add(lambda v: v + 1).run(2)
# %% verify
import sys
assert result == 21 and "nest_asyncio" not in sys.modules

# === thread-pool-map  want=rewrite needs=nest_asyncio
# %%
import asyncio
import nest_asyncio
from concurrent.futures import ThreadPoolExecutor
nest_asyncio.apply()
async def work(n):
    await asyncio.sleep(0.01)
    return n
def run(n):
    return asyncio.run(work(n))
with ThreadPoolExecutor(2) as pool:
    values = list(pool.map(run, range(3)))
# %% verify
import sys
assert values == [0, 1, 2] and "nest_asyncio" not in sys.modules

# === context-manager-exit  want=rewrite needs=nest_asyncio
# %%
import asyncio
import nest_asyncio
nest_asyncio.apply()
class Conn:
    async def open(self):
        await asyncio.sleep(0); self.is_open = True
    async def close(self):
        await asyncio.sleep(0); self.is_open = False
    def __enter__(self):
        asyncio.run(self.open())
        return self
    def __exit__(self, *exc):
        asyncio.run(self.close())
# %%
with Conn() as conn:
    was = conn.is_open
# %% verify
import sys
assert was and not conn.is_open and "nest_asyncio" not in sys.modules

# === an-option-of-the-second-one  want=rewrite needs=nest_asyncio2
# %%
!pip install nest_asyncio2
import nest_asyncio2
nest_asyncio2.apply(run_close_loop=True)
# %%
import asyncio
async def f(): return 1
v = asyncio.run(f())
# %% verify
assert v == 1
import sys
assert "nest_asyncio2" not in sys.modules

# === session-in-init  want=suggested needs=nest_asyncio,aiohttp
# %%
import asyncio, aiohttp, nest_asyncio
nest_asyncio.apply()
class Api:
    def __init__(self):
        asyncio.run(self._open())
    async def _open(self):
        self.session = aiohttp.ClientSession()
    async def _close(self):
        await self.session.close()
    def close(self):
        asyncio.run(self._close())
# %%
api = Api()
api.close()

# === pool-from-property  want=suggested needs=nest_asyncio,aiosqlite
# %%
import asyncio, aiosqlite, nest_asyncio
nest_asyncio.apply()
class Db:
    @property
    def connection(self):
        return asyncio.run(self._connect())
    async def _connect(self):
        db = await aiosqlite.connect(":memory:")
        return db
# %%
db = Db().connection
async def use():
    await db.execute("create table t (n)")
    await db.close()
asyncio.run(use())

# === frames-in-property  want=rewrite needs=nest_asyncio
# %%
import asyncio, nest_asyncio, json
nest_asyncio.apply()
class Db:
    def __len__(self):
        return len(asyncio.run(self._rows()))
    async def _rows(self):
        rows = json.loads("[1, 2]")
        await asyncio.sleep(0)
        self.rows = rows
        return rows
# %%
n = len(Db())
# %% verify
import sys
assert n == 2 and "nest_asyncio" not in sys.modules

# === a-server-on-colab  want=rewrite needs=nest_asyncio,uvicorn,fastapi,httpx
# %%
!pip install -q fastapi uvicorn nest-asyncio
# %%
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()

app.add_middleware(
    CORSMiddleware,
    allow_origins=['*'],
    allow_credentials=True,
    allow_methods=['*'],
    allow_headers=['*'],
)

@app.get('/')
async def root():
    return {'hello': 'world'}
# %%
import nest_asyncio
import uvicorn

public_url = "http://127.0.0.1:18711"
print('Public URL:', public_url)
nest_asyncio.apply()
uvicorn.run(app, port=18711)
# %%
import httpx
async with httpx.AsyncClient() as c:
    hello = (await c.get(public_url)).json()
# %% verify
import sys
assert hello == {"hello": "world"} and "nest_asyncio" not in sys.modules

# === an-agent  want=rewrite needs=nest_asyncio,pydantic_ai limit=30
# %%
import nest_asyncio
nest_asyncio.apply()
# %%
from pydantic_ai import Agent
from pydantic_ai.models.test import TestModel
agent = Agent(TestModel(custom_output_text="hi"), system_prompt="Be concise.")
# %%
result = agent.run_sync("Where does hello world come from?")
print(result.output)
print(result.usage)
messages = result.all_messages()
# %%
def ask(q):
    return agent.run_sync(q).output
answers = [ask(q) for q in ("a", "b")]
# %% verify
import sys
assert result.output == "hi" and answers == ["hi", "hi"] and "nest_asyncio" not in sys.modules

# === a-bot  want=rewrite needs=nest_asyncio,discord
# %%
import discord
import nest_asyncio
nest_asyncio.apply()
class Offline(discord.Client):
    async def start(self, token, *, reconnect=True):
        self.token = token
        import asyncio
        await asyncio.Event().wait()
client = Offline(intents=discord.Intents.default())

@client.event
async def on_ready():
    print("ready")

client.run("TOKEN")
# %% verify
import sys, asyncio
await asyncio.sleep(0.01)
assert client.token == "TOKEN" and "nest_asyncio" not in sys.modules

# === anyio-and-run  want=rewrite needs=nest_asyncio,anyio
# %%
import anyio, asyncio, nest_asyncio
nest_asyncio.apply()
async def f(n):
    await anyio.sleep(0)
    return n
def both(n):
    return anyio.run(f, n), asyncio.run(f(n))
# %%
pairs = [both(n) for n in range(2)]
# %% verify
import sys
assert pairs == [(0, 0), (1, 1)] and "nest_asyncio" not in sys.modules

# === a-server-given-to-the-loop  want=rewrite needs=nest_asyncio,uvicorn,fastapi,httpx
# %%
import asyncio, nest_asyncio, uvicorn
from fastapi import FastAPI
nest_asyncio.apply()
app = FastAPI()
@app.get("/")
def home(): return 1
# %%
config = uvicorn.Config(app, port=18712, log_level="warning")
server = uvicorn.Server(config)
loop = asyncio.get_event_loop()
loop.run_until_complete(server.serve())
# %%
import httpx
async with httpx.AsyncClient() as c:
    one = (await c.get("http://127.0.0.1:18712/")).json()
# %% verify
import sys
assert one == 1 and "nest_asyncio" not in sys.modules

# === a-server-in-a-thread  want=rewrite needs=nest_asyncio,uvicorn,fastapi,httpx
# %%
import threading, time, uvicorn, nest_asyncio
from fastapi import FastAPI
nest_asyncio.apply()
app = FastAPI()
@app.get("/")
def home(): return 1
def run():
    uvicorn.run(app, port=18713, log_level="warning")
t = threading.Thread(target=run, daemon=True)
t.start()
time.sleep(1)
# %%
import httpx
one = httpx.get("http://127.0.0.1:18713/").json()
# %% verify
import sys
assert one == 1 and "nest_asyncio" not in sys.modules

# === asks-and-returns  want=rewrite needs=nest_asyncio
# %%
import asyncio
def run_async(coro):
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coro)
    import nest_asyncio
    nest_asyncio.apply()
    return loop.run_until_complete(coro)
async def f(x):
    await asyncio.sleep(0)
    return x
# %%
a = run_async(f(1))
b = [run_async(f(i)) for i in range(2)]
# %% verify
import sys
assert a == 1 and b == [0, 1] and "nest_asyncio" not in sys.modules

# === asks-in-a-helper  want=rewrite needs=nest_asyncio
# %%
import asyncio
def run_async(coro):
    loop = asyncio.get_event_loop()
    if loop.is_running():
        # Jupyter
        import nest_asyncio
        nest_asyncio.apply()
        return loop.run_until_complete(coro)
    else:
        return loop.run_until_complete(coro)
async def f(x):
    await asyncio.sleep(0)
    return x
# %%
a = run_async(f(1))
# %% verify
import sys
assert a == 1 and "nest_asyncio" not in sys.modules

# === none-where-no-loop-is  want=rewrite needs=nest_asyncio
# %%
import asyncio
import nest_asyncio

def execute(coro):
    """Run a coroutine from sync code, in a notebook or a script."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        loop = None

    if loop and loop.is_running():
        nest_asyncio.apply()
        result = loop.run_until_complete(coro)
    else:
        result = asyncio.run(coro)
    return result

async def f(x):
    await asyncio.sleep(0)
    return x
# %%
values = [execute(f(i)) for i in range(3)]
# %% verify
import sys
assert values == [0, 1, 2] and "nest_asyncio" not in sys.modules

# === tries-first  want=rewrite needs=nest_asyncio
# %%
import asyncio
async def main():
    await asyncio.sleep(0)
    return 1
# %%
try:
    value = asyncio.run(main())
except RuntimeError:
    # already running
    import nest_asyncio
    nest_asyncio.apply()
    value = asyncio.run(main())
print(value)
# %% verify
import sys
assert value == 1 and "nest_asyncio" not in sys.modules

# === asks-in-main  want=rewrite needs=nest_asyncio
# %%
import asyncio

async def main():
    await asyncio.sleep(0)
    print("hello")
    return 3

if __name__ == "__main__":
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        loop = None
    if loop is not None:
        import nest_asyncio
        nest_asyncio.apply()
        value = asyncio.get_event_loop().run_until_complete(main())
    else:
        value = asyncio.run(main())
# %% verify
import sys
assert value == 3 and "nest_asyncio" not in sys.modules

# === asks-with-else  want=rewrite needs=nest_asyncio
# %%
import asyncio, nest_asyncio
def sync(coro):
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coro)
    else:
        nest_asyncio.apply()
        return asyncio.run(coro)
class Client:
    async def _get(self, n):
        await asyncio.sleep(0)
        return n
    def get(self, n):
        return sync(self._get(n))
# %%
c = Client()
got = c.get(3) + c.get(4)
# %% verify
import sys
assert got == 7 and "nest_asyncio" not in sys.modules

# === what-is-never-reached  want=rewrite needs=nest_asyncio
# %%
import asyncio
def run(coro):
    loop = asyncio.get_event_loop()
    if loop.is_running():
        import nest_asyncio
        nest_asyncio.apply()
        return asyncio.get_event_loop().run_until_complete(coro)
    return loop.run_until_complete(coro)

async def f(): return 5
x = run(f())
# %% verify
import sys
assert x == 5 and "nest_asyncio" not in sys.modules

# === prints-the-error  want=suggested needs=nest_asyncio
# %%
import asyncio
async def main(): return 1
try:
    value = asyncio.run(main())
except RuntimeError as error:
    print(error)
    import nest_asyncio
    nest_asyncio.apply()
    value = asyncio.run(main())

# === a-helper-that-makes-the-loop  want=rewrite needs=nest_asyncio
# %%
import asyncio
def get_or_create_eventloop():
    try:
        loop = asyncio.get_event_loop()
    except RuntimeError as ex:
        if "There is no current event loop in thread" in str(ex):
            loop = asyncio.new_event_loop()
            asyncio.set_event_loop(loop)
    return loop
loop = get_or_create_eventloop()
if loop.is_running():
    import nest_asyncio
    nest_asyncio.apply()
async def main(): return 1
value = loop.run_until_complete(main())
# %% verify
import sys
assert value == 1 and "nest_asyncio" not in sys.modules

# === a-new-loop-where-none-is  want=rewrite needs=nest_asyncio
# %%
import asyncio
import nest_asyncio
try:
    loop = asyncio.get_running_loop()
except RuntimeError:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
nest_asyncio.apply(loop)
async def main(n):
    await asyncio.sleep(0)
    return n
# %%
values = loop.run_until_complete(asyncio.gather(main(1), main(2)))
# %% verify
import sys
assert values == [1, 2] and "nest_asyncio" not in sys.modules
