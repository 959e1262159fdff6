/**
 * The main job in Firefox. Playwright drives only a Firefox of its own, so this
 * one is driven by Puppeteer (WebDriver BiDi).
 */
import { execFileSync } from 'child_process';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { expect, test } from '@playwright/test';
import type { Browser, ElementHandle, Page } from 'puppeteer-core';
import puppeteer from 'puppeteer-core';
import { notebookText } from './helpers';

/**
 * Where Firefox is; empty where there is none.
 */
function findFirefox(): string {
  for (const name of [process.env.FIREFOX, 'firefox-esr', 'firefox']) {
    try {
      return execFileSync('which', [name ?? ''], { stdio: 'pipe' })
        .toString()
        .trim();
    } catch {
      // The next may be there.
    }
  }
  return '';
}

const FIREFOX = findFirefox();
const MAIN = 'import asyncio\nasync def main():\n    return 42';
const CALL = 'x = asyncio.run(main())  # keep';
const REWRITTEN = 'x = await main()  # keep';

test.skip(FIREFOX === '', 'Firefox is missing: apt-get install firefox-esr');

let browser: Browser;

test.beforeAll(async () => {
  browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: FIREFOX,
    headless: true
  });
});

test.afterAll(async () => {
  await browser?.close();
});

test('in Firefox: fail, read, rewrite and run, undo, dismiss', async ({
  baseURL
}, testInfo) => {
  test.setTimeout(180_000);
  const file = `firefox-${testInfo.workerIndex}-${Date.now()}.ipynb`;
  const contents = `${baseURL}/api/contents/${file}`;
  const saved = await fetch(contents, {
    method: 'PUT',
    body: JSON.stringify({
      type: 'notebook',
      format: 'json',
      content: JSON.parse(notebookText([MAIN, CALL]))
    })
  });
  expect(saved.status).toBe(201);
  const page = await browser.newPage();
  const errors: string[] = [];
  const foreign: string[] = [];
  page.on('pageerror', error => errors.push(String(error)));
  page.on('request', request => {
    const { host, protocol } = new URL(request.url());
    if (/^http/.test(protocol) && host !== new URL(baseURL!).host) {
      foreign.push(request.url());
    }
  });
  try {
    await page.setViewport({ width: 1280, height: 900 });
    await page.goto(`${baseURL}/lab/tree/${file}?reset`);
    await waitForKernel(page);
    // What would fail is underlined before it runs.
    await page.waitForSelector('.jp-Notebook .cm-lintRange');

    await run(page, 0);
    await run(page, 1);
    const help = await page.waitForSelector(
      '.jp-Notebook [role=region][aria-label="asyncio help, cell [2]"]'
    );
    const text = await help!.evaluate(node => node.textContent);
    expect(text).toContain('asyncio.run(main()) on line 1');
    expect(await help!.$eval('ins', node => node.textContent)).toContain(
      REWRITTEN
    );
    await help!.screenshot({
      path: testInfo.outputPath('firefox.png') as `${string}.png`
    });

    await press(help!, 'Rewrite and run');
    await waitForKernel(page);
    expect(await source(page)).toBe(REWRITTEN);
    expect(await errorsIn(page)).toBe(0);
    const line = await page.waitForSelector('.jp-AsyncioHelp.jp-mod-done');
    expect(await line!.evaluate(node => node.textContent)).toContain(
      'Rewritten to await main()'
    );
    // Escape gives the focus back to the cell.
    await line!.$eval('[data-action=why]', node =>
      (node as HTMLElement).focus()
    );
    await page.keyboard.press('Escape');
    expect(
      await page.evaluate(() =>
        document.activeElement?.classList.contains('jp-Cell')
      )
    ).toBe(true);

    await press(line!, 'Undo');
    expect(await source(page)).toBe(CALL);
    await run(page, 1);
    const again = await page.waitForSelector('.jp-Notebook [role=region]');
    await (await again!.$('[data-action=dismiss]'))!.click();
    await page.waitForFunction(
      () => document.querySelector('.jp-Notebook [data-rule]') === null
    );
    expect(await source(page)).toBe(CALL);
    expect(errors).toEqual([]);
    expect(foreign).toEqual([]);
  } finally {
    await page.close();
    await fetch(contents, { method: 'DELETE' });
  }
});

async function waitForKernel(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const panel = window.jupyterapp?.shell.currentWidget as NotebookPanel;
      const kernel = panel?.sessionContext?.session?.kernel;
      return (
        kernel?.status === 'idle' && kernel.connectionStatus === 'connected'
      );
    },
    { timeout: 60_000 }
  );
}

/**
 * Run a cell as the Run button does.
 */
async function run(page: Page, index: number): Promise<void> {
  await page.evaluate(async cell => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    panel.content.deselectAll();
    panel.content.activeCellIndex = cell;
    await window.jupyterapp.commands.execute('notebook:run-cell');
  }, index);
  await waitForKernel(page);
}

async function press(within: ElementHandle, name: string): Promise<void> {
  for (const button of await within.$$('button')) {
    if ((await button.evaluate(node => node.textContent)) === name) {
      await button.click();
      return;
    }
  }
  throw new Error(`no button ${name}`);
}

/**
 * The text of the cell that has failed.
 */
async function source(page: Page): Promise<string> {
  return page.evaluate(() => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    return panel.content.model!.sharedModel.cells[1].getSource();
  });
}

/**
 * How many errors it shows.
 */
async function errorsIn(page: Page): Promise<number> {
  return page.evaluate(() => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    const { outputs } = panel.content.model!.sharedModel.cells[1].toJSON();
    return (outputs as { output_type: string }[]).filter(
      ({ output_type }) => output_type === 'error'
    ).length;
  });
}
