import type { IEdit } from '../edit';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import { repeatedCode } from './repeatedCode';
import { shortened } from './shortened';

/**
 * What runs a second time when cells run again with `edits` made, as written:
 * of the failed cell only what stands above the offset `before`.
 *
 * @returns cell labels (empty for the failed cell) and code, side by side
 */
export function repeatedBy(
  rerun: readonly string[],
  edits: readonly IEdit[],
  before: number,
  failed: string,
  program: Program
): { repeatedIn: string[]; repeated: string[] } {
  const repeatedIn: string[] = [];
  const repeated: string[] = [];
  const again = new Set(rerun);
  for (const home of program.cells) {
    if (!again.has(home.cell.id)) {
      continue;
    }
    const own = home.cell.id === failed;
    const first = repeatedCode(home, edits, own ? before : Infinity);
    if (first !== null) {
      repeatedIn.push(own ? '' : cellLabel(home));
      repeated.push(shortened(first));
    }
  }
  return { repeatedIn, repeated };
}

/**
 * How people name a cell: by its execution count, `[3]`.
 */
export function cellLabel({ cell }: ICodeCell): string {
  return cell.executionCount === null ? '[ ]' : `[${cell.executionCount}]`;
}

/**
 * A top-level statement that changes.
 */
export interface IChanged {
  readonly home: ICodeCell;
  readonly statement: SyntaxNode;
}

/**
 * The cells that must run for changed definitions to take effect: those that
 * hold them; every cell that has run and binds an object made from what they
 * define, which would keep the old code; then the one that failed.
 *
 * @returns ids in document order
 */
export function cellsToRun(
  changed: readonly IChanged[],
  failed: string,
  program: Program
): string[] {
  const definitions = changed.filter(
    ({ statement }) => definedBy(statement).length > 0
  );
  const again = new Set(definitions.map(({ home }) => home));
  const old = new Map(
    definitions
      .flatMap(({ statement }) => definedBy(statement))
      .map(definition => [definition.child('name')!.text, definition.type])
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
