import type { SyntaxNode } from './node';
import type { ICodeCell, Program } from './program';

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
