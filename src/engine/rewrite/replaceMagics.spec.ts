import type { IEngine } from '..';
import { engine as loaded, notebook, rewritten } from '../testing/documents';

let engine: IEngine;
beforeAll(async () => {
  engine = await loaded;
});

/**
 * The last cell as the first rewrite of the notebook leaves it, and whether
 * that is safe; null where there is none.
 */
function replaced(...cells: string[]): [string, string] | null {
  const document = notebook(...cells);
  const [finding] = engine.check(document);
  const after = finding && rewritten(document, finding);
  return after ? [after[after.length - 1], finding.rewrites[0].safety] : null;
}

const WALL = 'print(f"Wall time: {time.perf_counter() - started:.3g} s")';

describe('the value that a timed cell shows stays', () => {
  it.each([
    ['an expression', 'await f()', `result = await f()\n${WALL}\nresult`],
    ['a name', 'x = await f()\nx', `x = await f()\n${WALL}\nx`],
    [
      'a tuple is more than a name',
      'x = await f()\nx, g()',
      `x = await f()\nresult = x, g()\n${WALL}\nresult`
    ],
    ['nothing is shown', 'await f();', `await f()\n${WALL}`],
    ['nothing is there', 'print(await f())', `print(await f())\n${WALL}`],
    [
      'a magic gives it',
      'await f()\n%who_ls',
      `await f()\nresult = %who_ls\n${WALL}\nresult`
    ],
    ['a shell line gives none', 'await f()\n!ls', `await f()\n!ls\n${WALL}`]
  ])('%s', (_name, body, expected) => {
    expect(replaced(`%%time\n${body}`)).toEqual([
      `import time\n\nstarted = time.perf_counter()\n${expected}`,
      'safe'
    ]);
  });
});

describe('no name is taken from the notebook', () => {
  it.each([
    [
      'time is a function',
      'from time import time',
      'from time import perf_counter\n\nstarted = perf_counter()'
    ],
    [
      'time is imported already',
      'import time',
      'started = time.perf_counter()'
    ],
    [
      'started is somebody else’s',
      'started = 1',
      'import time\n\nstarted_2 = time.perf_counter()'
    ],
    [
      'started is of an earlier rewrite',
      'import time\nstarted = time.perf_counter()\nprint(f"Wall time: {time.perf_counter() - started:.3g} s")',
      'started = time.perf_counter()'
    ]
  ])('%s', (_name, above, head) => {
    const [after] = replaced(above, '%%time\nx = await f()')!;
    expect(after.startsWith(`${head}\nx = await f()\nprint(`)).toBe(true);
  });

  it.each([
    ['time and perf_counter are taken', 'time = perf_counter = 1'],
    ['print is', 'def print(x): pass'],
    ['capture_output is', 'capture_output = 1', '%%capture\nawait f()']
  ])(
    'or there is no rewrite: %s',
    (_name, above, cell = '%%time\nawait f()') => {
      expect(replaced(above, cell)).toBe(null);
    }
  );
});

describe('nothing is offered where the magic does more', () => {
  it.each([
    '%%prun\nawait f()',
    '%prun await f()',
    't = %timeit -o await f()',
    '%timeit -q await f()',
    '%timeit -c await f()',
    '%%timeit -v t\nawait f()',
    '%%time --no-raise-error\nawait f()',
    '%%capture --no-display\nawait f()',
    '%%capture out.text\nawait f()',
    '%%capture out\nprint(out)\nawait f()',
    '%%timeit\nfrom x import *\nawait f()',
    '%%time\nfrom __future__ import annotations\nawait f()',
    '%%timeit\n%%time\nawait f()',
    'class A:\n    %time x = await f()',
    'def g():\n    %time x = await f()'
  ])('%j', cell => {
    const [finding] = engine.check(notebook(cell));
    expect(finding.rewrites).toEqual([]);
  });
});

describe('a magic stays where nothing awaits under it', () => {
  it.each([
    '%%time\nx = f()',
    '%%time\nasync def f():\n    await g()',
    '%timeit f()',
    '%%capture out\nx = lambda: f()',
    '%%bash\nawait f()',
    '%%capture\n%%bash\nawait f()',
    '%%python3\nawait f()',
    '%%unknown\nawait f()',
    '%unknown await f()',
    's = """\n%time await f()\n"""'
  ])('%j', cell => {
    expect(engine.check(notebook(cell))).toEqual([]);
  });
});

it('leaves the text of strings as it is, at any depth', () => {
  const text = '"""a\n  b\nc"""';
  const [after] = replaced(`%%capture out\nif y:\n    x = await f(${text})`)!;
  expect(after).toContain(`\n        x = await f(${text})`);
});

it('replaces the magic of a cell once, however much in it awaits', () => {
  const document = notebook(
    'import asyncio\nasync def f(): return 1',
    '%%time\na = asyncio.run(f())\nb = await f()\n%time asyncio.run(f())'
  );
  const findings = engine.check(document);
  const whole = engine.merge(
    findings.map(({ rewrites }) => rewrites[0]),
    document
  );
  const [, after] = rewritten(document, {
    ...findings[0],
    rewrites: [whole]
  })!;
  expect(after.match(/Wall time/g)).toHaveLength(2);
  expect(after).not.toMatch(/%|asyncio/);
});
