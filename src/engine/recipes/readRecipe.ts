import type { OutputUnit } from '@cfworker/json-schema';
import { Validator } from '@cfworker/json-schema';

import type { IRecipe } from './recipe';
import schema from './recipe.schema.json';
import { wrongTemplate } from './wrongTemplate';

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
  // Editors on Windows may put a byte order mark at the beginning.
  const json = text.replace(/^\uFEFF/, '');
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new RecipeError(file, withLine((error as Error).message, json));
  }
  return checkedRecipe(value, file);
}

/**
 * V8 says at which position JSON ends to be any, or shows what stands there.
 */
function withLine(message: string, text: string): string {
  const position = / at position (\d+)/.exec(message)?.[1];
  if (position === undefined) {
    return message;
  }
  const before = text.slice(0, Number(position)).split('\n');
  return `line ${before.length}, column ${before[before.length - 1].length + 1}: ${message.replace(/ at position \d+.*$/, '')}`;
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
    throw new RecipeError(file, reasonOf(errors, value));
  }
  const recipe = value as IRecipe;
  const wrong = wrongTemplate(recipe);
  if (wrong !== null) {
    throw new RecipeError(file, wrong);
  }
  return recipe;
}

/**
 * The deepest complaint, and of several the first: those above only say that
 * something below is wrong.
 */
function reasonOf(errors: readonly OutputUnit[], recipe: unknown): string {
  const depth = ({ instanceLocation }: OutputUnit) =>
    instanceLocation.split('/').length;
  const deepest = errors
    .filter(({ keyword }) => keyword !== '$ref' && keyword !== 'anyOf')
    .reduce((a, b) => (depth(b) > depth(a) ? b : a));
  const field = stepsOf(deepest.instanceLocation).join('/') || 'the recipe';
  return `${field}: ${inPlainWords(deepest, recipe)}`;
}

/**
 * The steps of a location, which is a JSON pointer (RFC 6901) in a URI's
 * fragment.
 */
function stepsOf(location: string): string[] {
  return location
    .split('/')
    .slice(1)
    .map(step =>
      decodeURIComponent(step).replace(/~1/g, '/').replace(/~0/g, '~')
    );
}

/**
 * The mistakes that are made most, in words that need no knowledge of JSON
 * schemas.
 */
function inPlainWords(unit: OutputUnit, recipe: unknown): string {
  const { keyword, error } = unit;
  switch (keyword) {
    case 'false':
      return 'there is no such field.';
    case 'required':
      return error.replace(/^.*property (".*")\.$/, '$1 is missing.');
    case 'enum':
      return error.replace(/^.*any of \[(.*)\]\.$/, 'must be one of $1.');
    case 'type':
      return error.replace(/^.*Expected (".*")\.$/, 'must be of type $1.');
    case 'pattern':
      return formWanted(unit, recipe);
    case 'format':
      return `${quoted(valueAt(unit, recipe))} is no regular expression.`;
    default:
      return error;
  }
}

/**
 * What is written, and what it could have been: the schema's examples, or its
 * pattern.
 */
function formWanted(unit: OutputUnit, recipe: unknown): string {
  const { examples, pattern } = subschemaOf(unit);
  const found = `${quoted(valueAt(unit, recipe))} does not have the form that is wanted`;
  return examples === undefined
    ? `${found}: ${pattern}`
    : `${found}; examples are ${examples.map(quoted).join(', ')}.`;
}

function quoted(value: unknown): string {
  return JSON.stringify(value);
}

/**
 * The value, or the name of a field, that a complaint is about.
 */
function valueAt(
  { instanceLocation, keywordLocation }: OutputUnit,
  recipe: unknown
): unknown {
  const steps = stepsOf(instanceLocation);
  return keywordLocation.includes('/propertyNames')
    ? steps[steps.length - 1]
    : steps.reduce<unknown>(
        (value, step) => (value as Record<string, unknown>)[step],
        recipe
      );
}

interface ISubschema {
  readonly $ref?: string;
  readonly examples?: readonly string[];
  readonly pattern?: string;
}

/**
 * The part of the schema that has the keyword which a complaint is about.
 */
function subschemaOf({ keywordLocation }: OutputUnit): ISubschema {
  return follow(stepsOf(keywordLocation).slice(0, -1));
}

function follow(steps: readonly string[]): ISubschema {
  return steps.reduce<ISubschema>(
    (part, step) =>
      step === '$ref'
        ? follow(stepsOf(part.$ref!))
        : (part as Record<string, ISubschema>)[step],
    schema as ISubschema
  );
}
