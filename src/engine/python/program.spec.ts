import type { ICell } from '..';
import { notebook } from '../testing/documents';
import type { IPythonParser } from './parser';
import { loadParser } from './parser';
import { Program } from './program';

let parser: IPythonParser;
beforeAll(async () => {
  parser = await loadParser();
});

/**
 * What the callee of the last call in the last cell means.
 */
function callee(...cells: (string | Partial<ICell>)[]) {
  const program = new Program(notebook(...cells), parser);
  const home = program.cells[program.cells.length - 1];
  const calls = [...home.tree.root.walk()].filter(n => n.type === 'call');
  return program.qualifiedName(
    calls[calls.length - 1].child('function')!,
    home
  );
}

const RUN = { name: 'asyncio.run', certain: true };

describe('names that mean asyncio.run', () => {
  it.each([
    ['the module', ['import asyncio', 'asyncio.run(x)']],
    ['an alias', ['import asyncio as aio', 'aio.run(x)']],
    ['a from import', ['from asyncio import run\nrun(x)']],
    ['a renamed import', ['from asyncio import run as go', 'go(x)']],
    ['a star import', ['from asyncio import *', 'run(x)']],
    ['a variable', ['import asyncio\ngo = asyncio.run', 'go(x)']],
    [
      'a variable of a variable',
      ['import asyncio\na = asyncio\nb = a.run', 'b(x)']
    ],
    ['its own module', ['import asyncio.runners', 'asyncio.runners.run(x)']],
    [
      'an import in a function',
      ['def f():\n  import asyncio\n  asyncio.run(x)']
    ],
    [
      'a global from a function',
      ['import asyncio', 'def f():\n  asyncio.run(x)']
    ],
    ['an import in an if above', ['if y:\n  import asyncio\n  asyncio.run(x)']],
    [
      'an import that several cells repeat',
      ['import asyncio', 'import asyncio', 'asyncio.run(x)']
    ]
  ])('%s', (_name, cells) => {
    expect(callee(...cells)).toEqual(RUN);
  });
});

describe('names that do not', () => {
  it.each([
    ['a class of the same name', ['class asyncio: pass\nasyncio.run(x)']],
    ['a parameter', ['import asyncio', 'def f(asyncio):\n  asyncio.run(x)']],
    [
      'a local variable',
      ['import asyncio', 'def f():\n  asyncio = y\n  asyncio.run(x)']
    ],
    [
      'a loop variable',
      ['import asyncio', 'for asyncio in y:\n  asyncio.run(x)']
    ],
    [
      'a comprehension variable',
      ['import asyncio', '[asyncio.run(x) for asyncio in y]']
    ],
    ['another module', ['import subprocess as asyncio', 'asyncio.run(x)']],
    ['another object', ['import asyncio', 'app.run(x)']],
    [
      'a match capture',
      ['import asyncio', 'match y:\n  case asyncio:\n    asyncio.run(x)']
    ],
    [
      'what is left of a mapping',
      ['import asyncio', 'match y:\n  case {**asyncio}:\n    asyncio.run(x)']
    ],
    [
      'a capture behind a key',
      ['import asyncio', 'match y:\n  case P(k=asyncio):\n    asyncio.run(x)']
    ],
    ['a type alias', ['import asyncio', 'type asyncio = int\nasyncio.run(x)']],
    ['a name of no asyncio star import', ['from other import *', 'run(x)']]
  ])('%s', (_name, cells) => {
    expect(callee(...cells)?.name).not.toBe('asyncio.run');
  });

  it.each([
    [
      'the first iterable of a comprehension is outside',
      ['import asyncio', '[a for asyncio in asyncio.run(x)]']
    ],
    [
      'a class body hides nothing from its methods',
      [
        'import asyncio',
        'class A:\n  asyncio = 1\n  def f(self):\n    asyncio.run(x)'
      ]
    ],
    [
      'an unpacking has its value before it binds',
      ['import asyncio', 'asyncio, b = asyncio.run(x), 1']
    ],
    [
      'a default value is outside',
      ['import asyncio', 'def f(asyncio=asyncio.run(x)): pass']
    ]
  ])('but %s', (_name, cells) => {
    expect(callee(...cells)).toEqual(RUN);
  });
});

describe('of several definitions', () => {
  const patched = 'class asyncio: pass';

  it('the one that ran last counts', () => {
    const last = { source: 'import asyncio', executionCount: 7 };
    const first = { source: patched, executionCount: 2 };
    expect(callee(last, first, 'asyncio.run(x)')).toEqual({
      ...RUN,
      certain: false
    });
  });

  it('the nearest above counts where none has run', () => {
    expect(callee(patched, 'import asyncio', 'asyncio.run(x)')).toEqual({
      ...RUN,
      certain: false
    });
    expect(callee('import asyncio', patched, 'asyncio.run(x)')).toBeNull();
  });

  it('the one above in the same cell counts beyond doubt', () => {
    expect(callee(patched, 'import asyncio\nasyncio.run(x)')).toEqual(RUN);
  });

  it('one in an if leaves a doubt', () => {
    const cells = ['import asyncio', `if y:\n  ${patched}\nz = asyncio.run(x)`];
    expect(callee(...cells)?.certain ?? false).toBe(false);
  });
});
