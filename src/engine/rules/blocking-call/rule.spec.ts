import type { IDocument, IEngine, IFinding } from '../..';
import { engine as loaded, notebook, rewritten } from '../../testing/documents';

let engine: IEngine;
beforeAll(async () => {
  engine = await loaded;
});

function found(
  document: IDocument,
  facts = {},
  blockingCalls: readonly string[] = []
): IFinding[] {
  return engine
    .check(document, facts, { blockingCalls })
    .filter(({ rule }) => rule === 'blocking-call');
}

const script = (source: string): IDocument => ({
  ...notebook(source),
  kind: 'script'
});

const SLEEP =
  'import asyncio, time\nasync def job():\n    time.sleep(1)\n    return 2';
const RUN =
  'import asyncio, subprocess\nasync def job():\n    subprocess.run(["ls"])';
const OWN =
  'import asyncio\nfrom company.database import query\nasync def job():\n    return query(1, all=True)';

describe('a call that blocks the loop', () => {
  it.each<[string, string, string]>([
    [
      'time.sleep',
      'import time, asyncio\nasync def f():\n    time.sleep(1)',
      'import time, asyncio\nasync def f():\n    await asyncio.sleep(1)'
    ],
    [
      'a call without arguments',
      'import asyncio, subprocess\nasync def f(p: int):\n    q = subprocess.Popen(["ls"])\n    return q.wait()',
      'import asyncio, subprocess\nasync def f(p: int):\n    q = subprocess.Popen(["ls"])\n    return await asyncio.to_thread(q.wait)'
    ],
    [
      'arguments on lines of their own',
      'import asyncio, subprocess\nasync def f():\n    subprocess.run(\n        ["ls"],  # list\n        check=True,\n    )',
      'import asyncio, subprocess\nasync def f():\n    await asyncio.to_thread(subprocess.run,\n        ["ls"],  # list\n        check=True,\n    )'
    ],
    [
      'an attribute of the result',
      'import asyncio, requests\nasync def f(u):\n    return requests.get(u).json()["a"]',
      'import asyncio, requests\nasync def f(u):\n    return (await asyncio.to_thread(requests.get, u)).json()["a"]'
    ],
    [
      'a generator that is read to its end',
      'import asyncio, requests\nasync def f(us):\n    return sum(requests.get(u).status_code for u in us)',
      'import asyncio, requests\nasync def f(us):\n    return sum([(await asyncio.to_thread(requests.get, u)).status_code for u in us])'
    ],
    [
      'a connection that is made in a try',
      'import asyncio, sqlite3\nasync def f(q):\n    db = None\n    try:\n        db = sqlite3.connect("a")\n        n = db.execute(q).fetchone()\n    except ValueError:\n        n = 0\n    finally:\n        if db:\n            db.close()\n    await asyncio.sleep(n)',
      'import asyncio, sqlite3\nasync def f(q):\n    def query():\n        db = None\n        try:\n            db = sqlite3.connect("a")\n            n = db.execute(q).fetchone()\n        except ValueError:\n            n = 0\n        finally:\n            if db:\n                db.close()\n        return n\n\n    n = await asyncio.to_thread(query)\n    await asyncio.sleep(n)'
    ],
    [
      'a result that is bound where nothing fails, or where something does',
      'import asyncio, sqlite3\nasync def f(q):\n    db = sqlite3.connect("a")\n    try:\n        db.execute(q)\n    except ValueError as error:\n        n = str(error)\n    else:\n        n = 0\n    db.close()\n    await asyncio.sleep(n)',
      'import asyncio, sqlite3\nasync def f(q):\n    def query():\n        db = sqlite3.connect("a")\n        try:\n            db.execute(q)\n        except ValueError as error:\n            n = str(error)\n        else:\n            n = 0\n        db.close()\n        return n\n\n    n = await asyncio.to_thread(query)\n    await asyncio.sleep(n)'
    ],
    [
      'a function that returns early',
      'import asyncio, sqlite3\nasync def f(q):\n    db = sqlite3.connect("a")\n    n = db.execute(q).fetchone()\n    if n is None:\n        db.close()\n        return 0\n    db.close()\n    return n[0]',
      'import asyncio, sqlite3\nasync def f(q):\n    def query():\n        db = sqlite3.connect("a")\n        n = db.execute(q).fetchone()\n        if n is None:\n            db.close()\n            return 0\n        db.close()\n        return n[0]\n\n    return await asyncio.to_thread(query)'
    ],
    [
      'a string over several lines in a block',
      'import asyncio, sqlite3\nasync def f():\n    db = sqlite3.connect("a")\n    n = db.execute("""select\n  1""").fetchone()\n    db.close()\n    return n',
      'import asyncio, sqlite3\nasync def f():\n    def query():\n        db = sqlite3.connect("a")\n        n = db.execute("""select\n  1""").fetchone()\n        db.close()\n        return n\n\n    n = await asyncio.to_thread(query)\n    return n'
    ],
    [
      'a block at the end that returns',
      'import asyncio, sqlite3\nasync def f(p):\n\tif p:\n\t\tdb = sqlite3.connect(p)\n\t\treturn db.execute("x").fetchall()\n\treturn []',
      'import asyncio, sqlite3\nasync def f(p):\n\tif p:\n\t\tdef query():\n\t\t\tdb = sqlite3.connect(p)\n\t\t\treturn db.execute("x").fetchall()\n\n\t\treturn await asyncio.to_thread(query)\n\treturn []'
    ],
    [
      'a result that is bound on every path',
      'import asyncio, sqlite3\nasync def f(p):\n    try:\n        db = sqlite3.connect(p)\n        rows = db.execute("x").fetchall()\n    except sqlite3.Error:\n        rows = []\n    return rows',
      'import asyncio, sqlite3\nasync def f(p):\n    try:\n        def query():\n            db = sqlite3.connect(p)\n            rows = db.execute("x").fetchall()\n            return rows\n\n        rows = await asyncio.to_thread(query)\n    except sqlite3.Error:\n        rows = []\n    return rows'
    ]
  ])('%s', (_what, before, after) => {
    const document = notebook(before);
    const findings = found(document);
    expect(findings).toHaveLength(1);
    expect(findings[0].rewrites[0].safety).toBe('safe');
    expect(rewritten(document, findings[0])).toEqual([after]);
  });

  it('is found in a script too', () => {
    const [finding] = found(script(SLEEP));
    expect(finding.severity).toBe('warning');
    expect(finding.rewrites[0].safety).toBe('safe');
  });

  it('is found under the name a person gives for it, and only suggested', () => {
    expect(found(notebook(OWN))).toEqual([]);
    const [finding] = found(notebook(OWN), {}, ['company.database.query']);
    expect(finding.rewrites[0].safety).toBe('check');
    expect(rewritten(notebook(OWN), finding)![0]).toContain(
      'return await asyncio.to_thread(query, 1, all=True)'
    );
  });

  it('gets no thread in a kernel that has none', () => {
    const [sleep] = found(notebook(SLEEP), { threads: false });
    expect(sleep.rewrites).toHaveLength(1);
    const [run] = found(notebook(RUN), { threads: false });
    expect(run.rewrites).toEqual([]);
  });

  it('is a hint beside a task of the same cell', () => {
    const document = notebook(
      `${SLEEP.replace('time.sleep', 'asyncio.sleep')}`,
      'task = asyncio.create_task(job())\ntime.sleep(1)'
    );
    const [finding] = found(document);
    expect(finding.severity).toBe('hint');
    expect(finding.rewrites.map(({ safety }) => safety)).toEqual(['check']);
  });

  it.each<[string, string]>([
    [
      'a connection that is closed behind an await',
      'import sqlite3, asyncio\nasync def f():\n    db = sqlite3.connect("a")\n    await asyncio.sleep(0)\n    db.close()'
    ],
    [
      'a connection that is kept',
      'import sqlite3\nclass A:\n    async def f(self):\n        self.db = sqlite3.connect("a")'
    ],
    [
      'a connection that is put into a list',
      'import sqlite3\npool = []\nasync def f():\n    db = sqlite3.connect("a")\n    pool.append(db)'
    ],
    [
      'rows that were not fetched',
      'import sqlite3\nasync def f():\n    db = sqlite3.connect("a")\n    return db.execute("select 1")'
    ],
    [
      'a result that is bound on one path only',
      'import sqlite3\nasync def f(p):\n    with sqlite3.connect(p) as db:\n        if p:\n            n = db.execute("x").fetchone()\n    await g(n)'
    ],
    [
      'a name of outside that is bound again',
      'import sqlite3\nasync def f(n):\n    with sqlite3.connect("a") as db:\n        n = db.execute("x").fetchone() or n\n    return n'
    ],
    [
      'a return that is not always reached',
      'import sqlite3\nasync def f(p):\n    if p:\n        with sqlite3.connect(p) as db:\n            if db.execute("x").fetchone():\n                return 1\n    return 2'
    ],
    [
      'two statements on a line',
      'import sqlite3\nasync def f():\n    db = sqlite3.connect("a"); db.execute("x").fetchall(); x = 1\n    y = await x'
    ],
    [
      'a function that becomes async',
      'import time\nasync def g():\n    pass\ndef h():\n    time.sleep(1)\n    return g()\nasync def f():\n    h()'
    ],
    [
      'a block that calls a coroutine',
      'import sqlite3\nasync def g(row):\n    pass\nasync def f():\n    db = sqlite3.connect("a")\n    c = g(db.execute("x").fetchone())\n    db.close()\n    await c'
    ],
    ['input', 'async def f():\n    return input("? ")'],
    [
      'a password',
      'from getpass import getpass\nasync def f():\n    return getpass("? ")'
    ],
    [
      'a lock of threads',
      'import threading, time\nlock = threading.RLock()\nasync def f():\n    with lock:\n        time.sleep(1)'
    ],
    [
      'a callback of the loop',
      'import asyncio, time\ndef done(task):\n    time.sleep(1)\nasync def f():\n    task = asyncio.create_task(g())\n    task.add_done_callback(done)\nasync def g():\n    pass'
    ]
  ])('is explained: %s', (_what, source) => {
    const findings = found(notebook(source));
    expect(findings.length).toBeGreaterThan(0);
    expect(
      findings
        .flatMap(({ rewrites }) => rewrites)
        .filter(({ kind }) => kind !== 'library')
    ).toEqual([]);
  });

  it.each<[string, string]>([
    [
      'a generator that is not run',
      'import time\ndef items():\n    time.sleep(1)\n    yield 1\nasync def f():\n    return items()'
    ],
    [
      'a socket that does not wait',
      'import socket, asyncio\nasync def f():\n    s = socket.socket()\n    s.setblocking(False)\n    s.accept()'
    ],
    [
      'a name with two meanings',
      'import time\ndef pick(x):\n    global sleep\n    sleep = x\nif 1:\n    from time import sleep\nelse:\n    sleep = print\nasync def f():\n    sleep(1)'
    ],
    [
      'a loop of trio',
      'import time, anyio\nasync def f():\n    time.sleep(1)\nanyio.run(f, backend="trio")'
    ],
    [
      'a question for the loop first',
      'import asyncio, time\ndef wait():\n    try:\n        asyncio.get_running_loop()\n    except RuntimeError:\n        time.sleep(1)\nasync def f():\n    wait()'
    ],
    [
      'a process',
      'import time\nfrom multiprocessing import Process\nasync def f():\n    def work():\n        time.sleep(1)\n    Process(target=work).start()'
    ],
    [
      'what an ignore comment stands at',
      'import time\nasync def f():\n    time.sleep(1)  # asyncio-helper: ignore[blocking-call]'
    ]
  ])('is left alone: %s', (_what, source) => {
    expect(found(notebook(source))).toEqual([]);
  });

  const HEAD = 'import asyncio, time, threading, signal, sys, contextlib\n';
  const waits = (body: string, rest: string) =>
    `${HEAD}def work(*given):\n    time.sleep(1)\n    ${body}\n${rest}`;
  const CALL = 'async def f():\n    return work()';

  it.each<[string, string]>([
    [
      'the thread’s own variables',
      `${HEAD}local = threading.local()\n${waits('return local.db', CALL)}`
    ],
    ['the thread’s name', waits('return threading.current_thread()', CALL)],
    [
      'an iterator that may end: no future takes StopIteration',
      waits('return next(iter([]))', CALL)
    ],
    ['the exception that is handled', waits('return sys.exc_info()', CALL)],
    [
      'what the whole process prints to',
      waits('return contextlib.redirect_stdout(sys.stderr)', CALL)
    ],
    [
      'a function of a module of which nothing is known',
      waits('return own.update()', `import own\n${CALL}`)
    ],
    [
      'a function that it is given',
      waits('return given[0]()', 'async def f(g):\n    return work(g)')
    ],
    [
      'a given function that changes what others see',
      waits(
        'return map(*given)',
        'seen = []\ndef note(x):\n    seen.append(x)\nasync def f():\n    return work(note, [1])'
      )
    ],
    [
      'a question that others answer the same meanwhile',
      `${HEAD}token = None\nasync def f():\n    global token\n    if token is None:\n        time.sleep(1)\n        token = 1`
    ],
    [
      'a value that was read before',
      `${HEAD}total = 0\nasync def f():\n    global total\n    now = total\n    time.sleep(1)\n    total = now + 1`
    ],
    [
      'an entry that was missing',
      waits(
        'return given',
        'cache = {}\nasync def f(k):\n    if k in cache:\n        return cache[k]\n    cache[k] = work(k)\n    return cache[k]'
      )
    ],
    [
      'what a context manager of the notebook keeps meanwhile',
      `${HEAD}steps = []\n@contextlib.contextmanager\ndef step(n):\n    steps.append(n)\n    yield\n    steps.pop()\nasync def f(n):\n    with step(n):\n        time.sleep(1)`
    ],
    [
      'what is printed elsewhere meanwhile',
      `${HEAD}async def f(out):\n    with contextlib.redirect_stdout(out):\n        time.sleep(1)`
    ]
  ])('is only suggested: %s', (_what, source) => {
    const findings = found(notebook(source));
    expect(
      findings.flatMap(({ rewrites }) => rewrites.map(({ safety }) => safety))
    ).toEqual(['check']);
  });

  it.each<[string, string]>([
    [
      'an iterator’s end that is caught',
      waits('return next(iter([]), None)', CALL)
    ],
    [
      'a function that logs, and takes strings apart',
      `import logging\nlog = logging.getLogger()\n${HEAD}def work(text):\n    time.sleep(1)\n    log.info(text)\n    return text.upper().split()\nasync def f(t):\n    return work(t)`
    ],
    [
      'a function that it is given, and that changes nothing',
      waits(
        'return map(*given)',
        'def twice(x):\n    return 2 * x\nasync def f():\n    return work(twice, [1])'
      )
    ],
    [
      'a question that only one coroutine at a time asks',
      `${HEAD}token = None\nasync def f():\n    global token\n    if token is None:\n        time.sleep(1)\n        token = 1\n# %%\nawait f()\nawait f()`
    ],
    [
      'a question that is asked under a lock',
      `${HEAD}lock = asyncio.Lock()\ntoken = None\nasync def f():\n    global token\n    async with lock:\n        if token is None:\n            time.sleep(1)\n            token = 1`
    ],
    [
      'a context manager that keeps the time',
      `${HEAD}class Timer:\n    def __enter__(self):\n        self.begin = time.time()\n        return self\n    def __exit__(self, *error):\n        self.took = time.time() - self.begin\nasync def f(n):\n    with Timer() as timer:\n        time.sleep(1)`
    ],
    [
      'a counter that nobody asked before',
      `${HEAD}n = 0\nasync def f():\n    global n\n    time.sleep(1)\n    n += 1`
    ],
    [
      'how far an object has got',
      `${HEAD}class A:\n    async def f(self):\n        while self.n < 3:\n            time.sleep(1)\n            self.n += 1`
    ],
    [
      'a lock that was released',
      `${HEAD}lock = threading.Lock()\nasync def f():\n    lock.acquire(blocking=False)\n    lock.release()\n    time.sleep(1)`
    ]
  ])('is safe: %s', (_what, source) => {
    const findings = found(notebook(...source.split('# %%\n')));
    expect(
      findings.flatMap(({ rewrites }) => rewrites.map(({ safety }) => safety))
    ).toEqual(['safe']);
  });

  it.each<[string, string]>([
    ['an exception that its caller handles', waits('raise', CALL)],
    ['a signal', waits('signal.signal(signal.SIGINT, signal.SIG_DFL)', CALL)],
    [
      'a lock that was acquired above',
      `${HEAD}lock = threading.Lock()\nasync def f():\n    lock.acquire()\n    try:\n        time.sleep(1)\n    finally:\n        lock.release()`
    ]
  ])('has no place in a thread: %s', (_what, source) => {
    const findings = found(notebook(source));
    expect(findings).toHaveLength(1);
    expect(findings[0].rewrites).toEqual([]);
  });

  it('is a request through the attributes of a client', () => {
    const [finding] = found(
      notebook(
        'from openai import OpenAI\nclient = OpenAI()\nasync def f(m):\n    return client.chat.completions.create(messages=m)'
      )
    );
    expect(finding.severity).toBe('warning');
  });

  it('is one finding for all that is done with a connection', () => {
    const source =
      'import sqlite3\nasync def f():\n    db = sqlite3.connect("a")\n    c = db.cursor()\n    c.execute("x")\n    c.execute("y")\n    return c.fetchall()';
    expect(found(notebook(source))).toHaveLength(1);
  });
});

describe('a library whose calls have async twins', () => {
  const MODELS =
    'from langchain_core.prompts import PromptTemplate\nfrom langchain_openai import ChatOpenAI\nmodel = ChatOpenAI()\nprompt = PromptTemplate.from_template("{x}")\n';

  it.each<[string, string, string]>([
    [
      'a model of another package, by its name',
      'async def f():\n    return model.invoke("x")',
      'return await model.ainvoke("x")'
    ],
    [
      'a chain in parentheses',
      'async def f():\n    return (prompt | model).invoke("x").content',
      'return (await (prompt | model).ainvoke("x")).content'
    ],
    [
      'a chain that begins with a dict',
      'chain = {"x": lambda q: q.strip} | prompt | model\nasync def f():\n    for part in chain.stream("x"):\n        print(part)',
      'async for part in chain.astream("x"):'
    ],
    [
      'a parameter, by its annotation',
      'async def f(m: ChatOpenAI, q):\n    return m.batch([q])',
      'return await m.abatch([q])'
    ],
    [
      'a parameter, by what it is given',
      'async def f(m, q):\n    return m.invoke(q)\nawait f(prompt | model, "x")',
      'return await m.ainvoke(q)'
    ]
  ])('%s', (_what, source, line) => {
    const document = notebook(MODELS + source);
    const [finding, another] = found(document);
    expect(another).toBeUndefined();
    expect(finding.rewrites[0].safety).toBe('safe');
    expect(rewritten(document, finding)?.[0]).toContain(line);
  });

  it.each<[string, string]>([
    [
      'a function in the chain that changes what others see',
      'seen = []\ndef note(x):\n    seen.append(x)\n    return x\nchain = note | model\nasync def f():\n    return chain.invoke("x")'
    ],
    [
      'a total that others add to meanwhile',
      'total = 0\nasync def f():\n    global total\n    total += model.invoke("x").n'
    ]
  ])('is only suggested: %s', (_what, source) => {
    const [finding] = found(notebook(MODELS + source));
    expect(finding.rewrites.map(({ safety }) => safety)).toEqual(['check']);
  });

  it.each<[string, string]>([
    ['the top level of a cell', 'answer = (prompt | model).invoke("x")'],
    ['a prompt', 'async def f():\n    return prompt.invoke({"x": 1})'],
    [
      'a plain function that no coroutine calls',
      'def f():\n    model.invoke(1)'
    ],
    [
      'a union of types, and of sets',
      'async def f(a: int | str, b):\n    return ({1} | b).invoke(1)'
    ],
    [
      'a chain of something else',
      'async def f(a):\n    return (a | model).invoke(1)'
    ],
    [
      'a stream that others read',
      'async def f():\n    return StreamingResponse(model.stream(1))'
    ],
    ['the async version', 'async def f():\n    await model.ainvoke(1)']
  ])('is left alone: %s', (_what, source) => {
    expect(found(notebook(MODELS + source))).toEqual([]);
  });
});
