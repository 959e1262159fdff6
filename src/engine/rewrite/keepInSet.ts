import type { IEdit } from '../edit';
import { indentationAt, lineEnd, lineStart } from '../lines';
import { argumentsOf } from '../python/calls';
import type { SyntaxNode } from '../python/node';
import { statementOf } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import { runsAtOnce } from '../python/program';
import { defineAtTop, insertAtTop } from './asyncioModule';
import { standsAlone } from './runInBackground';
import { unusedName } from './unusedName';

/**
 * A call whose task nothing keeps.
 */
export interface ILostTask {
  readonly call: SyntaxNode;
  readonly home: ICodeCell;

  /**
   * - `statement`: the call is a statement of its own;
   * - `chained`: a method of the task is, such as `add_done_callback`;
   * - `variable`: a variable holds it until its function returns;
   * - `expression`: anything else: the value of a lambda, of a comprehension.
   */
  readonly form: 'statement' | 'chained' | 'variable' | 'expression';
}

const SET = 'background_tasks';
const HELPER = 'start_in_background';

/**
 * What an earlier rewrite wrote: the variable may be used once more.
 */
const OURS =
  /\btask = (?=[\w.]*(?:create_task|ensure_future)\(.*\n.*\.add\(task\)\n.*\.discard\))|\bbackground_tasks\w*\.add\(task\)|\btask\.add_done_callback\(background_tasks\w*\.discard\)/g;

/**
 * The edits that keep a task in a set of the module until it is done (CPython
 * docs, `asyncio.create_task`, "Important").
 *
 * @param first - the first cell in which a task is lost: there the set is
 * defined, once for all
 * @returns null where the call stands where that cannot be written
 */
export function keepInSet(
  lost: ILostTask,
  first: ICodeCell,
  program: Program
): IEdit[] | null {
  const { call, home, form } = lost;
  const statement = statementOf(call);
  const cell = home.cell.id;
  const { source } = call;
  const set = setIn(first, program);
  if (form === 'expression' || !isPlainLine(statement)) {
    return form === 'variable' || form === 'chained'
      ? null
      : withHelper(call, first, home, program);
  }
  const indent = indentationAt(source, statement.from);
  const end = lineEnd(source, statement.to);
  const name =
    form === 'variable'
      ? call.parent!.child('left')!.text
      : taskName(call, home, program);
  const keep = `${set.name}.add(${name})\n${indent}${name}.add_done_callback(${set.name}.discard)`;
  if (form === 'chained') {
    return [
      ...set.edits,
      {
        cell,
        from: statement.from,
        to: call.to,
        insert: `${name} = ${call.text}\n${indent}${keep}\n${indent}${name}`
      }
    ];
  }
  return [
    ...set.edits,
    ...(form === 'variable'
      ? []
      : [
          {
            cell,
            from: statement.from,
            to: statement.from,
            insert: `${name} = `
          }
        ]),
    { cell, from: end, to: end, insert: `\n${indent}${keep}` }
  ];
}

/**
 * Whether a statement has its lines for itself, and lines can follow it.
 */
function isPlainLine(statement: SyntaxNode): boolean {
  const { source, from, parent } = statement;
  return (
    standsAlone(statement) &&
    (parent?.type === 'module' || parent?.type === 'block') &&
    lineStart(source, from) + indentationAt(source, from).length === from
  );
}

/**
 * A name for the task: `task`, where nothing around has that name.
 */
function taskName(call: SyntaxNode, home: ICodeCell, program: Program): string {
  const def = runsAtOnce(call, home)
    ? null
    : call.closest(outer => outer.type === 'function_definition');
  return def !== null && !/\btask\b/.test(def.text.replace(OURS, ''))
    ? 'task'
    : unusedName('task', program, new Set(), OURS);
}

/**
 * The set's name, and the edit that defines it above the cell's code unless a
 * cell does so already.
 */
function setIn(
  first: ICodeCell,
  program: Program
): { name: string; edits: IEdit[] } {
  if (isOurSet(SET, first, program)) {
    return { name: SET, edits: [] };
  }
  const name = unusedName(SET, program);
  const { source } = first.cell;
  const { from } = insertAtTop('', first);
  const above =
    from === 0 || source.slice(0, from).endsWith('\n\n') ? '' : '\n';
  const below = /^(?:\n|$)/.test(source.slice(from)) ? '' : '\n';
  return {
    name,
    edits: [insertAtTop(`${above}${name} = set()\n${below}`, first)]
  };
}

function isOurSet(name: string, first: ICodeCell, program: Program): boolean {
  const { definition, definitions } = program.resolveName(
    name,
    first.tree.root,
    first
  );
  return (
    definitions.length === 1 &&
    definition?.kind === 'assignment' &&
    definition.value?.text === 'set()' &&
    definition.home.index <= first.index
  );
}

/**
 * `start_in_background(coroutine)`, for places where only an expression can
 * stand.
 */
function withHelper(
  call: SyntaxNode,
  first: ICodeCell,
  home: ICodeCell,
  program: Program
): IEdit[] | null {
  const cell = home.cell.id;
  const callee = call.child('function')!;
  const rename: IEdit = {
    cell,
    from: callee.from,
    to: callee.to,
    insert: HELPER
  };
  if (
    !/^(?:[\w.]+\.)?(?:create_task|ensure_future)$/.test(callee.text) ||
    argumentsOf(call).length !== 1
  ) {
    return null;
  }
  const known = program.cells.find(
    other =>
      other.index <= home.index &&
      other.cell.source.includes(`def ${HELPER}(coroutine`)
  );
  if (known !== undefined) {
    return [rename];
  }
  const asyncio = program.resolveName('asyncio', home.tree.root, first);
  if (
    asyncio.definition?.imported !== 'asyncio' ||
    asyncio.definition.home.index > first.index ||
    unusedName(HELPER, program) !== HELPER
  ) {
    return null;
  }
  const set = setIn(first, program);
  const helper = `def ${HELPER}(coroutine):
    """Start a coroutine as a task, and keep the task until it is done."""
    task = asyncio.create_task(coroutine)
    ${set.name}.add(task)
    task.add_done_callback(${set.name}.discard)
    return task
`;
  const [defined] = set.edits;
  if (defined === undefined) {
    return [defineAtTop('', helper, first), rename];
  }
  // Right below the set, whose definition may end with a blank line.
  const blank = defined.insert.endsWith('\n\n');
  const insert = blank ? `\n${helper}\n\n` : `\n\n${helper}`;
  return [defined, { ...defined, insert }, rename];
}
