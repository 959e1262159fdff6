import { argumentsOf } from '../python/calls';
import type { SyntaxNode } from '../python/node';
import { unparenthesized } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import { givenFor } from '../python/given';
import { attributeValues } from '../python/loops';
import { valueOf } from '../python/values';
import { isHarmlessFunction, needsLoop } from './blockInThread';

/**
 * How far an object is followed to what it was made with.
 */
const DEEPEST = 12;

/**
 * Whether nobody would notice if the plain functions that an object of a library
 * was made with ran in a thread: `prompt | model | shorten`, `RunnableLambda(f)`.
 * False where it is not known what it was made with.
 */
export function movesUnnoticed(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth = 0
): boolean {
  const expression = unparenthesized(node);
  const inner = (part: SyntaxNode, where = home) =>
    depth < DEEPEST && movesUnnoticed(part, where, program, depth + 1);
  const { kind, type, certain } = valueOf(expression, home, program);
  const { libraries } = program;
  if (
    kind === 'instance' &&
    certain &&
    type !== undefined &&
    libraries.blocks(type) &&
    !libraries.movesFunctions(type)
  ) {
    return true;
  }
  switch (expression.type) {
    case 'binary_operator':
      return (
        inner(expression.child('left')!) && inner(expression.child('right')!)
      );
    case 'dictionary':
      return expression.parts.every(
        part => part.type === 'pair' && inner(part.child('value')!)
      );
    case 'list':
    case 'tuple':
      return expression.parts.every(part => inner(part));
    case 'lambda':
      return isPlainLambda(expression, home, program);
    case 'call':
      return (
        isMakerKnown(expression, home, program, part => inner(part)) &&
        argumentsOf(expression).every(
          ({ value, unpacked }) => !unpacked && inner(value)
        )
      );
    case 'identifier':
      return isNameKnown(expression, home, program, inner);
    case 'attribute': {
      const values = attributeValues(expression);
      return expression.child('object')!.text === 'self' && values.length > 0
        ? values.every(value => inner(value))
        : program.qualifiedName(expression, home) !== null;
    }
    case 'string':
    case 'concatenated_string':
    case 'integer':
    case 'float':
    case 'true':
    case 'false':
    case 'none':
      return true;
    default:
      return false;
  }
}

/**
 * Whether a call makes an object of a library: by one of its functions, or by a
 * method of one of its objects.
 */
function isMakerKnown(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program,
  inner: (part: SyntaxNode) => boolean
): boolean {
  const callee = unparenthesized(call.child('function')!);
  if (program.qualifiedName(callee, home) !== null) {
    return true;
  }
  const object = callee.child('object');
  const type =
    object === undefined ? undefined : valueOf(object, home, program).type;
  const { libraries } = program;
  return (
    object !== undefined &&
    type !== undefined &&
    (libraries.blocks(type) || libraries.pipes(type) !== undefined) &&
    inner(object)
  );
}

function isNameKnown(
  name: SyntaxNode,
  home: ICodeCell,
  program: Program,
  inner: (part: SyntaxNode, where?: ICodeCell) => boolean
): boolean {
  const { definition, certain } = program.resolve(name, home);
  if (program.qualifiedName(name, home)?.certain === true) {
    return true;
  }
  if (definition === undefined || !certain) {
    return false;
  }
  switch (definition.kind) {
    case 'assignment':
      return (
        definition.value !== undefined &&
        inner(definition.value, definition.home)
      );
    case 'parameter':
      return (
        givenFor(definition, program)?.every(given =>
          inner(given.node, given.home)
        ) ?? false
      );
    case 'function':
      // A coroutine function stays on the loop.
      return (
        valueOf(name, home, program).kind === 'coroutine function' ||
        isHarmlessFunction(name, home, program)
      );
    default:
      return false;
  }
}

/**
 * Whether a lambda only reads what it is given.
 */
function isPlainLambda(
  lambda: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  return (
    !needsLoop(lambda, home, program) &&
    [...lambda.child('body')!.walk()].every(
      node =>
        node.type !== 'named_expression' &&
        (node.type !== 'call' ||
          isPlainCall(node.child('function')!, home, program))
    )
  );
}

function isPlainCall(
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const type =
    callee.type === 'attribute'
      ? valueOf(callee.child('object')!, home, program).type
      : undefined;
  return (
    type === 'builtins.str' ||
    /^builtins\.(?!open$|input$|exec$|eval$|print$|setattr$|next$)/.test(
      program.qualifiedName(callee, home)?.name ?? ''
    ) ||
    isHarmlessFunction(callee, home, program)
  );
}
