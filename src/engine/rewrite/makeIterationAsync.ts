import type { IEdit } from '../edit';
import { indentationAt } from '../lines';
import { argumentsOf } from '../python/calls';
import { definitionOfCallee, ownNodes } from '../python/coroutines';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import { iteratesWith, valueOf } from '../python/values';
import { exhaustGenerator, isExhausted } from './exhaustGenerator';
import { addAsync, collectAsync, singular } from './iterateAsync';
import { unusedLocalName } from './unusedName';

/**
 * What it takes to iterate asynchronously over what `call` gives.
 */
export interface IIterated {
  /**
   * What must stand where `await` is allowed.
   */
  readonly place: SyntaxNode;
  readonly edits: readonly IEdit[];
}

/**
 * The edits after which the code around `call`, which gives an asynchronous
 * generator, iterates over it with `async for`: a loop, a comprehension, what
 * reads it to the end, `yield from`. None where it does so already; null where
 * it is used in another way.
 */
export function makeIterationAsync(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): IIterated | null {
  const cell = home.cell.id;
  const parent = call.parent!;
  switch (parent.type) {
    case 'for_statement':
      return call.field === 'right'
        ? { place: parent, edits: putAsync(parent, cell) }
        : null;
    case 'for_in_clause': {
      if (call.field !== 'right') {
        return null;
      }
      const comprehension = parent.parent!;
      const list =
        comprehension.type === 'generator_expression' && !parent.isAsync
          ? exhaustGenerator(comprehension, home, program)
          : [];
      return (
        list && {
          place: comprehension,
          edits: [...list, ...putAsync(parent, cell)]
        }
      );
    }
    case 'yield':
      return yieldsFrom(parent)
        ? spreadYield(parent, call, true, home, program)
        : null;
    case 'argument_list': {
      if (!isExhausted(call, home, program)) {
        return null;
      }
      const outer = parent.parent!;
      const whole =
        argumentsOf(outer).length === 1 &&
        program.qualifiedName(outer.child('function')!, home)?.name ===
          'builtins.list';
      return {
        place: call,
        edits: collectAsync(call, home, program, whole ? outer : call)
      };
    }
    default:
      return null;
  }
}

function putAsync(loop: SyntaxNode, cell: string): IEdit[] {
  return loop.isAsync ? [] : [addAsync(loop, cell)];
}

function yieldsFrom(node: SyntaxNode): boolean {
  return node.children.some(child => child.type === 'from');
}

/**
 * `yield from iterable` as a loop, which an async function may hold; null where
 * its value is used.
 *
 * @param isAsync - whether the iterable asks for `async for`
 */
export function spreadYield(
  node: SyntaxNode,
  iterable: SyntaxNode,
  isAsync: boolean,
  home: ICodeCell,
  program: Program
): IIterated | null {
  const statement = node.parent;
  const { source } = home.cell;
  if (
    statement?.type !== 'expression_statement' ||
    !/(?:^|\n)[ \t]*$/.test(source.slice(0, statement.from))
  ) {
    return null;
  }
  const item = unusedLocalName(singular(iterable), node, program);
  const indentation = indentationAt(source, statement.from);
  const cell = home.cell.id;
  return {
    place: statement,
    edits: [
      {
        cell,
        from: node.from,
        to: iterable.from,
        insert: `${isAsync ? 'async ' : ''}for ${item} in `
      },
      {
        cell,
        from: iterable.to,
        to: iterable.to,
        insert: `:\n${indentation}    yield ${item}`
      }
    ]
  };
}

/**
 * The edits inside a generator function that turn it into an asynchronous one:
 * `yield from` becomes a loop. Null where it uses what an asynchronous
 * generator cannot have (PEP 525): a value to return, `yield from` as a value.
 *
 * @param changes - whether a function becomes async too, so that its calls are
 * looked after already
 */
export function yieldAsync(
  def: SyntaxNode,
  home: ICodeCell,
  program: Program,
  changes: (def: SyntaxNode) => boolean
): IEdit[] | null {
  const edits: IEdit[] = [];
  for (const node of ownNodes(def)) {
    if (node.type === 'return_statement' && node.parts.length > 0) {
      return null;
    }
    if (node.type !== 'yield' || !yieldsFrom(node)) {
      continue;
    }
    const iterable = node.parts[0];
    const callee = iterable.child('function');
    const called =
      callee && definitionOfCallee(callee, home, program)?.definition.value;
    if (called && changes(called)) {
      continue;
    }
    const value = valueOf(iterable, home, program);
    const way = iteratesWith(value, program);
    const spread =
      value.certain && (way === 'for' || way === 'async for')
        ? spreadYield(node, iterable, way === 'async for', home, program)
        : null;
    if (spread === null) {
      return null;
    }
    edits.push(...spread.edits);
  }
  return edits;
}
