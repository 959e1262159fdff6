import type { IExplanation, IFinding, ITranslator } from '../../finding';
import { code } from '../../inlineCode';
import { explainForm } from '../explainForm';

/**
 * The findings of this rule in words.
 */
export function explain(trans: ITranslator, finding: IFinding): IExplanation {
  const { values, rewrites } = finding;
  return {
    headline:
      values.form === 'tasks'
        ? trans.__('These tasks have not finished')
        : trans.__('This has not finished'),
    sentences: sentences(trans, values, code(values.operand)),
    rewrites: rewrites.map(rewrite => explainForm(trans, rewrite))
  };
}

function sentences(
  trans: ITranslator,
  values: IFinding['values'],
  operand: string
): string {
  switch (values.form) {
    case 'result':
    case 'exception':
      return trans.__(
        '%1 begins to run at the next %2. On line %3 it has had no chance to, and has no result yet.',
        operand,
        code('await'),
        values.line
      );
    case 'tasks':
      return trans.__(
        '%1 on line %2 are tasks, not yet their results. %3 waits for all of them.',
        operand,
        values.line,
        code('await asyncio.gather(…)')
      );
    case 'shown':
      return trans.__(
        '%1 on line %2 runs in the background. %3 waits for the results.',
        operand,
        values.line,
        code('await')
      );
    default:
      return trans.__(
        '%1 stands for something that is still running. Its result is there once it is awaited.',
        operand
      );
  }
}
