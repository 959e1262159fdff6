import { nameOf } from '../document/cellNames';
import type { IDocument } from '../engine/document';
import type { IEdit } from '../engine/edit';
import { composeEdits } from '../engine/edit';

/**
 * What a rewrite changes in one cell, line by line.
 */
export interface ICellDiff {
  readonly cell: string;

  /**
   * How people call the cell.
   */
  readonly name: string;
  readonly lines: readonly IDiffLine[];
}

/**
 * A line that goes or comes. Lines that stay are not told.
 */
export interface IDiffLine {
  readonly kind: 'removed' | 'added';
  readonly parts: readonly IDiffPart[];
}

export interface IDiffPart {
  readonly text: string;

  /**
   * Whether just this part of the line goes or comes.
   */
  readonly marked: boolean;
}

/**
 * The lines that the edits change, cell by cell in document order. A line that
 * only gains words is told once, as it will be.
 */
export function diffOf(
  document: IDocument,
  edits: readonly IEdit[]
): ICellDiff[] {
  const composed = composeEdits(edits);
  const diffs: ICellDiff[] = [];
  for (const cell of document.cells) {
    const own = composed.filter(edit => edit.cell === cell.id);
    if (own.length > 0) {
      diffs.push({
        cell: cell.id,
        name: nameOf(cell),
        lines: hunks(cell.source, own).flatMap(hunk =>
          linesOf(cell.source, hunk)
        )
      });
    }
  }
  return diffs;
}

/**
 * Edits that share lines: the text from `from` up to `to`, which ends with a
 * line, is told again as a whole.
 */
interface IHunk {
  from: number;
  to: number;
  readonly edits: IEdit[];
}

function hunks(source: string, edits: readonly IEdit[]): IHunk[] {
  const all: IHunk[] = [];
  for (const raw of edits) {
    const edit = wholeLines(source, raw);
    const range = isWholeInsertion(source, edit)
      ? { from: edit.from, to: edit.from }
      : linesAround(source, edit);
    const last = all[all.length - 1];
    if (last && range.from < last.to) {
      last.to = Math.max(last.to, range.to);
      last.edits.push(edit);
    } else {
      all.push({ ...range, edits: [edit] });
    }
  }
  return all;
}

/**
 * The same edit told by whole lines, where it adds or drops lines at the end
 * of a line.
 */
function wholeLines(source: string, edit: IEdit): IEdit {
  const { from, to, insert } = edit;
  if (source[from] !== '\n') {
    return edit;
  }
  if (from === to && insert.startsWith('\n')) {
    return {
      ...edit,
      from: from + 1,
      to: to + 1,
      insert: `${insert.slice(1)}\n`
    };
  }
  if (insert === '' && (to === source.length || source[to] === '\n')) {
    return { ...edit, from: from + 1, to: Math.min(to + 1, source.length) };
  }
  return edit;
}

function isWholeInsertion(source: string, edit: IEdit): boolean {
  const { from, to, insert } = edit;
  return (
    from === to &&
    ((insert.endsWith('\n') && isLineStart(source, from)) ||
      (insert.startsWith('\n') && from === source.length))
  );
}

function isLineStart(source: string, at: number): boolean {
  return at === 0 || source[at - 1] === '\n';
}

function linesAround(
  source: string,
  edit: IEdit
): { from: number; to: number } {
  const last = edit.to > edit.from ? edit.to - 1 : edit.to;
  const end = source.indexOf('\n', last);
  return {
    from: source.lastIndexOf('\n', edit.from - 1) + 1,
    to: end < 0 ? source.length : end + 1
  };
}

function linesOf(source: string, hunk: IHunk): IDiffLine[] {
  const before: IDiffPart[] = [];
  const after: IDiffPart[] = [];
  let last = hunk.from;
  for (const edit of hunk.edits) {
    const same = { text: source.slice(last, edit.from), marked: false };
    before.push(same, {
      text: source.slice(edit.from, edit.to),
      marked: true
    });
    after.push(same, { text: edit.insert, marked: true });
    last = edit.to;
  }
  const rest = { text: source.slice(last, hunk.to), marked: false };
  const removes = hunk.edits.some(edit => edit.to > edit.from);
  return [
    ...(removes ? toLines('removed', [...before, rest]) : []),
    ...toLines('added', [...after, rest])
  ];
}

function toLines(
  kind: IDiffLine['kind'],
  parts: readonly IDiffPart[]
): IDiffLine[] {
  const lines: IDiffPart[][] = [[]];
  for (const part of parts) {
    part.text.split('\n').forEach((text, i) => {
      if (i > 0) {
        lines.push([]);
      }
      if (text !== '') {
        lines[lines.length - 1].push({ text, marked: part.marked });
      }
    });
  }
  // A line break ends a line and begins none.
  const text = parts.map(part => part.text).join('');
  if (text === '' || text.endsWith('\n')) {
    lines.pop();
  }
  if (text.startsWith('\n')) {
    lines.shift();
  }
  return lines.map(line => ({ kind, parts: line }));
}
