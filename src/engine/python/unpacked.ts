import type { SyntaxNode } from './node';

/**
 * What `a` gets in `a, b = f(), g()`, which binds one by one; undefined for any
 * other name.
 */
export function oneOfMany(name: SyntaxNode): SyntaxNode | undefined {
  const target = name.parent;
  const assignment = target?.parent;
  const given =
    assignment?.type === 'assignment' &&
    target!.field === 'left' &&
    /^(?:pattern_list|tuple_pattern|list_pattern)$/.test(target!.type)
      ? assignment.child('right')
      : undefined;
  return given !== undefined &&
    /^(?:expression_list|tuple|list)$/.test(given.type) &&
    given.parts.length === target!.parts.length &&
    [...given.parts, ...target!.parts].every(({ type }) => !/splat/.test(type))
    ? given.parts[target!.parts.indexOf(name)]
    : undefined;
}

/**
 * What a name gets its value from together with others.
 */
export interface IUnpacked {
  /**
   * The value of the assignment, or what the loop iterates over.
   */
  readonly from: SyntaxNode;

  /**
   * Where the name stands among the others, 0-based.
   */
  readonly index: number;
  readonly isLoop: boolean;
}

/**
 * What `b` gets its value from in `a, b = f()` and `for a, b in f():`; null for
 * any other name, and where a starred one takes the rest.
 */
export function unpackedFrom(name: SyntaxNode): IUnpacked | null {
  const target = name.parent;
  const owner = target?.parent;
  const from = owner?.child('right');
  return target !== null &&
    target.field === 'left' &&
    /^(?:pattern_list|tuple_pattern|list_pattern)$/.test(target.type) &&
    /^(?:assignment|for_statement|for_in_clause)$/.test(owner?.type ?? '') &&
    !owner!.isAsync &&
    from !== undefined &&
    target.parts.every(({ type }) => !/splat/.test(type))
    ? {
        from,
        index: target.parts.indexOf(name),
        isLoop: owner!.type !== 'assignment'
      }
    : null;
}
