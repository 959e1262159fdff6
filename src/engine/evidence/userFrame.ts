import type { ICell } from '../document';
import { lineAt, positionOf } from '../lines';
import type { SyntaxNode } from '../python/node';
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
  if (isMagicFrame(frame)) {
    return magicFrame(frames.slice(deepest), candidates) ?? 'unknown';
  }
  if (frames.slice(deepest).some(isTimed)) {
    // A function that a cell under `%%time` defines: which cell, nothing says.
    return 'unknown';
  }
  const captured = capturedLine(frame, error.cell, program);
  if (captured !== null) {
    return {
      ...captured,
      function: frame.function,
      below: frames.slice(deepest + 1)
    };
  }
  for (const home of candidates) {
    const line = matchedLine(frame, frames[deepest - 1], home);
    if (line !== null) {
      return {
        home,
        line: lineTried(line, home),
        function: frame.function,
        below: frames.slice(deepest + 1)
      };
    }
  }
  return 'changed';
}

/**
 * The line of the one statement that a `try` holds, where `line` is that of its
 * last `except`: IPython 9 shows the line that a frame ran last (`get_records`
 * in IPython/core/ultratb.py), and what no `except` catches ends there.
 */
function lineTried(line: number, { cell, tree }: ICodeCell): number {
  const { source } = cell;
  const lineOf = ({ from }: SyntaxNode) => positionOf(source, from).line;
  for (const node of tree.root.walk()) {
    const clauses = node.parts.filter(({ type }) => type === 'except_clause');
    const last = clauses[clauses.length - 1];
    if (
      node.type !== 'try_statement' ||
      last === undefined ||
      lineOf(last) !== line
    ) {
      continue;
    }
    const [statement, second] = node
      .child('body')!
      .parts.filter(({ type }) => type !== 'comment');
    return statement === undefined ||
      second !== undefined ||
      statement.child('body') !== undefined
      ? line
      : lineOf(statement);
  }
  return line;
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
 * The line of a cell that runs under `%%time` or `%time`, which IPython compiles
 * under a name of its own: `<timed exec>`, `<timed eval>` (`time` in
 * IPython/core/magics/execution.py). It counts only where the call that the
 * traceback shows is the magic as the cell has it.
 */
function magicFrame(
  [call, ...called]: readonly IFrame[],
  candidates: readonly ICodeCell[]
): IUserFrame | null {
  const given = /get_ipython\(\)\.run_(line|cell)_magic\('time', (.*)\)$/.exec(
    call.code ?? ''
  );
  const other = called.findIndex(frame => !isTimed(frame));
  const below = other < 0 ? [] : called.slice(other);
  const timed = called[called.length - below.length - 1];
  if (
    given === null ||
    timed === undefined ||
    timed.line === null ||
    call.line === null ||
    below.some(isTimed)
  ) {
    return null;
  }
  for (const home of candidates) {
    const { masked, cell } = home;
    const line =
      given[1] === 'line'
        ? masked.lineMagics.some(
            ({ name, rest, from }) =>
              name === 'time' &&
              positionOf(cell.source, from).line === call.line &&
              pythonText(given[2]) === rest
          )
          ? call.line
          : null
        : cellMagicLine(pythonText(given[2].replace(/^'', /, '')), home);
    if (line !== null) {
      const first = given[1] === 'line' ? 0 : timed.line - 1;
      return { home, line: line + first, function: timed.function, below };
    }
  }
  return null;
}

function isTimed({ file }: IFrame): boolean {
  return /^<timed (?:exec|eval)>$/.test(file ?? '');
}

/**
 * The line at which the code of a cell under `%%time` begins, if it is `body`.
 */
function cellMagicLine(
  body: string | null,
  { cell, masked }: ICodeCell
): number | null {
  const magic = masked.cellMagics.find(({ name }) => name === 'time');
  const written = magic && cell.source.slice(magic.to + 1);
  if (
    magic === undefined ||
    body?.replace(/\n$/, '') !== written?.replace(/\n$/, '')
  ) {
    return null;
  }
  const dropped = /^(?:[ \t]*\n)*/.exec(written!)![0].split('\n').length - 1;
  return positionOf(cell.source, magic.to).line + 1 + dropped;
}

/**
 * The text of a Python string as `repr` writes it, or null for anything else.
 */
function pythonText(repr: string): string | null {
  const quoted = /^(['"])([^]*)\1$/.exec(repr);
  return (
    quoted &&
    quoted[2].replace(/\\(n|t|['"\\])/g, (_all, char: string) =>
      char === 'n' ? '\n' : char === 't' ? '\t' : char
    )
  );
}

/**
 * The line of a cell under `%%capture`, which IPython runs as a cell of its own
 * without the magic's line, under the next count.
 */
function capturedLine(
  frame: IFrame,
  shownIn: ICell,
  program: Program
): Pick<IUserFrame, 'home' | 'line'> | null {
  const home = program.cells.find(({ cell }) => cell === shownIn);
  const magic = home?.masked.cellMagics[0];
  if (magic?.name !== 'capture' || frame.line === null) {
    return null;
  }
  const head = positionOf(shownIn.source, magic.to).line;
  const body = shownIn.source.slice(magic.to + 1);
  const dropped = /^(?:[ \t]*\n)*/.exec(body)![0].split('\n').length - 1;
  const line = frame.line + head + dropped;
  const matches =
    frame.count === null
      ? [body, `${body}\n`].some(
          text => cellHash(text) === hashInPath(frame.file!)
        )
      : lineAt(shownIn.source, line)?.trim() === frame.code;
  return matches ? { home: home!, line } : null;
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
