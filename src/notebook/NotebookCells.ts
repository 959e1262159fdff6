import type { Cell } from '@jupyterlab/cells';
import type { Notebook } from '@jupyterlab/notebook';
import { NotebookActions } from '@jupyterlab/notebook';
import type { IDisposable } from '@lumino/disposable';

/**
 * The cells of a notebook as they stand on the page, by id. Once disposed of, it
 * moves nothing any more.
 */
export class NotebookCells implements IDisposable {
  constructor(private readonly _notebook: Notebook) {}

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
  }

  /**
   * The widget of a cell, or null where it is not there.
   */
  widget(id: string): Cell | null {
    return this._notebook.widgets.find(cell => cell.model?.id === id) ?? null;
  }

  /**
   * Make a cell the active one, and give it the focus.
   */
  focus(id: string): void {
    if (this._activate(id) >= 0) {
      void this._focusActive();
    }
  }

  /**
   * Bring a cell into view, wherever it is, and give it the focus.
   */
  async reveal(id: string): Promise<void> {
    const index = this._activate(id);
    if (index >= 0) {
      await this._notebook.scrollToItem(index, 'smart').catch(() => undefined);
      // Something else may have been activated while it scrolled.
      if (!this._isDisposed && this._notebook.activeCell?.model.id === id) {
        await this._focusActive();
      }
    }
  }

  private async _focusActive(): Promise<void> {
    // JupyterLab 4.0 has no focusActiveCell: there the notebook has the focus.
    if ('focusActiveCell' in NotebookActions) {
      await NotebookActions.focusActiveCell(this._notebook);
    } else {
      this._notebook.activate();
    }
  }

  /**
   * Make a cell the active one.
   *
   * @returns its index, or -1 where it is not there.
   */
  private _activate(id: string): number {
    if (this._isDisposed) {
      return -1;
    }
    const index = this._notebook.widgets.findIndex(
      cell => cell.model?.id === id
    );
    if (index >= 0) {
      if (this._notebook.activeCellIndex !== index) {
        this._notebook.deselectAll();
        this._notebook.activeCellIndex = index;
      }
      this._notebook.mode = 'command';
    }
    return index;
  }

  /**
   * Whether a part of a cell can be seen without scrolling.
   */
  isInView(id: string): boolean {
    const node = this.widget(id)?.node;
    // JupyterLab 4.0 does not tell which of its nodes scrolls.
    const { outerNode = this._notebook.node } = this._notebook;
    const view = outerNode.getBoundingClientRect();
    if (!node?.isConnected || view.height === 0) {
      return view.height === 0;
    }
    const { top, bottom } = node.getBoundingClientRect();
    return bottom > view.top && top < view.bottom;
  }

  private _isDisposed = false;
}
