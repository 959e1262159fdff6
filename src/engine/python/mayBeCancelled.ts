import { argumentsOf } from './calls';
import { functionsReached } from './coroutines';
import type { SyntaxNode } from './node';
import type { ICodeCell, Program } from './program';
import { functionAround } from './reached';
import { valueOf } from './values';

/**
 * Whether something in the document may cancel the coroutine in which `node`
 * stands while it waits there: a time limit, a group of tasks, `task.cancel()`.
 */
export function mayBeCancelled(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const def = functionAround(node);
  const comesHere = (code: SyntaxNode, where: ICodeCell) => {
    const { made } = valueOf(code, where, program);
    return (
      (where === home && code.contains(node)) ||
      [{ node: code, home: where }, made].some(part =>
        functionsReached(part.node, part.home, program).some(
          ({ value }) => value === def
        )
      )
    );
  };
  return (
    program
      .nodes('with_statement')
      .some(
        ({ node: limit, home: where }) =>
          limit.isAsync &&
          limitsTime(limit, where, program) &&
          comesHere(limit.child('body')!, where)
      ) ||
    program.nodes('call').some(({ node: call, home: where }) => {
      const callee = call.child('function')!;
      const name = program.qualifiedName(callee, where)?.name;
      const [operand] = argumentsOf(call);
      if (name !== undefined) {
        return (
          LIMITS.test(name) &&
          operand !== undefined &&
          comesHere(operand.value, where)
        );
      }
      const object = callee.child('object');
      switch (object && callee.child('attribute')!.text) {
        case 'cancel':
          return isOrMayBeTask(object!, where, program, comesHere);
        case 'create_task':
        case 'start_soon':
          return (
            operand !== undefined &&
            isGroup(object!, where, program) &&
            comesHere(operand.value, where)
          );
        default:
          return false;
      }
    })
  );
}

/**
 * What gives up waiting: asyncio's functions, and those of anyio and
 * async_timeout.
 */
const LIMITS =
  /^(?:asyncio\.(?:wait_for|timeout|timeout_at)|async_timeout\.timeout\w*|anyio\.(?:move_on_\w+|fail_\w+|CancelScope))$/;

function limitsTime(
  statement: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  return [...statement.walk()].some(
    part =>
      part.type === 'call' &&
      part.to <= statement.child('body')!.from &&
      LIMITS.test(
        program.qualifiedName(part.child('function')!, home)?.name ?? ''
      )
  );
}

/**
 * A group cancels its other tasks as soon as one fails.
 */
function isGroup(
  object: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const { type } = valueOf(object, home, program);
  return type === undefined
    ? /^(?:tg|\w*group|nursery)$/i.test(object.text)
    : type === 'asyncio.TaskGroup';
}

/**
 * Whether `object.cancel()` may cancel a task of the coroutine.
 */
function isOrMayBeTask(
  object: SyntaxNode,
  home: ICodeCell,
  program: Program,
  comesHere: (code: SyntaxNode, where: ICodeCell) => boolean
): boolean {
  const value = valueOf(object, home, program);
  return value.kind === 'instance' && value.certain
    ? false
    : value.kind === 'task' && value.made.node.type === 'call'
      ? comesHere(object, home)
      : true;
}
