const LONGEST = 60;

/**
 * A piece of code for a sentence: on one line, cut where it is long.
 */
export function shortened(text: string): string {
  const line = text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/([([{]) /g, '$1')
    .replace(/,? ([)\]}])/g, '$1');
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
}
