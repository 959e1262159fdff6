/**
 * A cell's text with everything that is IPython's and not Python's blanked
 * out, character for character, so that offsets stay what they are.
 */
export interface IMaskedCell {
  /**
   * As long as the source. Empty of code where the cell is another language's.
   */
  readonly text: string;

  /**
   * The name of the cell magic (`%%time` -> `time`), or null.
   */
  readonly cellMagic: string | null;

  /**
   * The line magics in order: `%time f()` is `{name: 'time', rest: 'f()'}`.
   * Shell lines have the name `!`, help lines `?`.
   */
  readonly lineMagics: readonly ILineMagic[];
}

export interface ILineMagic {
  readonly name: string;
  readonly rest: string;

  /**
   * Where the line starts: UTF-16 offset, 0-based.
   */
  readonly from: number;
}

/**
 * The cell magics whose body is still Python that runs in this kernel and
 * shares the notebook's names.
 */
const PYTHON_CELL_MAGICS = new Set(['time', 'timeit', 'capture', 'prun']);

/**
 * Blanks IPython's own syntax out of a cell (IPython/core/inputtransformer2.py).
 */
export function maskMagics(source: string): IMaskedCell {
  const cell = /^(?:[ \t]*\n)*[ \t]*%%(\w[\w.]*)[^\n]*/.exec(source);
  if (cell !== null) {
    const name = cell[1];
    if (!PYTHON_CELL_MAGICS.has(name)) {
      return { text: blank(source), cellMagic: name, lineMagics: [] };
    }
    const head = cell[0].length;
    const body = maskLines(source.slice(head));
    return {
      text: blank(source.slice(0, head)) + body.text,
      cellMagic: name,
      lineMagics: body.lineMagics.map(magic => ({
        ...magic,
        from: magic.from + head
      }))
    };
  }
  const { text, lineMagics } = maskLines(source);
  return { text, cellMagic: null, lineMagics };
}

function maskLines(source: string): {
  text: string;
  lineMagics: ILineMagic[];
} {
  if (!/[%!?]/.test(source)) {
    return { text: source, lineMagics: [] };
  }
  const lineMagics: ILineMagic[] = [];
  let text = '';
  let last = 0;
  for (const line of logicalLines(source)) {
    const code = source.slice(line.from, line.to);
    const own =
      escapedLine(code) ?? assignedLine(code) ?? helpLine(code, line.code);
    if (own === null) {
      continue;
    }
    const from = line.from + own.offset;
    text +=
      source.slice(last, from) + '_' + blank(source.slice(from + 1, line.to));
    last = line.to;
    lineMagics.push({ name: own.name, rest: own.rest, from: line.from });
  }
  return { text: text + source.slice(last), lineMagics };
}

interface IOwnSyntax {
  name: string;
  rest: string;

  /**
   * Where the part that is not Python starts in the line.
   */
  offset: number;
}

/**
 * `%magic …`, `!command …`, `?name`.
 */
function escapedLine(code: string): IOwnSyntax | null {
  const match = /^([ \t]*)(?:%{1,2}([\w.]+)|(!{1,2}|\?{1,2}))([^]*)$/.exec(
    code
  );
  return (
    match && {
      name: match[2] ?? match[3][0],
      rest: match[4].trim(),
      offset: match[1].length
    }
  );
}

/**
 * `name = %magic …` and `name = !command …`.
 */
function assignedLine(code: string): IOwnSyntax | null {
  const match =
    /^([^=!%"'#()]*[^=!<>%"'#()]=[ \t]*)(?:%(\w[\w.]*)|(!))([^]*)$/.exec(code);
  return (
    match && {
      name: match[2] ?? match[3],
      rest: match[4].trim(),
      offset: match[1].length
    }
  );
}

/**
 * `name?` and `name??`.
 */
function helpLine(code: string, bare: string): IOwnSyntax | null {
  const match = /^([ \t]*)(%{0,2}[\w.*[\]'"]+)\?{1,2}[ \t]*;?$/.exec(
    bare.trimEnd()
  );
  return match && { name: '?', rest: match[2], offset: match[1].length };
}

interface ILogicalLine {
  from: number;
  to: number;

  /**
   * The line up to its comment.
   */
  code: string;
}

/**
 * The lines at whose start a statement can begin: not those inside brackets,
 * strings or after a backslash. `to` is before the line's end.
 */
function* logicalLines(source: string): Iterable<ILogicalLine> {
  let from = 0;
  while (from < source.length) {
    const magic = /^[ \t]*(?:%|!|\?)/.test(source.slice(from, from + 200));
    const { to, comment } = magic
      ? endOfMagic(source, from)
      : endOfLogicalLine(source, from);
    yield { from, to, code: source.slice(from, comment) };
    from = to + 1;
  }
}

/**
 * A magic's line goes on where a backslash ends it; quotes and brackets mean
 * nothing there.
 */
function endOfMagic(
  source: string,
  from: number
): { to: number; comment: number } {
  let to = from;
  do {
    const end = source.indexOf('\n', to === from ? from : to + 1);
    to = end < 0 ? source.length : end;
  } while (to < source.length && source[to - 1] === '\\');
  return { to, comment: to };
}

function endOfLogicalLine(
  source: string,
  from: number
): { to: number; comment: number } {
  let depth = 0;
  for (let i = from; i < source.length; i++) {
    const char = source[i];
    if (char === '\n' && depth <= 0) {
      return { to: i, comment: i };
    }
    if (char === '\\') {
      i++;
    } else if (char === '(' || char === '[' || char === '{') {
      depth++;
    } else if (char === ')' || char === ']' || char === '}') {
      depth--;
    } else if (char === '"' || char === "'") {
      i = endOfString(source, i) - 1;
    } else if (char === '#') {
      const end = source.indexOf('\n', i);
      const to = end < 0 ? source.length : end;
      if (depth <= 0) {
        return { to, comment: i };
      }
      i = to;
    }
  }
  return { to: source.length, comment: source.length };
}

/**
 * The offset behind the string that starts at `from`; an unclosed one-line
 * string ends with its line.
 */
export function endOfString(source: string, from: number): number {
  const quote = source[from];
  const triple = source.startsWith(quote.repeat(3), from);
  const close = triple ? quote.repeat(3) : quote;
  for (let i = from + close.length; i < source.length; i++) {
    if (source[i] === '\\') {
      i++;
    } else if (source.startsWith(close, i)) {
      return i + close.length;
    } else if (source[i] === '\n' && !triple) {
      return i;
    }
  }
  return source.length;
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
