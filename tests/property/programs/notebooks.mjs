/**
 * Whole notebooks: cells of definitions, of statements, or of both.
 */
import fc from 'fast-check';

import { classDefinition, writeClass } from './classes.mjs';
import { expressions as e } from './expressions.mjs';
import {
  asyncFunction,
  generatorFunction,
  mutualFunctions,
  plainFunction,
  writeAsyncFunction,
  writeGeneratorFunction,
  writeMutualFunctions,
  writePlainFunction
} from './functions.mjs';
import { Definitions, Scope } from './scope.mjs';
import { IMPORTS } from './starts.mjs';
import { statements } from './statements.mjs';
import { write, writeAll } from './writing.mjs';

const ITEMS = {
  statements: [
    5,
    fc.tuple(statements, fc.option(e)),
    ([own, last], scope) => [
      ...writeAll(own, scope),
      ...(last === null ? [] : [write(last, scope)])
    ]
  ],
  function: [6, plainFunction, writePlainFunction],
  coroutine: [4, asyncFunction, writeAsyncFunction],
  class: [3, classDefinition, writeClass],
  generator: [1, generatorFunction, writeGeneratorFunction],
  mutual: [1, mutualFunctions, writeMutualFunctions]
};

const item = fc.oneof(
  ...Object.entries(ITEMS).map(([name, [weight, arbitrary]]) => ({
    weight,
    arbitrary: fc.record({
      name: fc.constant(name),
      value: arbitrary,
      ownCell: fc.boolean()
    })
  }))
);

/**
 * Models of notebooks, for `writeNotebook`.
 *
 * - `imports`: what `asyncio.run` is called;
 * - `currentLoop`: all runs go through `asyncio.get_event_loop()`;
 * - `plain`: what starts a loop is only ever called where it could be awaited,
 *   so that whole chains of functions become async;
 * - `ranBefore`: the notebook shows the errors of a first run.
 */
export const notebooks = fc.record({
  imports: fc.nat({ max: IMPORTS.length - 1 }),
  currentLoop: fc.nat({ max: 6 }).map(n => n === 6),
  plain: fc.boolean(),
  ranBefore: fc.boolean(),
  first: asyncFunction,
  items: fc.array(item, { minLength: 1, maxLength: 5 }),
  last: fc.tuple(e, e)
});

/** What stands in the first cell: names that every program may use. */
const HELPERS = `
total = 0

class Oops(Exception):
    pass

def note(tag, value):
    log.append((tag, value))
    return value

@contextlib.contextmanager
def visit(value):
    log.append("enter")
    try:
        yield value
    finally:
        log.append("leave")

def apply(function, *args):
    return function(*args)

def traced(function):
    @functools.wraps(function)
    def wrapper(*args, **options):
        log.append("traced")
        return function(*args, **options)
    return wrapper

def tagged(tag):
    def decorate(function):
        function.tag = tag
        return function
    return decorate

async def ticks(n):
    for i in range(n):
        await asyncio.sleep(0)
        yield i`.trim();

/**
 * @param {object} model
 * @param {{runner: boolean}} facts - whether Python has `asyncio.Runner`
 * @returns {{cells: string[], starts: Record<string, number>}}
 */
export function writeNotebook(model, { runner }) {
  const definitions = new Definitions({
    imports: model.imports,
    currentLoop: model.currentLoop,
    plain: model.plain,
    runner
  });
  const scope = new Scope(definitions);
  const cells = [
    [
      'import asyncio',
      'import contextlib',
      'import functools',
      ...(IMPORTS[model.imports].line === null
        ? []
        : [IMPORTS[model.imports].line]),
      '',
      HELPERS
    ],
    writeAsyncFunction(model.first, scope)
  ];
  for (const { name, value, ownCell } of model.items) {
    const lines = ITEMS[name][2](value, scope);
    if (ownCell || name === 'statements') {
      cells.push(lines);
    } else {
      cells[cells.length - 1].push('', ...lines);
    }
  }
  cells.push(model.last.map(last => write(last, scope)));
  return {
    cells: cells.map(lines => lines.join('\n')).filter(text => text !== ''),
    starts: definitions.starts
  };
}
