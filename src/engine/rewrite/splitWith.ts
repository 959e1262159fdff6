import type { IEdit } from '../edit';
import { indentationAt, lineStart } from '../lines';
import type { SyntaxNode } from '../python/node';

/**
 * One context manager of a `with` statement, and how it is to be entered.
 */
export interface IManager {
  /**
   * The `with_item` in the tree.
   */
  readonly item: SyntaxNode;

  /**
   * The item as it is to be written.
   */
  readonly text: string;
  readonly isAsync: boolean;
}

/**
 * The edits that enter every manager of a `with` statement in its own way, in
 * the order of the text: managers of one kind that follow each other share a
 * statement, the others are nested, and the body moves to the right.
 *
 * @returns null where that would lose comments or change strings
 */
export function splitWith(
  statement: SyntaxNode,
  managers: readonly IManager[],
  cell: string
): IEdit[] | null {
  const { source } = statement;
  const colon = statement.children.find(child => child.type === ':')!;
  const head = source.slice(statement.from, colon.from);
  const groups: { isAsync: boolean; texts: string[] }[] = [];
  for (const { isAsync, text } of managers) {
    const last = groups[groups.length - 1];
    if (last?.isAsync === isAsync) {
      last.texts.push(text);
    } else {
      groups.push({ isAsync, texts: [text] });
    }
  }
  const indentation = indentationAt(source, statement.from);
  const body = statement.child('body')!;
  const ownLine = lineStart(source, body.from) > colon.from;
  const step = ownLine
    ? indentationAt(source, body.from).slice(indentation.length)
    : '    ';
  if (
    [...statement.walk()].some(
      part => part.type === 'comment' && part.from < colon.from
    ) ||
    /\\\n/.test(head) ||
    statement.from !== lineStart(source, statement.from) + indentation.length ||
    managers.some(({ text }) => text.includes('\n'))
  ) {
    return null;
  }
  const lines = groups.map(
    ({ isAsync, texts }, i) =>
      `${i === 0 ? '' : `\n${indentation}${step.repeat(i)}`}${isAsync ? 'async ' : ''}with ${texts.join(', ')}`
  );
  const moved = ownLine
    ? movedRight(body, colon.to, step.repeat(groups.length - 1), cell)
    : [];
  return (
    moved && [
      {
        cell,
        from: statement.from,
        to: colon.from,
        insert: lines.join(':')
      },
      ...moved
    ]
  );
}

/**
 * The edits that move the lines of a block to the right, comments among them;
 * null where a string or a line that a backslash ends would change.
 */
function movedRight(
  block: SyntaxNode,
  from: number,
  by: string,
  cell: string
): IEdit[] | null {
  const { source } = block;
  if (by === '') {
    return [];
  }
  if (
    [...block.walk()].some(
      part => part.type === 'string' && part.text.includes('\n')
    )
  ) {
    return null;
  }
  const edits: IEdit[] = [];
  for (
    let end = source.indexOf('\n', from);
    end >= 0 && end < block.to;
    end = source.indexOf('\n', end + 1)
  ) {
    if (!/^[ \t]*(?:\n|$)/.test(source.slice(end + 1))) {
      edits.push({ cell, from: end + 1, to: end + 1, insert: by });
    }
  }
  return edits;
}
