import { argumentsOf, callAround } from './calls';
import { isDecorated } from './coroutines';
import { attributeReads, attributeStore } from './attributes';
import { isCellResult } from './cellResults';
import type { SyntaxNode } from './node';
import type { ICodeCell, Program } from './program';
import { readsOf } from './reads';
import { classAround } from './references';
import { valueOf } from './values';

/**
 * What becomes of a coroutine at one place.
 */
export interface IUse {
  /**
   * - `value`: something that only its value can do, and it fails;
   * - `shown`: it is printed, formatted or the result of a cell;
   * - `tested`: it is asked whether it is true, which it always is;
   * - `dropped`: nothing holds it any longer;
   * - `unread`: a variable of the notebook holds it, which no cell reads yet;
   * - `awaited`: it is awaited, or given to what awaits or inspects coroutines;
   * - `kept`: it goes where it cannot be followed.
   */
  readonly kind:
    'value' | 'shown' | 'tested' | 'dropped' | 'unread' | 'awaited' | 'kept';

  /**
   * The smallest expression or statement that says so.
   */
  readonly node: SyntaxNode;
  readonly home: ICodeCell;

  /**
   * False where a variable on the way may hold something else here.
   */
  readonly certain: boolean;

  /**
   * The collection that held the coroutine on the way, or null.
   */
  readonly collection: SyntaxNode | null;
}

/**
 * How the coroutine came to a place.
 */
type Way = Pick<IUse, 'certain' | 'collection'>;

const DIRECT: Way = { certain: true, collection: null };

/**
 * Where the coroutine that `node` gives ends up: through variables, parameters
 * of the document's functions, and collections.
 */
export function usesOf(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  isNotebook: boolean
): IUse[] {
  return new Uses(program, isNotebook).ofOne(node, home, DIRECT);
}

/**
 * Where the coroutines in the collection that `node` gives end up.
 */
export function usesOfElements(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  isNotebook: boolean
): IUse[] {
  return new Uses(program, isNotebook).ofMany(node, home, {
    certain: true,
    collection: node
  });
}

class Uses {
  constructor(
    private readonly _program: Program,
    private readonly _isNotebook: boolean
  ) {}

  /**
   * The uses of a coroutine that `node` gives.
   */
  ofOne(node: SyntaxNode, home: ICodeCell, way: Way): IUse[] {
    const parent = node.parent;
    if (parent === null) {
      return [];
    }
    const use = (kind: IUse['kind'], at = parent): IUse[] => [
      { kind, node: at, home, ...way }
    ];
    switch (parent.type) {
      case 'parenthesized_expression':
        return this.ofOne(parent, home, way);
      case 'await':
        return use('awaited');
      case 'expression_statement':
        return parent.parts.length > 1
          ? this._within(parent, node, home, way)
          : use(this._isResult(parent, home) ? 'shown' : 'dropped');
      case 'assignment':
        return node.field === 'right'
          ? this._assigned(parent, home, way)
          : use('kept');
      case 'named_expression': {
        const name = parent.child('name')!;
        return [
          // A name that nothing reads changes nothing.
          ...(readsOf(name, home, this._program).length === 0
            ? []
            : this._bound(name, home, way, 'one')),
          ...this.ofOne(parent, home, way)
        ];
      }
      case 'augmented_assignment':
        return use('value');
      case 'attribute': {
        const name = parent.child('attribute')!.text;
        return !COROUTINE_ATTRIBUTES.test(name)
          ? use('value')
          : this._isOfResult(name, node, home)
            ? []
            : use('awaited');
      }
      case 'subscript':
      case 'binary_operator':
      case 'unary_operator':
      case 'slice':
      case 'list_splat':
      case 'dictionary_splat':
      case 'raise_statement':
        return use('value');
      case 'comparison_operator':
        return use(isIdentityTest(parent) ? 'tested' : 'value');
      case 'match_statement':
        return use('value');
      case 'not_operator':
      case 'assert_statement':
      case 'if_statement':
      case 'elif_clause':
      case 'while_statement':
      case 'if_clause':
        return use('tested', parent.type.endsWith('_operator') ? parent : node);
      case 'boolean_operator':
        return node.field === 'left'
          ? [...use('tested'), ...this._weakly(parent, node, home, way)]
          : this.ofOne(parent, home, way);
      case 'conditional_expression':
        return node === parent.parts[1]
          ? use('tested')
          : this.ofOne(parent, home, way);
      case 'for_statement':
      case 'for_in_clause':
        return use(
          node.field === 'right' && !parent.isAsync ? 'value' : 'kept',
          parent.type === 'for_in_clause' ? parent.parent! : node
        );
      case 'interpolation':
        return node.field === 'expression' || node === parent.parts[0]
          ? use('shown')
          : use('kept');
      case 'pair':
        return node.field === 'value'
          ? parent.parent!.type === 'dictionary_comprehension'
            ? this.ofMany(parent.parent!, home, within(way, parent.parent!))
            : this._within(parent.parent!, parent, home, way)
          : use('kept');
      case 'list':
      case 'tuple':
      case 'set':
      case 'expression_list':
        return this._within(parent, node, home, way);
      case 'list_comprehension':
      case 'set_comprehension':
      case 'generator_expression':
        return node.field === 'body'
          ? this.ofMany(parent, home, within(way, parent))
          : use('kept');
      case 'keyword_argument':
      case 'argument_list':
        return this._given(node, home, way);
      case 'call':
        return node.field === 'function' ? use('value') : use('kept');
      default:
        return use('kept');
    }
  }

  /**
   * The uses of the coroutines in a collection that `node` gives.
   */
  ofMany(node: SyntaxNode, home: ICodeCell, way: Way): IUse[] {
    const parent = node.parent;
    if (parent === null) {
      return [];
    }
    const use = (kind: IUse['kind'], at = parent): IUse[] => [
      { kind, node: at, home, ...way }
    ];
    switch (parent.type) {
      case 'parenthesized_expression':
        return this.ofMany(parent, home, way);
      case 'await':
        // Whoever awaits a list knows that it holds coroutines.
        return use('awaited');
      case 'expression_statement':
        return use(this._isResult(parent, home) ? 'shown' : 'dropped');
      case 'assignment':
        return node.field === 'right'
          ? this._assignedMany(parent, home, way)
          : use('kept');
      case 'named_expression':
        return [
          ...this._bound(parent.child('name')!, home, way, 'many'),
          ...this.ofMany(parent, home, way)
        ];
      case 'augmented_assignment': {
        const left = parent.child('left')!;
        return node.field === 'right' && left.type === 'identifier'
          ? this._addedTo(left, home, way)
          : use('kept');
      }
      case 'for_statement':
      case 'for_in_clause':
        return node.field === 'right' && !parent.isAsync
          ? isDictionary(node, home, this._program)
            ? []
            : this._eachIs(parent.child('left')!, home, way)
          : use('kept');
      case 'subscript':
        return this._indexed(node, parent, home, way);
      case 'attribute':
        return this._method(parent, home, way);
      case 'interpolation':
        return use('shown');
      case 'list_splat':
        return parent.parent?.type === 'argument_list'
          ? this._given(parent, home, way)
          : parent.parent !== null && COLLECTIONS.test(parent.parent.type)
            ? this.ofMany(parent.parent, home, way)
            : use('kept');
      case 'binary_operator':
        return parent.child('operator')?.text === '%' && node.field === 'right'
          ? use('shown')
          : parent.child('operator')?.text === '+'
            ? this.ofMany(parent, home, way)
            : use('kept');
      case 'conditional_expression':
        return node === parent.parts[1] ? [] : this.ofMany(parent, home, way);
      case 'not_operator':
      case 'assert_statement':
      case 'if_statement':
      case 'elif_clause':
      case 'while_statement':
      case 'if_clause':
        return [];
      case 'keyword_argument':
      case 'argument_list':
        return this._givenMany(node, home, way);
      case 'call':
        // A lone generator expression as the only argument.
        return node.field === 'arguments'
          ? this._givenMany(node, home, way)
          : use('kept');
      default:
        return use('kept');
    }
  }

  /**
   * Whether what awaiting gives has a method of that name too: `browser.close()`
   * says nothing of whether the coroutine or the browser is meant.
   */
  private _isOfResult(
    name: string,
    node: SyntaxNode,
    home: ICodeCell
  ): boolean {
    const { type } = valueOf(node, home, this._program).result?.() ?? {};
    return (
      type !== undefined &&
      this._program.libraries.methodGives(type, name) !== undefined
    );
  }

  /**
   * What becomes of `a or b`, where `a` is the coroutine: `made()` is lost
   * wherever it goes, `variable` may be handed on.
   */
  private _weakly(
    operator: SyntaxNode,
    node: SyntaxNode,
    home: ICodeCell,
    way: Way
  ): IUse[] {
    return this.ofOne(operator, home, way).filter(
      ({ kind }) =>
        kind === 'value' ||
        kind === 'awaited' ||
        (kind === 'kept' && node.type !== 'call')
    );
  }

  /**
   * The element `node` of a list, a tuple, a set or a dict.
   */
  private _within(
    collection: SyntaxNode,
    node: SyntaxNode,
    home: ICodeCell,
    way: Way
  ): IUse[] {
    const { parent } = collection;
    const target =
      parent?.type === 'assignment' && collection.field === 'right'
        ? parent.child('left')
        : undefined;
    // `a, b = f(), g()` binds one by one.
    if (target !== undefined && UNPACKED.test(target.type)) {
      const own = target.parts[collection.parts.indexOf(node)];
      return own?.type === 'identifier' &&
        target.parts.length === collection.parts.length &&
        target.parts.every(part => part.type === 'identifier') &&
        parent!.parent?.type === 'expression_statement'
        ? this._bound(own, home, way, 'one')
        : [{ kind: 'kept', node: parent!, home, ...way }];
    }
    return collection.type === 'expression_statement'
      ? [
          {
            kind: this._isResult(collection, home) ? 'shown' : 'dropped',
            node: collection,
            home,
            ...within(way, collection)
          }
        ]
      : this.ofMany(collection, home, within(way, collection));
  }

  private _isResult(statement: SyntaxNode, home: ICodeCell): boolean {
    return this._isNotebook && isCellResult(statement, home);
  }

  private _assigned(assignment: SyntaxNode, home: ICodeCell, way: Way): IUse[] {
    const uses: IUse[] = [];
    for (
      let outer: SyntaxNode | null = assignment;
      outer?.type === 'assignment';
      outer = outer.parent
    ) {
      const left = outer.child('left')!;
      const type = outer.child('type')?.text ?? '';
      const use = (kind: IUse['kind']): IUse => ({
        kind,
        node: outer!,
        home,
        ...way
      });
      if (/Coroutine|Awaitable/.test(type)) {
        uses.push(use('awaited'));
      } else if (left.type === 'identifier') {
        uses.push(...this._bound(left, home, way, 'one'));
      } else if (UNPACKED.test(left.type)) {
        uses.push(use('value'));
      } else if (left.type === 'subscript') {
        uses.push(...this._storedIn(left, home, way));
      } else if (left.type === 'attribute') {
        uses.push(...this._storedAs(left, home, way));
      } else {
        uses.push(use('kept'));
      }
    }
    return uses;
  }

  private _assignedMany(
    assignment: SyntaxNode,
    home: ICodeCell,
    way: Way
  ): IUse[] {
    const left = assignment.child('left')!;
    return left.type === 'identifier'
      ? this._bound(left, home, way, 'many')
      : UNPACKED.test(left.type)
        ? this._eachIs(left, home, way)
        : [{ kind: 'kept', node: assignment, home, ...way }];
  }

  /**
   * The uses of every name in `target`, each of which gets one of the
   * coroutines; of a lone name, those of this name.
   */
  private _eachIs(target: SyntaxNode, home: ICodeCell, way: Way): IUse[] {
    if (target.type === 'identifier') {
      return this._bound(target, home, way, 'one');
    }
    return target.parts.flatMap(part =>
      part.type === 'identifier'
        ? this._bound(part, home, way, 'one')
        : [{ kind: 'kept' as const, node: part, home, ...way }]
    );
  }

  /**
   * The uses of what is bound at `name`.
   */
  private _bound(
    name: SyntaxNode,
    home: ICodeCell,
    way: Way,
    shape: 'one' | 'many'
  ): IUse[] {
    if (this._seen.has(name)) {
      return [];
    }
    this._seen.add(name);
    const reads = readsOf(name, home, this._program);
    if (reads.length === 0) {
      const local = home.scopes.lookup(name.text, name).kind === 'function';
      const loop = /^for_/.test(name.parent?.type ?? '');
      return [
        {
          kind:
            loop || name.text.startsWith('_')
              ? 'kept'
              : local
                ? 'dropped'
                : 'unread',
          node: name.parent!,
          home,
          ...way
        }
      ];
    }
    return reads.flatMap(({ node, home: where, certain }) => {
      const next = { ...way, certain: way.certain && certain };
      return shape === 'one'
        ? this.ofOne(node, where, next)
        : this.ofMany(node, where, next);
    });
  }

  /**
   * `results[key] = coroutine`.
   */
  private _storedIn(target: SyntaxNode, home: ICodeCell, way: Way): IUse[] {
    const object = target.child('value')!;
    return object.type === 'identifier'
      ? this._addedTo(object, home, way)
      : [{ kind: 'kept', node: target, home, ...way }];
  }

  /**
   * `self.name = coroutine`.
   */
  private _storedAs(target: SyntaxNode, home: ICodeCell, way: Way): IUse[] {
    const kept: IUse = { kind: 'kept', node: target, home, ...way };
    const store = attributeStore(target, home, this._program);
    const reads = store === null ? null : attributeReads(store, this._program);
    if (reads === null || this._seen.has(target)) {
      return [kept];
    }
    this._seen.add(target);
    const next = { ...way, certain: way.certain && store!.isSetOnce };
    return reads.length === 0
      ? [kept]
      : reads.flatMap(({ node, home: where }) => this.ofOne(node, where, next));
  }

  /**
   * The uses of a collection in a variable that a coroutine is added to.
   */
  private _addedTo(name: SyntaxNode, home: ICodeCell, way: Way): IUse[] {
    const { definition, certain } = this._program.resolve(name, home);
    if (
      definition?.kind !== 'assignment' ||
      definition.value === undefined ||
      !isPlainCollection(definition.value, definition.home, this._program)
    ) {
      return [{ kind: 'kept', node: name, home, ...way }];
    }
    return this._bound(
      definition.node,
      definition.home,
      {
        certain: way.certain && certain,
        collection: way.collection ?? definition.node
      },
      'many'
    );
  }

  /**
   * `jobs[0]`, `jobs[1:]`, `jobs[0] = …`.
   */
  private _indexed(
    node: SyntaxNode,
    subscript: SyntaxNode,
    home: ICodeCell,
    way: Way
  ): IUse[] {
    if (node.field !== 'value') {
      return [{ kind: 'kept', node: subscript, home, ...way }];
    }
    if (
      subscript.parent?.type === 'delete_statement' ||
      (subscript.field === 'left' && /assignment$/.test(subscript.parent!.type))
    ) {
      return [];
    }
    return subscript.parts.some(part => part.type === 'slice')
      ? this.ofMany(subscript, home, way)
      : this.ofOne(subscript, home, way);
  }

  /**
   * A method of a list or a dict.
   */
  private _method(attribute: SyntaxNode, home: ICodeCell, way: Way): IUse[] {
    const call = attribute.parent;
    const kept: IUse = { kind: 'kept', node: attribute, home, ...way };
    if (call?.type !== 'call' || attribute.field !== 'function') {
      return [kept];
    }
    switch (attribute.child('attribute')!.text) {
      case 'append':
      case 'appendleft':
      case 'extend':
      case 'insert':
      case 'add':
      case 'clear':
      case 'remove':
      case 'discard':
      case 'reverse':
      case 'update':
      case 'keys':
      case 'index':
      case 'count':
        return [];
      case 'get':
      case 'pop':
      case 'popleft':
        return call.parent?.type === 'expression_statement'
          ? []
          : this.ofOne(call, home, way);
      case 'copy':
      case 'values':
        return this.ofMany(call, home, way);
      case 'items': {
        const loop = call.parent;
        const target = loop?.child('left');
        return /^for_/.test(loop?.type ?? '') &&
          !loop!.isAsync &&
          target?.type === 'pattern_list' &&
          target.parts.length === 2
          ? this._eachIs(target.parts[1], home, way)
          : [kept];
      }
      case 'sort':
        return [{ ...kept, kind: 'value', node: call }];
      default:
        return [kept];
    }
  }

  /**
   * A coroutine, or `*coroutines`, as an argument.
   */
  private _given(node: SyntaxNode, home: ICodeCell, way: Way): IUse[] {
    const call = callAround(node);
    const use = (kind: IUse['kind']): IUse[] => [
      { kind, node: call ?? node.parent!, home, ...way }
    ];
    if (call === null) {
      return use('kept');
    }
    const callee = call.child('function')!;
    const name = this._nameOf(callee, home);
    const known = name === null ? undefined : takerOf(name);
    if (known === 'type test') {
      return use(
        /Awaitable|Coroutine|Future|Task/.test(call.text) ? 'awaited' : 'tested'
      );
    }
    if (known !== undefined) {
      return known === 'nothing' ? [] : use(known);
    }
    if (callee.type === 'attribute') {
      const method = callee.child('attribute')!.text;
      const object = callee.child('object')!;
      if (/string$/.test(object.type)) {
        return use(method === 'format' ? 'shown' : 'value');
      }
      if (ADDS.test(method) && object.type === 'identifier') {
        const added = this._addedTo(object, home, way);
        return node.type === 'list_splat' ? use('kept') : added;
      }
    }
    return node.type === 'list_splat'
      ? use('kept')
      : this._parameter(node, call, home, way, 'one');
  }

  /**
   * A collection of coroutines as an argument.
   */
  private _givenMany(node: SyntaxNode, home: ICodeCell, way: Way): IUse[] {
    const call = callAround(node);
    const use = (kind: IUse['kind']): IUse[] => [
      { kind, node: call ?? node.parent!, home, ...way }
    ];
    if (call === null) {
      return use('kept');
    }
    const callee = call.child('function')!;
    const name = this._nameOf(callee, home);
    switch (name) {
      case 'builtins.list':
      case 'builtins.tuple':
      case 'builtins.set':
      case 'builtins.frozenset':
      case 'builtins.reversed':
      case 'builtins.iter':
        return this.ofMany(call, home, way);
      case 'builtins.next':
        return this.ofOne(call, home, way);
      case 'builtins.enumerate':
      case 'builtins.zip':
        return this._paired(node, call, home, way);
      case 'builtins.len':
        return [];
      case 'builtins.map':
      case 'builtins.filter':
        return use('kept');
    }
    const known = name === null ? undefined : takerOf(name);
    if (known !== undefined) {
      return known === 'nothing' || known === 'type test' ? [] : use(known);
    }
    if (callee.type === 'attribute') {
      const method = callee.child('attribute')!.text;
      const object = callee.child('object')!;
      if (method === 'join' && /string$/.test(object.type)) {
        return use('value');
      }
      if (method === 'format' && /string$/.test(object.type)) {
        return use('shown');
      }
      if (method === 'extend' && object.type === 'identifier') {
        return this._addedTo(object, home, way);
      }
    }
    return this._parameter(node, call, home, way, 'many');
  }

  /**
   * `for i, c in enumerate(cs)`, `for a, c in zip(names, cs)`.
   */
  private _paired(
    node: SyntaxNode,
    call: SyntaxNode,
    home: ICodeCell,
    way: Way
  ): IUse[] {
    const loop = call.parent;
    const target = loop?.child('left');
    const args = argumentsOf(call);
    const position = this._program
      .qualifiedName(call.child('function')!, home)!
      .name.endsWith('enumerate')
      ? 1
      : args.findIndex(({ value }) => value === node);
    const part =
      /^for_/.test(loop?.type ?? '') && target?.type === 'pattern_list'
        ? target.parts[position]
        : undefined;
    return part?.type === 'identifier'
      ? this._bound(part, home, way, 'one')
      : [{ kind: 'kept', node: call, home, ...way }];
  }

  /**
   * An argument of a function of this document: the uses of its parameter.
   */
  private _parameter(
    node: SyntaxNode,
    call: SyntaxNode,
    home: ICodeCell,
    way: Way,
    shape: 'one' | 'many'
  ): IUse[] {
    const kept: IUse = { kind: 'kept', node: call, home, ...way };
    const callee = call.child('function')!;
    const { kind, definition, certain } = valueOf(callee, home, this._program);
    const def = definition?.value;
    const args = argumentsOf(call);
    if (
      def?.type !== 'function_definition' ||
      !/function$/.test(kind) ||
      isDecorated(def) ||
      args.some(({ unpacked }) => unpacked)
    ) {
      return [kept];
    }
    const own = args.find(({ value }) => value === node);
    const parameters = (def.child('parameters')?.parts ?? []).slice(
      classAround(def) !== null && callee.type === 'attribute' ? 1 : 0
    );
    const parameter =
      own === undefined
        ? undefined
        : own.keyword === null
          ? parameters[args.indexOf(own)]
          : parameters.find(part => parameterName(part)?.text === own.keyword);
    const before = parameters.slice(
      0,
      parameter === undefined ? 0 : parameters.indexOf(parameter) + 1
    );
    const name = parameter && parameterName(parameter);
    if (
      name === undefined ||
      name === null ||
      before.some(part => /splat|separator/.test(part.type)) ||
      /Coroutine|Awaitable/.test(parameter!.text)
    ) {
      return [kept];
    }
    const uses = this._bound(
      name,
      definition!.home,
      { ...way, certain: way.certain && certain },
      shape
    );
    // What a function does not use stays with the caller.
    return uses.every(use => use.kind === 'dropped') ? [kept] : uses;
  }

  private _nameOf(callee: SyntaxNode, home: ICodeCell): string | null {
    const found = this._program.qualifiedName(callee, home);
    if (found !== null) {
      return found.certain ? found.name : null;
    }
    // IPython's own.
    return callee.type === 'identifier' &&
      callee.text === 'display' &&
      this._program.resolve(callee, home).kind === 'unbound'
      ? 'IPython.display.display'
      : null;
  }

  private readonly _seen = new Set<SyntaxNode>();
}

/**
 * What a coroutine itself has (Python data model, "Coroutine Objects"; module
 * inspect, the table of attributes).
 */
const COROUTINE_ATTRIBUTES = /^(?:close|send|throw|cr_\w+|__\w+__)$/;

const COLLECTIONS = /^(?:list|tuple|set|expression_list)$/;
const UNPACKED = /^(?:pattern_list|tuple_pattern|list_pattern)$/;
const ADDS = /^(?:append|appendleft|add|insert)$/;

function within(way: Way, collection: SyntaxNode): Way {
  return { ...way, collection: way.collection ?? collection };
}

/**
 * `x is None`, `x is not None`, `x == None`.
 */
function isIdentityTest(comparison: SyntaxNode): boolean {
  return comparison.children.some(
    child => child.field === 'operators' && /^is(?:\s+not)?$/.test(child.text)
  );
}

function parameterName(part: SyntaxNode): SyntaxNode | null {
  if (part.type === 'identifier') {
    return part;
  }
  const name = part.child('name') ?? part.parts[0];
  return name === undefined || name === part ? null : parameterName(name);
}

function isDictionary(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  return valueOf(node, home, program).type === 'builtins.dict';
}

/**
 * Whether the value is a list, set or dict that the code made itself.
 */
function isPlainCollection(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  return (
    /^(?:list|set|dictionary)(?:_comprehension)?$/.test(node.type) ||
    (node.type === 'call' &&
      /^(?:builtins\.(?:list|set|dict)|collections\.(?:deque|OrderedDict))$/.test(
        program.qualifiedName(node.child('function')!, home)?.name ?? ''
      ))
  );
}

/**
 * What a function that is not of this document does with a coroutine that it is
 * given; undefined where that is not known. `nothing`: it does not look.
 */
function takerOf(
  name: string
): IUse['kind'] | 'nothing' | 'type test' | undefined {
  if (name === 'asyncio.sleep') {
    return 'value';
  }
  if (/^(?:asyncio|inspect|types)\./.test(name)) {
    return 'awaited';
  }
  if (/^builtins\.(?:isinstance|issubclass)$/.test(name)) {
    return 'type test';
  }
  return SHOWS.has(name)
    ? 'shown'
    : name === 'builtins.bool'
      ? 'tested'
      : WANTS.has(name) || WANTING_MODULES.test(name)
        ? 'value'
        : undefined;
}

const SHOWS = new Set([
  ...['print', 'str', 'repr', 'format', 'ascii'].map(
    name => `builtins.${name}`
  ),
  'IPython.display.display',
  'pprint.pprint',
  'pprint.pformat'
]);

/**
 * Builtins that need the value of what they are given.
 */
const WANTS = new Set(
  `abs all any bin bytearray bytes chr complex dict divmod enumerate float
  frozenset hex int iter len list max min next oct open ord pow range reversed
  round set sorted sum tuple zip`
    .split(/\s+/)
    .map(name => `builtins.${name}`)
);

/**
 * Modules of the standard library whose functions need values.
 */
const WANTING_MODULES =
  /^(?:json\.dumps?|json\.loads?|math\.\w+|statistics\.\w+|re\.\w+|os\.path\.\w+|datetime\.\w+(?:\.\w+)*|textwrap\.\w+|html\.\w+|base64\.\w+|random\.\w+|time\.sleep)$/;
