import type { ICell, IEngine, IOutput } from '../..';
import { engine as loaded, notebook, rewritten } from '../../testing/documents';

let engine: IEngine;
beforeAll(async () => {
  engine = await loaded;
});

const APPLY = 'import nest_asyncio\nnest_asyncio.apply()\n';
const MAIN = 'import asyncio\nasync def main():\n    return 1\n';

/**
 * The findings of this rule.
 */
function found(...cells: readonly (string | Partial<ICell>)[]) {
  return engine
    .check(notebook(...cells))
    .filter(({ rule }) => rule === 'nest-asyncio');
}

/**
 * The safety of the one rewrite of each finding; `none` where there is none.
 */
function safety(...cells: readonly string[]): string[] {
  return found(...cells).map(({ rewrites }) => rewrites[0]?.safety ?? 'none');
}

describe('is taken out', () => {
  it.each<[string, string, string]>([
    ['on one line', 'import nest_asyncio; nest_asyncio.apply()', ''],
    [
      'before other code on its line',
      'import nest_asyncio; nest_asyncio.apply(); import os',
      'import os'
    ],
    ['with a comment behind it', `${APPLY.trim()}  # needed`, ''],
    [
      'with the comment above it that speaks of it',
      'import os\n\n# Jupyter has an event loop already\nimport nest_asyncio\nnest_asyncio.apply()',
      'import os'
    ],
    [
      'without a comment that does not',
      'import os\n# the year of the data\nimport nest_asyncio\nnest_asyncio.apply()\nYEAR = 2024',
      'import os\n# the year of the data\nYEAR = 2024'
    ],
    [
      'by an alias',
      'import os\nimport nest_asyncio as na\nna.apply()',
      'import os'
    ],
    ['by a function', 'from nest_asyncio import apply\napply()', ''],
    ['with no name', '__import__("nest_asyncio").apply()', ''],
    [
      'by importlib',
      'import importlib\nimportlib.import_module("nest_asyncio").apply()',
      'import importlib'
    ],
    [
      'first of several imports',
      'import nest_asyncio, os\nnest_asyncio.apply()',
      'import os'
    ],
    [
      'last of several imports',
      'import os, nest_asyncio\nnest_asyncio.apply()',
      'import os'
    ],
    [
      'in an if that is about nothing else',
      'import sys\nif "google.colab" not in sys.modules:\n    import nest_asyncio\n    nest_asyncio.apply()\nx = 1',
      'import sys\nx = 1'
    ],
    [
      'in an if whose condition does something',
      'import nest_asyncio\nif start():\n    nest_asyncio.apply()\ndef start():\n    return log.append(1)\nlog = []',
      'if start():\n    pass\ndef start():\n    return log.append(1)\nlog = []'
    ],
    [
      'in an if whose condition asks a function that only looks',
      'import nest_asyncio\ndef at_home():\n    try:\n        shell = get_ipython()\n        return shell is not None\n    except NameError:\n        return False\nif at_home():\n    nest_asyncio.apply()',
      'def at_home():\n    try:\n        shell = get_ipython()\n        return shell is not None\n    except NameError:\n        return False'
    ],
    [
      'with the installation',
      '%pip install --quiet nest-asyncio==1.6.0\nimport nest_asyncio\nnest_asyncio.apply()',
      ''
    ],
    [
      'where it may be missing',
      'try:\n    import nest_asyncio\nexcept ImportError:\n    nest_asyncio = None\nif nest_asyncio is not None:\n    nest_asyncio.apply()\nx = 1',
      'x = 1'
    ],
    [
      'with a comment that is about nothing else',
      'import os\n\n# Needed for Colab\nimport nest_asyncio\nnest_asyncio.apply()\n\nx = 1',
      'import os\n\nx = 1'
    ],
    [
      'with an installation whose options stand first',
      '!pip -q install nest_asyncio > /dev/null 2>&1\nimport nest_asyncio\nnest_asyncio.apply()',
      ''
    ],
    [
      'without the installation of other packages',
      `!pip install nest_asyncio pandas\n${APPLY}`,
      '!pip install nest_asyncio pandas'
    ]
  ])('%s', (_name, before, after) => {
    const document = notebook(before);
    const [finding] = engine
      .check(document)
      .filter(({ rule }) => rule === 'nest-asyncio');
    expect(finding.rewrites[0].safety).toBe('safe');
    expect(rewritten(document, finding)).toEqual([after]);
  });

  it('as one change with every start in every cell', () => {
    const document = notebook(
      `${APPLY}${MAIN}`,
      'def load():\n    return asyncio.run(main())',
      'a = load()',
      'b = asyncio.get_event_loop().run_until_complete(main())'
    );
    const [finding] = engine.check(document);
    expect(finding.rewrites).toHaveLength(1);
    expect(rewritten(document, finding)).toEqual([
      MAIN.trimEnd() + '\n',
      'async def load():\n    return await main()',
      'a = await load()',
      'b = await main()'
    ]);
  });
});

describe('is safe', () => {
  it.each<[string, string]>([
    ['the standard library', 'import json\njson.dumps([1])'],
    [
      'numpy and pandas',
      'import numpy as np\nimport pandas as pd\npd.DataFrame(np.zeros(3)).sum()'
    ],
    [
      'an unknown library that is awaited',
      'import wonder\nasync def get():\n    async with wonder.AsyncSession() as session:\n        async for row in session.rows():\n            await session.put(row)\nawait get()'
    ],
    [
      'an unknown coroutine that asyncio is given',
      'import asyncio, wonder\nawait asyncio.gather(*[wonder.get(n) for n in range(3)])\nasyncio.create_task(wonder.watch())'
    ],
    [
      'an unknown coroutine in a start',
      'import asyncio, wonder\nx = asyncio.run(wonder.main())'
    ],
    [
      'asyncio.run in a thread',
      `${MAIN}x = await asyncio.to_thread(asyncio.run, main())`
    ]
  ])('with %s', (_name, code) => {
    expect(safety(APPLY, code)).toEqual(['safe']);
  });
});

describe('is only suggested', () => {
  it.each<[string, string]>([
    ['a call of an unknown library', 'import wonder\nwonder.get(1)'],
    ['a function of it', 'from wonder import get\nget(1)'],
    ['everything of it', 'from wonder import *\nget(1)'],
    ['what it made', 'import wonder\nw = wonder.get\nw(1)'],
    [
      'what is awaited of it, and then called',
      'import wonder\nx = await wonder.get()\nx.read()'
    ],
    [
      'its object in a function',
      'import wonder\ndef use(thing):\n    return thing.read()\nuse(wonder)'
    ],
    [
      'its object in an attribute',
      'import wonder\nclass Mine:\n    def __init__(self):\n        self.w = wonder\n    def read(self):\n        return self.w.get()\nMine().read()'
    ],
    [
      'its object in a list',
      'import wonder\nthings = []\nthings.append(wonder.thing)\nfor thing in things:\n    thing.read()'
    ],
    [
      'its class as a base',
      'import wonder\nclass Mine(wonder.Base):\n    pass\nMine().read()'
    ],
    [
      'what a function makes of it',
      'import wonder\ndef make():\n    return wonder.thing\nmake().read()'
    ],
    ['its function given to map', 'import wonder\nlist(map(wonder.get, [1]))'],
    ['a chain', 'import wonder\nchain = wonder.a | wonder.b\nchain.invoke(1)'],
    ['a script', '%run helpers.py'],
    ['an unknown extension', '%load_ext wonder'],
    ['a module beside the notebook', 'from .helpers import get\nget(1)']
  ])('with %s', (_name, code) => {
    expect(safety(APPLY, code)).toEqual(['check']);
  });

  it('where a name stays that says it was applied', () => {
    expect(
      safety(
        'try:\n    import nest_asyncio\n    nest_asyncio.apply()\n    ok = True\nexcept ImportError:\n    ok = False'
      )
    ).toEqual(['check']);
  });
});

describe('is left where it is', () => {
  it.each<[string, string]>([
    ['asyncio.run is handed on', `${MAIN}list(map(asyncio.run, [main()]))`],
    [
      'a loop’s method has a name of its own',
      `${MAIN}go = asyncio.get_event_loop().run_until_complete\ngo(main())`
    ],
    [
      'the code asks whether a loop runs',
      `${MAIN}if asyncio.get_event_loop().is_running():\n    asyncio.get_event_loop().run_until_complete(main())\nelse:\n    asyncio.run(main())`
    ],
    [
      'the code catches that one does',
      `${MAIN}try:\n    asyncio.run(main())\nexcept RuntimeError:\n    pass`
    ],
    [
      'a thread gets its loop from the patch',
      `${MAIN}import threading\ndef work():\n    asyncio.get_event_loop().run_until_complete(main())\nthreading.Thread(target=work).start()`
    ],
    ['a cell cannot be read', 'asyncio.run(main('],
    ['its value is used', 'x = nest_asyncio.apply()']
  ])('where %s', (_name, code) => {
    expect(new Set(safety(APPLY, code))).toEqual(new Set(['none']));
  });

  it('where its cell may not be edited', () => {
    const [finding] = found({ source: APPLY, editable: false });
    expect(finding.rewrites).toEqual([]);
  });
});

describe('what kernels show of it', () => {
  const error = (ename: string, evalue: string, line: string): IOutput => ({
    output_type: 'error',
    ename,
    evalue,
    traceback: [
      '---------------------------------------------------------------------------',
      `${ename}                                Traceback (most recent call last)`,
      `Cell In[1], line 2\n      1 import nest_asyncio\n----> 2 ${line}\n`,
      `${ename}: ${evalue}`
    ]
  });

  it.each<[string, string, string]>([
    [
      'ValueError',
      "Can't patch loop of type <class 'uvloop.Loop'>",
      'uvloop.Loop'
    ],
    [
      'ValueError',
      "Can't patch loop of type <class 'pyodide.webloop.WebLoop'>",
      'pyodide.webloop.WebLoop'
    ]
  ])('%s: %s', (ename, evalue, detail) => {
    const [finding] = found(
      {
        source: APPLY,
        executionCount: 1,
        outputs: [error(ename, evalue, 'nest_asyncio.apply()')]
      },
      `${MAIN}asyncio.run(main())`
    );
    expect(finding).toMatchObject({
      evidence: 'error',
      severity: 'error',
      values: { shows: 'loop', detail }
    });
    expect(finding.rewrites[0].safety).toBe('safe');
  });

  const LOST: IOutput = {
    output_type: 'stream',
    name: 'stderr',
    text: 'Exception in callback Task.__step()\nhandle: <Handle Task.__step()>\nTraceback (most recent call last):\n  File "/usr/lib/python3.11/asyncio/events.py", line 80, in _run\n    self._context.run(self._callback, *self._args)\nRuntimeError: cannot enter context: <_contextvars.Context object at 0x7f012b70c080> is already entered\n'
  };

  it('cells that get lost, under the cell that shows it', () => {
    const [finding, ...others] = found(
      { source: APPLY, executionCount: 1 },
      {
        source: `${MAIN}asyncio.run(main())`,
        executionCount: 2,
        outputs: [LOST]
      }
    );
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      cell: 'cell-0',
      shownIn: 'cell-1',
      evidence: 'warning',
      severity: 'error',
      values: { shows: 'lost', elsewhere: '[1]' }
    });
    expect(finding.rewrites[0].rerun).toContain('cell-1');
  });

  it('nothing where no cell patches the loop', () => {
    expect(
      found({ source: 'f()', executionCount: 1, outputs: [LOST] })
    ).toEqual([]);
  });
});
