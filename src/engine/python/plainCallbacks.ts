import { argument, argumentsOf } from './calls';
import type { SyntaxNode } from './node';
import type { ICodeCell, IDefinition, Program } from './program';
import { valueOf } from './values';

/**
 * A coroutine function given to something that calls it and takes what it gives
 * for the value.
 */
export interface IPlainCallback {
  readonly call: SyntaxNode;

  /**
   * The function as it is given: a name, or a lambda that calls it.
   */
  readonly given: SyntaxNode;

  /**
   * The coroutine function.
   */
  readonly definition: IDefinition | undefined;
}

/**
 * Where each function takes the one that it calls: the place among the arguments,
 * and the keyword (Python docs, built-in functions, functools, itertools).
 */
const TAKERS: Readonly<Record<string, readonly [number, string] | undefined>> =
  {
    'builtins.filter': [0, ''],
    'builtins.sorted': [NaN, 'key'],
    'builtins.min': [NaN, 'key'],
    'builtins.max': [NaN, 'key'],
    'functools.reduce': [0, 'function'],
    'itertools.groupby': [1, 'key'],
    'itertools.takewhile': [0, ''],
    'itertools.dropwhile': [0, ''],
    'itertools.filterfalse': [0, ''],
    'itertools.accumulate': [1, 'func'],
    'heapq.nlargest': [2, 'key'],
    'heapq.nsmallest': [2, 'key']
  };

/**
 * The coroutine function that `sorted(…, key=…)` and the like are given; null
 * where a call is none of these, or is given no such function beyond doubt.
 */
export function plainCallbackOf(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): IPlainCallback | null {
  const callee = call.child('function')!;
  const name = program.qualifiedName(callee, home);
  const taker =
    name?.certain === true
      ? TAKERS[name.name]
      : name === null && isListSort(callee, home, program)
        ? ([NaN, 'key'] as const)
        : undefined;
  const given =
    taker === undefined
      ? undefined
      : argument(argumentsOf(call), taker[0], taker[1])?.value;
  if (given === undefined) {
    return null;
  }
  const { kind, certain, definition } = valueOf(
    given.type === 'lambda' ? given.child('body')! : given,
    home,
    program
  );
  return certain &&
    kind === (given.type === 'lambda' ? 'coroutine' : 'coroutine function')
    ? { call, given, definition }
    : null;
}

function isListSort(
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const object = callee.child('object');
  return (
    object !== undefined &&
    callee.child('attribute')?.text === 'sort' &&
    valueOf(object, home, program).type === 'builtins.list'
  );
}
