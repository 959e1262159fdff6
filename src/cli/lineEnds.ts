import type { IEdit } from '../engine';

/**
 * A text whose lines may end as Windows writes them, and the same text with
 * `\n` alone, which is what the engine reads: offsets and edits lead back.
 */
export class LineEnds {
  constructor(readonly written: string) {
    this.text = written.replace(/\r\n/g, '\n');
    this._newline = /^[^\n]*\r\n/.test(written) ? '\r\n' : '\n';
  }

  /**
   * The text with `\n` alone.
   */
  readonly text: string;

  /**
   * The offset in the written text of an offset in `text`.
   */
  offsetOf(offset: number): number {
    if (this.text.length === this.written.length) {
      return offset;
    }
    let shift = 0;
    for (let i = 0; i < offset; i++) {
      if (this.text[i] === '\n' && this.written[i + shift] === '\r') {
        shift++;
      }
    }
    return offset + shift;
  }

  /**
   * Edits of `text` as edits of the written text; new lines end as its first
   * line does.
   */
  editsOf(edits: readonly IEdit[]): IEdit[] {
    return edits.map(edit => ({
      ...edit,
      from: this.offsetOf(edit.from),
      to: this.offsetOf(edit.to),
      insert: edit.insert.replace(/\n/g, this._newline)
    }));
  }

  private readonly _newline: string;
}
