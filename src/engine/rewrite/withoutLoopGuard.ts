import type { IEdit } from '../edit';
import { lineEnd, lineStart } from '../lines';
import { loopPatches } from '../python/loopPatch';
import { headOf, statementOf, unparenthesized } from '../python/node';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import { unwrapBlock } from './removeStatements';

/**
 * The edits that put, in the place of one question whether a loop is running,
 * what its answer leads to where one is: of `if loop.is_running():` the block
 * with the patch, of a `try` that starts a loop and patches it where that has
 * failed, the handler. Null where no patch of the loop stands under such a
 * question.
 *
 * In a notebook a loop is running wherever a cell, or a coroutine, comes to.
 */
export function withoutLoopGuard(program: Program): IEdit[] | null {
  for (const { node, home } of loopPatches(program)) {
    const edits = home.cell.editable
      ? (settled(statementOf(node), home) ??
        settledAbove(statementOf(node), home))
      : null;
    if (edits !== null) {
      return edits;
    }
  }
  return null;
}

function settled(patch: SyntaxNode, home: ICodeCell): IEdit[] | null {
  for (
    let inner = patch, outer = patch.parent;
    outer !== null && outer.type !== 'function_definition';
    inner = outer, outer = outer.parent
  ) {
    const block =
      outer.type === 'if_statement'
        ? answered(outer, inner)
        : outer.type === 'try_statement'
          ? reached(outer, inner)
          : null;
    // What holds the patch alone goes with it.
    if (block !== null && block.parts.some(part => !isOfPatch(part))) {
      return inPlaceOf(outer, block, home);
    }
  }
  return null;
}

/**
 * `try: loop = asyncio.get_running_loop()` with a handler, above a patch that
 * stands behind it in the same block or further in: its handler never runs.
 */
function settledAbove(patch: SyntaxNode, home: ICodeCell): IEdit[] | null {
  for (
    let inner = patch, outer = patch.parent;
    outer !== null && inner.type !== 'function_definition';
    inner = outer, outer = outer.parent
  ) {
    const above =
      outer.type === 'block' || outer.type === 'module'
        ? outer.parts.slice(0, outer.parts.indexOf(inner))
        : [];
    const asking = above.find(
      part =>
        part.type === 'try_statement' &&
        asksForRunning(part.child('body')!) &&
        handlersOf(part).length === part.parts.length - 1
    );
    if (asking !== undefined) {
      return inPlaceOf(asking, asking.child('body')!, home);
    }
  }
  return null;
}

function isOfPatch(statement: SyntaxNode): boolean {
  return /\bnest_asyncio\d*\b/.test(statement.text);
}

/**
 * Of an `if` that asks whether a loop is running, the block of the answer that
 * one is, where `inner` is that block.
 */
function answered(statement: SyntaxNode, inner: SyntaxNode): SyntaxNode | null {
  const clauses = statement.parts.filter(({ type }) => /_clause$/.test(type));
  const condition = unparenthesized(statement.child('condition')!).text;
  const [otherwise] = clauses;
  if (
    clauses.length > 1 ||
    (otherwise !== undefined && otherwise.type !== 'else_clause')
  ) {
    return null;
  }
  if (inner === statement.child('consequence')) {
    return RUNNING.test(condition) ? inner : null;
  }
  return inner === otherwise && NOT_RUNNING.test(condition)
    ? (otherwise.parts.find(({ type }) => type === 'block') ?? null)
    : null;
}

const LOOP =
  '(?:(?:running_|current_|event_|_)?loop|asyncio\\.get_(?:event|running)_loop\\(\\))';

/**
 * Conditions that hold where a loop is running, and those that do not. A
 * variable holds the loop, or None where none was found.
 */
const RUNNING = new RegExp(
  `^(?:${LOOP}(?: is not None| != None)?(?: and ${LOOP}\\.is_running\\(\\))?|${LOOP}\\.is_running\\(\\)(?: is True| == True)?)$`
);
const NOT_RUNNING = new RegExp(
  `^(?:not ${LOOP}(?:\\.is_running\\(\\))?|${LOOP} is None|${LOOP} is None or not ${LOOP}\\.is_running\\(\\))$`
);

/**
 * Of a `try`, the block that runs where a loop is running, where `inner` holds
 * it: the handler of an error that a start gives, or the `else` behind a
 * question for the running loop.
 */
function reached(statement: SyntaxNode, inner: SyntaxNode): SyntaxNode | null {
  const body = statement.child('body')!;
  const handlers = handlersOf(statement);
  const block = inner.parts.find(({ type }) => type === 'block') ?? null;
  if (handlers.length !== 1) {
    return null;
  }
  if (inner.type === 'else_clause') {
    return statement.parts.length === 3 && asksForRunning(body) ? block : null;
  }
  const [first, ...more] = body.parts;
  return inner === handlers[0] &&
    statement.parts.length === 2 &&
    more.length === 0 &&
    /^(?:expression|return)_statement$/.test(first?.type ?? '') &&
    STARTED.test(first.text)
    ? block
    : null;
}

/**
 * A statement that starts a loop with all that it does.
 */
const STARTED =
  /^(?:return |\w+ = )?(?:asyncio\.run|(?:\w*loop\w*|asyncio\.get_event_loop\(\))\.run_until_complete)\(/;

/**
 * The handlers of a running loop's error that do not name it.
 */
function handlersOf(statement: SyntaxNode): SyntaxNode[] {
  return statement.parts.filter(
    part =>
      part.type === 'except_clause' &&
      /^except(?:\s+(?:RuntimeError|Exception))?\s*:/.test(headOf(part))
  );
}

function asksForRunning({ parts: [first, ...more] }: SyntaxNode): boolean {
  return (
    more.length === 0 &&
    /^(?:\w+ = )?asyncio\.get_running_loop\(\)$/.test(first?.text ?? '')
  );
}

/**
 * The edits that put a block in the place of the statement that holds it, and
 * take out what is never reached behind it. Null where its lines cannot move.
 */
function inPlaceOf(
  outer: SyntaxNode,
  block: SyntaxNode,
  { cell }: ICodeCell
): IEdit[] | null {
  const { source } = cell;
  const moved = unwrapBlock(outer, block, new Set(), cell.id);
  const around = outer.parent!;
  const behind = around.parts.slice(around.parts.indexOf(outer) + 1);
  const last = block.parts[block.parts.length - 1];
  const leaves = /^(?:return|raise)_statement$/.test(last.type);
  const end = leaves && behind.length > 0 ? behind[behind.length - 1] : outer;
  const from = lineEnd(source, last.to);
  const to = lineEnd(source, end.to);
  return moved === null ||
    lineStart(source, outer.from) === lineStart(source, block.from)
    ? null
    : [
        ...moved,
        ...(from < to ? [{ cell: cell.id, from, to, insert: '' }] : [])
      ];
}
