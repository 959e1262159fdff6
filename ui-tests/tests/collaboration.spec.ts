/**
 * A notebook that two people have open (jupyter-collaboration), each in a
 * browser of their own.
 */
import type { ISharedCodeCell } from '@jupyter/ydoc';
import type {
  DocumentRegistry,
  IDocumentWidget
} from '@jupyterlab/docregistry';
import type { FileEditor } from '@jupyterlab/fileeditor';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import {
  cellAt,
  execute,
  expect,
  helpAt,
  outputs,
  runCell,
  sources
} from './helpers';
import type { IPageWatch } from './helpers';
import { useServer } from './server';

const server = useServer({ environment: 'collaboration' });

const CELLS = [
  `import asyncio
async def main():
    return 42`,
  'x = asyncio.run(main())  # keep',
  'def load():\n    return asyncio.run(main())',
  'table = load()'
];
const AWAIT = 'x = await main()  # keep';
const ADDRESS = /\/api\/collaboration\/room\//;

let ada: IJupyterLabPageFixture;
let bob: IJupyterLabPageFixture;
let network: INetwork;
let watches: IPageWatch[];

test.beforeEach(async ({ browser }, { testId, retry }) => {
  const name = `${testId}-${retry}.ipynb`;
  await server.upload(name, CELLS);
  network = { isHeld: false, waiting: [] };
  const first = await server.open(browser, name);
  const second = await server.open(browser, name, page => hold(page, network));
  ada = first.page;
  bob = second.page;
  watches = [first.watch, second.watch];
  await runCell(ada, 0);
});

test.afterEach(() => {
  for (const { foreignRequests, errors } of watches) {
    expect.soft(foreignRequests, 'requests to other hosts').toEqual([]);
    expect.soft(errors, 'errors in the console').toEqual([]);
  }
});

/**
 * What a page and the shared document's room have to tell each other.
 */
interface INetwork {
  isHeld: boolean;
  readonly waiting: (() => void)[];
}

/**
 * Let a page's messages to and from the room wait while the network is held.
 */
async function hold(page: Page, to: INetwork): Promise<void> {
  const pass = (send: () => void) =>
    to.isHeld ? void to.waiting.push(send) : send();
  await page.routeWebSocket(ADDRESS, own => {
    const room = own.connectToServer();
    own.onMessage(message => pass(() => room.send(message)));
    room.onMessage(message => pass(() => own.send(message)));
  });
}

function release(to: INetwork): void {
  to.isHeld = false;
  to.waiting.splice(0).forEach(send => send());
}

/**
 * Note from now on what the page learns of the shared notebook, once both know
 * what has run.
 */
async function listen(page: IJupyterLabPageFixture): Promise<void> {
  await expect.poll(async () => runs(bob)).toEqual(await runs(ada));
  await page.evaluate(() => {
    const { content } = window.jupyterapp.shell.currentWidget as NotebookPanel;
    const heard: IHeard = { changes: 0, edits: [] };
    (window as unknown as { heard: IHeard }).heard = heard;
    const shared = content.model!.sharedModel;
    const { ydoc } = shared as unknown as ISharedDocument;
    for (const part of [ydoc.getArray('cells'), ydoc.getMap('meta')]) {
      part.observeDeep(() => {
        heard.changes++;
      });
    }
    shared.cells.forEach((cell, index) =>
      cell.changed.connect((_, { sourceChange }) => {
        if (sourceChange) {
          heard.edits.push({ cell: index, delta: sourceChange });
        }
      })
    );
  });
}

/**
 * What the cells have run.
 */
function runs(page: IJupyterLabPageFixture): Promise<unknown> {
  return page.evaluate(() => {
    const { content } = window.jupyterapp.shell.currentWidget as NotebookPanel;
    return (content.model!.sharedModel.cells as ISharedCodeCell[]).map(
      ({ execution_count, executionState, outputs }) => [
        execution_count,
        executionState,
        outputs.length
      ]
    );
  });
}

interface ISharedDocument {
  readonly ydoc: {
    getArray(name: 'cells'): IShared;
    getMap(name: 'meta'): IShared;
  };
}

interface IShared {
  observeDeep(listener: () => void): void;
}

interface IHeard {
  /**
   * How many changes of any kind the cells and the metadata have had.
   */
  changes: number;

  /**
   * The changes of the cells' texts.
   */
  edits: object[];
}

function heard(page: IJupyterLabPageFixture): Promise<IHeard> {
  return page.evaluate(() => (window as unknown as { heard: IHeard }).heard);
}

/**
 * The help under a cell where it is one line.
 */
async function lineAt(
  page: IJupyterLabPageFixture,
  index: number
): Promise<Locator> {
  return (await cellAt(page, index)).getByRole('button', {
    name: /^asyncio help/
  });
}

async function typeAtEnd(
  page: IJupyterLabPageFixture,
  index: number,
  text: string
): Promise<void> {
  await (await cellAt(page, index)).locator('.cm-content').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(text);
}

async function pressIn(
  page: IJupyterLabPageFixture,
  index: number,
  keys: string
): Promise<void> {
  await (await cellAt(page, index)).locator('.cm-content').click();
  await page.keyboard.press(keys);
}

/**
 * The button of a rewrite in what is told of a place that is underlined.
 */
async function rewriteInTooltip(
  page: IJupyterLabPageFixture,
  within: Locator
): Promise<Locator> {
  await within.locator('.cm-lintRange').first().hover();
  return page
    .locator('.cm-tooltip-lint')
    .getByRole('button', { name: 'Await it here' });
}

function canUndoIn(
  page: IJupyterLabPageFixture,
  index: number
): Promise<boolean> {
  return page.evaluate(cell => {
    const { content } = window.jupyterapp.shell.currentWidget as NotebookPanel;
    return content.model!.sharedModel.getCell(cell).canUndo();
  }, index);
}

/**
 * Wait until both have this text in a cell.
 */
async function bothHave(index: number, text: string): Promise<void> {
  for (const page of [ada, bob]) {
    await expect.poll(async () => (await sources(page))[index]).toBe(text);
  }
}

test('open for the one who ran the cell, one line for the other', async () => {
  await runCell(ada, 1);
  await expect(await helpAt(ada, 1)).toBeVisible();
  await expect(await lineAt(bob, 1)).toBeVisible();
  await expect(await helpAt(bob, 1)).toHaveCount(0);

  // He runs it himself.
  await runCell(bob, 1);
  await expect(await helpAt(bob, 1)).toBeVisible();
  await expect(await lineAt(ada, 1)).toBeVisible();
  await expect(await helpAt(ada, 1)).toHaveCount(0);
});

test('what fails elsewhere, after a run here without an output, is one line', async () => {
  await runCell(ada, 2);
  await pressIn(bob, 2, 'Control+Home');
  await bob.keyboard.type('asyncio.run(main())\n');
  await runCell(bob, 2);
  await expect(await helpAt(bob, 2)).toBeVisible();
  await expect(await lineAt(ada, 2)).toBeVisible();
});

test('showing help changes nothing in the shared document', async () => {
  await runCell(ada, 1);
  const hers = await helpAt(ada, 1);
  await expect(hers).toBeVisible();
  await expect(await lineAt(bob, 1)).toBeVisible();
  await listen(ada);
  await listen(bob);
  await (await lineAt(bob, 1)).click();
  const his = await helpAt(bob, 1);
  await his.getByRole('button', { name: 'Why?' }).click();
  await his.getByRole('button', { name: 'More rewrites' }).click();
  await his.getByRole('button', { name: /in a thread/ }).click();
  await hers.getByRole('button', { name: 'Dismiss' }).click();
  await expect(hers).toHaveCount(0);
  await expect(his).toBeVisible();
  // The change that follows is the first that is heard.
  await typeAtEnd(ada, 3, '!');
  await bothHave(3, `${CELLS[3]}!`);
  for (const page of [ada, bob]) {
    expect((await heard(page)).changes).toBe(1);
  }
});

test('a rewrite arrives as the few letters that differ', async () => {
  await runCell(ada, 1);
  // His cursor stands in the comment.
  await pressIn(bob, 1, 'End');
  await listen(bob);
  const hers = await helpAt(ada, 1);
  await hers.getByRole('button', { name: 'Rewrite', exact: true }).click();
  await bothHave(1, AWAIT);
  expect(await heard(bob)).toEqual({
    changes: 1,
    edits: [
      {
        cell: 1,
        delta: [
          { retain: 4 },
          { insert: 'await ' },
          { delete: 'asyncio.run('.length },
          { retain: 'main()'.length },
          { delete: 1 }
        ]
      }
    ]
  });
  // The help of a trouble that is no more is gone, and he can type on.
  await expect(await lineAt(bob, 1)).toHaveCount(0);
  await bob.keyboard.type(' it');
  await bothHave(1, `${AWAIT} it`);
});

test('what the other types meanwhile stays, and each undoes only their own', async () => {
  await runCell(ada, 1);
  network.isHeld = true;
  await typeAtEnd(bob, 1, ' his');
  const hers = await helpAt(ada, 1);
  await hers.getByRole('button', { name: 'Rewrite', exact: true }).click();
  expect((await sources(ada))[1]).toBe(AWAIT);
  expect((await sources(bob))[1]).toBe(`${CELLS[1]} his`);
  release(network);
  await bothHave(1, `${AWAIT} his`);

  // What he has typed does not take her way back.
  const line = (await cellAt(ada, 1)).getByRole('status');
  await expect(line).toHaveText(
    'Rewritten to await main() · not run yet · Undo · Why?'
  );
  await line.getByRole('button', { name: 'Undo' }).click();
  await bothHave(1, `${CELLS[1]} his`);
  await hers.getByRole('button', { name: 'Rewrite', exact: true }).click();
  await bothHave(1, `${AWAIT} his`);

  await pressIn(bob, 1, 'Control+z');
  await bothHave(1, AWAIT);
  await pressIn(bob, 1, 'Control+z');
  await bothHave(1, AWAIT);
  await pressIn(ada, 1, 'Control+z');
  await bothHave(1, CELLS[1]);
  await pressIn(bob, 1, 'Control+Shift+z');
  await bothHave(1, `${CELLS[1]} his`);
  await pressIn(ada, 1, 'Control+Shift+z');
  await bothHave(1, `${AWAIT} his`);
});

test('a rewrite of two cells is one change, taken back by the one who made it', async () => {
  await runCell(ada, 2);
  await runCell(ada, 3);
  await listen(bob);
  const hers = await helpAt(ada, 3);
  await hers.getByRole('button', { name: 'Rewrite', exact: true }).click();
  await bothHave(3, 'table = await load()');
  expect(await heard(bob)).toMatchObject({
    changes: 1,
    edits: [{ cell: 2 }, { cell: 3 }]
  });
  await typeAtEnd(bob, 2, '  # his');
  await bothHave(2, 'async def load():\n    return await main()  # his');
  const line = (await cellAt(ada, 3)).getByRole('status');
  await line.getByRole('button', { name: 'Undo' }).click();
  await bothHave(2, `${CELLS[2]}  # his`);
  await bothHave(3, CELLS[3]);
});

/**
 * The ways to a rewrite of the second cell: what leads up to the last click, and
 * that click.
 */
const WAYS = {
  'the panel': async (page: IJupyterLabPageFixture) => {
    const line = await lineAt(page, 1);
    if (await line.count()) {
      await line.click();
    }
    const help = await helpAt(page, 1);
    return help.getByRole('button', { name: 'Rewrite', exact: true });
  },
  'the underline': async (page: IJupyterLabPageFixture) =>
    rewriteInTooltip(page, await cellAt(page, 1)),
  'all at once': async (page: IJupyterLabPageFixture) => {
    void execute(page, 'asyncio-helper:rewrite-all');
    const dialog = page.locator('.jp-Dialog');
    await expect(dialog).toContainText('Rewrite 3 cells?');
    return dialog.getByRole('button', { name: 'Rewrite' });
  }
};

const PAIRS: [keyof typeof WAYS, keyof typeof WAYS][] = [
  ['the panel', 'the panel'],
  ['the underline', 'the underline'],
  ['the panel', 'the underline'],
  ['all at once', 'all at once'],
  ['the panel', 'all at once']
];

for (const [hers, his] of PAIRS) {
  test(`a rewrite that both make at the same moment is made once: ${hers}, ${his}`, async () => {
    await runCell(ada, 1);
    await expect(await lineAt(bob, 1)).toBeVisible();
    const clicks = [await WAYS[hers](ada), await WAYS[his](bob)];
    for (const click of clicks) {
      await expect(click).toBeVisible();
    }
    network.isHeld = true;
    for (const [i, page] of [ada, bob].entries()) {
      await clicks[i].click();
      await expect.poll(async () => (await sources(page))[1]).toBe(AWAIT);
    }
    const isWhole = hers === 'all at once' || his === 'all at once';
    const rewritten = [
      CELLS[0],
      AWAIT,
      ...(isWhole
        ? ['async def load():\n    return await main()', 'table = await load()']
        : CELLS.slice(2))
    ];
    release(network);
    for (const page of [ada, bob]) {
      await expect.poll(() => sources(page)).toEqual(rewritten);
    }
    // One of them can take it back, wholly.
    const canUndo = async () =>
      Promise.all([ada, bob].map(page => canUndoIn(page, 1)));
    await expect
      .poll(async () => (await canUndo()).sort())
      .toEqual([false, true]);
    const [isAda] = await canUndo();
    const [keeps, yields] = isAda ? [ada, bob] : [bob, ada];
    await pressIn(yields, 1, 'Control+z');
    for (const page of [ada, bob]) {
      await expect.poll(() => sources(page)).toEqual(rewritten);
    }
    await pressIn(keeps, 1, 'Control+z');
    await bothHave(1, CELLS[1]);
  });
}

test('a rewrite that both make at the same moment in a file is made once', async () => {
  const text = `# %%\n${CELLS[0]}\n# %%\n${CELLS[1]}\n`;
  const name = `both-${Date.now()}.py`;
  await server.uploadText(name, text);
  const clicks: Locator[] = [];
  for (const page of [ada, bob]) {
    await page.evaluate(async path => {
      await window.jupyterapp.commands.execute('docmanager:open', { path });
    }, name);
    clicks.push(await rewriteInTooltip(page, page.locator('.jp-FileEditor')));
  }
  const read = (page: IJupyterLabPageFixture) =>
    page.evaluate(() => {
      const { context } = window.jupyterapp.shell
        .currentWidget as IDocumentWidget<FileEditor>;
      const { sharedModel } = context.model as DocumentRegistry.ICodeModel;
      return [sharedModel.getSource(), sharedModel.canUndo()];
    });
  const rewritten = text.replace(CELLS[1], AWAIT);
  network.isHeld = true;
  for (const [i, page] of [ada, bob].entries()) {
    await clicks[i].click();
    await expect.poll(() => read(page)).toEqual([rewritten, true]);
  }
  release(network);
  await expect
    .poll(async () => (await Promise.all([ada, bob].map(read))).sort())
    .toEqual([
      [rewritten, false],
      [rewritten, true]
    ]);
  for (const page of [ada, bob]) {
    await page.locator('.jp-FileEditor .cm-content').click();
    await page.keyboard.press('Control+z');
  }
  for (const page of [ada, bob]) {
    await expect.poll(async () => (await read(page))[0]).toBe(text);
  }
});

test('a rewrite that the other has already made is not made twice', async () => {
  await runCell(ada, 1);
  await (await lineAt(bob, 1)).click();
  const his = await helpAt(bob, 1);
  const hers = await helpAt(ada, 1);
  await hers.getByRole('button', { name: 'Rewrite and run' }).click();
  await bothHave(1, AWAIT);
  await expect(his).toHaveCount(0);
  await runCell(bob, 1);
  expect(await outputs(ada, 1)).toEqual([]);
});
