import type { IEdit } from '../../edit';
import type { IRewrite } from '../../finding';
import { isGenerator } from '../../python/coroutines';
import type { SyntaxNode } from '../../python/node';
import type { ICodeCell, IDefinition } from '../../python/program';
import { isAwaitable, iteratesWith, valueOf } from '../../python/values';
import { awaitRules } from '../../rewrite/awaitRules';
import type { ISite } from '../../rewrite/effects';
import { effectsOf } from '../../rewrite/effects';
import { hoistFromClass } from '../../rewrite/hoistFromClass';
import { inlineLambda } from '../../rewrite/inlineLambda';
import { spreadYield } from '../../rewrite/makeIterationAsync';
import { managerDecorator } from '../../rewrite/makeManagerAsync';
import type { IAwaitRules } from '../../rewrite/makeAsync';
import { allowAwait, definitionFor, makeAsync } from '../../rewrite/makeAsync';
import type { IReadable } from '../../rewrite/readAsyncGenerator';
import { repeatedBy } from '../../rewrite/rerun';
import { shortened } from '../../rewrite/shortened';
import type { IRuleContext } from '../rule';
import { addAsync } from './addAsync';

/**
 * A change on its way to a rewrite.
 */
interface IChange {
  readonly edits: readonly IEdit[];
  readonly functions: readonly IDefinition[];
  readonly safe: boolean;

  /**
   * How the sentences call the change.
   */
  readonly way: Way;

  /**
   * What the sentences name: whoever else must take part.
   */
  readonly with?: string;

  /**
   * Calls that stay, though they may mean a function that changes.
   */
  readonly left?: readonly string[];
}

/**
 * `async`: functions become async; `hoist`: out of a class; `inline`: out of a
 * lambda; `list`, `loop`: a generator expression; `yield`: `yield from`;
 * `run`: `asyncio.run` in a script.
 */
export type Way =
  'async' | 'hoist' | 'inline' | 'list' | 'loop' | 'yield' | 'await' | 'run';

/**
 * The rewrites that make async syntax legal where it stands, best first.
 *
 * @param owner - the function, lambda or class around it; null at the top level
 * of a script
 * @param nodes - all that needs it there, in the order of the text
 */
export function outsideRewrites(
  owner: SyntaxNode | null,
  nodes: readonly SyntaxNode[],
  home: ICodeCell,
  shownIn: string,
  context: IRuleContext
): IRewrite[] {
  if (!mayEdit(home)) {
    return [];
  }
  const change =
    owner === null
      ? runInScript(nodes, home, context)
      : owner.type === 'class_definition'
        ? outOfClass(owner, nodes, home, context)
        : owner.type === 'lambda'
          ? outOfLambda(owner, home, context)
          : madeAsync(owner, home, context);
  return change === null
    ? []
    : [rewriteOf(change, { home, node: nodes[0] }, shownIn, context)];
}

/**
 * The rewrite after which what reads a generator expression can read it.
 */
export function generatorRewrites(
  { place, edits, exact }: IReadable,
  generator: SyntaxNode,
  home: ICodeCell,
  shownIn: string,
  context: IRuleContext
): IRewrite[] {
  const plan = mayEdit(home)
    ? allowAwait(place, home, context.program, rulesFor(context))
    : null;
  return plan === null
    ? []
    : [
        rewriteOf(
          {
            edits: [...edits, ...plan.edits],
            functions: plan.functions,
            safe: exact,
            way: place === generator ? 'list' : 'loop'
          },
          { home, node: generator },
          shownIn,
          context
        )
      ];
}

/**
 * The rewrite of `yield from` in an async function: a loop, or `await` where a
 * coroutine stands behind it.
 */
export function yieldFromRewrites(
  node: SyntaxNode,
  home: ICodeCell,
  shownIn: string,
  context: IRuleContext
): IRewrite[] {
  const { program } = context;
  const iterable = node.parts[0];
  if (!mayEdit(home) || iterable === undefined) {
    return [];
  }
  const value = valueOf(iterable, home, program);
  const site = { home, node };
  if (isAwaitable(value, program) === true) {
    const change: IChange = {
      edits: [
        {
          cell: home.cell.id,
          from: node.from,
          to: iterable.from,
          insert: 'await '
        }
      ],
      functions: [],
      safe: value.certain,
      way: 'await'
    };
    return iterable.type === 'call' || iterable.type === 'identifier'
      ? [rewriteOf(change, site, shownIn, context)]
      : [];
  }
  const way = iteratesWith(value, program);
  const spread =
    way === 'for' || way === 'async for'
      ? spreadYield(node, iterable, way === 'async for', home, program)
      : null;
  return spread === null
    ? []
    : [
        rewriteOf(
          {
            edits: spread.edits,
            functions: [],
            safe: value.certain,
            way: 'yield'
          },
          site,
          shownIn,
          context
        )
      ];
}

function rulesFor(context: IRuleContext): IAwaitRules {
  return { ...awaitRules(context), inGenerators: true };
}

function mayEdit(home: ICodeCell): boolean {
  return (
    home.cell.editable && !home.tree.hasError && home.masked.cellMagic === null
  );
}

function madeAsync(
  def: SyntaxNode,
  home: ICodeCell,
  context: IRuleContext
): IChange | null {
  const { program } = context;
  const definition = definitionFor(def, home, program);
  const plan = definition && makeAsync(definition, program, rulesFor(context));
  if (plan !== null) {
    return { ...plan, safe: true, way: 'async' };
  }
  const left: string[] = [];
  const leaving =
    definition &&
    makeAsync(definition, program, {
      ...rulesFor(context),
      mayLeave({ node }) {
        left.push(node.text);
        return node.type === 'attribute';
      }
    });
  if (leaving !== null && left.length > 0) {
    return {
      ...leaving,
      safe: false,
      way: 'async',
      left: [...new Set(left)].map(shortened)
    };
  }
  const added = addAsync(def, home, program);
  return added && { ...added, functions: [], safe: added.safe, way: 'async' };
}

function outOfLambda(
  lambda: SyntaxNode,
  home: ICodeCell,
  context: IRuleContext
): IChange | null {
  const { program } = context;
  const rules = rulesFor(context);
  const inlined = inlineLambda(lambda, home, program);
  if (inlined !== null) {
    const plan = allowAwait(inlined.place, home, program, rules);
    return (
      plan && {
        edits: [...inlined.edits, ...plan.edits],
        functions: plan.functions,
        safe: true,
        way: 'inline'
      }
    );
  }
  const definition = definitionFor(lambda, home, program);
  const plan = definition && makeAsync(definition, program, rules);
  return plan && { ...plan, safe: true, way: 'async' };
}

function outOfClass(
  owner: SyntaxNode,
  nodes: readonly SyntaxNode[],
  home: ICodeCell,
  context: IRuleContext
): IChange | null {
  const hoisted = hoistFromClass(owner, nodes, home, context.program);
  const plan =
    hoisted &&
    allowAwait(hoisted.place, home, context.program, rulesFor(context));
  return (
    plan && {
      edits: [...hoisted!.edits, ...plan.edits],
      functions: plan.functions,
      safe: hoisted!.keepsOrder,
      way: 'hoist',
      with: hoisted!.names.join(', ')
    }
  );
}

/**
 * `await main()`, the only one at the top level of a script, as
 * `asyncio.run(main())`.
 */
function runInScript(
  nodes: readonly SyntaxNode[],
  home: ICodeCell,
  { program }: IRuleContext
): IChange | null {
  const [node] = nodes;
  const operand = node.parts[0];
  const { kind, definition, certain } = program.resolveName(
    'asyncio',
    node,
    home
  );
  return nodes.length === 1 &&
    node.type === 'await' &&
    operand.type === 'call' &&
    valueOf(operand, home, program).kind === 'coroutine' &&
    kind === 'module' &&
    certain &&
    definition?.imported === 'asyncio' &&
    definition.node.from < node.from &&
    node.closest(outer => /^(?:for|while|.*comprehension)/.test(outer.type)) ===
      null
    ? {
        edits: [
          {
            cell: home.cell.id,
            from: node.from,
            to: operand.from,
            insert: 'asyncio.run('
          },
          { cell: home.cell.id, from: node.to, to: node.to, insert: ')' }
        ],
        functions: [],
        safe: false,
        way: 'run'
      }
    : null;
}

function rewriteOf(
  { edits, functions, safe, way, with: other, left }: IChange,
  cause: ISite,
  shownIn: string,
  { program, errors }: IRuleContext
): IRewrite {
  const { rerun, values } = effectsOf(
    [cause, ...functions.map(({ home, value }) => ({ home, node: value! }))],
    edits,
    cause,
    shownIn,
    program
  );
  // A cell that could not be compiled defined nothing: what called it failed.
  const names = functions.map(({ name }) => name);
  const missed = errors.filter(
    ({ name, message }) =>
      name === 'NameError' &&
      names.some(other => message.includes(`'${other}'`))
  );
  const all = program.cells
    .map(({ cell }) => cell)
    .filter(
      cell =>
        rerun.includes(cell.id) ||
        (cell.executionCount !== null &&
          edits.some(edit => edit.cell === cell.id)) ||
        missed.some(error => error.cell === cell)
    )
    .map(({ id }) => id);
  return {
    kind: way === 'async' || way === 'await' ? 'await' : 'other',
    safety: safe ? 'safe' : 'check',
    edits,
    rerun: all,
    values: {
      ...values,
      ...repeatedBy(all, edits, 0, shownIn, program),
      way,
      operand: shortened(cause.node.text),
      with: other ?? '',
      left: left ?? [],
      generator:
        way === 'async' &&
        functions[0]?.value?.type === 'function_definition' &&
        isGenerator(functions[0].value),
      manager:
        functions[0]?.value !== undefined &&
        managerDecorator(functions[0].value, functions[0].home, program) !==
          null,
      functions: [...new Set(names)]
    }
  };
}
