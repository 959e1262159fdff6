import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

/**
 * The rules that the person has hidden in one notebook. Nothing of it is
 * stored: it lasts as long as the page.
 */
export class HiddenRules {
  /**
   * Emitted when a rule is hidden or shown again.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isEmpty(): boolean {
    return this._rules.size === 0;
  }

  has(rule: string): boolean {
    return this._rules.has(rule);
  }

  hide(rule: string): void {
    this._rules.add(rule);
    this._changed.emit();
  }

  show(rule: string): void {
    this._rules.delete(rule);
    this._changed.emit();
  }

  private readonly _rules = new Set<string>();
  private _changed = new Signal<this, void>(this);
}
