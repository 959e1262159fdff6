import type { ICellModel, ICodeCellModel } from '@jupyterlab/cells';
import type { CodeConsole } from '@jupyterlab/console';
import type { IDisposable } from '@lumino/disposable';
import { Debouncer } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { ICellListener } from '../document/CellWatch';
import { CellWatch } from '../document/CellWatch';
import { isCode } from '../document/toDocument';

/**
 * How long nothing may happen before `settled` is emitted, in ms.
 */
const QUIET = 100;

/**
 * Follows the cells that a console has run, those of other clients of its
 * kernel too, and its prompt.
 */
export class ConsoleWatcher implements IDisposable, ICellListener {
  constructor(private readonly _console: CodeConsole) {
    this._debouncer = new Debouncer(() => {
      this._settled.emit();
    }, QUIET);
    _console.cells.changed.connect(this._onCellsChanged, this);
    _console.promptCellCreated.connect(this._onPrompt, this);
    this._onPrompt();
    this._onCellsChanged();
  }

  /**
   * Emitted when the outputs, texts or cells have changed and come to rest.
   */
  get settled(): ISignal<this, void> {
    return this._settled;
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
    this._debouncer.dispose();
    for (const watch of this._watches.values()) {
      watch.dispose();
    }
    this._watches.clear();
    Signal.disconnectReceiver(this);
    Signal.clearData(this);
  }

  /**
   * Emit `settled` when all has come to rest.
   */
  poke(): void {
    if (!this._isDisposed) {
      // It rejects when it is disposed; nobody waits for it then.
      this._debouncer.invoke().catch(() => undefined);
    }
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
   * Watch each code cell once, and the prompt.
   */
  private _follow(): void {
    const models = new Set<ICellModel>(
      [...this._console.cells].map(({ model }) => model)
    );
    if (this._console.promptCell) {
      models.add(this._console.promptCell.model);
    }
    for (const [model, watch] of this._watches) {
      if (!models.has(model)) {
        watch.dispose();
        this._watches.delete(model);
      }
    }
    for (const model of models) {
      // A disposed cell has no model.
      if (model && isCode(model) && !this._watches.has(model)) {
        this._watches.set(model, new CellWatch(model, this));
      }
    }
  }

  private readonly _debouncer: Debouncer<void>;
  private readonly _watches = new Map<ICellModel, CellWatch>();
  private _isDisposed = false;
  private _settled = new Signal<this, void>(this);
  private _promptChanged = new Signal<this, void>(this);
}
