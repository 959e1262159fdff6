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

const TELLS = /\bcoroutine object\b|\bnever awaited\b/;
