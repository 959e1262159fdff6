import type { ICell, IEngine } from '..';
import { applyEdits } from '..';
import { engine as loaded, notebook, rewritten } from '../testing/documents';

let engine: IEngine;
beforeAll(async () => {
  engine = await loaded;
});

const HEAD = 'import asyncio\nasync def f(*a): pass\n';

/**
 * The cells below the first after the first rewrite of the first finding; null
 * without a finding, [] without a rewrite.
 */
function after(...cells: (string | Partial<ICell>)[]): string[] | null {
  const document = notebook(HEAD, ...cells);
  const [finding] = engine.check(document);
  return finding === undefined
    ? null
    : (rewritten(document, finding)?.slice(1) ?? []);
}

const RUN = 'asyncio.run(f())';

describe('a plain function becomes async with its callers', () => {
  it.each([
    [
      'a call',
      ['def g(): return asyncio.run(f())', 'g()'],
      ['async def g(): return await f()', 'await g()']
    ],
    [
      'its attribute',
      ['def g(): return asyncio.run(f())', 'g().x'],
      ['async def g(): return await f()', '(await g()).x']
    ],
    [
      'in an async function',
      [
        'def g(): return asyncio.run(f())',
        'async def h():\n    return g()\nawait h()'
      ],
      [
        'async def g(): return await f()',
        'async def h():\n    return await g()\nawait h()'
      ]
    ],
    [
      'a chain',
      ['def g(): return asyncio.run(f())\ndef h(): return g() + 1', 'h()'],
      [
        'async def g(): return await f()\nasync def h(): return await g() + 1',
        'await h()'
      ]
    ],
    [
      'itself',
      ['def g(n): return g(asyncio.run(f(n)))', 'g(1)'],
      ['async def g(n): return await g(await f(n))', 'await g(1)']
    ],
    [
      'a list',
      ['def g(): return asyncio.run(f())', '[g() for i in x]'],
      ['async def g(): return await f()', '[await g() for i in x]']
    ],
    [
      'a consumed generator',
      ['def g(): return asyncio.run(f())', 'sum(g() for i in x)'],
      ['async def g(): return await f()', 'sum([await g() for i in x])']
    ],
    [
      'with',
      ['def g(): return asyncio.run(f())', 'with g() as x: pass'],
      ['async def g(): return await f()', 'with await g() as x: pass']
    ],
    [
      'a method',
      [
        'class A:\n    def g(self): return asyncio.run(f())\n    def h(self): return self.g()',
        'a = A()\na.h()'
      ],
      [
        'class A:\n    async def g(self): return await f()\n    async def h(self): return await self.g()',
        'a = A()\nawait a.h()'
      ]
    ],
    [
      'a static method',
      [
        'class A:\n    @staticmethod\n    def g(): return asyncio.run(f())',
        'A.g()'
      ],
      [
        'class A:\n    @staticmethod\n    async def g(): return await f()',
        'await A.g()'
      ]
    ],
    [
      'not a method of that name on another class',
      [
        'class A:\n    def g(self): return asyncio.run(f())\nclass B:\n    def g(self): pass',
        'A().g(); B().g()'
      ],
      [
        'class A:\n    async def g(self): return await f()\nclass B:\n    def g(self): pass',
        'await A().g(); B().g()'
      ]
    ],
    [
      'a grandchild’s method',
      [
        'class A:\n    def g(self): return asyncio.run(f())\nclass B(A): pass\nclass C(B): pass',
        'C().g()'
      ],
      [
        'class A:\n    async def g(self): return await f()\nclass B(A): pass\nclass C(B): pass',
        'await C().g()'
      ]
    ],
    [
      'a measured cell',
      ['def g(): return asyncio.run(f())', '%%time\nx = g()'],
      [
        'async def g(): return await f()',
        'import time\n\nstarted = time.perf_counter()\nx = await g()\nprint(f"Wall time: {time.perf_counter() - started:.3g} s")'
      ]
    ],
    [
      'a captured cell, and a line that is measured',
      ['def g(): return asyncio.run(f())', '%%capture out\n%time x = g()'],
      [
        'async def g(): return await f()',
        'from IPython.utils.capture import capture_output\n\nwith capture_output() as out:\n    import time\n\n    started = time.perf_counter()\n    x = await g()\n    print(f"Wall time: {time.perf_counter() - started:.3g} s")'
      ]
    ],
    [
      'not a local name',
      ['def g(): return asyncio.run(f())', 'def h(g): return g()\ng()'],
      ['async def g(): return await f()', 'def h(g): return g()\nawait g()']
    ]
  ])('%s', (_name, before, expected) => {
    expect(after(...before)).toEqual(expected);
  });
});

describe('it stays as it is, and the coroutine runs in a thread, where', () => {
  const def = 'def g(*a): return asyncio.run(f())\ng()';
  it.each([
    ['it is a callback', [def, 'sorted(x, key=g)']],
    ['it is kept under another name', [def, 'h = g']],
    ['it is decorated', [`@cache\n${def}`]],
    ['it is called in a lambda', [def, 'h(lambda: g())']],
    ['a lambda that is kept elsewhere calls it', [def, 'h.on = lambda: g()']],
    ['it is called in a lazy generator', [def, 'h = (g() for i in x)']],
    ['it is called in a class body', [def, 'class A:\n    x = g()']],
    ['a profiled line calls it', [def, '%prun g()']],
    ['a profiled cell calls it', [def, '%%prun\ng()']],
    ['a measurement that is kept calls it', [def, 't = %timeit -o g()']],
    ['a magic’s line names it', [def, '%%timeit g()\n1 + 1']],
    ['text names it', [def, 'globals()["g"]()']],
    ['it is defined twice', [def, 'def g(*a): return 1']],
    ['a cell that does not parse names it', [def, 'g(']],
    ['its caller may not be edited', [def, { source: 'g()', editable: false }]],
    ['it is a generator', ['def g():\n    yield asyncio.run(f())\nlist(g())']],
    [
      'it is a special method',
      ['class A:\n    def __len__(self): return asyncio.run(f())\nlen(A())']
    ],
    [
      'it is a property',
      [
        'class A:\n    @property\n    def g(self): return asyncio.run(f())\nA().g'
      ]
    ],
    [
      'a method has an unknown receiver',
      [
        'class A:\n    def g(self): return asyncio.run(f())\nA().g()',
        'x[0].g()'
      ]
    ],
    [
      'a method overrides another',
      [
        'class B:\n    def g(self): pass\nclass A(B):\n    def g(self): return asyncio.run(f())\nA().g()'
      ]
    ],
    [
      'a grandchild overrides it',
      [
        'class A:\n    def g(self): return asyncio.run(f())\nclass B(A): pass\nclass C(B):\n    def g(self): pass\nA().g()'
      ]
    ],
    [
      'its class has an unknown base',
      ['class A(lib.B):\n    def g(self): return asyncio.run(f())\nA().g()']
    ],
    [
      'super calls it',
      [
        'class A:\n    def g(self): return asyncio.run(f())\nclass B(A):\n    def h(self): return super().g()\nA().g()'
      ]
    ]
  ])('%s', (_name, cells) => {
    const [first] = after(...cells)!;
    expect(first).toContain('run_in_thread(f())');
    expect(first).not.toContain('async def g');
  });
});

describe('what only served a loop goes with it', () => {
  const start = 'x = loop.run_until_complete(f())';
  it.each([
    [
      'the loop that runs',
      `loop = asyncio.get_event_loop()\n${start}`,
      'x = await f()'
    ],
    [
      'in a condition',
      'if asyncio.get_event_loop().run_until_complete(f()): pass',
      'if await f(): pass'
    ],
    [
      'in a conditional expression',
      'x = 1 if asyncio.get_event_loop().run_until_complete(f()) else 0',
      'x = 1 if await f() else 0'
    ],
    [
      'in one expression',
      'x = asyncio.get_event_loop().run_until_complete(f())',
      'x = await f()'
    ],
    [
      'set and closed',
      `loop = asyncio.new_event_loop()\nasyncio.set_event_loop(loop)\n${start}\nloop.close()`,
      'x = await f()'
    ],
    [
      'finally',
      `loop = asyncio.new_event_loop()\ntry:\n    ${start}  # keep\nfinally:\n    loop.close()`,
      'x = await f()  # keep'
    ],
    [
      'finally with more',
      `loop = asyncio.new_event_loop()\ntry:\n    ${start}\nfinally:\n    loop.close()\n    print(1)`,
      'try:\n    x = await f()\nfinally:\n    print(1)'
    ],
    [
      'except stays',
      `loop = asyncio.new_event_loop()\ntry:\n    ${start}\nexcept OSError:\n    x = 1\nfinally:\n    loop.close()`,
      'try:\n    x = await f()\nexcept OSError:\n    x = 1'
    ],
    [
      'closing',
      `import contextlib\nwith contextlib.closing(asyncio.new_event_loop()) as loop:\n    ${start}`,
      'import contextlib\nx = await f()'
    ],
    [
      'a runner',
      'with asyncio.Runner() as runner:  # one\n    x = runner.run(f())',
      '# one\nx = await f()'
    ],
    [
      'asynchronous generators',
      `loop = asyncio.new_event_loop()\n${start}\nloop.run_until_complete(loop.shutdown_asyncgens())\nloop.close()`,
      'x = await f()'
    ],
    [
      'it is used for more',
      `loop = asyncio.new_event_loop()\nt = loop.create_task(f())\n${start}`,
      'loop = asyncio.get_running_loop()\nt = loop.create_task(f())\nx = await f()'
    ],
    [
      'the kernel’s is used for more',
      `loop = asyncio.get_event_loop()\nt = loop.create_task(f())\n${start}`,
      'loop = asyncio.get_event_loop()\nt = loop.create_task(f())\nx = await f()'
    ],
    [
      'made anew',
      `loop = asyncio.new_event_loop()\n${start}\nloop.close()\nloop = asyncio.new_event_loop()\ny = loop.run_until_complete(f())\nloop.close()`,
      'x = await f()\ny = await f()'
    ]
  ])('%s', (_name, source, expected) => {
    expect(after(source)).toEqual([expected]);
  });

  it('in every cell that uses it', () => {
    expect(
      after(
        'loop = asyncio.new_event_loop()',
        start,
        'y = loop.run_until_complete(f())',
        'loop.close()'
      )
    ).toEqual(['', 'x = await f()', 'y = await f()', '']);
  });

  it('in a class', () => {
    expect(
      after(
        'class A:\n    def __init__(self):\n        self.loop = asyncio.new_event_loop()\n    def g(self):\n        return self.loop.run_until_complete(f())\na = A()\na.g()'
      )
    ).toEqual([
      'class A:\n    def __init__(self):\n        pass\n    async def g(self):\n        return await f()\na = A()\nawait a.g()'
    ]);
  });

  it.each([
    [
      'a magic names it',
      [`loop = asyncio.new_event_loop()\n${start}`, '%store loop']
    ],
    [
      'its name is another thing too',
      [`loop = asyncio.new_event_loop()\nfor loop in y: pass\n${start}`]
    ],
    [
      'a stop that cannot be taken out',
      [`loop = asyncio.new_event_loop()\ns = loop.stop()\n${start}`]
    ],
    [
      'a string stands in the way',
      ['with asyncio.Runner() as runner:\n    x = runner.run(f("""a\n  b"""))']
    ]
  ])('or nothing is offered: %s', (_name, cells) => {
    expect(after(...cells) ?? []).toEqual([]);
  });
});

describe('what ends the tasks of a loop goes with the loop', () => {
  const loop = 'loop = asyncio.new_event_loop()\n';
  it.each([
    ['for t in asyncio.all_tasks(loop): t.cancel()'],
    [
      'for t in asyncio.all_tasks(loop=loop):\n    if not t.done():\n        t.cancel()'
    ],
    ['[t.cancel() for t in asyncio.all_tasks(loop)]'],
    [
      'ts = [t for t in asyncio.Task.all_tasks(loop) if t is not asyncio.current_task(loop)]\nlist(t.cancel() for t in ts)'
    ],
    [
      'ts = asyncio.all_tasks(loop)\nfor t in ts:\n    t.cancel()\ngroup = asyncio.gather(*ts, return_exceptions=True)\nloop.run_until_complete(group)'
    ],
    [
      'ts = asyncio.all_tasks(loop)\nif ts:\n    loop.run_until_complete(asyncio.wait(ts))'
    ],
    [
      'import contextlib\nfor t in asyncio.all_tasks(loop):\n    t.cancel()\n    with contextlib.suppress(asyncio.CancelledError):\n        loop.run_until_complete(t)'
    ],
    ['ts = asyncio.all_tasks()\nloop.run_until_complete(asyncio.gather(*ts))'],
    ['loop.run_until_complete(asyncio.gather(*asyncio.all_tasks(loop)))']
  ])('%s', ending => {
    const document = notebook(
      HEAD,
      `${loop}x = loop.run_until_complete(f())\n${ending}\nloop.close()`
    );
    const findings = engine.check(document);
    expect(
      findings
        .filter(({ rule }) => rule !== 'removed-api')
        .map(({ rule, rewrites: [best] }) => [rule, best.safety])
    ).toEqual([['run-until-complete', 'safe']]);
    const finding = findings.find(({ rule }) => rule === 'run-until-complete')!;
    expect(
      rewritten(document, finding)![1]
        .replace(/import contextlib\n?/, '')
        .trim()
    ).toBe('x = await f()');
  });

  it('in a function of its own', () => {
    const end = `def end(loop):
    """End all tasks."""
    pending = asyncio.all_tasks(loop)
    if not pending:
        return
    for task in pending:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))`;
    expect(
      after(
        end,
        `${loop}x = loop.run_until_complete(f())\nend(loop)\nloop.close()`
      )
    ).toEqual([end, 'x = await f()']);
  });

  it.each([
    [
      'it prints',
      'ts = asyncio.all_tasks(loop)\nprint(len(ts))\nfor t in ts: t.cancel()'
    ],
    [
      'its results are used',
      'xs = loop.run_until_complete(asyncio.gather(*asyncio.all_tasks(loop)))\nprint(xs)'
    ],
    [
      'a function does more',
      'def end(loop):\n    for t in asyncio.all_tasks(loop): t.cancel()\n    print("bye")\nend(loop)'
    ],
    [
      'a function closes the loop, and does more',
      'def end(loop):\n    loop.close()\n    print("bye")\nend(loop)'
    ],
    [
      'it asks which task it is',
      'for t in asyncio.all_tasks(loop):\n    if t.get_name() == "a": t.cancel()'
    ]
  ])('not where %s', (_name, ending) => {
    expect(after(`${loop}x = loop.run_until_complete(f())\n${ending}`)).toEqual(
      []
    );
  });

  it.each([
    [
      'cancels',
      'for t in asyncio.all_tasks(loop): t.cancel()',
      ['await check', 'task check', 'thread safe']
    ],
    [
      'waits for',
      'loop.run_until_complete(asyncio.gather(*asyncio.all_tasks(loop)))',
      ['await check', 'task check', 'thread check']
    ]
  ])(
    'and is not lost where it %s what the coroutine leaves',
    (_name, ending, expected) => {
      const [finding] = engine.check(
        notebook(
          `${HEAD}async def main():\n    asyncio.create_task(f())\n    await f()`,
          `${loop}loop.run_until_complete(main())\n${ending}`
        )
      );
      expect(
        finding.rewrites.map(({ kind, safety }) => `${kind} ${safety}`).sort()
      ).toEqual(expected);
    }
  );

  it.each([
    ['loop.create_task(f())', 'check'],
    ['t = loop.create_task(f())', 'check'],
    ['asyncio.ensure_future(f(), loop=loop)', 'check'],
    ['ts = [loop.create_task(f())]', 'check'],
    ['t = loop.create_task(f())\nloop.run_until_complete(t)', 'safe'],
    [
      'ts = [loop.create_task(f())]\nloop.run_until_complete(asyncio.wait(ts))',
      'safe'
    ]
  ])(
    'a task on the loop that nothing waits for would go on: %s',
    (code, safety) => {
      const findings = engine.check(
        notebook(
          HEAD,
          `${loop}${code}\nx = loop.run_until_complete(f())\nloop.close()`
        )
      );
      const finding = findings.find(
        ({ rule }) => rule === 'run-until-complete'
      )!;
      expect(finding.rewrites[0]).toMatchObject({ kind: 'await', safety });
    }
  );
});

describe('what a failure or a time limit leaves running is not left to the kernel', () => {
  const fails =
    'async def fails(n=0):\n    await f()\n    raise ValueError(n)\n';
  const checks =
    'async def checks(n=0):\n    if n > 2:\n        raise ValueError(n)\n';
  const handles =
    'async def handles():\n    try:\n        raise ValueError\n    except ValueError:\n        pass\n';
  const ends =
    'async def ends():\n    try:\n        await f()\n    except asyncio.CancelledError:\n        raise\n';
  it.each([
    ['await asyncio.gather(f(), fails())', 'thread'],
    ['await asyncio.gather(*(fails(n) for n in range(3)))', 'thread'],
    [
      'xs = []\n    xs.append(fails())\n    await asyncio.gather(*xs)',
      'thread'
    ],
    [
      'a = asyncio.create_task(fails())\n    b = asyncio.create_task(f())\n    await asyncio.gather(a, b)',
      'thread'
    ],
    [
      'for c in asyncio.as_completed([f(), fails()]):\n        await c',
      'thread'
    ],
    [
      'for c in asyncio.as_completed([f(), f()]):\n        await c\n        break',
      'thread'
    ],
    [
      'try:\n        await asyncio.gather(f(), f())\n    except Exception as e:\n        print(e)',
      'thread'
    ],
    ['await asyncio.wait_for(asyncio.shield(f()), 1)', 'thread'],
    [
      't = asyncio.create_task(f())\n    await asyncio.wait_for(asyncio.shield(t), 1)',
      'thread'
    ],
    // Nothing is seen to fail.
    ['await asyncio.gather(f(), f())', 'await'],
    ['await asyncio.gather(f(), handles(), ends(), checks())', 'await'],
    ['await asyncio.gather(*(checks(n) for n in range(3)))', 'await'],
    ['await asyncio.gather(f(), fails(), return_exceptions=True)', 'await'],
    ['await asyncio.gather(fails())', 'await'],
    [
      'try:\n        await asyncio.gather(f(), f())\n    except Exception:\n        raise',
      'await'
    ],
    ['for c in asyncio.as_completed([f(), f()]):\n        await c', 'await'],
    // All of them end.
    [
      'try:\n        await asyncio.wait_for(asyncio.gather(f(), f()), 1)\n    except asyncio.TimeoutError:\n        pass',
      'await'
    ],
    [
      'async with asyncio.TaskGroup() as group:\n        group.create_task(fails())\n        group.create_task(f())',
      'await'
    ],
    [
      'ts = [asyncio.create_task(fails()), asyncio.create_task(f())]\n    try:\n        await asyncio.gather(*ts)\n    finally:\n        for t in ts: t.cancel()',
      'await'
    ],
    [
      't = asyncio.create_task(f())\n    try:\n        await asyncio.wait_for(asyncio.shield(t), 1)\n    except asyncio.TimeoutError:\n        await t',
      'await'
    ]
  ])('%s: %s', (body, kind) => {
    const [finding] = engine.check(
      notebook(
        `${HEAD}${fails}${checks}${handles}${ends}async def main():\n    ${body}\n`,
        'asyncio.run(main())'
      )
    );
    expect(finding.rewrites[0]).toMatchObject({ kind, safety: 'safe' });
  });
});

describe('what belongs to the kernel’s loop keeps a coroutine out of a thread', () => {
  const queue =
    'class Client:\n    def __init__(self):\n        self.queue = asyncio.Queue()\n';
  const pool =
    'class Outer:\n    def __init__(self):\n        self.inner = Client()\n';
  const field =
    'from dataclasses import dataclass, field\n@dataclass\nclass State:\n    done: asyncio.Event = field(default_factory=asyncio.Event)\n';
  it.each([
    ['x = {"lock": asyncio.Lock()}', 'x["lock"].release()'],
    ['x = [asyncio.Event() for _ in "ab"]', 'x[0].set()'],
    ['x = {}\nx["event"] = asyncio.Event()', 'x["event"].set()'],
    ['x = []\nx.append(asyncio.Queue())', 'x[0].put_nowait(1)'],
    [`${queue}x = Client()`, 'x.queue.put_nowait(1)'],
    [`${queue}${pool}x = Outer()`, 'x.inner.queue.put_nowait(1)'],
    [`${queue}class Sub(Client): pass\nx = Sub()`, 'x.queue.put_nowait(1)'],
    [
      `${queue}def make():\n    return Client()\nx = make()`,
      'x.queue.put_nowait(1)'
    ],
    [`${field}x = State()`, 'x.done.set()'],
    [
      'from collections import defaultdict\nx = defaultdict(asyncio.Event)',
      'x["a"].set()'
    ],
    ['import aiohttp\nx = aiohttp.ClientSession()', 'await x.get("a")']
  ])('%s', (made, use) => {
    for (const [work, call] of [
      [`async def work():\n    ${use}\n`, 'work()'],
      [`async def work(x):\n    ${use}\n`, 'work(x)']
    ]) {
      const [finding] = engine.check(
        notebook(HEAD, made, work, `y = asyncio.run(${call})`)
      );
      expect(finding.rewrites.map(({ kind }) => kind)).toEqual([
        'await',
        'task'
      ]);
    }
  });

  it.each([
    ['x = {"n": 0}', 'x["n"] += 1'],
    [`${queue}x = Client`, 'x().queue.put_nowait(1)'],
    ['x = asyncio.iscoroutinefunction', 'x(1)']
  ])('but not %s', (made, use) => {
    const [finding] = engine.check(
      notebook(
        HEAD,
        made,
        `async def work(x):\n    ${use}\n`,
        'y = asyncio.run(work(x))'
      )
    );
    expect(finding.rewrites.map(({ kind }) => kind)).toContain('thread');
  });
});

it('sees what a subclass leaves behind in the place of a method', () => {
  const base =
    'class Base:\n    async def setup(self): pass\n    async def main(self):\n        await self.setup()\n';
  const sub =
    'class Sub(Base):\n    async def setup(self):\n        asyncio.create_task(f())\ns = Sub()\n';
  const findings = engine.check(
    notebook(HEAD, base + sub, 'x = asyncio.run(s.main())')
  );
  const finding = findings.find(({ rule }) => rule === 'asyncio-run')!;
  expect(finding.rewrites[0]).toMatchObject({ kind: 'await', safety: 'check' });
});

describe('a cell that showed no value shows none', () => {
  const f = 'async def f():\n    return 1\n';
  const none = 'async def none():\n    pass\n';
  it.each([
    ['loop.run_until_complete(f())\nloop.close()', 'await f();'],
    [
      'loop.run_until_complete(f())  # a\n# b\nloop.close()',
      'await f();  # a\n# b'
    ],
    ['loop.run_until_complete(f()); loop.close()', 'await f();'],
    ['loop.run_until_complete(f());\nloop.close()', 'await f();'],
    [
      'try:\n    loop.run_until_complete(f())\nfinally:\n    loop.close()',
      'await f();'
    ],
    ['x = loop.run_until_complete(f())\nx\nloop.close()', 'x = await f()\nx;'],
    // Its value is known to be None.
    ['loop.run_until_complete(none())\nloop.close()', 'await none()'],
    ['print(loop.run_until_complete(f()))\nloop.close()', 'print(await f())'],
    [
      'x = []\nx.append(loop.run_until_complete(f()))\nloop.close()',
      'x = []\nx.append(await f())'
    ],
    // What it showed, it still shows.
    ['loop.run_until_complete(f())', 'await f()'],
    ['x = loop.run_until_complete(f())\nloop.close()\nx', 'x = await f()\nx']
  ])('%s', (source, expected) => {
    expect(
      after(
        `import asyncio\n${f}${none}`,
        `loop = asyncio.new_event_loop()\n${source}`
      )![1]
    ).toBe(expected);
  });

  it('under a magic, which prints behind it', () => {
    expect(
      after(
        `import asyncio\n${f}`,
        '%%time\nwith asyncio.Runner() as runner:\n    runner.run(f())'
      )![1]
    ).toBe(
      'import time\n\nstarted = time.perf_counter()\nawait f()\nprint(f"Wall time: {time.perf_counter() - started:.3g} s")'
    );
  });
});

const KEPT = `if "t" in globals(): t.cancel()
t = loop.create_task(f())
t.add_done_callback(lambda task: task.cancelled() or task.result())
# to stop it: t.cancel()`;

describe('what stops a loop never reaches the kernel’s', () => {
  it.each([
    [
      'a callback',
      'loop = asyncio.get_event_loop()\nloop.call_later(1, loop.stop)\nt = loop.create_task(f())\nloop.run_forever()',
      `loop = asyncio.get_event_loop()\n${KEPT}`
    ],
    [
      'a signal handler',
      'loop = asyncio.get_event_loop()\nloop.add_signal_handler(2, loop.stop)\nt = loop.create_task(f())\nloop.run_forever()',
      `loop = asyncio.get_event_loop()\n${KEPT}`
    ],
    [
      'a function',
      'loop = asyncio.get_event_loop()\ndef end():\n    loop.stop()\nloop.call_later(1, end)\nloop.run_forever()',
      'loop = asyncio.get_event_loop()\ndef end():\n    pass\nloop.call_later(1, end);'
    ]
  ])(
    '%s goes, and the rewrite is only suggested',
    (_name, source, expected) => {
      const document = notebook(HEAD, source);
      const [finding] = engine.check(document);
      expect(
        finding.rewrites.map(({ kind, safety }) => [kind, safety])
      ).toEqual([['task', 'check']]);
      expect(rewritten(document, finding)![1]).toBe(expected);
    }
  );

  it('a coroutine that stops its loop is not awaited', () => {
    const source = `async def g():\n    asyncio.get_running_loop().stop()\nasyncio.run(g())`;
    const [finding] = engine.check(notebook(HEAD, source));
    expect(finding.rewrites.map(({ kind }) => kind)).toEqual(['thread']);
  });
});

describe('run_forever', () => {
  it('keeps its tasks, each under a name of its own', () => {
    expect(
      after(
        'loop = asyncio.get_event_loop()\nloop.create_task(f(1))\nloop.create_task(f(2))\nloop.run_forever()'
      )
    ).toEqual([
      `if "f_task" in globals(): f_task.cancel()
f_task = asyncio.create_task(f(1))
f_task.add_done_callback(lambda task: task.cancelled() or task.result())
# to stop it: f_task.cancel()
if "f_task_2" in globals(): f_task_2.cancel()
f_task_2 = asyncio.create_task(f(2))
f_task_2.add_done_callback(lambda task: task.cancelled() or task.result())
# to stop it: f_task_2.cancel()`
    ]);
  });

  it('goes with the try around it', () => {
    expect(
      after(
        'loop = asyncio.new_event_loop()\nt = loop.create_task(f())\ntry:\n    loop.run_forever()\nexcept KeyboardInterrupt:\n    pass\nfinally:\n    loop.close()'
      )
    ).toEqual([`loop = asyncio.get_running_loop()\n${KEPT}`]);
  });

  it('a name that means something else as well is not cancelled', () => {
    const [cell] = after(
      'loop = asyncio.get_event_loop()\nt = asyncio.ensure_future(f())\nloop.run_forever()',
      't = 1'
    )!;
    expect(cell).not.toContain('globals()');
    expect(cell).toContain('t.add_done_callback(');
  });

  it('in a function is explained', () => {
    expect(
      after('def g():\n    asyncio.get_event_loop().run_forever()\ng()')
    ).toEqual([]);
  });
});

describe('receivers that are no loops', () => {
  it.each([
    [
      'another class',
      'class A:\n    def run_until_complete(self, x): pass\na = A()\na.run_until_complete(1)'
    ],
    [
      'a loop of a thread',
      'def work():\n    loop = asyncio.new_event_loop()\n    loop.run_until_complete(f())\nThread(target=work).start()'
    ],
    ['nobody knows', 'app.run_until_complete(f())'],
    ['another runner', 'runner = unittest.TextTestRunner()\nrunner.run(suite)']
  ])('%s', (_name, source) => {
    expect(after(source)).toBeNull();
  });

  it('a loop that is given is one', () => {
    expect(
      after(
        'def g(loop): return loop.run_until_complete(f())\ng(asyncio.get_event_loop())'
      )
    ).toEqual([
      'async def g(loop): return await f()\nawait g(asyncio.get_event_loop())'
    ]);
  });
});

it(`nothing but ${RUN} is needed to be found`, () => {
  expect(after(RUN)).toEqual(['await f()']);
});

describe('many functions', () => {
  const chain = Array.from(
    { length: 3000 },
    (_, i) => `def g${i}(): return g${i + 1}()`
  );
  const start = 'def g3000(): return asyncio.run(f())';

  it.each([
    ['over cells', [...chain, start, 'g0()']],
    ['in one cell', [[...chain, start].join('\n'), 'g0()']]
  ])('a chain of thousands, %s, becomes async', (_, cells) => {
    const repaired = after(...cells)!;
    expect(repaired.join('\n').match(/^async def/gm)).toHaveLength(3001);
    expect(repaired[repaired.length - 1]).toBe('await g0()');
  });

  it('a coroutine is told to be endless through thousands of others', () => {
    const cells = Array.from(
      { length: 3000 },
      (_, i) => `async def g${i}(): await g${i + 1}()`
    );
    const endless = 'async def g3000():\n    while True: await f()';
    expect(after(...cells, endless, 'asyncio.run(g0())')!.pop()).toMatch(
      /g0_task = asyncio\.create_task\(g0\(\)\)/
    );
  });

  it('each path through functions that call two others is not a search of its own', () => {
    const cells = Array.from(
      { length: 100 },
      (_, i) => `def g${i}(): return g${i + 1}() + g${i + 2}()`
    );
    const unused = 'def g100(): return asyncio.run(f())';
    expect(after(...cells, unused, 'def g101(): return 1')).toBeNull();
  });
});

describe('tasks that a coroutine leaves behind', () => {
  const EVENT = 'import asyncio\nstop = asyncio.Event()';
  const TICK = 'async def tick(): await stop.wait()';

  /**
   * The coroutine's cell after the rewrite that cancels its tasks, or null
   * where that is not offered.
   */
  function cancelling(main: string, ...cells: string[]): string | null {
    const document = notebook(
      EVENT,
      TICK,
      main,
      'asyncio.run(main())',
      ...cells
    );
    const [{ rewrites }] = engine.check(document);
    const rewrite = rewrites.find(
      ({ values }) => [values.cancels ?? []].flat().length > 0
    );
    return rewrite === undefined
      ? null
      : applyEdits(main, 'cell-2', rewrite.edits);
  }

  const START = '    asyncio.create_task(tick())\n';
  const END = '\n        await asyncio.wait([tick_task])';

  it.each([
    [
      'the body after the task',
      `async def main():\n    x = 1\n${START}    await f()\n\n    return x  # x`,
      `async def main():\n    x = 1\n    tick_task = asyncio.create_task(tick())\n    try:\n        await f()\n\n        return x  # x\n    finally:\n        tick_task.cancel()${END}`
    ],
    [
      'a body that waits for nothing lets the task begin',
      `async def main():\n${START}    return 1`,
      `async def main():\n    tick_task = asyncio.create_task(tick())\n    try:\n        return 1\n    finally:\n        await asyncio.sleep(0)\n        tick_task.cancel()${END}`
    ],
    [
      'a task that has a name keeps it',
      'async def main():\n\tt = asyncio.create_task(tick())\n\tawait f()',
      'async def main():\n\tt = asyncio.create_task(tick())\n\ttry:\n\t\tawait f()\n\tfinally:\n\t\tt.cancel()\n\t\tawait asyncio.wait([t])'
    ]
  ])('%s', (_, main, wanted) => {
    expect(cancelling(main)).toBe(wanted);
  });

  it.each([
    ['in a block', `async def main():\n    if x:\n    ${START}    await f()`],
    [
      'in another function',
      `async def go():\n${START}    await f()\nasync def main():\n    await go()`
    ],
    ['as the last thing', `async def main():\n    await f()\n${START}`],
    [
      'with a text that would move',
      `async def main():\n${START}    await f("""\n""")`
    ],
    [
      'under a name of the notebook',
      `async def main():\n    global t\n    t = asyncio.create_task(tick())\n    await f()`
    ],
    [
      'apart from each other',
      `async def main():\n${START}    await f()\n${START}    await f()`
    ],
    [
      'on a line with others',
      `async def main():\n    x = 1; asyncio.create_task(tick())\n    await f()`
    ]
  ])('no such rewrite for a task started %s', (_, main) => {
    expect(cancelling(main)).toBeNull();
  });

  it.each([['await main()'], ['asyncio.create_task(main())'], ['go(main)']])(
    'no such rewrite where `%s` may count on the task',
    use => {
      const main = `async def main():\n${START}    await f()`;
      expect(cancelling(main, use)).toBeNull();
      expect(cancelling(main, 'asyncio.run(main())')).not.toBeNull();
    }
  );
});
