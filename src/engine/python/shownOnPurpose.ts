import { positionOf } from '../lines';
import type { SyntaxNode } from './node';
import type { ICodeCell } from './program';

/**
 * Whether the code says that a coroutine is shown or dropped on purpose: a
 * comment on the line tells what comes of it, or what prints the coroutine has
 * the same call awaited beside it in the cell, as lessons do.
 *
 * @param made - the call that makes the coroutine
 * @param use - the expression or statement that shows or drops it
 */
export function isShownOnPurpose(
  made: SyntaxNode,
  use: SyntaxNode,
  home: ICodeCell
): boolean {
  const { source } = home.cell;
  const lines = [made.from, use.to].map(at => positionOf(source, at).line);
  const prints = use.type !== 'expression_statement';
  return [...home.tree.root.walk()].some(node =>
    node.type === 'comment'
      ? TELLS.test(node.text) &&
        lines.includes(positionOf(source, node.from).line)
      : prints &&
        node.type === 'await' &&
        made.type === 'call' &&
        node.parts[0]?.text === made.text
  );
}

/**
 * Whether code that fails with a coroutine stands alone in a `try` that does
 * nothing with its TypeError or AttributeError but print it, as lessons do.
 */
export function failsOnPurpose(node: SyntaxNode): boolean {
  const attempt = node.closest(
    ({ type }) => type === 'try_statement' || type === 'function_definition'
  );
  const clauses =
    attempt?.type === 'try_statement'
      ? attempt.children.filter(({ type }) => /_clause$/.test(type))
      : [];
  const body = attempt?.child('body');
  return (
    clauses.length > 0 &&
    body?.contains(node) === true &&
    body.parts.length === 1 &&
    clauses.every(clause =>
      /^except\s+(?:TypeError|AttributeError)(?:\s+as\s+\w+)?\s*:\s*print\([^\n]*\)\s*$/.test(
        clause.text
      )
    )
  );
}

const TELLS = /\bcoroutine object\b|\bnever awaited\b/;
