import type { IEdit } from '../edit';

/**
 * Insertions with those at the same place as one: two that read alike would
 * count as the same.
 */
export function joinedEdits(edits: readonly IEdit[]): IEdit[] {
  const whole: IEdit[] = [];
  for (const edit of edits) {
    const at = whole.findIndex(
      ({ cell, from, to }) =>
        cell === edit.cell && from === edit.from && to === edit.to
    );
    if (at < 0) {
      whole.push(edit);
    } else {
      const before = whole[at];
      whole[at] = { ...before, insert: before.insert + edit.insert };
    }
  }
  return whole;
}
