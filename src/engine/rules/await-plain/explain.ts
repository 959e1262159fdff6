import type { IExplanation, IFinding, ITranslator } from '../../finding';
import { code } from '../../inlineCode';
import { explainForm } from '../explainForm';

/**
 * The findings of this rule in words.
 */
export function explain(trans: ITranslator, finding: IFinding): IExplanation {
  const { values, rewrites } = finding;
  return {
    headline: trans.__('This cannot be awaited'),
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
    case 'collection':
      return trans.__(
        '%1 on line %2 is a collection. %3 runs what is in it side by side, and gives the results in the same order.',
        operand,
        values.line,
        code('asyncio.gather')
      );
    case 'uncalled':
      return trans.__(
        '%1 on line %2 is the function itself. Calling it gives the coroutine to await.',
        operand,
        values.line
      );
    case 'function':
      return trans.__(
        '%1 on line %2 is a function that was not called. Only what an async function gives when it is called can be awaited.',
        operand,
        values.line
      );
    case 'sleep':
      return trans.__(
        '%1 on line %2 blocks everything while it sleeps, and gives nothing to await. %3 lets other tasks run meanwhile.',
        operand,
        values.line,
        code('asyncio.sleep')
      );
    case 'lock':
      return trans.__(
        '%1 on line %2 is a lock: %3 enters it, and leaves it at the end.',
        operand,
        values.line,
        code('async with')
      );
    case 'thread':
      return trans.__(
        '%1 on line %2 is a future of threads, which knows nothing of the event loop. %3 makes one of it that can be awaited.',
        operand,
        values.line,
        code('asyncio.wrap_future')
      );
    default:
      return trans.__(
        '%1 on line %2 gives its value at once: there is nothing to wait for.',
        operand,
        values.line
      );
  }
}
