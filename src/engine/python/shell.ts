import type { SyntaxNode } from './node';
import type { ICodeCell, Program } from './program';

/**
 * Whether an expression is IPython's shell: `get_ipython()`, or a variable that
 * holds it.
 */
export function isShell(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  if (node.type === 'identifier') {
    const { definition, certain } = program.resolve(node, home);
    return (
      certain &&
      definition?.value !== undefined &&
      definition.kind === 'assignment' &&
      definition.value.type === 'call' &&
      isShell(definition.value, definition.home, program)
    );
  }
  const callee = node.type === 'call' ? node.child('function')! : null;
  return (
    callee?.text === 'get_ipython' &&
    /^(?:unbound|builtin)$/.test(program.resolve(callee, home).kind)
  );
}
