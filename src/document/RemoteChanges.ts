import type { IDisposable } from '@lumino/disposable';
import { YIELDING } from './writeEdits';

/**
 * Knows of the changes that a shared document reports whether they were made in
 * this view of it, or came from another, or for the sake of another.
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
   * Whether the change that is being reported comes from another view, or makes
   * way for what came from there.
   */
  get isRemote(): boolean {
    return this._isRemote;
  }

  get isDisposed(): boolean {
    return this._doc === null;
  }

  dispose(): void {
    this._doc?.off('beforeObserverCalls', this._note);
    this._doc = null;
  }

  private readonly _note = (transaction: ITransaction) => {
    this._isRemote = !transaction.local || transaction.origin === YIELDING;
  };

  private _doc: IObservedDocument | null;
  private _isRemote = false;
}

/**
 * What is used here of `Y.Transaction`.
 */
interface ITransaction {
  readonly local: boolean;
  readonly origin: unknown;
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
