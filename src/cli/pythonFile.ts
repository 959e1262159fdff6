import type { ICell, IDocument, IEdit, IKernelFacts } from '../engine';
import { applyEdits } from '../engine';
import type { ICodeFile } from './codeFile';

/**
 * A Python file. With `# %%` markers its parts are the cells of a notebook;
 * without, it is a script.
 */
export class PythonFile implements ICodeFile {
  constructor(private readonly _text: string) {
    const starts = [..._text.matchAll(MARKER)];
    this._offsets =
      starts.length === 0
        ? [0]
        : [
            ...(_text.slice(0, starts[0].index).trim() === '' ? [] : [0]),
            ...starts.map(({ index, 0: marker }) => index + marker.length)
          ];
    const ends = [
      ...starts.map(({ index }) => index).filter(at => at > this._offsets[0]),
      _text.length
    ];
    const kinds = starts.map(({ 1: rest }) =>
      /\[markdown\]|\[md\]/i.test(rest) ? 'markdown' : 'code'
    );
    const unmarked = this._offsets.length - kinds.length;
    this.document = {
      kind: starts.length === 0 ? 'script' : 'notebook',
      language: 'python',
      cells: this._offsets.map((from, i) => ({
        id: String(i),
        kind: i < unmarked ? 'code' : (kinds[i - unmarked] as ICell['kind']),
        source: _text.slice(from, ends[i]),
        outputs: [],
        executionCount: null,
        editable: true
      }))
    };
  }

  readonly document: IDocument;
  readonly facts: IKernelFacts = {};

  firstLineOf(cell: ICell): number {
    return this._text.slice(0, this._offsets[Number(cell.id)]).split('\n')
      .length;
  }

  edited(edits: readonly IEdit[]): string {
    return applyEdits(
      this._text,
      '',
      edits.map(edit => {
        const start = this._offsets[Number(edit.cell)];
        return {
          cell: '',
          from: start + edit.from,
          to: start + edit.to,
          insert: edit.insert
        };
      })
    );
  }

  /**
   * Where each cell's source starts.
   */
  private readonly _offsets: readonly number[];
}

/**
 * `# %% title`, `#%%`, and Jupyter's own `# In[3]:`, with the line's end.
 */
const MARKER = /^#[ \t]*(?:%%|In\[[ \d]*\]:?)([^\n]*)(?:\n|$)/gm;
