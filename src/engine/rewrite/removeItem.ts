import type { IEdit } from '../edit';
import { lineEnd, lineStart } from '../lines';
import type { SyntaxNode } from '../python/node';

/**
 * The edit that takes one item out of a list in parentheses (an argument of a
 * call, a name of an import), with the comma that goes with it. An item that
 * has its lines for itself goes with them.
 */
export function removeItem(item: SyntaxNode, cell: string): IEdit {
  const { source } = item;
  const list = item.parent!.children;
  const others = list.filter(child => child.named && child !== item);
  if (others.length === 0 && list[0].type === '(') {
    const from = list[0].to;
    return { cell, from, to: list[list.length - 1].from, insert: '' };
  }
  const i = list.indexOf(item);
  const comma = nextOf(list, i, ',');
  const end = comma?.to ?? item.to;
  const start = lineStart(source, item.from);
  const rest = source.slice(end, lineEnd(source, end));
  if (
    source.slice(start, item.from).trim() === '' &&
    /^[ \t]*(?:#.*)?$/.test(rest)
  ) {
    return {
      cell,
      from: start,
      to: Math.min(lineEnd(source, end) + 1, source.length),
      insert: ''
    };
  }
  const next = comma && list[list.indexOf(comma) + 1];
  if (next !== undefined && next.named && isOnOneLine(source, end, next.from)) {
    return { cell, from: item.from, to: next.from, insert: '' };
  }
  const before = list[i - 1];
  return before?.type === ','
    ? { cell, from: before.from, to: item.to, insert: '' }
    : { cell, from: item.from, to: end, insert: '' };
}

/**
 * The token of this type right behind an item; comments may stand between.
 */
function nextOf(
  list: readonly SyntaxNode[],
  i: number,
  type: string
): SyntaxNode | undefined {
  const next = list.slice(i + 1).find(child => child.type !== 'comment');
  return next?.type === type ? next : undefined;
}

function isOnOneLine(source: string, from: number, to: number): boolean {
  return !source.slice(from, to).includes('\n');
}
