/**
 * Help for a cause that lies in another cell than the failure.
 */
import { Notification } from '@jupyterlab/apputils';
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
import { DEFAULT_SETTINGS } from '../help/settings';
import { HiddenRules } from '../document/HiddenRules';
import { NotebookHelp } from './NotebookHelp';

const trans = nullTranslator.load('jupyterlab_asyncio_helper');
const MESSAGE = 'asyncio.run() cannot be called from a running event loop';
const CELLS = [
  'def load(): asyncio.run(main())',
  'y = 1',
  'a = load()',
  'b = load()'
];
const REWRITTEN = [
  'async def load(): await main()',
  'y = 1',
  'a = await load()',
  'b = await load()'
];

/**
 * A stand-in for the engine: the first cell defines `load`, which starts a
 * loop; of the cells that fail it knows the last.
 */
const engine: IEngine = {
  readRecipe: value => value as never,
  check: ({ cells }: IDocument): IFinding[] => {
    const cause = cells.find(({ source }) => source.includes('asyncio.run('));
    const failed = cells.filter(({ outputs }) => outputs.length > 0).pop();
    if (!cause || !failed) {
      return [];
    }
    const edits = cells.flatMap(({ id, source }) => {
      const from = source.search(/(?<!def )load\(\)/);
      return from < 0 ? [] : [{ cell: id, from, to: from, insert: 'await ' }];
    });
    const from = cause.source.indexOf('asyncio.run(');
    const end = cause.source.indexOf('))') + 1;
    return [
      {
        rule: 'asyncio-run',
        values: { elsewhere: '[1]', function: 'load' },
        cell: cause.id,
        from,
        to: end,
        shownIn: failed.id,
        evidence: 'error',
        matched: true,
        severity: 'error',
        rewrites: [
          {
            kind: 'await',
            safety: 'safe',
            edits: [
              { cell: cause.id, from: 0, to: 0, insert: 'async ' },
              { cell: cause.id, from, to: from + 12, insert: 'await ' },
              { cell: cause.id, from: end, to: end + 1, insert: '' },
              ...edits
            ],
            rerun: [cause.id, failed.id],
            values: {
              editedIn: ['?'],
              functions: ['load'],
              repeatedIn: ['[1]'],
              repeated: ['main()']
            }
          }
        ]
      }
    ];
  },
  explain: ({ rewrites }) => ({
    headline: 'The cause is elsewhere',
    sentences: '',
    rewrites: rewrites.map(({ values }) => ({
      title: values.functions as unknown as string,
      notes: [],
      done: `Rewritten in ${(values.editedIn as string[]).join(', ')}`
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
  await new Promise(resolve => setTimeout(resolve, 200));
}

/**
 * Wait until something is so, however slow the machine is.
 */
async function until(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 100 && !isSo(); i++) {
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  expect(isSo()).toBe(true);
}

describe('NotebookHelp, over several cells', () => {
  let context: Context<INotebookModel>;
  let panel: NotebookPanel;
  let help: NotebookHelp;
  let runCells: jest.SpyInstance;
  let notify: jest.SpyInstance;

  /**
   * The cells that ran, and which of them fails.
   */
  let ran: string[];
  let failing: string;
  let count: number;

  interface ICodeModel {
    id: string;
    executionCount: number | null;
    executionState: string;
    outputs: { clear(): void; add(output: object): void };
  }

  beforeEach(async () => {
    ran = [];
    failing = '';
    count = 4;
    runCells = jest
      .spyOn(NotebookActions, 'runCells')
      .mockImplementation(async (notebook, cells) => {
        let ok = true;
        for (const cell of cells) {
          const model = cell.model as unknown as ICodeModel;
          scheduled(cell);
          ran.push(model.id);
          model.outputs.clear();
          model.executionCount = ++count;
          if (model.id === failing) {
            model.outputs.add(error('no tickets left'));
            ok = false;
          }
        }
        return ok;
      });
    notify = jest.spyOn(Notification, 'info').mockReturnValue('');
    context = await NBTestUtils.createMockContext(false);
    panel = NBTestUtils.createNotebookPanel(context);
    context.model.fromJSON({
      cells: CELLS.map((source, i) => ({
        cell_type: 'code',
        id: `c${i}`,
        metadata: {},
        outputs: [],
        source,
        execution_count: i + 1
      })) as never,
      metadata: { language_info: { name: 'python' } },
      nbformat: 4,
      nbformat_minor: 5
    });
    Widget.attach(panel, document.body);
    help = new NotebookHelp({
      panel,
      analyst: new Analyst({
        load: async () => engine,
        trans,
        onForbidden: () => undefined
      }),
      settings: { ...DEFAULT_SETTINGS, enabled: true },
      translator: nullTranslator,
      trans,
      hidden: new HiddenRules(),
      setRuleOff: () => undefined,
      shortcut: () => ''
    });
    fail(2);
    await until(() => helpIn(2) !== null);
  });

  afterEach(() => {
    runCells.mockRestore();
    notify.mockRestore();
    help.dispose();
    panel.dispose();
    context.dispose();
  });

  function error(evalue: string) {
    return {
      output_type: 'error',
      ename: 'RuntimeError',
      evalue,
      traceback: []
    };
  }

  function scheduled(cell: unknown): void {
    (
      NotebookActions.executionScheduled as never as {
        emit(args: object): void;
      }
    ).emit({ notebook: panel.content, cell });
  }

  function fail(index: number): void {
    const cell = panel.content.widgets[index];
    const { outputs } = cell.model as unknown as ICodeModel;
    scheduled(cell);
    outputs.clear();
    outputs.add(error(MESSAGE));
  }

  function shared(index: number) {
    return panel.content.model!.sharedModel.cells[index];
  }

  function sources(): string[] {
    return panel.content.model!.sharedModel.cells.map(cell => cell.source);
  }

  function helpIn(index: number): HTMLElement | null {
    const { node } = panel.content.widgets[index];
    const found = node.querySelectorAll<HTMLElement>('.jp-AsyncioHelp');
    expect(found.length).toBeLessThan(2);
    return found[0] ?? null;
  }

  function modes(): string[] {
    return panel.content.widgets.map(
      (_, i) =>
        /jp-mod-(open|collapsed|done)/.exec(helpIn(i)?.className ?? '')?.[1] ??
        ''
    );
  }

  function line(index: number): string {
    return helpIn(index)?.querySelector('[role=status]')?.textContent ?? '';
  }

  function press(index: number, action: string): void {
    helpIn(index)!
      .querySelector<HTMLElement>(`[data-action="${action}"]`)!
      .click();
  }

  it('changes all cells, and runs in document order, one by one', async () => {
    press(2, 'run');
    await rest();
    expect(sources()).toEqual(REWRITTEN);
    expect(ran).toEqual(['c0', 'c2']);
    expect(runCells.mock.calls.map(([, cells]) => cells.length)).toEqual([
      1, 1
    ]);
    expect(line(2)).toBe('Rewritten in [1], [3], [4] · Undo · Why?');
    expect(notify).not.toHaveBeenCalled();
  });

  it('stops at the first that fails, and says so', async () => {
    failing = 'c0';
    press(2, 'run');
    await rest();
    expect(ran).toEqual(['c0']);
    expect(line(2)).toBe(
      'Rewritten in [1], [3], [4] · [5] failed, this cell has not run · Undo · Why?'
    );
  });

  it('waits for the end of a run that an executor has only queued', async () => {
    failing = 'c0';
    const runNow = runCells.getMockImplementation()!;
    let isQueued = false;
    runCells.mockImplementation(async (notebook, cells) => {
      scheduled(cells[0]);
      isQueued = true;
      setTimeout(() => {
        const model = cells[0].model as unknown as ICodeModel;
        model.executionState = 'running';
        void runNow(notebook, cells);
        model.executionState = 'idle';
      }, 100);
      return true;
    });
    press(2, 'run');
    expect(isQueued).toBe(true);
    await until(() => line(2)?.includes('failed') ?? false);
    expect(ran).toEqual(['c0']);
  });

  it('goes on after one that is expected to fail', async () => {
    failing = 'c0';
    shared(0).setMetadata('tags', ['raises-exception']);
    press(2, 'run');
    await rest();
    expect(ran).toEqual(['c0', 'c2']);
  });

  it('does not run what was taken back meanwhile', async () => {
    press(2, 'run');
    press(2, 'undo');
    await rest();
    expect(sources()).toEqual(CELLS);
    expect(ran).toEqual(['c0']);
  });

  it('leads to the other cells', async () => {
    press(2, 'reveal c0');
    expect(panel.content.activeCellIndex).toBe(0);
    await rest();
    expect(document.activeElement).toBe(panel.content.widgets[0].node);
    press(2, 'rewrite');
    press(2, 'reveal c3');
    expect(panel.content.activeCellIndex).toBe(3);
  });

  it('takes all back, says what the kernel holds, and runs it again', async () => {
    press(2, 'run');
    await rest();
    expect(help.canUndo).toBe(true);
    press(2, 'undo');
    await rest();
    expect(help.canUndo).toBe(false);
    expect(sources()).toEqual(CELLS);
    expect(line(2)).toBe('The kernel still holds the new load · Run [5] again');
    ran = [];
    press(2, 'again');
    await rest();
    expect(ran).toEqual(['c0']);
    expect(modes()).toEqual(['', '', '', '']);
  });

  it.each<[string, () => void]>([
    ['the cell is edited', () => shared(2).updateSource(0, 0, ' ')],
    ['the cell is run', () => scheduled(panel.content.widgets[2])],
    ['the definition is edited', () => shared(0).updateSource(0, 0, ' ')],
    ['the definition is run', () => scheduled(panel.content.widgets[0])],
    [
      'the kernel restarts',
      () =>
        (
          panel.sessionContext.statusChanged as never as {
            emit(status: string): void;
          }
        ).emit('restarting')
    ]
  ])('and no longer says so when %s', async (_, happen) => {
    press(2, 'run');
    await rest();
    press(2, 'undo');
    await rest();
    expect(line(2)).toContain('still holds');
    happen();
    await rest();
    expect(modes()).toEqual(['', '', '', '']);
  });

  it('says nothing of a kernel that has not run the rewrite', async () => {
    press(2, 'rewrite');
    await rest();
    press(2, 'undo');
    await rest();
    expect(modes()).toEqual(['', '', 'open', '']);
    expect(helpIn(2)!.textContent).not.toContain('still holds');
  });

  it('keeps the line until the person has undone every cell', async () => {
    press(2, 'rewrite');
    await rest();
    shared(0).undo();
    shared(3).undo();
    await rest();
    expect(modes()).toEqual(['', '', 'done', '']);
    shared(2).undo();
    await rest();
    expect(sources()).toEqual(CELLS);
    expect(modes()).toEqual(['', '', 'open', '']);
  });

  it('says that a changed cell is gone', async () => {
    press(2, 'rewrite');
    panel.content.model!.sharedModel.deleteCell(0);
    await rest();
    press(1, 'undo');
    expect(line(1)).toContain(
      'Nothing was undone: a changed cell is no longer there.'
    );
    expect(sources()).toEqual(REWRITTEN.slice(1));
  });

  describe('with two cells that fail of one cause', () => {
    beforeEach(async () => {
      fail(3);
      await until(() => modes()[3] === 'open');
    });

    it('opens one panel, the newest', async () => {
      expect(modes()).toEqual(['', '', 'collapsed', 'open']);
      press(2, 'open');
      await rest();
      expect(modes()).toEqual(['', '', 'open', 'open']);
    });

    it('opens the first of those that fail together', async () => {
      fail(2);
      fail(3);
      await rest();
      // The same errors as before: the same help.
      panel.content.model!.sharedModel.cells[1].setSource('y = 2');
      scheduled(panel.content.widgets[2]);
      scheduled(panel.content.widgets[3]);
      await rest();
      expect(modes()).toEqual(['', '', 'open', 'collapsed']);
    });

    it('and none under the other when it is rewritten, at once', () => {
      press(3, 'rewrite');
      expect(modes()).toEqual(['', '', '', 'done']);
      expect(sources()).toEqual(REWRITTEN);
    });

    it('and both again when it is taken back', async () => {
      press(3, 'rewrite');
      press(3, 'undo');
      expect(modes()).toEqual(['', '', 'collapsed', 'open']);
      expect(sources()).toEqual(CELLS);
    });
  });

  describe('where a changed cell is out of view', () => {
    beforeEach(() => {
      const box = (top: number, bottom: number) =>
        ({ top, bottom, height: bottom - top }) as DOMRect;
      panel.content.outerNode.getBoundingClientRect = () => box(0, 100);
      panel.content.widgets.forEach(({ node }, i) => {
        node.getBoundingClientRect = () => box(-90 + i * 40, -55 + i * 40);
      });
    });

    it('tells it shortly, and shows it on demand', () => {
      press(2, 'rewrite');
      expect(notify).toHaveBeenCalledTimes(1);
      const [text, { autoClose, actions }] = notify.mock.calls[0];
      expect(text).toBe('Rewritten in [1], [3], [4]');
      expect(autoClose).toBeLessThan(10000);
      expect(actions[0].label).toBe('Show [1]');
      actions[0].callback();
      expect(panel.content.activeCellIndex).toBe(0);
    });
  });
});
