import type { IEdit } from '../../edit';
import type { IRewrite } from '../../finding';
import type { SyntaxNode } from '../../python/node';
import type { ICodeCell, IDefinition, Program } from '../../python/program';
import { functionAround } from '../../python/reached';
import type { IAsyncLibrary } from '../../recipes/asyncLibrary';
import type { IRecipe } from '../../recipes/recipe';
import type { IWithImports } from './asyncArguments';
import { AsyncLibraryUses, aroundEdits, nameOf } from './AsyncLibraryUses';
import { asyncExceptions } from './asyncExceptions';
import type { IAwaitContext } from '../awaitRules';
import { awaitRules } from '../awaitRules';
import type { ISite } from '../effects';
import { effectsOf } from '../effects';
import { heldLock } from '../heldLock';
import { importedModule } from '../importedModule';
import type { IBlock } from '../indentBlock';
import {
  indentationUnit,
  indented,
  linesOf,
  mayBeIndented
} from '../indentBlock';
import { indentationAt } from '../../lines';
import { allowAwait } from '../makeAsync';
import { unusedLocalName } from '../unusedName';

/**
 * The rewrites that do with a library for asyncio what a call does with a
 * blocking one: everything that is made of the same object changes with it, in
 * all cells. None where one thing has no twin.
 *
 * @param maker - the call that makes the client or connection, or the request
 */
export function useAsyncLibraries(
  maker: ISite,
  shownIn: string,
  context: IAwaitContext
): IRewrite[] {
  const name = nameOf(maker.node, maker.home, context.program);
  return name === null
    ? []
    : context.program.libraries
        .asyncLibraries(name)
        .flatMap(
          ({ recipe, entry }) =>
            useAsyncLibrary(maker, entry, recipe, shownIn, context) ?? []
        );
}

function useAsyncLibrary(
  maker: ISite,
  library: IAsyncLibrary,
  recipe: IRecipe,
  shownIn: string,
  context: IAwaitContext
): IRewrite | null {
  const { program } = context;
  const makers = isOnClient(maker, library, program)
    ? requestsBeside(maker, library, program)
    : [maker];
  const change = changeOf(makers, library, context);
  if (change === null) {
    return null;
  }
  const { changed, edits, ...own } = change;
  const { rerun, values } = effectsOf(changed, edits, maker, shownIn, program);
  return {
    kind: 'library',
    safety: 'check',
    edits,
    rerun,
    values: {
      ...values,
      how: 'library',
      library: library.library,
      instead: recipe.library,
      ...own
    }
  };
}

/**
 * What changes together.
 */
interface IChange {
  readonly changed: readonly ISite[];
  readonly edits: readonly IEdit[];
  readonly defaults: readonly string[];
  readonly exceptions: readonly string[];
  readonly functions: readonly string[];
}

/**
 * The changes of each program by their first maker: all requests of a function
 * ask for the same one.
 */
const changesIn = new WeakMap<
  Program,
  Map<IAsyncLibrary, Map<SyntaxNode, IChange | null>>
>();

function changeOf(
  makers: readonly ISite[],
  library: IAsyncLibrary,
  context: IAwaitContext
): IChange | null {
  const { program } = context;
  const [{ node }] = makers;
  const byLibrary = changesIn.get(program) ?? new Map();
  const known = byLibrary.get(library) ?? new Map();
  changesIn.set(program, byLibrary.set(library, known));
  if (!known.has(node)) {
    known.set(node, newChangeOf(makers, library, context));
  }
  return known.get(node)!;
}

function newChangeOf(
  makers: readonly ISite[],
  library: IAsyncLibrary,
  context: IAwaitContext
): IChange | null {
  const { program } = context;
  const [first] = makers;
  const onClient = isOnClient(first, library, program);
  const name = unusedLocalName(
    library.client?.name ?? 'client',
    first.node,
    program
  );
  const uses = new AsyncLibraryUses(library, program, name);
  if (
    makers.some(({ home }) => home.tree.hasError) ||
    !makers.every(({ node, home }) => uses.follow(node, home))
  ) {
    return null;
  }
  const entered = onClient
    ? enterClient(makers, name, library, program)
    : { edits: [], imports: [] };
  const whole =
    program
      .nodes('call')
      .filter(
        ({ node, home }) =>
          library.makers[nameOf(node, home, program) ?? ''] !== undefined
      ).length === makers.length;
  const exceptions = asyncExceptions(library, uses.values, whole, program);
  const allowed = allow(uses.places, context);
  if (entered === null || exceptions === null || allowed === null) {
    return null;
  }
  const changed: ISite[] = [
    ...makers,
    ...uses.places,
    ...allowed.functions.map(({ home, value }) => ({ home, node: value! }))
  ];
  if (changed.some(({ home }) => !home.cell.editable)) {
    return null;
  }
  return {
    changed,
    edits: [
      ...inFirstCell(
        [...entered.imports, ...uses.imports, ...exceptions.imports],
        program
      ),
      ...entered.edits,
      ...uses.edits,
      ...exceptions.edits,
      ...allowed.edits,
      ...aroundEdits(uses.around)
    ],
    defaults: [...uses.added, ...(onClient ? defaultsOf(library) : [])],
    exceptions: exceptions.names,
    functions: [...new Set(allowed.functions.map(({ name: own }) => own))]
  };
}

function isOnClient(
  { node, home }: ISite,
  { makers }: IAsyncLibrary,
  program: Program
): boolean {
  return makers[nameOf(node, home, program) ?? '']?.onClient === true;
}

/**
 * All requests of the same function that make clients of their own: they share
 * one.
 */
function requestsBeside(
  { node, home }: ISite,
  library: IAsyncLibrary,
  program: Program
): ISite[] {
  const def = functionAround(node);
  return program
    .nodes('call')
    .filter(
      other =>
        other.home === home &&
        functionAround(other.node) === def &&
        isOnClient(other, library, program)
    );
}

/**
 * The edits that enter a client around the statements with the requests, outside
 * of their loops. Null where these cannot be indented.
 */
function enterClient(
  requests: readonly ISite[],
  name: string,
  { client }: IAsyncLibrary,
  program: Program
): IWithImports | null {
  const [{ node, home }] = requests;
  const def = functionAround(node);
  const block = blockAround(requests, def, home);
  const made =
    client &&
    importedModule(client.make, node.child('function')!, home, program);
  if (!made || block === null || !mayBeIndented(block)) {
    return null;
  }
  const { source, id } = home.cell;
  const { begin } = linesOf(block);
  const indent = indentationAt(source, block.statements[0].from);
  return {
    imports: made.edits,
    edits: [
      {
        cell: id,
        from: begin,
        to: begin,
        insert: `${indent}async with ${made.name} as ${name}:\n`
      },
      ...indented(block, indentationUnit(block))
    ]
  };
}

/**
 * The statements of the innermost block that hold all requests.
 */
function blockAround(
  requests: readonly ISite[],
  def: SyntaxNode | null,
  home: ICodeCell
): IBlock | null {
  const body = def?.child('body');
  const paths = requests.map(({ node }) => blocksAround(node, body));
  const [first] = paths;
  const block = first?.find(one => paths.every(path => path.includes(one)));
  if (block === undefined) {
    return null;
  }
  const holding = block.parts.filter(statement =>
    requests.some(({ node }) => statement.contains(node))
  );
  const begin = block.parts.indexOf(holding[0]);
  const end = block.parts.indexOf(holding[holding.length - 1]);
  return { home, statements: block.parts.slice(begin, end + 1) };
}

/**
 * The blocks around a node, the innermost first, up to the function's body; only
 * those outside of all loops.
 */
function blocksAround(
  node: SyntaxNode,
  body: SyntaxNode | undefined
): SyntaxNode[] {
  let blocks: SyntaxNode[] = [];
  for (
    let outer: SyntaxNode | null = node;
    body !== undefined && outer !== null;
    outer = outer === body ? null : outer.parent
  ) {
    if (outer.type === 'block') {
      blocks.push(outer);
    } else if (/^(?:for|while)_statement$/.test(outer.type)) {
      blocks = [];
    }
  }
  return blocks;
}

function defaultsOf({ client }: IAsyncLibrary): string[] {
  return /\((.*)\)/.exec(client?.make ?? '')?.[1].split(', ') ?? [];
}

/**
 * What it takes for `await` to be allowed in all places.
 */
function allow(
  places: readonly ISite[],
  context: IAwaitContext
): { edits: IEdit[]; functions: IDefinition[] } | null {
  const edits: IEdit[] = [];
  const functions: IDefinition[] = [];
  for (const { node, home } of places) {
    const plan =
      heldLock(node, home, context.program) === 'yes'
        ? null
        : allowAwait(node, home, context.program, awaitRules(context));
    if (plan === null) {
      return null;
    }
    edits.push(...plan.edits);
    functions.push(...plan.functions);
  }
  return { edits, functions };
}

/**
 * Each import once, in the first of the cells that need it.
 */
function inFirstCell(imports: readonly IEdit[], program: Program): IEdit[] {
  const order = ({ cell: id }: IEdit) =>
    program.cells.findIndex(({ cell }) => cell.id === id);
  const first = new Map<string, IEdit>();
  for (const edit of imports) {
    const statement = edit.insert.trim();
    const known = first.get(statement);
    if (known === undefined || order(edit) < order(known)) {
      first.set(statement, edit);
    }
  }
  return [...first.values()];
}
