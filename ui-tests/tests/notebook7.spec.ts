/**
 * The same in Notebook 7, on a server of its own.
 */
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { test } from '@playwright/test';
import {
  cellAt,
  expect,
  helpAt,
  notebookText,
  outputs,
  runAll,
  sources,
  waitForKernel,
  watchPage
} from './helpers';

// Set by playwright.config.js.
const ORIGIN = process.env.UI_TESTS_NOTEBOOK ?? '';

const CELLS = [
  `import asyncio
async def fetch(name):
    return name.upper()`,
  'def load(name):\n    return asyncio.run(fetch(name))',
  'table = load("orders")\ntable'
];

test('Notebook 7: a plan over two cells, and back', async ({
  page: plain,
  request
}) => {
  test.skip(ORIGIN === '', 'Notebook 7 is not installed');
  // The helpers use of Galata's page only what every page has.
  const page = plain as unknown as IJupyterLabPageFixture;
  const watch = watchPage(plain, ORIGIN);
  const put = await request.put(`${ORIGIN}/api/contents/plan.ipynb`, {
    data: {
      type: 'file',
      format: 'text',
      content: notebookText(CELLS)
    }
  });
  expect(put.ok()).toBe(true);
  await plain.goto(`${ORIGIN}/notebooks/plan.ipynb`);
  await plain.locator('.jp-Notebook').waitFor();
  await waitForKernel(page);
  // Before it has run.
  await expect((await cellAt(page, 1)).locator('.cm-lintRange')).toHaveText(
    'asyncio.run(fetch(name))'
  );
  await runAll(page);

  const help = await helpAt(page, 2);
  await expect(help).toContainText('The cause is in cell [2]: load starts');
  await help.getByRole('button', { name: 'cell [2]' }).press('Enter');
  await expect
    .poll(() =>
      plain.evaluate(() =>
        document.activeElement?.getAttribute('data-windowed-list-index')
      )
    )
    .toBe('1');
  await help.getByRole('button', { name: 'Rewrite and run' }).click();
  await expect
    .poll(() => outputs(page, 2))
    .toMatchObject([{ data: { 'text/plain': "'ORDERS'" } }]);
  const line = (await cellAt(page, 2)).getByRole('status');
  await expect(line).toHaveText('Rewritten in [2], [3] · Undo · Why?');
  await line.getByRole('button', { name: 'Undo' }).click();
  expect(await sources(page)).toEqual(CELLS);
  await line.getByRole('button', { name: 'Run [4] again' }).click();
  await expect(line).toHaveCount(0);
  await waitForKernel(page);

  expect(watch.foreignRequests).toEqual([]);
  // Notebook 7 fails on its own settings while it starts.
  expect(watch.errors.filter(text => !/'schema'/.test(text))).toEqual([]);
  const sessions = await request.get(`${ORIGIN}/api/sessions`);
  for (const { id } of (await sessions.json()) as { id: string }[]) {
    await request.delete(`${ORIGIN}/api/sessions/${id}`);
  }
});
