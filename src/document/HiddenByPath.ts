import type { ISignal } from '@lumino/signaling';
import { HiddenRules } from './HiddenRules';

/**
 * A document as far as it has a name of its own.
 */
export interface IHasPath {
  readonly path: string;
  readonly pathChanged: ISignal<unknown, string>;
  readonly disposed: ISignal<unknown, void>;
}

/**
 * What the person has hidden in each document, for all who show something of
 * it: one answer in each of its views, and when it is opened again.
 */
export class HiddenByPath {
  /**
   * What is hidden in this document, under whatever name it goes.
   */
  in({ path, pathChanged, disposed }: IHasPath): HiddenRules {
    const hidden = this._hidden.get(path) ?? new HiddenRules();
    this._hidden.set(path, hidden);
    this._users.set(hidden, (this._users.get(hidden) ?? 0) + 1);
    pathChanged.connect((_, now) => {
      this._move(hidden, now);
    });
    disposed.connect(() => {
      this._leave(hidden);
    });
    return hidden;
  }

  private _move(hidden: HiddenRules, path: string): void {
    this._drop(hidden);
    this._hidden.set(path, hidden);
  }

  /**
   * One who has asked is gone. Only what was hidden is worth keeping.
   */
  private _leave(hidden: HiddenRules): void {
    const others = this._users.get(hidden)! - 1;
    this._users.set(hidden, others);
    if (others === 0 && hidden.isEmpty) {
      this._drop(hidden);
    }
  }

  private _drop(hidden: HiddenRules): void {
    for (const [path, rules] of this._hidden) {
      if (rules === hidden) {
        this._hidden.delete(path);
      }
    }
  }

  private readonly _hidden = new Map<string, HiddenRules>();

  /**
   * How many open documents each of them is for.
   */
  private readonly _users = new WeakMap<HiddenRules, number>();
}
