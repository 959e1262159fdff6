/**
 * The interface in Chinese, on JupyterLab's own Chinese.
 */
import { galata } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { cellAt, expect, openNotebook, runAll, runCell, test } from './helpers';

test.use({
  mockSettings: {
    ...galata.DEFAULT_SETTINGS,
    '@jupyterlab/translation-extension:plugin': { locale: 'zh_CN' }
  }
});

// The catalogue is used only where JupyterLab knows the language.
test.beforeEach(async ({ request }) => {
  const known = await request.get('/lab/api/translations/');
  test.skip(
    !('zh_CN' in (await known.json()).data),
    'jupyterlab-language-pack-zh-CN is not installed'
  );
});

const MAIN = 'import asyncio\nasync def main():\n    return 42';

/**
 * What is left in English where code is left out: two words in a row.
 */
async function english(shown: Locator): Promise<string[]> {
  const text = await shown.evaluate(node => {
    const copy = node.cloneNode(true) as HTMLElement;
    copy
      .querySelectorAll('code, pre, .jp-AsyncioHelp-diff')
      .forEach(code => code.replaceWith(' ` '));
    const labels = [...copy.querySelectorAll('[title], [aria-label]')].flatMap(
      labelled => [
        labelled.getAttribute('title') ?? '',
        labelled.getAttribute('aria-label') ?? ''
      ]
    );
    return [copy.textContent ?? '', ...labels].join('\n');
  });
  return text.match(/[a-z]{2,}(?: [a-z]{2,})+/gi) ?? [];
}

test('the panel, its page, and the line it becomes', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/panel.ipynb`, [
    MAIN,
    'asyncio.run(main())'
  ]);
  await runAll(page);
  const help = (await cellAt(page, 1)).getByRole('region', {
    name: 'asyncio 帮助，单元格 [2]'
  });
  await expect(help).toContainText('这个内核里已经有一个事件循环在运行');
  await expect(help).toContainText(
    '第 1 行的 asyncio.run(main()) 想要启动自己的循环。IPython 在这里一直运行着一个，所以单元格里可以直接 await。'
  );
  await help.getByRole('button', { name: '为什么？' }).click();
  const why = help.getByRole('group', { name: '为什么？' });
  await expect(why.getByRole('heading', { name: '应该怎样写' })).toBeVisible();
  await expect(why).toContainText('改写前');
  // The code is that of the English page.
  await expect(why.locator('pre').first()).toContainText(
    'RuntimeError: asyncio.run() cannot be called from a running event loop'
  );
  expect(await english(help)).toEqual([]);

  await help.getByRole('button', { name: '改写并运行' }).click();
  const line = (await cellAt(page, 1)).getByRole('status');
  await expect(line).toHaveText('已改写为 await main() · 撤销 · 为什么？');
  await expect(page.locator('.jp-AsyncioHelp-count')).toBeHidden();
});

test('several cells, and a lost coroutine', async ({ page, tmpPath }) => {
  await openNotebook(page, `${tmpPath}/plan.ipynb`, [
    MAIN,
    'def load():\n    return asyncio.run(main())',
    'table = load()',
    'main()'
  ]);
  for (const index of [0, 1, 2, 3]) {
    await runCell(page, index);
  }
  const regions = page.getByRole('region', { name: /^asyncio 帮助/ });
  await expect(regions.first()).toContainText(
    '原因在单元格 [2]：load 要启动事件循环'
  );
  await expect(regions.first()).toContainText('有 2 个单元格会改变');
  await expect(page.locator('.jp-AsyncioHelp-count')).toHaveText(
    '2 个 asyncio 问题'
  );
  const shown = page.locator('.jp-Notebook [data-rule]');
  for (const help of await shown.all()) {
    expect(await english(help)).toEqual([]);
  }
  await regions
    .first()
    .getByRole('button', { name: '改写', exact: true })
    .click();
  await expect((await cellAt(page, 2)).getByRole('status')).toContainText(
    '[2]、[3]'
  );
});

test('before a cell has run, and the notebook as a whole', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/whole.ipynb`, [
    MAIN,
    'x = asyncio.run(main())'
  ]);
  await (await cellAt(page, 1)).locator('.cm-lintRange').hover();
  const tooltip = page.locator('.cm-tooltip-lint');
  await expect(tooltip).toContainText('想要启动自己的循环');
  await expect(
    tooltip.getByRole('button', { name: '在这里用 await 等待' })
  ).toBeVisible();

  const dialog = page.getByRole('dialog');
  for (const [command, title, button] of [
    ['check-notebook', '此笔记本中有 1 个问题', '全部改写…'],
    ['rewrite-all', '改写 1 个单元格？', '改写']
  ]) {
    void page.evaluate(
      id => window.jupyterapp.commands.execute(id),
      `asyncio-helper:${command}`
    );
    await expect(dialog).toContainText(title);
    await expect(
      dialog.getByRole('button', { name: button, exact: true })
    ).toBeVisible();
    expect(await english(dialog)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  }
});

test('settings, menus and the command palette', async ({ page, tmpPath }) => {
  await openNotebook(page, `${tmpPath}/menus.ipynb`, [
    MAIN,
    'asyncio.run(main())'
  ]);
  await runAll(page);
  await expect(
    page.getByRole('region', { name: /^asyncio 帮助/ })
  ).toBeVisible();
  const menuBar = page.locator('.lm-MenuBar-item');
  await menuBar.filter({ hasText: '运行' }).click();
  await expect(
    page.locator('.lm-Menu').getByText('改写 asyncio 调用并运行')
  ).toBeVisible();
  await page.keyboard.press('Escape');
  const labels = await page.evaluate(() => {
    const { commands } = window.jupyterapp;
    return commands
      .listCommands()
      .filter(id => id.startsWith('asyncio-helper:'))
      .flatMap(id => [commands.label(id), commands.caption(id)]);
  });
  expect(labels.filter(label => !/\p{Script=Han}/u.test(label))).toEqual([]);

  await page.evaluate(() =>
    window.jupyterapp.commands.execute('settingeditor:open', {
      query: 'asyncio'
    })
  );
  const settings = page.locator('.jp-SettingsPanel');
  await expect(settings.getByLabel('显示帮助', { exact: true })).toBeVisible();
  await expect(settings).toContainText('编辑器中的 asyncio 帮助');
  const read = async () =>
    (
      await settings
        .locator('h2, legend, label, .jp-FormGroup-description, p')
        .allTextContents()
    ).join('\n');
  expect(await read()).not.toMatch(/\b(?:Whether|Show|Rules|Preferred)\b/);
  // The schema is fetched again when something is set.
  await settings.getByLabel('紧凑', { exact: true }).click();
  await expect
    .poll(() =>
      page.evaluate(() =>
        window.jupyterapp.shell.currentWidget!.node.textContent!.includes(
          '帮助在展开之前是否只显示一行'
        )
      )
    )
    .toBe(true);
  await settings.getByLabel('紧凑', { exact: true }).click();
  await expect(settings.getByLabel('仅解释', { exact: true })).toBeVisible();
});
