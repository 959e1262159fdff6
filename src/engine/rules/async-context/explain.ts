import type { IExplanation, IFinding, ITranslator } from '../../finding';
import { code } from '../../inlineCode';
import { explainForm } from '../explainForm';

/**
 * The findings of this rule in words.
 */
export function explain(trans: ITranslator, finding: IFinding): IExplanation {
  const { values, rewrites } = finding;
  return {
    headline: headline(trans, finding),
    sentences: sentences(trans, values, code(values.manager)),
    rewrites: rewrites.map(rewrite => explainForm(trans, rewrite))
  };
}

function headline(trans: ITranslator, { values }: IFinding): string {
  switch (values.form) {
    case 'with':
    case 'async stack':
      return trans.__('This is not an asynchronous context manager');
    case 'await first':
      return trans.__('This coroutine must be awaited first');
    default:
      return trans.__('This is an asynchronous context manager');
  }
}

function sentences(
  trans: ITranslator,
  values: IFinding['values'],
  manager: string
): string {
  const plain = code('with');
  const asynchronous = code('async with');
  switch (values.form) {
    case 'with':
      return trans.__(
        '%1 on line %2 has nothing to wait for when it is entered and left. %3 cannot enter it, a plain %4 can.',
        manager,
        values.line,
        asynchronous,
        plain
      );
    case 'await first':
      return trans.__(
        '%1 on line %2 is a coroutine: what can be entered is there once it is awaited.',
        manager,
        values.line
      );
    case 'lock':
      return trans.__(
        '%1 on line %2 gives nothing that can be entered. %3 enters the lock itself, and releases it at the end.',
        manager,
        values.line,
        asynchronous
      );
    case 'stack':
      return trans.__(
        '%1 on line %2 has to be waited for. %3 of an %4 can enter it, in %5.',
        manager,
        values.line,
        code('await stack.enter_async_context(…)'),
        code('AsyncExitStack'),
        asynchronous
      );
    case 'not entered':
      return trans.__(
        '%1 on line %2 takes no tasks before %3 has entered it. The tasks are started inside of that block, which waits for them at its end.',
        manager,
        values.line,
        asynchronous
      );
    case 'async stack':
      return trans.__(
        '%1 on line %2 has nothing to wait for: %3 enters it.',
        manager,
        values.line,
        code('stack.enter_context(…)')
      );
    default:
      return trans.__(
        '%1 on line %2 has to be waited for when it is entered and left. %3 cannot do that, %4 can.',
        manager,
        values.line,
        plain,
        asynchronous
      );
  }
}
