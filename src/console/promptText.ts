import type { IDocument } from '../engine/document';
import { applyEdits } from '../engine/edit';
import type { IRewrite } from '../engine/finding';

/**
 * A rewrite as one text for the prompt: all cells that it changes or that have
 * to run again, in document order, the failed one among them.
 *
 * @returns null where these cells do not fit into one, because one of them
 * begins with a cell magic.
 */
export function promptText(
  { edits, rerun }: IRewrite,
  { cells }: IDocument
): string | null {
  const parts = cells
    .filter(
      ({ id, kind }) =>
        kind === 'code' &&
        (rerun.includes(id) || edits.some(({ cell }) => cell === id))
    )
    .map(({ id, source }) => applyEdits(source, id, edits))
    .map(text => text.replace(/\s+$/, ''));
  return parts.length > 1 && parts.some(hasCellMagic)
    ? null
    : parts.join('\n\n');
}

/**
 * A text below another one, which stays as it is.
 *
 * @returns null where the two do not fit into one cell.
 */
export function below(held: string, text: string): string | null {
  if (hasCellMagic(held) || hasCellMagic(text)) {
    return null;
  }
  const end = /\n*$/.exec(held)![0];
  return held + '\n'.repeat(Math.max(2 - end.length, 0)) + text;
}

function hasCellMagic(text: string): boolean {
  return /^\s*%%/.test(text);
}
