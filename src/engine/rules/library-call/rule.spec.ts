import type { IEngine } from '../..';
import { engine as loaded, notebook, rewritten } from '../../testing/documents';

let engine: IEngine;
beforeAll(async () => {
  engine = await loaded;
});

/**
 * The error that IPython shows for the first line of a cell, whose frames below
 * are `file` and `function`.
 */
function failed(
  source: string,
  ename: string,
  evalue: string,
  ...below: readonly (readonly [string, string])[]
) {
  return {
    source,
    executionCount: 1,
    outputs: [
      {
        output_type: 'error',
        ename,
        evalue,
        traceback: [
          `Cell In[1], line 1\n----> 1 ${source.split('\n')[0]}`,
          ...below.map(
            ([file, name]) =>
              `File ~/lib/python3.11/site-packages/${file}:7, in ${name}(self)\n----> 7 pass`
          ),
          `${ename}: ${evalue}`
        ]
      }
    ]
  };
}

const NESTED =
  'Detected nested async. Please use nest_asyncio.apply() to allow nested event loops.';

it.each([
  [
    'a query engine',
    failed(
      'answer = engine.query("Why?")',
      'RuntimeError',
      NESTED,
      ['llama_index/core/base/base_query_engine.py', 'BaseQueryEngine.query'],
      ['llama_index/core/async_utils.py', 'asyncio_run']
    ),
    'answer = await engine.aquery("Why?")'
  ],
  [
    'a retriever in an expression',
    failed(
      'first = index.as_retriever().retrieve(q)[0].text',
      'RuntimeError',
      'asyncio.run() cannot be called from a running event loop',
      ['llama_index/core/base/base_retriever.py', 'BaseRetriever.retrieve'],
      ['asyncio/runners.py', 'run']
    ),
    'first = (await index.as_retriever().aretrieve(q))[0].text'
  ],
  [
    'an agent that comes from elsewhere, on Windows',
    failed(
      'r = get_agent().run_sync("hi", deps=1)',
      'RuntimeError',
      'This event loop is already running',
      ['pydantic_ai\\agent\\abstract.py', 'AbstractAgent.run_sync'],
      ['asyncio\\base_events.py', 'BaseEventLoop.run_until_complete']
    ),
    'r = await get_agent().run("hi", deps=1)'
  ]
])('%s is known by the traceback', (_title, cell, after) => {
  const document = notebook(cell);
  const [finding, another] = engine.check(document);
  expect(another).toBeUndefined();
  expect(finding.rule).toBe('library-call');
  expect(finding.rewrites[0].safety).toBe('safe');
  expect(rewritten(document, finding)).toEqual([after]);
});

it('a method of super() stays: who inherits may call it without await', () => {
  const document = notebook(
    failed(
      'super().save()',
      'SynchronousOnlyOperation',
      'You cannot call this from an async context - use a thread or sync_to_async.',
      ['django/db/models/base.py', 'Model.save']
    )
  );
  for (const { rewrites } of engine.check(document)) {
    expect(rewrites.filter(({ safety }) => safety === 'safe')).toEqual([]);
  }
});

it.each([
  ['with another message', 'RuntimeError', 'Something else'],
  ['of another class', 'ValueError', NESTED]
])('an error %s is none of ours', (_title, name, message) => {
  const cell = failed('x = engine.query("Why?")', name, message, [
    'llama_index/core/base/base_query_engine.py',
    'BaseQueryEngine.query'
  ]);
  expect(engine.check(notebook(cell))).toEqual([]);
});

it('a call with the same name in a file of the notebook is left to the thread', () => {
  const document = notebook(
    failed(
      'x = helper.query("Why?")',
      'RuntimeError',
      'asyncio.run() cannot be called from a running event loop',
      ['company/helper.py', 'query'],
      ['asyncio/runners.py', 'run']
    )
  );
  expect(engine.check(document).map(({ rule }) => rule)).toEqual([
    'library-loop'
  ]);
});

it('a call that is awaited already is not given to a thread', () => {
  const [finding, another] = engine.check(
    notebook(
      failed(
        'await response.html.arender()',
        'RuntimeError',
        'Cannot use HTMLSession within an existing event loop. Use AsyncHTMLSession instead.',
        ['requests_html.py', 'HTML.arender'],
        ['requests_html.py', 'HTMLSession.browser']
      )
    )
  );
  expect(another).toBeUndefined();
  expect(finding).toMatchObject({
    rule: 'library-call',
    values: { awaited: true },
    rewrites: []
  });
});

describe('a library whose patch of the loop a notebook may have run', () => {
  const START = 'from ib_async import *\nib = IB()';
  const refused = failed(
    'ib.sleep()',
    'RuntimeError',
    'This event loop is already running',
    ['ib_async/util.py', 'sleep'],
    ['asyncio/base_events.py', 'BaseEventLoop._check_running']
  );

  it('is left alone until it has refused a call', () => {
    expect(engine.check(notebook(START, 'ib.connect()'))).toEqual([]);
  });

  it.each([
    ['ib.connect()', 'await ib.connectAsync()', 'safe'],
    [
      'ib.connect(\n    port=7496,  # paper\n)',
      'await ib.connectAsync(\n    port=7496,  # paper\n)',
      'safe'
    ],
    // The twin has no default of its own.
    [
      'ib.reqAccountUpdates()',
      'await ib.reqAccountUpdatesAsync(account="")',
      'safe'
    ],
    [
      'ib.reqAccountUpdates("U1")',
      'await ib.reqAccountUpdatesAsync("U1")',
      'safe'
    ],
    [
      'ib.reqHeadTimeStamp(\n    share,\n    "TRADES",\n    True,  # hours\n)',
      'await ib.reqHeadTimeStampAsync(\n    share,\n    "TRADES",\n    True, formatDate=1,  # hours\n)',
      'safe'
    ],
    [
      'ib.reqHeadTimeStamp(share, "TRADES", True, 2)',
      'await ib.reqHeadTimeStampAsync(share, "TRADES", True, 2)',
      'safe'
    ],
    [
      'ib.reqHeadTimeStamp(*found)',
      'await ib.reqHeadTimeStampAsync(*found, formatDate=1)',
      'check'
    ],
    [
      'ib.RequestTimeout = 5; ib.connect()',
      'ib.RequestTimeout = 5; await ib.connectAsync()',
      'check'
    ]
  ])('then %j is found by the code', (source, after, safety) => {
    const document = notebook(START, refused, source);
    const finding = engine
      .check(document)
      .find(({ evidence }) => evidence === 'code')!;
    expect(rewritten(document, finding)?.[2]).toBe(after);
    expect(finding.rewrites[0].safety).toBe(safety);
  });
});
