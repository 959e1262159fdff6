import { SyntaxNode } from './node';

/**
 * The tree as Python's own grammar reads it, where tree-sitter-python 0.25
 * reads something else.
 *
 * - `await x ** 2` is `(await x) ** 2` (Python reference, 6.5: await binds
 *   tighter than the power operator);
 * - `*a, *k.v()` unpacks `k.v()`, not `k`;
 * - `type(x).y = 1` is an assignment, no type alias.
 */
export function mend(node: SyntaxNode): SyntaxNode {
  const children = node.children.map(mend);
  const mended = children.some((child, i) => child !== node.children[i])
    ? rebuilt(node, children)
    : node;
  return (
    mendAwait(mended) ?? mendSplat(mended) ?? mendTypeAlias(mended) ?? mended
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

function mendSplat(node: SyntaxNode): SyntaxNode | null {
  const head = node.children[0];
  if (
    !['attribute', 'call', 'subscript'].includes(node.type) ||
    head?.type !== 'list_splat'
  ) {
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

function mendTypeAlias(node: SyntaxNode): SyntaxNode | null {
  if (node.type !== 'type_alias_statement') {
    return null;
  }
  const left = node.child('left');
  const target = left?.parts[0];
  if (
    left === undefined ||
    target === undefined ||
    !['attribute', 'subscript', 'call'].includes(target.type) ||
    !node.source.slice(node.children[0].to, left.from + 1).startsWith('(')
  ) {
    return null;
  }
  const equals = node.children.find(child => child.type === '=');
  const right = node.child('right')?.parts[0];
  if (equals === undefined || right === undefined) {
    return null;
  }
  const assigned = new SyntaxNode(
    'assignment',
    true,
    node.from,
    node.to,
    node.source,
    null,
    [
      new SyntaxNode(
        target.type,
        true,
        node.from,
        target.to,
        node.source,
        'left',
        []
      ),
      equals,
      withField(right, 'right')
    ]
  );
  return new SyntaxNode(
    'expression_statement',
    true,
    node.from,
    node.to,
    node.source,
    node.field,
    [assigned]
  );
}
