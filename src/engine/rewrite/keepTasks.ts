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
   * The statements that no longer name the loop.
   */
  readonly statements: readonly SyntaxNode[];
}

/**
 * What becomes of the code above `loop.run_forever()` once the call is gone:
 * the tasks that the cell starts, and keeps under no name, get one, since the
 * kernel's loop holds tasks weakly.
 */
export function keepTasks(
  { home, call }: IStart,
  program: Program
): IKeptTasks {
  const edits: IEdit[] = [];
  const statements: SyntaxNode[] = [];
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
      statements.push(statement);
      taken.add(kept.task);
    }
  }
  return { edits, statements, tasks: [...taken] };
}

/**
 * Whether a cell does more after a statement than what `removed` takes out.
 */
export function goesOn(
  { home, call }: IStart,
  removed: readonly IEdit[]
): boolean {
  const end = statementOf(call).to;
  return home.tree.root.parts.some(
    statement =>
      statement.from > end &&
      !removed.some(
        edit =>
          edit.cell === home.cell.id &&
          edit.from <= statement.from &&
          statement.to <= edit.to
      )
  );
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
