import type { ISessionContextDialogs } from '@jupyterlab/apputils';
import type { Cell, ICodeCellModel } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { NotebookActions } from '@jupyterlab/notebook';
import type { ITranslator } from '@jupyterlab/translation';
import { isCode } from '../document/toDocument';
import { CellRun } from './CellRun';
import type { NotebookCells } from './NotebookCells';

export interface ICellRunnerOptions {
  readonly panel: NotebookPanel;
  readonly translator: ITranslator;

  /**
   * The notebook's own dialogs, for a run that needs a kernel.
   */
  readonly sessionDialogs?: ISessionContextDialogs;
}

/**
 * Runs cells of a notebook as its Run button does, and knows which runs are its
 * own.
 */
export class CellRunner {
  constructor(
    private readonly _options: ICellRunnerOptions,
    private readonly _cells: NotebookCells
  ) {}

  /**
   * Whether we asked for this run of a cell, which is being scheduled. The
   * answer is yes once for each run.
   */
  take(id: string): boolean {
    return this._ownRuns.delete(id);
  }

  /**
   * Run cells one after the other, until one fails. What the kernel does with
   * requests that wait behind one that fails depends on the moment.
   *
   * @param goOn - Asked before each cell.
   *
   * @returns the cell that failed or could not be started, if there is one.
   */
  async runInOrder(
    ids: readonly string[],
    goOn: () => boolean = () => true
  ): Promise<{ cell: string; started: boolean } | null> {
    for (const id of ids) {
      const cell = this._cells.widget(id);
      if (this._cells.isDisposed || !goOn()) {
        return null;
      }
      if (!cell) {
        continue;
      }
      this._ownRuns.add(id);
      const run = new CellRun(cell);
      try {
        const ok = await this._runThroughNotebook(cell);
        // The mark is taken when the run is scheduled.
        const started = !this._ownRuns.delete(id);
        if (started && ok) {
          await run.end();
        }
        if (!started || hasFailed(cell, ok)) {
          return { cell: id, started };
        }
      } finally {
        run.forget();
      }
    }
    return null;
  }

  /**
   * Run all cells below one, as the notebook's own command does.
   */
  async runBelow(id: string): Promise<void> {
    const cell = this._cells.widget(id);
    const all = this._options.panel.content.widgets;
    const below = cell ? all.slice(all.indexOf(cell) + 1) : [];
    if (!this._cells.isDisposed && below.length > 0) {
      await this._runThroughNotebook(...below);
    }
  }

  private _runThroughNotebook(...cells: Cell[]): Promise<boolean> {
    const { panel, sessionDialogs, translator } = this._options;
    const { content, sessionContext } = panel;
    const { runCells }: Partial<typeof NotebookActions> = NotebookActions;
    if (runCells) {
      return runCells(
        content,
        cells,
        sessionContext,
        sessionDialogs,
        translator
      );
    }
    // JupyterLab 4.0 runs only what is selected.
    content.deselectAll();
    content.activeCellIndex = content.widgets.indexOf(cells[0]);
    cells.forEach(cell => content.select(cell));
    return NotebookActions.run(
      content,
      sessionContext,
      sessionDialogs,
      translator
    );
  }

  /**
   * The cells that we have asked to run.
   */
  private readonly _ownRuns = new Set<string>();
}

/**
 * Whether a run keeps the cells behind it from running. An executor on the
 * server may call one a success that raised.
 */
function hasFailed({ model, isDisposed }: Cell, ok: boolean): boolean {
  if (isDisposed || !isCode(model)) {
    return true;
  }
  const { outputs } = model;
  const raised = Array.from({ length: outputs.length }, (_, i) =>
    outputs.get(i)
  ).some(({ type }) => type === 'error');
  return !isExpected(model) && (!ok || raised);
}

/**
 * Whether the person has marked the cell as one that may fail.
 */
export function isExpected(cell: ICodeCellModel): boolean {
  const tags = cell.getMetadata('tags');
  return Array.isArray(tags) && tags.includes('raises-exception');
}
