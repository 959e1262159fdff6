/**
 * What comes next among those that are wanted; behind the last comes the first.
 *
 * @param order - All there is.
 * @param here - Where the person is; it comes last.
 * @param direction - 1 to go on, -1 to go back.
 *
 * @returns null where nothing is wanted.
 */
export function nextInOrder<T>(
  order: readonly T[],
  here: T | null | undefined,
  direction: 1 | -1,
  isWanted: (one: T) => boolean
): T | null {
  const way = direction > 0 ? order : [...order].reverse();
  const at = way.findIndex(one => one === here);
  return [...way.slice(at + 1), ...way.slice(0, at + 1)].find(isWanted) ?? null;
}
