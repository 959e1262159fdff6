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
