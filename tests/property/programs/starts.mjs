/**
 * Coroutines, and the ways to run one to its end from plain code.
 */
import fc from 'fast-check';

import { call, operand, produce, write } from './writing.mjs';

const choice = fc.nat({ max: 11 });

/**
 * A coroutine, given the generator of expressions.
 */
export const coroutine = e =>
  fc.record({
    how: fc.oneof(
      { weight: 12, arbitrary: fc.constant('call') },
      {
        weight: 4,
        arbitrary: fc.constantFrom(
          'member',
          'sleep',
          'waitFor',
          'thread',
          'conditional',
          'lambda',
          'partial',
          'subscript'
        )
      }
    ),
    pick: choice,
    argument: e,
    second: e,
    layout: fc.nat({ max: 4 })
  });

/**
 * How the results of coroutines become integers.
 */
export const SHAPES = {
  int: text => text,
  list: (text, pick) => (pick % 2 === 0 ? `${text}[0]` : `sum(${text})`),
  str: (text, pick) =>
    pick % 2 === 0 ? `len(${text}.split())` : `${text}.count("a")`,
  dict: (text, pick) =>
    pick % 2 === 0 ? `${text}["k"]` : `${text}.get("k", 0)`
};

/**
 * @returns an expression for a coroutine, and the shape of its result
 */
export function writeCoroutine({ how, pick, argument, second, layout }, scope) {
  const fn = scope.callable(pick, f => f.kind === 'async' && !f.member) ?? null;
  const arg = () => write(argument, scope);
  const simple = { text: `asyncio.sleep(0, ${arg()})`, shape: 'int' };
  if (how === 'member') {
    return memberCoroutine(pick, arg, scope) ?? simple;
  }
  if (how === 'thread' && !scope.definitions.style.plain) {
    const plain = scope
      .with({ mayStart: scope.mayStart })
      .callable(pick, f => f.kind === 'def' && !f.method);
    if (plain === null) {
      return simple;
    }
    scope.uses(plain);
    return { text: `asyncio.to_thread(${plain.name}, ${arg()})`, shape: 'int' };
  }
  if (fn === null || how === 'sleep') {
    return simple;
  }
  const called = call(fn.name, [arg()], layout, scope);
  switch (how) {
    case 'waitFor':
      return { text: `asyncio.wait_for(${called}, 5)`, shape: fn.shape };
    case 'conditional':
      return {
        text: `${called} if ${operand(second, scope)} else ${fn.name}(1)`,
        loose: true,
        shape: fn.shape
      };
    case 'lambda':
      return {
        text: `(lambda v: ${fn.name}(v))(${arg()})`,
        shape: fn.shape
      };
    case 'partial':
      return {
        text: `functools.partial(${fn.name}, ${arg()})()`,
        shape: fn.shape
      };
    case 'subscript':
      return { text: `{"c": ${fn.name}}["c"](${arg()})`, shape: fn.shape };
    default:
      return { text: called, shape: fn.shape };
  }
}

/** A coroutine method of an object, of `self` or of a class. */
function memberCoroutine(pick, arg, scope) {
  if (scope.self !== null) {
    const own = scope.self.members.filter(m => m.kind === 'async');
    return own.length === 0 || scope.self.receiver !== 'self'
      ? null
      : {
          text: `self.${own[pick % own.length].name}(${arg()})`,
          shape: 'int'
        };
  }
  const { classes, instances } = scope.definitions;
  const choices = classes
    .filter(({ order }) => order < scope.limit)
    .flatMap(owner =>
      owner.members
        .filter(m => m.kind === 'async')
        .flatMap(m => [
          ...instances
            .filter(instance => instance.owner === owner)
            .map(({ name }) => `${name}.${m.name}`),
          ...(owner.init.starts ? [] : [`${owner.name}(1).${m.name}`])
        ])
    );
  return choices.length === 0
    ? null
    : { text: `${choices[pick % choices.length]}(${arg()})`, shape: 'int' };
}

/** `await …` as an integer. */
export function awaited(generated, scope) {
  const { text, shape, loose } = writeCoroutine(generated, scope);
  const awaitable = loose ? `(${text})` : text;
  return shape === 'int'
    ? `await ${awaitable}`
    : SHAPES[shape](`(await ${awaitable})`, generated.pick);
}

/**
 * A coroutine run to its end, as an integer. Where a loop runs already it is
 * awaited; where neither is possible, there is no coroutine.
 */
export function started({ way, coroutine: generated, pick }, scope) {
  if (scope.mayAwait) {
    return `(${awaited(generated, scope)})`;
  }
  if (!scope.mayStart) {
    return produce(generated.argument, scope);
  }
  const { text, shape } = writeCoroutine(generated, scope);
  return SHAPES[shape](startOf(text, way, scope), pick);
}

/** What `asyncio.run` is called in this notebook. */
export const IMPORTS = [
  { line: null, run: 'asyncio.run' },
  { line: 'import asyncio as aio', run: 'aio.run' },
  { line: 'from asyncio import run', run: 'run' },
  { line: 'from asyncio import *', run: 'run' },
  { line: 'start = asyncio.run', run: 'start' },
  { line: 'from asyncio import run as go', run: 'go' }
];

/** The plainest way to run a coroutine to its end in this notebook. */
export function runOf(text, scope) {
  // A script has no current loop any more once asyncio.run has ended one.
  if (scope.definitions.style.currentLoop) {
    scope.starts('complete');
    return `asyncio.get_event_loop().run_until_complete(${text})`;
  }
  scope.starts('run');
  return `asyncio.run(${text})`;
}

function startOf(text, way, scope) {
  const { style } = scope.definitions;
  if (style.currentLoop) {
    return runOf(text, scope);
  }
  switch (way) {
    case 4:
      scope.starts('complete');
      return `asyncio.new_event_loop().run_until_complete(${text})`;
    case 5:
      if (!style.runner) {
        return runOf(text, scope);
      }
      scope.starts('runner');
      return `asyncio.Runner().run(${text})`;
  }
  const { run } = IMPORTS[style.imports];
  scope.starts('run');
  switch (way) {
    case 1:
      return `${run}(${text}, debug=False)`;
    case 2:
      return `asyncio.run(main=${text})`;
    case 3:
      return scope.mayBreak
        ? `asyncio.run(\n    # run it\n    ${text.replace(/\n/g, '\n    ')},\n)`
        : `asyncio.run(${text})`;
    default:
      return way % 2 === 0 ? `asyncio.run(${text})` : `${run}(${text})`;
  }
}
