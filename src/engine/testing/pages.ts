import * as fs from 'node:fs';

import type { IDocument, IEngine } from '..';
import { applyEdits } from '..';

/**
 * A fenced block of a rule's page: its info string without `python`, and its
 * cells, which lines `# %%` divide.
 */
export interface IPageBlock {
  readonly title: string;
  readonly kind: string;

  /**
   * The words behind the kind: `error` where only an error shows the trouble,
   * `needs=module,module`.
   */
  readonly words: readonly string[];
  readonly cells: readonly string[];
}

/**
 * The Python blocks of a Markdown page that say what they are.
 */
export function pageBlocks(file: string): IPageBlock[] {
  const blocks: IPageBlock[] = [];
  let title = '';
  const page = fs.readFileSync(file, 'utf8');
  for (const match of page.matchAll(
    /^#+ (.*)$|^```python (\S+)((?: \S+)*)\n([^]*?)^```$/gm
  )) {
    if (match[1] !== undefined) {
      title = match[1];
    } else {
      blocks.push({
        title,
        kind: match[2],
        words: match[3].trim().split(' '),
        cells: match[4].replace(/\n$/, '').split(/\n?^# %%\n/m)
      });
    }
  }
  return blocks;
}

/**
 * The cells after the first safe rewrite of every finding, until there is none:
 * one rewrite may uncover the next, as in `fix`.
 */
export function fixedCells(engine: IEngine, document: IDocument): string[] {
  let fixed = document;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const safe = engine
      .check(fixed)
      .flatMap(
        ({ rewrites }) => rewrites.find(({ safety }) => safety === 'safe') ?? []
      );
    if (safe.length === 0) {
      break;
    }
    const { edits } = engine.merge(safe, fixed);
    fixed = {
      ...fixed,
      cells: fixed.cells.map(cell => ({
        ...cell,
        source: applyEdits(cell.source, cell.id, edits)
      }))
    };
  }
  return fixed.cells.map(({ source }) => source);
}

const MOST_ROUNDS = 10;

/**
 * The cells after the first rewrite that uses a library whose name matches.
 */
export function takenCells(
  engine: IEngine,
  document: IDocument,
  library: RegExp
): string[] {
  const taken = engine
    .check(document)
    .flatMap(({ rewrites }) => rewrites)
    .filter(({ values }) => library.test(String(values.library)));
  const { edits } = engine.merge(taken.slice(0, 1), document);
  return document.cells.map(({ id, source }) => applyEdits(source, id, edits));
}
