import type { IArgument } from './calls';
import { isGenerator, ownNodes } from './coroutines';
import type { SyntaxNode } from './node';
import { unparenthesized } from './node';
import type { ICodeCell, Program } from './program';
import { callbackTakerAt } from './takesCallback';
import type { IThreadStart } from './threads';
import { partialOf, threadStartsIn } from './threads';
import type { IValue } from './values';
import { valueOf } from './values';

/**
 * A call among the arguments that should be a function.
 */
export interface ICalled {
  /**
   * What takes the function: a start of a thread, or the loop.
   */
  readonly start: IThreadStart | null;
  readonly method: string;
  readonly taker: SyntaxNode;
  readonly target: IArgument;
  readonly home: ICodeCell;
}

/**
 * The call that stands where `node` takes a function; null where there is none,
 * and where the call is meant to give that function.
 *
 * @param node - a call
 */
export function calledAt(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): ICalled | null {
  const start = threadStartsIn(program).find(({ call }) => call === node);
  const callback =
    start === undefined ? callbackTakerAt(node, home, program) : null;
  const target = start?.target ?? callback?.target;
  if (target === undefined) {
    return null;
  }
  const inner = unparenthesized(target.value);
  return inner.type !== 'call' ||
    start?.kind === 'map' ||
    partialOf(inner, home, program) !== null
    ? null
    : {
        start: start ?? null,
        method: callback?.method ?? '',
        taker: node,
        target,
        home
      };
}

/**
 * Whether a call gives a function; null where that cannot be told.
 */
export function givesFunction(
  call: SyntaxNode,
  value: IValue,
  home: ICodeCell,
  program: Program
): boolean | null {
  switch (value.kind) {
    case 'coroutine':
    case 'task':
    case 'future':
    case 'collection':
    case 'async generator':
      return value.certain ? false : null;
    case 'function':
    case 'coroutine function':
    case 'async generator function':
      return true;
    case 'instance':
      return value.type === 'builtins.function'
        ? true
        : value.certain && value.type?.startsWith('builtins.') === true
          ? false
          : null;
  }
  const found = program.definitionOf(call.child('function')!, home);
  const def = found?.definition.value;
  if (
    found?.certain !== true ||
    def?.type !== 'function_definition' ||
    def.isAsync ||
    def.parent?.type === 'decorated_definition' ||
    isGenerator(def)
  ) {
    return null;
  }
  const returned = [...ownNodes(def)].filter(
    ({ type }) => type === 'return_statement'
  );
  return returned.every(
    ({ parts: [given] }) =>
      given === undefined || NO_FUNCTIONS.test(unparenthesized(given).type)
  )
    ? false
    : null;
}

/**
 * Expressions that never give something to call.
 */
const NO_FUNCTIONS =
  /^(?:binary_operator|unary_operator|comparison_operator|not_operator|integer|float|string|concatenated_string|true|false|none|list|tuple|set|dictionary|\w+_comprehension|generator_expression)$/;

/**
 * Whether a call surely stands where a thread or the loop takes a function, and
 * gives none: `run_in_executor(None, work(4))`.
 */
export function isCalledTooEarly(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const taker = call.closest(outer => outer.type === 'call');
  const called = taker === null ? null : calledAt(taker, home, program);
  if (called === null || unparenthesized(called.target.value) !== call) {
    return false;
  }
  const value = valueOf(call, home, program);
  return givesFunction(call, value, home, program) !== true;
}
