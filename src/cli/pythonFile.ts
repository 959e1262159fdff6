import type {
  ICell,
  IDocument,
  IEdit,
  IKernelFacts,
  IPosition
} from '../engine';
import { applyEdits, editsOfText, positionOf, readPythonText } from '../engine';
import type { IPythonText } from '../engine';
import type { IChange, ICodeFile } from './codeFile';
import { LineEnds } from './lineEnds';

/**
 * A Python file: a script, or cells between `# %%` markers.
 */
export class PythonFile implements ICodeFile {
  constructor(text: string) {
    this._mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
    this._ends = new LineEnds(text.slice(this._mark.length));
    this._python = readPythonText(this._ends.text);
    this.document = this._python.document;
  }

  readonly document: IDocument;
  readonly facts: IKernelFacts = {};
  readonly readAs = 'lines';

  positionInFile(cell: ICell, offset: number): IPosition {
    const start = this._python.offsets[Number(cell.id)];
    return positionOf(this._ends.text, start + offset);
  }

  changesInFile(edits: readonly IEdit[]): readonly IChange[] {
    return this._editsOfText(edits).map(({ from, to, insert }) => ({
      from: positionOf(this._ends.written, from),
      to: positionOf(this._ends.written, to),
      insert
    }));
  }

  edited(edits: readonly IEdit[]): string {
    return (
      this._mark + applyEdits(this._ends.written, '', this._editsOfText(edits))
    );
  }

  private _editsOfText(edits: readonly IEdit[]): IEdit[] {
    return this._ends.editsOf(editsOfText(edits, this._python));
  }

  /**
   * The byte order mark that some Windows programs put before the text.
   */
  private readonly _mark: string;
  private readonly _ends: LineEnds;
  private readonly _python: IPythonText;
}
