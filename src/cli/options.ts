import { parseArgs } from 'node:util';

import type { RewriteKind } from '../engine';
import { RULE_IDS } from '../engine';
import { PREFERENCES, unknownRule } from './configuration';

export type Format = (typeof FORMATS)[number];

const FORMATS = ['text', 'json', 'sarif', 'github'] as const;

/**
 * What stands for standard input where a path can stand.
 */
export const STDIN = '-';

/**
 * What the command line asks for.
 */
export interface IOptions {
  readonly command: 'check' | 'fix';

  /**
   * At least one. `-` stands alone.
   */
  readonly paths: readonly string[];

  /**
   * What standard input is called, if it has a name.
   */
  readonly stdinFilename: string | null;
  readonly format: Format;

  /**
   * Hints count as findings.
   */
  readonly strict: boolean;

  /**
   * Rule ids; null where the command line says nothing.
   */
  readonly select: ReadonlySet<string> | null;
  readonly ignore: ReadonlySet<string> | null;

  /**
   * The configuration's file; null for none, undefined for the nearest.
   */
  readonly config: string | null | undefined;

  /**
   * Show what would change, and write nothing.
   */
  readonly diff: boolean;

  /**
   * Apply rewrites that ask for a decision, too.
   */
  readonly unsafe: boolean;
  readonly prefer: RewriteKind | null;
}

/**
 * A call that cannot be understood; the message says why.
 */
export class UsageError extends Error {}

export const USAGE = `usage: asyncio-helper check [--format text|json|sarif|github] [--strict] [OPTIONS] PATH...
       asyncio-helper fix [--diff] [--unsafe] [--prefer await|task|thread] [OPTIONS] PATH...
       asyncio-helper --help | --version

PATH is a notebook (.ipynb), a Python file with "# %%" cells (.py), a folder, or - for standard input.
check exits with 0 where nothing is found, 1 with findings, 2 where something could not be checked.
fix exits with 0 where all is fixed, 1 with findings left, 2 where something could not be done.

  --select RULES         only these rules, separated by commas
  --ignore RULES         not these rules
  --stdin-filename NAME  what standard input is called; .ipynb or .py says what it is
  --config FILE          take [tool.asyncio-helper] from FILE, not from the nearest pyproject.toml
  --no-config            take it from nowhere
  --format FORMAT        check: how findings are printed
  --strict               check: hints count as findings
  --diff                 fix: print what would change, and write nothing
  --unsafe               fix: apply rewrites that ask for a decision, too
  --prefer KIND          fix: which of the safe rewrites comes first
`;

/**
 * The options in `args`, which leave out the program's own name.
 *
 * @throws UsageError
 */
export function readOptions(args: readonly string[]): IOptions {
  const [command, ...rest] = args;
  if (command !== 'check' && command !== 'fix') {
    throw new UsageError(
      command === undefined
        ? 'a command is missing: check or fix'
        : `unknown command: ${command}`
    );
  }
  const { values, positionals } = parse(command, rest);
  if (positionals.length === 0) {
    throw new UsageError('a path is missing');
  }
  if (positionals.includes(STDIN) && positionals.length > 1) {
    throw new UsageError('- for standard input stands alone');
  }
  if (values.config !== undefined && values['no-config'] === true) {
    throw new UsageError('--config and --no-config exclude each other');
  }
  return {
    command,
    paths: positionals,
    stdinFilename: values['stdin-filename'] ?? null,
    format: oneOf('--format', values.format, FORMATS) ?? 'text',
    strict: values.strict === true,
    select: rules('--select', values.select),
    ignore: rules('--ignore', values.ignore),
    config: values['no-config'] === true ? null : values.config,
    diff: values.diff === true,
    unsafe: values.unsafe === true,
    prefer: oneOf('--prefer', values.prefer, PREFERENCES)
  };
}

interface IValues {
  format?: string;
  strict?: boolean;
  diff?: boolean;
  unsafe?: boolean;
  prefer?: string;
  select?: string[];
  ignore?: string[];
  config?: string;
  'no-config'?: boolean;
  'stdin-filename'?: string;
}

function parse(
  command: IOptions['command'],
  args: string[]
): { values: IValues; positionals: string[] } {
  const shared = {
    select: { type: 'string', multiple: true },
    ignore: { type: 'string', multiple: true },
    config: { type: 'string' },
    'no-config': { type: 'boolean' },
    'stdin-filename': { type: 'string' }
  } as const;
  try {
    return command === 'check'
      ? parseArgs({
          args,
          allowPositionals: true,
          options: {
            ...shared,
            format: { type: 'string' },
            strict: { type: 'boolean' }
          }
        })
      : parseArgs({
          args,
          allowPositionals: true,
          options: {
            ...shared,
            diff: { type: 'boolean' },
            unsafe: { type: 'boolean' },
            prefer: { type: 'string' }
          }
        });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function oneOf<T extends string>(
  option: string,
  value: string | undefined,
  allowed: readonly T[]
): T | null {
  if (value === undefined) {
    return null;
  }
  const known = allowed.find(name => name === value);
  if (known === undefined) {
    throw new UsageError(`${option} takes ${allowed.join(', ')}, not ${value}`);
  }
  return known;
}

function rules(
  option: string,
  values: readonly string[] | undefined
): ReadonlySet<string> | null {
  if (values === undefined) {
    return null;
  }
  const names = values
    .flatMap(value => value.split(',').map(name => name.trim()))
    .filter(name => name !== '');
  if (names.length === 0) {
    throw new UsageError(`${option} takes rules, separated by commas`);
  }
  const unknown = names.find(name => !RULE_IDS.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`${option}: ${unknownRule(unknown)}`);
  }
  return new Set(names);
}
