/**
 * How help looks, and that everyone can use it: themes, forced colours, zoom,
 * narrow windows, right to left, less motion; axe finds nothing. The pictures
 * lie in `test-results/looks`, to be looked at.
 */
import path from 'path';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { source as axeSource } from 'axe-core';
import type { AxeResults } from 'axe-core';
import type { Locator } from '@playwright/test';
import { cellAt, expect, helpAt, openNotebook, runCell, test } from './helpers';

/**
 * Everything that help puts under cells, all at once: a quiet line, panels with
 * a rewrite, with one of several cells and with none, and a line that leads to
 * another cell.
 */
const CELLS = [
  `import asyncio

async def crawl(limit):
    await asyncio.sleep(0)
    return [f"page {i}" for i in range(limit)]

def load(name):
    return asyncio.run(crawl(len(name)))`,
  'first = asyncio.run(crawl(limit=1))',
  'pages = asyncio.run(crawl(limit=4))  # keep',
  'table = load("orders")',
  {
    source: 'locked = asyncio.run(crawl(limit=2))',
    metadata: { editable: false }
  },
  'def forget():\n    crawl(3)\n    return 1',
  'forget()'
];

/**
 * The cells whose help is a panel.
 */
const PANELS = [2, 3, 4];
const POINTER = 6;

const LIGHT = 'JupyterLab Light';
const DARK = 'JupyterLab Dark';
const HIGH_CONTRAST = 'JupyterLab Dark High Contrast';

interface ILook {
  name: string;
  theme: string;
  width?: number;
  height?: number;
  scale?: number;
  direction?: 'rtl';
  forcedColors?: 'active';
}

const LOOKS: readonly ILook[] = [
  { name: 'light', theme: LIGHT },
  { name: 'dark', theme: DARK },
  { name: 'high-contrast', theme: HIGH_CONTRAST },
  { name: 'forced-colors', theme: LIGHT, forcedColors: 'active' },
  // What a browser makes of a window of 1280 pixels at 200 %.
  { name: 'zoom-200', theme: LIGHT, width: 640, height: 450, scale: 2 },
  { name: 'narrow', theme: LIGHT, width: 420 },
  { name: 'right-to-left', theme: LIGHT, direction: 'rtl' }
];

for (const look of LOOKS) {
  test.describe(`looks: ${look.name}`, () => {
    test.use({
      viewport: { width: look.width ?? 1000, height: look.height ?? 900 },
      deviceScaleFactor: look.scale ?? 1
    });

    test('nothing is cut off or out of line, and axe finds nothing', async ({
      page,
      tmpPath
    }) => {
      test.setTimeout(150_000);
      await page.emulateMedia({ forcedColors: look.forcedColors ?? null });
      await openNotebook(page, `${tmpPath}/${look.name}.ipynb`, CELLS);
      await page.evaluate(
        async ([theme, direction]) => {
          const { commands } = window.jupyterapp;
          await commands.execute('apputils:change-theme', { theme });
          await commands.execute('application:toggle-left-area');
          document.documentElement.dir = direction as string;
        },
        [look.theme, look.direction ?? 'ltr'] as const
      );
      await showAll(page);
      // JupyterLab has no status bar where the window is narrow.
      await expect(page.locator('.jp-AsyncioHelp-count')).toBeVisible({
        visible: (look.width ?? 1000) > 600
      });
      expect(await axe(page)).toEqual([]);

      for (const index of [1, ...PANELS, POINTER]) {
        const cell = await cellAt(page, index);
        await expect(async () => inLine(cell, look.direction === 'rtl')).toPass(
          { timeout: 15_000 }
        );
      }
      await takePicture(page, look.name);

      // All that opens.
      const [first] = PANELS;
      const help = await helpAt(page, first);
      await help.getByRole('button', { name: 'Why?' }).click();
      await expect(help.getByText('What to write instead')).toBeAttached();
      await help.getByRole('button', { name: 'More rewrites' }).click();
      await expect(async () =>
        inLine(await cellAt(page, first), look.direction === 'rtl')
      ).toPass({ timeout: 15_000 });
      await takePicture(page, `${look.name}-why`);
      expect(await axe(page)).toEqual([]);
      await help.getByRole('button', { name: 'Why?' }).click();
      await help.getByRole('button', { name: 'More rewrites' }).click();
      await help.locator('summary').click();
      const menu = help.locator('details ul');
      await expect(menu).toBeInViewport({ ratio: 1 });
      await takePicture(page, `${look.name}-menu`);
      expect(await axe(page)).toEqual([]);
    });
  });
}

test('less motion: nothing of help moves', async ({ page, tmpPath }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openNotebook(page, `${tmpPath}/motion.ipynb`, CELLS);
  await runCell(page, 0);
  await runCell(page, 2);
  const help = await helpAt(page, 2);
  await help.getByRole('button', { name: 'Rewrite', exact: true }).hover();
  expect(
    await help.evaluate(node => node.getAnimations({ subtree: true }).length)
  ).toBe(0);
});

/**
 * Run the cells, and rewrite the first that fails.
 */
async function showAll(page: IJupyterLabPageFixture): Promise<void> {
  await runCell(page, 0);
  await runCell(page, 1);
  const help = await helpAt(page, 1);
  await help.getByRole('button', { name: 'Rewrite', exact: true }).click();
  for (const index of [...PANELS, POINTER - 1, POINTER]) {
    await runCell(page, index);
  }
  for (const index of PANELS) {
    await expect(await helpAt(page, index)).toBeVisible();
  }
  await expect((await cellAt(page, 1)).getByRole('status')).not.toHaveText('');
}

/**
 * What axe finds wrong with help and the item in the status bar.
 */
async function axe(page: IJupyterLabPageFixture): Promise<string[]> {
  await page.evaluate(axeSource);
  const results = await page.evaluate(async () => {
    const { axe: tool } = window as never as {
      axe: { run(context: object): Promise<AxeResults> };
    };
    return tool.run({
      include: [['.jp-AsyncioHelp'], ['.jp-AsyncioHelp-count']]
    });
  });
  return results.violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('\n')}`
  );
}

/**
 * Help keeps to the width of the outputs above it, and nothing in it is wider
 * than itself but what scrolls.
 */
async function inLine(cell: Locator, isReversed: boolean): Promise<void> {
  // A line that leads elsewhere may stand above the cell's own panel.
  const help = cell.locator('> .jp-AsyncioHelp').last();
  const box = (await help.boundingBox())!;
  const output = cell.locator('.jp-OutputArea-output').first();
  if ((await output.count()) > 0) {
    const above = (await output.boundingBox())!;
    expect(Math.abs(box.x - above.x)).toBeLessThan(2);
    expect(Math.abs(box.x + box.width - above.x - above.width)).toBeLessThan(2);
    expect(box.y).toBeGreaterThanOrEqual(above.y + above.height - 1);
  }
  const wider = await help.evaluate(node => {
    const frame = node.getBoundingClientRect();
    return Array.from(
      node.querySelectorAll<HTMLElement>('button, summary, p, strong, span')
    )
      .filter(part => {
        const { left, right, width } = part.getBoundingClientRect();
        const isAway = part.closest(
          '.jp-AsyncioHelp-diff, .jp-AsyncioHelp-page, details:not([open]) ul'
        );
        return (
          width > 1 &&
          !isAway &&
          (left < frame.left - 1 || right > frame.right + 1)
        );
      })
      .map(part => part.outerHTML);
  });
  expect(wider).toEqual([]);
  // The coloured edge stands where reading begins, and code is never turned.
  const style = await help.evaluate(node => {
    const { borderLeftWidth, borderRightWidth } = getComputedStyle(node);
    const code = node.querySelector('code, .jp-AsyncioHelp-diff');
    return {
      edge: parseFloat(borderLeftWidth) > parseFloat(borderRightWidth),
      code: code ? getComputedStyle(code).direction : 'ltr'
    };
  });
  expect(style).toEqual({ edge: !isReversed, code: 'ltr' });
}

/**
 * A picture of the whole notebook, with little of each traceback.
 */
async function takePicture(
  page: IJupyterLabPageFixture,
  name: string
): Promise<void> {
  const size = page.viewportSize()!;
  await page.evaluate(css => {
    const style = document.createElement('style');
    style.id = 'picture';
    style.textContent = css;
    document.head.append(style);
  }, '.jp-OutputArea-output { max-height: 2.8em; overflow: hidden }');
  await page.setViewportSize({ ...size, height: 1500 });
  await page.evaluate(() => {
    document.querySelector('.jp-WindowedPanel-outer')!.scrollTop = 0;
  });
  await page.locator('.jp-NotebookPanel').screenshot({
    path: path.join(test.info().project.outputDir, 'looks', `${name}.png`)
  });
  await page.setViewportSize(size);
  await page.evaluate(() => document.getElementById('picture')?.remove());
}
