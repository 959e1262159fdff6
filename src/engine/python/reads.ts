import type { SyntaxNode } from './node';
import type { ICodeCell, Program } from './program';

/**
 * A place where a variable is read.
 */
export interface IRead {
  readonly node: SyntaxNode;
  readonly home: ICodeCell;

  /**
   * False where the variable may have got its value elsewhere.
   */
  readonly certain: boolean;
}

/**
 * Every place that may read what is bound at `name`, in all cells where the
 * name is one of the notebook's. The left side of `x += 1` is a read too.
 *
 * @param name - the identifier that gets the value
 */
export function readsOf(
  name: SyntaxNode,
  home: ICodeCell,
  program: Program
): IRead[] {
  const scope = home.scopes.lookup(name.text, name);
  const cells = scope === home.scopes.module ? program.cells : [home];
  return cells.flatMap(where =>
    where.masked.text.includes(name.text) && !where.tree.hasError
      ? [...where.tree.root.walk()].flatMap(node =>
          readAt(node, where, name, home, program)
        )
      : []
  );
}

function readAt(
  node: SyntaxNode,
  where: ICodeCell,
  name: SyntaxNode,
  home: ICodeCell,
  program: Program
): IRead[] {
  if (
    node.type !== 'identifier' ||
    node.text !== name.text ||
    node === name ||
    node.field === 'attribute' ||
    (node.field === 'name' && node.parent?.type === 'keyword_argument') ||
    /^(?:global|nonlocal)_statement$/.test(node.parent?.type ?? '') ||
    (isBinding(node, where) && node.parent?.type !== 'augmented_assignment')
  ) {
    return [];
  }
  const { definition, definitions, certain } = program.resolve(node, where);
  return definitions.some(other => other.node === name && other.home === home)
    ? [
        {
          node,
          home: where,
          certain:
            certain ||
            (definition !== undefined &&
              definition.kind !== 'delete' &&
              definitions.every(other => other.home === home))
        }
      ]
    : [];
}

/**
 * Whether the identifier gets a value where it stands.
 */
function isBinding(node: SyntaxNode, { scopes }: ICodeCell): boolean {
  return (
    scopes
      .lookup(node.text, node)
      .bindings.get(node.text)
      ?.some(binding => binding.node === node) === true
  );
}
