import { argument, argumentsOf } from './calls';
import type { LoopKind } from './loops';
import { loopKind } from './loops';
import type { SyntaxNode } from './node';
import type { ICodeCell, Program } from './program';
import { valueOf } from './values';

/**
 * A call that starts an event loop.
 */
export interface IStart {
  readonly home: ICodeCell;
  readonly call: SyntaxNode;

  /**
   * `run`: `asyncio.run(…)`; `complete`: `loop.run_until_complete(…)`;
   * `runner`: `runner.run(…)`; `forever`: `loop.run_forever()`.
   */
  readonly kind: StartKind;

  /**
   * What it runs. Absent where the arguments do not say.
   */
  readonly operand?: SyntaxNode;

  /**
   * The loop or runner, an expression; absent for `asyncio.run`.
   */
  readonly loop?: SyntaxNode;
  readonly loopKind?: LoopKind;

  /**
   * Whether the names mean beyond doubt what this says.
   */
  readonly certain: boolean;
}

export type StartKind = 'run' | 'complete' | 'runner' | 'forever';

/**
 * Every call in the program that starts a loop, in the order of the text.
 */
export function startsIn(program: Program): IStart[] {
  return program
    .nodes('call')
    .flatMap(({ node, home }) => startOf(node, home, program) ?? []);
}

/**
 * The start of a loop that a call is; null where it is none.
 */
export function startOf(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): IStart | null {
  const callee = call.child('function')!;
  const method = callee.child('attribute')?.text;
  const loop = callee.child('object');
  if (
    loop !== undefined &&
    (method === 'run_until_complete' || method === 'run_forever')
  ) {
    const kind = loopKind(loop, home, program);
    if (
      method === 'run_until_complete' &&
      (kind === 'other' || kind === 'unknown') &&
      isBorrowed(loop, home, program)
    ) {
      const operand = operandIn(call, 'future');
      return { home, call, kind: 'complete', operand, certain: true };
    }
    return kind === 'other' || kind === 'runner'
      ? null
      : {
          home,
          call,
          kind: method === 'run_forever' ? 'forever' : 'complete',
          operand: operandIn(call, 'future'),
          loop,
          loopKind: kind,
          certain: kind !== 'unknown'
        };
  }
  if (
    loop !== undefined &&
    method === 'run' &&
    loopKind(loop, home, program) === 'runner'
  ) {
    return {
      home,
      call,
      kind: 'runner',
      operand: operandIn(call, 'coro'),
      loop,
      loopKind: 'runner',
      certain: true
    };
  }
  const name = program.qualifiedName(callee, home);
  return name?.name === 'asyncio.run'
    ? runStart(call, home, name.certain)
    : null;
}

/**
 * Whether an attribute of a library's object holds the loop that ran when the
 * object was made, such as `client.loop`. What serves it is the library's.
 */
function isBorrowed(
  loop: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  return (
    loop.type === 'attribute' &&
    valueOf(loop, home, program).type === 'asyncio.AbstractEventLoop'
  );
}

/**
 * A call that is known to be `asyncio.run`.
 */
export function runStart(
  call: SyntaxNode,
  home: ICodeCell,
  certain: boolean
): IStart {
  return { home, call, kind: 'run', operand: operandIn(call, 'main'), certain };
}

function operandIn(call: SyntaxNode, keyword: string): SyntaxNode | undefined {
  const args = argumentsOf(call);
  return args.some(arg => arg.unpacked)
    ? undefined
    : argument(args, 0, keyword)?.value;
}
