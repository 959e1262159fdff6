import type { ICell } from '../document';
import type { ICodeCell, Program } from '../python/program';
import { cellHash, hashInPath } from './cellHash';
import type { IOutputText } from './outputText';

/**
 * Python's warning that a coroutine was thrown away (`_PyErr_WarnUnawaitedCoroutine`
 * in Python/_warnings.c).
 */
export interface INeverAwaited {
  /**
   * The cell that shows the warning. It need not be the one that made the
   * coroutine: the warning comes when Python collects it.
   */
  readonly shownIn: ICell;

  /**
   * The coroutine's qualified name: `main`, `Bot.send`, `outer.<locals>.inner`.
   */
  readonly name: string;

  /**
   * The cell whose code ran when the warning came, by the number in the path
   * that ipykernel gives it; null where no cell has this text now.
   */
  readonly home: ICodeCell | null;

  /**
   * The line in `home` (1-based) that ran then.
   */
  readonly line: number;
}

/**
 * The warnings in a cell's standard error.
 */
export function neverAwaitedIn(
  { cell, channel, text }: IOutputText,
  program: Program
): INeverAwaited[] {
  if (channel !== 'stderr' || !text.includes('was never awaited')) {
    return [];
  }
  return [...text.matchAll(WARNING)].map(([, path, line, name]) => {
    const hash = hashInPath(path);
    const home =
      hash === null
        ? undefined
        : program.cells.find(other => cellHash(other.cell.source) === hash);
    const dropped =
      home === undefined
        ? 0
        : /^(?:[ \t]*\n)*/.exec(home.cell.source)![0].split('\n').length - 1;
    return {
      shownIn: cell,
      name,
      home: home ?? null,
      line: Number(line) + dropped
    };
  });
}

/**
 * `<path>:<line>: RuntimeWarning: coroutine '<name>' was never awaited`; the
 * path is `sys` where no code ran.
 */
const WARNING =
  /^(.*?):(\d+): RuntimeWarning: coroutine '([^'\n]+)' was never awaited/gm;
