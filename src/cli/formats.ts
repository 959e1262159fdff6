import type { IEngine, IFinding } from '../engine';
import type { ICodeFile } from './codeFile';
import { githubCommand } from './github';
import type { Format } from './options';
import { inWords, reported } from './report';
import { sarifLog } from './sarif';

/**
 * What was found in one file.
 */
export interface IFileFindings {
  readonly path: string;
  readonly file: ICodeFile;
  readonly findings: readonly IFinding[];
}

/**
 * How `check` prints what it found.
 */
export interface IFormat {
  /**
   * What is printed for a file as soon as it is checked.
   */
  forFile(found: IFileFindings, engine: IEngine): string;

  /**
   * What is printed at the end.
   *
   * @param complete - whether every file could be checked
   */
  forAll(
    all: readonly IFileFindings[],
    engine: IEngine,
    complete: boolean
  ): string | Promise<string>;
}

export const FORMATS: Readonly<Record<Format, IFormat>> = {
  text: {
    forFile: ({ path, file, findings }, engine) =>
      findings.map(finding => inWords(finding, path, file, engine)).join(''),
    forAll: () => ''
  },
  github: {
    forFile: ({ path, file, findings }, engine) =>
      findings
        .map(finding => githubCommand(finding, path, file, engine))
        .join(''),
    forAll: () => ''
  },
  json: {
    forFile: () => '',
    forAll: (all, engine) =>
      inJson(
        all.flatMap(({ path, file, findings }) =>
          findings.map(finding => reported(finding, path, file, engine))
        )
      )
  },
  sarif: {
    forFile: () => '',
    forAll: async (all, engine, complete) =>
      inJson(await sarifLog(all, engine, complete))
  }
};

function inJson(content: unknown): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}
