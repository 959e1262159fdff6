import type { IEdit } from '../edit';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import { asList, isExhausted } from './exhaustGenerator';

/**
 * A generator expression with `await` in it, made readable.
 */
export interface IReadable {
  /**
   * What must stand where `await` is allowed.
   */
  readonly place: SyntaxNode;
  readonly edits: readonly IEdit[];

  /**
   * Whether it gives what was asked for, and computes no more.
   */
  readonly exact: boolean;

  /**
   * Whether it is beyond doubt that it cannot be read as it is.
   */
  readonly fails: boolean;
}

const READ_SOME = /^builtins\.(?:any|all|enumerate|zip|map|filter|iter)$/;

/**
 * The edits after which what reads an asynchronous generator expression can
 * read it; null where nothing is known to read it.
 */
export function readAsyncGenerator(
  generator: SyntaxNode,
  home: ICodeCell,
  program: Program
): IReadable | null {
  const cell = home.cell.id;
  const list = (exact: boolean, fails: boolean): IReadable => ({
    place: generator,
    edits: asList(generator, cell),
    exact,
    fails
  });
  const parent = generator.parent!;
  if (isExhausted(generator, home, program)) {
    return list(true, true);
  }
  switch (parent.type) {
    case 'for_statement':
    case 'for_in_clause': {
      const comprehension =
        parent.type === 'for_statement' ? parent : parent.parent!;
      return generator.field !== 'right' ||
        parent.isAsync ||
        comprehension.type === 'generator_expression'
        ? null
        : {
            place: comprehension,
            edits: [
              { cell, from: parent.from, to: parent.from, insert: 'async ' }
            ],
            exact: true,
            fails: true
          };
    }
    case 'list_splat': {
      const call =
        parent.parent?.type === 'argument_list' ? parent.parent.parent : null;
      const callee = call?.child('function');
      return callee && /^asyncio\b/.test(nameOf(callee, home, program))
        ? null
        : list(true, true);
    }
    case 'assignment':
      return generator.field === 'right' &&
        parent.child('left')?.type === 'pattern_list'
        ? list(true, true)
        : null;
  }
  const call = parent.type === 'argument_list' ? parent.parent! : parent;
  if (call.type !== 'call') {
    return null;
  }
  const callee = call.child('function')!;
  if (READ_SOME.test(nameOf(callee, home, program))) {
    return list(false, true);
  }
  return list(false, false);
}

function nameOf(callee: SyntaxNode, home: ICodeCell, program: Program): string {
  const name = program.qualifiedName(callee, home);
  return name?.certain === true ? name.name : '';
}
