import type { SyntaxNode } from './node';
import type { IStart } from './starts';

/**
 * A `try` that starts a loop, and starts one again where that failed.
 */
export interface ISecondAttempt {
  readonly first: IStart;
  readonly statement: SyntaxNode;

  /**
   * The statement of the first attempt, the only one in the `try`.
   */
  readonly tried: SyntaxNode;

  /**
   * Whether the `try` does nothing besides.
   */
  readonly alone: boolean;
}

/**
 * The `try` in whose `except` a start stands that fails where the first one
 * did: a loop is running. Null where something asks before it starts.
 */
export function secondAttempt(
  start: IStart,
  starts: readonly IStart[]
): ISecondAttempt | null {
  const clause = start.call.closest(node => node.type === 'except_clause');
  const statement = clause?.parent;
  const [tried, ...more] = statement?.child('body')?.parts ?? [];
  if (
    !clause ||
    !statement ||
    tried === undefined ||
    !start.certain ||
    !catchesRunningLoop(clause) ||
    !/^(?:expression|return)_statement$/.test(tried.type) ||
    asksOnTheWay(start.call, clause)
  ) {
    return null;
  }
  const first = starts.find(
    ({ call, certain }) => certain && tried.contains(call)
  );
  return first === undefined
    ? null
    : {
        first,
        statement,
        tried,
        alone:
          more.length === 0 &&
          statement.parts.length === 2 &&
          clause.parts[clause.parts.length - 1].parts.every(part =>
            isForStart(part, start.call)
          )
      };
}

function catchesRunningLoop(clause: SyntaxNode): boolean {
  const [caught] = clause.parts;
  return (
    caught?.type === 'block' ||
    /\b(?:RuntimeError|Exception)\b/.test(caught?.text ?? '')
  );
}

/**
 * Whether a statement starts the loop, or makes and names it.
 */
function isForStart(statement: SyntaxNode, call: SyntaxNode): boolean {
  return (
    statement.contains(call) ||
    /^(?:loop\s*=|asyncio\.set_event_loop\()/.test(statement.text)
  );
}

/**
 * Whether something within the clause asks again before it starts.
 */
function asksOnTheWay(call: SyntaxNode, clause: SyntaxNode): boolean {
  return (
    call.closest(
      node =>
        /^(?:if|try|while|with)_statement$/.test(node.type) &&
        clause.contains(node)
    ) !== null
  );
}
