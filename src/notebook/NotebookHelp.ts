import type { ICodeCellModel } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { Kernel } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { Notification } from '@jupyterlab/apputils';
import type { Analyst, IAnswer, IAnswerOptions } from '../document/Analyst';
import { applyRewrite } from '../document/applyRewrite';
import { causesOf } from '../document/causesOf';
import { namesOf } from '../document/cellNames';
import type { IProblemName } from '../document/countProblems';
import { evidenceOf } from '../document/evidenceOf';
import { isSameCause } from '../document/isSameCause';
import { nextInOrder } from '../document/nextInOrder';
import { isCode, languageOf, toDocument } from '../document/toDocument';
import type { IDocument } from '../engine/document';
import type { IHelpContent } from '../help/content';
import { offersOf } from '../help/content';
import { contentOf } from '../help/contentOf';
import type { Reach } from '../help/HelpPanel';
import { HelpPanel } from '../help/HelpPanel';
import { HelpModel } from '../help/model';
import { placeUnder } from '../help/placeUnder';
import { rulePage } from '../help/rulePage';
import type { IHelpSettings } from '../help/settings';
import { SessionKernel } from '../kernel/SessionKernel';
import type { IHelpHost } from '../tokens';
import { answersByCell, placeOf } from './answersByCell';
import type { ICellRunnerOptions } from './CellRunner';
import { CellRunner, isExpected } from './CellRunner';
import { foldSameCause, foldTogether } from './foldHelp';
import type { IHelpOfNotebook } from './HelpActions';
import { HelpActions, namedCells } from './HelpActions';
import type { IHelpEntry } from './HelpEntry';
import type { IPointer } from './HelpPointers';
import { HelpPointers } from './HelpPointers';
import type { HiddenRules } from '../document/HiddenRules';
import { NotebookCells } from './NotebookCells';
import type { ICellEdited } from './NotebookWatcher';
import { NotebookWatcher } from './NotebookWatcher';
import { WholeNotebook } from './WholeNotebook';

export interface INotebookHelpOptions extends ICellRunnerOptions {
  readonly analyst: Analyst;
  readonly settings: IHelpSettings;
  readonly trans: TranslationBundle;

  /**
   * What the person has hidden in this notebook.
   */
  readonly hidden: HiddenRules;

  /**
   * Switch a rule off, or on again, in every notebook.
   */
  setRuleOff(rule: string, off: boolean): void;

  /**
   * Show the settings; absent where they have no page.
   */
  readonly openSettings?: () => void;

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
    this._pointers = new HelpPointers({
      cells: this._cells,
      trans: options.trans,
      follow: to => void this.show(to)
    });
    this._whole = new WholeNotebook({
      panel,
      analyst: options.analyst,
      actions: this._actions,
      cells: this._cells,
      trans: options.trans,
      document: () => this._document(),
      facts: () => this._kernel.facts,
      answerOptions: () => this._answerOptions(),
      apply: (edits, base) =>
        applyRewrite(panel.content.model!.sharedModel, edits, base),
      changed: () => this._refresh()
    });
    options.hidden.changed.connect(this._onSettled, this);
    this._watcher = new NotebookWatcher(panel.content);
    this._watcher.settled.connect(this._onSettled, this);
    this._watcher.scheduled.connect(this._onScheduled, this);
    this._watcher.ranElsewhere.connect(this._onRanElsewhere, this);
    this._watcher.edited.connect(this._onEdited, this);
    panel.content.activeCellChanged.connect(this._emitChanged, this);
    this._kernel = new SessionKernel(panel.sessionContext);
    this._kernel.told.connect(this._onTold, this);
    panel.sessionContext.kernelChanged.connect(this._forgetKernel, this);
    panel.sessionContext.statusChanged.connect(this._onStatus, this);
    panel.disposed.connect(this.dispose, this);
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
    this._kernel.dispose();
    this._watcher.dispose();
    this._pointers.dispose();
    Signal.disconnectReceiver(this);
    for (const id of [...this._entries.keys()]) {
      this._remove(id);
    }
    Signal.clearData(this);
    this._analyst.forget();
  }

  /**
   * Follow the person's settings from now on.
   */
  set settings(settings: IHelpSettings) {
    this._settings = settings;
    if (settings.compact) {
      this._entries.forEach(({ model }) => model.collapse());
    }
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
    return (
      this._whole.canUndo || (this._current('done')?.applied ?? null) !== null
    );
  }

  get canCheck(): boolean {
    return this._settings.enabled && this._language() === 'python';
  }

  get canRewriteAll(): boolean {
    return this.canCheck && !this._settings.explainOnly;
  }

  get problems(): readonly IProblemName[] {
    return this._open().flatMap(({ answers }) =>
      answers.map(({ finding }) => finding)
    );
  }

  get dismissed(): readonly IProblemName[] {
    return this._dismissedProblems;
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

  check(): Promise<void> {
    return this._whole.check();
  }

  rewriteAll(): Promise<void> {
    return this._whole.rewriteAll();
  }

  get shownIn(): readonly string[] {
    const open = this._open().map(({ id }) => id);
    return this._ids().filter(id => open.includes(id));
  }

  async showNext(direction: 1 | -1 = 1): Promise<void> {
    const { shownIn } = this;
    const next = nextInOrder(
      this._ids(),
      this._panel.content.activeCell?.model.id,
      direction,
      id => shownIn.includes(id)
    );
    if (next !== null) {
      await this.show(next);
    }
  }

  async show(cell: string): Promise<void> {
    await this._cells.reveal(cell);
    const entry = this._entries.get(cell);
    if (entry?.model.mode === 'collapsed') {
      entry.model.open();
    }
    entry?.view?.focus();
  }

  undo(): void {
    if (this._whole.canUndo) {
      this._whole.undo();
      return;
    }
    const entry = this._current('done');
    if (entry) {
      this._actions.undo(entry);
    }
  }

  /**
   * The help that is not answered yet.
   */
  private _open(): IHelpEntry[] {
    return [...this._entries.values()].filter(
      ({ model }) => model.mode !== 'done'
    );
  }

  /**
   * The ids of all cells, in document order.
   */
  private _ids(): string[] {
    return [...(this._panel.content.model?.cells ?? [])].map(({ id }) => id);
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

  private _onTold(): void {
    this._watcher.poke();
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
    this._onRun(id, this._runner.take(id));
  }

  /**
   * Another person runs the cell of a shared notebook.
   */
  private _onRanElsewhere(_: unknown, id: string): void {
    this._onRun(id, false);
  }

  private _onRun(id: string, isOurs: boolean): void {
    this._dismissed.delete(id);
    if (!isOurs) {
      for (const entry of [...this._entries.values()]) {
        const isDone = entry.model.mode === 'done';
        if (isDone ? entry.id === id : shownIn(entry.answers).includes(id)) {
          this._remove(entry.id);
        }
      }
    }
    for (const entry of [...this._entries.values()]) {
      if (entry.again.includes(id)) {
        this._dropAgain(entry);
      }
    }
  }

  private _onEdited(_: unknown, change: ICellEdited): void {
    const { cell: id, isRemote } = change;
    if (this._actions.isWriting) {
      return;
    }
    // What another person types does not take the way back from this one.
    if (!isRemote && this._entries.get(id)?.model.mode === 'done') {
      this._remove(id);
    }
    for (const entry of [...this._entries.values()]) {
      if (entry.again.includes(id)) {
        this._dropAgain(entry);
      } else if (entry.applied?.cells.includes(id) && !entry.applied.stands) {
        // The person has taken it back in every cell, or left it to another.
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
      this._codeCells().some(cell => this._evidenceOf(cell) !== '')
    );
  }

  private _language(): string {
    const metadata = this._panel.content.model?.metadata ?? {};
    return languageOf(metadata, this._kernel.language);
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
    if (!isNeeded && this._entries.size === 0 && this._pointers.isEmpty) {
      return;
    }
    const document = this._document();
    const cells = this._codeCells();
    const ids = new Set(cells.map(cell => cell.id));
    const evidence = new Map(
      cells.map(cell => [
        cell.id,
        cell.executionState === 'running' ? '' : this._evidenceOf(cell)
      ])
    );
    for (const id of [...this._dismissed.keys()]) {
      // What comes after it was cleared is news, even if it says the same.
      if (evidence.get(id) === '') {
        this._dismissed.delete(id);
      }
    }
    const shown = (
      isNeeded
        ? this._analyst.answer(
            document,
            this._kernel.facts,
            this._answerOptions()
          )
        : []
    ).filter(({ finding }) => (evidence.get(finding.shownIn) ?? '') !== '');
    const isDismissed = ({ finding: { shownIn } }: IAnswer) =>
      this._dismissed.get(shownIn) === evidence.get(shownIn);
    const answers = shown.filter(answer => !isDismissed(answer));
    this._dismissedProblems = causesOf(
      shown.filter(isDismissed).map(({ finding }) => finding)
    );
    const byCell = answersByCell(answers);
    this._watcher.runs.keep(ids);
    for (const id of [...this._entries.keys()]) {
      if (!ids.has(id) || !this._settings.enabled) {
        this._remove(id);
      }
    }
    const created = cells.flatMap(cell => {
      const own = byCell.get(cell.id) ?? [];
      const shows = shownIn(own).map(id => evidence.get(id)!);
      return this._refreshCell(cell.id, document, own, shows.join('')) ?? [];
    });
    const entries = [...this._entries.values()];
    foldSameCause(first ? [first, ...created] : created, entries);
    foldTogether(created, entries, id => this._watcher.runs.togetherWith(id));
    for (const entry of created) {
      this._place(entry);
    }
    this._pointers.update(this._pointersTo(answers, document));
    this._emitChanged();
  }

  private _evidenceOf(cell: ICodeCellModel): string {
    return evidenceOf(cell, this._settings.recipes.length > 0);
  }

  private _answerOptions(): IAnswerOptions {
    const { rulesOff } = this._settings;
    const { hidden } = this._options;
    return {
      ...this._settings,
      isOff: rule => rulesOff.includes(rule) || hidden.has(rule)
    };
  }

  /**
   * The lines under messages whose help stands in another cell.
   */
  private _pointersTo(
    answers: readonly IAnswer[],
    document: IDocument
  ): IPointer[] {
    return answers.flatMap(({ finding, explanation }) => {
      const { rule, shownIn: cell } = finding;
      const to = placeOf(finding);
      if (to === cell || !this._entries.has(to)) {
        return [];
      }
      const [name = '[ ]'] = namesOf([cell], document);
      const [toName = '[ ]'] = namesOf([to], document);
      const { headline } = explanation;
      return [{ rule, headline, cell, name, to, toName }];
    });
  }

  /**
   * @param id - The cell.
   * @param answers - What is to be told under it, the most useful first.
   * @param evidence - What the cells show that this answers.
   *
   * @returns the help of this cell if it is new; it is still to be placed.
   */
  private _refreshCell(
    id: string,
    document: IDocument,
    answers: readonly IAnswer[],
    evidence: string
  ): IHelpEntry | null {
    const entry = this._entries.get(id);
    if (entry?.model.mode === 'done') {
      // The quiet line stays until there is something new to say.
      if (answers.length === 0 || evidence === entry.evidence) {
        this._place(entry);
        return null;
      }
    }
    if (answers.length === 0) {
      this._remove(id);
      return null;
    }
    if (entry?.evidence === evidence) {
      const { finding } = entry.answer;
      entry.answers = answers;
      entry.answer =
        answers.find(other => isSameCause(other.finding, finding)) ??
        answers[0];
      entry.document = document;
      entry.model.update(this._content(entry));
      this._place(entry);
      return null;
    }
    this._remove(id);
    const isNews = this._isNews(answers);
    const isOpen = isNews && !this._settings.compact;
    const unfinished = {
      id,
      evidence,
      answer: answers[0],
      answers,
      document,
      view: null,
      applied: null,
      rewrite: null,
      kernelRun: 0,
      again: []
    };
    const model = new HelpModel(
      this._content(unfinished),
      isOpen ? 'open' : 'collapsed',
      isNews
    );
    const created: IHelpEntry = { ...unfinished, model };
    model.changed.connect(this._emitChanged, this);
    this._entries.set(id, created);
    return created;
  }

  /**
   * Whether the person has just run what shows this, and does not expect it.
   */
  private _isNews(answers: readonly IAnswer[]): boolean {
    const shown = shownIn(answers);
    return this._codeCells().some(
      cell =>
        shown.includes(cell.id) &&
        this._watcher.runs.has(cell.id) &&
        !isExpected(cell)
    );
  }

  private _content({
    id,
    answer,
    answers,
    document
  }: Omit<IHelpEntry, 'model'>): IHelpContent {
    const { finding, explanation, offers, locked = [] } = answer;
    const content = contentOf(document, finding, explanation, offers, id);
    return {
      ...content,
      locked:
        locked.length > 0
          ? {
              cells: namedCells(locked, document),
              all: document.cells.every(({ editable }) => !editable)
            }
          : undefined,
      position: { index: answers.indexOf(answer), count: answers.length },
      textFirst: !this._settings.runAfterRewrite,
      isAwaitedBelow: finding.evidence === 'error' && this._isAwaitedBelow(id)
    };
  }

  /**
   * Whether the cells below were to run together with this one: its error has
   * kept them from running.
   */
  private _isAwaitedBelow(id: string): boolean {
    const cells = this._codeCells();
    const at = cells.findIndex(cell => cell.id === id);
    const together = this._watcher.runs.togetherWith(id);
    return (
      at >= 0 &&
      !isExpected(cells[at]) &&
      cells.slice(at + 1).some(cell => together.has(cell.id))
    );
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
        rewrite: (choice, run, below) =>
          this._actions.rewrite(entry, choice, run, below),
        undo: () => this._actions.undo(entry),
        runAgain: () => this._actions.runAgain(entry),
        dismiss: reach => this._dismiss(entry, reach),
        step: by => this._step(entry, by),
        leave: () => this._cells.focus(entry.id),
        reveal: id => void this._cells.reveal(id)
      }
    });
    placeUnder(cell, entry.view);
  }

  /**
   * Show the next problem of the same cell, or the one before.
   */
  private _step(entry: IHelpEntry, by: 1 | -1): void {
    const { answer, answers } = entry;
    const { length } = answers;
    entry.answer = answers[(answers.indexOf(answer) + by + length) % length];
    entry.model.show(this._content(entry));
  }

  private _dismiss(entry: IHelpEntry, reach: Reach): void {
    const { rule } = entry.answer.finding;
    const { hidden, setRuleOff, openSettings, trans } = this._options;
    this._cells.focus(entry.id);
    if (reach === 'this') {
      for (const cell of this._codeCells()) {
        if (shownIn(entry.answers).includes(cell.id)) {
          this._dismissed.set(cell.id, this._evidenceOf(cell));
        }
      }
      this._remove(entry.id);
      this._refresh();
      return;
    }
    const everywhere = reach === 'everywhere';
    if (everywhere) {
      setRuleOff(rule, true);
    } else {
      hidden.hide(rule);
    }
    Notification.info(
      everywhere
        ? trans.__('Help of the rule “%1” is switched off.', rule)
        : trans.__(
            'Help of the rule “%1” is hidden in this notebook until the page is reloaded.',
            rule
          ),
      {
        autoClose: WAY_BACK,
        actions: [
          {
            label: trans.__('Undo'),
            callback: () =>
              everywhere ? setRuleOff(rule, false) : hidden.show(rule)
          },
          ...(everywhere && openSettings
            ? [{ label: trans.__('Settings'), callback: openSettings }]
            : [])
        ]
      }
    );
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
      isStillShown: ({ answers, evidence }) => {
        const shown = shownIn(answers);
        const now = this._codeCells().filter(({ id }) => shown.includes(id));
        const texts = shown.map(id => now.find(cell => cell.id === id));
        return (
          texts.map(cell => (cell ? this._evidenceOf(cell) : '')).join('') ===
          evidence
        );
      },
      applied: () => this._whole.forget(),
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
  private readonly _pointers: HelpPointers;
  private readonly _whole: WholeNotebook;
  private readonly _kernel: SessionKernel;
  private readonly _watcher: NotebookWatcher;
  private readonly _entries = new Map<string, IHelpEntry>();

  /**
   * The evidence that the person has put away, by cell.
   */
  private readonly _dismissed = new Map<string, string>();
  private _dismissedProblems: readonly IProblemName[] = [];

  private _settings: IHelpSettings;

  /**
   * Counts the kernels that this notebook has had, restarted ones too.
   */
  private _kernelRun = 0;
  private _isDisposed = false;
  private _changed = new Signal<IHelpHost, void>(this);
}

/**
 * The cells whose outputs these answer, each once.
 */
function shownIn(answers: readonly IAnswer[]): string[] {
  return [...new Set(answers.map(({ finding }) => finding.shownIn))];
}

/**
 * How long the way back is shown after a rule was hidden, in ms.
 */
const WAY_BACK = 15000;
