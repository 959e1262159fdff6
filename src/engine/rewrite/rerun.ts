import type { SyntaxNode } from '../python/node';
import type { ICodeCell } from '../python/program';

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
 * The ids of cells in document order, each once.
 */
export function inDocumentOrder(cells: readonly ICodeCell[]): string[] {
  return [...new Set(cells)]
    .sort((a, b) => a.index - b.index)
    .map(home => home.cell.id);
}
