import type { IEdit } from '../edit';
import { argumentsOf } from '../python/calls';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import { indentationAt, lineStart } from '../lines';
import { asyncioModule } from './asyncioModule';
import type { IAwaitRules } from './makeAsync';
import { allowAwait } from './makeAsync';
import { putAwait } from './putAwait';
import { unusedName } from './unusedName';

/**
 * The edits that let a call run in a thread while the loop goes on:
 * `f(a, b=1)` becomes `await asyncio.to_thread(f, a, b=1)`. The arguments are
 * read where they were, in the same order. Null where `await` cannot stand in
 * the place of the call.
 */
export function callInThread(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program,
  rules: IAwaitRules
): IEdit[] | null {
  const callee = call.child('function')!;
  const list = call.child('arguments')!;
  const place = awaitInstead(call, home, program, rules);
  if (place === null || list.type !== 'argument_list') {
    return null;
  }
  const cell = home.cell.id;
  const { source } = call;
  const comma = argumentsOf(call).length === 0 ? '' : ',';
  const space = /\s/.test(source[list.from + 1] ?? '') ? '' : ' ';
  return [
    ...place.edits,
    ...putAwait(call, cell),
    {
      cell,
      from: call.from,
      to: call.from,
      insert: `${place.module}.to_thread(`
    },
    {
      cell,
      from: callee.to,
      to: list.from + 1,
      insert: comma === '' ? '' : comma + space
    }
  ];
}

/**
 * The same for a call in a statement that has read what it changes by the time
 * it makes the call (`total += f()`): what others add while it waits would be
 * lost, so the call gets a line of its own above. Null where the statement does
 * something else before the call, or not always makes it.
 */
export function callAboveInThread(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program,
  rules: IAwaitRules
): IEdit[] | null {
  const statement = call.closest(({ type }) => /assignment$/.test(type));
  const list = call.child('arguments')!;
  const place = awaitInstead(call, home, program, rules);
  if (statement === null || place === null || list.type !== 'argument_list') {
    return null;
  }
  const { source } = call;
  const { scopes, cell } = home;
  const begin = lineStart(source, statement.from);
  const between = call.closest(
    node => node === statement || SOMETIMES.has(node.type)
  );
  if (
    between !== statement ||
    scopes.scopeOf(call) !== scopes.scopeOf(statement) ||
    source.slice(begin, statement.from).trim() !== '' ||
    source.slice(statement.from, call.from).includes('(')
  ) {
    return null;
  }
  const name = unusedName('result', program);
  const callee = call.child('function')!;
  const comma = argumentsOf(call).length === 0 ? '' : ', ';
  const rest = source.slice(list.from + 1, call.to);
  const indent = indentationAt(source, statement.from);
  return [
    ...place.edits,
    {
      cell: cell.id,
      from: statement.from,
      to: statement.from,
      insert: `${name} = await ${place.module}.to_thread(${callee.text}${comma}${rest}\n${indent}`
    },
    { cell: cell.id, from: call.from, to: call.to, insert: name }
  ];
}

/**
 * What may pass over a part of itself.
 */
const SOMETIMES = new Set([
  'boolean_operator',
  'conditional_expression',
  'comparison_operator'
]);

/**
 * What it takes to await one of asyncio's functions in the place of `node`: the
 * name of the module, and the edits that allow both. Null where a function
 * would have to become async, or where nothing helps.
 */
export function awaitInstead(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  rules: IAwaitRules
): { module: string; edits: readonly IEdit[] } | null {
  const plan = allowAwait(node, home, program, rules);
  const module = asyncioModule(node, home, program);
  return plan === null || plan.functions.length > 0 || module === null
    ? null
    : { module: module.name, edits: [...module.edits, ...plan.edits] };
}
