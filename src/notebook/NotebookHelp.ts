import type { ISessionContextDialogs } from '@jupyterlab/apputils';
import { Notification } from '@jupyterlab/apputils';
import type { Cell, ICodeCellModel } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { NotebookActions } from '@jupyterlab/notebook';
import type { IOutputModel } from '@jupyterlab/rendermime';
import type { Kernel } from '@jupyterlab/services';
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { Analyst, IAnswer } from '../document/Analyst';
import type { IAppliedRewrite } from '../document/applyRewrite';
import { applyRewrite, RewriteRefused } from '../document/applyRewrite';
import { listIn, nameOf } from '../document/cellNames';
import { cellsToRun } from '../document/cellsToRun';
import { isCode, languageOf, toDocument } from '../document/toDocument';
import type { IDocument, IKernelFacts } from '../engine/document';
import type { IFinding, IRewrite, RewriteKind } from '../engine/finding';
import { code } from '../engine/inlineCode';
import type { ICellName } from '../help/content';
import { offersOf } from '../help/content';
import { contentOf } from '../help/contentOf';
import { plainText } from '../help/dom';
import { HelpPanel } from '../help/HelpPanel';
import { HelpModel } from '../help/model';
import { rulePage } from '../help/rulePage';
import { kernelFacts } from '../kernel/facts';
import type { IHelpHost } from '../tokens';
import { mayConcern } from './mayConcern';
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

export interface INotebookHelpOptions {
  readonly panel: NotebookPanel;
  readonly analyst: Analyst;
  readonly settings: IHelpSettings;
  readonly translator: ITranslator;
  readonly trans: TranslationBundle;

  /**
   * The notebook's own dialogs, for a run that needs a kernel.
   */
  readonly sessionDialogs?: ISessionContextDialogs;

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
      this._rewrite(entry, entry.model.shown, true);
    }
  }

  rewrite(): void {
    const entry = this._current('open');
    if (entry && this.canRewrite) {
      this._rewrite(entry, entry.model.shown, false);
    }
  }

  runInBackground(): void {
    const entry = this._current('open');
    const choice = this._offers()?.background;
    if (entry && typeof choice === 'number') {
      this._rewrite(entry, choice, true);
    }
  }

  undo(): void {
    const entry = this._current('done');
    if (entry) {
      this._undo(entry);
    }
  }

  /**
   * The help that a command concerns: that of the active cell, or else the
   * newest. Running a cell makes the next one active.
   */
  private _current(mode: 'open' | 'done'): IEntry | null {
    const inMode = (entry: IEntry | undefined) =>
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
    if (!this._ownRuns.delete(id)) {
      this._remove(id);
    }
    for (const entry of [...this._entries.values()]) {
      if (entry.again.includes(id)) {
        this._dropAgain(entry);
      }
    }
  }

  private _onEdited(_: unknown, id: string): void {
    if (this._isWriting) {
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
  private _dropAgain(entry: IEntry): void {
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
  private _refresh(first?: IEntry): void {
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
  private _foldSeconds(created: readonly IEntry[]): void {
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
  ): IEntry | null {
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
    const created: IEntry = {
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
      this._focusCell(id);
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
  private _place(entry: IEntry): void {
    const cell = this._cellWidget(entry.id);
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
        rewrite: (choice, run) => this._rewrite(entry, choice, run),
        undo: () => this._undo(entry),
        runAgain: () => this._runAgain(entry),
        dismiss: () => this._dismiss(entry),
        leave: () => this._focusCell(entry.id),
        reveal: id => void this._reveal(id)
      }
    });
    placeUnder(cell, entry.view);
  }

  private _rewrite(entry: IEntry, choice: number, run: boolean): void {
    const { model } = this._panel.content;
    const offer = entry.answer.offers[choice];
    if (!model || !offer) {
      return;
    }
    const { rewrite, words } = offer;
    try {
      entry.applied = this._write(() =>
        applyRewrite(model.sharedModel, rewrite.edits, entry.document)
      );
    } catch (reason) {
      this._refused(entry, reason);
      return;
    }
    entry.rewrite = rewrite;
    entry.kernelRun = this._kernelRun;
    entry.model.finish({
      kind: 'rewritten',
      text: words.done,
      cells: namedCells(entry.applied.cells, entry.document),
      ran: run
    });
    this._focusCell(entry.id);
    // Other help for the same cause is answered by this.
    this._refresh();
    this._tellIfOutOfView(entry, words.done);
    if (run) {
      this._run(entry, cellsToRun(rewrite, entry.document)).catch(reason => {
        // As after the Run button: the notebook has told what went wrong.
        console.warn('jupyterlab-asyncio-helper: the run failed', reason);
      });
    }
  }

  /**
   * A change that the person cannot see is told, and shown on demand.
   */
  private _tellIfOutOfView(entry: IEntry, text: string): void {
    const { trans } = this._options;
    const [hidden] = namedCells(
      entry.applied?.cells.filter(id => !this._isInView(id)) ?? [],
      entry.document
    );
    if (hidden) {
      const { cell, name } = hidden;
      Notification.info(plainText(text), {
        autoClose: SHORT,
        actions: [
          {
            label: trans.__('Show %1', plainText(name)),
            callback: () => void this._reveal(cell)
          }
        ]
      });
    }
  }

  private _isInView(id: string): boolean {
    const node = this._cellWidget(id)?.node;
    const view = this._panel.content.outerNode.getBoundingClientRect();
    if (!node?.isConnected || view.height === 0) {
      return view.height === 0;
    }
    const { top, bottom } = node.getBoundingClientRect();
    return bottom > view.top && top < view.bottom;
  }

  private async _run(entry: IEntry, ids: readonly string[]): Promise<void> {
    const { applied } = entry;
    const end = await this._runInOrder(ids, () => entry.applied === applied);
    const { mode, done } = entry.model;
    if (!end || mode !== 'done' || done?.kind !== 'rewritten') {
      return;
    }
    if (!end.started) {
      // No kernel, or not yet.
      entry.model.finish({ ...done, ran: false });
    } else if (end.cell !== entry.id) {
      const [stoppedAt] = namedCells([end.cell], this._document());
      entry.model.finish({ ...done, stoppedAt });
    }
  }

  /**
   * Run cells one after the other, until one fails. What the kernel does with
   * requests that wait behind one that fails depends on the moment.
   *
   * @param goOn - Asked before each cell.
   *
   * @returns the cell that failed or could not be started, if there is one.
   */
  private async _runInOrder(
    ids: readonly string[],
    goOn: () => boolean = () => true
  ): Promise<{ cell: string; started: boolean } | null> {
    for (const id of ids) {
      const cell = this._cellWidget(id);
      if (this._isDisposed || !goOn()) {
        return null;
      }
      if (!cell) {
        continue;
      }
      this._ownRuns.add(id);
      const ok = await this._runThroughNotebook(cell);
      // The mark is taken when the run is scheduled.
      const started = !this._ownRuns.delete(id);
      if (!started || hasFailed(cell, ok)) {
        return { cell: id, started };
      }
    }
    return null;
  }

  private _runThroughNotebook(cell: Cell): Promise<boolean> {
    const { content, sessionContext } = this._panel;
    const { sessionDialogs, translator } = this._options;
    return NotebookActions.runCells(
      content,
      [cell],
      sessionContext,
      sessionDialogs,
      translator
    );
  }

  private _undo(entry: IEntry): void {
    const { trans } = this._options;
    const { applied, rewrite } = entry;
    if (!applied || !rewrite) {
      return;
    }
    try {
      this._write(() => applied.undo());
    } catch (reason) {
      if (!(reason instanceof RewriteRefused)) {
        throw reason;
      }
      entry.model.say(
        reason.reason === 'gone'
          ? trans.__('Nothing was undone: a changed cell is no longer there.')
          : trans.__('The text has changed since: use Undo in the cell.')
      );
      return;
    }
    entry.applied = null;
    const functions = functionsOf(entry.answer.finding, rewrite).map(code);
    entry.again = functions.length > 0 ? this._heldBy(entry, rewrite) : [];
    const again = namedCells(entry.again, this._document()).map(
      ({ name }) => name
    );
    const cell = this._codeCells().find(({ id }) => id === entry.id);
    this._focusCell(entry.id);
    if (again.length > 0) {
      entry.model.finish({ kind: 'taken back', functions, again });
    } else if (cell && evidenceOf(cell) === entry.evidence) {
      // The error still stands there, and so does its help.
      entry.model.open();
    } else {
      this._remove(entry.id);
    }
    this._refresh(entry);
  }

  /**
   * The cells that have run with the rewrite, and would have to run again for
   * the kernel to forget it: the failed one only where there is no other.
   */
  private _heldBy(entry: IEntry, rewrite: IRewrite): string[] {
    if (entry.kernelRun !== this._kernelRun) {
      return [];
    }
    const cells = this._codeCells();
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

  private _runAgain(entry: IEntry): void {
    const cells = entry.again;
    this._dropAgain(entry);
    this._runInOrder(cells).catch(reason => {
      console.warn('jupyterlab-asyncio-helper: the run failed', reason);
    });
  }

  private _dismiss(entry: IEntry): void {
    this._dismissed.set(entry.id, entry.evidence);
    this._focusCell(entry.id);
    this._remove(entry.id);
  }

  /**
   * Nothing was written: say why, and show what holds now.
   */
  private _refused(entry: IEntry, reason: unknown): void {
    if (!(reason instanceof RewriteRefused)) {
      throw reason;
    }
    const { trans } = this._options;
    this._refresh();
    const message =
      reason.reason === 'read-only'
        ? trans.__('Nothing was changed: the cell is read-only.')
        : trans.__(
            'Nothing was changed: the text is no longer the one the rewrite was made for.'
          );
    if (this._entries.get(entry.id) === entry) {
      entry.model.say(message);
    } else {
      Notification.info(message);
    }
  }

  /**
   * Our own edits are no edits by the person.
   */
  private _write<T>(f: () => T): T {
    this._isWriting = true;
    try {
      return f();
    } finally {
      this._isWriting = false;
    }
  }

  private _cellWidget(id: string): Cell | null {
    return (
      this._panel.content.widgets.find(cell => cell.model?.id === id) ?? null
    );
  }

  private _focusCell(id: string): void {
    if (this._activate(id) >= 0) {
      void NotebookActions.focusActiveCell(this._panel.content);
    }
  }

  /**
   * Bring a cell into view, wherever it is, and give it the focus.
   */
  private async _reveal(id: string): Promise<void> {
    const { content } = this._panel;
    const index = this._activate(id);
    if (index >= 0) {
      await content.scrollToItem(index, 'smart').catch(() => undefined);
      // Something else may have been activated while it scrolled.
      if (!this._isDisposed && content.activeCell?.model.id === id) {
        await NotebookActions.focusActiveCell(content);
      }
    }
  }

  /**
   * Make a cell the active one.
   *
   * @returns its index, or -1 where it is not there.
   */
  private _activate(id: string): number {
    if (this._isDisposed) {
      return -1;
    }
    const { content } = this._panel;
    const index = content.widgets.findIndex(cell => cell.model?.id === id);
    if (index >= 0) {
      if (content.activeCellIndex !== index) {
        content.deselectAll();
        content.activeCellIndex = index;
      }
      content.mode = 'command';
    }
    return index;
  }

  private get _analyst(): Analyst {
    return this._options.analyst;
  }

  private readonly _options: INotebookHelpOptions;
  private readonly _panel: NotebookPanel;
  private readonly _watcher: NotebookWatcher;
  private readonly _entries = new Map<string, IEntry>();

  /**
   * The evidence that the person has put away, by cell.
   */
  private readonly _dismissed = new Map<string, string>();

  /**
   * The cells that we have asked to run.
   */
  private readonly _ownRuns = new Set<string>();
  private _settings: IHelpSettings;
  private _facts: IKernelFacts = {};

  /**
   * Counts the kernels that this notebook has had, restarted ones too.
   */
  private _kernelRun = 0;
  private _kernelLanguage: string | undefined;
  private _isWriting = false;
  private _isDisposed = false;
  private _changed = new Signal<IHelpHost, void>(this);
}

/**
 * The help of one cell.
 */
interface IEntry {
  readonly id: string;

  /**
   * What it answers: help with the same evidence is the same help.
   */
  readonly evidence: string;
  readonly model: HelpModel;
  answer: IAnswer;

  /**
   * The document that the answer was computed for.
   */
  document: IDocument;
  view: HelpPanel | null;

  /**
   * What was done, as long as it can be taken back.
   */
  applied: IAppliedRewrite | null;
  rewrite: IRewrite | null;

  /**
   * The kernel that it was done with.
   */
  kernelRun: number;

  /**
   * After it was taken back: the cells that bring the kernel's former
   * definitions back.
   */
  again: readonly string[];
}

/**
 * How long a notification stays, in ms.
 */
const SHORT = 5000;

function isSameCause(a: IFinding, b: IFinding): boolean {
  return a.rule === b.rule && a.cell === b.cell && a.from === b.from;
}

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
function namedCells(
  cells: readonly string[],
  document: IDocument
): ICellName[] {
  return document.cells
    .filter(({ id }) => cells.includes(id))
    .map(cell => ({ cell: cell.id, name: nameOf(cell) }));
}

/**
 * The outputs of a cell that could show a trouble, as text; empty where there
 * are none. Where there is an error, what is printed after it (a warning that
 * comes with the garbage collection, for one) makes it no other trouble.
 */
function evidenceOf(cell: ICodeCellModel): string {
  const found: IOutputModel[] = [];
  for (let i = 0; i < cell.outputs.length; i++) {
    const output = cell.outputs.get(i);
    if (mayConcern(output)) {
      found.push(output);
    }
  }
  const errors = found.filter(({ type }) => type === 'error');
  const telling = errors.length > 0 ? errors : found;
  return telling.length > 0
    ? JSON.stringify(telling.map(output => output.toJSON()))
    : '';
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
function isExpected(cell: ICodeCellModel): boolean {
  const tags = cell.getMetadata('tags');
  return Array.isArray(tags) && tags.includes('raises-exception');
}
