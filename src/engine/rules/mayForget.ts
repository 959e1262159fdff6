import type { IDocument } from '../document';
import { LIBRARIES } from '../recipes/Libraries';

/**
 * Whether a document can hold a coroutine that nobody awaits: it defines one,
 * uses a library that has some, or shows one.
 */
export function mayForget({ cells }: IDocument): boolean {
  return cells.some(
    ({ kind, source, outputs }) =>
      kind === 'code' &&
      (WORDS.test(source) ||
        outputs.some(output => /coroutine/.test(JSON.stringify(output))))
  );
}

/**
 * The names of modules of which a recipe knows coroutines, besides asyncio.
 */
const MODULES = LIBRARIES.recipes
  .filter(({ types = {}, gives = {} }) =>
    [
      ...Object.values(gives),
      ...Object.values(types).flatMap(({ methods = {} }) =>
        Object.values(methods)
      )
    ].some(words => words?.startsWith('await') === true)
  )
  .flatMap(({ modules }) => modules);

const WORDS = new RegExp(`\\b(?:async\\s+def|asyncio|${MODULES.join('|')})\\b`);
