import type { IEdit } from '../edit';
import type { IRewrite } from '../finding';
import { indentationAt, lineEnd, lineStart } from '../lines';
import { argumentsOf } from '../python/calls';
import type { ILibraryCall } from '../python/libraryCalls';
import { managersOf } from '../python/managers';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell, IDefinition, Program } from '../python/program';
import { callsOf } from '../python/reached';
import { calledAt } from '../python/runsOnLoop';
import { unpackedFrom } from '../python/unpacked';
import { valueOf } from '../python/values';
import type { IAsyncModule } from '../recipes/recipe';
import type { IAwaitContext } from './awaitRules';
import { awaitRules } from './awaitRules';
import type { ISite } from './effects';
import { effectsOf } from './effects';
import { joinedEdits } from './joinedEdits';
import type { IAwaitRules } from './makeAsync';
import { allowAwait } from './makeAsync';
import { madeAnew } from './madeAnew';
import { putAwait } from './putAwait';
import { shortened } from './shortened';

/**
 * The rewrite that uses a module's async twin instead, in all cells: the import
 * and its names, `async with`, and `await` before every call that is a coroutine
 * there. Null where an instance goes where it cannot be followed.
 *
 * @param shownIn - the cell that failed
 */
export function useAsyncModule(
  { home, call, certain }: ILibraryCall,
  twin: IAsyncModule,
  shownIn: string,
  context: IAwaitContext
): IRewrite | null {
  const { program } = context;
  const family = new Family(twin, program);
  // A method of an instance has nothing to do with one of the same name here.
  const rules: IAwaitRules = {
    ...awaitRules(context),
    mayLeave: ({ node, home: where }) => {
      const attribute = node.field === 'attribute' ? node.parent! : node;
      const object = attribute.child('object');
      return object !== undefined && family.typeOf(object, where) !== null;
    }
  };
  const renamed = renames(twin, program);
  const sites = family.awaited();
  const entered = family.entered();
  const made = sites && family.added(sites);
  if (
    renamed === null ||
    sites === null ||
    entered === null ||
    made === null ||
    renamed.length + made.length === 0
  ) {
    return null;
  }
  const own: IEdit[] = [...renamed, ...made, ...family.renamed(sites)];
  const allowed: IEdit[] = [];
  const functions: IDefinition[] = [];
  for (const { node, home: where } of entered) {
    const plan = allowAwait(node, where, program, rules);
    const entering = family.entering(node, where);
    if (plan === null || entering === null) {
      return null;
    }
    allowed.push(...plan.edits);
    own.push(...entering);
    functions.push(...plan.functions);
  }
  const awaits: IEdit[] = [];
  for (const { node, home: where } of sites) {
    const plan = allowAwait(node, where, program, rules);
    if (plan === null) {
      return null;
    }
    allowed.push(...plan.edits);
    awaits.push(...putAwait(node, where.cell.id));
    functions.push(...plan.functions);
  }
  // What is awaited may begin with a call that is awaited itself.
  const edits = [...own, ...joinedEdits(awaits), ...allowed];
  const changed = [
    { home, node: call },
    ...entered,
    ...sites,
    ...functions.map(({ home: where, value }) => ({
      home: where,
      node: value!
    }))
  ];
  if (changed.some(({ home: where }) => !where.cell.editable)) {
    return null;
  }
  const { rerun, values } = effectsOf(
    changed,
    edits,
    { home, node: call },
    shownIn,
    program
  );
  return {
    kind: 'await',
    safety: certain && family.certain ? 'safe' : 'check',
    edits,
    rerun,
    values: {
      ...values,
      operand: shortened(call.text),
      twin: twin.named ?? twin.twin,
      functions: [...new Set(functions.map(({ name }) => name))]
    }
  };
}

/**
 * The edits that import from the twin, and name its functions and classes. Null
 * where the module is imported in another way, where a name is taken, or where a
 * class inherits from one that gets another name.
 */
function renames(
  { module, twin, renames: names }: IAsyncModule,
  program: Program
): IEdit[] | null {
  const edits: IEdit[] = [];
  for (const { node, home } of program.nodes('import_from_statement')) {
    const from = node.child('module_name');
    if (from?.text !== module) {
      continue;
    }
    const cell = home.cell.id;
    if (twin !== module) {
      edits.push({ cell, from: from.from, to: from.to, insert: twin });
    }
    const parts = node.parts.filter(other => other !== from);
    for (const part of parts) {
      const name = part.child('name') ?? part;
      if (part.type === 'wildcard_import') {
        return null;
      }
      const other = names[name.text];
      if (other !== undefined && !parts.some(({ text }) => text === other)) {
        edits.push({ cell, from: name.from, to: name.to, insert: other });
      }
    }
  }
  for (const [name, other] of Object.entries(names)) {
    for (const { node, home } of program.identifiers(name)) {
      const whole = node.field === 'attribute' ? node.parent! : node;
      const meant = program.qualifiedName(whole, home);
      if (meant?.name !== `${module}.${name}` || node.closest(isImport)) {
        continue;
      }
      const taken = program.resolveName(other, node, home);
      if (
        whole.closest(({ type }) => /^(?:argument_list|block)$/.test(type))
          ?.parent?.type === 'class_definition' ||
        (whole === node &&
          taken.kind !== 'unbound' &&
          taken.definition?.imported !== `${twin}.${other}`)
      ) {
        return null;
      }
      edits.push({
        cell: home.cell.id,
        from: node.from,
        to: node.to,
        insert: other
      });
    }
  }
  const imported = program
    .nodes('import_statement')
    .some(({ node }) => node.text.includes(module));
  return imported && twin !== module ? null : edits;
}

/**
 * Whether a name gets a value there.
 */
function isBinding(node: SyntaxNode): boolean {
  const { parent, field } = node;
  return (
    parent?.type === 'as_pattern_target' ||
    unpackedFrom(node) !== null ||
    (field === 'left' &&
      /^(?:assignment|for_statement|for_in_clause)$/.test(parent?.type ?? ''))
  );
}

/**
 * Whether a call of a method of its parameter is all that a lambda returns, or
 * one of two such: whoever awaits what it returns awaits the call.
 */
function isReturnedBy(call: SyntaxNode, lambda: SyntaxNode): boolean {
  if (
    lambda.type !== 'lambda' ||
    call.child('function')!.child('object')?.type !== 'identifier'
  ) {
    return false;
  }
  let node = call;
  while (
    node.parent?.type === 'parenthesized_expression' ||
    (node.parent?.type === 'conditional_expression' &&
      node.parent.parts[1] !== node)
  ) {
    node = node.parent;
  }
  return node.parent === lambda && node.field === 'body';
}

function isImport({ type }: SyntaxNode): boolean {
  return type === 'import_from_statement';
}

/**
 * The edit that gives a call one more argument.
 */
function putArgument(
  call: SyntaxNode,
  argument: string,
  home: ICodeCell
): IEdit[] {
  const list = call.child('arguments')!;
  const last = list.parts[list.parts.length - 1];
  const at = last?.to ?? list.from + 1;
  return [
    {
      cell: home.cell.id,
      from: at,
      to: at,
      insert: last === undefined ? argument : `, ${argument}`
    }
  ];
}

/**
 * The instances of the module's classes in a program.
 */
class Family {
  constructor(
    private readonly _twin: IAsyncModule,
    private readonly _program: Program
  ) {}

  /**
   * Whether the class of every instance is beyond doubt, so far.
   */
  certain = true;

  /**
   * The calls and attributes that have to be awaited, in the order of the text;
   * null where an instance goes where it cannot be followed.
   */
  awaited(): ISite[] | null {
    const { awaits, attributes = {} } = this._twin;
    const sites: ISite[] = [];
    for (const kind of ['call', 'attribute', 'identifier', 'subscript']) {
      for (const site of this._program.nodes(kind)) {
        const { node, home } = site;
        if (isBinding(node) || node.parent?.type === 'dotted_name') {
          continue;
        }
        const leaves =
          this.typeOf(node, home) !== null
            ? this._escapes(node, home)
            : this._holds(node, home) && !this._isReadInPlace(node, home);
        if (leaves) {
          return null;
        }
        const member =
          kind === 'call'
            ? node.child('function')!
            : kind === 'attribute'
              ? node
              : undefined;
        const object = member?.child('object');
        const type = object && this.typeOf(object, home);
        const name = member?.child('attribute')?.text ?? '';
        if (
          type &&
          kind === 'call' &&
          (this._callsBack(name, node, home) ||
            (this._twin.withoutArguments?.[type]?.includes(name) &&
              argumentsOf(node).length > 0))
        ) {
          return null;
        }
        if (
          type &&
          this._twin.untold?.[type]?.includes(name) &&
          (kind === 'call' || node.field !== 'function') &&
          node.parent!.type !== 'expression_statement'
        ) {
          return null;
        }
        if (kind === 'call' && object && this._mayBeOwn(name, object, home)) {
          return null;
        }
        const table = kind === 'call' ? awaits : attributes;
        if (type && table[type]?.includes(name)) {
          sites.push(site);
        }
      }
    }
    return sites.sort(
      (a, b) =>
        a.home.index - b.home.index ||
        a.node.from - b.node.from ||
        b.node.to - a.node.to
    );
  }

  /**
   * The `with` statements that enter an instance; null where one enters
   * something else besides.
   */
  entered(): ISite[] | null {
    const sites: ISite[] = [];
    for (const site of this._program.nodes('with_statement')) {
      const managers = managersOf(site.node);
      const own = managers.filter(
        manager => this.typeOf(manager, site.home) !== null
      );
      if (own.length > 0 && own.length < managers.length) {
        return null;
      }
      if (own.length > 0 && !site.node.isAsync) {
        sites.push(site);
      }
    }
    return sites;
  }

  /**
   * The class of the module that `node` gives an instance of, or null.
   */
  typeOf(node: SyntaxNode, home: ICodeCell): string | null {
    const { kind, type, certain } = valueOf(node, home, this._program);
    if (kind !== 'instance' || type === undefined || !this._isOwn(type)) {
      return null;
    }
    this.certain &&= certain;
    return type;
  }

  private _isOwn(type: string): boolean {
    const { module, classes } = this._twin;
    return (
      type.startsWith(`${module}.`) &&
      classes?.includes(type.slice(module.length + 1)) !== false
    );
  }

  /**
   * The edits that call methods by their names in the twin.
   */
  renamed(sites: readonly ISite[]): IEdit[] {
    return sites.flatMap(({ node, home }) => {
      const member = node.child('function') ?? node;
      const name = member.child('attribute')!;
      const object = member.child('object')!;
      const type = this.typeOf(object, home);
      const other = type && this._twin.methods?.[type]?.[name.text];
      return other
        ? [{ cell: home.cell.id, from: name.from, to: name.to, insert: other }]
        : [];
    });
  }

  /**
   * The edits that make twins of objects by an argument. Null where a method
   * that works once may be called twice on one object, or where that object
   * comes from something that is not known.
   */
  added(sites: readonly ISite[]): IEdit[] | null {
    const { once = {}, adds = {}, module } = this._twin;
    const seen = new Set<SyntaxNode>();
    const edits: IEdit[] = [];
    for (const { node, home } of sites) {
      const member = node.child('function');
      const object = member?.child('object');
      const type = object && this.typeOf(object, home);
      if (!type || !once[type]?.includes(member!.child('attribute')!.text)) {
        continue;
      }
      const made = madeAnew(object, home, this._program);
      if (made === null) {
        return null;
      }
      for (const { node: call, home: where } of made) {
        if (seen.has(call)) {
          return null;
        }
        seen.add(call);
        const maker = this._program.qualifiedName(
          call.child('function')!,
          where
        );
        const added = maker && adds[maker.name.slice(module.length + 1)];
        if (
          added &&
          !argumentsOf(call).some(({ keyword }) =>
            added.unless.includes(keyword ?? '')
          )
        ) {
          edits.push(...putArgument(call, added.argument, where));
        }
      }
    }
    return edits;
  }

  /**
   * The edits that enter an instance's twin: `async with`, or a `try` that ends
   * it. Null where the statement cannot be written so.
   */
  entering(node: SyntaxNode, home: ICodeCell): IEdit[] | null {
    const cell = home.cell.id;
    const { source } = home.cell;
    const managers = managersOf(node);
    const type = this.typeOf(managers[0], home);
    const close = type && this._twin.closes?.[type];
    if (!close) {
      return [{ cell, from: node.from, to: node.from, insert: 'async ' }];
    }
    const [manager] = managers;
    const item = manager.parent;
    const name = item?.child('alias')?.parts[0] ?? item?.child('alias');
    const body = node.child('body')!;
    const colon = node.children.find(child => child.type === ':')!;
    const indent = indentationAt(source, node.from);
    const inner = indentationAt(source, body.from);
    if (
      managers.length > 1 ||
      manager.type !== 'call' ||
      name?.type !== 'identifier' ||
      lineStart(source, body.from) <= colon.from ||
      lineStart(source, node.from) + indent.length !== node.from
    ) {
      return null;
    }
    const end = lineEnd(source, body.parts[body.parts.length - 1].to);
    return [
      { cell, from: node.from, to: manager.from, insert: `${name.text} = ` },
      {
        cell,
        from: manager.to,
        to: colon.to,
        insert: `\n${indent}try:`
      },
      {
        cell,
        from: end,
        to: end,
        insert: `\n${indent}finally:\n${inner}await ${name.text}.${close}()`
      }
    ];
  }

  /**
   * Whether `node` gives a collection of instances.
   */
  private _holds(node: SyntaxNode, home: ICodeCell): boolean {
    const { element } = valueOf(node, home, this._program);
    return element?.type !== undefined && this._isOwn(element.type);
  }

  /**
   * Whether a method that has another name in the twin is called on something
   * that may be an instance.
   */
  private _mayBeOwn(
    name: string,
    object: SyntaxNode,
    home: ICodeCell
  ): boolean {
    return (
      Object.values(this._twin.methods ?? {}).some(
        names => names[name] !== undefined
      ) &&
      this._program.qualifiedName(object, home) === null &&
      valueOf(object, home, this._program).kind === 'unknown'
    );
  }

  /**
   * Whether what is done with a collection of instances keeps their classes
   * known.
   */
  private _isReadInPlace(node: SyntaxNode, home: ICodeCell): boolean {
    const { type, parent } = node.parent!;
    return (
      /^(?:for_statement|for_in_clause|subscript|expression_statement|return_statement|parenthesized_expression|named_expression)$/.test(
        type
      ) ||
      (type === 'assignment' &&
        node.parent!.child('left')?.type === 'identifier') ||
      (type === 'call' && node.field === 'function') ||
      (type === 'argument_list' && this._readsOnly(parent!, home))
    );
  }

  /**
   * Whether a call only looks at a collection, or hands its elements on to the
   * names of a loop.
   */
  private _readsOnly(call: SyntaxNode, home: ICodeCell): boolean {
    const callee = call.child('function')!;
    const name = this._program.qualifiedName(callee, home)?.name ?? '';
    return (
      /^builtins\.(?:len|print|bool|str|repr|type)$/.test(name) ||
      (/^builtins\.(?:enumerate|zip)$/.test(name) &&
        /^for_(?:statement|in_clause)$/.test(call.parent!.type) &&
        /^(?:pattern_list|tuple_pattern)$/.test(
          call.parent!.child('left')?.type ?? ''
        ))
    );
  }

  /**
   * Whether a tuple with instances is taken apart wherever it comes to: it is
   * assigned to as many names, or a function returns it to such places.
   */
  private _isTakenApart(tuple: SyntaxNode, home: ICodeCell): boolean {
    const { parent } = tuple;
    if (parent?.type === 'assignment') {
      const left = parent.child('left')!;
      return (
        /^(?:pattern_list|tuple_pattern)$/.test(left.type) &&
        left.parts.length === tuple.parts.length &&
        left.parts.every(({ type }) => type === 'identifier')
      );
    }
    const def = tuple.closest(({ type }) => type === 'function_definition');
    return (
      parent?.type === 'return_statement' &&
      def !== null &&
      callsOf(def, this._program).every(use => {
        const { node: call } = calledAt(use);
        const left =
          call.parent?.type === 'assignment'
            ? call.parent.child('left')!
            : undefined;
        return (
          valueOf(call, use.home, this._program).elements !== undefined &&
          left !== undefined &&
          /^(?:pattern_list|tuple_pattern)$/.test(left.type) &&
          left.parts.length === tuple.parts.length &&
          left.parts.every(({ type }) => type === 'identifier')
        );
      })
    );
  }

  /**
   * Whether an assignment gives an instance to something else than a name, or
   * than an attribute of `self` that is known wherever it is read.
   */
  private _scatters(assignment: SyntaxNode): boolean {
    const left = assignment.child('left')!;
    if (left.type === 'identifier') {
      return false;
    }
    const name = left.child('attribute')?.text;
    return (
      name === undefined ||
      left.child('object')!.text !== 'self' ||
      this._program
        .identifiers(name)
        .some(
          ({ node, home }) =>
            node.field === 'attribute' &&
            node.parent!.field !== 'left' &&
            this.typeOf(node.parent!, home) === null
        )
    );
  }

  /**
   * Whether an instance goes where its uses cannot be found.
   */
  private _escapes(node: SyntaxNode, home: ICodeCell): boolean {
    const parent = node.parent!;
    switch (parent.type) {
      case 'attribute':
      case 'subscript':
      case 'expression_statement':
      case 'named_expression':
      case 'with_item':
      case 'as_pattern':
      case 'return_statement':
      case 'parenthesized_expression':
      case 'parameters':
      case 'typed_parameter':
      case 'if_statement':
      case 'elif_clause':
      case 'if_clause':
      case 'while_statement':
      case 'assert_statement':
      case 'interpolation':
      case 'comparison_operator':
      case 'not_operator':
      case 'import_from_statement':
      case 'dotted_name':
      case 'global_statement':
      case 'lambda_parameters':
        return false;
      case 'for_statement':
      case 'for_in_clause':
        // What iterating over an instance gives is another question.
        return node.field === 'right';
      case 'assignment':
        return this._scatters(parent);
      case 'expression_list':
      case 'tuple':
        return !this._isTakenApart(parent, home);
      case 'conditional_expression':
        return parent.parts[1] !== node && this._leavesWith(parent, home);
      case 'boolean_operator':
        // An instance is true: what stands behind `and` is the value.
        return (
          !(
            parent.child('operator')?.type === 'and' &&
            parent.child('left') === node
          ) && this._leavesWith(parent, home)
        );
      case 'call':
        return parent.child('function') !== node;
      case 'keyword_argument':
      case 'argument_list':
        return this._leaves(node, home);
      default:
        return true;
    }
  }

  /**
   * Whether an instance goes where it cannot be followed as the value of an
   * expression that has others besides.
   */
  private _leavesWith(expression: SyntaxNode, home: ICodeCell): boolean {
    const { parent } = expression;
    return (
      (this.typeOf(expression, home) === null &&
        !/^(?:if_statement|elif_clause|if_clause|while_statement|assert_statement|not_operator)$/.test(
          parent?.type ?? ''
        )) ||
      this._escapes(expression, home)
    );
  }

  /**
   * Whether an instance is given to a function that does not say what it does
   * with it.
   */
  private _leaves(node: SyntaxNode, home: ICodeCell): boolean {
    const call = node.closest(({ type }) => type === 'call')!;
    const callee = call.child('function')!;
    if (node.field === 'name' && node.parent!.type === 'keyword_argument') {
      return false;
    }
    const name = this._program.qualifiedName(callee, home)?.name ?? '';
    const object = callee.child('object');
    if (
      name.startsWith(`${this._twin.module}.`) ||
      /^builtins\.(?:print|type|repr|str|bool|id|isinstance)$/.test(name) ||
      (object !== undefined && this.typeOf(object, home) !== null)
    ) {
      return false;
    }
    const def = this._program.definitionOf(callee, home)?.definition;
    const position = argumentsOf(call).findIndex(({ value }) => value === node);
    const parameter = def?.value
      ?.child('parameters')
      ?.parts.map(part => (part.type === 'identifier' ? part : part.parts[0]))[
      position
    ];
    return (
      def?.kind !== 'function' ||
      parameter === undefined ||
      argumentsOf(call)[position].keyword !== null ||
      ![...def.value!.child('body')!.walk()].some(
        use =>
          use.type === 'identifier' &&
          use.text === parameter.text &&
          this.typeOf(use, def.home) !== null
      )
    );
  }

  /**
   * Whether a call hands on a function that would have to await.
   */
  private _callsBack(name: string, call: SyntaxNode, home: ICodeCell): boolean {
    if (this._twin.callbacks?.includes(name) !== true) {
      return false;
    }
    const names = new Set(Object.values(this._twin.awaits).flat());
    const awaited = this._twin.awaitsCallbacks?.includes(name) === true;
    return argumentsOf(call).some(({ value }) => {
      const body =
        value.type === 'lambda'
          ? value
          : this._program.definitionOf(value, home)?.definition.value;
      return (
        (body === undefined &&
        /^(?:identifier|attribute|call)$/.test(value.type)
          ? valueOf(value, home, this._program).kind === 'unknown'
          : false) ||
        (body !== undefined &&
          [...body.walk()].some(
            node =>
              node.type === 'call' &&
              names.has(
                node.child('function')!.child('attribute')?.text ?? ''
              ) &&
              !(awaited && isReturnedBy(node, body))
          ))
      );
    });
  }
}
