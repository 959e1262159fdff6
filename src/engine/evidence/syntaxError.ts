import { lineAt } from '../lines';
import type { ICodeCell } from '../python/program';
import { cellHash } from './cellHash';
import type { IErrorOutput } from './errorOutput';

/**
 * Where the code stands that CPython could not compile.
 */
export type SyntaxErrorSource =
  /**
   * The cell that shows the error, as it stands now.
   */
  | 'cell'
  /**
   * A string that the cell gave to `exec` or `eval`.
   */
  | 'string'
  /**
   * A file that the cell imported or ran.
   */
  | 'file'
  /**
   * The cell as it was before an edit, or something unknown.
   */
  | 'unknown';

/**
 * A SyntaxError's message ends with the file and the line (CPython
 * Objects/exceptions.c, `SyntaxError_str`).
 */
const PLACE = /\s*\((.+), line (\d+)\)\s*$/;

/**
 * The message without its place.
 */
export function syntaxMessage({ message }: IErrorOutput): string {
  return message.replace(PLACE, '').trim();
}

/**
 * The name of the file in a SyntaxError's message, or an empty string.
 */
export function syntaxErrorFile({ message }: IErrorOutput): string {
  return PLACE.exec(message)?.[1] ?? '';
}

/**
 * Where the code of a SyntaxError stands.
 */
export function syntaxErrorSource(
  error: IErrorOutput,
  home: ICodeCell
): SyntaxErrorSource {
  const match = PLACE.exec(error.message);
  const [, file, line] = match ?? ['', '', ''];
  if (/^\d+\.py$/.test(file)) {
    return cellHash(home.cell.source) === Number.parseInt(file, 10)
      ? 'cell'
      : 'unknown';
  }
  if (file === '<string>') {
    return 'string';
  }
  if (/^<(?:timed|magic)/.test(file)) {
    return 'cell';
  }
  if (/^[^<>]+\.(?:py|ipy)$/.test(file)) {
    return 'file';
  }
  const shown = error.frames[error.frames.length - 1]?.code ?? null;
  const blank = /^(?:[ \t]*\n)*/.exec(home.cell.source)![0].split('\n');
  const text = lineAt(home.cell.source, Number(line) + blank.length - 1);
  return shown !== null && text?.trim() === shown ? 'cell' : 'unknown';
}
