import type { ICellModel } from '@jupyterlab/cells';
import type { IDisposable } from '@lumino/disposable';
import { Debouncer } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { ICellListener } from './CellWatch';
import { CellWatch } from './CellWatch';
import { isCode } from './toDocument';

/**
 * How long nothing may happen before `settled` is emitted, in ms. Outputs that
 * are removed and added again within that time have not changed.
 */
const QUIET = 100;

/**
 * Listens to all code cells of a document, each once, and tells when they have
 * come to rest.
 */
export class CellWatches implements IDisposable {
  /**
   * @param listener - Is told what happens to each of them.
   */
  constructor(private readonly _listener: ICellListener) {
    this._debouncer = new Debouncer(() => {
      this._settled.emit();
    }, QUIET);
  }

  /**
   * Emitted when nothing has happened for a while.
   */
  get settled(): ISignal<this, void> {
    return this._settled;
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
    this.follow([]);
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

  /**
   * These are the cells now. A cell that was moved has a new model with the old
   * id; a disposed one has none.
   */
  follow(models: Iterable<ICellModel | null>): void {
    const present = new Set(models);
    for (const [model, watch] of this._watches) {
      if (!present.has(model)) {
        watch.dispose();
        this._watches.delete(model);
      }
    }
    for (const model of present) {
      if (model && isCode(model) && !this._watches.has(model)) {
        this._watches.set(model, new CellWatch(model, this._listener));
      }
    }
  }

  private readonly _debouncer: Debouncer<void>;
  private readonly _watches = new Map<ICellModel, CellWatch>();
  private _isDisposed = false;
  private _settled = new Signal<this, void>(this);
}
