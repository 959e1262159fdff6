import { createTwoFilesPatch } from 'diff';

import type { IEngine, IFinding } from '../engine';
import { loadEngine } from '../engine';
import type { ICodeFile } from './codeFile';
import { ConfigurationError, Configurations } from './configuration';
import { filesAt, readText, replaceFile, textOf } from './files';
import { fixedText } from './fix';
import type { IFileFindings } from './formats';
import { FORMATS } from './formats';
import type { IOptions } from './options';
import { readOptions, STDIN, USAGE, UsageError } from './options';
import { readCodeFile } from './readCodeFile';
import { inWords } from './report';
import type { ISettings } from './settings';
import { settingsFor } from './settings';
import { VERSION } from './version';

/**
 * Where a run reads and writes, other than files.
 */
export interface IStreams {
  /**
   * All of standard input.
   */
  stdin(): Promise<Uint8Array>;
  stdout(text: string): void;
  stderr(text: string): void;
}

/**
 * What a run comes to, worst last: the exit codes.
 */
const CLEAN = 0;
const FOUND = 1;
const FAILED = 2;

/**
 * Does what the arguments ask for.
 *
 * @param args - without the program's own name
 * @returns the exit code
 */
export async function run(
  args: readonly string[],
  streams: IStreams
): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    streams.stdout(USAGE);
    return CLEAN;
  }
  if (args.length === 1 && args[0] === '--version') {
    streams.stdout(`asyncio-helper ${VERSION}\n`);
    return CLEAN;
  }
  try {
    const options = readOptions(args);
    const configurations = new Configurations(options.config);
    const command = new Command(
      options,
      configurations,
      await loadEngine(),
      streams,
      options.paths[0] === STDIN ? await streams.stdin() : null
    );
    return options.command === 'check' ? await command.check() : command.fix();
  } catch (error) {
    if (error instanceof UsageError || error instanceof ConfigurationError) {
      streams.stderr(`asyncio-helper: ${error.message}\n`);
    }
    if (error instanceof UsageError) {
      streams.stderr(USAGE);
    }
    if (error instanceof UsageError || error instanceof ConfigurationError) {
      return FAILED;
    }
    throw error;
  }
}

/**
 * A file to work on.
 */
interface IInput {
  /**
   * As it is called in messages.
   */
  readonly path: string;

  /**
   * What it is read as; null where its text decides.
   */
  readonly name: string | null;
  readonly text: string;
  readonly settings: ISettings;
}

class Command {
  constructor(
    private readonly _options: IOptions,
    private readonly _configurations: Configurations,
    private readonly _engine: IEngine,
    private readonly _streams: IStreams,

    /**
     * What standard input held; null where it is not asked for.
     */
    private readonly _stdin: Uint8Array | null
  ) {}

  async check(): Promise<number> {
    const format = FORMATS[this._options.format];
    const all: IFileFindings[] = [];
    const worst = this._eachInput(input => {
      if (input.settings.excluded) {
        return CLEAN;
      }
      const file = readCodeFile(input.name, input.text);
      const findings = this._find(file, input.settings);
      const found = { path: input.path, file, findings };
      if (findings.length > 0) {
        all.push(found);
      }
      this._streams.stdout(format.forFile(found, this._engine));
      return outcome(findings, input.settings);
    });
    this._streams.stdout(
      await format.forAll(all, this._engine, worst !== FAILED)
    );
    return worst;
  }

  fix(): number {
    return this._eachInput(input => {
      const { path, name, text, settings } = input;
      const read = (content: string) => readCodeFile(name, content);
      const find = (file: ICodeFile) => this._find(file, settings);
      const after = settings.excluded
        ? text
        : fixedText(text, read, find, this._engine, {
            unsafe: this._options.unsafe,
            prefer: settings.prefer
          });
      this._write(input, after);
      if (settings.excluded) {
        return CLEAN;
      }
      const file = read(after);
      const left = find(file);
      for (const finding of left) {
        this._say(inWords(finding, path, file, this._engine));
      }
      return outcome(left, settings);
    });
  }

  private _write({ path, text }: IInput, after: string): void {
    if (this._options.diff) {
      if (after !== text) {
        this._streams.stdout(createTwoFilesPatch(path, path, text, after));
      }
    } else if (this._stdin !== null) {
      this._streams.stdout(after);
    } else if (after !== text) {
      replaceFile(path, text, after);
      this._say(`rewritten: ${path}\n`);
    }
  }

  /**
   * Tells a person something; standard output may belong to a file's text.
   */
  private _say(text: string): void {
    if (this._stdin !== null) {
      this._streams.stderr(text);
    } else {
      this._streams.stdout(text);
    }
  }

  /**
   * Does `work` for each file that the paths mean, once, and goes on after a
   * file that fails.
   *
   * @returns the worst of what the files came to
   */
  private _eachInput(work: (input: IInput) => number): number {
    const stdin = this._stdin;
    if (stdin !== null) {
      const { stdinFilename: name } = this._options;
      return this._attempt(name ?? STDIN, () =>
        work({
          path: name ?? STDIN,
          name,
          text: textOf(stdin),
          settings: this._settingsFor(name ?? STDIN)
        })
      );
    }
    const seen = new Set<string>();
    let worst = CLEAN;
    for (const path of this._options.paths) {
      const found = this._attempt(path, () => {
        for (const file of filesAt(path)) {
          if (!seen.has(file)) {
            seen.add(file);
            worst = Math.max(
              worst,
              this._attempt(file, () =>
                work({
                  path: file,
                  name: file,
                  text: readText(file),
                  settings: this._settingsFor(file)
                })
              )
            );
          }
        }
        return CLEAN;
      });
      worst = Math.max(worst, found);
    }
    return worst;
  }

  private _attempt(path: string, work: () => number): number {
    try {
      return work();
    } catch (error) {
      const { message } = error as Error;
      // A configuration's fault is that of all files below it.
      this._complain(
        error instanceof ConfigurationError ? message : `${path}: ${message}`
      );
      return FAILED;
    }
  }

  private _settingsFor(path: string): ISettings {
    return settingsFor(path, this._options, this._configurations.for(path));
  }

  private _find(
    { document, facts }: ICodeFile,
    { check, wants }: ISettings
  ): IFinding[] {
    return this._engine
      .check(document, facts, check)
      .filter(({ rule, matched }) => matched && wants(rule));
  }

  /**
   * Says what went wrong, once.
   */
  private _complain(message: string): void {
    if (!this._complaints.has(message)) {
      this._complaints.add(message);
      this._streams.stderr(`asyncio-helper: ${message}\n`);
    }
  }

  private readonly _complaints = new Set<string>();
}

function outcome(findings: readonly IFinding[], { strict }: ISettings): number {
  return findings.some(({ severity }) => severity !== 'hint' || strict)
    ? FOUND
    : CLEAN;
}
