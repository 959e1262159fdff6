/**
 * The property: a repaired notebook does on a running loop what it did as a
 * script.
 */

/** A notebook that is no test: it is wrong as a script already, or too much. */
export class Unsuitable extends Error {}

/** How often errors are shown to the repair, as a person would run and click. */
const MOST_ROUNDS = 12;

/** What asyncio says where a script uses its loops wrongly. */
const LOOP_ERROR =
  /event loop|coroutine .* was never awaited|a coroutine (?:was expected|is required)|different loop|unawaitable|coroutine object|can't be used in 'await'|Runner is closed|maximum recursion/i;

/**
 * @param {string[]} cells
 * @param {boolean} ranBefore - whether the notebook shows its errors from the
 * beginning, or is repaired by its code alone first
 * @param {import('./python.mjs').Python} python
 * @param {import('./engine.mjs').Repair} repair
 * @returns what became of the notebook; `trouble` is empty where the property
 * holds
 */
export async function judge(cells, ranBefore, python, repair) {
  const before = await python.run(cells, 'script');
  if (!isRight(before)) {
    throw new Unsuitable();
  }
  const { fixed, left, after } = await repaired(
    cells,
    ranBefore,
    python,
    repair
  );
  const rewritten = fixed.some((cell, i) => cell !== cells[i]);
  const result = { fixed, rewritten, left: left.length, trouble: [] };
  if (after.refused?.length > 0) {
    result.refused = true;
    if (left.length === 0) {
      result.trouble.push(
        `cell ${after.refused[0]} starts a loop, and there is no word about it`
      );
    }
    const lenient = await python.run(fixed, 'lenient');
    const comparable = lenient.refused?.[0] ?? Infinity;
    result.trouble.push(...differences(before, lenient, comparable));
  } else {
    result.trouble.push(...differences(before, after, Infinity));
  }
  const again = repair.fix(fixed, []);
  if (again.cells.some((cell, i) => cell !== fixed[i])) {
    result.trouble.push('a second repair changes it again');
  }
  if (left.some(({ safe }) => safe)) {
    result.trouble.push('a safe rewrite was left out');
  }
  return result;
}

function isRight(before) {
  return (
    !before.hangs &&
    !before.tooLong &&
    before.unawaited.length === 0 &&
    !before.cells.some(
      ({ error, value, log }) =>
        LOOP_ERROR.test(error?.[1] ?? '') ||
        /^SyntaxError$/.test(error?.[0] ?? '') ||
        [value, ...log].some(text =>
          / at 0x|RuntimeError|RecursionError|different loop/.test(text)
        )
    )
  );
}

/**
 * Repairs the notebook, then runs it and repairs it with the errors that it
 * shows, as often as that changes it.
 */
async function repaired(cells, ranBefore, python, repair) {
  const errors = ranBefore ? errorsOf(await python.run(cells, 'notebook')) : [];
  let { cells: fixed, left } = repair.fix(cells, errors);
  let after = await python.run(fixed, 'notebook');
  for (
    let round = 0;
    round < MOST_ROUNDS && after.refused?.length > 0;
    round++
  ) {
    const next = repair.fix(fixed, errorsOf(after));
    left = next.left;
    if (next.cells.every((cell, i) => cell === fixed[i])) {
      break;
    }
    fixed = next.cells;
    after = await python.run(fixed, 'notebook');
  }
  return { fixed, left, after };
}

const errorsOf = ({ cells = [] }) => cells.map(({ output }) => output);

/**
 * What differs between two runs of `Python`, in words; at most four things.
 *
 * @param comparable - cells from this one on are passed over
 */
export function differences(before, after, comparable) {
  if (after.hangs) {
    return ['hangs'];
  }
  if (after.tooLong) {
    return ['does more than before'];
  }
  if (after.loop !== null) {
    return [`the running loop: ${after.loop}`];
  }
  const found = [];
  before.cells.slice(0, comparable).forEach((cell, i) => {
    for (const what of ['error', 'log', 'value']) {
      const [one, other] = [cell, after.cells[i]].map(c =>
        JSON.stringify(c[what])
      );
      if (
        one !== other &&
        !isSameError(cell.error, after.cells[i].error, what)
      ) {
        found.push(`cell ${i}: ${what} was ${one}, is ${other}`);
        break;
      }
    }
  });
  if (found.length === 0 && comparable === Infinity) {
    for (const [name, value] of Object.entries(before.names)) {
      if (after.names[name] !== value) {
        found.push(`${name} was ${value}, is ${after.names[name]}`);
      }
    }
    found.push(...after.tasks.map(task => `a task goes on: ${task}`));
    found.push(...after.unawaited.map(name => `${name} is never awaited`));
  }
  return found.slice(0, 4);
}

/**
 * A `StopIteration` that nobody catches cannot leave a cell that awaits: Python
 * makes a `RuntimeError` of it.
 */
function isSameError(before, after, what) {
  return (
    what === 'error' &&
    before?.[0] === 'StopIteration' &&
    after?.[1] === 'coroutine raised StopIteration'
  );
}
