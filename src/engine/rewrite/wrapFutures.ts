import type { IEdit } from '../edit';
import type { SyntaxNode } from '../python/node';
import { unparenthesized } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import type { IValue } from '../python/values';
import { asyncioModule } from './asyncioModule';
import { itemName } from './iterateAsync';
import { shortened } from './shortened';

/**
 * Whether a value is a future of an executor, which a thread waits for: a
 * coroutine cannot (CPython Lib/concurrent/futures/_base.py has no `__await__`).
 */
export function isThreadFuture(value: IValue | null | undefined): boolean {
  return value?.type === 'concurrent.futures.Future';
}

/**
 * The edits that put `asyncio.wrap_future(…)` around a future of an executor, or
 * around each of a collection of them, and how that reads. Null where `asyncio`
 * means something else there.
 *
 * @param node - the future or the collection
 * @param value - what it is
 * @param starred - whether `*` stands before it
 */
export function wrapFutures(
  node: SyntaxNode,
  value: IValue,
  starred: boolean,
  home: ICodeCell,
  program: Program
): { edits: IEdit[]; text: string } | null {
  const cell = home.cell.id;
  const module = asyncioModule(node, home, program);
  if (module === null) {
    return null;
  }
  const wrap = `${module.name}.wrap_future`;
  const around = (part: SyntaxNode, before: string, after: string): IEdit[] => [
    { cell, from: part.from, to: part.from, insert: before },
    ...(after === ''
      ? []
      : [{ cell, from: part.to, to: part.to, insert: after }])
  ];
  const bare = unparenthesized(node);
  const wrapped = (part: SyntaxNode) =>
    part.type === 'parenthesized_expression'
      ? around(part, wrap, '')
      : around(part, `${wrap}(`, ')');
  if (isThreadFuture(value)) {
    return {
      edits: [...module.edits, ...wrapped(node)],
      text: `${wrap}(${shortened(bare.text)})`
    };
  }
  if (/_comprehension$|^generator_expression$/.test(bare.type)) {
    const body = bare.child('body')!;
    return {
      edits: [...module.edits, ...wrapped(body)],
      text: `${wrap}(${shortened(body.text)})`
    };
  }
  const item = itemName(node, home, program);
  const [before, after] = starred
    ? [`map(${wrap}, `, ')']
    : [`[${wrap}(${item}) for ${item} in `, ']'];
  return {
    edits: [...module.edits, ...around(node, before, after)],
    text: `${before}${shortened(node.text)}${after}`
  };
}
