/**
 * Where the panel stands: in every windowing mode, side by side, and out of
 * the way of hidden outputs; and how it is reached without a mouse.
 */
import { galata } from '@jupyterlab/galata';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { NotebookPanel } from '@jupyterlab/notebook';
import {
  cellAt,
  expect,
  helpAt,
  openNotebook,
  outputs,
  runAll,
  sources,
  test,
  waitForKernel
} from './helpers';

const MAIN = 'import asyncio\nasync def main():\n    return 42';
const CALL = 'x = asyncio.run(main())  # keep';
const TRACKER = '@jupyterlab/notebook-extension:tracker';

for (const windowingMode of ['full', 'contentVisibility', 'defer', 'none']) {
  test.describe(`windowing mode ${windowingMode}`, () => {
    test.use({
      mockSettings: {
        ...galata.DEFAULT_SETTINGS,
        [TRACKER]: { ...galata.DEFAULT_SETTINGS[TRACKER], windowingMode }
      }
    });

    test('the panel is there after scrolling away and back', async ({
      page,
      tmpPath
    }) => {
      const filler = Array.from(
        { length: 40 },
        (_, i) => `z = ${i}\n${'#\n'.repeat(15)}`
      );
      await openNotebook(page, `${tmpPath}/long.ipynb`, [
        MAIN,
        CALL,
        ...filler
      ]);
      expect(
        await page.evaluate(() => {
          const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
          return panel.content.notebookConfig.windowingMode;
        })
      ).toBe(windowingMode);
      await runAll(page);
      const help = await helpAt(page, 1);
      await expect(help).toBeVisible();
      const before = await help.boundingBox();
      for (let round = 0; round < 3; round++) {
        await scroll(page, 1);
        await scroll(page, -1);
      }
      await expect(help).toBeVisible();
      await expect(help).toHaveCount(1);
      expect((await help.boundingBox())!.height).toBe(before!.height);
      await scroll(page, 1);
      await helpAt(page, 1);
      await help.getByRole('button', { name: 'Rewrite and run' }).click();
      await waitForKernel(page);
      expect((await sources(page))[1]).toBe('x = await main()  # keep');
      expect(await outputs(page, 1)).toEqual([]);
    });
  });
}

test.describe('a cell that fails out of view, in full windowing mode', () => {
  test.use({
    mockSettings: {
      ...galata.DEFAULT_SETTINGS,
      [TRACKER]: { ...galata.DEFAULT_SETTINGS[TRACKER], windowingMode: 'full' }
    }
  });

  test('has its panel when it is scrolled to', async ({ page, tmpPath }) => {
    const filler = Array.from(
      { length: 40 },
      (_, i) => `z = ${i}\n${'#\n'.repeat(15)}`
    );
    await openNotebook(page, `${tmpPath}/far.ipynb`, [MAIN, ...filler, CALL]);
    await page.evaluate(() => {
      const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
      panel.content.activeCellIndex = 0;
    });
    await runAll(page);
    await scroll(page, -1);
    const help = await helpAt(page, 41);
    await expect(help).toBeVisible();
    await expect(page.locator('[data-rule]')).toHaveCount(1);
  });
});

/**
 * Scroll fast to the end (1) or the beginning (-1) of the notebook.
 */
async function scroll(
  page: IJupyterLabPageFixture,
  direction: 1 | -1
): Promise<void> {
  await page.locator('.jp-Notebook').hover();
  for (let i = 0; i < 12; i++) {
    await page.mouse.wheel(0, direction * 2500);
  }
  await page.waitForTimeout(400);
}

test('side by side: below input and output, over the whole width', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/side.ipynb`, [MAIN, CALL]);
  await runAll(page);
  const help = await helpAt(page, 1);
  await expect(help).toBeVisible();
  await page.evaluate(async () => {
    await window.jupyterapp.commands.execute(
      'notebook:toggle-render-side-by-side-current'
    );
  });
  const cell = await cellAt(page, 1);
  const box = async (selector: string) =>
    (await cell.locator(selector).first().boundingBox())!;
  const panel = (await help.boundingBox())!;
  const input = await box('.jp-Cell-inputArea');
  const output = await box('.jp-Cell-outputArea');
  expect(panel.y).toBeGreaterThanOrEqual(output.y + output.height - 1);
  expect(panel.x).toBeLessThan(input.x + input.width);
  expect(panel.x + panel.width).toBeGreaterThan(output.x + output.width / 2);
});

test('hidden outputs hide it, shown outputs show it', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/hidden.ipynb`, [MAIN, CALL]);
  await runAll(page);
  const help = await helpAt(page, 1);
  await expect(help).toBeVisible();
  await page.evaluate(() => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    panel.content.activeCellIndex = 1;
  });
  const execute = (id: string) =>
    page.evaluate(async command => {
      await window.jupyterapp.commands.execute(command);
    }, id);
  await execute('notebook:hide-cell-outputs');
  await expect(help).toBeHidden();
  await execute('notebook:show-cell-outputs');
  await expect(help).toBeVisible();
});

test('closing the notebook leaves nothing', async ({ page, tmpPath }) => {
  await openNotebook(page, `${tmpPath}/closed.ipynb`, [MAIN, CALL]);
  await runAll(page);
  await expect(await helpAt(page, 1)).toBeVisible();
  await page.evaluate(async () => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    await panel.context.save();
    panel.dispose();
  });
  await expect(page.locator('[data-rule]')).toHaveCount(0);
});

test('everything from the keyboard', async ({ page, tmpPath }) => {
  await openNotebook(page, `${tmpPath}/keys.ipynb`, [MAIN, CALL]);
  await page.evaluate(() => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    panel.content.activeCellIndex = 0;
    panel.content.activate();
  });
  await page.keyboard.press('Control+Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+Enter');
  const help = await helpAt(page, 1);
  await expect(help).toBeVisible();
  const focused = () =>
    page.evaluate(() => {
      const node = document.activeElement as HTMLElement;
      return node.closest('[role=region][data-rule]')
        ? (node.getAttribute('aria-label') ?? node.textContent)
        : node.classList.contains('jp-Cell')
          ? 'the cell'
          : '';
    });
  // Nothing takes the focus away from the cell.
  expect(await focused()).toBe('the cell');

  const reach = async (name: string) => {
    for (let i = 0; i < 40 && (await focused()) !== name; i++) {
      await page.keyboard.press('Tab');
    }
    expect(await focused()).toBe(name);
  };
  await reach('Why?');
  await page.keyboard.press('Escape');
  expect(await focused()).toBe('the cell');

  await reach('Why?');
  await page.keyboard.press('Enter');
  await expect(help.getByText('What to write instead')).toBeAttached();
  await page.keyboard.press('Space');
  await expect(help.getByText('What to write instead')).toHaveCount(0);
  expect(await focused()).toBe('Why?');

  const order = [];
  for (let i = 0; i < 5; i++) {
    await page.keyboard.press('Tab');
    order.push(await focused());
  }
  expect(order).toEqual([
    'Dismiss',
    'Rewrite and run',
    'Rewrite',
    'Run in background',
    'More rewrites ▾'
  ]);
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press('Shift+Tab');
  }
  expect(await focused()).toBe('Rewrite and run');
  await page.keyboard.press('Enter');
  await waitForKernel(page);
  expect(await sources(page)).toEqual([MAIN, 'x = await main()  # keep']);
  expect(await outputs(page, 1)).toEqual([]);
  expect(await focused()).toBe('the cell');
});

test('the headline is announced once, and the line that follows', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/announced.ipynb`, [MAIN, CALL]);
  const cell = await cellAt(page, 1);
  await page.evaluate(() => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    const heard: string[] = [];
    (window as unknown as { heard: string[] }).heard = heard;
    const observer = new MutationObserver(() => {
      const text = panel.content.widgets[1].node
        .querySelector('[role=status]')
        ?.textContent?.trim();
      if (text && heard[heard.length - 1] !== text) {
        heard.push(text);
      }
    });
    observer.observe(panel.node, { childList: true, subtree: true });
  });
  await runAll(page);
  const help = await helpAt(page, 1);
  await expect(help).toBeVisible();
  await expect(cell.getByRole('status')).not.toHaveText('');
  await expect(cell.getByRole('status')).toHaveText('');
  await help.getByRole('button', { name: 'Rewrite', exact: true }).click();
  await expect(cell.getByRole('status')).not.toHaveText('');
  expect(
    await page.evaluate(() => (window as unknown as { heard: string[] }).heard)
  ).toEqual([
    'An event loop is already running in this kernel',
    'Rewritten to await main() · not run yet · Undo · Why?'
  ]);
});
