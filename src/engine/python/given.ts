import { argument, argumentsOf } from './calls';
import type { SyntaxNode } from './node';
import { unparenthesized } from './node';
import type { ICodeCell, IDefinition, IReference, Program } from './program';
import { classAround } from './references';
import type { IValue } from './values';
import { valueOf } from './values';

/**
 * The expressions that are given for a parameter, wherever its function is
 * called or used as a decorator. Null where the function is also handed on, so
 * that not every use can be told.
 */
export function givenFor(
  parameter: IDefinition,
  program: Program
): IReference[] | null {
  const { node } = parameter;
  const def = node.closest(({ type }) =>
    /^(?:function_definition|lambda)$/.test(type)
  );
  const parameters = def?.child('parameters')?.parts ?? [];
  const position = parameters.indexOf(node);
  const name = def === null ? undefined : nameOf(def);
  if (def === null || name === undefined || position < 0) {
    return null;
  }
  const method = classAround(def) !== null;
  const given: IReference[] = [];
  for (const { node: use, home } of namesOf(name, def, method, program)) {
    const value = givenAt(
      method ? use.parent! : use,
      method ? position - 1 : position,
      node.text
    );
    if (value === null) {
      return null;
    }
    given.push({ node: value, home });
  }
  return given.length === 0 ? null : given;
}

/**
 * Where a function or class is named after `name`, which gives it the name; of a
 * method, every attribute of that name.
 */
function namesOf(
  name: SyntaxNode,
  definition: SyntaxNode,
  isMethod: boolean,
  program: Program
): IReference[] {
  return program
    .identifiers(name.text)
    .filter(
      ({ node, home }) =>
        node !== name &&
        (node.field === 'attribute') === isMethod &&
        (isMethod ||
          program
            .resolve(node, home)
            .definitions.some(({ value }) => value === definition))
    );
}

/**
 * The name of a `def`, or the variable that a lambda is assigned to.
 */
function nameOf(def: SyntaxNode): SyntaxNode | undefined {
  const { parent } = def;
  return def.type === 'lambda'
    ? parent?.type === 'assignment' &&
      parent.child('right') === def &&
      parent.child('left')!.type === 'identifier'
      ? parent.child('left')
      : undefined
    : def.child('name');
}

/**
 * The expressions that a parameter with a default may hold: its default where a
 * call leaves it out, else what the call gives. Calls of a class count for its
 * `__init__`. Null where not every use can be told.
 */
export function givenOrDefault(
  parameter: IDefinition,
  program: Program
): IReference[] | null {
  const { node, home } = parameter;
  const own = node.parent!;
  const def = node.closest(outer => outer.type === 'function_definition');
  const position = def?.child('parameters')?.parts.indexOf(own) ?? -1;
  const fallback = own.child('value');
  if (
    def === null ||
    position < 0 ||
    fallback === undefined ||
    !/^(?:typed_)?default_parameter$/.test(own.type)
  ) {
    return null;
  }
  const owner = classAround(def);
  const name = def.child('name')!;
  const made = owner !== null && name.text === '__init__' ? owner : null;
  const called = made?.child('name') ?? name;
  const isMethod = owner !== null && made === null;
  const given = new Map<SyntaxNode, IReference>([[fallback, parameter]]);
  for (const { node: use, home: where } of namesOf(
    called,
    made ?? def,
    isMethod,
    program
  )) {
    const callee = isMethod ? use.parent! : use;
    const call = callee.parent;
    const args =
      call?.type === 'call' && call.child('function') === callee
        ? argumentsOf(call)
        : null;
    if (args === null || args.some(({ unpacked }) => unpacked)) {
      return null;
    }
    const value = argument(
      args,
      owner === null ? position : position - 1,
      node.text
    )?.value;
    if (value !== undefined) {
      given.set(value, { node: value, home: where });
    }
  }
  return [...given].map(([value, { home: where }]) => ({
    node: value,
    home: value === fallback ? home : where
  }));
}

/**
 * What one use of a function gives for the parameter at `position`, or under
 * `keyword`; null where it is neither a call nor a decorator.
 */
function givenAt(
  use: SyntaxNode,
  position: number,
  keyword: string
): SyntaxNode | null {
  const parent = use.parent;
  if (parent?.type === 'call' && parent.child('function') === use) {
    return argument(argumentsOf(parent), position, keyword)?.value ?? null;
  }
  const definition =
    parent?.type === 'decorator' && position === 0
      ? parent.parent?.child('definition')
      : undefined;
  return definition?.child('name') ?? null;
}

/**
 * What an expression gives; for a parameter of which nothing else is known, what
 * all callers of its function give.
 */
export function valueOrGiven(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): IValue {
  const value = grown(valueOf(node, home, program), program);
  const inner = unparenthesized(node);
  if (value.kind !== 'unknown' || inner.type !== 'identifier') {
    return value;
  }
  const { definition, definitions } = program.resolve(inner, home);
  const def =
    definition?.kind === 'parameter' && definitions.length === 1
      ? definition.node.closest(outer => outer.type === 'function_definition')
      : null;
  const given = def === null ? null : givenFor(definition!, program);
  const values = (given ?? []).map(one => valueOf(one.node, one.home, program));
  const [first] = values;
  return first !== undefined &&
    values.every(({ kind, type }) => kind === first.kind && type === first.type)
    ? {
        ...first,
        certain:
          classAround(def!) === null &&
          !ASKS.test(def!.text) &&
          values.every(({ certain }) => certain)
      }
    : value;
}

/**
 * What a function asks of a parameter that can be of several types.
 */
const ASKS =
  /\b(?:isinstance|hasattr|callable|inspect|is(?:coroutine|awaitable|asyncgen|future)\w*)\b/;

/**
 * A list or set that begins empty, with what is put into it: a collection where
 * all of that is alike and of asyncio's.
 */
function grown(value: IValue, program: Program): IValue {
  const [name] = value.through;
  if (
    name === undefined ||
    !/^builtins\.(?:list|set)$/.test(value.type ?? '') ||
    !/^(?:\[\s*\]|list\(\)|set\(\))$/.test(value.made.node.text)
  ) {
    return value;
  }
  const added = program.cells.flatMap(home =>
    home.masked.text.includes(name.name)
      ? [...home.tree.root.walk()].flatMap(node => {
          const argument = addedTo(name, node, home, program);
          return argument === null ? [] : [valueOf(argument, home, program)];
        })
      : []
  );
  const [first] = added;
  return first !== undefined &&
    added.every(
      ({ kind, type }) => kind === first.kind && type === first.type
    ) &&
    (/^(?:coroutine|task|future)$/.test(first.kind) ||
      first.type === 'concurrent.futures.Future')
    ? {
        ...value,
        kind: first.kind === 'instance' ? 'instance' : 'collection',
        element: first,
        certain: value.certain && added.every(({ certain }) => certain)
      }
    : value;
}

/**
 * What a call `name.append(…)` or `name.add(…)` puts into the collection.
 */
function addedTo(
  name: IDefinition,
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): SyntaxNode | null {
  const callee = call.type === 'call' ? call.child('function')! : null;
  const object = callee?.child('object');
  return object?.type === 'identifier' &&
    object.text === name.name &&
    /^(?:append|add)$/.test(callee!.child('attribute')!.text) &&
    program
      .resolve(object, home)
      .definitions.some(({ node }) => node === name.node)
    ? (argumentsOf(call)[0]?.value ?? null)
    : null;
}

/**
 * Whether a parameter of a function takes part in an expression, so that it can
 * be something else at every call.
 */
export function dependsOnParameter(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  return [...node.walk()].some(
    part =>
      part.type === 'identifier' &&
      part.field !== 'attribute' &&
      !/^(?:self|cls)$/.test(part.text) &&
      program
        .resolve(part, home)
        .definitions.some(({ kind }) => kind === 'parameter')
  );
}
