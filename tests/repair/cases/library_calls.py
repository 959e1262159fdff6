# === under-time  want=rewrite needs=anyio
# %%
import anyio
async def main(a):
    return a + 1
# %%
%%time
value = anyio.run(main, 1)
# %% verify
assert value == 2

# === one-line-magic  want=rewrite needs=anyio
# %%
import anyio
async def main(a):
    return a + 1
# %%
%time value = anyio.run(main, 1)
# %% verify
assert value == 2

# === method-of-class  want=rewrite needs=anyio
# %%
import anyio
class Service:
    def __init__(self, base):
        self.base = base
    async def fetch(self, n):
        await anyio.sleep(0)
        return self.base + n
    def get(self, n):
        return anyio.run(self.fetch, n)
# %%
service = Service(10)
print(service.get(1))
total = sum(service.get(n) for n in range(3))
# %% verify
assert total == 33

# === partial-and-lambda  want=rewrite needs=anyio
# %%
import anyio
from functools import partial
async def main(a, *, b):
    return a * b
x = anyio.run(partial(main, 2, b=5))
y = [anyio.run(lambda: main(n, b=2)) for n in range(3)]
# %% verify
assert x == 10 and y == [0, 2, 4]

# === trio-backend  want=rewrite needs=anyio,trio
# %%
import anyio
async def main():
    await anyio.sleep(0)
    return 7
value = anyio.run(main, backend="trio")
# %% verify
assert value == 7

# === keyword-func  want=rewrite needs=anyio
# %%
import anyio
async def main():
    return 7
value = anyio.run(func=main)
# %% verify
assert value == 7

# === asgiref-decorator  want=rewrite needs=asgiref
# %%
from asgiref.sync import async_to_sync
@async_to_sync
async def load(n):
    return n * 2
# %%
value = load(4)
# %% verify
assert value == 8

# === asgiref-in-view  want=rewrite needs=asgiref
# %%
from asgiref.sync import async_to_sync
async def fetch(n):
    return n * 2
def view(request):
    first = async_to_sync(fetch)(request["n"])
    return {"value": first + async_to_sync(fetch)(1)}
response = view({"n": 2})
# %% verify
assert response == {"value": 6}

# === uvicorn-in-main  want=explain needs=uvicorn,fastapi
# %%
import uvicorn
from fastapi import FastAPI
app = FastAPI()
def main():
    uvicorn.run(app, port=18621)
if __name__ == "__main__":
    main()

# === uvicorn-from-import  want=rewrite needs=uvicorn,fastapi,httpx
# %%
from fastapi import FastAPI
from uvicorn import run
app = FastAPI()
@app.get("/items/{n}")
async def item(n: int):
    return {"n": n}
# %%
run(app, port=18622, log_level="warning")
# %% verify
import httpx
async with httpx.AsyncClient() as client:
    assert (await client.get("http://127.0.0.1:18622/items/3")).json() == {"n": 3}

# === uvicorn-port-in-use  want=rewrite needs=uvicorn,fastapi
# %%
import socket
from fastapi import FastAPI
import uvicorn
app = FastAPI()
@app.get("/")
def root():
    return 1
# %%
uvicorn.run(app, port=18623, log_level="critical")
# %% verify
server.should_exit = True; await server_task; await server.shutdown()
blocker = socket.create_server(("127.0.0.1", 18623))
import ast
try:
    await eval(compile(In[2], "again", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT))
except SystemExit:
    refused = True
assert refused
# %% verify
assert 1 + 1 == 2

# === uvicorn-reload  want=explain needs=uvicorn
# %%
import uvicorn
async def app(scope, receive, send):
    pass
uvicorn.run(app, reload=True, port=18624)

# === uvicorn-names-taken  want=rewrite needs=uvicorn
# %%
server = "mine"
server_task = 4
import uvicorn
async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})
options = {"lifespan": "off"}
uvicorn.run(app, port=18625, log_level="warning", lifespan="off")
# %% verify
assert server == "mine" and server_task == 4 and server_2.started

# === aiohttp-app-known  want=rewrite needs=aiohttp
# %%
from aiohttp import web, ClientSession
routes = web.RouteTableDef()
@routes.get("/")
async def hello(request):
    return web.Response(text="hello")
app = web.Application()
app.add_routes(routes)
# %%
if __name__ == "__main__":
    web.run_app(app, port=18626, print=lambda *a: None)
# %%
async with ClientSession() as session:
    async with session.get("http://127.0.0.1:18626/") as response:
        text = await response.text()
# %% verify
assert text == "hello"
await runner.cleanup()

# === pydantic-ai-in-loop  want=rewrite needs=pydantic_ai
# %%
from pydantic_ai import Agent
from pydantic_ai.models.test import TestModel
class Bot:
    def __init__(self):
        self.agent = Agent(TestModel(custom_output_text="yes"))
    def ask(self, text):
        return self.agent.run_sync(text, message_history=[]).output
# %%
bot = Bot()
answers = [bot.ask(q) for q in ("a", "b")]
# %% verify
assert answers == ["yes", "yes"]

# === django-own-model  want=rewrite needs=django limit=40
# %%
import tempfile
import django
from django.conf import settings
settings.configure(INSTALLED_APPS=[], DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": tempfile.mkdtemp() + "/db"}}, DEFAULT_AUTO_FIELD="django.db.models.AutoField")
django.setup()
from django.db import models, connection
# %%
class Book(models.Model):
    title = models.CharField(max_length=20)
    class Meta:
        app_label = "books"
# %%
def create():
    with connection.schema_editor() as editor:
        editor.create_model(Book)
import asyncio
await asyncio.to_thread(create)
# %%
book = Book(title="One")
book.save()
Book.objects.create(title="Two")
# %%
titles = sorted(b.title for b in Book.objects.all())
by_title = {b.title: b.pk for b in Book.objects.all()}
if Book.objects.filter(title="One").exists():
    last = Book.objects.order_by("title").last().title
book.delete()
left = Book.objects.count()
# %% verify
assert titles == ["One", "Two"] and set(by_title) == {"One", "Two"}
assert last == "Two" and left == 1

# === tornado-run-sync  want=rewrite needs=tornado
# %%
from tornado.ioloop import IOLoop
async def main():
    return 3
loop = IOLoop.current()
value = loop.run_sync(main)
# %% verify
assert value == 3

# === trio  want=none needs=trio
# %%
import trio
async def main():
    await trio.sleep(0)
    return 1
value = trio.run(main)

# === anyio-in-thread  want=none needs=anyio
# %%
import anyio, threading
async def main():
    return 1
thread = threading.Thread(target=anyio.run, args=(main,))
thread.start()
thread.join()

# === same-names  want=none
# %%
class Runner:
    @staticmethod
    def run_sync(agent, text):
        return text
class Agent:
    def run_sync(self, text):
        return text
text = Runner.run_sync(Agent(), "x") + Agent().run_sync("y")

# === script-guard  want=none needs=uvicorn run=no
# %%
import uvicorn
app = None
def serve():
    uvicorn.run(app)

# === aiohttp-get-without-with  want=rewrite needs=aiohttp
# %%
from aiohttp import web
import aiohttp
async def hello(request):
    return web.json_response({"a": 1})
app = web.Application()
app.router.add_get("/", hello)
runner = web.AppRunner(app)
await runner.setup()
await web.TCPSite(runner, "127.0.0.1", 18627).start()
# %%
async with aiohttp.ClientSession() as session:
    response = session.get("http://127.0.0.1:18627/")
    data = await response.json()
# %% verify
assert data == {"a": 1}

# === aiosqlite-with  want=rewrite needs=aiosqlite
# %%
import aiosqlite
with aiosqlite.connect(":memory:") as db:
    await db.execute("create table t (n)")
    await db.execute("insert into t values (1)")
    cursor = await db.execute("select n from t")
    rows = await cursor.fetchall()
# %% verify
assert rows == [(1,)]

# === fastmcp-client-with  want=rewrite needs=fastmcp limit=40
# %%
from fastmcp import Client, FastMCP
mcp = FastMCP("x")
@mcp.tool
def add(a: int, b: int) -> int:
    return a + b
# %%
with Client(mcp) as client:
    result = await client.call_tool("add", {"a": 1, "b": 2})
# %% verify
assert result.data == 3

# === fastmcp-forgotten  want=rewrite needs=fastmcp limit=40
# %%
from fastmcp import Client, FastMCP
mcp = FastMCP("x")
@mcp.tool
def add(a: int, b: int) -> int:
    return a + b
# %%
async with Client(mcp) as client:
    tools = client.list_tools()
    names = [tool.name for tool in tools]
# %% verify
assert names == ["add"]

# === scrapy-crawl-twice  want=rewrite takes=Await run=no needs=scrapy limit=30
# %%
import scrapy, subprocess, sys, tempfile, time, pathlib, socket
from scrapy.crawler import CrawlerProcess
folder = tempfile.mkdtemp()
pathlib.Path(folder, "index.html").write_text("<p class=q>one</p><a href='two.html'>next</a>")
pathlib.Path(folder, "two.html").write_text("<p class=q>two</p>")
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
web = subprocess.Popen([sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", folder], stderr=subprocess.DEVNULL)
time.sleep(1.5)
texts = []
class Quotes(scrapy.Spider):
    name = "quotes"
    start_urls = [f"http://localhost:{port}/"]
    def parse(self, response):
        texts.extend(response.css(".q::text").getall())
        yield from response.follow_all(css="a", callback=self.parse)
# %%
process = CrawlerProcess({"LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False})
process.crawl(Quotes)
process.start()
# %% verify
assert texts == ["one", "two"], texts
again = CrawlerProcess({"LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False})
again.crawl(Quotes)
await deferred_to_future(again.join())
web.kill()
assert texts == ["one", "two"] * 2, texts

# === tornado-listens-already  want=rewrite takes=Take.it.out run=no needs=tornado
# %%
from tornado.ioloop import IOLoop
from tornado.web import Application, RequestHandler
class Hello(RequestHandler):
    def get(self):
        self.write("hello")
def main():
    Application([("/", Hello)]).listen(18620, "127.0.0.1")
    IOLoop.current().start()
main()
# %% verify
from tornado.httpclient import AsyncHTTPClient
assert (await AsyncHTTPClient().fetch("http://127.0.0.1:18620/")).body == b"hello"

# === uvicorn-at-the-end-of-main  want=rewrite needs=uvicorn,fastapi,httpx
# %%
import asyncio
import uvicorn
from fastapi import FastAPI
app = FastAPI()
@app.get("/")
def read_root(): return "hi"

async def main():
    config = uvicorn.Config(app, port=18807, log_level="warning")
    server = uvicorn.Server(config)
    await server.serve()

if __name__ == "__main__":
    asyncio.run(main())
# %%
import httpx
async with httpx.AsyncClient() as c:
    r = (await c.get("http://127.0.0.1:18807/")).json()
# %% verify
import ast
assert r == "hi"
await eval(compile(In[1], "again", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT))
async with httpx.AsyncClient() as c:
    assert (await c.get("http://127.0.0.1:18807/")).json() == "hi"
running_server.should_exit = True; await server_task; await running_server.shutdown()
try:
    async with httpx.AsyncClient() as c:
        await c.get("http://127.0.0.1:18807/")
except httpx.ConnectError:
    gone = True
assert gone

# === aiogram-at-the-end-of-main  want=rewrite needs=aiogram limit=30
# %%
import asyncio, logging, sys
from aiogram import Bot, Dispatcher, types
from aiogram.filters import CommandStart
from aiogram.client.session.base import BaseSession
from aiogram.types import User
class Offline(BaseSession):
    async def make_request(self, bot, method, timeout=None):
        if method.__api_method__ == "getUpdates":
            await asyncio.sleep(0.05)
            return []
        return User(id=1, is_bot=True, first_name="b", username="b")
    async def stream_content(self, *args, **options):
        yield b""
    async def close(self):
        pass
dp = Dispatcher()

@dp.message(CommandStart())
async def command_start_handler(message: types.Message) -> None:
    await message.answer("Hello!")

async def main() -> None:
    bot = Bot(token="1:a", session=Offline())
    await dp.start_polling(bot)

if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, stream=sys.stdout)
    asyncio.run(main())
# %% verify
await asyncio.sleep(0.1)
assert not polling_task.done()
await polling.stop_polling(); await polling_task

# === discord-inside-of-main  want=rewrite needs=discord
# %%
import asyncio, discord
async def offline(self, token, *, reconnect=True):
    self.token = token
    await asyncio.Event().wait()
discord.Client.start = offline
client = discord.Client(intents=discord.Intents.none())
async def main():
    async with client:
        await client.start("t")
asyncio.run(main())
# %% verify
await asyncio.sleep(0.05)
assert client.token == "t" and not main_task.done()
main_task.cancel()
await asyncio.wait([main_task])
assert client.is_closed()

# === hypercorn-at-the-end-of-main  want=rewrite needs=hypercorn,starlette,httpx
# %%
import asyncio
from hypercorn.asyncio import serve
from hypercorn.config import Config
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
app = Starlette(routes=[Route("/", lambda request: JSONResponse({"a": 1}))])
async def main():
    config = Config()
    config.bind = ["localhost:18808"]
    await serve(app, config)
asyncio.run(main())
# %%
import httpx
await asyncio.sleep(0.4)
async with httpx.AsyncClient() as c:
    r = (await c.get("http://localhost:18808/")).json()
# %% verify
assert r == {"a": 1}

# === telethon-iterates  want=rewrite needs=telethon
# %%
from telethon import TelegramClient
from telethon.requestiter import RequestIter
from telethon.sessions import MemorySession
class Numbers(RequestIter):
    async def _load_next_chunk(self):
        self.buffer = [1, 2, 3]
        return True
class Offline(TelegramClient):
    async def _start(self, *args):
        return self
    async def _disconnect_coro(self):
        pass
    def __del__(self):
        pass
TelegramClient.iter_messages = lambda self, who, limit=None: Numbers(self, limit)
client = TelegramClient(MemorySession(), 1, "secret")
# %%
seen = []
for message in client.iter_messages("me", limit=3):
    seen.append(message)
texts = [message for message in client.iter_messages("me")]
# %% verify
assert seen == texts == [1, 2, 3]

# === aiogram-forgotten  want=rewrite needs=aiogram limit=30
# %%
import asyncio
from aiogram import Bot, Dispatcher
async def offline(self, *bots, **options):
    self.options = options
    await asyncio.Event().wait()
async def stop(self):
    pass
Dispatcher.start_polling, Dispatcher.stop_polling = offline, stop
bot = Bot("1:secret")
dp = Dispatcher()
# %%
dp.start_polling(bot)
# %% verify
await asyncio.sleep(0)
assert dp.options == {"handle_signals": False} and not polling_task.done()
polling_task.cancel()

# === tornado-partial  want=rewrite needs=tornado
# %%
from functools import partial
from tornado.ioloop import IOLoop
async def main(a, b=0, *, c=1):
    return (a, b, c)
# %%
value = IOLoop.current().run_sync(partial(main, 9, c=3))
# %% verify
assert value == (9, 0, 3)

# === partials  want=rewrite needs=anyio,tornado
# %%
import anyio
from functools import partial
from tornado.ioloop import IOLoop
async def main(a, b=0, *args, c=1):
    await anyio.sleep(0)
    return (a, b, args, c)
w = anyio.run(partial(main, 2, c=5))
x = anyio.run(partial(main, 2), 3)
y = anyio.run(partial(
    main,  # it
    7,
    8,
), backend="asyncio")
z = anyio.run(partial(main, *[1, 2, 3], **{"c": 4}))
# %%
v = IOLoop.current().run_sync(partial(main, 9, c=3))
# %% verify
assert w == (2, 0, (), 5) and x == (2, 3, (), 1) and y == (7, 8, (), 1) and z == (1, 2, (3,), 4) and v == (9, 0, (), 3)

# === telethon-with-client  want=rewrite needs=telethon
# %%
import asyncio
from telethon import TelegramClient
from telethon.sessions import MemorySession
class Offline(TelegramClient):
    async def connect(self): self.on = True
    async def _start(self, *a, **k): self.on = True; return self
    async def _disconnect_coro(self): self.on = False
    async def get_me(self): return "me"
    def __del__(self): pass
client = Offline(MemorySession(), 1, "secret")
# %%
async def main():
    me = await client.get_me()
    return me
with client:
    me = client.loop.run_until_complete(main())
# %% verify
assert me == "me" and client.on is False

# === telethon-as-client  want=rewrite needs=telethon
# %%
from telethon import TelegramClient
from telethon.sessions import MemorySession
class Offline(TelegramClient):
    async def _start(self, *a, **k): self.on = True; return self
    async def get_messages(self, who, limit=1): return [who] * limit
    async def _disconnect_coro(self): self.on = False
    def __del__(self): pass
# %%
with Offline(MemorySession(), 1, "secret") as client:
    messages = client.loop.run_until_complete(client.get_messages("a", limit=2))
# %% verify
assert messages == ["a", "a"]

# === django-transaction  want=suggested needs=django limit=40
# %%
import tempfile, django
from django.conf import settings
settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": tempfile.mkdtemp() + "/d.sqlite3"}}, INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"], DEFAULT_AUTO_FIELD="django.db.models.AutoField")
django.setup()
from asgiref.sync import sync_to_async
from django.core.management import call_command
await sync_to_async(call_command)("migrate", verbosity=0)
from django.contrib.auth.models import Group
from django.db import transaction
# %%
with transaction.atomic():
    Group.objects.create(name="g")
    for group in Group.objects.all():
        print(group)

# === uvicorn-unpacked-options  want=rewrite needs=uvicorn
# %%
import uvicorn
async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})
options = dict(host="127.0.0.1", log_level="warning", lifespan="off")
uvicorn.run(app, port=18629, **options)
# %% verify
assert server.started
server.should_exit = True; await server_task; await server.shutdown()

# === uvicorn-unpacked-reload  want=suggested needs=uvicorn run=no
# %%
import uvicorn
async def app(scope, receive, send):
    pass
options = {"reload": True}
uvicorn.run(app, port=18630, **options)

# === uvicorn-unpacked-later  want=suggested needs=uvicorn run=no
# %%
import uvicorn
async def app(scope, receive, send):
    pass
options = {"port": 18631}
options["workers"] = 2
uvicorn.run(app, **options)

# === server-in-own-thread  want=none needs=uvicorn
# %%
import threading, uvicorn
async def app(scope, receive, send):
    pass
class Server(uvicorn.Server):
    def install_signal_handlers(self):
        pass
    def run_in_thread(self):
        self.thread = threading.Thread(target=self.run)
        self.thread.start()
server = Server(uvicorn.Config(app, port=18640, log_level="warning", lifespan="off"))

# === task-of-serve  want=none needs=uvicorn
# %%
import asyncio, uvicorn
async def app(scope, receive, send):
    pass
config = uvicorn.Config(app, port=18641, log_level="warning", lifespan="off")
server = uvicorn.Server(config)
task = asyncio.get_running_loop().create_task(server.serve())
await asyncio.sleep(0.2)
server.should_exit = True
await task

# === awaited-main-with-serve  want=none needs=hypercorn
# %%
import asyncio
from hypercorn.asyncio import serve
from hypercorn.config import Config
async def app(scope, receive, send):
    pass
async def main():
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(0.2, stop.set)
    config = Config()
    config.bind = ["127.0.0.1:18642"]
    await serve(app, config, shutdown_trigger=stop.wait)
await main()

# === telethon-right  want=none needs=telethon
# %%
from telethon import TelegramClient
from telethon.sessions import MemorySession
async def main():
    async with TelegramClient(MemorySession(), 1, "s") as client:
        async for message in client.iter_messages("me"):
            print(message)
        return await client.get_messages("me")
