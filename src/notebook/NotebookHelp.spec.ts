import type { Context } from '@jupyterlab/docregistry';
import type { INotebookModel, NotebookPanel } from '@jupyterlab/notebook';
import { NotebookActions } from '@jupyterlab/notebook';
import { NBTestUtils } from '@jupyterlab/notebook/lib/testutils';
import { nullTranslator } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { Analyst } from '../document/Analyst';
import type { IDocument } from '../engine/document';
import type { IEngine } from '../engine/engine';
import type { IFinding } from '../engine/finding';
import type { IHelpSettings } from '../help/settings';
import { DEFAULT_SETTINGS } from '../help/settings';
import { HiddenRules } from '../document/HiddenRules';
import { NotebookHelp } from './NotebookHelp';

const trans = nullTranslator.load('jupyterlab_asyncio_helper');
const MESSAGE = 'asyncio.run() cannot be called from a running event loop';
const RUN = 'x = asyncio.run(main())  # keep';
const AWAIT = 'x = await main()  # keep';

function error(evalue = MESSAGE, count = 1) {
  return {
    output_type: 'error',
    ename: 'RuntimeError',
    evalue,
    traceback: [`Cell In[${count}], line 1`]
  };
}

/**
 * A stand-in for the engine: `asyncio.run(X)` in a cell that shows the message
 * may become `await X`, or a task.
 */
const engine: IEngine = {
  readRecipe: value => value as never,
  check: ({ cells }: IDocument) =>
    cells.flatMap(({ id, source, outputs, editable }): IFinding[] => {
      const from = source.indexOf('asyncio.run(');
      if (from < 0 || !outputs.some(output => output.evalue === MESSAGE)) {
        return [];
      }
      const to = source.indexOf('))', from) + 1;
      const into = (word: string) => [
        { cell: id, from, to: from + 12, insert: word },
        { cell: id, from: to, to: to + 1, insert: '' }
      ];
      const shared = { safety: 'safe' as const, rerun: [id], values: {} };
      return [
        {
          rule: 'asyncio-run',
          values: { call: source.slice(from, to + 1) },
          cell: id,
          from,
          to,
          shownIn: id,
          evidence: 'error',
          matched: true,
          severity: 'error',
          rewrites: editable
            ? [
                { ...shared, kind: 'await', edits: into('await ') },
                { ...shared, kind: 'task', edits: into('start ') }
              ]
            : []
        }
      ];
    }),
  explain: ({ values, rewrites }) => ({
    headline: 'A loop is running',
    sentences: `\`${values.call}\``,
    rewrites: rewrites.map(({ kind }) => ({
      title: kind,
      notes: [],
      done: `Rewritten to \`${kind}\``
    }))
  }),
  complete: (_, rewrite) => rewrite,
  forget: () => undefined,
  merge: ([first]) => first
};

/**
 * Longer than changes take to come to rest.
 */
async function rest(): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, 160));
}

describe('NotebookHelp', () => {
  const load = jest.fn(async () => engine);
  let context: Context<INotebookModel>;
  let panel: NotebookPanel;
  let help: NotebookHelp;
  let runCells: jest.SpyInstance;

  beforeEach(async () => {
    load.mockClear();
    // Only what happens to the outputs matters here, not a kernel.
    runCells = jest
      .spyOn(NotebookActions, 'runCells')
      .mockImplementation(async (notebook, cells) => {
        for (const cell of cells) {
          scheduled(cell);
        }
        return true;
      });
    context = await NBTestUtils.createMockContext(false);
    panel = NBTestUtils.createNotebookPanel(context);
    setCells([RUN, 'y = 1']);
    Widget.attach(panel, document.body);
  });

  afterEach(() => {
    runCells.mockRestore();
    help.dispose();
    panel.dispose();
    context.dispose();
  });

  function start(enabled = true, more: Partial<IHelpSettings> = {}): void {
    help = new NotebookHelp({
      panel,
      analyst: new Analyst({ load, trans, onForbidden: () => undefined }),
      settings: { ...DEFAULT_SETTINGS, enabled, ...more },
      translator: nullTranslator,
      trans,
      hidden: new HiddenRules(),
      setRuleOff: () => undefined,
      shortcut: () => ''
    });
  }

  function setCells(
    cells: (
      string | { source: string; outputs?: object[]; metadata?: object }
    )[],
    language = 'python'
  ): void {
    context.model.fromJSON({
      cells: cells.map((spec, i) => {
        const cell = typeof spec === 'string' ? { source: spec } : spec;
        return {
          cell_type: 'code',
          id: `c${i}`,
          metadata: {},
          outputs: [],
          execution_count: 1,
          ...cell
        };
      }) as never,
      metadata: { language_info: { name: language } },
      nbformat: 4,
      nbformat_minor: 5
    });
  }

  function scheduled(cell: unknown): void {
    (
      NotebookActions.executionScheduled as never as {
        emit(args: object): void;
      }
    ).emit({ notebook: panel.content, cell });
  }

  function cellAt(index: number) {
    return panel.content.widgets[index];
  }

  function modelAt(index: number) {
    return panel.content.model!.cells.get(index) as never as {
      outputs: { clear(): void; add(output: object): void };
      executionState: string;
      sharedModel: ReturnType<typeof shared>;
      setMetadata(key: string, value: unknown): void;
    };
  }

  function shared(index: number) {
    return panel.content.model!.sharedModel.cells[index];
  }

  /**
   * What the default executor does with a cell that fails.
   */
  function fail(index: number, output: object = error()): void {
    scheduled(cellAt(index));
    modelAt(index).outputs.clear();
    modelAt(index).outputs.add(output);
  }

  function helpsIn(index: number): HTMLElement[] {
    return [
      ...cellAt(index).node.querySelectorAll<HTMLElement>('.jp-AsyncioHelp')
    ];
  }

  function modes(): (string | null)[] {
    return panel.content.widgets.map((_, i) => {
      const helps = helpsIn(i);
      expect(helps.length).toBeLessThan(2);
      const [node] = helps;
      return node
        ? ['open', 'collapsed', 'done'].find(mode =>
            node.classList.contains(`jp-mod-${mode}`)
          )!
        : null;
    });
  }

  function press(index: number, text: string): void {
    const buttons = [...helpsIn(index)[0].querySelectorAll('button')];
    const named = (b: Element) =>
      b.getAttribute('aria-label') ?? b.textContent!;
    const button =
      buttons.find(b => named(b) === text) ??
      buttons.find(b => named(b).startsWith(text));
    button!.click();
  }

  describe('shows', () => {
    it('the panel under the outputs of the cell that failed', async () => {
      start();
      fail(0);
      await rest();
      expect(modes()).toEqual(['open', null]);
      const children = [...cellAt(0).node.children];
      const outputs = children.findIndex(node =>
        node.classList.contains('jp-Cell-outputWrapper')
      );
      expect(children[outputs + 1]).toBe(helpsIn(0)[0]);
    });

    it('a line for a saved error, which opens without running', async () => {
      setCells([{ source: RUN, outputs: [error()] }]);
      start();
      await rest();
      expect(modes()).toEqual(['collapsed']);
      press(0, 'asyncio help');
      expect(modes()).toEqual(['open']);
      expect(runCells).not.toHaveBeenCalled();
    });

    it('a line for an error of somebody else’s run', async () => {
      start();
      modelAt(0).outputs.add(error());
      await rest();
      expect(modes()).toEqual(['collapsed', null]);
    });

    it('a line for an error that is expected', async () => {
      setCells([{ source: RUN, metadata: { tags: ['raises-exception'] } }]);
      start();
      fail(0);
      await rest();
      expect(modes()).toEqual(['collapsed']);
    });

    it('an explanation only where the cell is read-only', async () => {
      setCells([{ source: RUN, metadata: { editable: false } }]);
      start();
      fail(0);
      await rest();
      expect(modes()).toEqual(['open']);
      expect(helpsIn(0)[0].classList).toContain('jp-mod-explainOnly');
      expect(helpsIn(0)[0].textContent).toContain('the notebook is read-only');
    });

    it('the cell that keeps the rewrite from being made', async () => {
      setCells([{ source: RUN, metadata: { editable: false } }, 'y = 1']);
      start();
      fail(0);
      await rest();
      expect(helpsIn(0)[0].textContent).toContain('is read-only');
      expect(helpsIn(0)[0].textContent).not.toContain('the notebook is');
      expect(helpsIn(0)[0].textContent).not.toContain('No rewrite is safe');
      // As soon as it may be changed, there is a rewrite again.
      panel.content.model!.cells.get(0).setMetadata('editable', true);
      await rest();
      expect(helpsIn(0)[0].textContent).not.toContain('read-only');
      press(0, 'Rewrite');
      expect(shared(0).getSource()).toBe(AWAIT);
    });

    it('no cell where rewrites are not wanted', async () => {
      setCells([{ source: RUN, metadata: { editable: false } }]);
      start(true, { explainOnly: true });
      fail(0);
      await rest();
      expect(helpsIn(0)[0].textContent).not.toContain('read-only');
    });

    it.each<[string, () => void]>([
      ['another error', () => fail(0, error('the pump is already running'))],
      [
        'another message printed',
        () =>
          fail(0, {
            output_type: 'stream',
            name: 'stdout',
            text: 'It is done.'
          })
      ],
      ['no output', () => undefined],
      [
        'another language',
        () => {
          setCells([RUN], 'R');
          fail(0);
        }
      ]
    ])('nothing, and loads nothing, for: %s', async (_, happen) => {
      start();
      happen();
      await rest();
      expect(helpsIn(0)).toEqual([]);
      expect(load).not.toHaveBeenCalled();
    });

    it('nothing for the message that code prints which catches no error', async () => {
      setCells([{ source: 'print(message)' }]);
      start();
      fail(0, { output_type: 'stream', name: 'stdout', text: MESSAGE });
      await rest();
      expect(helpsIn(0)).toEqual([]);
    });

    it('nothing while it is switched off', async () => {
      start(false);
      fail(0);
      await rest();
      expect(modes()).toEqual([null, null]);
      expect(load).not.toHaveBeenCalled();
      help.settings = { ...DEFAULT_SETTINGS, enabled: true };
      await rest();
      expect(modes()).toEqual(['open', null]);
      help.settings = { ...DEFAULT_SETTINGS, enabled: false };
      expect(modes()).toEqual([null, null]);
    });

    it('nothing while the cell runs', async () => {
      start();
      fail(0);
      modelAt(0).executionState = 'running';
      await rest();
      expect(modes()).toEqual([null, null]);
      modelAt(0).executionState = 'idle';
      await rest();
      expect(modes()).toEqual(['open', null]);
    });

    it('the preferred rewrite first', async () => {
      start();
      help.settings = { ...DEFAULT_SETTINGS, enabled: true, preferred: 'task' };
      fail(0);
      await rest();
      expect(helpsIn(0)[0].querySelector('.jp-mod-accept')!.textContent).toBe(
        'Run in background'
      );
      help.settings = { ...DEFAULT_SETTINGS, enabled: true };
      expect(helpsIn(0)[0].querySelector('.jp-mod-accept')!.textContent).toBe(
        'Rewrite and run'
      );
    });

    it('the same panel when the same error is added again', async () => {
      start();
      fail(0);
      await rest();
      const [before] = helpsIn(0);
      modelAt(0).outputs.clear();
      modelAt(0).outputs.add(error());
      await rest();
      expect(helpsIn(0)).toEqual([before]);
      expect(modes()).toEqual(['open', null]);
    });

    it('and leaves the document as it is', async () => {
      setCells([{ source: RUN, outputs: [error()] }, 'y = 1']);
      const model = panel.content.model!;
      model.dirty = false;
      model.sharedModel.clearUndoHistory();
      const before = JSON.stringify(model.toJSON());
      start();
      await rest();
      press(0, 'asyncio help');
      press(0, 'Why?');
      press(0, 'Dismiss');
      await rest();
      expect(JSON.stringify(model.toJSON())).toBe(before);
      expect(model.dirty).toBe(false);
      expect(shared(0).canUndo()).toBe(false);
      expect(model.sharedModel.canUndo()).toBe(false);
    });
  });

  describe('follows', () => {
    beforeEach(async () => {
      start();
      fail(0);
      await rest();
    });

    it.each<[string, () => void]>([
      ['outputs cleared', () => modelAt(0).outputs.clear()],
      ['the cell run again', () => scheduled(cellAt(0))],
      ['the call deleted', () => shared(0).setSource('x = 1')],
      ['another error', () => fail(0, error('the pump is already running'))],
      [
        'the cell’s type changed',
        () => {
          panel.content.activeCellIndex = 0;
          NotebookActions.changeCellType(panel.content, 'markdown');
        }
      ]
    ])('and goes: %s', async (_, happen) => {
      happen();
      await rest();
      expect(modes()[0]).toBeNull();
    });

    it('a text that changes', async () => {
      shared(0).updateSource(0, 1, 'result');
      await rest();
      expect(modes()).toEqual(['open', null]);
      expect(helpsIn(0)[0].textContent).toContain('result = await main()');
    });

    it('a cell that is moved', async () => {
      panel.content.model!.sharedModel.moveCell(0, 1);
      await rest();
      expect(modes()).toEqual([null, 'open']);
      press(1, 'Rewrite');
      expect(shared(1).getSource()).toBe(AWAIT);
    });

    it('a cell that is deleted, and comes back', async () => {
      panel.content.model!.sharedModel.clearUndoHistory();
      panel.content.model!.sharedModel.deleteCell(0);
      await rest();
      expect(modes()).toEqual([null]);
      panel.content.model!.sharedModel.undo();
      await rest();
      expect(modes()).toEqual(['collapsed', null]);
    });

    it('cells inserted above', async () => {
      panel.content.model!.sharedModel.insertCell(0, { cell_type: 'code' });
      await rest();
      expect(modes()).toEqual([null, 'open', null]);
    });

    it('a new notebook content', async () => {
      setCells([RUN, { source: RUN, outputs: [error()] }]);
      await rest();
      expect(modes()).toEqual([null, 'collapsed']);
    });

    it('Dismiss, until the cell is run again', async () => {
      press(0, 'Dismiss');
      expect(modes()).toEqual([null, null]);
      shared(0).updateSource(0, 0, ' ');
      await rest();
      expect(modes()).toEqual([null, null]);
      fail(0);
      await rest();
      expect(modes()).toEqual(['open', null]);
    });
  });

  describe('rewrites', () => {
    beforeEach(async () => {
      start();
      fail(0);
      await rest();
    });

    it('and runs through the notebook’s own action', async () => {
      press(0, 'Rewrite and run');
      expect(shared(0).getSource()).toBe(AWAIT);
      expect(runCells).toHaveBeenCalledTimes(1);
      const [notebook, cells, session] = runCells.mock.calls[0];
      expect(notebook).toBe(panel.content);
      expect(cells).toEqual([cellAt(0)]);
      expect(session).toBe(panel.sessionContext);
      modelAt(0).outputs.clear();
      await rest();
      expect(modes()).toEqual(['done', null]);
      expect(helpsIn(0)[0].textContent).toBe(
        'Rewritten to await · Undo · Why?'
      );
    });

    it('only the text', async () => {
      press(0, 'Rewrite');
      await rest();
      expect(shared(0).getSource()).toBe(AWAIT);
      expect(runCells).not.toHaveBeenCalled();
      expect(helpsIn(0)[0].textContent).toBe(
        'Rewritten to await · not run yet · Undo · Why?'
      );
    });

    it('into the background', () => {
      press(0, 'Run in background');
      expect(shared(0).getSource()).toBe('x = start main()  # keep');
      expect(runCells).toHaveBeenCalledTimes(1);
    });

    it('in one undo step', () => {
      press(0, 'Rewrite');
      shared(0).undo();
      expect(shared(0).getSource()).toBe(RUN);
      expect(shared(0).canUndo()).toBe(false);
    });

    it('as not run, where the notebook could not run it', async () => {
      runCells.mockImplementation(async () => false);
      press(0, 'Rewrite and run');
      await rest();
      expect(helpsIn(0)[0].textContent).toContain('not run yet');
    });

    it('and shows the next error in place of the line', async () => {
      press(0, 'Rewrite and run');
      shared(0).setSource('y = asyncio.run(g())');
      fail(0, error(MESSAGE, 2));
      await rest();
      expect(modes()).toEqual(['open', null]);
      expect(helpsIn(0)[0].textContent).toContain('y = await g()');
    });

    it('not a text that has changed meanwhile', async () => {
      shared(0).updateSource(0, 1, 'result');
      press(0, 'Rewrite and run');
      expect(shared(0).getSource()).toBe(`result${RUN.slice(1)}`);
      expect(runCells).not.toHaveBeenCalled();
      expect(helpsIn(0)[0].querySelector('[role=alert]')!.textContent).toMatch(
        /^Nothing was changed/
      );
      press(0, 'Rewrite and run');
      expect(shared(0).getSource()).toBe(`result${AWAIT.slice(1)}`);
    });

    it('not a cell that was locked meanwhile', () => {
      shared(0).setMetadata('editable', false);
      press(0, 'Rewrite');
      expect(shared(0).getSource()).toBe(RUN);
    });

    it.each<[string, () => void]>([
      ['an edit', () => shared(0).updateSource(0, 0, ' ')],
      ['a run', () => scheduled(cellAt(0))]
    ])('and the line goes with: %s', async (_, happen) => {
      press(0, 'Rewrite and run');
      modelAt(0).outputs.clear();
      await rest();
      expect(modes()).toEqual(['done', null]);
      happen();
      await rest();
      expect(modes()).toEqual([null, null]);
    });

    it('and takes it back, with the panel if the error is there', async () => {
      press(0, 'Rewrite');
      await rest();
      press(0, 'Undo');
      expect(shared(0).getSource()).toBe(RUN);
      expect(modes()).toEqual(['open', null]);
      await rest();
      expect(modes()).toEqual(['open', null]);
    });

    it('and takes it back after it has run', async () => {
      press(0, 'Rewrite and run');
      modelAt(0).outputs.clear();
      await rest();
      press(0, 'Undo');
      expect(shared(0).getSource()).toBe(RUN);
      expect(modes()).toEqual([null, null]);
    });
  });

  describe('serves commands', () => {
    const can = () => [
      help.canRewriteAndRun,
      help.canRewrite,
      help.canRunInBackground,
      help.canUndo
    ];

    it('where there is help', async () => {
      start();
      expect(can()).toEqual([false, false, false, false]);
      const changed = jest.fn();
      help.changed.connect(changed);
      fail(0);
      await rest();
      expect(can()).toEqual([true, true, true, false]);
      expect(changed).toHaveBeenCalled();
      help.rewrite();
      expect(can()).toEqual([false, false, false, true]);
      help.undo();
      expect(shared(0).getSource()).toBe(RUN);
      help.rewriteAndRun();
      expect(shared(0).getSource()).toBe(AWAIT);
    });

    it('for the active cell, or else for the newest help', async () => {
      setCells([RUN, RUN, 'y = 1']);
      start();
      fail(0);
      await rest();
      fail(1);
      await rest();
      panel.content.activeCellIndex = 0;
      help.rewrite();
      expect(shared(0).getSource()).toBe(AWAIT);
      panel.content.activeCellIndex = 2;
      help.rewrite();
      expect(shared(1).getSource()).toBe(AWAIT);
    });
  });

  it('leaves nothing behind', async () => {
    start();
    fail(0);
    await rest();
    help.dispose();
    expect(modes()).toEqual([null, null]);
    load.mockClear();
    modelAt(0).outputs.clear();
    modelAt(0).outputs.add(error());
    scheduled(cellAt(0));
    await rest();
    expect(modes()).toEqual([null, null]);
  });

  it('goes with its notebook', async () => {
    start();
    fail(0);
    await rest();
    // As when a person closes it: the context goes first.
    context.dispose();
    panel.dispose();
    expect(help.isDisposed).toBe(true);
  });
});
