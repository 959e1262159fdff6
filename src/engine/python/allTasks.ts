import { argumentsOf } from './calls';
import { exitsOf } from './exits';
import { isAllTasks } from './leftBehind';
import type { SyntaxNode } from './node';
import { unparenthesized } from './node';
import type { ICodeCell, Program } from './program';

/**
 * What a call does to all tasks that its loop has: it cancels each, or waits for
 * all of them. Null for any other call, and where only some of them are meant:
 * a task's name decides, or the tasks are those of another loop.
 *
 * @param call - `task.cancel()`, `asyncio.gather(*tasks)`, `asyncio.wait(tasks)`
 */
export function doneToAllTasks(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): 'cancel' | 'wait' | null {
  const callee = call.child('function')!;
  if (callee.child('attribute')?.text === 'cancel') {
    const task = callee.child('object')!;
    return task.type === 'identifier' && isEachTask(task, call, home, program)
      ? 'cancel'
      : null;
  }
  const name = program.qualifiedName(callee, home)?.name ?? '';
  const [given] = argumentsOf(call);
  return /^asyncio\.(?:gather|wait)$/.test(name) &&
    given !== undefined &&
    given.unpacked === name.endsWith('gather') &&
    !argumentsOf(call).some(({ keyword }) =>
      /^(?:timeout|return_when)$/.test(keyword ?? '')
    ) &&
    givesAllTasks(given.value, home, program)
    ? 'wait'
    : null;
}

/**
 * Whether a name goes through all tasks, and nothing but the running task and
 * those that are done is left out on the way to `use`.
 */
function isEachTask(
  task: SyntaxNode,
  use: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  for (
    let node = use, outer = use.parent;
    outer !== null;
    node = outer, outer = outer.parent
  ) {
    switch (outer.type) {
      case 'if_statement':
        if (
          node.field !== 'consequence' ||
          !leavesOutFew(outer.child('condition')!, task.text)
        ) {
          return false;
        }
        break;
      case 'for_statement':
        return (
          node.field === 'body' &&
          outer.child('left')!.text === task.text &&
          givesAllTasks(outer.child('right')!, home, program) &&
          !exitsOf(node).some(({ type }) =>
            /^(?:continue|break|return)_statement$/.test(type)
          )
        );
      case 'list_comprehension':
      case 'set_comprehension':
        return node.field === 'body' && goesThroughAll(outer, home, program);
      case 'expression_statement':
      case 'block':
        break;
      default:
        return false;
    }
  }
  return false;
}

/**
 * Whether an expression gives all tasks of the loop that runs, the running task
 * or those that are done left out or not.
 */
function givesAllTasks(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth = 0
): boolean {
  const expression = unparenthesized(node);
  const inner = (part: SyntaxNode | undefined) =>
    part !== undefined &&
    depth < 5 &&
    givesAllTasks(part, home, program, depth + 1);
  switch (expression.type) {
    case 'list_splat':
      return inner(expression.parts[0]);
    case 'call': {
      const callee = expression.child('function')!;
      const args = argumentsOf(expression);
      return isAllTasks(callee, home, program)
        ? args.length === 0
        : /^builtins\.(?:list|set|tuple|frozenset)$/.test(
            program.qualifiedName(callee, home)?.name ?? ''
          ) && inner(args[0]?.value);
    }
    case 'binary_operator':
      return (
        expression.child('operator')?.text === '-' &&
        /^\{(?:asyncio\.)?current_task\(\)\}$/.test(
          expression.child('right')!.text
        ) &&
        inner(expression.child('left'))
      );
    case 'list_comprehension':
    case 'set_comprehension':
    case 'generator_expression': {
      const each = expression.child('body')!;
      return (
        each.type === 'identifier' &&
        expression.parts[1]?.child('left')?.text === each.text &&
        goesThroughAll(expression, home, program, depth)
      );
    }
    case 'identifier': {
      const { definition, definitions } = program.resolve(expression, home);
      return (
        definitions.length === 1 &&
        definition?.kind === 'assignment' &&
        definition.value !== undefined &&
        depth < 5 &&
        givesAllTasks(definition.value, definition.home, program, depth + 1)
      );
    }
    default:
      return false;
  }
}

/**
 * Whether a comprehension goes through all tasks.
 */
function goesThroughAll(
  comprehension: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth = 0
): boolean {
  const [, clause, ...rest] = comprehension.parts;
  const target = clause?.child('left')?.text ?? '';
  return (
    clause?.type === 'for_in_clause' &&
    givesAllTasks(clause.child('right')!, home, program, depth + 1) &&
    rest.every(
      part => part.type === 'if_clause' && leavesOutFew(part.parts[0], target)
    )
  );
}

/**
 * Whether a condition on a task leaves out the running one, or those that are
 * done, and no other.
 */
function leavesOutFew(condition: SyntaxNode, task: string): boolean {
  return condition.text
    .replace(/\s+/g, ' ')
    .split(' and ')
    .every(part =>
      new RegExp(
        `^\\(?(?:${task} (?:is not|!=) [\\w.]+(?:\\(\\))?|[\\w.]+(?:\\(\\))? (?:is not|!=) ${task}|not ${task}\\.done\\(\\))\\)?$`
      ).test(part)
    );
}
