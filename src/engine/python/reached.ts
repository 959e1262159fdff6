import type { SyntaxNode } from './node';
import type { ICodeCell, Program } from './program';
import { runsAtOnce } from './program';

/**
 * Whether running the cells reaches `node`: it stands at the top level of a
 * cell, or in a function that the top level calls, directly or through others.
 */
export function isReachedAtOnce(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  seen: ReadonlySet<SyntaxNode> = new Set()
): boolean {
  if (runsAtOnce(node, home)) {
    return true;
  }
  const def = node.closest(
    outer =>
      (outer.type === 'function_definition' &&
        outer.child('body')?.contains(node) === true) ||
      (outer.type === 'lambda' && outer.child('body')?.contains(node) === true)
  );
  if (def?.type !== 'function_definition' || seen.has(def)) {
    return false;
  }
  const visited = new Set([...seen, def]);
  return callsOf(def, home, program).some(({ call, home: where }) =>
    isReachedAtOnce(call, where, program, visited)
  );
}

/**
 * The calls, in every cell, whose callee is a name that means `def`.
 */
export function callsOf(
  def: SyntaxNode,
  home: ICodeCell,
  program: Program
): { call: SyntaxNode; home: ICodeCell }[] {
  const name = def.child('name')!.text;
  return program.cells.flatMap(where =>
    where.masked.text.includes(name)
      ? [...where.tree.root.walk()]
          .filter(
            call =>
              call.type === 'call' &&
              call.child('function')!.text === name &&
              program.definitionOf(call.child('function')!, where)?.definition
                .value === def
          )
          .map(call => ({ call, home: where }))
      : []
  );
}
