/**
 * Explanations only, as a teacher or an examiner sets them for everybody who
 * uses the server.
 */
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import {
  cellAt,
  expect,
  helpAt,
  runCell,
  selectCell,
  sources,
  waitForKernel
} from './helpers';
import { useServer } from './server';

const PLUGIN = 'jupyterlab-asyncio-helper:notebook';

const CELLS = [
  'import asyncio\nasync def main():\n    return 42',
  'asyncio.run(main())'
];

const REWRITING = [
  'rewrite',
  'rewrite-and-run',
  'run-in-background',
  'rewrite-all',
  'rewrite-problem'
].map(name => `asyncio-helper:${name}`);

const server = useServer({ overrides: { [PLUGIN]: { explainOnly: true } } });

/**
 * What a person sees who is to find the rewrite on their own.
 */
async function expectExplainedOnly(help: Locator): Promise<void> {
  await expect(help).toContainText('asyncio.run(main())');
  await expect(help.getByRole('button', { name: 'Why?' })).toBeVisible();
  await expect(help.getByRole('button', { name: /Rewrite|Run/ })).toHaveCount(
    0
  );
  await expect(help.locator('ins, del')).toHaveCount(0);
}

/**
 * The commands with which a person could have the rewrite made.
 */
function enabledCommands(page: IJupyterLabPageFixture): Promise<string[]> {
  return page.evaluate(
    names => names.filter(name => window.jupyterapp.commands.isEnabled(name)),
    REWRITING
  );
}

/**
 * The switch of the setting, in JupyterLab's settings.
 */
async function openSetting(page: IJupyterLabPageFixture): Promise<Locator> {
  await page.evaluate(() =>
    window.jupyterapp.commands.execute('settingeditor:open', {
      query: 'asyncio help'
    })
  );
  return page.getByLabel('Explain only', { exact: true });
}

test('the panel explains; no button, command or key rewrites', async ({
  browser
}) => {
  await server.upload('lesson.ipynb', CELLS);
  const { page, watch } = await server.open(browser, 'lesson.ipynb');
  const underline = (await cellAt(page, 1)).locator('.cm-lintRange');
  await expect(underline).toHaveText('asyncio.run(main())');
  await runCell(page, 0);
  await runCell(page, 1);
  await expectExplainedOnly(await helpAt(page, 1));

  await expect(async () => {
    await underline.hover();
    const tooltip = page.locator('.cm-tooltip-lint');
    await expect(tooltip).toContainText('asyncio.run', { timeout: 2000 });
    await expect(tooltip.getByRole('button')).toHaveCount(0);
  }).toPass();

  await selectCell(page, 1);
  await expect.poll(() => enabledCommands(page)).toEqual([]);
  await page.evaluate(async names => {
    for (const name of names) {
      await window.jupyterapp.commands.execute(name);
    }
  }, REWRITING);
  await (await cellAt(page, 1)).locator('.jp-InputPrompt').click();
  await page.keyboard.press('Alt+Shift+Enter');
  await page.keyboard.press('Control+Alt+Enter');
  await expectExplainedOnly(await helpAt(page, 1));
  expect(await sources(page)).toEqual(CELLS);
  expect(watch.foreignRequests).toEqual([]);
  expect(watch.errors).toEqual([]);
});

test('the setting is shown as on, and cannot be switched off', async ({
  browser
}) => {
  await server.upload('exam.ipynb', CELLS);
  const { page } = await server.open(browser, 'exam.ipynb');
  const setting = await openSetting(page);
  await expect(setting).toBeChecked();
  await expect(setting).toBeDisabled();
  // The other settings are the person's own.
  await expect(page.getByLabel('Compact', { exact: true })).toBeEnabled();
});

test('what the person has in their own settings does not count', async ({
  browser
}) => {
  const settings = `${server.url}lab/api/settings/${PLUGIN}`;
  const store = async (own: object) => {
    const raw = JSON.stringify(own);
    const answer = await fetch(settings, {
      method: 'PUT',
      body: JSON.stringify({ raw })
    });
    expect(answer.ok).toBe(true);
  };
  await store({ explainOnly: false });
  try {
    await server.upload('own.ipynb', CELLS);
    const { page } = await server.open(browser, 'own.ipynb');
    await runCell(page, 0);
    await runCell(page, 1);
    await expectExplainedOnly(await helpAt(page, 1));
    await expect.poll(() => enabledCommands(page)).toEqual([]);
    const setting = await openSetting(page);
    await expect(setting).toBeChecked();
    await expect(setting).toBeDisabled();
  } finally {
    await store({});
  }
});

test('a console explains; no button, command or key rewrites', async ({
  browser
}) => {
  await server.upload('beside.ipynb', CELLS);
  const { page, watch } = await server.open(browser, 'beside.ipynb');
  await page.evaluate(async () => {
    await window.jupyterapp.commands.execute('console:create', {
      activate: true,
      kernelPreference: { name: 'python3' }
    });
  });
  const prompt = page.locator('.jp-CodeConsole-promptCell .cm-content');
  await prompt.waitFor();
  await waitForKernel(page);
  for (const line of [
    'import asyncio',
    'async def main(): return 42',
    CELLS[1]
  ]) {
    await prompt.click();
    await page.keyboard.type(line);
    await page.keyboard.press('Shift+Enter');
    await waitForKernel(page);
  }
  const cells = page.locator('.jp-CodeConsole-content .jp-CodeCell');
  await expect(cells).toHaveCount(3);
  const help = cells.nth(2).getByRole('region', { name: /^asyncio help/ });
  await expectExplainedOnly(help);
  await expect.poll(() => enabledCommands(page)).toEqual([]);
  await prompt.click();
  await page.keyboard.press('Alt+Shift+Enter');
  await page.keyboard.press('Control+Alt+Enter');
  await expectExplainedOnly(help);
  await expect(prompt).toHaveText('');
  await expect(cells).toHaveCount(3);
  expect(watch.errors).toEqual([]);
});

test('it holds where what the person has set cannot be read, and they are told', async ({
  browser
}) => {
  // JupyterLab's own server refuses such a file before the page starts.
  const spoil = async (page: Page) => {
    await page.route(/\/api\/settings\/?(\?|$|.*asyncio)/, async route => {
      if (route.request().method() !== 'GET') {
        await route.continue();
        return;
      }
      const response = await route.fetch();
      const json = await response.json();
      const plugins = Array.isArray(json.settings) ? json.settings : [json];
      for (const plugin of plugins) {
        if (plugin.id === PLUGIN) {
          plugin.raw = '{"explainOnly": fal';
        }
      }
      await route.fulfill({ response, json });
    });
  };
  await server.upload('broken.ipynb', CELLS);
  const { page } = await server.open(browser, 'broken.ipynb', spoil);
  await expect(page.locator('.Toastify')).toContainText(
    'Your settings of asyncio help cannot be read'
  );
  await runCell(page, 0);
  await runCell(page, 1);
  await expectExplainedOnly(await helpAt(page, 1));
  const underline = (await cellAt(page, 1)).locator('.cm-lintRange');
  await expect(async () => {
    await underline.hover();
    const tooltip = page.locator('.cm-tooltip-lint');
    await expect(tooltip).toContainText('asyncio.run', { timeout: 2000 });
    await expect(tooltip.getByRole('button')).toHaveCount(0);
  }).toPass();
  await expect.poll(() => enabledCommands(page)).toEqual([]);
});
