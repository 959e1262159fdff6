/**
 * Beside jupyterlab-lsp, whose language server complains in the same editors.
 */
import { test } from '@playwright/test';
import { cellAt, expect, helpAt, runCell, sources } from './helpers';
import { useServer } from './server';

const server = useServer({ environment: 'lsp' });

test('both underline theirs, and each tooltip says its own', async ({
  browser
}) => {
  await server.upload('both.ipynb', [
    'import asyncio\nasync def main():\n    return 42',
    'asyncio.run(main()); undefined_name'
  ]);
  const { page, watch } = await server.open(browser, 'both.ipynb');
  const cell = await cellAt(page, 1);
  const marks = cell.locator('.cm-lintRange');
  const theirs = marks.filter({ hasText: 'undefined_name' });
  // A name under the mouse is marked by them, which divides our underline.
  const ours = marks.filter({ hasText: 'asyncio' });
  const tooltip = page.locator('.cm-tooltip-lint');
  await expect(theirs).toHaveCount(1);
  await expect(ours).toHaveCount(1);
  await theirs.hover();
  await expect(tooltip).toContainText("undefined name 'undefined_name'");
  await ours.hover();
  await expect(tooltip).toContainText('wants to start a loop of its own');

  await runCell(page, 0);
  await runCell(page, 1);
  await expect(await helpAt(page, 1)).toBeVisible();
  await ours.hover();
  await tooltip.getByRole('button', { name: 'Await it here' }).click();
  expect((await sources(page))[1]).toBe('await main(); undefined_name');
  await expect(ours).toHaveCount(0);
  await expect(theirs).toHaveCount(1);

  expect(watch.foreignRequests).toEqual([]);
  expect(watch.errors).toEqual([]);
});
