/**
 * Cells and notebooks that change their place, shape or name: help and
 * underlines follow, none is stale and none is there twice.
 */
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { NotebookPanel } from '@jupyterlab/notebook';
import {
  cellAt,
  execute,
  expect,
  helpAt,
  openNotebook,
  outputs,
  runAll,
  runCell,
  selectCell,
  sources,
  test,
  waitForKernel
} from './helpers';

const MAIN = 'import asyncio\nasync def main():\n    return 42';
const RUN = 'asyncio.run(main())';
const TWO = `a = 1\nx = ${RUN}\ny = ${RUN}`;

// Galata's own answers do not know Restart.
test.use({ kernels: null });

/**
 * Longer than help and underlines take to come.
 */
const REST = 1500;

/**
 * What each code cell shows: its help, and how many problems are underlined
 * in it.
 */
interface IShown {
  helps: number;
  underlines: number;
}

async function shown(page: IJupyterLabPageFixture): Promise<IShown[]> {
  return page.evaluate(() => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    return panel.content.widgets.map(({ node }) => {
      // A bracket beside the cursor cuts an underline in parts.
      const parts = Array.from(node.querySelectorAll('.cm-lintRange'));
      const starts = parts.filter(({ textContent }) =>
        textContent?.startsWith('asyncio')
      );
      return {
        // The quiet line after a rewrite stays while its cell works.
        helps: node.querySelectorAll('[data-rule]:not(.jp-mod-done)').length,
        underlines: starts.length
      };
    });
  });
}

/**
 * Underlined is what each cell's own text has wrong; help stands where an error
 * stands, and once.
 */
async function isConsistent(page: IJupyterLabPageFixture): Promise<void> {
  const check = async () => {
    const texts = await sources(page);
    const now = await shown(page);
    const kinds = await page.evaluate(() => {
      const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
      return panel.content.widgets.map(({ model }) => model.type);
    });
    const wrong: string[] = [];
    for (const [i, text] of texts.entries()) {
      const isCode = kinds[i] === 'code';
      const expected = isCode ? text.split(RUN).length - 1 : 0;
      const errors = isCode
        ? (await outputs(page, i)).filter(
            ({ output_type }) => output_type === 'error'
          )
        : [];
      const isOver = now[i].helps > Math.min(1, errors.length);
      if (now[i].underlines !== expected || isOver) {
        wrong.push(`${i}: ${JSON.stringify({ ...now[i], expected, text })}`);
      }
    }
    return wrong;
  };
  await page.waitForTimeout(REST);
  await expect.poll(check).toEqual([]);
}

test('split, merged, copied, pasted, cut, moved, deleted, undone, of another type', async ({
  page,
  tmpPath
}) => {
  test.setTimeout(150_000);
  await openNotebook(page, `${tmpPath}/moves.ipynb`, [MAIN, TWO, 'z = 3']);
  await runAll(page);
  const count = page.locator('.jp-AsyncioHelp-count');
  await expect(await helpAt(page, 1)).toBeVisible();
  await isConsistent(page);
  await expect(count).toHaveText('2 asyncio problems');

  await selectCell(page, 1);
  await page.evaluate(() => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    panel.content.activeCell!.editor!.setCursorPosition({ line: 2, column: 0 });
  });
  await execute(page, 'notebook:split-cell-at-cursor');
  expect(await sources(page)).toEqual([
    MAIN,
    `a = 1\nx = ${RUN}`,
    `y = ${RUN}`,
    'z = 3'
  ]);
  await isConsistent(page);
  await expect(count).toHaveText('2 asyncio problems');

  await selectCell(page, 1);
  await execute(page, 'notebook:extend-marked-cells-below');
  await execute(page, 'notebook:merge-cells');
  expect((await sources(page))[1].replace('\n\n', '\n')).toBe(TWO);
  await isConsistent(page);

  await runCell(page, 1);
  await expect(await helpAt(page, 1)).toBeVisible();
  await selectCell(page, 1);
  await execute(page, 'notebook:copy-cell');
  await execute(page, 'notebook:paste-cell-below');
  await isConsistent(page);
  await expect(count).toHaveText('4 asyncio problems');
  // The copy is rewritten, and the one it was made from is not.
  const copied = await cellAt(page, 2);
  await copied.getByRole('button', { name: /^asyncio help/ }).click();
  const help = await helpAt(page, 2);
  await help.getByRole('button', { name: 'Rewrite', exact: true }).click();
  const [, original, copy] = await sources(page);
  expect(original.replace('\n\n', '\n')).toBe(TWO);
  expect(copy).toContain('x = await main()');
  await execute(page, 'asyncio-helper:undo');
  expect((await sources(page))[2]).toBe(original);

  await selectCell(page, 2);
  await execute(page, 'notebook:cut-cell');
  await isConsistent(page);
  await selectCell(page, 1);
  await execute(page, 'notebook:move-cell-down');
  await isConsistent(page);
  await expect(await helpAt(page, 2)).toBeVisible();
  await execute(page, 'notebook:move-cell-up');
  await isConsistent(page);

  await selectCell(page, 1);
  await execute(page, 'notebook:delete-cell');
  await isConsistent(page);
  await expect(count).toBeHidden();
  await execute(page, 'notebook:undo-cell-action');
  await isConsistent(page);
  await expect(count).toHaveText('2 asyncio problems');

  await selectCell(page, 1);
  await execute(page, 'notebook:change-cell-to-markdown');
  await isConsistent(page);
  await expect(count).toBeHidden();
  await selectCell(page, 1);
  await execute(page, 'notebook:change-cell-to-code');
  await isConsistent(page);
  await expect(count).toHaveText('2 asyncio problems');

  await runCell(page, 1);
  await isConsistent(page);
  await expect(await helpAt(page, 1)).toBeVisible();
  await page.evaluate(async () => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    await panel.sessionContext.restartKernel();
  });
  await waitForKernel(page);
  await isConsistent(page);
  await execute(page, 'notebook:clear-all-cell-outputs');
  await isConsistent(page);
  await expect(page.locator('.jp-Notebook [data-rule]')).toHaveCount(0);
  await expect(count).toHaveText('2 asyncio problems');
});

test('renamed, closed and opened again: nothing is lost, nothing is there twice', async ({
  page,
  tmpPath
}) => {
  const path = `${tmpPath}/before.ipynb`;
  await openNotebook(page, path, [MAIN, `x = ${RUN}`, `y = ${RUN}`]);
  await runCell(page, 0);
  await runCell(page, 1);
  await runCell(page, 2);
  await isConsistent(page);
  await page.evaluate(async () => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    await panel.context.rename('after.ipynb');
  });
  await isConsistent(page);
  const help = await helpAt(page, 2);
  await help.getByRole('button', { name: 'Rewrite and run' }).click();
  await waitForKernel(page);
  await isConsistent(page);
  expect(await sources(page)).toEqual([MAIN, `x = ${RUN}`, 'y = await main()']);
  await execute(page, 'docmanager:save');
  await page.evaluate(
    async file => {
      const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
      panel.dispose();
      await window.jupyterapp.commands.execute('docmanager:open', {
        path: file
      });
    },
    path.replace('before', 'after')
  );
  await waitForKernel(page);
  await isConsistent(page);
  // The error that was saved.
  await expect(
    (await cellAt(page, 1)).getByRole('button', { name: /^asyncio help/ })
  ).toBeVisible();
  await expect(page.locator('.jp-AsyncioHelp-count')).toHaveText(
    '1 asyncio problem'
  );
});

test('two views: both are underlined, and a rewrite from either is applied once', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/views.ipynb`, [
    MAIN,
    `def load():\n    return ${RUN}`,
    'z = load()'
  ]);
  await execute(page, 'docmanager:clone');
  const all = page.locator('.jp-NotebookPanel:visible .cm-lintRange');
  await expect(all).toHaveText([RUN, RUN]);
  await all.last().hover();
  const tooltip = page.locator('.cm-tooltip-lint');
  await tooltip.getByRole('button', { name: /Make it async/ }).click();
  await expect(all).toHaveCount(0);
  expect(await sources(page)).toEqual([
    MAIN,
    'async def load():\n    return await main()',
    'z = await load()'
  ]);
  // One step of undo takes it back in both.
  await page.evaluate(() => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    const { cells } = panel.content.model!.sharedModel;
    cells[1].undo();
    cells[2].undo();
  });
  await expect(all).toHaveText([RUN, RUN]);

  // One view is closed: the other goes on.
  await page.evaluate(() => {
    window.jupyterapp.shell.currentWidget!.dispose();
  });
  await expect(all).toHaveText([RUN]);
});
