import { lineStart } from '../lines';
import {
  definitionOfCallee,
  isDecorated,
  isGenerator,
  returnsValue
} from './coroutines';
import type { SyntaxNode } from './node';
import { unparenthesized } from './node';
import type { ICodeCell, Program } from './program';
import { valueOf } from './values';

/**
 * Whether a statement is what its notebook cell shows as its result: the last
 * one, with nothing behind it (IPython,
 * `InteractiveShell.ast_node_interactivity`).
 */
export function isCellResult(statement: SyntaxNode, home: ICodeCell): boolean {
  const { parent, source, to } = statement;
  const last = parent?.parts[parent.parts.length - 1];
  return (
    parent?.type === 'module' &&
    last === statement &&
    /^(?:\s|#[^\n]*(?:\n|$))*$/.test(source.slice(to)) &&
    home.masked.cellMagic !== 'capture'
  );
}

/**
 * Whether a cell that ends with the statement shows a value: it is an
 * expression, nothing silences it, and it is not known to give None.
 */
export function showsValue(
  statement: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const [expression] = statement.parts;
  if (
    statement.type !== 'expression_statement' ||
    expression === undefined ||
    /assignment$/.test(expression.type) ||
    /^[ \t]*;/.test(home.masked.text.slice(statement.to))
  ) {
    return false;
  }
  if (statement.parts.length > 1) {
    return true;
  }
  const magic = home.masked.lineMagics.find(
    ({ from, code }) =>
      code === null &&
      expression.text === '_' &&
      lineStart(home.cell.source, expression.from) === from
  );
  return magic === undefined
    ? !givesNone(expression, home, program)
    : !/^[!?]$/.test(magic.name);
}

/**
 * Whether an expression is known to give None.
 */
function givesNone(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const expression = unparenthesized(node);
  const { type, certain } = valueOf(expression, home, program);
  if (type === 'builtins.NoneType') {
    return certain;
  }
  const awaited = expression.type === 'await';
  const call = awaited ? unparenthesized(expression.parts[0]) : expression;
  if (call.type !== 'call') {
    return false;
  }
  const callee = call.child('function')!;
  if (/^(?:print|display)$/.test(callee.text)) {
    const { kind } = program.resolve(callee, home);
    return kind === 'builtin' || kind === 'unbound';
  }
  const found = definitionOfCallee(callee, home, program);
  const def = found?.definition.value;
  return (
    found?.certain === true &&
    def?.type === 'function_definition' &&
    !isDecorated(def) &&
    !isGenerator(def) &&
    !returnsValue(def) &&
    (awaited || !def.isAsync)
  );
}

/**
 * Whether a cell reads what another one showed (IPython, "Output caching
 * system").
 */
export function readsResults(program: Program): boolean {
  return program.cells.some(
    home =>
      /\b(?:_{1,3}|_\d+|Out)\b/.test(home.masked.text) &&
      [...home.tree.root.walk()].some(
        node =>
          node.type === 'identifier' &&
          node.field !== 'attribute' &&
          /^(?:_{1,3}|_\d+|Out)$/.test(node.text) &&
          program.resolve(node, home).kind === 'unbound'
      )
  );
}
