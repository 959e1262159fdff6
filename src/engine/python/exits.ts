import type { SyntaxNode } from './node';

/**
 * What has a body of its own, which runs at another time or in another way.
 */
export const INNER_SCOPES: ReadonlySet<string> = new Set([
  'function_definition',
  'class_definition',
  'lambda'
]);

/**
 * The places in a block at which it may be left before its end: `return`,
 * `raise`, `yield`, behind which nobody may come back, and `break` and `continue`
 * of a loop around it. Those of functions and classes within it are none of its.
 */
export function exitsOf(block: SyntaxNode): SyntaxNode[] {
  const exits: SyntaxNode[] = [];
  collect(block, false, exits);
  return exits;
}

function collect(node: SyntaxNode, inLoop: boolean, exits: SyntaxNode[]): void {
  if (INNER_SCOPES.has(node.type)) {
    return;
  }
  if (ALWAYS.has(node.type) || (!inLoop && OF_LOOPS.has(node.type))) {
    exits.push(node);
  }
  const isLoop = /^(?:for|while)_statement$/.test(node.type);
  for (const child of node.children) {
    // What stands behind the `else` of a loop is no longer in it.
    collect(child, inLoop || (isLoop && child.type !== 'else_clause'), exits);
  }
}

const ALWAYS = new Set(['return_statement', 'raise_statement', 'yield']);
const OF_LOOPS = new Set(['break_statement', 'continue_statement']);
