import type { SyntaxNode } from '../python/node';
import type { ICodeCell } from '../python/program';

/**
 * Whether the statement around `node` reads what it then changes before `node`
 * runs, and others can see that (`self.total += f()`, `total = total + f()` with
 * a global `total`). With `await` at `node`, what they add meanwhile is lost.
 */
export function isReadBefore(node: SyntaxNode, home: ICodeCell): boolean {
  const statement = node.closest(
    ({ type }) =>
      type === 'assignment' ||
      type === 'augmented_assignment' ||
      type === 'function_definition' ||
      type === 'lambda'
  );
  const left = statement?.child('left');
  const right = statement?.child('right');
  if (
    statement === null ||
    left === undefined ||
    right === undefined ||
    !right.contains(node)
  ) {
    return false;
  }
  const isLocal =
    left.type === 'identifier' &&
    home.scopes.lookup(left.text, left).kind === 'function' &&
    home.scopes.lookup(left.text, left) === home.scopes.scopeOf(statement);
  return (
    !isLocal &&
    (statement.type === 'augmented_assignment' ||
      node.source.slice(right.from, node.from).includes(left.text))
  );
}
