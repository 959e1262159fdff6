import type { SyntaxNode } from '../python/node';
import { isVariable } from '../python/node';
import type { ICodeCell, IDefinition, Program } from '../python/program';
import { runsAtOnce } from '../python/program';
import type { IBinding } from '../python/scopes';
import { areSure } from './blockInThread';

/**
 * What becomes of the names that statements at the top level of a cell bind,
 * once they stand in a function.
 */
export interface IBoundNames {
  /**
   * Those that the function returns, in the order in which they are bound.
   */
  readonly back: readonly string[];

  /**
   * Those that it has to bind in the notebook itself: others read or change
   * them meanwhile, or they are not bound on every path.
   */
  readonly globals: readonly string[];
}

/**
 * The names that statements at the top level of a cell bind and that others
 * read, or may read from a cell that is yet to be written: what the statements
 * of the block itself bind. Null where one cannot be bound in a function, or
 * where something else reads an object that does not outlast the statements.
 *
 * @param ends - whether an expression gives such an object
 */
export function boundNames(
  statements: readonly SyntaxNode[],
  home: ICodeCell,
  program: Program,
  ends: (node: SyntaxNode, home: ICodeCell) => boolean
): IBoundNames | null {
  const inside = (node: SyntaxNode, where: ICodeCell) =>
    where === home && statements.some(statement => statement.contains(node));
  const back: IBinding[] = [];
  const globals: IBinding[] = [];
  for (const [name, bindings] of home.scopes.module.bindings) {
    const own = bindings.filter(({ node }) => inside(node, home));
    if (own.length === 0) {
      continue;
    }
    if (own.some(({ kind }) => kind === 'star')) {
      return null;
    }
    const isOwn = ({ node }: IDefinition) =>
      own.some(binding => binding.node === node);
    const uses = program.identifiers(name).filter(
      ({ node, home: where }) =>
        isVariable(node) &&
        // `playwright` in `from playwright.sync_api import …`
        node.parent?.type !== 'dotted_name' &&
        where.scopes.lookup(name, node) === where.scopes.module &&
        !where.scopes.module.bindings
          .get(name)
          ?.some(binding => binding.node === node && !isRead(binding.node))
    );
    const outside = uses.filter(
      ({ node, home: where }) =>
        !inside(node, where) &&
        program.resolve(node, where).definitions.some(isOwn)
    );
    if (outside.some(({ node, home: where }) => ends(node, where))) {
      return null;
    }
    const readsOthers = uses.some(
      ({ node, home: where }) =>
        inside(node, where) &&
        !program.resolve(node, where).definitions.every(isOwn)
    );
    const isShared =
      readsOthers ||
      own.some(
        ({ node, kind }) =>
          kind === 'delete' || home.scopes.scopeOf(node).kind === 'function'
      ) ||
      outside.some(({ node, home: where }) => !runsAtOnce(node, where));
    const [first] = own;
    const bindsOutside = () => {
      globals.push(first);
      // `global rows` forbids `rows: list = []` (Python reference, 7.12).
      return own.every(({ node }) => node.parent?.child('type') === undefined);
    };
    if (isShared) {
      if (!bindsOutside()) {
        return null;
      }
    } else if (outside.length > 0) {
      const sure =
        areSure(own, statements) &&
        !statements.some(statement => statement.closest(isTry) !== null);
      if (sure) {
        back.push(first);
      } else if (!bindsOutside()) {
        return null;
      }
    } else if (own.some(binding => isResult(binding, statements, home, ends))) {
      back.push(first);
    }
  }
  const inOrder = (names: readonly IBinding[]) =>
    [...names].sort((a, b) => a.node.from - b.node.from).map(one => one.name);
  return { back: inOrder(back), globals: inOrder(globals) };
}

/**
 * Whether what binds a name reads it too: `count += 1`.
 */
function isRead({ parent }: SyntaxNode): boolean {
  return parent?.type === 'augmented_assignment';
}

function isTry({ type }: SyntaxNode): boolean {
  return type === 'try_statement';
}

/**
 * Whether a binding is what the statements came to, and no help on the way: an
 * assignment in the block of a `with` itself, of something that lasts.
 */
function isResult(
  { node, kind, value }: IBinding,
  statements: readonly SyntaxNode[],
  home: ICodeCell,
  ends: (node: SyntaxNode, home: ICodeCell) => boolean
): boolean {
  if (kind !== 'assignment' || value === undefined || ends(value, home)) {
    return false;
  }
  let statement = node.parent?.parent;
  if (statement?.type !== 'expression_statement') {
    return false;
  }
  while (!statements.includes(statement)) {
    const around: SyntaxNode | null | undefined = statement.parent?.parent;
    if (around?.type !== 'with_statement') {
      return false;
    }
    statement = around;
  }
  return true;
}
