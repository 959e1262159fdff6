import type { CodeConsole } from '@jupyterlab/console';
import type { CodeCell } from '@jupyterlab/cells';
import { below } from './promptText';

/**
 * What was written into a prompt.
 */
export interface IPromptChange {
  readonly cell: CodeCell;
  readonly before: string;
  readonly after: string;
}

/**
 * The undo history of a cell as far as it is used here; `Y.UndoManager` has it.
 */
interface IHasHistory {
  readonly undoManager?: { stopCapturing(): void } | null;
}

/**
 * The prompt of a console.
 */
export class Prompt {
  constructor(private readonly _console: CodeConsole) {}

  /**
   * Whether we are writing. Our own edits are no edits by the person.
   */
  get isWriting(): boolean {
    return this._isWriting;
  }

  focus(): void {
    if (!this._console.isDisposed) {
      this._console.promptCell?.editor?.focus();
    }
  }

  /**
   * Whether the prompt holds something that stands nowhere else.
   *
   * @param failed - The text of the cell that failed; a console may leave it in
   * the prompt.
   */
  isTyped(failed: string): boolean {
    const held = this._text();
    return held.trim() !== '' && held.trim() !== failed.trim();
  }

  /**
   * Put a text into the prompt, below what the person has typed there, in one
   * step of undo.
   *
   * @param failed - As for `isTyped`.
   *
   * @returns what was changed, or null where the text does not fit.
   */
  write(text: string, failed: string): IPromptChange | null {
    const cell = this._console.promptCell;
    const before = this._text();
    const after = this.isTyped(failed) ? below(before, text) : text;
    if (!cell || after === null) {
      return null;
    }
    this._replace(cell, after);
    return { cell, before, after };
  }

  /**
   * Give the prompt its former text.
   *
   * @returns false where it holds another one since.
   */
  takeBack({ cell, before, after }: IPromptChange): boolean {
    if (cell !== this._console.promptCell || this._text() !== after) {
      return false;
    }
    this._replace(cell, before);
    return true;
  }

  /**
   * Run a text. What the person has typed stays in the prompt, and is not run.
   *
   * @returns what was written, or null where the prompt was not needed; it
   * stays there where the kernel is dead.
   */
  run(text: string, failed: string): IPromptChange | null {
    const change = this.isTyped(failed) ? null : this.write(text, failed);
    const running = change
      ? this._console.execute(true)
      : this._console.inject(text);
    running.catch(reason => {
      // As after Shift Enter: the console has told what went wrong.
      console.warn('jupyterlab-asyncio-helper: the run failed', reason);
    });
    return change;
  }

  private _text(): string {
    return this._console.promptCell?.model.sharedModel.getSource() ?? '';
  }

  private _replace(cell: CodeCell, text: string): void {
    const { sharedModel } = cell.model;
    const { undoManager } = sharedModel as IHasHistory;
    const held = sharedModel.getSource();
    // What stays is not touched: the rest may have been typed a moment ago.
    const from = text.startsWith(held) ? held.length : 0;
    this._isWriting = true;
    try {
      undoManager?.stopCapturing();
      sharedModel.transact(() => {
        sharedModel.updateSource(from, held.length, text.slice(from));
      });
      undoManager?.stopCapturing();
    } finally {
      this._isWriting = false;
    }
    const position = cell.editor?.getPositionAt(text.length);
    if (position) {
      cell.editor?.setCursorPosition(position);
    }
  }

  private _isWriting = false;
}
