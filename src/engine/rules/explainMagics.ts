import type { IExplanation, IFinding, ITranslator } from '../finding';
import { code } from '../inlineCode';
import { namesIn } from './explainAwait';

/**
 * The explanation, with a note on each rewrite that replaces magics: what they
 * were, and that what they measured or captured stays.
 */
export function withMagics(
  explanation: IExplanation,
  { rewrites }: IFinding,
  trans: ITranslator
): IExplanation {
  return rewrites.every(rewrite => namesIn(rewrite, 'magics').length === 0)
    ? explanation
    : {
        ...explanation,
        rewrites: explanation.rewrites.map((told, i) => ({
          ...told,
          notes: [...told.notes, ...magicNotes(trans, rewrites[i].values)]
        }))
      };
}

function magicNotes(trans: ITranslator, values: IFinding['values']): string[] {
  return [...new Set(namesIn({ values }, 'magics'))].map(magic => {
    switch (magic.replace(/^%+/, '')) {
      case 'time':
        return trans.__(
          '%1 goes, since nothing under it can %2: the time is taken with %3.',
          code(magic),
          code('await'),
          code('time.perf_counter()')
        );
      case 'timeit':
        return trans.__(
          '%1 goes, since nothing under it can %2: a function is timed over a stated number of runs, and its names stay local.',
          code(magic),
          code('await')
        );
      default:
        return trans.__(
          '%1 goes, since nothing under it can %2: %3 captures the same.',
          code(magic),
          code('await'),
          code('capture_output()')
        );
    }
  });
}
