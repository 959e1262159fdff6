import type { IUserFrame } from '../evidence/userFrame';
import { lineStart, positionOf } from '../lines';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell, Program } from '../python/program';

/**
 * The text of the line that begins at or before `from`, trimmed.
 */
export function lineText(source: string, from: number): string {
  return source.slice(lineStart(source, from)).split('\n', 1)[0].trim();
}

/**
 * The one call on the line that entered the library: the frame below carries
 * the name of what was called.
 */
export function calledOn(
  { home, line, below }: IUserFrame,
  program: Program
): SyntaxNode | null {
  const name = below[0]?.function?.split('.').pop();
  if (name === undefined) {
    return null;
  }
  const { source } = home.cell;
  const calls = [...home.tree.root.walk()].filter(
    node =>
      node.type === 'call' &&
      positionOf(source, node.from).line <= line &&
      line <= positionOf(source, node.to).line &&
      namesOf(node.child('function')!, home, program).includes(name)
  );
  const starting = calls.filter(
    call => positionOf(source, call.from).line === line
  );
  const [only, another] = starting.length > 0 ? starting : calls;
  return only !== undefined && another === undefined ? only : null;
}

/**
 * The last part of what a callee is called here, and where it is defined.
 */
function namesOf(
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program
): (string | undefined)[] {
  return [
    callee.child('attribute')?.text ?? callee.text,
    program.qualifiedName(callee, home)?.name.split('.').pop()
  ];
}
