/**
 * One error, one click: what a person sees and does.
 */
import {
  boxesIn,
  cellAt,
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

const MAIN = `import asyncio
async def main():
    await asyncio.sleep(0)
    return 42`;
const CALL = 'x = asyncio.run(main())  # keep';

test.beforeEach(async ({ page, tmpPath }) => {
  await openNotebook(page, `${tmpPath}/main-job.ipynb`, [MAIN, CALL, 'x']);
  await runCell(page, 0);
});

test('a panel under the traceback says what happened and offers a rewrite', async ({
  page
}) => {
  await runCell(page, 1);
  const help = await helpAt(page, 1);
  await expect(help).toBeVisible();
  await expect(help).toHaveAttribute('aria-label', 'asyncio help, cell [2]');
  await expect(help).toHaveAttribute('data-rule', 'asyncio-run');
  await expect(help).toContainText('asyncio.run(main()) on line 1');
  await expect(help).toContainText('IPython');
  await expect(help.locator('del')).toContainText(CALL);
  await expect(help.locator('ins')).toContainText('x = await main()  # keep');
  for (const name of [
    'Rewrite and run',
    'Rewrite',
    'Run in background',
    'More rewrites',
    'Why?',
    'Dismiss'
  ]) {
    await expect(help.getByRole('button', { name, exact: true })).toBeVisible();
  }

  // It stands below the traceback, in line with it.
  const cell = await cellAt(page, 1);
  await expect(async () => {
    const { panel, traceback } = await boxesIn(cell, {
      panel: '> [role=region]',
      traceback: '.jp-OutputArea-output'
    });
    expect(panel.y).toBeGreaterThanOrEqual(traceback.y + traceback.height);
    expect(Math.abs(panel.x - traceback.x)).toBeLessThan(2);
    expect(
      Math.abs(panel.x + panel.width - traceback.x - traceback.width)
    ).toBeLessThan(2);
  }).toPass({ timeout: 15_000 });
});

test('Rewrite and run: the cell works, and one line says what was done', async ({
  page
}) => {
  await runCell(page, 1);
  const help = await helpAt(page, 1);
  await help.getByRole('button', { name: 'Rewrite and run' }).click();
  const cell = await cellAt(page, 1);
  const status = cell.getByRole('status');
  await expect(status).toHaveText('Rewritten to await main() · Undo · Why?');
  await expect(help).toHaveCount(0);
  await waitForKernel(page);
  expect((await sources(page))[1]).toBe('x = await main()  # keep');
  expect(await outputs(page, 1)).toEqual([]);
  await expect(cell.locator('.jp-InputPrompt')).toHaveText('[3]:');
  await runCell(page, 2);
  expect(await outputs(page, 2)).toMatchObject([
    { data: { 'text/plain': '42' } }
  ]);
  // It was our run that it speaks of.
  await expect(status).toBeVisible();
  await runCell(page, 1);
  await expect(status).toHaveCount(0);
});

test('Rewrite: the text alone', async ({ page }) => {
  await runCell(page, 1);
  const help = await helpAt(page, 1);
  await help.getByRole('button', { name: 'Rewrite', exact: true }).click();
  const cell = await cellAt(page, 1);
  await expect(cell.getByRole('status')).toHaveText(
    'Rewritten to await main() · not run yet · Undo · Why?'
  );
  expect((await sources(page))[1]).toBe('x = await main()  # keep');
  await expect(cell.locator('.jp-InputPrompt')).toHaveText('[2]:');
  // The line goes with the person's next edit.
  await cell.locator('.cm-content').click();
  await page.keyboard.press('End');
  await page.keyboard.type('!');
  await expect(cell.getByRole('status')).toHaveCount(0);
});

test('Run in background: a task under a name that is not taken', async ({
  page
}) => {
  await runCell(page, 1);
  const help = await helpAt(page, 1);
  await help.getByRole('button', { name: 'Run in background' }).click();
  await waitForKernel(page);
  const [, source] = await sources(page);
  expect(source).toMatch(/x_task = asyncio\.create_task\(main\(\)\)/);
  expect(source).toContain('# keep');
  expect(
    (await outputs(page, 1)).filter(output => output.output_type === 'error')
  ).toEqual([]);
});

test('More rewrites: another one is shown, and the buttons act on it', async ({
  page
}) => {
  await runCell(page, 1);
  const help = await helpAt(page, 1);
  await help.getByRole('button', { name: 'More rewrites' }).click();
  await help.getByRole('button', { name: /in a thread/ }).click();
  await expect(help.locator('ins')).toContainText('to_thread');
  await help.getByRole('button', { name: 'Rewrite and run' }).click();
  await waitForKernel(page);
  expect((await sources(page))[1]).toContain('to_thread');
  await runCell(page, 2);
  expect(await outputs(page, 2)).toMatchObject([
    { data: { 'text/plain': '42' } }
  ]);
});

test('Why?: the page of the rule, inside the panel', async ({ page }) => {
  await runCell(page, 1);
  const help = await helpAt(page, 1);
  const why = help.getByRole('button', { name: 'Why?' });
  await expect(why).toHaveAttribute('aria-expanded', 'false');
  await why.click();
  await expect(why).toHaveAttribute('aria-expanded', 'true');
  await expect(help.getByText('What to write instead')).toBeAttached();
  await why.click();
  await expect(help.getByText('What to write instead')).toHaveCount(0);
});

test('Dismiss: put away until the cell is run again', async ({ page }) => {
  await runCell(page, 1);
  const help = await helpAt(page, 1);
  await help.getByRole('button', { name: 'Dismiss' }).click();
  await expect(help).toHaveCount(0);
  await runCell(page, 0);
  await expect(help).toHaveCount(0);
  await runCell(page, 1);
  await expect(help).toBeVisible();
});

test('Ctrl+Z takes the rewrite back in one step, and not what was typed before it', async ({
  page
}) => {
  await runCell(page, 1);
  const help = await helpAt(page, 1);
  const cell = await cellAt(page, 1);
  const editor = cell.locator('.cm-content');
  await editor.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('!');
  await expect(help.locator('ins')).toContainText('# keep!');
  await help.getByRole('button', { name: 'Rewrite', exact: true }).click();
  const source = async () => (await sources(page))[1];
  expect(await source()).toBe('x = await main()  # keep!');
  await editor.click();
  await page.keyboard.press('Control+z');
  expect(await source()).toBe(`${CALL}!`);
  // The error still stands there: so does its help.
  await expect(help).toBeVisible();
  await page.keyboard.press('Control+z');
  expect(await source()).toBe(CALL);
  await page.keyboard.press('Control+Shift+z');
  await page.keyboard.press('Control+Shift+z');
  expect(await source()).toBe('x = await main()  # keep!');
});

test('Undo on the line takes the rewrite back', async ({ page }) => {
  await runCell(page, 1);
  const help = await helpAt(page, 1);
  const cell = await cellAt(page, 1);
  await help.getByRole('button', { name: 'Rewrite and run' }).click();
  await waitForKernel(page);
  await cell.getByRole('button', { name: 'Undo' }).click();
  await expect(cell.getByRole('status')).toHaveCount(0);
  expect((await sources(page))[1]).toBe(CALL);
});

test('a coroutine that never ends goes to the background first', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/endless.ipynb`, [
    `import asyncio
async def tick():
    while True:
        await asyncio.sleep(1)
asyncio.run(tick())`
  ]);
  await runCell(page, 0);
  const help = await helpAt(page, 0);
  const buttons = help.getByRole('button');
  await expect(buttons).toHaveText([
    'Why?',
    '×',
    'Run in background',
    'Rewrite',
    /More rewrites/
  ]);
  await help.getByRole('button', { name: 'Run in background' }).click();
  await waitForKernel(page);
  expect(await outputs(page, 0)).toEqual([]);
});

test('an error that the code has caught and printed is explained too', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/caught.ipynb`, [
    MAIN,
    `try:\n    ${CALL}\nexcept Exception as error:\n    print(error)`
  ]);
  await runCell(page, 0);
  await runCell(page, 1);
  const help = await helpAt(page, 1);
  await expect(help).toHaveAttribute('data-rule', 'asyncio-run');
  await help.getByRole('button', { name: 'Rewrite', exact: true }).click();
  expect((await sources(page))[1]).toContain('    x = await main()  # keep');
});

test('the commands do the same, for the cell that failed last', async ({
  page
}) => {
  const enabled = (id: string) =>
    page.evaluate(
      command => window.jupyterapp.commands.isEnabled(command),
      `asyncio-helper:${id}`
    );
  const execute = (id: string) =>
    page.evaluate(async command => {
      await window.jupyterapp.commands.execute(command);
    }, `asyncio-helper:${id}`);
  expect(await enabled('rewrite-and-run')).toBe(false);
  expect(await enabled('undo')).toBe(false);
  await runAll(page);
  await expect(await helpAt(page, 1)).toBeVisible();
  await selectCell(page, 2);
  expect(await enabled('rewrite-and-run')).toBe(true);
  expect(await enabled('run-in-background')).toBe(true);
  await execute('rewrite');
  expect((await sources(page))[1]).toBe('x = await main()  # keep');
  expect(await enabled('rewrite')).toBe(false);
  await execute('undo');
  expect((await sources(page))[1]).toBe(CALL);
  await execute('rewrite-and-run');
  await waitForKernel(page);
  expect(await outputs(page, 1)).toEqual([]);
});

test('switched off and on by the command, at once', async ({ page }) => {
  await runCell(page, 1);
  const help = await helpAt(page, 1);
  await expect(help).toBeVisible();
  const toggle = () =>
    page.evaluate(async () => {
      await window.jupyterapp.commands.execute('asyncio-helper:toggle');
    });
  await toggle();
  await expect(help).toHaveCount(0);
  await toggle();
  await expect(help).toBeVisible();
});

test('another rewrite first, by the setting, at once', async ({ page }) => {
  await runCell(page, 1);
  const help = await helpAt(page, 1);
  await expect(help.locator('ins')).toContainText('x = await main()');
  const notebook = await page.evaluate(
    () => window.jupyterapp.shell.currentWidget?.id
  );
  await page.evaluate(async () => {
    await window.jupyterapp.commands.execute('settingeditor:open', {
      query: 'asyncio help'
    });
  });
  await page
    .getByRole('group', { name: 'asyncio help' })
    .getByRole('combobox')
    .selectOption('thread');
  await page.evaluate(id => {
    window.jupyterapp.shell.activateById(id ?? '');
  }, notebook);
  await expect(help.locator('ins')).toContainText('to_thread');
  await expect(help.getByRole('button').nth(2)).toHaveText('Rewrite and run');
});
