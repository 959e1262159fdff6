import type { IDisposable } from '@lumino/disposable';

/**
 * Knows of the changes that a shared document reports whether they were made in
 * this view of it, or came from another.
 */
export class RemoteChanges implements IDisposable {
  /**
   * @param shared - The shared model of a document. One that is not made of
   * Yjs has no other views.
   */
  constructor(shared: object) {
    this._doc = (shared as IHasDocument).ydoc ?? null;
    this._doc?.on('beforeObserverCalls', this._note);
  }

  /**
   * Whether the change that is being reported came from another view.
   */
  get isRemote(): boolean {
    return this._isRemote;
  }

  /**
   * Who made it: the number of the view that it came from.
   */
  get author(): number | null {
    return this._author;
  }

  get isDisposed(): boolean {
    return this._doc === null;
  }

  dispose(): void {
    this._doc?.off('beforeObserverCalls', this._note);
    this._doc = null;
  }

  private readonly _note = (transaction: ITransaction) => {
    const { local, beforeState, afterState } = transaction;
    this._isRemote = !local;
    const authors = [...afterState].filter(
      ([view, clock]) => clock > (beforeState.get(view) ?? 0)
    );
    this._author = local ? null : (authors[0]?.[0] ?? null);
  };

  private _doc: IObservedDocument | null;
  private _isRemote = false;
  private _author: number | null = null;
}

/**
 * What is used here of `Y.Transaction`.
 */
interface ITransaction {
  readonly local: boolean;

  /**
   * How much of each view's changes the document had before, and has now.
   */
  readonly beforeState: ReadonlyMap<number, number>;
  readonly afterState: ReadonlyMap<number, number>;
}

/**
 * What is used here of `Y.Doc`, which tells of a transaction before it tells
 * those who observe the types that it has changed.
 */
interface IObservedDocument {
  on(
    event: 'beforeObserverCalls',
    listener: (transaction: ITransaction) => void
  ): void;
  off(
    event: 'beforeObserverCalls',
    listener: (transaction: ITransaction) => void
  ): void;
}

interface IHasDocument {
  readonly ydoc?: IObservedDocument;
}
