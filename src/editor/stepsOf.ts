import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { IProblemName } from '../document/countProblems';
import type { IProblem } from './CheckedDocument';
import { BELOW } from './nextProblem';

/**
 * A place that a person is led to: a problem that is underlined, or else the
 * help below the code of a cell.
 */
export interface IStep {
  readonly model: CodeEditor.IModel;
  readonly from: number;
  readonly underlined: IProblem | null;
}

/**
 * The help of a document.
 */
export interface IShownHelp {
  /**
   * What it explains.
   */
  readonly problems: readonly IProblemName[];

  /**
   * The cells under which it stands.
   */
  readonly models: readonly CodeEditor.IModel[];
}

/**
 * All that a person can be led to, in document order. A problem that has help is
 * led to where the help stands, and only there.
 *
 * @param models - Those of all editors, in document order.
 */
export function stepsOf(
  models: readonly CodeEditor.IModel[],
  underlined: readonly IProblem[],
  help: IShownHelp
): IStep[] {
  const others = underlined.filter(
    ({ finding }) =>
      !help.problems.some(
        ({ rule, cell }) => rule === finding.rule && cell === finding.cell
      )
  );
  return models.flatMap(model => [
    ...others
      .filter(problem => problem.model === model)
      .map(problem => ({
        model,
        from: problem.from,
        underlined: problem
      })),
    ...(help.models.includes(model)
      ? [{ model, from: BELOW, underlined: null }]
      : [])
  ]);
}
