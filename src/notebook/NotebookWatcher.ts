import type { ICellModel, ICodeCellModel } from '@jupyterlab/cells';
import type { INotebookModel, Notebook } from '@jupyterlab/notebook';
import { NotebookActions } from '@jupyterlab/notebook';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { ICellListener } from '../document/CellWatch';
import { CellWatches } from '../document/CellWatches';
import { RemoteChanges } from '../document/RemoteChanges';
import { RunsHere } from './RunsHere';

/**
 * A change of a cell's text.
 */
export interface ICellEdited {
  readonly cell: string;

  /**
   * Whether it came from another view of the shared document, or for its sake.
   */
  readonly isRemote: boolean;
}

/**
 * Follows a notebook's cells through their models: whoever runs a cell, and
 * wherever, its outputs pass through them.
 */
export class NotebookWatcher implements IDisposable, ICellListener {
  constructor(notebook: Notebook) {
    this._notebook = notebook;
    notebook.modelChanged.connect(this._onModelChanged, this);
    NotebookActions.executionScheduled.connect(this._onScheduled, this);
    this._onModelChanged();
  }

  /**
   * The cells whose outputs come from a run in this view.
   */
  readonly runs = new RunsHere();

  /**
   * Emitted when the outputs, texts, cells or their metadata have changed and
   * come to rest.
   */
  get settled(): ISignal<unknown, void> {
    return this._watches.settled;
  }

  /**
   * Emitted at once when a cell is about to run, with its id.
   */
  get scheduled(): ISignal<this, string> {
    return this._scheduled;
  }

  /**
   * Emitted at once when a cell runs that was not asked to in this view, with
   * its id.
   */
  get ranElsewhere(): ISignal<this, string> {
    return this._ranElsewhere;
  }

  /**
   * Emitted at once when the text of a cell has changed.
   */
  get edited(): ISignal<this, ICellEdited> {
    return this._edited;
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
    this._remote?.dispose();
    Signal.disconnectReceiver(this);
    Signal.clearData(this);
  }

  /**
   * Emit `settled` when all has come to rest.
   */
  poke(): void {
    this._watches.poke();
  }

  private _onModelChanged(): void {
    this._follow(this._notebook.model);
    this.poke();
  }

  private _follow(model: INotebookModel | null): void {
    // A disposed model has no cells any more, nor connections.
    this._model?.cells?.changed.disconnect(this._onCellsChanged, this);
    this._model = model;
    this._remote?.dispose();
    this._remote = model ? new RemoteChanges(model.sharedModel) : null;
    this._model?.cells.changed.connect(this._onCellsChanged, this);
    this._watches.follow(this._model?.cells ?? []);
  }

  private _onCellsChanged(): void {
    this._watches.follow(this._model?.cells ?? []);
    this.poke();
  }

  private _onScheduled(
    _: unknown,
    args: { notebook: Notebook; cell: { model: ICellModel } }
  ): void {
    if (args.notebook === this._notebook) {
      const { id } = args.cell.model;
      this.runs.scheduled(id);
      this._scheduled.emit(id);
    }
  }

  onOutputs(model: ICodeCellModel): void {
    this.runs.outputsChanged(model.id, model.outputs.length);
    this.poke();
  }

  onRunning(model: ICodeCellModel): void {
    if (!this.runs.begun(model.id)) {
      this._ranElsewhere.emit(model.id);
    }
  }

  onText(model: ICodeCellModel): void {
    const { isRemote = false } = this._remote ?? {};
    this._edited.emit({ cell: model.id, isRemote });
    this.poke();
  }

  private readonly _notebook: Notebook;
  private readonly _watches = new CellWatches(this);
  private _model: INotebookModel | null = null;
  private _remote: RemoteChanges | null = null;
  private _isDisposed = false;
  private _scheduled = new Signal<this, string>(this);
  private _ranElsewhere = new Signal<this, string>(this);
  private _edited = new Signal<this, ICellEdited>(this);
}
