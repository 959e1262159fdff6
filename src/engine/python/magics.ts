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
   * The cell magics whose body is this cell's Python, outermost first:
   * `%%capture` above `%%time` gives both. Empty where the cell is another
   * language's.
   */
  readonly cellMagics: readonly ICellMagic[];

  /**
   * The line magics in order: `%time f()` is `{name: 'time', rest: 'f()'}`.
   * Shell lines have the name `!`, help lines `?`.
   */
  readonly lineMagics: readonly ILineMagic[];
}

export interface ICellMagic {
  readonly name: string;

  /**
   * What follows the name on its line, trimmed.
   */
  readonly rest: string;

  /**
   * The line: UTF-16 offsets, 0-based; `to` is before its end.
   */
  readonly from: number;
  readonly to: number;
}

export interface ILineMagic {
  readonly name: string;
  readonly rest: string;

  /**
   * Where the line starts: UTF-16 offset, 0-based.
   */
  readonly from: number;

  /**
   * The Python that the magic runs (`f()` in `%time f()`), where `text` shows
   * it; null for all other magics.
   */
  readonly code: IMagicCode | null;
}

export interface IMagicCode {
  /**
   * UTF-16 offsets into the cell, 0-based.
   */
  readonly from: number;
  readonly to: number;

  /**
   * Where the magic itself starts: its `%`.
   */
  readonly magic: number;

  /**
   * What stands between the magic's name and the code, such as `-n 10`.
   */
  readonly options: string;

  /**
   * Whether the magic's value is assigned: `x = %time f()`.
   */
  readonly assigned: boolean;
}

/**
 * The cell magics whose body is still Python that runs in this kernel and
 * shares the notebook's names.
 */
const PYTHON_CELL_MAGICS = new Set(['time', 'timeit', 'capture', 'prun']);

/**
 * The line magics that run the rest of the line as Python, in this kernel and
 * on the notebook's names, with the options that stand before it. The code is
 * taken as it is: IPython expands no `{name}` in it (`no_var_expand` in
 * IPython/core/magics/execution.py).
 */
const PYTHON_LINE_MAGICS = new Map([
  ['time', /^(?!--)/],
  ['timeit', /^(?:-[nrp][ ]*\d+[ ]+|-[tcoq]+[ ]+)*(?!-[a-z])/],
  ['prun', /^(?:-[lsTD][ ]*\S+[ ]+|-[rq]+[ ]+)*(?!-[a-z])/]
]);

/**
 * Blanks IPython's own syntax out of a cell (IPython/core/inputtransformer2.py).
 *
 * @param lineCode - whether the code that `%time f()` and the like run stays:
 * after a `;` where a statement can begin, else in its place
 */
export function maskMagics(source: string, lineCode = true): IMaskedCell {
  const cell = /^(?:[ \t]*\n)*[ \t]*%%(\w[\w.]*)([^\n]*)/.exec(source);
  if (cell !== null) {
    const name = cell[1];
    const head = cell[0].length;
    const body = PYTHON_CELL_MAGICS.has(name)
      ? maskMagics(source.slice(head), lineCode)
      : null;
    if (body === null || (body.cellMagic !== null && !body.cellMagics.length)) {
      return {
        text: blank(source),
        cellMagic: name,
        cellMagics: [],
        lineMagics: []
      };
    }
    return {
      text: blank(source.slice(0, head)) + body.text,
      cellMagic: name,
      cellMagics: [
        {
          name,
          rest: cell[2].trim(),
          from: cell[0].indexOf('%%'),
          to: head
        },
        ...body.cellMagics.map(magic => ({
          ...magic,
          from: magic.from + head,
          to: magic.to + head
        }))
      ],
      lineMagics: body.lineMagics.map(magic => ({
        ...magic,
        from: magic.from + head,
        code: magic.code && {
          ...magic.code,
          from: magic.code.from + head,
          to: magic.code.to + head,
          magic: magic.code.magic + head
        }
      }))
    };
  }
  const { text, lineMagics } = maskLines(source, lineCode);
  return { text, cellMagic: null, cellMagics: [], lineMagics };
}

function maskLines(
  source: string,
  lineCode: boolean
): {
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
    const own =
      escapedLine(line.code) ?? assignedLine(line.code) ?? helpLine(line.code);
    if (own === null) {
      continue;
    }
    const from = line.from + own.offset;
    const code = lineCode ? codeOf(own, from, line.to, source) : null;
    text += source.slice(last, from);
    if (code === null) {
      text += '_' + blank(source.slice(from + 1, line.to));
    } else {
      const gap = code.from - from;
      text += code.assigned ? ' '.repeat(gap) : `_${' '.repeat(gap - 2)};`;
      text += source.slice(code.from, code.to);
    }
    last = line.to;
    lineMagics.push({ name: own.name, rest: own.rest, from: line.from, code });
  }
  return { text: text + source.slice(last), lineMagics };
}

/**
 * The Python that a line magic runs, or null.
 */
function codeOf(
  { name, assigned }: IOwnSyntax,
  from: number,
  to: number,
  source: string
): IMagicCode | null {
  const options = PYTHON_LINE_MAGICS.get(name);
  const head = `%${name}`;
  const written = source.slice(from, to);
  const space = /^[ \t]+/.exec(written.slice(head.length))?.[0];
  if (
    options === undefined ||
    space === undefined ||
    !written.startsWith(head)
  ) {
    return null;
  }
  const rest = written.slice(head.length + space.length);
  const given = options.exec(rest);
  const code = given === null ? '' : rest.slice(given[0].length);
  return /^\s*(?:#|$)/.test(code)
    ? null
    : {
        from: to - code.length,
        to,
        magic: from,
        options: given![0].trim(),
        assigned
      };
}

interface IOwnSyntax {
  name: string;
  rest: string;

  /**
   * Where the part that is not Python starts in the line.
   */
  offset: number;
  assigned: boolean;
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
      offset: match[1].length,
      assigned: false
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
      offset: match[1].length,
      assigned: true
    }
  );
}

/**
 * `name?` and `name??`.
 */
function helpLine(code: string): IOwnSyntax | null {
  const match = /^([ \t]*)(%{0,2}[\w.*[\]'"]+)\?{1,2}[ \t]*;?$/.exec(
    code.trimEnd()
  );
  return (
    match && {
      name: '?',
      rest: match[2],
      offset: match[1].length,
      assigned: false
    }
  );
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
