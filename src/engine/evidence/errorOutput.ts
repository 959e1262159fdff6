import type { ICell, IOutput } from '../document';
import { stripAnsi } from './outputText';

/**
 * An error that a cell shows, read from its saved output.
 */
export interface IErrorOutput {
  /**
   * The cell that shows it.
   */
  readonly cell: ICell;

  /**
   * The exception's class, such as `RuntimeError`.
   */
  readonly name: string;
  readonly message: string;

  /**
   * From the outermost call to the innermost.
   */
  readonly frames: readonly IFrame[];
}

/**
 * One frame of a traceback.
 */
export interface IFrame {
  /**
   * A path as the traceback shows it, or null where the frame is named by an
   * execution count.
   */
  readonly file: string | null;

  /**
   * The execution count of the cell (`Cell In[3]`), or null.
   */
  readonly count: number | null;

  /**
   * 1-based, counted from the first line that is not blank; null where the
   * traceback names none.
   */
  readonly line: number | null;

  /**
   * The text of that line as the traceback shows it, trimmed, or null.
   */
  readonly code: string | null;

  /**
   * The function the frame is in, or null at the top level.
   */
  readonly function: string | null;
}

/**
 * The last error a cell shows, or null.
 */
export function errorOutputOf(cell: ICell): IErrorOutput | null {
  for (let i = cell.outputs.length - 1; i >= 0; i--) {
    const output = cell.outputs[i];
    if (output.output_type === 'error') {
      return readError(cell, output);
    }
  }
  return null;
}

function readError(cell: ICell, output: IOutput): IErrorOutput {
  const traceback = Array.isArray(output.traceback)
    ? output.traceback.join('\n')
    : String(output.traceback ?? '');
  const message = String(output.evalue ?? '');
  const frames = readFrames(stripAnsi(traceback));
  return {
    cell,
    name: plainName(String(output.ename ?? '')),
    message,
    frames: withLineOf(message, frames)
  };
}

/**
 * IPython 8.0 shows no line for a syntax error but in its message:
 * `… (3294235975.py, line 4)` (`SyntaxError.__str__` in Objects/exceptions.c).
 */
function withLineOf(message: string, frames: IFrame[]): IFrame[] {
  const line = /\(.+, line (\d+)\)$/.exec(message)?.[1];
  const last = frames[frames.length - 1];
  return line === undefined || last === undefined || last.line !== null
    ? frames
    : [...frames.slice(0, -1), { ...last, line: Number(line) }];
}

/**
 * xeus-python sends `<class 'RuntimeError'>` where ipykernel sends
 * `RuntimeError`.
 */
export function plainName(name: string): string {
  return /^<class '(?:.*\.)?(\w+)'>$/.exec(name)?.[1] ?? name;
}

/**
 * The frames of a traceback as IPython 7 to 9 write them (`%xmode` Context,
 * Verbose and Plain). Of chained exceptions, those of the last one.
 */
export function readFrames(traceback: string): IFrame[] {
  let frames: IMutableFrame[] = [];
  let plain: IMutableFrame | null = null;
  for (const line of traceback.split('\n')) {
    if (CHAINED.test(line)) {
      frames = [];
      continue;
    }
    const head = frameHead(line);
    if (head !== null) {
      frames.push(head);
      plain = head;
      continue;
    }
    const frame = frames[frames.length - 1];
    const arrow = /^-+> ?(\d+) ?(.*)$/.exec(line);
    if (arrow !== null && frame !== undefined && frame.code === null) {
      frame.line = Number(arrow[1]);
      frame.code = arrow[2].trim();
    } else if (plain !== null && plain.code === null && /^ {4}\S/.test(line)) {
      plain.code = line.trim();
    }
    plain = null;
  }
  return frames;
}

type IMutableFrame = { -readonly [K in keyof IFrame]: IFrame[K] };

const CHAINED =
  /^(?:The above exception was the direct cause|During handling of the above exception)/;

/**
 * `Cell In[3], line 2, in load(n)` · `Input In [3], in <cell line: 2>()` ·
 * `File ~/x.py:12, in load(n)` · `<ipython-input-3-0a1b> in load(n)` ·
 * `/tmp/ipykernel_12/345.py in <module>` · `File "/tmp/x.py", line 2`, which
 * is how Python itself writes it.
 */
function frameHead(line: string): IMutableFrame | null {
  const cell =
    /^\s*(?:Cell|Input) In ?\[(\d+)\](?:, line (\d+))?(?:,? in (.+))?$/.exec(
      line
    );
  if (cell !== null) {
    return frame(null, cell[1], cell[2], cell[3]);
  }
  const file = /^\s*File (.+?):(\d+)(?:,? in (.+))?$/.exec(line);
  if (file !== null) {
    return frame(file[1], null, file[2], file[3]);
  }
  const quoted = /^\s*File "(.+)", line (\d+)(?:, in (.+))?$/.exec(line);
  if (quoted !== null) {
    return frame(quoted[1], null, quoted[2], quoted[3]);
  }
  const old = /^(<ipython-input-(\d+)-\w+>|\S.*\.py) in (.+)$/.exec(line);
  return old && frame(old[1], old[2] ?? null, undefined, old[3]);
}

function frame(
  file: string | null,
  count: string | null,
  line: string | undefined,
  where: string | undefined
): IMutableFrame {
  const name = where?.replace(/\(.*$/, '');
  return {
    file: count === null ? file : null,
    count: count === null ? null : Number(count),
    line: line === undefined ? null : Number(line),
    code: null,
    function:
      name === undefined || name === '<module>' || name.startsWith('<cell line')
        ? null
        : name
  };
}
