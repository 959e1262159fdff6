import type { ICellModel } from '@jupyterlab/cells';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { INotebookModel } from '@jupyterlab/notebook';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { applyRewrite } from '../document/applyRewrite';
import { isCode, languageOf, toDocument } from '../document/toDocument';
import type { IKernelFacts } from '../engine/document';
import { expectedFacts, kernelFacts } from '../kernel/facts';
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
    context.sessionContext.kernelChanged.connect(this._askKernel, this);
    context.sessionContext.specsManager.specsChanged.connect(
      this._onSpecs,
      this
    );
    this._askKernel();
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
      language: languageOf(model.metadata ?? {}, this._kernelLanguage),
      isEditable: () => !model.readOnly
    });
    const texts = new Map(document.cells.map(({ id, source }) => [id, source]));
    return {
      document,
      facts: this._facts,
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

  /**
   * What the kernel has said when it started. It is asked nothing.
   */
  private _askKernel(): void {
    const { sessionContext } = this._context;
    const kernel = sessionContext.session?.kernel;
    this._facts = expectedFacts(sessionContext);
    this._isKernelKnown = false;
    kernel?.info.then(
      info => {
        if (!this._isDisposed && sessionContext.session?.kernel === kernel) {
          this._facts = kernelFacts(info);
          this._isKernelKnown = true;
          this._kernelLanguage = info.language_info?.name;
          this._emitChanged();
        }
      },
      () => undefined // The kernel went away.
    );
  }

  private _onSpecs(): void {
    if (!this._isKernelKnown) {
      this._facts = expectedFacts(this._context.sessionContext);
      this._emitChanged();
    }
  }

  private readonly _context: DocumentRegistry.IContext<INotebookModel>;
  private _facts: IKernelFacts = {};
  private _isKernelKnown = false;
  private _kernelLanguage: string | undefined;
  private _isDisposed = false;
  private _changed = new Signal<this, void>(this);
}
