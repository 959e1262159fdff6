import type { IExplanation, IFinding, ITranslator } from '../../finding';
import { code } from '../../inlineCode';
import { explainForm } from '../explainForm';

/**
 * The findings of this rule in words.
 */
export function explain(trans: ITranslator, finding: IFinding): IExplanation {
  const { values, rewrites } = finding;
  const iterable = code(values.iterable);
  const forIn = code('for');
  const asyncFor = code('async for');
  return {
    headline: headline(trans, finding),
    sentences: sentences(trans, finding, iterable, forIn, asyncFor),
    rewrites: rewrites.map(rewrite => explainForm(trans, rewrite))
  };
}

function headline(trans: ITranslator, { values }: IFinding): string {
  switch (values.form) {
    case 'plain for':
      return trans.__('This is not an asynchronous iterable');
    case 'await first':
      return trans.__('This must be awaited first');
    case 'uncalled':
      return trans.__('This asynchronous generator was not called');
    case 'await':
      return trans.__('An asynchronous generator cannot be awaited');
    default:
      return trans.__('This is an asynchronous iterable');
  }
}

function sentences(
  trans: ITranslator,
  { values }: IFinding,
  iterable: string,
  forIn: string,
  asyncFor: string
): string {
  switch (values.form) {
    case 'for':
    case 'comprehension':
      return trans.__(
        '%1 on line %2 gives its values one by one, and has to wait between them. Only %3 can go through it, %4 cannot.',
        iterable,
        values.line,
        asyncFor,
        forIn
      );
    case 'plain for':
      return trans.__(
        '%1 on line %2 has its values at hand, and nothing to wait for. %3 cannot go through it, a plain %4 can.',
        iterable,
        values.line,
        asyncFor,
        forIn
      );
    case 'await first':
      return trans.__(
        '%1 on line %2 must be awaited: only then is there something to go through.',
        iterable,
        values.line
      );
    case 'uncalled':
      return trans.__(
        '%1 on line %2 is the function itself. Calling it gives what %3 can go through.',
        iterable,
        values.line,
        asyncFor
      );
    case 'next':
      return trans.__(
        '%1 on line %2 has to be waited for. %3 cannot do that, %4 can.',
        iterable,
        values.line,
        code('next'),
        code('await anext(…)')
      );
    case 'await':
      return trans.__(
        '%1 on line %2 gives many values, one by one: %3 goes through them.',
        iterable,
        values.line,
        asyncFor
      );
    default:
      return trans.__(
        '%1 on line %2 gives its values one by one, and has to wait between them. A comprehension with %3 collects them.',
        iterable,
        values.line,
        asyncFor
      );
  }
}
