import { isSameCause } from '../document/isSameCause';
import type { IHelpEntry } from './HelpEntry';

/**
 * One panel for each cause: of those that came together the first is open, else
 * the newest.
 *
 * @param created - The help that has come.
 * @param all - All there is, what has come too.
 */
export function foldSameCause(
  created: readonly IHelpEntry[],
  all: readonly IHelpEntry[]
): void {
  for (const [i, entry] of created.entries()) {
    if (entry.model.mode === 'open') {
      const earlier = created.slice(0, i);
      for (const other of all) {
        if (
          other !== entry &&
          !earlier.includes(other) &&
          isSameCause(other.answer.finding, entry.answer.finding)
        ) {
          other.model.collapse();
        }
      }
    }
  }
}

/**
 * Of the help for cells that were run together only one is open: the first.
 *
 * @param created - The help that has come.
 * @param all - All there is, what has come too.
 * @param togetherWith - The cells that were run together with one.
 */
export function foldTogether(
  created: readonly IHelpEntry[],
  all: readonly IHelpEntry[],
  togetherWith: (cell: string) => ReadonlySet<string>
): void {
  for (const [i, entry] of created.entries()) {
    const together = togetherWith(entry.answer.finding.shownIn);
    const later = created.slice(i);
    const hasOpen = all.some(
      other =>
        !later.includes(other) &&
        other.model.mode === 'open' &&
        together.has(other.answer.finding.shownIn)
    );
    if (hasOpen) {
      entry.model.collapse();
    }
  }
}
