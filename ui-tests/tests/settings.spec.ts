/**
 * What a person can set, and that it holds at once.
 */
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import {
  cellAt,
  expect,
  helpAt,
  openNotebook,
  runAll,
  runCell,
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
      [
        'rewrite',
        'rewrite-and-run',
        'run-in-background',
        'rewrite-all',
        'rewrite-problem'
      ].filter(name =>
        window.jupyterapp.commands.isEnabled(`asyncio-helper:${name}`)
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

/**
 * Change a setting, as the settings editor does.
 */
async function set(
  page: IJupyterLabPageFixture,
  name: string,
  value: boolean | readonly string[]
): Promise<void> {
  await page.evaluate(
    async ([plugin, key, to]) => {
      const registry = await window.galata.getPlugin(
        '@jupyterlab/apputils-extension:settings'
      );
      await registry?.set(plugin as string, key as string, to as string[]);
    },
    [PLUGIN, name, value] as const
  );
}

test('which evidence is answered, and which rules: at once', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/evidence.ipynb`, [
    MAIN,
    'main()',
    'def later():\n    main()\n    return 1',
    'later()'
  ]);
  for (let i = 0; i < 4; i++) {
    await runCell(page, i);
  }
  const helpUnder = async (index: number) =>
    (await cellAt(page, index)).locator('> .jp-AsyncioHelp');
  const underlines = page.locator('.jp-Notebook .cm-lintRange');
  await expect(await helpUnder(1)).toHaveCount(1);
  await expect(await helpUnder(2)).toHaveCount(1);
  await expect(await helpUnder(3)).toHaveCount(1);

  await set(page, 'results', false);
  await expect(await helpUnder(1)).toHaveCount(0);
  await expect(await helpUnder(2)).toHaveCount(1);
  await set(page, 'results', true);
  await expect(await helpUnder(1)).toHaveCount(1);

  await set(page, 'warnings', false);
  await expect(await helpUnder(2)).toHaveCount(0);
  await expect(await helpUnder(3)).toHaveCount(0);
  await expect(await helpUnder(1)).toHaveCount(1);
  await set(page, 'warnings', true);
  await expect(await helpUnder(2)).toHaveCount(1);
  await expect(await helpUnder(3)).toHaveCount(1);

  const count = await underlines.count();
  expect(count).toBeGreaterThan(0);
  const rules = await page
    .locator('.jp-Notebook [data-rule]')
    .evaluateAll(nodes =>
      nodes.map(node => node.getAttribute('data-rule') as string)
    );
  await set(page, 'rulesOff', rules);
  await expect(page.locator('.jp-Notebook [data-rule]')).toHaveCount(0);
  await expect(underlines).toHaveCount(0);
  await expect(page.locator('.jp-AsyncioHelp-count')).toBeHidden();
  await set(page, 'rulesOff', []);
  await expect(await helpUnder(1)).toHaveCount(1);
  await expect(underlines).toHaveCount(count);
});

test("blocking calls of one's own: underlined, told and rewritten at once", async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/blocking.ipynb`, [
    'import asyncio\nfrom company import database as db',
    'async def job():\n    return db.query("orders")'
  ]);
  const underlines = page.locator('.jp-Notebook .cm-lintRange');
  await expect(await cellAt(page, 1)).toContainText('db.query');
  await page.waitForTimeout(1500);
  await expect(underlines).toHaveCount(0);
  await set(page, 'blockingCalls', ['company.database.query']);
  await expect(underlines).toHaveText(['db.query("orders")']);
  await expect(page.locator('.jp-AsyncioHelp-count')).toHaveText(
    '1 asyncio problem'
  );
  await underlines.hover();
  const tooltip = page.locator('.cm-tooltip-lint');
  await expect(tooltip).toContainText('query');
  await expect(tooltip.getByRole('button')).not.toHaveCount(0);
  await set(page, 'blockingCalls', []);
  await expect(underlines).toHaveCount(0);
  await set(page, 'blockingCalls', ['company.database.query']);
  await expect(underlines).toHaveCount(1);
  await underlines.hover();
  await tooltip.getByRole('button').first().click();
  await expect(underlines).toHaveCount(0);
  await expect(await cellAt(page, 1)).toContainText(
    'await asyncio.to_thread(db.query, "orders")'
  );
});
