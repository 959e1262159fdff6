import type { IDocument } from '../engine/document';
import { MODULES } from '../engine/recipes/modules';

/**
 * Whether a rule could have anything to say about a document. A cheap test,
 * without the engine: it may say yes too often, and never no where it should
 * not.
 *
 * @param knowsMore - whether there are recipes of a site's own
 */
export function mayHaveProblems(
  { language, cells }: IDocument,
  knowsMore = false
): boolean {
  return (
    language === 'python' &&
    cells.some(
      ({ kind, source, outputs }) =>
        kind === 'code' &&
        (knowsMore ||
          WORDS.test(source) ||
          outputs.some(
            ({ output_type, evalue }) =>
              output_type === 'error' && WORDS.test(String(evalue))
          ))
    )
  );
}

/**
 * Words of which one stands in every code that has to do with a loop: of Python's
 * own, and the names of the libraries that start one or give coroutines.
 */
const WORDS = new RegExp(
  `asyn|await|aio|loop|corou|future|Runner|Task|hread|xecutor|__aenter__|__anext__|\\b(?:${MODULES.join('|')})\\b`
);
