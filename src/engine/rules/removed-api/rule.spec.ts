import type { ICell } from '../..';
import { engine, notebook, rewritten } from '../../testing/documents';

async function checked(
  source: string | Partial<ICell>,
  pythonVersion?: string
) {
  const document = notebook(source);
  const findings = (await engine)
    .check(document, { pythonVersion })
    .filter(({ rule }) => rule === 'removed-api');
  return { document, findings };
}

/**
 * What the first finding's rewrite makes of the code; `check: …` where the
 * person decides.
 */
async function rewrite(source: string): Promise<string | null> {
  const { document, findings } = await checked(source, '3.13.0');
  const after = rewritten(document, findings[0]);
  const safety = findings[0].rewrites[0]?.safety;
  return after && (safety === 'check' ? `check: ${after[0]}` : after[0]);
}

const LOOP = 'import asyncio\nawait asyncio.sleep(1, loop=None)';
const COROUTINE = 'import asyncio\n@asyncio.coroutine\ndef f():\n    yield';
const TASKS = 'import asyncio\nasyncio.Task.all_tasks()';
const WATCHER = 'import asyncio\nasyncio.get_child_watcher()';

describe('what the kernel’s Python still has is left alone', () => {
  it.each([
    ['loop', LOOP, '3.9.18', undefined],
    ['loop', LOOP, '3.10.0', 'error'],
    ['loop', LOOP, undefined, 'error'],
    ['coroutine', COROUTINE, '3.10.13', undefined],
    ['coroutine', COROUTINE, '3.11.0', 'error'],
    ['coroutine', COROUTINE, undefined, 'warning'],
    ['all_tasks', TASKS, '3.8.0', undefined],
    ['all_tasks', TASKS, '3.9.0', 'error'],
    ['get_child_watcher', WATCHER, '3.13.0', undefined],
    ['get_child_watcher', WATCHER, '3.14.0', 'error'],
    ['get_child_watcher', WATCHER, undefined, undefined]
  ])('%s, %#', async (_name, source, version, severity) => {
    const { findings } = await checked(source, version);
    expect(findings[0]?.severity).toBe(severity);
  });

  it('unless it shows the error', async () => {
    const { findings } = await checked({
      source: COROUTINE,
      executionCount: 1,
      outputs: [
        {
          output_type: 'error',
          ename: 'AttributeError',
          evalue: "module 'asyncio' has no attribute 'coroutine'",
          traceback: ['Cell In[1], line 2\n----> 2 @asyncio.coroutine']
        }
      ]
    });
    expect(findings).toMatchObject([{ severity: 'error', evidence: 'error' }]);
  });
});

describe('an argument goes with its comma', () => {
  it.each([
    ['Lock(loop=None)', 'Lock()'],
    ['Lock(\n    loop=None,\n)', 'Lock()'],
    ['Semaphore(1, loop=None)', 'Semaphore(1)'],
    ['Semaphore(loop=None, value=1)', 'Semaphore(value=1)'],
    ['Semaphore(1,\n          loop=None)', 'Semaphore(1)'],
    [
      'Semaphore(\n    1,  # one\n    loop=None,\n)',
      'Semaphore(\n    1,  # one\n)'
    ],
    ['Semaphore(\n    loop=None,\n    value=1\n)', 'Semaphore(\n    value=1\n)']
  ])('%j', async (before, after) => {
    expect(await rewrite(`import asyncio\nx = asyncio.${before}`)).toBe(
      `import asyncio\nx = asyncio.${after}`
    );
  });
});

describe('a loop that may be another one', () => {
  it.each([
    ['sleep(1, loop=make())', 'check: '],
    ['gather(loop=given)', 'check: '],
    ['gather(loop=asyncio.get_event_loop())', ''],
    ['Lock(loop=given)', '']
  ])('%s', async (call, lead) => {
    const after = await rewrite(`import asyncio\nx = asyncio.${call}`);
    expect(after?.startsWith('check: ')).toBe(lead !== '');
  });
});

describe('a generator becomes a coroutine', () => {
  const wrap = (head: string, body: string) =>
    `import asyncio\n${head}def f(x):\n    ${body}`;

  it.each([
    ['yield from x', 'await x'],
    ['return(yield from x)', 'return await x'],
    ['y = (yield from x).z', 'y = (await x).z'],
    ['y = (yield from x)[0]', 'y = (await x)[0]'],
    ['print((yield from x), 1)', 'print(await x, 1)'],
    ['y = yield from x or x', 'y = await (x or x)'],
    ['y = not (yield from x) ** 2', 'y = not await x ** 2'],
    ['y = yield from x((yield from x))', 'y = await x(await x)'],
    ['a, b = yield from x', 'a, b = await x'],
    ['yield', 'await asyncio.sleep(0)'],
    ['y = (yield)', 'y = (await asyncio.sleep(0))'],
    ['with (yield from x.lock): pass', 'check: async with x.lock: pass'],
    ['with (yield from x) as y: pass', 'with await x as y: pass'],
    ['return x + 1', 'return x + 1'],
    ['return asyncio.sleep(1)', 'return await asyncio.sleep(1)'],
    ['return x', 'check: return x'],
    ['yield 1', null],
    ['yield from [1, 2]', null]
  ])('%s', async (before, after) => {
    const expected =
      after &&
      (after.startsWith('check: ') ? 'check: ' : '') +
        wrap('async ', after.replace('check: ', ''));
    expect(await rewrite(wrap('@asyncio.coroutine\n', before))).toBe(expected);
  });

  it.each([
    ['stepped through', 'next(f())'],
    ['looped over', 'for x in f(): pass'],
    [
      'handed on to by a generator that yields values',
      'def g():\n    yield 1\n    yield from f()'
    ]
  ])('not where it is %s', async (_name, more) => {
    expect(await rewrite(`${COROUTINE}\n${more}`)).toBeNull();
  });

  it('and so do the generators between coroutines', async () => {
    expect(
      await rewrite(
        `${COROUTINE}\ndef g():\n    return (yield from f())\ndef h():\n    yield from g()`
      )
    ).toBe(
      'import asyncio\nasync def f():\n    await asyncio.sleep(0)\nasync def g():\n    return await f()\nasync def h():\n    await g()'
    );
  });
});

describe('a library that is too old', () => {
  it('is named by the line that called it', async () => {
    const { findings } = await checked({
      source: 'import old\nold.start()',
      executionCount: 1,
      outputs: [
        {
          output_type: 'error',
          ename: 'TypeError',
          evalue: "Lock.__init__() got an unexpected keyword argument 'loop'",
          traceback: [
            'Cell In[1], line 2\n----> 2 old.start()',
            'File ~/lib/old.py:3, in start()\n----> 3 Lock(loop=loop)'
          ]
        }
      ]
    });
    expect(findings).toMatchObject([
      { values: { kind: 'library', line: 2 }, rewrites: [] }
    ]);
  });

  it('is not what a function of another library refuses', async () => {
    const { findings } = await checked({
      source: 'import other\nother.start(loop=1)',
      executionCount: 1,
      outputs: [
        {
          output_type: 'error',
          ename: 'TypeError',
          evalue: "start() got an unexpected keyword argument 'loop'",
          traceback: [
            'Cell In[1], line 2\n----> 2 other.start(loop=1)',
            'File ~/lib/other.py:3, in wrapper()\n----> 3 return f(**given)'
          ]
        }
      ]
    });
    expect(findings).toEqual([]);
  });

  it.each([
    ['eval("1 +")', 'File <string>:1\n    1 +\n      ^', []],
    ['import other', 'File ~/lib/other.py:3\n    def f(:\n          ^', []],
    [
      'import other',
      'File ~/lib/other.py:3\n    asyncio.async(main())\n            ^',
      [{ values: { kind: 'library' }, rewrites: [] }]
    ]
  ])('is not each that cannot be read: %s, %s', async (source, frame, told) => {
    const { findings } = await checked({
      source: `${source}\nloop = None`,
      executionCount: 1,
      outputs: [
        {
          output_type: 'error',
          ename: 'SyntaxError',
          evalue: 'invalid syntax (other.py, line 3)',
          traceback: [`Cell In[1], line 1\n----> 1 ${source}`, frame]
        }
      ]
    });
    expect(findings).toMatchObject(told);
  });
});

describe('all tasks of the loop, the kernel’s own among them', () => {
  it.each([
    [`${TASKS}\nprint(len(asyncio.Task.all_tasks()))`, 'safe'],
    [
      'import asyncio\nfor t in asyncio.Task.all_tasks():\n    t.cancel()',
      null
    ],
    [
      'import asyncio\nasync def end():\n    await asyncio.wait(asyncio.Task.all_tasks())\nawait end()',
      null
    ],
    [
      'import asyncio\nfor t in asyncio.Task.all_tasks():\n    if mine(t):\n        t.cancel()',
      'safe'
    ]
  ])('%s', async (source, safety) => {
    const { findings } = await checked(source, '3.13.0');
    expect(findings[0].rewrites[0]?.safety ?? null).toBe(safety);
  });
});
