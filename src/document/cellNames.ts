import type { ICell, IDocument } from '../engine/document';
import type { IFinding, IRewrite, Value } from '../engine/finding';
import { code } from '../engine/inlineCode';

/**
 * How people name a cell: by its execution count, `[3]`; one without a count by
 * the beginning of its code, between backticks.
 */
export function nameOf(cell: ICell): string {
  if (cell.executionCount !== null) {
    return `[${cell.executionCount}]`;
  }
  const first = cell.source.split('\n').find(line => line.trim() !== '');
  const text = (first ?? '').trim().replace(/:$/, '');
  if (text === '') {
    return '[ ]';
  }
  return code(text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
}

const LONGEST = 28;

/**
 * The names of these cells, in document order.
 */
export function namesOf(
  cells: readonly string[],
  document: IDocument
): string[] {
  return document.cells.filter(({ id }) => cells.includes(id)).map(nameOf);
}

/**
 * The finding whose sentences name every cell as `nameOf` does, and all cells
 * that its rewrites edit as they are now.
 */
export function withCellNames(
  finding: IFinding,
  document: IDocument
): IFinding {
  const { values, cell, shownIn, rewrites } = finding;
  const [cause] = namesOf([cell], document);
  return {
    ...finding,
    values: values.elsewhere ? { ...values, elsewhere: cause ?? '' } : values,
    rewrites: rewrites.map(rewrite => ({
      ...rewrite,
      values: {
        ...rewrite.values,
        ...edited(rewrite, document),
        ...repeated(rewrite, shownIn, document)
      }
    }))
  };
}

function edited(
  { edits, values }: IRewrite,
  document: IDocument
): Record<string, Value> {
  if (!Array.isArray(values.editedIn)) {
    return {};
  }
  const editedIn = namesOf(
    edits.map(edit => edit.cell),
    document
  );
  return { editedIn, cells: editedIn.length };
}

/**
 * The engine knows a cell without a count by no name: it is found by the call
 * that it repeats.
 */
function repeated(
  { rerun, values }: IRewrite,
  failed: string,
  document: IDocument
): Record<string, Value> {
  const labels = listIn(values, 'repeatedIn');
  const calls = listIn(values, 'repeated');
  const left = document.cells.filter(
    ({ id, executionCount }) =>
      executionCount === null && id !== failed && rerun.includes(id)
  );
  const repeatedIn = labels.map((label, i) => {
    if (label !== '[ ]') {
      return label;
    }
    const at = left.findIndex(({ source }) => source.includes(calls[i]));
    const [found] = left.splice(Math.max(at, 0), 1);
    return found ? nameOf(found) : label;
  });
  return labels.length > 0 ? { repeatedIn } : {};
}

/**
 * A list among a rewrite's values; empty where it has none of that name.
 */
export function listIn(
  values: IRewrite['values'],
  name: string
): readonly string[] {
  const value = values[name];
  return Array.isArray(value) ? value : [];
}
