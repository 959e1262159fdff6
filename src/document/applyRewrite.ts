import type { ISharedCell, ISharedNotebook } from '@jupyter/ydoc';
import type { IDocument } from '../engine/document';
import type { IEdit } from '../engine/edit';
import { applyEdits, composeEdits, invertEdits } from '../engine/edit';
import { rebaseEdits } from './rebaseEdits';
import type { Written } from './writeEdits';
import { writeEdits } from './writeEdits';

/**
 * Why a rewrite, or its undoing, was not carried out. `gone`: a cell it
 * touches is no longer there; `changed`: the text is not the one it was
 * computed for; `read-only`: the person may not change a cell it touches;
 * `theirs`: another person has made the same rewrite at the same moment, and it
 * is theirs to take back.
 */
export type Refusal = 'gone' | 'changed' | 'read-only' | 'theirs';

/**
 * Thrown where a rewrite is refused. Nothing has been changed then.
 */
export class RewriteRefused extends Error {
  constructor(
    readonly reason: Refusal,
    readonly cell: string
  ) {
    super(`Rewrite refused: cell ${cell} is ${reason}`);
    this.name = 'RewriteRefused';
  }
}

/**
 * A rewrite that stands in the document.
 */
export interface IAppliedRewrite {
  /**
   * The cells whose text was changed, in the order of the edits.
   */
  readonly cells: readonly string[];

  /**
   * Whether any touched cell still has another text than before, and that is
   * this rewrite's doing.
   */
  readonly stands: boolean;

  /**
   * Give every touched cell its former text again, keeping what was typed
   * elsewhere in it since.
   *
   * @throws RewriteRefused where the text no longer allows it.
   */
  undo(): void;
}

/**
 * Apply the edits of a rewrite to the shared model: one transaction for peers,
 * exactly one undo step in each touched cell.
 *
 * @param notebook - The shared model.
 * @param edits - The edits of the rewrite.
 * @param base - The document the rewrite was computed for.
 *
 * @throws RewriteRefused where a touched cell is gone, read-only or has
 * another text than in `base`; nothing is changed then.
 */
export function applyRewrite(
  notebook: ISharedNotebook,
  edits: readonly IEdit[],
  base: IDocument
): IAppliedRewrite {
  const changes: IChange[] = [];
  for (const [id, own] of editsByCell(edits)) {
    const before = base.cells.find(cell => cell.id === id);
    const cell = findCell(notebook, id);
    if (!before || !cell) {
      throw new RewriteRefused('gone', id);
    }
    if (!before.editable || cell.getMetadata('editable') === false) {
      throw new RewriteRefused('read-only', id);
    }
    if (cell.getSource() !== before.source) {
      throw new RewriteRefused('changed', id);
    }
    changes.push({
      cell,
      edits: own,
      before: before.source,
      after: applyEdits(before.source, id, own),
      inverse: invertEdits(before.source, id, own)
    });
  }
  const written = writeEdits(
    notebook,
    changes.map(({ cell, edits: own }) => ({ text: cell, edits: own }))
  );
  return {
    cells: changes.map(change => change.cell.getId()),
    get stands() {
      return changes.some(({ edits: [{ cell }], before }, i) => {
        const now = findCell(notebook, cell);
        return (
          !written[i].isTheirs && now !== null && now.getSource() !== before
        );
      });
    },
    undo: () => takeBack(notebook, changes, written)
  };
}

interface IChange {
  readonly cell: ISharedCell;
  readonly edits: readonly IEdit[];
  readonly before: string;
  readonly after: string;
  readonly inverse: readonly IEdit[];
}

function takeBack(
  notebook: ISharedNotebook,
  changes: readonly IChange[],
  written: readonly Written[]
): void {
  const byHistory = new Map<object | null, ISharedCell>();
  const byEdits: Pick<IChange, 'cell' | 'edits'>[] = [];
  if (written.every(({ isTheirs }) => isTheirs)) {
    throw new RewriteRefused('theirs', changes[0].edits[0].cell);
  }
  for (const [i, change] of changes.entries()) {
    const own = written[i];
    if (own.isTheirs) {
      continue;
    }
    const id = change.edits[0].cell;
    const cell = findCell(notebook, id);
    if (!cell) {
      throw new RewriteRefused('gone', id);
    }
    if (cell.getSource() === change.before) {
      continue; // The person has taken it back there.
    }
    if (cell.getMetadata('editable') === false) {
      throw new RewriteRefused('read-only', id);
    }
    if (own.isNextToUndo(cell)) {
      byHistory.set(own.history, cell);
      continue;
    }
    const edits = rebaseEdits(change.inverse, change.after, cell.getSource());
    if (!edits) {
      throw new RewriteRefused('changed', id);
    }
    byEdits.push({ cell, edits });
  }
  for (const cell of byHistory.values()) {
    cell.undo();
  }
  if (byEdits.length > 0) {
    writeEdits(
      notebook,
      byEdits.map(({ cell, edits }) => ({ text: cell, edits }))
    );
  }
}

function findCell(notebook: ISharedNotebook, id: string): ISharedCell | null {
  return notebook.cells.find(cell => cell.getId() === id) ?? null;
}

function editsByCell(edits: readonly IEdit[]): Map<string, IEdit[]> {
  const cells = new Map<string, IEdit[]>();
  for (const edit of composeEdits(edits)) {
    cells.set(edit.cell, [...(cells.get(edit.cell) ?? []), edit]);
  }
  return cells;
}
