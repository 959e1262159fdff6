import type { ICell, IDocument, IFinding, IOutput } from '..';
import { applyEdits, loadEngine } from '..';

/**
 * A notebook with these cells, none of which has run.
 */
export function notebook(
  ...sources: readonly (string | Partial<ICell>)[]
): IDocument {
  return {
    kind: 'notebook',
    language: 'python',
    cells: sources.map((cell, i) => ({
      id: `cell-${i}`,
      kind: 'code',
      source: '',
      outputs: [],
      executionCount: null,
      editable: true,
      ...(typeof cell === 'string' ? { source: cell } : cell)
    }))
  };
}

/**
 * The saved error that IPython 9 shows for a call of `asyncio.run` on `line` of
 * the cell that ran as `count`.
 */
export function runError(count: number, line: number, text: string): IOutput {
  const message = 'asyncio.run() cannot be called from a running event loop';
  return {
    output_type: 'error',
    ename: 'RuntimeError',
    evalue: message,
    traceback: [
      '\u001b[31m-----------------\u001b[39m',
      '\u001b[31mRuntimeError\u001b[39m       Traceback (most recent call last)',
      `\u001b[36mCell\u001b[39m\u001b[36m \u001b[39m\u001b[32mIn[${count}]\u001b[39m\u001b[32m, line ${line}\u001b[39m\n\u001b[32m----> \u001b[39m\u001b[32m${line}\u001b[39m ${text}`,
      '\u001b[36mFile \u001b[39m\u001b[32m~/lib/python3.11/asyncio/runners.py:186\u001b[39m, in \u001b[36mrun\u001b[39m\u001b[34m(main, debug)\u001b[39m\n\u001b[32m    184\u001b[39m if events._get_running_loop() is not None:\n\u001b[32m--> \u001b[39m\u001b[32m186\u001b[39m     raise RuntimeError(',
      `\u001b[31mRuntimeError\u001b[39m: ${message}`
    ]
  };
}

/**
 * The cells after a finding's rewrite of `kind` (by default the first), or null
 * where there is none.
 */
export function rewritten(
  document: IDocument,
  finding: IFinding,
  kind = finding.rewrites[0]?.kind
): string[] | null {
  const rewrite = finding.rewrites.find(other => other.kind === kind);
  return rewrite === undefined
    ? null
    : document.cells.map(({ id, source }) =>
        applyEdits(source, id, rewrite.edits)
      );
}

/**
 * The engine, loaded once for all specs of a file.
 */
export const engine = loadEngine();
