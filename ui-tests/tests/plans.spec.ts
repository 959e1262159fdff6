/**
 * A rewrite over several cells: what the panel says of it, what one click does,
 * what Undo takes back; and what is left running in the kernel.
 */
import { galata } from '@jupyterlab/galata';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { Locator } from '@playwright/test';
import {
  askKernel,
  cellAt,
  execute,
  expect,
  helpAt,
  openNotebook,
  outputs,
  runAll,
  runCell,
  sources,
  startCell,
  test,
  waitForKernel
} from './helpers';

const FETCH = `import asyncio
async def fetch(name):
    await asyncio.sleep(0)
    return name.upper()`;
const LOAD = `def load(name):
    return asyncio.run(fetch(name))`;
const CALL = 'table = load("orders")\ntable';

/**
 * The value that a cell shows.
 */
async function shown(
  page: IJupyterLabPageFixture,
  index: number
): Promise<unknown> {
  const result = (await outputs(page, index)).find(
    output => output.output_type === 'execute_result'
  );
  return (result?.data as Record<string, unknown> | undefined)?.['text/plain'];
}

/**
 * The name of the error that a cell shows.
 */
async function failure(
  page: IJupyterLabPageFixture,
  index: number
): Promise<unknown> {
  return (await outputs(page, index)).find(
    output => output.output_type === 'error'
  )?.ename;
}

/**
 * The line that stands under a cell after a rewrite.
 */
async function lineAt(
  page: IJupyterLabPageFixture,
  index: number
): Promise<Locator> {
  return (await cellAt(page, index)).getByRole('status');
}

async function press(help: Locator, name: string | RegExp): Promise<void> {
  await help.getByRole('button', { name, exact: true }).click();
}

/**
 * The id of the cell that has the focus itself.
 */
function focusedCell(page: IJupyterLabPageFixture): Promise<string | null> {
  return page.evaluate(() => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    const cell = panel.content.widgets.find(
      ({ node }) => node === document.activeElement
    );
    return cell?.model.id ?? null;
  });
}

test('a definition in another cell: shown there, changed there, run again, taken back', async ({
  page,
  tmpPath
}) => {
  const cells = [FETCH, LOAD, 'y = 1', CALL, 'late = load("late")'];
  await openNotebook(page, `${tmpPath}/elsewhere.ipynb`, cells);
  await runAll(page);
  const help = await helpAt(page, 3);
  await expect(help).toContainText('The cause is in cell [2]: load starts');
  await expect(help).toContainText('3 cells change');
  await expect(help.locator('.jp-AsyncioHelp-cell')).toHaveText([
    'cell [2]',
    'this cell',
    // A cell without a count is named by its code.
    'cell late = load("late")'
  ]);

  // The heading leads to its cell, by the keyboard too.
  await help.getByRole('button', { name: 'cell [2]' }).press('Enter');
  await expect.poll(() => focusedCell(page)).toBe('cell-1');
  await expect(help).toBeVisible();

  // A cell that only defines something is not worth a warning.
  await press(help, 'Rewrite and run');
  await expect.poll(() => shown(page, 3)).toBe("'ORDERS'");
  const line = await lineAt(page, 3);
  await expect(line).toHaveText(
    'Rewritten in [2], [4], late = load("late") · Undo · Why?'
  );
  expect(await sources(page)).toEqual([
    FETCH,
    'async def load(name):\n    return await fetch(name)',
    'y = 1',
    'table = await load("orders")\ntable',
    'late = await load("late")'
  ]);
  await expect(page.locator('.jp-Notebook [data-rule]')).toHaveCount(1);
  // All of it was in view: nothing pops up.
  await expect(page.locator('.Toastify__toast')).toHaveCount(0);
  await line.getByRole('button', { name: '[2]' }).click();
  await expect.poll(() => focusedCell(page)).toBe('cell-1');

  await line.getByRole('button', { name: 'Undo' }).click();
  expect(await sources(page)).toEqual(cells);
  await expect(line).toHaveText(
    'The kernel still holds the new load · Run [5] again'
  );
  await line.getByRole('button', { name: 'Run [5] again' }).press('Enter');
  await waitForKernel(page);
  await expect(line).toHaveCount(0);
  expect(await focusedCell(page)).toBe('cell-3');
  expect(
    await askKernel(page, 'import inspect; print(inspect.isawaitable(load))')
  ).toBe('False\n');
  await runCell(page, 3);
  await expect(help).toBeVisible();
});

test('what the kernel still holds is said until the next run or edit', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/held.ipynb`, [FETCH, LOAD, CALL]);
  await runAll(page);
  const help = await helpAt(page, 2);
  const line = await lineAt(page, 2);
  const rewriteAndUndo = async () => {
    await press(help, 'Rewrite and run');
    await expect.poll(() => shown(page, 2)).toBe("'ORDERS'");
    await line.getByRole('button', { name: 'Undo' }).click();
    await expect(line).toContainText('The kernel still holds the new load');
  };
  await rewriteAndUndo();
  await runCell(page, 1);
  await expect(line).toHaveCount(0);

  await runCell(page, 2);
  await rewriteAndUndo();
  const editor = (await cellAt(page, 2)).locator('.cm-content');
  await editor.click();
  await page.keyboard.type('#');
  await expect(line).toHaveCount(0);
  await page.keyboard.press('Backspace');
});

test('a chain over three cells: Undo, and Ctrl+Z in each of them', async ({
  page,
  tmpPath
}) => {
  const cells = [
    FETCH,
    `# one\n${LOAD}  # keep`,
    'def both(a, b):\n\n    return load(a), load(b)',
    'def report():\n\treturn "-".join(both("x", "y"))\n',
    'report()'
  ];
  await openNotebook(page, `${tmpPath}/chain.ipynb`, cells);
  await runAll(page);
  const help = await helpAt(page, 4);
  await press(help, 'Rewrite and run');
  await expect.poll(() => shown(page, 4)).toBe("'X-Y'");
  const rewritten = await sources(page);
  expect(rewritten).toEqual([
    FETCH,
    '# one\nasync def load(name):\n    return await fetch(name)  # keep',
    'async def both(a, b):\n\n    return await load(a), await load(b)',
    'async def report():\n\treturn "-".join(await both("x", "y"))\n',
    'await report()'
  ]);
  const line = await lineAt(page, 4);
  await expect(line).toHaveText(
    'Rewritten in [2], [3], [4], [5] · Undo · Why?'
  );
  await line.getByRole('button', { name: 'Undo' }).click();
  expect(await sources(page)).toEqual(cells);
  await expect(line).toHaveText(
    'The kernel still holds the new load, both, report · Run [6], [7], [8] again'
  );
  await line.getByRole('button', { name: /^Run/ }).click();
  await expect((await cellAt(page, 3)).locator('.jp-InputPrompt')).toHaveText(
    '[12]:'
  );
  await runCell(page, 4);
  await expect(help).toBeVisible();

  // The same once more, taken back by hand, cell by cell.
  await press(help, 'Rewrite');
  expect(await sources(page)).toEqual(rewritten);
  for (const index of [1, 2, 3]) {
    const editor = (await cellAt(page, index)).locator('.cm-content');
    await editor.click();
    await page.keyboard.press('Control+z');
    expect((await sources(page))[index]).toBe(cells[index]);
  }
  // One cell still stands rewritten: so does the line.
  await expect(line).toContainText('Rewritten in');
  const editor = (await cellAt(page, 4)).locator('.cm-content');
  await editor.click();
  await page.keyboard.press('Control+z');
  expect(await sources(page)).toEqual(cells);
  await expect(line).not.toContainText('Rewritten in');
  await expect(help).toBeVisible();
});

test('Undo after a part was taken back by hand, and beside what was typed since', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/part.ipynb`, [FETCH, LOAD, CALL]);
  await runAll(page);
  const help = await helpAt(page, 2);
  await press(help, 'Rewrite');
  await (await cellAt(page, 1)).locator('.cm-content').click();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+End');
  await page.keyboard.type('  # mine');
  await page.keyboard.press('Control+z');
  expect((await sources(page))[1]).toBe(LOAD);
  const line = await lineAt(page, 2);
  await line.getByRole('button', { name: 'Undo' }).click();
  expect(await sources(page)).toEqual([FETCH, LOAD, CALL]);

  await press(help, 'Rewrite');
  await (await cellAt(page, 1)).locator('.cm-content').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('  # mine');
  await line.getByRole('button', { name: 'Undo' }).click();
  expect(await sources(page)).toEqual([FETCH, `${LOAD}  # mine`, CALL]);
});

test('an instance made before its class was rewritten is made again', async ({
  page,
  tmpPath
}) => {
  const cells = [
    FETCH,
    `class Client:
    def __init__(self, name):
        self.name = name

    def get(self):
        return asyncio.run(fetch(self.name))`,
    'client = Client("x")',
    'unrelated = 1',
    'client.get()'
  ];
  await openNotebook(page, `${tmpPath}/instance.ipynb`, cells);
  await runAll(page);
  const help = await helpAt(page, 4);
  await expect(help).toContainText('[3] also runs Client("x").');
  const button = help.getByRole('button', {
    name: 'Rewrite and run [3]',
    exact: true
  });
  await expect(button).toHaveAttribute(
    'title',
    'Runs [2], [3], then this cell'
  );
  await button.click();
  await expect.poll(() => shown(page, 4)).toBe("'X'");
  for (const [index, count] of ['1', '6', '7', '4', '8'].entries()) {
    await expect(
      (await cellAt(page, index)).locator('.jp-InputPrompt').first()
    ).toHaveText(`[${count}]:`);
  }
  const line = await lineAt(page, 4);
  await line.getByRole('button', { name: 'Undo' }).click();
  expect(await sources(page)).toEqual(cells);
  await expect(line).toHaveText(
    'The kernel still holds the new get · Run [6], [7] again'
  );
});

test('a cell that does more than define is named; where it fails the run ends', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/effect.ipynb`, [
    `${FETCH}\ntickets = ["only"]\ndef train():\n    tickets.pop()`,
    `${LOAD}\ntrain()`,
    CALL
  ]);
  await runAll(page);
  const help = await helpAt(page, 2);
  await expect(help).toContainText('[2] also runs train().');
  await press(help, 'Rewrite and run [2]');
  await waitForKernel(page);
  const line = await lineAt(page, 2);
  await expect(line).toHaveText(
    'Rewritten in [2], [3] · [4] failed, this cell has not run · Undo · Why?'
  );
  expect(await outputs(page, 1)).toMatchObject([{ ename: 'IndexError' }]);
  expect(await failure(page, 2)).toBe('RuntimeError');
  await expect((await cellAt(page, 2)).locator('.jp-InputPrompt')).toHaveText(
    '[3]:'
  );
});

test('several cells that fail of one cause: one panel, and none when it is gone', async ({
  page,
  tmpPath
}) => {
  const cells = [FETCH, LOAD, CALL, 'sizes = [len(load(n)) for n in "ab"]'];
  await openNotebook(page, `${tmpPath}/several.ipynb`, cells);
  await runAll(page);
  const first = await helpAt(page, 2);
  await expect(first).toBeVisible();
  await runCell(page, 3);
  const second = await helpAt(page, 3);
  const all = page.locator('.jp-Notebook [data-rule]');
  await expect(second).toBeVisible();
  await expect(first).toHaveCount(0);
  await expect(all).toHaveCount(2);
  await (
    await cellAt(page, 2)
  )
    .getByRole('button', { name: /^asyncio help, cell \[3\]: The cause/ })
    .click();
  await expect(first).toBeVisible();
  // Two clicks in one moment: the plan is applied once.
  await page.evaluate(() => {
    const buttons = document.querySelectorAll<HTMLElement>(
      '.jp-Notebook [role=region] [data-action=rewrite]'
    );
    for (const button of Array.from(buttons)) {
      button.click();
    }
  });
  expect(await sources(page)).toEqual([
    FETCH,
    'async def load(name):\n    return await fetch(name)',
    'table = await load("orders")\ntable',
    'sizes = [len(await load(n)) for n in "ab"]'
  ]);
  await expect(all).toHaveCount(1);
  await expect(await lineAt(page, 2)).toContainText('Rewritten in');

  await (await lineAt(page, 2)).getByRole('button', { name: 'Undo' }).click();
  expect(await sources(page)).toEqual(cells);
  await expect(first).toBeVisible();
  await expect(all).toHaveCount(2);
  await press(first, 'Rewrite and run');
  await expect.poll(() => shown(page, 2)).toBe("'ORDERS'");
  await expect(all).toHaveCount(1);
});

test.describe('in full windowing mode', () => {
  const tracker = '@jupyterlab/notebook-extension:tracker';
  test.use({
    mockSettings: {
      ...galata.DEFAULT_SETTINGS,
      [tracker]: { ...galata.DEFAULT_SETTINGS[tracker], windowingMode: 'full' }
    }
  });

  test('a changed cell out of view is told once, and shown on demand', async ({
    page,
    tmpPath
  }) => {
    const filler = Array.from(
      { length: 20 },
      (_, i) => `z = ${i}\n${'#\n'.repeat(15)}`
    );
    await openNotebook(page, `${tmpPath}/far.ipynb`, [
      FETCH,
      LOAD,
      ...filler,
      CALL
    ]);
    await runAll(page);
    const help = await helpAt(page, 22);
    await expect(help).toBeVisible();
    const definition = page.locator(
      '.jp-Cell[data-windowed-list-index="1"] .jp-InputArea-editor'
    );
    await expect(definition).not.toBeInViewport();
    await help.getByRole('button', { name: 'cell [2]' }).click();
    await expect(definition).toBeInViewport();
    await expect.poll(() => focusedCell(page)).toBe('cell-1');

    await helpAt(page, 22);
    await expect(help).toBeVisible();
    await expect(definition).not.toBeInViewport();
    await press(help, 'Rewrite and run');
    const toast = page.locator('.Toastify__toast');
    await expect(toast).toHaveCount(1);
    await expect(toast).toContainText('Rewritten in [2], [23]');
    await expect.poll(() => shown(page, 22)).toBe("'ORDERS'");
    await toast.getByRole('button', { name: 'Show [2]' }).click();
    await expect(definition).toBeInViewport();
    await expect.poll(() => focusedCell(page)).toBe('cell-1');
    await expect(toast).toHaveCount(0);
  });
});

async function restartKernel(page: IJupyterLabPageFixture): Promise<void> {
  await page.evaluate(async () => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    await panel.sessionContext.restartKernel();
  });
  await waitForKernel(page);
}

/**
 * Interrupt the kernel by the menu's command.
 */
async function interrupt(page: IJupyterLabPageFixture): Promise<void> {
  await execute(page, 'kernelmenu:interrupt');
  await waitForKernel(page);
}

/**
 * Wait until the kernel is at something.
 */
async function untilBusy(page: IJupyterLabPageFixture): Promise<void> {
  await page.waitForFunction(() => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    return panel.sessionContext.session?.kernel?.status === 'busy';
  });
  await page.waitForTimeout(500);
}

test.describe('the kernel', () => {
  // Galata's own answers know neither Interrupt nor Restart.
  test.use({ kernels: null });

  test('a new kernel holds nothing, nor does one that has not run the rewrite', async ({
    page,
    tmpPath
  }) => {
    await openNotebook(page, `${tmpPath}/new.ipynb`, [FETCH, LOAD, CALL]);
    await runAll(page);
    const help = await helpAt(page, 2);
    const line = await lineAt(page, 2);
    await press(help, 'Rewrite and run');
    await expect.poll(() => shown(page, 2)).toBe("'ORDERS'");
    await line.getByRole('button', { name: 'Undo' }).click();
    await expect(line).toContainText('The kernel still holds the new load');
    await restartKernel(page);
    await expect(line).toHaveCount(0);

    await runAll(page);
    await press(help, 'Rewrite');
    await expect(line).toHaveText(
      'Rewritten in [2], [3] · not run yet · Undo · Why?'
    );
    await line.getByRole('button', { name: 'Undo' }).click();
    await expect(help).toBeVisible();
    await expect(help).not.toContainText('still holds');

    // It has, where the person has run it.
    await press(help, 'Rewrite');
    await runCell(page, 1);
    await line.getByRole('button', { name: 'Undo' }).click();
    await expect(line).toHaveText(
      'The kernel still holds the new load · Run [4] again'
    );
    await runCell(page, 1);
    await expect(line).toHaveCount(0);
  });

  test('run_forever goes to the background: the cell is free, its tasks can be read, and are not silent', async ({
    page,
    tmpPath
  }) => {
    await openNotebook(page, `${tmpPath}/forever.ipynb`, [
      `import asyncio

async def tick(steps):
    for step in range(steps):
        await asyncio.sleep(0.1)
    raise ValueError("the pump broke")

loop = asyncio.get_event_loop()
loop.create_task(tick(20))
loop.run_forever()`,
      '6 * 7'
    ]);
    await runCell(page, 0);
    // The call failed, its task did not: it goes on until it fails by itself.
    const help = await helpAt(page, 0);
    await press(help, 'Run in background');
    await waitForKernel(page);
    const line = await lineAt(page, 0);
    await expect(line).toContainText('Runs in the background as tick_task');
    expect(await failure(page, 0)).toBeUndefined();
    await runCell(page, 1);
    expect(await shown(page, 1)).toBe('42');
    expect(await askKernel(page, 'print(tick_task.done())')).toBe('False\n');
    await expect
      .poll(() => askKernel(page, 'print(tick_task.done())'))
      .toBe('True\n');
    await expect(await cellAt(page, 0)).toContainText('the pump broke');
    expect(await askKernel(page, 'print(repr(tick_task.exception()))')).toBe(
      "ValueError('the pump broke')\n"
    );
  });

  test('the thread form answers Interrupt while it waits', async ({
    page,
    tmpPath
  }) => {
    await openNotebook(page, `${tmpPath}/thread.ipynb`, [
      `import asyncio

class Feed:
    async def fetch(self):
        await asyncio.sleep(60)

    @property
    def value(self):
        return asyncio.run(self.fetch())`,
      'feed = Feed()',
      'feed.value',
      '6 * 7'
    ]);
    await runAll(page);
    const help = await helpAt(page, 2);
    await expect(help).toContainText('The cell waits for the thread');
    await press(help, 'Rewrite and run [2]');
    await untilBusy(page);
    await interrupt(page);
    expect(await failure(page, 2)).toBe('KeyboardInterrupt');
    await runCell(page, 3);
    expect(await shown(page, 3)).toBe('42');
  });

  test('what stopped the loop, or took Interrupt, does not outlive a rewrite', async ({
    page,
    tmpPath
  }) => {
    await openNotebook(page, `${tmpPath}/stop.ipynb`, [
      `import asyncio, signal

async def job():
    await asyncio.sleep(0.1)
    return 3

loop = asyncio.new_event_loop()
loop.add_signal_handler(signal.SIGINT, loop.stop)
loop.call_later(0.3, loop.stop)
loop.create_task(job())
loop.run_forever()`,
      'import time\ntime.sleep(60)'
    ]);
    await runCell(page, 0);
    const help = await helpAt(page, 0);
    await expect(help).toContainText('What stopped the loop is gone too');
    await press(help, 'Rewrite');
    const [source] = await sources(page);
    expect(source).not.toMatch(/loop|signal_handler/);

    // The handler of the first run is still the kernel's: begin anew.
    await restartKernel(page);
    await runCell(page, 0);
    expect(await failure(page, 0)).toBeUndefined();
    await startCell(page, 1);
    await untilBusy(page);
    await interrupt(page);
    expect(await failure(page, 1)).toBe('KeyboardInterrupt');
    expect(await askKernel(page, 'print(job_task.result())')).toBe('3\n');
  });
});
