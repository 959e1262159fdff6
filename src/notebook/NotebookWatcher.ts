import type { ICellModel, ICodeCellModel } from '@jupyterlab/cells';
import type { INotebookModel, Notebook } from '@jupyterlab/notebook';
import { NotebookActions } from '@jupyterlab/notebook';
import type { IDisposable } from '@lumino/disposable';
import { Debouncer } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { ICellListener } from '../document/CellWatch';
import { CellWatch } from '../document/CellWatch';
import { RemoteChanges } from '../document/RemoteChanges';
import { isCode } from '../document/toDocument';
import { RunsHere } from './RunsHere';

/**
 * How long nothing may happen before `settled` is emitted, in ms. Outputs that
 * are removed and added again within that time have not changed.
 */
const QUIET = 100;

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
    this._debouncer = new Debouncer(() => {
      this._settled.emit();
    }, QUIET);
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
  get settled(): ISignal<this, void> {
    return this._settled;
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
    this._debouncer.dispose();
    this._remote?.dispose();
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
    this._followCells();
  }

  private _onCellsChanged(): void {
    this._followCells();
    this.poke();
  }

  /**
   * Watch each cell once. The models that are gone cannot be told from the
   * signal; a moved cell has a new model with the old id.
   */
  private _followCells(): void {
    const cells = new Set<ICellModel>(this._model?.cells ?? []);
    for (const [model, watch] of this._watches) {
      if (!cells.has(model)) {
        watch.dispose();
        this._watches.delete(model);
      }
    }
    for (const model of cells) {
      if (isCode(model) && !this._watches.has(model)) {
        this._watches.set(model, new CellWatch(model, this));
      }
    }
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
  private readonly _debouncer: Debouncer<void>;
  private readonly _watches = new Map<ICellModel, CellWatch>();
  private _model: INotebookModel | null = null;
  private _remote: RemoteChanges | null = null;
  private _isDisposed = false;
  private _settled = new Signal<this, void>(this);
  private _scheduled = new Signal<this, string>(this);
  private _ranElsewhere = new Signal<this, string>(this);
  private _edited = new Signal<this, ICellEdited>(this);
}
