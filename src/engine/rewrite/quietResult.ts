import type { IDocument } from '../document';
import type { IEdit } from '../edit';
import { applyEdits } from '../edit';
import { isCellResult, showsValue } from '../python/cellResults';
import type { SyntaxNode } from '../python/node';
import type { IPythonParser } from '../python/parser';
import type { ICodeCell } from '../python/program';
import { Program } from '../python/program';
import { editedCell } from './replaceMagics';

/**
 * The edits, for the text that `edits` give a cell, that keep it from showing a
 * value that it did not show: where `loop.close()` or a `try` around the code
 * went, the last line may now be an expression. A `;` behind it keeps IPython
 * quiet (IPython/core/displayhook.py, `quiet`), as notebooks write it.
 *
 * None where the value is known to be None, and where the last line is the
 * rewrite's own.
 *
 * @param all - the edits of every cell
 */
export function quietResult(
  home: ICodeCell,
  edits: readonly IEdit[],
  all: readonly IEdit[],
  document: IDocument,
  program: Program,
  parser: IPythonParser
): IEdit[] {
  const before = lastStatement(home);
  if (
    document.kind !== 'notebook' ||
    before === undefined ||
    (isResult(before, home) && !edits.some(edit => removes(edit, before)))
  ) {
    return [];
  }
  const edited = editedCell(home, edits, parser);
  const after = lastStatement(edited);
  if (
    after === undefined ||
    !isResult(after, edited) ||
    isWritten(after, edits) ||
    !isLoud(after, home, all, document, program, parser)
  ) {
    return [];
  }
  return [{ cell: home.cell.id, from: after.to, to: after.to, insert: ';' }];
}

function lastStatement({ tree }: ICodeCell): SyntaxNode | undefined {
  return tree.root.parts[tree.root.parts.length - 1];
}

function isResult(statement: SyntaxNode, home: ICodeCell): boolean {
  return (
    statement.type === 'expression_statement' && isCellResult(statement, home)
  );
}

/**
 * Whether a statement, of the text with the edits, is all a rewrite's own.
 */
function isWritten({ from, to }: SyntaxNode, edits: readonly IEdit[]): boolean {
  let moved = 0;
  return edits.some(edit => {
    const start = edit.from + moved;
    moved += edit.insert.length - (edit.to - edit.from);
    return start <= from && to <= start + edit.insert.length;
  });
}

function removes({ from, to, insert }: IEdit, node: SyntaxNode): boolean {
  return insert === '' && from <= node.from && node.to <= to;
}

/**
 * Whether the statement, of the cell as it is with the edits, shows a value.
 */
function isLoud(
  { from }: SyntaxNode,
  { cell: { id } }: ICodeCell,
  edits: readonly IEdit[],
  document: IDocument,
  { libraries }: Program,
  parser: IPythonParser
): boolean {
  const program = new Program(
    {
      ...document,
      cells: document.cells.map(cell => ({
        ...cell,
        source: applyEdits(cell.source, cell.id, edits)
      }))
    },
    parser,
    libraries
  );
  const home = program.cells.find(({ cell }) => cell.id === id)!;
  const statement = home.tree.root.parts.find(part => part.from === from);
  return statement !== undefined && showsValue(statement, home, program);
}
