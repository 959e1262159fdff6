/**
 * Every rewrite that is offered compiles: what compiled before does after, and
 * what a safe rewrite touches does in any case.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import fc from 'fast-check';

import { notebooks, writeNotebook } from '../property/programs/notebooks.mjs';
import { test } from '../report.mjs';
import { LISTED, PACKAGES } from './files.mjs';
import { Oracle } from './oracle.mjs';
import { Reader } from './reader.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** How many random notebooks are rewritten. */
const RANDOM = process.env.ASYNCIO_HELPER_LONG ? 3000 : 150;

/**
 * @param {string} python
 * @returns the tests' results
 */
export async function rewrites(python) {
  const oracle = await Oracle.start(python);
  const reader = new Reader();
  const groups = {
    'rule pages': await casesIn(oracle, 'src/engine/rules', /rule\.md$/),
    'repair cases': await casesIn(oracle, 'tests/repair/cases', /\.py$/),
    'files with findings': await filesWithFindings(oracle),
    'random notebooks': randomNotebooks()
  };
  let count = 0;
  const tests = [];
  for (const [name, cases] of Object.entries(groups)) {
    const trouble = [];
    let own = 0;
    for (const { name: title, cells } of cases) {
      const offered = await reader.examine({ cells });
      if (offered.throws !== undefined) {
        trouble.push(`${title}: ${offered.throws}`);
        continue;
      }
      own += offered.length;
      for (const rewrite of offered) {
        const wrong = await doesNotCompile(cells, rewrite, oracle);
        trouble.push(...wrong.map(message => `${title}: ${message}`));
      }
    }
    if (own === 0) {
      trouble.push('no rewrite is offered');
    }
    count += own;
    tests.push(test('rewrites', name, trouble));
  }
  console.log(`${count} rewrites compiled`);
  oracle.close();
  await reader.close();
  return tests;
}

async function doesNotCompile(cells, { rule, kind, safety, ...after }, oracle) {
  const changed = cells
    .map((_, i) => i)
    .filter(i => cells[i] !== after.cells[i]);
  const before = await oracle.ask({ compile: changed.map(i => cells[i]) });
  const errors = await oracle.ask({
    compile: changed.map(i => after.cells[i])
  });
  return changed.flatMap((i, at) =>
    errors[at] !== null && (before[at] === null || safety === 'safe')
      ? [
          `${rule}, ${kind}, ${safety}: ${errors[at]}\n--- before\n${cells[i]}\n--- after\n${after.cells[i]}`
        ]
      : []
  );
}

function casesIn(oracle, folder, name) {
  const files = readdirSync(path.join(root, folder), { recursive: true })
    .filter(file => name.test(file))
    .sort();
  return oracle.ask({
    cases: files.map(file => path.join(root, folder, file))
  });
}

async function filesWithFindings(oracle) {
  const names = new Set(LISTED.map(({ file }) => file));
  const files = await oracle.ask({
    list: { standardLibrary: true, packages: PACKAGES }
  });
  const found = [];
  for (const { name, path: file } of files.filter(f => names.has(f.name))) {
    const { source } = await oracle.ask({ path: file, about: [] });
    found.push({ name, cells: [source] });
  }
  return found;
}

function randomNotebooks() {
  return fc.sample(notebooks, { seed: 1, numRuns: RANDOM }).map((model, i) => ({
    name: `random notebook ${i}`,
    cells: writeNotebook(model, { runner: true }).cells
  }));
}
