import type { IArgument } from './calls';
import { argument, argumentsOf } from './calls';
import { loopKind } from './loops';
import type { SyntaxNode } from './node';
import type { ICodeCell, Program } from './program';
import { valueOf } from './values';

/**
 * A call that gives the loop, a task or a future a function to call later.
 */
export interface ICallbackTaker {
  readonly method: string;

  /**
   * The argument that is the function.
   */
  readonly target: IArgument;

  /**
   * Whether arguments behind it are handed on to it.
   */
  readonly handsOn: boolean;
}

const POSITIONS: Readonly<Record<string, number | undefined>> = {
  call_soon: 0,
  call_soon_threadsafe: 0,
  call_later: 1,
  call_at: 1,
  add_reader: 1,
  add_writer: 1,
  add_signal_handler: 1
};

/**
 * What a call gives the loop to call, or null where it is no such call (CPython
 * Lib/asyncio/events.py, `AbstractEventLoop`; Lib/asyncio/futures.py,
 * `add_done_callback`).
 */
export function callbackTakerAt(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): ICallbackTaker | null {
  const callee = call.child('function')!;
  const object = callee.child('object');
  const method = callee.child('attribute')?.text ?? '';
  if (object === undefined) {
    return null;
  }
  const args = argumentsOf(call);
  if (method === 'add_done_callback') {
    const { kind, certain } = valueOf(object, home, program);
    const target = argument(args, 0, 'fn');
    return target !== undefined &&
      !target.unpacked &&
      certain &&
      (kind === 'task' || kind === 'future')
      ? { method, target, handsOn: false }
      : null;
  }
  const position = POSITIONS[method];
  if (
    position === undefined ||
    !/^(?:kernel|new)$/.test(loopKind(object, home, program))
  ) {
    return null;
  }
  const target = argument(args, position, 'callback');
  return target === undefined || args.some(({ unpacked }) => unpacked)
    ? null
    : { method, target, handsOn: true };
}
