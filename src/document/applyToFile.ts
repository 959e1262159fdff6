import type { ISharedFile } from '@jupyter/ydoc';
import type { IEdit } from '../engine/edit';
import { composeEdits } from '../engine/edit';
import { RewriteRefused } from './applyRewrite';
import { writeEdits } from './writeEdits';

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
  writeEdits(file, [{ text: file, edits: composeEdits(edits) }]);
}
