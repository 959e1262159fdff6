import * as fs from 'node:fs';
import * as path from 'node:path';

import type { IDocument, IKernelFacts, IOutput } from '..';
import { notebook } from './documents';

const FOLDER = path.join(__dirname, '..', 'evidence', 'captures');

/**
 * Cells that get into trouble, and what a kernel sent for them
 * (captures/snippets.py, captures/capture.py).
 */
export interface ICapture {
  /**
   * The file, and the snippet's name: `python-3.11 run`.
   */
  readonly name: string;
  readonly document: IDocument;
  readonly facts: IKernelFacts;

  /**
   * The rules of which one answers; empty where none does yet.
   */
  readonly rules: readonly string[];

  /**
   * What the last cell shows: the names of errors of which it is one, or
   * `result`, `warning`, `stderr`.
   */
  readonly shows: readonly string[];

  /**
   * Where the error comes from: places as `cell:line` of which it is one; `-`
   * where its traceback names no line of a cell.
   */
  readonly at: readonly string[];
}

/**
 * Everything that was captured.
 */
export function captures(): ICapture[] {
  const snippets = readSnippets();
  return fs
    .readdirSync(FOLDER)
    .filter(file => file.endsWith('.json'))
    .flatMap(file => {
      const content: IFile = JSON.parse(
        fs.readFileSync(path.join(FOLDER, file), 'utf8')
      );
      return Object.entries(content.snippets).map(([name, cells]) => {
        const snippet = snippets.get(name);
        if (snippet === undefined) {
          throw new Error(`${file}: no snippet is named ${name}`);
        }
        const { options, sources } = snippet;
        return {
          name: `${path.basename(file, '.json')} ${name}`,
          document: notebook(
            ...sources.map((source, i) => ({
              source,
              executionCount: i + 1,
              outputs: outputsOf(cells[i])
            }))
          ),
          facts: {
            implementation:
              content.ipykernel === undefined ? 'xeus-python' : 'ipython',
            pythonVersion: content.python
          },
          rules: options
            .get('rule')!
            .split('|')
            .filter(rule => rule !== '-'),
          shows: options.get('shows')!.split('|'),
          at: (options.get('at') ?? '').split('|')
        };
      });
    });
}

interface IFile {
  readonly python: string;
  readonly ipykernel?: string;
  readonly snippets: Readonly<Record<string, readonly IShown[]>>;
}

interface IShown {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly result?: string;
  readonly error?: object;
}

interface ISnippet {
  readonly options: ReadonlyMap<string, string>;
  readonly sources: readonly string[];
}

function outputsOf({ stdout, stderr, result, error }: IShown): IOutput[] {
  const outputs: IOutput[] = [];
  if (stdout !== undefined) {
    outputs.push({ output_type: 'stream', name: 'stdout', text: stdout });
  }
  if (stderr !== undefined) {
    outputs.push({ output_type: 'stream', name: 'stderr', text: stderr });
  }
  if (result !== undefined) {
    outputs.push({
      output_type: 'execute_result',
      data: { 'text/plain': result }
    });
  }
  if (error !== undefined) {
    outputs.push({ output_type: 'error', ...error });
  }
  return outputs;
}

/**
 * The table, by name; capture.py reads it the same way.
 */
function readSnippets(): Map<string, ISnippet> {
  const text = fs.readFileSync(path.join(FOLDER, 'snippets.py'), 'utf8');
  return new Map(
    text
      .split(/^# === /m)
      .slice(1)
      .map(part => {
        const [head, ...lines] = part.trimEnd().split('\n');
        const [name, ...words] = head.split(/\s+/);
        const sources = lines
          .join('\n')
          .split(/^# %%\n/m)
          .slice(1)
          .map(source => source.replace(/\n$/, ''));
        const options = new Map(
          words
            .filter(word => word.includes('='))
            .map(word => word.split('=', 2) as [string, string])
        );
        return [name, { options, sources }];
      })
  );
}
