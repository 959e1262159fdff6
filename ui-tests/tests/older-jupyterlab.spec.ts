/**
 * The main job in the oldest JupyterLab that the extension is for.
 */
import { test } from '@playwright/test';
import {
  cellAt,
  expect,
  helpAt,
  outputs,
  runAll,
  runCell,
  sources,
  waitForKernel
} from './helpers';
import { useServer } from './server';

const server = useServer({ environment: 'older-jupyterlab' });

const CELLS = [
  `import asyncio
async def fetch(name):
    return name.upper()`,
  'def load(name):\n    return asyncio.run(fetch(name))',
  'table = load("orders")\ntable',
  'asyncio.run(fetch("users"))'
];

test('JupyterLab 4.0: underlined, explained, rewritten and run, undone, dismissed', async ({
  browser
}) => {
  await server.upload('older.ipynb', CELLS);
  const { page, watch } = await server.open(browser, 'older.ipynb');
  expect(await page.evaluate(() => window.jupyterapp.version)).toMatch(
    /^4\.0\./
  );
  // Before it has run.
  await expect((await cellAt(page, 1)).locator('.cm-lintRange')).toHaveText(
    'asyncio.run(fetch(name))'
  );

  await runAll(page);
  const help = await helpAt(page, 2);
  await expect(help).toContainText('The cause is in cell [2]: load starts');
  await expect(help.locator('ins')).toHaveCount(3);
  await help.getByRole('button', { name: 'Rewrite and run' }).click();
  await expect
    .poll(() => outputs(page, 2))
    .toMatchObject([{ data: { 'text/plain': "'ORDERS'" } }]);
  const line = (await cellAt(page, 2)).getByRole('status');
  await expect(line).toHaveText('Rewritten in [2], [3] · Undo · Why?');
  await line.getByRole('button', { name: 'Undo' }).click();
  expect(await sources(page)).toEqual(CELLS);
  await line.getByRole('button', { name: /^Run \[\d+\] again$/ }).click();
  await expect(line).toHaveCount(0);
  await waitForKernel(page);

  await runCell(page, 3);
  const second = await helpAt(page, 3);
  await second.getByRole('button', { name: 'Why?' }).click();
  await expect(second.getByText('What to write instead')).toBeAttached();
  await second.getByRole('button', { name: 'Dismiss' }).click();
  await expect(second).toHaveCount(0);
  expect(await sources(page)).toEqual(CELLS);

  expect(watch.foreignRequests).toEqual([]);
  // Notebook 7's part in JupyterLab, which .venv has, is for newer ones.
  expect(watch.errors.filter(text => !/@jupyter-notebook/.test(text))).toEqual(
    []
  );
});
