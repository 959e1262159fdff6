/**
 * Expressions. All have an integer for a value, so that any can stand anywhere.
 *
 * Each entry of the table is a weight, what to generate, and how to write that.
 */
import fc from 'fast-check';

import { awaited, coroutine, runOf, started } from './starts.mjs';
import { call, loose, operand, produce, receiver, write } from './writing.mjs';

const number = fc.nat({ max: 9 });
const choice = fc.nat({ max: 11 });

/** A function's name where only its name is wanted; null if there is none. */
function functionName(pick, scope) {
  if (scope.definitions.style.plain) {
    return null;
  }
  const fn = scope.callable(
    pick,
    ({ kind, method }) => kind === 'def' && !method
  );
  if (fn !== null) {
    scope.uses(fn);
  }
  return fn?.name ?? null;
}

/** Arguments for a function of `count` parameters. */
function argumentsFor(fn, values, layout, scope) {
  const written = values
    .slice(0, fn.required ?? 1)
    .map(value => write(value, scope));
  if (layout === 3 && fn.first) {
    written[0] = `${fn.first}=${written[0]}`;
  }
  if (layout === 4 && fn.optional) {
    written.push(`${fn.optional}=${write(values[1], scope)}`);
  }
  return written;
}

function calling({ pick, args, layout }, scope, wanted) {
  const fn =
    scope.callable(pick, f => f.kind === 'def' && wanted(f)) ??
    scope.callable(pick, f => f.kind === 'def');
  if (fn === null) {
    return produce(args[0], scope);
  }
  scope.uses(fn);
  return call(fn.name, argumentsFor(fn, args, layout, scope), layout, scope);
}

/** An instance, a class or a new instance, and what a member of it is. */
function member({ pick, args, how }, scope) {
  const { classes, instances } = scope.definitions;
  const visible = classes.filter(c => c.order < scope.limit);
  const objects = instances.filter(({ owner }) => visible.includes(owner));
  const owner =
    how % 2 === 0 && objects.length > 0
      ? objects[pick % objects.length].owner
      : visible[pick % (visible.length || 1)];
  if (owner === undefined || scope.self !== null) {
    return produce(args[0], scope);
  }
  const made = () => {
    if (!scope.mayStart && owner.init.starts) {
      return null;
    }
    scope.uses(owner.init);
    return `${owner.name}(${write(args[1], scope)})`;
  };
  const instance =
    how % 2 === 0 && objects.length > 0
      ? objects[pick % objects.length].name
      : made();
  const members = owner.members.filter(
    m => (scope.mayStart || !m.starts) && m.kind !== 'async'
  );
  const chosen = members[how % (members.length || 1)];
  if (chosen === undefined || instance === null) {
    return produce(args[0], scope);
  }
  return useOf(chosen, instance, owner, args[0], scope);
}

/** How a member is used. */
export function useOf(chosen, instance, owner, argument, scope) {
  scope.uses(chosen);
  switch (chosen.kind) {
    case 'property':
      return `${instance}.${chosen.name}`;
    case 'dunder':
      return chosen.name === '__call__'
        ? `${instance}(${write(argument, scope)})`
        : chosen.name === '__len__'
          ? `len(${instance})`
          : `${instance}[${write(argument, scope)}]`;
    case 'static':
    case 'class':
      return `${owner.name}.${chosen.name}(${write(argument, scope)})`;
    default:
      return `${instance}.${chosen.name}(${write(argument, scope)})`;
  }
}

/** Another member of the same object. */
function ownMember({ pick, args }, scope) {
  const members = (scope.self?.members ?? []).filter(
    m => (scope.mayStart || !m.starts) && !/^(?:dunder|async)$/.test(m.kind)
  );
  if (members.length === 0) {
    return scope.self !== null && scope.self.receiver === 'self'
      ? 'self.n'
      : produce(args[0], scope);
  }
  const chosen = members[pick % members.length];
  const through = scope.self.receiver;
  if (
    through === null ||
    (through === 'cls' && !/^(?:static|class)$/.test(chosen.kind))
  ) {
    return produce(args[0], scope);
  }
  scope.uses(chosen);
  return chosen.kind === 'property'
    ? `${through}.${chosen.name}`
    : `${through}.${chosen.name}(${write(args[0], scope)})`;
}

/** A method that is named, not called: in one of several ways. */
function methodReference({ pick, args, how }, scope) {
  const { instances, style } = scope.definitions;
  const found = instances.flatMap(({ name, owner }) =>
    owner.order < scope.limit && scope.self === null && !style.plain
      ? owner.members
          .filter(m => m.kind === 'method' && (scope.mayStart || !m.starts))
          .map(m => ({ name, member: m }))
      : []
  );
  if (found.length === 0) {
    return produce(args[0], scope);
  }
  const { name, member: chosen } = found[pick % found.length];
  scope.uses(chosen);
  const [a, b] = args.map(arg => write(arg, scope));
  return [
    `sum(map(${name}.${chosen.name}, [${a}, ${b}]))`,
    `getattr(${name}, "${chosen.name}")(${a})`,
    `{"it": ${name}}["it"].${chosen.name}(${a})`,
    `functools.partial(${name}.${chosen.name}, ${a})()`,
    `max(${a}, ${b}, key=${name}.${chosen.name})`,
    `[${name}][0].${chosen.name}(${a})`
  ][how % 6];
}

/** The items of a list that a coroutine gives, read one after the other. */
function itemsOfResult(generated, scope) {
  const own = { ...generated, how: 'call' };
  const fn = scope.callable(
    own.pick,
    f => f.kind === 'async' && f.shape === 'list'
  );
  if (fn === null || (!scope.mayStart && !scope.mayAwait)) {
    return produce(own.argument, scope);
  }
  const inner = scope.with({ mayBind: false });
  const made = `${fn.name}(${write(own.argument, inner)})`;
  if (scope.mayAwait) {
    return `sum([item for item in await ${made}])`;
  }
  const run = runOf(made, scope);
  return [
    `sum(item for item in ${run})`,
    `sum([item for item in ${run}])`,
    `max(${run})`
  ][own.pick % 3];
}

const VARIABLES = ['i', 'j', 'k'];

/** A variable of a comprehension that is not in use. */
function loopVariable(scope) {
  return VARIABLES.find(name => !scope.variables.includes(name)) ?? 'm';
}

/**
 * The parts of a comprehension. Its first iterable is evaluated outside.
 *
 * @param lazy - a generator expression
 */
function comprehension({ element, over, test, reader }, scope, lazy) {
  const name = loopVariable(scope);
  const outer = write(over, scope.with({ mayBind: false }));
  const inner = lazy
    ? scope.deferred([name], EXHAUSTING.has(reader))
    : scope.with({ variables: [name, ...scope.variables], mayBind: false });
  const condition = test === null ? '' : ` if ${operand(test, inner)} != 1`;
  return {
    name,
    element: write(element, inner),
    clauses: `for ${name} in range(abs(${outer}) % 2 + 1)${condition}`,
    inner
  };
}

const READERS = [
  (e, c) => `sum(${e} ${c})`,
  (e, c) => `sum([${e} ${c}])`,
  (e, c) => `len([${e} ${c}])`,
  (e, c) => `len({${e} ${c}})`,
  (e, c) => `max((${e} ${c}), default=0)`,
  (e, c) => `sum(sorted(${e} ${c}))`,
  (e, c) => `int(any(${paren(e)} > 1 ${c}))`,
  (e, c) => `int(all(${paren(e)} > 1 ${c}))`,
  (e, c) => `next((${e} ${c}), 7)`,
  (e, c) => `len(tuple(${e} ${c}))`,
  (e, c) => `len(",".join(str(${e}) ${c}))`,
  (e, c) => `len(dict((${paren(e)}, 1) ${c}))`,
  (e, c, n) => `sum({${n}: ${e} ${c}}.values())`,
  (e, c) => `sum(list(${e} ${c})[:2])`,
  (e, c) => `sum(zip_sum for zip_sum, _ in zip((${e} ${c}), [1, 2]))`
];
const EAGER = new Set([1, 2, 3, 12]);
/** Those that read a generator expression to its end. */
const EXHAUSTING = new Set([0, 4, 5, 9, 10, 11, 13]);

function paren(text) {
  return /^[\w.]+(?:\([^()]*\))?$/.test(text) ? text : `(${text})`;
}

const RELATIONS = ['<', '>', '==', '!=', '<=', '>='];
const OPERATORS = ['+', '-', '*', '+', '|', '&'];

/**
 * @param e - an expression
 */
const TABLE = e => ({
  constant: [3, number, n => String(n)],
  variable: [3, choice, (n, s) => s.variable(n)],
  start: [
    9,
    fc.record({ way: choice, coroutine: coroutine(e), pick: choice }),
    started
  ],
  awaiting: [
    3,
    coroutine(e),
    (c, s) =>
      s.mayAwait
        ? loose(awaited(c, s))
        : started({ way: 0, coroutine: c, pick: 0 }, s)
  ],
  noted: [
    3,
    fc.tuple(fc.constantFrom('a', 'b', 'c'), e),
    ([tag, value], s) => `note("${tag}", ${write(value, s)})`
  ],
  call: [
    4,
    fc.record({
      pick: choice,
      args: fc.tuple(e, e),
      layout: fc.nat({ max: 5 })
    }),
    (v, s) => calling(v, s, () => true)
  ],
  startingCall: [
    6,
    fc.record({
      pick: choice,
      args: fc.tuple(e, e),
      layout: fc.nat({ max: 5 })
    }),
    (v, s) => calling(v, s, f => f.starts)
  ],
  member: [
    5,
    fc.record({ pick: choice, args: fc.tuple(e, e), how: choice }),
    member
  ],
  ownMember: [3, fc.record({ pick: choice, args: fc.tuple(e, e) }), ownMember],
  binary: [
    4,
    fc.tuple(e, fc.constantFrom(...OPERATORS), e),
    ([a, op, b], s) => loose(`${operand(a, s)} ${op} ${operand(b, s)}`)
  ],
  power: [1, e, (v, s) => loose(`-${operand(v, s.with({}))} ** 2 % 101`)],
  square: [1, e, (v, s) => loose(`${operand(v, s)} % 11 ** 2`)],
  not: [1, e, (v, s) => `int(not ${operand(v, s)})`],
  comparison: [
    1,
    fc.tuple(e, fc.constantFrom(...RELATIONS), e, e),
    ([a, r, b, c], s) =>
      `int(${operand(a, s)} ${r} ${operand(b, s)} <= ${operand(c, s)})`
  ],
  logic: [
    1,
    fc.tuple(e, fc.constantFrom('and', 'or'), e),
    ([a, op, b], s) => loose(`${operand(a, s)} ${op} ${operand(b, s)}`)
  ],
  conditional: [
    2,
    fc.tuple(e, e, e),
    ([a, c, b], s) =>
      loose(`${operand(a, s)} if ${operand(c, s)} > 1 else ${operand(b, s)}`)
  ],
  comprehension: [
    4,
    fc.record({
      reader: fc.nat({ max: READERS.length - 1 }),
      element: e,
      over: e,
      test: fc.option(e)
    }),
    (v, s) => {
      const { element, clauses, name } = comprehension(
        v,
        s,
        !EAGER.has(v.reader)
      );
      return READERS[v.reader](element, clauses, name);
    }
  ],
  nestedComprehension: [
    1,
    fc.record({ element: e, over: e, test: fc.constant(null), second: e }),
    (v, s) => {
      const { clauses, inner } = comprehension(v, s, false);
      const { element, clauses: more } = comprehension(
        { ...v, over: v.second },
        inner,
        false
      );
      return `sum([${element} ${clauses} ${more}])`;
    }
  ],
  listOfLists: [
    1,
    fc.record({ element: e, over: e, test: fc.constant(null), second: e }),
    (v, s) => {
      const { clauses, inner } = comprehension(v, s, false);
      const { element, clauses: more } = comprehension(
        { ...v, over: v.second },
        inner,
        false
      );
      return `sum(sum(row) for row in [[${element} ${more}] ${clauses}])`;
    }
  ],
  lambda: [
    2,
    fc.tuple(e, e),
    ([body, arg], s) =>
      `(lambda v: ${write(body, s.deferred(['v']))})(${write(arg, s)})`
  ],
  map: [
    2,
    fc.tuple(choice, e, e),
    ([pick, a, b], s) => {
      const name = functionName(pick, s);
      const args = `[${write(a, s)}, ${write(b, s)}]`;
      return name === null ? `sum(${args})` : `sum(map(${name}, ${args}))`;
    }
  ],
  key: [
    2,
    fc.tuple(choice, e, e),
    ([pick, a, b], s) => {
      const name = functionName(pick, s);
      const args = `[${write(a, s)}, ${write(b, s)}]`;
      return name === null ? `min(${args})` : `sorted(${args}, key=${name})[0]`;
    }
  ],
  keyLambda: [
    1,
    fc.tuple(e, e, e),
    ([key, a, b], s) =>
      `max(${write(a, s)}, ${write(b, s)}, key=lambda v: ${write(key, s.deferred(['v']))})`
  ],
  partial: [
    1,
    fc.tuple(choice, e),
    ([pick, a], s) => {
      const name = functionName(pick, s);
      return name === null
        ? produce(a, s)
        : `functools.partial(${name}, ${write(a, s)})()`;
    }
  ],
  reduce: [
    1,
    fc.tuple(e, e, e),
    ([body, a, b], s) =>
      `functools.reduce(lambda p, q: ${write(body, s.deferred(['p', 'q']))}, [${write(a, s)}, ${write(b, s)}])`
  ],
  generatorFunction: [
    2,
    fc.tuple(choice, e, fc.nat({ max: 2 })),
    ([pick, a, how], s) => {
      const fn = s.callable(pick, f => f.kind === 'generator');
      if (fn === null) {
        return produce(a, s);
      }
      s.uses(fn);
      const made = `${fn.name}(${write(a, s)})`;
      return [`sum(${made})`, `len(list(${made}))`, `next(${made}, 5)`][how];
    }
  ],
  text: [
    2,
    fc.tuple(e, e, fc.nat({ max: 3 })),
    ([a, b, how], s) => {
      if (!s.mayBreak) {
        return produce(a, s);
      }
      const inner = s.with({ mayBreak: false });
      const field = value => {
        const text = operand(value, inner);
        return text.startsWith('{') || /lambda|:=/.test(text)
          ? `(${text})`
          : text;
      };
      const ends = ['', '!r', ':>3', ':03d'];
      return `len(f'{${field(a)}${ends[how]}}/{${field(b)}}')`;
    }
  ],
  walrus: [
    1,
    fc.tuple(choice, e),
    ([n, v], s) => {
      if (!s.mayBind) {
        return produce(v, s);
      }
      const value = write(v, s);
      return `(${s.newVariable(n)} := ${value})`;
    }
  ],
  subscript: [
    1,
    fc.tuple(e, e),
    ([a, b], s) => `[${write(a, s)}, ${write(b, s)}][${write(a, s)} % 2]`
  ],
  dictionary: [
    1,
    fc.tuple(e, e),
    ([a, b], s) => `{"k": ${write(a, s)}, "l": {1: ${write(b, s)}}}["l"][1]`
  ],
  unpacked: [
    1,
    fc.tuple(e, e),
    ([a, b], s) => `max(*[${write(a, s)}], ${write(b, s)})`
  ],
  chain: [1, e, (v, s) => `${receiver(v, s)}.bit_length()`],
  slice: [1, e, (v, s) => `len("abcdef"[${operand(v, s)} % 5:])`],
  asArgument: [
    1,
    fc.tuple(e, e),
    ([a, b], s) =>
      `int(${write(a, s)}) + abs(${write(b, s)})`.replace(/^(.*)$/s, '($1)')
  ],
  method: [
    2,
    fc.record({ pick: choice, args: fc.tuple(e, e), how: choice }),
    methodReference
  ],
  applied: [
    1,
    fc.tuple(choice, e),
    ([pick, a], s) => {
      const name = functionName(pick, s);
      return name === null ? produce(a, s) : `apply(${name}, ${write(a, s)})`;
    }
  ],
  evaluated: [
    1,
    fc.tuple(choice, fc.nat({ max: 5 })),
    ([pick, n], s) => {
      const fn =
        s.mayBreak &&
        !s.definitions.style.plain &&
        s.callable(pick, f => f.kind === 'def' && f.order >= 0);
      if (!fn) {
        return String(n);
      }
      s.uses(fn);
      return `eval("${fn.name}(${n})")`;
    }
  ],
  spread: [
    1,
    fc.tuple(choice, e),
    ([pick, a], s) => {
      const name = functionName(pick, s);
      return name === null ? produce(a, s) : `${name}(*[${write(a, s)}])`;
    }
  ],
  defaultOfLambda: [
    1,
    fc.tuple(e, e),
    ([a, b], s) =>
      `(lambda v, w=${write(a, s)}: ${write(b, s.deferred(['v', 'w']))})(1)`
  ],
  width: [
    1,
    fc.tuple(e, e),
    ([a, b], s) => {
      if (!s.mayBreak) {
        return produce(a, s);
      }
      const inner = s.with({ mayBreak: false, mayBind: false });
      return `len(f'{(${write(a, inner)})!s:>{abs(${write(b, inner)}) % 7}}')`;
    }
  ],
  items: [2, coroutine(e), itemsOfResult],
  fails: [
    1,
    fc.tuple(fc.nat({ max: 3 }), e),
    ([how, v], s) => {
      const text = operand(v, s);
      return [
        `(1 // ${text})`,
        `[1, 2][${text}]`,
        `{1: 2}[${text}]`,
        `int("x" * (${text} % 2) or "3")`
      ][how];
    }
  ]
});

/** The generator of expressions. */
export const { expression: expressions } = fc.letrec(tie => ({
  expression: fc.oneof(
    { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
    ...Object.values(TABLE(tie('expression'))).map(
      ([weight, arbitrary, writer]) => ({
        weight,
        arbitrary: fc.tuple(fc.constant(writer), arbitrary)
      })
    )
  )
}));
