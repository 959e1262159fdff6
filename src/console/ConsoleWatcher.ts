import type { ICodeCellModel } from '@jupyterlab/cells';
import type { CodeConsole } from '@jupyterlab/console';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { ICellListener } from '../document/CellWatch';
import { CellWatches } from '../document/CellWatches';

/**
 * Follows the cells that a console has run, those of other clients of its
 * kernel too, and its prompt.
 */
export class ConsoleWatcher implements IDisposable, ICellListener {
  constructor(private readonly _console: CodeConsole) {
    _console.cells.changed.connect(this._onCellsChanged, this);
    _console.promptCellCreated.connect(this._onPrompt, this);
    this._onPrompt();
    this._onCellsChanged();
  }

  /**
   * Emitted when the outputs, texts or cells have changed and come to rest.
   */
  get settled(): ISignal<unknown, void> {
    return this._watches.settled;
  }

  /**
   * Emitted at once when the text of the prompt has changed, and when there is
   * a new prompt.
   */
  get promptChanged(): ISignal<this, void> {
    return this._promptChanged;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._watches.dispose();
    Signal.disconnectReceiver(this);
    Signal.clearData(this);
  }

  /**
   * Emit `settled` when all has come to rest.
   */
  poke(): void {
    this._watches.poke();
  }

  onOutputs(): void {
    this.poke();
  }

  onRunning(): void {
    // Each run of a console is a new cell.
  }

  onText(model: ICodeCellModel): void {
    if (model === this._console.promptCell?.model) {
      this._promptChanged.emit();
    } else {
      this.poke();
    }
  }

  private _onCellsChanged(): void {
    this._follow();
    this.poke();
  }

  private _onPrompt(): void {
    this._follow();
    this._promptChanged.emit();
  }

  /**
   * Watch the cells, and the prompt.
   */
  private _follow(): void {
    const { cells, promptCell } = this._console;
    this._watches.follow(
      [...cells, ...(promptCell ? [promptCell] : [])].map(({ model }) => model)
    );
  }

  private readonly _watches = new CellWatches(this);
  private _isDisposed = false;
  private _promptChanged = new Signal<this, void>(this);
}
