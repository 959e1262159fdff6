#!/usr/bin/env node
/**
 * Makes notebooks of random functions, classes and statements that start event
 * loops, repairs them, and runs them before (as a script, where they are right)
 * and after (on a running loop): same values, same order of side effects, same
 * exceptions.
 *
 *     node tests/property/run.mjs [--json FILE] [--seed N] [--runs N] [--python PATH] [starts] [broken]
 *
 * And makes notebooks that await, takes one `await` or `async` away, repairs
 * them, and compares them with what they were.
 *
 * 300 notebooks of each kind, or 10,000 where ASYNCIO_HELPER_LONG is set. They are judged in
 * groups, each with a seed of its own: a failure shrinks to the smallest
 * notebook that still fails, and `--seed` with the group's seed finds it again.
 */
import { parseArgs } from 'node:util';

import fc from 'fast-check';

import { report, test } from '../report.mjs';
import { Census } from './census.mjs';
import { Repair } from './engine.mjs';
import { judge, Unsuitable } from './judge.mjs';
import { judgeBroken } from './judgeBroken.mjs';
import { awaiting, writeAwaiting } from './programs/awaiting.mjs';
import { notebooks, writeNotebook } from './programs/notebooks.mjs';
import { Python } from './python.mjs';

const GROUP = 50;

/** Milliseconds for the search of a smaller notebook that fails. */
const SHRINKING = 60_000;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    seed: { type: 'string', default: '1' },
    runs: {
      type: 'string',
      default: process.env.ASYNCIO_HELPER_LONG ? '10000' : '300'
    },
    python: { type: 'string', default: process.env.PYTHON ?? 'python3' }
  }
});

/** What is judged: models, and how one of them becomes notebooks and a verdict. */
const PROPERTIES = {
  starts: {
    models: notebooks,
    async judged(model, { python, repair, facts }) {
      const { cells, starts } = writeNotebook(model, facts);
      const result = await judge(cells, model.ranBefore, python, repair);
      return { cells, kinds: starts, result };
    }
  },
  broken: {
    models: awaiting,
    async judged(model, { python, repair }) {
      const notebook = writeAwaiting(model);
      const { broken: cells, right, how } = notebook;
      const result = await judgeBroken(
        notebook,
        model.ranBefore,
        python,
        repair
      );
      return { cells, right, kinds: { [`without ${how}`]: 1 }, result };
    }
  }
};

/**
 * Judges a group of notebooks.
 *
 * @returns what is wrong with the smallest that fails, or null
 */
async function judgeGroup({ models, judged }, seed, runs, tools, census) {
  let smallest = null;
  let end = Infinity;
  const property = fc.asyncProperty(models, async model => {
    if (Date.now() > end) {
      return;
    }
    let verdict;
    try {
      verdict = await judged(model, tools);
    } catch (error) {
      if (!(error instanceof Unsuitable)) {
        throw error;
      }
      census.unsuitable++;
      fc.pre(false);
    }
    const { cells, right, kinds, result } = verdict;
    if (smallest === null) {
      census.add(result, kinds);
    }
    if (result.trouble.length > 0) {
      end = Math.min(end, Date.now() + SHRINKING);
      if (smallest === null || sizeOf(cells) <= sizeOf(smallest.cells)) {
        smallest = { cells, right, ...result };
      }
      throw new Error(result.trouble[0]);
    }
  });
  const details = await fc.check(property, {
    seed,
    numRuns: runs,
    maxSkipsPerRun: 20
  });
  if (smallest === null && details.failed) {
    return details.errorInstance?.stack ?? 'too many notebooks are no tests';
  }
  return smallest === null ? null : inWords(smallest);
}

const sizeOf = cells => cells.join('').length;

function inWords({ cells, right, fixed, trouble }) {
  const shown = own =>
    own
      .map((cell, i) => [i, cell])
      .filter(([i, cell]) => i > 0 || cell !== cells[0])
      .map(([i, cell]) => `# %% cell ${i}\n${cell}`)
      .join('\n');
  return [
    ...trouble,
    '--- before (cell 0 holds the imports and helpers of every notebook)',
    shown(cells),
    '--- after',
    shown(fixed),
    ...(right === undefined ? [] : ['--- right', shown(right)])
  ].join('\n');
}

/** Judges as many notebooks as `--runs` says, in groups. */
async function judgeAll(name, tools) {
  const census = new Census();
  const first = Number(options.seed);
  const runs = Number(options.runs);
  const tests = [];
  const started = Date.now();
  for (let done = 0; done < runs; done += GROUP) {
    const seed = first + done / GROUP;
    const size = Math.min(GROUP, runs - done);
    const trouble = await judgeGroup(
      PROPERTIES[name],
      seed,
      size,
      tools,
      census
    );
    tests.push(
      test(
        'property',
        `${name}: ${size} notebooks from seed ${seed}`,
        trouble === null ? [] : [trouble]
      )
    );
    const seconds = Math.round((Date.now() - started) / 1000);
    console.log(`${name}: ${done + size} of ${runs} (${seconds} s)`);
  }
  console.log(census.inWords());
  return { tests, census };
}

async function main() {
  const python = new Python(options.python);
  const version = await python.version();
  const facts = { runner: Number(version.split('.')[1]) >= 11 };
  const repair = await Repair.load(version);
  const tools = { python, repair, facts };
  console.log(`seed ${options.seed}, Python ${version}`);
  const tests = [];
  const counts = {};
  for (const name of positionals.length > 0
    ? positionals
    : Object.keys(PROPERTIES)) {
    const { tests: own, census } = await judgeAll(name, tools);
    tests.push(...own);
    counts[name] = census.counts();
    if (name === 'starts') {
      const tooFew = census.tooFew();
      tests.push(
        test(
          'property',
          'at least half of the notebooks that start loops are rewritten',
          tooFew === null ? [] : [tooFew]
        )
      );
    }
  }
  python.close();
  report(tests, options.json, { notebooks: counts });
}

await main();
