import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { IProblem } from './CheckedDocument';
import { BELOW, nextProblem } from './nextProblem';
import { stepsOf } from './stepsOf';

const models = ['a', 'b', 'c'].map(
  name => ({ name }) as never as CodeEditor.IModel
);
const [a, b, c] = models;
const problem = (model: CodeEditor.IModel, from: number, rule: string) =>
  ({
    model,
    from,
    to: from + 1,
    finding: { rule, cell: (model as never as { name: string }).name }
  }) as never as IProblem;
const underlined = [
  problem(a, 2, 'asyncio-run'),
  problem(a, 8, 'blocking-call'),
  problem(c, 0, 'asyncio-run')
];

describe('stepsOf', () => {
  it('leads to underlines where there is no help', () => {
    expect(stepsOf(models, underlined, { problems: [], models: [] })).toEqual(
      underlined.map(each => ({
        model: each.model,
        from: each.from,
        underlined: each
      }))
    );
  });

  it('leads to help instead of what it explains, wherever that is underlined', () => {
    const help = {
      problems: [{ rule: 'asyncio-run', cell: 'a' }],
      models: [b]
    };
    const steps = stepsOf(models, underlined, help);
    expect(steps.map(({ model, from }) => [model, from])).toEqual([
      [a, 8],
      [b, BELOW],
      [c, 0]
    ]);
    // From the cell, to its help; from its help, on.
    const from = (offset: number, direction: 1 | -1) =>
      nextProblem(steps, models, { model: b, offset }, direction);
    expect(from(-1, 1)).toBe(steps[1]);
    expect(from(BELOW, 1)).toBe(steps[2]);
    expect(from(BELOW, -1)).toBe(steps[0]);
  });
});
