import type { IEdit } from '../edit';
import type { IRewrite } from '../finding';
import { argumentsOf } from '../python/calls';
import type { ILibraryCall } from '../python/libraryCalls';
import { managersOf } from '../python/managers';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell, IDefinition, Program } from '../python/program';
import { valueOf } from '../python/values';
import type { IAsyncModule } from '../recipes/recipe';
import type { IAwaitContext } from './awaitRules';
import { awaitRules } from './awaitRules';
import type { ISite } from './effects';
import { effectsOf } from './effects';
import { joinedEdits } from './joinedEdits';
import { allowAwait } from './makeAsync';
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
  const rules = awaitRules(context);
  const family = new Family(twin, program);
  const renamed = renames(twin, program);
  const sites = family.awaited();
  const entered = family.entered();
  if (renamed === null || sites === null || entered === null) {
    return null;
  }
  const edits: IEdit[] = [...renamed];
  const functions: IDefinition[] = [];
  for (const { node, home: where } of entered) {
    const plan = allowAwait(node, where, program, rules);
    if (plan === null) {
      return null;
    }
    edits.push(...plan.edits, {
      cell: where.cell.id,
      from: node.from,
      to: node.from,
      insert: 'async '
    });
    functions.push(...plan.functions);
  }
  const awaits: IEdit[] = [];
  for (const { node, home: where } of sites) {
    const plan = allowAwait(node, where, program, rules);
    if (plan === null) {
      return null;
    }
    edits.push(...plan.edits);
    awaits.push(...putAwait(node, where.cell.id));
    functions.push(...plan.functions);
  }
  edits.push(...joinedEdits(awaits));
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
      twin: twin.twin,
      functions: [...new Set(functions.map(({ name }) => name))]
    }
  };
}

/**
 * The edits that import from the twin, and name its functions. Null where the
 * module is imported in another way, or a name is taken.
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
    edits.push({ cell, from: from.from, to: from.to, insert: twin });
    for (const part of node.parts.filter(other => other !== from)) {
      const name = part.child('name') ?? part;
      if (part.type === 'wildcard_import') {
        return null;
      }
      const other = names[name.text];
      if (other !== undefined) {
        edits.push({ cell, from: name.from, to: name.to, insert: other });
      }
    }
  }
  for (const [name, other] of Object.entries(names)) {
    for (const { node, home } of program.identifiers(name)) {
      const meant = program.qualifiedName(node, home);
      if (meant?.name !== `${module}.${name}` || node.closest(isImport)) {
        continue;
      }
      const taken = program.resolveName(other, node, home);
      if (
        taken.kind !== 'unbound' &&
        taken.definition?.imported !== `${twin}.${other}`
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
  return edits.length === 0 || imported ? null : edits;
}

/**
 * Whether a name gets a value there.
 */
function isBinding({ parent, field }: SyntaxNode): boolean {
  return (
    parent?.type === 'as_pattern_target' ||
    (field === 'left' &&
      /^(?:assignment|for_statement|for_in_clause)$/.test(parent?.type ?? ''))
  );
}

function isImport({ type }: SyntaxNode): boolean {
  return type === 'import_from_statement';
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
        if (type && kind === 'call' && this._callsBack(name, node, home)) {
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
    if (
      kind !== 'instance' ||
      type === undefined ||
      !type.startsWith(`${this._twin.module}.`)
    ) {
      return null;
    }
    this.certain &&= certain;
    return type;
  }

  /**
   * Whether `node` gives a collection of instances.
   */
  private _holds(node: SyntaxNode, home: ICodeCell): boolean {
    const { element } = valueOf(node, home, this._program);
    return element?.type?.startsWith(`${this._twin.module}.`) === true;
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
      (type === 'argument_list' &&
        /^builtins\.(?:len|print|bool|str|repr|type)$/.test(
          this._program.qualifiedName(parent!.child('function')!, home)?.name ??
            ''
        ))
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
      case 'for_statement':
      case 'for_in_clause':
      case 'if_statement':
      case 'comparison_operator':
      case 'not_operator':
      case 'import_from_statement':
      case 'dotted_name':
      case 'global_statement':
      case 'lambda_parameters':
        return false;
      case 'assignment':
        return this._scatters(parent);
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
              names.has(node.child('function')!.child('attribute')?.text ?? '')
          ))
      );
    });
  }
}
