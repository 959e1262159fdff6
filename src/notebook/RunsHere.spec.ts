import { RunsHere } from './RunsHere';

const RUN_ELSEWHERE = ['run', 'begun', 'begun', 1];
const TWO_RUNS = ['begun', 1, 'begun', 1];

describe('RunsHere', () => {
  it.each<[string, (string | number)[], boolean]>([
    ['a saved output', [], false],
    ['outputs of a run elsewhere', [0, 1], false],
    ['asked', ['run'], true],
    ['asked and cleared', ['run', 0], true],
    ['asked and begun', ['run', 0, 'begun'], true],
    ['run, without an output, then run elsewhere', RUN_ELSEWHERE, false],
    ['asked twice before the first begins', ['run', 'run', ...TWO_RUNS], true],
    ['asked and answered', ['run', 0, 1, 2], true],
    ['answered, then run elsewhere', ['run', 0, 1, 0, 1], false],
    ['answered, then run again here', ['run', 0, 1, 'run', 0, 1], true],
    ['answered, then cleared by hand', ['run', 0, 1, 0], false]
  ])('%s', (_, events, expected) => {
    const runs = new RunsHere();
    for (const event of events) {
      if (typeof event === 'number') {
        runs.outputsChanged('c', event);
      } else if (event === 'begun') {
        runs.begun('c');
      } else {
        runs.scheduled('c');
      }
    }
    expect(runs.has('c')).toBe(expected);
    expect(runs.has('other')).toBe(false);
  });

  it('tells whether a run that begins was asked for here', () => {
    const runs = new RunsHere();
    runs.scheduled('c');
    expect([runs.begun('c'), runs.begun('c'), runs.begun('other')]).toEqual([
      true,
      false,
      false
    ]);
  });

  it('forgets cells that are gone', () => {
    const runs = new RunsHere();
    runs.scheduled('a');
    runs.scheduled('b');
    runs.keep(new Set(['b']));
    expect([runs.has('a'), runs.has('b')]).toEqual([false, true]);
  });
});
