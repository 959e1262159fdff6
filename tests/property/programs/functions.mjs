/**
 * Functions: plain ones, coroutines, generators, and two that call each other.
 */
import fc from 'fast-check';

import { expressions as e } from './expressions.mjs';
import { coroutine, runOf, SHAPES, writeCoroutine } from './starts.mjs';
import { statements } from './statements.mjs';
import { block, write, writeAll } from './writing.mjs';

const FUNCTIONS = ['load', 'step', 'build', 'parse', 'score', 'refresh'];
const COROUTINES = ['fetch', 'work', 'ping', 'query', 'read', 'main'];
const GENERATORS = ['parts', 'rows'];

/** What every kind of function has. */
export const body = fc.record({ logs: fc.boolean(), statements, result: e });

/** The lines of a body that returns an integer. */
export function bodyLines(
  { logs, counts, statements: own, result },
  name,
  scope,
  wrap = text => text
) {
  const parameter = scope.variables[0];
  return block([
    ...(logs ? [`log.append(("${name}", ${parameter}))`] : []),
    ...(counts ? ['global total', 'total += 1'] : []),
    ...writeAll(own, scope),
    `return ${wrap(write(result, scope))}`
  ]);
}

const RESULTS = {
  int: text => text,
  list: text => `[${text}, 1]`,
  str: text => `"a " * (${text} % 3)`,
  dict: text => `{"k": ${text}}`
};

export const plainFunction = fc.record({
  body,
  decorated: fc.nat({ max: 9 }),
  optional: fc.option(e),
  recursion: fc.option(e, { freq: 4 }),
  documented: fc.boolean(),
  again: fc.nat({ max: 9 }),
  called: fc.array(fc.tuple(e, fc.nat({ max: 5 })), {
    minLength: 0,
    maxLength: 2
  })
});

/** A plain function, or another one for a name that has one. */
export function writePlainFunction(value, scope) {
  const { definitions } = scope;
  const earlier = definitions.functions.filter(
    f => f.kind === 'def' && f.simple
  );
  const former =
    value.again === 9 && earlier.length > 0
      ? earlier[earlier.length - 1]
      : null;
  const order = former?.order ?? definitions.functions.length;
  const name = former?.name ?? definitions.fresh(FUNCTIONS);
  const inner = scope.body('def', ['n', 'm'], {
    limit: order,
    mayStart: former === null || former.starts
  });
  // The caller of a default argument or a decorator is the cell, not the function.
  const cell = scope.with({ limit: order });
  const m =
    former !== null || value.optional === null
      ? '1'
      : write(value.optional, cell);
  const recursion =
    value.recursion === null
      ? []
      : block([
          'if n % 4 > 1:',
          `    return ${name}(n % 4 - 1) + ${write(value.recursion, inner.with({ mayBreak: false }))}`
        ]);
  const text = [
    ...(value.decorated >= 8 && former === null
      ? [
          [
            '@traced',
            `@tagged(${write(value.optional ?? value.body.result, cell)})`
          ][value.decorated - 8]
        ]
      : []),
    `def ${name}(n, m=${m}):`,
    ...(value.documented ? block([`"""Make a ${name}."""`]) : []),
    ...recursion,
    ...bodyLines(value.body, name, inner)
  ];
  if (former === null) {
    definitions.functions.push({
      name,
      kind: 'def',
      starts: inner.frame.starts,
      order,
      first: 'n',
      optional: 'm',
      simple: value.decorated < 8
    });
  }
  return [...text, ...calls(name, value.called, scope, inner.frame.starts)];
}

/** Calls of a function just defined, below it. */
function calls(name, called, scope, starts) {
  return called.map(([argument, how]) => {
    if (starts) {
      scope.frame.starts = true;
    }
    const arg = write(argument, scope);
    return [
      `log.append(${name}(${arg}))`,
      `x = ${name}(${arg})`,
      `${name}(${arg})`,
      `z = [${name}(i) for i in range(2)]`,
      `y = ${name}(\n    ${arg},  # why\n)`,
      `if __name__ == "__main__":\n    ${name}(${arg})`
    ][how];
  });
}

export const asyncFunction = fc.record({
  body,
  shape: fc.constantFrom(...Object.keys(RESULTS)),
  pause: fc.boolean(),
  recursion: fc.option(e, { freq: 6 })
});

export function writeAsyncFunction(value, scope) {
  const { definitions } = scope;
  const order = definitions.functions.length;
  const name = definitions.fresh(COROUTINES);
  const inner = scope.body('async', ['n'], { limit: order });
  const again =
    value.recursion === null || value.shape !== 'int'
      ? []
      : block(['if n % 4 > 1:', `    return await ${name}(n % 4 - 1) + 1`]);
  const text = [
    `async def ${name}(n):`,
    ...(value.pause ? block(['await asyncio.sleep(0)']) : []),
    ...again,
    ...bodyLines(value.body, name, inner, RESULTS[value.shape])
  ];
  definitions.functions.push({
    name,
    kind: 'async',
    starts: false,
    order,
    shape: value.shape
  });
  return text;
}

export const generatorFunction = fc.record({
  body,
  yields: fc.array(e, { minLength: 1, maxLength: 2 })
});

export function writeGeneratorFunction(value, scope) {
  const { definitions } = scope;
  const order = definitions.functions.length;
  const name = definitions.fresh(GENERATORS);
  const inner = scope.body('generator', ['n'], { limit: order });
  const text = [
    `def ${name}(n):`,
    ...block([
      ...writeAll(value.body.statements, inner),
      ...value.yields.map(given => `yield ${write(given, inner)}`)
    ])
  ];
  definitions.functions.push({
    name,
    kind: 'generator',
    starts: inner.frame.starts,
    order
  });
  return text;
}

export const mutualFunctions = fc.record({
  first: body,
  second: body,
  step: coroutine(e)
});

/** Two functions that call each other. */
export function writeMutualFunctions({ first, second, step }, scope) {
  const { definitions } = scope;
  const order = definitions.functions.length;
  const [a, b] = [definitions.fresh(FUNCTIONS), definitions.fresh(FUNCTIONS)];
  const inner = scope.body('def', ['n'], { limit: order });
  const { text, shape } = writeCoroutine(step, inner);
  let run = '0';
  if (inner.mayStart) {
    run = SHAPES[shape](runOf(text, inner), step.pick);
  }
  const result = [
    `def ${a}(n):`,
    ...block([
      'if n % 5 < 1:',
      `    return ${run}`,
      `log.append(("${a}", n))`,
      ...writeAll(first.statements, inner),
      `return ${b}(n % 5 - 1) + 1`
    ]),
    '',
    `def ${b}(n):`,
    ...block([
      'if n % 5 < 1:',
      '    return 2',
      ...writeAll(second.statements, inner.with({})),
      `return ${a}(n % 5 - 1)`
    ])
  ];
  for (const name of [a, b]) {
    definitions.functions.push({
      name,
      kind: 'def',
      starts: inner.frame.starts,
      order,
      first: 'n'
    });
  }
  return result;
}
