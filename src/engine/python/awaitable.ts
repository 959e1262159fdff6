import type { SyntaxNode } from './node';
import type { CellScopes, Scope } from './scopes';

/**
 * Where an expression stands, seen from `await`.
 */
export type Place =
  /**
   * `await` is allowed: the top level of a cell, or an `async def`.
   */
  | { readonly kind: 'awaitable'; readonly function: SyntaxNode | null }
  /**
   * In a `def`; `await` would be a syntax error.
   */
  | { readonly kind: 'function'; readonly function: SyntaxNode }
  /**
   * `await` would turn the generator into an asynchronous one.
   */
  | { readonly kind: 'generator'; readonly generator: SyntaxNode }
  | { readonly kind: 'lambda' }
  | { readonly kind: 'class' };

/**
 * Where `node` stands. Decorators, default values and base classes stand where
 * the definition stands; the first iterable of a comprehension where the
 * comprehension stands.
 */
export function placeOf(node: SyntaxNode, scopes: CellScopes): Place {
  let scope: Scope | null = scopes.scopeOf(node);
  while (scope !== null) {
    switch (scope.kind) {
      case 'module':
        return { kind: 'awaitable', function: null };
      case 'function':
        return scope.node.isAsync
          ? { kind: 'awaitable', function: scope.node }
          : { kind: 'function', function: scope.node };
      case 'lambda':
        return { kind: 'lambda' };
      case 'class':
        return { kind: 'class' };
      case 'comprehension':
        if (scope.node.type === 'generator_expression') {
          return { kind: 'generator', generator: scope.node };
        }
        scope = scope.parent;
    }
  }
  return { kind: 'awaitable', function: null };
}

/**
 * How many comprehensions are around `node` before the next function or cell.
 * An `await` in the inner of two needs Python 3.11 (What's New in 3.11,
 * "asynchronous comprehensions are now allowed inside comprehensions").
 */
export function comprehensionDepth(
  node: SyntaxNode,
  scopes: CellScopes
): number {
  let depth = 0;
  for (
    let scope: Scope | null = scopes.scopeOf(node);
    scope?.kind === 'comprehension';
    scope = scope.parent
  ) {
    depth++;
  }
  return depth;
}
