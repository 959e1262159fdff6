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
 * The deepest complaint, and of several the first: those above only say that
 * something below is wrong.
 */
function reasonOf(errors: readonly OutputUnit[]): string {
  const depth = ({ instanceLocation }: OutputUnit) =>
    instanceLocation.split('/').length;
  const deepest = errors
    .filter(({ keyword }) => keyword !== '$ref' && keyword !== 'anyOf')
    .reduce((a, b) => (depth(b) > depth(a) ? b : a));
  const field = deepest.instanceLocation.replace(/^#\/?/, '') || 'the recipe';
  return `${field}: ${inPlainWords(deepest)}`;
}

/**
 * The mistakes that are made most, in words that need no knowledge of JSON
 * schemas.
 */
function inPlainWords({ keyword, error }: OutputUnit): string {
  switch (keyword) {
    case 'false':
      return 'there is no such field.';
    case 'required':
      return error.replace(/^.*property (".*")\.$/, '$1 is missing.');
    case 'enum':
      return error.replace(/^.*any of \[(.*)\]\.$/, 'must be one of $1.');
    case 'type':
      return error.replace(/^.*Expected (".*")\.$/, 'must be of type $1.');
    default:
      return error;
  }
}
