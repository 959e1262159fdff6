/**
 * A problem as far as it is counted: what is wrong, and in which cell. It has
 * no offset, since underlines follow a moment after panels while one types.
 */
export interface IProblemName {
  readonly rule: string;

  /**
   * The cell that holds the cause.
   */
  readonly cell: string;
}

/**
 * How many problems there are, each counted once, in however many ways a
 * document shows them.
 *
 * @param ways - What is shown in each way: by panels, by underlines.
 */
export function countProblems(
  ...ways: readonly (readonly IProblemName[])[]
): number {
  const most = new Map<string, number>();
  for (const way of ways) {
    const own = new Map<string, number>();
    for (const { rule, cell } of way) {
      const key = JSON.stringify([rule, cell]);
      own.set(key, (own.get(key) ?? 0) + 1);
    }
    for (const [key, count] of own) {
      most.set(key, Math.max(count, most.get(key) ?? 0));
    }
  }
  return [...most.values()].reduce((sum, count) => sum + count, 0);
}

/**
 * The problems without those that the person has dismissed, each of which takes
 * away one.
 */
export function notDismissed(
  problems: readonly IProblemName[],
  dismissed: readonly IProblemName[]
): IProblemName[] {
  const left = [...dismissed];
  return problems.filter(problem => {
    const at = left.findIndex(
      ({ rule, cell }) => rule === problem.rule && cell === problem.cell
    );
    if (at >= 0) {
      left.splice(at, 1);
    }
    return at < 0;
  });
}
