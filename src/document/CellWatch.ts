import type { CellChange } from '@jupyter/ydoc';
import type { ICellModel, ICodeCellModel } from '@jupyterlab/cells';
import type { IChangedArgs } from '@jupyterlab/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

/**
 * Is told of what happens to a cell.
 */
export interface ICellListener {
  /**
   * The outputs have changed.
   */
  onOutputs(model: ICodeCellModel): void;

  /**
   * The text has changed.
   */
  onText(model: ICodeCellModel): void;

  /**
   * A run has begun, whoever asked for it.
   */
  onRunning(model: ICodeCellModel): void;

  /**
   * Something else has changed.
   */
  poke(): void;
}

/**
 * Listens to one code cell.
 */
export class CellWatch implements IDisposable {
  constructor(
    private readonly _model: ICodeCellModel,
    private readonly _listener: ICellListener
  ) {
    _model.outputs.changed.connect(this._onOutputs, this);
    _model.stateChanged.connect(this._onState, this);
    _model.metadataChanged.connect(this._onMetadata, this);
    _model.sharedModel.changed.connect(this._onShared, this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      Signal.disconnectReceiver(this);
    }
  }

  private _onOutputs(): void {
    this._listener.onOutputs(this._model);
  }

  private _onState(_: ICellModel, change: IChangedArgs<unknown>): void {
    // A cell that is moved while JupyterLab still knows its last run is marked as
    // running for a moment; a run that begins has no count yet.
    const isRun =
      change.name === 'executionState' &&
      change.newValue === 'running' &&
      this._model.executionCount === null;
    if (isRun) {
      this._listener.onRunning(this._model);
    }
    this._listener.poke();
  }

  private _onMetadata(): void {
    this._listener.poke();
  }

  private _onShared(_: unknown, change: CellChange): void {
    if (change.sourceChange) {
      this._listener.onText(this._model);
    }
  }

  private _isDisposed = false;
}
