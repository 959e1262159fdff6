import type { SyntaxNode } from './node';

/**
 * One argument of a call.
 */
export interface IArgument {
  /**
   * Null for positional arguments and for `*args` and `**options`.
   */
  readonly keyword: string | null;
  readonly value: SyntaxNode;

  /**
   * Whether it is `*args` or `**options`.
   */
  readonly unpacked: boolean;

  /**
   * The whole argument, with its keyword or stars.
   */
  readonly node: SyntaxNode;
}

/**
 * The arguments of a call in order. A lone generator expression without
 * parentheses of its own is one argument.
 */
export function argumentsOf(call: SyntaxNode): IArgument[] {
  const list = call.child('arguments');
  if (list === undefined) {
    return [];
  }
  if (list.type === 'generator_expression') {
    return [{ keyword: null, value: list, unpacked: false, node: list }];
  }
  return list.parts.map(node => {
    if (node.type === 'keyword_argument') {
      return {
        keyword: node.child('name')!.text,
        value: node.child('value')!,
        unpacked: false,
        node
      };
    }
    const unpacked =
      node.type === 'list_splat' || node.type === 'dictionary_splat';
    return {
      keyword: null,
      value: unpacked ? node.parts[0] : node,
      unpacked,
      node
    };
  });
}

/**
 * The argument given for a parameter, by position (0-based) or by keyword.
 */
export function argument(
  args: readonly IArgument[],
  position: number,
  keyword: string
): IArgument | undefined {
  return (
    args.find(arg => arg.keyword === keyword) ??
    args.filter(arg => arg.keyword === null && !arg.unpacked)[position]
  );
}

/**
 * The arguments behind one of them.
 */
export function argumentsAfter(
  call: SyntaxNode,
  { node }: IArgument
): IArgument[] {
  return argumentsOf(call).filter(other => other.node.from > node.from);
}

/**
 * The call whose argument `node` is, by position or by keyword.
 */
export function callAround(node: SyntaxNode): SyntaxNode | null {
  const argument =
    node.parent?.type === 'keyword_argument' ? node.parent : node;
  const list = argument.parent;
  return list?.type === 'argument_list' && list.parent?.type === 'call'
    ? list.parent
    : list?.type === 'call' && argument.field === 'arguments'
      ? list
      : null;
}
