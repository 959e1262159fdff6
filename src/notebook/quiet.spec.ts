/**
 * Help that does not get in the way: how much of it is open, where it stands,
 * and how it is put away.
 */
import { Notification } from '@jupyterlab/apputils';
import { NotebookActions } from '@jupyterlab/notebook';
import { DEFAULT_SETTINGS } from '../help/settings';
import {
  error,
  NotebookFixture,
  rest,
  result,
  warning
} from './testing/notebookFixture';

describe('NotebookHelp', () => {
  let notebook: NotebookFixture;
  let notify: jest.SpyInstance;
  let runCells: jest.SpyInstance;

  beforeEach(() => {
    notify = jest.spyOn(Notification, 'info').mockReturnValue('');
    runCells = jest
      .spyOn(NotebookActions, 'runCells')
      .mockImplementation(async (_, cells) => {
        for (const cell of cells) {
          const all = notebook.panel.content.widgets;
          const index = all.indexOf(cell as never);
          notebook.schedule(index);
          notebook.modelAt(index).executionCount = 9;
        }
        return true;
      });
  });

  afterEach(() => {
    notebook.dispose();
    notify.mockRestore();
    runCells.mockRestore();
  });

  async function open(...cells: string[]): Promise<void> {
    notebook = await NotebookFixture.create(cells);
  }

  /**
   * The button of the last notification with this label.
   */
  function answerNotification(label: string): void {
    const [, options] = notify.mock.calls[notify.mock.calls.length - 1];
    const action = options.actions.find(
      (one: { label: string }) => one.label === label
    );
    action.callback();
  }

  describe('after many cells were run at once', () => {
    it('opens the first help, and one line for each other', async () => {
      await open('bad(a)', 'x = 1', 'bad(b)', 'bad(c)');
      notebook.run({
        0: [result('a')],
        1: [],
        2: [warning('b')],
        3: [error('c')]
      });
      await rest();
      expect(notebook.modes()).toEqual(['open', '', 'collapsed', 'collapsed']);
    });

    it('keeps one open when the others come later', async () => {
      await open('bad(a)', 'bad(b)');
      notebook.schedule(0);
      notebook.schedule(1);
      notebook.answer(0, [result('a')]);
      await rest();
      notebook.answer(1, [error('b')]);
      await rest();
      expect(notebook.modes()).toEqual(['open', 'collapsed']);
    });

    it('opens the help of each cell that is run alone', async () => {
      await open('bad(a)', 'bad(b)');
      notebook.run({ 0: [result('a')] });
      await rest();
      notebook.run({ 1: [error('b')] });
      await rest();
      expect(notebook.modes()).toEqual(['open', 'open']);
    });

    it('announces only what is open', async () => {
      await open('bad(a)', 'bad(b)');
      notebook.run({ 0: [result('a')], 1: [error('b')] });
      await rest();
      const told = [0, 1].map(
        i => notebook.helpsIn(i)[0].querySelector('[role=status]')!.textContent
      );
      expect(told).toEqual(['About a', '']);
    });

    it('says nothing of what was saved, whatever shows it', async () => {
      await open('');
      notebook.setCells([
        { source: 'bad(a)', outputs: [result('a')] },
        { source: 'bad(b)', outputs: [warning('b')] },
        { source: 'bad(c)', outputs: [error('c')] }
      ]);
      await rest();
      expect(notebook.modes()).toEqual(['collapsed', 'collapsed', 'collapsed']);
      expect(
        [0, 1, 2].map(i =>
          notebook
            .helpsIn(i)[0]
            .querySelector('[role=status]')!
            .textContent!.trim()
        )
      ).toEqual(['', '', '']);
    });

    it('offers to go on with the cells below the one that failed', async () => {
      await open('bad(a)', 'x = 1', 'y = 2');
      notebook.schedule(0);
      notebook.schedule(1);
      notebook.schedule(2);
      notebook.answer(0, [error('a')]);
      await rest();
      notebook.press(0, 'Rewrite, run, and run all below');
      await rest();
      expect(notebook.sources()[0]).toBe('good(a)');
      expect(
        runCells.mock.calls.map(([, cells]) =>
          cells.map((cell: { model: { id: string } }) => cell.model.id)
        )
      ).toEqual([['c0'], ['c1', 'c2']]);
    });

    it('does not offer to go on where nothing waits below', async () => {
      await open('bad(a)', 'x = 1');
      notebook.run({ 0: [error('a')] });
      await rest();
      expect(notebook.helpsIn(0)[0].textContent).not.toContain('below');
    });
  });

  describe('with several problems in one cell', () => {
    beforeEach(async () => {
      await open('bad(a); bad(b)', 'x = 1');
      notebook.run({ 0: [result('a'), result('b')] });
      await rest();
    });

    it('shows one, and leads to the others', async () => {
      expect(notebook.modes()).toEqual(['open', '']);
      const [node] = notebook.helpsIn(0);
      expect(node.textContent).toContain('About a');
      expect(node.textContent).toContain('1 of 2');
      notebook.press(0, 'Next problem');
      expect(node.textContent).toContain('About b');
      expect(node.textContent).toContain('2 of 2');
      notebook.press(0, 'Next problem');
      expect(node.textContent).toContain('About a');
      notebook.press(0, 'Previous problem');
      expect(node.textContent).toContain('About b');
      notebook.press(0, 'Rewrite');
      expect(notebook.sources()[0]).toBe('bad(a); good(b)');
    });

    it('stays at the one that the person chose', async () => {
      notebook.press(0, 'Next problem');
      notebook.sharedAt(1).setSource('x = 2');
      await rest();
      expect(notebook.helpsIn(0)[0].textContent).toContain('About b');
    });
  });

  it('shows the error before what was printed', async () => {
    await open('bad(a); bad(b)');
    notebook.run({ 0: [warning('a'), error('b')] });
    await rest();
    expect(notebook.helpsIn(0)[0].textContent).toContain('About b');
    expect(notebook.helpsIn(0)[0].textContent).toContain('1 of 2');
  });

  describe('for a warning about another cell', () => {
    beforeEach(async () => {
      await open('bad(a)', 'x = 1', 'gc.collect()');
      notebook.run({ 2: [warning('a')] });
      await rest();
    });

    it('stands where the cause is, and one line where the message is', () => {
      expect(notebook.modes()).toEqual(['open', '', 'pointer']);
      const [pointer] = notebook.helpsIn(2);
      expect(pointer.textContent).toBe('About a: see cell [1]');
      expect(pointer.querySelector('button')!.ariaLabel ?? '').toBe('');
      notebook.press(0, 'Rewrite');
      expect(notebook.sources()[0]).toBe('good(a)');
    });

    it('leads from the message to the help', async () => {
      notebook.panel.content.activeCellIndex = 2;
      notebook.press(2, 'asyncio help');
      await rest();
      expect(notebook.panel.content.activeCellIndex).toBe(0);
      expect(notebook.helpsIn(0)[0].contains(document.activeElement)).toBe(
        true
      );
    });

    it.each<[string, () => void]>([
      ['the message is cleared', () => notebook.modelAt(2).outputs.clear()],
      ['the cell with the message runs', () => notebook.schedule(2)],
      ['the cause is gone', () => notebook.sharedAt(0).setSource('x = 1')],
      ['it is dismissed', () => notebook.press(0, 'Dismiss')]
    ])('goes in both places when %s', async (_, happen) => {
      happen();
      await rest();
      expect(notebook.modes()).toEqual(['', '', '']);
    });

    it('stays when the cell of the cause runs', async () => {
      const [before] = notebook.helpsIn(0);
      notebook.schedule(0);
      await rest();
      expect(notebook.helpsIn(0)).toEqual([before]);
      expect(notebook.modes()).toEqual(['open', '', 'pointer']);
    });
  });

  describe('that was hidden', () => {
    beforeEach(async () => {
      await open('bad(a1)', 'bad(a2)', 'bad(b)');
      notebook.run({ 0: [error('a1')], 1: [error('a2')], 2: [error('b')] });
      await rest();
    });

    it('alone', async () => {
      notebook.press(0, 'Hide this help');
      await rest();
      expect(notebook.modes()).toEqual(['', 'collapsed', 'collapsed']);
      expect(notify).not.toHaveBeenCalled();
    });

    it('with all of its rule in this notebook, until it is taken back', async () => {
      notebook.press(0, 'Hide “a” in this notebook');
      await rest();
      expect(notebook.modes()).toEqual(['', '', 'collapsed']);
      notebook.run({ 0: [error('a1')] });
      await rest();
      expect(notebook.modes()).toEqual(['', '', 'collapsed']);
      expect(notebook.setRuleOff).not.toHaveBeenCalled();
      answerNotification('Undo');
      await rest();
      expect(notebook.modes()).toEqual(['open', 'open', 'collapsed']);
    });

    it('with all of its rule everywhere, through the setting', async () => {
      notebook.press(0, 'Hide “a” in every notebook');
      expect(notebook.setRuleOff.mock.calls).toEqual([['a', true]]);
      answerNotification('Settings');
      expect(notebook.openSettings).toHaveBeenCalled();
      answerNotification('Undo');
      expect(notebook.setRuleOff.mock.calls[1]).toEqual(['a', false]);
    });

    it('and writes nothing of it into the notebook', async () => {
      const before = JSON.stringify(notebook.panel.content.model!.toJSON());
      notebook.press(0, 'Hide “a” in this notebook');
      await rest();
      notebook.press(2, 'asyncio help');
      notebook.press(2, 'Dismiss');
      await rest();
      expect(notebook.modes()).toEqual(['', '', '']);
      expect(JSON.stringify(notebook.panel.content.model!.toJSON())).toBe(
        before
      );
    });
  });

  describe('follows the settings at once:', () => {
    const set = async (more: Partial<typeof DEFAULT_SETTINGS>) => {
      notebook.help.settings = { ...DEFAULT_SETTINGS, ...more };
      await rest();
    };

    beforeEach(async () => {
      await open('bad(a)', 'bad(b)', 'bad(c)');
      notebook.run({ 0: [error('a')], 1: [result('b')], 2: [warning('c')] });
      await rest();
    });

    it.each([
      ['error', ['', 'collapsed', 'collapsed']],
      ['result', ['open', '', 'collapsed']],
      ['warning', ['open', 'collapsed', '']]
    ] as const)('no help for: %s', async (kind, modes) => {
      const evidence = new Set(DEFAULT_SETTINGS.evidence);
      evidence.delete(kind);
      await set({ evidence });
      expect(notebook.modes()).toEqual(modes);
      await set({});
      expect(notebook.modes().every(mode => mode !== '')).toBe(true);
    });

    it('rules that are off', async () => {
      await set({ rulesOff: ['a', 'c'] });
      expect(notebook.modes()).toEqual(['', 'collapsed', '']);
      await set({});
      expect(notebook.modes()).toEqual(['open', 'collapsed', 'collapsed']);
    });

    it('explanations only', async () => {
      await set({ explainOnly: true });
      const [node] = notebook.helpsIn(0);
      expect(node.querySelector('del, ins')).toBeNull();
      expect(node.textContent).toContain('Why?');
      expect(node.textContent).not.toContain('Rewrite');
      expect(notebook.help.canRewrite).toBe(false);
      expect(notebook.help.canRewriteAndRun).toBe(false);
      expect(notebook.help.canRewriteAll).toBe(false);
      expect(notebook.help.canCheck).toBe(true);
      await set({});
      expect(notebook.help.canRewrite).toBe(true);
    });

    it('the first button', async () => {
      const first = () =>
        notebook.helpsIn(0)[0].querySelector('.jp-mod-accept')!.textContent;
      expect(first()).toBe('Rewrite and run');
      await set({ runAfterRewrite: false });
      expect(first()).toBe('Rewrite');
    });

    it('one line until it is opened', async () => {
      await set({ compact: true });
      expect(notebook.modes()[0]).toBe('collapsed');
      notebook.run({ 0: [error('a')] });
      await rest();
      expect(notebook.modes()[0]).toBe('collapsed');
      notebook.press(0, 'asyncio help');
      await set({ compact: true, preferred: 'task' });
      expect(notebook.modes()[0]).toBe('open');
    });
  });

  it('tells of a rewrite that the running cell does not have yet', async () => {
    await open('bad(a)', 'x = 1');
    notebook.run({ 1: [warning('a')] });
    await rest();
    notebook.modelAt(0).executionState = 'running';
    notebook.press(0, 'Rewrite');
    expect(notebook.sources()[0]).toBe('good(a)');
    expect(notebook.helpsIn(0)[0].textContent).toContain(
      'not run yet: [1] still runs with the former text'
    );
  });
});
