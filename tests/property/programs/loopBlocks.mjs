/**
 * Statements that make a loop or a runner, run coroutines on it, and end it.
 */
import fc from 'fast-check';

import { coroutine, writeCoroutine } from './starts.mjs';
import { block, write, writeAll } from './writing.mjs';

const WAYS = [
  'plain',
  'set',
  'finally',
  'closing',
  'gather',
  'task',
  'shutdown',
  'runner',
  'closedRunner'
];

export const loopBlock = (e, statements) =>
  fc.record({
    way: fc.constantFrom(...WAYS),
    first: coroutine(e),
    second: coroutine(e),
    twice: fc.boolean(),
    result: fc.nat({ max: 11 }),
    between: statements,
    last: e
  });

export function writeLoopBlock(value, scope) {
  if (!scope.mayStart) {
    return [write(value.last, scope)];
  }
  const { style } = scope.definitions;
  if (/unner$/.test(value.way) && style.runner && !style.currentLoop) {
    return withRunner(value, scope);
  }
  return withLoop(value, scope);
}

/** The statements that use the loop: `x = run(…)`, others, and one more run. */
function uses({ first, second, twice, result, between }, scope, run) {
  const call = generated =>
    `str(${run(writeCoroutine(generated, scope).text)})`;
  const start = call(first);
  const name = ['shown', 'seen', 'got'][result % 3];
  return [
    `${name} = ${start}`,
    ...writeAll(between, scope),
    ...(twice ? [`log.append(${call(second)})`] : []),
    `log.append(${name})`
  ];
}

function withLoop(value, scope) {
  scope.starts('complete');
  const { style } = scope.definitions;
  const run = text => `loop.run_until_complete(${text})`;
  if (style.currentLoop) {
    return ['loop = asyncio.get_event_loop()', ...uses(value, scope, run)];
  }
  const made = 'loop = asyncio.new_event_loop()';
  const set = 'asyncio.set_event_loop(loop)';
  const close = 'loop.close()';
  const body = inner => uses(value, inner, run);
  switch (value.way) {
    case 'set':
      return [made, set, ...body(scope), close];
    case 'finally':
      return [
        made,
        ...(value.twice ? [set] : []),
        'try:',
        ...block(body(scope.with({}))),
        'finally:',
        ...block(
          value.twice ? ['asyncio.set_event_loop(None)', close] : [close]
        )
      ];
    case 'closing':
      return [
        'with contextlib.closing(asyncio.new_event_loop()) as loop:',
        ...block(body(scope.with({})))
      ];
    case 'gather': {
      const first = writeCoroutine(value.first, scope);
      const second = writeCoroutine(value.second, scope);
      return [
        made,
        set,
        `log.append(str(loop.run_until_complete(asyncio.gather(${first.text}, ${second.text}))))`,
        close
      ];
    }
    case 'task': {
      const { text } = writeCoroutine(value.first, scope);
      return [
        made,
        `task = loop.create_task(${text})`,
        'log.append(str(loop.run_until_complete(task)))',
        close
      ];
    }
    case 'shutdown':
      return [
        made,
        'try:',
        ...block(body(scope.with({}))),
        'finally:',
        ...block(['loop.run_until_complete(loop.shutdown_asyncgens())', close])
      ];
    default:
      return [made, ...body(scope), close];
  }
}

function withRunner(value, scope) {
  scope.starts('runner');
  const run = text => `runner.run(${text})`;
  const body = inner => uses(value, inner, run);
  return value.way === 'runner'
    ? [
        `with asyncio.Runner(${value.twice ? 'debug=False' : ''}) as runner:`,
        ...block(body(scope.with({})))
      ]
    : [
        'runner = asyncio.Runner()',
        'try:',
        ...block(body(scope.with({}))),
        'finally:',
        ...block(['runner.close()'])
      ];
}
