import { YNotebook } from '@jupyter/ydoc';
import * as Y from 'yjs';
import type { IDocument } from '../engine/document';
import type { IEdit } from '../engine/edit';
import { applyRewrite, RewriteRefused } from './applyRewrite';

const RUN = 'x = asyncio.run(main())  # keep';
const AWAIT = 'x = await main()  # keep';

/**
 * The edits from `asyncio.run(…)` to `await …` in one cell.
 */
function awaitInstead(cell: string, source = RUN): IEdit[] {
  const from = source.indexOf('asyncio.run(');
  const to = source.indexOf('))') + 1;
  return [
    { cell, from, to: from + 'asyncio.run('.length, insert: 'await ' },
    { cell, from: to, to: to + 1, insert: '' }
  ];
}

function notebookOf(sources: string[], wide = false): YNotebook {
  return YNotebook.create({
    disableDocumentWideUndoRedo: !wide,
    data: {
      cells: sources.map((source, i) => ({
        cell_type: 'code',
        id: `c${i}`,
        source,
        metadata: {},
        outputs: [],
        execution_count: null
      })),
      metadata: {},
      nbformat: 4,
      nbformat_minor: 5
    }
  });
}

function documentOf(notebook: YNotebook): IDocument {
  return {
    kind: 'notebook',
    language: 'python',
    cells: notebook.cells.map(cell => ({
      id: cell.id,
      kind: 'code',
      source: cell.source,
      outputs: [],
      executionCount: null,
      editable: true
    }))
  };
}

function sources(notebook: YNotebook): string[] {
  return notebook.cells.map(cell => cell.getSource());
}

function type(notebook: YNotebook, index: number, at: number, text: string) {
  notebook.cells[index].updateSource(at, at, text);
}

/**
 * A second peer of the same document; `sync` carries changes both ways.
 */
function peerOf(notebook: YNotebook): { peer: YNotebook; sync: () => void } {
  const peer = new YNotebook({ disableDocumentWideUndoRedo: true });
  const sync = () => {
    Y.applyUpdate(peer.ydoc, Y.encodeStateAsUpdate(notebook.ydoc), 'net');
    Y.applyUpdate(notebook.ydoc, Y.encodeStateAsUpdate(peer.ydoc), 'net');
  };
  sync();
  return { peer, sync };
}

describe('applyRewrite', () => {
  it('changes the text by minimal edits', () => {
    const notebook = notebookOf([RUN]);
    const deltas: unknown[] = [];
    notebook.cells[0].changed.connect((_, change) => {
      deltas.push(change.sourceChange);
    });
    applyRewrite(notebook, awaitInstead('c0'), documentOf(notebook));
    expect(sources(notebook)).toEqual([AWAIT]);
    expect(deltas).toEqual([
      [
        { retain: 4 },
        { insert: 'await ' },
        { delete: 12 },
        { retain: 6 },
        { delete: 1 }
      ]
    ]);
  });

  it('is one undo step, and redo brings it again', () => {
    const notebook = notebookOf([RUN]);
    applyRewrite(notebook, awaitInstead('c0'), documentOf(notebook));
    const [cell] = notebook.cells;
    cell.undo();
    expect(sources(notebook)).toEqual([RUN]);
    expect(cell.canUndo()).toBe(false);
    cell.redo();
    expect(sources(notebook)).toEqual([AWAIT]);
  });

  it('is not merged with typing just before or just after', () => {
    const notebook = notebookOf([RUN]);
    const [cell] = notebook.cells;
    type(notebook, 0, RUN.length, ' 1');
    applyRewrite(notebook, awaitInstead('c0'), documentOf(notebook));
    type(notebook, 0, cell.getSource().length, ' 2');
    const seen = [cell.getSource()];
    while (cell.undo()) {
      seen.push(cell.getSource());
    }
    expect(seen).toEqual([`${AWAIT} 1 2`, `${AWAIT} 1`, `${RUN} 1`, RUN]);
  });

  it('is one undo step in each of several cells, and only its own', () => {
    const notebook = notebookOf([RUN, 'y = 1', RUN]);
    applyRewrite(
      notebook,
      [...awaitInstead('c0'), ...awaitInstead('c2')],
      documentOf(notebook)
    );
    expect(sources(notebook)).toEqual([AWAIT, 'y = 1', AWAIT]);
    notebook.cells[2].undo();
    expect(sources(notebook)).toEqual([AWAIT, 'y = 1', RUN]);
    notebook.cells[0].undo();
    expect(sources(notebook)).toEqual([RUN, 'y = 1', RUN]);
    expect(notebook.cells[1].canUndo()).toBe(false);
  });

  it('is one undo step where the history is that of the document', () => {
    const notebook = notebookOf([RUN, RUN], true);
    type(notebook, 0, 0, '# typed\n');
    const base = documentOf(notebook);
    const handle = applyRewrite(
      notebook,
      [
        ...awaitInstead('c0', base.cells[0].source),
        ...awaitInstead('c1', base.cells[1].source)
      ],
      base
    );
    const after = [`# typed\n${AWAIT}`, AWAIT];
    expect(sources(notebook)).toEqual(after);
    notebook.cells[0].undo();
    expect(sources(notebook)).toEqual([`# typed\n${RUN}`, RUN]);
    notebook.cells[0].redo();
    expect(sources(notebook)).toEqual(after);
    handle.undo();
    expect(sources(notebook)).toEqual([`# typed\n${RUN}`, RUN]);
  });

  it('keeps what a peer typed at the same time, and its undo to itself', () => {
    const notebook = notebookOf([RUN]);
    const { peer, sync } = peerOf(notebook);
    const handle = applyRewrite(
      notebook,
      awaitInstead('c0'),
      documentOf(notebook)
    );
    type(peer, 0, RUN.length, ' (peer)');
    type(peer, 0, 0, 'y = ');
    sync();
    expect(sources(notebook)).toEqual([`y = ${AWAIT} (peer)`]);
    expect(sources(peer)).toEqual(sources(notebook));
    handle.undo();
    sync();
    expect(sources(peer)).toEqual([`y = ${RUN} (peer)`]);
    peer.cells[0].undo();
    sync();
    expect(sources(notebook)).toEqual([RUN]);
  });

  it.each<[string, (notebook: YNotebook) => void, string]>([
    ['the text has changed', n => type(n, 0, 0, ' '), 'changed'],
    ['another touched cell has changed', n => type(n, 1, 0, '#'), 'changed'],
    ['a cell is gone', n => n.deleteCell(1), 'gone'],
    [
      'a cell is locked',
      n => n.cells[1].setMetadata('editable', false),
      'read-only'
    ]
  ])('refuses, and changes nothing: %s', (_, change, reason) => {
    const notebook = notebookOf([RUN, RUN]);
    const base = documentOf(notebook);
    change(notebook);
    const before = sources(notebook);
    const edits = [...awaitInstead('c0'), ...awaitInstead('c1')];
    expect(() => applyRewrite(notebook, edits, base)).toThrow(
      expect.objectContaining({ reason })
    );
    expect(sources(notebook)).toEqual(before);
  });

  it('refuses a cell that the host calls read-only', () => {
    const notebook = notebookOf([RUN]);
    const base = documentOf(notebook);
    const locked = {
      ...base,
      cells: base.cells.map(cell => ({ ...cell, editable: false }))
    };
    expect(() => applyRewrite(notebook, awaitInstead('c0'), locked)).toThrow(
      RewriteRefused
    );
  });
});

describe('IAppliedRewrite.undo', () => {
  function applied(): ReturnType<typeof applyRewrite> & { in: YNotebook } {
    const notebook = notebookOf([RUN, RUN]);
    const edits = [...awaitInstead('c0'), ...awaitInstead('c1')];
    const handle = applyRewrite(notebook, edits, documentOf(notebook));
    return { ...handle, in: notebook };
  }

  it('gives every touched cell its text again', () => {
    const handle = applied();
    handle.undo();
    expect(sources(handle.in)).toEqual([RUN, RUN]);
  });

  it('can itself be redone in the cell', () => {
    const handle = applied();
    handle.undo();
    handle.in.cells[0].redo();
    expect(sources(handle.in)).toEqual([AWAIT, RUN]);
  });

  it('keeps what was typed beside it since', () => {
    const handle = applied();
    type(handle.in, 0, 0, 'import asyncio\n');
    handle.undo();
    expect(sources(handle.in)).toEqual([`import asyncio\n${RUN}`, RUN]);
    handle.in.cells[0].undo();
    expect(sources(handle.in)).toEqual([`import asyncio\n${AWAIT}`, RUN]);
  });

  it('finds a cell that was moved', () => {
    const handle = applied();
    handle.in.moveCell(0, 1);
    handle.undo();
    expect(sources(handle.in)).toEqual([RUN, RUN]);
  });

  it.each<[string, (notebook: YNotebook) => void, string]>([
    [
      'the rewritten words were changed',
      n => n.cells[0].updateSource(4, 9, 'yield from'),
      'changed'
    ],
    ['the cell is gone', n => n.deleteCell(0), 'gone']
  ])('refuses, and changes nothing: %s', (_, change, reason) => {
    const handle = applied();
    change(handle.in);
    const before = sources(handle.in);
    expect(() => handle.undo()).toThrow(expect.objectContaining({ reason }));
    expect(sources(handle.in)).toEqual(before);
  });
});

describe('a rewrite of several cells', () => {
  const BEFORE = [
    'def load():\n    return asyncio.run(main())\n',
    'names = []',
    'a = load()  # keep\r\nb = load()',
    '\n\tload()\n'
  ];
  const AFTER = [
    'async def load():\n    return await main()\n',
    'names = []',
    'a = await load()  # keep\r\nb = await load()',
    '\n\tawait load()\n'
  ];
  const EDITS: IEdit[] = [
    { cell: 'c0', from: 0, to: 0, insert: 'async ' },
    { cell: 'c0', from: 23, to: 35, insert: 'await ' },
    { cell: 'c0', from: 41, to: 42, insert: '' },
    { cell: 'c2', from: 4, to: 4, insert: 'await ' },
    { cell: 'c2', from: 24, to: 24, insert: 'await ' },
    { cell: 'c3', from: 2, to: 2, insert: 'await ' }
  ];

  function applied(wide = false) {
    const notebook = notebookOf(BEFORE, wide);
    const handle = applyRewrite(notebook, EDITS, documentOf(notebook));
    expect(sources(notebook)).toEqual(AFTER);
    return { notebook, handle };
  }

  it('is one transaction, and one undo step in each touched cell', () => {
    const notebook = notebookOf(BEFORE);
    let updates = 0;
    notebook.ydoc.on('update', () => updates++);
    applyRewrite(notebook, EDITS, documentOf(notebook));
    expect(updates).toBe(1);
    for (const index of [2, 0, 3]) {
      expect(notebook.cells[index].undo()).toBe(true);
      expect(sources(notebook)[index]).toBe(BEFORE[index]);
      expect(notebook.cells[index].canUndo()).toBe(false);
    }
    expect(notebook.cells[1].canUndo()).toBe(false);
    expect(sources(notebook)).toEqual(BEFORE);
  });

  it.each([false, true])('is undone as a whole (one history: %s)', wide => {
    const { notebook, handle } = applied(wide);
    handle.undo();
    expect(sources(notebook)).toEqual(BEFORE);
  });

  it('is not applied twice', () => {
    const notebook = notebookOf(BEFORE);
    const base = documentOf(notebook);
    applyRewrite(notebook, EDITS, base);
    expect(() => applyRewrite(notebook, EDITS, base)).toThrow(RewriteRefused);
    expect(sources(notebook)).toEqual(AFTER);
  });

  it('changes nothing where one of the cells has changed', () => {
    const notebook = notebookOf(BEFORE);
    const base = documentOf(notebook);
    type(notebook, 3, 0, '#');
    const before = sources(notebook);
    expect(() => applyRewrite(notebook, EDITS, base)).toThrow(
      expect.objectContaining({ reason: 'changed', cell: 'c3' })
    );
    expect(sources(notebook)).toEqual(before);
    expect(notebook.cells[0].canUndo()).toBe(false);
  });

  it('stands until it is taken back in every cell', () => {
    const { notebook, handle } = applied();
    expect(handle.stands).toBe(true);
    notebook.cells[0].undo();
    notebook.cells[2].undo();
    expect(handle.stands).toBe(true);
    notebook.cells[3].undo();
    expect(handle.stands).toBe(false);
  });

  it('is undone where it still stands', () => {
    const { notebook, handle } = applied();
    notebook.cells[2].undo();
    type(notebook, 0, 0, '# mine\n');
    handle.undo();
    expect(sources(notebook)).toEqual([
      `# mine\n${BEFORE[0]}`,
      ...BEFORE.slice(1)
    ]);
  });

  it('is not undone at all where one cell does not allow it', () => {
    const { notebook, handle } = applied();
    notebook.cells[2].updateSource(4, 9, 'yield from');
    const before = sources(notebook);
    expect(() => handle.undo()).toThrow(
      expect.objectContaining({ reason: 'changed', cell: 'c2' })
    );
    expect(sources(notebook)).toEqual(before);
  });
});
