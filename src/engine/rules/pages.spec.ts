import * as fs from 'node:fs';
import * as path from 'node:path';

import type { IDocument, IEngine } from '..';
import { applyEdits } from '..';
import { engine as loaded, notebook } from '../testing/documents';
import { RULES } from '.';

let engine: IEngine;
beforeAll(async () => {
  engine = await loaded;
});

/**
 * A fenced block of a rule's page: its info string without `python`, and its
 * cells, which lines `# %%` divide.
 */
interface IPageBlock {
  readonly title: string;
  readonly kind: string;
  readonly cells: readonly string[];
}

/**
 * The Python blocks of a Markdown page that say what they are.
 */
function pageBlocks(file: string): IPageBlock[] {
  const blocks: IPageBlock[] = [];
  let title = '';
  const page = fs.readFileSync(file, 'utf8');
  for (const match of page.matchAll(
    /^#+ (.*)$|^```python (\S+)\n([^]*?)^```$/gm
  )) {
    if (match[1] !== undefined) {
      title = match[1];
    } else {
      blocks.push({
        title,
        kind: match[2],
        cells: match[3].replace(/\n$/, '').split(/\n?^# %%\n/m)
      });
    }
  }
  return blocks;
}

const HEADINGS = [
  'What you see',
  'Why',
  'What to write instead',
  'Examples',
  'Left alone',
  'When it is only suggested'
];

const folders = fs
  .readdirSync(__dirname, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(entry => entry.name);

it('every folder is a rule in the list, and the other way round', () => {
  expect(RULES.map(({ id }) => id).sort()).toEqual(folders.sort());
});

/**
 * The cells after the first safe rewrite of every finding.
 */
function fixed(document: IDocument): string[] {
  const safe = engine
    .check(document)
    .flatMap(
      ({ rewrites }) => rewrites.find(({ safety }) => safety === 'safe') ?? []
    );
  if (safe.length === 0) {
    return document.cells.map(({ source }) => source);
  }
  const { edits } = engine.merge(safe, document);
  return document.cells.map(({ id, source }) => applyEdits(source, id, edits));
}

/**
 * Rules that only an error shows; their examples are checked where they are
 * run.
 */
const NEED_AN_ERROR = new Set(['library-loop', 'run-script']);

/**
 * Rules that only outputs show, and that offer nothing.
 */
const ONLY_SHOWN = new Set([
  'entered-elsewhere',
  'exception-group',
  'task-exception'
]);

/**
 * Rules that explain, and mostly offer nothing.
 */
const ONLY_EXPLAIN = new Set([
  ...ONLY_SHOWN,
  'cpu-bound',
  'event-never-set',
  'other-loop',
  'process-pool',
  'shared-state'
]);

/**
 * Rules whose rewrites are all for the person to choose.
 */
const ONLY_SUGGEST = new Set(['awaited-twice', 'lock-across-await']);

describe.each(folders)('the page of %s', folder => {
  const file = path.join(__dirname, folder, 'rule.md');
  const blocks = pageBlocks(file);
  const kinds = (kind: string) =>
    blocks
      .filter(block => block.kind === kind)
      .map(({ title, cells }, i) => [`${title} ${i + 1}`, cells] as const);

  it('has its headings and at least one of each kind of example', () => {
    const page = fs.readFileSync(file, 'utf8');
    expect(page).toMatch(new RegExp(`^# ${folder}$`, 'm'));
    expect([...page.matchAll(/^## (.*)$/gm)].map(match => match[1])).toEqual(
      HEADINGS
    );
    const shown = ONLY_EXPLAIN.has(folder)
      ? 'explained'
      : ONLY_SUGGEST.has(folder)
        ? 'suggested'
        : 'before';
    expect(kinds(shown).length).toBeGreaterThan(0);
    expect(kinds('before')).toHaveLength(kinds('after').length);
    expect(kinds('left-alone').length).toBeGreaterThan(0);
  });

  for (const [i, [title, cells]] of kinds('before').entries()) {
    it(`${title} becomes what it says`, () => {
      const after = kinds('after')[i][1];
      if (NEED_AN_ERROR.has(folder)) {
        expect(engine.check(notebook(...cells))).toEqual([]);
        return;
      }
      expect(fixed(notebook(...cells))).toEqual(after);
      expect(fixed(notebook(...after))).toEqual(after);
    });
  }

  it.each(kinds('left-alone'))('%s has no finding', (_title, cells) => {
    expect(engine.check(notebook(...cells))).toEqual([]);
  });

  for (const [title, cells] of kinds('explained')) {
    it(`${title} is only explained`, () => {
      const document = notebook(...cells);
      const rules = engine.check(document).map(({ rule }) => rule);
      expect(rules.includes(folder)).toBe(!ONLY_SHOWN.has(folder));
      expect(fixed(document)).toEqual(cells);
    });
  }

  for (const [title, cells] of kinds('suggested')) {
    it(`${title} is only suggested`, () => {
      const document = notebook(...cells);
      const findings = engine.check(document);
      expect(findings.some(({ rewrites }) => rewrites.length > 0)).toBe(true);
      expect(fixed(document)).toEqual(cells);
    });
  }
});
