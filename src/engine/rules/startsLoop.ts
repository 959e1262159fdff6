import type { IErrorOutput } from '../evidence/errorOutput';
import type { IUserFrame } from '../evidence/userFrame';
import { userFrameOf } from '../evidence/userFrame';
import type { IFinding } from '../finding';
import { lineAt, positionOf } from '../lines';
import { placeOf } from '../python/awaitable';
import { loopIsPatched } from '../python/loopPatch';
import type { IResolution } from '../python/program';
import { secondAttempt } from '../python/secondAttempt';
import type { IStart, StartKind } from '../python/starts';
import { runStart } from '../python/starts';
import { lineMagicAround } from '../rewrite/replaceMagics';
import { cellLabel } from '../rewrite/rerun';
import { shortened } from '../rewrite/shortened';
import { allTasksBeside } from '../rewrite/endedTasks';
import { onlyShutsDown } from '../rewrite/loopBookkeeping';
import { startRewrites } from '../rewrite/startRewrites';
import { explainStart } from './explainStart';
import type { IRule, IRuleContext } from './rule';
import { isReachedOnLoop, runsOnLoop } from './runsOnLoop';

/**
 * What one rule about calls that start a loop has of its own.
 */
interface IStartRule {
  readonly id: string;
  readonly kind: StartKind;

  /**
   * What a cell's text must hold for the rule to apply.
   */
  readonly word: RegExp;
}

/**
 * A rule about one way to start a loop where one is running: found by the error
 * that it gives, or by the code alone.
 */
export function startsLoop({ id, kind, word }: IStartRule): IRule {
  return {
    id,

    mayApply({ cells }) {
      return cells.some(
        cell =>
          cell.kind === 'code' &&
          (word.test(cell.source) ||
            cell.outputs.some(output => output.output_type === 'error'))
      );
    },

    *find(context) {
      const starts = context.starts.filter(start => start.kind === kind);
      const shown = errorsByStart(starts, kind, context);
      for (const start of starts) {
        const error = shown.get(start);
        if (
          isSecond(start, context) ||
          (error === undefined &&
            onlyShutsDown(start, context.starts, context.program))
        ) {
          continue;
        }
        if (error !== undefined) {
          yield proven(id, start, error, context);
        } else if (failsHere(start, context)) {
          yield findingFor(id, start, undefined, context);
        } else if (
          isPrinted(start, context) ||
          failedBefore(start, [...shown.keys()], context)
        ) {
          yield {
            ...findingFor(id, start, undefined, context),
            evidence: 'warning'
          };
        }
      }
    },

    explain: explainStart
  };
}

/**
 * Whether a start is tried in a plain function where another has failed: the
 * rule sync-calls-async mends the two of them.
 */
function isSecond(
  start: IStart,
  { starts, document, facts, program }: IRuleContext
): boolean {
  return (
    document.kind === 'notebook' &&
    facts.nestedLoops !== true &&
    !loopIsPatched(program) &&
    placeOf(start.call, start.home.scopes).kind === 'function' &&
    secondAttempt(start, starts)?.first.operand !== undefined
  );
}

/**
 * The errors that CPython raises where a loop is running: `run` in
 * Lib/asyncio/runners.py, `_check_running` in Lib/asyncio/base_events.py,
 * `close` in Lib/asyncio/selector_events.py.
 */
const MESSAGES =
  /^(?:(?:asyncio\.run|Runner\.run)\(\) cannot be called from a running event loop|This event loop is already running|Cannot run the event loop while another loop is running|Cannot close a running event loop)\s*$/;

export function isLoopRunningError({ name, message }: IErrorOutput): boolean {
  return name === 'RuntimeError' && MESSAGES.test(message);
}

/**
 * The error that each start is the cause of.
 */
function errorsByStart(
  starts: IStart[],
  kind: StartKind,
  context: IRuleContext
): Map<IStart, IErrorOutput> {
  const shown = new Map<IStart, IErrorOutput>();
  for (const error of context.errors.filter(isLoopRunningError)) {
    const frame = userFrameOf(error, context.program);
    const start =
      typeof frame === 'string'
        ? // The error proves nothing, but the code it stands under still may.
          starts.find(
            other => other.home.cell === error.cell && failsHere(other, context)
          )
        : isDirect(frame)
          ? (startAt(starts, frame) ??
            (kind === 'run' ? namedByTraceback(frame, context) : null))
          : null;
    if (start !== null && start !== undefined) {
      if (!starts.includes(start)) {
        starts.push(start);
      }
      shown.set(start, error);
    }
  }
  return shown;
}

/**
 * Whether the line itself called asyncio, not something of a library that did.
 */
export function isDirect({ below }: IUserFrame): boolean {
  return (
    below.length === 0 ||
    /(?:python3[\w.]*|[Ll]ib)[\\/]asyncio[\\/]\w+\.py$/.test(
      below[0].file ?? ''
    )
  );
}

/**
 * The start on the line that the traceback shows: one that begins there, else
 * one that spans it. Where leaving a runner or closing a loop failed too, the
 * traceback shows that line, and the start is one of the same loop.
 */
function startAt(
  starts: readonly IStart[],
  { home, line }: IUserFrame
): IStart | null {
  const { source } = home.cell;
  const lineOf = (offset: number) => positionOf(source, offset).line;
  const own = starts.filter(start => start.home === home);
  const spanning = own.filter(
    ({ call }) => lineOf(call.from) <= line && line <= lineOf(call.to)
  );
  const text = lineAt(source, line) ?? '';
  const closed = /^\s*(.+)\.close\(\)/.exec(text)?.[1];
  return (
    spanning.find(({ call }) => lineOf(call.from) === line) ??
    spanning[spanning.length - 1] ??
    own.find(
      ({ call, loop }) =>
        (closed !== undefined && loop?.text === closed) ||
        call.closest(
          node => node.type === 'with_statement' && lineOf(node.from) === line
        ) !== null
    ) ??
    null
  );
}

/**
 * The one call on the line whose name no cell binds, such as `asyncio.run`
 * after `%run setup.py`, or binds in more than one way: the traceback shows that
 * it is CPython's.
 */
function namedByTraceback(
  frame: IUserFrame,
  { program }: IRuleContext
): IStart | null {
  const { home } = frame;
  const unbound = [...home.tree.root.walk()].flatMap(call => {
    const callee = call.type === 'call' ? call.child('function')! : null;
    const root = callee?.child('object') ?? callee;
    return root?.type === 'identifier' &&
      /^(?:\w+\.)?run$/.test(callee!.text) &&
      mayBeAsyncio(program.resolve(root, home))
      ? [runStart(call, home, true)]
      : [];
  });
  return unbound.length === 1 ? startAt(unbound, frame) : null;
}

function mayBeAsyncio({ kind, definitions }: IResolution): boolean {
  return (
    kind === 'unbound' ||
    definitions.some(({ imported }) =>
      /^asyncio(?:\.run)?$/.test(imported ?? '')
    )
  );
}

/**
 * Whether the code alone shows that the start fails: it runs on a loop, and
 * nothing around it asks first.
 */
function failsHere(start: IStart, context: IRuleContext): boolean {
  return (start.certain || start.kind === 'run') && runsOnLoop(start, context);
}

/**
 * Whether a cell prints what Python says where a loop is running, and the start
 * is the only one in it that can have failed: a `try` around it caught the error
 * to show it.
 */
function isPrinted(start: IStart, context: IRuleContext): boolean {
  const { texts, starts } = context;
  const message = start.kind === 'run' ? PRINTED.run : PRINTED.loop;
  const mayFail = (other: IStart) =>
    other.home === start.home &&
    other.kind === start.kind &&
    isShown(other) &&
    isReachedOnLoop(other, context);
  return (
    start.certain &&
    mayFail(start) &&
    starts.filter(mayFail).length === 1 &&
    texts.some(
      ({ cell, channel, text }) =>
        cell === start.home.cell && channel !== 'result' && message.test(text)
    )
  );
}

const PRINTED = {
  run: /(?:asyncio\.run|Runner\.run)\(\) cannot be called from a running event loop/,
  loop: /This event loop is already running|Cannot run the event loop while another loop is running/
};

/**
 * Whether the nearest `try` around a start shows any error that it catches, and
 * does nothing else about it. One that waits for a RuntimeError knows why.
 */
function isShown({ call }: IStart): boolean {
  const statement = call.closest(
    ({ type, parts }) =>
      type === 'try_statement' &&
      parts.some(part => part.type === 'except_clause')
  );
  return (
    statement?.child('body')?.contains(call) === true &&
    statement.parts.every(
      ({ type, text }) =>
        type !== 'except_clause' ||
        !/\b(?:async|await|asyncio|loop|Thread|run|RuntimeError)\b/.test(text)
    )
  );
}

/**
 * Whether a traceback shows the end of the loop that the start is of, in the
 * `finally` of the `try` that caught its error.
 */
function failedBefore(
  start: IStart,
  shown: readonly IStart[],
  context: IRuleContext
): boolean {
  return (
    start.loop !== undefined &&
    start.certain &&
    isShown(start) &&
    isReachedOnLoop(start, context) &&
    shown.some(
      other =>
        other.home === start.home &&
        other.loop?.text === start.loop?.text &&
        onlyShutsDown(other, context.starts, context.program)
    )
  );
}

/**
 * The finding for a start that a traceback shows: what its names mean is then
 * beyond doubt.
 */
function proven(
  rule: string,
  start: IStart,
  error: IErrorOutput,
  context: IRuleContext
): IFinding {
  const sure = { ...start, certain: true };
  const starts = context.starts.map(other => (other === start ? sure : other));
  return findingFor(rule, sure, error, {
    ...context,
    starts: starts.includes(sure) ? starts : [...starts, sure]
  });
}

function findingFor(
  rule: string,
  start: IStart,
  error: IErrorOutput | undefined,
  context: IRuleContext
): IFinding {
  const { home, call } = start;
  const shownIn = error?.cell.id ?? home.cell.id;
  const place = placeOf(call, home.scopes);
  const rewrites = startRewrites(start, shownIn, context);
  const line = lineMagicAround(call, home.masked);
  const under = line ? `%${line.name}` : `%%${home.masked.cellMagic}`;
  return {
    rule,
    values: {
      call: shortened(call.text),
      line: positionOf(home.cell.source, call.from).line,
      place: place.kind,
      function:
        'function' in place ? (place.function?.child('name')?.text ?? '') : '',
      magic: line !== null || home.masked.cellMagic !== null ? under : '',
      elsewhere: shownIn === home.cell.id ? '' : cellLabel(home),
      allTasks:
        rewrites.length > 0 ? '' : allTasksBeside(start, context.program)
    },
    cell: home.cell.id,
    from: call.from,
    to: call.to,
    shownIn,
    evidence: error === undefined ? 'code' : 'error',
    matched: true,
    severity: 'error',
    rewrites
  };
}
