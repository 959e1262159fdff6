/**
 * The engine's tree in the words of `oracle.py`: its operations and compound
 * statements, as "kind from to".
 */

const EXPRESSIONS = {
  await: 'await',
  comparison_operator: 'compare',
  conditional_expression: 'conditional',
  lambda: 'lambda',
  call: 'call',
  attribute: 'attribute',
  subscript: 'subscript',
  list_splat: 'starred',
  list_splat_pattern: 'starred',
  named_expression: 'named',
  yield: 'yield',
  list_comprehension: 'comprehension',
  set_comprehension: 'comprehension',
  dictionary_comprehension: 'comprehension',
  generator_expression: 'comprehension'
};

const STATEMENTS = {
  function_definition: 'def',
  class_definition: 'class',
  for_statement: 'for',
  with_statement: 'with'
};

/**
 * @param root - of a tree
 * @returns {string[]}
 */
export function operationsOf(root) {
  const found = [];
  const stack = [[root, true]];
  while (stack.length > 0) {
    const [node, placed] = stack.pop();
    if (node.type === 'case_pattern' || node.type === 'type') {
      // Patterns and annotations have a grammar of their own.
      continue;
    }
    const statement = STATEMENTS[node.type];
    const kind = expressionKind(node);
    if (statement !== undefined && node.named) {
      found.push(`${node.isAsync ? 'async ' : ''}${statement} ${node.from}`);
    } else if (kind !== undefined) {
      found.push(placed ? `${kind} ${node.from} ${node.to}` : kind);
    }
    const inside = placed && node.type !== 'interpolation';
    for (const child of node.children) {
      stack.push([child, inside]);
    }
  }
  return found;
}

function expressionKind(node) {
  if (!node.named) {
    return undefined;
  }
  switch (node.type) {
    case 'unary_operator':
      return `unary ${node.children[0].type}`;
    case 'not_operator':
      return 'unary not';
    case 'binary_operator':
      return `binary ${node.child('operator').type}`;
    case 'boolean_operator': {
      // `a and b and c` is one operation for Python.
      const operator = node.child('operator').type;
      const outer = node.parent;
      return outer?.type === 'boolean_operator' &&
        outer.child('left') === node &&
        outer.child('operator').type === operator
        ? undefined
        : operator;
    }
    case 'list_splat_pattern':
      // `*args` of a definition is no expression.
      return /^(?:lambda_)?parameters$/.test(node.parent?.type) ||
        node.parent?.type === 'typed_parameter'
        ? undefined
        : 'starred';
    default:
      return EXPRESSIONS[node.type];
  }
}
