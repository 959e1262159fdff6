import type { IEdit } from '../edit';
import { aboveComments, indentationAt } from '../lines';
import type { IBlock } from './indentBlock';
import { indentationUnit, indented, linesOf } from './indentBlock';

/**
 * The edits that make statements the body of a function, which is called below
 * them. Lines that begin inside a string stay as they are.
 *
 * @param call - the statement that calls it
 * @param back - the names whose values it returns
 * @param globals - the names that it binds outside of itself
 * @param imports - the edits that put imports above
 */
export function asFunction(
  block: IBlock,
  name: string,
  call: string,
  back: readonly string[],
  globals: readonly string[] = [],
  imports: readonly IEdit[] = []
): IEdit[] {
  const {
    home,
    statements: [first]
  } = block;
  const { source, id } = home.cell;
  const indent = indentationAt(source, first.from);
  const unit = indentationUnit(block);
  const inner = indent + unit;
  const { begin, end } = linesOf(block);
  const shared =
    globals.length === 0 ? '' : `${inner}global ${globals.join(', ')}\n`;
  const kept = back.length === 0 ? '' : `\n${inner}return ${back.join(', ')}`;
  const isTop = first.parent?.type === 'module';
  const top = isTop ? aboveComments(source, begin) : begin;
  const header = `${indent}def ${name}():\n${shared}`;
  const isBelowImport = imports.some(({ from }) => from === top);
  const lead = isBelowImport ? '\n\n' : leadOf(source, top, isTop);
  return [
    ...(top < begin
      ? [
          ...(lead === ''
            ? []
            : [{ cell: id, from: top, to: top, insert: lead }]),
          { cell: id, from: begin, to: begin, insert: header }
        ]
      : [{ cell: id, from: begin, to: begin, insert: lead + header }]),
    ...indented(block, unit),
    {
      cell: id,
      from: end,
      to: end,
      insert: `${kept}${isTop ? '\n\n\n' : '\n\n'}${indent}${call}`
    }
  ];
}

/**
 * The blank lines that a function wants above it: two at the top level, as PEP 8
 * has it.
 */
function leadOf(source: string, at: number, isTop: boolean): string {
  const before = source.slice(0, at);
  if (isTop) {
    const there = /\n*$/.exec(before)![0].length;
    return before === '' ? '' : '\n'.repeat(Math.max(0, 3 - there));
  }
  const above = before.replace(/\n$/, '').split('\n').pop()!;
  return above.trim() === '' || opens(above) ? '' : '\n';
}

/**
 * Whether a line opens a block: no blank line is needed below it.
 */
function opens(line: string): boolean {
  return /:\s*(?:#.*)?$/.test(line);
}
