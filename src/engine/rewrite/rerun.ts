import type { SyntaxNode } from '../python/node';
import type { ICodeCell, Program } from '../python/program';

/**
 * What a cell does besides importing and defining, when it runs again: the
 * first call at its top level, as written; null where there is none.
 *
 * @param before - only the statements that end before this offset count
 */
export function firstRepeatedCall(
  home: ICodeCell,
  before = Infinity
): string | null {
  for (const statement of home.tree.root.parts) {
    if (statement.to > before) {
      return null;
    }
    const call = DEFINITIONS.has(statement.type) ? null : firstCall(statement);
    if (call !== null) {
      return call.text;
    }
  }
  return null;
}

const DEFINITIONS = new Set([
  'import_statement',
  'import_from_statement',
  'future_import_statement',
  'function_definition',
  'class_definition',
  'decorated_definition',
  'global_statement',
  'comment'
]);

function firstCall(statement: SyntaxNode): SyntaxNode | null {
  for (const node of statement.walk()) {
    if (node.type === 'call') {
      return node;
    }
  }
  return null;
}

/**
 * The cells that must run for a changed definition to take effect: the changed
 * one; every cell that has run and binds an object made from what it defines,
 * which would keep the old code; then the one that failed.
 *
 * @returns ids in document order
 */
export function cellsToRun(
  changed: ICodeCell,
  statement: SyntaxNode,
  failed: string,
  program: Program
): string[] {
  const again = new Set([changed]);
  const old = new Map(
    definedBy(statement).map(definition => [
      definition.child('name')!.text,
      definition.type
    ])
  );
  for (let size = -1; size < again.size && old.size > 0;) {
    size = again.size;
    for (const home of program.cells) {
      if (!again.has(home) && home.cell.executionCount !== null) {
        const kept = namesMadeFrom(old, home);
        if (kept.length > 0) {
          again.add(home);
          kept.forEach(name => old.set(name, 'object'));
        }
      }
    }
  }
  return program.cells
    .filter(home => again.has(home) || home.cell.id === failed)
    .map(home => home.cell.id);
}

/**
 * The function or class that a top-level statement defines, if it does.
 */
function definedBy(statement: SyntaxNode): SyntaxNode[] {
  const definition = statement.child('definition') ?? statement;
  return definition.type === 'function_definition' ||
    definition.type === 'class_definition'
    ? [definition]
    : [];
}

/**
 * The names that a cell's top level binds to something made from the `old`
 * names: an instance, an alias, a partial. A function's result is none.
 */
function namesMadeFrom(
  old: ReadonlyMap<string, string>,
  home: ICodeCell
): string[] {
  return [...home.scopes.module.bindings].flatMap(([name, bindings]) =>
    bindings.some(
      ({ kind, value }) =>
        kind === 'assignment' &&
        value !== undefined &&
        [...value.walk()].some(node => keepsOld(node, old))
    )
      ? [name]
      : []
  );
}

function keepsOld(node: SyntaxNode, old: ReadonlyMap<string, string>): boolean {
  const kind = node.type === 'identifier' ? old.get(node.text) : undefined;
  if (kind === undefined) {
    return false;
  }
  const parent = node.parent;
  if (parent?.type === 'call' && parent.child('function') === node) {
    return kind === 'class_definition';
  }
  // `a = client.get()` keeps a value, `get = client.get` keeps the method.
  const attribute = parent?.type === 'attribute' ? parent : null;
  return !(
    attribute?.parent?.type === 'call' &&
    attribute.parent.child('function') === attribute
  );
}
