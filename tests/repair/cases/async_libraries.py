# The rewrites that use a library for asyncio instead of a blocking one, against real servers.

# === httpx-redirect-error-status-slow-reply  want=rewrite rounds=2 takes=httpx needs=requests,httpx limit=20
# %%
import http.server, threading, time
class Server(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path = self.path.partition("?")[0]
        if path == "/moved":
            self.send_response(302); self.send_header("Location", "/"); self.end_headers()
        elif path == "/missing":
            self.send_response(404, "Not here"); self.end_headers()
        elif path == "/slow":
            time.sleep(1); self.send_response(200); self.end_headers()
        else:
            self.send_response(200); self.end_headers(); self.wfile.write(self.path.encode())
    def log_message(self, *args): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
# %%
import asyncio
import requests
async def visit(path, timeout=10):
    try:
        response = requests.get(url + path, {"n": 1}, timeout=timeout)
        if not response.ok:
            return response.status_code, response.reason
        response.raise_for_status()
        return response.text, response.url
    except requests.exceptions.Timeout:
        return "too slow"
    except (requests.ConnectionError, requests.TooManyRedirects) as error:
        return type(error).__name__
async def refused():
    try:
        return requests.get("http://127.0.0.1:9/").text
    except requests.ConnectionError:
        return "refused"
# %%
found = [await visit("/"), await visit("/moved"), await visit("/missing"), await visit("/slow", timeout=0.2), await refused()]
# %% verify
assert found[0] == ("/?n=1", url + "/?n=1"), found
assert found[1] == ("/", url + "/"), found
assert found[2] == (404, "Not here") and found[3] == "too slow", found

# === httpx-all-at-once  want=rewrite takes=httpx needs=requests,httpx limit=20
# %%
import http.server, threading, time
class Slow(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(0.4)
        self.send_response(200); self.end_headers(); self.wfile.write(b'{"ok": true}')
    def log_message(self, *args): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Slow)
threading.Thread(target=server.serve_forever, daemon=True).start()
# %%
import asyncio
from requests import get
async def fetch(number):
    # one of many
    text = """
of two lines
"""
    return get(f"http://127.0.0.1:{server.server_port}/").json(), text
# %%
begin = time.perf_counter()
pages = await asyncio.gather(*(fetch(number) for number in range(5)))
took = time.perf_counter() - begin
# %% verify
assert pages == [({"ok": True}, "\nof two lines\n")] * 5 and took < 1.8, took

# === httpx-session  want=rewrite takes=httpx needs=requests,httpx limit=20
# %%
import http.server, threading, json
class Echo(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(302 if self.path == "/moved" else 200)
        self.send_header("Location", "/")
        self.send_header("Set-Cookie", "seen=yes")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(json.dumps({"cookie": self.headers["Cookie"], "agent": self.headers["X-Agent"], "body": self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()}).encode())
    do_POST = do_HEAD = do_GET
    def log_message(self, *args): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/"
# %%
import requests
session = requests.Session()
session.headers["X-Agent"] = "notebook"
# %%
async def talk():
    first = session.get(url).json()
    second = session.post(url, data={"a": 1}).json()
    third = session.post(url, data=json.dumps([1])).json()
    head = session.head(url + "moved")
    return first, second, third, head.status_code
async def close():
    session.close()
# %%
first, second, third, status = await talk()
await close()
# %% verify
assert first["agent"] == "notebook" and first["cookie"] is None and second["cookie"] == "seen=yes", (first, second)
assert second["body"] == "a=1" and json.loads(third["body"]) == [1] and status == 302, (second, third, status)

# === httpx-session-of-an-object  want=rewrite takes=httpx needs=requests,httpx limit=20
# %%
import http.server, threading
class Echo(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(self.headers["X-Key"].encode())
    def log_message(self, *args): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
threading.Thread(target=server.serve_forever, daemon=True).start()
# %%
import requests
class Api:
    def __init__(self, key):
        self.session = requests.Session()
        self.session.headers.update({"X-Key": key})
        self.url = f"http://127.0.0.1:{server.server_port}/"
    async def ask(self):
        response = self.session.get(self.url)
        response.raise_for_status()
        return response.text
    async def close(self):
        self.session.close()
# %%
api = Api("secret")
said = await api.ask()
await api.close()
# %% verify
import httpx
assert said == "secret" and isinstance(api.session, httpx.AsyncClient)

# === httpx-in-a-helper  want=rewrite takes=httpx needs=requests,httpx limit=20
# %%
import http.server, threading, time
class Slow(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(0.3)
        self.send_response(200); self.end_headers(); self.wfile.write(self.path.encode())
    def log_message(self, *args): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Slow)
threading.Thread(target=server.serve_forever, daemon=True).start()
# %%
import asyncio, requests
def get_text(path):
    return requests.get(f"http://127.0.0.1:{server.server_port}{path}").text
# %%
async def both():
    return await asyncio.gather(one("/a"), one("/b"), one("/c"), one("/d"))
async def one(path):
    return get_text(path) + "!"
# %%
plain = get_text("/0")
begin = time.perf_counter()
pages = await both()
took = time.perf_counter() - begin
# %% verify
assert plain == "/0" and pages == ["/a!", "/b!", "/c!", "/d!"] and took < 1, (pages, took)

# === httpx-not-for-streams-and-unknown-bodies  want=explain needs=requests run=no
# %%
import requests
async def save(url, body, session):
    requests.post(url, data=body)
    with requests.get(url, stream=True) as response:
        for chunk in response.iter_content(1000):
            print(chunk)

# === aiosqlite-with-commits  want=rewrite rounds=2 takes=aiosqlite needs=aiosqlite limit=15
# %%
import sqlite3, tempfile, os
path = os.path.join(tempfile.mkdtemp(), "shop.db")
# %%
async def fill():
    with sqlite3.connect(path) as db:
        db.execute("create table item (name text, price int)")
        db.executemany("insert into item values (?, ?)", [("tea", 3), ("cup", 5)])
async def read():
    with sqlite3.connect(path) as db:
        db.row_factory = sqlite3.Row
        return [row["name"] for row in db.execute("select name from item order by name")]
# %%
await fill()
names = await read()
# %% verify
assert names == ["cup", "tea"], names
assert sqlite3.connect(path).execute("select count(*) from item").fetchone() == (2,)

# === aiosqlite-rolls-back  want=rewrite takes=aiosqlite needs=aiosqlite limit=15
# %%
import sqlite3, tempfile, os
path = os.path.join(tempfile.mkdtemp(), "shop.db")
made = sqlite3.connect(path)
made.execute("create table item (name text primary key)")
made.close()
# %%
async def add(*names):
    try:
        with sqlite3.connect(path) as db:
            for name in names:
                db.execute("insert into item values (?)", (name,))
    except sqlite3.IntegrityError as error:
        return str(error)
# %%
said = [await add("a"), await add("b", "a")]
# %% verify
assert said[0] is None and "UNIQUE" in said[1], said
assert sqlite3.connect(path).execute("select * from item").fetchall() == [("a",)]

# === aiosqlite-connection-of-the-notebook  want=rewrite takes=aiosqlite needs=aiosqlite limit=15
# %%
import sqlite3
connection = sqlite3.connect(":memory:")
connection.execute("create table t (n integer)")
# %%
async def add(n):
    cursor = connection.cursor()
    cursor.execute("insert into t values (?)", (n,))
    connection.commit()
    return cursor.lastrowid
async def total():
    return connection.execute("select sum(n) from t").fetchone()[0], list(connection.execute("select n from t"))
# %%
ids = [await add(n) for n in (4, 5)]
value = await total()
connection.close()
# %% verify
assert ids == [1, 2] and value == (9, [(4,), (5,)]), (ids, value)

# === psycopg2  want=rewrite rounds=3 takes=psycopg needs=psycopg2,psycopg server=postgresql limit=20
# %%
import psycopg2
from psycopg2.extras import RealDictCursor
# %%
async def fill():
    with psycopg2.connect("") as connection:
        with connection.cursor() as cursor:
            cursor.execute("create table if not exists fruit (name text primary key, price int)")
            cursor.execute("delete from fruit")
            cursor.executemany("insert into fruit values (%s, %s)", [("plum", 2), ("fig", 7)])
    connection.close()
async def dear(limit):
    connection = psycopg2.connect(dbname="postgres", cursor_factory=RealDictCursor)
    connection.autocommit = True
    try:
        cursor = connection.cursor()
        cursor.execute("select * from fruit where price > %s", (limit,))
        return [row for row in cursor], cursor.rowcount
    finally:
        connection.close()
async def twice():
    connection = psycopg2.connect("")
    cursor = connection.cursor()
    try:
        cursor.execute("insert into fruit values ('fig', 1)")
    except psycopg2.IntegrityError:
        connection.rollback()
        cursor.execute("select count(*) from fruit")
        return cursor.fetchone()[0]
    finally:
        connection.close()
# %%
await fill()
found = await dear(3)
count = await twice()
# %% verify
assert found == ([{"name": "fig", "price": 7}], 1) and count == 2, (found, count)

# === psycopg  want=rewrite takes=psycopg needs=psycopg server=postgresql limit=20
# %%
import psycopg
# %%
async def work():
    with psycopg.connect("") as connection:
        connection.execute("create temp table t (n int)")
        with connection.transaction():
            with connection.cursor() as cursor:
                cursor.executemany("insert into t values (%s)", [(1,), (2,)])
        try:
            with connection.transaction():
                connection.execute("insert into t values ('x')")
        except psycopg.errors.InvalidTextRepresentation:
            pass
        seen = [n for n, in connection.execute("select n from t order by n")]
        return seen, connection.execute("select sum(n) from t").fetchone()
# %%
value = await work()
# %% verify
assert value == ([1, 2], (3,)), value

# === pymysql  want=rewrite rounds=2 takes=aiomysql needs=pymysql,aiomysql server=mariadb limit=20
# %%
import os
import pymysql
from pymysql.cursors import DictCursor
port = int(os.environ["MARIADB_PORT"])
# %%
async def work():
    connection = pymysql.connect(host="127.0.0.1", user="root", passwd="", port=port, cursorclass=DictCursor, autocommit=True)
    try:
        with connection.cursor() as cursor:
            cursor.execute("create database if not exists shop")
            cursor.execute("use shop")
            cursor.execute("create temporary table t (id int auto_increment primary key, name varchar(9))")
            cursor.execute("insert into t (name) values (%s)", ("tea",))
            last = cursor.lastrowid
            rows = cursor.execute("select name from t")
            return rows, last, cursor.fetchall()
    finally:
        connection.close()
async def wrong():
    connection = pymysql.connect(host="127.0.0.1", user="root", port=port)
    cursor = connection.cursor(DictCursor)
    try:
        cursor.execute("select nothing")
    except pymysql.err.OperationalError as error:
        return error.args[0]
    finally:
        cursor.close()
        connection.close()
# %%
value = await work()
code = await wrong()
# %% verify
assert value == (1, 1, [{"name": "tea"}]) and code == 1054, (value, code)

# === redis  want=rewrite takes=redis.asyncio needs=redis server=redis limit=20
# %%
import os
import redis
store = redis.Redis(host="127.0.0.1", port=int(os.environ["REDIS_PORT"]), decode_responses=True)
# %%
async def work():
    store.flushdb()
    store.set("a", 1)
    store.incr("a")
    with store.pipeline() as pipe:
        pipe.hset("h", mapping={"x": 1}).hset("h", "y", 2)
        pipe.hgetall("h")
        done = pipe.execute()
    names = sorted(key for key in [key for key in store.scan_iter()])
    try:
        store.lpush("a", 1)
    except redis.exceptions.ResponseError as error:
        names.append(str(error)[:9])
    return store.get("a"), done, names
# %%
value = await work()
store.close()
# %% verify
assert value == ("2", [1, 1, {"x": "1", "y": "2"}], ["a", "h", "WRONGTYPE"]), value

# === pymongo  want=rewrite takes=AsyncMongoClient needs=pymongo server=mongodb limit=20
# %%
import os
from pymongo import MongoClient
# %%
async def work():
    with MongoClient(port=int(os.environ["MONGODB_PORT"])) as client:
        items = client.shop["items"]
        items.insert_many([{"n": 1}, {"n": 2}])
        return list(items.find({}, {"_id": 0}).sort("n")), [i["n"] for i in items.find()], items.count_documents({})
# %%
value = await work()
# %% verify
assert value == ([{"n": 1}, {"n": 2}], [1, 2], 2), value

# === aiosqlite-closing  want=rewrite takes=aiosqlite needs=aiosqlite limit=15
# %%
import os, sqlite3, tempfile
from contextlib import closing
path = os.path.join(tempfile.mkdtemp(), "items.db")
async def save(n):
    with closing(sqlite3.connect(path)) as db:
        db.execute("create table if not exists item (n int)")
        db.execute("insert into item values (?)", (n,))
        db.commit()
await save(4)
# %% verify
await save(5)
assert sqlite3.connect(path).execute("select n from item").fetchall()[-2:] == [(4,), (5,)]
