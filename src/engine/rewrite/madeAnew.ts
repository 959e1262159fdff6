import { ownNodes } from '../python/coroutines';
import { givenFor } from '../python/given';
import type { SyntaxNode } from '../python/node';
import { unparenthesized } from '../python/node';
import type { ICodeCell, IReference, Program } from '../python/program';
import { functionAround } from '../python/reached';

/**
 * How far an object is followed to the call that makes it.
 */
const DEEPEST = 8;

/**
 * The calls that make the objects which an expression may give, where each time
 * that the expression runs it gives another one; null where it may give the same
 * object twice, or where that cannot be told.
 */
export function madeAnew(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth = 0
): readonly IReference[] | null {
  const expression = unparenthesized(node);
  if (depth > DEEPEST) {
    return null;
  }
  switch (expression.type) {
    case 'attribute':
      return madeAnew(expression.child('object')!, home, program, depth);
    case 'call':
      return givesNew(expression, home, program, depth)
        ? [{ node: expression, home }]
        : null;
    case 'identifier':
      return namedAnew(expression, home, program, depth);
    default:
      return null;
  }
}

function namedAnew(
  name: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth: number
): readonly IReference[] | null {
  const { definition, definitions, certain } = program.resolve(name, home);
  if (definition === undefined || !certain || definitions.length > 1) {
    return null;
  }
  if (definition.kind === 'parameter') {
    const given = givenFor(definition, program)?.map(one =>
      madeAnew(one.node, one.home, program, depth + 1)
    );
    return given === undefined ||
      given.some(made => made === null) ||
      isRepeated(name, definition.node.closest(isFunction)!)
      ? null
      : given.flatMap(made => made!);
  }
  return definition.kind !== 'assignment' ||
    definition.value === undefined ||
    functionAround(definition.node) !== functionAround(name) ||
    isRepeated(name, definition.node)
    ? null
    : madeAnew(definition.value, definition.home, program, depth + 1);
}

/**
 * Whether a call gives an object that nobody had before: a library's does, one
 * of this document if each `return` does.
 */
function givesNew(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth: number
): boolean {
  const found = program.definitionOf(call.child('function')!, home);
  return (
    found === null ||
    found.definition.kind !== 'function' ||
    [...ownNodes(found.definition.value!)]
      .filter(({ type }) => type === 'return_statement')
      .every(
        ({ parts: [value] }) =>
          value !== undefined &&
          madeAnew(value, found.definition.home, program, depth + 1) !== null
      )
  );
}

/**
 * Whether a loop takes a place again and again without passing what binds its
 * name.
 */
function isRepeated(node: SyntaxNode, binding: SyntaxNode): boolean {
  return (
    node.closest(
      outer =>
        (/^(?:for|while)_statement$/.test(outer.type) ||
          /_comprehension$|^generator_expression$/.test(outer.type)) &&
        !outer.contains(binding) &&
        !binding.contains(outer)
    ) !== null
  );
}

function isFunction({ type }: SyntaxNode): boolean {
  return type === 'function_definition' || type === 'lambda';
}
