#!/usr/bin/env node
/**
 * Holds the engine against real code, and against CPython itself.
 *
 *     node tests/corpus/run.mjs [--json FILE] [--python PATH] [--only REGEX]
 *
 * Each file of the standard library and of some packages is read as one cell of
 * a notebook: no false alarm, and the tree and the scopes are those that
 * CPython has. `--only` chooses files by their names.
 */
import { parseArgs } from 'node:util';

import { report } from '../report.mjs';
import { realCode } from './files.mjs';
import { Oracle } from './oracle.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'string' },
    python: { type: 'string', default: process.env.PYTHON ?? 'python3' },
    only: { type: 'string', default: '' }
  }
});

const oracle = await Oracle.start(options.python);
console.log(`Python ${oracle.version}`);
const tests = await realCode(options.python, new RegExp(options.only));
oracle.close();
report(tests, options.json);
