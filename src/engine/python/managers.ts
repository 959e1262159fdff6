import type { SyntaxNode } from './node';

/**
 * What a `with` statement enters, in order, without the names behind `as`.
 */
export function managersOf(statement: SyntaxNode): SyntaxNode[] {
  return statement.parts
    .filter(({ type }) => type === 'with_clause')
    .flatMap(clause => clause.parts)
    .filter(({ type }) => type === 'with_item')
    .map(item => {
      const value = item.child('value')!;
      return value.type === 'as_pattern' ? value.parts[0] : value;
    });
}
