/**
 * The pictures of the README, made anew by each run.
 */
import path from 'path';
import {
  expect,
  helpAt,
  openNotebook,
  runAll,
  selectCell,
  test
} from './helpers';

const FOLDER = path.resolve(__dirname, '..', '..', 'docs', 'screenshots');

const MAIN = `import asyncio

async def crawl(limit):
    await asyncio.sleep(0.1)
    return [f"page {i}" for i in range(limit)]`;
const CALL = 'pages = asyncio.run(crawl(limit=4))  # keep';

for (const [name, theme] of [
  ['light', 'JupyterLab Light'],
  ['dark', 'JupyterLab Dark']
]) {
  test(`the panel, ${name}`, async ({ page, tmpPath }) => {
    await page.setViewportSize({ width: 1100, height: 820 });
    await openNotebook(page, `${tmpPath}/crawl.ipynb`, [MAIN, CALL]);
    await page.evaluate(async chosen => {
      const { commands } = window.jupyterapp;
      await commands.execute('apputils:change-theme', { theme: chosen });
      await commands.execute('application:toggle-left-area');
    }, theme);
    await runAll(page);
    await selectCell(page, 1);
    const help = await helpAt(page, 1);
    await expect(help).toBeVisible();
    await page.evaluate(() => {
      // A picture for everybody: not the path of this Python.
      const frames = document.querySelectorAll('.jp-OutputArea-output span');
      for (const frame of Array.from(frames)) {
        frame.textContent = frame.textContent!.replace(
          /\S+(?=\/lib\/python3)/,
          '/usr'
        );
      }
    });
    await page.waitForTimeout(500);
    await page.locator('.jp-Notebook').screenshot({
      path: path.join(FOLDER, `panel-${name}.png`)
    });
  });
}
