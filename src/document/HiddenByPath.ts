import type { ISignal } from '@lumino/signaling';
import { HiddenRules } from './HiddenRules';

/**
 * A document as far as it has a name of its own.
 */
export interface IHasPath {
  readonly path: string;
  readonly pathChanged: ISignal<unknown, string>;
}

/**
 * What the person has hidden in each document, for all who show something of
 * it: one answer in each of its views, and when it is opened again.
 */
export class HiddenByPath {
  /**
   * What is hidden in this document, under whatever name it goes.
   */
  in({ path, pathChanged }: IHasPath): HiddenRules {
    const hidden = this._hidden.get(path) ?? new HiddenRules();
    this._hidden.set(path, hidden);
    pathChanged.connect((_, now) => {
      this._move(hidden, now);
    });
    return hidden;
  }

  private _move(hidden: HiddenRules, path: string): void {
    for (const [known, rules] of this._hidden) {
      if (rules === hidden) {
        this._hidden.delete(known);
      }
    }
    this._hidden.set(path, hidden);
  }

  private readonly _hidden = new Map<string, HiddenRules>();
}
