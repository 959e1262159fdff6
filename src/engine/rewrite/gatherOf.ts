import type { IEdit } from '../edit';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import { asyncioModule } from './asyncioModule';
import { shortened } from './shortened';

/**
 * The edits that put `asyncio.gather(*collection)` in the place of a collection
 * of awaitables, and how that reads. Null where `asyncio` means something else
 * there.
 */
export function gatherOf(
  collection: SyntaxNode,
  home: ICodeCell,
  program: Program
): { edits: IEdit[]; text: string } | null {
  const cell = home.cell.id;
  const module = asyncioModule(collection, home, program);
  const text = `${module?.name}.gather(*${shortened(collection.text)})`;
  return (
    module && {
      edits: [
        ...module.edits,
        {
          cell,
          from: collection.from,
          to: collection.from,
          insert: `${module.name}.gather(*`
        },
        { cell, from: collection.to, to: collection.to, insert: ')' }
      ],
      text
    }
  );
}
