/**
 * Documents that are opened, used and closed: nothing of the extension stays
 * behind, in the page nor in what JupyterLab itself keeps.
 */
import type { ConsolePanel } from '@jupyterlab/console';
import type { DocumentWidget } from '@jupyterlab/docregistry';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { Page } from '@playwright/test';
import type { CellSpec } from './helpers';
import {
  execute,
  expect,
  test,
  uploadNotebook,
  waitForKernel
} from './helpers';
import { heldBy } from './heap';

/**
 * How often each document is opened before and between two looks at the page.
 * What is made once, at first use, stays.
 */
const WARM_UP = 2;
const ROUNDS = 5;

/**
 * How long what has been closed may take to go: notifications leave slowly.
 */
const PATIENCE = 60 * 1000;

/**
 * What JupyterLab itself reports where a notebook is closed while its cells are
 * put on the page.
 */
const NOT_OURS =
  /^TypeError: Cannot read properties of null \(reading '(?:id|promise)'\)\n +at \S+ \(\S*\/jlab_core\./;

// Each look at a page takes some seconds.
test.describe.configure({ timeout: 5 * 60 * 1000 });

const RUN = 'asyncio.run() cannot be called from a running event loop';

/**
 * A notebook whose last cell has failed, for a cause that is far above it. No
 * two are alike, so that what is kept of one is not kept of the other.
 */
function notebook(number: number): CellSpec[] {
  return [
    `import asyncio\nasync def main():\n    return ${number}`,
    {
      source: 'def load():\n    return asyncio.run(main())',
      executionCount: 2
    },
    // A problem that is only underlined.
    'main()',
    ...Array.from({ length: 40 }, (_, i) => `a${i} = ${number}\n`.repeat(9)),
    {
      source: 'x = load()',
      executionCount: 3,
      outputs: [
        {
          ename: 'RuntimeError',
          evalue: RUN,
          output_type: 'error',
          traceback: [
            'Cell In[3], line 1\n----> 1 x = load()\n',
            'Cell In[2], line 2, in load()\n      1 def load():\n----> 2     return asyncio.run(main())\n'
          ]
        }
      ]
    }
  ];
}

async function openLab(page: IJupyterLabPageFixture): Promise<void> {
  await page.goto('?reset');
  await page.waitForFunction(() => window.jupyterapp !== undefined);
  await page.evaluate(() => window.jupyterapp.restored);
}

async function open(page: IJupyterLabPageFixture, path: string): Promise<void> {
  await page.evaluate(async file => {
    const widget: DocumentWidget = await window.jupyterapp.commands.execute(
      'docmanager:open',
      { path: file, factory: file.endsWith('.py') ? 'Editor' : 'Notebook' }
    );
    await widget.revealed;
    window.jupyterapp.shell.activateById(widget.id);
  }, path);
}

/**
 * Close the current document, and end its kernel.
 */
async function close(page: IJupyterLabPageFixture): Promise<void> {
  await page.evaluate(async () => {
    const widget = window.jupyterapp.shell.currentWidget as DocumentWidget;
    const { context } = widget;
    const { sessionContext } = context ?? (widget as unknown as ConsolePanel);
    if (context) {
      context.model.dirty = false;
    }
    widget.dispose();
    await sessionContext.shutdown().catch(() => undefined);
  });
}

/**
 * Bring a cell of the current notebook into view; -1 is the last one.
 */
async function scrollTo(
  page: IJupyterLabPageFixture,
  index: number
): Promise<void> {
  await page.evaluate(async at => {
    const { content } = window.jupyterapp.shell.currentWidget as NotebookPanel;
    const { length } = content.widgets;
    await content.scrollToItem((at + length) % length);
  }, index);
}

/**
 * What the page holds more of since the rounds have begun. One alone is no
 * leak: the last document's state may be held until there is another.
 */
function grown(
  before: ReadonlyMap<string, number>,
  now: ReadonlyMap<string, number>
): string[] {
  return [...now]
    .filter(([what, count]) => count - (before.get(what) ?? 0) > ROUNDS / 2)
    .map(([what, count]) => `${what}: ${before.get(what) ?? 0} -> ${count}`);
}

/**
 * Open, use and close documents, and see that nothing is left of any.
 *
 * @param round - Opens, uses and closes the document of this number.
 */
async function leavesNothing(
  page: IJupyterLabPageFixture,
  round: (number: number) => Promise<void>,
  rounds = ROUNDS
): Promise<void> {
  const [plain] = page.context().pages() as Page[];
  let number = 0;
  const go = async (count: number) => {
    for (let i = 0; i < count; i++) {
      await round(number++);
    }
  };
  await go(WARM_UP);
  // What is seen here and goes later makes the test no weaker than by itself.
  await expect(page.locator('.Toastify__toast')).toHaveCount(0, {
    timeout: PATIENCE
  });
  const before = await heldBy(plain);
  await go(rounds);
  await expect
    .poll(async () => grown(before, await heldBy(plain)), { timeout: PATIENCE })
    .toEqual([]);
}

test('notebooks: help, pages, rewrites, notifications, dialogs, second views', async ({
  page,
  tmpPath
}) => {
  for (let i = 0; i < WARM_UP + ROUNDS; i++) {
    await uploadNotebook(page, `${tmpPath}/n${i}.ipynb`, notebook(i));
  }
  await openLab(page);
  const toasts = page.locator('.Toastify__toast');
  const dialog = page.locator('.jp-Dialog');
  await leavesNothing(page, async number => {
    await open(page, `${tmpPath}/n${number}.ipynb`);
    const notebook = page.locator('.jp-NotebookPanel:not(.lm-mod-hidden)');
    await waitForKernel(page);
    await expect(notebook.locator('.cm-lintRange').first()).toBeVisible();
    await execute(page, 'asyncio-helper:next-problem');
    await expect(page.locator('.cm-tooltip-lint')).toBeVisible();

    await scrollTo(page, -1);
    await notebook.getByRole('button', { name: /^asyncio help/ }).click();
    const help = notebook.getByRole('region', { name: /^asyncio help/ });
    await help.getByRole('button', { name: 'Why?' }).click();
    await expect(help.getByRole('heading').first()).toBeVisible();
    await help.getByRole('button', { name: 'More rewrites' }).click();
    // The cause is out of view.
    await help.getByRole('button', { name: 'Rewrite', exact: true }).click();
    await expect(toasts).not.toHaveCount(0);
    await notebook.getByRole('button', { name: 'Undo' }).click();
    await expect(help).toBeVisible();

    void execute(page, 'asyncio-helper:check-notebook');
    await dialog.getByRole('button', { name: 'Close' }).click();
    void execute(page, 'asyncio-helper:rewrite-all');
    await dialog.getByRole('button', { name: 'Rewrite' }).click();
    await expect(toasts).not.toHaveCount(0);

    await execute(page, 'docmanager:clone');
    await expect(page.locator('.jp-NotebookPanel')).toHaveCount(2);
    await close(page);
    await expect(page.locator('.jp-NotebookPanel')).toHaveCount(1);
    await close(page);
    await expect(page.locator('.jp-NotebookPanel')).toHaveCount(0);
    // What they offer can no longer be done.
    await expect(toasts).toHaveCount(0);
  });
});

test('files and notebooks that are closed while they load', async ({
  page,
  tmpPath,
  watch
}) => {
  for (let i = 0; i < WARM_UP + ROUNDS; i++) {
    await uploadNotebook(page, `${tmpPath}/n${i}.ipynb`, ['wait()']);
    await page.contents.uploadContent('wait()', 'text', `${tmpPath}/f${i}.py`);
  }
  await openLab(page);
  await leavesNothing(page, number =>
    page.evaluate(
      async ([folder, name]) => {
        const { commands } = window.jupyterapp;
        const file: DocumentWidget = await commands.execute('docmanager:open', {
          path: `${folder}/f${name}.py`,
          factory: 'Editor'
        });
        file.dispose();
        const panel: NotebookPanel = await commands.execute('docmanager:open', {
          path: `${folder}/n${name}.ipynb`
        });
        // JupyterLab itself fails where it is closed before that.
        await panel.context.ready;
        panel.dispose();
      },
      [tmpPath, number] as const
    )
  );
  const { errors } = watch;
  errors.splice(0, errors.length, ...errors.filter(one => !NOT_OURS.test(one)));
});

test('files: underlines, what is told of them, rewrites', async ({
  page,
  tmpPath
}) => {
  for (let i = 0; i < WARM_UP + ROUNDS; i++) {
    await page.contents.uploadContent(
      `async def wait():\n    return ${i}\nasync def main():\n    wait()\n`,
      'text',
      `${tmpPath}/f${i}.py`
    );
  }
  await openLab(page);
  await leavesNothing(page, async number => {
    await open(page, `${tmpPath}/f${number}.py`);
    const file = page.locator('.jp-FileEditor:visible');
    await expect(file.locator('.cm-lintRange')).toHaveText('wait()');
    await execute(page, 'asyncio-helper:next-problem');
    await expect(page.locator('.cm-tooltip-lint')).toBeVisible();
    await execute(page, 'asyncio-helper:rewrite-problem');
    await expect(file.locator('.cm-content')).toContainText('await wait()');
    await expect(file.locator('.cm-lintRange')).toHaveCount(0);
    await close(page);
    await expect(page.locator('.jp-FileEditor')).toHaveCount(0);
  });
});

test('consoles: help, pages, rewrites in the prompt', async ({ page }) => {
  await openLab(page);
  await leavesNothing(page, async number => {
    await page.evaluate(async code => {
      const { commands } = window.jupyterapp;
      const panel: ConsolePanel = await commands.execute('console:create', {
        activate: true,
        kernelPreference: { name: 'python3' }
      });
      await panel.console.sessionContext.ready;
      await panel.console.inject(code);
      await panel.console.inject('asyncio.run(f())');
    }, `import asyncio\nasync def f(): return ${number}`);
    const console = page.locator('.jp-CodeConsole:visible');
    const help = console.getByRole('region', { name: /^asyncio help/ });
    await help.getByRole('button', { name: 'Why?' }).click();
    await expect(help.getByRole('heading').first()).toBeVisible();
    await help.getByRole('button', { name: 'Rewrite', exact: true }).click();
    await expect(
      console.locator('.jp-CodeConsole-promptCell .cm-content')
    ).toHaveText('await f()');
    await close(page);
    await expect(page.locator('.jp-CodeConsole')).toHaveCount(0);
  });
});

test('50 notebooks opened and closed: nothing is left', async ({
  page,
  tmpPath
}) => {
  const path = `${tmpPath}/n.ipynb`;
  const [main, load, ...others] = notebook(1);
  await uploadNotebook(page, path, [main, load, ...others.slice(-1)]);
  await openLab(page);
  const once = async () => {
    await open(page, path);
    await expect(page.locator('[data-rule]')).toHaveCount(1);
    await page.evaluate(async () => {
      const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
      await panel.sessionContext.ready;
      panel.dispose();
    });
  };
  await leavesNothing(page, once, 50);
});
