/**
 * Where help stays quiet, or away, and what it never touches.
 */
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { CellSpec } from './helpers';
import {
  cellAt,
  expect,
  helpAt,
  openNotebook,
  outputs,
  runAll,
  runCell,
  savedText,
  sources,
  test,
  waitForKernel
} from './helpers';

const MAIN = 'import asyncio\nasync def main():\n    return 42';
const CALL = 'x = asyncio.run(main())  # keep';
const MESSAGE = 'asyncio.run() cannot be called from a running event loop';

/**
 * The error that IPython saves for `CALL`, run as the second cell.
 */
const SAVED = {
  ename: 'RuntimeError',
  evalue: MESSAGE,
  output_type: 'error',
  traceback: [
    '\u001b[31mRuntimeError\u001b[39m    Traceback (most recent call last)',
    `\u001b[36mCell\u001b[39m\u001b[36m \u001b[39m\u001b[32mIn[2]\u001b[39m\u001b[32m, line 1\u001b[39m\n\u001b[32m----> \u001b[39m\u001b[32m1\u001b[39m ${CALL}\n`,
    `\u001b[31mRuntimeError\u001b[39m: ${MESSAGE}`
  ]
};

const REOPENED: CellSpec[] = [
  { source: MAIN, executionCount: 1 },
  { source: CALL, executionCount: 2, outputs: [SAVED] }
];

/**
 * Longer than help takes to come.
 */
const REST = 1500;

/**
 * All that help has put into the notebook.
 */
function allHelp(page: IJupyterLabPageFixture) {
  return page.locator('.jp-Notebook').locator('[data-rule]');
}

test('an error that is none of ours, and a text like the message: no panel', async ({
  page,
  tmpPath
}) => {
  const own = (error: string) => `def check():\n    raise ${error}\ncheck()`;
  await openNotebook(page, `${tmpPath}/foreign.ipynb`, [
    own('RuntimeError("the pump is already running")'),
    '1 / 0',
    `print("RuntimeError: ${MESSAGE}")`,
    `import sys; print("RuntimeError: ${MESSAGE}", file=sys.stderr)`,
    `"${MESSAGE}"`,
    own(`ValueError("${MESSAGE}")`),
    '%%bash\necho "asyncio.run(main())"; exit 1',
    'def broken(:\n    pass'
  ]);
  for (let i = 0; i < 8; i++) {
    await runCell(page, i);
  }
  await page.waitForTimeout(REST);
  await expect(allHelp(page)).toHaveCount(0);
});

test('a reopened notebook: one line, which opens to the panel and runs nothing', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/reopened.ipynb`, REOPENED);
  const cell = await cellAt(page, 1);
  const line = cell.getByRole('button', { name: /^asyncio help, cell \[2\]/ });
  await expect(line).toBeVisible();
  await expect(line).toHaveAttribute('aria-expanded', 'false');
  const help = await helpAt(page, 1);
  await expect(help).toHaveCount(0);
  const { height } = (await line.boundingBox())!;
  expect(height).toBeLessThan(40);
  await line.click();
  await expect(help).toBeVisible();
  await expect(help).toContainText('x = await main()  # keep');
  await expect(line).toHaveCount(0);
  await expect(cell.locator('.jp-InputPrompt')).toHaveText('[2]:');
  expect(await outputs(page, 1)).toEqual([SAVED]);
  await expect(await cellAt(page, 0)).toContainText('[1]:');
  // Only now the person runs something.
  await runCell(page, 0);
  await help.getByRole('button', { name: 'Rewrite and run' }).click();
  await waitForKernel(page);
  expect(await outputs(page, 1)).toEqual([]);
});

test('a cell that is expected to fail: one line at most', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/expected.ipynb`, [
    MAIN,
    { source: CALL, metadata: { tags: ['raises-exception'] } }
  ]);
  await runAll(page);
  const cell = await cellAt(page, 1);
  await expect(
    cell.getByRole('button', { name: /^asyncio help/ })
  ).toBeVisible();
  await expect(await helpAt(page, 1)).toHaveCount(0);
  await expect(cell.getByRole('status')).toHaveText('');
});

test('a read-only cell: an explanation without a rewrite', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/locked.ipynb`, [
    MAIN,
    { source: CALL, metadata: { editable: false } }
  ]);
  await runAll(page);
  const help = await helpAt(page, 1);
  await expect(help).toContainText('asyncio.run(main()) on line 1');
  await expect(help.getByRole('button')).toHaveText(['Why?', '×']);
  expect((await sources(page))[1]).toBe(CALL);
});

test('a cell that was edited after the error: the rewrite follows, or the panel goes', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/edited.ipynb`, [MAIN, CALL]);
  await runAll(page);
  const help = await helpAt(page, 1);
  await expect(help).toBeVisible();
  const edit = (from: number, to: number, insert: string) =>
    page.evaluate(
      change => {
        const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
        const cell = panel.content.model!.sharedModel.cells[1];
        cell.updateSource(change.from, change.to, change.insert);
      },
      { from, to, insert }
    );

  // Beside the call: the rewrite is made for the new text.
  await edit(CALL.length, CALL.length, ' it');
  await expect(help.locator('ins')).toContainText('# keep it');

  // In the very moment of the click: refused, and nothing is changed.
  await page.evaluate(() => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    const cell = panel.content.model!.sharedModel.cells[1];
    cell.updateSource(cell.getSource().length, cell.getSource().length, '!');
    panel.content.node
      .querySelector<HTMLElement>('[role=region] [data-action=run]')!
      .click();
  });
  expect((await sources(page))[1]).toBe(`${CALL} it!`);
  await expect(help.getByRole('alert')).toContainText('Nothing was changed');
  await expect(help.locator('ins')).toContainText('# keep it!');

  // The call is gone, and with it the help.
  await edit(4, 23, 'main()');
  await expect(help).toHaveCount(0);
});

test('cells that move, are deleted, cleared or run again: never a stale or doubled panel', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/moved.ipynb`, [MAIN, CALL, 'y = 1']);
  await runAll(page);
  await expect(await helpAt(page, 1)).toBeVisible();
  const execute = (id: string) =>
    page.evaluate(async command => {
      await window.jupyterapp.commands.execute(command);
    }, `notebook:${id}`);
  const activate = (index: number) =>
    page.evaluate(i => {
      const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
      panel.content.activeCellIndex = i;
    }, index);

  await activate(1);
  await execute('move-cell-down');
  await expect(await helpAt(page, 2)).toBeVisible();
  await expect(allHelp(page)).toHaveCount(1);

  await execute('copy-cell');
  await execute('paste-cell-below');
  await page.waitForTimeout(REST);
  // A pasted error was not run here.
  await expect(
    (await cellAt(page, 3)).getByRole('button', { name: /^asyncio help/ })
  ).toBeVisible();
  await expect(allHelp(page)).toHaveCount(2);

  await activate(3);
  await execute('delete-cell');
  await expect(allHelp(page)).toHaveCount(1);
  await activate(2);
  await execute('clear-cell-output');
  await expect(allHelp(page)).toHaveCount(0);
  await runCell(page, 2);
  await runCell(page, 2);
  await expect(await helpAt(page, 2)).toBeVisible();
  await expect(allHelp(page)).toHaveCount(1);
  await activate(2);
  await execute('change-cell-to-markdown');
  await expect(allHelp(page)).toHaveCount(0);
});

test('saving gives the bytes that JupyterLab alone would have saved', async ({
  page,
  tmpPath
}) => {
  /**
   * Open, run, look at all there is to see, save.
   */
  const work = async (path: string, look: boolean) => {
    await openNotebook(page, path, [...REOPENED, CALL, 'y = 1']);
    if (!look) {
      await page.evaluate(async () => {
        await window.jupyterapp.commands.execute('asyncio-helper:toggle');
      });
    }
    await runCell(page, 0);
    await runCell(page, 2);
    if (look) {
      const saved = await cellAt(page, 1);
      await saved.getByRole('button', { name: /^asyncio help/ }).click();
      const help = await helpAt(page, 2);
      await help.getByRole('button', { name: 'Why?' }).click();
      await help.getByRole('button', { name: 'More rewrites' }).click();
      await expect(help.getByText('What to write instead')).toBeAttached();
      await (
        await helpAt(page, 1)
      )
        .getByRole('button', { name: 'Dismiss' })
        .click();
    } else {
      await page.waitForTimeout(REST);
      await expect(allHelp(page)).toHaveCount(0);
    }
    return savedText(page, path);
  };
  const withHelp = await work(`${tmpPath}/bytes.ipynb`, true);
  const alone = await work(`${tmpPath}/alone.ipynb`, false);
  expect(withHelp).toContain(MESSAGE);
  expect(withHelp).toBe(alone);
});

test('showing help leaves the document clean, and its history empty', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/clean.ipynb`, REOPENED);
  await savedText(page, `${tmpPath}/clean.ipynb`);
  const state = () =>
    page.evaluate(() => {
      const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
      const model = panel.content.model!;
      return {
        dirty: model.dirty,
        undo: model.sharedModel.cells.map(cell => cell.canUndo()),
        json: JSON.stringify(model.toJSON())
      };
    });
  const before = await state();
  expect(before.dirty).toBe(false);
  const cell = await cellAt(page, 1);
  await cell.getByRole('button', { name: /^asyncio help/ }).click();
  const help = await helpAt(page, 1);
  await help.getByRole('button', { name: 'Why?' }).click();
  await expect(help.getByText('What to write instead')).toBeAttached();
  await help.getByRole('button', { name: 'Dismiss' }).click();
  expect(await state()).toEqual(before);
});
