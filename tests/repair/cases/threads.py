# === task-in-a-worker  want=rewrite
# %%
import asyncio, threading
seen = []
async def job(n):
    seen.append((n, threading.current_thread() is threading.main_thread()))
def worker(n):
    asyncio.create_task(job(n))
# %%
threads = [threading.Thread(target=worker, args=(n,)) for n in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
# %%
await asyncio.sleep(0.2)
# %% verify
assert sorted(seen) == [(0, True), (1, True), (2, True)], seen

# === ensure-future-in-an-executor  want=rewrite fails=yes
# %%
import asyncio
seen = []
async def job():
    seen.append(1)
def worker():
    asyncio.ensure_future(job())
await asyncio.to_thread(worker)
# %%
await asyncio.sleep(0.1)
# %% verify
assert seen == [1]

# === loop-is-known  want=rewrite
# %%
import asyncio, threading
main_loop = asyncio.get_running_loop()
seen = []
async def job():
    seen.append(1)
# %%
def worker():
    asyncio.create_task(job())
thread = threading.Thread(target=worker, daemon=True)
thread.start()
await asyncio.sleep(0.2)
# %% verify
assert seen == [1] and "loop = " not in In[2] and "main_loop" in In[2]

# === name-is-taken  want=rewrite
# %%
import asyncio, threading
loop = "mine"
seen = []
async def job():
    seen.append(1)
def worker():
    asyncio.create_task(job())
threading.Thread(target=worker).start()
await asyncio.sleep(0.2)
# %% verify
assert seen == [1] and loop == "mine"

# === started-in-a-coroutine  want=rewrite
# %%
import asyncio, threading
seen = []
async def job():
    seen.append(1)
async def main():
    def worker():
        asyncio.create_task(job())
    thread = threading.Thread(target=worker)
    thread.start()
    await asyncio.sleep(0.2)
await main()
# %% verify
assert seen == [1]

# === started-by-a-function  want=rewrite
# %%
import asyncio, threading
seen = []
async def job():
    seen.append(1)
def worker():
    asyncio.create_task(job())
# %%
def start():
    threading.Thread(target=worker).start()
# %%
start()
await asyncio.sleep(0.2)
# %% verify
assert seen == [1]

# === helper-of-the-worker  want=rewrite
# %%
import asyncio, threading
seen = []
async def job(n):
    seen.append(n)
def tell(n):
    asyncio.create_task(job(n))
def worker():
    for n in range(2):
        tell(n)
thread = threading.Thread(target=worker)
thread.start(); thread.join()
await asyncio.sleep(0.2)
# %% verify
assert seen == [0, 1]

# === timer  want=rewrite
# %%
import asyncio
from threading import Timer
seen = []
async def job():
    seen.append(1)
def tick():
    asyncio.create_task(job())
Timer(0.05, tick).start()
await asyncio.sleep(0.3)
# %% verify
assert seen == [1]

# === loop-run-in-an-executor  want=rewrite fails=yes
# %%
import asyncio
async def job(n):
    await asyncio.sleep(0.01)
    return n
def worker(n):
    loop = asyncio.get_event_loop()
    try:
        return loop.run_until_complete(job(n))
    finally:
        loop.close()
values = await asyncio.gather(*(asyncio.get_running_loop().run_in_executor(None, worker, n) for n in range(3)))
# %% verify
assert values == [0, 1, 2]

# === loop-run-at-once  want=rewrite fails=yes
# %%
import asyncio
async def job():
    return 7
def worker():
    return asyncio.get_event_loop().run_until_complete(job()) + 1
value = await asyncio.to_thread(worker)
# %% verify
assert value == 8

# === loop-run-in-a-lambda  want=rewrite fails=yes
# %%
import asyncio
from concurrent.futures import ThreadPoolExecutor
async def job():
    return 7
pool = ThreadPoolExecutor(1)
value = pool.submit(lambda: asyncio.get_event_loop().run_until_complete(job())).result()
# %% verify
assert value == 7

# === threadsafe-with-a-loop-of-the-worker  want=rewrite fails=yes
# %%
import asyncio
async def job():
    await asyncio.sleep(0.01)
    return 7
def worker():
    return asyncio.run_coroutine_threadsafe(job(), asyncio.get_event_loop()).result()
value = await asyncio.to_thread(worker)
# %% verify
assert value == 7

# === worker-takes-its-own-loop  want=rewrite
# %%
import asyncio, threading
seen = []
async def job(n):
    seen.append(n)
def worker():
    loop = asyncio.get_running_loop()
    loop.create_task(job(1))
    asyncio.run_coroutine_threadsafe(job(2), loop)
thread = threading.Thread(target=worker)
thread.start(); thread.join()
await asyncio.sleep(0.2)
# %% verify
assert seen == [1, 2], seen

# === call-later-from-a-thread  want=rewrite
# %%
import asyncio, threading
loop = asyncio.get_running_loop()
loop.set_debug(True)
seen, errors = [], []
def worker():
    try:
        loop.call_later(0.01, seen.append, 3)
    except RuntimeError as error:
        errors.append(error)
thread = threading.Thread(target=worker)
thread.start(); thread.join()
await asyncio.sleep(0.2)
# %% verify
assert seen == [3] and not errors

# === loop-given-to-the-worker  want=rewrite
# %%
import asyncio, threading
seen, errors = [], []
def worker(loop, n):
    try:
        loop.call_soon(seen.append, n)
    except RuntimeError as error:
        errors.append(error)
loop = asyncio.get_running_loop()
loop.set_debug(True)
threading.Thread(target=worker, args=(loop, 4)).start()
await asyncio.sleep(0.2)
# %% verify
assert seen == [4] and not errors

# === event-set-in-a-thread  want=rewrite
# %%
import asyncio, threading, time
done = asyncio.Event()
def worker():
    time.sleep(0.05)
    done.set()
threading.Thread(target=worker).start()
await asyncio.wait_for(done.wait(), 3)
# %% verify
assert "loop.call_soon_threadsafe(done.set)" in In[1]

# === queue-put-in-a-thread  want=rewrite limit=8
# %%
import asyncio, threading
queue = asyncio.Queue()
def producer(n):
    for i in range(n):
        queue.put(i)
# %%
threading.Thread(target=producer, args=(3,)).start()
got = [await asyncio.wait_for(queue.get(), 2) for _ in range(3)]
# %% verify
assert got == [0, 1, 2]

# === queue-given-to-the-worker  want=rewrite
# %%
import asyncio, threading
def producer(queue, n):
    for i in range(n):
        queue.put_nowait(i)
# %%
async def main():
    queue = asyncio.Queue()
    threading.Thread(target=producer, args=(queue, 2)).start()
    return [await asyncio.wait_for(queue.get(), 2) for _ in range(2)]
got = await main()
# %% verify
assert got == [0, 1] and "call_soon_threadsafe(queue.put_nowait, i)" in In[1]

# === future-set-in-a-thread  want=rewrite
# %%
import asyncio, threading
async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    def worker():
        future.set_result(5)
    threading.Thread(target=worker).start()
    return await asyncio.wait_for(future, 2)
value = await main()
# %% verify
assert value == 5 and "loop.call_soon_threadsafe(future.set_result, 5)" in In[1]

# === task-cancelled-in-a-thread  want=rewrite
# %%
import asyncio, threading
async def wait():
    await asyncio.sleep(30)
task = asyncio.create_task(wait())
await asyncio.sleep(0)
# %%
def stop():
    task.cancel()
thread = threading.Thread(target=stop)
thread.start()
done, _ = await asyncio.wait([task], timeout=2)
# %% verify
assert task.cancelled() and "call_soon_threadsafe(task.cancel)" in In[2]

# === loop-in-a-thread-is-called-from-the-cell  want=rewrite
# %%
import asyncio, threading
worker_loop = asyncio.new_event_loop()
thread = threading.Thread(target=worker_loop.run_forever, daemon=True)
thread.start()
# %%
import time
seen = []
worker_loop.call_soon(seen.append, 1)
time.sleep(0.1)
worker_loop.stop()
thread.join(2)
# %% verify
assert seen == [1] and not thread.is_alive()

# === coroutine-function-in-an-executor  want=rewrite fails=yes
# %%
import asyncio
async def job(n):
    return n * 2
# %%
await asyncio.get_running_loop().run_in_executor(None, job, 3)
# %% verify
assert _ == 6

# === coroutine-function-to-a-thread  want=rewrite
# %%
import asyncio
async def job(n, more=0):
    return n + more
value = await asyncio.to_thread(job, 3, more=4)
# %% verify
assert value == 7

# === coroutine-functions-gathered  want=rewrite
# %%
import asyncio
async def job(n):
    return n
values = await asyncio.gather(*(asyncio.to_thread(job, n) for n in range(3)))
# %% verify
assert values == [0, 1, 2]

# === coroutine-function-of-a-thread  want=rewrite
# %%
import asyncio, threading
seen = []
async def job(n, more):
    await asyncio.sleep(0)
    seen.append(n + more)
thread = threading.Thread(target=job, args=(3,), kwargs={"more": 4})
thread.start()
thread.join()
# %% verify
assert seen == [7] or seen == []

# === coroutine-function-of-a-plain-thread  want=rewrite fails=yes
# %%
import asyncio, threading
seen = []
async def job():
    await asyncio.sleep(0)
    seen.append(1)
# %%
thread = threading.Thread(target=job)
thread.start()
thread.join()
# %% verify
assert seen == [1]

# === coroutine-function-submitted  want=rewrite
# %%
import asyncio
from concurrent.futures import ThreadPoolExecutor
async def job(n):
    await asyncio.sleep(0)
    return n
with ThreadPoolExecutor() as pool:
    futures = [pool.submit(job, n) for n in range(3)]
values = [future.result() for future in futures]
# %% verify
assert values == [0, 1, 2]

# === coroutine-function-in-a-partial  want=rewrite
# %%
import asyncio, functools
async def job(n, more):
    return n + more
value = await asyncio.get_running_loop().run_in_executor(None, functools.partial(job, 1, more=2))
# %% verify
assert value == 3

# === called-for-an-executor  want=rewrite fails=yes
# %%
import asyncio, threading
seen = []
def work(n):
    seen.append(threading.current_thread() is threading.main_thread())
    return n * n
# %%
value = await asyncio.get_running_loop().run_in_executor(None, work(4))
# %% verify
assert value == 16 and seen == [False]

# === called-for-an-executor-with-keywords  want=rewrite fails=yes
# %%
import asyncio
def work(n, *, power):
    return n ** power
# %%
loop = asyncio.get_running_loop()
value = await loop.run_in_executor(None, work(4, power=3))
# %% verify
assert value == 64

# === called-to-a-thread  want=rewrite fails=yes
# %%
import asyncio, time
def slow(seconds, value=1):
    time.sleep(seconds)
    return [value]
value = await asyncio.to_thread(slow(0.01, value=2))
# %% verify
assert value == [2]

# === builtin-called-to-a-thread  want=rewrite fails=yes
# %%
import asyncio, time
await asyncio.to_thread(time.sleep(0.01))
# %% verify
assert "asyncio.to_thread(time.sleep, 0.01)" in In[1]

# === called-for-a-thread  want=rewrite
# %%
import threading
seen = []
def work(n, name="x"):
    seen.append((n, name, threading.current_thread() is threading.main_thread()))
# %%
thread = threading.Thread(target=work(3, name="y"), daemon=True)
thread.start()
thread.join()
# %% verify
assert seen == [(3, "y", False)]

# === called-method-for-a-thread  want=rewrite
# %%
import threading
class Worker:
    def __init__(self):
        self.seen = []
    def work(self):
        self.seen.append(threading.current_thread() is threading.main_thread())
worker = Worker()
thread = threading.Thread(target=worker.work())
thread.start()
thread.join()
# %% verify
assert worker.seen == [False] or worker.seen == [True]

# === called-for-a-pool  want=rewrite fails=yes
# %%
from concurrent.futures import ThreadPoolExecutor
def work(a, b):
    return a + b
with ThreadPoolExecutor() as pool:
    value = pool.submit(work(1, b=2)).result()
# %% verify
assert value == 3

# === called-for-a-timer  want=rewrite
# %%
import asyncio, threading
seen = []
def work(n):
    seen.append((n, threading.current_thread() is threading.main_thread()))
threading.Timer(0.02, work(1)).start()
await asyncio.sleep(0.2)
# %% verify
assert seen == [(1, False)]

# === coroutine-called-for-an-executor  want=rewrite fails=yes
# %%
import asyncio
async def job(n):
    return n
value = await asyncio.get_running_loop().run_in_executor(None, job(4))
# %% verify
assert value == 4

# === coroutine-called-for-a-pool  want=rewrite fails=yes
# %%
import asyncio
from concurrent.futures import ThreadPoolExecutor
async def job(n):
    await asyncio.sleep(0)
    return n
with ThreadPoolExecutor() as pool:
    value = pool.submit(job(4)).result()
# %% verify
assert value == 4

# === called-soon  want=rewrite
# %%
import asyncio
seen = []
def tell(n):
    seen.append((n, "soon" in state))
state = []
loop = asyncio.get_running_loop()
loop.call_soon(tell(1))
state.append("soon")
await asyncio.sleep(0.05)
# %% verify
assert seen == [(1, True)]

# === done-callback-called  want=rewrite
# %%
import asyncio
seen = []
def tell():
    seen.append(task.done())
async def job():
    return 1
task = asyncio.create_task(job())
task.add_done_callback(tell())
await asyncio.sleep(0.05)
# %% verify
assert seen == [True]

# === none-worker-runs-its-own-loop  want=none
# %%
import asyncio, threading
async def job():
    await asyncio.sleep(0)
    await asyncio.create_task(asyncio.sleep(0))
def worker():
    asyncio.run(job())
thread = threading.Thread(target=worker)
thread.start()
await asyncio.sleep(0.05)

# === none-worker-sets-a-loop  want=none
# %%
import asyncio, threading
async def job():
    await asyncio.sleep(0)
def worker():
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    asyncio.get_event_loop().run_until_complete(job())
    loop.close()
threading.Thread(target=worker).start()
await asyncio.sleep(0.1)

# === none-worker-asks-first  want=none
# %%
import asyncio, threading
def worker():
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        found.append("none")
found = []
threading.Thread(target=worker).start()
await asyncio.sleep(0.1)

# === none-threadsafe  want=none
# %%
import asyncio, threading
loop = asyncio.get_running_loop()
queue = asyncio.Queue()
done = asyncio.Event()
async def job():
    return 1
def worker():
    loop.call_soon_threadsafe(queue.put_nowait, 1)
    loop.call_soon_threadsafe(done.set)
    asyncio.run_coroutine_threadsafe(job(), loop)
    queue.qsize(), done.is_set()
threading.Thread(target=worker).start()
await done.wait()

# === none-threading-event-and-queue  want=none
# %%
import asyncio, queue, threading
jobs = queue.Queue()
done = threading.Event()
def worker():
    jobs.put_nowait(1)
    done.set()
threading.Thread(target=worker).start()
await asyncio.sleep(0.05)

# === none-called-on-the-loop-too  want=none
# %%
import asyncio, threading
seen = []
async def job():
    await asyncio.sleep(0)
    seen.append(1)
tasks = set()
def start():
    task = asyncio.create_task(job())
    tasks.add(task)
    task.add_done_callback(tasks.discard)
start()
await asyncio.sleep(0.05)

# === none-function-factory  want=none
# %%
import asyncio, threading
def make(n):
    def work():
        return n
    return work
class Job:
    def __init__(self, n):
        self.n = n
    def __call__(self):
        return self.n
value = await asyncio.to_thread(make(3))
other = await asyncio.to_thread(Job(4))
thread = threading.Thread(target=make(3))
thread.start()

# === none-partial-and-lambda  want=none
# %%
import asyncio
from functools import partial
def work(n):
    return n
loop = asyncio.get_running_loop()
value = await loop.run_in_executor(None, partial(work, 3))
other = await loop.run_in_executor(None, lambda: work(3))
loop.call_soon(partial(work, 1))

# === none-coroutine-run-in-a-thread  want=none
# %%
import asyncio, threading
async def job(n):
    await asyncio.sleep(0)
    return n
thread = threading.Thread(target=asyncio.run, args=(job(1),))
thread.start()
value = await asyncio.to_thread(asyncio.run, job(2))

# === none-coroutine-awaited-by-a-detour  want=none
# %%
import asyncio
async def job(n):
    return n
coroutine = await asyncio.to_thread(job, 3)
value = await coroutine
other = await (await asyncio.to_thread(job, 4))

# === none-other-submit  want=none
# %%
class Form:
    def submit(self, value):
        return value
    def run_in_executor(self, a, b):
        return b
def work(n):
    return n * 2
form = Form()
form.submit(work(3))
form.run_in_executor(None, work(2))

# === none-other-classes  want=none
# %%
class Loop:
    def call_soon(self, function):
        return function
    def create_task(self, job):
        return job
import threading
loop = Loop()
def worker():
    loop.call_soon(print)
    loop.create_task(1)
threading.Thread(target=worker).start()

# === none-loop-of-the-thread  want=none
# %%
import asyncio, threading
def worker():
    loop = asyncio.new_event_loop()
    loop.call_later(0.01, loop.stop)
    loop.run_forever()
    loop.close()
thread = threading.Thread(target=worker)
thread.start()
thread.join()

# === none-before-the-thread-starts  want=none
# %%
import asyncio, threading
other = asyncio.new_event_loop()
other.call_soon(print, "hello")
thread = threading.Thread(target=other.run_forever, daemon=True)
thread.start()
other.call_soon_threadsafe(other.stop)

# === event-that-a-method-named-run-sets  want=rewrite limit=8
# %%
import asyncio, threading, time
class Worker:
    def __init__(self):
        self.done = asyncio.Event()
    def run(self):
        time.sleep(0.1)
        self.result = 5
        self.done.set()
# %%
worker = Worker()
threading.Thread(target=worker.run).start()
await asyncio.wait_for(worker.done.wait(), 3)
# %% verify
assert worker.result == 5

# === queue-that-the-thread-asks-about  want=suggested
# %%
import asyncio
queue = asyncio.Queue()
def fill():
    while queue.qsize() < 3:
        queue.put_nowait(1)
# %%
await asyncio.to_thread(fill)

# === variable-changed-under-a-lock  want=none
# %%
import threading
from concurrent.futures import ThreadPoolExecutor
count = 0
lock = threading.Lock()
def add(_):
    global count
    lock.acquire()
    count += 1
    lock.release()
# %%
with ThreadPoolExecutor() as pool:
    list(pool.map(add, range(10)))

# === task-in-a-thread-that-no-set-can-keep  want=explain
# %%
import asyncio, threading
async def handle(message):
    await asyncio.sleep(0)
class Client:
    def __init__(self, callback):
        self.callback = callback
    def start(self):
        threading.Thread(target=self._run).start()
    def _run(self):
        self.callback(1)
def on_message(message):
    asyncio.ensure_future(handle(message))
# %%
Client(on_message).start()
await asyncio.sleep(0.1)

# === coroutine-function-in-an-executor-printed-at-once  want=rewrite
# %%
import asyncio
async def job(n):
    return n + 1
loop = asyncio.get_running_loop()
values = []
print(await loop.run_in_executor(None, job, 3))
values.append(len([await loop.run_in_executor(None, job, 3)]))
# %% verify
assert values == [1]

# === coroutine-function-in-an-executor-used-at-once  want=rewrite fails=yes
# %%
import asyncio
async def job(n):
    return [n + 1]
size = len(await asyncio.to_thread(job, 3))
# %% verify
assert size == 1

# === lambda-that-makes-a-coroutine-in-a-thread  want=rewrite
# %%
import asyncio
async def job(n):
    return n + 1
value = await asyncio.to_thread(lambda: job(3))
# %% verify
assert value == 4

# === coroutine-from-a-thread-that-is-handed-on  want=none
# %%
import asyncio
async def job(n):
    return n
async def use(coroutine):
    return await coroutine
results = []
print(await use(await asyncio.to_thread(job, 3)))
results.append(await asyncio.to_thread(job, 3))
for result in results:
    print(await result)

# === lambda-that-runs-a-coroutine-in-a-thread  want=none
# %%
import asyncio
async def job(n):
    return n
value = await asyncio.to_thread(lambda: asyncio.run(job(3)))

# === semaphore-for-two-loops  want=explain
# %%
import asyncio
sem = asyncio.Semaphore(2)
async def job(i):
    async with sem:
        await asyncio.sleep(0.01)
        return i
r = await asyncio.gather(*(job(i) for i in range(5)))
# %%
async def many():
    return await asyncio.gather(*(job(i) for i in range(5)))
r2 = await asyncio.to_thread(asyncio.run, many())

# === queue-that-only-a-thread-uses  want=none
# %%
import asyncio
queue = asyncio.Queue()
async def worker():
    await queue.put(1)
    return await queue.get()
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(1) as pool:
    print(pool.submit(asyncio.run, worker()).result())

# === task-awaited-in-a-thread  want=explain
# %%
import asyncio
async def f():
    await asyncio.sleep(0.2)
    return 1
task = asyncio.create_task(f())
async def waits():
    return await task
r = await asyncio.to_thread(asyncio.run, waits())

# === lock-that-threads-use-through-the-loop  want=none
# %%
import asyncio, threading
loop = asyncio.get_running_loop()
lock = asyncio.Lock()
async def f():
    async with lock:
        return 1
def worker(out):
    out.append(asyncio.run_coroutine_threadsafe(f(), loop).result(2))
out = []
await asyncio.to_thread(worker, out)
print(out, await f())

# === future-of-a-loop-that-does-not-run  want=explain
# %%
import asyncio
loop2 = asyncio.new_event_loop()
fut = loop2.create_future()
async def f(): return 1
r = await asyncio.gather(f(), fut)

# === lock-beside-a-thread-that-does-not-use-it  want=none
# %%
import asyncio
lock = asyncio.Lock()
async def a():
    async with lock:
        return 1
async def b():
    return 2
print(await a())
print(await asyncio.to_thread(asyncio.run, b()))

# === own-error-about-another-loop  want=none
# %%
raise RuntimeError("connection is attached to a different loop of wire")

# === function-of-a-cell-in-a-process-pool  want=none limit=20
# %%
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
def square(n):
    return n * n
with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as pool:
    print(list(pool.map(square, range(4))))

# === what-cannot-be-pickled-to-a-process  want=explain limit=20
# %%
from concurrent.futures import ProcessPoolExecutor
import threading
with ProcessPoolExecutor(1) as pool:
    print(pool.submit(print, threading.Lock()).result())

# === coroutine-function-to-a-process  want=explain limit=20
# %%
import asyncio
from concurrent.futures import ProcessPoolExecutor
async def job(n):
    return n
loop = asyncio.get_running_loop()
with ProcessPoolExecutor(1) as pool:
    print(await loop.run_in_executor(pool, job, 3))

# === lambda-with-a-name-to-a-process  want=explain limit=20
# %%
from concurrent.futures import ProcessPoolExecutor
double = lambda x: 2 * x
pool = ProcessPoolExecutor(1)
fut = pool.submit(double, 4)
print(fut.result())

# === function-of-a-module-to-a-process  want=none limit=20
# %%
import math
from concurrent.futures import ProcessPoolExecutor
with ProcessPoolExecutor(2) as pool:
    print(list(pool.map(math.sqrt, [1, 4])), pool.submit(pow, 2, 3).result())

# === method-to-a-process  want=none limit=20
# %%
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
class A:
    def __init__(self, n): self.n = n
    def go(self, k): return self.n + k
with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as pool:
    print(pool.submit(A(3).go, 4).result())

# === function-defined-after-the-processes-started  want=explain limit=20
# %%
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork"))
print(pool.submit(pow, 2, 3).result())
# %%
def cube(n): return n ** 3
print(pool.submit(cube, 3).result())

# === loop-of-its-own-in-a-thread  want=none
# %%
import asyncio, threading
def runner(loop):
    asyncio.set_event_loop(loop)
    loop.run_forever()
loop = asyncio.new_event_loop()
th = threading.Thread(target=runner, args=(loop,), daemon=True); th.start()
async def f(): return 5
print(asyncio.run_coroutine_threadsafe(f(), loop).result(2))
loop.call_soon_threadsafe(loop.stop)
th.join(1)

# === queue-filled-in-an-executor  want=rewrite limit=8
# %%
import asyncio
q = asyncio.Queue()
def produce():
    for i in range(3):
        q.put_nowait(i)
async def main():
    loop = asyncio.get_running_loop()
    job = loop.run_in_executor(None, produce)
    got = [await q.get() for _ in range(3)]
    await job
    return got
r = await asyncio.wait_for(main(), 3)
# %% verify
assert r == [0, 1, 2]

# === called-for-an-executor-although-it-waits  want=rewrite fails=yes
# %%
import asyncio, time
def work(x):
    time.sleep(0.01)
    return x * 2
async def main():
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, work(4))
# %%
r = await main()
# %% verify
assert r == 8

# === future-of-an-executor-awaited  want=rewrite fails=yes
# %%
import asyncio
from concurrent.futures import ThreadPoolExecutor
pool = ThreadPoolExecutor(2)
def work(x):
    return x * 2
async def main():
    future = pool.submit(work, 4)
    return await future
# %%
r = await main() + await (pool.submit(work, 1))
# %% verify
assert r == 10

# === futures-of-an-executor-gathered  want=rewrite fails=yes
# %%
import asyncio
from concurrent.futures import ThreadPoolExecutor
def work(x):
    return x * 2
async def main():
    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(work, i) for i in range(3)]
        return await asyncio.gather(*futures)
async def second():
    pool = ThreadPoolExecutor()
    futures = []
    for i in range(3):
        futures.append(pool.submit(pow, i, 2))
    return await asyncio.gather(*futures)
# %%
r = await main() + await second()
# %% verify
assert r == [0, 2, 4, 0, 1, 4]

# === futures-of-an-executor-where-they-are-made  want=rewrite fails=yes
# %%
from asyncio import as_completed, create_task, gather, wait_for
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(2) as pool:
    one = await gather(*[pool.submit(max, i, 1) for i in range(3)])
    two = await gather(pool.submit(max, 1, 2), pool.submit(max, 2, 3))
    three = await wait_for(pool.submit(max, 1, 2), timeout=2)
    four = await create_task(pool.submit(max, 1, 2))
    futures = [pool.submit(max, i, 1) for i in range(2)]
    five = [await future for future in as_completed(futures)]
# %% verify
assert (one, two, three, four, five) == ([1, 1, 2], [2, 3], 2, 2, [1, 1])

# === futures-of-an-executor-given-to-wait  want=suggested
# %%
import asyncio
from concurrent.futures import ThreadPoolExecutor
pool = ThreadPoolExecutor(2)
names = {pool.submit(max, 1, 2): "a"}
futures = [pool.submit(max, 1, 2)]
done, pending = await asyncio.wait(futures, timeout=1)

# === futures-of-an-executor-wrapped  want=none
# %%
import asyncio
from concurrent.futures import ThreadPoolExecutor
pool = ThreadPoolExecutor(2)
loop = asyncio.get_running_loop()
futures = [loop.run_in_executor(pool, max, i, 2) for i in range(3)]
r = await asyncio.gather(*futures)
s = await asyncio.wrap_future(pool.submit(max, 1, 2))
t = await asyncio.gather(*map(asyncio.wrap_future, [pool.submit(max, 1, 2)]))
