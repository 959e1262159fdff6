import type { IEdit } from '../../edit';
import type { IFinding } from '../../finding';
import { indentationAt, lineStart, positionOf } from '../../lines';
import { argumentsOf } from '../../python/calls';
import { valueOrGiven } from '../../python/given';
import type { SyntaxNode } from '../../python/node';
import { statementOf, unparenthesized } from '../../python/node';
import type { ICodeCell, IDefinition, Program } from '../../python/program';
import type { IValue } from '../../python/values';
import { valueOf } from '../../python/values';
import { asyncioModule } from '../../rewrite/asyncioModule';
import { changeForm } from '../../rewrite/changeForm';
import type { ISite } from '../../rewrite/effects';
import { dropAwait } from '../../rewrite/dropAwait';
import { gatherOf } from '../../rewrite/gatherOf';
import { needsParentheses, putAwait } from '../../rewrite/putAwait';
import { shortened } from '../../rewrite/shortened';
import type { IRule, IRuleContext } from '../rule';
import type { ITrouble } from '../wrongForm';
import { wrongForm } from '../wrongForm';
import { explain } from './explain';

const rule = wrongForm({
  id: 'unfinished-task',
  word: /\b(?:create_task|ensure_future|gather|shield|wrap_future|run_in_executor|create_future)\b/,
  message:
    /^(?:(?:asyncio\.exceptions\.)?InvalidStateError: (?:Result|Exception) is not set|RuntimeError: await wasn't used with future|(?:TypeError|AttributeError): .*(?:_GatheringFuture|\bTask\b|\bFuture\b))/s,
  troublesAt: (node, home, context) => [troubleAt(node, home, context)],
  explain
});

/**
 * A task or a future used as if it were the result that it will have.
 */
export const unfinishedTask: IRule = {
  ...rule,
  *find(context) {
    yield* rule.find(context);
    yield* shownPending(context);
  }
};

function troubleAt(
  node: SyntaxNode,
  home: ICodeCell,
  context: IRuleContext
): ITrouble | null {
  const { parent } = node;
  if (
    !/^(?:identifier|call|attribute|subscript|parenthesized_expression)$/.test(
      node.type
    ) ||
    parent === null
  ) {
    return null;
  }
  if (
    parent.type === 'attribute' &&
    node.field === 'object' &&
    parent.parent?.type === 'call' &&
    parent.field === 'function' &&
    parent.parent.child('arguments')?.parts.length === 0 &&
    /^(?:result|exception)$/.test(parent.child('attribute')!.text)
  ) {
    return readTooEarly(node, parent.parent, home, context);
  }
  const use = useOf(node, home, context.program);
  if (use === null) {
    return null;
  }
  const value = valueOrGiven(node, home, context.program);
  if (/^(?:task|future)$/.test(value.kind)) {
    return use === 'elements' ? null : usedAsValue(node, value, home, context);
  }
  return use === 'elements' &&
    value.kind === 'collection' &&
    /^(?:task|future)$/.test(value.element?.kind ?? '') &&
    value.type !== 'builtins.dict'
    ? usedTogether(node, value, home, context)
    : null;
}

/**
 * What tasks and futures have themselves (CPython, Lib/asyncio/futures.py and
 * tasks.py).
 */
const OWN = new Set(
  `add_done_callback cancel cancelled done exception get_loop
  remove_done_callback result set_exception set_result get_coro get_context
  get_name set_name get_stack print_stack cancelling uncancel`.split(/\s+/)
);

/**
 * Builtins that need a value or an iterable, never a future.
 */
const NEED_VALUE = new Set(
  `list tuple set frozenset sorted sum max min len int float dict enumerate zip
  any all iter reversed round abs`
    .split(/\s+/)
    .map(name => `builtins.${name}`)
);

const NEED_ELEMENTS = new Set(
  ['sum', 'max', 'min', 'sorted'].map(name => `builtins.${name}`)
);

/**
 * How an expression is used where only a finished value will do: the value
 * itself, or the elements of a collection; null where a future may stand.
 */
function useOf(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): 'value' | 'elements' | null {
  const parent = node.parent!;
  switch (parent.type) {
    case 'attribute':
      return node.field === 'object' &&
        !OWN.has(parent.child('attribute')!.text) &&
        !/^_/.test(parent.child('attribute')!.text)
        ? 'value'
        : null;
    case 'subscript':
      return node.field === 'value' && parent.field !== 'left' ? 'value' : null;
    case 'call':
      return node.field === 'function' ? 'value' : null;
    case 'binary_operator':
      return 'value';
    case 'unary_operator':
      return 'value';
    case 'augmented_assignment':
      return node.field === 'right' ? 'value' : null;
    case 'comparison_operator':
      return parent.children.every(
        child => child.named || /^(?:<|>|<=|>=)$/.test(child.type)
      )
        ? 'value'
        : null;
    case 'for_statement':
    case 'for_in_clause':
      return node.field === 'right' && !parent.isAsync ? 'value' : null;
    case 'list_splat':
      return 'value';
    case 'assignment':
      return node.field === 'right' &&
        /^(?:pattern_list|tuple_pattern|list_pattern)$/.test(
          parent.child('left')!.type
        )
        ? 'value'
        : null;
    case 'argument_list': {
      const call = parent.parent!;
      if (call.type !== 'call' || parent.parts[0] !== node) {
        return null;
      }
      const found = program.qualifiedName(call.child('function')!, home);
      if (found === null || !found.certain || !NEED_VALUE.has(found.name)) {
        return null;
      }
      const alone = argumentsOf(call).every(({ keyword }) => keyword !== 'key');
      const { kind } = valueOrGiven(node, home, program);
      return NEED_ELEMENTS.has(found.name) && alone && kind === 'collection'
        ? 'elements'
        : 'value';
    }
    default:
      return null;
  }
}

/**
 * `task[0]`, `task + 1`, `for x in task`: awaited where it is used, or, where
 * only its results are ever used, where it is made.
 */
function usedAsValue(
  node: SyntaxNode,
  value: IValue,
  home: ICodeCell,
  context: IRuleContext
): ITrouble {
  const { program } = context;
  const made = madeOnlyForItsValue(value, program);
  const site: ISite = made ?? { home, node };
  const outer = made === null ? awaitedAround(node) : null;
  const sure =
    value.certain &&
    !/create_future/.test(value.made.node.text) &&
    outer?.field !== 'attribute';
  return {
    home: site.home,
    node: site.node,
    raisedAt: { home, node },
    certain: value.certain,
    values: {
      form: value.kind === 'future' ? 'future' : 'task',
      operand: shortened(node.text)
    },
    shows: ({ name }) => name !== 'InvalidStateError',
    rewrites: shownIn => [
      changeForm(
        {
          site,
          edits: [
            ...(outer === null ? [] : dropAwait(outer.node, home.cell.id)),
            ...putAwait(site.node, site.home.cell.id)
          ],
          awaitedAt: [site.node],
          kind: 'await',
          safe: sure,
          values: { after: `await ${shortened(site.node.text)}` }
        },
        shownIn,
        context
      )
    ]
  };
}

/**
 * The `await` in `await future[0]`, which was meant for the future.
 */
function awaitedAround(
  node: SyntaxNode
): { node: SyntaxNode; field: 'subscript' | 'attribute' } | null {
  let outer = node;
  let field: 'subscript' | 'attribute' = 'subscript';
  while (
    (outer.parent?.type === 'subscript' && outer.field === 'value') ||
    (outer.parent?.type === 'attribute' && outer.field === 'object') ||
    (outer.parent?.type === 'call' && outer.field === 'function')
  ) {
    outer = outer.parent;
    if (outer.type !== 'subscript') {
      field = 'attribute';
    }
  }
  return outer !== node && outer.parent?.type === 'await'
    ? { node: outer.parent, field }
    : null;
}

/**
 * Where `x = gather(…)` makes a future of which nothing but the value is used.
 */
function madeOnlyForItsValue(value: IValue, program: Program): ISite | null {
  const { node, home } = value.made;
  const definition = value.through[value.through.length - 1];
  if (
    value.through.length !== 1 ||
    definition.kind !== 'assignment' ||
    definition.value !== node ||
    node.type !== 'call' ||
    !/^asyncio\.gather$/.test(
      program.qualifiedName(node.child('function')!, home)?.name ?? ''
    )
  ) {
    return null;
  }
  return usesOf(definition, program).every(use => isOfValue(use, program))
    ? { node, home }
    : null;
}

function usesOf(definition: IDefinition, program: Program): ISite[] {
  return program.cells.flatMap(home =>
    home.masked.text.includes(definition.name)
      ? [...home.tree.root.walk()].flatMap(node =>
          node.type === 'identifier' &&
          node.text === definition.name &&
          node.field !== 'attribute' &&
          node !== definition.node &&
          program
            .resolve(node, home)
            .definitions.some(other => other.node === definition.node)
            ? [{ node, home }]
            : []
        )
      : []
  );
}

function isOfValue({ node, home }: ISite, program: Program): boolean {
  const parent = node.parent!;
  return (
    useOf(node, home, program) !== null ||
    parent.type === 'interpolation' ||
    parent.type === 'expression_statement' ||
    (parent.type === 'argument_list' &&
      program.qualifiedName(parent.parent!.child('function')!, home)?.name ===
        'builtins.print')
  );
}

/**
 * `sum(tasks)`: `sum(await asyncio.gather(*tasks))`.
 */
function usedTogether(
  node: SyntaxNode,
  value: IValue,
  home: ICodeCell,
  context: IRuleContext
): ITrouble {
  const gather = gatherOf(node, home, context.program);
  return {
    home,
    node,
    certain: value.certain,
    values: { form: 'tasks', operand: shortened(node.text) },
    shows: ({ name }) => name === 'TypeError',
    rewrites: shownIn =>
      gather === null
        ? []
        : [
            changeForm(
              {
                site: { home, node },
                edits: [
                  {
                    cell: home.cell.id,
                    from: node.from,
                    to: node.from,
                    insert: 'await '
                  },
                  ...gather.edits
                ],
                awaitedAt: [node],
                kind: 'await',
                safe: value.certain && value.type !== 'builtins.set',
                values: { after: `await ${gather.text}` }
              },
              shownIn,
              context
            )
          ]
  };
}

/**
 * `task.result()` and `task.exception()` of a task that has not run yet.
 */
function readTooEarly(
  object: SyntaxNode,
  call: SyntaxNode,
  home: ICodeCell,
  context: IRuleContext
): ITrouble | null {
  const { program } = context;
  const value = valueOrGiven(object, home, program);
  const known = /^(?:task|future)$/.test(value.kind);
  if (!known && value.kind !== 'unknown') {
    return null;
  }
  const method = call.child('function')!.child('attribute')!.text;
  const foreign = /create_future|\bFuture\b/.test(value.made.node.text);
  return {
    home,
    node: call,
    certain:
      known &&
      value.certain &&
      !foreign &&
      isStillWaiting(object, value, home, program),
    values: { form: method, operand: shortened(object.text) },
    shows: ({ name, message }) =>
      /InvalidStateError$/.test(name) &&
      (method === 'result' ? /^Result/ : /^Exception/).test(message),
    rewrites: shownIn => {
      const edits =
        method === 'result'
          ? awaitInstead(object, call, home.cell.id)
          : waitAbove(object, call, home, program);
      return edits === null
        ? []
        : [
            changeForm(
              {
                site: { home, node: call },
                edits,
                awaitedAt: [call],
                kind: 'await',
                safe: known && value.certain && !foreign,
                values: {
                  after:
                    method === 'result'
                      ? `await ${shortened(object.text)}`
                      : `await asyncio.wait([${shortened(object.text)}])`
                }
              },
              shownIn,
              context
            )
          ];
    }
  };
}

function awaitInstead(
  object: SyntaxNode,
  call: SyntaxNode,
  cell: string
): IEdit[] {
  const outer = needsParentheses(call);
  return [
    {
      cell,
      from: call.from,
      to: object.from,
      insert: outer ? '(await ' : 'await '
    },
    { cell, from: object.to, to: call.to, insert: outer ? ')' : '' }
  ];
}

/**
 * A line above the statement that waits for the task, and raises nothing.
 */
function waitAbove(
  object: SyntaxNode,
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): IEdit[] | null {
  const { source, id } = home.cell;
  const statement = statementOf(call);
  const module = asyncioModule(object, home, program);
  const indentation = indentationAt(source, statement.from);
  return module === null ||
    object.type !== 'identifier' ||
    !/^(?:expression_statement|return_statement|assert_statement)$/.test(
      statement.type
    ) ||
    home.scopes.scopeOf(call) !== home.scopes.scopeOf(statement) ||
    lineStart(source, statement.from) + indentation.length !== statement.from
    ? null
    : [
        ...module.edits,
        {
          cell: id,
          from: statement.from,
          to: statement.from,
          insert: `await ${module.name}.wait([${object.text}])\n${indentation}`
        }
      ];
}

/**
 * Whether nothing has let the task run since it was made: it was made in the
 * same function of the same cell, and no `await` and no other use of its name
 * stands between.
 */
function isStillWaiting(
  object: SyntaxNode,
  { made, through }: IValue,
  home: ICodeCell,
  program: Program
): boolean {
  const scopes = home.scopes;
  if (made.home !== home || made.node.from > object.from) {
    return false;
  }
  if (object.contains(made.node)) {
    return true;
  }
  const name = unparenthesized(object);
  if (
    name.type !== 'identifier' ||
    through.length !== 1 ||
    scopes.scopeOf(made.node) !== scopes.scopeOf(object) ||
    program.cells.some(({ cell }) => /eager_task_factory/.test(cell.source))
  ) {
    return false;
  }
  const statement = statementOf(made.node);
  const block = statement.parent!;
  return (
    block.contains(object) &&
    ![...block.walk()].some(
      part =>
        (suspends(part) &&
          made.node.to <= part.to &&
          part.from < object.from) ||
        (part.type === 'identifier' &&
          part.text === name.text &&
          made.node.to <= part.from &&
          part.from < object.from)
    )
  );
}

function suspends(node: SyntaxNode): boolean {
  return (
    node.type === 'await' ||
    (/^(?:with_statement|for_statement|for_in_clause)$/.test(node.type) &&
      node.isAsync)
  );
}

/**
 * A cell whose result is a future that `gather` gave, and nothing waits for.
 * That can be meant.
 */
function* shownPending(context: IRuleContext): Iterable<IFinding> {
  for (const { cell, channel, text } of context.texts) {
    const home =
      channel === 'result' && /^<_GatheringFuture pending/.test(text)
        ? context.program.cells.find(other => other.cell === cell)
        : undefined;
    const last = home?.tree.root.parts.slice(-1)[0];
    const node =
      last?.type === 'expression_statement' ? last.parts[0] : undefined;
    if (
      node === undefined ||
      valueOf(node, home!, context.program).kind !== 'future'
    ) {
      continue;
    }
    const rewrite = changeForm(
      {
        site: { home: home!, node },
        edits: putAwait(node, cell.id),
        awaitedAt: [node],
        kind: 'await',
        safe: false,
        values: { after: `await ${shortened(node.text)}` }
      },
      cell.id,
      context
    );
    yield {
      rule: rule.id,
      values: {
        form: 'shown',
        operand: shortened(node.text),
        line: positionOf(cell.source, node.from).line
      },
      cell: cell.id,
      from: node.from,
      to: node.to,
      shownIn: cell.id,
      evidence: 'result',
      matched: true,
      severity: 'hint',
      rewrites: rewrite === null ? [] : [rewrite]
    };
  }
}
