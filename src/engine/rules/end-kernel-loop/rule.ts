import type { IErrorOutput } from '../../evidence/errorOutput';
import { userFrameOf } from '../../evidence/userFrame';
import type { IExplanation, IFinding, ITranslator } from '../../finding';
import { code } from '../../inlineCode';
import { positionOf } from '../../lines';
import { doneToAllTasks } from '../../python/allTasks';
import { placeOf } from '../../python/awaitable';
import { isGuarded } from '../../python/guards';
import { loopIsPatched } from '../../python/loopPatch';
import { loopKind } from '../../python/loops';
import type { SyntaxNode } from '../../python/node';
import { statementOf, topLevelStatementOf } from '../../python/node';
import type { ICodeCell } from '../../python/program';
import { runsAtOnce } from '../../python/program';
import { callsOf, isReachedAtOnce } from '../../python/reached';
import { loopBookkeeping } from '../../rewrite/loopBookkeeping';
import { removeStatements } from '../../rewrite/removeStatements';
import { cellsToRun, repeatedBy } from '../../rewrite/rerun';
import { shortened } from '../../rewrite/shortened';
import { repeatNotes } from '../explainAwait';
import type { IRule, IRuleContext } from '../rule';

/**
 * `loop.close()` and `loop.stop()` of the kernel's own loop: the one raises an
 * error (CPython Lib/asyncio/unix_events.py, `close`), the other ends the
 * kernel. So does what cancels all tasks, the kernel's own among them
 * (ipykernel/kernelbase.py, `dispatch_queue`, and what reads its sockets);
 * what waits for all of them waits for ever.
 */
export const endKernelLoop: IRule = {
  id: 'end-kernel-loop',

  mayApply({ cells }) {
    return cells.some(
      ({ kind, source }) =>
        kind === 'code' &&
        /loop\b[^\n]*\.(?:close|stop)\(|\ball_tasks\b/.test(source)
    );
  },

  *find(context) {
    if (context.document.kind === 'script' || loopIsPatched(context.program)) {
      return;
    }
    for (const home of context.program.cells) {
      if (home.tree.hasError) {
        continue;
      }
      for (const call of home.tree.root.walk()) {
        if (endsKernelLoop(call, home, context)) {
          yield findingFor(call, home, context);
        } else if (call.type === 'call') {
          const done = doneToAllTasks(call, home, context.program);
          if (
            done !== null &&
            isOnKernelLoop(call, home, context) &&
            !isTakenOut(call, home, context)
          ) {
            yield allTasksFinding(call, done, home);
          }
        }
      }
    }
  },

  explain
};

/**
 * Whether the call closes or stops the loop that runs here, and no rewrite of a
 * start takes it away already.
 */
function endsKernelLoop(
  call: SyntaxNode,
  home: ICodeCell,
  { program, starts }: IRuleContext
): boolean {
  const callee = call.type === 'call' ? call.child('function')! : null;
  const loop = callee?.child('object');
  return (
    loop !== undefined &&
    /^(?:close|stop)$/.test(callee!.child('attribute')!.text) &&
    statementOf(call).parts[0] === call &&
    loopKind(loop, home, program) === 'kernel' &&
    !starts.some(start => start.loop?.text === loop.text) &&
    !isInAsyncFunction(call, home) &&
    !isGuarded(call, home, program) &&
    isReachedAtOnce(call, home, program)
  );
}

/**
 * Whether a call runs with a cell: at its top level, in a plain function that it
 * calls, in a coroutine that it awaits itself.
 */
function isOnKernelLoop(
  call: SyntaxNode,
  home: ICodeCell,
  { program }: IRuleContext
): boolean {
  const place = placeOf(call, home.scopes);
  const around = place.kind === 'awaitable' ? place.function : null;
  // What the loop over the tasks asks of each is no question about the loop.
  const each = call.closest(({ type }) => type === 'for_statement') ?? call;
  return (
    !isGuarded(each, home, program) &&
    (around === null
      ? isReachedAtOnce(call, home, program)
      : around.type === 'function_definition' &&
        callsOf(around, program).some(
          ({ node, home: where }) =>
            node.parent?.parent?.type === 'await' && runsAtOnce(node, where)
        ))
  );
}

/**
 * Whether a rewrite of a start takes the code away with the loop.
 */
function isTakenOut(
  { from, to }: SyntaxNode,
  home: ICodeCell,
  { starts, program }: IRuleContext
): boolean {
  return starts.some(
    start =>
      start.home === home &&
      loopBookkeeping(start, starts, program)?.edits.some(
        edit => edit.cell === home.cell.id && edit.from <= from && to <= edit.to
      ) === true
  );
}

/**
 * What cancels or awaits all tasks. Which of them the code means is its
 * author's to say: nothing to rewrite.
 */
function allTasksFinding(
  call: SyntaxNode,
  done: 'cancel' | 'wait',
  { cell }: ICodeCell
): IFinding {
  return {
    rule: endKernelLoop.id,
    values: {
      call: shortened(call.text),
      line: positionOf(cell.source, call.from).line,
      done
    },
    cell: cell.id,
    from: call.from,
    to: call.to,
    shownIn: cell.id,
    evidence: 'code',
    matched: true,
    severity: 'error',
    rewrites: []
  };
}

/**
 * There the running loop is that of whoever runs the function.
 */
function isInAsyncFunction(call: SyntaxNode, home: ICodeCell): boolean {
  const place = placeOf(call, home.scopes);
  return place.kind === 'awaitable' && place.function !== null;
}

function findingFor(
  call: SyntaxNode,
  home: ICodeCell,
  { program, errors }: IRuleContext
): IFinding {
  const { source, id, editable } = home.cell;
  const { line } = positionOf(source, call.from);
  const error = errors.find(other => {
    const frame = isClosing(other) ? userFrameOf(other, program) : 'unknown';
    return (
      typeof frame !== 'string' && frame.home === home && frame.line === line
    );
  });
  const shownIn = error?.cell.id ?? id;
  const edits = editable ? removeStatements([statementOf(call)], id) : null;
  const statement = topLevelStatementOf(call);
  const rerun = cellsToRun([{ home, statement }], shownIn, program);
  return {
    rule: endKernelLoop.id,
    values: {
      call: shortened(call.text),
      line,
      stops: /stop\(\)$/.test(call.text)
    },
    cell: id,
    from: call.from,
    to: call.to,
    shownIn,
    evidence: error === undefined ? 'code' : 'error',
    matched: true,
    severity: 'error',
    rewrites:
      edits === null
        ? []
        : [
            {
              kind: 'other',
              safety: 'safe',
              edits,
              rerun,
              values: {
                ...repeatedBy(rerun, edits, statement.from, shownIn, program)
              }
            }
          ]
  };
}

function isClosing({ name, message }: IErrorOutput): boolean {
  return (
    name === 'RuntimeError' &&
    /^Cannot close a running event loop\s*$/.test(message)
  );
}

function explain(
  trans: ITranslator,
  { values, rewrites }: IFinding
): IExplanation {
  const call = code(values.call);
  if (values.done !== undefined) {
    return {
      headline:
        values.done === 'cancel'
          ? trans.__('This ends the kernel: it cancels the kernel’s own tasks')
          : trans.__('This never ends: it waits for the kernel’s own tasks'),
      sentences:
        values.done === 'cancel'
          ? trans.__(
              '%2 gives all tasks of the loop that runs here, the kernel’s own too; after %1 on line %3 the kernel no longer answers. Keep your own tasks in a list, and cancel those.',
              call,
              code('asyncio.all_tasks()'),
              values.line
            )
          : trans.__(
              '%2 gives all tasks of the loop that runs here, the kernel’s own too, and those never end: %1 on line %3 waits for ever. Keep your own tasks in a list, and await those.',
              call,
              code('asyncio.all_tasks()'),
              values.line
            ),
      rewrites: []
    };
  }
  return {
    headline: values.stops
      ? trans.__(
          'This ends the kernel: it stops the loop that the kernel runs on'
        )
      : trans.__('The kernel’s own event loop cannot be closed'),
    sentences: values.stops
      ? trans.__(
          '%1 on line %2 stops the loop that runs here. It is not this code’s to stop: the kernel would exit.',
          call,
          values.line
        )
      : trans.__(
          '%1 on line %2 wants to close the loop that runs here. The kernel keeps it for all cells, and nothing has to be closed.',
          call,
          values.line
        ),
    rewrites: rewrites.map(rewrite => ({
      title: trans.__('Take it out'),
      notes: repeatNotes(trans, rewrite),
      done: trans.__('Taken out: %1', call)
    }))
  };
}
