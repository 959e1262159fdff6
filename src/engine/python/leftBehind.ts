import { argumentsOf } from './calls';
import { ownNodes } from './coroutines';
import { loopKind } from './loops';
import type { SyntaxNode } from './node';
import { statementOf } from './node';
import type { IDefinition, Program } from './program';

/**
 * What a coroutine does that `asyncio.run` would have ended or undone, and a
 * plain `await` does not.
 */
export interface ILeftBehind {
  /**
   * The names of the coroutines that go on as tasks after it has returned.
   */
  readonly tasks: readonly string[];

  /**
   * The calls that start those tasks.
   */
  readonly calls: readonly SyntaxNode[];

  /**
   * Whether it sets signal handlers on its loop, which is then the kernel's.
   */
  readonly signals: boolean;

  /**
   * Whether it stops or closes a loop: on the kernel's, that ends the kernel.
   */
  readonly stopsLoop: boolean;
}

/**
 * What the given functions leave behind when they run on the kernel's loop.
 */
export function leftBehindBy(
  functions: readonly IDefinition[],
  program: Program
): ILeftBehind {
  const calls: SyntaxNode[] = [];
  let signals = false;
  let stopsLoop = false;
  for (const definition of functions) {
    for (const node of ownNodes(definition.value!)) {
      if (node.type !== 'call') {
        continue;
      }
      const callee = node.child('function')!;
      if (
        callee.type === 'attribute' &&
        callee.child('attribute')!.text === 'add_signal_handler'
      ) {
        signals = true;
      } else if (endsLoop(callee, definition, program)) {
        stopsLoop = true;
      } else if (
        startsTask(callee, definition, program) &&
        isLeft(node, functions)
      ) {
        calls.push(node);
      }
    }
  }
  const tasks = [...new Set(calls.map(taskName))];
  return { tasks, calls, signals, stopsLoop };
}

/**
 * `loop.stop` and `loop.close` of anything that is, or is called, a loop.
 */
function endsLoop(
  callee: SyntaxNode,
  { home }: IDefinition,
  program: Program
): boolean {
  const object = callee.child('object');
  if (
    object === undefined ||
    !/^(?:stop|close)$/.test(callee.child('attribute')!.text)
  ) {
    return false;
  }
  const kind = loopKind(object, home, program);
  return kind === 'unknown'
    ? /(?:^|\b|_)loop$/.test(object.text)
    : kind !== 'other';
}

/**
 * `asyncio.create_task`, `ensure_future`, or `create_task` of the loop. A task
 * group's tasks end with the group.
 */
function startsTask(
  callee: SyntaxNode,
  { home }: IDefinition,
  program: Program
): boolean {
  const name = program.qualifiedName(callee, home)?.name;
  if (name === 'asyncio.create_task' || name === 'asyncio.ensure_future') {
    return true;
  }
  const object = callee.child('object');
  return (
    callee.type === 'attribute' &&
    callee.child('attribute')!.text === 'create_task' &&
    object !== undefined &&
    /\bloop\b|get_(?:running|event)_loop\(\)/.test(object.text)
  );
}

/**
 * Whether nothing waits for the task: its value is dropped, or kept under a
 * name that no one reads.
 */
function isLeft(call: SyntaxNode, functions: readonly IDefinition[]): boolean {
  const parent = call.parent!;
  if (parent.type === 'expression_statement') {
    return true;
  }
  if (parent.type !== 'assignment' || parent.child('right') !== call) {
    return false;
  }
  const target = parent.child('left')!;
  const statement = statementOf(call);
  return !functions.some(({ value }) =>
    [...value!.walk()].some(
      node =>
        node.type === target.type &&
        node.text === target.text &&
        !statement.contains(node)
    )
  );
}

function taskName(call: SyntaxNode): string {
  const started = argumentsOf(call)[0]?.value;
  return started?.child('function')?.text ?? started?.text ?? call.text;
}
