import { notebook } from '../testing/documents';
import { outputTextsOf } from './outputText';
import { printedErrorsIn } from './printedErrors';

function read(text: string) {
  const { cells } = notebook({
    outputs: [{ output_type: 'stream', name: 'stderr', text }]
  });
  return outputTextsOf(cells[0])
    .flatMap(printedErrorsIn)
    .map(({ printed, of, name, message, frames }) => [
      printed,
      of,
      `${name}: ${message}`,
      frames.map(({ line, function: owner }) => `${line} ${owner}`).join(', ')
    ]);
}

const CELL = '/tmp/ipykernel_12/898073431.py';

describe('errors that are only printed', () => {
  it.each([
    [
      'of a thread',
      `Exception in thread Thread-5 (worker):
Traceback (most recent call last):
  File "/lib/python3.11/threading.py", line 982, in run
    self._target(*self._args, **self._kwargs)
  File "${CELL}", line 5, in worker
RuntimeError: no running event loop
`,
      [
        [
          'thread',
          'Thread-5',
          'RuntimeError: no running event loop',
          '982 run, 5 worker'
        ]
      ]
    ],
    [
      'of a task, with a class of another module',
      `Task exception was never retrieved
future: <Task finished name='Task-12' coro=<Bot.fail() done, defined at ${CELL}:1> exception=ClientError('lost')>
Traceback (most recent call last):
  File "${CELL}", line 2, in fail
    raise aiohttp.ClientError("lost")
aiohttp.client_exceptions.ClientError: lost
`,
      [['task', 'Bot.fail', 'ClientError: lost', '2 fail']]
    ],
    [
      'the last of chained ones',
      `Exception in thread A:
Traceback (most recent call last):
  File "${CELL}", line 2, in a
KeyError: 'x'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "${CELL}", line 4, in a
ValueError: y
`,
      [['thread', 'A', 'ValueError: y', '4 a']]
    ],
    [
      'of a group within a group',
      `  + Exception Group Traceback (most recent call last):
  |   File "${CELL}", line 6, in <module>
  |     await main()
  | ExceptionGroup: unhandled errors in a TaskGroup (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "${CELL}", line 2, in fail
    |     raise ValueError("lost")
    | ValueError: lost
    +---------------- 2 ----------------
    | Exception Group Traceback (most recent call last):
    |   File "${CELL}", line 4, in main
    |     async with asyncio.TaskGroup() as inner:
    | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
    +-+---------------- 1 ----------------
      | Traceback (most recent call last):
      |   File "${CELL}", line 8, in caller
      |     return await n
      |            ^^^^^^^
      | TypeError: object int can't be used in 'await' expression
      +------------------------------------
`,
      [
        [
          'group',
          'unhandled errors in a TaskGroup (2 sub-exceptions)',
          'ValueError: lost',
          '2 fail'
        ],
        [
          'group',
          'unhandled errors in a TaskGroup (2 sub-exceptions)',
          "TypeError: object int can't be used in 'await' expression",
          '8 caller'
        ]
      ]
    ],
    ['not of other text', 'Traceback of the robot\nException in thread\n', []]
  ])('%s', (_name, text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});
