import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { HelpPointer } from '../help/HelpPointer';
import { placeUnder } from '../help/placeUnder';
import type { NotebookCells } from './NotebookCells';

/**
 * A message in one cell whose help stands in another.
 */
export interface IPointer {
  readonly rule: string;
  readonly headline: string;

  /**
   * The cell that shows the message, and the one that has the help, each with
   * its name.
   */
  readonly cell: string;
  readonly name: string;
  readonly to: string;
  readonly toName: string;
}

export interface IHelpPointersOptions {
  readonly cells: NotebookCells;
  readonly trans: TranslationBundle;

  /**
   * Lead to the help of a cell.
   */
  follow(to: string): void;
}

/**
 * The lines that lead from messages to their help: at most one in each cell.
 */
export class HelpPointers implements IDisposable {
  constructor(private readonly _options: IHelpPointersOptions) {}

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get isEmpty(): boolean {
    return this._shown.size === 0;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this.update([]);
    }
  }

  /**
   * Show these, and no others.
   */
  update(pointers: readonly IPointer[]): void {
    const wanted = new Map<string, IPointer>();
    for (const pointer of pointers) {
      if (!wanted.has(pointer.cell)) {
        wanted.set(pointer.cell, pointer);
      }
    }
    for (const [cell, { pointer, view }] of this._shown) {
      const now = wanted.get(cell);
      if (!now || JSON.stringify(now) !== JSON.stringify(pointer)) {
        view?.dispose();
        this._shown.delete(cell);
      }
    }
    for (const [cell, pointer] of wanted) {
      const shown = this._shown.get(cell) ?? { pointer, view: null };
      this._shown.set(cell, shown);
      this._place(shown);
    }
  }

  /**
   * See to it that a line stands under its cell, in the widget that the cell
   * has now.
   */
  private _place(shown: IShown): void {
    const { cells, trans, follow } = this._options;
    const { pointer, view } = shown;
    const cell = cells.widget(pointer.cell);
    if (!cell || (view?.parent === cell && !view.isDisposed)) {
      return;
    }
    view?.dispose();
    shown.view = null;
    if (cell.isPlaceholder()) {
      void cell.ready.then(() => {
        if (this._shown.get(pointer.cell) === shown && !cell.isDisposed) {
          this._place(shown);
        }
      });
      return;
    }
    shown.view = new HelpPointer({
      rule: pointer.rule,
      headline: pointer.headline,
      name: pointer.name,
      cause: pointer.toName,
      trans,
      follow: () => follow(pointer.to)
    });
    placeUnder(cell, shown.view);
  }

  private readonly _shown = new Map<string, IShown>();
  private _isDisposed = false;
}

interface IShown {
  readonly pointer: IPointer;
  view: HelpPointer | null;
}
