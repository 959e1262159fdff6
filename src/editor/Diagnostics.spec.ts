import { linter } from '@codemirror/lint';
import { EditorView } from '@codemirror/view';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import { ybinding } from '@jupyterlab/codemirror';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import { DocumentModel } from '@jupyterlab/docregistry';
import type { Context } from '@jupyterlab/docregistry';
import type { INotebookModel } from '@jupyterlab/notebook';
import { NBTestUtils } from '@jupyterlab/notebook/lib/testutils';
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import type { YText } from 'yjs/dist/src/internals';
import { Analyst } from '../document/Analyst';
import { HiddenRules } from '../document/HiddenRules';
import type { IEngine } from '../engine';
import { loadEngine } from '../engine';
import type { ICheckSettings } from './CheckedDocument';
import { CheckedDocument, DEFAULT_CHECK } from './CheckedDocument';
import { Diagnostics } from './Diagnostics';
import { EditorViews } from './EditorViews';
import { FileSource } from './FileSource';
import { NotebookSource } from './NotebookSource';
import type { IDocumentSource } from './source';

const trans = nullTranslator.load('jupyterlab_asyncio_helper');
const SETTINGS = DEFAULT_CHECK;
const IMPORT = 'import asyncio\n';
const MAIN = `${IMPORT}async def main():\n    return 1`;
const LOAD = 'def load():\n    return asyncio.run(main())';
const RUN = 'asyncio.run(main())';

describe('Diagnostics', () => {
  const onApplied = jest.fn();
  const onRefused = jest.fn();
  const load = jest.fn();
  let check: jest.Mock;
  let engine: IEngine;
  let views: EditorViews;
  let hidden: HiddenRules;
  let checked: CheckedDocument;
  let diagnostics: Diagnostics;
  let open: EditorView[];
  let context: Context<INotebookModel>;

  beforeAll(async () => {
    engine = await loadEngine();
  });

  beforeEach(async () => {
    jest.clearAllMocks();
    check = jest.fn((...args: Parameters<IEngine['check']>) =>
      engine.check(...args)
    );
    load.mockImplementation(async () => ({
      check,
      readRecipe: engine.readRecipe.bind(engine),
      explain: engine.explain.bind(engine),
      complete: engine.complete.bind(engine),
      forget: engine.forget.bind(engine),
      merge: engine.merge.bind(engine)
    }));
    views = new EditorViews();
    open = [];
    context = await NBTestUtils.createMockContext(false);
    // The mock's list of kernels never changes.
    const { specsManager } = context.sessionContext;
    Object.assign(specsManager, { specsChanged: new Signal(specsManager) });
  });

  afterEach(() => {
    diagnostics.dispose();
    checked.dispose();
    open.forEach(view => view.destroy());
    context.dispose();
  });

  /**
   * An editor as JupyterLab makes it, with our extension.
   */
  function editorOf(model: CodeEditor.IModel, more = [] as never[]) {
    const { ysource } = model.sharedModel as unknown as { ysource: YText };
    const view = new EditorView({
      doc: model.sharedModel.getSource(),
      extensions: [
        views.extension(model),
        ybinding({ ytext: ysource as never }),
        more
      ],
      parent: document.body
    });
    open.push(view);
    return view;
  }

  function start(
    source: IDocumentSource,
    settings: ICheckSettings = SETTINGS
  ): void {
    const analyst = new Analyst({ load, trans, onForbidden: () => undefined });
    hidden = new HiddenRules();
    checked = new CheckedDocument(
      source,
      async () => analyst,
      settings,
      hidden
    );
    diagnostics = new Diagnostics({
      document: checked,
      views,
      trans,
      onApplied,
      onRefused
    });
  }

  /**
   * A notebook with these cells, each in an editor; `md:` begins a Markdown
   * cell.
   */
  function notebook(
    cells: (string | { source: string; outputs: object[] })[],
    { language = 'python', settings = SETTINGS } = {}
  ): EditorView[] {
    context.model.fromJSON({
      cells: cells.map((spec, i) => {
        const { source, outputs } =
          typeof spec === 'string' ? { source: spec, outputs: [] } : spec;
        const isMarkdown = source.startsWith('md:');
        return {
          cell_type: isMarkdown ? 'markdown' : 'code',
          id: `c${i}`,
          metadata: {},
          source,
          ...(!isMarkdown && { outputs, execution_count: 1 })
        } as never;
      }),
      metadata: { language_info: { name: language } },
      nbformat: 4,
      nbformat_minor: 5
    });
    const made = [...context.model.cells].map(model => editorOf(model));
    start(new NotebookSource(context), settings);
    return made;
  }

  /**
   * What is underlined in an editor, when all is at rest.
   */
  async function underlined(view: EditorView): Promise<string[]> {
    checked.checkNow();
    await checked.settled();
    // The linter asks for its diagnostics through promises.
    for (let i = 0; i < 10; i++) {
      await Promise.resolve();
    }
    return [
      ...view.dom.querySelectorAll('.cm-lintRange:not(.cm-lintRange-active)')
    ].map(node => node.textContent ?? '');
  }

  /**
   * What stands beside an underline when the mouse rests on it.
   */
  async function shownAt(view: EditorView): Promise<HTMLElement[]> {
    // The list that CodeMirror shows on demand holds the same as the tooltip.
    const { openLintPanel, closeLintPanel } =
      jest.requireActual<typeof import('@codemirror/lint')>('@codemirror/lint');
    closeLintPanel(view);
    openLintPanel(view);
    return [...view.dom.querySelectorAll<HTMLElement>('.cm-diagnostic')];
  }

  async function press(view: EditorView, name: RegExp): Promise<void> {
    const buttons = (await shownAt(view)).flatMap(node => [
      ...node.querySelectorAll('button')
    ]);
    const button = buttons.find(({ textContent }) =>
      name.test(textContent ?? '')
    );
    button!.click();
  }

  function sources(): string[] {
    return context.model.sharedModel.cells.map(cell => cell.getSource());
  }

  it('underlines the cause before a run, in words, and nothing else', async () => {
    const [main, run, markdown, other] = notebook([
      MAIN,
      `x = ${RUN}`,
      `md: \`${RUN}\``,
      'print(1)'
    ]);
    expect(await underlined(run)).toEqual([RUN]);
    expect(await underlined(main)).toEqual([]);
    expect(await underlined(markdown)).toEqual([]);
    expect(await underlined(other)).toEqual([]);
    const [{ textContent }] = await shownAt(run);
    expect(textContent).toMatch(/on line 1 .* IPython keeps one running here/);
    expect(textContent).toContain('Await it here');
    expect(textContent).toMatch(/asyncio$/);
  });

  it('leaves other languages alone, and does not even load for them', async () => {
    const [run] = notebook([RUN], { language: 'julia' });
    expect(await underlined(run)).toEqual([]);
    expect(load).not.toHaveBeenCalled();
  });

  it('does not load for Python that has nothing to do with loops', async () => {
    const [cell] = notebook(['import pandas\nprint(1)']);
    expect(await underlined(cell)).toEqual([]);
    expect(load).not.toHaveBeenCalled();
  });

  it('rewrites every cell it touches, one undo step in each', async () => {
    const before = [MAIN, LOAD, 'y = 1', 'x = load()'];
    const [, cause] = notebook(before);
    expect(await underlined(cause)).toEqual([RUN]);
    await press(cause, /^Make it async/);
    expect(sources()).toEqual([
      MAIN,
      'async def load():\n    return await main()',
      'y = 1',
      'x = await load()'
    ]);
    expect(await underlined(cause)).toEqual([]);
    const [{ id: changed }, { id: other }] = onApplied.mock.calls[0][1];
    expect([changed, other]).toEqual(['c1', 'c3']);
    const { cells } = context.model.sharedModel;
    cells[1].undo();
    cells[3].undo();
    expect(sources()).toEqual(before);
    expect(cells[1].canUndo()).toBe(false);
    expect(await underlined(cause)).toEqual([RUN]);
  });

  it('rewrites what stands there now, after typing above it', async () => {
    const [, run] = notebook([MAIN, RUN]);
    await underlined(run);
    run.dispatch({ changes: { from: 0, insert: '# first\n' } });
    await press(run, /^Await it here/);
    expect(sources()[1]).toBe('# first\nawait main()');
    expect(onRefused).not.toHaveBeenCalled();
  });

  it('rewrites without the mouse what the cursor is in', async () => {
    const [, run] = notebook([MAIN, `x = ${RUN}`]);
    await underlined(run);
    const model = context.model.cells.get(1);
    diagnostics.rewriteAt({ model, offset: 3 });
    expect(sources()[1]).toBe(`x = ${RUN}`);
    diagnostics.rewriteAt({ model, offset: 4 });
    expect(sources()[1]).toBe('x = await main()');
  });

  it('changes nothing where the problem is gone, and says so', async () => {
    const [main, run] = notebook([MAIN, RUN]);
    await underlined(run);
    main.dispatch({
      changes: { from: 0, to: main.state.doc.length, insert: 'asyncio = 1' }
    });
    await press(run, /^Await it here/);
    expect(sources()).toEqual(['asyncio = 1', RUN]);
    expect(onRefused).toHaveBeenCalledTimes(1);
  });

  it('follows an edit in another cell, with one check', async () => {
    const [, cause, call] = notebook([MAIN, LOAD, 'pass']);
    // Nobody calls it.
    expect(await underlined(cause)).toEqual([]);
    const before = check.mock.calls.length;
    for (const [i, key] of [...'\nload()'].entries()) {
      call.dispatch({ changes: { from: 4 + i, insert: key } });
    }
    expect(await underlined(cause)).toEqual([RUN]);
    expect(check.mock.calls.length).toBe(before + 1);
  });

  it('underlines the cause that only an output shows', async () => {
    const error = {
      output_type: 'error',
      ename: 'RuntimeError',
      evalue: 'This event loop is already running',
      traceback: ['Cell In[1], line 1', '----> 1 start()']
    };
    const code = 'loop = get_loop()\nloop.run_until_complete(job())';
    error.traceback = [
      `Cell \u001b[0;32mIn[1], line 2\u001b[0m\n\u001b[1;32m      1\u001b[0m loop = get_loop()\n\u001b[0;32m----> 2\u001b[0m loop.run_until_complete(job())\n`
    ];
    const [without] = notebook([code]);
    expect(await underlined(without)).toEqual([]);
    diagnostics.dispose();
    checked.dispose();
    const [cell] = notebook([{ source: code, outputs: [error] }]);
    expect(await underlined(cell)).toEqual(['loop.run_until_complete(job())']);
  });

  it('leaves a start of a loop alone where the kernel runs it', async () => {
    // As in a browser whose WebAssembly can wait for promises.
    const assembly = WebAssembly as { Suspending?: unknown };
    const before = Object.getOwnPropertyDescriptor(assembly, 'Suspending');
    assembly.Suspending = class {};
    try {
      const [, run] = notebook([MAIN, RUN]);
      expect(await underlined(run)).toEqual([RUN]);
      const info = Promise.resolve({ implementation: 'pyodide' });
      const kernelChanged = new Signal<object, void>({});
      const specsManager = {
        specs: null as object | null,
        specsChanged: new Signal<object, void>({})
      };
      const sessionContext = {
        kernelChanged,
        kernelPreference: {},
        specsManager,
        session: null as object | null
      };
      diagnostics.dispose();
      checked.dispose();
      start(
        new NotebookSource({
          model: context.model,
          sessionContext
        } as never as DocumentRegistry.IContext<INotebookModel>)
      );
      expect(await underlined(run)).toEqual([RUN]);
      // It has not started yet.
      const kernelspecs = { python: { display_name: 'Python (Pyodide)' } };
      specsManager.specs = { default: 'python', kernelspecs };
      specsManager.specsChanged.emit();
      expect(await underlined(run)).toEqual([]);
      specsManager.specs = null;
      sessionContext.session = { kernel: { info } };
      kernelChanged.emit();
      await info;
      expect(await underlined(run)).toEqual([]);
    } finally {
      delete assembly.Suspending;
      if (before) {
        Object.defineProperty(assembly, 'Suspending', before);
      }
    }
  });

  it('goes and comes with its setting, and so does the gutter', async () => {
    const [, run] = notebook([MAIN, RUN]);
    expect(await underlined(run)).toEqual([RUN]);
    expect(run.dom.querySelector('.cm-gutter-lint')).toBeNull();
    checked.settings = { ...SETTINGS, enabled: false };
    expect(await underlined(run)).toEqual([]);
    const calls = check.mock.calls.length;
    run.dispatch({ changes: { from: 0, insert: ' ' } });
    expect(await underlined(run)).toEqual([]);
    expect(check.mock.calls.length).toBe(calls);
    run.dispatch({ changes: { from: 0, to: 1 } });
    checked.settings = { ...SETTINGS, gutter: true };
    expect(await underlined(run)).toEqual([RUN]);
    expect(run.dom.querySelector('.cm-gutter-lint')).not.toBeNull();
  });

  it('puts the preferred rewrite first', async () => {
    const [, run] = notebook([MAIN, RUN], {
      settings: { ...SETTINGS, preferred: 'thread' as never }
    });
    await underlined(run);
    const [shown] = await shownAt(run);
    expect(shown.querySelector('button')!.textContent).toMatch(/thread/);
  });

  it('only explains, where rewrites are not wanted', async () => {
    const [, run] = notebook([MAIN, RUN], {
      settings: { ...SETTINGS, explainOnly: true }
    });
    expect(await underlined(run)).toEqual([RUN]);
    const [shown] = await shownAt(run);
    expect(shown.textContent).toContain('IPython keeps one running here');
    expect(shown.querySelector('button')).toBeNull();
    diagnostics.rewriteAt({ model: context.model.cells.get(1), offset: 0 });
    expect(sources()[1]).toBe(RUN);
  });

  it('passes over a rule that is off', async () => {
    const [, run] = notebook([MAIN, RUN]);
    expect(await underlined(run)).toEqual([RUN]);
    checked.settings = { ...SETTINGS, rulesOff: ['asyncio-run'] };
    expect(await underlined(run)).toEqual([]);
  });

  it('leaves out what is hidden in this document, until it is shown again', async () => {
    const [, run] = notebook([MAIN, RUN]);
    expect(await underlined(run)).toEqual([RUN]);
    hidden.hide('asyncio-run');
    expect(await underlined(run)).toEqual([]);
    hidden.show('asyncio-run');
    expect(await underlined(run)).toEqual([RUN]);
  });

  it('knows the blocking calls that a person has named', async () => {
    const [cell] = notebook([
      'import db\nasync def main():\n    return db.query()\nawait main()'
    ]);
    expect(await underlined(cell)).toEqual([]);
    checked.settings = { ...SETTINGS, blockingCalls: ['db.query'] };
    expect(await underlined(cell)).toEqual(['db.query()']);
  });

  it("knows the recipes of a site's own", async () => {
    const [cell] = notebook(['from company import serve\nserve(8000)']);
    expect(await underlined(cell)).toEqual([]);
    checked.settings = {
      ...SETTINGS,
      recipes: [
        {
          library: 'company',
          modules: ['company'],
          checkedWith: { company: '1.0' },
          calls: [{ call: 'company.serve', alone: true }]
        }
      ]
    };
    expect(await underlined(cell)).toEqual(['serve(8000)']);
  });

  it('leaves the diagnostics of other linters where they are', async () => {
    const [, run] = notebook([MAIN, RUN]);
    const theirs = editorOf(context.model.cells.get(1), [
      linter(() => [
        { from: 0, to: 7, severity: 'info', message: 'theirs', source: 'lsp' }
      ])
    ] as never[]);
    await underlined(run);
    const texts = (await shownAt(theirs)).map(node => node.textContent);
    expect(texts.some(text => text!.includes('theirs'))).toBe(true);
    expect(texts.some(text => text!.includes('Await it here'))).toBe(true);
  });

  it('finds an editor that is made later', async () => {
    notebook([MAIN, RUN]);
    await checked.settled();
    const late = editorOf(context.model.cells.get(1));
    await new Promise(resolve => setTimeout(resolve, 900));
    expect(await underlined(late)).toEqual([RUN]);
  });

  it('leaves nothing behind when it is disposed of', async () => {
    const [, run] = notebook([MAIN, RUN]);
    expect(await underlined(run)).toEqual([RUN]);
    const calls = check.mock.calls.length;
    diagnostics.dispose();
    checked.dispose();
    expect(run.dom.querySelector('.cm-lintRange')).toBeNull();
    run.dispatch({ changes: { from: 0, insert: ' ' } });
    checked.checkNow();
    await checked.settled();
    expect(check.mock.calls.length).toBe(calls);
  });

  describe('of a Python file', () => {
    function file(text: string, mimeType = 'text/x-python'): EditorView {
      const model = new DocumentModel();
      model.sharedModel.setSource(text);
      (
        model.sharedModel as never as { clearUndoHistory(): void }
      ).clearUndoHistory();
      model.mimeType = mimeType;
      const view = editorOf(model);
      start(new FileSource({ model } as never as DocumentRegistry.CodeContext));
      return view;
    }

    it('knows the cells between markers, and the lines of the file', async () => {
      const view = file(`# %%\n${MAIN}\n\n# %% run\n${RUN}\n`);
      expect(await underlined(view)).toEqual([RUN]);
      const [{ textContent }] = await shownAt(view);
      expect(textContent).toContain('on line 7 ');
      await press(view, /^Await it here/);
      expect(view.state.doc.toString()).toBe(
        `# %%\n${MAIN}\n\n# %% run\nawait main()\n`
      );
      expect(await underlined(view)).toEqual([]);
    });

    it('leaves a script alone, where no loop runs', async () => {
      const view = file(`${MAIN}\n\n${RUN}\n`);
      expect(await underlined(view)).toEqual([]);
    });

    it('leaves other languages alone', async () => {
      const view = file(`# %%\n${MAIN}\n${RUN}\n`, 'text/x-rsrc');
      expect(await underlined(view)).toEqual([]);
      expect(load).not.toHaveBeenCalled();
    });

    it('knows a byte order mark', async () => {
      const view = file(`\uFEFF# %%\n${MAIN}\n# %%\n${RUN}\n`);
      expect(await underlined(view)).toEqual([RUN]);
      await press(view, /^Await it here/);
      expect(view.state.doc.toString()).toBe(
        `\uFEFF# %%\n${MAIN}\n# %%\nawait main()\n`
      );
    });
  });
});
