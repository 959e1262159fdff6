/**
 * Careful daily use: many cells at once, other evidence than errors, help put
 * away, whole notebooks.
 */
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import {
  cellAt,
  execute,
  expect,
  helpAt,
  openNotebook,
  runAll,
  runCell,
  selectCell,
  sources,
  test,
  waitForKernel
} from './helpers';

const MAIN = 'import asyncio\nasync def main():\n    return 42';
const CALL = 'x = asyncio.run(main())  # keep';

/**
 * Longer than help takes to come.
 */
const REST = 1500;

/**
 * The lines of help that are not open.
 */
function lines(page: IJupyterLabPageFixture) {
  return page
    .locator('.jp-Notebook')
    .getByRole('button', { name: /^asyncio help/ });
}

function regions(page: IJupyterLabPageFixture) {
  return page
    .locator('.jp-Notebook')
    .getByRole('region', { name: /^asyncio help/ });
}

test('Run All: one panel, one line for each other, and the way on', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/all.ipynb`, [
    MAIN,
    'main()',
    '[main(), main()]',
    CALL,
    'y = 1',
    'print(y)'
  ]);
  await runAll(page);
  await expect(await helpAt(page, 1)).toBeVisible();
  await page.waitForTimeout(REST);
  await expect(regions(page)).toHaveCount(1);
  expect(await lines(page).count()).toBeGreaterThanOrEqual(2);
  await expect(
    (await cellAt(page, 3)).getByRole('button', { name: /^asyncio help/ })
  ).toBeVisible();

  // The cells below the one that failed have not run.
  await (
    await cellAt(page, 3)
  )
    .getByRole('button', { name: /^asyncio help/ })
    .click();
  const help = await helpAt(page, 3);
  await help
    .getByRole('button', { name: 'Rewrite, run, and run all below' })
    .click();
  await expect(await cellAt(page, 5)).toContainText('1');
  await waitForKernel(page);
  expect((await sources(page))[3]).toBe('x = await main()  # keep');
});

test('a result and a warning: help where the cause is, and a line that leads there', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/warning.ipynb`, [
    MAIN,
    'def later():\n    main()\n    return 1',
    'a = 1',
    'later()'
  ]);
  await runCell(page, 0);
  await runCell(page, 1);
  await runCell(page, 3);
  const cell = await cellAt(page, 3);
  await expect(cell).toContainText('never awaited');
  const pointer = cell.getByRole('button', {
    name: /^asyncio help, cell \[3\]/
  });
  await expect(pointer).toBeVisible();
  await expect(pointer).toContainText('[2]');
  const help = await helpAt(page, 1);
  await expect(help).toBeVisible();
  await pointer.click();
  await expect
    .poll(() => help.evaluate(node => node.contains(document.activeElement)))
    .toBe(true);
  await help.getByRole('button', { name: 'Dismiss' }).click();
  await expect(regions(page)).toHaveCount(0);
  await expect(lines(page)).toHaveCount(0);
});

test('hidden help stays hidden, and comes back on demand', async ({
  page,
  tmpPath
}) => {
  const path = `${tmpPath}/hidden.ipynb`;
  await openNotebook(page, path, [MAIN, CALL, CALL]);
  await runCell(page, 0);
  await runCell(page, 1);
  let help = await helpAt(page, 1);

  // By keyboard.
  await help.getByRole('button', { name: 'Why?' }).focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await help.getByRole('button', { name: /in this notebook/ }).click();
  await expect(regions(page)).toHaveCount(0);
  await runCell(page, 2);
  await page.waitForTimeout(REST);
  await expect(regions(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(regions(page).first()).toBeVisible();

  help = regions(page).first();
  await help.locator('summary').click();
  await help.getByRole('button', { name: /in every notebook/ }).click();
  await expect(regions(page)).toHaveCount(0);
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const { serviceManager } = window.jupyterapp;
        const { raw } = await serviceManager.settings.fetch(
          'jupyterlab-asyncio-helper:notebook'
        );
        return raw;
      })
    )
    .toContain('asyncio-run');
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(regions(page).first()).toBeVisible();
});

test('check and rewrite a whole notebook that has never run', async ({
  page,
  tmpPath
}) => {
  const cells = [
    MAIN,
    'def load():\n    return asyncio.run(main())',
    'a = load()',
    CALL
  ];
  await openNotebook(page, `${tmpPath}/whole.ipynb`, cells);
  const dialog = page.locator('.jp-Dialog');
  void execute(page, 'asyncio-helper:check-notebook');
  await expect(dialog).toContainText('2 problems in this notebook');
  await dialog.getByRole('button', { name: /^cell x = asyncio/ }).click();
  await expect(dialog).toHaveCount(0);
  await expect
    .poll(() =>
      page.evaluate(() => {
        const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
        return panel.content.activeCellIndex;
      })
    )
    .toBe(3);

  void execute(page, 'asyncio-helper:rewrite-all');
  await expect(dialog).toContainText('Rewrite 3 cells?');
  expect(await sources(page)).toEqual(cells);
  await dialog.getByRole('button', { name: 'Rewrite' }).click();
  await expect
    .poll(() => sources(page))
    .toEqual([
      MAIN,
      'async def load():\n    return await main()',
      'a = await load()',
      'x = await main()  # keep'
    ]);
  // One step of undo in each cell.
  const history = await page.evaluate(() => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    const shared = panel.content.model!.sharedModel.cells;
    shared[3].undo();
    const undone = shared[3].getSource();
    shared[3].redo();
    return undone;
  });
  expect(history).toBe(CALL);
  await execute(page, 'asyncio-helper:undo');
  expect(await sources(page)).toEqual(cells);

  void execute(page, 'asyncio-helper:rewrite-all');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(await sources(page)).toEqual(cells);
});

test('the status bar counts what is told and what is underlined, each once, and leads on', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/status.ipynb`, [
    MAIN,
    CALL,
    CALL,
    'y = 1'
  ]);
  const count = page.locator('.jp-AsyncioHelp-count');
  const underlines = page.locator('.jp-Notebook .cm-lintRange');
  // Before anything has run.
  await expect(count).toHaveText('2 asyncio problems');
  await selectCell(page, 3);
  await count.click();
  await expect(page.locator('.cm-tooltip-lint')).toContainText('IPython');
  const active = () =>
    page.evaluate(() => {
      const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
      return panel.content.activeCellIndex;
    });
  expect(await active()).toBe(1);

  await runCell(page, 0);
  await runCell(page, 1);
  await expect(await helpAt(page, 1)).toBeVisible();
  await expect(count).toHaveText('2 asyncio problems');
  await selectCell(page, 3);
  await count.click();
  const help = await helpAt(page, 1);
  const hasFocus = () =>
    help.evaluate(node => node.contains(document.activeElement));
  await expect.poll(hasFocus).toBe(true);
  // What has no help is led to where it is underlined.
  await count.click();
  await expect.poll(active).toBe(2);
  await expect(page.locator('.cm-tooltip-lint')).toBeVisible();

  await help.getByRole('button', { name: 'Rewrite', exact: true }).click();
  await expect(count).toHaveText('1 asyncio problem');
  await runCell(page, 2);
  const second = await helpAt(page, 2);
  await second.getByRole('button', { name: 'Dismiss' }).click();
  // It is still wrong, and underlined; but the person knows.
  await expect(count).toBeHidden();
  await expect(underlines).toHaveCount(1);
  // Unless it happens again.
  await runCell(page, 2);
  await expect(count).toHaveText('1 asyncio problem');
  await second.getByRole('button', { name: 'Dismiss' }).click();
  await expect(count).toBeHidden();
  // Another of the same cell is another.
  await (await cellAt(page, 2)).locator('.cm-content').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('y = asyncio.run(main())');
  await expect(count).toHaveText('1 asyncio problem');
  await page.evaluate(() =>
    window.jupyterapp.commands.execute('launcher:create')
  );
  await expect(count).toBeHidden();
});

test('the keys lead to help, and to what is underlined where there is none', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/keys.ipynb`, [
    MAIN,
    CALL,
    'y = 1',
    CALL
  ]);
  await runCell(page, 0);
  await runCell(page, 1);
  const help = await helpAt(page, 1);
  await expect(help).toBeVisible();
  const hasFocus = () =>
    help.evaluate(node => node.contains(document.activeElement));
  const tooltip = page.locator('.cm-tooltip-lint');
  // It stands under the active cell.
  await page.keyboard.press('F8');
  await expect.poll(hasFocus).toBe(true);
  await page.keyboard.press('F8');
  await expect(tooltip).toHaveCount(1);
  expect(await hasFocus()).toBe(false);
  await page.keyboard.press('F8');
  await expect.poll(hasFocus).toBe(true);
  await page.keyboard.press('Shift+F8');
  await expect(tooltip).toHaveCount(1);
  await page.keyboard.press('Shift+F8');
  await expect.poll(hasFocus).toBe(true);
  await page.keyboard.press('Escape');
  expect(await hasFocus()).toBe(false);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('0 or ');
  expect((await sources(page))[1]).toBe(`0 or ${CALL}`);
});

test('a rule that is hidden in a notebook is neither told, underlined nor counted there', async ({
  page,
  tmpPath
}) => {
  const path = `${tmpPath}/hidden-rule.ipynb`;
  await openNotebook(page, path, [
    MAIN,
    CALL,
    'import time\nasync def wait():\n    time.sleep(9)'
  ]);
  const count = page.locator('.jp-AsyncioHelp-count');
  const underlines = page.locator('.jp-Notebook .cm-lintRange');
  await expect(underlines).toHaveText(['asyncio.run(main())', 'time.sleep(9)']);
  await expect(count).toHaveText('2 asyncio problems');
  await runCell(page, 0);
  await runCell(page, 1);
  const help = await helpAt(page, 1);
  await help.locator('summary').click();
  await help.getByRole('button', { name: /in this notebook/ }).click();
  await expect(regions(page)).toHaveCount(0);
  await expect(underlines).toHaveText(['time.sleep(9)']);
  await expect(count).toHaveText('1 asyncio problem');

  // It goes with the notebook: renamed, closed and opened again.
  await page.evaluate(async () => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    const renamed = panel.context.path.replace('.ipynb', '-2.ipynb');
    await panel.context.rename(renamed.split('/').pop()!);
    await panel.context.save();
    panel.dispose();
    await window.jupyterapp.commands.execute('docmanager:open', {
      path: renamed
    });
  });
  await expect(underlines).toHaveText(['time.sleep(9)']);
  await expect(count).toHaveText('1 asyncio problem');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(underlines).toHaveText(['asyncio.run(main())', 'time.sleep(9)']);
  await expect(count).toHaveText('2 asyncio problems');
});

test('menus and keys: only where they do something', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/menus.ipynb`, [MAIN, CALL, 'y = 1']);
  const item = (name: string) =>
    page.getByRole('menuitem', { name }).filter({ visible: true });
  const seen = async (menu: string, name: string) => {
    await page.menu.open(menu);
    const isVisible = await item(name).isVisible();
    await page.menu.closeAll();
    return isVisible;
  };
  expect(await seen('Run', 'Rewrite asyncio Call and Run')).toBe(false);
  expect(await seen('Run', 'Check Notebook for asyncio Problems')).toBe(true);
  await runAll(page);
  await expect(await helpAt(page, 1)).toBeVisible();
  expect(await seen('Run', 'Rewrite asyncio Call and Run')).toBe(true);
  expect(await seen('Edit', 'Undo asyncio Rewrite')).toBe(false);

  await (
    await cellAt(page, 2)
  )
    .locator('.jp-InputPrompt')
    .click({ button: 'right' });
  await expect(item('Rewrite asyncio Call')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await (
    await cellAt(page, 1)
  )
    .locator('.jp-InputPrompt')
    .click({ button: 'right' });
  await expect(item('Rewrite asyncio Call and Run')).toBeVisible();
  await page.keyboard.press('Escape');

  await selectCell(page, 1);
  await (await cellAt(page, 1)).locator('.jp-InputPrompt').click();
  await page.keyboard.press('Alt+Shift+Enter');
  await expect
    .poll(async () => (await sources(page))[1])
    .toBe('x = await main()  # keep');
  expect(await seen('Edit', 'Undo asyncio Rewrite')).toBe(true);
});

test('two views of one notebook: one panel in each, a rewrite applied once', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/views.ipynb`, [MAIN, CALL]);
  await runAll(page);
  await expect(await helpAt(page, 1)).toBeVisible();
  await execute(page, 'docmanager:clone');
  const all = page.locator('.jp-NotebookPanel:visible [data-rule]');
  await expect(all).toHaveCount(2);
  const first = regions(page).first();
  await first.getByRole('button', { name: 'Rewrite', exact: true }).click();
  expect((await sources(page))[1]).toBe('x = await main()  # keep');
  await expect(regions(page)).toHaveCount(0);
  await expect(lines(page)).toHaveCount(0);
});
