import type { IAnswer } from '../document/Analyst';
import { isSameCause } from '../document/isSameCause';
import type { IFinding } from '../engine/finding';

/**
 * The cell under which the help for a finding stands. A warning comes with
 * whatever cell runs when Python notices: its help stands where the cause is.
 */
export function placeOf({ evidence, cell, shownIn }: IFinding): string {
  return evidence === 'warning' ? cell : shownIn;
}

/**
 * The answers by the cell under which each stands, the most useful first: an
 * error before what goes on, and what can be rewritten before what cannot.
 */
export function answersByCell(
  answers: readonly IAnswer[]
): Map<string, IAnswer[]> {
  const byCell = new Map<string, IAnswer[]>();
  for (const answer of answers) {
    const place = placeOf(answer.finding);
    const own = byCell.get(place) ?? [];
    if (!own.some(({ finding }) => isSameCause(finding, answer.finding))) {
      byCell.set(place, [...own, answer]);
    }
  }
  for (const own of byCell.values()) {
    own.sort((a, b) => rank(a) - rank(b));
  }
  return byCell;
}

function rank({ finding, offers }: IAnswer): number {
  return (finding.evidence === 'error' ? 0 : 2) + (offers.length > 0 ? 0 : 1);
}
