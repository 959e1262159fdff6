import { notebook } from '../testing/documents';
import type { IPythonParser } from './parser';
import { loadParser } from './parser';
import { Program } from './program';
import type { IValue } from './values';
import { entersWith, isAwaitable, iteratesWith, valueOf } from './values';

let parser: IPythonParser;
beforeAll(async () => {
  parser = await loadParser();
});

/**
 * What the expression of the last statement of the last cell gives.
 */
function lastValue(...cells: string[]): { value: IValue; program: Program } {
  const program = new Program(notebook(...cells), parser);
  const home = program.cells[program.cells.length - 1];
  const { parts } = home.tree.root;
  const node = parts[parts.length - 1].parts[0];
  return { value: valueOf(node, home, program), program };
}

/**
 * In short: the kind, with its type or definition; `?` where it is uncertain.
 */
function inShort({ kind, type, definition, element, certain }: IValue): string {
  const of = type ?? definition?.name;
  return (
    kind +
    (of === undefined ? '' : ` ${of}`) +
    (element === undefined ? '' : ` of ${element.kind}`) +
    (certain || kind === 'unknown' ? '' : ' ?')
  );
}

const JOB = 'import asyncio\nasync def job(i=0):\n    return [i]';
const ROWS = 'async def rows():\n    yield 1';
const PAGE =
  'class Page:\n    async def load(self): return 1\n    def make(self): return self.load()';

describe('what an expression gives', () => {
  it.each([
    ['coroutine job', [JOB, 'job()']],
    ['coroutine job', [JOB, 'c = job()', 'c']],
    ['coroutine job', [JOB, 'def make():\n    return job()', 'make()']],
    ['coroutine function job', [JOB, 'job']],
    ['instance builtins.list', [JOB, 'await job()']],
    ['instance builtins.list', [JOB, 'x = await job()', 'x']],
    ['async generator rows', [ROWS, 'rows()']],
    ['async generator', [ROWS, '(r async for r in rows())']],
    ['collection builtins.list of coroutine', [JOB, '[job(), job()]']],
    [
      'collection builtins.list of coroutine',
      [JOB, '[job(i) for i in range(3)]']
    ],
    ['collection builtins.list of coroutine', [JOB, 'list(map(job, [1]))']],
    [
      'collection builtins.generator of coroutine',
      [JOB, 'map(lambda i: job(i), [1])']
    ],
    ['coroutine job', [JOB, 'cs = [job()]', 'cs[0]']],
    ['coroutine job', [JOB, 'for c in [job()]:\n    pass\nc']],
    ['coroutine load', [PAGE, 'Page().load()']],
    ['coroutine load', [PAGE, 'p = Page()', 'p.make()']],
    ['coroutine', ['import asyncio\nasyncio.sleep(1)']],
    ['coroutine', ['import asyncio\nq = asyncio.Queue()\nq.get()']],
    ['task', [JOB, 'asyncio.create_task(job())']],
    ['instance builtins.list', [JOB, 'await asyncio.create_task(job())']],
    ['future', [JOB, 'asyncio.gather(job(), job())']],
    ['instance builtins.list', [JOB, 'await asyncio.wait_for(job(), 1)']],
    [
      'instance contextlib.aclosing',
      [
        'from contextlib import asynccontextmanager\n@asynccontextmanager\nasync def open_it():\n    yield',
        'open_it()'
      ]
    ],
    [
      'instance A',
      [
        'import httpx\nclass A(httpx.AsyncClient): pass\nasync with A() as a:\n    pass\na'
      ]
    ],
    [
      'unknown',
      [
        'import httpx\nclass A(httpx.AsyncClient):\n    async def __aenter__(s): return 1\nasync with A() as a:\n    pass\na'
      ]
    ],
    ['unknown', ['import lib\nlib.get()']],
    [
      'unknown',
      ['import functools\n@functools.cache\nasync def f(): pass\nf()']
    ],
    ['unknown', [JOB, 'def f(): pass\nx = job() if y else f()', 'x']],
    ['unknown', [JOB, 'c = job()\nif y:\n    c = 3', 'c']],
    ['unknown', ['x = x', 'x']]
  ])('%s: %j', (expected, cells) => {
    expect(inShort(lastValue(...cells).value)).toBe(expected);
  });

  it('says through which variables it came, and what made it', () => {
    const { value } = lastValue(JOB, 'a = job()\nb = a', 'b');
    expect(value.through.map(({ name }) => name)).toEqual(['b', 'a']);
    expect(value.made.node.text).toBe('job()');
    expect(value.made.home.index).toBe(1);
  });
});

describe('how it is entered, iterated over, awaited', () => {
  it.each([
    ['async with', null, false, ['import asyncio\nasyncio.timeout(1)']],
    ['async with', 'neither', false, ['import asyncio\nasyncio.Lock()']],
    ['with', 'for', false, ['open("x")']],
    ['neither', 'for', false, ['[1]']],
    ['neither', 'async for', false, [ROWS, 'rows()']],
    ['neither', 'neither', true, [JOB, 'job()']],
    ['with', 'neither', false, ['class A:\n    def __enter__(self): 1\nA()']],
    [
      'either',
      'neither',
      false,
      ['class A:\n    def __enter__(s): 1\n    def __aenter__(s): 1\nA()']
    ],
    [null, null, null, ['import lib\nclass A(lib.B): pass\nA()']],
    [
      'async with',
      'neither',
      false,
      ['from aiohttp import ClientSession\nclass A(ClientSession): pass\nA()']
    ],
    [
      'either',
      null,
      false,
      [
        'import httpx\nclass A(httpx.AsyncClient):\n    def __enter__(s): 1\nclass B(A): pass\nB()'
      ]
    ],
    ['neither', 'for', false, ['class A(list): pass\nA()']],
    [null, null, null, ['lib.thing()']]
  ])('%s, %s, %s: %j', (enters, iterates, awaitable, cells) => {
    const { value, program } = lastValue(...cells);
    expect(entersWith(value, program)).toBe(enters);
    expect(isAwaitable(value, program)).toBe(awaitable);
    if (iterates !== null) {
      expect(iteratesWith(value, program)).toBe(iterates);
    }
  });
});
