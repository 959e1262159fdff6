import { argumentsOf } from './calls';
import type { SyntaxNode } from './node';
import type { ICodeCell, Program } from './program';
import { functionAround } from './reached';
import { comesTo, timeLimitsOver } from './timeLimits';
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
  const comesHere = (code: SyntaxNode, where: ICodeCell) =>
    comesTo(code, where, node, home, program);
  return (
    timeLimitsOver(node, home, program).length > 0 ||
    program.nodes('call').some(({ node: call, home: where }) => {
      const callee = call.child('function')!;
      const [operand] = argumentsOf(call);
      if (program.qualifiedName(callee, where) !== null) {
        return false;
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

/**
 * Whether `node` stands in code that runs when a coroutine is cancelled, and that
 * something may cancel: its `finally`, or an `except` for it. What stands there
 * ran at once as long as it waited for nothing.
 */
export function isCleanup(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const def = functionAround(node);
  const clause = node.closest(
    outer =>
      outer === def ||
      outer.type === 'finally_clause' ||
      (outer.type === 'except_clause' &&
        /^except\s*(?::|[^\n]*\b(?:CancelledError|BaseException)\b)/.test(
          outer.text
        ))
  );
  return (
    clause !== null && clause !== def && mayBeCancelled(node, home, program)
  );
}
