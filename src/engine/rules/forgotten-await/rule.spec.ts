import type { ICell, IFinding, IOutput } from '../..';
import {
  engine as loading,
  notebook,
  rewritten
} from '../../testing/documents';
import type { IEngine } from '../../engine';

let engine: IEngine;
beforeAll(async () => {
  engine = await loading;
});

/**
 * The saved error of a cell that ran as `count`, on `line`.
 */
function error(
  count: number,
  line: number,
  text: string,
  ename: string,
  evalue: string
): IOutput {
  return {
    output_type: 'error',
    ename,
    evalue,
    traceback: [
      `Cell In[${count}], line ${line}\n----> ${line} ${text}`,
      `${ename}: ${evalue}`
    ]
  };
}

function failing(
  source: string,
  line: number,
  ename: string,
  evalue: string
): Partial<ICell> {
  return {
    source,
    executionCount: 2,
    outputs: [
      error(2, line, source.split('\n')[line - 1].trim(), ename, evalue)
    ]
  };
}

const LIB = 'import lib\nclient = lib.Client()';

/**
 * The last cell after the first rewrite of the one finding of this rule.
 */
function repaired(...cells: (string | Partial<ICell>)[]): {
  finding: IFinding | undefined;
  after: string | undefined;
} {
  const document = notebook(...cells);
  const [finding] = engine
    .check(document)
    .filter(({ rule }) => rule === 'forgotten-await');
  const after = finding && rewritten(document, finding);
  return { finding, after: after?.[after.length - 1] };
}

describe('an error shows which call of an unknown library gave a coroutine', () => {
  it.each([
    [
      'a = client.get(1).json()',
      'AttributeError',
      "'coroutine' object has no attribute 'json'",
      'a = (await client.get(1)).json()'
    ],
    [
      'a = client.get(1)["a"]',
      'TypeError',
      "'coroutine' object is not subscriptable",
      'a = (await client.get(1))["a"]'
    ],
    [
      'client.get(1)["a"] = 2',
      'TypeError',
      "'coroutine' object does not support item assignment",
      '(await client.get(1))["a"] = 2'
    ],
    [
      'a = client.get(1)(2)',
      'TypeError',
      "'coroutine' object is not callable",
      'a = (await client.get(1))(2)'
    ],
    [
      'for r in client.get(1): pass',
      'TypeError',
      "'coroutine' object is not iterable",
      'for r in await client.get(1): pass'
    ],
    [
      'a, b = client.get(1)',
      'TypeError',
      'cannot unpack non-iterable coroutine object',
      'a, b = await client.get(1)'
    ],
    [
      'n = len(client.get(1))',
      'TypeError',
      "object of type 'coroutine' has no len()",
      'n = len(await client.get(1))'
    ],
    [
      'n = 1 + client.get(1)',
      'TypeError',
      "unsupported operand type(s) for +: 'int' and 'coroutine'",
      'n = 1 + await client.get(1)'
    ],
    [
      's = "a" + client.get(1)',
      'TypeError',
      'can only concatenate str (not "coroutine") to str',
      's = "a" + await client.get(1)'
    ],
    [
      'n = int(client.get(1))',
      'TypeError',
      "int() argument must be a string, a bytes-like object or a real number, not 'coroutine'",
      'n = int(await client.get(1))'
    ],
    [
      'n = -client.get(1)',
      'TypeError',
      "bad operand type for unary -: 'coroutine'",
      'n = -await client.get(1)'
    ],
    [
      'b = client.get(1) < 3',
      'TypeError',
      "'<' not supported between instances of 'coroutine' and 'int'",
      'b = await client.get(1) < 3'
    ],
    [
      'b = 1 in client.get(1)',
      'TypeError',
      "argument of type 'coroutine' is not a container or iterable",
      'b = 1 in await client.get(1)'
    ],
    [
      's = ",".join(client.get(1))',
      'TypeError',
      'can only join an iterable, got coroutine',
      's = ",".join(await client.get(1))'
    ],
    [
      'for i in range(client.get(1)): pass',
      'TypeError',
      "'coroutine' object cannot be interpreted as an integer",
      'for i in range(await client.get(1)): pass'
    ]
  ])('%s', (source, name, message, after) => {
    const found = repaired(LIB, failing(source, 1, name, message));
    expect(found.after).toBe(after);
    expect(found.finding).toMatchObject({
      evidence: 'error',
      rewrites: [{ safety: 'safe' }]
    });
  });

  it('awaits where the variable gets its value', () => {
    const source = 'reply = client.get(1)\na = reply.json()';
    expect(
      repaired(
        LIB,
        failing(
          source,
          2,
          'AttributeError',
          "'coroutine' object has no attribute 'json'"
        )
      ).after
    ).toBe('reply = await client.get(1)\na = reply.json()');
  });

  it('and not once more where it is awaited since', () => {
    const source = 'reply = await client.get(1)\na = reply.json()';
    expect(
      repaired(
        LIB,
        failing(
          source,
          2,
          'AttributeError',
          "'coroutine' object has no attribute 'json'"
        )
      ).finding
    ).toBeUndefined();
  });

  it('but not where two may be meant', () => {
    const source = 'n = client.get(1) + client.put(2)';
    const message = "unsupported operand type(s) for +: 'int' and 'coroutine'";
    expect(
      repaired(LIB, failing(source, 1, 'TypeError', message)).finding
    ).toBeUndefined();
  });

  it('and not where the line has changed since', () => {
    const cell = failing(
      'a = client.get(1).json()',
      1,
      'AttributeError',
      "'coroutine' object has no attribute 'json'"
    );
    const changed = { ...cell, source: 'a = client.get(2).json()' };
    expect(repaired(LIB, changed).finding).toBeUndefined();
  });
});

describe('what a cell shows', () => {
  const shown = (text: string): IOutput => ({
    output_type: 'execute_result',
    data: { 'text/plain': text }
  });

  it.each([
    ['<coroutine object Client.get at 0x7f>', 'safe'],
    ['<coroutine object Client._request at 0x7f>', 'check']
  ])('%s: %s', (text, safety) => {
    const cell = { source: 'client.get(1)', outputs: [shown(text)] };
    const { finding, after } = repaired(LIB, cell);
    expect(after).toBe('await client.get(1)');
    expect(finding).toMatchObject({
      evidence: 'result',
      rewrites: [{ safety }]
    });
  });

  it('a warning in another cell leads to the call', () => {
    const stderr: IOutput = {
      output_type: 'stream',
      name: 'stderr',
      text: "sys:1: RuntimeWarning: coroutine 'save' was never awaited\n"
    };
    const document = notebook(
      'async def save(x): pass',
      'async def work():\n    save(1)\nawait work()',
      { source: 'x = 1', outputs: [stderr] }
    );
    expect(engine.check(document)).toMatchObject([
      { cell: 'cell-1', shownIn: 'cell-2', evidence: 'warning' }
    ]);
  });
});
