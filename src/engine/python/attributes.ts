import type { SyntaxNode } from './node';
import type { ICodeCell, IReference, Program } from './program';
import { typeOf } from './references';

/**
 * An attribute of the instances of a class of this document.
 */
export interface IAttribute {
  readonly name: string;
  readonly owner: SyntaxNode;

  /**
   * Whether its class sets it once, but for `None`.
   */
  readonly isSetOnce: boolean;
}

/**
 * The attribute that an assignment to `target` (`self.data = …`) sets; null
 * where the class cannot be told.
 */
export function attributeStore(
  target: SyntaxNode,
  home: ICodeCell,
  program: Program
): IAttribute | null {
  const owner = typeOf(target.child('object')!, home, program);
  if (owner === null || owner === 'other') {
    return null;
  }
  const name = target.child('attribute')!.text;
  const values = [...owner.walk()].filter(
    node =>
      /^(?:augmented_)?assignment$/.test(node.type) &&
      node.child('left')?.child('attribute')?.text === name &&
      node.child('right')?.type !== 'none'
  );
  return { name, owner, isSetOnce: values.length <= 1 };
}

/**
 * Every place that reads the attribute; null where one that was found may mean
 * another.
 */
export function attributeReads(
  { name, owner }: Pick<IAttribute, 'name' | 'owner'>,
  program: Program
): IReference[] | null {
  const reads: IReference[] = [];
  for (const home of program.cells) {
    if (home.tree.hasError || !home.masked.text.includes(name)) {
      continue;
    }
    for (const node of home.tree.root.walk()) {
      if (node.type !== 'attribute' || node.child('attribute')?.text !== name) {
        continue;
      }
      const type = typeOf(node.child('object')!, home, program);
      if (type === 'other') {
        continue;
      }
      if (type !== owner) {
        return null;
      }
      if (node.field === 'left' && node.parent?.type === 'assignment') {
        continue;
      }
      reads.push({ node, home });
    }
  }
  return reads;
}
