import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { Analyst, IAnswer, IAnswerOptions } from '../document/Analyst';
import { HiddenRules } from '../document/HiddenRules';
import type { IFinding } from '../engine/finding';
import type { IHelpSettings } from '../help/settings';
import { DEFAULT_SETTINGS } from '../help/settings';
import { mayHaveProblems } from './mayHaveProblems';
import type { IDocumentSource, IPlace, IReading } from './source';

/**
 * How long nothing may change before a document is checked, in ms.
 */
const QUIET = 500;

/**
 * How long a check waits at most, in ms: a cell may print for hours.
 */
const LONGEST = 10000;

/**
 * What the person has set.
 */
export interface ICheckSettings extends Pick<
  IHelpSettings,
  'preferred' | 'explainOnly' | 'rulesOff' | 'blockingCalls' | 'recipes'
> {
  readonly enabled: boolean;
  readonly gutter: boolean;
}

/**
 * What holds where nobody has set anything.
 */
export const DEFAULT_CHECK: ICheckSettings = {
  ...DEFAULT_SETTINGS,
  gutter: false
};

/**
 * A trouble in the code, and where an editor shows it.
 */
export interface IProblem extends IPlace {
  readonly finding: IFinding;
}

/**
 * Finds the problems of one document: once for all its editors, when it has
 * come to rest, and never while the settings say no.
 */
export class CheckedDocument implements IDisposable {
  /**
   * @param source - The document; it is disposed of with this.
   * @param analyst - Gives the engine, when there is something to ask it.
   * @param hidden - What the person has hidden in this document.
   */
  constructor(
    private readonly _source: IDocumentSource,
    private readonly _analyst: () => Promise<Analyst>,
    settings: ICheckSettings,
    private readonly _hidden = new HiddenRules()
  ) {
    this._settings = settings;
    _hidden.changed.connect(this._onHidden, this);
    _source.changed.connect(this._onChanged, this);
    this._schedule(0);
  }

  /**
   * Emitted after each check.
   */
  get checked(): ISignal<this, void> {
    return this._checked;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._source.dispose();
    Signal.disconnectReceiver(this);
    this._finish(null, []);
    Signal.clearData(this);
    this._loaded?.forget();
  }

  get settings(): ICheckSettings {
    return this._settings;
  }

  set settings(settings: ICheckSettings) {
    this._settings = settings;
    this._schedule(0);
  }

  /**
   * The document as it was when it was checked last.
   */
  get reading(): IReading | null {
    return this._reading;
  }

  /**
   * What the last check found, in document order.
   */
  get problems(): readonly IProblem[] {
    return this._problems;
  }

  /**
   * Resolves when the problems are those of the document as it is now.
   */
  settled(): Promise<void> {
    return this._timer === null && !this._isLoading
      ? Promise.resolve()
      : new Promise(resolve => this._waiting.push(resolve));
  }

  /**
   * Check now what has not been checked yet.
   */
  checkNow(): void {
    if (this._timer !== null) {
      this._check();
    }
  }

  /**
   * One of the problems in words, and what mends it.
   */
  tell({ finding }: IProblem): IAnswer | null {
    const reading = this._reading;
    let answer = this._told.get(finding) ?? null;
    if (!answer && reading && this._loaded) {
      const { preferred, explainOnly } = this._settings;
      answer = this._loaded.tell(
        reading.named(finding),
        reading.document,
        preferred
      );
      if (answer) {
        answer = explainOnly ? { ...answer, offers: [] } : answer;
        this._told.set(finding, answer);
      }
    }
    return answer;
  }

  private _onHidden(): void {
    this._schedule(0);
  }

  private _onChanged(): void {
    if (this._settings.enabled) {
      this._schedule(QUIET);
    }
  }

  /**
   * Check when nothing has changed for `wait` ms, or has changed for long.
   */
  private _schedule(wait: number): void {
    if (this._isDisposed) {
      return;
    }
    const now = Date.now();
    if (this._timer === null) {
      this._due = now + LONGEST;
    } else {
      window.clearTimeout(this._timer);
    }
    this._timer = window.setTimeout(
      () => this._check(),
      Math.max(0, Math.min(wait, this._due - now))
    );
  }

  private _check(): void {
    if (!this._settings.enabled) {
      this._finish(null, []);
      return;
    }
    const reading = this._source.read();
    const knowsMore = this._settings.recipes.length > 0;
    if (!mayHaveProblems(reading.document, knowsMore)) {
      this._finish(reading, []);
    } else if (this._loaded?.isReady) {
      const { rulesOff, blockingCalls, recipes } = this._settings;
      const isOff = (rule: string) =>
        rulesOff.includes(rule) || this._hidden.has(rule);
      this._finish(
        reading,
        problemsIn(reading, this._loaded, { isOff, blockingCalls, recipes })
      );
    } else {
      this._load();
    }
  }

  /**
   * Load the engine, and check then.
   */
  private _load(): void {
    this._stop();
    if (this._isLoading) {
      return;
    }
    this._isLoading = true;
    void this._analyst()
      .then(async analyst => {
        this._loaded = analyst;
        return analyst.load();
      })
      .catch(() => false)
      .then(isReady => {
        this._isLoading = false;
        if (this._isDisposed) {
          return;
        }
        if (isReady) {
          this._check();
        } else {
          this._finish(this._source.read(), []);
        }
      });
  }

  private _stop(): void {
    if (this._timer !== null) {
      window.clearTimeout(this._timer);
      this._timer = null;
    }
  }

  private _finish(
    reading: IReading | null,
    problems: readonly IProblem[]
  ): void {
    this._stop();
    this._reading = reading;
    this._problems = problems;
    this._told = new WeakMap();
    for (const resolve of this._waiting.splice(0)) {
      resolve();
    }
    this._checked.emit();
  }

  private _settings: ICheckSettings;
  private _loaded: Analyst | null = null;
  private _isLoading = false;
  private _isDisposed = false;
  private _timer: number | null = null;
  private _due = 0;
  private _reading: IReading | null = null;
  private _problems: readonly IProblem[] = [];
  private _told = new WeakMap<IFinding, IAnswer>();
  private readonly _waiting: (() => void)[] = [];
  private _checked = new Signal<this, void>(this);
}

function problemsIn(
  reading: IReading,
  analyst: Analyst,
  options: IAnswerOptions
): IProblem[] {
  const order = new Map<CodeEditor.IModel, number>(
    reading.models.map((model, i) => [model, i])
  );
  return analyst
    .problems(reading.document, reading.facts, options)
    .flatMap(finding => {
      const place = reading.placeOf(finding);
      return place ? [{ ...place, finding }] : [];
    })
    .sort(
      (a, b) =>
        order.get(a.model)! - order.get(b.model)! ||
        a.from - b.from ||
        a.to - b.to
    );
}
