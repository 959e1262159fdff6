import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { applyToFile } from '../document/applyToFile';
import { RewriteRefused } from '../document/applyRewrite';
import { positionOf } from '../engine/lines';
import { editsOfText, readPythonText } from '../engine/pythonText';
import type { IDocumentSource, IReading } from './source';
import { editorOffset, editorText } from './source';

/**
 * A Python file in an editor: a script, or cells between `# %%` markers.
 */
export class FileSource implements IDocumentSource {
  constructor(context: DocumentRegistry.CodeContext) {
    this._model = context.model;
    context.model.contentChanged.connect(this._emitChanged, this);
    context.model.stateChanged.connect(this._emitChanged, this);
    context.model.mimeTypeChanged.connect(this._emitChanged, this);
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
    const model = this._model;
    const text = model.isDisposed ? '' : model.sharedModel.getSource();
    // Some Windows programs put a byte order mark before the text.
    const mark = text.startsWith('\uFEFF') ? 1 : 0;
    const python = readPythonText(text.slice(mark), !model.readOnly);
    const offsetOf = (cell: string, offset: number) =>
      mark + python.offsets[Number(cell)] + offset;
    const isPython = PYTHON.test(model.mimeType);
    return {
      document: isPython
        ? python.document
        : { ...python.document, language: '', cells: [] },
      // Nobody knows where it will run.
      facts: {},
      models: [model],
      textOf: () => editorText(text),
      placeOf: ({ cell, from, to }) => ({
        model,
        from: editorOffset(text, offsetOf(cell, from)),
        to: editorOffset(text, offsetOf(cell, to))
      }),
      named: finding => ({
        ...finding,
        values: {
          ...finding.values,
          line: positionOf(text, offsetOf(finding.cell, finding.from)).line
        }
      }),
      apply: edits => {
        if (model.readOnly) {
          throw new RewriteRefused('read-only', '');
        }
        const moved = editsOfText(edits, python).map(edit => ({
          ...edit,
          from: mark + edit.from,
          to: mark + edit.to
        }));
        applyToFile(model.sharedModel, moved, text);
        return [model];
      }
    };
  }

  private _emitChanged(): void {
    this._changed.emit();
  }

  private readonly _model: DocumentRegistry.ICodeModel;
  private _isDisposed = false;
  private _changed = new Signal<this, void>(this);
}

const PYTHON = /^text\/x-(?:i?python)$/;
