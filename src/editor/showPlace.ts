import { diagnosticCount, forceLinting } from '@codemirror/lint';
import type { EditorView } from '@codemirror/view';
import { activateHover, closeHoverTooltips } from '@codemirror/view';
import type { FileEditor } from '@jupyterlab/fileeditor';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { NotebookActions } from '@jupyterlab/notebook';
import type { EditorViews } from './EditorViews';
import type { IPosition } from './nextProblem';
import { BELOW } from './nextProblem';
import type { IPlace } from './source';

/**
 * Where the person is in a notebook: at the cursor while a cell is edited, below
 * its code while something there has the focus, else before the active cell's
 * first character.
 */
export function positionInNotebook({
  content
}: NotebookPanel): IPosition | null {
  const cell = content.activeCell;
  if (!cell) {
    return null;
  }
  const { editor, model, node } = cell;
  const { activeElement } = document;
  if (content.mode === 'edit' && editor) {
    return positionInEditor({ editor, model });
  }
  const isBelow =
    activeElement !== node &&
    node.contains(activeElement) &&
    !editor?.host.contains(activeElement);
  return { model, offset: isBelow ? BELOW : -1 };
}

/**
 * The cursor of a file editor.
 */
export function positionInEditor({
  editor,
  model
}: Pick<FileEditor, 'editor' | 'model'>): IPosition {
  return { model, offset: editor.getOffsetAt(editor.getCursorPosition()) };
}

/**
 * Bring the cell that holds a place into view, and the cursor to the place.
 */
export async function showInNotebook(
  place: IPlace,
  { content }: NotebookPanel,
  views: EditorViews
): Promise<void> {
  const index = content.widgets.findIndex(cell => cell.model === place.model);
  const cell = content.widgets[index];
  if (!cell) {
    return;
  }
  if (cell.isHidden) {
    NotebookActions.expandParent(cell, content);
  }
  content.deselectAll();
  content.activeCellIndex = index;
  await content.scrollToItem(index, 'smart').catch(() => undefined);
  await cell.ready;
  if (content.isDisposed || content.activeCell !== cell || cell.inputHidden) {
    return;
  }
  content.mode = 'edit';
  await showInEditor(place, views, cell.node);
}

/**
 * Bring the cursor to a place, and show what is told there.
 *
 * @param within - The part of the page in which the editor stands: a document
 * may be open twice.
 */
export async function showInEditor(
  { model, from, to }: IPlace,
  views: EditorViews,
  within: Node
): Promise<void> {
  const view = views.of(model).find(({ dom }) => within.contains(dom));
  if (!view || to > view.state.doc.length) {
    return;
  }
  view.focus();
  view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
  await underlined(view);
  if (!view.hasFocus || view.state.selection.main.head !== from) {
    // The person has gone on.
    return;
  }
  activateHover(view, from, 1, {
    until: tr =>
      tr.docChanged ||
      tr.newSelection.main.head < from ||
      tr.newSelection.main.head > to
  });
  // A click into what is told leaves the focus where it is. A view may lose the
  // focus while it is updated, and must not be changed then.
  view.contentDOM.addEventListener(
    'blur',
    () => {
      window.setTimeout(() => {
        if (view.dom.isConnected) {
          view.dispatch({ effects: closeHoverTooltips });
        }
      });
    },
    { once: true }
  );
}

/**
 * Resolves when an editor has its underlines, which one that has just come into
 * view does not have yet.
 */
async function underlined(view: EditorView): Promise<void> {
  forceLinting(view);
  for (let i = 0; i < TRIES; i++) {
    await new Promise(resolve => window.setTimeout(resolve, i * PAUSE));
    if (!view.dom.isConnected || diagnosticCount(view.state) > 0) {
      return;
    }
  }
}

/**
 * How often, and at which growing distance in ms, an editor is looked at.
 */
const TRIES = 6;
const PAUSE = 50;
