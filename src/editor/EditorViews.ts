import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { Extension } from '@codemirror/state';
import { Compartment, Facet } from '@codemirror/state';
import { EditorView, ViewPlugin } from '@codemirror/view';

/**
 * The editors on the page, by the model whose text they show, and what each of
 * them has got from us. An editor that has no problems has nothing of ours but
 * an empty place.
 */
export class EditorViews {
  /**
   * What an editor of this model starts with.
   */
  extension(model: CodeEditor.IModel): Extension {
    return [
      this._place.of(this._content.get(model) ?? []),
      this._model.of(model),
      this._known
    ];
  }

  /**
   * The editors that show this model now.
   */
  of(model: CodeEditor.IModel): readonly EditorView[] {
    return [...(this._views.get(model) ?? [])];
  }

  /**
   * Give every editor of this model, those to come too, an extension instead
   * of the one it had from us.
   */
  set(model: CodeEditor.IModel, extension: Extension | null): void {
    if ((this._content.get(model) ?? null) === extension) {
      return;
    }
    if (extension) {
      this._content.set(model, extension);
    } else {
      this._content.delete(model);
    }
    for (const view of this.of(model)) {
      view.dispatch({ effects: this._place.reconfigure(extension ?? []) });
    }
  }

  private _of(model: CodeEditor.IModel): Set<EditorView> {
    let views = this._views.get(model);
    if (!views) {
      views = new Set();
      this._views.set(model, views);
    }
    return views;
  }

  private readonly _place = new Compartment();
  private readonly _model = Facet.define<CodeEditor.IModel>();

  /**
   * One for all editors: an editor that JupyterLab keeps after it was closed
   * keeps nothing of ours.
   */
  private readonly _known = ViewPlugin.define(view => {
    const views = this._of(view.state.facet(this._model)[0]);
    views.add(view);
    return { destroy: () => views.delete(view) };
  });
  private readonly _views = new WeakMap<CodeEditor.IModel, Set<EditorView>>();
  private readonly _content = new WeakMap<CodeEditor.IModel, Extension>();
}
