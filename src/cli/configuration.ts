import * as fs from 'node:fs';
import * as path from 'node:path';

import type { TomlError, TomlTable, TomlValue } from 'smol-toml';
import { parse } from 'smol-toml';

import type { IRecipe, RewriteKind } from '../engine';
import { readRecipe, RULE_IDS } from '../engine';

/**
 * A configuration that cannot be read or understood; the message says where
 * and why.
 */
export class ConfigurationError extends Error {}

/**
 * The section `[tool.asyncio-helper]` of a pyproject.toml.
 */
export interface IConfiguration {
  /**
   * The folder from which globs count: the file's, or the working folder where
   * the file was asked for.
   */
  readonly folder: string;

  /**
   * Rule ids; null for all.
   */
  readonly select: ReadonlySet<string> | null;
  readonly ignore: ReadonlySet<string>;

  /**
   * Globs of files and folders that are passed over.
   */
  readonly exclude: readonly string[];
  readonly prefer: RewriteKind | null;
  readonly strict: boolean;

  /**
   * Dotted names of functions that keep the loop waiting.
   */
  readonly blockingCalls: readonly string[];

  /**
   * What the folder of recipes says of further libraries; absent where none is
   * named.
   */
  readonly recipes?: readonly IRecipe[];
  readonly perFileIgnores: readonly {
    readonly glob: string;
    readonly rules: ReadonlySet<string>;
  }[];
}

export const PREFERENCES = ['await', 'task', 'thread'] as const;

/**
 * Finds the configuration of a file: that of the nearest pyproject.toml above
 * it that has the section.
 */
export class Configurations {
  /**
   * @param choice - the one file that counts; null for none; undefined for the
   * nearest
   * @throws ConfigurationError where the chosen file cannot be used
   */
  constructor(choice: string | null | undefined) {
    if (choice === undefined) {
      return;
    }
    this._chosen =
      choice === null ? null : readConfiguration(choice, path.resolve());
    if (choice !== null && this._chosen === null) {
      throw new ConfigurationError(`${choice}: it has no [${SECTION}]`);
    }
  }

  /**
   * @throws ConfigurationError
   */
  for(file: string): IConfiguration | null {
    return this._chosen === undefined
      ? this._above(path.dirname(path.resolve(file)))
      : this._chosen;
  }

  private _above(folder: string): IConfiguration | null {
    let known = this._known.get(folder);
    if (known === undefined) {
      const own = path.join(folder, 'pyproject.toml');
      const parent = path.dirname(folder);
      known =
        (fs.existsSync(own) ? readConfiguration(own) : null) ??
        (parent === folder ? null : this._above(parent));
      this._known.set(folder, known);
    }
    return known;
  }

  private readonly _chosen: IConfiguration | null | undefined;
  private readonly _known = new Map<string, IConfiguration | null>();
}

const SECTION = 'tool.asyncio-helper';

/**
 * The section of a TOML file, or null where it has none.
 *
 * @param folder - from which its globs count
 * @throws ConfigurationError
 */
export function readConfiguration(
  file: string,
  folder = path.dirname(path.resolve(file))
): IConfiguration | null {
  try {
    const text = fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    // A file that is none of ours may hold what it likes.
    const tool = text.includes('asyncio-helper') ? parse(text).tool : undefined;
    const section = isTable(tool) ? tool['asyncio-helper'] : undefined;
    return section === undefined ? null : configurationOf(section, folder);
  } catch (error) {
    throw new ConfigurationError(`${file}: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  const { message, line } = error as Error & Partial<TomlError>;
  // The parser's message goes on with a picture of the place.
  return line === undefined
    ? message
    : `line ${line}: ${message.split('\n')[0]}`;
}

function configurationOf(section: TomlValue, folder: string): IConfiguration {
  const table = tableOf(section, SECTION);
  for (const key of Object.keys(table)) {
    if (!KEYS.includes(key)) {
      throw new ConfigurationError(
        `unknown key "${key}" in [${SECTION}]; it knows ${KEYS.join(', ')}`
      );
    }
  }
  const { select, strict, prefer, recipes } = table;
  return {
    folder,
    select: select === undefined ? null : rulesOf(select, 'select'),
    ignore: rulesOf(table.ignore ?? [], 'ignore'),
    exclude: stringsOf(table.exclude ?? [], 'exclude'),
    prefer: prefer === undefined ? null : preferenceOf(prefer),
    strict: strict === undefined ? false : booleanOf(strict, 'strict'),
    blockingCalls: namesOf(table['blocking-calls'] ?? [], 'blocking-calls'),
    ...(recipes === undefined ? {} : { recipes: recipesIn(recipes, folder) }),
    perFileIgnores: Object.entries(
      tableOf(table['per-file-ignores'] ?? {}, 'per-file-ignores')
    ).map(([glob, rules]) => ({
      glob,
      rules: rulesOf(rules, `per-file-ignores."${glob}"`)
    }))
  };
}

const KEYS = [
  'select',
  'ignore',
  'exclude',
  'prefer',
  'strict',
  'blocking-calls',
  'recipes',
  'per-file-ignores'
];

/**
 * The recipes (*.json) of a folder.
 */
function recipesIn(value: TomlValue, folder: string): IRecipe[] {
  if (typeof value !== 'string' || value === '') {
    throw new ConfigurationError('recipes must be the name of a folder');
  }
  const own = path.join(folder, value);
  if (!fs.existsSync(own) || !fs.statSync(own).isDirectory()) {
    throw new ConfigurationError(`recipes: there is no folder ${value}`);
  }
  return fs
    .readdirSync(own)
    .filter(file => file.endsWith('.json'))
    .sort()
    .map(file =>
      readRecipe(
        fs.readFileSync(path.join(own, file), 'utf8'),
        path.join(value, file)
      )
    );
}

function tableOf(value: TomlValue, key: string): TomlTable {
  if (!isTable(value)) {
    throw new ConfigurationError(`${key} must be a table`);
  }
  return value;
}

function isTable(value: TomlValue | undefined): value is TomlTable {
  return (
    typeof value === 'object' &&
    !Array.isArray(value) &&
    !(value instanceof Date)
  );
}

function booleanOf(value: TomlValue, key: string): boolean {
  if (typeof value !== 'boolean') {
    throw new ConfigurationError(`${key} must be true or false`);
  }
  return value;
}

function preferenceOf(value: TomlValue): RewriteKind {
  const known = PREFERENCES.find(kind => kind === value);
  if (known === undefined) {
    throw new ConfigurationError(`prefer must be ${PREFERENCES.join(', ')}`);
  }
  return known;
}

function stringsOf(value: TomlValue, key: string): string[] {
  if (
    !Array.isArray(value) ||
    !value.every(item => typeof item === 'string' && item !== '')
  ) {
    throw new ConfigurationError(`${key} must be a list of strings`);
  }
  return value as string[];
}

function namesOf(value: TomlValue, key: string): string[] {
  const names = stringsOf(value, key);
  for (const name of names) {
    if (!/^[\p{L}_]\w*(?:\.[\p{L}_]\w*)*$/u.test(name)) {
      throw new ConfigurationError(`${key}: "${name}" is no dotted name`);
    }
  }
  return names;
}

function rulesOf(value: TomlValue, key: string): ReadonlySet<string> {
  const rules = stringsOf(value, key);
  const unknown = rules.find(rule => !RULE_IDS.includes(rule));
  if (unknown !== undefined) {
    throw new ConfigurationError(`${key}: ${unknownRule(unknown)}`);
  }
  return new Set(rules);
}

/**
 * What to say of a rule that there is not.
 */
export function unknownRule(rule: string): string {
  return `unknown rule "${rule}"; the rules are ${RULE_IDS.join(', ')}`;
}
