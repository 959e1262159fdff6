import * as fs from 'node:fs';
import * as path from 'node:path';

import type { IDocument, IEngine } from '..';
import { engine as loaded, notebook } from '../testing/documents';
import { fixedCells, pageBlocks } from '../testing/pages';
import { RULES } from '.';

let engine: IEngine;
beforeAll(async () => {
  engine = await loaded;
});

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

/**
 * The cells after the first safe rewrite of every finding.
 */
function fixed(document: IDocument): string[] {
  return fixedCells(engine, document);
}

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
