import type { Program } from '../python/program';
import { BUILTIN_NAMES } from '../python/builtinNames';

/**
 * A name that no cell of the document uses yet: `wanted`, else `wanted_2`, …
 *
 * @param taken - names that are about to be used
 */
export function unusedName(
  wanted: string,
  program: Program,
  taken: ReadonlySet<string> = new Set()
): string {
  let name = wanted;
  for (let i = 2; taken.has(name) || isUsed(name, program); i++) {
    name = `${wanted}_${i}`;
  }
  return name;
}

/**
 * Looks at the text, not at the bindings: a name may also come from a star
 * import, `exec` or a magic.
 */
function isUsed(name: string, program: Program): boolean {
  const word = new RegExp(`(?<![\\w])${name}(?![\\w])`);
  return (
    BUILTIN_NAMES.has(name) ||
    program.cells.some(({ cell }) => word.test(cell.source))
  );
}
