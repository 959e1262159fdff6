import type { IEdit } from '../edit';
import { lineEnd, lineStart } from '../lines';
import type { SyntaxNode } from '../python/node';

/**
 * The edits that take statements out of a cell, with the blocks that hold
 * nothing else: an emptied `finally` goes, an emptied `try` with it, and what
 * stood in a `try` that is left without clauses moves to the left.
 *
 * @returns null where something would be left that must not run alone
 */
export function removeStatements(
  statements: readonly SyntaxNode[],
  cell: string
): IEdit[] | null {
  const gone = new Set(statements);
  const emptied = new Set<SyntaxNode>();
  for (const statement of gone) {
    const block = statement.parent;
    if (
      block?.type !== 'block' ||
      emptied.has(block) ||
      !block.parts.every(part => gone.has(part))
    ) {
      continue;
    }
    emptied.add(block);
    const owner = block.parent!;
    switch (owner.type) {
      case 'finally_clause':
        gone.add(owner);
        break;
      case 'with_statement':
        gone.add(owner);
        break;
      case 'try_statement':
        if (!owner.children.every(child => isIdle(child, gone, block))) {
          return null;
        }
        gone.add(owner);
        break;
    }
  }
  const unwrapped = [...gone].flatMap(node =>
    node.type === 'finally_clause' && isBare(node.parent!, gone)
      ? [node.parent!]
      : []
  );
  const edits: IEdit[] = [];
  for (const outer of unwrapped) {
    const moved = unwrapBlock(outer, outer.child('body')!, gone, cell);
    if (moved === null) {
      return null;
    }
    edits.push(...moved);
  }
  for (const node of gone) {
    if (!isInside(node, gone)) {
      edits.push(...removal(node, gone, cell));
    }
  }
  return joined(edits, statements[0]?.source ?? '');
}

/**
 * The edits with removals that touch or overlap made one: the last line of a
 * cell goes with the line end before it.
 */
function joined(edits: readonly IEdit[], source: string): IEdit[] {
  const result = withWholeLines(joinRemovals(edits), source);
  const last = result[result.length - 1];
  if (
    last !== undefined &&
    last.insert === '' &&
    last.to === source.length &&
    !source.endsWith('\n') &&
    source[last.from - 1] === '\n'
  ) {
    result[result.length - 1] = { ...last, from: last.from - 1 };
  }
  return result;
}

/**
 * The edits in order, removals that touch or overlap made one.
 */
export function joinRemovals(edits: readonly IEdit[]): IEdit[] {
  const result: IEdit[] = [];
  for (const edit of [...edits].sort((a, b) => a.from - b.from)) {
    const before = result[result.length - 1];
    if (
      before !== undefined &&
      edit.from <= before.to &&
      before.insert === '' &&
      edit.insert === ''
    ) {
      result[result.length - 1] = {
        ...before,
        to: Math.max(before.to, edit.to)
      };
    } else {
      result.push(edit);
    }
  }
  return result;
}

/**
 * The edits with each removal that empties a line taking the line's end along:
 * of `a(); b()` both may go.
 */
function withWholeLines(edits: readonly IEdit[], source: string): IEdit[] {
  return edits.map(edit => {
    const start = lineStart(source, edit.from);
    const end = lineEnd(source, edit.to);
    const emptied =
      edit.insert === '' &&
      source
        .slice(Math.max(edit.from, lineStart(source, edit.to)), edit.to)
        .trim() !== '' &&
      source.slice(start, edit.from).trim() === '' &&
      /^\s*(?:#.*)?$/.test(source.slice(edit.to, end)) &&
      !edits.some(
        other => other !== edit && start <= other.from && other.from <= end
      );
    return emptied
      ? { ...edit, from: start, to: Math.min(end + 1, source.length) }
      : edit;
  });
}

/**
 * The edits that take away the line that opens a block (`with …:`, `try:`) and
 * move the block's lines to the left; null where a string over several lines
 * forbids it.
 */
export function unwrapBlock(
  outer: SyntaxNode,
  block: SyntaxNode,
  gone: ReadonlySet<SyntaxNode>,
  cell: string
): IEdit[] | null {
  const { source } = outer;
  const start = lineStart(source, outer.from);
  const indent = source.slice(start, outer.from);
  const bodyStart = lineStart(source, block.from);
  const inner = source.slice(bodyStart, block.from);
  if (
    indent.trim() !== '' ||
    bodyStart <= outer.from ||
    !inner.startsWith(indent) ||
    [...block.walk()].some(
      node => node.type === 'string' && node.text.includes('\n')
    )
  ) {
    return null;
  }
  const first = lineStart(source, firstLine(outer, block));
  // A comment behind the line that goes stays, on a line of its own.
  const comment = outer.children.find(
    child =>
      child.type === 'comment' &&
      child.to < first &&
      lineStart(source, child.from) > start - 1 &&
      lineEnd(source, child.from) < first
  );
  const edits: IEdit[] = [
    {
      cell,
      from: start,
      to: first,
      insert: comment === undefined ? '' : `${indent}${comment.text}\n`
    }
  ];
  for (let at = lineStart(source, firstLine(outer, block)); at < block.to;) {
    const end = lineEnd(source, at);
    const removed = block.parts.some(
      part => gone.has(part) && part.from <= end && at <= part.to
    );
    if (!removed && source.startsWith(inner, at)) {
      edits.push({
        cell,
        from: at + indent.length,
        to: at + inner.length,
        insert: ''
      });
    }
    at = end + 1;
  }
  return edits;
}

/**
 * The first line of a block's inside: its first comment, else its first
 * statement.
 */
function firstLine(outer: SyntaxNode, block: SyntaxNode): number {
  const comment = outer.children.find(
    child =>
      child.type === 'comment' &&
      child.to < block.from &&
      /^[ \t]*$/.test(
        outer.source.slice(lineStart(outer.source, child.from), child.from)
      )
  );
  return comment?.from ?? block.from;
}

/**
 * Whether a `try` has no clause but the `finally` that goes.
 */
function isBare(statement: SyntaxNode, gone: ReadonlySet<SyntaxNode>): boolean {
  return (
    !gone.has(statement) &&
    !statement.children.some(child =>
      /^(?:except_clause|except_group_clause|else_clause)$/.test(child.type)
    )
  );
}

/**
 * Whether a part of an emptied `try` does nothing by itself.
 */
function isIdle(
  child: SyntaxNode,
  gone: ReadonlySet<SyntaxNode>,
  body: SyntaxNode
): boolean {
  if (child === body || !child.named || gone.has(child)) {
    return true;
  }
  const block = child.children.find(part => part.type === 'block');
  return (
    child.type === 'comment' ||
    (block !== undefined &&
      block.parts.every(
        part => part.type === 'pass_statement' || gone.has(part)
      ))
  );
}

function isInside(node: SyntaxNode, gone: ReadonlySet<SyntaxNode>): boolean {
  return node.closest(outer => gone.has(outer)) !== null;
}

function removal(
  node: SyntaxNode,
  gone: ReadonlySet<SyntaxNode>,
  cell: string
): IEdit[] {
  const { source, parent } = node;
  const block = parent?.type === 'block' ? parent : null;
  if (
    block !== null &&
    block.parts.every(part => gone.has(part)) &&
    block.parts[0] === node
  ) {
    // Something must stand in the block.
    return [{ cell, from: node.from, to: node.to, insert: 'pass' }];
  }
  const start = lineStart(source, node.from);
  const end = lineEnd(source, node.to);
  const before = source.slice(start, node.from);
  const after = source.slice(node.to, end);
  if (before.trim() === '' && /^\s*(?:#.*)?$/.test(after)) {
    const to = Math.min(end + 1, source.length);
    return [{ cell, from: start, to, insert: '' }];
  }
  const next = /^\s*;[ \t]*/.exec(after);
  if (next !== null) {
    return [
      { cell, from: node.from, to: node.to + next[0].length, insert: '' }
    ];
  }
  const previous = /;?[ \t]*$/.exec(before)![0].length;
  return [{ cell, from: node.from - previous, to: node.to, insert: '' }];
}
