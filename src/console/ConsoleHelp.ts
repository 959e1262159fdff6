import { Notification } from '@jupyterlab/apputils';
import type { Cell, ICellModel, ICodeCellModel } from '@jupyterlab/cells';
import type { CodeConsole } from '@jupyterlab/console';
import type { Kernel } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { Analyst, IAnswer, IAnswerOptions } from '../document/Analyst';
import type { IProblemName } from '../document/countProblems';
import { evidenceOf } from '../document/evidenceOf';
import { nextInOrder } from '../document/nextInOrder';
import { isCode, languageOf, toDocument } from '../document/toDocument';
import type { IDocument } from '../engine/document';
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
import { ConsoleWatcher } from './ConsoleWatcher';
import type { IPromptChange } from './Prompt';
import { Prompt } from './Prompt';
import { promptText } from './promptText';

export interface IConsoleHelpOptions {
  readonly console: CodeConsole;
  readonly analyst: Analyst;
  readonly settings: IHelpSettings;
  readonly trans: TranslationBundle;

  /**
   * The keys of `Rewrite and run`; empty where it has none.
   */
  shortcut(): string;
}

/**
 * The help of one cell.
 */
interface IHelpEntry {
  readonly cell: Cell;

  /**
   * What it tells, by name.
   */
  finding: IAnswer['finding'];

  /**
   * What it answers: help with the same evidence is the same help.
   */
  readonly evidence: string;
  readonly model: HelpModel;
  readonly view: HelpPanel;

  /**
   * What is offered, best first.
   */
  offers: readonly IPromptOffer[];

  /**
   * What stands in the prompt, as long as it can be taken back.
   */
  applied: IPromptChange | null;
}

/**
 * A rewrite that is offered, and the text it puts into the prompt.
 */
interface IPromptOffer {
  readonly offer: IAnswer['offers'][number];
  readonly text: string;
}

/**
 * The help in one console: watches the cells that have run, asks the engine, and
 * places the answers under the cells that show the trouble. What has run cannot
 * be changed: a rewrite goes to the prompt.
 */
export class ConsoleHelp implements IDisposable, IHelpHost {
  constructor(private readonly _options: IConsoleHelpOptions) {
    this._console = _options.console;
    this._settings = _options.settings;
    this._prompt = new Prompt(this._console);
    this._watcher = new ConsoleWatcher(this._console);
    this._watcher.settled.connect(this._onSettled, this);
    this._watcher.promptChanged.connect(this._onPrompt, this);
    const { sessionContext } = this._console;
    this._kernel = new SessionKernel(sessionContext);
    this._kernel.told.connect(this._onTold, this);
    sessionContext.statusChanged.connect(this._onStatus, this);
    this._console.disposed.connect(this.dispose, this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._kernel.dispose();
    this._watcher.dispose();
    Signal.disconnectReceiver(this);
    for (const id of [...this._entries.keys()]) {
      this._remove(id);
    }
    Signal.clearData(this);
    this._options.analyst.forget();
  }

  get changed(): ISignal<IHelpHost, void> {
    return this._changed;
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
    return this._applied() !== null;
  }

  // A console is no document that could be checked, or rewritten, as a whole.
  readonly canCheck = false;
  readonly canRewriteAll = false;
  readonly check = async (): Promise<void> => undefined;
  readonly rewriteAll = async (): Promise<void> => undefined;

  // Nothing is underlined in a console that could still be counted.
  readonly dismissed: readonly IProblemName[] = [];

  get problems(): readonly IProblemName[] {
    return this._open().map(([, { finding }]) => finding);
  }

  rewriteAndRun(): void {
    const current = this._current();
    if (current && this.canRewriteAndRun) {
      this._rewrite(current[0], current[1].model.shown, true);
    }
  }

  rewrite(): void {
    const current = this._current();
    if (current && this.canRewrite) {
      this._rewrite(current[0], current[1].model.shown, false);
    }
  }

  runInBackground(): void {
    const current = this._current();
    const choice = this._offers()?.background;
    if (current && typeof choice === 'number') {
      this._rewrite(current[0], choice, true);
    }
  }

  undo(): void {
    const id = this._applied();
    if (id !== null) {
      this._undo(id);
    }
  }

  get shownIn(): readonly string[] {
    const open = this._open().map(([id]) => id);
    return this._cells()
      .map(({ model }) => model.id)
      .filter(id => open.includes(id));
  }

  async showNext(direction: 1 | -1 = 1): Promise<void> {
    const { shownIn } = this;
    const focused = [...this._entries].find(([, { view }]) =>
      view.node.contains(document.activeElement)
    );
    const isAway = !this._console.node.contains(document.activeElement);
    const next = nextInOrder(
      this._cells().map(({ model }) => model.id),
      // A click on the count takes the focus away.
      focused?.[0] ?? (isAway ? this._ledTo : null),
      direction,
      id => shownIn.includes(id)
    );
    if (next !== null) {
      await this.show(next);
    }
  }

  async show(cell: string): Promise<void> {
    const entry = this._entries.get(cell);
    this._ledTo = cell;
    if (entry) {
      if (entry.model.mode === 'collapsed') {
        entry.model.open();
      }
      entry.view.node.scrollIntoView({ block: 'nearest' });
      entry.view.focus();
    }
  }

  /**
   * The help that is not answered yet, by cell.
   */
  private _open(): [string, IHelpEntry][] {
    return [...this._entries].filter(([, { model }]) => model.mode !== 'done');
  }

  /**
   * The help that a command concerns: the one that has the focus, or else the
   * newest.
   */
  private _current(): [string, IHelpEntry] | null {
    const open = this._open();
    return (
      open.find(([, { view }]) => view.node.contains(document.activeElement)) ??
      open[open.length - 1] ??
      null
    );
  }

  private _offers(): ReturnType<typeof offersOf> | null {
    const current = this._current();
    return current
      ? offersOf(current[1].model.content.choices, current[1].model.shown)
      : null;
  }

  /**
   * The cell whose rewrite stands in the prompt.
   */
  private _applied(): string | null {
    const found = [...this._entries].find(([, { applied }]) => applied);
    return found ? found[0] : null;
  }

  private _emitChanged(): void {
    this._changed.emit();
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

  private _onTold(): void {
    this._watcher.poke();
  }

  /**
   * Empty until the kernel has told it.
   */
  private get _language(): string {
    const { isKnown, language } = this._kernel;
    return isKnown ? languageOf({}, language) : '';
  }

  /**
   * After a restart the kernel knows nothing of the cells above.
   */
  private _onStatus(_: unknown, status: Kernel.Status): void {
    if (status === 'restarting' || status === 'autorestarting') {
      for (const { model } of this._console.cells) {
        this._forgotten.add(model);
      }
      this._watcher.poke();
    }
  }

  private _onSettled(): void {
    const { analyst } = this._options;
    if (analyst.isReady || !this._isNeeded()) {
      this._refresh();
      return;
    }
    void analyst.load().then(isReady => {
      if (isReady && !this._isDisposed) {
        this._refresh();
      }
    });
  }

  /**
   * What we wrote is run, changed or taken back by the person.
   */
  private _onPrompt(): void {
    if (this._prompt.isWriting) {
      return;
    }
    for (const [id, entry] of [...this._entries]) {
      const { applied, model } = entry;
      if (applied && applied.cell !== this._console.promptCell) {
        this._finish(entry, true);
      } else if (applied) {
        entry.applied = null;
        if (applied.cell.model.sharedModel.getSource() === applied.before) {
          model.open();
        } else {
          this._putAway(id);
        }
      }
    }
  }

  /**
   * Whether the engine has to be asked at all.
   */
  private _isNeeded(): boolean {
    return (
      this._settings.enabled &&
      this._language === 'python' &&
      this._cells().some(({ model }) => this._evidence(model) !== '')
    );
  }

  /**
   * The code cells that the kernel has run since it started.
   */
  private _cells(): Cell<ICodeCellModel>[] {
    return [...this._console.cells].filter(
      (cell): cell is Cell<ICodeCellModel> =>
        !cell.isDisposed &&
        isCode(cell.model) &&
        !this._forgotten.has(cell.model)
    );
  }

  /**
   * Bring the help into line with the console as it is now.
   */
  private _refresh(): void {
    if (this._isDisposed) {
      return;
    }
    const isNeeded = this._isNeeded();
    if (!isNeeded && this._entries.size === 0) {
      return;
    }
    const cells = this._cells();
    const document = toDocument({
      cells: cells.map(({ model }) => model),
      language: this._language,
      // What is changed is a copy in the prompt.
      isEditable: () => true
    });
    const answers = isNeeded
      ? this._options.analyst.answer(
          document,
          this._kernel.facts,
          this._answerOptions()
        )
      : [];
    const ids = new Set(cells.map(({ model }) => model.id));
    for (const [id, { model }] of [...this._entries]) {
      if (!ids.has(id)) {
        this._remove(id);
      } else if (!this._settings.enabled) {
        // What was answered stays so when help is switched on again.
        if (model.mode === 'done') {
          this._putAway(id);
        } else {
          this._remove(id);
        }
      }
    }
    for (const cell of cells) {
      const own = answers.filter(
        ({ finding }) => finding.shownIn === cell.model.id
      );
      this._refreshCell(cell, document, mostUseful(own));
    }
    this._emitChanged();
  }

  private _evidence(model: ICodeCellModel): string {
    return evidence(model, this._settings.recipes.length > 0);
  }

  private _answerOptions(): IAnswerOptions {
    const { rulesOff } = this._settings;
    return {
      ...this._settings,
      isOff: rule => rulesOff.includes(rule) || this._hidden.has(rule)
    };
  }

  private _refreshCell(
    cell: Cell<ICodeCellModel>,
    document: IDocument,
    answer: IAnswer | undefined
  ): void {
    const { id } = cell.model;
    const shown = this._evidence(cell.model);
    const entry = this._entries.get(id);
    if (entry?.model.mode === 'done' && shown === entry.evidence) {
      return;
    }
    if (!answer || shown === '' || this._answered.get(id) === shown) {
      this._remove(id);
      return;
    }
    const offers = answer.offers.flatMap(offer => {
      const text = promptText(offer.rewrite, document);
      return text === null ? [] : [{ offer, text }];
    });
    const content = {
      ...contentOf(
        document,
        answer.finding,
        answer.explanation,
        offers.map(({ offer }) => offer)
      ),
      textFirst: !this._settings.runAfterRewrite
    };
    if (entry?.evidence === shown) {
      entry.offers = offers;
      entry.finding = answer.finding;
      entry.model.update(content);
      return;
    }
    this._remove(id);
    for (const other of this._entries.values()) {
      other.model.collapse();
    }
    const mode = this._settings.compact ? 'collapsed' : 'open';
    const model = new HelpModel(content, mode, mode === 'open');
    model.changed.connect(this._emitChanged, this);
    const created: IHelpEntry = {
      cell,
      finding: answer.finding,
      evidence: shown,
      model,
      view: this._view(model, id),
      offers,
      applied: null
    };
    this._entries.set(id, created);
    placeUnder(cell, created.view);
    // It scrolls to its end, as after any output.
    this._console.update();
  }

  private _view(model: HelpModel, id: string): HelpPanel {
    const { trans, shortcut } = this._options;
    return new HelpPanel({
      model,
      trans,
      place: 'console',
      shortcut,
      page: rule => rulePage(rule, this._console.rendermime, trans),
      actions: {
        rewrite: (choice, run) => this._rewrite(id, choice, run),
        undo: () => this._undo(id),
        runAgain: () => undefined, // It is never offered here.
        dismiss: reach => this._dismiss(id, reach),
        step: () => undefined, // One help for each cell.
        leave: () => this._prompt.focus(),
        reveal: other => this._reveal(other)
      }
    });
  }

  /**
   * Put a rewrite into the prompt, or run it.
   */
  private _rewrite(id: string, choice: number, run: boolean): void {
    const entry = this._entries.get(id);
    const offer = entry?.offers[choice];
    if (!entry || !offer) {
      return;
    }
    const failed = entry.cell.model.sharedModel.getSource();
    if (run) {
      const change = this._prompt.run(offer.text, failed);
      // A dead kernel leaves it in the prompt.
      const isLeft = change?.cell === this._console.promptCell;
      entry.applied = isLeft ? change : null;
      this._finish(entry, !isLeft);
    } else {
      entry.applied = this._prompt.write(offer.text, failed);
      if (!entry.applied) {
        entry.model.say(
          this._options.trans.__(
            'Nothing was changed: the prompt holds other code.'
          )
        );
        return;
      }
      this._finish(entry, false);
    }
    this._prompt.focus();
  }

  private _finish(entry: IHelpEntry, ran: boolean): void {
    if (ran) {
      entry.applied = null;
    }
    entry.model.finish({
      kind: 'rewritten',
      text: this._options.trans.__('Rewritten in the prompt'),
      cells: [],
      ran,
      isFinal: ran
    });
  }

  /**
   * Give the prompt its former text.
   */
  private _undo(id: string): void {
    const entry = this._entries.get(id);
    if (!entry?.applied) {
      return;
    }
    if (this._prompt.takeBack(entry.applied)) {
      entry.applied = null;
      entry.model.open();
      this._prompt.focus();
    }
  }

  /**
   * Hide this help, or all of its rule in this console.
   */
  private _dismiss(id: string, reach: Reach): void {
    const rule = this._entries.get(id)?.model.content.rule;
    if (reach === 'this' || rule === undefined) {
      this._putAway(id);
      return;
    }
    const { trans } = this._options;
    this._hidden.add(rule);
    this._onSettled();
    Notification.info(
      trans.__('Help of the rule “%1” is hidden in this console.', rule),
      {
        actions: [
          {
            label: trans.__('Undo'),
            callback: () => {
              this._hidden.delete(rule);
              this._onSettled();
            }
          }
        ]
      }
    );
  }

  /**
   * No longer speak of what this cell shows.
   */
  private _putAway(id: string): void {
    const entry = this._entries.get(id);
    if (entry) {
      this._answered.set(id, entry.evidence);
      this._remove(id);
    }
  }

  private _remove(id: string): void {
    const entry = this._entries.get(id);
    if (!entry) {
      return;
    }
    this._entries.delete(id);
    const hadFocus = entry.view.node.contains(document.activeElement);
    entry.view.dispose();
    Signal.clearData(entry.model);
    if (hadFocus) {
      this._prompt.focus();
    }
    if (!this._isDisposed) {
      this._emitChanged();
    }
  }

  private _reveal(id: string): void {
    const cell = this._cells().find(({ model }) => model.id === id);
    cell?.node.scrollIntoView({ block: 'nearest' });
  }

  private readonly _console: CodeConsole;
  private readonly _prompt: Prompt;
  private readonly _kernel: SessionKernel;
  private readonly _watcher: ConsoleWatcher;
  private readonly _entries = new Map<string, IHelpEntry>();

  /**
   * The evidence that the person has put away, or answered, by cell.
   */
  private readonly _answered = new Map<string, string>();

  /**
   * The rules that the person has hidden here.
   */
  private readonly _hidden = new Set<string>();

  /**
   * The cells of a kernel that is gone.
   */
  private readonly _forgotten = new WeakSet<ICellModel>();

  /**
   * The cell to whose help the person was led last.
   */
  private _ledTo: string | null = null;
  private _settings: IHelpSettings;
  private _isDisposed = false;
  private _changed = new Signal<IHelpHost, void>(this);
}

/**
 * An error before what goes on, and what can be rewritten before what cannot.
 */
function mostUseful(answers: readonly IAnswer[]): IAnswer | undefined {
  const rank = ({ finding, offers }: IAnswer) =>
    (finding.evidence === 'error' ? 0 : 2) + (offers.length > 0 ? 0 : 1);
  return [...answers].sort((a, b) => rank(a) - rank(b))[0];
}

/**
 * What a cell shows, once it has ended.
 */
function evidence(model: ICodeCellModel, knowsMore: boolean): string {
  return model.executionState === 'running' ? '' : evidenceOf(model, knowsMore);
}
