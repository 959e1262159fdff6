import { argumentsOf } from './calls';
import { exitsOf, INNER_SCOPES } from './exits';
import type { SyntaxNode } from './node';
import { unparenthesized } from './node';
import type { ICodeCell, IDefinition, Program } from './program';
import {
  basesOf,
  classAround,
  methodsOf,
  subclassesOf,
  typeOf
} from './references';

/**
 * What is known of an expression that ought to be a coroutine.
 */
export type Operand =
  /**
   * A call of an `async def` of this document.
   */
  | {
      readonly kind: 'coroutine';
      readonly definition: IDefinition;
      readonly certain: boolean;
    }
  /**
   * The name of an `async def` that takes no arguments, not called.
   */
  | {
      readonly kind: 'uncalled';
      readonly definition: IDefinition;
      readonly certain: boolean;
    }
  /**
   * A future that asyncio makes on the running loop, such as `gather(…)`.
   */
  | { readonly kind: 'future' }
  /**
   * Something that cannot be awaited: a plain function's call, a lambda, a
   * generator.
   */
  | { readonly kind: 'wrong' }
  /**
   * Nothing speaks against it: a call of a library, a parameter.
   */
  | { readonly kind: 'unknown'; readonly certain: boolean };

/**
 * Calls that give a future of the running loop and no coroutine.
 */
const FUTURES = new Set([
  'asyncio.gather',
  'asyncio.shield',
  'asyncio.ensure_future',
  'asyncio.create_task'
]);

/**
 * What `node`, the first argument of `asyncio.run` or the like, is.
 */
export function operandOf(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth = 0
): Operand {
  const expression = unparenthesized(node);
  switch (expression.type) {
    case 'call':
      return calledOperand(expression, home, program);
    case 'identifier':
      return namedOperand(expression, home, program, depth);
    case 'lambda':
    case 'generator_expression':
    case 'string':
    case 'integer':
    case 'float':
    case 'none':
    case 'true':
    case 'false':
    case 'list':
    case 'tuple':
    case 'dictionary':
    case 'set':
    case 'list_comprehension':
      return { kind: 'wrong' };
    default:
      return { kind: 'unknown', certain: true };
  }
}

function calledOperand(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): Operand {
  const callee = call.child('function')!;
  const name = program.qualifiedName(callee, home);
  if (name !== null && FUTURES.has(name.name)) {
    return { kind: 'future' };
  }
  const found = definitionOfCallee(callee, home, program);
  if (found === null || found.definition.kind !== 'function') {
    return { kind: 'unknown', certain: found?.certain ?? true };
  }
  const { definition, certain } = found;
  const def = definition.value!;
  if (isDecorated(def)) {
    return { kind: 'unknown', certain };
  }
  if (def.isAsync) {
    return isGenerator(def)
      ? { kind: 'wrong' }
      : { kind: 'coroutine', definition, certain };
  }
  // A plain function may return a coroutine that it got elsewhere.
  return certain && !returnsValue(def)
    ? { kind: 'wrong' }
    : { kind: 'unknown', certain };
}

function namedOperand(
  name: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth: number
): Operand {
  const { definition, certain } = program.resolve(name, home);
  if (definition?.kind === 'function') {
    const def = definition.value!;
    return def.isAsync && !isGenerator(def) && !needsArguments(def)
      ? { kind: 'uncalled', definition, certain }
      : { kind: 'wrong' };
  }
  if (definition?.kind === 'class') {
    return { kind: 'wrong' };
  }
  if (
    definition?.kind === 'assignment' &&
    definition.value !== undefined &&
    depth < 4
  ) {
    const operand = operandOf(
      definition.value,
      definition.home,
      program,
      depth + 1
    );
    return 'certain' in operand
      ? { ...operand, certain: operand.certain && certain }
      : operand;
  }
  return { kind: 'unknown', certain };
}

/**
 * The function that a callee means: a name, or `self.method` within its class.
 */
export function definitionOfCallee(
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program
): { definition: IDefinition; certain: boolean } | null {
  if (callee.type === 'attribute') {
    return ownMethod(callee, home);
  }
  return program.definitionOf(callee, home);
}

/**
 * The method that `self.name` means inside the class that defines it.
 */
function ownMethod(
  attribute: SyntaxNode,
  home: ICodeCell
): { definition: IDefinition; certain: boolean } | null {
  const object = attribute.child('object')!;
  if (object.type !== 'identifier' || !/^(?:self|cls)$/.test(object.text)) {
    return null;
  }
  const around = attribute.closest(node => node.type === 'class_definition');
  const body = around?.child('body');
  const name = attribute.child('attribute')!.text;
  const methods = (body?.parts ?? [])
    .map(part => part.child('definition') ?? part)
    .filter(
      part =>
        part.type === 'function_definition' && part.child('name')?.text === name
    );
  return methods.length === 1
    ? {
        definition: {
          name,
          node: methods[0].child('name')!,
          kind: 'function',
          value: methods[0],
          conditional: false,
          home
        },
        certain: true
      }
    : null;
}

/**
 * Whether a decorator may have put something else in the function's place.
 */
export function isDecorated(def: SyntaxNode): boolean {
  return (
    def.parent?.type === 'decorated_definition' &&
    def.parent.parts.some(
      part =>
        part.type === 'decorator' &&
        !/^(?:staticmethod|classmethod)$/.test(part.parts[0]?.text ?? '')
    )
  );
}

/**
 * The nodes that run when the function runs: not those of functions and
 * classes defined in it.
 */
export function* ownNodes(def: SyntaxNode): Iterable<SyntaxNode> {
  const body = def.child('body');
  const stack = body === undefined ? [] : [body];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    yield node;
    if (!INNER_SCOPES.has(node.type)) {
      stack.push(...[...node.children].reverse());
    }
  }
}

/**
 * Whether a function is a generator. `yield from` makes no async function one:
 * it is not allowed there (Python reference, 6.2.9).
 */
export function isGenerator(def: SyntaxNode): boolean {
  return some(
    ownNodes(def),
    node =>
      node.type === 'yield' &&
      node.named &&
      !(def.isAsync && node.children.some(child => child.type === 'from'))
  );
}

/**
 * Whether a `return` in the function itself gives a value.
 */
export function returnsValue(def: SyntaxNode): boolean {
  return some(
    ownNodes(def),
    node => node.type === 'return_statement' && node.parts.length > 0
  );
}

function needsArguments(def: SyntaxNode): boolean {
  return (def.child('parameters')?.parts ?? []).some(part =>
    part.type === 'identifier' || part.type === 'typed_parameter'
      ? !/^\*/.test(part.text)
      : false
  );
}

/**
 * The functions of this document that run, directly or through others, when
 * `node` runs. A method stands for all of its class: what it can reach through
 * `self` is not followed one by one.
 */
export function functionsReached(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): IDefinition[] {
  const reached = new Map<SyntaxNode, IDefinition>();
  const queue: { node: SyntaxNode; home: ICodeCell }[] = [{ node, home }];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const part of next.node.walk()) {
      if (
        (part.type !== 'identifier' && part.type !== 'attribute') ||
        part.field === 'attribute' ||
        (part.field === 'name' && part.parent?.type === 'keyword_argument')
      ) {
        continue;
      }
      const found = definitionOfCallee(part, next.home, program)?.definition;
      const definitions =
        found?.kind === 'class'
          ? [found, ...specialMethods(found, program)]
          : found !== undefined
            ? [found, ...overridesOf(part, found, program)]
            : methodsReached(part, next.home, program);
      for (const definition of definitions) {
        const def = definition.value;
        if (def !== undefined && !reached.has(def)) {
          reached.set(def, definition);
          queue.push({ node: def, home: definition.home });
        }
      }
    }
  }
  return [...reached.values()];
}

/**
 * The methods of subclasses that `self.name` may mean besides that of the class
 * it stands in.
 */
function overridesOf(
  { type }: SyntaxNode,
  { name, value }: IDefinition,
  program: Program
): IDefinition[] {
  const owner = value === undefined ? null : classAround(value);
  return type !== 'attribute' || owner === null
    ? []
    : subclassesOf(owner, program).flatMap(subclass => {
        const home = program
          .nodes('class_definition')
          .find(({ node }) => node === subclass)?.home;
        return home === undefined
          ? []
          : methodsOf(subclass, name).map(method => ({
              name,
              node: method.child('name')!,
              kind: 'function' as const,
              value: method,
              conditional: false,
              home
            }));
      });
}

/**
 * What Python calls itself while an object is made, entered, iterated over,
 * called or awaited.
 */
const SPECIAL =
  /^__(?:init|new|post_init|a?enter|a?exit|a?iter|a?next|call|await)__$/;

function specialMethods(owner: IDefinition, program: Program): IDefinition[] {
  return inFamily(owner, program, type =>
    (type.child('body')?.parts ?? [])
      .map(part => part.child('definition') ?? part)
      .filter(
        part =>
          part.type === 'function_definition' &&
          SPECIAL.test(part.child('name')!.text)
      )
  );
}

/**
 * The methods that `object.name` means where the object is an instance of a
 * class of this document, or such a class.
 */
function methodsReached(
  attribute: SyntaxNode,
  home: ICodeCell,
  program: Program
): IDefinition[] {
  const object = attribute.child('object');
  const type = object === undefined ? null : typeOf(object, home, program);
  const owner =
    type === null || type === 'other'
      ? undefined
      : program.nodes('class_definition').find(({ node }) => node === type);
  const name = attribute.child('attribute')?.text;
  return owner === undefined || name === undefined
    ? []
    : inFamily({ value: owner.node, home: owner.home }, program, member =>
        methodsOf(member, name)
      );
}

/**
 * The methods that a class, and the classes of this document that it inherits
 * from, have of a kind.
 */
function inFamily(
  owner: Pick<IDefinition, 'value' | 'home'>,
  program: Program,
  methods: (type: SyntaxNode) => SyntaxNode[]
): IDefinition[] {
  const family = new Map([[owner.value!, owner.home]]);
  for (const [type, home] of family) {
    for (const base of basesOf(type)) {
      const found = program.definitionOf(base, home)?.definition;
      if (found?.kind === 'class' && !family.has(found.value!)) {
        family.set(found.value!, found.home);
      }
    }
  }
  return [...family].flatMap(([type, home]) =>
    methods(type).map(value => ({
      name: value.child('name')!.text,
      node: value.child('name')!,
      kind: 'function' as const,
      value,
      conditional: false,
      home
    }))
  );
}

/**
 * Whether a coroutine runs for ever: a `while True` in it, or in one that it
 * awaits, that nothing leaves.
 */
export function isEndless(definition: IDefinition, program: Program): boolean {
  const run = new Map([[definition.value!, definition]]);
  for (const [def, { home }] of run) {
    for (const statement of surelyRun(def.child('body'))) {
      const awaited = awaitedBy(statement);
      if (
        isEndlessLoop(statement) ||
        awaited.some(({ text }) => WAITS_FOREVER.test(text))
      ) {
        return true;
      }
      for (const call of awaited) {
        const operand = operandOf(call, home, program);
        if (operand.kind === 'coroutine' && operand.certain) {
          const { value } = operand.definition;
          run.set(value!, run.get(value!) ?? operand.definition);
        }
      }
    }
  }
  return false;
}

/**
 * What never comes back by itself: a server's own loop, an event or a future
 * that nobody else can reach.
 */
export const WAITS_FOREVER =
  /(?:\.serve_forever\(\)|^(?:asyncio\.)?(?:Event\(\)\.wait\(\)|Future\(\)))$/;

/**
 * The statements that run whenever the block does, those in `with` included.
 */
function surelyRun(block: SyntaxNode | undefined): SyntaxNode[] {
  return (block?.parts ?? []).flatMap(statement =>
    statement.type === 'with_statement'
      ? surelyRun(statement.child('body'))
      : [statement]
  );
}

/**
 * Whether a `while True` around `node`, in the same function, is never left.
 */
export function isInEndlessLoop(node: SyntaxNode): boolean {
  const loop = node.closest(
    outer => INNER_SCOPES.has(outer.type) || isEndlessLoop(outer)
  );
  return loop?.type === 'while_statement';
}

function isEndlessLoop(statement: SyntaxNode): boolean {
  return (
    statement.type === 'while_statement' &&
    /^(?:True|1)$/.test(unparenthesized(statement.child('condition')!).text) &&
    !leaves(statement.child('body')!)
  );
}

/**
 * Whether something in a loop's body leaves the loop.
 */
function leaves(body: SyntaxNode): boolean {
  return exitsOf(body).some(({ type }) =>
    /^(?:return|raise|break)_statement$/.test(type)
  );
}

/**
 * The calls that a statement `await …` waits for, those in `gather` included.
 */
function awaitedBy(statement: SyntaxNode): SyntaxNode[] {
  const expression = statement.parts[0];
  if (
    statement.type !== 'expression_statement' ||
    expression?.type !== 'await'
  ) {
    return [];
  }
  const call = unparenthesized(expression.parts[0]);
  if (call.type !== 'call') {
    return [];
  }
  return /(?:^|\.)gather$/.test(call.child('function')!.text)
    ? argumentsOf(call).map(arg => arg.value)
    : [call];
}

export function some<T>(
  items: Iterable<T>,
  test: (item: T) => boolean
): boolean {
  for (const item of items) {
    if (test(item)) {
      return true;
    }
  }
  return false;
}
