import type { OutputUnit } from '@cfworker/json-schema';
import { Validator } from '@cfworker/json-schema';

import type { IRecipe } from './recipe';
import schema from './recipe.schema.json';

/**
 * A recipe that does not keep to the schema; the message names the file and the
 * field.
 */
export class RecipeError extends Error {
  constructor(file: string, reason: string) {
    super(`${file}: ${reason}`);
    this.name = 'RecipeError';
  }
}

/**
 * The recipe that a file holds.
 *
 * @param file - its name, for messages
 * @throws RecipeError
 */
export function readRecipe(text: string, file: string): IRecipe {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new RecipeError(file, (error as Error).message);
  }
  return checkedRecipe(value, file);
}

/**
 * The value, once it is known to be a recipe.
 *
 * @param file - where it comes from, for messages
 * @throws RecipeError
 */
export function checkedRecipe(value: unknown, file: string): IRecipe {
  const { valid, errors } = new Validator(schema as object, '2020-12').validate(
    value
  );
  if (!valid) {
    throw new RecipeError(file, reasonOf(errors));
  }
  return value as IRecipe;
}

/**
 * The deepest complaint: those above only say that something below is wrong.
 */
function reasonOf(errors: readonly OutputUnit[]): string {
  const depth = ({ instanceLocation }: OutputUnit) =>
    instanceLocation.split('/').length;
  const deepest = errors.reduce((a, b) => (depth(b) > depth(a) ? b : a));
  const field = deepest.instanceLocation.replace(/^#\/?/, '') || 'the recipe';
  return `${field}: ${deepest.error}`;
}
