import type { IFinding, IRewriteExplanation, ITranslator } from '../../finding';
import { code } from '../../inlineCode';
import { explainAwait, repeatNotes } from '../explainAwait';
import { forgottenFindings } from '../forgotten';
import { mayForget } from '../mayForget';
import type { IRule } from '../rule';

/**
 * A list, dict or the like of coroutines that is used as if it held their
 * values.
 */
export const coroutineCollection: IRule = {
  id: 'coroutine-collection',
  mayApply: mayForget,

  find(context) {
    return forgottenFindings(coroutineCollection.id, true, context);
  },

  explain(trans, finding) {
    const { values } = finding;
    const use = code(values.use);
    const where =
      values.elsewhere === ''
        ? trans.__('%1 on line %2', code(values.call), values.line)
        : trans.__(
            '%1 on line %2 of %3',
            code(values.call),
            values.line,
            values.elsewhere
          );
    return {
      headline: trans.__('These are coroutines, not their values'),
      sentences: values.isMany
        ? values.kind === 'value'
          ? trans.__(
              '%1 makes coroutines, none of which has run yet; %2 needs their values.',
              where,
              use
            )
          : trans.__('%1 makes coroutines, none of which has run yet.', where)
        : values.kind === 'value'
          ? trans.__(
              '%1 gives a coroutine each time, and none has run yet; %2 needs their values.',
              where,
              use
            )
          : trans.__(
              '%1 gives a coroutine each time, and none has run yet.',
              where
            ),
      rewrites: finding.rewrites.map(rewrite =>
        rewrite.values.gather === true
          ? explainGather(trans, rewrite)
          : {
              ...explainAwait(trans, rewrite),
              title: trans.__('Await them one after the other')
            }
      )
    };
  }
};

function explainGather(
  trans: ITranslator,
  rewrite: IFinding['rewrites'][number]
): IRewriteExplanation {
  return {
    title: trans.__('Run them side by side'),
    notes: [
      trans.__(
        'All begin at once; the first exception is raised, and the others run on.'
      ),
      ...repeatNotes(trans, rewrite)
    ],
    done: trans.__('Rewritten to %1', code(`await ${rewrite.values.operand}`))
  };
}
