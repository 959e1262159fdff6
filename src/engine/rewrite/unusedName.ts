import type { SyntaxNode } from '../python/node';
import type { Program } from '../python/program';
import { BUILTIN_NAMES } from '../python/builtinNames';

/**
 * A name that no cell of the document uses yet: `wanted`, else `wanted_2`, …
 *
 * @param taken - names that are about to be used
 * @param ours - code that may hold the name: what an earlier rewrite wrote
 */
export function unusedName(
  wanted: string,
  program: Program,
  taken: ReadonlySet<string> = new Set(),
  ours?: RegExp
): string {
  let name = wanted;
  for (let i = 2; taken.has(name) || isUsed(name, program, ours); i++) {
    name = `${wanted}_${i}`;
  }
  return name;
}

/**
 * Looks at the text, not at the bindings: a name may also come from a star
 * import, `exec` or a magic.
 */
function isUsed(name: string, program: Program, ours?: RegExp): boolean {
  const word = wordOf(name);
  return (
    BUILTIN_NAMES.has(name) ||
    program.cells.some(({ cell }) =>
      word.test(ours ? cell.source.replace(ours, '') : cell.source)
    )
  );
}

/**
 * A name for a variable of the function around `node` that means nothing else
 * in it: `wanted`, else one that no cell uses.
 */
export function unusedLocalName(
  wanted: string,
  node: SyntaxNode,
  program: Program
): string {
  const def = node.closest(outer => outer.type === 'function_definition');
  return def !== null &&
    !BUILTIN_NAMES.has(wanted) &&
    !wordOf(wanted).test(def.text)
    ? wanted
    : unusedName(wanted, program);
}

function wordOf(name: string): RegExp {
  return new RegExp(`(?<![\\w])${name}(?![\\w])`);
}
