/**
 * `await` beside everything that Python has: what it awaits, and what the
 * expression around it is, are what CPython says.
 */
import fc from 'fast-check';

import { test } from '../report.mjs';
import { Oracle } from './oracle.mjs';
import { Reader } from './reader.mjs';

const OPERATORS = '+ - * @ / // % ** << >> & ^ |'.split(' ');
const COMPARISONS = [...'< > <= >= == != in is'.split(' '), 'not in', 'is not'];
const UNARY = ['-', '+', '~', 'not '];

/** What `await` stands in front of. */
const OPERANDS = [
  'x',
  'x.a',
  'x.a.b',
  'x()',
  'x(1, *b, c=2)',
  'x[0]',
  'x[1:2, ...]',
  'x.a(1)[2].b(3)',
  '(x)',
  '(x + y)',
  '((x))',
  '(await x)',
  '(await x).a',
  '[x, y]',
  '{x: y}',
  '{x}',
  '()',
  '(x, y)',
  '(x for x in y)',
  '[x async for x in y]',
  '(yield)',
  '(x := y)',
  '(lambda: x)',
  '"s"',
  '"s" "t"',
  'f"{x}"',
  'None',
  '...',
  '1',
  'type(x)',
  'print(x)',
  'match',
  '(\n  x\n)',
  'x(\n  # a comment (\n)',
  '\\\n  x'
];

/** Places for expressions, each written `A`. */
const PLACES = {
  operators: [
    ...UNARY.flatMap(one => [
      `${one}A`,
      ...UNARY.map(other => `${one}${other}A`),
      ...OPERATORS.flatMap(operator => [
        `${one}A ${operator} b`,
        `b ${operator} ${one}A`
      ])
    ]),
    ...OPERATORS.flatMap(operator => [
      `A ${operator} b`,
      `b ${operator} A`,
      `A ${operator} A`,
      `(A) ${operator} b`,
      `A${operator}A`,
      `y = A ${operator} b`,
      `y ${operator}= A`,
      ...OPERATORS.flatMap(other => [
        `A ${operator} b ${other} c`,
        `a ${operator} A ${other} c`,
        `a ${operator} b ${other} A`
      ]),
      ...COMPARISONS.map(other => `A ${operator} b ${other} A`)
    ])
  ],
  power: [
    'A ** 2',
    '2 ** A',
    'A ** A ** A',
    '-A ** -A',
    '-A ** -A ** -A',
    'A ** 2 ** b ** A',
    '(A) ** (A)',
    'A ** not_ ** ~A',
    'A.a ** 2 .real',
    'a * A ** b * c',
    'a.b ** A[0]'
  ],
  comparisons: [
    ...COMPARISONS.flatMap(one => [
      `A ${one} b`,
      `b ${one} A`,
      `not A ${one} b`,
      ...COMPARISONS.map(other => `a ${one} A ${other} c`)
    ])
  ],
  logic: [
    'A and b',
    'a or A',
    'not A and b',
    'not (A and b)',
    'a and A or c and not A',
    'a or A and A or b',
    '(a or A) and b',
    'A and A and A',
    '(A and b) and c',
    'A and (b and c)',
    'A if b else c',
    'a if A else c',
    'a if b else A',
    'A if A else A if A else A',
    'not A if not A else not A',
    'lambda: A',
    'lambda x=A: A + b',
    'lambda *x, y=A, **z: A',
    'a if (lambda: A) else c',
    'x = A or b, A'
  ],
  calls: [
    'f(A)',
    'f(A, b)',
    'f(a, A, b)',
    'f(*A)',
    'f(**A)',
    'f(x=A)',
    'f(*A or b, x=-A, **A | b)',
    'f(A for x in y)',
    'f(x for x in A)',
    'A(1)',
    'A.a',
    'A[0]',
    '(A)(1)',
    '(A).a',
    '(A)[0]',
    '(A).a(A)[A]',
    'a[A]',
    'a[A:b]',
    'a[b:A:c]',
    'a[::A]',
    'a[A, b]',
    'a[A:A, A::A]',
    'a[-A:]',
    'f(A)(A)(A)',
    'f(x := A)',
    'print(A)',
    'print >>A',
    'type(A).b = c',
    'type(a)[A] = A',
    'exec(A)'
  ],
  displays: [
    '[A]',
    '[A, b]',
    '(A,)',
    'A, b',
    '{A}',
    '{A: b}',
    '{a: A, **A}',
    '[*A, b]',
    '*A, b',
    'x = *A, *A.b()',
    'x = *a | A, b',
    'x = *a.b + A ** c, *d',
    'x = *(A), *-A',
    '{*A, -A}',
    '(x := A)',
    '(x := A ** 2) + A',
    '(x := A if b else c)',
    'f(x := a if A else A if A else b, y)',
    '[x := A or b if c else d]',
    '[A for x in y]',
    '[x for x in A]',
    '[x for x in y if A]',
    '[x for x in y if A if not A]',
    '[x for x in y for z in A or b]',
    '[A async for x in A if A]',
    '{A: A for x in y}',
    '{A for x in y if A if b}',
    '(A for x in y)',
    'sum(A ** 2 for x in y)',
    '[x for x in y if A or b]',
    '[x for A.b in y]',
    '[A if A else A for x in y]'
  ],
  strings: [
    'f"{A}"',
    'f"a{A}b{A!r}c"',
    'f"{A:>10}"',
    'f"{A!s:{A}}"',
    'f"{A:{A}.{A}}"',
    'f"{A=}"',
    'f"{A = !r:>{A}}"',
    "f'''{\nA\n}'''",
    'f"{A + b}" "c" f"{-A}"',
    'rf"\\{A}"',
    'f"{{A}} {A}"',
    'f"{(x := A)}"',
    'f"{f\'{A}\'}"',
    'f"{x:=10}" + A',
    'f"{x!r:=^{A}}"',
    'f"{d[A]}"',
    'f"{a if A else b}"',
    'f"{(lambda: A)}"',
    't"{A}"',
    't"{A!r:>{A}}"'
  ],
  statements: [
    'A',
    'x = A',
    'x = y = A',
    'x: int = A',
    'x.a[A] = A',
    'x[A], y = A, b',
    'x += A',
    '*x, y = A',
    'del x[A]',
    'del A[0], (A).b',
    'assert A',
    'assert A, A',
    'assert not A, -A',
    'raise A',
    'raise A from A',
    'return A',
    'return *A, b',
    'return not A',
    'yield A',
    'yield A, b',
    'yield -A',
    'x = yield A',
    'if A: pass',
    'if not A:\n  pass\nelif A + b: pass',
    'while A: A',
    'for x in A: pass',
    'for x in A, b: pass',
    'for x in *A, b: pass',
    'for x[A] in y: A',
    'async for x in A: pass',
    'async for x in -A or b: A',
    'with A: pass',
    'with A as x, A as y.z: pass',
    'with A, b: pass',
    'with (A): pass',
    'with (A, b): pass',
    'with (A as x, A as y,): pass',
    'with (A) as x: pass',
    'with A + b as x: pass',
    'async with A as x: A',
    'try: A\nexcept A: pass\nelse: A\nfinally: A',
    'try: A\nexcept (A, b) as x: pass',
    'try: A\nexcept* A as x: pass',
    '@A\ndef g(): pass',
    '@(A)\ndef g(): pass',
    '@A.b(A)\nclass g: pass',
    '@a(A)\nasync def g(): A',
    'def g(x=A, *, y=-A): pass',
    'class g(A, metaclass=A): x = A',
    'class g(*A, **A): pass',
    'match A:\n  case 1: A',
    'match A, b:\n  case _ if A: pass',
    'match -A:\n  case x if not A or b: A',
    'match (A):\n  case [x, *y] | {"a": x, **y} if A: pass',
    'match(A)',
    'match[A]',
    'match * A',
    'match = A',
    'case = A; type = A; _ = A',
    'type X = int; A',
    'A; A',
    'x = (\n  A  # a (\n  + # b\n  A\n)',
    'x = A \\\n  + A',
    'x = [\n  A,\n  # a\n\n  A\n]',
    'async def g[T: int](x: T = A) -> A: pass',
    'class g[T](A): pass'
  ]
};

const AWAIT = 'await x';

/**
 * What the parser cannot read. The engine leaves such a cell alone, which is no
 * mistake: stars before anything but names where no brackets are around.
 */
const UNREADABLE = /\* ?(?:await|[-+~])|, \*/;

/** Every place with one operand, and some places with every operand. */
function forms(places) {
  const written = new Set();
  for (const place of places) {
    written.add(place.replace(/\bA\b/g, AWAIT));
    written.add(inLines(place.replace(/\bA\b/g, AWAIT)));
  }
  return [...written];
}

function operandForms() {
  const places = [
    'A',
    'x = -A ** 2',
    '2 ** A ** A',
    'a & A ^ b & c',
    'f(*A, A)',
    'not A in b',
    'x = A if A else A',
    'f"{A!r}"'
  ];
  return places.flatMap(place =>
    OPERANDS.map(operand =>
      place.replace(/\bA\b/g, `await ${operand}`.replace(/ \\/, '\\'))
    )
  );
}

/** An expression over many lines, with comments. */
function inLines(expression) {
  return `(\n  ${expression.replace(/ (?=[^\n"']*$)/g, '  # a (\n      ')}\n)`;
}

/** Random expressions. Those that are no Python are passed over. */
const { expression } = fc.letrec(tie => {
  const pick = (...choices) => fc.constantFrom(...choices);
  const inner = tie('expression');
  const written = (...parts) => fc.tuple(...parts).map(texts => texts.join(''));
  const spaced = (...parts) => fc.tuple(...parts).map(texts => texts.join(' '));
  return {
    atom: pick('a', 'b', 'c.d', 'e()', 'f[0]', '1', '"s"', 'é', '"😀"', 'type'),
    expression: fc.oneof(
      { maxDepth: 5, depthSize: 'medium', withCrossShrink: true },
      tie('atom'),
      spaced(pick('await'), inner),
      spaced(pick('await'), inner),
      written(pick('('), inner, pick(')')),
      written(pick(...UNARY), inner),
      spaced(inner, pick(...OPERATORS), inner),
      spaced(inner, pick(...OPERATORS), inner),
      spaced(inner, pick(...COMPARISONS), inner),
      spaced(inner, pick('and', 'or'), inner),
      spaced(inner, pick('if'), inner, pick('else'), inner),
      spaced(pick('lambda:', 'lambda p, *q:'), inner),
      written(inner, pick('.n', '[0]', '()')),
      written(inner, pick('('), inner, pick(', *'), inner, pick(')')),
      written(inner, pick('['), inner, pick(':'), inner, pick(']')),
      written(pick('[', ''), inner, pick(', *', ', '), inner, pick(']', '')),
      written(
        pick('[', '(', '{'),
        inner,
        pick(' for p in ', ' async for p in '),
        inner,
        pick(' if '),
        inner,
        pick(']', ')', '}')
      ),
      written(pick('(p := '), inner, pick(')')),
      written(pick("f'{"), inner, pick('!r:>{w}', ':=9', '=', ''), pick("}'"))
    )
  };
});

/**
 * @param {string} python
 * @returns the tests' results
 */
export async function awaits(python) {
  const oracle = await Oracle.start(python);
  const reader = new Reader();
  const counts = { compared: 0 };
  const differences = async sources => {
    const found = [];
    for (const source of sources) {
      // In a coroutine, and as the end of a cell.
      for (const whole of [inCoroutine(source), source]) {
        const text = await oracle.ask({ source: whole, about: ['nodes'] });
        if (text.error !== null) {
          continue;
        }
        counts.compared++;
        const { nodes, throws, hasError } = await reader.examine(text);
        const wrong = throws === undefined ? nodes : [throws];
        if (wrong.length > 0 && !(hasError && UNREADABLE.test(source))) {
          found.push([whole, ...wrong].join('\n    '));
        }
      }
    }
    return found.sort((a, b) => a.length - b.length).slice(0, 5);
  };
  const tests = [];
  for (const [name, places] of Object.entries(PLACES)) {
    tests.push(test('await', name, await differences(forms(places))));
  }
  tests.push(test('await', 'operands', await differences(operandForms())));
  const random = fc.sample(expression, {
    seed: 1,
    numRuns: process.env.ASYNCIO_HELPER_LONG ? 50_000 : 3000
  });
  tests.push(test('await', 'random', await differences(new Set(random))));
  console.log(`${counts.compared} texts around await compared`);
  oracle.close();
  await reader.close();
  return tests;
}

function inCoroutine(source) {
  return `async def coroutine():\n${source.replace(/^/gm, '    ')}`;
}
