import { argument, argumentsOf } from './calls';
import type { SyntaxNode } from './node';
import type { IDefinition, IReference, Program } from './program';
import { classAround } from './references';

/**
 * The expressions that are given for a parameter, wherever its function is
 * called or used as a decorator. Null where the function is also handed on, so
 * that not every use can be told.
 */
export function givenFor(
  parameter: IDefinition,
  program: Program
): IReference[] | null {
  const { node } = parameter;
  const def = node.closest(outer => outer.type === 'function_definition');
  const parameters = def?.child('parameters')?.parts ?? [];
  const position = parameters.indexOf(node);
  if (def === null || position < 0) {
    return null;
  }
  const method = classAround(def) !== null;
  const name = def.child('name')!;
  const given: IReference[] = [];
  for (const { node: use, home } of program.identifiers(name.text)) {
    const means =
      use !== name &&
      (method
        ? use.field === 'attribute'
        : use.field !== 'attribute' &&
          program
            .resolve(use, home)
            .definitions.some(({ value }) => value === def));
    if (!means) {
      continue;
    }
    const value = givenAt(
      method ? use.parent! : use,
      method ? position - 1 : position,
      node.text
    );
    if (value === null) {
      return null;
    }
    given.push({ node: value, home });
  }
  return given.length === 0 ? null : given;
}

/**
 * What one use of a function gives for the parameter at `position`, or under
 * `keyword`; null where it is neither a call nor a decorator.
 */
function givenAt(
  use: SyntaxNode,
  position: number,
  keyword: string
): SyntaxNode | null {
  const parent = use.parent;
  if (parent?.type === 'call' && parent.child('function') === use) {
    return argument(argumentsOf(parent), position, keyword)?.value ?? null;
  }
  const definition =
    parent?.type === 'decorator' && position === 0
      ? parent.parent?.child('definition')
      : undefined;
  return definition?.child('name') ?? null;
}
