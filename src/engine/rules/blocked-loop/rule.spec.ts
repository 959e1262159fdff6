import type { ICell, IDocument, IEngine, IFinding } from '../..';
import { engine as loaded, notebook, rewritten } from '../../testing/documents';

let engine: IEngine;
beforeAll(async () => {
  engine = await loaded;
});

function found(document: IDocument, facts = {}): IFinding[] {
  return engine
    .check(document, facts)
    .filter(({ rule }) => rule === 'blocked-loop');
}

const JOB =
  'import asyncio, queue, threading\nfrom concurrent import futures\nasync def job():\n    return 3\nloop = asyncio.get_running_loop()\npool = futures.ThreadPoolExecutor()\n';

function cell(source: string): IDocument {
  return notebook(JOB + source);
}

describe('a wait that blocks the loop', () => {
  it.each<[string, string, string, 'error' | 'warning']>([
    [
      'for a coroutine of the loop itself',
      'x = asyncio.run_coroutine_threadsafe(job(), loop).result()',
      'x = await job()',
      'error'
    ],
    [
      'for an attribute of its value',
      'x = asyncio.run_coroutine_threadsafe(job(), loop).result().real',
      'x = (await job()).real',
      'error'
    ],
    [
      'for a coroutine in a variable',
      'c = job()\nx = [asyncio.run_coroutine_threadsafe(coro=c, loop=loop).result(timeout=None)]',
      'c = job()\nx = [await c]',
      'error'
    ],
    [
      'for a coroutine that a condition chooses',
      'x = asyncio.run_coroutine_threadsafe(job() if 1 else job(), loop).result()',
      'x = await (job() if 1 else job())',
      'error'
    ],
    [
      'for a future, with a limit',
      'f = asyncio.run_coroutine_threadsafe(job(), loop)\nx = f.result(2)',
      'f = asyncio.run_coroutine_threadsafe(job(), loop)\nx = await asyncio.wait_for(asyncio.wrap_future(f), 2)',
      'error'
    ],
    [
      'in a function that the cell calls',
      'def get():\n    return asyncio.run_coroutine_threadsafe(job(), loop).result()\nx = get() + 1',
      'async def get():\n    return await job()\nx = await get() + 1',
      'error'
    ],
    [
      'for a thread that needs the loop',
      'def work():\n    asyncio.run_coroutine_threadsafe(job(), loop).result()\nt = threading.Thread(target=work)\nt.start()\nt.join()',
      'def work():\n    asyncio.run_coroutine_threadsafe(job(), loop).result()\nt = threading.Thread(target=work)\nt.start()\nawait asyncio.to_thread(t.join)',
      'error'
    ],
    [
      'for an executor’s future that needs the loop',
      'def work():\n    return asyncio.run_coroutine_threadsafe(job(), loop).result()\nx = pool.submit(work).result()',
      'def work():\n    return asyncio.run_coroutine_threadsafe(job(), loop).result()\nx = await asyncio.wrap_future(pool.submit(work))',
      'error'
    ],
    [
      'for an executor',
      'async def f(g):\n    return list(pool.map(g, [1, 2], chunksize=2))',
      'async def f(g):\n    return await asyncio.to_thread(list, pool.map(g, [1, 2], chunksize=2))',
      'warning'
    ],
    [
      'for several futures',
      'async def f(fs):\n    return futures.wait(fs, timeout=1)',
      'async def f(fs):\n    return await asyncio.to_thread(futures.wait, fs, timeout=1)',
      'warning'
    ],
    [
      'for a queue',
      'q = queue.Queue()\nasync def f():\n    while (item := q.get()) is not None:\n        print(item)',
      'q = queue.Queue()\nasync def f():\n    while (item := await asyncio.to_thread(q.get)) is not None:\n        print(item)',
      'warning'
    ],
    [
      'for a queue to be worked off',
      'class A:\n    def __init__(self):\n        self.q = queue.Queue()\n    async def f(self):\n        self.q.join()',
      'class A:\n    def __init__(self):\n        self.q = queue.Queue()\n    async def f(self):\n        await asyncio.to_thread(self.q.join)',
      'warning'
    ]
  ])('%s', (_what, before, after, severity) => {
    const findings = found(cell(before));
    expect(findings.map(finding => finding.severity)).toEqual([severity]);
    expect(findings[0].rewrites[0].safety).toBe('safe');
    expect(rewritten(cell(before), findings[0])).toEqual([JOB + after]);
  });

  it.each<[string, string]>([
    [
      'a condition',
      'c = threading.Condition()\nasync def f():\n    with c:\n        c.wait()'
    ],
    [
      'a function that a thread runs too',
      'def get():\n    return asyncio.run_coroutine_threadsafe(job(), loop).result()\nthreading.Thread(target=get).start()\nget()'
    ]
  ])('is explained: %s', (_what, source) => {
    const findings = found(cell(source));
    expect(findings).toHaveLength(1);
    expect(findings[0].rewrites).toEqual([]);
  });

  it.each<[string, string]>([
    [
      'in a thread',
      'def get():\n    return asyncio.run_coroutine_threadsafe(job(), loop).result()\nthreading.Thread(target=get).start()'
    ],
    [
      'for another loop, at the top level',
      'own = asyncio.new_event_loop()\nthreading.Thread(target=own.run_forever).start()\nx = asyncio.run_coroutine_threadsafe(job(), own).result()'
    ],
    ['for a future at the top level', 'x = pool.submit(print).result()'],
    [
      'for a queue that may be empty',
      'q = queue.Queue()\nasync def f():\n    return q.get(timeout=0), q.get(False), q.put(1)'
    ],
    [
      'for a future that is done',
      'async def f():\n    with futures.ThreadPoolExecutor() as p:\n        x = p.submit(print)\n        await asyncio.wrap_future(x)\n    return x.result()'
    ],
    [
      'for what was awaited',
      'async def f():\n    t = threading.Thread(target=print)\n    t.start()\n    try:\n        await job()\n    finally:\n        t.join()'
    ],
    [
      'under nest_asyncio',
      'import nest_asyncio\nnest_asyncio.apply()\nq = queue.Queue()\nasync def f():\n    q.get()'
    ],
    [
      'not at all: names alike',
      'class Q:\n    def get(self):\n        return 1\n    def join(self):\n        return 2\nq = Q()\nasync def f(t):\n    q.join()\n    t.join()\n    return q.get(), ",".join([])'
    ]
  ])('is left alone: %s', (_what, source) => {
    expect(found(cell(source))).toEqual([]);
  });

  const GET = 'q = queue.Queue()\nasync def f():\n    return [q.get()]\n';

  it.each<[string, string]>([
    ['by a limit', `${GET}x = await asyncio.wait_for(f(), 1)`],
    [
      'by a limit on a task of it',
      `${GET}t = asyncio.create_task(f())\nx = await asyncio.wait_for(t, 1)`
    ],
    [
      'by a limit around its caller',
      `${GET}async def g():\n    async with asyncio.timeout(1):\n        await h()\nasync def h():\n    return await f()`
    ],
    [
      'by its group',
      `${GET}async def g():\n    async with asyncio.TaskGroup() as tg:\n        tg.create_task(f())`
    ],
    ['by name', `${GET}t = asyncio.create_task(f())\nt.cancel()`],
    [
      'among others',
      `${GET}ts = [asyncio.create_task(f()) for _ in range(3)]\nfor t in ts:\n    t.cancel()`
    ],
    [
      'at the end of the notebook: it never ends by itself',
      'q = queue.Queue()\nasync def f():\n    while True:\n        print(q.get())'
    ],
    [
      'while a function waits for it',
      'q = queue.Queue()\ndef take():\n    return q.get()\nasync def f():\n    return take()\nx = await asyncio.wait_for(f(), 1)'
    ],
    [
      'while it waits for a lock',
      'lock = threading.Lock()\nasync def f():\n    if lock.acquire():\n        lock.release()\nx = await asyncio.wait_for(f(), 1)'
    ]
  ])('is only suggested where it may be cancelled %s', (_what, source) => {
    const rewrites = found(cell(source)).flatMap(finding => finding.rewrites);
    expect(rewrites.map(({ safety }) => safety)).toEqual(['check']);
    expect(rewrites[0].values.outlasts).toBe(true);
  });

  it.each<[string, string]>([
    [
      'another task',
      `${GET}t = asyncio.create_task(job())\nx = await f()\nt.cancel()`
    ],
    [
      'a timer',
      `${GET}t = threading.Timer(1, print)\nx = await f()\nt.cancel()`
    ],
    [
      'a wait that ends with its thread',
      'async def f():\n    t = threading.Thread(target=print)\n    t.start()\n    t.join()\nawait asyncio.wait_for(f(), 1)'
    ],
    [
      'nothing: an item ends it',
      'q = queue.Queue()\nasync def f():\n    while True:\n        if q.get() is None:\n            break'
    ]
  ])('is safe where what may be cancelled is %s', (_what, source) => {
    const rewrites = found(cell(source)).flatMap(finding => finding.rewrites);
    expect(rewrites.map(({ safety }) => safety)).toEqual(['safe']);
  });

  it.each<[string, string, string]>([
    [
      'a queue, where it may be cancelled',
      'q = queue.Queue()\nasync def f():\n    x = q.get()  # one\n    return x\nawait asyncio.wait_for(f(), 1)',
      'q = queue.Queue()\nasync def f():\n    while True:\n        try:\n            x = q.get_nowait()  # one\n            break\n        except queue.Empty:\n            await asyncio.sleep(0.01)\n    return x\nawait asyncio.wait_for(f(), 1)'
    ],
    [
      'a queue, in steps of two spaces',
      'q = queue.Queue()\nasync def f():\n  x = q.get()\nawait asyncio.wait_for(f(), 1)',
      'q = queue.Queue()\nasync def f():\n  while True:\n    try:\n      x = q.get_nowait()\n      break\n    except queue.Empty:\n      await asyncio.sleep(0.01)\nawait asyncio.wait_for(f(), 1)'
    ],
    [
      'a queue without an end',
      'q = queue.Queue()\nasync def f():\n    while True:\n        self.x = q.get()',
      'q = queue.Queue()\nasync def f():\n    while True:\n        while True:\n            try:\n                self.x = q.get_nowait()\n                break\n            except queue.Empty:\n                await asyncio.sleep(0.01)'
    ],
    [
      'an event, where it may be cancelled',
      'e = threading.Event()\nasync def f():\n    e.wait()\nt = asyncio.create_task(f())\nt.cancel()',
      'e = threading.Event()\nasync def f():\n    while not e.is_set():\n        await asyncio.sleep(0.01)\nt = asyncio.create_task(f())\nt.cancel()'
    ],
    [
      'a lock: threads of a pool that wait for it would keep out the one that holds it',
      'lock = threading.Lock()\nasync def f():\n    lock.acquire()\n    lock.release()',
      'lock = threading.Lock()\nasync def f():\n    while not lock.acquire(blocking=False):\n        await asyncio.sleep(0.01)\n    lock.release()'
    ],
    [
      'a lock that only its thread may release',
      'lock = threading.RLock()\nasync def f():\n    lock.acquire()\n    lock.release()',
      'lock = threading.RLock()\nasync def f():\n    while not lock.acquire(blocking=False):\n        await asyncio.sleep(0.01)\n    lock.release()'
    ]
  ])('asks again and again: %s', (_what, source, after) => {
    const [finding] = found(cell(source));
    expect(finding.rewrites[0].safety).toBe('safe');
    expect(rewritten(cell(source), finding)).toEqual([JOB + after]);
    expect(found(cell(after)).flatMap(({ rewrites }) => rewrites)).toEqual([]);
  });

  const FUTURES = 'fs = [pool.submit(print) for _ in range(3)]\n';

  it.each<[string, string, string]>([
    [
      'futures as they come',
      'async def f():\n    for x in futures.as_completed(fs, timeout=1):  # each\n        print(x)\n        break',
      'async def f():\n    completed = futures.as_completed(fs, timeout=1)\n    while (x := await asyncio.to_thread(next, completed, None)) is not None:  # each\n        print(x)\n        break'
    ],
    [
      'the results of a pool',
      'async def f():\n    for x in pool.map(len, "abc"): print(x)\n    for x in fs:\n        print(x)',
      'async def f():\n    results = pool.map(len, "abc")\n    end = object()\n    while (x := await asyncio.to_thread(next, results, end)) is not end: print(x)\n    for x in fs:\n        print(x)'
    ],
    [
      'all of them for a list',
      'async def f():\n    return [x.result() for x in futures.as_completed(fs)]',
      'async def f():\n    return [x.result() for x in await asyncio.to_thread(list, futures.as_completed(fs))]'
    ],
    [
      'the end of a pool',
      'async def f():\n    with futures.ThreadPoolExecutor() as own:\n        for i in range(3):\n            own.submit(print)\n    return 1',
      'async def f():\n    with futures.ThreadPoolExecutor() as own:\n        for i in range(3):\n            own.submit(print)\n        await asyncio.to_thread(own.shutdown)\n    return 1'
    ],
    [
      'the end of a pool, by name',
      'async def f():\n    own = futures.ThreadPoolExecutor()\n    own.submit(print)\n    own.shutdown()',
      'async def f():\n    own = futures.ThreadPoolExecutor()\n    own.submit(print)\n    await asyncio.to_thread(own.shutdown)'
    ]
  ])('has threads wait for %s', (_what, source, after) => {
    const document = cell(FUTURES + source);
    const [finding] = found(document);
    expect(finding.rewrites[0].safety).toBe('safe');
    expect(rewritten(document, finding)).toEqual([JOB + FUTURES + after]);
  });

  it.each<[string, string]>([
    [
      'a loop whose variable is read below',
      'async def f():\n    for x in futures.as_completed(fs):\n        pass\n    return x'
    ],
    [
      'a loop that binds two names',
      'async def f():\n    for x, y in pool.map(divmod, [1], [2]):\n        print(x)'
    ],
    [
      'a generator, which may not be read to its end',
      'async def f():\n    return (x for x in futures.as_completed(fs))'
    ],
    [
      'a queue while a lock is held',
      'q = queue.Queue()\nlock = threading.Lock()\nasync def f():\n    with lock:\n        q.get()'
    ],
    [
      'the end of a pool that an error brings about',
      'async def f():\n    with futures.ThreadPoolExecutor() as own:\n        own.submit(print)\n        raise KeyError'
    ],
    [
      'the end of a pool that a return brings about',
      'async def f():\n    with futures.ThreadPoolExecutor() as own:\n        own.submit(print)\n        return 1'
    ]
  ])('is explained: %s', (_what, source) => {
    const [finding] = found(cell(FUTURES + source));
    expect(finding.rewrites).toEqual([]);
  });

  it('keeps what a pool has not begun where a loop is left early', () => {
    const [finding] = found(
      cell('async def f():\n    for x in pool.map(len, "abc"):\n        break')
    );
    expect(finding.rewrites.map(({ safety }) => safety)).toEqual(['check']);
  });

  it.each<[string, string]>([
    [
      'what it ran was awaited',
      'async def f():\n    own = futures.ThreadPoolExecutor()\n    await asyncio.wrap_future(own.submit(print))\n    own.shutdown()'
    ],
    [
      'nobody waits',
      'async def f():\n    own = futures.ThreadPoolExecutor()\n    own.submit(print)\n    own.shutdown(wait=False)'
    ],
    [
      'it runs nothing',
      'async def f(own: futures.ThreadPoolExecutor):\n    own.shutdown()'
    ]
  ])('leaves the end of a pool alone: %s', (_what, source) => {
    expect(found(cell(source))).toEqual([]);
  });

  it('does not ask for an event that may be cleared before it asks', () => {
    const [finding] = found(
      cell(
        'e = threading.Event()\nasync def f():\n    e.wait()\n    e.clear()\nawait asyncio.wait_for(f(), 1)'
      )
    );
    expect(finding.rewrites.map(({ safety }) => safety)).toEqual(['check']);
  });

  it('is found in a script only where its loop is the one that runs', () => {
    const script = (source: string): IDocument => ({
      ...notebook(source),
      kind: 'script'
    });
    const send = 'asyncio.run_coroutine_threadsafe(job(), loop).result()';
    const head = 'import asyncio\nasync def job():\n    pass\n';
    expect(
      found(script(`${head}loop = asyncio.get_event_loop()\n${send}`))
    ).toEqual([]);
    expect(
      found(
        script(
          `${head}async def main():\n    loop = asyncio.get_running_loop()\n    ${send}\nasyncio.run(main())`
        )
      ).map(({ severity }) => severity)
    ).toEqual(['error']);
  });

  it('gets no thread in a kernel that has none', () => {
    const [finding] = found(
      cell('q = queue.Queue()\nasync def f():\n    q.get()'),
      { threads: false }
    );
    expect(finding.rewrites).toEqual([]);
  });

  it('takes an interrupt on its line for evidence', () => {
    const source = `${JOB}f = asyncio.run_coroutine_threadsafe(job(), loop)\nx = f.result()`;
    const line = source.split('\n').length;
    const stopped: Partial<ICell> = {
      source,
      executionCount: 1,
      outputs: [
        {
          output_type: 'error',
          ename: 'KeyboardInterrupt',
          evalue: '',
          traceback: [
            'KeyboardInterrupt      Traceback (most recent call last)',
            `Cell In[1], line ${line}\n----> ${line} x = f.result()`,
            'File ~/lib/python3.11/concurrent/futures/_base.py:451, in Future.result(self, timeout)\n--> 451 self._condition.wait(timeout)',
            'KeyboardInterrupt: '
          ]
        }
      ]
    };
    const [finding] = found(notebook(stopped));
    expect(finding.evidence).toBe('error');
    expect(finding.rewrites[0].safety).toBe('safe');
  });
});
