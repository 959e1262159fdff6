import type { IEdit } from '../edit';
import { argumentsOf } from '../python/calls';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import { awaitInstead } from './callInThread';
import { isReadOutside, iterateInThread } from './iterateInThread';
import type { IAwaitRules } from './makeAsync';

/**
 * The edits that let threads wait for the lines of a pipe, one by one, while the
 * event loop goes on:
 *
 *     while line := await asyncio.to_thread(process.stdout.readline):
 *
 * A pipe's lines hold at least their line end, and what is empty is its end
 * (Python docs, `io.IOBase.readline`). Null where the loop cannot be written so.
 *
 * @param iterated - what the loop reads: the pipe, or `iter(pipe.readline, '')`
 */
export function readLinesInThread(
  iterated: SyntaxNode,
  home: ICodeCell,
  program: Program,
  rules: IAwaitRules
): IEdit[] | null {
  const loop = iterated.parent!;
  if (loop.type === 'for_in_clause') {
    return iterateInThread(iterated, true, home, program, rules);
  }
  const place = awaitInstead(iterated, home, program, rules);
  const left = loop.child('left')!;
  const [readline, end] =
    iterated.type === 'call'
      ? argumentsOf(iterated).map(({ value }) => value)
      : [];
  const reader = readline?.text ?? `${iterated.text}.readline`;
  const [root] = reader.split('.');
  if (
    place === null ||
    left.type !== 'identifier' ||
    !/^\s*:/.test(loop.source.slice(iterated.to)) ||
    !/^[\w.]+$/.test(reader) ||
    (end !== undefined && !/^b?(?:''|"")$/.test(end.text)) ||
    isReadOutside(left, loop) ||
    [...loop.walk()].some(
      node =>
        node.text === root &&
        (node.field === 'left' || node.field === 'name') &&
        node.type === 'identifier'
    )
  ) {
    return null;
  }
  const cell = home.cell.id;
  return [
    ...place.edits,
    { cell, from: loop.from, to: left.from, insert: 'while ' },
    {
      cell,
      from: left.to,
      to: iterated.to,
      insert: ` := await ${place.module}.to_thread(${reader})`
    }
  ];
}
