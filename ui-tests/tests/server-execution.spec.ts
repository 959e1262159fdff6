/**
 * Cells that the server runs, with the outputs coming through the shared
 * document, or with the server's answer where there is none.
 */
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { cellAt, expect, helpAt, outputs, runCell, sources } from './helpers';
import { useServer } from './server';

const CELLS = [
  `import asyncio
async def main():
    return 42`,
  'def load():\n    return asyncio.run(main())',
  'table = load()\ntable'
];

/**
 * Takes its time when it runs again, and then fails.
 */
const FAILS_AGAIN = `import time
runs = globals().get('runs', 0) + 1
time.sleep(runs - 1)
assert runs < 2
`;

/**
 * Note from now on when a help appears in the page, or goes.
 */
async function watchHelps(page: IJupyterLabPageFixture): Promise<void> {
  await page.evaluate(() => {
    const seen: string[] = [];
    (window as unknown as { seen: string[] }).seen = seen;
    const note = (what: string, nodes: NodeList) =>
      nodes.forEach(node => {
        if ((node as Element).classList?.contains('jp-AsyncioHelp')) {
          seen.push(what);
        }
      });
    const { content } = window.jupyterapp.shell.currentWidget as NotebookPanel;
    new MutationObserver(changes => {
      for (const { addedNodes, removedNodes } of changes) {
        note('gone', removedNodes);
        note('there', addedNodes);
      }
    }).observe(content.node, { childList: true, subtree: true });
  });
}

function seenHelps(page: IJupyterLabPageFixture): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { seen: string[] }).seen);
}

/**
 * Count from now on the cells that the page has the server run.
 */
function watchRuns(page: IJupyterLabPageFixture): { count: number } {
  const runs = { count: 0 };
  const plain = page as unknown as Page;
  plain.on('request', request => {
    const { pathname } = new URL(request.url());
    if (
      request.method() === 'POST' &&
      /\/api\/kernels\/[^/]+\/execute$/.test(pathname)
    ) {
      runs.count++;
    }
  });
  return runs;
}

for (const { name, environment, isShared } of [
  {
    name: 'jupyter-server-nbmodel, shared documents',
    environment: 'server-execution',
    isShared: true
  },
  {
    name: 'jupyter-server-nbmodel alone',
    environment: 'server-execution-alone',
    isShared: false
  },
  {
    name: 'jupyter-server-documents',
    environment: 'server-documents',
    isShared: true
  }
]) {
  test.describe(name, () => {
    const server = useServer({ environment });

    test('the help comes once with each run, and the rewrite runs', async ({
      browser
    }) => {
      await server.upload('run.ipynb', CELLS);
      const { page, watch } = await server.open(browser, 'run.ipynb');
      const others = isShared ? [await server.open(browser, 'run.ipynb')] : [];
      const runs = watchRuns(page);
      await watchHelps(page);
      for (const index of [0, 1, 2]) {
        await runCell(page, index);
        await expect.poll(() => countAt(page, index)).toBe(index + 1);
      }
      const help = await helpAt(page, 2);
      await expect(help).toBeVisible();
      const lines: Locator[] = [];
      for (const other of others) {
        const cell = await cellAt(other.page, 2);
        lines.push(cell.getByRole('button', { name: /^asyncio help/ }));
      }
      for (const line of lines) {
        await expect(line).toBeVisible();
      }
      expect(await seenHelps(page)).toEqual(['there']);
      await runCell(page, 2);
      await expect.poll(() => countAt(page, 2)).toBe(4);
      await expect(help).toBeVisible();
      await expect
        .poll(() => seenHelps(page))
        .toEqual(['there', 'gone', 'there']);

      await help.getByRole('button', { name: 'Rewrite and run' }).click();
      await expect
        .poll(() => outputs(page, 2))
        .toMatchObject([{ data: { 'text/plain': '42' } }]);
      await expect((await cellAt(page, 2)).getByRole('status')).toHaveText(
        'Rewritten in [2], [4] · Undo · Why?'
      );
      // All of them, those of the rewrite too, and each once.
      expect(runs.count).toBe(6);
      const rewritten = await sources(page);
      for (const line of lines) {
        await expect(line).toHaveCount(0);
      }
      for (const other of others) {
        await expect.poll(() => sources(other.page)).toEqual(rewritten);
      }
      for (const { foreignRequests, errors } of [
        watch,
        ...others.map(other => other.watch)
      ]) {
        expect(foreignRequests).toEqual([]);
        expect(errors).toEqual([]);
      }
    });

    test('a cell behind one that fails is not run', async ({ browser }) => {
      const [first, load, call] = CELLS;
      await server.upload('stop.ipynb', [first, FAILS_AGAIN + load, call]);
      const { page } = await server.open(browser, 'stop.ipynb');
      for (const index of [0, 1, 2]) {
        await runCell(page, index);
        await expect.poll(() => countAt(page, index)).toBe(index + 1);
      }
      const help = await helpAt(page, 2);
      await expect(help).toBeVisible();
      await help.getByRole('button', { name: /^Rewrite and run/ }).click();
      await expect((await cellAt(page, 2)).getByRole('status')).toContainText(
        'failed, this cell has not run'
      );
      expect(await outputs(page, 2)).toMatchObject([{ ename: 'RuntimeError' }]);
    });
  });
}

/**
 * The execution count of a cell that does not run any more.
 */
function countAt(
  page: IJupyterLabPageFixture,
  index: number
): Promise<number | null> {
  return page.evaluate(cell => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    return panel.content.model!.sharedModel.cells[cell].toJSON()
      .execution_count as number | null;
  }, index);
}
