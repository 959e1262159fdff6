import type { IEdit } from '../edit';
import { indentationAt, lineEnd } from '../lines';
import { isCellResult, showsValue } from '../python/cellResults';
import { managersOf } from '../python/managers';
import type { SyntaxNode } from '../python/node';
import { unparenthesized } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import { functionAround } from '../python/reached';
import type { IRecipeEntering } from '../recipes/recipe';
import { AsyncLibraryUses, aroundEdits } from './asyncLibrary/AsyncLibraryUses';
import type { ISite } from './effects';
import type { IBlock } from './indentBlock';
import {
  indentationUnit,
  indented,
  linesOf,
  mayBeIndented
} from './indentBlock';
import { isWordBefore } from './putAwait';
import type { Piece } from './template';
import { replaceWith } from './template';
import { unusedLocalName } from './unusedName';

/**
 * What it takes to enter something with `async with`.
 */
interface IEnteredAround {
  readonly edits: readonly IEdit[];

  /**
   * What must stand where `await` is allowed.
   */
  readonly places: readonly ISite[];
}

/**
 * The edits that enter the twin of what a call gives, and await and iterate over
 * what is read of it: in the `with` that is there, else in one around the
 * statements that read it. Null where it goes where it cannot be followed, or
 * where those statements do not stand together.
 *
 * @param twin - what is written for the call
 */
export function enterAround(
  call: SyntaxNode,
  home: ICodeCell,
  twin: readonly Piece[],
  recipe: IRecipeEntering,
  program: Program
): IEnteredAround | null {
  const uses = new AsyncLibraryUses(
    { makers: {}, types: recipe.types },
    program,
    recipe.name
  );
  if (!uses.followResult(call, home, recipe.gives)) {
    return null;
  }
  const own = [...uses.edits, ...aroundEdits(uses.around)];
  const { source, id } = home.cell;
  const entering = uses.places.find(
    ({ node }) => node.type === 'with_statement'
  );
  if (entering !== undefined) {
    // Others that are entered with it would need a statement of their own.
    return managersOf(entering.node).length > 1
      ? null
      : {
          places: uses.places,
          edits: [...own, ...replaceWith(twin, call, source, id)]
        };
  }
  const block = blockAround(call, home, uses.places);
  if (block === null || !mayBeIndented(block, true)) {
    return null;
  }
  const [first, ...rest] = block.statements;
  const bound = boundBy(first, call);
  if (bound === null && !isEvaluatedFirst(call, first)) {
    return null;
  }
  const shown = shownValue(block, program);
  const unit = indentationUnit(block);
  const places = [...uses.places, { node: call, home }];
  if (bound !== null) {
    return rest.length === 0 ||
      linesOf({ home, statements: rest }).begin < first.to
      ? null
      : {
          places,
          edits: [
            ...indented({ home, statements: rest }, unit),
            ...shown,
            {
              cell: id,
              from: first.from,
              to: call.from,
              insert: 'async with '
            },
            ...replaceWith(twin, call, source, id),
            {
              cell: id,
              from: call.to,
              to: first.to,
              insert: ` as ${bound.text}:`
            },
            ...own
          ]
        };
  }
  const { begin } = linesOf(block);
  const name = unusedLocalName(recipe.name, call, program);
  const space = isWordBefore(source, call.from) ? ' ' : '';
  const written = twin
    .map(piece =>
      typeof piece === 'string' ? piece : source.slice(piece.from, piece.to)
    )
    .join('');
  return {
    places,
    edits: [
      {
        cell: id,
        from: begin,
        to: begin,
        insert: `${indentationAt(source, first.from)}async with ${written} as ${name}:\n`
      },
      // The lines of the call are written anew.
      ...indented(block, unit).filter(
        ({ from }) => from <= call.from || from > call.to
      ),
      ...shown,
      ...own,
      {
        cell: id,
        from: call.from,
        to: call.to,
        insert: `${space}${name}`
      }
    ]
  };
}

/**
 * The statements from that of the call to the last that awaits or iterates over
 * what it gives. Null where these are not of one block, or where nothing does.
 */
function blockAround(
  call: SyntaxNode,
  home: ICodeCell,
  places: readonly ISite[]
): IBlock | null {
  const def = functionAround(call);
  const first = call.closest(
    ({ parent }) => parent?.type === 'block' || parent?.type === 'module'
  );
  const siblings = first?.parent?.parts ?? [];
  const last = Math.max(
    ...places.map(({ node }) =>
      siblings.findIndex(statement => statement.contains(node))
    )
  );
  return first === null ||
    places.length === 0 ||
    !places.every(
      place =>
        place.home === home &&
        functionAround(place.node) === def &&
        siblings.some(statement => statement.contains(place.node))
    )
    ? null
    : { home, statements: siblings.slice(siblings.indexOf(first), last + 1) };
}

/**
 * The name that a statement binds to what the call gives, where that is all that
 * it does.
 */
function boundBy(statement: SyntaxNode, call: SyntaxNode): SyntaxNode | null {
  const [assignment] = statement.parts;
  const target = assignment?.child('left');
  const value = assignment?.child('right');
  return statement.type === 'expression_statement' &&
    assignment?.type === 'assignment' &&
    assignment.child('type') === undefined &&
    target?.type === 'identifier' &&
    value !== undefined &&
    value.type === 'call' &&
    unparenthesized(value) === call
    ? target
    : null;
}

/**
 * Whether a statement runs the call in any case, once, and before all else that
 * it calls.
 */
function isEvaluatedFirst(call: SyntaxNode, statement: SyntaxNode): boolean {
  const later: SyntaxNode[] = [];
  for (let node: SyntaxNode = call; node !== statement; node = node.parent!) {
    if (MAY_NOT_RUN.test(node.type)) {
      return false;
    }
    if (/_comprehension$|^generator_expression$/.test(node.type)) {
      const clause = node.parts.find(({ type }) => type === 'for_in_clause');
      if (clause?.child('right')?.contains(call) !== true) {
        return false;
      }
      later.push(node.child('body')!);
    }
  }
  return (
    /^(?:expression|return|for|if)_statement$/.test(statement.type) &&
    ![...statement.walk()].some(
      node =>
        node.to <= call.from &&
        /^(?:call|await|yield|subscript)$/.test(node.type) &&
        !later.some(body => body.contains(node))
    )
  );
}

/**
 * What may run its parts not at all, or more than once; and statements that read
 * something before.
 */
const MAY_NOT_RUN =
  /^(?:lambda|augmented_assignment|boolean_operator|conditional_expression|comparison_operator|named_expression|elif_clause)$/;

/**
 * The edits after which a cell still shows the value of its last expression,
 * which is to stand in a block.
 */
function shownValue({ home, statements }: IBlock, program: Program): IEdit[] {
  const { source, id } = home.cell;
  const last = statements[statements.length - 1];
  if (!isCellResult(last, home) || !showsValue(last, home, program)) {
    return [];
  }
  const name = unusedLocalName('output', last, program);
  const end = lineEnd(source, last.to);
  return [
    { cell: id, from: last.from, to: last.from, insert: `${name} = ` },
    { cell: id, from: end, to: end, insert: `\n${name}` }
  ];
}
