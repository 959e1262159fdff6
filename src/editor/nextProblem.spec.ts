import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { IFinding } from '../engine/finding';
import { nextProblem } from './nextProblem';

const [a, b, c] = ['a', 'b', 'c'].map(
  name => ({ name }) as never as CodeEditor.IModel
);
const at = (model: CodeEditor.IModel, from: number) => ({
  model,
  from,
  to: from + 1,
  finding: null as never as IFinding
});
const problems = [at(a, 0), at(a, 7), at(c, 3)];

describe('nextProblem', () => {
  it.each([
    ['the first from before the first character', a, -1, 1, 0],
    ['not the one the cursor is at', a, 0, 1, 1],
    ['on into another cell', a, 7, 1, 2],
    ['from a cell without problems', b, 5, 1, 2],
    ['round from the last to the first', c, 3, 1, 0],
    ['back within a cell', a, 9, -1, 1],
    ['back over cells', c, 3, -1, 1],
    ['from before a cell back to the one above', c, -1, -1, 1],
    ['round from the first to the last', a, 0, -1, 2]
  ] as const)('goes %s', (_, model, offset, direction, expected) => {
    expect(nextProblem(problems, [a, b, c], { model, offset }, direction)).toBe(
      problems[expected]
    );
  });

  it('goes to the first where the person is nowhere', () => {
    expect(nextProblem(problems, [a, b, c], null, 1)).toBe(problems[0]);
  });

  it('goes nowhere where there is no problem', () => {
    expect(nextProblem([], [a], { model: a, offset: 0 }, 1)).toBeNull();
  });
});
