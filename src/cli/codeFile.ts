import type { ICell, IDocument, IEdit, IKernelFacts } from '../engine';

/**
 * A file that holds cells.
 */
export interface ICodeFile {
  /**
   * The file as the engine sees it. A cell's id is its number among all cells,
   * from 0.
   */
  readonly document: IDocument;
  readonly facts: IKernelFacts;

  /**
   * The first line of a cell's source in the file (1-based) where the file is
   * text that people count lines in, else null.
   */
  firstLineOf(cell: ICell): number | null;

  /**
   * The file's text with the edits applied, all else as it was.
   */
  edited(edits: readonly IEdit[]): string;
}
