/**
 * The property: a notebook that was broken in one known way, and is repaired by
 * safe rewrites, does what the right notebook does.
 */
import { differences, Unsuitable } from './judge.mjs';

/** How often what it shows is given to the repair, as a person would click. */
const MOST_ROUNDS = 6;

/**
 * @param {{right: string[], broken: string[] | null}} notebook
 * @param {boolean} ranBefore - whether the notebook shows its outputs from the
 * beginning
 * @param {import('./python.mjs').Python} python
 * @param {import('./engine.mjs').Repair} repair
 * @returns what became of it: `trouble` is empty where the property holds.
 * Where nothing is repaired, it holds.
 */
export async function judgeBroken(
  { right, broken },
  ranBefore,
  python,
  repair
) {
  if (broken === null || broken.every((cell, i) => cell === right[i])) {
    throw new Unsuitable();
  }
  const wanted = await python.run(right, 'notebook');
  if (wanted.hangs || wanted.tooLong || !isClean(wanted)) {
    throw new Unsuitable();
  }
  let fixed = broken;
  let left = [];
  let outputs = [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    if (round > 0 || ranBefore) {
      outputs = outputsOf(await python.run(fixed, 'notebook'));
    }
    const next = repair.fix(fixed, outputs);
    left = next.left;
    if (round > 0 && next.cells.every((cell, i) => cell === fixed[i])) {
      break;
    }
    fixed = next.cells;
  }
  const rewritten = fixed.some((cell, i) => cell !== broken[i]);
  const result = { fixed, rewritten, left: left.length, trouble: [] };
  if (rewritten) {
    const after = await python.run(fixed, 'notebook');
    const found = differences(wanted, after, Infinity);
    // A repair that is not complete, and says so, is no wrong one.
    result.refused = found.length > 0 && left.length > 0;
    result.trouble = result.refused ? [] : found;
  }
  return result;
}

function isClean({ cells, unawaited, tasks }) {
  return (
    unawaited.length === 0 &&
    tasks.length === 0 &&
    cells.every(({ error, value }) => error === null && !/ at 0x/.test(value))
  );
}

/** The outputs as a kernel saves them: an error, or the last value. */
function outputsOf({ cells = [] }) {
  return cells.map(({ output, value }, i) =>
    output !== null
      ? output
      : value === 'None'
        ? null
        : {
            output_type: 'execute_result',
            execution_count: i + 1,
            metadata: {},
            data: { 'text/plain': value }
          }
  );
}
