/**
 * Letters that were put into a shared text at once, as Yjs knows them: by the
 * view they came from, and their number among all that came from there.
 */
export interface IInserted {
  readonly view: number;
  readonly clock: number;
  readonly length: number;
}

/**
 * Where they stand now.
 */
export interface IStanding {
  readonly at: number;

  /**
   * The other views that have put the same letters at the same place without
   * knowing of these.
   */
  readonly twins: readonly number[];
}

/**
 * The letters of a shared text as it is now, and who put them there.
 */
export class SharedLetters {
  /**
   * @param text - A `Y.Text`.
   */
  constructor(text: ISharedLetters) {
    this._source = text.toString();
    let at = 0;
    for (let item = text._start; item; item = item.right) {
      if (item.deleted || !item.countable) {
        continue;
      }
      const { id, length, origin, rightOrigin } = item;
      const last = this._runs[this._runs.length - 1];
      if (last?.view === id.client && last.clock + last.length === id.clock) {
        last.length += length;
        last.rightOrigin = rightOrigin;
      } else {
        const { client: view, clock } = id;
        this._runs.push({ at, view, clock, length, origin, rightOrigin });
      }
      at += length;
    }
  }

  /**
   * What stands at a place, where it was put there at once; null where not.
   */
  insertedAt(at: number, length: number): IInserted | null {
    const run = this._runs.find(one => one.at <= at && at < endOf(one));
    return run && at + length <= endOf(run)
      ? { view: run.view, clock: run.clock + at - run.at, length }
      : null;
  }

  /**
   * Where this stands now, or null where it is no longer there as a whole.
   */
  find(inserted: IInserted): IStanding | null {
    const { view, clock, length } = inserted;
    const index = this._runs.findIndex(
      run =>
        run.view === view &&
        run.clock <= clock &&
        clock + length <= run.clock + run.length
    );
    if (index < 0) {
      return null;
    }
    const run = this._runs[index];
    const at = run.at + clock - run.clock;
    const letters = this._source.slice(at, at + length);
    const knows = (id: IId | null) =>
      id?.client === view && clock <= id.clock && id.clock < clock + length;
    const twins: number[] = [];
    // Where more than two did it, their letters stand in a row.
    for (let i = index + 1, end = at + length; i < this._runs.length; i++) {
      const next = this._runs[i];
      if (
        next.at !== end ||
        next.length < length ||
        !this._source.startsWith(letters, end) ||
        knows(next.origin)
      ) {
        break;
      }
      twins.push(next.view);
      end += length;
    }
    for (let i = index - 1, start = at; i >= 0; i--) {
      const before = this._runs[i];
      start -= length;
      if (
        endOf(before) !== start + length ||
        before.at > start ||
        !this._source.startsWith(letters, start) ||
        knows(before.rightOrigin)
      ) {
        break;
      }
      twins.push(before.view);
    }
    return { at, twins };
  }

  private readonly _source: string;
  private readonly _runs: IRun[] = [];
}

/**
 * Letters that came from one view, one after the other.
 */
interface IRun {
  readonly at: number;
  readonly view: number;
  readonly clock: number;
  length: number;

  /**
   * What its first letter was put behind, and its last one before.
   */
  readonly origin: IId | null;
  rightOrigin: IId | null;
}

function endOf({ at, length }: IRun): number {
  return at + length;
}

interface IId {
  readonly client: number;
  readonly clock: number;
}

/**
 * What is used here of a `Y.Text`.
 */
export interface ISharedLetters {
  /**
   * Yjs calls it private; but nothing else tells who put a letter there.
   */
  readonly _start: IItem | null;
  toString(): string;
}

/**
 * What is used here of a `Y.Item`.
 */
interface IItem {
  readonly id: IId;
  readonly length: number;
  readonly origin: IId | null;
  readonly rightOrigin: IId | null;
  readonly right: IItem | null;
  readonly deleted: boolean;
  readonly countable: boolean;
}
