/**
 * A place in a text as people count: lines and columns from 1, columns in
 * UTF-16 units.
 */
export interface IPosition {
  readonly line: number;
  readonly column: number;
}

/**
 * The position of `offset` (UTF-16 units, 0-based).
 */
export function positionOf(source: string, offset: number): IPosition {
  const before = source.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  return {
    line: before.split('\n').length,
    column: offset - start + 1
  };
}

/**
 * The text of line `line` (1-based) without its end, or null where the source
 * has no such line.
 */
export function lineAt(source: string, line: number): string | null {
  return source.split('\n')[line - 1]?.replace(/\r$/, '') ?? null;
}

/**
 * The white space at the start of the line that `offset` stands in.
 */
export function indentationAt(source: string, offset: number): string {
  const start = lineStart(source, offset);
  return /^[ \t]*/.exec(source.slice(start))![0];
}

/**
 * The offset of the first character of the line that `offset` stands in.
 */
export function lineStart(source: string, offset: number): number {
  return source.lastIndexOf('\n', offset - 1) + 1;
}

/**
 * The offset behind the last character of the line that `offset` stands in.
 */
export function lineEnd(source: string, offset: number): number {
  const end = source.indexOf('\n', offset);
  return end < 0 ? source.length : end;
}

/**
 * The offset of the first character of line `line` (1-based) that is not blank.
 */
export function offsetOfLine(source: string, line: number): number {
  const lines = source.split('\n');
  const start = lines
    .slice(0, line - 1)
    .reduce((sum, text) => sum + text.length + 1, 0);
  const text = lines[line - 1] ?? '';
  return start + text.length - text.trimStart().length;
}

/**
 * The offset above the comment lines that stand right on top of a statement; not
 * above a form line (`#@title`), which must come first.
 */
export function aboveComments(source: string, from: number): number {
  let at = lineStart(source, from);
  while (at > 0) {
    const above = lineStart(source, at - 1);
    if (!/^[ \t]*#(?![@!])/.test(source.slice(above, at))) {
      break;
    }
    at = above;
  }
  return at;
}
