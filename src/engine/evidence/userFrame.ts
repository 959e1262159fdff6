import type { ICell } from '../document';
import { lineAt } from '../lines';
import type { ICodeCell, Program } from '../python/program';
import { cellHash, hashInPath } from './cellHash';
import type { IErrorOutput, IFrame } from './errorOutput';

/**
 * The person's own line that an error came from.
 */
export interface IUserFrame {
  readonly home: ICodeCell;

  /**
   * 1-based, in the cell's source as it stands.
   */
  readonly line: number;

  /**
   * The function the line is in, or null at the top level.
   */
  readonly function: string | null;

  /**
   * The frames that the line called, outermost first; none of them is a cell.
   */
  readonly below: readonly IFrame[];
}

/**
 * What an error says about the document as it stands now.
 *
 * - a user frame: the deepest frame that is a cell, and that cell still has
 *   the line that the traceback shows;
 * - `changed`: the cell has been edited since, so the error says nothing;
 * - `unknown`: the traceback names no line of a cell.
 */
export function userFrameOf(
  error: IErrorOutput,
  program: Program
): IUserFrame | 'changed' | 'unknown' {
  const { frames } = error;
  let deepest = frames.length - 1;
  while (deepest >= 0 && !isCellFrame(frames[deepest])) {
    deepest--;
  }
  if (deepest < 0) {
    return 'unknown';
  }
  const frame = frames[deepest];
  const candidates = candidatesFor(frame, error.cell, program);
  for (const home of candidates) {
    const line = matchedLine(frame, frames[deepest - 1], home);
    if (line !== null) {
      return {
        home,
        line,
        function: frame.function,
        below: frames.slice(deepest + 1)
      };
    }
  }
  return isMagicFrame(frame) ? 'unknown' : 'changed';
}

function isCellFrame(frame: IFrame): boolean {
  return (
    frame.count !== null ||
    (frame.file !== null && hashInPath(frame.file) !== null)
  );
}

/**
 * IPython runs `%time f()` as a call of its own, which the traceback shows.
 */
function isMagicFrame(frame: IFrame): boolean {
  return frame.code?.includes('get_ipython()') === true;
}

/**
 * The cells a frame can mean, the most likely first: the one that shows the
 * error, then the latest below the same count.
 */
function candidatesFor(
  frame: IFrame,
  shownIn: ICell,
  program: Program
): ICodeCell[] {
  if (frame.count === null) {
    const hash = hashInPath(frame.file!);
    return program.cells.filter(home => cellHash(home.cell.source) === hash);
  }
  const own = program.cells.filter(home => home.cell === shownIn);
  const counted = program.cells.filter(
    home => home.cell.executionCount === frame.count && home.cell !== shownIn
  );
  return shownIn.executionCount === frame.count || counted.length === 0
    ? [...own, ...counted]
    : [...counted, ...own];
}

/**
 * The frame's line in the cell, where it still reads as the traceback shows
 * it, or null.
 */
function matchedLine(
  frame: IFrame,
  caller: IFrame | undefined,
  home: ICodeCell
): number | null {
  // IPython shows the wrong text for the frame of a comprehension; the line
  // that holds the comprehension is the one its caller is at.
  const shown =
    /(?:^|\.)<(?:listcomp|setcomp|dictcomp|genexpr)>$/.test(
      frame.function ?? ''
    ) && caller !== undefined
      ? caller
      : frame;
  if (frame.line === null || shown.line === null) {
    return null;
  }
  const { source } = home.cell;
  // IPython drops blank lines above the code (inputtransformer2.py,
  // `leading_empty_lines`).
  const dropped = /^(?:[ \t]*\n)*/.exec(source)![0].split('\n').length - 1;
  if (frame.count === null && !isMagicFrame(frame)) {
    return frame.line + dropped;
  }
  const text = lineAt(source, shown.line + dropped);
  return text !== null && shown.code !== null && text.trim() === shown.code
    ? frame.line + dropped
    : null;
}
