import type { IEdit } from '../edit';
import { indentationAt } from '../lines';
import { comprehensionDepth, placeOf } from '../python/awaitable';
import {
  mayWantCoroutine,
  wantsCoroutine,
  wantsCoroutineFunction
} from '../python/coroutineUse';
import { isDecorated, isGenerator } from '../python/coroutines';
import type { SyntaxNode } from '../python/node';
import type {
  ICodeCell,
  IDefinition,
  IReference,
  Program
} from '../python/program';
import { classAround, referencesTo } from '../python/references';
import { exhaustGenerator } from './exhaustGenerator';
import { makeIterationAsync, yieldAsync } from './makeIterationAsync';
import {
  decorateAsync,
  enterAsync,
  managerDecorator
} from './makeManagerAsync';
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

  /**
   * Whether a generator may become an asynchronous one. Where it is absent, a
   * generator stays as it is.
   */
  readonly inGenerators?: boolean;

  /**
   * Asked about a method's name on an object that may be anything: whether such
   * a place may stay as it is. Where it is absent, it may not.
   */
  mayLeave?(reference: IReference): boolean;
}

/**
 * The plan that makes a function async and awaits it wherever it is called, in
 * every cell, with the functions around those calls made async in turn. Calls
 * that are taken for coroutines already stay; a generator becomes an
 * asynchronous one, and what iterates over it an `async for`; one that makes a
 * context manager makes an asynchronous one, which `async with` enters.
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
    const decorator = managerDecorator(def, next.home, program);
    const generator = isGenerator(def);
    const inner = generator
      ? yieldAsync(def, next.home, program, other => functions.has(other))
      : [];
    const outer =
      decorator === null ? [] : decorateAsync(decorator, next.home, program);
    const own = inner && outer && [...outer, ...inner];
    const references =
      own !== null &&
      mayBeAsync(def, next, decorator !== null) &&
      (!generator || rules.inGenerators)
        ? isCalledByPython(next)
          ? []
          : referencesTo(
              next,
              program,
              reference =>
                isSettled(reference) || rules.mayLeave?.(reference) === true
            )
        : null;
    const head = asyncHead(def, next);
    if (references === null || own === null || head === null) {
      return null;
    }
    edits.push(head, ...own);
    for (const { node, home } of references) {
      const call = node.parent!;
      if (
        wantsCoroutineFunction(node, home, program) ||
        (!generator &&
          isCall(call, node) &&
          wantsCoroutine(call, home, program))
      ) {
        continue;
      }
      const used =
        !isCall(call, node) || mayWantCoroutine(call, home, program)
          ? null
          : decorator !== null
            ? enterAsync(call, home)
            : generator
              ? makeIterationAsync(call, home, program)
              : { place: call, edits: putAwait(call, home.cell.id) };
      const opened =
        used === null ? null : openPlace(used.place, home, program, rules);
      if (used === null || opened === null) {
        return null;
      }
      edits.push(...opened.edits, ...used.edits);
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
 * The edit that makes a function async by its first line; a lambda, which
 * cannot be, becomes a `def`. Null where it is no statement of its own.
 */
function asyncHead(def: SyntaxNode, { name, home }: IDefinition): IEdit | null {
  const cell = home.cell.id;
  if (def.type !== 'lambda') {
    return { cell, from: def.from, to: def.from, insert: 'async ' };
  }
  const assignment = def.parent;
  const statement = assignment?.parent;
  const { source } = home.cell;
  if (
    assignment?.type !== 'assignment' ||
    assignment.child('left')?.type !== 'identifier' ||
    assignment.child('type') !== undefined ||
    statement?.type !== 'expression_statement' ||
    statement.parts.length !== 1 ||
    !/(?:^|\n)[ \t]*$/.test(source.slice(0, statement.from)) ||
    !/^[ \t]*(?:#.*)?(?:\n|$)/.test(source.slice(statement.to))
  ) {
    return null;
  }
  const parameters = def.child('parameters')?.text ?? '';
  return {
    cell,
    from: statement.from,
    to: def.child('body')!.from,
    insert: `async def ${name}(${parameters}):\n${indentationAt(source, statement.from)}    return `
  };
}

function isCall(call: SyntaxNode, callee: SyntaxNode): boolean {
  return call.type === 'call' && call.child('function') === callee;
}

/**
 * Whether a call is awaited where it stands: whatever its name means, nothing
 * has to be done there.
 */
function isSettled({ node }: IReference): boolean {
  return (
    node.parent !== null &&
    isCall(node.parent, node) &&
    node.parent.parent?.type === 'await'
  );
}

/**
 * Whether nothing but its callers cares if the function is async.
 */
function mayBeAsync(
  def: SyntaxNode,
  definition: IDefinition,
  manages: boolean
): boolean {
  const { name, home } = definition;
  return (
    home.cell.editable &&
    (manages || !isDecorated(def)) &&
    (!/^__\w+__$/.test(name) || isCalledByPython(definition))
  );
}

/**
 * Whether it is a method that `async with` and `async for` call, and await
 * (Python reference, 3.4).
 */
function isCalledByPython({ name, value }: IDefinition): boolean {
  return (
    /^__a(?:enter|exit|next)__$/.test(name) && classAround(value!) !== null
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
    case 'lambda':
      return { edits, function: node.closest(({ type }) => type === 'lambda') };
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
 * The definition that a `def` makes, or a lambda that is assigned to a name.
 */
export function definitionFor(
  def: SyntaxNode,
  home: ICodeCell,
  program: Program
): IDefinition | null {
  const name = def.child('name');
  if (def.type === 'lambda') {
    const around = def.closest(({ type }) =>
      /^(?:class|function)_definition$/.test(type)
    );
    const variable =
      def.parent?.type === 'assignment' && around?.type !== 'class_definition'
        ? def.parent.child('left')
        : undefined;
    const { definitions } =
      variable?.type === 'identifier'
        ? program.resolve(variable, home)
        : { definitions: [] };
    return definitions.length === 1 && definitions[0].value === def
      ? definitions[0]
      : null;
  }
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
