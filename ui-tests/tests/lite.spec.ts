/**
 * JupyterLite: no server, and a kernel that runs in the browser.
 */
import { execFileSync } from 'child_process';
import * as fs from 'fs';
import { createServer } from 'http';
import type { Server } from 'http';
import type { AddressInfo } from 'net';
import * as os from 'os';
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

// Made by scripts/test.
const ENVIRONMENT = path.join(__dirname, '../../build/environments/lite');
const PARTS = path.join(ENVIRONMENT, 'site');

const CELLS = [
  `import asyncio
async def main():
    await asyncio.sleep(0)
    return 42`,
  'asyncio.run(main())',
  'x = main()\nx + 1'
];

/**
 * The kinds of files that a browser takes only under their names.
 */
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm'
};

let folder = '';
let server: Server | null = null;
let origin = '';

test.beforeAll(async () => {
  test.skip(
    !fs.existsSync(path.join(PARTS, '.installed')),
    'JupyterLite or Pyodide could not be installed'
  );
  test.setTimeout(180 * 1000);
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ui-tests-lite-'));
  buildSite(folder);
  server = await serve(path.join(folder, 'out'));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

test.afterAll(() => {
  server?.closeAllConnections();
  server?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

/**
 * Build a site with a notebook and the extension that is installed.
 */
function buildSite(to: string): void {
  const prefix = String(
    execFileSync('python', ['-c', 'import sys; print(sys.prefix)'])
  ).trim();
  const data = process.env.JUPYTER_PATH ?? path.join(prefix, 'share/jupyter');
  const site = path.join(to, 'site');
  const put = (name: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(site, name)), { recursive: true });
    fs.writeFileSync(path.join(site, name), text);
  };
  put(
    'jupyter-lite.json',
    JSON.stringify({
      'jupyter-lite-schema-version': 0,
      'jupyter-config-data': { exposeAppInBrowser: true }
    })
  );
  // Saved by a kernel that this site does not have.
  put('files/run.ipynb', notebookText(CELLS));
  fs.cpSync(path.join(PARTS, 'pyodide'), path.join(site, 'static/pyodide'), {
    recursive: true
  });
  const wheels = path.join(PARTS, 'wheels');
  execFileSync(
    path.join(ENVIRONMENT, 'bin/jupyter-lite'),
    [
      'build',
      `--lite-dir=${site}`,
      `--output-dir=${path.join(to, 'out')}`,
      ...fs
        .readdirSync(wheels)
        .map(name => `--piplite-wheels=${path.join(wheels, name)}`),
      `--FederatedExtensionAddon.extra_labextensions_path=${data}/labextensions`
    ],
    { cwd: to, stdio: 'pipe' }
  );
}

async function serve(root: string): Promise<Server> {
  const made = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = path.join(root, decodeURIComponent(pathname));
    if (
      !file.startsWith(root) ||
      !fs.statSync(file, { throwIfNoEntry: false })?.isFile()
    ) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { 'Content-Type': type });
    fs.createReadStream(file).pipe(response);
  });
  await new Promise<void>(done => made.listen(0, '127.0.0.1', done));
  return made;
}

test('in JupyterLite: what runs there is left alone, what fails is rewritten', async ({
  page: plain
}) => {
  test.setTimeout(180 * 1000);
  // The helpers use of Galata's page only what every page has.
  const page = plain as unknown as IJupyterLabPageFixture;
  const watch = watchPage(plain, origin);
  await plain.goto(`${origin}/lab/index.html?path=run.ipynb`);
  await plain.locator('.jp-Notebook').waitFor();

  // Before the kernel has started, too: asyncio.run works in Pyodide.
  const marks = plain.locator('.jp-Notebook .cm-lintRange');
  await expect(marks).toHaveText(['main()']);
  await waitForKernel(page);
  await expect(marks).toHaveText(['main()']);
  await runCell(page, 0);
  await runCell(page, 1);
  await expect
    .poll(() => outputs(page, 1))
    .toMatchObject([{ data: { 'text/plain': '42' } }]);
  await expect(await helpAt(page, 1)).toHaveCount(0);

  await runCell(page, 2);
  const help = await helpAt(page, 2);
  await expect(help).toBeVisible();
  await help.getByRole('button', { name: 'Why?' }).click();
  await expect(help.getByText('What to write instead')).toBeAttached();
  await help.getByRole('button', { name: 'Rewrite and run' }).click();
  await expect
    .poll(async () => (await outputs(page, 2)).pop())
    .toMatchObject({ data: { 'text/plain': '43' } });
  expect((await sources(page))[2]).toBe('x = await main()\nx + 1');
  await expect((await cellAt(page, 2)).getByRole('status')).toContainText(
    'Rewritten'
  );

  expect(watch.foreignRequests).toEqual([]);
  // JupyterLite looks for files that a site need not have.
  const missing = /^Failed to load resource: .* 404 /;
  expect(watch.errors.filter(text => !missing.test(text))).toEqual([]);
});
