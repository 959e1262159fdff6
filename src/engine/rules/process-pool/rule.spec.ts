import type { IEngine, IFinding, IOutput } from '../..';
import { engine as loaded, notebook } from '../../testing/documents';

let engine: IEngine;
beforeAll(async () => {
  engine = await loaded;
});

const POOL =
  'from concurrent.futures import ProcessPoolExecutor\npool = ProcessPoolExecutor()\n';

/**
 * What is found where the cell's last line, the fourth, failed with `message`.
 */
function found(
  definition: string,
  text: string,
  name: string,
  message: string
): readonly IFinding[] {
  const error: IOutput = {
    output_type: 'error',
    ename: name,
    evalue: message,
    traceback: [`Cell In[1], line 4\n----> 4 ${text}`, `${name}: ${message}`]
  };
  return engine.check(
    notebook({
      source: `${POOL}${definition}\n${text}`,
      executionCount: 1,
      outputs: [error]
    })
  );
}

const LOCAL =
  "Can't pickle <function <lambda> at 0x7f>: attribute lookup <lambda> on __main__ failed";
const BROKEN =
  'A process in the process pool was terminated abruptly while the future was running or pending.';

describe('what cannot go to another process is told apart', () => {
  it.each([
    [
      'a lambda',
      'a = 1',
      'pool.submit(lambda: 1).result()',
      'PicklingError',
      LOCAL,
      'lambda'
    ],
    [
      'a lambda with a name',
      'f = lambda: 1',
      'pool.submit(f).result()',
      'PicklingError',
      LOCAL,
      'lambda'
    ],
    [
      'a function of a cell',
      'def f(): pass',
      'pool.submit(f).result()',
      'BrokenProcessPool',
      BROKEN,
      'cell'
    ],
    [
      'an argument',
      'import threading',
      'pool.submit(print, threading.Lock()).result()',
      'TypeError',
      "cannot pickle '_thread.lock' object",
      'data'
    ],
    [
      'a function of a module',
      'import math',
      'pool.submit(math.sqrt, 4).result()',
      'BrokenProcessPool',
      BROKEN,
      'other'
    ]
  ])('%s', (_name, definition, text, name, message, kind) => {
    const [finding, ...more] = found(definition, text, name, message);
    expect(finding).toMatchObject({
      rule: 'process-pool',
      evidence: 'error',
      values: { kind }
    });
    expect(more).toEqual([]);
  });
});

it('a coroutine function is left to its own rule', () => {
  expect(
    found(
      'async def f(): pass',
      'pool.submit(f).result()',
      'TypeError',
      "cannot pickle 'coroutine' object"
    ).map(({ rule }) => rule)
  ).toEqual(['coroutine-in-thread']);
});
