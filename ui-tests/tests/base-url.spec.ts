/**
 * A server below a path, as JupyterHub starts it for each person.
 */
import { test } from '@playwright/test';
import { cellAt, expect, helpAt, outputs, runCell, sources } from './helpers';
import { useServer } from './server';

const server = useServer({ base: '/user/ada/' });

const CELLS = [
  'import asyncio\nasync def main():\n    return 42',
  'asyncio.run(main())'
];

test('below /user/ada/: underlined, explained, rewritten and run', async ({
  browser
}) => {
  await server.upload('hub.ipynb', CELLS);
  const { page, watch } = await server.open(browser, 'hub.ipynb');
  // The parser, a file of its own, has been found.
  await expect((await cellAt(page, 1)).locator('.cm-lintRange')).toHaveText(
    'asyncio.run(main())'
  );
  await runCell(page, 0);
  await runCell(page, 1);
  const help = await helpAt(page, 1);
  await help.getByRole('button', { name: 'Why?' }).click();
  await expect(help.getByText('What to write instead')).toBeAttached();
  await help.getByRole('button', { name: 'Rewrite and run' }).click();
  await expect
    .poll(() => outputs(page, 1))
    .toMatchObject([{ data: { 'text/plain': '42' } }]);
  expect((await sources(page))[1]).toBe('await main()');
  expect(watch.foreignRequests).toEqual([]);
  expect(watch.errors).toEqual([]);
});
