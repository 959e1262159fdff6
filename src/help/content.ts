import type { IRewrite } from '../engine/finding';
import type { ICellDiff } from './diff';

/**
 * A finding as the panel shows it: words, and rewrites with their diffs.
 */
export interface IHelpContent {
  readonly rule: string;

  /**
   * The cell that holds the cause, where that is another than the one under
   * which the panel stands.
   */
  readonly cause: ICellName | null;

  /**
   * The cell under which the panel stands, and how people call it.
   */
  readonly cell: string;
  readonly name: string;

  /**
   * Stretches between backticks are code.
   */
  readonly headline: string;
  readonly sentences: string;

  /**
   * Best first.
   */
  readonly choices: readonly IChoice[];

  /**
   * Where there are none only because these cells are read-only, and whether
   * the whole notebook is.
   */
  readonly locked?: {
    readonly cells: readonly ICellName[];
    readonly all: boolean;
  };

  /**
   * Where the cell has more than one problem: which of them this is, from 0.
   */
  readonly position?: { readonly index: number; readonly count: number };

  /**
   * Whether the button that runs nothing comes first.
   */
  readonly textFirst?: boolean;

  /**
   * Whether the cells below wait for this one: they were to run after it.
   */
  readonly isAwaitedBelow?: boolean;
}

/**
 * A cell, and how people call it: `[3]`, or the beginning of its code between
 * backticks.
 */
export interface ICellName {
  readonly cell: string;
  readonly name: string;
}

/**
 * One of the rewrites.
 */
export interface IChoice extends Pick<IRewrite, 'kind' | 'safety'> {
  readonly title: string;
  readonly notes: readonly string[];
  readonly diff: readonly ICellDiff[];

  /**
   * The names of the other cells that run again.
   */
  readonly runs: readonly string[];

  /**
   * Those among them that do more than import and define.
   */
  readonly repeats: readonly string[];
}

/**
 * What the panel offers while one of the choices is shown. Numbers are indices
 * into the choices.
 */
export interface IOffers {
  /**
   * The rewrite in the background, if there is one.
   */
  readonly background: number | null;

  /**
   * Whether the shown one may run at one click.
   */
  readonly run: boolean;

  /**
   * Whether the shown one may be applied.
   */
  readonly rewrite: boolean;

  /**
   * All the others.
   */
  readonly more: readonly number[];
}

/**
 * @param choices - All rewrites.
 * @param shown - The index of the one whose diff is shown.
 */
export function offersOf(choices: readonly IChoice[], shown: number): IOffers {
  const chosen = choices[shown];
  if (!chosen) {
    return { background: null, run: false, rewrite: false, more: [] };
  }
  const inBackground = chosen.kind === 'task';
  const background = inBackground
    ? shown
    : choices.findIndex(choice => choice.kind === 'task');
  return {
    background: background < 0 ? null : background,
    run: !inBackground && chosen.safety === 'safe',
    rewrite: true,
    more: choices.map((_, i) => i).filter(i => i !== shown && i !== background)
  };
}
