import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import type { IDocument, IKernelFacts } from '../engine/document';
import type { IEdit } from '../engine/edit';
import type { IFinding } from '../engine/finding';

/**
 * A document that is open on the page, wherever its code lives.
 */
export interface IDocumentSource extends IDisposable {
  /**
   * Emitted at once when the code, or what is known of it, has changed.
   */
  readonly changed: ISignal<IDocumentSource, void>;

  /**
   * The document as it is now.
   */
  read(): IReading;
}

/**
 * A document as it was read, and how its cells lie in editors.
 */
export interface IReading {
  readonly document: IDocument;
  readonly facts: IKernelFacts;

  /**
   * The models of the editors that show code, in document order.
   */
  readonly models: readonly CodeEditor.IModel[];

  /**
   * The text of a model, with its lines as an editor counts them.
   */
  textOf(model: CodeEditor.IModel): string;

  /**
   * Where a finding stands, or null where no editor can show it.
   */
  placeOf(finding: IFinding): IPlace | null;

  /**
   * The finding as this document's people count lines.
   */
  named(finding: IFinding): IFinding;

  /**
   * Apply edits that were made for this document.
   *
   * @returns the models whose text has changed.
   * @throws RewriteRefused where the document is another by now.
   */
  apply(edits: readonly IEdit[]): readonly CodeEditor.IModel[];
}

/**
 * A range in an editor.
 */
export interface IPlace {
  readonly model: CodeEditor.IModel;
  readonly from: number;
  readonly to: number;
}

/**
 * An editor counts every line end as one character.
 */
export function editorText(source: string): string {
  return source.replace(/\r\n?/g, '\n');
}

/**
 * The offset in `editorText(source)` of an offset in `source`.
 */
export function editorOffset(source: string, offset: number): number {
  return editorText(source.slice(0, offset)).length;
}
