import type { IRewrite, IRewriteExplanation, ITranslator } from '../finding';
import { code } from '../inlineCode';

/**
 * A rewrite that awaits something, in words.
 *
 * @param notes - what the person should know before choosing it
 */
export function explainAwait(
  trans: ITranslator,
  rewrite: IRewrite,
  notes: readonly string[] = repeatNotes(trans, rewrite)
): IRewriteExplanation {
  const edited = namesIn(rewrite, 'editedIn');
  return {
    title:
      namesIn(rewrite, 'functions').length > 0
        ? trans.__('Make it async, and await it where it is called')
        : trans.__('Await it here'),
    notes,
    done:
      edited.length > 1
        ? trans.__('Rewritten in %1', edited.join(', '))
        : trans.__('Rewritten to %1', code(`await ${rewrite.values.operand}`))
  };
}

/**
 * What runs a second time with the rewrite.
 */
export function repeatNotes(trans: ITranslator, rewrite: IRewrite): string[] {
  const cells = namesIn(rewrite, 'repeatedIn');
  return namesIn(rewrite, 'repeated').map((call, i) =>
    cells[i] === ''
      ? trans.__('Running the cell again also repeats %1.', code(call))
      : trans.__('%1 also runs %2.', cells[i], code(call))
  );
}

/**
 * A list among a rewrite's values; empty where it has none of that name.
 */
export function namesIn(
  rewrite: Pick<IRewrite, 'values'> | undefined,
  name: string
): readonly string[] {
  const value = rewrite?.values[name];
  return Array.isArray(value) ? value : [];
}
