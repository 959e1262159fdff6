import type { IEdit } from '../edit';
import { argumentsOf } from '../python/calls';
import { operandOf } from '../python/coroutines';
import { loopKind } from '../python/loops';
import type { SyntaxNode } from '../python/node';
import { statementOf } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import type { IStart } from '../python/starts';
import { runInBackground } from './runInBackground';

/**
 * The tasks that a `run_forever` was there for, kept in the background.
 */
export interface IKeptTasks {
  readonly edits: readonly IEdit[];

  /**
   * The variables that hold them.
   */
  readonly tasks: readonly string[];

  /**
   * Whether the cell does more after `run_forever` had returned.
   */
  readonly goesOn: boolean;
}

/**
 * What becomes of the code around `loop.run_forever()` once the call is gone:
 * the tasks that the cell starts, and keeps under no name, get one, since the
 * kernel's loop holds tasks weakly.
 */
export function keepTasks(
  { home, call }: IStart,
  removed: readonly IEdit[],
  program: Program
): IKeptTasks {
  const edits: IEdit[] = [];
  const tasks: string[] = [];
  const taken = new Set<string>();
  for (const statement of home.tree.root.parts) {
    const started = startedTask(statement, home, program);
    if (started === null || statement.from > call.from) {
      continue;
    }
    const operand = argumentsOf(started)[0].value;
    const future =
      operandOf(operand, home, program).kind === 'future' ||
      /ensure_future$/.test(started.child('function')!.text);
    const kept = runInBackground(
      started,
      operand,
      home,
      program,
      '',
      future ? 'ensure_future' : 'create_task',
      taken
    );
    if (kept !== null) {
      edits.push(...kept.edits);
      tasks.push(kept.task);
      taken.add(kept.task);
    }
  }
  const end = statementOf(call).to;
  return {
    edits,
    tasks,
    goesOn: home.tree.root.parts.some(
      statement =>
        statement.from > end &&
        statement.type !== 'comment' &&
        !removed.some(
          edit =>
            edit.cell === home.cell.id &&
            edit.from <= statement.from &&
            statement.to <= edit.to
        )
    )
  };
}

/**
 * The call of a statement that starts a task and drops it.
 */
function startedTask(
  statement: SyntaxNode,
  home: ICodeCell,
  program: Program
): SyntaxNode | null {
  const call = statement.parts[0];
  if (statement.type !== 'expression_statement' || call?.type !== 'call') {
    return null;
  }
  const callee = call.child('function')!;
  const name = program.qualifiedName(callee, home)?.name;
  const object = callee.child('object');
  const starts =
    name === 'asyncio.create_task' ||
    name === 'asyncio.ensure_future' ||
    (object !== undefined &&
      callee.child('attribute')!.text === 'create_task' &&
      /^(?:kernel|new)$/.test(loopKind(object, home, program)));
  return starts && argumentsOf(call).length > 0 ? call : null;
}
