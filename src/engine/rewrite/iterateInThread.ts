import type { IEdit } from '../edit';
import { indentationAt, lineStart } from '../lines';
import { exitsOf } from '../python/exits';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import { functionAround } from '../python/reached';
import { awaitInstead } from './callInThread';
import type { IAwaitRules } from './makeAsync';
import { unusedName } from './unusedName';

/**
 * The edits that let threads wait for what a loop reads, one by one, while the
 * event loop goes on:
 *
 *     completed = as_completed(futures)
 *     while (future := await asyncio.to_thread(next, completed, None)) is not None:
 *
 * In a list's comprehension, all of it is waited for first. Null where the loop
 * cannot be written so: its variable is read afterwards, or is no single name.
 *
 * @param iterated - what the loop reads
 * @param mayBeNone - whether an element may be None
 */
export function iterateInThread(
  iterated: SyntaxNode,
  mayBeNone: boolean,
  home: ICodeCell,
  program: Program,
  rules: IAwaitRules
): IEdit[] | null {
  const loop = iterated.parent!;
  const place = awaitInstead(iterated, home, program, rules);
  const cell = home.cell.id;
  if (place === null) {
    return null;
  }
  if (loop.type === 'for_in_clause') {
    const whole = loop.parent!;
    return /^(?:list|set|dictionary)_comprehension$/.test(whole.type) &&
      whole.parts[1] === loop
      ? [
          ...place.edits,
          {
            cell,
            from: iterated.from,
            to: iterated.from,
            insert: `await ${place.module}.to_thread(list, `
          },
          { cell, from: iterated.to, to: iterated.to, insert: ')' }
        ]
      : null;
  }
  const left = loop.child('left')!;
  const { source } = loop;
  const indent = indentationAt(source, loop.from);
  if (
    left.type !== 'identifier' ||
    lineStart(source, loop.from) + indent.length !== loop.from ||
    !/^\s*:/.test(source.slice(iterated.to)) ||
    program.resolveName('next', iterated, home).kind !== 'builtin' ||
    isReadOutside(left, loop) ||
    isWithinSuchLoop(loop)
  ) {
    return null;
  }
  const items = unusedName(mayBeNone ? 'results' : 'completed', program);
  const end = mayBeNone ? unusedName('end', program) : 'None';
  const line = `\n${indent}`;
  return [
    ...place.edits,
    { cell, from: loop.from, to: iterated.from, insert: `${items} = ` },
    {
      cell,
      from: iterated.to,
      to: iterated.to,
      insert: `${mayBeNone ? `${line}${end} = object()` : ''}${line}while (${left.text} := await ${place.module}.to_thread(next, ${items}, ${end})) is not ${end}`
    }
  ];
}

/**
 * Whether the function reads the loop's variable outside of the loop.
 */
export function isReadOutside(left: SyntaxNode, loop: SyntaxNode): boolean {
  const around = functionAround(loop);
  return (
    around === null ||
    [...around.walk()].some(
      node =>
        node.type === 'identifier' &&
        node.text === left.text &&
        node.field !== 'attribute' &&
        !loop.contains(node) &&
        !isBoundByLoop(node)
    )
  );
}

/**
 * Whether another loop binds the name, so that it does not mean the same there.
 */
function isBoundByLoop(node: SyntaxNode): boolean {
  return (
    node.closest(
      outer =>
        (outer.type === 'for_statement' &&
          outer.child('left')!.text === node.text) ||
        outer.parts.some(
          part =>
            part.type === 'for_in_clause' &&
            part.child('left')!.text === node.text
        )
    ) !== null
  );
}

/**
 * Whether a loop around this one is about to get the same names.
 */
function isWithinSuchLoop(loop: SyntaxNode): boolean {
  return (
    loop.closest(
      outer =>
        outer.type === 'for_statement' &&
        /\bas_completed\(|\.map\(/.test(outer.child('right')!.text)
    ) !== null
  );
}

/**
 * Whether a loop may be left before its end.
 */
export function isLeftEarly(loop: SyntaxNode): boolean {
  const body = loop.child('body');
  return (
    body !== undefined &&
    exitsOf(body).some(({ type }) => type !== 'continue_statement')
  );
}
