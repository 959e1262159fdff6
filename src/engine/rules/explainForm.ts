import type { IRewrite, IRewriteExplanation, ITranslator } from '../finding';
import { code } from '../inlineCode';
import { listed } from '../listed';
import { namesIn, repeatNotes } from './explainAwait';

/**
 * A rewrite that says the same in another form, in words.
 *
 * @param notes - what the person should know besides
 */
export function explainForm(
  trans: ITranslator,
  rewrite: IRewrite,
  notes: readonly string[] = []
): IRewriteExplanation {
  const edited = namesIn(rewrite, 'editedIn');
  const after = code(rewrite.values.after);
  return {
    title:
      namesIn(rewrite, 'functions').length > 0
        ? trans.__('Use %1, and make the function async', after)
        : trans.__('Use %1', after),
    notes: [...notes, ...repeatNotes(trans, rewrite)],
    done:
      edited.length > 1
        ? trans.__('Rewritten in %1', listed(trans, edited))
        : trans.__('Rewritten to %1', after)
  };
}
