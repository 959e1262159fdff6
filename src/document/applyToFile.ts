import type { ISharedFile } from '@jupyter/ydoc';
import type { IEdit } from '../engine/edit';
import { composeEdits } from '../engine/edit';
import { RewriteRefused } from './applyRewrite';

/**
 * Apply edits to the text of a file: one transaction for peers, one undo step
 * in its editor.
 *
 * @param file - The shared model.
 * @param edits - Edits of the whole text.
 * @param before - The text they were made for.
 *
 * @throws RewriteRefused where the text is another by now; nothing is changed
 * then.
 */
export function applyToFile(
  file: ISharedFile,
  edits: readonly IEdit[],
  before: string
): void {
  if (file.getSource() !== before) {
    throw new RewriteRefused('changed', '');
  }
  const { undoManager } = file as IHasHistory;
  // Typing just before, and just after, is a step of its own.
  undoManager?.stopCapturing();
  file.transact(() => {
    // From last to first, so that offsets hold.
    for (const edit of composeEdits(edits).reverse()) {
      file.updateSource(edit.from, edit.to, edit.insert);
    }
  });
  undoManager?.stopCapturing();
}

interface IHasHistory {
  readonly undoManager?: { stopCapturing(): void } | null;
}
