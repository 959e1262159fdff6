import type { ITranslator } from './finding';

/**
 * Names one after the other in a sentence, as the person's language lists them:
 * `a, b`, or `a、b`.
 */
export function listed(trans: ITranslator, names: readonly string[]): string {
  return names.join(trans._p('between the names of a list', ', '));
}
