import type { IEngine } from '../engine';
import { loadEngine } from '../engine';
import { readCodeFile } from './readCodeFile';
import { fixedText } from './fix';

let engine: IEngine;
beforeAll(async () => {
  engine = await loadEngine();
});

function fixed(text: string, choice: object = {}): string {
  return fixedText(
    text,
    content => readCodeFile('a.py', content),
    file => engine.check(file.document, file.facts),
    engine,
    { unsafe: false, prefer: null, ...choice }
  );
}

const HEAD = '# %%\nimport asyncio\nasync def f(): pass\n';

describe('fix', () => {
  it.each([
    [
      'rewrites every call, also one in another',
      'asyncio.run(g(asyncio.run(f())))\nasyncio.run(f())\n',
      {},
      'await g(await f())\nawait f()\n'
    ],
    [
      'takes the kind that is preferred, where it is safe',
      'x = asyncio.run(f())\n',
      { prefer: 'thread' },
      'x = await asyncio.to_thread(asyncio.run, f())\n'
    ],
    [
      'leaves what asks for a decision',
      'asyncio.run(f(), debug=g())\nfrom lib import h\nasyncio.run(h)\n',
      {},
      'await asyncio.to_thread(asyncio.run, f(), debug=g())\nfrom lib import h\nasyncio.run(h)\n'
    ],
    [
      'applies it when asked to',
      'from lib import h\nasyncio.run(h)\n',
      { unsafe: true },
      'from lib import h\nawait h\n'
    ]
  ])('%s', (_name, source, choice, expected) => {
    expect(fixed(HEAD + source, choice)).toBe(HEAD + expected);
  });

  it('gives two tasks names of their own', () => {
    const loop = 'async def g():\n    while True:\n        await f()\n';
    const after = fixed(
      `${HEAD}${loop}asyncio.run(g())\n# %%\nasyncio.run(g())\n`
    );
    expect(after.match(/^\w+ = asyncio.create_task/gm)).toEqual([
      'g_task = asyncio.create_task',
      'g_task_2 = asyncio.create_task'
    ]);
  });

  it('keeps the markers of a Python file apart', () => {
    const loop =
      'loop = asyncio.new_event_loop()\nx = loop.run_until_complete(f())\nloop.close()\n';
    expect(fixed(`${HEAD}# %%\n${loop}# %%\nx`)).toBe(
      `${HEAD}# %%\nx = await f()\n# %%\nx`
    );
  });

  it('changes nothing the second time', () => {
    const after = fixed(
      `${HEAD}def g(x): return asyncio.run(f())\nsorted(y, key=g)\ng(1)\n`
    );
    expect(after).toContain('run_in_thread');
    expect(fixed(after)).toBe(after);
  });
});
