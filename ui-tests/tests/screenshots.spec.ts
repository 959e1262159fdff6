/**
 * The pictures of the README, made anew by each run.
 */
import path from 'path';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import {
  cellAt,
  expect,
  helpAt,
  openNotebook,
  runAll,
  selectCell,
  test
} from './helpers';

const FOLDER = path.resolve(__dirname, '..', '..', 'docs', 'screenshots');

/**
 * Room around the cell, in pixels.
 */
const MARGIN = 3;

const CRAWL = [
  `import asyncio

async def crawl(limit):
    await asyncio.sleep(0.1)
    return [f"page {i}" for i in range(limit)]`,
  'pages = asyncio.run(crawl(limit=4))  # keep'
];

const LOAD = [
  `import asyncio

async def fetch(name):
    await asyncio.sleep(0.1)
    return [name, name]

names = ["orders", "users"]`,
  `def load(name):
    return asyncio.run(fetch(name))`,
  'table = load("orders")',
  'sizes = [len(load(n)) for n in names]'
];

for (const [name, theme] of [
  ['light', 'JupyterLab Light'],
  ['dark', 'JupyterLab Dark']
]) {
  test(`the panel, ${name}`, async ({ page, tmpPath }) => {
    await prepare(page, `${tmpPath}/crawl.ipynb`, CRAWL, theme);
    await runAll(page);
    await takePicture(page, 1, `panel-${name}`);
  });
}

test('a cause in another cell', async ({ page, tmpPath }) => {
  await prepare(page, `${tmpPath}/load.ipynb`, LOAD, 'JupyterLab Light');
  await runAll(page);
  await takePicture(page, 2, 'panel-several-cells');
});

async function prepare(
  page: IJupyterLabPageFixture,
  file: string,
  cells: readonly string[],
  theme: string
): Promise<void> {
  await page.setViewportSize({ width: 1000, height: 900 });
  await openNotebook(page, file, cells);
  await page.evaluate(async chosen => {
    const { commands } = window.jupyterapp;
    await commands.execute('apputils:change-theme', { theme: chosen });
    await commands.execute('application:toggle-left-area');
  }, theme);
}

/**
 * A picture of one cell: its code, the last line of its traceback, and all of
 * the panel.
 */
async function takePicture(
  page: IJupyterLabPageFixture,
  index: number,
  name: string
): Promise<void> {
  await selectCell(page, index);
  await expect(await helpAt(page, index)).toBeVisible();
  const cell = await cellAt(page, index);
  await cell.evaluate(node => {
    const output = node.querySelector<HTMLElement>('.jp-OutputArea-output')!;
    output.style.maxHeight = '1.4em';
    output.style.overflow = 'hidden';
    output.scrollTop = output.scrollHeight;
    // The pointer is elsewhere.
    node.querySelector<HTMLElement>('.jp-cell-toolbar')!.style.opacity = '0';
  });
  await page.waitForTimeout(500);
  await cell.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await cell.boundingBox())!;
  await page.screenshot({
    path: path.join(FOLDER, `${name}.png`),
    clip: {
      x: x - MARGIN,
      y: y - MARGIN,
      width: width + 2 * MARGIN,
      height: height + 2 * MARGIN
    }
  });
}
