import type { ISharedCell, ISharedNotebook } from '@jupyter/ydoc';
import type { IDocument } from '../engine/document';
import type { IEdit } from '../engine/edit';
import { applyEdits, composeEdits, invertEdits } from '../engine/edit';
import { rebaseEdits } from './rebaseEdits';

/**
 * Why a rewrite, or its undoing, was not carried out. `gone`: a cell it
 * touches is no longer there; `changed`: the text is not the one it was
 * computed for; `read-only`: the person may not change a cell it touches.
 */
export type Refusal = 'gone' | 'changed' | 'read-only';

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
   * Whether any touched cell still has another text than before.
   */
  readonly stands: boolean;

  /**
   * Where another person has made the same rewrite at the same moment, all that
   * was inserted stands there twice. One of the two takes theirs away.
   *
   * @param other - The number of the view that the other change came from.
   *
   * @returns whether this one was taken away: it no longer stands then, and
   * cannot be undone.
   */
  yieldTo(other: number): boolean;

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
  const steps = write(notebook, changes);
  return {
    cells: changes.map(change => change.cell.getId()),
    get stands() {
      return changes.some(({ edits: [{ cell }], before }) => {
        const now = findCell(notebook, cell);
        return now !== null && now.getSource() !== before;
      });
    },
    yieldTo: other => yieldTo(notebook, changes, steps, other),
    undo: () => takeBack(notebook, changes, steps)
  };
}

/**
 * Origin of our transactions: the undo managers of the touched cells track it
 * by its class.
 */
class RewriteOrigin {}

interface IChange {
  readonly cell: ISharedCell;
  readonly edits: readonly IEdit[];
  readonly before: string;
  readonly after: string;
  readonly inverse: readonly IEdit[];
}

/**
 * The undo history of a cell (or of the whole document) as far as it is used
 * here; `Y.UndoManager` has it.
 */
interface IUndoHistory {
  readonly undoStack: object[];
  addTrackedOrigin(origin: unknown): void;
  stopCapturing(): void;
}

interface IHasHistory {
  readonly undoManager?: IUndoHistory | null;
}

interface IHasDocument {
  readonly ydoc?: {
    readonly clientID: number;
    transact(f: () => void, origin: unknown): void;
  };
}

/**
 * The item that we left on top of an undo history.
 */
type Steps = Map<IUndoHistory, object | undefined>;

function write(
  notebook: ISharedNotebook,
  changes: readonly Pick<IChange, 'cell' | 'edits'>[]
): Steps {
  const histories = new Set<IUndoHistory>();
  for (const { cell } of changes) {
    const history = historyOf(cell);
    if (history) {
      histories.add(history);
    }
  }
  for (const history of histories) {
    history.addTrackedOrigin(RewriteOrigin);
    // Typing just before is a step of its own.
    history.stopCapturing();
  }
  transact(notebook, () => {
    for (const { cell, edits } of changes) {
      // From last to first, so that offsets hold.
      for (const edit of [...edits].reverse()) {
        cell.updateSource(edit.from, edit.to, edit.insert);
      }
    }
  });
  const steps: Steps = new Map();
  for (const history of histories) {
    // Typing just after is a step of its own.
    history.stopCapturing();
    steps.set(history, history.undoStack[history.undoStack.length - 1]);
  }
  return steps;
}

function takeBack(
  notebook: ISharedNotebook,
  changes: readonly IChange[],
  steps: Steps
): void {
  const byHistory = new Map<IUndoHistory, ISharedCell>();
  const byEdits: Pick<IChange, 'cell' | 'edits'>[] = [];
  for (const change of changes) {
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
    const history = historyOf(cell);
    const step = history ? steps.get(history) : undefined;
    if (
      history &&
      step &&
      history.undoStack[history.undoStack.length - 1] === step
    ) {
      byHistory.set(history, cell);
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
    write(notebook, byEdits);
  }
}

function yieldTo(
  notebook: ISharedNotebook,
  changes: readonly IChange[],
  steps: Steps,
  other: number
): boolean {
  const { ydoc } = notebook as IHasDocument;
  const found = changes.map(change => ({
    change,
    cell: findCell(notebook, change.edits[0].cell)
  }));
  const isTwice =
    found.every(({ change, cell }) => cell?.getSource() === twice(change)) &&
    changes.some(change => twice(change) !== change.after);
  // Both see it. Of two insertions at one place that of the lower number stands
  // first, and stays.
  if (!ydoc || !isTwice || ydoc.clientID < other) {
    return false;
  }
  for (const [history, step] of steps) {
    if (history.undoStack[history.undoStack.length - 1] === step) {
      history.undoStack.pop();
    }
  }
  // No origin that an undo history knows.
  ydoc.transact(() => {
    for (const { change, cell } of found) {
      let shift = 0;
      const own = change.edits.map(({ from, to, insert }) => {
        const start = from + shift + insert.length;
        shift += 2 * insert.length - (to - from);
        return { start, end: start + insert.length };
      });
      for (const { start, end } of own.reverse()) {
        cell?.updateSource(start, end, '');
      }
    }
  }, null);
  return true;
}

/**
 * The text with everything inserted twice.
 */
function twice({ before, edits }: IChange): string {
  const doubled = edits.map(edit => ({
    ...edit,
    insert: edit.insert + edit.insert
  }));
  return applyEdits(before, edits[0].cell, doubled);
}

function transact(notebook: ISharedNotebook, f: () => void): void {
  const { ydoc } = notebook as IHasDocument;
  if (ydoc) {
    ydoc.transact(f, new RewriteOrigin());
  } else {
    notebook.transact(f);
  }
}

function historyOf(cell: ISharedCell): IUndoHistory | null {
  return (cell as IHasHistory).undoManager ?? null;
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
