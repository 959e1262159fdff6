import type { IEdit } from '../edit';
import type { SyntaxNode } from '../python/node';

/**
 * The edits that put `await` before an expression, with parentheses only where
 * precedence asks for them. None where it is awaited already.
 *
 * @param cell - the id of the cell
 */
export function putAwait(node: SyntaxNode, cell: string): IEdit[] {
  if (node.parent?.type === 'await') {
    return [];
  }
  const { open, close } = awaitAround(node);
  return [
    { cell, from: node.from, to: node.from, insert: open },
    ...(close === ''
      ? []
      : [{ cell, from: node.to, to: node.to, insert: close }])
  ];
}

/**
 * What `await` takes before and behind an expression, parentheses among it.
 */
export function awaitAround(node: SyntaxNode): { open: string; close: string } {
  const outer = needsParentheses(node);
  const inner = !isPrimary(node);
  const space = isWordBefore(node.source, node.from) ? ' ' : '';
  return {
    open: `${space}${outer ? '(' : ''}await ${inner ? '(' : ''}`,
    close: `${inner ? ')' : ''}${outer ? ')' : ''}`
  };
}

/**
 * Whether `await x` binds less tightly than what stands around the call:
 * `(await x).y`, `(await x)[0]`, `(await x)()`.
 */
export function needsParentheses(call: SyntaxNode): boolean {
  const parent = call.parent;
  return (
    (parent?.type === 'attribute' && parent.child('object') === call) ||
    (parent?.type === 'subscript' && parent.child('value') === call) ||
    (parent?.type === 'call' && parent.child('function') === call)
  );
}

/**
 * What may follow `await` as it is (Python reference, 6.4: `await primary`).
 */
export function isPrimary(node: SyntaxNode): boolean {
  return PRIMARIES.has(node.type);
}

const PRIMARIES = new Set([
  'identifier',
  'call',
  'attribute',
  'subscript',
  'parenthesized_expression'
]);

/**
 * Whether a letter, digit or underscore stands right before `offset`.
 */
export function isWordBefore(source: string, offset: number): boolean {
  return /\w/.test(source[offset - 1] ?? '');
}
