/**
 * What the browser tests share.
 *
 * ```ts
 * import { expect, openNotebook, runCell, test } from './helpers';
 *
 * test('a title that says what a person sees', async ({ page, tmpPath }) => {
 *   await openNotebook(page, `${tmpPath}/n.ipynb`, ['import asyncio', '1 + 1']);
 *   await runCell(page, 0);
 * });
 * ```
 *
 * `test` watches the page from its first request on: a test fails if the page
 * asks another host for anything, or if an error appears in the console.
 */
import { test as galataTest } from '@jupyterlab/galata';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

export { expect };

declare global {
  // The browser's own name for it.
  // eslint-disable-next-line @typescript-eslint/naming-convention
  interface Window {
    /** JupyterLab itself (`LabApp.expose_app_in_browser`). */
    jupyterapp: JupyterFrontEnd;
  }
}

/**
 * What the page did that it must not do.
 */
export interface IPageWatch {
  /** Addresses of requests to other hosts. */
  readonly foreignRequests: string[];

  /** Errors in the console, and exceptions that nobody caught. */
  readonly errors: string[];
}

/**
 * Messages that JupyterLab itself leaves in the console, without us too.
 */
const NOT_OURS: readonly RegExp[] = [
  // The debugger, where a notebook is closed while it asks the kernel.
  /^Could not restore the debugger state: Canceled future/,
  // Shared models of Jupyter, where a key is set and set back in one update.
  /^Caught error while handling a Yjs update TypeError: [^\n]*\n\s+at \w+\.getChanges/
];

/**
 * Watch what the page requests and reports, from now on.
 */
export function watchPage(page: Page, baseURL: string): IPageWatch {
  const watch: IPageWatch = { foreignRequests: [], errors: [] };
  const { host } = new URL(baseURL);
  const note = (text: string) => {
    if (!NOT_OURS.some(known => known.test(text))) {
      watch.errors.push(text);
    }
  };
  const check = (address: string) => {
    const url = new URL(address);
    if (/^(http|ws)s?:$/.test(url.protocol) && url.host !== host) {
      watch.foreignRequests.push(address);
    }
  };
  page.on('request', request => check(request.url()));
  page.on('websocket', socket => check(socket.url()));
  page.on('pageerror', error => note(error.stack ?? String(error)));
  page.on('console', message => {
    if (message.type() === 'error') {
      note(`${message.text()} (${message.location().url})`);
    }
  });
  return watch;
}

/**
 * Galata's `test`, with the page watched, and without waiting for a launcher
 * that does not show when a notebook is opened by its address.
 */
export const test = galataTest.extend<{ watch: IPageWatch }>({
  autoGoto: false,
  waitForApplication: async ({ baseURL }, use) => {
    await use(async page => {
      await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
    });
  },
  watch: [
    async ({ page, baseURL }, use) => {
      // Galata's page wraps Playwright's, which it hands out only in parts.
      const watch = watchPage(page as unknown as Page, baseURL as string);
      await use(watch);
      expect.soft(watch.foreignRequests, 'requests to other hosts').toEqual([]);
      expect.soft(watch.errors, 'errors in the console').toEqual([]);
    },
    { auto: true }
  ]
});

/**
 * A cell of a test notebook: its source, or more than that.
 */
export type CellSpec =
  | string
  | {
      source: string;
      kind?: 'code' | 'markdown' | 'raw';
      outputs?: object[];
      executionCount?: number;
      metadata?: object;
    };

/**
 * The notebook file (nbformat 4.5) with these cells, whose ids are `cell-0`,
 * `cell-1` and so on. Its text is what JupyterLab itself would save.
 */
export function notebookText(
  cells: readonly CellSpec[],
  metadata: object = {}
): string {
  const notebook = {
    cells: cells.map((spec, index) => {
      const cell = typeof spec === 'string' ? { source: spec } : spec;
      const kind = cell.kind ?? 'code';
      const code = kind === 'code' && {
        execution_count: cell.executionCount ?? null
      };
      return {
        cell_type: kind,
        ...code,
        id: `cell-${index}`,
        metadata: cell.metadata ?? {},
        ...(code && { outputs: cell.outputs ?? [] }),
        source: cell.source.split(/(?<=\n)/)
      };
    }),
    metadata: {
      kernelspec: {
        display_name: 'Python 3 (ipykernel)',
        language: 'python',
        name: 'python3'
      },
      language_info: { name: 'python' },
      ...metadata
    },
    nbformat: 4,
    nbformat_minor: 5
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

/**
 * Put a notebook with these cells on the server.
 */
export async function uploadNotebook(
  page: IJupyterLabPageFixture,
  path: string,
  cells: readonly CellSpec[],
  metadata?: object
): Promise<void> {
  const text = notebookText(cells, metadata);
  expect(await page.contents.uploadContent(text, 'text', path)).toBe(true);
}

/**
 * Put a notebook with these cells on the server, open it, and wait until its
 * kernel can run a cell. Without `cells` the file must be there already.
 */
export async function openNotebook(
  page: IJupyterLabPageFixture,
  path: string,
  cells?: readonly CellSpec[]
): Promise<void> {
  if (cells) {
    await uploadNotebook(page, path, cells);
  }
  // A restored workspace can leave a run waiting.
  await page.goto(`tree/${path}?reset`);
  await page.locator('.jp-Notebook').waitFor();
  await waitForKernel(page);
}

/**
 * Wait until the current notebook's kernel is connected and has nothing to do.
 * A cell that is run earlier may be dropped without a word.
 */
export async function waitForKernel(
  page: IJupyterLabPageFixture
): Promise<void> {
  await page.waitForFunction(() => {
    const panel = window.jupyterapp?.shell.currentWidget as NotebookPanel;
    const kernel = panel?.sessionContext?.session?.kernel;
    return kernel?.status === 'idle' && kernel.connectionStatus === 'connected';
  });
}

/**
 * The cell with this index, Markdown cells counted too. The cell is scrolled
 * into view first, so that it is there in every windowing mode.
 */
export async function cellAt(
  page: IJupyterLabPageFixture,
  index: number
): Promise<Locator> {
  await page.evaluate(async cell => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    await panel.content.scrollToItem(cell);
  }, index);
  return page.locator(
    `.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell[data-windowed-list-index="${index}"]`
  );
}

/**
 * Where in the page something is, in pixels.
 */
export interface IBox {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * Where the cell itself is, and the first match of each selector in it: all at
 * one moment, since a notebook may still be scrolling.
 */
export async function boxesIn<Name extends string>(
  cell: Locator,
  selectors: Record<Name, string>
): Promise<Record<Name | 'cell', IBox>> {
  return cell.evaluate(
    (node, wanted) => {
      const boxOf = (element: Element | null): IBox => {
        if (!element) {
          throw new Error('Not there (yet)');
        }
        const { x, y, width, height } = element.getBoundingClientRect();
        return { x, y, width, height };
      };
      return Object.fromEntries([
        ['cell', boxOf(node)],
        ...Object.entries<string>(wanted).map(([name, selector]) => [
          name,
          boxOf(node.querySelector(`:scope ${selector}`))
        ])
      ]) as Record<Name | 'cell', IBox>;
    },
    selectors as Record<string, string>
  );
}

/**
 * Run a cell as the Run button does, and wait until it has ended.
 */
export async function runCell(
  page: IJupyterLabPageFixture,
  index: number
): Promise<void> {
  await selectCell(page, index);
  await execute(page, 'notebook:run-cell');
  await waitForKernel(page);
}

/**
 * Run a cell as the Run button does, and do not wait.
 */
export async function startCell(
  page: IJupyterLabPageFixture,
  index: number
): Promise<void> {
  await selectCell(page, index);
  await page.evaluate(() => {
    void window.jupyterapp.commands.execute('notebook:run-cell');
  });
}

/**
 * Execute a command, and wait until it is done.
 */
export async function execute(
  page: IJupyterLabPageFixture,
  command: string
): Promise<void> {
  await page.evaluate(async id => {
    await window.jupyterapp.commands.execute(id);
  }, command);
}

/**
 * Run all cells from the first to the last; a failed one ends the run.
 */
export async function runAll(page: IJupyterLabPageFixture): Promise<void> {
  await page.evaluate(() =>
    window.jupyterapp.commands.execute('notebook:run-all-cells')
  );
  await waitForKernel(page);
}

/**
 * Make a cell the active one.
 */
export async function selectCell(
  page: IJupyterLabPageFixture,
  index: number
): Promise<void> {
  await page.evaluate(cell => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    panel.content.deselectAll();
    panel.content.activeCellIndex = cell;
  }, index);
}

/**
 * The sources of all cells, as the notebook's model has them.
 */
export async function sources(page: IJupyterLabPageFixture): Promise<string[]> {
  return page.evaluate(() => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    const cells = panel.content.model?.sharedModel.cells ?? [];
    return cells.map(cell => cell.getSource());
  });
}

/**
 * The outputs of a code cell as the file would have them.
 */
export async function outputs(
  page: IJupyterLabPageFixture,
  index: number
): Promise<Array<Record<string, unknown>>> {
  return page.evaluate(cell => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    const shared = panel.content.model?.sharedModel.getCell(cell);
    return (shared?.toJSON().outputs ?? []) as Array<Record<string, unknown>>;
  }, index);
}

/**
 * Run Python in the notebook's kernel beside its cells, and return the text it
 * prints. Nothing of it appears in the notebook.
 */
export async function askKernel(
  page: IJupyterLabPageFixture,
  code: string
): Promise<string> {
  return page.evaluate(async text => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    const kernel = panel.sessionContext.session?.kernel;
    let printed = '';
    const future = kernel?.requestExecute({
      code: text,
      silent: true,
      store_history: false
    });
    if (future) {
      future.onIOPub = message => {
        const content = message.content as { text?: string };
        printed += content.text ?? '';
      };
      await future.done;
    }
    return printed;
  }, code);
}

/**
 * Save the current notebook, and return the file's text.
 */
export async function savedText(
  page: IJupyterLabPageFixture,
  path: string
): Promise<string> {
  await page.evaluate(() =>
    window.jupyterapp.commands.execute('docmanager:save')
  );
  const address = `files/${path}?${Date.now()}`;
  return page.evaluate(async url => (await fetch(url)).text(), `/${address}`);
}

/**
 * The help under a cell: the panel, or the line it has become.
 */
export async function helpAt(
  page: IJupyterLabPageFixture,
  index: number
): Promise<Locator> {
  return (await cellAt(page, index)).getByRole('region', {
    name: /^asyncio help/
  });
}
