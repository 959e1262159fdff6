/**
 * The results of a runner: printed, and written in the form that
 * `scripts/lib/tally.py` counts.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * One test's result; prints what went wrong.
 *
 * @param {string} group
 * @param {string} name
 * @param {string[]} messages - empty where the test has passed
 */
export function test(group, name, messages) {
  const status = messages.length === 0 ? 'passed' : 'failed';
  if (status === 'failed') {
    const shown = messages.join('\n').replace(/\n/g, '\n    ');
    console.log(`FAILED ${group}/${name}: ${shown}`);
  }
  return { group, name, status, messages };
}

/**
 * Prints the counts, writes the tests to a file if one is named, and sets the
 * exit code.
 *
 * @param {object[]} tests - of `test`
 * @param {string | undefined} file
 * @param {object} more - what else the file is to hold
 */
export function report(tests, file, more = {}) {
  const counts = Object.fromEntries(
    ['passed', 'failed', 'skipped'].map(status => [
      status,
      tests.filter(t => t.status === status).length
    ])
  );
  if (file !== undefined) {
    mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
    writeFileSync(
      file,
      `${JSON.stringify({ ...counts, ...more, tests }, null, 1)}\n`
    );
  }
  console.log(
    Object.entries(counts)
      .map(([status, count]) => `${count} ${status}`)
      .join(', ')
  );
  process.exitCode = counts.failed > 0 ? 1 : 0;
}
