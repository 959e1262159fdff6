import type { IEdit } from '../edit';
import { BUILTIN_NAMES } from '../python/builtinNames';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import { isPrimary, isWordBefore } from './putAwait';
import { unusedName } from './unusedName';

/**
 * The edit that makes a `for` or `with` statement, or the `for` of a
 * comprehension, asynchronous.
 */
export function addAsync(node: SyntaxNode, cell: string): IEdit {
  return { cell, from: node.from, to: node.from, insert: 'async ' };
}

/**
 * The edit that takes `async` from before a `for` or `with`.
 */
export function dropAsync(node: SyntaxNode, cell: string): IEdit {
  const [word, next] = node.children;
  return { cell, from: word.from, to: next.from, insert: '' };
}

/**
 * The edits that put a list of all that an asynchronous iterable gives in its
 * place: `rows()` becomes `[row async for row in rows()]`.
 *
 * @param from - the beginning of what is replaced, where more than `iterable`
 * goes
 */
export function collectAsync(
  iterable: SyntaxNode,
  home: ICodeCell,
  program: Program,
  { from, to }: { from: number; to: number } = iterable,
  brackets = '[]'
): IEdit[] {
  const cell = home.cell.id;
  const item = itemName(iterable, home, program);
  const wrapped = !isPrimary(iterable);
  const space = isWordBefore(iterable.source, from) ? ' ' : '';
  return [
    {
      cell,
      from,
      to: iterable.from,
      insert: `${space}${brackets[0]}${item} async for ${item} in ${wrapped ? '(' : ''}`
    },
    {
      cell,
      from: iterable.to,
      to,
      insert: `${wrapped ? ')' : ''}${brackets[1]}`
    }
  ];
}

/**
 * A name for one of what an iterable gives, for a comprehension: `row` for
 * `rows()` and `fetch_rows()`, else `item`. It may be that of another loop's
 * variable: a comprehension's names are its own.
 */
export function itemName(
  iterable: SyntaxNode,
  home: ICodeCell,
  program: Program
): string {
  const name = singular(iterable);
  return program
    .resolveName(name, iterable, home)
    .definitions.every(({ kind }) => kind === 'target')
    ? name
    : unusedName(name, program);
}

/**
 * What one of `rows()` is called.
 */
export function singular(iterable: SyntaxNode): string {
  const callee =
    iterable.type === 'call' ? iterable.child('function')! : iterable;
  const word = (callee.child('attribute') ?? callee).text.split('_').pop()!;
  const one = /^[a-z]{2,}ies$/.test(word)
    ? word.replace(/ies$/, 'y')
    : /^[a-z]{2,}[^siu]s$/.test(word)
      ? word.slice(0, -1)
      : '';
  return one === '' || NO_ITEM.has(one) || BUILTIN_NAMES.has(one)
    ? 'item'
    : one;
}

/**
 * Keywords, and singulars that are none.
 */
const NO_ITEM = new Set(
  'import return yield raise assert break continue global with for del sery'.split(
    ' '
  )
);
