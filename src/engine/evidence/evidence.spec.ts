import type { IDocument } from '..';
import type { IPythonParser } from '../python/parser';
import { loadParser } from '../python/parser';
import { Program } from '../python/program';
import { RULES } from '../rules';
import { captures } from '../testing/captures';
import { engine, notebook, runError } from '../testing/documents';
import { cellHash, hashInPath } from './cellHash';
import { errorOutputOf, readFrames } from './errorOutput';
import { neverAwaitedIn } from './neverAwaited';
import { outputTextsOf } from './outputText';
import { userFrameOf } from './userFrame';

let parser: IPythonParser;
beforeAll(async () => {
  parser = await loadParser();
});

/**
 * Where the error of cell `i` comes from, as `cell:line`.
 */
function causeOf(document: IDocument, i: number): string | null {
  const error = errorOutputOf(document.cells[i]);
  if (error === null) {
    return null;
  }
  const frame = userFrameOf(error, new Program(document, parser));
  return typeof frame === 'string'
    ? frame
    : `${frame.home.index}:${frame.line} ${frame.function ?? ''}`.trim();
}

describe('what kernels really sent', () => {
  const ran = captures();

  it.each(ran.map(capture => [capture.name, capture] as const))(
    '%s: is read',
    (_name, { document, shows, at }) => {
      const i = document.cells.length - 1;
      expect(shows).toContain(shownBy(document, i));
      const error = errorOutputOf(document.cells[i]);
      if (error !== null) {
        const cause = causeOf(document, i)!;
        expect(at).toContain(/^\d+:\d+/.exec(cause)?.[0] ?? '-');
      }
    }
  );

  const ids = RULES.map(({ id }) => id);
  it.each(
    ran
      .filter(({ rules }) => rules.some(rule => ids.includes(rule)))
      .map(capture => [capture.name, capture] as const)
  )('%s: is answered', async (_name, { document, facts, rules }) => {
    const shownIn = document.cells[document.cells.length - 1].id;
    const answers = (await engine)
      .check(document, facts)
      .filter(finding => finding.shownIn === shownIn)
      .map(finding => finding.rule);
    expect(answers.filter(rule => rules.includes(rule))).not.toEqual([]);
  });
});

/**
 * What cell `i` shows first of an error, a coroutine never awaited, other text
 * on standard error, a result.
 */
function shownBy(document: IDocument, i: number): string | null {
  const error = errorOutputOf(document.cells[i]);
  if (error !== null) {
    return error.name;
  }
  const texts = outputTextsOf(document.cells[i]);
  const program = new Program(document, parser);
  if (texts.some(text => neverAwaitedIn(text, program).length > 0)) {
    return 'warning';
  }
  const channels = texts.map(({ channel }) => channel);
  return channels.find(channel => channel !== 'stdout') ?? null;
}

describe('an error counts only for the line it was raised on', () => {
  const source = 'x = asyncio.run(main())';
  const failed = (more: object) => ({
    source,
    executionCount: 4,
    outputs: [runError(4, 1, source)],
    ...more
  });

  it.each([
    ['as it ran', notebook(failed({})), '0:1'],
    ['indented since', notebook(failed({ source: `  ${source}` })), '0:1'],
    ['edited since', notebook(failed({ source: 'x = 1' })), 'changed'],
    [
      'moved down by a line',
      notebook(failed({ source: `y = 1\n${source}` })),
      'changed'
    ],
    [
      'with a blank line above',
      notebook(failed({ source: `\n  \n${source}` })),
      '0:3'
    ],
    ['without a count', notebook(failed({ executionCount: null })), '0:1'],
    [
      'a traceback without frames',
      notebook(
        failed({
          outputs: [
            {
              output_type: 'error',
              ename: 'RuntimeError',
              evalue: '',
              traceback: []
            }
          ]
        })
      ),
      'unknown'
    ],
    [
      'the wrong cell of two with one count',
      notebook({ source: 'y = 2', executionCount: 4 }, failed({})),
      '1:1'
    ]
  ])('%s', (_name, document, expected) => {
    const i = document.cells.length - 1;
    expect(causeOf(document, i)).toBe(expected);
  });
});

describe('what runs under a magic counts for the line of its cell', () => {
  const failed = (source: string, ...traceback: string[]) =>
    notebook({
      source,
      executionCount: 4,
      outputs: [
        {
          output_type: 'error',
          ename: 'RuntimeError',
          evalue: '',
          traceback
        }
      ]
    });
  const called = (count: number, line: number, text: string) =>
    `Cell In[${count}], line ${line}\n----> ${line} ${text}`;
  const time = "get_ipython().run_cell_magic('time', '', 'y = 1\\nx = g()\\n')";
  const timeLine = "get_ipython().run_line_magic('time', 'x = g()')";

  it.each([
    [
      '%%time',
      failed(
        '%%time\ny = 1\nx = g()',
        called(4, 1, time),
        'File <timed exec>:2'
      ),
      '0:3'
    ],
    [
      '%%time below blank lines',
      failed(
        '\n%%time\ny = 1\nx = g()',
        called(4, 1, time),
        'File <timed exec>:2'
      ),
      '0:4'
    ],
    [
      'a function that %%time defines',
      failed(
        '%%time\ny = 1\nx = g()',
        called(4, 1, time),
        'File <timed exec>:2',
        'File <timed exec>:1, in g()'
      ),
      '0:2 g'
    ],
    [
      'edited since',
      failed(
        '%%time\ny = 2\nx = g()',
        called(4, 1, time),
        'File <timed exec>:2'
      ),
      'unknown'
    ],
    [
      '%time in a block',
      failed(
        'if y:\n    %time x = g()',
        called(4, 2, timeLine),
        'File <timed exec>:1'
      ),
      '0:2'
    ],
    [
      'another %time',
      failed('%time x = h()', called(4, 1, timeLine), 'File <timed exec>:1'),
      'unknown'
    ],
    [
      'a function that some cell under %%time defined',
      failed('g()', called(4, 1, 'g()'), 'File <timed exec>:2, in g()'),
      'unknown'
    ],
    [
      '%%capture, which counts on',
      failed('%%capture out\n\ny = 1\nx = g()', called(5, 2, 'x = g()')),
      '0:4'
    ],
    [
      '%%capture, edited since',
      failed('%%capture out\ny = 1\nx = h()', called(5, 2, 'x = g()')),
      'changed'
    ]
  ])('%s', (_name, document, expected) => {
    expect(causeOf(document, 0)).toBe(expected);
  });
});

describe('frames', () => {
  it('are those of the last of chained exceptions', () => {
    const frames = readFrames(
      [
        'Cell In[1], line 1',
        '----> 1 a()',
        'The above exception was the direct cause of the following exception:',
        'Cell In[2], line 3',
        '----> 3 b()'
      ].join('\n')
    );
    expect(frames).toEqual([
      { file: null, count: 2, line: 3, code: 'b()', function: null }
    ]);
  });

  it('are read without arrows (%xmode Plain)', () => {
    const frames = readFrames(
      '  Cell In[9], line 1\n    asyncio.run(main())\n\n  File ~/lib/python3.11/asyncio/runners.py:186 in run\n    raise RuntimeError('
    );
    expect(frames.map(({ count, line, code }) => [count, line, code])).toEqual([
      [9, 1, 'asyncio.run(main())'],
      [null, 186, 'raise RuntimeError(']
    ]);
  });
});

describe('the number that ipykernel names a cell by', () => {
  it.each([
    ['def f():\n    await main()', 3627186696],
    ['def f():\n    await main()\n', 1318687498],
    ['é = 1', 743418365]
  ])('%j', (source, expected) => {
    expect(cellHash(source)).toBe(expected);
  });

  it('is read from its path', () => {
    expect(hashInPath('/tmp/ipykernel_12/3627186696.py')).toBe(3627186696);
    expect(hashInPath('C:\\Temp\\ipykernel_1\\7.py')).toBe(7);
    expect(hashInPath('/home/me/7.py')).toBeNull();
  });
});

describe('text that cells show', () => {
  it('joins what one stream says, and takes colours off', () => {
    const { cells } = notebook({
      outputs: [
        { output_type: 'stream', name: 'stderr', text: ['a\n', 'b'] },
        { output_type: 'stream', name: 'stderr', text: '\u001b[31mc\u001b[0m' },
        { output_type: 'stream', name: 'stdout', text: 'd' },
        {
          output_type: 'execute_result',
          data: { 'text/plain': ['<coroutine ', 'object f at 0x1>'] }
        }
      ]
    });
    expect(
      outputTextsOf(cells[0]).map(({ channel, text }) => [channel, text])
    ).toEqual([
      ['stderr', 'a\nbc'],
      ['stdout', 'd'],
      ['result', '<coroutine object f at 0x1>']
    ]);
  });

  it('ties a warning to the cell whose code ran, not the one that shows it', () => {
    const source = '\nasync def work():\n    main()';
    const document = notebook(source, {
      outputs: [
        {
          output_type: 'stream',
          name: 'stderr',
          text: `/tmp/ipykernel_12/${cellHash(source)}.py:2: RuntimeWarning: coroutine 'Bot.send' was never awaited\n  main()\nsys:1: RuntimeWarning: coroutine 'main' was never awaited\n`
        }
      ]
    });
    const program = new Program(document, parser);
    const [text] = outputTextsOf(document.cells[1]);
    expect(
      neverAwaitedIn(text, program).map(({ name, home, line }) => [
        name,
        home?.index,
        line
      ])
    ).toEqual([
      ['Bot.send', 0, 3],
      ['main', undefined, 1]
    ]);
  });
});
