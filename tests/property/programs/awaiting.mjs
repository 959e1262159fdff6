/**
 * Notebooks that await: right ones, and the same ones broken in one known way.
 *
 * What can be taken away stands between marks: `‹await›`, `‹async for›`,
 * `‹async with›`, and with the name of a function of the notebook
 * `‹async def:f›` and `‹await:f›`.
 */
import fc from 'fast-check';

const HELPERS = `
import asyncio
import contextlib

total = 0

async def work(n):
    await asyncio.sleep(0)
    log.append(("work", n))
    return n + 1

async def words(n):
    await asyncio.sleep(0)
    return ["a"] * (n % 3 + 1)

async def facts(n):
    return {"k": n, "pair": (n, n + 1)}

async def many(n):
    for i in range(n):
        await asyncio.sleep(0)
        log.append(("many", i))
        yield i

@contextlib.asynccontextmanager
async def visit(n):
    log.append(("enter", n))
    try:
        yield n
    finally:
        log.append(("leave", n))

class Desk:
    def __init__(self, n):
        self.n = n

    async def take(self, k):
        self.n += k
        log.append(("take", self.n))
        return self.n

    async def __aenter__(self):
        log.append("open")
        return self

    async def __aexit__(self, *error):
        log.append("close")

desk = Desk(3)`.trim();

const FUNCTIONS = ['load', 'step', 'build', 'parse', 'score', 'refresh'];
const VARIABLES = ['x', 'y', 'z'];

/** Integers; each is a function from what is in scope to text. */
const { e, statement } = fc.letrec(tie => {
  const inner = tie('e');
  const made = (write, ...parts) =>
    fc
      .tuple(...parts)
      .map(
        values => scope =>
          write(
            scope,
            ...values.map(v => (typeof v === 'function' ? v(scope) : v))
          )
      );
  const body = fc
    .array(tie('statement'), { minLength: 1, maxLength: 2 })
    .map(own => scope => {
      const inside = { ...scope, depth: scope.depth + 1 };
      return own.map(write => write(inside)).join('\n');
    });
  const many = number => number % 3;
  return {
    e: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.nat({ max: 9 }).map(n => () => String(n)),
      fc.nat().map(
        n =>
          ({ names }) =>
            names[n % names.length]
      ),
      made((_, n) => `‹await›work(${n})`, inner),
      made((_, n) => `(‹await›work(${n})) + 1`, inner),
      made((_, n) => `len(‹await›words(${n}))`, inner),
      made((_, n) => `(‹await›facts(${n}))["k"]`, inner),
      made((_, n) => `(‹await›facts(${n}))["pair"][1]`, inner),
      made((_, n) => `‹await›desk.take(${n})`, inner),
      made((_, n) => `(‹await›Desk(2).take(${n}))`, inner),
      made((_, n) => `‹await›asyncio.sleep(0, ${n})`, inner),
      made((_, n) => `‹await›asyncio.wait_for(work(${n}), 9)`, inner),
      made(
        (_, a, b) => `sum(‹await›asyncio.gather(work(${a}), work(${b})))`,
        inner,
        inner
      ),
      made(
        (_, n) => `sum([‹await›work(i) for i in range(${many(n)})])`,
        fc.nat()
      ),
      made((_, n) => `sum([i ‹async for›i in many(${many(n)})])`, fc.nat()),
      made((_, n) => `len({i: i ‹async for›i in many(${many(n)})})`, fc.nat()),
      made((_, a, b) => `(${a} + ${b})`, inner, inner),
      made((_, a, b) => `max(${a}, ${b})`, inner, inner),
      made((_, a, b, c) => `(${a} if ${b} else ${c})`, inner, inner, inner),
      made((_, a, b) => `(${a} or ${b})`, inner, inner),
      made((_, a) => `(-${a} % 7)`, tie('e')),
      made(callOf, inner, fc.nat()),
      made(callOf, inner, fc.nat())
    ),
    statement: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      made((_, n) => `log.append(${n})`, inner),
      made((_, n) => `‹await›work(${n})`, inner),
      made(callOf, inner, fc.nat()),
      made(() => '‹await›asyncio.sleep(0)'),
      fc.tuple(inner, fc.nat()).map(([value, n]) => scope => {
        const text = value(scope);
        const name = VARIABLES[n % VARIABLES.length];
        scope.names.push(name);
        return `${name} = ${text}`;
      }),
      made((_, n) => `print(${n})`, inner),
      made((_, n, own) => `if ${n}:\n${indented(own)}`, inner, body),
      made((_, own) => `for v in range(2):\n${indented(own)}`, body),
      made(
        (_, own) =>
          `try:\n${indented(own)}\nfinally:\n    log.append("finally")`,
        body
      ),
      made(
        (_, n, own) =>
          `‹async for›v in many(${many(n)}):\n    log.append(v)\n${indented(own)}`,
        fc.nat(),
        body
      ),
      made(
        (_, n, own) =>
          `‹async with›visit(${n}) as v:\n    log.append(v)\n${indented(own)}`,
        inner,
        body
      ),
      made(
        (_, n, own) =>
          `‹async with›Desk(1) as d:\n    log.append(‹await›d.take(${n}))\n${indented(own)}`,
        inner,
        body
      ),
      made(
        (_, n) =>
          `task = asyncio.create_task(work(${n}))\nlog.append("started")\nlog.append(‹await›task)`,
        inner
      )
    )
  };
});

/** A call of a function that the notebook defines above, or of a known one. */
function callOf({ functions }, argument, number) {
  const name = functions[number % functions.length];
  return name === undefined
    ? `‹await›work(${argument})`
    : `‹await:${name}›${name}(${argument})`;
}

const indented = text => text.replace(/^(?=.)/gm, '    ');

const functionModel = fc.record({
  statements: fc.array(statement, { maxLength: 3 }),
  result: e
});

/** Models for `writeAwaiting`. */
export const awaiting = fc.record({
  items: fc.array(
    fc.oneof(
      functionModel,
      fc.array(statement, { minLength: 1, maxLength: 3 })
    ),
    { minLength: 1, maxLength: 5 }
  ),
  last: e,
  broken: fc.nat(),
  ranBefore: fc.boolean()
});

/**
 * @returns {{right: string[], broken: string[] | null, how: string}} the cells,
 * and the same with one thing taken away; null where there is none
 */
export function writeAwaiting({ items, last, broken }) {
  const top = { names: ['total'], functions: [], depth: 0 };
  const marked = [HELPERS];
  for (const item of items) {
    if (Array.isArray(item)) {
      marked.push(item.map(write => write(top)).join('\n'));
    } else {
      const name = FUNCTIONS[top.functions.length % FUNCTIONS.length];
      const scope = {
        names: ['n', 'total'],
        functions: [...top.functions],
        depth: 1
      };
      const own = [
        `log.append(("${name}", n))`,
        ...item.statements.map(write => write(scope)),
        `return ${item.result(scope)}`
      ];
      marked.push(
        `‹async def:${name}›${name}(n):\n${indented(own.join('\n'))}`
      );
      top.functions = [...new Set([...top.functions, name])];
    }
  }
  marked.push(last(top));
  const right = marked.map(cell => spelled(cell, () => true));
  const breaks = breaksOf(marked);
  // Rare kinds are as worth a test as `await`, which is everywhere.
  const kinds = [...new Set(breaks.map(({ how }) => how))];
  const kind = kinds[broken % kinds.length];
  const own = breaks.filter(({ how }) => how === kind);
  const chosen = own[Math.floor(broken / kinds.length) % own.length];
  return chosen === undefined
    ? { right, broken: null, how: 'nothing' }
    : {
        right,
        how: chosen.how,
        broken: marked.map((cell, i) =>
          spelled(cell, (mark, at) => !chosen.takes(mark, i, at))
        )
      };
}

const MARK = /‹([^›]+)›/g;

/** What can be taken away: one mark, or the `async` of a function and the
 * `await` of all its calls. */
function breaksOf(marked) {
  const breaks = [];
  marked.forEach((cell, i) => {
    for (const { 1: mark, index } of cell.matchAll(MARK)) {
      const [word, name] = mark.split(':');
      breaks.push(
        word === 'async def'
          ? {
              how: 'async def',
              takes: other => other === mark || other === `await:${name}`
            }
          : {
              how: word,
              takes: (_, cellOf, at) => cellOf === i && at === index
            }
      );
    }
  });
  return breaks;
}

function spelled(cell, stays) {
  return cell.replace(MARK, (_, mark, at) => {
    const word = mark.split(':')[0];
    return `${stays(mark, at) ? word : word.replace(/^a\w+ ?/, '')} `.replace(
      /^ $/,
      ''
    );
  });
}
