import type { IExplanation, IFinding, ITranslator } from '../../finding';
import { code } from '../../inlineCode';
import { explainForm } from '../explainForm';

/**
 * The findings of this rule in words.
 */
export function explain(trans: ITranslator, finding: IFinding): IExplanation {
  const { values, rewrites } = finding;
  return {
    headline: trans.__('%1 cannot run this', code(values.function)),
    sentences: sentences(trans, values, code(values.call)),
    rewrites: rewrites.map(rewrite => explainForm(trans, rewrite))
  };
}

function sentences(
  trans: ITranslator,
  values: IFinding['values'],
  call: string
): string {
  switch (values.form) {
    case 'uncalled':
      return trans.__(
        '%1 on line %2 gets a function. Calling the function gives the coroutine to run.',
        call,
        values.line
      );
    case 'besides':
      return trans.__(
        '%1 on line %2 gets a function and its arguments. Calling the function with them gives the coroutine to run.',
        call,
        values.line
      );
    case 'awaited':
      return trans.__(
        '%1 on line %2 gets a result: the coroutine in it was awaited already. Without that %3 it runs the coroutine.',
        call,
        values.line,
        code('await')
      );
    case 'unpacked':
      return trans.__(
        '%1 on line %2 gets one collection. It takes each coroutine as an argument of its own: the star hands them on one by one.',
        call,
        values.line
      );
    case 'listed':
      return trans.__(
        '%1 on line %2 takes one list of all that it is to run.',
        call,
        values.line
      );
    case 'tasks':
    case 'maybe':
      return trans.__(
        '%1 on line %2 gets coroutines. Since Python 3.11 it wants tasks instead.',
        call,
        values.line
      );
    case 'future':
      return trans.__(
        '%1 on line %2 gets something that runs already. It makes a task of a coroutine only.',
        call,
        values.line
      );
    case 'thread':
      return trans.__(
        '%1 on line %2 gets a future of threads, which knows nothing of the event loop. %3 makes one of it that can be awaited.',
        call,
        values.line,
        code('asyncio.wrap_future')
      );
    case 'empty':
      return trans.__(
        '%1 on line %2 gets nothing to wait for.',
        call,
        values.line
      );
    case 'generator':
      return trans.__(
        '%1 on line %2 gets an asynchronous generator. %3 goes through it; a coroutine that does so can be run.',
        call,
        values.line,
        code('async for')
      );
    default:
      return trans.__(
        '%1 on line %2 gets no coroutine. Only what an async function gives when it is called can be run.',
        call,
        values.line
      );
  }
}
