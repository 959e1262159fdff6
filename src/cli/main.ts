#!/usr/bin/env node
import * as fs from 'node:fs';

import { createTwoFilesPatch } from 'diff';

import type { IEngine, IFinding } from '../engine';
import { loadEngine } from '../engine';
import type { ICodeFile } from './codeFile';
import { filesAt, replaceFile } from './files';
import { fixedText } from './fix';
import type { IOptions } from './options';
import { readOptions, USAGE, UsageError } from './options';
import { readCodeFile } from './readCodeFile';
import type { IReportedFinding } from './report';
import { inWords, reported } from './report';

/**
 * What a run comes to, worst last: the exit codes.
 */
const CLEAN = 0;
const FOUND = 1;
const FAILED = 2;

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(USAGE);
    return CLEAN;
  }
  let options;
  try {
    options = readOptions(args);
  } catch (error) {
    if (error instanceof UsageError) {
      complain(error.message);
      process.stderr.write(USAGE);
      return FAILED;
    }
    throw error;
  }
  const engine = await loadEngine();
  return options.command === 'check'
    ? check(options, engine)
    : fix(options, engine);
}

function check(options: IOptions, engine: IEngine): number {
  const all: IReportedFinding[] = [];
  const worst = eachFile(options, (path, text) => {
    const file = readCodeFile(path, text);
    const findings = find(file, options, engine);
    for (const finding of findings) {
      if (options.format === 'json') {
        all.push(reported(finding, path, file, engine));
      } else {
        process.stdout.write(inWords(finding, path, file, engine));
      }
    }
    return counted(findings, options) ? FOUND : CLEAN;
  });
  if (options.format === 'json') {
    process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
  }
  return worst;
}

function fix(options: IOptions, engine: IEngine): number {
  return eachFile(options, (path, text) => {
    const read = (content: string) => readCodeFile(path, content);
    const findings = (file: ICodeFile) => find(file, options, engine);
    const after = fixedText(text, read, findings, engine, options);
    if (after !== text && options.diff) {
      process.stdout.write(createTwoFilesPatch(path, path, text, after));
    } else if (after !== text) {
      replaceFile(path, text, after);
      process.stdout.write(`rewritten: ${path}\n`);
    }
    const left = findings(read(after));
    for (const finding of left) {
      process.stdout.write(inWords(finding, path, read(after), engine));
    }
    return counted(left, options) ? FOUND : CLEAN;
  });
}

/**
 * Does `work` for each file that the paths mean, once, and goes on after a file
 * that fails.
 *
 * @returns the worst of what the files came to
 */
function eachFile(
  { paths }: IOptions,
  work: (path: string, text: string) => number
): number {
  const seen = new Set<string>();
  let worst = CLEAN;
  for (const path of paths) {
    try {
      for (const file of filesAt(path)) {
        if (!seen.has(file)) {
          seen.add(file);
          worst = Math.max(worst, attempt(file, work));
        }
      }
    } catch (error) {
      complain(`${path}: ${(error as Error).message}`);
      worst = FAILED;
    }
  }
  return worst;
}

function attempt(
  file: string,
  work: (path: string, text: string) => number
): number {
  try {
    return work(file, fs.readFileSync(file, 'utf8'));
  } catch (error) {
    complain(`${file}: ${(error as Error).message}`);
    return FAILED;
  }
}

function find(
  { document, facts }: ICodeFile,
  { select, ignore }: IOptions,
  engine: IEngine
): IFinding[] {
  return engine
    .check(document, facts)
    .filter(
      ({ rule, matched }) =>
        matched && (select === null || select.has(rule)) && !ignore.has(rule)
    );
}

function counted(findings: readonly IFinding[], { strict }: IOptions): boolean {
  return findings.some(({ severity }) => severity !== 'hint' || strict);
}

function complain(message: string): void {
  process.stderr.write(`asyncio-helper: ${message}\n`);
}

void main(process.argv.slice(2)).then(
  code => {
    process.exitCode = code;
  },
  error => {
    complain(String(error?.stack ?? error));
    process.exitCode = FAILED;
  }
);
