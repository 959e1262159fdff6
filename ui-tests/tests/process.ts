/**
 * Servers as processes: started, waited for, and stopped.
 */
import { execFileSync, spawn } from 'child_process';
import { existsSync } from 'fs';
import { createServer } from 'net';
import type { AddressInfo } from 'net';
import * as path from 'path';
import { expect } from '@playwright/test';

/**
 * How long a server may take to stop, in ms. Some wait for requests that nobody
 * will answer.
 */
const PATIENCE = 10 * 1000;

/**
 * The folder of the browser tests.
 */
export const FOLDER = path.join(__dirname, '..');

export interface IProcess {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;

  /**
   * The address that answers when it is up.
   */
  readonly url: string;

  /**
   * How long it may take to stop, in ms.
   */
  readonly patience?: number;
}

/**
 * Start a server, wait until it answers, and return what stops it.
 */
export async function startProcess({
  file,
  args,
  env,
  url,
  patience = PATIENCE
}: IProcess): Promise<() => Promise<void>> {
  const server = spawn(file, args, {
    cwd: FOLDER,
    stdio: ['ignore', 'ignore', 'pipe'],
    env
  });
  let said = '';
  server.stderr.on('data', data => {
    said = `${said}${data}`.slice(-4000);
  });
  let hasExited = false;
  const exited = new Promise<void>(resolve => {
    server.on('exit', () => {
      hasExited = true;
      resolve();
    });
  });
  const stop = async () => {
    server.kill('SIGTERM');
    const late = setTimeout(() => server.kill('SIGKILL'), patience);
    await exited;
    clearTimeout(late);
  };
  try {
    await expect
      .poll(
        async () => {
          expect(hasExited, `the server has stopped: ${said}`).toBe(false);
          return fetch(url).then(
            ({ ok }) => ok,
            () => false
          );
        },
        { timeout: 90 * 1000 }
      )
      .toBe(true);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

/**
 * Whether there is an environment with this name, one of
 * `scripts/lib/environments`.
 */
export function isInstalled(environment: string): boolean {
  return existsSync(path.join(folderOf(environment), '.installed'));
}

function folderOf(environment: string): string {
  return path.join(FOLDER, '../build/environments', environment);
}

/**
 * What a process needs to find the programs, kernels and extensions of an
 * environment, and of `.venv`, which it adds to.
 */
export function placesOf(environment?: string): {
  python: string;
  env: Record<string, string | undefined>;
} {
  const parent = String(
    execFileSync('python', ['-c', 'import sys; print(sys.prefix)'])
  ).trim();
  const prefixes = [...(environment ? [folderOf(environment)] : []), parent];
  const inAll = (folder: string, own?: string) =>
    [
      ...(own ? [own] : []),
      ...prefixes.map(prefix => path.join(prefix, folder))
    ].join(path.delimiter);
  return {
    python: path.join(prefixes[0], 'bin/python'),
    env: {
      ...process.env,
      JUPYTER_PATH: inAll('share/jupyter', process.env.JUPYTER_PATH),
      JUPYTER_CONFIG_PATH: inAll(
        'etc/jupyter',
        process.env.JUPYTER_CONFIG_PATH
      ),
      // JupyterLab's own, where the environment has another JupyterLab.
      JUPYTERLAB_DIR: prefixes
        .map(prefix => path.join(prefix, 'share/jupyter/lab'))
        .find(folder => existsSync(path.join(folder, 'static'))),
      PATH: `${inAll('bin')}${path.delimiter}${process.env.PATH}`
    }
  };
}

/**
 * A port of 127.0.0.1 that nobody listens at.
 */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise(done => server.close(done));
  return port;
}
