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

/**
 * A console in which `f` is a coroutine function.
 */
async function openConsole(page: IJupyterLabPageFixture): Promise<void> {
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
}

test('a console: the rewrite goes to the prompt, and runs', async ({
  page
}) => {
  await openConsole(page);
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

test('a console: the same keys, commands and count as in a notebook', async ({
  page
}) => {
  await openConsole(page);
  const count = page.locator('.jp-AsyncioHelp-count');
  const enabled = () =>
    page.evaluate(() =>
      [
        'rewrite-and-run',
        'rewrite',
        'run-in-background',
        'undo',
        'check-notebook',
        'rewrite-all',
        'next-problem'
      ].filter(name =>
        window.jupyterapp.commands.isEnabled(`asyncio-helper:${name}`)
      )
    );
  await expect(count).toBeHidden();
  await expect.poll(enabled).toEqual(['next-problem']);
  await run(page, 'asyncio.run(f())');
  await run(page, 'x = asyncio.run(f())');
  const cells = page.locator('.jp-CodeConsole-content .jp-CodeCell');
  const second = cells.nth(3);
  const help = second.getByRole('region', { name: /^asyncio help/ });
  await expect(help.locator('kbd')).toHaveText('Alt+Shift+Enter');
  await expect(count).toHaveText('2 asyncio problems');
  expect(await enabled()).toEqual([
    'rewrite-and-run',
    'rewrite',
    'run-in-background',
    'next-problem'
  ]);

  // From problem to problem, by keyboard and by the count.
  const focusedIn = (index: number) =>
    cells
      .nth(index)
      .locator('.jp-AsyncioHelp')
      .evaluate(node => node.contains(document.activeElement));
  await page.locator('.jp-CodeConsole-promptCell .cm-content').click();
  await page.keyboard.press('F8');
  await expect.poll(() => focusedIn(2)).toBe(true);
  await page.keyboard.press('F8');
  await expect.poll(() => focusedIn(3)).toBe(true);
  await page.keyboard.press('Shift+F8');
  await expect.poll(() => focusedIn(2)).toBe(true);
  await count.click();
  await expect.poll(() => focusedIn(3)).toBe(true);
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+Alt+Enter');
  expect(await promptText(page)).toBe('x = await f()');
  await expect(count).toHaveText('1 asyncio problem');
  expect(await enabled()).toContain('undo');
  await page.evaluate(() =>
    window.jupyterapp.commands.execute('asyncio-helper:undo')
  );
  expect(await promptText(page)).toBe('');
  await expect(count).toHaveText('2 asyncio problems');
  await page.keyboard.press('Alt+Shift+Enter');
  await expect(cells.nth(4)).toContainText('x = await f()');
  await expect(count).toHaveText('1 asyncio problem');

  const toggle = () =>
    page.evaluate(() =>
      window.jupyterapp.commands.execute('asyncio-helper:toggle')
    );
  await toggle();
  await expect(count).toBeHidden();
  await expect(page.locator('.jp-CodeConsole [data-rule]')).toHaveCount(0);
  await toggle();
  await expect(count).toHaveText('1 asyncio problem');
});
