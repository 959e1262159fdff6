import { SyntaxNode } from './node';

/**
 * The tree as Python's own grammar reads it, where tree-sitter-python 0.25
 * reads something else.
 *
 * - `await x ** 2` is `(await x) ** 2` (Python reference, 6.5: await binds
 *   tighter than the power operator);
 * - `a ^ b & c` is `a ^ (b & c)` (6.17: `&` binds tighter than `^`);
 * - `(x := a if b else c)` names the whole conditional expression;
 * - `*a, *k.v()` unpacks `k.v()`, not `k`, and `*a | b, c` unpacks `a | b`.
 *
 * What cannot be told from the finished tree is spelled otherwise before it is
 * read: `respelled`.
 */
export function mend(node: SyntaxNode): SyntaxNode {
  const children = node.children.map(mend);
  const mended = children.some((child, i) => child !== node.children[i])
    ? rebuilt(node, children)
    : node;
  return (
    mendAwait(mended) ??
    mendBitwise(mended) ??
    mendWalrus(mended) ??
    mendSplat(mended) ??
    mended
  );
}

function rebuilt(
  node: SyntaxNode,
  children: SyntaxNode[],
  from = node.from,
  to = node.to,
  type = node.type
): SyntaxNode {
  return new SyntaxNode(
    type,
    node.named,
    from,
    to,
    node.source,
    node.field,
    children
  );
}

function withField(node: SyntaxNode, field: string | null): SyntaxNode {
  node.field = field;
  return node;
}

function mendAwait(node: SyntaxNode): SyntaxNode | null {
  if (node.type !== 'await') {
    return null;
  }
  const power = node.parts[0];
  if (
    power?.type !== 'binary_operator' ||
    power.child('operator')?.type !== '**'
  ) {
    return null;
  }
  const [left, ...rest] = power.children;
  const awaited = rebuilt(
    node,
    [...node.children.filter(child => child !== power), withField(left, null)],
    node.from,
    left.to
  );
  const outer = rebuilt(power, [mend(awaited), ...rest], node.from, power.to);
  outer.children[0].field = 'left';
  return withField(outer, node.field);
}

function mendBitwise(node: SyntaxNode): SyntaxNode | null {
  if (
    !isBinary(node, '&') ||
    !node.children.some(child => isBinary(child, '^'))
  ) {
    return null;
  }
  // Operands, operators and comments of the whole chain, in order.
  const chain = (part: SyntaxNode): SyntaxNode[] =>
    isBinary(part, '&') || isBinary(part, '^')
      ? part.children.flatMap(chain)
      : [part];
  const grouped = (parts: SyntaxNode[], operators: string[]): SyntaxNode => {
    if (operators.length === 0) {
      return parts[0];
    }
    const [operator, ...tighter] = operators;
    const last = parts.map(({ type }) => type).lastIndexOf(operator);
    if (last < 0) {
      return grouped(parts, tighter);
    }
    const isComment = ({ type }: SyntaxNode) => type === 'comment';
    const before = parts.slice(0, last);
    const after = parts.slice(last + 1);
    const comments = after.filter(isComment);
    const left = grouped(before, operators);
    const right = grouped(
      after.filter(part => !isComment(part)),
      tighter
    );
    return rebuilt(
      node,
      [
        withField(left, 'left'),
        parts[last],
        ...comments,
        withField(right, 'right')
      ],
      left.from,
      right.to
    );
  };
  const { field } = node;
  return withField(grouped(chain(node), ['^', '&']), field);
}

function isBinary(node: SyntaxNode, operator: string): boolean {
  return (
    node.type === 'binary_operator' && node.child('operator')?.type === operator
  );
}

function mendWalrus(node: SyntaxNode): SyntaxNode | null {
  const named = node.children[0];
  const value = named?.child('value');
  if (
    node.type !== 'conditional_expression' ||
    named.type !== 'named_expression' ||
    value === undefined
  ) {
    return null;
  }
  const { field } = node;
  const chosen = rebuilt(
    node,
    [withField(value, null), ...node.children.slice(1)],
    value.from
  );
  return withField(
    rebuilt(
      named,
      [...named.children.slice(0, -1), withField(chosen, 'value')],
      named.from,
      node.to
    ),
    field
  );
}

function mendSplat(node: SyntaxNode): SyntaxNode | null {
  const head = node.children[0];
  if (!SPLIT_BY_SPLAT.has(node.type) || head?.type !== 'list_splat') {
    return null;
  }
  const [star, operand] = head.children;
  const inner = rebuilt(
    node,
    [withField(operand, head.field), ...node.children.slice(1)],
    operand.from
  );
  const field = node.field;
  return withField(
    rebuilt(head, [star, withField(inner, null)], head.from, node.to),
    field
  );
}

const SPLIT_BY_SPLAT = new Set([
  'attribute',
  'call',
  'subscript',
  'binary_operator',
  'comparison_operator',
  'boolean_operator'
]);
