/**
 * Statements. Each is written as lines, without indentation.
 */
import fc from 'fast-check';

import { expressions as e } from './expressions.mjs';
import { loopBlock, writeLoopBlock } from './loopBlocks.mjs';
import { coroutine, runOf, writeCoroutine } from './starts.mjs';
import { block, operand, write, writeAll } from './writing.mjs';

const choice = fc.nat({ max: 11 });

/** What is raised. Constructors get a number. */
const RAISED = [
  'ValueError',
  'KeyError',
  'Oops',
  'LookupError',
  'StopIteration'
];
/**
 * What is caught. `Exception` is left out: code that catches it around a start
 * may be meant for both worlds.
 */
const CAUGHT = [
  'ValueError',
  'Oops',
  '(KeyError, Oops)',
  'LookupError',
  'ZeroDivisionError',
  'ArithmeticError',
  '(StopIteration, Oops)'
];

const OPERATORS = ['+=', '-=', '*=', '+=', '|='];

const inside = (statements, scope, changes = {}) =>
  block(writeAll(statements, scope.with(changes)));

const TABLE = statements => ({
  assign: [
    6,
    fc.tuple(choice, e),
    ([n, v], s) => {
      const value = write(v, s);
      return [`${s.newVariable(n)} = ${value}`];
    }
  ],
  annotated: [
    1,
    fc.tuple(choice, e),
    ([n, v], s) => {
      const value = write(v, s);
      return [`${s.newVariable(n)}: int = ${value}`];
    }
  ],
  tuple: [
    1,
    fc.tuple(choice, e, e),
    ([n, a, b], s) => {
      const values = `${write(a, s)}, ${write(b, s)}`;
      return [`${s.newVariable(n)}, ${s.newVariable(n + 1)} = ${values}`];
    }
  ],
  chained: [
    1,
    fc.tuple(choice, e),
    ([n, v], s) => {
      const value = write(v, s);
      return [`${s.newVariable(n)} = ${s.newVariable(n + 1)} = ${value}`];
    }
  ],
  augmented: [
    2,
    fc.tuple(choice, fc.constantFrom(...OPERATORS), e),
    ([n, op, v], s) => {
      const name = s.newVariable(n);
      return [`${name} = ${n}`, `${name} ${op} ${write(v, s)}`];
    }
  ],
  expression: [3, e, (v, s) => [write(v, s)]],
  log: [
    4,
    fc.tuple(fc.constantFrom('p', 'q', 'r'), e),
    ([tag, v], s) => [`log.append(("${tag}", ${write(v, s)}))`]
  ],
  total: [
    1,
    e,
    (v, s) =>
      s.function === null
        ? [`total += ${write(v, s)}`]
        : [`log.append(${write(v, s)})`]
  ],
  items: [
    1,
    fc.tuple(e, e, e),
    ([k, v, w], s) => [
      'box = {}',
      `box[${write(k, s)}] = ${write(v, s)}`,
      `box["k"] = box.get(1, 0)`,
      `box["k"] += ${write(w, s)}`,
      'log.append(sorted(box.values()))'
    ]
  ],
  if: [
    3,
    fc.tuple(e, statements, statements),
    ([c, yes, no], s) => [
      `if ${operand(c, s)} > 2:`,
      ...inside(yes, s),
      ...(no.length === 0 ? [] : ['else:', ...inside(no, s)])
    ]
  ],
  elif: [
    1,
    fc.tuple(e, e, statements, statements),
    ([c, d, yes, no], s) => [
      `if ${write(c, s)}:`,
      ...inside(yes, s),
      `elif not ${operand(d, s)}:`,
      ...inside(no, s)
    ]
  ],
  for: [
    2,
    fc.tuple(e, statements, statements),
    ([over, body, otherwise], s) => {
      const name = ['i', 'j', 'k'].find(n => !s.variables.includes(n)) ?? 'm';
      const range = write(over, s);
      return [
        `for ${name} in range(abs(${range}) % 3):`,
        ...inside(body, s, { variables: [name, ...s.variables], inLoop: true }),
        ...(otherwise.length === 0 ? [] : ['else:', ...inside(otherwise, s)])
      ];
    }
  ],
  forItems: [
    1,
    fc.tuple(e, e, statements),
    ([a, b, body], s) => [
      `for item in (${write(a, s)}, ${write(b, s)}):`,
      ...inside(body, s, { variables: ['item', ...s.variables], inLoop: true })
    ]
  ],
  while: [
    1,
    fc.tuple(e, statements),
    ([c, body], s) => [
      'left = 2',
      `while left and ${operand(c, s)} != 4:`,
      ...block(['left -= 1']),
      ...inside(body, s)
    ]
  ],
  break: [
    1,
    fc.tuple(e, fc.boolean()),
    ([c, on], s) =>
      s.inLoop
        ? [`if ${operand(c, s)} == 1:`, `    ${on ? 'continue' : 'break'}`]
        : [write(c, s)]
  ],
  try: [
    4,
    fc.record({
      body: statements,
      caught: fc.nat({ max: CAUGHT.length - 1 }),
      handler: statements,
      orElse: statements,
      last: statements
    }),
    ({ body, caught, handler, orElse, last }, s) => [
      'try:',
      ...inside(body, s),
      `except ${CAUGHT[caught]} as error:`,
      ...block(['log.append(repr(error))', ...writeAll(handler, s.with({}))]),
      ...(orElse.length === 0 ? [] : ['else:', ...inside(orElse, s)]),
      ...(last.length === 0
        ? []
        : ['finally:', ...inside(last, s, { inLoop: false })])
    ]
  ],
  finally: [
    1,
    fc.tuple(statements, statements),
    ([body, last], s) => [
      'try:',
      ...inside(body, s),
      'finally:',
      ...inside(last, s, { inLoop: false })
    ]
  ],
  with: [
    2,
    fc.tuple(choice, e, statements),
    ([n, v, body], s) => {
      const made = `visit(${write(v, s)})`;
      const inner = s.with({});
      const name = inner.newVariable(n);
      return [`with ${made} as ${name}:`, ...block(writeAll(body, inner))];
    }
  ],
  suppress: [
    1,
    statements,
    (body, s) => [
      'with contextlib.suppress(Oops, LookupError):',
      ...inside(body, s)
    ]
  ],
  match: [
    1,
    fc.tuple(e, e, statements, statements),
    ([v, guard, one, other], s) => [
      `match ${write(v, s)}:`,
      ...block([
        'case 0 | 1:',
        ...inside(one, s),
        `case 2 | 3 if ${write(guard, s)}:`,
        ...block(['log.append("guarded")']),
        'case other:',
        ...inside(other, s, { variables: ['other', ...s.variables] })
      ])
    ]
  ],
  raise: [
    2,
    fc.tuple(e, fc.nat({ max: RAISED.length - 1 }), e),
    ([c, kind, v], s) => [
      `if ${operand(c, s)} > 3:`,
      `    raise ${RAISED[kind]}(${write(v, s.with({ mayBreak: false }))})`
    ]
  ],
  assert: [1, e, (v, s) => [`assert ${operand(v, s)} != 5, "five"`]],
  return: [
    2,
    fc.tuple(e, e),
    ([c, v], s) =>
      s.function === null || s.function === 'generator'
        ? [write(v, s)]
        : [
            `if ${operand(c, s)} == 2:`,
            `    return ${write(v, s.with({ mayBreak: false }))}`
          ]
  ],
  nested: [
    2,
    fc.tuple(choice, statements, e, fc.boolean()),
    ([n, body, result, used], s) => {
      if (s.nested.length > 1) {
        return [write(result, s)];
      }
      const name = ['helper', 'inner', 'again'][(n + s.nested.length) % 3];
      if (s.nested.some(fn => fn.name === name)) {
        return [write(result, s)];
      }
      const inner = s.body('def', ['v']);
      const lines = [
        ...writeAll(body, inner),
        `return ${write(result, inner)}`
      ];
      const fn = { name, kind: 'def', starts: inner.frame.starts, order: -1 };
      s.nested.push(fn);
      if (used) {
        s.uses(fn);
      }
      return [
        `def ${name}(v):`,
        ...block(lines),
        ...(used ? [`log.append(${name}(${n}))`] : [])
      ];
    }
  ],
  held: [
    1,
    fc.tuple(coroutine(e), e),
    ([c, v], s) => {
      if (!s.mayStart && !s.mayAwait) {
        return [write(v, s)];
      }
      const { text } = writeCoroutine(c, s);
      if (s.mayAwait) {
        return [`held = ${text}`, 'log.append(str(await held))'];
      }
      return [`held = ${text}`, `log.append(str(${runOf('held', s)}))`];
    }
  ],
  nestedCoroutine: [
    2,
    fc.tuple(statements, e, e),
    ([body, result, otherwise], s) => {
      if (!s.mayStart && !s.mayAwait) {
        return [write(otherwise, s)];
      }
      const inner = s.body('async', ['v']);
      const lines = [
        'async def once(v):',
        ...block([
          'log.append("once")',
          ...writeAll(body, inner),
          `return ${write(result, inner)}`
        ])
      ];
      if (s.mayAwait) {
        return [...lines, 'log.append(await once(1))'];
      }
      return [...lines, `log.append(${runOf('once(1)', s)})`];
    }
  ],
  namedLambda: [
    1,
    fc.tuple(e, e),
    ([body, argument], s) => [
      `quick = lambda v: ${write(body, s.deferred(['v']))}`,
      `log.append(quick(${write(argument, s)}))`
    ]
  ],
  alias: [
    1,
    fc.tuple(choice, e),
    ([pick, argument], s) => {
      const fn = s.callable(pick, f => f.kind === 'def');
      if (fn === null || s.definitions.style.plain) {
        return [write(argument, s)];
      }
      s.uses(fn);
      return [`other = ${fn.name}`, `log.append(other(${write(argument, s)}))`];
    }
  ],
  twoManagers: [
    1,
    fc.tuple(e, e, statements),
    ([a, b, body], s) => {
      const head = `with visit(${write(a, s)}) as one, visit(${write(b, s)}) as two:`;
      return [
        head,
        ...inside(body, s, { variables: ['one', 'two', ...s.variables] })
      ];
    }
  ],
  returnInTry: [
    1,
    fc.tuple(e, statements),
    ([value, last], s) =>
      s.function === null || s.function === 'generator'
        ? [write(value, s)]
        : [
            'try:',
            ...block([
              'if total % 2 == 0:',
              `    return ${write(value, s.with({ mayBreak: false }))}`
            ]),
            'finally:',
            ...inside(last, s, { inLoop: false })
          ]
  ],
  loop: [4, loopBlock(e, statements), writeLoopBlock],
  tasks: [
    2,
    fc.tuple(coroutine(e), coroutine(e), fc.nat({ max: 4 })),
    ([a, b, how], s) => {
      if (!s.mayAwait) {
        return ['log.append("no task")'];
      }
      const first = writeCoroutine(a, s).text;
      const second = writeCoroutine(b, s).text;
      switch (how) {
        case 0:
          return [`log.append(str(await asyncio.gather(${first}, ${second})))`];
        case 1:
          return [
            `task = asyncio.ensure_future(${first})`,
            'log.append("made")',
            'log.append(str(await task))'
          ];
        case 2:
          return [
            'lock = asyncio.Lock()',
            'async with lock:',
            ...block([
              `log.append(str(await ${second}))`.replace('await (', 'await (')
            ])
          ];
        case 3:
          return [
            `log.append(str(await asyncio.wait_for(asyncio.gather(${first}, ${second}, return_exceptions=True), 5)))`
          ];
        default:
          return [
            'async for part in ticks(2):',
            ...block([`log.append(("part", part))`])
          ];
      }
    }
  ]
});

/** The generator of a few statements in a row. */
export const { few: statements } = fc.letrec(tie => ({
  statement: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    ...Object.values(TABLE(tie('few'))).map(([weight, arbitrary, writer]) => ({
      weight,
      arbitrary: fc.tuple(fc.constant(writer), arbitrary)
    }))
  ),
  few: fc.array(tie('statement'), {
    maxLength: 2,
    depthIdentifier: 'statements'
  })
}));
