import type { IEdit } from '../edit';
import { comprehensionDepth, placeOf } from '../python/awaitable';
import { isDecorated, ownNodes, some } from '../python/coroutines';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell, IDefinition, Program } from '../python/program';
import { classAround, referencesTo } from '../python/references';
import { exhaustGenerator } from './exhaustGenerator';
import { putAwait } from './putAwait';
import { lineMagicAround } from './replaceMagics';

/**
 * Functions made async, and every call of them awaited.
 */
export interface IAsyncPlan {
  readonly edits: readonly IEdit[];

  /**
   * The functions that change, the one that was asked for first.
   */
  readonly functions: readonly IDefinition[];
}

/**
 * Where `await` may be written.
 */
export interface IAwaitRules {
  /**
   * Whether the top level of a cell may use it.
   */
  atTopLevel(home: ICodeCell): boolean;

  /**
   * Whether it may stand in a comprehension within another.
   */
  readonly inNestedComprehensions: boolean;
}

/**
 * The plan that makes a function async and awaits it wherever it is called, in
 * every cell, with the functions around those calls made async in turn.
 *
 * Null where one reference is not a plain call in a place where `await` can
 * stand: then the function must stay as it is.
 */
export function makeAsync(
  definition: IDefinition,
  program: Program,
  rules: IAwaitRules
): IAsyncPlan | null {
  const edits: IEdit[] = [];
  const functions = new Map<SyntaxNode, IDefinition>();
  const queue = [definition];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const def = next.value!;
    if (functions.has(def)) {
      continue;
    }
    functions.set(def, next);
    const references = mayBeAsync(def, next)
      ? referencesTo(next, program)
      : null;
    if (references === null) {
      return null;
    }
    edits.push({
      cell: next.home.cell.id,
      from: def.from,
      to: def.from,
      insert: 'async '
    });
    for (const { node, home } of references) {
      const call = node.parent!;
      if (call.type !== 'call' || call.child('function') !== node) {
        return null;
      }
      const opened = openPlace(call, home, program, rules);
      if (opened === null) {
        return null;
      }
      edits.push(...opened.edits, ...putAwait(call, home.cell.id));
      if (opened.function !== null) {
        const around = definitionFor(opened.function, home, program);
        if (around === null) {
          return null;
        }
        queue.push(around);
      }
    }
  }
  return { edits, functions: [...functions.values()] };
}

/**
 * Whether nothing but its callers cares if the function is async.
 */
function mayBeAsync(def: SyntaxNode, { name, home }: IDefinition): boolean {
  return (
    home.cell.editable &&
    !isDecorated(def) &&
    !/^__\w+__$/.test(name) &&
    !some(ownNodes(def), node => node.type === 'yield')
  );
}

interface IOpened {
  readonly edits: readonly IEdit[];
  readonly function: SyntaxNode | null;
}

/**
 * What it takes for `await` to be allowed in the place of `node`: a generator
 * expression becomes a list, a plain function must become async. Null where
 * nothing helps.
 */
function openPlace(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  rules: IAwaitRules
): IOpened | null {
  if (
    !home.cell.editable ||
    lineMagicAround(node, home.masked)?.name === 'prun' ||
    (comprehensionDepth(node, home.scopes) > 1 && !rules.inNestedComprehensions)
  ) {
    return null;
  }
  let place = placeOf(node, home.scopes);
  let edits: readonly IEdit[] = [];
  if (place.kind === 'generator') {
    const list = exhaustGenerator(place.generator, home, program);
    if (list === null) {
      return null;
    }
    edits = list;
    place = placeOf(place.generator, home.scopes);
  }
  switch (place.kind) {
    case 'function':
      return { edits, function: place.function };
    case 'awaitable':
      return place.function !== null || rules.atTopLevel(home)
        ? { edits, function: null }
        : null;
    default:
      return null;
  }
}

/**
 * The plan that allows `await` in the place of `node`: empty where it is
 * allowed already, else the function around it made async with its callers.
 */
export function allowAwait(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  rules: IAwaitRules
): IAsyncPlan | null {
  const opened = openPlace(node, home, program, rules);
  if (opened === null) {
    return null;
  }
  if (opened.function === null) {
    return { edits: opened.edits, functions: [] };
  }
  const around = definitionFor(opened.function, home, program);
  const plan = around && makeAsync(around, program, rules);
  return plan && { ...plan, edits: [...opened.edits, ...plan.edits] };
}

/**
 * The plan that awaits the expression `node` where it stands.
 */
export function awaitExpression(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  rules: IAwaitRules
): IAsyncPlan | null {
  const plan = allowAwait(node, home, program, rules);
  return (
    plan && { ...plan, edits: [...plan.edits, ...putAwait(node, home.cell.id)] }
  );
}

/**
 * The definition that a `def` makes.
 */
function definitionFor(
  def: SyntaxNode,
  home: ICodeCell,
  program: Program
): IDefinition | null {
  const name = def.child('name');
  if (name === undefined) {
    return null;
  }
  const own: IDefinition = {
    name: name.text,
    node: name,
    kind: 'function',
    value: def,
    conditional: false,
    home
  };
  if (classAround(def) !== null) {
    return own;
  }
  const { definitions } = program.resolveName(name.text, def, home);
  return definitions.length === 1 && definitions[0].value === def ? own : null;
}
