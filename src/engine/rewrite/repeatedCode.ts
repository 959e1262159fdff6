import type { IEdit } from '../edit';
import { lineEnd, lineStart } from '../lines';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell } from '../python/program';

/**
 * What a cell does besides importing, defining and giving names to literals,
 * when it runs again, as written: the first call at its top level, else the
 * first statement that does more; null where there is none.
 *
 * @param edits - made before it runs again; what they take out is not repeated
 * @param before - only the statements that end before this offset count
 */
export function repeatedCode(
  home: ICodeCell,
  edits: readonly IEdit[] = [],
  before = Infinity
): string | null {
  const removed = edits.filter(
    ({ cell, insert }) => cell === home.cell.id && insert.trim() === ''
  );
  const end = home.tree.root.parts.findIndex(({ to }) => to > before);
  const statements = home.tree.root.parts
    .slice(0, end < 0 ? undefined : end)
    .filter(node => !isIn(removed, node));
  const call = firstOf(statements, node => firstCall(node, removed));
  return (
    call?.text ??
    firstOf(statements, statement => firstDoing(statement, home, removed))
  );
}

function isIn(removed: readonly IEdit[], { from, to }: SyntaxNode): boolean {
  return removed.some(edit => edit.from <= from && to <= edit.to);
}

function firstOf<T>(
  nodes: readonly SyntaxNode[],
  find: (node: SyntaxNode) => T | null
): T | null {
  for (const node of nodes) {
    const found = find(node);
    if (found !== null) {
      return found;
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
  'lambda',
  'type_alias_statement',
  'global_statement',
  'pass_statement',
  'comment'
]);

function firstCall(
  node: SyntaxNode,
  removed: readonly IEdit[]
): SyntaxNode | null {
  if (DEFINITIONS.has(node.type) || isIn(removed, node)) {
    return null;
  }
  return node.type === 'call'
    ? node
    : firstOf(node.parts, inner => firstCall(inner, removed));
}

/**
 * The blocks of these run or do not; they do nothing themselves.
 */
const BRANCHES = new Set([
  'if_statement',
  'elif_clause',
  'else_clause',
  'try_statement',
  'except_clause',
  'finally_clause',
  'match_statement',
  'case_clause',
  'block'
]);

/**
 * The first statement in `statement`, or itself, that does more than to define
 * something; of a block, its first line.
 */
function firstDoing(
  statement: SyntaxNode,
  home: ICodeCell,
  removed: readonly IEdit[]
): string | null {
  const { source } = home.cell;
  if (DEFINITIONS.has(statement.type) || isIn(removed, statement)) {
    return null;
  }
  if (BRANCHES.has(statement.type)) {
    return firstOf(
      statement.parts.filter(
        ({ type }) =>
          BRANCHES.has(type) || /_(?:statement|definition)$/.test(type)
      ),
      inner => firstDoing(inner, home, removed)
    );
  }
  const magic = home.masked.lineMagics.find(
    ({ from }) =>
      lineStart(source, statement.from) <= from && from < statement.to
  );
  if (magic !== undefined) {
    return SETTINGS.has(magic.name)
      ? null
      : source.slice(magic.from, lineEnd(source, magic.from)).trim();
  }
  if (
    statement.type === 'expression_statement' &&
    statement.parts.every(onlyNames)
  ) {
    return null;
  }
  return statement.child('body') === undefined
    ? statement.text
    : source.slice(statement.from, lineEnd(source, statement.from));
}

/**
 * Line magics that only say how the notebook is to work.
 */
const SETTINGS = new Set([
  'matplotlib',
  'load_ext',
  'reload_ext',
  'autoreload',
  'config',
  'autoawait',
  'precision',
  '?'
]);

/**
 * Whether an expression, as a statement, does nothing that lasts but to give a
 * name to a literal or to what has a name: it shows a value, or assigns one.
 */
function onlyNames(node: SyntaxNode): boolean {
  if (node.type === 'assignment') {
    const left = node.child('left')!;
    const right = node.child('right');
    return (
      (left.type === 'identifier' ||
        (/^(?:pattern_list|tuple_pattern|list_pattern)$/.test(left.type) &&
          left.parts.every(({ type }) => type === 'identifier'))) &&
      (right === undefined ||
        (right.type === 'assignment' ? onlyNames(right) : isPlain(right)))
    );
  }
  return (
    node.type !== 'augmented_assignment' &&
    ![...node.walk()].some(({ type }) => LASTS.test(type))
  );
}

const LASTS = /^(?:await|yield|named_expression|call)$/;

/**
 * Whether a value is a literal, a name, or a collection of such.
 */
function isPlain(node: SyntaxNode): boolean {
  return (
    PLAIN.has(node.type) ||
    isLiteral(node) ||
    (COLLECTIONS.has(node.type) && node.parts.every(isPlain))
  );
}

const PLAIN = new Set(['identifier', 'attribute', 'lambda']);

const COLLECTIONS = new Set([
  'list',
  'tuple',
  'set',
  'dictionary',
  'pair',
  'expression_list',
  'parenthesized_expression'
]);

/**
 * Whether an expression is made of literals alone, such as `60 * 60`.
 */
function isLiteral(node: SyntaxNode): boolean {
  return LITERALS.has(node.type)
    ? true
    : OPERATORS.has(node.type) && node.parts.every(isLiteral);
}

const LITERALS = new Set([
  'integer',
  'float',
  'string_start',
  'string_content',
  'string_end',
  'escape_sequence',
  'true',
  'false',
  'none',
  'ellipsis'
]);

const OPERATORS = new Set([
  'string',
  'concatenated_string',
  'unary_operator',
  'binary_operator',
  'parenthesized_expression'
]);
