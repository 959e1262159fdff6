/**
 * A notebook that another person has open too: what their page does arrives as
 * updates of the shared document.
 */
import { YNotebook } from '@jupyter/ydoc';
import * as Y from 'yjs';
import { error, NotebookFixture, rest } from './testing/notebookFixture';

describe('NotebookHelp, in a shared notebook', () => {
  let notebook: NotebookFixture;
  let other: YNotebook;

  beforeEach(async () => {
    notebook = await NotebookFixture.create(['bad(a)', 'y = 1']);
    const { ydoc } = notebook.panel.content.model!.sharedModel as YNotebook;
    other = YNotebook.create({ disableDocumentWideUndoRedo: true });
    Y.applyUpdate(other.ydoc, Y.encodeStateAsUpdate(ydoc));
    Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(other.ydoc));
    ydoc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== other) {
        Y.applyUpdate(other.ydoc, update, notebook);
      }
    });
    other.ydoc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== notebook) {
        Y.applyUpdate(ydoc, update, other);
      }
    });
    // A new model has metadata of its own, which may win over those.
    const python = { name: 'python' };
    notebook.panel.content.model!.setMetadata('language_info', python);
  });

  afterEach(() => {
    notebook.dispose();
    other.dispose();
  });

  /**
   * The other person runs a cell.
   */
  function runElsewhere(index: number, outputs: readonly object[]): void {
    const cell = codeCell(index);
    cell.execution_count = null;
    cell.setOutputs([]);
    cell.executionState = 'running';
    cell.setOutputs(outputs as never);
    cell.execution_count = 9;
    cell.executionState = 'idle';
  }

  function codeCell(index: number) {
    const cell = other.cells[index];
    if (cell.cell_type !== 'code') {
      throw new Error('no code cell');
    }
    return cell;
  }

  it('shows one line for what another person has run', async () => {
    runElsewhere(0, [error('a')]);
    await rest();
    expect(notebook.modes()).toEqual(['collapsed', '']);
    // Run here before, without an output.
    notebook.schedule(1);
    notebook.modelAt(1).executionCount = null;
    notebook.modelAt(1).executionState = 'running';
    notebook.modelAt(1).executionState = 'idle';
    codeCell(1).updateSource(0, 0, 'bad(b); ');
    runElsewhere(1, [error('b')]);
    await rest();
    expect(notebook.modes()).toEqual(['collapsed', 'collapsed']);
  });

  it('opens for the one who runs the cell again', async () => {
    runElsewhere(0, [error('a')]);
    await rest();
    notebook.run({ 0: [error('a')] });
    await rest();
    expect(notebook.modes()).toEqual(['open', '']);
    runElsewhere(0, [error('a')]);
    await rest();
    expect(notebook.modes()).toEqual(['collapsed', '']);
  });

  it('takes a cell that was moved for no run by another person', async () => {
    notebook.run({ 0: [error('a')] });
    notebook.modelAt(0).executionCount = 4;
    await rest();
    notebook.panel.content.model!.sharedModel.moveCell(0, 1);
    // As JupyterLab does with a cell whose last run it still knows.
    notebook.modelAt(1).executionState = 'running';
    notebook.modelAt(1).executionState = 'idle';
    await rest();
    expect(notebook.modes()).toEqual(['', 'open']);
  });

  it('changes nothing in the document by showing', async () => {
    runElsewhere(0, [error('a')]);
    const updates = jest.fn();
    other.ydoc.on('update', updates);
    await rest();
    notebook.press(0, 'asyncio help');
    notebook.press(0, 'Why?');
    notebook.press(0, 'Dismiss');
    await rest();
    expect(updates).not.toHaveBeenCalled();
  });

  it('keeps the way back while another person types in the cell', async () => {
    notebook.run({ 0: [error('a')] });
    await rest();
    notebook.press(0, 'Rewrite');
    expect(codeCell(0).getSource()).toBe('good(a)');
    codeCell(0).updateSource(7, 7, '  # theirs');
    await rest();
    expect(notebook.modes()).toEqual(['done', '']);
    notebook.press(0, 'Undo');
    expect(codeCell(0).getSource()).toBe('bad(a)  # theirs');
    expect(notebook.sources()[0]).toBe('bad(a)  # theirs');
  });

  it.each<[string, (own: number) => number, string]>([
    ['the other yields', own => own + 1, 'done'],
    ['this one yields', own => own - 1, '']
  ])('makes a rewrite once that both make at once: %s', async (_, of, mode) => {
    notebook.run({ 0: [error('a')] });
    await rest();
    const { ydoc } = notebook.panel.content.model!.sharedModel as YNotebook;
    const theirs = new Y.Doc();
    theirs.clientID = of(ydoc.clientID);
    Y.applyUpdate(theirs, Y.encodeStateAsUpdate(ydoc));
    notebook.press(0, 'Rewrite');
    // What their page has done meanwhile.
    const cell = theirs.getArray('cells').get(0) as Y.Map<unknown>;
    const text = cell.get('source') as Y.Text;
    theirs.transact(() => {
      text.insert(0, 'good');
      text.delete(4, 3);
    });
    Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(theirs));
    await rest();
    expect(notebook.modes()).toEqual([mode, '']);
    if (mode === '') {
      expect(notebook.sources()[0]).toBe('good(a)');
      expect(notebook.sharedAt(0).canUndo()).toBe(false);
    } else {
      expect(notebook.sources()[0]).toBe('goodgood(a)');
      // Their page takes its own away.
      Y.applyUpdate(theirs, Y.encodeStateAsUpdate(ydoc));
      text.delete(4, 4);
    }
    Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(theirs));
    Y.applyUpdate(theirs, Y.encodeStateAsUpdate(ydoc));
    expect([notebook.sources()[0], text.toString()]).toEqual([
      'good(a)',
      'good(a)'
    ]);
  });

  it('says no more of its rewrite when another person runs the cell', async () => {
    notebook.run({ 0: [error('a')] });
    await rest();
    notebook.press(0, 'Rewrite');
    expect(notebook.modes()).toEqual(['done', '']);
    runElsewhere(0, []);
    await rest();
    expect(notebook.modes()).toEqual(['', '']);
  });

  it('says no more of its rewrite when another person took it back', async () => {
    notebook.run({ 0: [error('a')] });
    await rest();
    notebook.press(0, 'Rewrite');
    const cell = codeCell(0);
    cell.updateSource(0, 4, 'bad');
    await rest();
    expect(notebook.modes()).toEqual(['open', '']);
  });
});
