import type { IEdit } from '../edit';
import { indentationAt, lineEnd, lineStart } from '../lines';
import { argumentsOf } from '../python/calls';
import { ownNodes, some } from '../python/coroutines';
import type { SyntaxNode } from '../python/node';
import { statementOf, unparenthesized } from '../python/node';
import type { IDefinition, Program } from '../python/program';
import { referencesTo } from '../python/references';
import { asyncioModule } from './asyncioModule';
import { plainName, standsAlone } from './runInBackground';
import { unusedName } from './unusedName';

/**
 * The edits that end a coroutine's tasks with the coroutine, as `asyncio.run`
 * does (`_cancel_all_tasks` in Lib/asyncio/runners.py): each has a name, and a
 * `finally` around the rest of the body cancels it and waits until it has
 * ended. A task that failed before stays as loud as it was: `asyncio.wait` does
 * not take its exception.
 *
 * Cancelling around the `await` instead, by comparing `asyncio.all_tasks()`
 * before and after, would also end tasks that other cells and the kernel itself
 * start meanwhile.
 *
 * Null where a task is not started by a statement at the top level of the
 * coroutine's body, one after the other, or where something else than `starts`
 * uses the coroutine and may count on its tasks.
 *
 * @param calls - what starts the tasks
 * @param starts - operands that start a loop: uses that end the tasks anyway
 */
export function cancelTasks(
  coroutine: IDefinition,
  calls: readonly SyntaxNode[],
  starts: readonly SyntaxNode[],
  program: Program
): IEdit[] | null {
  const { home } = coroutine;
  const body = coroutine.value!.child('body')!;
  const statements = calls.map(statementOf);
  const first = body.parts.indexOf(statements[0]);
  const rest = body.parts.slice(first + statements.length);
  if (
    !home.cell.editable ||
    home.tree.hasError ||
    home.masked.cellMagic !== null ||
    first < 0 ||
    rest.length === 0 ||
    !statements.every((statement, i) => statement === body.parts[first + i]) ||
    ![...statements, ...rest].every(standsAlone) ||
    rest.some(holdsLongString) ||
    !isUsedOnlyBy(starts, coroutine, program)
  ) {
    return null;
  }
  const edits: IEdit[] = [];
  const names: string[] = [];
  for (const call of calls) {
    const name = nameFor(call, coroutine, program, new Set(names));
    if (name === null) {
      return null;
    }
    names.push(name.text);
    edits.push(...name.edits);
  }
  const module = asyncioModule(calls[0].child('function')!, home, program);
  if (module === null) {
    return null;
  }
  return [
    ...edits,
    ...module.edits,
    ...guarded(rest, names, module.name, coroutine)
  ];
}

/**
 * `rest` in a `try` whose `finally` cancels the tasks.
 */
function guarded(
  rest: readonly SyntaxNode[],
  names: readonly string[],
  module: string,
  { home, value }: IDefinition
): IEdit[] {
  const { source } = home.cell;
  const cell = home.cell.id;
  const indent = indentationAt(source, rest[0].from);
  const step = indent.slice(indentationAt(source, value!.from).length);
  const from = lineStart(source, rest[0].from);
  const to = lineEnd(source, rest[rest.length - 1].to);
  const waits = some(
    ownNodes(value!),
    node => node.from >= from && WAITS.test(node.type)
  );
  const last = [
    'finally:',
    // What has not run yet begins once more than the body waits, as when a loop
    // comes to its end; a task that is cancelled before never begins.
    ...(waits ? [] : [`${step}await ${module}.sleep(0)`]),
    ...names.map(name => `${step}${name}.cancel()`),
    `${step}await ${module}.wait([${names.join(', ')}])`
  ];
  const edits: IEdit[] = [
    { cell, from, to: from, insert: `${indent}try:\n` },
    {
      cell,
      from: to,
      to,
      insert: last.map(line => `\n${indent}${line}`).join('')
    }
  ];
  for (let at = from; at < to; at = lineEnd(source, at) + 1) {
    if (source.slice(at, lineEnd(source, at)).trim() !== '') {
      edits.push({ cell, from: at, to: at, insert: step });
    }
  }
  return edits;
}

const WAITS = /^(?:await|async)$/;

/**
 * The variable that holds a task, and the edits that give it one.
 */
function nameFor(
  call: SyntaxNode,
  { home, value }: IDefinition,
  program: Program,
  taken: ReadonlySet<string>
): { text: string; edits: IEdit[] } | null {
  const parent = call.parent!;
  if (parent.type === 'assignment') {
    const target = parent.child('left')!;
    return target.type === 'identifier' &&
      home.scopes.lookup(target.text, target).node === value
      ? { text: target.text, edits: [] }
      : null;
  }
  if (parent.parts.length !== 1) {
    return null;
  }
  const operand = argumentsOf(call)[0]?.value;
  if (operand === undefined) {
    return null;
  }
  const text = unusedName(`${plainName(operand)}_task`, program, taken);
  const at = { cell: home.cell.id, from: call.from, to: call.from };
  return { text, edits: [{ ...at, insert: `${text} = ` }] };
}

/**
 * Whether the coroutine is called nowhere but as an operand of `starts`.
 */
function isUsedOnlyBy(
  starts: readonly SyntaxNode[],
  coroutine: IDefinition,
  program: Program
): boolean {
  const operands = new Set(starts.map(unparenthesized));
  return (
    referencesTo(coroutine, program)?.every(
      ({ node }) =>
        operands.has(node) ||
        (node.field === 'function' && operands.has(node.parent!))
    ) === true
  );
}

/**
 * Whether a string goes over several lines: it would change if they moved.
 */
function holdsLongString(statement: SyntaxNode): boolean {
  return some(
    statement.walk(),
    ({ type, text }) => type === 'string' && text.includes('\n')
  );
}
