/**
 * A code console: what has run stays, and a rewrite goes to the prompt.
 */
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { ConsolePanel } from '@jupyterlab/console';
import { expect, test, waitForKernel } from './helpers';

/**
 * Type a line into the prompt and run it.
 */
async function run(page: IJupyterLabPageFixture, line: string): Promise<void> {
  await page.locator('.jp-CodeConsole-promptCell .cm-content').click();
  await page.keyboard.type(line);
  await page.keyboard.press('Shift+Enter');
  await waitForKernel(page);
}

function promptText(page: IJupyterLabPageFixture): Promise<string> {
  return page.evaluate(() => {
    const panel = window.jupyterapp.shell.currentWidget as ConsolePanel;
    return panel.console.promptCell?.model.sharedModel.getSource() ?? '';
  });
}

test('a console: the rewrite goes to the prompt, and runs', async ({
  page
}) => {
  await page.goto('?reset');
  await page.evaluate(async () => {
    await window.jupyterapp.commands.execute('console:create', {
      activate: true,
      kernelPreference: { name: 'python3' }
    });
  });
  await page.locator('.jp-CodeConsole-promptCell').waitFor();
  await waitForKernel(page);
  await run(page, 'import asyncio');
  await run(page, 'async def f(): return 1');
  await run(page, 'asyncio.run(f())');

  const failed = page.locator('.jp-CodeConsole-content .jp-CodeCell').nth(2);
  const help = failed.getByRole('region', { name: /^asyncio help/ });
  await expect(help).toBeInViewport({ ratio: 1 });
  await help.getByRole('button', { name: 'Rewrite', exact: true }).click();
  expect(await promptText(page)).toBe('await f()');
  const line = failed.getByRole('status');
  await expect(line).toHaveText(
    'Rewritten in the prompt · not run yet · Undo · Why?'
  );
  await line.getByRole('button', { name: 'Undo' }).click();
  expect(await promptText(page)).toBe('');

  await help.getByRole('button', { name: 'Rewrite and run' }).click();
  const last = page.locator('.jp-CodeConsole-content .jp-CodeCell').nth(3);
  await expect(last.locator('.jp-OutputArea-output')).toHaveText('1');
  await expect(last).toContainText('await f()');
  await expect(line).toHaveText('Rewritten in the prompt · Why?');
  expect(await promptText(page)).toBe('');
});
