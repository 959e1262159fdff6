import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { IPlace } from './source';

/**
 * Where a person is in a document.
 */
export interface IPosition {
  readonly model: CodeEditor.IModel;

  /**
   * -1 before the first character of the editor.
   */
  readonly offset: number;
}

/**
 * The offset behind all code of an editor, where outputs and help stand.
 */
export const BELOW = Number.MAX_SAFE_INTEGER;

/**
 * The problem behind (1) or before (-1) a position; behind the last comes the
 * first.
 *
 * @param problems - In document order.
 * @param models - All that the person can be in, in document order.
 * @param position - null for the start of the document.
 */
export function nextProblem<T extends Omit<IPlace, 'to'>>(
  problems: readonly T[],
  models: readonly CodeEditor.IModel[],
  position: IPosition | null,
  direction: 1 | -1
): T | null {
  const here = position ? models.indexOf(position.model) : -1;
  const offset = position?.offset ?? -1;
  const compare = ({ model, from }: T) =>
    models.indexOf(model) - here || from - offset;
  const found =
    direction > 0
      ? problems.find(problem => compare(problem) > 0)
      : [...problems].reverse().find(problem => compare(problem) < 0);
  return found ?? problems[direction > 0 ? 0 : problems.length - 1] ?? null;
}
