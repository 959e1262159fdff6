import type { ICell, IDocument } from '../document';
import type { IEdit } from '../edit';
import { applyEdits } from '../edit';
import type { Libraries } from '../recipes/Libraries';
import { LIBRARIES } from '../recipes/Libraries';
import { ASYNCIO_NAMES } from './asyncioNames';
import { BUILTIN_NAMES } from './builtinNames';
import type { IMagicCode, IMaskedCell } from './magics';
import type { SyntaxNode } from './node';
import { unparenthesized } from './node';
import type { IPythonParser, ISyntaxTree } from './parser';
import { readCell } from './readCell';
import type { IBinding, Scope } from './scopes';
import { CellScopes, isBound } from './scopes';

/**
 * A code cell, read as Python.
 */
export interface ICodeCell {
  readonly cell: ICell;

  /**
   * Among all cells of the document, 0-based.
   */
  readonly index: number;
  readonly masked: IMaskedCell;
  readonly tree: ISyntaxTree;
  readonly scopes: CellScopes;
}

/**
 * A binding and the cell it stands in.
 */
export interface IDefinition extends IBinding {
  readonly home: ICodeCell;
}

/**
 * A place where a name or an attribute stands.
 */
export interface IReference {
  readonly node: SyntaxNode;
  readonly home: ICodeCell;
}

/**
 * What a name means where it stands.
 */
export interface IResolution {
  /**
   * `local`: bound in a function, class, lambda or comprehension; `module`:
   * bound at the top level of some cell; `builtin`: Python's own; `unbound`:
   * nothing in the document binds it.
   */
  readonly kind: 'local' | 'module' | 'builtin' | 'unbound';

  /**
   * The definition that counts: the one that ran last, else the nearest above.
   */
  readonly definition?: IDefinition;

  /**
   * Every definition that may count.
   */
  readonly definitions: readonly IDefinition[];

  /**
   * False where several definitions may count and they differ in kind.
   */
  readonly certain: boolean;
}

/**
 * The dotted name of what an expression means, such as `asyncio.run`.
 */
export interface IQualifiedName {
  readonly name: string;

  /**
   * False where a definition on the way is not the only one that may count.
   */
  readonly certain: boolean;
}

/**
 * All Python of a document: its cells, and the names they share.
 */
export class Program {
  /**
   * @param libraries - what is known of the libraries that it uses
   */
  constructor(
    readonly document: IDocument,
    private readonly _parser: IPythonParser,
    readonly libraries: Libraries = LIBRARIES
  ) {
    const parser = _parser;
    this.cells = document.cells.flatMap((cell, index) => {
      if (cell.kind !== 'code') {
        return [];
      }
      const { masked, tree } = readCell(cell.source, parser);
      return [{ cell, index, masked, tree, scopes: scopesOf(tree) }];
    });
    for (const cell of this.cells) {
      const { masked, scopes } = cell;
      // What %%timeit binds is local to it.
      const own = masked.cellMagics.some(({ name }) => name === 'timeit')
        ? new Map<string, IDefinition[]>()
        : null;
      if (own !== null) {
        this._ownNames.set(cell, own);
      }
      const timed = masked.lineMagics.filter(({ name }) => name === 'timeit');
      for (const [name, all] of scopes.module.bindings) {
        const bindings = all.filter(
          ({ node }) => !timed.some(({ code }) => isInCode(node, code))
        );
        if (bindings.length === 0) {
          continue;
        }
        const names = own ?? this._names;
        const known = names.get(name) ?? [];
        known.push(...bindings.map(binding => ({ ...binding, home: cell })));
        names.set(name, known);
      }
    }
  }

  readonly cells: readonly ICodeCell[];

  /**
   * The program as it is once its cells are edited.
   */
  edited(edits: readonly IEdit[]): Program {
    const cells = this.document.cells.map(cell =>
      edits.some(edit => edit.cell === cell.id)
        ? { ...cell, source: applyEdits(cell.source, cell.id, edits) }
        : cell
    );
    return new Program(
      { ...this.document, cells },
      this._parser,
      this.libraries
    );
  }

  /**
   * Every identifier `name` of every cell, attributes and keywords too, in the
   * order of the text.
   */
  identifiers(name: string): readonly IReference[] {
    this._identifiers ??= groupedBy(this, 'identifier', ({ text }) => text);
    return this._identifiers.get(name) ?? [];
  }

  /**
   * Every node of a type in every cell, in the order of the text.
   */
  nodes(type: string): readonly IReference[] {
    let nodes = this._nodes.get(type);
    if (nodes === undefined) {
      nodes = groupedBy(this, type, () => type).get(type) ?? [];
      this._nodes.set(type, nodes);
    }
    return nodes;
  }

  /**
   * Whether some cell imports a module, or a part of it.
   */
  imports(module: string): boolean {
    let known = this._imports.get(module);
    if (known === undefined) {
      known = [...this._names.values()].some(definitions =>
        definitions.some(
          ({ imported }) =>
            imported === module || imported?.startsWith(`${module}.`) === true
        )
      );
      this._imports.set(module, known);
    }
    return known;
  }

  /**
   * What the identifier `node` in cell `home` means.
   */
  resolve(node: SyntaxNode, home: ICodeCell): IResolution {
    return this.resolveName(node.text, node, home);
  }

  /**
   * What `name` would mean at `node` in cell `home`.
   */
  resolveName(name: string, node: SyntaxNode, home: ICodeCell): IResolution {
    const scope = home.scopes.lookup(name, node);
    if (scope !== home.scopes.module) {
      return local(scope, name, node, home);
    }
    const all =
      this._ownNames.get(home)?.get(name) ?? this._moduleDefinitions(name);
    if (all.length === 0) {
      return {
        kind: BUILTIN_NAMES.has(name) ? 'builtin' : 'unbound',
        definitions: [],
        certain: true
      };
    }
    return this._choose(all, node, home);
  }

  /**
   * The dotted name of what `node` means, or null where it is no name that
   * leads to an import or a builtin.
   */
  qualifiedName(
    node: SyntaxNode,
    home: ICodeCell,
    depth = 0
  ): IQualifiedName | null {
    const expression = unparenthesized(node);
    if (expression.type === 'attribute') {
      const object = this.qualifiedName(
        expression.child('object')!,
        home,
        depth
      );
      return (
        object && {
          name: canonical(
            `${object.name}.${expression.child('attribute')!.text}`
          ),
          certain: object.certain
        }
      );
    }
    if (expression.type !== 'identifier' || depth > MOST_ALIASES) {
      return null;
    }
    const { kind, definition, certain } = this.resolve(expression, home);
    if (kind === 'builtin') {
      return { name: `builtins.${expression.text}`, certain };
    }
    if (definition === undefined) {
      return null;
    }
    if (definition.kind === 'star') {
      return { name: `${definition.imported}.${expression.text}`, certain };
    }
    if (definition.imported !== undefined) {
      return { name: canonical(definition.imported), certain };
    }
    if (definition.kind === 'assignment' && definition.value !== undefined) {
      const value = this.qualifiedName(
        definition.value,
        definition.home,
        depth + 1
      );
      return value && { ...value, certain: value.certain && certain };
    }
    return null;
  }

  /**
   * The `def` or `class` that `node` means, through aliases, if one counts.
   */
  definitionOf(
    node: SyntaxNode,
    home: ICodeCell,
    depth = 0
  ): { definition: IDefinition; certain: boolean } | null {
    const expression = unparenthesized(node);
    if (expression.type !== 'identifier' || depth > MOST_ALIASES) {
      return null;
    }
    const { definition, certain } = this.resolve(expression, home);
    if (definition?.kind === 'assignment' && definition.value !== undefined) {
      const value = this.definitionOf(
        definition.value,
        definition.home,
        depth + 1
      );
      return value && { ...value, certain: value.certain && certain };
    }
    return definition?.kind === 'function' || definition?.kind === 'class'
      ? { definition, certain }
      : null;
  }

  private _moduleDefinitions(name: string): readonly IDefinition[] {
    const named = this._names.get(name) ?? [];
    const stars = (this._names.get('*') ?? []).filter(({ imported }) =>
      imported === 'asyncio'
        ? ASYNCIO_NAMES.has(name)
        : this.libraries.names(`${imported}.${name}`)
    );
    return stars.length === 0 ? named : [...named, ...stars];
  }

  private _choose(
    all: readonly IDefinition[],
    node: SyntaxNode,
    home: ICodeCell
  ): IResolution {
    let candidates = all;
    if (runsAtOnce(node, home)) {
      const above = all.filter(
        other => other.home === home && isBound(other, node)
      );
      const nearest = last(above);
      const round = all.filter(
        other =>
          other.home === home &&
          nearest !== undefined &&
          comesRound(other, nearest, node)
      );
      if (
        nearest !== undefined &&
        isReached(nearest, node) &&
        round.length === 0
      ) {
        return {
          kind: 'module',
          definition: nearest,
          definitions: [nearest],
          certain: nearest.kind !== 'delete'
        };
      }
      // A binding further down in the same cell has not run yet, unless it
      // did in an earlier run of the cell.
      const elsewhere = all.filter(
        other =>
          other.home !== home || above.includes(other) || round.includes(other)
      );
      candidates = elsewhere.length > 0 ? elsewhere : all;
    }
    const definition = ranLast(candidates, home);
    return {
      kind: 'module',
      definition,
      definitions: candidates,
      certain:
        definition.kind !== 'delete' &&
        candidates.every(other => isAlike(other, definition))
    };
  }

  private readonly _names = new Map<string, IDefinition[]>();
  private _identifiers: ReadonlyMap<string, IReference[]> | undefined;
  private readonly _nodes = new Map<string, readonly IReference[]>();

  /**
   * The names of cells that share none.
   */
  private readonly _ownNames = new Map<ICodeCell, Map<string, IDefinition[]>>();
  private readonly _imports = new Map<string, boolean>();
}

/**
 * How far `a = b; b = c; …` is followed.
 */
const MOST_ALIASES = 8;

function isInCode(node: SyntaxNode, code: IMagicCode | null): boolean {
  return code !== null && code.from <= node.from && node.to <= code.to;
}

const scopesByTree = new WeakMap<ISyntaxTree, CellScopes>();

/**
 * The scopes of a cell's tree.
 */
export function scopesOf(tree: ISyntaxTree): CellScopes {
  let scopes = scopesByTree.get(tree);
  if (scopes === undefined) {
    scopes = new CellScopes(tree.root);
    scopesByTree.set(tree, scopes);
  }
  return scopes;
}

/**
 * The nodes of one type in every cell, by what `key` says of them.
 */
function groupedBy(
  { cells }: Program,
  type: string,
  key: (node: SyntaxNode) => string
): Map<string, IReference[]> {
  const groups = new Map<string, IReference[]>();
  for (const home of cells) {
    for (const node of home.tree.root.walk()) {
      if (node.type === type) {
        const group = groups.get(key(node));
        if (group === undefined) {
          groups.set(key(node), [{ node, home }]);
        } else {
          group.push({ node, home });
        }
      }
    }
  }
  return groups;
}

/**
 * What a name bound in a function means: the nearest binding above that is sure
 * to have run last, else one of all.
 */
function local(
  scope: Scope,
  name: string,
  node: SyntaxNode,
  home: ICodeCell
): IResolution {
  const definitions = scope.bindings
    .get(name)!
    .map(binding => ({ ...binding, home }));
  if (definitions.length > 1 && runsIn(scope, node, home)) {
    const above = definitions.filter(other => isBound(other, node));
    const nearest = last(above);
    if (
      nearest !== undefined &&
      nearest.kind !== 'delete' &&
      isReached(nearest, node) &&
      !definitions.some(other => comesRound(other, nearest, node))
    ) {
      return {
        kind: 'local',
        definition: nearest,
        definitions: [nearest],
        certain: true
      };
    }
  }
  return {
    kind: 'local',
    definition: last(definitions),
    definitions,
    certain: definitions.length === 1
  };
}

/**
 * Whether `node` runs in the scope itself, comprehensions in it included.
 */
function runsIn(scope: Scope, node: SyntaxNode, home: ICodeCell): boolean {
  let own = home.scopes.scopeOf(node);
  while (own !== scope && own.kind === 'comprehension' && own.parent !== null) {
    own = own.parent;
  }
  return own === scope;
}

/**
 * Whether a binding further down reaches `node` in the next turn of a loop that
 * does not pass `nearest` on the way.
 */
function comesRound(
  other: IBinding,
  nearest: IBinding,
  node: SyntaxNode
): boolean {
  return (
    other.node.from >= node.from &&
    node.closest(
      outer =>
        /^(?:for|while)_statement$/.test(outer.type) &&
        outer.contains(other.node) &&
        !outer.contains(nearest.node)
    ) !== null
  );
}

/**
 * Whether the code at `node` runs while its cell runs, not when a function is
 * called.
 */
export function runsAtOnce(node: SyntaxNode, home: ICodeCell): boolean {
  for (
    let scope: Scope | null = home.scopes.scopeOf(node);
    scope !== null;
    scope = scope.parent
  ) {
    if (scope.kind === 'function' || scope.kind === 'lambda') {
      return false;
    }
  }
  return true;
}

/**
 * Whether the binding is sure to have run before `node`: it is unconditional,
 * or stands in a block around `node`.
 */
function isReached(definition: IDefinition, node: SyntaxNode): boolean {
  if (!definition.conditional) {
    return true;
  }
  const block = definition.node.closest(
    outer => outer.type === 'block' || outer.type === 'module'
  );
  return block !== null && block.contains(node);
}

/**
 * The definition that ran last (highest execution count), else the nearest
 * above, else the first below.
 */
function ranLast(
  definitions: readonly IDefinition[],
  home: ICodeCell
): IDefinition {
  const counts = definitions.map(d => d.home.cell.executionCount ?? 0);
  const highest = Math.max(...counts);
  if (highest > 0) {
    return last(definitions.filter((_, i) => counts[i] === highest))!;
  }
  const above = definitions.filter(d => d.home.index <= home.index);
  return last(above) ?? definitions[0];
}

function isAlike(a: IDefinition, b: IDefinition): boolean {
  if (a.kind !== b.kind || a.imported !== b.imported) {
    return false;
  }
  switch (a.kind) {
    case 'function':
      return a.value!.isAsync === b.value!.isAsync;
    case 'assignment':
      return a.value?.text === b.value?.text;
    case 'target':
    case 'delete':
      return false;
    default:
      return true;
  }
}

/**
 * asyncio's modules export their names through the package.
 */
function canonical(name: string): string {
  return name.replace(
    /^asyncio\.(?:runners|tasks|events|locks|queues|futures|timeouts|taskgroups|threads)\.(?=\w+$)/,
    'asyncio.'
  );
}

function last<T>(items: readonly T[]): T | undefined {
  return items[items.length - 1];
}
