import type { IEdit } from '../edit';
import type { IRewrite } from '../finding';
import type { SyntaxNode } from '../python/node';
import { topLevelStatementOf } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import { cellLabel, cellsToRun, repeatedBy } from './rerun';

/**
 * A place in a cell.
 */
export interface ISite {
  readonly home: ICodeCell;
  readonly node: SyntaxNode;
}

/**
 * What a rewrite brings about: the cells to run, what they repeat, and which
 * cells change.
 *
 * @param changed - what the edits change, definitions among them
 * @param cause - where the trouble begins: of the cell that shows it, only what
 * stands above runs a second time
 * @param shownIn - the cell that shows the trouble
 */
export function effectsOf(
  changed: readonly ISite[],
  edits: readonly IEdit[],
  cause: ISite,
  shownIn: string,
  program: Program
): Pick<IRewrite, 'rerun' | 'values'> {
  const rerun = cellsToRun(
    changed.map(({ home, node }) => ({
      home,
      statement: topLevelStatementOf(node)
    })),
    shownIn,
    program
  );
  const edited = program.cells.filter(({ cell }) =>
    edits.some(edit => edit.cell === cell.id)
  );
  const above =
    cause.home.cell.id === shownIn ? topLevelStatementOf(cause.node).from : 0;
  return {
    rerun,
    values: {
      cells: edited.length,
      editedIn: edited.map(cellLabel),
      ...repeatedBy(rerun, edits, above, shownIn, program)
    }
  };
}
