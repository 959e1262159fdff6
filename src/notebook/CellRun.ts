import type { Cell, ICellModel } from '@jupyterlab/cells';
import type { IChangedArgs } from '@jupyterlab/coreutils';
import { PromiseDelegate } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';
import { isCode } from '../document/toDocument';

/**
 * How long a run that was asked for may take to begin, in ms. Some executors do
 * not tell of it at all.
 */
const PATIENCE = 2000;

/**
 * One run of a code cell, from before it is asked for. An executor on the
 * server may say that it is done when the run has only been queued there.
 */
export class CellRun {
  constructor(private readonly _cell: Cell) {
    _cell.model.stateChanged.connect(this._onState, this);
    _cell.disposed.connect(this._stop, this);
  }

  /**
   * Wait until the run has ended.
   */
  async end(): Promise<void> {
    if (this._hasEnded()) {
      return;
    }
    this._isAwaited = true;
    const timer = setTimeout(() => {
      if (!this._hasBegun) {
        this._stop();
      }
    }, PATIENCE);
    await this._ending.promise;
    clearTimeout(timer);
  }

  /**
   * Listen no longer.
   */
  forget(): void {
    Signal.disconnectReceiver(this);
  }

  private _onState(_: ICellModel, change: IChangedArgs<unknown>): void {
    const { name, newValue } = change;
    if (
      (name === 'executionState' && newValue === 'running') ||
      (name === 'executionCount' && newValue !== null)
    ) {
      this._hasBegun = true;
    }
    if (this._isAwaited && this._hasEnded()) {
      this._stop();
    }
  }

  private _hasEnded(): boolean {
    const { model, isDisposed } = this._cell;
    return (
      isDisposed ||
      !isCode(model) ||
      (this._hasBegun && model.executionState !== 'running')
    );
  }

  private _stop(): void {
    this._ending.resolve();
  }

  private _hasBegun = false;
  private _isAwaited = false;
  private readonly _ending = new PromiseDelegate<void>();
}
