import type { IEdit } from '../edit';

/**
 * A piece of a filled template: new text, or a stretch of the source that stays.
 */
export type Piece = string | { readonly from: number; readonly to: number };

/**
 * The names of a template's holes: `{func}`, `{await app}`, `{call func}`, `{arguments a b}`.
 */
export function holesIn(template: string): string[] {
  return [...template.matchAll(HOLE)].flatMap(([, hole]) =>
    hole === undefined
      ? []
      : [hole.replace(/^(?:await|call) /, '').split(' ')[0]]
  );
}

/**
 * The template with its holes filled; null where one of them cannot be.
 *
 * A hole that stays empty takes the comma beside it along. An operand before
 * `(`, `.` or `[` gets the parentheses it needs from whoever fills the hole.
 *
 * @param fill - what stands in a hole; `next` is the character behind it
 */
export function fillTemplate(
  template: string,
  fill: (hole: string, next: string) => readonly Piece[] | null
): Piece[] | null {
  const pieces: Piece[] = [];
  let last = 0;
  let dropsComma = false;
  const literal = (text: string) => {
    const own = dropsComma ? text.replace(/^,\s*/, '') : text;
    dropsComma = false;
    const before = pieces[pieces.length - 1];
    if (typeof before === 'string') {
      pieces[pieces.length - 1] = before + own;
    } else if (own !== '') {
      pieces.push(own);
    }
  };
  for (const match of template.matchAll(HOLE)) {
    literal(template.slice(last, match.index));
    last = match.index + match[0].length;
    const [whole, hole] = match;
    if (hole === undefined) {
      literal(whole[0]);
      continue;
    }
    const filled = fill(hole, template[last] ?? '');
    if (filled === null) {
      return null;
    }
    if (filled.length > 0) {
      for (const piece of filled) {
        if (typeof piece === 'string') {
          literal(piece);
        } else {
          pieces.push(piece);
        }
      }
      continue;
    }
    const before = pieces[pieces.length - 1];
    if (typeof before === 'string' && /,\s*$/.test(before)) {
      pieces[pieces.length - 1] = before.replace(/,\s*$/, '');
    } else {
      dropsComma = true;
    }
  }
  literal(template.slice(last));
  return pieces;
}

const HOLE = /\{\{|\}\}|\{([^{}]+)\}/g;

/**
 * The edits that put the pieces in the place of `from` to `to`: what stays in
 * its order is not touched.
 */
export function replaceWith(
  pieces: readonly Piece[],
  { from, to }: { readonly from: number; readonly to: number },
  source: string,
  cell: string
): IEdit[] {
  const ranges = pieces.flatMap(piece =>
    typeof piece === 'string' ? [] : [piece]
  );
  const ordered = ranges.every(
    (range, i) =>
      range.from >= (i === 0 ? from : ranges[i - 1].to) && range.to <= to
  );
  if (!ordered) {
    const insert = pieces
      .map(piece =>
        typeof piece === 'string' ? piece : source.slice(piece.from, piece.to)
      )
      .join('');
    return [{ cell, from, to, insert }];
  }
  const edits: IEdit[] = [];
  let at = from;
  let insert = '';
  const close = (end: number) => {
    if (insert !== source.slice(at, end)) {
      edits.push({ cell, from: at, to: end, insert });
    }
    insert = '';
  };
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      insert += piece;
    } else {
      close(piece.from);
      at = piece.to;
    }
  }
  close(to);
  return edits;
}
