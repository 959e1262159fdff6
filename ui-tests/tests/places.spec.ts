/**
 * Where the panel stands: in every windowing mode, side by side, and out of
 * the way of hidden outputs; and how it is reached without a mouse.
 */
import { galata } from '@jupyterlab/galata';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { CellSpec } from './helpers';
import {
  boxesIn,
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
const CALL = 'x = asyncio.run(main())  # keep';
const TRACKER = '@jupyterlab/notebook-extension:tracker';

/**
 * Cells below which there is room for others.
 */
const FILLER = Array.from(
  { length: 8 },
  (_, i) => `z = ${i}\n${'#\n'.repeat(15)}`
);
const SAVED = 'saved = asyncio.run(main())';

/**
 * A notebook with help of each shape, far from each other.
 */
const SHAPES: readonly CellSpec[] = [
  MAIN,
  ...FILLER,
  'first = asyncio.run(main())',
  ...FILLER,
  CALL,
  ...FILLER,
  {
    source: SAVED,
    executionCount: 99,
    outputs: [
      {
        ename: 'RuntimeError',
        evalue: 'asyncio.run() cannot be called from a running event loop',
        output_type: 'error',
        traceback: [`Cell In[99], line 1\n----> 1 ${SAVED}\n`]
      }
    ]
  },
  ...FILLER,
  'def forget():\n    main()\n    return 1',
  ...FILLER,
  'forget()',
  ...FILLER
];
const at = (text: string) =>
  SHAPES.findIndex(cell =>
    (typeof cell === 'string' ? cell : cell.source).startsWith(text)
  );
const QUIET = at('first');
const PANEL = at(CALL);
const LINE = at(SAVED);
const CAUSE = at('def forget');
const POINTER = at('forget()');

/**
 * Where help of each shape is found under its cell.
 */
const SHAPE_AT: readonly [number, string][] = [
  [QUIET, '.jp-mod-done'],
  [PANEL, '.jp-mod-open'],
  [LINE, '.jp-mod-collapsed'],
  [CAUSE, '.jp-mod-open'],
  [POINTER, '.jp-mod-pointer']
];

/**
 * Open the notebook, and run what shows help.
 */
async function showShapes(
  page: IJupyterLabPageFixture,
  file: string
): Promise<void> {
  await openNotebook(page, file, SHAPES);
  await watchHeights(page);
  await runCell(page, 0);
  await runCell(page, QUIET);
  const first = await helpAt(page, QUIET);
  await first.getByRole('button', { name: 'Rewrite', exact: true }).click();
  for (const index of [PANEL, CAUSE, POINTER]) {
    await runCell(page, index);
  }
  for (const [index, shape] of SHAPE_AT) {
    const cell = await cellAt(page, index);
    await expect(cell.locator(`> .jp-AsyncioHelp${shape}`)).toBeVisible();
  }
}

interface IHeights {
  heights: Record<string, number[]>;
}

/**
 * Note every height that help has, in each of its shapes.
 */
async function watchHeights(page: IJupyterLabPageFixture): Promise<void> {
  await page.evaluate(() => {
    const heights: Record<string, number[]> = {};
    Object.assign(window, { heights });
    const seen = new WeakSet<Element>();
    const sizes = new ResizeObserver(changes => {
      for (const { target } of changes) {
        const { height } = target.getBoundingClientRect();
        const cell = target.closest('.jp-Cell');
        const key = `${cell?.getAttribute('data-windowed-list-index')} ${target.className}`;
        // What is not rendered has none.
        if (cell && height > 0 && !heights[key]?.includes(height)) {
          heights[key] = [...(heights[key] ?? []), height];
        }
      }
    });
    new MutationObserver(() => {
      for (const node of Array.from(
        document.querySelectorAll('.jp-AsyncioHelp')
      )) {
        if (!seen.has(node)) {
          seen.add(node);
          sizes.observe(node);
        }
      }
    }).observe(document.body, { childList: true, subtree: true });
  });
}

/**
 * Scroll through the notebook in steps.
 *
 * @returns the greatest distance, in pixels, by which help that is in view has
 * moved otherwise than what was scrolled.
 */
async function scrollThrough(
  page: IJupyterLabPageFixture,
  by: number
): Promise<number> {
  return page.evaluate(async by => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    const outer = panel.content.outerNode;
    const rest = () => new Promise(resolve => setTimeout(resolve, 60));
    const places = () => {
      const frame = outer.getBoundingClientRect();
      return new Map(
        Array.from(outer.querySelectorAll('.jp-AsyncioHelp'))
          .map(node => [node, node.getBoundingClientRect()] as const)
          .filter(
            ([, { top, bottom, height }]) =>
              height > 0 && top > frame.top && bottom < frame.bottom
          )
          .map(([node, { top }]) => [node, top])
      );
    };
    let worst = 0;
    for (const step of [by, -by]) {
      for (let i = 0; i < 200; i++) {
        const before = places();
        const from = outer.scrollTop;
        outer.scrollBy({ top: step, behavior: 'instant' });
        await rest();
        if (outer.scrollTop === from) {
          break;
        }
        const isAtEnd = Math.abs(outer.scrollTop - from) < Math.abs(step);
        for (const [node, top] of places()) {
          const was = before.get(node);
          if (was !== undefined && !isAtEnd) {
            worst = Math.max(worst, Math.abs(top - was + step));
          }
        }
      }
    }
    return worst;
  }, by);
}

for (const windowingMode of ['full', 'contentVisibility', 'defer', 'none']) {
  test.describe(`windowing mode ${windowingMode}`, () => {
    test.use({
      mockSettings: {
        ...galata.DEFAULT_SETTINGS,
        [TRACKER]: { ...galata.DEFAULT_SETTINGS[TRACKER], windowingMode }
      }
    });

    test('panels and lines keep their place and height, away and back', async ({
      page,
      tmpPath
    }) => {
      test.setTimeout(180_000);
      await showShapes(page, `${tmpPath}/long.ipynb`);
      expect(
        await page.evaluate(() => {
          const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
          return panel.content.notebookConfig.windowingMode;
        })
      ).toBe(windowingMode);
      // JupyterLab guesses the height of what it has not shown yet.
      await scrollThrough(page, 500);
      expect(await scrollThrough(page, 200)).toBeLessThan(2);
      for (let round = 0; round < 3; round++) {
        await scroll(page, 1);
        await scroll(page, -1);
      }
      for (const [index, shape] of SHAPE_AT) {
        const cell = await cellAt(page, index);
        const help = cell.locator('> .jp-AsyncioHelp');
        await expect(help).toBeVisible();
        await expect(help).toHaveCount(1);
        await expect(help).toHaveClass(new RegExp(shape.slice(1)));
      }
      const heights = await page.evaluate(
        () => (window as never as IHeights).heights
      );
      expect(
        Object.entries(heights).filter(([, { length }]) => length > 1)
      ).toEqual([]);
      expect(Object.keys(heights).length).toBeGreaterThanOrEqual(5);

      const help = await helpAt(page, PANEL);
      await help.getByRole('button', { name: 'Rewrite and run' }).click();
      await waitForKernel(page);
      expect((await sources(page))[PANEL]).toBe('x = await main()  # keep');
      expect(await outputs(page, PANEL)).toEqual([]);
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
  await showShapes(page, `${tmpPath}/side.ipynb`);
  await execute(page, 'notebook:toggle-render-side-by-side-current');
  for (const [index] of SHAPE_AT) {
    const cell = await cellAt(page, index);
    await expect(async () => {
      const { help, input, output, ...at } = await boxesIn(cell, {
        help: '> .jp-AsyncioHelp',
        input: '.jp-Cell-inputArea',
        output: '.jp-Cell-outputArea'
      });
      const bottom = Math.max(input.y + input.height, output.y + output.height);
      expect(help.y).toBeGreaterThanOrEqual(bottom - 1);
      expect(help.x).toBeLessThan(input.x + input.width);
      expect(help.x + help.width).toBeGreaterThan(output.x + output.width / 2);
      expect(help.y + help.height).toBeLessThanOrEqual(
        at.cell.y + at.cell.height
      );
    }).toPass({ timeout: 15_000 });
  }
  // And back.
  await execute(page, 'notebook:toggle-render-side-by-side-current');
  const cell = await cellAt(page, PANEL);
  await expect(async () => {
    const { help, output } = await boxesIn(cell, {
      help: '> .jp-AsyncioHelp',
      output: '.jp-OutputArea-output'
    });
    expect(Math.abs(help.x - output.x)).toBeLessThan(2);
  }).toPass({ timeout: 15_000 });
});

test('hidden outputs hide it, hidden code does not, and outputs scroll without it', async ({
  page,
  tmpPath
}) => {
  test.setTimeout(150_000);
  await showShapes(page, `${tmpPath}/hidden.ipynb`);
  for (const [index] of SHAPE_AT.filter(([i]) => i !== CAUSE)) {
    const cell = await cellAt(page, index);
    const help = cell.locator('> .jp-AsyncioHelp');
    await selectCell(page, index);
    await execute(page, 'notebook:hide-cell-outputs');
    await expect(help).toBeHidden();
    await execute(page, 'notebook:show-cell-outputs');
    await expect(help).toBeVisible();

    await execute(page, 'notebook:hide-cell-code');
    await expect(cell.locator('.jp-InputPlaceholder')).toBeVisible();
    await expect(help).toBeVisible();
    await execute(page, 'notebook:show-cell-code');
    await expect(help).toBeVisible();

    await execute(page, 'notebook:enable-output-scrolling');
    await expect(cell).toHaveClass(/jp-mod-outputsScrolled/);
    await expect(async () => {
      const { below, output } = await boxesIn(cell, {
        below: '> .jp-AsyncioHelp',
        output: '.jp-Cell-outputArea'
      });
      expect(below.y).toBeGreaterThanOrEqual(output.y + output.height - 1);
    }).toPass({ timeout: 15_000 });
    await execute(page, 'notebook:disable-output-scrolling');
    await expect(help).toHaveCount(1);
  }
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
