import type { IEdit } from '../edit';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell, Program } from '../python/program';

/**
 * The edits that turn a generator expression into a list, where what it is
 * given to reads it to the end in any case; null elsewhere. An `await` in it
 * would make it an asynchronous generator, which none of these accepts.
 */
export function exhaustGenerator(
  generator: SyntaxNode,
  home: ICodeCell,
  program: Program
): IEdit[] | null {
  return isExhausted(generator, home, program)
    ? asList(generator, home.cell.id)
    : null;
}

/**
 * The edits that turn a generator expression into a list comprehension.
 *
 * @param cell - the id of the cell
 */
export function asList(generator: SyntaxNode, cell: string): IEdit[] {
  const own = generator.parent?.type !== 'call';
  return [
    {
      cell,
      from: own ? generator.from : generator.from + 1,
      to: generator.from + 1,
      insert: '['
    },
    {
      cell,
      from: generator.to - 1,
      to: own ? generator.to : generator.to - 1,
      insert: ']'
    }
  ];
}

const EXHAUSTING = new Set(
  'sum list tuple set frozenset sorted min max dict'
    .split(' ')
    .map(name => `builtins.${name}`)
    .concat(
      'collections.Counter',
      'collections.OrderedDict',
      'collections.deque',
      'math.fsum',
      'math.prod',
      'statistics.fmean',
      'statistics.mean',
      'statistics.median',
      'statistics.stdev'
    )
);

/**
 * Whether `argument` is given to a call that reads it to the end in any case.
 */
export function isExhausted(
  argument: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const list = argument.parent;
  const call = list?.type === 'argument_list' ? list.parent : list;
  return call?.type === 'call' && isExhausting(call, argument, home, program);
}

function isExhausting(
  call: SyntaxNode,
  generator: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const args = call.child('arguments')!;
  if (args !== generator && args.parts[0] !== generator) {
    return false;
  }
  const callee = call.child('function')!;
  if (callee.type === 'attribute') {
    return (
      callee.child('attribute')!.text === 'join' &&
      callee.child('object')!.type === 'string'
    );
  }
  const name = program.qualifiedName(callee, home);
  return name !== null && name.certain && EXHAUSTING.has(name.name);
}
