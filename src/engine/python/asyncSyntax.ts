import { placeOf } from './awaitable';
import type { SyntaxNode } from './node';
import type { ICodeCell } from './program';

/**
 * Syntax that only an async function may hold, in a place that is none.
 */
export interface IOutsideAsync {
  readonly node: SyntaxNode;
  readonly word: AsyncWord;

  /**
   * The function, lambda or class that it stands in directly; null at the top
   * level.
   */
  readonly owner: SyntaxNode | null;
}

export type AsyncWord =
  'await' | 'async for' | 'async with' | 'async comprehension';

/**
 * Every place in a cell where CPython's compiler refuses `await` and its kin
 * (Python/compile.c: "'await' outside async function" and the like), in the
 * order of the text. A generator expression may hold them anywhere: it becomes
 * an asynchronous generator (PEP 530).
 *
 * @param topLevel - whether the top level may use them
 */
export function* outsideAsync(
  home: ICodeCell,
  topLevel: boolean
): Iterable<IOutsideAsync> {
  for (const part of home.tree.root.walk()) {
    const word = asyncWord(part);
    if (word === null) {
      continue;
    }
    const node = part.type === 'for_in_clause' ? part.parent! : part;
    const place = placeOf(node, home.scopes);
    switch (place.kind) {
      case 'function':
        yield { node, word, owner: place.function };
        break;
      case 'lambda':
      case 'class':
        yield { node, word, owner: ownerOf(node, home) };
        break;
      case 'awaitable':
        if (place.function === null && !topLevel) {
          yield { node, word, owner: null };
        }
        break;
      case 'generator':
        break;
    }
  }
}

function asyncWord(node: SyntaxNode): AsyncWord | null {
  switch (node.type) {
    case 'await':
      return 'await';
    case 'for_statement':
      return node.isAsync ? 'async for' : null;
    case 'with_statement':
      return node.isAsync ? 'async with' : null;
    case 'for_in_clause':
      return node.isAsync && node.parent?.type !== 'generator_expression'
        ? 'async comprehension'
        : null;
    default:
      return null;
  }
}

/**
 * The lambda or class around a node, comprehensions left out.
 */
function ownerOf(node: SyntaxNode, home: ICodeCell): SyntaxNode {
  let scope = home.scopes.scopeOf(node);
  while (scope.kind === 'comprehension' && scope.parent !== null) {
    scope = scope.parent;
  }
  return scope.node;
}
