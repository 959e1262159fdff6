# === sleep-lets-others-go-on  want=rewrite
# %%
import asyncio, time
ticks = 0
async def tick():
    global ticks
    while True:
        ticks += 1
        await asyncio.sleep(0.01)
async def work():
    time.sleep(0.3)
    return "done"
# %%
ticking = asyncio.create_task(tick())
value = await work()
ticking.cancel()
# %% verify
assert value == "done" and ticks > 5, ticks

# === sleep-under-another-name  want=rewrite
# %%
import asyncio as aio, time as clock
async def nap(i):
    clock.sleep(0.3)
    return i
# %%
begin = clock.perf_counter()
got = await aio.gather(*map(nap, range(5)))
took = clock.perf_counter() - begin
# %% verify
assert got == [0, 1, 2, 3, 4] and took < 1.1, took

# === sleep-without-asyncio-imported  want=rewrite
# %%
from time import sleep as pause, perf_counter
async def nap():
    return [pause(0.05) for _ in range(2)]
# %%
value = await nap()
# %% verify
assert value == [None, None]

# === sleep-in-expressions  want=rewrite
# %%
import asyncio, time
async def nap(x):
    if time.sleep(0.01) is None and not time.sleep(0):
        x += 1
    return x, f"{time.sleep(0.01)!s}", (time.sleep(0), x)[1]
# %%
value = await nap(1)
# %% verify
assert value == (2, "None", 2), value

# === sleep-in-an-async-generator  want=rewrite
# %%
import asyncio, time
async def numbers():
    for i in range(4):
        time.sleep(0.1)  # slow
        yield i
async def total():
    return sum([n async for n in numbers()])
# %%
begin = time.perf_counter()
sums = await asyncio.gather(total(), total(), total(), total())
took = time.perf_counter() - begin
# %% verify
assert sums == [6] * 4 and took < 1.3, took

# === sleep-in-a-method  want=rewrite
# %%
import asyncio
class Poller:
    def __init__(self):
        self.polled = 0
    async def poll(self, times):
        import time
        while self.polled < times:
            time.sleep(0.05)
            self.polled += 1
        return self.polled
# %%
import time
pollers = [Poller() for _ in range(8)]
begin = time.perf_counter()
polled = await asyncio.gather(*(p.poll(4) for p in pollers))
took = time.perf_counter() - begin
# %% verify
assert polled == [4] * 8 and took < 1.2, took

# === helper-that-sleeps  want=rewrite
# %%
import asyncio, time
def compute(n, *, slow=True):
    if slow:
        time.sleep(0.3)
    return n * n
async def job(n):
    return compute(n, slow=True) + 1
# %%
begin = time.perf_counter()
got = await asyncio.gather(job(1), job(2), job(3), job(4))
took = time.perf_counter() - begin
plain = compute(5, slow=False)
# %% verify
assert got == [2, 5, 10, 17] and plain == 25 and took < 1.0, took

# === helper-through-another-helper  want=rewrite
# %%
import asyncio, time
def inner(n):
    time.sleep(0.2)
    return n
def outer(n):
    return [inner(n), n]
async def job(n):
    a, b = outer(n)
    return a + b
# %%
begin = time.perf_counter()
got = await asyncio.gather(*(job(i) for i in range(5)))
took = time.perf_counter() - begin
# %% verify
assert got == [0, 2, 4, 6, 8] and took < 0.9, took

# === helper-method  want=rewrite
# %%
import asyncio, time
class Model:
    def predict(self, x):
        time.sleep(0.2)
        return x + 1
    async def serve(self, x):
        return self.predict(x)
# %%
model = Model()
begin = time.perf_counter()
got = await asyncio.gather(*(model.serve(i) for i in range(5)))
took = time.perf_counter() - begin
# %% verify
assert got == [1, 2, 3, 4, 5] and took < 0.9, took

# === helper-that-raises  want=rewrite
# %%
import asyncio, time
def check(n):
    time.sleep(0.01)
    raise KeyError(n)
async def job():
    try:
        check(3)
    except KeyError as error:
        return error.args
# %%
value = await job()
# %% verify
assert value == (3,)

# === subprocess-run  want=rewrite
# %%
import asyncio, subprocess, sys
ticks = 0
async def tick():
    global ticks
    while True:
        ticks += 1
        await asyncio.sleep(0.01)
async def shell(code):
    done = subprocess.run(
        [sys.executable, "-c", code],  # the same Python
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()
# %%
ticking = asyncio.create_task(tick())
value = await shell("import time; time.sleep(0.4); print(6 * 7)")
ticking.cancel()
# %% verify
assert value == "42" and ticks > 5, ticks

# === subprocess-check-output-in-a-condition  want=rewrite
# %%
import subprocess as sp, sys
async def answers():
    if sp.check_output([sys.executable, "-c", "print(1)"]).strip() == b"1":
        return sp.call([sys.executable, "-c", "raise SystemExit(3)"])
# %%
value = await answers()
# %% verify
assert value == 3

# === subprocess-error-stays  want=rewrite
# %%
import asyncio, subprocess, sys
async def fails():
    try:
        subprocess.run([sys.executable, "-c", "raise SystemExit(7)"], check=True)
    except subprocess.CalledProcessError as error:
        return error.returncode
# %%
value = await fails()
# %% verify
assert value == 7

# === popen-wait-and-communicate  want=rewrite
# %%
import asyncio, sys
from subprocess import PIPE, Popen
ticks = 0
async def tick():
    global ticks
    while True:
        ticks += 1
        await asyncio.sleep(0.01)
async def both():
    first = Popen([sys.executable, "-c", "import time; time.sleep(0.3)"])
    code = first.wait(timeout=10)
    out, _ = Popen([sys.executable, "-c", "print('x')"], stdout=PIPE, text=True).communicate()
    return code, out.strip()
# %%
ticking = asyncio.create_task(tick())
value = await both()
ticking.cancel()
# %% verify
assert value == (0, "x") and ticks > 5, ticks

# === os-system-and-popen  want=rewrite
# %%
import os
async def both():
    return os.system("exit 0"), os.popen("echo hello").read()
# %%
value = await both()
# %% verify
assert value == (0, "hello\n"), value

# === urlopen-in-with  want=rewrite
# %%
import http.server, threading, time
class Slow(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(0.3)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"path": "%s"}' % self.path.encode())
    def log_message(self, *args):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Slow)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/"
# %%
import asyncio, json
from urllib.request import urlopen
async def load(path):
    with urlopen(url + path, timeout=5) as response:
        page = json.load(response)
    return page["path"]
# %%
begin = time.perf_counter()
got = await asyncio.gather(*(load(str(i)) for i in range(4)))
took = time.perf_counter() - begin
# %% verify
assert got == ["/0", "/1", "/2", "/3"] and took < 1.0, took

# === urlopen-read-in-one-expression  want=rewrite
# %%
import http.server, threading, urllib.request
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"hello")
    def log_message(self, *args):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/"
# %%
async def load():
    return urllib.request.urlopen(url).read().decode()
# %%
value = await load()
# %% verify
assert value == "hello"

# === requests-of-all-kinds  want=rewrite needs=requests
# %%
import http.server, threading, time
class Slow(http.server.BaseHTTPRequestHandler):
    def answer(self):
        size = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(size)
        time.sleep(0.2)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"n": %d}' % len(body))
    do_GET = do_POST = answer
    def log_message(self, *args):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Slow)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/"
# %%
import asyncio, requests
from requests import get
async def one():
    return get(url, timeout=5).json()["n"]
async def two():
    if (answer := requests.post(url, data="xyz", timeout=5)).ok:
        return answer.json()["n"]
async def three():
    return [requests.get(url).status_code for _ in range(2)], sum(get(u).json()["n"] for u in [url])
# %%
begin = time.perf_counter()
got = await asyncio.gather(one(), two(), three())
took = time.perf_counter() - begin
# %% verify
assert got == [0, 3, ([200, 200], 0)] and took < 1.0, (got, took)

# === requests-session-in-one-thread  want=rewrite needs=requests
# %%
import http.server, threading, time
class Cookies(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(0.1)
        self.send_response(200)
        self.send_header("set-cookie", "seen=yes")
        self.end_headers()
        self.wfile.write((self.headers.get("cookie") or "none").encode())
    def log_message(self, *args):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Cookies)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/"
# %%
import asyncio, requests
async def visit():
    with requests.Session() as session:
        first = session.get(url).text
        second = session.get(url).text
    return first, second
# %%
begin = time.perf_counter()
got = await asyncio.gather(*(visit() for _ in range(5)))
took = time.perf_counter() - begin
# %% verify
assert got == [("none", "seen=yes")] * 5 and took < 0.9, (got, took)

# === streamed-download-in-one-thread  want=rewrite needs=requests
# %%
import http.server, threading, io
class Big(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"x" * 100000)
    def log_message(self, *args):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Big)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/"
# %%
import requests
async def size():
    with requests.get(url, stream=True) as response:
        sizes = [len(chunk) for chunk in response.iter_content(8192)]
    return sum(sizes)
# %%
value = await size()
# %% verify
assert value == 100000

# === sqlite-connect-to-close  want=rewrite
# %%
import asyncio, sqlite3, os, tempfile
path = os.path.join(tempfile.mkdtemp(), "a.db")
with sqlite3.connect(path) as setup:
    setup.execute("create table t (n integer)")
    setup.executemany("insert into t values (?)", [(i,) for i in range(5)])
setup.close()
# %%
async def rows(least):
    connection = sqlite3.connect(path)
    cursor = connection.cursor()
    # only the big ones
    cursor.execute("select n from t where n >= ?", (least,))
    found = [n for n, in cursor]
    connection.close()
    await asyncio.sleep(0)
    return found
# %%
value = await asyncio.gather(rows(0), rows(3))
# %% verify
assert value == [[0, 1, 2, 3, 4], [3, 4]], value

# === sqlite-with-long-query-and-two-results  want=rewrite
# %%
import sqlite3
async def query(path=":memory:"):
    """Two answers."""
    with sqlite3.connect(path) as db:
        db.execute("create table t (n integer, s text)")
        db.execute("insert into t values (1, 'a'), (2, 'b')")

        rows = db.execute(
            """
            select n, s
            from t
              where n > 0
            order by n
            """
        ).fetchall()
        count, = db.execute("select count(*) from t").fetchone()
    text = ",".join(s for _, s in rows)
    return text, count
# %%
value = await query()
# %% verify
assert value == ("a,b", 2), value

# === sqlite-return-inside-try  want=rewrite
# %%
import sqlite3
async def first(path):
    db = sqlite3.connect(path)
    try:
        return db.execute("select 7").fetchone()[0]
    except sqlite3.Error:
        return None
    finally:
        db.close()
# %%
value = await first(":memory:")
# %% verify
assert value == 7

# === sqlite-in-an-if  want=rewrite
# %%
import asyncio, sqlite3
async def maybe(use):
    if use:
        db = sqlite3.connect(":memory:")
        n = db.execute("select 3").fetchone()[0]
        db.close()
    else:
        n = 0
    await asyncio.sleep(0)
    return n
# %%
value = await maybe(True), await maybe(False)
# %% verify
assert value == (3, 0)

# === sqlite-two-connections  want=rewrite
# %%
import sqlite3
async def copy():
    source = sqlite3.connect(":memory:")
    target = sqlite3.connect(":memory:")
    source.execute("create table t (n)")
    source.execute("insert into t values (4)")
    source.commit()
    source.backup(target)
    source.close()
    n = target.execute("select n from t").fetchone()[0]
    target.close()
    return n
# %%
value = await copy()
# %% verify
assert value == 4

# === sqlite-closing  want=rewrite
# %%
import asyncio, sqlite3
from contextlib import closing
ticks = 0
async def tick():
    global ticks
    while True:
        ticks += 1
        await asyncio.sleep(0.01)
async def slow():
    with closing(sqlite3.connect(":memory:")) as db:
        n = db.execute(
            "with recursive c(x) as (select 1 union all select x + 1 from c where x < 3000000) select count(*) from c"
        ).fetchone()[0]
    return n
# %%
ticking = asyncio.create_task(tick())
value = await slow()
ticking.cancel()
# %% verify
assert value == 3000000 and ticks > 5, ticks

# === httpx-client-in-one-thread  want=rewrite needs=httpx
# %%
import http.server, threading
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ok")
    def log_message(self, *args):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/"
# %%
import httpx
async def load():
    with httpx.Client(timeout=5) as client:
        pages = [client.get(url).text for _ in range(2)]
    return pages, httpx.get(url).status_code
# %%
value = await load()
# %% verify
assert value == (["ok", "ok"], 200), value

# === threadsafe-result-at-the-top  want=rewrite limit=5
# %%
import asyncio
async def job(n):
    await asyncio.sleep(0.01)
    return n
value = asyncio.run_coroutine_threadsafe(job(1), asyncio.get_running_loop()).result() + 1
# %% verify
assert value == 2

# === threadsafe-result-with-a-limit  want=rewrite limit=8
# %%
import asyncio
async def job(n):
    await asyncio.sleep(0.01)
    return n
# %%
loop = asyncio.get_event_loop()
value = asyncio.run_coroutine_threadsafe(
    job(5),
    loop,
).result(timeout=1)
# %% verify
assert value == 5

# === threadsafe-several-futures  want=rewrite limit=5
# %%
import asyncio
loop = asyncio.get_running_loop()
async def job(n):
    await asyncio.sleep(0.1)
    return n
futures = [asyncio.run_coroutine_threadsafe(job(i), loop) for i in range(3)]
values = [future.result() for future in futures]
# %% verify
assert values == [0, 1, 2]

# === threadsafe-in-a-helper  want=rewrite limit=5
# %%
import asyncio
loop = asyncio.get_running_loop()
async def job(n):
    return n
def wait_for(coroutine):
    return asyncio.run_coroutine_threadsafe(coroutine, loop).result()
# %%
value = wait_for(job(4))
# %% verify
assert value == 4

# === threadsafe-in-a-coroutine  want=rewrite limit=5
# %%
import asyncio
async def job(n):
    return n
async def main():
    loop = asyncio.get_running_loop()
    future = asyncio.run_coroutine_threadsafe(job(6), loop)
    print("sent")
    return future.result()
# %%
value = await main()
# %% verify
assert value == 6

# === thread-that-needs-the-loop  want=rewrite limit=5
# %%
import asyncio, threading
loop = asyncio.get_running_loop()
got = []
async def job(n):
    return n
def worker():
    got.append(asyncio.run_coroutine_threadsafe(job(8), loop).result())
thread = threading.Thread(target=worker, daemon=True)
thread.start()
thread.join()
# %% verify
assert got == [8]

# === queue-get-with-arguments  want=rewrite limit=8
# %%
import asyncio, queue
jobs = queue.Queue()
async def produce():
    await asyncio.sleep(0.05)
    jobs.put(1)
async def consume():
    return jobs.get(timeout=2), jobs.qsize()
# %%
value = await asyncio.gather(consume(), produce())
# %% verify
assert value == [(1, 0), None]

# === queue-put-where-it-is-full  want=rewrite limit=8
# %%
import asyncio
from queue import Queue
jobs = Queue(maxsize=1)
async def produce():
    for i in range(3):
        jobs.put(i)
async def consume():
    got = []
    while len(got) < 3:
        await asyncio.sleep(0.02)
        if not jobs.empty():
            got.append(jobs.get_nowait())
    return got
# %%
_, got = await asyncio.gather(produce(), consume())
# %% verify
assert got == [0, 1, 2]

# === event-set-by-a-coroutine  want=rewrite limit=6
# %%
import asyncio, threading
ready = threading.Event()
async def opens():
    await asyncio.sleep(0.05)
    ready.set()
async def waits():
    return ready.wait(timeout=3)
# %%
began = asyncio.get_running_loop().time()
got = await asyncio.gather(waits(), opens())
took = asyncio.get_running_loop().time() - began
# %% verify
assert got[0] is True and took < 2, took

# === join-threads  want=rewrite
# %%
import asyncio, threading, time
ticks = 0
async def tick():
    global ticks
    while True:
        ticks += 1
        await asyncio.sleep(0.01)
async def work():
    threads = []
    for i in range(3):
        thread = threading.Thread(target=time.sleep, args=(0.3,))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    return not any(t.is_alive() for t in threads)
# %%
ticking = asyncio.create_task(tick())
value = await work()
ticking.cancel()
# %% verify
assert value and ticks > 5, ticks

# === executor-results  want=rewrite
# %%
import asyncio, time
from concurrent.futures import ThreadPoolExecutor
ticks = 0
async def tick():
    global ticks
    while True:
        ticks += 1
        await asyncio.sleep(0.01)
def slow(n):
    time.sleep(0.2)
    return n * 2
async def work():
    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(slow, i) for i in range(4)]
        first = [f.result() for f in futures]
        second = list(pool.map(slow, range(3)))
    return first, second
# %%
ticking = asyncio.create_task(tick())
value = await work()
ticking.cancel()
# %% verify
assert value == ([0, 2, 4, 6], [0, 2, 4]) and ticks > 10, (value, ticks)

# === executor-error-stays  want=rewrite
# %%
from concurrent.futures import ThreadPoolExecutor
pool = ThreadPoolExecutor(1)
async def work():
    try:
        return pool.submit(int, "x").result()
    except ValueError as error:
        return str(error)
# %%
value = await work()
# %% verify
assert value.startswith("invalid literal")

# === input-in-a-coroutine  want=suggested run=no
# %%
async def ask():
    return input("name? ")

# === sqlite-connection-of-the-notebook  want=suggested run=no
# %%
import sqlite3
db = sqlite3.connect(":memory:")
async def rows():
    cursor = db.cursor()
    cursor.execute("select 1")
    return cursor.fetchall()

# === sqlite-with-await-inside  want=suggested run=no
# %%
import asyncio, sqlite3
async def rows():
    with sqlite3.connect(":memory:") as db:
        found = db.execute("select 1").fetchall()
        await asyncio.sleep(0)
        db.execute("select 2")
    return found

# === sqlite-connection-that-is-returned  want=suggested run=no
# %%
import sqlite3
async def opened(path):
    db = sqlite3.connect(path)
    return db

# === sqlite-with-continue  want=suggested run=no
# %%
import sqlite3
async def several(paths):
    for path in paths:
        db = sqlite3.connect(path)
        if not db.execute("select 1").fetchall():
            continue
        db.close()

# === sqlite-that-counts-outside  want=suggested run=no
# %%
import sqlite3
async def count(paths):
    total = 0
    for path in paths:
        with sqlite3.connect(path) as db:
            total += db.execute("select 1").fetchone()[0]
    return total

# === sleep-under-a-lock-of-threads  want=suggested run=no
# %%
import threading, time
lock = threading.Lock()
async def careful():
    with lock:
        time.sleep(0.1)

# === condition-of-threads  want=suggested run=no
# %%
import threading
changed = threading.Condition()
async def waits():
    with changed:
        changed.wait()

# === sqlalchemy-connection  want=suggested run=no
# %%
from sqlalchemy import create_engine, text
engine = create_engine("sqlite:///:memory:")
# %%
async def one():
    with engine.connect() as connection:
        n = connection.execute(text("select 5")).scalar()
    return n
# === callback-that-sleeps  want=suggested run=no
# %%
import asyncio, time
def late():
    time.sleep(0.1)
asyncio.get_running_loop().call_later(1, late)

# === sleep-beside-a-task  want=suggested run=no
# %%
import asyncio, time
async def job():
    print("never, until the sleep is over")
task = asyncio.create_task(job())
time.sleep(0.1)

# === executor-left-with-work  want=rewrite
# %%
import asyncio, time
from concurrent.futures import ThreadPoolExecutor
done, others = [], []
def job(n):
    time.sleep(0.1)
    done.append(n)
async def other():
    others.append(len(done))
async def work():
    with ThreadPoolExecutor() as pool:
        for i in range(3):
            pool.submit(job, i)
    return sorted(done)
# %%
value, _ = await asyncio.gather(work(), other())
# %% verify
assert value == [0, 1, 2] and others == [0], (value, others)

# === sleep-at-the-top  want=none
# %%
import time
time.sleep(0.01)

# === sleep-after-an-await  want=none
# %%
import asyncio, time
await asyncio.sleep(0)
time.sleep(0.01)

# === helper-only-called-at-the-top  want=none
# %%
import asyncio, time
def wait():
    time.sleep(0.01)
async def other():
    return 1
wait()
value = await other()

# === helper-given-to-a-thread  want=none
# %%
import asyncio, time
def wait(n):
    time.sleep(0.01)
    return n
async def job():
    loop = asyncio.get_running_loop()
    return await asyncio.to_thread(wait, 1), await loop.run_in_executor(None, wait, 2)
value = await job()

# === lambda-given-to-a-thread  want=none
# %%
import asyncio, time, subprocess, sys
async def job():
    def work():
        subprocess.run([sys.executable, "-c", "0"])
        return 3
    await asyncio.to_thread(lambda: time.sleep(0.01))
    return await asyncio.to_thread(work)
value = await job()

# === coroutine-with-a-thread-of-its-own  want=none
# %%
import asyncio, threading, time
async def apart():
    time.sleep(0.01)
def run():
    asyncio.run(apart())
thread = threading.Thread(target=run)
thread.start()
thread.join()

# === own-sleep-and-own-requests  want=none
# %%
class requests:
    @staticmethod
    def get(url):
        return url
class Clock:
    def sleep(self, n):
        return n
time = Clock()
async def job():
    return time.sleep(3), requests.get("x")
value = await job()

# === asyncio-of-the-same-names  want=none
# %%
import asyncio
from asyncio import sleep
async def job():
    await sleep(0)
    jobs = asyncio.Queue()
    await jobs.put(1)
    event = asyncio.Event()
    event.set()
    await event.wait()
    lock = asyncio.Lock()
    await lock.acquire()
    lock.release()
    return await jobs.get()
value = await job()

# === decorated-helper  want=none
# %%
import asyncio, functools, time
def in_thread(f):
    @functools.wraps(f)
    async def inner(*args):
        return await asyncio.to_thread(f, *args)
    return inner
@in_thread
def slow(n):
    time.sleep(0.01)
    return n
async def job():
    return await slow(2)
value = await job()

# === queue-that-is-not-waited-for  want=none
# %%
import queue
jobs = queue.Queue()
async def job():
    jobs.put(1)
    jobs.put_nowait(2)
    first = jobs.get(block=False), jobs.get(False)
    jobs.put(3)
    while not jobs.empty():
        last = jobs.get()
    return first, last
value = await job()

# === future-that-is-done  want=none
# %%
import asyncio
from concurrent.futures import ThreadPoolExecutor
pool = ThreadPoolExecutor(1)
async def job():
    future = pool.submit(int, "3")
    while not future.done():
        await asyncio.sleep(0.01)
    return future.result()
value = await job()

# === task-result  want=none
# %%
import asyncio
async def three():
    return 3
async def job():
    task = asyncio.create_task(three())
    await asyncio.wait([task])
    return task.result()
value = await job()

# === wait-for-another-loop-at-the-top  want=none
# %%
import asyncio, threading
own = asyncio.new_event_loop()
threading.Thread(target=own.run_forever, daemon=True).start()
async def three():
    return 3
value = asyncio.run_coroutine_threadsafe(three(), own).result()
own.call_soon_threadsafe(own.stop)

# === threads-wait-at-the-top  want=none
# %%
import asyncio, threading, queue
jobs = queue.Queue()
thread = threading.Thread(target=jobs.put, args=(1,))
thread.start()
thread.join()
value = jobs.get()

# === worker-waits-for-the-loop  want=none
# %%
import asyncio
loop = asyncio.get_running_loop()
async def three():
    return 3
def worker():
    return asyncio.run_coroutine_threadsafe(three(), loop).result()
value = await asyncio.to_thread(worker)

# === lock-held-shortly  want=none
# %%
import threading
lock = threading.Lock()
seen = []
async def note(n):
    with lock:
        seen.append(n)
await note(1)

# === other-libraries-names  want=none
# %%
class Session:
    def get(self, url):
        return url
    def execute(self, text):
        return text
async def job(session, db):
    return session.get("x"), db.execute("y"), [].append(1)
value = await job(Session(), Session())

# === trio-has-a-loop-of-its-own  want=none run=no
# %%
import time, trio
async def job():
    time.sleep(1)

# === sum-that-others-add-to  want=rewrite
# %%
import asyncio, time
ticks = 0
total = 0
async def tick():
    global ticks
    while True:
        ticks += 1
        await asyncio.sleep(0.01)
def slow(n):
    time.sleep(0.2)
    return [n]
class Counter:
    def __init__(self):
        self.n = 0
    async def add(self):
        self.n += slow(2)[0] * 2
async def add():
    global total
    total += slow(1)[0]
# %%
ticking = asyncio.create_task(tick())
counter = Counter()
await asyncio.gather(*(add() for _ in range(5)), *(counter.add() for _ in range(5)))
ticking.cancel()
# %% verify
assert total == 5 and counter.n == 20 and ticks > 5, (total, counter.n, ticks)

# === sum-that-may-be-passed-over  want=suggested run=no
# %%
import asyncio, time
total = 0
def slow():
    time.sleep(0.01)
    return 1
async def add(x):
    global total
    total += x or slow()

# === helper-that-uses-the-loop  want=suggested run=no
# %%
import asyncio, time
def notify():
    asyncio.get_running_loop().call_soon(print, "soon")
    time.sleep(0.01)
async def job():
    notify()

# === block-that-asks  want=suggested run=no
# %%
import sqlite3
async def job():
    db = sqlite3.connect(":memory:")
    if input("sure? "):
        db.execute("select 1")
    db.close()

# === lock-that-another-coroutine-holds  want=rewrite limit=6
# %%
import asyncio, threading
lock = threading.Lock()
order = []
async def job(n):
    lock.acquire()
    try:
        order.append(n)
        await asyncio.sleep(0.05)
        order.append(n)
    finally:
        lock.release()
# %%
await asyncio.wait_for(asyncio.gather(job(1), job(2)), 4)
# %% verify
assert order in ([1, 1, 2, 2], [2, 2, 1, 1]), order

# === barrier-and-semaphore  want=rewrite limit=6
# %%
import asyncio, threading
barrier = threading.Barrier(2)
slots = threading.Semaphore(1)
async def meet(n):
    slots.acquire()
    slots.release()
    barrier.wait(timeout=3)
    return n
# %%
value = await asyncio.gather(meet(1), meet(2))
# %% verify
assert value == [1, 2]

# === connection-in-a-try-with-early-returns  want=rewrite
# %%
import asyncio, sqlite3
others = []
async def other():
    others.append("had a turn")
async def answer(query):
    connection = None
    try:
        connection = sqlite3.connect(":memory:")
        row = connection.execute(query).fetchone()
        if row is None:
            return "nothing"
        return row[0]
    except sqlite3.OperationalError as error:
        return type(error).__name__
    finally:
        if connection is not None:
            connection.close()
# %%
values = await asyncio.gather(answer("select 1"), answer("select 1 where 0"), answer("selec"), other())
# %% verify
assert values == [1, "nothing", "OperationalError", None], values

# === question-that-others-answer-meanwhile  want=suggested
# %%
import asyncio, time
seats = 1
async def book(who):
    global seats
    if seats > 0:
        time.sleep(0.01)
        seats -= 1
        return who
# %%
booked = await asyncio.gather(book("a"), book("b"))

# === thread-that-its-function-asks-about  want=suggested
# %%
import asyncio, threading, time
local = threading.local()
def query():
    time.sleep(0.01)
    return getattr(local, "connection", None)
async def job():
    local.connection = "open"
    return query()
# %%
value = await job()

# === lines-of-a-process  want=rewrite
# %%
import asyncio, subprocess, sys, time
async def job():
    got = []
    p = subprocess.Popen([sys.executable, "-u", "-c", "import time\nfor i in range(3):\n  time.sleep(0.2); print(i)"], stdout=subprocess.PIPE, text=True)
    for line in p.stdout:
        got.append(int(line))
    p.wait()
    return got
# %%
b = time.perf_counter()
r = await asyncio.gather(*(job() for _ in range(4)))
took = time.perf_counter() - b
# %% verify
assert r == [[0,1,2]]*4 and took < 2, took

# === lines-of-a-process-in-with  want=rewrite
# %%
import asyncio, subprocess, sys, time
async def job():
    got = []
    with subprocess.Popen([sys.executable, "-u", "-c", "import time\nfor i in range(3):\n  time.sleep(0.2); print(i)"], stdout=subprocess.PIPE, text=True) as p:
        for line in p.stdout:
            got.append(int(line))
    return got
# %%
b = time.perf_counter()
r = await asyncio.gather(*(job() for _ in range(4)))
took = time.perf_counter() - b
# %% verify
assert r == [[0,1,2]]*4 and took < 2, took

# === readline-of-a-process  want=rewrite
# %%
import asyncio, subprocess, sys, time
async def job():
    got = []
    p = subprocess.Popen([sys.executable, "-u", "-c", "import time\nfor i in range(3):\n  time.sleep(0.2); print(i)"], stdout=subprocess.PIPE, text=True)
    while True:
        line = p.stdout.readline()
        if not line:
            break
        got.append(int(line))
    return got
# %%
b = time.perf_counter()
r = await asyncio.gather(*(job() for _ in range(4)))
took = time.perf_counter() - b
# %% verify
assert r == [[0,1,2]]*4 and took < 2, took

# === what-a-process-writes  want=rewrite
# %%
import asyncio, subprocess, sys, time
async def job():
    p = subprocess.Popen(["sh", "-c", "sleep 0.4; echo hi"], stdout=subprocess.PIPE)
    return p.stdout.read().decode().strip()
# %%
b = time.perf_counter()
r = await asyncio.gather(*(job() for _ in range(4)))
took = time.perf_counter() - b
# %% verify
assert r == ["hi"]*4 and took < 1.2, took

# === lines-of-a-process-with-iter  want=explain
# %%
import asyncio, subprocess
async def stream(cmd):
    process = subprocess.Popen(cmd, shell=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for line in iter(process.stdout.readline, ''):
        print(line, end="")
    process.stdout.close()
    return process.wait()
await stream("echo a; echo b")

# === lines-of-a-process-of-which-the-last-is-kept  want=suggested
# %%
import asyncio, subprocess
async def last(cmd):
    process = subprocess.Popen(cmd, shell=True, stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        pass
    return line
print(await last("echo a; echo b"))

# === lines-of-a-process-in-a-comprehension  want=explain
# %%
import asyncio, subprocess
async def lines(cmd):
    process = subprocess.Popen(cmd, shell=True, stdout=subprocess.PIPE)
    return [l.decode().strip() for l in process.stdout if l]
print(await lines("echo a; echo b"))

# === lines-of-a-process-in-a-plain-function  want=rewrite
# %%
import asyncio, subprocess
def lines(cmd):
    process = subprocess.Popen(cmd, shell=True, stdout=subprocess.PIPE)
    out = []
    for l in process.stdout:
        out.append(l)
    return out
async def main():
    return lines("echo a; echo b")
print(await main())
# %% verify
assert await main() == [b"a\n", b"b\n"]

# === processes-of-asyncio  want=none
# %%
import asyncio
async def run(cmd):
    p = await asyncio.create_subprocess_shell(cmd, stdout=asyncio.subprocess.PIPE)
    async for line in p.stdout:
        print(line)
    await p.wait()
    p = await asyncio.create_subprocess_exec("echo", "b", stdout=asyncio.subprocess.PIPE)
    out = await p.stdout.read()
    return out
print(await run("echo a"))

# === lines-of-a-process-in-a-cell  want=none
# %%
import subprocess
def run(cmd):
    p = subprocess.Popen(cmd, shell=True, stdout=subprocess.PIPE, text=True)
    for line in p.stdout:
        print(line, end="")
    return p.wait()
run("echo a")

# === lines-of-a-process-in-a-thread  want=none
# %%
import subprocess, asyncio
def run(cmd):
    p = subprocess.Popen(cmd, shell=True, stdout=subprocess.PIPE, text=True)
    for line in p.stdout:
        print(line, end="")
    return p.wait()
await asyncio.to_thread(run, "echo a")

# === a-process-that-nobody-waits-for  want=none
# %%
import subprocess, asyncio
async def start():
    p = subprocess.Popen("true", shell=True, stdout=subprocess.DEVNULL)
    return p.pid > 0
print(await start())

# === readline-of-a-process-in-while  want=rewrite
# %%
import asyncio, subprocess
async def run(cmd):
    got = []
    p = subprocess.Popen(cmd, shell=True, stdout=subprocess.PIPE, text=True)
    while (line := p.stdout.readline()):
        got.append(line)
    while True:
        line = p.stdout.readline()
        if line == "" and p.poll() is not None:
            break
    return got
print(await run("echo a; echo b"))
# %% verify
assert await run("echo c") == ["c\n"]

# === lines-of-a-process-with-a-time-limit  want=suggested
# %%
import asyncio, subprocess
async def run(cmd):
    got = []
    p = subprocess.Popen(cmd, shell=True, stdout=subprocess.PIPE, text=True)
    for line in p.stdout:
        got.append(line)
    return got
print(await asyncio.wait_for(run("echo a; echo b"), 2))

# === pool-of-a-context-of-multiprocessing  want=rewrite limit=15
# %%
import asyncio, multiprocessing
async def main():
    ctx = multiprocessing.get_context("fork")
    with ctx.Pool(2) as pool:
        return pool.map(abs, [-1, -2])
print(await main())
# %% verify
assert await main() == [1, 2]

# === process-of-a-context-of-multiprocessing  want=rewrite limit=15
# %%
import asyncio, multiprocessing as mp, time
def work():
    time.sleep(0.3)
async def main():
    ctx = mp.get_context("fork")
    p = ctx.Process(target=work)
    p.start()
    p.join()
    return p.exitcode
print(await main())
# %% verify
assert await main() == 0

# === result-of-a-pool-of-multiprocessing  want=rewrite limit=15
# %%
import asyncio
from multiprocessing import Pool
async def main():
    with Pool(2) as pool:
        r = pool.apply_async(abs, (-3,))
        return r.get()
print(await main())
# %% verify
assert await main() == 3

# === thread-pool-of-multiprocessing  want=rewrite limit=15
# %%
import asyncio
from multiprocessing.pool import ThreadPool
async def main():
    with ThreadPool(4) as pool:
        return pool.map(str, range(3))
print(await main())
# %% verify
assert await main() == ["0","1","2"]

# === thread-pool-in-a-cell  want=none limit=15
# %%
import asyncio
from multiprocessing.pool import ThreadPool
with ThreadPool(4) as pool:
    print(pool.map(str, range(3)))
def f():
    with ThreadPool(4) as pool:
        return pool.apply_async(abs, (-3,)).get(timeout=3)
f()

# === imap-of-a-pool  want=explain limit=15
# %%
import asyncio, multiprocessing as mp
async def main():
    with mp.Pool(2) as pool:
        for x in pool.imap_unordered(abs, [-1, -2]):
            print(x)
await main()

# === shuffled-deck-in-a-coroutine  want=none
# %%
import random
def shuffle_deck():
    deck = [(s, r) for s in "SHDC" for r in range(13)]
    random.shuffle(deck)
    n = 0
    for i in range(5):
        n += i
    return deck[:5]
async def main():
    return len(shuffle_deck())
await main()

# === short-countdown-in-a-coroutine  want=none
# %%
def countdown(n):
    while n > 0:
        n -= 1
    return n
async def main():
    return countdown(3)
await main()

# === loop-over-what-was-given-in-a-coroutine  want=none
# %%
def parse(lines):
    total = 0
    i = 0
    while i < len(lines):
        total += int(lines[i])
        i += 1
    return total
async def main():
    return parse(["1"])
await main()

# === fibonacci-in-a-coroutine  want=explain
# %%
import asyncio
def fib(n):
    return n if n < 2 else fib(n-1) + fib(n-2)
async def main():
    return fib(20)
await main()

# === loop-in-a-loop-in-a-coroutine  want=explain
# %%
def grid():
    t = 0
    for i in range(1000):
        for j in range(1000):
            t += i * j
    return t
async def main():
    return grid()
await main()

# === many-turns-by-default-in-a-coroutine  want=explain
# %%
def crunch(n=10**6):
    t = 0
    for i in range(n):
        t += i
    return t
async def main():
    return crunch()
await main()

# === turns-nobody-knows-in-a-coroutine  want=explain
# %%
def crunch(n):
    return sum(i * i for i in range(n))
async def main(n):
    return crunch(n)
await main(10)

# === sleep-in-finally-of-what-is-cancelled  want=suggested
# %%
import asyncio, time
log = []
async def job():
    try:
        await asyncio.sleep(10)
    finally:
        time.sleep(0.05)
        log.append("closed")
t = asyncio.create_task(job())
await asyncio.sleep(0)
t.cancel()
await asyncio.sleep(0)
print(log)

# === sleep-in-finally  want=rewrite
# %%
import asyncio, time
log = []
async def job(i):
    try:
        log.append(i)
    finally:
        time.sleep(0.1)
    return i
print(await asyncio.gather(*(job(i) for i in range(3))))
# %% verify
assert log == [0,1,2]

# === sleep-beyond-a-time-limit-that-is-caught  want=rewrite
# %%
import asyncio, time
async def slow():
    time.sleep(1)
    return "slow"
try:
    r = await asyncio.wait_for(slow(), 0.2)
except asyncio.TimeoutError:
    r = "timeout"
# %% verify
assert r == "timeout"

# === sleep-beyond-a-time-limit  want=suggested
# %%
import asyncio, time
async def slow():
    time.sleep(0.5)
    return "slow"
r = await asyncio.wait_for(slow(), timeout=0.2)
print(r)

# === sleep-within-a-time-limit  want=rewrite
# %%
import asyncio, time
async def slow():
    time.sleep(0.1)
    return "slow"
r = await asyncio.wait_for(slow(), timeout=2)
# %% verify
assert r == "slow"

# === sleep-beyond-asyncio-timeout  want=suggested
# %%
import asyncio, time
async def slow():
    time.sleep(0.5)
    return "slow"
async def main():
    async with asyncio.timeout(0.1):
        return await slow()
r = await main()
print(r)

# === sleep-of-a-parameter-beyond-a-time-limit  want=suggested
# %%
import asyncio, time
async def slow(seconds):
    time.sleep(seconds)
    return "slow"
r = await asyncio.wait_for(slow(0.4), timeout=0.2)
print(r)

# === sleeps-in-a-loop-beyond-a-time-limit  want=suggested
# %%
import asyncio, time
async def slow():
    for i in range(4):
        time.sleep(0.1)
    return "slow"
r = await asyncio.wait_for(slow(), timeout=0.3)
print(r)

# === sleep-in-a-plain-function-beyond-a-time-limit  want=suggested
# %%
import asyncio, time
def nap():
    time.sleep(0.4)
async def slow():
    nap()
    return "slow"
r = await asyncio.wait_for(slow(), timeout=0.3)
print(r)

# === sleep-beyond-a-time-limit-that-a-caller-catches  want=rewrite
# %%
import asyncio, time
async def slow():
    time.sleep(0.5)
async def main():
    await asyncio.wait_for(slow(), timeout=0.1)
try:
    await main()
    late = False
except TimeoutError:
    late = True
# %% verify
assert late

# === sleep-before-another-attempt-within-a-time-limit  want=rewrite
# %%
import asyncio, time
tries = 0
async def flaky():
    global tries
    while True:
        tries += 1
        try:
            if tries < 3: raise OSError
            return tries
        except OSError:
            time.sleep(0.05)
r = await asyncio.wait_for(flaky(), timeout=2)
# %% verify
assert r == 3

# === sleep-in-an-asynchronous-generator  want=rewrite
# %%
import asyncio, time
async def ticks():
    for i in range(3):
        time.sleep(0.05)
        yield i
got = [t async for t in ticks()]
# %% verify
assert got == [0, 1, 2]

# === sleep-under-a-semaphore  want=rewrite
# %%
import asyncio, time
sem = asyncio.Semaphore(2)
async def job(i):
    async with sem:
        time.sleep(0.05)
        return i
r = await asyncio.gather(*(job(i) for i in range(4)))
# %% verify
assert r == [0, 1, 2, 3]

# === sleep-in-a-loop-of-a-download  want=rewrite
# %%
import asyncio, time
async def download(i):
    for pct in range(0, 100, 50):
        time.sleep(0.02)
    return i
print(await asyncio.gather(download(1), download(2)))
# %% verify
b = time.perf_counter(); await asyncio.gather(*(download(i) for i in range(5)))
assert time.perf_counter() - b < 0.15
