import { argumentsOf } from './calls';
import { isDecorated, isGenerator, ownNodes } from './coroutines';
import { givenFor } from './given';
import { ENTERS_ITSELF } from './knownTypes';
import { attributeValues, valuesOfAttribute } from './loops';
import type { SyntaxNode } from './node';
import { unparenthesized } from './node';
import type { ICodeCell, IDefinition, Program } from './program';
import { basesOf, classAround, methodsOf } from './references';
import type { IUnpacked } from './unpacked';
import { oneOfMany, unpackedFrom } from './unpacked';

/**
 * What an expression gives when it runs, seen from asyncio.
 */
export interface IValue {
  /**
   * - `coroutine`: awaiting it runs it, once;
   * - `task`, `future`: something that asyncio runs; awaiting it waits for it;
   * - `async generator`: iterated over with `async for`;
   * - `coroutine function`, `async generator function`: an `async def` that was
   *   not called;
   * - `function`: a plain function or a class that was not called;
   * - `collection`: a list, tuple, set, generator or `map` whose elements are
   *   all `element`;
   * - `instance`: an object of the class `type` or `definition`;
   * - `unknown`: anything.
   */
  readonly kind:
    | 'coroutine'
    | 'task'
    | 'future'
    | 'async generator'
    | 'coroutine function'
    | 'async generator function'
    | 'function'
    | 'collection'
    | 'instance'
    | 'unknown';

  /**
   * False where a name on the way may mean something else.
   */
  readonly certain: boolean;

  /**
   * The expression that makes the value: a call, a comprehension, a constant.
   * Of a value that came through variables, the one at their beginning.
   */
  readonly made: { readonly node: SyntaxNode; readonly home: ICodeCell };

  /**
   * The variables that the value came through, the outermost first.
   */
  readonly through: readonly IDefinition[];

  /**
   * The dotted name of a class that is not of this document.
   */
  readonly type?: string;

  /**
   * The `def` or `class` of this document that it is, or that made it.
   */
  readonly definition?: IDefinition;
  readonly element?: IValue;

  /**
   * The elements of a tuple, in order.
   */
  readonly elements?: readonly IValue[];

  /**
   * What awaiting it gives, where that is known.
   */
  readonly result?: () => IValue;
}

/**
 * How far names, calls and attributes are followed.
 */
const DEEPEST = 40;

/**
 * What `node` gives.
 */
export function valueOf(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth = 0
): IValue {
  let known = valuesIn.get(home);
  if (known === undefined) {
    known = new Map();
    valuesIn.set(home, known);
  }
  let value = known.get(node);
  if (value === undefined) {
    // What leads back to itself is unknown.
    known.set(node, {
      kind: 'unknown',
      certain: false,
      made: { node, home },
      through: []
    });
    value = newValueOf(node, home, program, depth);
    known.set(node, value);
  }
  return value;
}

/**
 * The values that were asked for: without this, functions that call each other
 * would be followed along every path.
 */
const valuesIn = new WeakMap<ICodeCell, Map<SyntaxNode, IValue>>();

function newValueOf(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth: number
): IValue {
  const made = { node, home };
  const unknown: IValue = {
    kind: 'unknown',
    certain: false,
    made,
    through: []
  };
  if (depth > DEEPEST) {
    return unknown;
  }
  const inner = (part: SyntaxNode) => valueOf(part, home, program, depth + 1);
  const instance = (type: string): IValue => ({
    kind: 'instance',
    certain: true,
    made,
    through: [],
    type
  });
  const literal = LITERALS[node.type];
  if (literal !== undefined) {
    return instance(literal);
  }
  switch (node.type) {
    case 'parenthesized_expression':
      return node.parts.length === 1 ? inner(node.parts[0]) : unknown;
    case 'named_expression':
      return inner(node.child('value')!);
    case 'conditional_expression':
      return alike([inner(node.parts[0]), inner(node.parts[2])], unknown);
    case 'boolean_operator':
      return alike(
        [inner(node.child('left')!), inner(node.child('right')!)],
        unknown
      );
    case 'not_operator':
    case 'comparison_operator':
      // `a == b` of library objects gives what they like (numpy), never a
      // coroutine; `not` always gives a bool.
      return node.type === 'not_operator' ? instance('builtins.bool') : unknown;
    case 'list':
    case 'tuple':
    case 'set':
    case 'expression_list': {
      const elements = node.parts.map(part =>
        part.type === 'list_splat'
          ? (inner(part.parts[0]).element ?? unknown)
          : inner(part)
      );
      const value = ofElements(elements, instance(COLLECTIONS[node.type]!));
      return value.type === 'builtins.tuple' &&
        node.parts.every(({ type }) => type !== 'list_splat')
        ? { ...value, elements }
        : value;
    }
    case 'dictionary':
      return ofElements(
        node.parts.map(part =>
          part.type === 'pair' ? inner(part.child('value')!) : unknown
        ),
        instance('builtins.dict')
      );
    case 'list_comprehension':
    case 'set_comprehension':
    case 'generator_expression':
      return isAsyncGenerator(node)
        ? { ...unknown, kind: 'async generator', certain: true }
        : ofElements(
            [inner(node.child('body')!)],
            instance(COLLECTIONS[node.type]!)
          );
    case 'dictionary_comprehension':
      return ofElements(
        [inner(node.child('body')!.child('value')!)],
        instance('builtins.dict')
      );
    case 'binary_operator':
      return node.child('operator')?.type === '|'
        ? piped(
            inner(node.child('left')!),
            inner(node.child('right')!),
            unknown,
            program
          )
        : unknown;
    case 'await': {
      const awaited = inner(node.parts[0]);
      const gives = program.libraries.type(awaited.type ?? '')?.awaited;
      if (gives !== undefined && awaited.kind === 'instance') {
        return inWords(gives, { ...unknown, certain: awaited.certain });
      }
      return awaited.result === undefined
        ? unknown
        : { ...awaited.result(), made, through: [] };
    }
    case 'subscript': {
      const { element, elements, type, certain } = inner(node.child('value')!);
      const gives = program.libraries.subscriptGives(type ?? '');
      if (gives !== undefined) {
        return inWords(gives, { ...unknown, certain });
      }
      const index = node.children.filter(({ field }) => field === 'subscript');
      if (
        elements !== undefined &&
        index.length === 1 &&
        index[0].type === 'integer'
      ) {
        return elements[Number(index[0].text)] ?? unknown;
      }
      return element === undefined ||
        node.children.some(child => child.type === 'slice')
        ? unknown
        : element;
    }
    case 'identifier':
      return named(node, home, program, depth, unknown);
    case 'attribute':
      return attribute(node, home, program, depth, unknown);
    case 'call':
      return called(node, home, program, depth, unknown);
    default:
      return unknown;
  }
}

/**
 * What `left | right` gives, where one of them is of a library whose objects are
 * joined so. The left one is asked first (`__or__`); a dict or a function leaves
 * it to the right one (`__ror__`).
 */
function piped(
  left: IValue,
  right: IValue,
  unknown: IValue,
  { libraries }: Program
): IValue {
  const gives = (value: IValue) =>
    value.kind === 'instance' && value.type !== undefined
      ? libraries.pipes(value.type)
      : undefined;
  const own = gives(left);
  const leaves =
    /(?:^| )function$/.test(left.kind) ||
    /^builtins\.(?:dict|function)$/.test(left.type ?? '');
  const type = own ?? (leaves ? gives(right) : undefined);
  return type === undefined
    ? unknown
    : inWords(type, {
        ...unknown,
        certain:
          own === undefined ? left.certain && right.certain : left.certain
      });
}

/**
 * Whether a value may be awaited; null where that cannot be told.
 */
export function isAwaitable(value: IValue, program: Program): boolean | null {
  switch (value.kind) {
    case 'coroutine':
    case 'task':
    case 'future':
      return true;
    case 'unknown':
      return null;
    case 'instance':
      return value.definition !== undefined
        ? hasMethod(value.definition, ['__await__'], program)
        : (program.libraries.type(value.type!)?.awaitable ?? null);
    default:
      return false;
  }
}

/**
 * How a value is entered; null where that cannot be told.
 */
export function entersWith(
  value: IValue,
  program: Program
): 'with' | 'async with' | 'either' | 'neither' | null {
  switch (value.kind) {
    case 'unknown':
      return null;
    case 'instance':
      return value.definition !== undefined
        ? twoWays(
            hasMethod(value.definition, ['__enter__'], program),
            hasMethod(value.definition, ['__aenter__'], program),
            'with',
            'async with'
          )
        : (program.libraries.type(value.type!)?.enters ?? null);
    default:
      return 'neither';
  }
}

/**
 * How a value is iterated over; null where that cannot be told.
 */
export function iteratesWith(
  value: IValue,
  program: Program
): 'for' | 'async for' | 'either' | 'neither' | null {
  switch (value.kind) {
    case 'unknown':
      return null;
    case 'collection':
      return 'for';
    case 'async generator':
      return 'async for';
    case 'instance':
      return value.definition !== undefined
        ? twoWays(
            hasMethod(value.definition, ['__iter__', '__getitem__'], program),
            hasMethod(value.definition, ['__aiter__'], program),
            'for',
            'async for'
          )
        : (program.libraries.type(value.type!)?.iterates ?? null);
    default:
      return 'neither';
  }
}

function twoWays<A extends string, B extends string>(
  one: boolean | null,
  other: boolean | null,
  nameOfOne: A,
  nameOfOther: B
): A | B | 'either' | 'neither' | null {
  if (one === null || other === null) {
    return null;
  }
  return one ? (other ? 'either' : nameOfOne) : other ? nameOfOther : 'neither';
}

const LITERALS: Readonly<Record<string, string | undefined>> = {
  string: 'builtins.str',
  concatenated_string: 'builtins.str',
  integer: 'builtins.int',
  float: 'builtins.float',
  true: 'builtins.bool',
  false: 'builtins.bool',
  none: 'builtins.NoneType',
  lambda: 'builtins.function'
};

const COLLECTIONS: Readonly<Record<string, string | undefined>> = {
  list: 'builtins.list',
  tuple: 'builtins.tuple',
  expression_list: 'builtins.tuple',
  set: 'builtins.set',
  list_comprehension: 'builtins.list',
  set_comprehension: 'builtins.set',
  generator_expression: 'builtins.generator'
};

/**
 * Builtins that hand on the elements of what they are given.
 */
const KEEP_ELEMENTS: Readonly<Record<string, string | undefined>> = {
  'builtins.list': 'builtins.list',
  'builtins.tuple': 'builtins.tuple',
  'builtins.set': 'builtins.set',
  'builtins.frozenset': 'builtins.frozenset',
  'builtins.sorted': 'builtins.list',
  'builtins.reversed': 'builtins.generator',
  'builtins.iter': 'builtins.generator'
};

/**
 * A collection where all elements are alike and of asyncio's, else the plain
 * container, of which it is known where it holds futures of threads.
 */
function ofElements(elements: readonly IValue[], container: IValue): IValue {
  const [first] = elements;
  return first !== undefined &&
    elements.every(({ kind }) => kind === first.kind) &&
    first.kind !== 'unknown' &&
    first.kind !== 'instance'
    ? {
        ...container,
        kind: 'collection',
        certain: elements.every(({ certain }) => certain),
        element: first
      }
    : first !== undefined &&
        elements.every(({ type }) => type === 'concurrent.futures.Future')
      ? {
          ...container,
          certain:
            container.certain && elements.every(({ certain }) => certain),
          element: first
        }
      : container;
}

/**
 * The same, but that `None` beside instances of a class that is followed counts
 * for nothing: `page = None` stands for one that is made later. Null where there
 * is no such class, or no `None`.
 */
function alikeButNone(
  values: readonly IValue[],
  unknown: IValue,
  { libraries }: Program
): IValue | null {
  const some = values.filter(({ type }) => type !== 'builtins.NoneType');
  if (some.length === 0 || some.length === values.length) {
    return null;
  }
  const value = alike(some, unknown);
  return value.type !== undefined && libraries.isOfAsyncModule(value.type)
    ? value
    : null;
}

/**
 * One value for several that may come; what differs is unknown.
 */
function alike(values: readonly IValue[], unknown: IValue): IValue {
  const [first] = values;
  const same = values.every(
    ({ kind, type, definition }) =>
      kind === first.kind &&
      type === first.type &&
      definition?.value === first.definition?.value
  );
  if (first !== undefined && same) {
    return {
      ...first,
      certain: values.every(({ certain }) => certain),
      elements: values.length === 1 ? first.elements : undefined
    };
  }
  return first !== undefined && values.every(({ kind }) => kind === first.kind)
    ? {
        ...first,
        certain: values.every(({ certain }) => certain),
        type: undefined,
        definition: undefined,
        element: undefined,
        result: undefined,
        kind: first.kind === 'instance' ? 'unknown' : first.kind
      }
    : unknown;
}

/**
 * Whether a generator expression is an asynchronous one (PEP 530): an
 * `async for`, or an `await` or an asynchronous comprehension outside of its
 * first iterable.
 */
export function isAsyncGenerator(node: SyntaxNode): boolean {
  if (node.type !== 'generator_expression') {
    return false;
  }
  const clauses = node.parts.filter(part => part.type === 'for_in_clause');
  const first = clauses[0]?.child('right');
  return (
    clauses.some(clause => clause.isAsync) ||
    [...node.walk()].some(
      part =>
        (part.type === 'await' ||
          (part.type === 'for_in_clause' &&
            part.isAsync &&
            part.parent!.type !== 'generator_expression')) &&
        first?.contains(part) !== true &&
        part.closest(
          outer =>
            outer.type === 'lambda' || outer.type === 'generator_expression'
        ) === node
    )
  );
}

function named(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth: number,
  unknown: IValue
): IValue {
  const { definition, definitions, certain } = program.resolve(node, home);
  if (definition === undefined) {
    return unknown;
  }
  const values = (certain ? [definition] : definitions).map(one => ({
    value: boundValue(one, program, depth + 1, unknown),
    one
  }));
  const all = values.map(({ value: one }) => one);
  const made = alikeButNone(all, unknown, program);
  const value = made ?? alike(all, unknown);
  return {
    ...value,
    certain:
      value.certain &&
      (certain ||
        made !== null ||
        // One of several names that are bound together.
        (definitions.length === 1 &&
          program.libraries.isOfAsyncModule(value.type ?? ''))),
    through: isVariable(definition)
      ? [definition, ...value.through]
      : value.through
  };
}

function isVariable({ kind }: IDefinition): boolean {
  return kind === 'assignment' || kind === 'target';
}

/**
 * What a definition binds its name to.
 */
function boundValue(
  definition: IDefinition,
  program: Program,
  depth: number,
  unknown: IValue
): IValue {
  const { kind, value, home, node } = definition;
  switch (kind) {
    case 'function':
      return { ...functionValue(definition), made: { node, home } };
    case 'class':
      return {
        ...unknown,
        kind: 'function',
        certain: true,
        made: { node, home },
        definition
      };
    case 'assignment':
      return value === undefined
        ? unknown
        : valueOf(value, home, program, depth);
    case 'target':
      return targetValue(node, home, program, depth, unknown);
    case 'parameter': {
      const self = selfValue(definition, unknown);
      return self.kind === 'unknown'
        ? annotatedValue(definition, program, depth, unknown)
        : self;
    }
    default:
      return unknown;
  }
}

function functionValue(definition: IDefinition): IValue {
  const def = definition.value!;
  const value: IValue = {
    kind: 'function',
    certain: true,
    made: { node: definition.node, home: definition.home },
    through: [],
    definition
  };
  if (isDecorated(def)) {
    return { ...value, kind: 'unknown', certain: false };
  }
  return {
    ...value,
    kind: !def.isAsync
      ? 'function'
      : isGenerator(def)
        ? 'async generator function'
        : 'coroutine function'
  };
}

/**
 * The variable of a `for` over a collection; the name of `async with … as`; one
 * of several that an assignment binds one by one.
 */
function targetValue(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth: number,
  unknown: IValue
): IValue {
  const loop = node.parent;
  const one = oneOfMany(node);
  if (one !== undefined) {
    return valueOf(one, home, program, depth);
  }
  const place = unpackedFrom(node);
  if (place !== null) {
    return unpackedValue(place, home, program, depth, unknown);
  }
  if (
    (loop?.type === 'for_statement' || loop?.type === 'for_in_clause') &&
    loop.child('left') === node &&
    !loop.isAsync
  ) {
    const iterated = valueOf(loop.child('right')!, home, program, depth);
    const { element, type } = iterated;
    const gives = program.libraries.type(type ?? '')?.element;
    return gives !== undefined
      ? inWords(gives, { ...unknown, certain: iterated.certain })
      : element === undefined || type === 'builtins.dict'
        ? unknown
        : element;
  }
  const entered =
    loop?.type === 'as_pattern_target' &&
    loop.parent?.parent?.type === 'with_item'
      ? loop.parent.parts[0]
      : undefined;
  if (entered === undefined) {
    return unknown;
  }
  const manager = valueOf(entered, home, program, depth);
  const [closed] =
    manager.type === 'contextlib.closing' && entered.type === 'call'
      ? argumentsOf(entered)
      : [];
  if (closed !== undefined && !closed.unpacked) {
    return valueOf(closed.value, home, program, depth);
  }
  if (manager.definition !== undefined) {
    return entersInheritedItself(manager.definition, program)
      ? manager
      : unknown;
  }
  const gives =
    program.libraries.type(manager.type ?? '')?.entered ??
    (ENTERS_ITSELF.has(manager.type ?? '') ? manager.type : undefined);
  return gives === undefined
    ? unknown
    : { ...inWords(gives, { ...unknown, ...manager, type: undefined }) };
}

/**
 * Whether an instance of a class of this document is what it gives when it is
 * entered: it has that from a known class whose instances are.
 */
function entersInheritedItself(
  definition: IDefinition,
  program: Program
): boolean {
  const isOwn = ['__enter__', '__aenter__'].some(
    name => methodOf(definition, name, program) !== null
  );
  const bases = knownBasesOf(definition, program);
  return (
    !isOwn &&
    bases.length === 1 &&
    program.libraries.type(bases[0])?.entered === bases[0]
  );
}

/**
 * What a name in `a, b = …` or `for a, b in …` gets: an element of a tuple; what
 * `enumerate` and `zip` give.
 */
function unpackedValue(
  { from, index, isLoop }: IUnpacked,
  home: ICodeCell,
  program: Program,
  depth: number,
  unknown: IValue
): IValue {
  if (!isLoop) {
    const { elements } = valueOf(from, home, program, depth);
    return elements?.[index] ?? unknown;
  }
  const callee = from.type === 'call' ? from.child('function')! : undefined;
  const name = callee && program.qualifiedName(callee, home)?.name;
  const given = from.type === 'call' ? argumentsOf(from) : [];
  const argument =
    name === 'builtins.enumerate' && index === 1
      ? given[0]
      : name === 'builtins.zip'
        ? given[index]
        : undefined;
  return argument === undefined ||
    argument.unpacked ||
    argument.keyword !== null
    ? unknown
    : (valueOf(argument.value, home, program, depth).element ?? unknown);
}

/**
 * The first parameter of a method.
 */
function selfValue(definition: IDefinition, unknown: IValue): IValue {
  const { node, home } = definition;
  const def = node.closest(outer => outer.type === 'function_definition');
  const owner = def && classAround(def);
  return owner !== null &&
    def!.child('parameters')?.parts[0] === node &&
    !isDecorated(def!) &&
    def!.parent?.type !== 'decorated_definition'
    ? {
        ...unknown,
        kind: 'instance',
        certain: true,
        definition: classDefinition(owner, home)
      }
    : unknown;
}

/**
 * A parameter that is annotated with a class of a module that has an async
 * twin or of which methods keep the loop waiting, or is given nothing but
 * instances of such classes.
 */
function annotatedValue(
  definition: IDefinition,
  program: Program,
  depth: number,
  unknown: IValue
): IValue {
  const { node, home } = definition;
  const { libraries } = program;
  const isFollowed = (type: string) =>
    libraries.isOfAsyncModule(type) || libraries.blocks(type);
  if (!libraries.followedModules.some(module => program.imports(module))) {
    return unknown;
  }
  const annotation =
    node.parent?.type === 'typed_parameter' ||
    node.parent?.type === 'typed_default_parameter'
      ? node.parent.child('type')?.parts[0]
      : undefined;
  const named = annotation && program.qualifiedName(annotation, home);
  if (named) {
    const type = libraries.gives(libraries.canonical(named.name));
    return type !== undefined && isFollowed(type)
      ? { ...unknown, kind: 'instance', certain: true, type }
      : unknown;
  }
  const given = givenFor(definition, program);
  const value =
    given === null
      ? unknown
      : alike(
          given.map(one => valueOf(one.node, one.home, program, depth + 1)),
          unknown
        );
  return value.type !== undefined && isFollowed(value.type) ? value : unknown;
}

function classDefinition(owner: SyntaxNode, home: ICodeCell): IDefinition {
  const node = owner.child('name')!;
  return {
    name: node.text,
    node,
    kind: 'class',
    value: owner,
    conditional: false,
    home
  };
}

function attribute(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth: number,
  unknown: IValue
): IValue {
  const object = valueOf(node.child('object')!, home, program, depth + 1);
  const name = node.child('attribute')!.text;
  if (object.kind === 'unknown' || object.kind === 'function') {
    if (object.definition !== undefined && !mayInherit(object.definition)) {
      return unknown;
    }
    const gives = program.libraries.attributeAnywhere(name, module =>
      program.imports(module)
    );
    return gives === undefined ? unknown : inWords(gives, unknown);
  }
  if (object.kind !== 'instance') {
    return unknown;
  }
  if (object.definition === undefined) {
    const gives = program.libraries.attributeGives(object.type!, name);
    return gives === undefined
      ? unknown
      : inWords(gives, { ...unknown, certain: object.certain });
  }
  const method = methodOf(object.definition, name, program);
  if (method !== null) {
    const value = functionValue(method);
    return { ...value, certain: value.certain && object.certain };
  }
  const isSelf = node.child('object')!.text === 'self';
  const { value: owner, home: where } = object.definition;
  const values = (
    isSelf ? attributeValues(node) : valuesOfAttribute(owner!, name)
  ).map(value => valueOf(value, isSelf ? home : where, program, depth + 1));
  if (values.length > 0) {
    const value =
      alikeButNone(values, unknown, program) ?? alike(values, unknown);
    // From outside of the class, only such objects are followed.
    return isSelf || program.libraries.isOfAsyncModule(value.type ?? '')
      ? { ...value, certain: value.certain && object.certain }
      : unknown;
  }
  for (const base of knownBasesOf(object.definition, program)) {
    const gives = program.libraries.attributeGives(base, name);
    if (gives !== undefined) {
      return inWords(gives, { ...unknown, certain: object.certain });
    }
  }
  return unknown;
}

/**
 * Whether a class of this document may have attributes of a class that is not.
 */
function mayInherit({ kind, value }: IDefinition): boolean {
  return kind === 'class' && basesOf(value!).length > 0;
}

function called(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth: number,
  unknown: IValue
): IValue {
  const callee = unparenthesized(node.child('function')!);
  const found = valueOf(callee, home, program, depth + 1);
  const { certain, definition } = found;
  const own = { certain, made: { node, home }, through: [], definition };
  switch (found.kind) {
    case 'coroutine function':
      return {
        ...own,
        kind: 'coroutine',
        result: () => returned(definition!, program, depth + 1, unknown)
      };
    case 'async generator function':
      return { ...own, kind: 'async generator' };
    case 'function':
      return definition === undefined
        ? unknown
        : definition.kind === 'class'
          ? { ...own, kind: 'instance' }
          : calledPlain(returned(definition, program, depth + 1, unknown), own);
  }
  return (
    fromLibrary(node, callee, home, program, depth, unknown) ??
    fromMethod(node, callee, home, program, depth, unknown) ??
    fromDecorated(callee, home, program, own) ??
    unknown
  );
}

function calledPlain(
  value: IValue,
  { certain, made, through }: Omit<IValue, 'kind'>
): IValue {
  return { ...value, certain: value.certain && certain, made, through };
}

/**
 * What a call of a function that an import or a builtin gives.
 */
function fromLibrary(
  call: SyntaxNode,
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth: number,
  unknown: IValue
): IValue | null {
  const found = program.qualifiedName(callee, home);
  if (found === null) {
    return null;
  }
  const { certain } = found;
  const name = program.libraries.canonical(found.name);
  const [first, second] = argumentsOf(call);
  const inner = (argument: SyntaxNode) =>
    valueOf(argument, home, program, depth + 1);
  const own: IValue = { ...unknown, certain, made: { node: call, home } };
  if (KEEP_ELEMENTS[name] !== undefined && first !== undefined) {
    return ofElements([inner(first.value).element ?? unknown], {
      ...own,
      kind: 'instance',
      type: KEEP_ELEMENTS[name]
    });
  }
  if (name === 'builtins.map' && second !== undefined) {
    const mapped = inner(first.value);
    const generator: IValue = {
      ...own,
      kind: 'instance',
      type: 'builtins.generator'
    };
    if (first.value.type === 'lambda') {
      return ofElements([inner(first.value.child('body')!)], generator);
    }
    return mapped.kind === 'coroutine function'
      ? {
          ...generator,
          kind: 'collection',
          certain: certain && mapped.certain,
          element: {
            ...own,
            kind: 'coroutine',
            definition: mapped.definition,
            result: () =>
              returned(mapped.definition!, program, depth + 1, unknown)
          }
        }
      : generator;
  }
  const gives = program.libraries.gives(name);
  if (gives === undefined) {
    return null;
  }
  if (name === 'asyncio.gather') {
    return {
      ...own,
      kind: 'future',
      result: () => ({ ...own, kind: 'instance', type: 'builtins.list' })
    };
  }
  if (name === 'asyncio.sleep' && second === undefined) {
    return inWords('await builtins.NoneType', own);
  }
  const waited = WAITED_FOR.has(name) ? first?.value : undefined;
  return {
    ...inWords(gives, own),
    ...(waited === undefined
      ? {}
      : {
          result: () => {
            const { result } = inner(waited);
            return result === undefined ? unknown : result();
          }
        })
  };
}

/**
 * Functions whose result is that of their first argument.
 */
const WAITED_FOR = new Set([
  'asyncio.wait_for',
  'asyncio.create_task',
  'asyncio.ensure_future',
  'asyncio.shield'
]);

/**
 * What the words of `GIVES` mean.
 */
function inWords(gives: string, own: IValue): IValue {
  const [, waits, type] = /^(await)? ?(.*)$/.exec(gives)!;
  const later = /^future (.+)$/.exec(type)?.[1];
  const elements = /^list (.+)$/.exec(type)?.[1];
  if (waits !== undefined) {
    return {
      ...own,
      kind: 'coroutine',
      result: () =>
        type === '' ? { ...own, certain: false } : inWords(type, own)
    };
  }
  if (elements !== undefined) {
    return {
      ...own,
      kind: 'instance',
      type: 'builtins.list',
      element: inWords(elements, own)
    };
  }
  if (later !== undefined) {
    return { ...own, kind: 'future', result: () => inWords(later, own) };
  }
  return type === 'task' || type === 'future' || type === 'async generator'
    ? { ...own, kind: type }
    : type === 'unknown'
      ? { ...own, certain: false }
      : { ...own, kind: 'instance', type };
}

/**
 * What a call of a method of a known class gives.
 */
function fromMethod(
  call: SyntaxNode,
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth: number,
  unknown: IValue
): IValue | null {
  if (callee.type !== 'attribute') {
    return null;
  }
  const object = valueOf(callee.child('object')!, home, program, depth + 1);
  const name = callee.child('attribute')!.text;
  const given = argumentsOf(call).map(argument => argument.node.text);
  const gives =
    object.kind !== 'instance'
      ? undefined
      : object.type !== undefined
        ? program.libraries.methodGives(object.type, name, given)
        : inheritedGives(object.definition, name, given, program);
  return gives === undefined
    ? null
    : inWords(gives, {
        ...unknown,
        certain: object.certain,
        made: { node: call, home }
      });
}

/**
 * What a call of a method gives that a class of this document has from a known
 * one.
 */
function inheritedGives(
  definition: IDefinition | undefined,
  method: string,
  given: readonly string[],
  program: Program
): string | undefined {
  return definition === undefined ||
    methodOf(definition, method, program) !== null
    ? undefined
    : knownBasesOf(definition, program)
        .map(base => program.libraries.methodGives(base, method, given))
        .find(gives => gives !== undefined);
}

/**
 * The known classes that a class of this document inherits from, through others
 * of this document too.
 */
export function knownBasesOf(
  { value: owner, home }: IDefinition,
  program: Program,
  depth = 0
): string[] {
  return basesOf(owner!).flatMap(base => {
    const found = program.definitionOf(base, home)?.definition;
    if (found?.kind === 'class') {
      return depth > DEEPEST ? [] : knownBasesOf(found, program, depth + 1);
    }
    const known = program.qualifiedName(base, home);
    return known === null ? [] : [program.libraries.canonical(known.name)];
  });
}

/**
 * What a call of a function gives that contextlib made a context manager of.
 */
function fromDecorated(
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program,
  own: Omit<IValue, 'kind'>
): IValue | null {
  const found = program.definitionOf(callee, home);
  const def = found?.definition.value;
  const decorators =
    def?.parent?.type === 'decorated_definition'
      ? def.parent.parts.filter(part => part.type === 'decorator')
      : [];
  if (decorators.length !== 1) {
    return null;
  }
  const name = program.qualifiedName(
    decorators[0].parts[0],
    found!.definition.home
  )?.name;
  const type =
    name === 'contextlib.contextmanager'
      ? 'contextlib.suppress'
      : name === 'contextlib.asynccontextmanager'
        ? 'contextlib.aclosing'
        : null;
  return type === null
    ? null
    : {
        ...own,
        kind: 'instance',
        certain: found!.certain,
        definition: undefined,
        type
      };
}

/**
 * What a function of this document returns: what all its `return` statements
 * have in common.
 */
function returned(
  definition: IDefinition,
  program: Program,
  depth: number,
  unknown: IValue
): IValue {
  const def = definition.value!;
  if (isGenerator(def)) {
    return { ...unknown, kind: 'instance', type: 'builtins.generator' };
  }
  const { home } = definition;
  const values = [...ownNodes(def)]
    .filter(node => node.type === 'return_statement')
    .map(({ parts: [value] }) =>
      value === undefined ? null : valueOf(value, home, program, depth)
    );
  const nothing: IValue = {
    ...unknown,
    kind: 'instance',
    certain: true,
    type: 'builtins.NoneType'
  };
  if (values.length === 0) {
    return nothing;
  }
  const all = values.map(value => value ?? nothing);
  return alikeButNone(all, unknown, program) ?? alike(all, unknown);
}

/**
 * The method that a class of this document, or one it inherits from, defines;
 * null where there is none, or where a base is not known.
 */
export function methodOf(
  { value: owner, home }: IDefinition,
  name: string,
  program: Program,
  depth = 0
): IDefinition | null {
  const methods = methodsOf(owner!, name);
  if (methods.length > 0) {
    const [value] = methods;
    return methods.length === 1
      ? {
          name,
          node: value.child('name')!,
          kind: 'function',
          value,
          conditional: false,
          home
        }
      : null;
  }
  for (const base of basesOf(owner!)) {
    const found = program.definitionOf(base, home)?.definition;
    if (found?.kind !== 'class' || depth > DEEPEST) {
      return null;
    }
    const method = methodOf(found, name, program, depth + 1);
    if (method !== null) {
      return method;
    }
  }
  return null;
}

/**
 * Whether a class of this document has one of the methods; null where a base, a
 * decorator or an assignment in the class may bring it.
 */
function hasMethod(
  definition: IDefinition,
  names: readonly string[],
  program: Program,
  depth = 0
): boolean | null {
  const owner = definition.value!;
  const body = owner.child('body');
  if (names.some(name => methodsOf(owner, name).length > 0)) {
    return true;
  }
  if (
    depth > DEEPEST ||
    owner.parent?.type === 'decorated_definition' ||
    (body !== undefined && names.some(name => body.text.includes(name)))
  ) {
    return null;
  }
  const inherited = basesOf(owner).map(base => {
    if (base.text === 'object') {
      return false;
    }
    const found = program.definitionOf(base, definition.home);
    return found === null
      ? hasKnownMethod(base, definition.home, names, program)
      : found.certain && found.definition.kind === 'class'
        ? hasMethod(found.definition, names, program, depth + 1)
        : null;
  });
  return inherited.includes(true)
    ? true
    : inherited.includes(null)
      ? null
      : false;
}

/**
 * Whether a class that is not of this document has one of the methods; null where
 * nothing is known of it.
 */
function hasKnownMethod(
  base: SyntaxNode,
  home: ICodeCell,
  names: readonly string[],
  program: Program
): boolean | null {
  const known = program.qualifiedName(base, home)?.name;
  const facts =
    known === undefined
      ? undefined
      : program.libraries.type(program.libraries.canonical(known));
  const has = (name: string): boolean | undefined => {
    switch (name) {
      case '__await__':
        return facts?.awaitable;
      case '__enter__':
      case '__aenter__':
        return isWay(
          facts?.enters,
          name === '__enter__' ? 'with' : 'async with'
        );
      case '__iter__':
      case '__aiter__':
        return isWay(
          facts?.iterates,
          name === '__iter__' ? 'for' : 'async for'
        );
      default:
        // `__getitem__` counts only where there is no `__iter__`.
        return false;
    }
  };
  const answers = names.map(has);
  return answers.includes(true)
    ? true
    : answers.includes(undefined)
      ? null
      : false;
}

function isWay(way: string | undefined, asked: string): boolean | undefined {
  return way === undefined ? undefined : way === asked || way === 'either';
}
