/**
 * Problems in the editor, before a cell has run.
 */
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import {
  cellAt,
  execute,
  expect,
  openNotebook,
  outputs,
  sources,
  test
} from './helpers';

const MAIN = `import asyncio
async def main():
    return 1`;
const RUN = 'asyncio.run(main())';

/**
 * What is underlined in a cell, or in another part of the page.
 */
function underlined(within: Locator): Locator {
  return within.locator('.cm-lintRange');
}

/**
 * What is told of a place when the mouse rests on it.
 */
async function tooltipOf(
  page: IJupyterLabPageFixture,
  place: Locator
): Promise<Locator> {
  await place.hover();
  const tooltip = page.locator('.cm-tooltip-lint');
  await expect(tooltip).toBeVisible();
  return tooltip;
}

/**
 * Change a setting, as the settings editor does.
 */
async function set(
  page: IJupyterLabPageFixture,
  name: string,
  value: boolean
): Promise<void> {
  await page.evaluate(
    async ([key, to]) => {
      const registry = await window.galata.getPlugin(
        '@jupyterlab/apputils-extension:settings'
      );
      const id = 'jupyterlab-asyncio-helper:editor';
      await registry?.set(id, key as string, to as boolean);
    },
    [name, value]
  );
}

test('a problem is underlined and told before a run, and rewritten', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/editor.ipynb`, [
    { source: `# \`${RUN}\``, kind: 'markdown' },
    MAIN,
    `x = ${RUN}\nx`,
    `%%bash\n${RUN}`
  ]);
  const cell = await cellAt(page, 2);
  await expect(underlined(cell)).toHaveText([RUN]);
  await expect(underlined(await cellAt(page, 0))).toHaveCount(0);
  await expect(underlined(await cellAt(page, 1))).toHaveCount(0);
  await expect(underlined(await cellAt(page, 3))).toHaveCount(0);
  expect(await outputs(page, 2)).toEqual([]);

  const tooltip = await tooltipOf(page, underlined(cell));
  await expect(tooltip).toContainText('IPython keeps one running here');
  await expect(tooltip).toContainText('asyncio');
  await tooltip.getByRole('button', { name: 'Await it here' }).click();
  await expect(underlined(cell)).toHaveCount(0);
  expect((await sources(page))[2]).toBe('x = await main()\nx');

  await cell.locator('.cm-content').click();
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await sources(page))[2]).toBe(`x = ${RUN}\nx`);
  // A bracket beside the cursor is marked too.
  await page.keyboard.press('Control+Home');
  await expect(underlined(cell)).toHaveText([RUN]);
});

test('a call that waits offers a thread, and a library for asyncio that takes its place', async ({
  page,
  tmpPath
}) => {
  const source = `import requests
async def fetch(url):
    try:
        response = requests.get(url)
        return response.text if response.ok else None
    except requests.Timeout:
        return None`;
  await openNotebook(page, `${tmpPath}/waits.ipynb`, [source]);
  const cell = await cellAt(page, 0);
  const tooltip = await tooltipOf(page, underlined(cell));
  await expect(tooltip.getByRole('button')).toHaveText([
    'Run it in a thread',
    'Use httpx instead of requests'
  ]);
  await tooltip.getByRole('button', { name: 'Use httpx' }).click();
  await expect(underlined(cell)).toHaveCount(0);
  expect((await sources(page))[0]).toBe(`import requests
import httpx
async def fetch(url):
    try:
        async with httpx.AsyncClient(follow_redirects=True, timeout=None) as client:
            response = await client.get(url)
        return response.text if response.status_code < 400 else None
    except httpx.TimeoutException:
        return None`);
  await cell.locator('.cm-content').click();
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await sources(page))[0]).toBe(source);
});

test('the cause is underlined in another cell than the call', async ({
  page,
  tmpPath
}) => {
  const cells = [MAIN, `def load():\n    return ${RUN}`, 'x = 1'];
  await openNotebook(page, `${tmpPath}/cause.ipynb`, cells);
  const cause = await cellAt(page, 1);
  const call = await cellAt(page, 2);
  await call.locator('.cm-content').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('\nload()');
  await expect(underlined(cause)).toHaveText([RUN]);
  await expect(underlined(call)).toHaveCount(0);

  const tooltip = await tooltipOf(page, underlined(cause));
  await tooltip.getByRole('button', { name: /^Action: Make it async/ }).click();
  await expect
    .poll(() => sources(page))
    .toEqual([
      MAIN,
      'async def load():\n    return await main()',
      'x = 1\nawait load()'
    ]);
  await expect(underlined(cause)).toHaveCount(0);
});

test('the keys lead from problem to problem over all cells', async ({
  page,
  tmpPath
}) => {
  const cells = [MAIN, `x = ${RUN}`, ...Array(40).fill('pass'), `y = ${RUN}`];
  await openNotebook(page, `${tmpPath}/keys.ipynb`, cells);
  await expect(underlined(await cellAt(page, 1))).toHaveCount(1);
  await (await cellAt(page, 0)).locator('.cm-content').click();
  const focused = () =>
    page.evaluate(() =>
      document.activeElement
        ?.closest('.jp-Cell')
        ?.getAttribute('data-windowed-list-index')
    );
  await page.keyboard.press('F8');
  await expect.poll(focused).toBe('1');
  await expect(page.locator('.cm-tooltip-lint')).toHaveCount(1);
  await page.keyboard.press('F8');
  await expect.poll(focused).toBe('42');
  await expect(page.locator('.cm-tooltip-lint')).toHaveCount(1);
  await page.keyboard.press('Shift+F8');
  await expect.poll(focused).toBe('1');
  // Typing goes where the problem is.
  await page.keyboard.type('0 or ');
  expect((await sources(page))[1]).toBe(`x = 0 or ${RUN}`);
  await expect(page.locator('.cm-tooltip-lint')).toHaveCount(0);
  await execute(page, 'asyncio-helper:next-problem');
  await expect.poll(focused).toBe('42');
  // Without the mouse.
  await execute(page, 'asyncio-helper:rewrite-problem');
  expect((await sources(page))[42]).toBe('y = await main()');
});

test('settings switch underlines and gutter without a reload', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/settings.ipynb`, [MAIN, RUN]);
  const cell = await cellAt(page, 1);
  await expect(underlined(cell)).toHaveText([RUN]);
  await expect(cell.locator('.cm-lint-marker')).toHaveCount(0);
  await set(page, 'underline', false);
  await expect(underlined(cell)).toHaveCount(0);
  await set(page, 'underline', true);
  await expect(underlined(cell)).toHaveText([RUN]);
  await set(page, 'gutter', true);
  await expect(cell.locator('.cm-lint-marker')).toHaveCount(1);
  await set(page, 'gutter', false);
  await expect(cell.locator('.cm-lint-marker')).toHaveCount(0);
  await expect(underlined(cell)).toHaveText([RUN]);
});

test('a Python file with cell markers is checked, a script is not', async ({
  page,
  tmpPath
}) => {
  const cells = `# %%\n${MAIN}\n\n# %% run\n${RUN}\n`;
  const put = (name: string, text: string) =>
    page.contents.uploadContent(text, 'text', `${tmpPath}/${name}`);
  await put('cells.py', cells);
  await put('script.py', `${MAIN}\n\n${RUN}\n`);
  await page.goto(`tree/${tmpPath}/cells.py?reset`);
  const editor = page.locator('.jp-FileEditor:visible');
  await expect(underlined(editor)).toHaveText([RUN]);
  const tooltip = await tooltipOf(page, underlined(editor));
  await expect(tooltip).toContainText('on line 7 ');
  await tooltip.getByRole('button', { name: 'Await it here' }).click();
  const text = () => editor.locator('.cm-content').innerText();
  await expect.poll(text).toContain('await main()');
  await editor.locator('.cm-content').click();
  await page.keyboard.press('Control+z');
  await expect.poll(text).not.toContain('await');
  await expect(underlined(editor)).toHaveText([RUN]);

  await page.goto(`tree/${tmpPath}/script.py?reset`);
  await expect(editor.locator('.cm-content')).toContainText('asyncio.run');
  await page.waitForTimeout(2000);
  await expect(underlined(editor)).toHaveCount(0);
});
