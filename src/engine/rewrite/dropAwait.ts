import type { IEdit } from '../edit';
import type { SyntaxNode } from '../python/node';
import { unparenthesized } from '../python/node';
import { isPrimary } from './putAwait';

/**
 * The edits that take `await` from before an expression, with the parentheses
 * that only it needed.
 */
export function dropAwait(node: SyntaxNode, cell: string): IEdit[] {
  const operand = node.parts[0];
  const outer = node.parent;
  const inParentheses =
    outer?.type === 'parenthesized_expression' &&
    outer.children.length === 3 &&
    (isPrimary(operand) || unparenthesized(operand) !== operand) &&
    !outer.text.includes('\n') &&
    !/\w/.test(outer.source[outer.from - 1] ?? '');
  return inParentheses
    ? [
        { cell, from: outer.from, to: operand.from, insert: '' },
        { cell, from: operand.to, to: outer.to, insert: '' }
      ]
    : [{ cell, from: node.from, to: operand.from, insert: '' }];
}
