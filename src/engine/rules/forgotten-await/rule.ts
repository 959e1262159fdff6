import type { IExplanation, IFinding, ITranslator } from '../../finding';
import { code } from '../../inlineCode';
import { explainAwait } from '../explainAwait';
import { forgottenFindings } from '../forgotten';
import { mayForget } from '../mayForget';
import type { IRule } from '../rule';

/**
 * A coroutine where its value was meant, or one that is dropped before it runs.
 */
export const forgottenAwait: IRule = {
  id: 'forgotten-await',
  mayApply: mayForget,

  find(context) {
    return forgottenFindings(forgottenAwait.id, false, context);
  },

  explain(trans, finding) {
    return {
      headline: headline(trans, finding),
      sentences: [sentence(trans, finding), obstacle(trans, finding)]
        .filter(text => text !== '')
        .join(' '),
      rewrites: finding.rewrites.map(rewrite => explainAwait(trans, rewrite))
    };
  }
};

function headline(trans: ITranslator, { values }: IFinding): string {
  switch (values.kind) {
    case 'dropped':
    case 'unread':
      return trans.__('This coroutine never runs: it is not awaited');
    case 'tested':
      return trans.__('A coroutine is always true: its value was meant');
    default:
      return trans.__(
        '%1 is missing: this is a coroutine, not its value',
        code('await')
      );
  }
}

function sentence(
  trans: ITranslator,
  { values }: IFinding
): IExplanation['sentences'] {
  const call = code(values.call);
  const use = code(values.use);
  const { line, useLine, useIn, elsewhere } = values;
  const where =
    elsewhere === ''
      ? trans.__('%1 on line %2', call, line)
      : trans.__('%1 on line %2 of %3', call, line, elsewhere);
  switch (values.kind) {
    case 'dropped':
    case 'unread':
      return trans.__(
        '%1 makes a coroutine, and nothing awaits it: what it should do is not done.',
        where
      );
    case 'tested':
      return trans.__(
        '%1 gives a coroutine, which has not run yet; as a condition it is always true.',
        where
      );
    case 'shown':
      return values.use === values.call
        ? trans.__(
            '%1 gives a coroutine, which has not run yet. The cell shows the coroutine, not its value.',
            where
          )
        : trans.__(
            '%1 gives a coroutine, which has not run yet; %2 shows the coroutine, not its value.',
            where,
            use
          );
    default:
      return useIn !== ''
        ? trans.__(
            '%1 gives a coroutine, which has not run yet; %2 on line %3 of %4 needs its value.',
            where,
            use,
            useLine,
            useIn
          )
        : useLine === line
          ? use === call
            ? trans.__(
                '%1 gives a coroutine, which has not run yet; its value is needed there.',
                where
              )
            : trans.__(
                '%1 gives a coroutine, which has not run yet; %2 needs its value.',
                where,
                use
              )
          : trans.__(
              '%1 gives a coroutine, which has not run yet; %2 on line %3 needs its value.',
              where,
              use,
              useLine
            );
  }
}

/**
 * Why nothing is offered.
 */
function obstacle(trans: ITranslator, { rewrites, values }: IFinding): string {
  if (rewrites.length > 0 || values.kind === 'shown') {
    return '';
  }
  return values.place === 'awaitable'
    ? ''
    : trans.__(
        '%1 cannot stand there: take the call to a cell’s top level, or into a function made with %2.',
        code('await'),
        code('async def')
      );
}
