/**
 * Servers that one file of tests starts for itself, some of them with packages
 * that the others must not have.
 *
 * ```ts
 * const server = useServer({ environment: 'collaboration' });
 *
 * test('…', async ({ browser }) => {
 *   const page = await server.open(browser, 'n.ipynb', ['1 + 1']);
 * });
 * ```
 */
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { test } from '@playwright/test';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import type { CellSpec, IPageWatch } from './helpers';
import { expect, notebookText, waitForKernel, watchPage } from './helpers';
import { freePort, isInstalled, placesOf, startProcess } from './process';

export interface IServerOptions {
  /**
   * One of `scripts/lib/environments`; without it JupyterLab as it is.
   */
  readonly environment?: string;

  /**
   * The path below which the server has everything; it begins and ends with a
   * slash.
   */
  readonly base?: string;

  /**
   * Options of `jupyter lab`.
   */
  readonly options?: readonly string[];

  /**
   * The defaults that an administrator sets, by plugin: the server's
   * `overrides.json`.
   */
  readonly overrides?: object;
}

/**
 * A page of this server, and what it did that it must not do.
 */
export interface IPerson {
  readonly page: IJupyterLabPageFixture;
  readonly watch: IPageWatch;
}

export interface IServer {
  /**
   * Its address, with the base path.
   */
  readonly url: string;

  /**
   * Put a notebook with these cells on the server.
   */
  upload(name: string, cells: readonly CellSpec[]): Promise<void>;

  /**
   * Put a file with this text beside the notebooks.
   */
  uploadText(name: string, text: string): Promise<void>;

  /**
   * Open a notebook in a browser that has not been here before, and wait until
   * its kernel can run a cell.
   *
   * @param prepare - What is to be done before the page is loaded.
   */
  open(
    browser: Browser,
    name: string,
    prepare?: (page: Page) => Promise<void>
  ): Promise<IPerson>;
}

/**
 * A server for the tests of this file. Where its environment is missing, they
 * are skipped.
 */
export function useServer(options: IServerOptions): IServer {
  const { environment, base = '/' } = options;
  let url = '';
  let stop: () => Promise<void> = async () => undefined;
  const contexts: BrowserContext[] = [];

  test.beforeAll(async () => {
    test.skip(
      environment !== undefined && !isInstalled(environment),
      `the packages of scripts/lib/environments/${environment}.txt are not installed`
    );
    test.setTimeout(120 * 1000);
    const port = await freePort();
    url = `http://127.0.0.1:${port}${base}`;
    stop = await start(port, url, options);
  });

  test.afterEach(async () => {
    for (const context of contexts.splice(0)) {
      await context.close();
    }
    const sessions = await fetch(`${url}api/sessions`);
    for (const { id } of (await sessions.json()) as { id: string }[]) {
      await fetch(`${url}api/sessions/${id}`, { method: 'DELETE' });
    }
  });

  test.afterAll(() => stop());

  const uploadText = async (name: string, text: string) => {
    const answer = await fetch(`${url}api/contents/${name}`, {
      method: 'PUT',
      body: JSON.stringify({
        type: 'file',
        format: 'text',
        content: text
      })
    });
    expect(answer.ok).toBe(true);
  };

  return {
    get url() {
      return url;
    },
    upload: (name, cells) => uploadText(name, notebookText(cells)),
    uploadText,
    async open(browser, name, prepare) {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 900 }
      });
      contexts.push(context);
      const plain = await context.newPage();
      const watch = watchPage(plain, url);
      await prepare?.(plain);
      await plain.goto(`${url}lab/tree/${name}?reset`);
      await plain.locator('.jp-Notebook').waitFor();
      // The helpers use of Galata's page only what every page has.
      const page = plain as unknown as IJupyterLabPageFixture;
      await waitForKernel(page);
      return { page, watch };
    }
  };
}

/**
 * Start a server, wait until it answers, and return what stops it.
 */
async function start(
  port: number,
  url: string,
  { environment, base, options = [], overrides }: IServerOptions
): Promise<() => Promise<void>> {
  const settings = overrides ? applicationSettings(overrides) : null;
  const { python, env } = placesOf(environment);
  const stop = await startProcess({
    file: python,
    args: [
      '-m',
      'jupyterlab',
      '--config=jupyter_server_test_config.py',
      ...(base ? [`--ServerApp.base_url=${base}`] : []),
      ...(settings ? [`--LabApp.app_settings_dir=${settings}`] : []),
      ...options
    ],
    env: { ...env, UI_TESTS_PORT: String(port) },
    url: `${url}api/status`
  });
  return async () => {
    await stop();
    if (settings) {
      rmSync(settings, { recursive: true });
    }
  };
}

/**
 * A folder that holds what an administrator sets for all.
 */
function applicationSettings(overrides: object): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'ui-tests-application-'));
  writeFileSync(path.join(folder, 'overrides.json'), JSON.stringify(overrides));
  return folder;
}
