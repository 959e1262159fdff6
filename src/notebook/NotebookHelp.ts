import type { ICodeCellModel } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { Kernel } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { Analyst, IAnswer } from '../document/Analyst';
import { isCode, languageOf, toDocument } from '../document/toDocument';
import type { IDocument, IKernelFacts } from '../engine/document';
import type { IFinding, RewriteKind } from '../engine/finding';
import { offersOf } from '../help/content';
import { contentOf } from '../help/contentOf';
import { HelpPanel } from '../help/HelpPanel';
import { HelpModel } from '../help/model';
import { rulePage } from '../help/rulePage';
import { kernelFacts } from '../kernel/facts';
import type { IHelpHost } from '../tokens';
import type { ICellRunnerOptions } from './CellRunner';
import { CellRunner, isExpected } from './CellRunner';
import { evidenceOf } from './evidenceOf';
import type { IHelpOfNotebook } from './HelpActions';
import { HelpActions } from './HelpActions';
import type { IHelpEntry } from './HelpEntry';
import { NotebookCells } from './NotebookCells';
import { NotebookWatcher } from './NotebookWatcher';
import { placeUnder } from './placeUnder';

/**
 * What the person has set.
 */
export interface IHelpSettings {
  readonly enabled: boolean;

  /**
   * The kind of rewrite that comes first among the safe ones; null for the
   * rule's own order.
   */
  readonly preferred: RewriteKind | null;
}

export interface INotebookHelpOptions extends ICellRunnerOptions {
  readonly analyst: Analyst;
  readonly settings: IHelpSettings;
  readonly trans: TranslationBundle;

  /**
   * The keys of `Rewrite and run`; empty where it has none.
   */
  shortcut(): string;
}

/**
 * The help in one notebook: watches its cells, asks the engine, and places the
 * answers under the cells that show the trouble.
 */
export class NotebookHelp implements IDisposable, IHelpHost {
  constructor(options: INotebookHelpOptions) {
    const { panel } = options;
    this._options = options;
    this._panel = panel;
    this._settings = options.settings;
    this._cells = new NotebookCells(panel.content);
    this._runner = new CellRunner(options, this._cells);
    this._actions = new HelpActions(this._host(), this._cells, this._runner);
    this._watcher = new NotebookWatcher(panel.content);
    this._watcher.settled.connect(this._onSettled, this);
    this._watcher.scheduled.connect(this._onScheduled, this);
    this._watcher.edited.connect(this._onEdited, this);
    panel.content.activeCellChanged.connect(this._emitChanged, this);
    panel.sessionContext.kernelChanged.connect(this._askKernel, this);
    panel.sessionContext.statusChanged.connect(this._onStatus, this);
    panel.disposed.connect(this.dispose, this);
    this._askKernel();
  }

  get changed(): ISignal<IHelpHost, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._cells.dispose();
    this._watcher.dispose();
    Signal.disconnectReceiver(this);
    for (const id of [...this._entries.keys()]) {
      this._remove(id);
    }
    Signal.clearData(this);
  }

  /**
   * Follow the person's settings from now on.
   */
  set settings(settings: IHelpSettings) {
    this._settings = settings;
    this._onSettled();
  }

  get canRewriteAndRun(): boolean {
    return this._offers()?.run ?? false;
  }

  get canRewrite(): boolean {
    return this._offers()?.rewrite ?? false;
  }

  get canRunInBackground(): boolean {
    return typeof this._offers()?.background === 'number';
  }

  get canUndo(): boolean {
    return (this._current('done')?.applied ?? null) !== null;
  }

  rewriteAndRun(): void {
    const entry = this._current('open');
    if (entry && this.canRewriteAndRun) {
      this._actions.rewrite(entry, entry.model.shown, true);
    }
  }

  rewrite(): void {
    const entry = this._current('open');
    if (entry && this.canRewrite) {
      this._actions.rewrite(entry, entry.model.shown, false);
    }
  }

  runInBackground(): void {
    const entry = this._current('open');
    const choice = this._offers()?.background;
    if (entry && typeof choice === 'number') {
      this._actions.rewrite(entry, choice, true);
    }
  }

  undo(): void {
    const entry = this._current('done');
    if (entry) {
      this._actions.undo(entry);
    }
  }

  /**
   * The help that a command concerns: that of the active cell, or else the
   * newest. Running a cell makes the next one active.
   */
  private _current(mode: 'open' | 'done'): IHelpEntry | null {
    const inMode = (entry: IHelpEntry | undefined) =>
      entry && (entry.model.mode === 'done') === (mode === 'done');
    const active = this._entries.get(
      this._panel.content.activeCell?.model.id ?? ''
    );
    return inMode(active)
      ? active!
      : ([...this._entries.values()].reverse().find(inMode) ?? null);
  }

  private _offers(): ReturnType<typeof offersOf> | null {
    const entry = this._current('open');
    return entry
      ? offersOf(entry.model.content.choices, entry.model.shown)
      : null;
  }

  private _emitChanged(): void {
    this._changed.emit();
  }

  /**
   * What the kernel has said when it started. It is asked nothing.
   */
  private _askKernel(): void {
    this._facts = {};
    this._forgetKernel();
    const kernel = this._panel.sessionContext.session?.kernel;
    kernel?.info.then(
      info => {
        const now = this._panel.sessionContext.session?.kernel;
        if (!this._isDisposed && now === kernel) {
          this._facts = kernelFacts(info);
          this._kernelLanguage = info.language_info?.name;
          this._watcher.poke();
        }
      },
      () => undefined // The kernel went away.
    );
  }

  private _onStatus(_: unknown, status: Kernel.Status): void {
    if (status === 'restarting' || status === 'autorestarting') {
      this._forgetKernel();
    }
  }

  /**
   * What the kernel held is gone.
   */
  private _forgetKernel(): void {
    this._kernelRun++;
    for (const entry of [...this._entries.values()]) {
      this._dropAgain(entry);
    }
  }

  private _onSettled(): void {
    if (this._analyst.isReady || !this._isNeeded()) {
      this._refresh();
      return;
    }
    void this._analyst.load().then(isReady => {
      if (isReady && !this._isDisposed) {
        this._refresh();
      }
    });
  }

  private _onScheduled(_: unknown, id: string): void {
    this._dismissed.delete(id);
    if (!this._runner.take(id)) {
      this._remove(id);
    }
    for (const entry of [...this._entries.values()]) {
      if (entry.again.includes(id)) {
        this._dropAgain(entry);
      }
    }
  }

  private _onEdited(_: unknown, id: string): void {
    if (this._actions.isWriting) {
      return;
    }
    if (this._entries.get(id)?.model.mode === 'done') {
      this._remove(id);
    }
    for (const entry of [...this._entries.values()]) {
      if (entry.again.includes(id)) {
        this._dropAgain(entry);
      } else if (entry.applied?.cells.includes(id) && !entry.applied.stands) {
        // The person has taken it back in every cell.
        this._remove(entry.id);
      }
    }
  }

  /**
   * No longer speak of what the kernel holds.
   */
  private _dropAgain(entry: IHelpEntry): void {
    if (entry.again.length === 0) {
      return;
    }
    entry.again = [];
    this._remove(entry.id);
    this._watcher.poke();
  }

  /**
   * Whether the engine has to be asked at all.
   */
  private _isNeeded(): boolean {
    return (
      this._settings.enabled &&
      this._language() === 'python' &&
      this._codeCells().some(cell => evidenceOf(cell) !== '')
    );
  }

  private _language(): string {
    const metadata = this._panel.content.model?.metadata ?? {};
    return languageOf(metadata, this._kernelLanguage);
  }

  private _codeCells(): ICodeCellModel[] {
    return [...(this._panel.content.model?.cells ?? [])].filter(isCode);
  }

  private _document(): IDocument {
    const { content } = this._panel;
    const locked = new Set(
      content.widgets.filter(cell => cell.readOnly).map(cell => cell.model)
    );
    const isReadOnly = content.model?.readOnly ?? false;
    return toDocument({
      cells: content.model?.cells ?? [],
      language: this._language(),
      isEditable: cell => !isReadOnly && !locked.has(cell)
    });
  }

  /**
   * Bring the help into line with the notebook as it is now.
   *
   * @param first - The help that stays open where other comes for its cause.
   */
  private _refresh(first?: IHelpEntry): void {
    if (this._isDisposed) {
      return;
    }
    const isNeeded = this._isNeeded();
    if (!isNeeded && this._entries.size === 0) {
      return;
    }
    const document = this._document();
    const answers = isNeeded
      ? this._analyst.answer(document, this._facts, this._settings.preferred)
      : new Map<string, IAnswer>();
    const cells = this._codeCells();
    const ids = new Set(cells.map(cell => cell.id));
    this._watcher.runs.keep(ids);
    for (const id of [...this._entries.keys()]) {
      if (!ids.has(id) || !this._settings.enabled) {
        this._remove(id);
      }
    }
    const created = cells.flatMap(
      cell => this._refreshCell(cell, document, answers.get(cell.id)) ?? []
    );
    this._foldSeconds(first ? [first, ...created] : created);
    for (const entry of created) {
      this._place(entry);
    }
    this._emitChanged();
  }

  /**
   * One panel for each cause: of those that came together the first is open,
   * else the newest.
   */
  private _foldSeconds(created: readonly IHelpEntry[]): void {
    for (const [i, entry] of created.entries()) {
      if (entry.model.mode === 'open') {
        const earlier = created.slice(0, i);
        for (const other of this._entries.values()) {
          if (
            other !== entry &&
            !earlier.includes(other) &&
            isSameCause(other.answer.finding, entry.answer.finding)
          ) {
            other.model.collapse();
          }
        }
      }
    }
  }

  /**
   * @returns the help of this cell if it is new; it is still to be placed.
   */
  private _refreshCell(
    cell: ICodeCellModel,
    document: IDocument,
    answer: IAnswer | undefined
  ): IHelpEntry | null {
    const { id } = cell;
    const evidence = cell.executionState === 'running' ? '' : evidenceOf(cell);
    if (evidence === '') {
      this._dismissed.delete(id);
    }
    const entry = this._entries.get(id);
    if (entry?.model.mode === 'done') {
      // The quiet line stays until there is something new to say.
      if (!answer || evidence === '' || evidence === entry.evidence) {
        this._place(entry);
        return null;
      }
    }
    if (!answer || evidence === '' || this._dismissed.get(id) === evidence) {
      this._remove(id);
      return null;
    }
    const content = contentOf(
      document,
      answer.finding,
      answer.explanation,
      answer.offers
    );
    if (entry?.evidence === evidence) {
      entry.answer = answer;
      entry.document = document;
      entry.model.update(content);
      this._place(entry);
      return null;
    }
    this._remove(id);
    const isOpen = this._watcher.runs.has(id) && !isExpected(cell);
    const created: IHelpEntry = {
      id,
      evidence,
      answer,
      document,
      model: new HelpModel(content, isOpen ? 'open' : 'collapsed', isOpen),
      view: null,
      applied: null,
      rewrite: null,
      kernelRun: 0,
      again: []
    };
    created.model.changed.connect(this._emitChanged, this);
    this._entries.set(id, created);
    return created;
  }

  private _remove(id: string): void {
    const entry = this._entries.get(id);
    if (!entry) {
      return;
    }
    this._entries.delete(id);
    if (entry.view?.node.contains(document.activeElement)) {
      this._cells.focus(id);
    }
    entry.view?.dispose();
    Signal.clearData(entry.model);
    if (!this._isDisposed) {
      this._emitChanged();
    }
  }

  /**
   * See to it that the help stands under its cell, in the widget that the cell
   * has now.
   */
  private _place(entry: IHelpEntry): void {
    const cell = this._cells.widget(entry.id);
    if (!cell || (entry.view?.parent === cell && !entry.view.isDisposed)) {
      return;
    }
    entry.view?.dispose();
    entry.view = null;
    if (cell.isPlaceholder()) {
      void cell.ready.then(() => {
        if (this._entries.get(entry.id) === entry && !cell.isDisposed) {
          this._place(entry);
        }
      });
      return;
    }
    const { trans, shortcut } = this._options;
    entry.view = new HelpPanel({
      model: entry.model,
      trans,
      shortcut,
      page: rule => rulePage(rule, this._panel.content.rendermime, trans),
      actions: {
        rewrite: (choice, run) => this._actions.rewrite(entry, choice, run),
        undo: () => this._actions.undo(entry),
        runAgain: () => this._actions.runAgain(entry),
        dismiss: () => this._dismiss(entry),
        leave: () => this._cells.focus(entry.id),
        reveal: id => void this._cells.reveal(id)
      }
    });
    placeUnder(cell, entry.view);
  }

  private _dismiss(entry: IHelpEntry): void {
    this._dismissed.set(entry.id, entry.evidence);
    this._cells.focus(entry.id);
    this._remove(entry.id);
  }

  /**
   * What the actions need of the help.
   */
  private _host(): IHelpOfNotebook {
    return {
      panel: this._panel,
      trans: this._options.trans,
      kernelRun: () => this._kernelRun,
      document: () => this._document(),
      codeCells: () => this._codeCells(),
      refresh: first => this._refresh(first),
      remove: id => this._remove(id),
      dropAgain: entry => this._dropAgain(entry),
      holds: entry => this._entries.get(entry.id) === entry
    };
  }

  private get _analyst(): Analyst {
    return this._options.analyst;
  }

  private readonly _options: INotebookHelpOptions;
  private readonly _panel: NotebookPanel;
  private readonly _cells: NotebookCells;
  private readonly _runner: CellRunner;
  private readonly _actions: HelpActions;
  private readonly _watcher: NotebookWatcher;
  private readonly _entries = new Map<string, IHelpEntry>();

  /**
   * The evidence that the person has put away, by cell.
   */
  private readonly _dismissed = new Map<string, string>();

  private _settings: IHelpSettings;
  private _facts: IKernelFacts = {};

  /**
   * Counts the kernels that this notebook has had, restarted ones too.
   */
  private _kernelRun = 0;
  private _kernelLanguage: string | undefined;
  private _isDisposed = false;
  private _changed = new Signal<IHelpHost, void>(this);
}

function isSameCause(a: IFinding, b: IFinding): boolean {
  return a.rule === b.rule && a.cell === b.cell && a.from === b.from;
}
