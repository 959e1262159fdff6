import type { IEdit } from '../edit';
import { indentationAt, lineEnd, lineStart } from '../lines';
import { argumentsOf } from '../python/calls';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import { asyncioModule } from './asyncioModule';
import { dropOtherArguments } from './awaitCall';
import { unusedName } from './unusedName';

/**
 * A call turned into a task that goes on behind the cell.
 */
export interface IBackground {
  readonly edits: readonly IEdit[];

  /**
   * The variable that holds the task.
   */
  readonly task: string;

  /**
   * The variable that the code bound the call's value to, or null.
   */
  readonly target: string | null;
}

/**
 * The rewrite of `starter(operand)`, a statement of its own or the value of
 * one name, to a task: kept under a name that is not taken, cancelled when the
 * cell runs again, and never silent about an exception. Null where the call
 * stands anywhere else.
 *
 * @param suffix - put behind the operand: `()` where it was not called
 * @param starter - asyncio's function that makes the task: `create_task`
 * takes coroutines, `ensure_future` futures too
 * @param taken - names that are about to be used
 */
export function runInBackground(
  call: SyntaxNode,
  operand: SyntaxNode,
  home: ICodeCell,
  program: Program,
  suffix = '',
  starter: 'create_task' | 'ensure_future' = 'create_task',
  taken: ReadonlySet<string> = new Set()
): IBackground | null {
  const statement = call.parent;
  const target = assignedName(call);
  const outer = target === null ? statement : statement?.parent;
  if (outer?.type !== 'expression_statement' || !runsOnceAlone(outer)) {
    return null;
  }
  const callee = call.child('function')!;
  const module = asyncioModule(callee, home, program);
  if (module === null) {
    return null;
  }
  const task = unusedName(
    `${target?.text ?? plainName(operand)}_task`,
    program,
    taken
  );
  const { source } = call;
  const cell = home.cell.id;
  const indent = indentationAt(source, outer.from);
  const end = lineEnd(source, outer.to);
  const start = `${cancelEarlier(task)}\n${indent}`;
  const make = `${module.name}.${starter}`;
  const before: IEdit[] =
    target === null
      ? [
          {
            cell,
            from: outer.from,
            to: callee.to,
            insert: `${start}${task} = ${make}`
          }
        ]
      : [
          { cell, from: outer.from, to: target.to, insert: start + task },
          { cell, from: callee.from, to: callee.to, insert: make }
        ];
  const after = [
    tellFailure(task),
    ...(target === null ? [] : [`# later: ${target.text} = await ${task}`]),
    tellHowToStop(task)
  ];
  return {
    edits: [
      ...module.edits,
      ...before,
      ...keepOnly(call, operand, cell, suffix),
      {
        cell,
        from: end,
        to: end,
        insert: after.map(line => `\n${indent}${line}`).join('')
      }
    ],
    task,
    target: target?.text ?? null
  };
}

/**
 * The statement that cancels what an earlier run of the cell left as `task`.
 */
export function cancelEarlier(task: string): string {
  return `if "${task}" in globals(): ${task}.cancel()`;
}

/**
 * The statement that makes a task's exception visible: what a callback raises,
 * the loop shows.
 */
export function tellFailure(task: string): string {
  return `${task}.add_done_callback(lambda task: task.cancelled() or task.result())`;
}

export function tellHowToStop(task: string): string {
  return `# to stop it: ${task}.cancel()`;
}

function keepOnly(
  call: SyntaxNode,
  operand: SyntaxNode,
  cell: string,
  suffix: string
): IEdit[] {
  const called =
    suffix === ''
      ? []
      : [{ cell, from: operand.to, to: operand.to, insert: suffix }];
  const single =
    argumentsOf(call).length === 1 && argumentsOf(call)[0].keyword === null;
  return single
    ? called
    : [...called, ...dropOtherArguments(call, operand, cell)];
}

/**
 * The one plain name that the call's value is bound to, or null.
 */
function assignedName(call: SyntaxNode): SyntaxNode | null {
  const assignment = call.parent;
  if (
    assignment?.type !== 'assignment' ||
    assignment.child('right') !== call ||
    assignment.child('type') !== undefined ||
    assignment.parent?.type !== 'expression_statement'
  ) {
    return null;
  }
  const left = assignment.child('left');
  return left?.type === 'identifier' ? left : null;
}

/**
 * Whether the statement runs once with its cell, and nothing but a comment
 * shares its lines.
 */
export function runsOnceAlone(statement: SyntaxNode): boolean {
  return standsAlone(statement) && runsOnce(statement);
}

/**
 * Whether nothing but a comment shares the statement's lines.
 */
export function standsAlone(statement: SyntaxNode): boolean {
  const { source } = statement;
  const before = source.slice(
    lineStart(source, statement.from),
    statement.from
  );
  const after = source.slice(statement.to, lineEnd(source, statement.to));
  return before.trim() === '' && /^\s*(?:#.*)?$/.test(after);
}

/**
 * Whether the statement runs once with its cell: at the top level, or below
 * `if __name__ == "__main__":`.
 */
function runsOnce(statement: SyntaxNode): boolean {
  const parent = statement.parent;
  if (parent?.type === 'module') {
    return true;
  }
  const test = parent?.parent;
  return (
    test?.type === 'if_statement' &&
    test.parent?.type === 'module' &&
    test.child('consequence') === parent &&
    /^__name__\s*==\s*(["'])__main__\1$/.test(test.child('condition')!.text)
  );
}

/**
 * A word for the task: the name of what it runs.
 */
export function plainName(operand: SyntaxNode): string {
  const callee = operand.child('function') ?? operand;
  const name = callee.child('attribute')?.text ?? callee.text;
  return /^[A-Za-z]\w*$/.test(name) && !/^(?:gather|wait_for|sleep)$/.test(name)
    ? name
    : 'background';
}
