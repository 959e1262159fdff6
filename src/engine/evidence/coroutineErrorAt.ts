import { positionOf } from '../lines';
import type { IReference, Program } from '../python/program';
import { isCoroutineError } from './coroutineError';
import type { IErrorOutput } from './errorOutput';
import { userFrameOf } from './userFrame';

/**
 * The error that came from the lines of one of these places and says that a
 * coroutine was used as if it were its value.
 */
export function coroutineErrorAt(
  places: readonly IReference[],
  errors: readonly IErrorOutput[],
  program: Program
): IErrorOutput | undefined {
  return errors.find(error => {
    const frame = isCoroutineError(error)
      ? userFrameOf(error, program)
      : 'unknown';
    return (
      typeof frame !== 'string' &&
      places.some(
        ({ node, home }) =>
          home === frame.home &&
          positionOf(home.cell.source, node.from).line <= frame.line &&
          frame.line <= positionOf(home.cell.source, node.to).line
      )
    );
  });
}
