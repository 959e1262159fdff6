import type { SyntaxNode } from './node';
import { statementOf } from './node';

/**
 * One place where a name gets a value.
 */
export interface IBinding {
  readonly name: string;

  /**
   * The identifier itself.
   */
  readonly node: SyntaxNode;
  readonly kind: BindingKind;

  /**
   * `import`: the module's dotted name. `from`: the module and the imported
   * name, such as `asyncio.run`. `star`: the module.
   */
  readonly imported?: string;

  /**
   * The value of a plain assignment; the whole definition of a function or
   * class. Absent where the value is a part of something (unpacking, loops).
   */
  readonly value?: SyntaxNode;

  /**
   * Whether the binding may be passed over: it stands in an `if`, a loop, a
   * `try` or the like within its scope.
   */
  readonly conditional: boolean;
}

export type BindingKind =
  | 'import'
  | 'from'
  | 'star'
  | 'function'
  | 'class'
  | 'parameter'
  | 'assignment'
  | 'target'
  | 'delete';

export type ScopeKind =
  'module' | 'function' | 'class' | 'lambda' | 'comprehension';

/**
 * The names bound in one module, function, class, lambda or comprehension.
 */
export class Scope {
  constructor(
    readonly kind: ScopeKind,
    readonly node: SyntaxNode,
    readonly parent: Scope | null
  ) {}

  readonly bindings = new Map<string, IBinding[]>();
  readonly globals = new Set<string>();
  readonly nonlocals = new Set<string>();

  add(binding: IBinding): void {
    const own = this.bindings.get(binding.name);
    if (own === undefined) {
      this.bindings.set(binding.name, [binding]);
    } else {
      own.push(binding);
    }
  }
}

/**
 * The scopes of one cell, and which of them a node's names are looked up in.
 */
export class CellScopes {
  constructor(root: SyntaxNode) {
    this.module = new Scope('module', root, null);
    this._scopes.set(root, this.module);
    for (const node of root.walk()) {
      this._open(node);
    }
    for (const node of root.walk()) {
      this._bind(node);
    }
  }

  readonly module: Scope;

  /**
   * The scope in which the code at `node` runs. Decorators, default values,
   * annotations, base classes and the first iterable of a comprehension run in
   * the scope around the definition (Python reference, 4.2.2, 6.2.4, 8.7).
   */
  scopeOf(node: SyntaxNode): Scope {
    for (
      let below = node, inner = node, outer = node.parent;
      outer !== null;
      below = inner, inner = outer, outer = outer.parent
    ) {
      const scope = this._scopes.get(outer);
      if (scope !== undefined && runsInside(below, inner, outer)) {
        return scope;
      }
    }
    return this.module;
  }

  /**
   * The scope in which `name`, as seen from `node`, is bound: a local one, or
   * the module where none is.
   */
  lookup(name: string, node: SyntaxNode): Scope {
    const bound = this._bound.get(node);
    if (bound !== undefined) {
      return bound;
    }
    const start = this.scopeOf(node);
    for (
      let scope: Scope | null = start;
      scope !== null;
      scope = scope.parent
    ) {
      if (scope.globals.has(name)) {
        return this.module;
      }
      // A class's names are not seen from the functions in it.
      if (scope.kind === 'class' && scope !== start) {
        continue;
      }
      const bindings = scope.bindings.get(name);
      if (
        bindings !== undefined &&
        !scope.nonlocals.has(name) &&
        (scope.kind !== 'class' || bindings.some(b => isBound(b, node)))
      ) {
        return scope;
      }
    }
    return this.module;
  }

  private _open(node: SyntaxNode): void {
    const kind = SCOPES[node.type];
    if (kind !== undefined) {
      this._scopes.set(node, new Scope(kind, node, this.scopeOf(node)));
    }
  }

  private _bind(node: SyntaxNode): void {
    switch (node.type) {
      case 'function_definition':
      case 'class_definition': {
        const name = node.child('name');
        if (name !== undefined) {
          this._add(
            name,
            node.type === 'class_definition' ? 'class' : 'function',
            { value: node },
            this.scopeOf(node)
          );
        }
        break;
      }
      case 'parameters':
      case 'lambda_parameters': {
        const scope = this._scopes.get(node.parent!);
        for (const part of node.parts) {
          const name = parameterName(part);
          if (name !== null && scope !== undefined) {
            this._add(name, 'parameter', {}, scope);
          }
        }
        break;
      }
      case 'import_statement':
        for (const part of node.children.filter(c => c.field === 'name')) {
          this._bindImport(part);
        }
        break;
      case 'import_from_statement':
      case 'future_import_statement':
        this._bindFromImport(node);
        break;
      case 'assignment':
        this._bindAssignment(node);
        break;
      case 'type_alias_statement': {
        let left = node.child('left')?.parts[0];
        if (left?.type === 'generic_type') {
          left = left.parts[0];
        }
        this._bindTargets(left, 'target');
        break;
      }
      case 'augmented_assignment':
        this._bindTargets(node.child('left'), 'target');
        break;
      case 'named_expression': {
        const name = node.child('name');
        if (name !== undefined) {
          // PEP 572: the target belongs to the scope around comprehensions.
          let scope = this.scopeOf(node);
          while (scope.kind === 'comprehension' && scope.parent !== null) {
            scope = scope.parent;
          }
          this._add(name, 'assignment', { value: node.child('value') }, scope);
        }
        break;
      }
      case 'for_statement':
      case 'for_in_clause':
        this._bindTargets(
          node.child('left'),
          'target',
          node.type === 'for_in_clause'
            ? this._scopes.get(node.parent!)
            : undefined
        );
        break;
      case 'as_pattern':
        this._bindTargets(
          node.child('alias') ??
            (node.parent?.type === 'case_pattern' ? node.parts[1] : undefined),
          'target'
        );
        break;
      case 'delete_statement':
        this._bindTargets(node.parts[0], 'delete');
        break;
      case 'global_statement':
      case 'nonlocal_statement': {
        const scope = this.scopeOf(node);
        const names =
          node.type === 'global_statement' ? scope.globals : scope.nonlocals;
        node.parts.forEach(part => names.add(part.text));
        break;
      }
      case 'case_pattern':
      case 'keyword_pattern':
      case 'splat_pattern':
        this._bindPattern(node);
        break;
    }
  }

  private _bindImport(part: SyntaxNode): void {
    const alias = part.child('alias');
    if (alias !== undefined) {
      const module = part.child('name')!.text;
      this._add(alias, 'import', { imported: module });
    } else {
      // `import a.b` binds `a`.
      const first = part.parts[0];
      if (first !== undefined) {
        this._add(first, 'import', { imported: first.text });
      }
    }
  }

  private _bindFromImport(node: SyntaxNode): void {
    const module = node.child('module_name')?.text ?? '__future__';
    for (const child of node.children) {
      if (child.type === 'wildcard_import') {
        this._add(child, 'star', { imported: module });
      } else if (child.field === 'name') {
        const name = child.child('name') ?? child;
        this._add(child.child('alias') ?? child, 'from', {
          imported: `${module}.${name.text}`
        });
      }
    }
  }

  private _bindAssignment(node: SyntaxNode): void {
    const left = node.child('left');
    let value = node.child('right');
    while (value?.type === 'assignment') {
      value = value.child('right');
    }
    if (left?.type === 'identifier') {
      // A bare annotation (`x: int`) makes a name local but gives no value.
      if (value !== undefined || this.scopeOf(node).kind !== 'module') {
        this._add(left, 'assignment', { value });
      }
    } else if (value !== undefined) {
      this._bindTargets(left, 'target');
    }
  }

  private _bindTargets(
    target: SyntaxNode | undefined,
    kind: BindingKind,
    scope?: Scope
  ): void {
    if (target === undefined) {
      return;
    }
    if (target.type === 'identifier') {
      this._add(target, kind, {}, scope);
    } else if (TARGET_CONTAINERS.has(target.type)) {
      target.parts.forEach(part => this._bindTargets(part, kind, scope));
    }
  }

  /**
   * Names captured by a `case` (PEP 634): a lone name, also behind `key=`,
   * `*name`, `**name`.
   */
  private _bindPattern(node: SyntaxNode): void {
    const part = node.parts[node.parts.length - 1];
    const name =
      part?.type === 'dotted_name' && part.parts.length === 1
        ? part.parts[0]
        : part;
    if (
      name?.type === 'identifier' &&
      name.text !== '_' &&
      (part !== name || node.type === 'splat_pattern')
    ) {
      this._add(name, 'target', {});
    }
  }

  private _add(
    node: SyntaxNode,
    kind: BindingKind,
    more: { imported?: string; value?: SyntaxNode },
    scope: Scope = this.scopeOf(node)
  ): void {
    const name = kind === 'star' ? '*' : node.text;
    const home = scope.globals.has(name)
      ? this.module
      : scope.nonlocals.has(name)
        ? outerFunction(scope, name)
        : scope;
    this._bound.set(node, home);
    home.add({
      name,
      node,
      kind,
      // What another function binds, it may bind later or never.
      conditional: home !== scope || isConditional(node, home),
      ...more
    });
  }

  private readonly _scopes = new Map<SyntaxNode, Scope>();

  /**
   * The scope that each identifier which gives a name its value binds it in.
   */
  private readonly _bound = new Map<SyntaxNode, Scope>();
}

/**
 * The scope that `nonlocal name` means in `scope`: that of the nearest function
 * around it which binds the name.
 */
function outerFunction(scope: Scope, name: string): Scope {
  let outer = scope.parent;
  while (
    outer !== null &&
    (outer.kind === 'class' ||
      outer.nonlocals.has(name) ||
      (outer.kind !== 'module' && !outer.bindings.has(name)))
  ) {
    outer = outer.parent;
  }
  return outer === null || outer.kind === 'module' ? scope : outer;
}

const SCOPES: Record<string, ScopeKind | undefined> = {
  function_definition: 'function',
  class_definition: 'class',
  lambda: 'lambda',
  list_comprehension: 'comprehension',
  set_comprehension: 'comprehension',
  dictionary_comprehension: 'comprehension',
  generator_expression: 'comprehension'
};

const TARGET_CONTAINERS = new Set([
  'pattern_list',
  'tuple_pattern',
  'list_pattern',
  'list_splat_pattern',
  'list_splat',
  'tuple',
  'list',
  'expression_list',
  'as_pattern_target',
  'parenthesized_expression'
]);

/**
 * Whether a binding in the same straight run of code has taken place when
 * `node` runs. The value of an assignment runs before its name is bound.
 */
export function isBound(binding: IBinding, node: SyntaxNode): boolean {
  return (
    binding.node.from < node.from &&
    !(
      binding.kind === 'assignment' && binding.value?.contains(node) === true
    ) &&
    !(binding.kind === 'target' && unpackedBy(binding.node)?.contains(node))
  );
}

/**
 * What an unpacking (`a, b = …`) or a loop takes the value of a name from.
 */
function unpackedBy(name: SyntaxNode): SyntaxNode | undefined {
  let target = name;
  while (
    target.parent !== null &&
    target.field !== 'left' &&
    TARGET_CONTAINERS.has(target.parent.type)
  ) {
    target = target.parent;
  }
  const owner = target.parent;
  return target.field === 'left' && OF_TARGETS.has(owner?.type ?? '')
    ? owner!.child('right')
    : undefined;
}

const OF_TARGETS = new Set([
  'assignment',
  'augmented_assignment',
  'for_statement',
  'for_in_clause'
]);

/**
 * Whether `inner`, a child of the scope's node `outer`, runs in that scope;
 * `below` is the child of `inner` from which the question comes.
 */
function runsInside(
  below: SyntaxNode,
  inner: SyntaxNode,
  outer: SyntaxNode
): boolean {
  switch (SCOPES[outer.type]) {
    case 'function':
    case 'class':
    case 'lambda':
      return inner.field === 'body';
    case 'comprehension':
      return !(
        below.field === 'right' &&
        inner === outer.children.find(child => child.type === 'for_in_clause')
      );
    default:
      return true;
  }
}

function parameterName(part: SyntaxNode): SyntaxNode | null {
  if (part.type === 'identifier') {
    return part;
  }
  const name = part.child('name') ?? part.parts[0];
  return name === undefined || name === part ? null : parameterName(name);
}

function isConditional(node: SyntaxNode, scope: Scope): boolean {
  for (
    let outer = statementOf(node).parent;
    outer !== null && outer !== scope.node;
    outer = outer.parent
  ) {
    if (CONDITIONS.has(outer.type)) {
      return true;
    }
  }
  return false;
}

const CONDITIONS = new Set([
  'if_statement',
  'for_statement',
  'while_statement',
  'try_statement',
  'match_statement'
]);
