import type { IErrorOutput } from './errorOutput';
import { readFrames } from './errorOutput';
import type { IOutputText } from './outputText';

/**
 * An error that no cell fails with: Python or asyncio wrote it to standard
 * error.
 */
export interface IPrintedError extends IErrorOutput {
  /**
   * - `thread`: a thread ended with it (`excepthook` in Lib/threading.py);
   * - `task`: a task or future ended with it, and nobody asked (`__del__` in
   *   Lib/asyncio/futures.py);
   * - `group`: one of an ExceptionGroup, which IPython prints.
   */
  readonly printed: 'thread' | 'task' | 'group';

  /**
   * The thread's name; the coroutine's qualified name, or empty; the group's
   * message.
   */
  readonly of: string;

  /**
   * Where the task's coroutine function is defined, if it says so.
   */
  readonly defined: { readonly file: string; readonly line: number } | null;
}

/**
 * The errors in a cell's standard error, in the order of the text.
 */
export function printedErrorsIn({
  cell,
  channel,
  text
}: IOutputText): IPrintedError[] {
  if (channel !== 'stderr' || !/Traceback \(most|never retrieved/.test(text)) {
    return [];
  }
  const found: IPrintedError[] = [];
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const head = headOf(lines, i);
    if (head !== null) {
      const error = readTraceback(lines, head.from);
      if (error !== null) {
        found.push({ cell, ...error, ...head.says });
      }
    } else if (/^ *\+ Exception Group Traceback/.test(lines[i])) {
      const end = groupEnd(lines, i);
      for (const error of leavesOf(lines.slice(i, end))) {
        found.push({ cell, printed: 'group', defined: null, ...error });
      }
      i = end - 1;
    }
  }
  return found;
}

type Head = Pick<IPrintedError, 'printed' | 'of' | 'defined'>;
type Read = Pick<IErrorOutput, 'name' | 'message' | 'frames'>;

function headOf(
  lines: readonly string[],
  i: number
): { says: Head; from: number } | null {
  const thread = /^Exception in thread (.+?)(?: \(.*\))?:$/.exec(lines[i]);
  if (thread !== null) {
    return {
      says: { printed: 'thread', of: thread[1], defined: null },
      from: i + 1
    };
  }
  if (/^(?:Task|\w*Future) exception was never retrieved$/.test(lines[i])) {
    const coro = /coro=<(.+?)\(\)/.exec(lines[i + 1] ?? '')?.[1] ?? '';
    const place = /defined at (.+?):(\d+)>/.exec(lines[i + 1] ?? '');
    return {
      says: {
        printed: 'task',
        of: coro,
        defined: place && { file: place[1], line: Number(place[2]) }
      },
      from: i + 2
    };
  }
  return null;
}

/**
 * The traceback that begins at a line, with its last error.
 */
function readTraceback(lines: readonly string[], from: number): Read | null {
  if (!/^Traceback \(most recent call last\):/.test(lines[from] ?? '')) {
    return null;
  }
  let end = from + 1;
  while (end < lines.length && /^\s/.test(lines[end])) {
    end++;
  }
  const error = namedError(lines[end] ?? '');
  const chained = /^$/.test(lines[end + 1] ?? 'end')
    ? lines.findIndex((line, i) => i > end && CHAINED.test(line))
    : -1;
  if (chained === end + 2) {
    return readTraceback(lines, chained + 2);
  }
  return (
    error && {
      ...error,
      frames: readFrames(lines.slice(from + 1, end).join('\n'))
    }
  );
}

const CHAINED =
  /^(?:The above exception was the direct cause|During handling of the above exception)/;

/**
 * `ValueError: text` · `aiohttp.client_exceptions.ClientError: text` ·
 * `KeyboardInterrupt`.
 */
function namedError(line: string): Pick<Read, 'name' | 'message'> | null {
  const parts = /^(?:[\w]+\.)*([A-Za-z_]\w*)(?:: (.*))?$/.exec(line);
  return parts && { name: parts[1], message: parts[2] ?? '' };
}

function groupEnd(lines: readonly string[], from: number): number {
  let end = from + 1;
  while (end < lines.length && /^ *(?:\||\+-)/.test(lines[end])) {
    end++;
  }
  return end;
}

/**
 * The exceptions of a group that are no groups, as `TracebackException` writes
 * them (Lib/traceback.py): a line `+-+---------------- 1 ----------------` or
 * `+---------------- 2 ----------------` above each.
 */
function leavesOf(
  lines: readonly string[]
): (Read & Pick<IPrintedError, 'of'>)[] {
  const parts: string[][] = [[]];
  for (const line of lines) {
    if (/^ *\+-\+?-*/.test(line) && /-$/.test(line)) {
      parts.push([]);
    } else {
      parts[parts.length - 1].push(
        line.replace(/^ *(?:\| ?|\+ (?=Exception Group))/, '')
      );
    }
  }
  const isGroup = (part: readonly string[]) =>
    part.some(line => /^\s*Exception Group Traceback/.test(line));
  const last = (part: readonly string[]) =>
    namedError(
      part.filter(line => /^\S/.test(line) && line.trim() !== '').pop() ?? ''
    );
  const of = last(parts[0])?.message ?? '';
  return parts.slice(1).flatMap(part => {
    if (isGroup(part)) {
      return [];
    }
    const start = part.findIndex(line => /^Traceback \(most/.test(line));
    const error = start < 0 ? null : readTraceback(part, start);
    const bare = error === null ? last(part) : null;
    return error !== null
      ? [{ ...error, of }]
      : bare !== null
        ? [{ ...bare, frames: [], of }]
        : [];
  });
}
