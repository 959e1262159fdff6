import type { IDocument } from '../engine/document';
import type { IRewrite } from '../engine/finding';

/**
 * The cells that run after a rewrite, in document order: those the rewrite
 * names, as far as they are code cells of this document.
 */
export function cellsToRun(rewrite: IRewrite, document: IDocument): string[] {
  const wanted = new Set(rewrite.rerun);
  return document.cells
    .filter(cell => cell.kind === 'code' && wanted.has(cell.id))
    .map(cell => cell.id);
}
