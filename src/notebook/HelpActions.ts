import { Notification } from '@jupyterlab/apputils';
import type { ICodeCellModel } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { applyRewrite, RewriteRefused } from '../document/applyRewrite';
import { listIn, nameOf } from '../document/cellNames';
import { cellsToRun } from '../document/cellsToRun';
import type { IDocument } from '../engine/document';
import type { IFinding, IRewrite } from '../engine/finding';
import { code } from '../engine/inlineCode';
import { listed } from '../engine/listed';
import type { ICellName } from '../help/content';
import { plainText } from '../help/dom';
import { notifyAbout } from '../help/notifyAbout';
import type { CellRunner } from './CellRunner';
import type { IHelpEntry } from './HelpEntry';
import type { NotebookCells } from './NotebookCells';

/**
 * The help that the actions belong to.
 */
export interface IHelpOfNotebook {
  readonly panel: NotebookPanel;
  readonly trans: TranslationBundle;

  /**
   * Counts the kernels that the notebook has had, restarted ones too.
   */
  kernelRun(): number;
  document(): IDocument;
  codeCells(): ICodeCellModel[];

  /**
   * Bring the help into line with the notebook as it is now.
   *
   * @param first - The help that stays open where other comes for its cause.
   */
  refresh(first?: IHelpEntry): void;
  remove(id: string): void;

  /**
   * No longer speak of what the kernel holds.
   */
  dropAgain(entry: IHelpEntry): void;

  /**
   * Whether the cells still show what this help answers.
   */
  isStillShown(entry: IHelpEntry): boolean;

  /**
   * A rewrite was applied.
   */
  applied(): void;

  /**
   * Whether this is still the help of its cell.
   */
  holds(entry: IHelpEntry): boolean;
}

/**
 * What the buttons of a help do to the notebook: apply a rewrite, run it, take
 * it back.
 */
export class HelpActions {
  constructor(
    private readonly _host: IHelpOfNotebook,
    private readonly _cells: NotebookCells,
    private readonly _runner: CellRunner
  ) {}

  /**
   * Whether the notebook is being changed here. Our own edits are no edits by
   * the person.
   */
  get isWriting(): boolean {
    return this._isWriting;
  }

  /**
   * Apply an offered rewrite, and run what has to run.
   *
   * @param below - Run all cells below, too, if that goes well.
   */
  rewrite(
    entry: IHelpEntry,
    choice: number,
    run: boolean,
    below = false
  ): void {
    const { model } = this._host.panel.content;
    const offer = entry.answer.offers[choice];
    if (!model || !offer) {
      return;
    }
    const { rewrite, words } = offer;
    try {
      entry.applied = this.write(() =>
        applyRewrite(model.sharedModel, rewrite.edits, entry.document)
      );
    } catch (reason) {
      this._refused(entry, reason);
      return;
    }
    this._host.applied();
    entry.rewrite = rewrite;
    entry.kernelRun = this._host.kernelRun();
    entry.model.finish({
      kind: 'rewritten',
      text: words.done,
      cells: namedCells(entry.applied.cells, entry.document),
      ran: run
    });
    this._cells.focus(entry.id);
    // Other help for the same cause is answered by this.
    this._host.refresh();
    this._tellIfOutOfView(entry, words.done);
    if (run) {
      this._run(entry, cellsToRun(rewrite, entry.document), below).catch(
        reason => {
          // As after the Run button: the notebook has told what went wrong.
          console.warn('jupyterlab-asyncio-helper: the run failed', reason);
        }
      );
    } else {
      this._tellIfRunning(entry);
    }
  }

  /**
   * A cell that runs, or waits for its turn, does so with its former text.
   */
  private _tellIfRunning({ applied, document, model }: IHelpEntry): void {
    const { trans } = this._host;
    const running = this._host
      .codeCells()
      .filter(({ executionState }) => executionState === 'running')
      .map(({ id }) => id);
    const names = namedCells(
      running.filter(id => applied?.cells.includes(id)),
      document
    ).map(({ name }) => name);
    if (names.length > 0) {
      model.say(
        trans.__(
          'not run yet: %1 still runs with the former text',
          listed(trans, names)
        )
      );
    }
  }

  /**
   * A change that the person cannot see is told, and shown on demand.
   */
  private _tellIfOutOfView(entry: IHelpEntry, text: string): void {
    const { trans } = this._host;
    const [hidden] = namedCells(
      entry.applied?.cells.filter(id => !this._cells.isInView(id)) ?? [],
      entry.document
    );
    if (hidden) {
      const { cell, name } = hidden;
      notifyAbout(this._host.panel, plainText(text), {
        autoClose: SHORT,
        actions: [
          {
            label: trans.__('Show %1', plainText(name)),
            callback: () => void this._cells.reveal(cell)
          }
        ]
      });
    }
  }

  private async _run(
    entry: IHelpEntry,
    ids: readonly string[],
    below: boolean
  ): Promise<void> {
    const { applied } = entry;
    const end = await this._runner.runInOrder(
      ids,
      () => entry.applied === applied
    );
    if (!end && below && entry.applied === applied) {
      await this._runner.runBelow(entry.id);
      return;
    }
    const { mode, done } = entry.model;
    if (!end || mode !== 'done' || done?.kind !== 'rewritten') {
      return;
    }
    if (!end.started) {
      // No kernel, or not yet.
      entry.model.finish({ ...done, ran: false });
    } else if (end.cell !== entry.id) {
      const [stoppedAt] = namedCells([end.cell], this._host.document());
      entry.model.finish({ ...done, stoppedAt });
    }
  }

  /**
   * Take a rewrite back. The kernel keeps what it defined.
   */
  undo(entry: IHelpEntry): void {
    const { trans } = this._host;
    const { applied, rewrite } = entry;
    if (!applied || !rewrite) {
      return;
    }
    try {
      this.write(() => applied.undo());
    } catch (reason) {
      if (!(reason instanceof RewriteRefused)) {
        throw reason;
      }
      entry.model.say(whyNotUndone(reason, trans));
      return;
    }
    entry.applied = null;
    const functions = functionsOf(entry.answer.finding, rewrite).map(code);
    entry.again = functions.length > 0 ? this._heldBy(entry, rewrite) : [];
    const again = namedCells(entry.again, this._host.document()).map(
      ({ name }) => name
    );
    this._cells.focus(entry.id);
    if (again.length > 0) {
      entry.model.finish({ kind: 'taken back', functions, again });
    } else if (this._host.isStillShown(entry)) {
      // The error still stands there, and so does its help.
      entry.model.open();
    } else {
      this._host.remove(entry.id);
    }
    this._host.refresh(entry);
  }

  /**
   * The cells that have run with the rewrite, and would have to run again for
   * the kernel to forget it: the failed one only where there is no other.
   */
  private _heldBy(entry: IHelpEntry, rewrite: IRewrite): string[] {
    if (entry.kernelRun !== this._host.kernelRun()) {
      return [];
    }
    const cells = this._host.codeCells();
    const ran = cellsToRun(rewrite, entry.document).filter(id => {
      const before = entry.document.cells.find(cell => cell.id === id);
      const now = cells.find(cell => cell.id === id);
      return (
        now !== undefined &&
        (now.executionCount === null
          ? now.executionState === 'running'
          : now.executionCount !== before?.executionCount)
      );
    });
    const others = ran.filter(id => id !== entry.id);
    return others.length > 0 ? others : ran;
  }

  /**
   * Run the cells that bring the kernel's former definitions back.
   */
  runAgain(entry: IHelpEntry): void {
    const cells = entry.again;
    this._host.dropAgain(entry);
    this._runner.runInOrder(cells).catch(reason => {
      console.warn('jupyterlab-asyncio-helper: the run failed', reason);
    });
  }

  /**
   * Nothing was written: say why, and show what holds now.
   */
  private _refused(entry: IHelpEntry, reason: unknown): void {
    if (!(reason instanceof RewriteRefused)) {
      throw reason;
    }
    const { trans } = this._host;
    this._host.refresh();
    const message =
      reason.reason === 'read-only'
        ? trans.__('Nothing was changed: the cell is read-only.')
        : trans.__(
            'Nothing was changed: the text is no longer the one the rewrite was made for.'
          );
    if (this._host.holds(entry)) {
      entry.model.say(message);
    } else {
      Notification.info(message);
    }
  }

  /**
   * Change the notebook: what follows from it is no edit by the person.
   */
  write<T>(f: () => T): T {
    this._isWriting = true;
    try {
      return f();
    } finally {
      this._isWriting = false;
    }
  }

  private _isWriting = false;
}

/**
 * Why a rewrite was not taken back, in words.
 */
export function whyNotUndone(
  { reason }: RewriteRefused,
  trans: TranslationBundle
): string {
  switch (reason) {
    case 'gone':
      return trans.__('Nothing was undone: a changed cell is no longer there.');
    case 'theirs':
      return trans.__(
        'Nothing was undone: someone else has made the same rewrite at the same moment, and can undo it.'
      );
    default:
      return trans.__('The text has changed since: use Undo in the cell.');
  }
}

/**
 * How long a notification stays, in ms.
 */
const SHORT = 5000;

/**
 * The functions that a rewrite defines anew.
 */
function functionsOf({ values }: IFinding, rewrite: IRewrite): string[] {
  const functions = listIn(rewrite.values, 'functions');
  return functions.length > 0
    ? [...functions]
    : [values.function].filter(
        (name): name is string => typeof name === 'string' && name !== ''
      );
}

/**
 * These cells, in document order, and how people call them.
 */
export function namedCells(
  cells: readonly string[],
  document: IDocument
): ICellName[] {
  return document.cells
    .filter(({ id }) => cells.includes(id))
    .map(cell => ({ cell: cell.id, name: nameOf(cell) }));
}
