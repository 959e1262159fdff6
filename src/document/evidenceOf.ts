import type { ICodeCellModel } from '@jupyterlab/cells';
import type { IOutputModel } from '@jupyterlab/rendermime';
import { mayConcern } from './mayConcern';

/**
 * The outputs of a cell that could show a trouble, as text; empty where there
 * are none. Where there is an error, what is printed after it (a warning that
 * comes with the garbage collection, for one) makes it no other trouble.
 *
 * @param knowsMore - whether there are recipes of a site's own
 */
export function evidenceOf(cell: ICodeCellModel, knowsMore = false): string {
  const found: IOutputModel[] = [];
  for (let i = 0; i < cell.outputs.length; i++) {
    const output = cell.outputs.get(i);
    if (mayConcern(output, knowsMore)) {
      found.push(output);
    }
  }
  const errors = found.filter(({ type }) => type === 'error');
  const telling = errors.length > 0 ? errors : found;
  return telling.length > 0
    ? JSON.stringify(telling.map(output => output.toJSON()))
    : '';
}
