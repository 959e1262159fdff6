import type { IEdit } from '../edit';
import { argument, argumentsAfter, argumentsOf } from '../python/calls';
import type { SyntaxNode } from '../python/node';
import type { IThreadStart } from '../python/threads';
import { removeItem } from './removeItem';

/**
 * The text of `function(arguments)` for what a start hands on to the thread's
 * function; null where it cannot be written.
 */
export function callForThread({
  call,
  kind,
  target
}: IThreadStart): string | null {
  const args = argumentsOf(call);
  const callee = target.value.text;
  if (kind === 'thread' || kind === 'timer') {
    const from = kind === 'timer' ? 2 : 3;
    const own = argument(args, from, 'args')?.value;
    const named = argument(args, from + 1, 'kwargs')?.value;
    const parts = [own === undefined ? [] : spread(own, '*')]
      .concat(named === undefined ? [] : spread(named, '**'))
      .flat();
    return `${callee}(${parts.join(', ')})`;
  }
  if (kind === 'map') {
    return null;
  }
  const after = argumentsAfter(call, target);
  return `${callee}(${after.map(({ node }) => node.text).join(', ')})`;
}

/**
 * The elements of `(a, b)` or `{"n": 1}` as arguments; of anything else, itself
 * with stars.
 */
function spread(node: SyntaxNode, stars: string): string[] {
  if (/^(?:tuple|list)$/.test(node.type)) {
    return node.parts.map(({ text }) => text);
  }
  if (node.type === 'dictionary') {
    const pairs = node.parts.map(part => {
      const key = /^(['"])([A-Za-z_]\w*)\1$/.exec(
        part.child('key')?.text ?? ''
      )?.[2];
      return key === undefined ? null : `${key}=${part.child('value')!.text}`;
    });
    if (pairs.every(pair => pair !== null)) {
      return pairs;
    }
  }
  return [`${stars}${node.text}`];
}

/**
 * The edits that make a thread run `function` with `args` (both as text) instead
 * of what it runs now.
 *
 * @param named - keyword arguments as text; null for none
 * @returns null where the start cannot be written so
 */
export function giveToThread(
  { call, kind, target }: IThreadStart,
  callee: string,
  args: readonly string[],
  named: readonly (readonly [string, string])[],
  cell: string
): IEdit[] | null {
  const all = argumentsOf(call);
  if (kind === 'thread' || kind === 'timer') {
    const from = kind === 'timer' ? 2 : 3;
    const own = argument(all, from, 'args');
    const kwargs = argument(all, from + 1, 'kwargs');
    const keyword = kind === 'timer' ? '' : 'args=';
    const tuple = args.length === 1 ? `(${args[0]},)` : `(${args.join(', ')})`;
    const given = [
      ...(args.length === 0 ? [] : [`${keyword}${tuple}`]),
      ...(named.length === 0
        ? []
        : [
            `kwargs={${named
              .map(([name, value]) => `"${name}": ${value}`)
              .join(', ')}}`
          ])
    ].join(', ');
    if (own === undefined && kwargs === undefined) {
      return [
        {
          cell,
          from: target.value.from,
          to: target.value.to,
          insert: given === '' ? callee : `${callee}, ${given}`
        }
      ];
    }
    const kept = own ?? kwargs!;
    return named.length > 0
      ? null
      : [
          {
            cell,
            from: target.value.from,
            to: target.value.to,
            insert: callee
          },
          {
            cell,
            from: kept.node.from,
            to: kept.node.to,
            insert: `${kept.keyword === null ? '' : 'args='}${tuple}`
          },
          ...(own === undefined || kwargs === undefined
            ? []
            : [removeItem(kwargs.node, cell)])
        ];
  }
  const after = argumentsAfter(call, target);
  const last = after.length === 0 ? target : after[after.length - 1];
  return kind === 'map'
    ? null
    : [
        {
          cell,
          from: target.node.from,
          to: last.node.to,
          insert: [
            callee,
            ...args,
            ...named.map(([name, value]) => `${name}=${value}`)
          ].join(', ')
        }
      ];
}
