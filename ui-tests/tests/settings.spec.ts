/**
 * What a person can set, and that it holds at once.
 */
import {
  cellAt,
  expect,
  helpAt,
  openNotebook,
  runAll,
  selectCell,
  test
} from './helpers';

const PLUGIN = 'jupyterlab-asyncio-helper:notebook';
const MAIN = 'import asyncio\nasync def main():\n    return 42';
const CALL = 'x = asyncio.run(main())  # keep';

test.describe('set before the page is opened', () => {
  test.use({
    mockSettings: {
      [PLUGIN]: { explainOnly: true }
    }
  });

  test('explain only: sentences and Why?, no rewrite, no diff', async ({
    page,
    tmpPath
  }) => {
    await openNotebook(page, `${tmpPath}/explain.ipynb`, [MAIN, CALL]);
    await runAll(page);
    const help = await helpAt(page, 1);
    await expect(help).toContainText('asyncio.run(main())');
    await expect(help.locator('ins, del')).toHaveCount(0);
    await expect(help.getByRole('button', { name: /Rewrite/ })).toHaveCount(0);
    await expect(help.getByRole('button', { name: 'Why?' })).toBeVisible();
    const enabled = await page.evaluate(() =>
      ['rewrite', 'rewrite-and-run', 'run-in-background', 'rewrite-all'].filter(
        name => window.jupyterapp.commands.isEnabled(`asyncio-helper:${name}`)
      )
    );
    expect(enabled).toEqual([]);
  });
});

test('set while a panel is open: it follows at once', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/live.ipynb`, [MAIN, CALL]);
  await runAll(page);
  const notebook = await page.evaluate(
    () => window.jupyterapp.shell.currentWidget!.id
  );
  const help = await helpAt(page, 1);
  await expect(help.locator('ins')).toHaveCount(1);

  /**
   * Change a setting in the settings editor, and come back.
   */
  const toggle = async (title: string) => {
    await page.evaluate(() =>
      window.jupyterapp.commands.execute('settingeditor:open', {
        query: 'asyncio help'
      })
    );
    await page.getByLabel(title, { exact: true }).click();
    await page.evaluate(id => {
      window.jupyterapp.shell.activateById(id);
    }, notebook);
  };
  await toggle('Explain only');
  await expect(help.locator('ins')).toHaveCount(0);
  await expect(help.getByRole('button', { name: /Rewrite/ })).toHaveCount(0);
  await toggle('Explain only');
  await expect(help.locator('ins')).toHaveCount(1);

  const first = help.locator('.jp-mod-accept');
  await expect(first).toHaveText('Rewrite and run');
  await toggle('Run after a rewrite');
  await expect(first).toHaveText('Rewrite');

  await toggle('Compact');
  await expect(help).toHaveCount(0);
  await expect(
    (await cellAt(page, 1)).getByRole('button', { name: /^asyncio help/ })
  ).toBeVisible();

  await toggle('Errors');
  await selectCell(page, 1);
  await expect(page.locator('.jp-Notebook [data-rule]')).toHaveCount(0);
  await toggle('Errors');
  await expect(page.locator('.jp-Notebook [data-rule]')).toHaveCount(1);
});
