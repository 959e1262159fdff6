import type { IEdit } from '../engine/edit';
import type { IInserted, ISharedLetters } from './SharedLetters';
import { SharedLetters } from './SharedLetters';

/**
 * A text that may be shared: a cell's, or a file's.
 */
export interface ISharedText {
  getSource(): string;
  updateSource(start: number, end: number, value?: string): void;
}

/**
 * What is to be written into one text.
 */
export interface IWriting {
  readonly text: ISharedText;

  /**
   * In the order of the text, apart from each other.
   */
  readonly edits: readonly IEdit[];
}

/**
 * Write into the texts of a document: one transaction for peers, and exactly one
 * undo step in each text.
 *
 * Where another person does the same at the same moment, what is inserted would
 * stand there twice: one of the two pages takes its own away, as soon as it
 * knows of the other.
 *
 * @param document - The shared model that holds the texts.
 *
 * @returns what was written, for each text.
 */
export function writeEdits(
  document: object,
  writings: readonly IWriting[]
): Written[] {
  const { ydoc } = document as IHasDocument;
  const written = writings.map(writing => new Written(writing, ydoc ?? null));
  const histories = new Set(written.flatMap(({ history }) => history ?? []));
  for (const history of histories) {
    history.addTrackedOrigin(WritingOrigin);
    // Typing just before is a step of its own.
    history.stopCapturing();
  }
  transact(document, () => {
    for (const { text, edits } of writings) {
      // From last to first, so that offsets hold.
      for (const edit of [...edits].reverse()) {
        text.updateSource(edit.from, edit.to, edit.insert);
      }
    }
  });
  for (const history of histories) {
    // Typing just after is a step of its own.
    history.stopCapturing();
  }
  for (const one of written) {
    one.watch(written);
  }
  return written;
}

/**
 * What was written into one text.
 */
export class Written {
  constructor(
    { text, edits }: IWriting,
    private readonly _document: ISharedDocument | null
  ) {
    this._text = text;
    this._edits = edits;
    this._before = text.getSource();
    this.history = historyOf(text);
  }

  readonly history: IUndoHistory | null;

  /**
   * Whether another person has made the same change at the same moment, and it
   * is theirs to take back.
   */
  get isTheirs(): boolean {
    return this._isTheirs;
  }

  /**
   * Whether one step of undo in this text, the same or what it has become, takes
   * this back and nothing else.
   */
  isNextToUndo(text: ISharedText): boolean {
    const { undoStack = [] } = historyOf(text) ?? {};
    return (
      this._step !== null && undoStack[undoStack.length - 1] === this._step
    );
  }

  /**
   * Look from now on whether others have made the same change.
   *
   * @param all - What was written together with this.
   */
  watch(all: readonly Written[]): void {
    const { history } = this;
    this._step = history?.undoStack[history.undoStack.length - 1] ?? null;
    this._all = all;
    const { ysource } = this._text as IHasLetters;
    if (!ysource || !this._document) {
      return;
    }
    const letters = new SharedLetters(ysource);
    let shift = 0;
    this._inserted = this._edits.flatMap(({ from, to, insert }) => {
      const at = from + shift;
      shift += insert.length - (to - from);
      return insert ? (letters.insertedAt(at, insert.length) ?? []) : [];
    });
    this._letters = ysource;
    ysource.observe(this._onText);
    // JupyterLab may keep a document that was closed; its editors go.
    this._document.on('destroy', this._forget);
  }

  private readonly _onText = (_: unknown, { local }: { local: boolean }) => {
    if (!local) {
      // Not within the change that is being reported.
      void Promise.resolve().then(() => this._settle());
    }
  };

  /**
   * Another person has changed the text.
   */
  private _settle(): void {
    const ysource = this._letters;
    if (!ysource) {
      return;
    }
    if (this._text.getSource() === this._before) {
      // They have taken it back: to do that again would garble the text.
      this._forget();
      return;
    }
    const letters = new SharedLetters(ysource);
    const standing = this._inserted.flatMap(inserted => {
      const found = letters.find(inserted);
      return found ? [{ ...inserted, ...found }] : [];
    });
    // All of them see it, and the one with the lowest number stays.
    const twice = standing.filter(({ view, twins }) =>
      twins.some(other => other < view)
    );
    if (twice.length === 0) {
      if (standing.length === 0 && this._inserted.length > 0) {
        this._stop();
      }
      return;
    }
    this._yield();
    this._document?.transact(() => {
      for (const { at, length } of twice.reverse()) {
        this._text.updateSource(at, at + length, '');
      }
    }, YIELDING);
  }

  /**
   * Leave it to the other person. Where they have made only a part of what was
   * made here in this text, the rest cannot be taken back alone: what both have
   * removed would come back.
   */
  private _yield(): void {
    this._isTheirs = true;
    this._forget();
    const all = this._all;
    const inserting = all.filter(({ _inserted: own }) => own.length > 0);
    if (inserting.every(({ isTheirs }) => isTheirs)) {
      // Where text was only removed, nothing shows that they did it too.
      for (const other of all) {
        other._isTheirs = true;
        other._forget();
      }
    }
  }

  /**
   * It is no longer a step of undo.
   */
  private readonly _forget = () => {
    const { history } = this;
    const at =
      history && this._step ? history.undoStack.indexOf(this._step) : -1;
    if (at >= 0) {
      history!.undoStack.splice(at, 1);
    }
    this._step = null;
    this._stop();
  };

  private _stop(): void {
    this._letters?.unobserve(this._onText);
    this._document?.off('destroy', this._forget);
    this._letters = null;
    this._all = [];
  }

  private readonly _text: ISharedText;
  private readonly _edits: readonly IEdit[];
  private readonly _before: string;

  /**
   * The step that was left in the history.
   */
  private _step: object | null = null;
  private _inserted: readonly IInserted[] = [];
  private _letters: IObservedLetters | null = null;
  private _all: readonly Written[] = [];
  private _isTheirs = false;
}

/**
 * Origin of what is written here: the undo histories track it by its class.
 */
class WritingOrigin {}

/**
 * Origin of what is taken away because another person has written it too: no
 * undo history tracks it.
 */
export const YIELDING = Object.freeze({});

/**
 * The undo history of a text (or of the whole document) as far as it is used
 * here; `Y.UndoManager` has it.
 */
interface IUndoHistory {
  readonly undoStack: object[];
  addTrackedOrigin(origin: unknown): void;
  stopCapturing(): void;
}

interface IHasHistory {
  readonly undoManager?: IUndoHistory | null;
}

/**
 * What is used here of a `Y.Text`.
 */
interface IObservedLetters extends ISharedLetters {
  observe(listener: (event: unknown, change: { local: boolean }) => void): void;
  unobserve(
    listener: (event: unknown, change: { local: boolean }) => void
  ): void;
}

interface IHasLetters {
  readonly ysource?: IObservedLetters;
}

/**
 * What is used here of a `Y.Doc`.
 */
interface ISharedDocument {
  transact(f: () => void, origin: unknown): void;
  on(event: 'destroy', listener: () => void): void;
  off(event: 'destroy', listener: () => void): void;
}

interface IHasDocument {
  readonly ydoc?: ISharedDocument;
  transact?(f: () => void): void;
}

function historyOf(text: ISharedText): IUndoHistory | null {
  return (text as IHasHistory).undoManager ?? null;
}

function transact(document: object, f: () => void): void {
  const shared = document as IHasDocument;
  if (shared.ydoc) {
    shared.ydoc.transact(f, new WritingOrigin());
  } else if (shared.transact) {
    shared.transact(f);
  } else {
    f();
  }
}
