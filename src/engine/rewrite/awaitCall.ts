import type { IEdit } from '../edit';
import { indentationAt, lineStart } from '../lines';
import { argumentsOf } from '../python/calls';
import type { SyntaxNode } from '../python/node';
import { isPrimary, isWordBefore, needsParentheses } from './putAwait';

/**
 * The edits that put `await operand` in the place of `starter(operand, …)`.
 *
 * Comments and layout stay; parentheses are added only where precedence or a
 * line break asks for them. The other arguments go.
 *
 * @param call - the call that starts a loop
 * @param operand - the argument that is to be awaited
 * @param cell - the id of the cell
 * @param suffix - put behind the operand: `()` where it was not called
 */
export function awaitCall(
  call: SyntaxNode,
  operand: SyntaxNode,
  cell: string,
  suffix = ''
): IEdit[] {
  if (call.parent?.type === 'await') {
    return unwrapCall(call, operand, cell, suffix, '');
  }
  const head = !needsParentheses(call) ? 'await ' : '(await ';
  return unwrapCall(call, operand, cell, suffix, head);
}

function unwrapCall(
  call: SyntaxNode,
  operand: SyntaxNode,
  cell: string,
  suffix: string,
  head: string
): IEdit[] {
  const { source } = call;
  const space = isWordBefore(source, call.from) ? ' ' : '';
  const tail = head.startsWith('(') ? ')' : '';
  const between = commentsIn(call);
  if (between || breaksLines(operand)) {
    return [
      {
        cell,
        from: call.from,
        to: call.child('arguments')!.from,
        insert: space + head
      },
      ...dropOtherArguments(call, operand, cell),
      ...insertion(cell, operand.to, suffix),
      ...insertion(cell, call.to, tail)
    ];
  }
  const wrapped =
    !isPrimary(operand) ||
    (suffix + tail === '' && joinsWords(source, operand.to, call.to));
  return [
    {
      cell,
      from: call.from,
      to: operand.from,
      insert: space + head + (wrapped ? '(' : '')
    },
    ...dedent(call, operand, cell),
    {
      cell,
      from: operand.to,
      to: call.to,
      insert: (wrapped ? ')' : '') + suffix + tail
    }
  ];
}

/**
 * The edits that take every argument but `kept` out of a call, with the commas
 * that go with them.
 */
export function dropOtherArguments(
  call: SyntaxNode,
  kept: SyntaxNode,
  cell: string
): IEdit[] {
  const list = call.child('arguments')!;
  const own = argumentsOf(call).find(arg => arg.value === kept)!.node;
  const edits: IEdit[] = [];
  for (const child of list.children) {
    if (child === own) {
      if (own !== kept) {
        edits.push({ cell, from: own.from, to: kept.from, insert: '' });
      }
    } else if (
      child.type === ',' ||
      (child.named && child.type !== 'comment')
    ) {
      edits.push({ cell, ...widened(child), insert: '' });
    }
  }
  return edits;
}

/**
 * The node with the blanks before it on its line; the whole line where nothing
 * else stands on it.
 */
function widened(node: SyntaxNode): { from: number; to: number } {
  const { source } = node;
  let from = node.from;
  while (/[ \t]/.test(source[from - 1] ?? '')) {
    from--;
  }
  const alone =
    from === lineStart(source, from) &&
    /^,?[ \t]*\n/.test(source.slice(node.to));
  return alone && from > 0
    ? { from: from - 1, to: node.to }
    : { from, to: node.to };
}

function insertion(cell: string, at: number, insert: string): IEdit[] {
  return insert === '' ? [] : [{ cell, from: at, to: at, insert }];
}

function commentsIn(call: SyntaxNode): boolean {
  return call
    .child('arguments')!
    .children.some(child => child.type === 'comment');
}

/**
 * Whether a line ends in `node` where no bracket of its own holds it open.
 */
function breaksLines(node: SyntaxNode): boolean {
  if (!node.text.includes('\n')) {
    return false;
  }
  return linesIn(node).some(
    end => ![...node.walk()].some(part => isOpenAt(part, end))
  );
}

function isOpenAt(part: SyntaxNode, offset: number): boolean {
  if (part.type === 'subscript') {
    return part.child('value')!.to < offset && offset < part.to;
  }
  return BRACKETED.has(part.type) && part.from < offset && offset < part.to;
}

const BRACKETED = new Set([
  'argument_list',
  'parenthesized_expression',
  'generator_expression',
  'list',
  'list_comprehension',
  'dictionary',
  'dictionary_comprehension',
  'set',
  'set_comprehension',
  'tuple',
  'string'
]);

function linesIn(node: SyntaxNode): number[] {
  return [...node.text.matchAll(/\n/g)].map(match => node.from + match.index);
}

/**
 * The edits that move the later lines of an operand to the left, where the
 * operand stood on a line of its own, deeper than the call.
 */
function dedent(call: SyntaxNode, operand: SyntaxNode, cell: string): IEdit[] {
  const { source } = call;
  const outer = indentationAt(source, call.from);
  const inner = indentationAt(source, operand.from);
  const width = inner.length - outer.length;
  const ends = linesIn(operand);
  if (
    width <= 0 ||
    !inner.startsWith(outer) ||
    lineStart(source, operand.from) <= call.from ||
    [...operand.walk()].some(
      part => part.type === 'string' && part.text.includes('\n')
    )
  ) {
    return [];
  }
  const deeper = ends.every(
    end => source.startsWith(inner, end + 1) || source[end + 1] === '\n'
  );
  return deeper
    ? ends
        .filter(end => source[end + 1] !== '\n')
        .map(end => ({
          cell,
          from: end + 1 + outer.length,
          to: end + 1 + inner.length,
          insert: ''
        }))
    : [];
}

/**
 * Whether the text before `left` and the text from `right` on would become one
 * word side by side.
 */
function joinsWords(source: string, left: number, right: number): boolean {
  return /\w/.test(source[left - 1]) && /\w/.test(source[right] ?? '');
}
