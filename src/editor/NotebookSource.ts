import type { ICellModel } from '@jupyterlab/cells';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { INotebookModel } from '@jupyterlab/notebook';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { applyRewrite } from '../document/applyRewrite';
import { isCode, languageOf, toDocument } from '../document/toDocument';
import { SessionKernel } from '../kernel/SessionKernel';
import type { IDocumentSource, IReading } from './source';
import { editorOffset, editorText } from './source';

/**
 * A notebook, in however many views.
 */
export class NotebookSource implements IDocumentSource {
  constructor(context: DocumentRegistry.IContext<INotebookModel>) {
    this._context = context;
    context.model.contentChanged.connect(this._emitChanged, this);
    context.model.stateChanged.connect(this._emitChanged, this);
    context.model.metadataChanged.connect(this._emitChanged, this);
    this._kernel = new SessionKernel(context.sessionContext);
    this._kernel.told.connect(this._emitChanged, this);
    context.sessionContext.specsManager.specsChanged.connect(
      this._onSpecs,
      this
    );
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._kernel.dispose();
      Signal.disconnectReceiver(this);
      Signal.clearData(this);
    }
  }

  read(): IReading {
    const { model } = this._context;
    // A model that is disposed of has no cells any more.
    const cells = model.isDisposed ? [] : [...model.cells];
    const byId = new Map<string, ICellModel>(
      cells.map(cell => [cell.id, cell])
    );
    const document = toDocument({
      cells,
      language: languageOf(model.metadata ?? {}, this._kernel.language),
      isEditable: () => !model.readOnly
    });
    const texts = new Map(document.cells.map(({ id, source }) => [id, source]));
    return {
      document,
      facts: this._kernel.facts,
      models: cells.filter(isCode),
      textOf: cell => editorText(texts.get((cell as ICellModel).id) ?? ''),
      placeOf: ({ cell, from, to }) => {
        const found = byId.get(cell);
        const source = texts.get(cell) ?? '';
        return found && isCode(found)
          ? {
              model: found,
              from: editorOffset(source, from),
              to: editorOffset(source, to)
            }
          : null;
      },
      named: finding => finding,
      apply: edits =>
        applyRewrite(model.sharedModel, edits, document).cells.flatMap(
          id => byId.get(id) ?? []
        )
    };
  }

  private _emitChanged(): void {
    this._changed.emit();
  }

  private _onSpecs(): void {
    if (!this._kernel.isKnown) {
      this._emitChanged();
    }
  }

  private readonly _context: DocumentRegistry.IContext<INotebookModel>;
  private readonly _kernel: SessionKernel;
  private _isDisposed = false;
  private _changed = new Signal<this, void>(this);
}
