/**
 * A change of one place in one cell: the text from `from` up to `to` becomes
 * `insert`. Offsets are UTF-16 units into the cell's source, 0-based.
 */
export interface IEdit {
  readonly cell: string;
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/**
 * Edits that overlap, reach outside the text, or were made for another text.
 */
export class EditError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EditError';
  }
}

/**
 * The edits in document order within each cell, doubles removed.
 *
 * Two insertions at the same place keep the order in which they were given.
 *
 * @throws EditError where two edits overlap.
 */
export function composeEdits(edits: readonly IEdit[]): IEdit[] {
  const cells = new Map<string, IEdit[]>();
  for (const edit of edits) {
    const own = cells.get(edit.cell) ?? [];
    if (!own.some(other => sameEdit(other, edit))) {
      own.push(edit);
    }
    cells.set(edit.cell, own);
  }
  const composed: IEdit[] = [];
  for (const own of cells.values()) {
    own.sort((a, b) => a.from - b.from || a.to - b.to);
    for (let i = 1; i < own.length; i++) {
      if (own[i].from < own[i - 1].to) {
        throw new EditError(
          `edits overlap at ${own[i].from} in cell ${own[i].cell}`
        );
      }
    }
    composed.push(...own);
  }
  return composed;
}

/**
 * `source` with the edits of cell `cell` applied; edits of other cells are
 * passed over.
 *
 * @throws EditError where edits overlap or reach outside `source`.
 */
export function applyEdits(
  source: string,
  cell: string,
  edits: readonly IEdit[]
): string {
  let result = '';
  let last = 0;
  for (const edit of composeEdits(edits.filter(e => e.cell === cell))) {
    if (edit.from < 0 || edit.to < edit.from || edit.to > source.length) {
      throw new EditError(
        `edit ${edit.from}-${edit.to} reaches outside cell ${cell}`
      );
    }
    result += source.slice(last, edit.from) + edit.insert;
    last = edit.to;
  }
  return result + source.slice(last);
}

/**
 * The edits that do at once what `first` and then `second` do: `second` is made
 * for the text that `first` gives. Text that neither touches stays outside.
 *
 * @throws EditError as `applyEdits` does.
 */
export function chainEdits(
  source: string,
  cell: string,
  first: readonly IEdit[],
  second: readonly IEdit[]
): IEdit[] {
  const pieces = edited(
    edited([{ from: 0, to: source.length, text: source }], cell, first),
    cell,
    second
  );
  const chained: IEdit[] = [];
  let from = 0;
  let insert = '';
  for (const piece of [
    ...pieces,
    { from: source.length, to: source.length, text: '' }
  ]) {
    if (piece.from === null) {
      insert += piece.text;
      continue;
    }
    if (insert !== '' || piece.from > from) {
      chained.push({ cell, from, to: piece.from, insert });
    }
    from = piece.to;
    insert = '';
  }
  return chained;
}

/**
 * A stretch of a text: of the source where `from` says so, else inserted.
 */
type Piece =
  | { readonly from: number; readonly to: number; readonly text: string }
  | { readonly from: null; readonly text: string };

function edited(
  pieces: readonly Piece[],
  cell: string,
  edits: readonly IEdit[]
): Piece[] {
  const length = pieces.reduce((sum, { text }) => sum + text.length, 0);
  const result: Piece[] = [];
  let last = 0;
  for (const edit of composeEdits(edits.filter(e => e.cell === cell))) {
    if (edit.from < 0 || edit.to < edit.from || edit.to > length) {
      throw new EditError(
        `edit ${edit.from}-${edit.to} reaches outside cell ${cell}`
      );
    }
    result.push(...slice(pieces, last, edit.from), {
      from: null,
      text: edit.insert
    });
    last = edit.to;
  }
  return [...result, ...slice(pieces, last, length)];
}

function slice(pieces: readonly Piece[], from: number, to: number): Piece[] {
  const part: Piece[] = [];
  let start = 0;
  for (const piece of pieces) {
    const a = Math.max(from - start, 0);
    const b = Math.min(to - start, piece.text.length);
    if (a < b) {
      const text = piece.text.slice(a, b);
      part.push(
        piece.from === null
          ? { from: null, text }
          : { from: piece.from + a, to: piece.from + b, text }
      );
    }
    start += piece.text.length;
  }
  return part;
}

/**
 * The edits that take `edits` back: applied to the changed text they give
 * `source` again.
 *
 * @throws EditError as `applyEdits` does.
 */
export function invertEdits(
  source: string,
  cell: string,
  edits: readonly IEdit[]
): IEdit[] {
  applyEdits(source, cell, edits);
  let shift = 0;
  return composeEdits(edits.filter(e => e.cell === cell)).map(edit => {
    const from = edit.from + shift;
    shift += edit.insert.length - (edit.to - edit.from);
    return {
      cell,
      from,
      to: from + edit.insert.length,
      insert: source.slice(edit.from, edit.to)
    };
  });
}

function sameEdit(a: IEdit, b: IEdit): boolean {
  return (
    a.cell === b.cell &&
    a.from === b.from &&
    a.to === b.to &&
    a.insert === b.insert
  );
}
