import * as path from 'node:path';

import type { ICheckOptions, IFinding, RewriteKind } from '../engine';
import type { IConfiguration } from './configuration';
import { globNames } from './globs';
import type { IOptions } from './options';

/**
 * What holds for one file: the command line's options and, where they say
 * nothing, its configuration.
 */
export interface ISettings {
  /**
   * Whether the file is passed over.
   */
  readonly excluded: boolean;
  readonly strict: boolean;
  readonly prefer: RewriteKind | null;
  readonly check: ICheckOptions;

  /**
   * Whether a rule's findings are wanted.
   */
  wants(rule: IFinding['rule']): boolean;
}

export function settingsFor(
  file: string,
  options: IOptions,
  configuration: IConfiguration | null
): ISettings {
  const select = options.select ?? configuration?.select ?? null;
  const ignore = options.ignore ?? configuration?.ignore ?? new Set<string>();
  const below =
    configuration === null ? null : pathBelow(configuration.folder, file);
  const named = (glob: string) => below !== null && globNames(glob, below);
  const perFile = (configuration?.perFileIgnores ?? []).filter(({ glob }) =>
    named(glob)
  );
  return {
    excluded: configuration?.exclude.some(named) ?? false,
    strict: options.strict || (configuration?.strict ?? false),
    prefer: options.prefer ?? configuration?.prefer ?? null,
    check: {
      blockingCalls: configuration?.blockingCalls ?? [],
      recipes: configuration?.recipes
    },
    wants: rule =>
      (select === null || select.has(rule)) &&
      !ignore.has(rule) &&
      !perFile.some(({ rules }) => rules.has(rule))
  };
}

/**
 * The path from the folder, with slashes; null where the file is elsewhere.
 */
function pathBelow(folder: string, file: string): string | null {
  const relative = path.relative(folder, path.resolve(file));
  const parts = relative.split(path.sep);
  return parts[0] === '..' || path.isAbsolute(relative)
    ? null
    : parts.join('/');
}
