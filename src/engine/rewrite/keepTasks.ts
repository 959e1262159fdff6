import type { IEdit } from '../edit';
import { lineEnd } from '../lines';
import { argumentsOf } from '../python/calls';
import { operandOf } from '../python/coroutines';
import { loopKind } from '../python/loops';
import type { SyntaxNode } from '../python/node';
import { statementOf } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import type { IStart } from '../python/starts';
import {
  cancelEarlier,
  runInBackground,
  standsAlone,
  tellFailure,
  tellHowToStop
} from './runInBackground';

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
 * kernel's loop holds tasks weakly. Of all that have one, an exception becomes
 * visible, and they are cancelled when the cell runs again.
 */
export function keepTasks(
  { home, call }: IStart,
  program: Program
): IKeptTasks {
  const edits: IEdit[] = [];
  const statements: SyntaxNode[] = [];
  const taken = new Set<string>();
  for (const statement of home.tree.root.parts) {
    if (statement.from > call.from) {
      break;
    }
    const named = namedTask(statement, home, program);
    if (named !== null) {
      edits.push(...watch(named, statement, home, program));
      taken.add(named.text);
      continue;
    }
    const started = startedTask(statement.parts[0], home, program);
    if (started === null || statement.type !== 'expression_statement') {
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
 * The name under which a statement keeps the task that it starts, if it does.
 */
function namedTask(
  statement: SyntaxNode,
  home: ICodeCell,
  program: Program
): SyntaxNode | null {
  const assignment = statement.parts[0];
  const name = assignment?.child('left');
  return assignment?.type === 'assignment' &&
    name?.type === 'identifier' &&
    standsAlone(statement) &&
    startedTask(assignment.child('right'), home, program) !== null
    ? name
    : null;
}

/**
 * The lines around a statement that keeps a task under `name`.
 */
function watch(
  name: SyntaxNode,
  statement: SyntaxNode,
  home: ICodeCell,
  program: Program
): IEdit[] {
  const { source } = statement;
  const cell = home.cell.id;
  const isOnlyTask = program.cells.every(({ scopes }) =>
    (scopes.module.bindings.get(name.text) ?? []).every(
      ({ node }) => node === name
    )
  );
  const to = lineEnd(source, statement.to);
  return [
    ...(isOnlyTask
      ? [
          {
            cell,
            from: statement.from,
            to: statement.from,
            insert: `${cancelEarlier(name.text)}\n`
          }
        ]
      : []),
    {
      cell,
      from: to,
      to,
      insert: `\n${tellFailure(name.text)}\n${tellHowToStop(name.text)}`
    }
  ];
}

/**
 * The call, where it starts a task.
 */
function startedTask(
  call: SyntaxNode | undefined,
  home: ICodeCell,
  program: Program
): SyntaxNode | null {
  if (call?.type !== 'call') {
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
