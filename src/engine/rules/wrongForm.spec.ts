import type { IDocument, IEngine, IFinding, IOutput } from '..';
import { engine as loaded, notebook, rewritten } from '../testing/documents';

let engine: IEngine;
beforeAll(async () => {
  engine = await loaded;
});

/**
 * The error of a line of the first cell, as ipykernel saves it.
 */
function failed(line: string, error: string, below = ''): IOutput {
  const [, ename, evalue] = /^(\w+): ?(.*)$/s.exec(error)!;
  return {
    output_type: 'error',
    ename,
    evalue,
    traceback: [
      `${ename}   Traceback (most recent call last)`,
      `Cell In[1], line ${line.split('\n').length}\n----> ${line.split('\n').length} ${line.split('\n').pop()}`,
      ...(below === '' ? [] : [`File ${below}:12, in it(x)\n---> 12 x`]),
      error
    ]
  };
}

function shown(source: string, error: string, below = ''): IDocument {
  const last = source.replace(/\n {4}pass$/, '');
  return notebook({
    source,
    executionCount: 1,
    outputs: [failed(last, error, below)]
  });
}

/**
 * The rule, how sure its first rewrite is, and what becomes of the last line
 * that changes.
 */
function inShort(document: IDocument): string[] {
  return engine.check(document).map(
    finding =>
      `${finding.rule} ${finding.evidence} ${safety(finding)} ${(
        rewritten(document, finding)?.[0] ?? ''
      )
        .replace(/\n {4}pass$/, '')
        .split('\n')
        .pop()}`
  );
}

function safety({ rewrites }: IFinding): string {
  return rewrites[0]?.safety ?? 'none';
}

const ASYNCIO = '~/lib/python3.11/asyncio/tasks.py';

describe('what Python 3.9 to 3.14 say, of things whose type the code does not tell', () => {
  it.each([
    [
      'for x in cursor:\n    pass',
      "TypeError: 'AsyncIOMotorCursor' object is not iterable",
      'async-iteration error check async for x in cursor:'
    ],
    [
      'async for x in data:\n    pass',
      "TypeError: 'async for' requires an object with __aiter__ method, got list",
      'async-iteration error safe for x in data:'
    ],
    [
      'async for x in data:\n    pass',
      "TypeError: 'async for' requires an object with __aiter__ method, got Thing",
      'async-iteration error check for x in data:'
    ],
    [
      'async for x in load():\n    pass',
      "TypeError: 'async for' requires an object with __aiter__ method, got coroutine",
      'async-iteration error check for x in await load():'
    ],
    [
      'with client:\n    pass',
      "TypeError: 'AsyncClient' object does not support the context manager protocol",
      'async-context error safe async with client:'
    ],
    [
      'with client:\n    pass',
      "TypeError: 'Thing' object does not support the context manager protocol (missed __exit__ method) but it supports the asynchronous context manager protocol. Did you mean to use 'async with'?",
      'async-context error safe async with client:'
    ],
    [
      'async with thing:\n    pass',
      "TypeError: '_thread.lock' object does not support the asynchronous context manager protocol",
      'async-context error safe with thing:'
    ],
    [
      'async with thing:\n    pass',
      'AttributeError: __aenter__',
      'async-context error check with thing:'
    ],
    [
      'x = await thing.get()',
      "TypeError: object int can't be used in 'await' expression",
      'await-plain error safe x = thing.get()'
    ],
    [
      'x = await thing.get()',
      "TypeError: 'Response' object can't be awaited",
      'await-plain error safe x = thing.get()'
    ],
    [
      'x = await thing.get()',
      "TypeError: object list can't be used in 'await' expression",
      'await-plain error check x = thing.get()'
    ],
    [
      'x = await thing.get',
      "TypeError: object method can't be used in 'await' expression",
      'await-plain error none '
    ],
    [
      'x = await one() + await two()',
      "TypeError: object int can't be used in 'await' expression",
      'await-plain error none '
    ],
    [
      'x = task.result()',
      'InvalidStateError: Result is not set.',
      'unfinished-task error check x = await task'
    ]
  ])('%s · %s', (source, error, expected) => {
    expect(inShort(shown(source, error))).toEqual([expected]);
  });

  it.each([
    ["TypeError: unhashable type: 'list'", 'safe'],
    [
      'TypeError: An asyncio.Future, a coroutine or an awaitable is required',
      'safe'
    ]
  ])('gather of a list · %s', (error, sure) => {
    const source = 'import asyncio\nx = await asyncio.gather(jobs)';
    expect(inShort(shown(source, error, ASYNCIO))).toEqual([
      `coroutine-arguments error ${sure} x = await asyncio.gather(*jobs)`
    ]);
  });
});

describe('no rule reacts to', () => {
  it.each([
    [
      'for x in thing:\n    pass',
      "TypeError: 'int' object is not iterable",
      ''
    ],
    [
      'with thing:\n    pass',
      "TypeError: 'int' object does not support the context manager protocol",
      ''
    ],
    ['with thing:\n    pass', 'AttributeError: __enter__', ''],
    ['x = thing[0]', "TypeError: 'Thing' object is not subscriptable", ''],
    ['x = {[1]: 2}', "TypeError: unhashable type: 'list'", ''],
    [
      'x = await library.run(f)',
      "TypeError: object int can't be used in 'await' expression",
      '~/lib/python3.11/site-packages/library.py'
    ],
    ['x = future.result()', 'InvalidStateError: CANCELLED', '']
  ])('%s · %s', (source, error, below) => {
    expect(engine.check(shown(source, error, below))).toEqual([]);
  });
});

const ROWS = 'async def rows():\n    yield 1';
const JOB = 'import asyncio\nasync def job():\n    return [1]';

describe('the code alone says nothing where', () => {
  it.each([
    [
      'another function may have bound the name',
      `${JOB}\ntask = asyncio.create_task(job())\ndef reset():\n    global task\n    task = None\nawait task`
    ],
    [
      'a function within has bound it',
      `${JOB}\nasync def main():\n    task = None\n    def start():\n        nonlocal task\n        task = asyncio.create_task(job())\n    start()\n    await task`
    ],
    [
      'the next turn of the loop binds it',
      `${JOB}\ntask = None\nfor i in range(3):\n    await task\n    task = asyncio.create_task(job())`
    ],
    [
      'the code asks for the type',
      `${ROWS}\nasync def show(x):\n    if isinstance(x, list):\n        return x\n    async for y in x:\n        pass\nawait show([1])`
    ],
    [
      'a subclass has another method',
      'class A:\n    def get(self):\n        return 1\n    async def run(self):\n        return await self.get()\nclass B(A):\n    async def get(self):\n        return 2'
    ],
    [
      'the method is there to be replaced',
      'class A:\n    def get(self):\n        raise NotImplementedError\n    async def run(self):\n        return await self.get()'
    ],
    [
      'the task had time to run',
      `${JOB}\nt = asyncio.create_task(job())\nasync with asyncio.timeout(1):\n    pass\nt.result()`
    ],
    [
      'a generator of asynchronous lists is asynchronous itself',
      `${ROWS}\ng = ([r async for r in rows()] for i in range(2))\nx = [r async for r in g]`
    ]
  ])('%s', (_what, source) => {
    expect(engine.check(notebook(source))).toEqual([]);
  });
});

describe('Python before 3.11', () => {
  it('has no asynchronous comprehension in a plain one', () => {
    const document = notebook(ROWS, '[list(rows()) for i in range(2)]');
    const rewritesOn = (pythonVersion: string) =>
      engine.check(document, { pythonVersion })[0].rewrites.length;
    expect(rewritesOn('3.10.4')).toBe(0);
    expect(rewritesOn('3.11.0')).toBe(1);
  });

  it('waits for coroutines', () => {
    const document = notebook(JOB, 'await asyncio.wait([job()])');
    expect(engine.check(document, { pythonVersion: '3.9.2' })).toEqual([]);
    expect(engine.check(document, { pythonVersion: '3.11.2' })).toHaveLength(1);
  });

  it('has no anext before 3.10', () => {
    const document = notebook(ROWS, 'x = next(rows())');
    const after = (pythonVersion: string) =>
      rewritten(document, engine.check(document, { pythonVersion })[0])![1];
    expect(after('3.9.2')).toBe('x = await rows().__anext__()');
    expect(after('3.12.2')).toBe('x = await anext(rows())');
  });
});

it('a string of several lines is not moved', () => {
  const document = notebook(
    'import asyncio\nwith asyncio.Lock(), open("x"):\n    text = """a\n  b"""'
  );
  const [finding] = engine.check(document);
  expect(finding.rule).toBe('async-context');
  expect(finding.rewrites).toEqual([]);
});

it('of several turned futures each is awaited in its place', () => {
  const document = notebook(
    `${JOB}\nfirst = await asyncio.gather(job(), job())[0]`
  );
  expect(
    rewritten(document, engine.check(document)[0])![0].split('\n').pop()
  ).toBe('first = (await asyncio.gather(job(), job()))[0]');
});
