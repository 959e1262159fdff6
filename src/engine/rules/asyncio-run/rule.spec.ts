import type { IDocument, IEngine, IFinding, IKernelFacts } from '../..';
import {
  engine as loaded,
  notebook,
  rewritten,
  runError
} from '../../testing/documents';

let engine: IEngine;
beforeAll(async () => {
  engine = await loaded;
});

const HEAD = 'import asyncio\nasync def f(*a, **k): pass\n';

/**
 * The last cell after the first finding's rewrite of `kind`; `null` without a
 * finding, '' without such a rewrite.
 */
function last(document: IDocument, kind?: 'await' | 'task' | 'thread') {
  const [finding] = engine.check(document);
  if (finding === undefined) {
    return null;
  }
  const cells = rewritten(document, finding, kind);
  return cells === null ? '' : cells[cells.length - 1];
}

function only(document: IDocument, facts?: IKernelFacts): IFinding {
  const findings = engine.check(document, facts);
  expect(findings).toHaveLength(1);
  return findings[0];
}

describe('await stands where asyncio.run stood', () => {
  it.each([
    ['a statement', 'asyncio.run(f())', 'await f()'],
    ['a value', 'x = asyncio.run(f())  # keep', 'x = await f()  # keep'],
    ['an attribute', 'asyncio.run(f()).x', '(await f()).x'],
    ['an item', 'asyncio.run(f())[0]', '(await f())[0]'],
    ['a call', 'asyncio.run(f())()', '(await f())()'],
    ['a chain', 'asyncio.run(f()).a.b(1)[2]', '(await f()).a.b(1)[2]'],
    ['a power', 'asyncio.run(f()) ** 2', 'await f() ** 2'],
    ['an exponent', '2 ** asyncio.run(f())', '2 ** await f()'],
    ['a sign', '-asyncio.run(f())', '-await f()'],
    ['not', 'not asyncio.run(f())', 'not await f()'],
    ['a comparison', 'asyncio.run(f()) == 1', 'await f() == 1'],
    ['an argument', 'print(asyncio.run(f()), 1)', 'print(await f(), 1)'],
    ['an unpacked argument', 'print(*asyncio.run(f()))', 'print(*await f())'],
    ['a keyword', 'asyncio.run(main=f())', 'await f()'],
    ['an option', 'asyncio.run(f(), debug=True)', 'await f()'],
    ['an option in front', 'asyncio.run(debug=True, main=f())', 'await f()'],
    ['a trailing comma', 'asyncio.run(f(),)', 'await f()'],
    [
      'a condition',
      'asyncio.run(f() if x else f(1))',
      'await (f() if x else f(1))'
    ],
    ['a walrus inside', 'asyncio.run(c := f())', 'await (c := f())'],
    ['a walrus outside', '(y := asyncio.run(f()))', '(y := await f())'],
    ['an awaited operand', 'asyncio.run(await f())', 'await (await f())'],
    ['parentheses', 'asyncio.run((f()))', 'await (f())'],
    ['awaited already', 'await asyncio.run(f())', 'await f()'],
    ['a list', '[asyncio.run(f(i)) for i in y]', '[await f(i) for i in y]'],
    [
      'a dictionary',
      '{i: asyncio.run(f(i)) for i in y}',
      '{i: await f(i) for i in y}'
    ],
    ['an f-string', 'f"{asyncio.run(f())!r:>{w}}"', 'f"{await f()!r:>{w}}"'],
    [
      'a loop',
      'for i in y:\n    asyncio.run(f(i))',
      'for i in y:\n    await f(i)'
    ],
    [
      'a default value',
      'def g(x=asyncio.run(f())): pass',
      'def g(x=await f()): pass'
    ],
    [
      'a decorator',
      '@asyncio.run(f())\ndef g(): pass',
      '@await f()\ndef g(): pass'
    ],
    [
      'a base class',
      'class A(asyncio.run(f())): pass',
      'class A(await f()): pass'
    ],
    [
      'the first iterable',
      'g = (i for i in asyncio.run(f()))',
      'g = (i for i in await f())'
    ],
    [
      'a main guard',
      'if __name__ == "__main__":\n    asyncio.run(f())',
      'if __name__ == "__main__":\n    await f()'
    ],
    ['no space before', 'x=asyncio.run(f())', 'x=await f()'],
    [
      'a callee in parentheses',
      'x = 1 if y else(asyncio.run)(f())',
      'x = 1 if y else await f()'
    ],
    ['two on a line', 'a = asyncio.run(f()); b = 2', 'a = await f(); b = 2'],
    [
      'try and finally',
      'try:\n    asyncio.run(f())\nfinally:\n    pass',
      'try:\n    await f()\nfinally:\n    pass'
    ],
    [
      'sum',
      'sum(asyncio.run(f(i)) for i in y)',
      'sum([await f(i) for i in y])'
    ],
    [
      'join',
      '", ".join(asyncio.run(f(i)) for i in y)',
      '", ".join([await f(i) for i in y])'
    ],
    [
      'sorted with a key',
      'sorted((asyncio.run(f(i)) for i in y), key=k)',
      'sorted([await f(i) for i in y], key=k)'
    ]
  ])('%s', (_name, source, expected) => {
    expect(last(notebook(HEAD + source), 'await')).toBe(HEAD + expected);
  });
});

describe('layout and comments stay', () => {
  it.each([
    [
      'a call on lines of its own',
      'x = asyncio.run(\n    f()\n)',
      'x = await f()'
    ],
    [
      'deeper lines move left',
      'x = asyncio.run(\n    f(\n        1,\n    )\n)',
      'x = await f(\n    1,\n)'
    ],
    [
      'lines as deep as the call stay',
      'x = asyncio.run(f(\n    1,\n))',
      'x = await f(\n    1,\n)'
    ],
    [
      'a comment keeps the parentheses',
      'x = asyncio.run(\n    # why\n    f(),\n)',
      'x = await (\n    # why\n    f()\n)'
    ],
    [
      'a comment behind',
      'x = asyncio.run(\n    f(),  # why\n    debug=True,\n)',
      'x = await (\n    f()  # why\n)'
    ],
    [
      'a chain over lines',
      'x = asyncio.run(\n    a\n    .b()\n)',
      'x = await (\n    a\n    .b()\n)'
    ],
    [
      'a string over lines is not touched',
      'x = asyncio.run(\n    f("""\n      a""")\n)',
      'x = await f("""\n      a""")'
    ]
  ])('%s', (_name, source, expected) => {
    expect(last(notebook(HEAD + source), 'await')).toBe(HEAD + expected);
  });
});

describe('in the background', () => {
  it('a statement becomes a task that a person can stop and that shows its exception', () => {
    expect(last(notebook(`${HEAD}asyncio.run(f())  # all`), 'task')).toBe(
      `${HEAD}if "f_task" in globals(): f_task.cancel()
f_task = asyncio.create_task(f())  # all
f_task.add_done_callback(lambda task: task.cancelled() or task.result())
# to stop it: f_task.cancel()`
    );
  });

  it('a value comes later', () => {
    expect(last(notebook(`${HEAD}x = asyncio.run(f())`), 'task')).toBe(
      `${HEAD}if "x_task" in globals(): x_task.cancel()
x_task = asyncio.create_task(f())
x_task.add_done_callback(lambda task: task.cancelled() or task.result())
# later: x = await x_task
# to stop it: x_task.cancel()`
    );
  });

  it('the name is not taken', () => {
    const document = notebook('x_task = 1', `${HEAD}x = asyncio.run(f())`);
    expect(last(document, 'task')).toContain('\nx_task_2 = asyncio');
  });

  it('asyncio is imported where the cells only have its functions', () => {
    const source = 'from asyncio import run\nasync def f(): pass\nrun(f())';
    expect(last(notebook(source), 'task')).toMatch(
      /^from asyncio import run\nimport asyncio\n/
    );
  });

  it.each([
    ['in a loop', 'for i in y:\n    asyncio.run(f(i))'],
    ['in an expression', 'print(asyncio.run(f()))'],
    ['beside another statement', 'x = 1; asyncio.run(f())'],
    ['in an async function', 'async def g():\n    asyncio.run(f())'],
    ['below with', 'with y:\n    asyncio.run(f())']
  ])('is not offered %s', (_name, source) => {
    expect(last(notebook(HEAD + source), 'task')).toBe('');
  });

  it.each([
    [
      'while True',
      'async def g():\n    while True:\n        await f()',
      ['task', 'await']
    ],
    [
      'one that it awaits',
      'async def h():\n    while True:\n        await f()\nasync def g():\n    await h()',
      ['task', 'await']
    ],
    [
      'break leaves it',
      'async def g():\n    while True:\n        if x: break\n        await f()',
      ['await', 'thread', 'task']
    ],
    [
      'return leaves it',
      'async def g():\n    while True:\n        return',
      ['await', 'thread', 'task']
    ],
    [
      'break of an inner loop does not',
      'async def g():\n    while True:\n        for i in x: break',
      ['task', 'await']
    ]
  ])('comes first where nothing ends it: %s', (_name, g, expected) => {
    const finding = only(notebook(`${HEAD}${g}\nasyncio.run(g())`));
    const kinds = finding.rewrites.map(({ kind }) => kind);
    expect(kinds.slice(0, expected.length)).toEqual(expected);
  });
});

describe('in a thread', () => {
  it('the cell awaits it', () => {
    expect(last(notebook(`${HEAD}x = asyncio.run(f())[0]`), 'thread')).toBe(
      `${HEAD}x = (await asyncio.to_thread(asyncio.run, f()))[0]`
    );
  });

  it('a plain function waits for it, and the helper stands above', () => {
    const document = notebook(
      '# Load\nimport asyncio\n\n\nasync def f(): pass\n\ndef g():\n    return asyncio.run(f())\n\ng()'
    );
    expect(last(document, 'thread')).toBe(
      `# Load
import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context


def run_in_thread(coroutine):
    """Run a coroutine on an event loop of its own, in a thread."""
    pool = ThreadPoolExecutor(1)
    try:
        return pool.submit(copy_context().run, asyncio.run, coroutine).result()
    finally:
        pool.shutdown(wait=False)


async def f(): pass

def g():
    return run_in_thread(f())

g()`
    );
  });

  it.each([
    [
      'a lock',
      'lock = asyncio.Lock()\nasync def g():\n    async with lock: pass',
      'asyncio.run(g())'
    ],
    ['a queue given', 'q = asyncio.Queue()', 'asyncio.run(f(q))'],
    [
      'a task',
      't = asyncio.create_task(f())\nasync def g():\n    await t',
      'asyncio.run(g())'
    ],
    [
      'a client made in a cell',
      'client = Client()\nasync def g():\n    await client.get()',
      'asyncio.run(g())'
    ],
    ['a method of an object', 'client = Client()', 'asyncio.run(client.get())'],
    ['a future', 'pass', 'asyncio.run(asyncio.gather(f(), f()))']
  ])(
    'is not offered for what belongs to the kernel’s loop: %s',
    (_name, above, source) => {
      expect(last(notebook(HEAD + above, source), 'thread')).toBe('');
    }
  );

  it('is not offered without threads', () => {
    const { rewrites } = only(notebook(`${HEAD}asyncio.run(f())`), {
      threads: false
    });
    expect(rewrites.map(({ kind }) => kind)).not.toContain('thread');
  });
});

describe('what a loop of its own would have kept to itself', () => {
  const kinds = (source: string) =>
    only(notebook(source))
      .rewrites.filter(({ kind }) => kind !== 'task')
      .map(({ kind, safety }) => `${kind}: ${safety}`);

  it.each([
    [
      'cancels all tasks, the kernel’s too',
      'async def g():\n    for task in asyncio.all_tasks(): task.cancel()',
      ['thread: safe']
    ],
    [
      'waits for all tasks',
      'from asyncio import all_tasks, gather\nasync def end():\n    await gather(*all_tasks())\nasync def g():\n    await end()',
      ['thread: safe']
    ],
    [
      'a method cancels all tasks',
      'class A:\n    async def end(self):\n        [t.cancel() for t in asyncio.all_tasks()]\n    async def go(self):\n        await self.end()\nasync def g():\n    a = A()\n    await a.go()',
      ['thread: safe']
    ],
    [
      'counts tasks',
      'async def g():\n    print(len(asyncio.all_tasks()))',
      ['thread: safe', 'await: check']
    ],
    [
      'sets a context variable',
      'from contextvars import ContextVar\nv = ContextVar("v")\nasync def h():\n    v.set(1)\nasync def g():\n    await h()',
      ['thread: safe', 'await: check']
    ],
    [
      'resets it',
      'from contextvars import ContextVar\nv = ContextVar("v")\nasync def g():\n    token = v.set(1)\n    try: await f()\n    finally: v.reset(token)',
      ['await: safe', 'thread: safe']
    ],
    [
      'sets it in a task',
      'from contextvars import ContextVar\nv = ContextVar("v")\nasync def h():\n    v.set(1)\nasync def g():\n    await asyncio.gather(h(), h())',
      ['await: safe', 'thread: safe']
    ],
    [
      'sets what the loop does with exceptions',
      'async def g():\n    asyncio.get_running_loop().set_exception_handler(print)',
      ['thread: safe', 'await: check']
    ],
    [
      'closes the default executor',
      'async def g():\n    loop = asyncio.get_event_loop()\n    loop.set_default_executor(pool)',
      ['thread: safe', 'await: check']
    ],
    [
      'keeps a task that nothing waits for',
      'tasks = set()\nasync def g():\n    task = asyncio.create_task(f())\n    tasks.add(task)\n    task.add_done_callback(tasks.discard)',
      ['thread: safe', 'await: check', 'await: check']
    ],
    [
      'waits for the tasks that it keeps',
      'async def g():\n    tasks = []\n    tasks.append(asyncio.create_task(f()))\n    await asyncio.wait(tasks)',
      ['await: safe', 'thread: safe']
    ],
    [
      'leaves a list of workers',
      'async def g():\n    workers = [asyncio.create_task(f()) for _ in range(2)]\n    await f()\n    print(len(workers))',
      ['thread: safe', 'await: check']
    ],
    [
      'cancels a list of workers',
      'async def g():\n    workers = [asyncio.create_task(f()) for _ in range(2)]\n    for worker in workers: worker.cancel()',
      ['await: safe', 'thread: safe']
    ],
    [
      'leaves what a wait left',
      'async def g():\n    tasks = [asyncio.create_task(f())]\n    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)\n    print(len(pending))',
      ['thread: safe', 'await: check']
    ],
    [
      'cancels what a wait left',
      'async def g():\n    tasks = [asyncio.create_task(f())]\n    done, pending = await asyncio.wait(tasks, timeout=1)\n    for task in pending: task.cancel()',
      ['await: safe', 'thread: safe']
    ]
  ])('%s', (_name, above, expected) => {
    expect(kinds(`${HEAD}${above}\nx = asyncio.run(g())`)).toEqual(expected);
  });

  it.each([
    ['a connection of sqlite3', 'db = sqlite3.connect("x")', ''],
    ['its cursor', 'db = sqlite3.connect("x").cursor()', ''],
    ['a handler of signals', 'async def g():\n    signal.signal(2, f)', ''],
    [
      'a handler of signals on the loop',
      'async def g():\n    asyncio.get_running_loop().add_signal_handler(2, f)',
      ''
    ],
    ['a lock that the cell may hold', 'db = threading.RLock()', ''],
    ['what a thread keeps to itself', 'db = threading.local()', ''],
    [
      'a connection for any thread',
      'db = sqlite3.connect("x", check_same_thread=False)',
      'asyncio.to_thread'
    ],
    [
      'a connection of the coroutine’s own',
      'db = 1\nasync def g():\n    db = sqlite3.connect("x")\n    return db.execute("q")',
      'asyncio.to_thread'
    ]
  ])('no thread uses what another made: %s', (_name, above, expected) => {
    const g = above.includes('def g')
      ? ''
      : '\nasync def g():\n    return db.execute("q")';
    const document = notebook(
      `${HEAD}import signal, sqlite3, threading\n${above}${g}\nx = asyncio.run(g())`
    );
    const found = engine
      .check(document)
      .find(({ rule }) => rule === 'asyncio-run')!;
    const thread = found.rewrites.find(({ kind }) => kind === 'thread');
    expect(thread?.edits.map(({ insert }) => insert).join('') ?? '').toContain(
      expected
    );
    expect(thread === undefined).toBe(expected === '');
  });
});

describe('the helper’s names', () => {
  it.each([
    ['def copy_context(x): pass', []],
    ['from concurrent.futures.thread import ThreadPoolExecutor', []],
    ['from contextvars import copy_context', ['thread']],
    ['from concurrent.futures import ThreadPoolExecutor', ['thread']]
  ])('mean what they meant before: %s', (above, expected) => {
    const { rewrites } = only(
      notebook(
        above,
        `${HEAD}class A:\n    @property\n    def x(self): return asyncio.run(f())\nA().x`
      )
    );
    expect(rewrites.map(({ kind }) => kind)).toEqual(expected);
  });
});

it('the helper names the module as the whole cell does', () => {
  const source = last(
    notebook(
      'async def f(): pass\nclass A:\n    def __len__(self):\n        import asyncio as aio\n        return aio.run(f())\nlen(A())'
    ),
    'thread'
  );
  expect(source).toContain('import asyncio\n');
  expect(source).toContain('copy_context().run, asyncio.run, coroutine');
});

describe('several starts of one loop', () => {
  it.each([
    [
      'what one makes, another uses',
      'q = loop.run_until_complete(f())\n        return loop.run_until_complete(f(q))',
      'check'
    ],
    [
      'nothing goes from one to the other',
      'loop.run_until_complete(f(1))\n        return loop.run_until_complete(f(2))',
      'safe'
    ]
  ])('%s: in threads of their own', (_name, body, safety) => {
    const document = notebook(
      `${HEAD}class A:\n    @property\n    def x(self):\n        loop = asyncio.new_event_loop()\n        ${body}\nA().x`
    );
    const [finding] = engine.check(document);
    expect(finding.rewrites).toMatchObject([{ kind: 'thread', safety }]);
  });
});

describe('only what is sure is safe', () => {
  const safety = (document: IDocument, facts?: IKernelFacts) =>
    only(document, facts).rewrites.find(({ kind }) => kind === 'await')?.safety;

  it.each([
    ['a coroutine of the notebook', `${HEAD}asyncio.run(f())`, 'safe'],
    [
      'a library’s coroutine',
      'import asyncio, lib\nasyncio.run(lib.f())',
      'safe'
    ],
    ['a method', 'import asyncio\nasyncio.run(client.get())', 'safe'],
    ['a future', `${HEAD}asyncio.run(asyncio.gather(f(), f()))`, 'safe'],
    ['a coroutine in a variable', `${HEAD}c = f()\nasyncio.run(c)`, 'safe'],
    [
      'a name from elsewhere',
      'import asyncio\nfrom lib import main\nasyncio.run(main)',
      'check'
    ],
    ['an option with a value', `${HEAD}asyncio.run(f(), debug=g())`, 'check'],
    ['a loop factory', `${HEAD}asyncio.run(f(), loop_factory=L)`, 'check'],
    ['no loop factory', `${HEAD}asyncio.run(f(), loop_factory=None)`, 'safe'],
    [
      'a task left behind',
      `${HEAD}async def g():\n    asyncio.create_task(f())\nasyncio.run(g())`,
      'check'
    ],
    [
      'a task that is awaited',
      `${HEAD}async def g():\n    t = asyncio.create_task(f())\n    await t\nasyncio.run(g())`,
      'safe'
    ],
    [
      'a task group',
      `${HEAD}async def g():\n    async with asyncio.TaskGroup() as tg:\n        tg.create_task(f())\nasyncio.run(g())`,
      'safe'
    ],
    [
      'a signal handler',
      `${HEAD}async def g():\n    asyncio.get_running_loop().add_signal_handler(2, h)\nasyncio.run(g())`,
      'check'
    ],
    [
      'an f-string that shows the code',
      `${HEAD}f"{asyncio.run(f())=}"`,
      'check'
    ]
  ])('%s', (_name, source, expected) => {
    expect(safety(notebook(source))).toBe(expected);
  });

  it('two functions of different kinds are a doubt', () => {
    expect(
      safety(
        notebook(`${HEAD}`, 'if x:\n    def f(): return 1', 'asyncio.run(f())')
      )
    ).toBe('check');
  });

  it('a comprehension in another needs Python 3.11', () => {
    const source = `${HEAD}[[asyncio.run(f(i)) for i in j] for j in y]`;
    expect(safety(notebook(source), { pythonVersion: '3.11.0' })).toBe('safe');
    expect(
      safety(notebook(source), { pythonVersion: '3.10.2' })
    ).toBeUndefined();
  });
});

describe('nothing is offered, but it is explained', () => {
  it.each([
    ['a plain function', 'import asyncio\ndef g(): pass\nasyncio.run(g())'],
    [
      'an asynchronous generator',
      'import asyncio\nasync def g(): yield 1\nasyncio.run(g())'
    ],
    [
      'a function that needs arguments',
      'import asyncio\nasync def g(a): pass\nasyncio.run(g)'
    ],
    ['unpacked arguments', `${HEAD}asyncio.run(*a)`],
    ['a profiled cell', `%%prun\n${HEAD}asyncio.run(f())`],
    ['a read-only cell', { source: `${HEAD}asyncio.run(f())`, editable: false }]
  ])('%s', (_name, cell) => {
    expect(only(notebook(cell)).rewrites).toEqual([]);
  });
});

describe('no finding', () => {
  it.each([
    ['a function nobody calls', `${HEAD}def g():\n    asyncio.run(f())`],
    ['a lambda', `${HEAD}g = lambda: asyncio.run(f())`],
    ['the reference alone', `${HEAD}pool.submit(asyncio.run, f())`],
    [
      'a function for a thread',
      `${HEAD}def g():\n    asyncio.run(f())\nThread(target=g).start()`
    ],
    ['text', 'print("asyncio.run(f())")'],
    ['a comment', '# asyncio.run(f())'],
    [
      'a guard with a name',
      `${HEAD}try:\n    loop = asyncio.get_running_loop()\nexcept RuntimeError:\n    loop = None\nif loop is None:\n    asyncio.run(f())`
    ],
    [
      'a guard with a function',
      `${HEAD}def here():\n    return "ipykernel" in sys.modules\nif not here():\n    asyncio.run(f())`
    ],
    [
      'its error is caught',
      `${HEAD}try:\n    asyncio.run(f())\nexcept RuntimeError:\n    await f()`
    ],
    ['half a cell', `${HEAD}asyncio.run(f(`],
    [
      'another language',
      '%%bash\npython -c "import asyncio; asyncio.run(f())"'
    ],
    [
      'an error of another kind',
      {
        source: 'start()',
        executionCount: 1,
        outputs: [
          {
            ...runError(1, 1, 'start()'),
            evalue: 'the pump is already running'
          }
        ]
      }
    ]
  ])('%s', (_name, cell) => {
    expect(engine.check(notebook(cell))).toEqual([]);
  });

  it('in a notebook of another language', () => {
    const document = notebook(`${HEAD}asyncio.run(f())`);
    expect(engine.check({ ...document, language: 'julia' })).toEqual([]);
  });

  it('of this rule where the code patches the loop', () => {
    const document = notebook(
      `import nest_asyncio\nnest_asyncio.apply()\n${HEAD}asyncio.run(f())`
    );
    expect(engine.check(document).map(({ rule }) => rule)).toEqual([
      'nest-asyncio'
    ]);
  });

  it('where the kernel runs loops in each other', () => {
    const document = notebook(`${HEAD}asyncio.run(f())`);
    expect(engine.check(document, { nestedLoops: true })).toEqual([]);
  });

  it('in a script, except in an async function', () => {
    const script: IDocument = {
      ...notebook(
        `${HEAD}async def g():\n    asyncio.run(f())\nasyncio.run(g())`
      ),
      kind: 'script'
    };
    expect(only(script).values.line).toBe(4);
  });
});

describe('await is no use where %autoawait is off', () => {
  it('a helper waits for a thread instead', () => {
    const document = notebook('%autoawait off', `${HEAD}asyncio.run(f())`);
    expect(only(document).rewrites.map(({ kind }) => kind)).toEqual(['thread']);
    expect(last(document)).toContain('run_in_thread(f())');
  });
});

describe('with a saved error', () => {
  const failed = (source: string, line: number, count = 2) => ({
    source,
    executionCount: count,
    outputs: [runError(count, line, source.split('\n')[line - 1].trim())]
  });

  it('the call on the failed line is the cause', () => {
    const source = 'a = asyncio.run(f())\nb = asyncio.run(f())';
    const findings = engine.check(notebook(HEAD, failed(source, 2)));
    expect(findings.map(f => [f.values.line, f.evidence])).toEqual([
      [1, 'code'],
      [2, 'error']
    ]);
  });

  it('one click rewrites the other calls of the cell too', () => {
    const document = notebook(
      HEAD,
      failed('a = asyncio.run(f())\nb = asyncio.run(f(a))', 1)
    );
    const findings = engine.check(document);
    const whole = engine.complete(
      findings[0],
      findings[0].rewrites[0],
      findings,
      document
    );
    expect(rewritten(document, { ...findings[0], rewrites: [whole] })).toEqual([
      HEAD,
      'a = await f()\nb = await f(a)'
    ]);
  });

  it('a name that no cell binds is known from the traceback', () => {
    const document = notebook('%run setup.py', failed('x = aio.run(f())', 1));
    expect(last(document)).toBe('x = await f()');
    expect(only(document).rewrites[0].safety).toBe('safe');
  });

  it('a function in another cell is the cause, and what was made from it runs again', () => {
    const definition = {
      source: `${HEAD}class A:\n    def go(self):\n        return asyncio.run(f())`,
      executionCount: 1
    };
    const error = runError(3, 1, 'a.go()');
    const traceback = [...(error.traceback as string[])];
    traceback.splice(
      3,
      0,
      'Cell In[1], line 5, in A.go(self)\n----> 5 return asyncio.run(f())'
    );
    const document = notebook(
      definition,
      { source: 'a = A()', executionCount: 2 },
      {
        source: 'a.go()',
        executionCount: 3,
        outputs: [{ ...error, traceback }]
      },
      { source: 'b = 1', executionCount: 4 }
    );
    const finding = only(document);
    expect(finding).toMatchObject({ cell: 'cell-0', shownIn: 'cell-2' });
    expect(finding.rewrites.map(({ kind, rerun }) => [kind, rerun])).toEqual([
      ['await', ['cell-0', 'cell-1', 'cell-2']],
      ['thread', ['cell-0', 'cell-1', 'cell-2']]
    ]);
  });

  it('a library that starts the loop runs in a thread', () => {
    const error = runError(2, 1, 'x = lib.go(1).y');
    const traceback = [...(error.traceback as string[])];
    traceback.splice(
      3,
      0,
      'File ~/lib/lib.py:7, in go(n)\n----> 7 asyncio.run(f())'
    );
    const document = notebook('import asyncio, lib', {
      source: 'x = lib.go(1).y',
      executionCount: 2,
      outputs: [{ ...error, traceback }]
    });
    expect(only(document)).toMatchObject({
      rule: 'library-loop',
      values: { call: 'lib.go(1)' }
    });
    expect(last(document)).toBe('x = (await asyncio.to_thread(lib.go, 1)).y');
  });

  it('a cell edited since is judged by its code', () => {
    const outputs = [runError(2, 1, 'asyncio.run(f())')];
    const still = {
      source: 'x = asyncio.run(f())',
      executionCount: 2,
      outputs
    };
    const fixed = { source: 'x = await f()', executionCount: 2, outputs };
    expect(only(notebook(HEAD, still)).evidence).toBe('error');
    expect(engine.check(notebook(HEAD, fixed))).toEqual([]);
  });

  it('a traceback without frames is explained, and matches nothing', () => {
    const outputs = [{ ...runError(2, 1, ''), traceback: [] }];
    const finding = only(
      notebook({ source: 'go()', executionCount: 2, outputs })
    );
    expect(finding).toMatchObject({ matched: false, rewrites: [] });
  });

  it('what runs again above the line is named', () => {
    const document = notebook(
      HEAD,
      failed('train(model)\nasyncio.run(f())', 2)
    );
    const finding = only(document);
    const { rewrites } = engine.explain(finding, {
      __: (text, ...args) =>
        text.replace(/%(\d)/g, (_, n) => String(args[n - 1])),
      _n: text => text,
      _p: text => text,
      _np: text => text
    });
    expect(rewrites[0].notes).toEqual([
      'Running the cell again also repeats `train(model)`.'
    ]);
  });
});
