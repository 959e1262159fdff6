/**
 * A library that only this site has, and what its recipe in JupyterLab's
 * settings makes of it.
 */
import { readFileSync } from 'fs';
import * as path from 'path';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { test as onServers } from '@playwright/test';
import {
  cellAt,
  expect,
  helpAt,
  openNotebook,
  outputs,
  runCell,
  sources,
  test
} from './helpers';
import { useServer } from './server';

const PLUGIN = 'jupyterlab-asyncio-helper:notebook';

/**
 * Refuses a running loop in words of its own, and has an async twin.
 */
const COMPANY = `import asyncio

class Busy(Exception):
    pass

def fetch(table, limit=2):
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(afetch(table, limit))
    raise Busy("fetch is for scripts")

async def afetch(table, limit=2):
    await asyncio.sleep(0)
    return [table] * limit
`;

/**
 * The example that the documentation gives.
 */
const RECIPE = JSON.parse(
  /```json\n(.*?)```/s.exec(
    readFileSync(path.join(__dirname, '../../docs/libraries.md'), 'utf8')
  )![1]
) as { calls: { call: string }[] };

const CELLS = [
  'import company',
  'rows = company.fetch("orders", limit=3)\nrows'
];

/**
 * Put these recipes into the settings, as the JSON settings editor does.
 */
async function setRecipes(
  page: IJupyterLabPageFixture,
  recipes: readonly object[]
): Promise<void> {
  await page.evaluate(
    async ([plugin, value]) => {
      const registry = await window.galata.getPlugin(
        '@jupyterlab/apputils-extension:settings'
      );
      await registry?.set(plugin as string, 'recipes', value as object[] as []);
    },
    [PLUGIN, recipes] as const
  );
}

/**
 * What a recipe makes of the call, from the underline to the result.
 */
async function expectRewrittenToTwin(
  page: IJupyterLabPageFixture
): Promise<void> {
  const cell = await cellAt(page, 1);
  const underline = cell.locator('.cm-lintRange');
  await expect(underline).toHaveText('company.fetch("orders", limit=3)');
  const help = await helpAt(page, 1);
  await expect(help).toContainText('Company');
  await help.getByRole('button', { name: /^Rewrite and run/ }).click();
  await expect
    .poll(() => outputs(page, 1))
    .toMatchObject([
      { data: { 'text/plain': "['orders', 'orders', 'orders']" } }
    ]);
  expect(await sources(page)).toEqual([
    'import company',
    'from company import afetch\nrows = await afetch("orders", limit=3)\nrows'
  ]);
  await expect(underline).toHaveCount(0);
}

test.describe('in the settings of a person', () => {
  /**
   * Open a notebook beside the library, and run it to its error.
   */
  const runToError = async (page: IJupyterLabPageFixture, folder: string) => {
    await page.contents.uploadContent(COMPANY, 'text', `${folder}/company.py`);
    await openNotebook(page, `${folder}/own.ipynb`, CELLS);
    await runCell(page, 0);
    await runCell(page, 1);
    const cell = await cellAt(page, 1);
    await expect(cell).toContainText('fetch is for scripts');
    await expect(cell.locator('.jp-AsyncioHelp')).toHaveCount(0);
  };

  test('the call is underlined, explained, rewritten to its twin, and run', async ({
    page,
    tmpPath
  }) => {
    await runToError(page, tmpPath);
    await setRecipes(page, [RECIPE]);
    await expectRewrittenToTwin(page);
  });

  test('what is no recipe is told, with its place; the others hold', async ({
    page,
    tmpPath
  }) => {
    await runToError(page, tmpPath);
    const { call, ...rest } = RECIPE.calls[0];
    const misspelt = { ...RECIPE, calls: [{ ...rest, call, awiat: {} }] };
    await setRecipes(page, [misspelt, RECIPE]);
    await expect(page.getByRole('alert')).toHaveText(
      'asyncio help cannot use a recipe of its settings. ' +
        'recipes/0: calls/0/awiat: there is no such field.'
    );
    await expectRewrittenToTwin(page);
  });
});

onServers.describe('in the defaults of a server', () => {
  const server = useServer({ overrides: { [PLUGIN]: { recipes: [RECIPE] } } });

  onServers('the same for everybody', async ({ browser }) => {
    await server.upload('own.ipynb', CELLS);
    await server.uploadText('company.py', COMPANY);
    const { page, watch } = await server.open(browser, 'own.ipynb');
    await runCell(page, 0);
    await runCell(page, 1);
    await expectRewrittenToTwin(page);
    expect(watch.foreignRequests).toEqual([]);
    expect(watch.errors).toEqual([]);
  });
});
