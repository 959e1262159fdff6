import type { IEdit } from '../engine/edit';

/**
 * The edits of one cell, made for the text `from`, moved to the text `to`,
 * which differs from it in one stretch.
 *
 * @returns null where that stretch touches an edit.
 */
export function rebaseEdits(
  edits: readonly IEdit[],
  from: string,
  to: string
): IEdit[] | null {
  if (from === to) {
    return [...edits];
  }
  const shorter = Math.min(from.length, to.length);
  let prefix = 0;
  while (prefix < shorter && from[prefix] === to[prefix]) {
    prefix++;
  }
  let suffix = 0;
  while (
    suffix < shorter - prefix &&
    from[from.length - 1 - suffix] === to[to.length - 1 - suffix]
  ) {
    suffix++;
  }
  const end = from.length - suffix;
  const shift = to.length - from.length;
  const moved: IEdit[] = [];
  for (const edit of edits) {
    if (edit.to <= prefix) {
      moved.push(edit);
    } else if (edit.from >= end) {
      moved.push({ ...edit, from: edit.from + shift, to: edit.to + shift });
    } else {
      return null;
    }
  }
  return moved;
}
