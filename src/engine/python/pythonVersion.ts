/**
 * Whether a version such as `3.10.4` is known to be older than 3.`minor`.
 */
export function isOlderThan(
  version: string | undefined,
  minor: number
): boolean {
  const known = minorOf(version);
  return known !== null && known < minor;
}

/**
 * The second number of a version of Python 3, or null.
 */
export function minorOf(version: string | undefined): number | null {
  const match = /^3\.(\d+)/.exec(version ?? '');
  return match && Number(match[1]);
}
