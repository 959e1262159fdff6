/**
 * JupyterHub: the main job of a person who has logged in, and whose server the
 * hub has started.
 */
import { randomUUID } from 'crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { test } from '@playwright/test';
import {
  cellAt,
  expect,
  helpAt,
  notebookText,
  outputs,
  runCell,
  sources,
  waitForKernel,
  watchPage
} from './helpers';
import {
  FOLDER,
  freePort,
  isInstalled,
  placesOf,
  startProcess
} from './process';

const CELLS = [
  'import asyncio\nasync def main():\n    return 42',
  'asyncio.run(main())'
];

const PASSWORD = randomUUID();

let url = '';
let folder = '';
let stop: () => Promise<void> = async () => undefined;

test.beforeAll(async () => {
  test.skip(
    !isInstalled('hub'),
    'the packages of scripts/lib/environments/hub.txt are not installed'
  );
  test.setTimeout(120 * 1000);
  folder = mkdtempSync(path.join(tmpdir(), 'ui-tests-hub-'));
  mkdirSync(path.join(folder, 'ada'));
  writeFileSync(path.join(folder, 'ada/hub.ipynb'), notebookText(CELLS));
  const ports = [await freePort(), await freePort(), await freePort()];
  url = `http://127.0.0.1:${ports[0]}/`;
  const { python, env } = placesOf('hub');
  stop = await startProcess({
    file: python,
    args: ['-m', 'jupyterhub', '--config=jupyterhub_test_config.py'],
    env: {
      ...env,
      UI_TESTS_FOLDER: folder,
      UI_TESTS_PASSWORD: PASSWORD,
      UI_TESTS_PORTS_OF_HUB: ports.join(),
      UI_TESTS_PROXY: path.join(
        FOLDER,
        'node_modules/configurable-http-proxy/bin/configurable-http-proxy'
      )
    },
    url: `${url}hub/health`,
    // It stops the servers of its people first, and then the proxy.
    patience: 30 * 1000
  });
});

test.afterAll(async () => {
  await stop();
  if (folder) {
    rmSync(folder, { recursive: true });
  }
});

test('on a JupyterHub: logged in, explained, rewritten and run, and undone', async ({
  browser
}) => {
  test.setTimeout(180 * 1000);
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 }
  });
  const plain = await context.newPage();
  await plain.goto(`${url}user/ada/lab/tree/hub.ipynb`);
  await plain.getByLabel('Username').fill('ada');
  await plain.getByLabel('Password').fill(PASSWORD);
  await plain.getByRole('button', { name: 'Sign in' }).click();
  await plain.getByRole('button', { name: 'Launch Server' }).click();
  const watch = watchPage(plain, url);
  await plain.locator('.jp-Notebook').waitFor({ timeout: 90 * 1000 });
  expect(new URL(plain.url()).pathname).toBe('/user/ada/lab/tree/hub.ipynb');
  // The helpers use of Galata's page only what every page has.
  const page = plain as unknown as IJupyterLabPageFixture;
  await waitForKernel(page);

  await expect((await cellAt(page, 1)).locator('.cm-lintRange')).toHaveText(
    'asyncio.run(main())'
  );
  await runCell(page, 0);
  await runCell(page, 1);
  const help = await helpAt(page, 1);
  await help.getByRole('button', { name: 'Rewrite and run' }).click();
  await expect
    .poll(() => outputs(page, 1))
    .toMatchObject([{ data: { 'text/plain': '42' } }]);
  expect(await sources(page)).toEqual([CELLS[0], 'await main()']);
  await (
    await cellAt(page, 1)
  )
    .getByRole('status')
    .getByRole('button', { name: 'Undo' })
    .click();
  await expect.poll(() => sources(page)).toEqual(CELLS);
  expect(watch.foreignRequests).toEqual([]);
  expect(watch.errors).toEqual([]);
  await context.close();
});
