import { parseArgs } from 'node:util';

import type { RewriteKind } from '../engine';

/**
 * What the command line asks for.
 */
export interface IOptions {
  readonly command: 'check' | 'fix';
  readonly paths: readonly string[];
  readonly format: 'text' | 'json';

  /**
   * Hints count as findings.
   */
  readonly strict: boolean;

  /**
   * Rule ids; null for all.
   */
  readonly select: ReadonlySet<string> | null;
  readonly ignore: ReadonlySet<string>;

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

export const USAGE = `usage: asyncio-helper check [--format text|json] [--strict] [--select RULES] [--ignore RULES] PATH...
       asyncio-helper fix [--diff] [--unsafe] [--prefer await|task|thread] [--select RULES] [--ignore RULES] PATH...

PATH is a notebook (.ipynb), a Python file with "# %%" cells (.py), or a folder.
check exits with 0 where nothing is found, 1 with findings, 2 where something could not be checked.
fix exits with 0 where all is fixed, 1 with findings left, 2 where something could not be done.
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
  return {
    command,
    paths: positionals,
    format: oneOf('--format', values.format, ['text', 'json']) ?? 'text',
    strict: values.strict === true,
    select: values.select === undefined ? null : rules(values.select),
    ignore: rules(values.ignore ?? []),
    diff: values.diff === true,
    unsafe: values.unsafe === true,
    prefer: oneOf('--prefer', values.prefer, ['await', 'task', 'thread'])
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
}

function parse(
  command: IOptions['command'],
  args: string[]
): { values: IValues; positionals: string[] } {
  const shared = {
    select: { type: 'string', multiple: true },
    ignore: { type: 'string', multiple: true }
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

function rules(values: readonly string[]): ReadonlySet<string> {
  return new Set(
    values.flatMap(value => value.split(',').map(name => name.trim()))
  );
}
