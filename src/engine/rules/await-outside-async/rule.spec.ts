import type { IEngine, IOutput, ITranslator } from '../..';
import { engine as loaded, notebook, rewritten } from '../../testing/documents';

let engine: IEngine;
beforeAll(async () => {
  engine = await loaded;
});

const DEF = 'def f():\n    await x';
const NAME_ERROR: IOutput = {
  output_type: 'error',
  ename: 'NameError',
  evalue: "name 'f' is not defined",
  traceback: []
};

/**
 * The saved error that IPython 9 shows for code that does not compile.
 */
function syntaxError(message: string, place: string, text: string): IOutput {
  return {
    output_type: 'error',
    ename: 'SyntaxError',
    evalue: `${message} (${place})`,
    traceback: [
      `  \u001b[36mCell\u001b[39m\u001b[36m \u001b[39m\u001b[32mIn[1]\u001b[39m\u001b[32m, line 2\u001b[39m\n\u001b[31m    \u001b[39m\u001b[31m${text}\u001b[39m\n    ^\n\u001b[31mSyntaxError\u001b[39m\u001b[31m:\u001b[39m ${message}\n`
    ]
  };
}

const OUTSIDE = "'await' outside async function";

describe('the error counts for a cell', () => {
  it.each([
    ['by its hash', `3635989260.py, line 2`, 'error'],
    ['not by the hash of another text', `1.py, line 2`, 'code'],
    [
      'by its line, as IPython 7 shows it',
      '<ipython-input-1-ab>, line 2',
      'error'
    ]
  ])('%s', (_name, place, evidence) => {
    const [finding] = engine.check(
      notebook({
        source: DEF,
        executionCount: 1,
        outputs: [syntaxError(OUTSIDE, place, 'await x')]
      })
    );
    expect(finding).toMatchObject({ evidence, matched: true });
  });

  it('and without the fault in it, says nothing', () => {
    expect(
      engine.check(
        notebook({
          source: 'x = 1',
          executionCount: 1,
          outputs: [syntaxError(OUTSIDE, '1.py, line 2', 'await x')]
        })
      )
    ).toEqual([]);
  });
});

it('names the file where an imported module has the fault', () => {
  const [finding] = engine.check(
    notebook({
      source: 'import helper',
      executionCount: 1,
      outputs: [syntaxError(OUTSIDE, 'helper.py, line 2', 'await x')]
    })
  );
  expect(finding.values).toMatchObject({ place: 'file', name: 'helper.py' });
  expect(finding.rewrites).toEqual([]);
});

it('runs the cells again that missed the function, edited or not', () => {
  const [finding] = engine.check(
    notebook(
      { source: DEF, executionCount: 1 },
      { source: 'a = f()', executionCount: 2, outputs: [NAME_ERROR] },
      { source: 'b = await f()', executionCount: 3, outputs: [NAME_ERROR] },
      { source: 'c = f()' },
      { source: 'd = 1', executionCount: 4 }
    )
  );
  expect(finding.rewrites[0].rerun).toEqual(['cell-0', 'cell-1', 'cell-2']);
});

it('mends all of a cell at once, so that it compiles', () => {
  const document = notebook(
    `${DEF}\nclass A:\n    limit = await x\ng = lambda: await x`
  );
  const findings = engine.check(document);
  expect(findings).toHaveLength(3);
  for (const finding of findings) {
    expect(rewritten(document, finding)).toEqual([
      'async def f():\n    await x\n_limit = await x\nclass A:\n    limit = _limit\nasync def g():\n    return await x'
    ]);
  }
});

it('offers none of them where one is left that would not compile', () => {
  const findings = engine.check(
    notebook(`${DEF}\nbutton.on_click(lambda: await x)`)
  );
  expect(findings.map(({ rewrites }) => rewrites)).toEqual([[], []]);
});

describe('no call is awaited whose coroutine something takes', () => {
  it.each([
    'asyncio.create_task(f())',
    'await asyncio.gather(*[f() for _ in y])',
    'jobs = [f()]\njobs.append(f())\nawait asyncio.gather(*jobs)',
    'job = f()\nvalue = await job',
    'for job in [f(), f()]:\n    await job',
    'def start(coroutine):\n    return asyncio.create_task(coroutine)\nstart(f())',
    'async with asyncio.TaskGroup() as group:\n    group.create_task(f())'
  ])('%s', use => {
    const document = notebook(`import asyncio\n${DEF}`, use);
    expect(rewritten(document, engine.check(document)[0])).toEqual([
      `import asyncio\nasync ${DEF}`,
      use
    ]);
  });
});

describe('a function stays plain where it', () => {
  it.each([
    ['may be given to something that runs coroutines', 'ui.run(f())'],
    ['is a callback', 'button.on_click(f)'],
    ['has another name', 'g = f'],
    ['is called in a lambda', 'button.on_click(lambda: f())'],
    ['is named in a magic', '%lprun -f f f()'],
    ['is defined again', 'def f():\n    return 1']
  ])('%s', (_name, use) => {
    const [finding] = engine.check(notebook(DEF, use));
    expect(finding.rewrites).toEqual([]);
  });
});

describe('a lambda is not written out where it', () => {
  it.each([
    [
      'keeps its parameter for later',
      'list(map(lambda n: (await x, lambda: n), y))'
    ],
    ['binds a name', 'list(map(lambda n: (z := await x), y))'],
    [
      'has a default for an empty list',
      'max(y, key=lambda n: await x, default=0)'
    ],
    [
      'is given to an own function',
      'def map(*a): ...\nlist(map(lambda n: await x, y))'
    ]
  ])('%s', (_name, source) => {
    const [finding] = engine.check(notebook(source));
    expect(finding.rewrites).toEqual([]);
  });
});

describe('a value stays in the class body where it', () => {
  it.each([
    ['reads a name of the class', 'base = 1\n    y = await f(base)'],
    ['stands in a block', 'if z:\n        y = await x'],
    ['has a name that Python changes', 'y = await __f()'],
    ['belongs to a class within', 'class B:\n        y = await x']
  ])('%s', (_name, body) => {
    const [finding] = engine.check(notebook(`class A:\n    ${body}`));
    expect(finding.rewrites).toEqual([]);
  });
});

describe('a generator is told to be read, not awaited,', () => {
  it.each([
    ['in a notebook', 'notebook', 'async for x in f():\n    print(x)'],
    ['without a reader', 'notebook', 'y = 1'],
    ['where a reader cannot change', 'notebook', 'next(f())'],
    ['under contextmanager', 'manager', 'y = 1']
  ])('%s', (_name, kind, use) => {
    const head =
      kind === 'manager'
        ? 'from contextlib import contextmanager\n@contextmanager\n'
        : '';
    const [finding] = engine.check(
      notebook(`${head}def f():\n    await x\n    yield 1`, use)
    );
    const { sentences, rewrites } = engine.explain(finding, ENGLISH);
    expect(sentences).toContain('plain generator');
    expect([sentences, ...rewrites.map(({ title }) => title)].join()).toMatch(
      kind === 'manager' ? /asynccontextmanager/ : /`async for`/
    );
    expect(sentences).not.toContain('await it where it is called');
  });
});

const ENGLISH: ITranslator = {
  __: (text, ...values) =>
    text.replace(/%(\d)/g, (_, n) => String(values[Number(n) - 1])),
  _n: text => text,
  _p: (_context, text) => text,
  _np: (_context, text) => text
};
