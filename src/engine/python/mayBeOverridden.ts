import type { SyntaxNode } from './node';
import type { ICodeCell, Program } from './program';
import { methodsOf, subclassesOf } from './references';
import { methodOf, valueOf } from './values';

/**
 * Whether an expression calls a method that another one may stand in for: that
 * of a subclass, an attribute of the instance, or whatever a stub is there for.
 *
 * @param isOpen - whether there may be subclasses that the document does not
 * show
 */
export function mayBeOverridden(
  expression: SyntaxNode,
  home: ICodeCell,
  program: Program,
  isOpen: boolean
): boolean {
  return [...expression.walk()].some(node => {
    const callee = node.type === 'call' ? node.child('function') : undefined;
    const object = callee?.child('object');
    const name = callee?.child('attribute')?.text;
    if (callee === undefined || name === undefined) {
      const def = callee && program.definitionOf(callee, home)?.definition;
      return def?.kind === 'function' && isStub(def.value!);
    }
    const { definition } = valueOf(object!, home, program);
    if (definition?.kind !== 'class') {
      return false;
    }
    const method = methodOf(definition, name, program)?.value;
    const owner = definition.value!;
    return (
      (isOpen && /^(?:self|cls)$/.test(object!.text)) ||
      (method !== undefined && isStub(method)) ||
      subclassesOf(owner, program).some(
        type => methodsOf(type, name).length > 0
      ) ||
      [...owner.walk()].some(
        ({ type, parent, field, text }) =>
          type === 'attribute' &&
          field === 'left' &&
          parent?.type === 'assignment' &&
          text === `self.${name}`
      )
    );
  });
}

/**
 * Whether a function has no code of its own: `pass`, `…`, `raise`.
 */
function isStub(def: SyntaxNode): boolean {
  return (def.child('body')?.parts ?? []).every(
    ({ type, parts }) =>
      type === 'pass_statement' ||
      type === 'raise_statement' ||
      (type === 'expression_statement' &&
        /^(?:string|ellipsis)$/.test(parts[0]?.type ?? ''))
  );
}
