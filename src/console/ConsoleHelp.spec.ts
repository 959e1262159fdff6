import type { CodeCell } from '@jupyterlab/cells';
import { CodeConsole } from '@jupyterlab/console';
import { SessionContextMock } from '@jupyterlab/docregistry/lib/testutils';
import { NBTestUtils } from '@jupyterlab/notebook/lib/testutils';
import { nullTranslator } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { Analyst } from '../document/Analyst';
import type { IEngine } from '../engine/engine';
import type { IFinding } from '../engine/finding';
import { DEFAULT_SETTINGS } from '../help/settings';
import { ConsoleHelp } from './ConsoleHelp';

const trans = nullTranslator.load('jupyterlab_asyncio_helper');
const MESSAGE = 'asyncio.run() cannot be called from a running event loop';
const RUN = 'asyncio.run(f())';
const AWAIT = 'await f()';

/**
 * A stand-in for the engine: a cell that shows the message may become one with
 * `await`.
 */
const engine: IEngine = {
  readRecipe: value => value as never,
  check: ({ cells }) =>
    cells.flatMap(({ id, source, outputs }): IFinding[] =>
      outputs.some(output => output.evalue === MESSAGE)
        ? [
            {
              rule: 'asyncio-run',
              values: {},
              cell: id,
              from: 0,
              to: source.length,
              shownIn: id,
              evidence: 'error',
              matched: true,
              severity: 'error',
              rewrites: [
                {
                  kind: 'await',
                  safety: 'safe',
                  edits: [
                    { cell: id, from: 0, to: 12, insert: 'await ' },
                    {
                      cell: id,
                      from: source.length - 1,
                      to: source.length,
                      insert: ''
                    }
                  ],
                  rerun: [id],
                  values: {}
                }
              ]
            }
          ]
        : []
    ),
  explain: ({ rewrites }) => ({
    headline: 'A loop is running',
    sentences: '',
    rewrites: rewrites.map(({ kind }) => ({ title: kind, notes: [], done: '' }))
  }),
  complete: (_, rewrite) => rewrite,
  forget: () => undefined,
  merge: ([first]) => first
};

/**
 * Longer than changes take to come to rest, on a busy machine too.
 */
async function rest(): Promise<void> {
  for (let i = 0; i < 4; i++) {
    await new Promise(resolve => setTimeout(resolve, 60));
  }
}

describe('ConsoleHelp', () => {
  const load = jest.fn(async () => engine);
  const runCell = jest.fn(async () => true);
  let codeConsole: CodeConsole;
  let help: ConsoleHelp;

  beforeEach(() => {
    jest.clearAllMocks();
    const sessionContext = new SessionContextMock({}, null);
    const requestHistory = async () => ({ content: { status: 'error' } });
    const language_info = { name: 'python', version: '3.13.1' };
    const info = Promise.resolve({ language_info, banner: '' });
    Object.defineProperty(sessionContext, 'session', {
      value: { kernel: { info, status: 'idle', requestHistory } }
    });
    codeConsole = new CodeConsole({
      contentFactory: new CodeConsole.ContentFactory({
        editorFactory: NBTestUtils.editorFactory
      }),
      rendermime: NBTestUtils.defaultRenderMime(),
      sessionContext,
      mimeTypeService: NBTestUtils.mimeTypeService,
      executor: { runCell }
    });
    Widget.attach(codeConsole, document.body);
  });

  afterEach(() => {
    help.dispose();
    codeConsole.dispose();
  });

  function start(enabled = true): void {
    help = new ConsoleHelp({
      console: codeConsole,
      analyst: new Analyst({ load, trans, onForbidden: () => undefined }),
      settings: { ...DEFAULT_SETTINGS, enabled },
      trans,
      shortcut: () => ''
    });
  }

  /**
   * A cell that has run, and shows an error if there is a message.
   */
  async function ran(source: string, evalue?: string): Promise<CodeCell> {
    const cell = codeConsole.createCodeCell();
    cell.model.sharedModel.setSource(source);
    codeConsole.addCell(cell);
    if (evalue) {
      cell.model.outputs.add({
        output_type: 'error',
        ename: 'RuntimeError',
        evalue,
        traceback: []
      });
    }
    await rest();
    return cell;
  }

  function promptHolds(): string {
    return codeConsole.promptCell!.model.sharedModel.getSource();
  }

  function type(text: string): void {
    codeConsole.promptCell!.model.sharedModel.setSource(text);
  }

  function panelOf(cell: CodeCell): HTMLElement | null {
    return cell.node.querySelector('[aria-label^="asyncio help"]');
  }

  function click(cell: CodeCell, name: string): void {
    const buttons = Array.from(cell.node.querySelectorAll('button'));
    buttons.find(button => button.textContent === name)!.click();
  }

  function quietLine(cell: CodeCell): string {
    return cell.node.querySelector('[role="status"]')?.textContent ?? '';
  }

  it('loads nothing before there is trouble', async () => {
    start();
    await ran('1 + 1');
    await ran('1 / 0', 'division by zero');
    expect(load).not.toHaveBeenCalled();
  });

  it('stands under the cell that failed', async () => {
    start();
    const cell = await ran(RUN, MESSAGE);
    expect(panelOf(cell)?.parentElement).toBe(cell.node);
    const { previousElementSibling: above } = panelOf(cell)!;
    expect(above?.classList).toContain('jp-Cell-outputWrapper');
  });

  it('is there for what failed before it came', async () => {
    const cell = await ran(RUN, MESSAGE);
    start();
    await rest();
    expect(panelOf(cell)).not.toBe(null);
  });

  it('is off, and on again', async () => {
    start(false);
    const cell = await ran(RUN, MESSAGE);
    expect(panelOf(cell)).toBe(null);
    help.settings = { ...DEFAULT_SETTINGS, enabled: true };
    await rest();
    expect(panelOf(cell)).not.toBe(null);
    help.settings = { ...DEFAULT_SETTINGS, enabled: false };
    expect(panelOf(cell)).toBe(null);
  });

  it('makes room for the newest', async () => {
    start();
    const first = await ran(RUN, MESSAGE);
    const second = await ran(RUN, MESSAGE);
    expect(panelOf(first)?.tagName).toBe('BUTTON');
    expect(panelOf(second)?.getAttribute('role')).toBe('region');
  });

  it.each([
    ['an empty prompt', '', AWAIT],
    ['a prompt that still holds the failed cell', RUN, AWAIT],
    ['what the person typed', 'x = 1', `x = 1\n\n${AWAIT}`]
  ])('Rewrite, and Undo: %s', async (_, held, text) => {
    start();
    const cell = await ran(RUN, MESSAGE);
    type(held);
    click(cell, 'Rewrite');
    expect(promptHolds()).toBe(text);
    expect(cell.model.sharedModel.getSource()).toBe(RUN);
    expect(codeConsole.promptCell!.node.contains(document.activeElement)).toBe(
      true
    );
    expect(quietLine(cell)).toBe(
      'Rewritten in the prompt · not run yet · Undo · Why?'
    );
    click(cell, 'Undo');
    expect(promptHolds()).toBe(held);
    expect(panelOf(cell)).not.toBe(null);
    expect(runCell).not.toHaveBeenCalled();
  });

  it('is one step of undo in the prompt', async () => {
    start();
    const cell = await ran(RUN, MESSAGE);
    type('x = 1');
    click(cell, 'Rewrite');
    codeConsole.promptCell!.model.sharedModel.undo();
    expect(promptHolds()).toBe('x = 1');
    expect(panelOf(cell)).not.toBe(null);
  });

  it('changes nothing where a cell magic forbids it', async () => {
    start();
    const cell = await ran(RUN, MESSAGE);
    type('%%bash\nls');
    click(cell, 'Rewrite');
    expect(promptHolds()).toBe('%%bash\nls');
    expect(panelOf(cell)?.textContent).toContain('Nothing was changed');
  });

  it('Rewrite and run: the prompt runs', async () => {
    start();
    const cell = await ran(RUN, MESSAGE);
    click(cell, 'Rewrite and run');
    await rest();
    expect(runCell).toHaveBeenCalledTimes(1);
    const last = codeConsole.cells.get(codeConsole.cells.length - 1);
    expect(last.model.sharedModel.getSource()).toBe(AWAIT);
    expect(promptHolds()).toBe('');
    expect(quietLine(cell)).toBe('Rewritten in the prompt · Why?');
  });

  it('Rewrite and run: what the person typed is neither run nor lost', async () => {
    start();
    const cell = await ran(RUN, MESSAGE);
    type('for x in');
    click(cell, 'Rewrite and run');
    await rest();
    expect(runCell).toHaveBeenCalledTimes(1);
    const last = codeConsole.cells.get(codeConsole.cells.length - 1);
    expect(last.model.sharedModel.getSource()).toBe(AWAIT);
    expect(promptHolds()).toBe('for x in');
  });

  it('follows what the person does with the rewrite', async () => {
    start();
    const run = await ran(RUN, MESSAGE);
    click(run, 'Rewrite');
    await codeConsole.execute(true);
    await rest();
    expect(quietLine(run)).toBe('Rewritten in the prompt · Why?');

    const edited = await ran(RUN, MESSAGE);
    click(edited, 'Rewrite');
    type(`y = ${AWAIT}`);
    await rest();
    expect(quietLine(edited)).toBe('');
    expect(panelOf(edited)).toBe(null);
  });

  it('stays away once dismissed', async () => {
    start();
    const cell = await ran(RUN, MESSAGE);
    click(cell, 'Hide this help');
    await ran('1 + 1');
    expect(panelOf(cell)).toBe(null);
    const next = await ran(RUN, MESSAGE);
    expect(panelOf(next)).not.toBe(null);
    click(next, 'Hide “asyncio-run” in this console');
    await rest();
    expect(panelOf(next)).toBe(null);
    expect(panelOf(await ran(RUN, MESSAGE))).toBe(null);
  });

  it('does what commands ask of it, for the newest help', async () => {
    start();
    const changed = jest.fn();
    help.changed.connect(changed);
    expect([help.canRewrite, help.canUndo, help.problems]).toEqual([
      false,
      false,
      []
    ]);
    const cell = await ran(RUN, MESSAGE);
    expect(changed).toHaveBeenCalled();
    expect(help.problems).toMatchObject([
      { rule: 'asyncio-run', cell: cell.model.id }
    ]);
    expect([help.canRewrite, help.canRewriteAndRun, help.canUndo]).toEqual([
      true,
      true,
      false
    ]);
    help.rewrite();
    expect(promptHolds()).toBe(AWAIT);
    expect([help.canRewrite, help.canUndo, help.problems]).toEqual([
      false,
      true,
      []
    ]);
    help.undo();
    expect(promptHolds()).toBe('');
    help.rewriteAndRun();
    await rest();
    expect(runCell).toHaveBeenCalledTimes(1);
    expect(help.canUndo).toBe(false);
  });

  it('leads from help to help', async () => {
    // There is no layout here.
    Element.prototype.scrollIntoView = jest.fn();
    start();
    const first = await ran(RUN, MESSAGE);
    await ran('1 + 1');
    const second = await ran(RUN, MESSAGE);
    const isIn = ({ node }: CodeCell) => node.contains(document.activeElement);
    await help.showNext();
    expect(isIn(first)).toBe(true);
    expect(panelOf(first)?.getAttribute('role')).toBe('region');
    await help.showNext();
    expect(isIn(second)).toBe(true);
    await help.showNext(-1);
    expect(isIn(first)).toBe(true);
    // A click on the count takes the focus away.
    (document.activeElement as HTMLElement).blur();
    await help.showNext();
    expect(isIn(second)).toBe(true);
  });

  it('what was answered stays so when help is switched off and on', async () => {
    start();
    const cell = await ran(RUN, MESSAGE);
    help.rewriteAndRun();
    await rest();
    help.settings = { ...DEFAULT_SETTINGS, enabled: false };
    help.settings = DEFAULT_SETTINGS;
    await rest();
    expect(panelOf(cell)).toBe(null);
    expect(help.problems).toEqual([]);
  });

  it('does as the settings say', async () => {
    start();
    const cell = await ran(RUN, MESSAGE);
    help.settings = { ...DEFAULT_SETTINGS, explainOnly: true };
    expect(panelOf(cell)!.textContent).not.toContain('Rewrite');
    help.settings = { ...DEFAULT_SETTINGS, compact: true };
    expect(panelOf(cell)!.tagName).toBe('BUTTON');
    help.settings = { ...DEFAULT_SETTINGS, rulesOff: ['asyncio-run'] };
    expect(panelOf(cell)).toBe(null);
  });

  it('goes when the console is cleared, and with the console', async () => {
    start();
    await ran(RUN, MESSAGE);
    codeConsole.clear();
    await rest();
    const cell = await ran(RUN, MESSAGE);
    expect(panelOf(cell)).not.toBe(null);
    codeConsole.dispose();
    expect(help.isDisposed).toBe(true);
  });
});
