import type { Context } from '@jupyterlab/docregistry';
import type { INotebookModel, NotebookPanel } from '@jupyterlab/notebook';
import { NotebookActions } from '@jupyterlab/notebook';
import { NBTestUtils } from '@jupyterlab/notebook/lib/testutils';
import { nullTranslator } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { Analyst } from '../../document/Analyst';
import type { IDocument } from '../../engine/document';
import type { IEngine } from '../../engine/engine';
import type { EvidenceKind, IFinding } from '../../engine/finding';
import { DEFAULT_SETTINGS } from '../../help/settings';
import { HiddenRules } from '../../document/HiddenRules';
import { NotebookHelp } from '../NotebookHelp';

const trans = nullTranslator.load('jupyterlab_asyncio_helper');

/**
 * An error that names a call.
 */
export function error(name: string): object {
  return {
    output_type: 'error',
    ename: 'RuntimeError',
    evalue: `asyncio: ${name}`,
    traceback: []
  };
}

/**
 * A warning that names a call.
 */
export function warning(name: string): object {
  return {
    output_type: 'stream',
    name: 'stderr',
    text: `coroutine: ${name}\n`
  };
}

/**
 * A result that names a call.
 */
export function result(name: string): object {
  return {
    output_type: 'execute_result',
    execution_count: 1,
    data: { 'text/plain': `<coroutine object : ${name}` },
    metadata: {}
  };
}

const EVIDENCE: Readonly<Record<string, EvidenceKind>> = {
  error: 'error',
  stream: 'warning',
  execute_result: 'result'
};

/**
 * A stand-in for the engine. `bad(x)` is wrong: in each cell whose output names
 * it with `: x`, or by the code alone. It may become `good(x)`, which is safe
 * unless its name begins with `unsure`. The rule is the name's first letter.
 */
export const engine: IEngine = {
  readRecipe: value => value as never,
  forget: () => undefined,
  check: ({ cells }: IDocument) =>
    cells.flatMap(({ id, source, editable }): IFinding[] =>
      [...source.matchAll(/bad\((\w+)\)/g)].flatMap(match => {
        const [call, name] = match;
        const from = match.index!;
        const shown = cells.flatMap(cell =>
          cell.outputs
            .filter(output =>
              new RegExp(`: ${name}\\b`).test(JSON.stringify(output))
            )
            .map(({ output_type }) => ({
              shownIn: cell.id,
              evidence: EVIDENCE[output_type]
            }))
        );
        const all =
          shown.length > 0 ? shown : [{ shownIn: id, evidence: CODE }];
        return all.map(({ shownIn, evidence }) => ({
          rule: name[0],
          values: { name },
          cell: id,
          from,
          to: from + call.length,
          shownIn,
          evidence,
          matched: true,
          severity: evidence === 'error' ? 'error' : 'warning',
          rewrites: editable
            ? [
                {
                  kind: 'await',
                  safety: name.startsWith('unsure') ? 'check' : 'safe',
                  edits: [{ cell: id, from, to: from + 3, insert: 'good' }],
                  rerun: [id],
                  values: {}
                }
              ]
            : []
        }));
      })
    ),
  explain: ({ values, rewrites }) => ({
    headline: `About ${values.name}`,
    sentences: '',
    rewrites: rewrites.map(({ kind }) => ({
      title: kind,
      notes: [],
      done: 'Made good'
    }))
  }),
  complete: (_, rewrite) => rewrite,
  merge: ([first, ...others]) =>
    others.length === 0
      ? first
      : {
          ...first,
          edits: [first, ...others]
            .flatMap(({ edits }) => edits)
            .sort((a, b) => a.cell.localeCompare(b.cell) || a.from - b.from)
        }
};

const CODE: EvidenceKind = 'code';

/**
 * A notebook of code cells on the page, with help by the stand-in above, and
 * without a kernel.
 */
export class NotebookFixture {
  static async create(cells: readonly string[]): Promise<NotebookFixture> {
    const context = await NBTestUtils.createMockContext(false);
    return new NotebookFixture(context, cells);
  }

  private constructor(
    readonly context: Context<INotebookModel>,
    cells: readonly string[]
  ) {
    this.panel = NBTestUtils.createNotebookPanel(context);
    this.setCells(cells);
    Widget.attach(this.panel, document.body);
    this.help = this.helpIn(this.panel);
  }

  readonly panel: NotebookPanel;
  readonly help: NotebookHelp;
  readonly hidden = new HiddenRules();
  readonly setRuleOff = jest.fn();
  readonly openSettings = jest.fn();

  dispose(): void {
    this.help.dispose();
    this.panel.dispose();
    this.context.dispose();
  }

  helpIn(panel: NotebookPanel): NotebookHelp {
    return new NotebookHelp({
      panel,
      analyst: new Analyst({
        load: async () => engine,
        trans,
        onForbidden: () => undefined
      }),
      settings: DEFAULT_SETTINGS,
      translator: nullTranslator,
      trans,
      hidden: this.hidden,
      setRuleOff: this.setRuleOff,
      openSettings: this.openSettings,
      shortcut: () => ''
    });
  }

  setCells(cells: readonly (string | object)[]): void {
    this.context.model.fromJSON({
      cells: cells.map((cell, i) => ({
        cell_type: 'code',
        id: `c${i}`,
        metadata: {},
        outputs: [],
        execution_count: i + 1,
        ...(typeof cell === 'string' ? { source: cell } : cell)
      })) as never,
      metadata: { language_info: { name: 'python' } },
      nbformat: 4,
      nbformat_minor: 5
    });
  }

  /**
   * What the default executor does for one action of the person: the cells are
   * scheduled at once, and some answer.
   */
  run(outputs: Readonly<Record<number, readonly object[]>>): void {
    for (const index of Object.keys(outputs)) {
      this.schedule(Number(index));
    }
    for (const [index, own] of Object.entries(outputs)) {
      this.answer(Number(index), own);
    }
  }

  schedule(index: number): void {
    const { content } = this.panel;
    const signal = NotebookActions.executionScheduled as never as {
      emit(args: object): void;
    };
    signal.emit({ notebook: content, cell: content.widgets[index] });
    this.modelAt(index).outputs.clear();
  }

  answer(index: number, outputs: readonly object[]): void {
    outputs.forEach(output => this.modelAt(index).outputs.add(output));
  }

  modelAt(index: number) {
    return this.panel.content.model!.cells.get(index) as never as {
      id: string;
      outputs: { clear(): void; add(output: object): void };
      executionState: string;
      executionCount: number | null;
      setMetadata(key: string, value: unknown): void;
    };
  }

  sources(): string[] {
    return this.panel.content.model!.sharedModel.cells.map(cell =>
      cell.getSource()
    );
  }

  sharedAt(index: number) {
    return this.panel.content.model!.sharedModel.cells[index];
  }

  helpsIn(index: number, panel = this.panel): HTMLElement[] {
    return [
      ...panel.content.widgets[index].node.querySelectorAll<HTMLElement>(
        '.jp-AsyncioHelp'
      )
    ];
  }

  /**
   * How help stands under each cell, from the first: its modes.
   */
  modes(panel = this.panel): string[] {
    return panel.content.widgets.map((_, i) =>
      this.helpsIn(i, panel)
        .map(node =>
          ['open', 'collapsed', 'done', 'pointer'].find(mode =>
            node.classList.contains(`jp-mod-${mode}`)
          )!
        )
        .join('+')
    );
  }

  /**
   * Press the button with this name, or whose name begins so.
   */
  press(index: number, text: string): void {
    const buttons = this.helpsIn(index).flatMap(node => [
      ...node.querySelectorAll('button')
    ]);
    const named = (b: Element) =>
      b.getAttribute('aria-label') ?? b.textContent!;
    const button =
      buttons.find(b => named(b) === text) ??
      buttons.find(b => named(b).startsWith(text));
    button!.click();
  }
}

/**
 * Longer than changes take to come to rest.
 */
export async function rest(): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, 200));
}
