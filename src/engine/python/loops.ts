import { argumentsOf } from './calls';
import { ownNodes } from './coroutines';
import { givenFor, givenOrDefault } from './given';
import type { SyntaxNode } from './node';
import { unparenthesized } from './node';
import type { ICodeCell, IDefinition, Program } from './program';
import { typeOf } from './references';

/**
 * What an expression is, seen as an event loop.
 *
 * `kernel`: the loop that is running here; `new`: one of the code's own;
 * `runner`: an `asyncio.Runner`; `other`: no loop; `unknown`: it may be one.
 */
export type LoopKind = 'kernel' | 'new' | 'runner' | 'other' | 'unknown';

const MAKERS: Record<string, LoopKind | undefined> = {
  'asyncio.get_event_loop': 'kernel',
  'asyncio.get_running_loop': 'kernel',
  'asyncio.new_event_loop': 'new',
  'asyncio.SelectorEventLoop': 'new',
  'asyncio.ProactorEventLoop': 'new',
  'asyncio.EventLoop': 'new',
  'uvloop.new_event_loop': 'new',
  'asyncio.Runner': 'runner'
};

/**
 * What `node` is, seen as a loop.
 */
export function loopKind(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth = 0
): LoopKind {
  const expression = unparenthesized(node);
  if (depth > 5) {
    return 'unknown';
  }
  switch (expression.type) {
    case 'call':
      return madeKind(expression, home, program, depth);
    case 'identifier': {
      const { kind, definitions } = program.resolve(expression, home);
      const given = definitions.filter(
        definition => !isNone(definition, program)
      );
      return kind === 'unbound'
        ? 'unknown'
        : given.length === 0 && definitions.length > 0
          ? 'other'
          : together(
              given.map(definition => definedKind(definition, program, depth))
            );
    }
    case 'attribute': {
      const kept = attributeValuesOf(expression, home, program);
      return together(
        kept.values
          .filter(({ type }) => type !== 'none')
          .map(value => loopKind(value, kept.home, program, depth + 1))
      );
    }
    case 'boolean_operator':
    case 'conditional_expression':
      return isChoice(expression)
        ? together(
            choices(expression, home, program).map(value =>
              loopKind(value, home, program, depth + 1)
            )
          )
        : 'other';
    case 'named_expression':
      return loopKind(expression.child('value')!, home, program, depth + 1);
    default:
      return 'other';
  }
}

function isChoice(expression: SyntaxNode): boolean {
  return (
    expression.type === 'conditional_expression' ||
    expression.child('operator')?.text === 'or'
  );
}

/**
 * What `loop or asyncio.get_event_loop()` and `loop if loop else …` may give,
 * without what is never given.
 */
function choices(
  expression: SyntaxNode,
  home: ICodeCell,
  program: Program
): SyntaxNode[] {
  const [first, second, third] = expression.parts;
  const last = expression.type === 'conditional_expression' ? third : second;
  return [first, last].filter(value => {
    const { definitions } =
      value.type === 'identifier'
        ? program.resolve(value, home)
        : { definitions: [] };
    return (
      value.type !== 'none' &&
      (definitions.length === 0 ||
        definitions.some(definition => !isNone(definition, program)))
    );
  });
}

/**
 * Whether a name is `None` where this definition counts: it is assigned, or it
 * is the default of a parameter that no call gives.
 */
function isNone(definition: IDefinition, program: Program): boolean {
  return definition.kind === 'parameter'
    ? (givenOrDefault(definition, program)?.every(
        ({ node }) => node.type === 'none'
      ) ?? false)
    : definition.kind === 'assignment' && definition.value?.type === 'none';
}

function madeKind(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth: number
): LoopKind {
  const callee = call.child('function')!;
  const name = program.qualifiedName(callee, home)?.name;
  const known = name === undefined ? undefined : MAKERS[name];
  if (known !== undefined) {
    return known;
  }
  if (name === 'contextlib.closing') {
    const [closed] = argumentsOf(call);
    return closed === undefined
      ? 'other'
      : loopKind(closed.value, home, program, depth + 1);
  }
  const method = callee.child('attribute')?.text;
  if (method === 'new_event_loop') {
    return 'new';
  }
  if (method === 'get_loop') {
    return 'kernel';
  }
  const own = program.definitionOf(callee, home)?.definition;
  if (own?.kind === 'function') {
    return returnedKind(own, program, depth);
  }
  return own?.kind === 'class' || name?.startsWith('builtins.') === true
    ? 'other'
    : 'unknown';
}

/**
 * What a plain function of this document returns, seen as a loop. What it makes
 * where there is no loop to ask for does not count: there is one.
 */
function returnedKind(
  { value: def, home }: IDefinition,
  program: Program,
  depth: number
): LoopKind {
  if (
    def === undefined ||
    def.isAsync ||
    def.parent?.type === 'decorated_definition'
  ) {
    return 'unknown';
  }
  const returned = [...ownNodes(def)].filter(
    node => node.type === 'return_statement' && !isOtherwise(node)
  );
  return together(
    returned.map(({ parts: [value] }) => {
      if (value === undefined) {
        return 'other';
      }
      const definitions =
        value.type === 'identifier'
          ? program
              .resolve(value, home)
              .definitions.filter(({ node }) => !isOtherwise(node))
          : [];
      return definitions.length === 0
        ? loopKind(value, home, program, depth + 1)
        : together(
            definitions.map(one => definedKind(one, program, depth + 1))
          );
    })
  );
}

/**
 * Whether code only runs where asking for a loop has failed.
 */
function isOtherwise(node: SyntaxNode): boolean {
  const clause = node.closest(({ type }) => type === 'except_clause');
  return (
    clause !== null &&
    /^except(?:\s+RuntimeError(?:\s+as\s+\w+)?)?\s*:/.test(clause.text) &&
    /\bget_(?:event|running)_loop\(\)/.test(
      clause.parent!.child('body')?.text ?? ''
    )
  );
}

function definedKind(
  definition: IDefinition,
  program: Program,
  depth: number
): LoopKind {
  const value = definition.value ?? enteredBy(definition.node);
  switch (definition.kind) {
    case 'assignment':
    case 'target':
      return value === undefined
        ? 'unknown'
        : loopKind(value, definition.home, program, depth + 1);
    case 'parameter':
      return parameterKind(definition, program, depth);
    default:
      return 'other';
  }
}

/**
 * What a parameter is, from what every call gives for it.
 */
function parameterKind(
  definition: IDefinition,
  program: Program,
  depth: number
): LoopKind {
  const given =
    givenFor(definition, program) ?? givenOrDefault(definition, program) ?? [];
  return together(
    given
      .filter(({ node }) => node.type !== 'none')
      .map(({ node, home }) => loopKind(node, home, program, depth + 1))
  );
}

/**
 * The values that a class assigns to an attribute of its instances, and the cell
 * that it stands in: `self.loop` in the class itself, `app.loop` outside of it.
 */
function attributeValuesOf(
  attribute: SyntaxNode,
  home: ICodeCell,
  program: Program
): { values: SyntaxNode[]; home: ICodeCell } {
  const own = attributeValues(attribute);
  const object = attribute.child('object')!;
  const owner =
    own.length > 0 || object.type !== 'identifier'
      ? null
      : typeOf(object, home, program);
  const where =
    owner === null || owner === 'other'
      ? undefined
      : program.cells.find(({ tree }) => tree.root === rootOf(owner));
  return where === undefined
    ? { values: own, home }
    : {
        values:
          assignedBy(owner as SyntaxNode).get(
            `self.${attribute.child('attribute')!.text}`
          ) ?? [],
        home: where
      };
}

function rootOf(node: SyntaxNode): SyntaxNode {
  let root = node;
  while (root.parent !== null) {
    root = root.parent;
  }
  return root;
}

/**
 * The expression of `with expression as name`, for that name.
 */
export function enteredBy(name: SyntaxNode): SyntaxNode | undefined {
  return name.parent?.type === 'as_pattern_target' &&
    name.parent.parent?.parent?.type === 'with_item'
    ? name.parent.parent.parts[0]
    : undefined;
}

/**
 * The values that the class around `self.name` assigns to it.
 */
export function attributeValues(attribute: SyntaxNode): SyntaxNode[] {
  const around = attribute.closest(node => node.type === 'class_definition');
  if (around === null || !/^self\.\w+$/.test(attribute.text)) {
    return [];
  }
  return assignedBy(around).get(attribute.text) ?? [];
}

/**
 * The values that a class assigns to an attribute of `self`.
 */
export function valuesOfAttribute(
  owner: SyntaxNode,
  name: string
): readonly SyntaxNode[] {
  return assignedBy(owner).get(`self.${name}`) ?? [];
}

/**
 * What a class assigns to attributes, by their text.
 */
function assignedBy(owner: SyntaxNode): Map<string, SyntaxNode[]> {
  let values = assignedIn.get(owner);
  if (values === undefined) {
    values = new Map();
    for (const node of owner.walk()) {
      const left = node.type === 'assignment' ? node.child('left') : undefined;
      const right = node.child('right');
      if (left?.type === 'attribute' && right !== undefined) {
        values.set(left.text, [...(values.get(left.text) ?? []), right]);
      }
    }
    assignedIn.set(owner, values);
  }
  return values;
}

const assignedIn = new WeakMap<SyntaxNode, Map<string, SyntaxNode[]>>();

/**
 * One kind for several definitions that may count.
 */
function together(kinds: readonly LoopKind[]): LoopKind {
  const [first] = kinds;
  if (first === undefined) {
    return 'unknown';
  }
  if (kinds.every(kind => kind === first)) {
    return first;
  }
  return kinds.every(kind => kind === 'kernel' || kind === 'new')
    ? 'new'
    : 'unknown';
}
