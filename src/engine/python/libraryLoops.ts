import type { IRecipe } from '../recipes/recipe';
import { argumentsOf } from './calls';
import type { SyntaxNode } from './node';
import type { ICodeCell, Program } from './program';
import { valueOf } from './values';

/**
 * Code that iterates over something of a library that reads while it does.
 */
export interface ILibraryLoop {
  readonly recipe: IRecipe;
  readonly home: ICodeCell;

  /**
   * `for`: a statement; `clause`: a comprehension's; `argument`: of a call of a
   * builtin that iterates, such as `list(rows)`; `index`: `rows[0]`.
   */
  readonly form: 'for' | 'clause' | 'argument' | 'index';

  /**
   * The statement, clause, argument or subscript.
   */
  readonly node: SyntaxNode;
  readonly iterated: SyntaxNode;

  /**
   * Whether it is known to be of one of the library's classes.
   */
  readonly typed: boolean;
}

/**
 * Builtins that read all of an argument before they return.
 */
const READS_ALL = new Set(
  'list tuple set frozenset sorted sum max min len dict any all enumerate reversed'
    .split(' ')
    .map(name => `builtins.${name}`)
);

/**
 * Every place in a cell that iterates over an instance of the recipe's
 * `loops`, in the order of the text.
 *
 * @param all - those too where the class is not known
 */
export function loopsIn(
  home: ICodeCell,
  recipe: IRecipe,
  program: Program,
  all: boolean
): ILibraryLoop[] {
  return [...home.tree.root.walk()].flatMap(node => {
    const found = loopAt(node, home, program);
    if (found === null) {
      return [];
    }
    const { kind, type } = valueOf(found.iterated, home, program);
    const typed =
      kind === 'instance' &&
      type !== undefined &&
      program.libraries
        .family(type)
        .some(name => recipe.loops?.includes(name) === true);
    return typed || (all && kind === 'unknown')
      ? [{ ...found, recipe, home, typed }]
      : [];
  });
}

function loopAt(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): Pick<ILibraryLoop, 'form' | 'node' | 'iterated'> | null {
  switch (node.type) {
    case 'for_statement':
    case 'for_in_clause':
      return node.isAsync
        ? null
        : {
            form: node.type === 'for_statement' ? 'for' : 'clause',
            node,
            iterated: node.child('right')!
          };
    case 'subscript': {
      const index = node.parts[1];
      return index?.type === 'integer' && node.parts.length === 2
        ? { form: 'index', node, iterated: node.child('value')! }
        : null;
    }
    case 'call': {
      const [first] = argumentsOf(node);
      const name = program.qualifiedName(node.child('function')!, home)?.name;
      return first !== undefined &&
        first.keyword === null &&
        !first.unpacked &&
        first.value.type !== 'generator_expression' &&
        name !== undefined &&
        READS_ALL.has(name)
        ? { form: 'argument', node: first.value, iterated: first.value }
        : null;
    }
    default:
      return null;
  }
}
