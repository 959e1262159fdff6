#!/usr/bin/env node
/**
 * Holds the engine against real code, and against CPython itself.
 *
 *     node tests/corpus/run.mjs [--json FILE] [--python PATH] [--only REGEX] [PART...]
 *
 * Each file of the standard library and of some packages is read as one cell of
 * a notebook: no false alarm, and the tree and the scopes are those that
 * CPython has. `--only` chooses files by their names. The other parts are those
 * of `PARTS`.
 */
import { parseArgs } from 'node:util';

import { report } from '../report.mjs';
import { awaits } from './awaits.mjs';
import { realCode } from './files.mjs';
import { Oracle } from './oracle.mjs';
import { rewrites } from './rewrites.mjs';

const PARTS = {
  files: ({ python, only }) => realCode(python, new RegExp(only)),
  awaits: ({ python }) => awaits(python),
  rewrites: ({ python }) => rewrites(python)
};

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    python: { type: 'string', default: process.env.PYTHON ?? 'python3' },
    only: { type: 'string', default: '' }
  }
});

const oracle = await Oracle.start(options.python);
console.log(`Python ${oracle.version}`);
const tests = [];
for (const part of positionals.length > 0 ? positionals : Object.keys(PARTS)) {
  tests.push(...(await PARTS[part](options)));
}
oracle.close();
report(tests, options.json);
