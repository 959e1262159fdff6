import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { ICellName, IHelpContent } from './content';

/**
 * `collapsed`: one line that opens; `open`: the panel; `done`: the quiet line
 * after a rewrite.
 */
export type HelpMode = 'collapsed' | 'open' | 'done';

/**
 * What the quiet line tells.
 */
export type Done = IRewritten | ITakenBack;

/**
 * What was done, in the words of the rule.
 */
export interface IRewritten {
  readonly kind: 'rewritten';
  readonly text: string;

  /**
   * The cells that were changed, in document order. Where `text` lists their
   * names, each of them leads to its cell.
   */
  readonly cells: readonly ICellName[];

  /**
   * Whether the cell was run with it.
   */
  readonly ran: boolean;

  /**
   * Whether it is too late to take it back.
   */
  readonly isFinal?: boolean;

  /**
   * The cell that failed before it was this one's turn.
   */
  readonly stoppedAt?: ICellName;
}

/**
 * The text is the former one again, but the kernel keeps what has run.
 */
export interface ITakenBack {
  readonly kind: 'taken back';

  /**
   * The functions that the kernel still holds in their new form.
   */
  readonly functions: readonly string[];

  /**
   * The names of the cells that bring the former ones back.
   */
  readonly again: readonly string[];
}

/**
 * The state of the help of one cell. It outlives its view, which goes with the
 * cell's widget when the cell is moved.
 */
export class HelpModel {
  /**
   * @param content - What is shown.
   * @param mode - How it is shown at first.
   * @param announce - Whether the first view tells it to a screen reader.
   */
  constructor(content: IHelpContent, mode: HelpMode, announce = false) {
    this._content = content;
    this._mode = mode;
    this._announce = announce;
  }

  /**
   * Emitted after any change.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get content(): IHelpContent {
    return this._content;
  }

  get mode(): HelpMode {
    return this._mode;
  }

  /**
   * The index of the choice whose diff is shown.
   */
  get shown(): number {
    return this._shown;
  }

  get isMoreOpen(): boolean {
    return this._isMoreOpen;
  }

  get isWhyOpen(): boolean {
    return this._isWhyOpen;
  }

  /**
   * What was done, in mode `done`.
   */
  get done(): Done | null {
    return this._done;
  }

  /**
   * What the person has to know about their last click; often empty.
   */
  get message(): string {
    return this._message;
  }

  /**
   * True once, for the first who asks, if this help is to be announced.
   */
  takeAnnouncement(): boolean {
    const announce = this._announce;
    this._announce = false;
    return announce;
  }

  /**
   * Show `content` from now on. A choice that the person made stays if its
   * rewrite is still there.
   */
  update(content: IHelpContent): void {
    if (JSON.stringify(content) === JSON.stringify(this._content)) {
      return;
    }
    const chosen = this._isChosen ? this._content.choices[this._shown] : null;
    const same = content.choices.findIndex(
      choice => choice.kind === chosen?.kind && choice.title === chosen.title
    );
    this._isChosen = same >= 0;
    this._shown = Math.max(same, 0);
    this._content = content;
    this._changed.emit();
  }

  /**
   * Show another problem of the cell, because the person wants it.
   */
  show(content: IHelpContent): void {
    this._content = content;
    this._shown = 0;
    this._isChosen = false;
    this._isMoreOpen = false;
    this._isWhyOpen = false;
    this._isWanted = true;
    this._message = '';
    this._changed.emit();
  }

  /**
   * Open the panel, because the person wants it.
   */
  open(): void {
    this._mode = 'open';
    this._done = null;
    this._isWanted = true;
    this._changed.emit();
  }

  /**
   * Shrink to one line, unless the person has opened or chosen something here.
   */
  collapse(): void {
    if (this._mode !== 'open' || this._isWanted) {
      return;
    }
    this._mode = 'collapsed';
    this._announce = false;
    this._message = '';
    this._changed.emit();
  }

  /**
   * Show the diff of another choice.
   */
  choose(index: number): void {
    this._isWanted = true;
    this._shown = index;
    this._isChosen = true;
    this._isMoreOpen = false;
    this._message = '';
    this._changed.emit();
  }

  toggleMore(): void {
    this._isWanted = true;
    this._isMoreOpen = !this._isMoreOpen;
    this._changed.emit();
  }

  toggleWhy(): void {
    this._isWanted = true;
    this._isWhyOpen = !this._isWhyOpen;
    this._changed.emit();
  }

  /**
   * Put the quiet line where the panel was.
   */
  finish(done: Done): void {
    this._mode = 'done';
    this._done = done;
    this._isMoreOpen = false;
    this._isWhyOpen = false;
    this._message = '';
    this._changed.emit();
  }

  /**
   * Tell the person something about their last click.
   */
  say(message: string): void {
    this._message = message;
    this._changed.emit();
  }

  private _content: IHelpContent;
  private _mode: HelpMode;
  private _announce: boolean;
  private _shown = 0;
  private _isChosen = false;
  private _isWanted = false;
  private _isMoreOpen = false;
  private _isWhyOpen = false;
  private _done: Done | null = null;
  private _message = '';
  private _changed = new Signal<this, void>(this);
}
