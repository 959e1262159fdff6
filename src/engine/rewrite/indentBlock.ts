import type { IEdit } from '../edit';
import { indentationAt, lineEnd, lineStart } from '../lines';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell } from '../python/program';

/**
 * Statements of a function, or of the top level of a cell.
 */
export interface IBlock {
  readonly home: ICodeCell;

  /**
   * Side by side in one block, in order, at least one.
   */
  readonly statements: readonly SyntaxNode[];
}

/**
 * Where the lines of the statements begin and end: offsets into the source.
 */
export function linesOf({ home, statements }: IBlock): {
  begin: number;
  end: number;
} {
  const { source } = home.cell;
  return {
    begin: lineStart(source, statements[0].from),
    end: lineEnd(source, statements[statements.length - 1].to)
  };
}

/**
 * Whether the statements fill lines of their own, of plain Python, in a function
 * or another block, so that they may be indented.
 *
 * @param atTop - whether they may stand at the top level of a cell too
 */
export function mayBeIndented(block: IBlock, atTop = false): boolean {
  const { home, statements } = block;
  const { source, editable } = home.cell;
  const { begin, end } = linesOf(block);
  const [first] = statements;
  const last = statements[statements.length - 1];
  return (
    editable &&
    home.masked.cellMagic === null &&
    !home.tree.hasError &&
    (first.parent?.type === 'block' ||
      (atTop && first.parent?.type === 'module')) &&
    source.slice(begin, first.from).trim() === '' &&
    /^\s*(?:#.*)?$/.test(source.slice(last.to, end)) &&
    !source.slice(begin, end).includes('\r') &&
    home.masked.text.slice(begin, end) === source.slice(begin, end)
  );
}

/**
 * The edits that put `unit` before the lines of the statements. Blank lines and
 * lines that begin inside a string stay as they are.
 */
export function indented(block: IBlock, unit: string): IEdit[] {
  const { source, id } = block.home.cell;
  const { begin, end } = linesOf(block);
  const strings = block.statements.flatMap(statement =>
    [...statement.walk()].filter(
      ({ type, text }) => type === 'string' && text.includes('\n')
    )
  );
  const edits: IEdit[] = [];
  for (let at = begin; at < end; at = lineEnd(source, at) + 1) {
    if (
      source.slice(at, lineEnd(source, at)).trim() !== '' &&
      !strings.some(({ from, to }) => from < at && at < to)
    ) {
      edits.push({ cell: id, from: at, to: at, insert: unit });
    }
  }
  return edits;
}

/**
 * One step of indentation, as the code around the statements writes it.
 */
export function indentationUnit({ home, statements: [first] }: IBlock): string {
  const { source } = home.cell;
  const body = first.child('body');
  const isTop = first.parent?.type === 'module';
  if (isTop && body === undefined) {
    return '    ';
  }
  const own = indentationAt(source, isTop ? body!.from : first.from);
  const outer = indentationAt(
    source,
    isTop ? first.from : first.parent!.parent!.from
  );
  return own.startsWith(outer) && own.length > outer.length
    ? own.slice(outer.length)
    : '    ';
}
