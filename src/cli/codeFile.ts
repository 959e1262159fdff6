import type {
  ICell,
  IDocument,
  IEdit,
  IKernelFacts,
  IPosition
} from '../engine';

/**
 * A file that holds cells.
 */
export interface ICodeFile {
  /**
   * The file as the engine sees it. A cell's id is its number among all cells,
   * from 0. Lines end with `\n`, whatever they end with in the file.
   */
  readonly document: IDocument;
  readonly facts: IKernelFacts;

  /**
   * `cells`: people know the file by its cells, and its text is not for
   * reading; `lines`: they know it by the lines of its text.
   */
  readonly readAs: 'cells' | 'lines';

  /**
   * Where an offset of a cell's source stands in the file's text.
   */
  positionInFile(cell: ICell, offset: number): IPosition;

  /**
   * The edits as changes of the file's text; null where each would take more
   * than its own place.
   */
  changesInFile(edits: readonly IEdit[]): readonly IChange[] | null;

  /**
   * The file's text with the edits applied, all else as it was.
   */
  edited(edits: readonly IEdit[]): string;
}

/**
 * A change of the text from one position up to another.
 */
export interface IChange {
  readonly from: IPosition;
  readonly to: IPosition;
  readonly insert: string;
}
