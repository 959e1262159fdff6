import type { IEdit } from '../../edit';
import type {
  IExplanation,
  IFinding,
  IRewrite,
  ITranslator
} from '../../finding';
import { code } from '../../inlineCode';
import { positionOf } from '../../lines';
import { placeOf } from '../../python/awaitable';
import { argumentsOf } from '../../python/calls';
import { managersOf } from '../../python/managers';
import type { SyntaxNode } from '../../python/node';
import { unparenthesized } from '../../python/node';
import type { ICodeCell, Program } from '../../python/program';
import { readsOf } from '../../python/reads';
import { valueOf } from '../../python/values';
import { asyncioModule } from '../../rewrite/asyncioModule';
import { changeForm } from '../../rewrite/changeForm';
import { shortened } from '../../rewrite/shortened';
import { explainForm } from '../explainForm';
import type { IRule, IRuleContext } from '../rule';

/**
 * A lock of threads that a coroutine holds while it awaits: another coroutine
 * that wants it stops the loop, and with it the one that would release it.
 */
export const lockAcrossAwait: IRule = {
  id: 'lock-across-await',

  mayApply({ cells }) {
    return cells.some(({ source }) =>
      /\b(?:Lock|RLock|Semaphore|BoundedSemaphore|Condition)\b/.test(source)
    );
  },

  *find(context) {
    const { program } = context;
    for (const { node, home } of program.nodes('with_statement')) {
      const held =
        node.isAsync || home.tree.hasError ? null : heldIn(node, home, program);
      const awaited = held === null ? null : awaitIn(node, home);
      if (held !== null && awaited !== null) {
        yield findingFor(node, held, awaited, home, context);
      }
    }
  },

  explain
};

const LOCKS = /^threading\.(Lock|RLock|Semaphore|BoundedSemaphore|Condition)$/;

/**
 * The lock that a `with` holds, where it stands in a coroutine.
 */
function heldIn(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): SyntaxNode | null {
  const place = placeOf(node, home.scopes);
  if (place.kind !== 'awaitable' || place.function === null) {
    return null;
  }
  const managers = node.child('body') === undefined ? [] : managersOf(node);
  return (
    managers.find(manager => {
      const { type, certain } = valueOf(manager, home, program);
      return certain && LOCKS.test(type ?? '');
    }) ?? null
  );
}

/**
 * The first `await` below the `with` in the same coroutine.
 */
function awaitIn(node: SyntaxNode, home: ICodeCell): SyntaxNode | null {
  const own = placeOf(node, home.scopes);
  for (const part of node.child('body')!.walk()) {
    if (part.type === 'await') {
      const place = placeOf(part, home.scopes);
      if (
        place.kind === 'awaitable' &&
        own.kind === 'awaitable' &&
        place.function === own.function
      ) {
        return part;
      }
    }
  }
  return null;
}

function findingFor(
  node: SyntaxNode,
  lock: SyntaxNode,
  awaited: SyntaxNode,
  home: ICodeCell,
  context: IRuleContext
): IFinding {
  const line = (offset: number) => positionOf(home.cell.source, offset).line;
  const rewrite = asyncLock(node, lock, home, context);
  return {
    rule: lockAcrossAwait.id,
    values: {
      lock: lock.text,
      line: line(node.from),
      awaited: shortened(awaited.text),
      awaitedLine: line(awaited.from)
    },
    cell: home.cell.id,
    from: lock.from,
    to: lock.to,
    shownIn: home.cell.id,
    evidence: 'code',
    matched: true,
    severity: 'warning',
    rewrites: rewrite === null ? [] : [rewrite]
  };
}

/**
 * asyncio's class of the same name, where nothing but `with` in coroutines uses
 * the lock.
 */
function asyncLock(
  node: SyntaxNode,
  lock: SyntaxNode,
  home: ICodeCell,
  context: IRuleContext
): IRewrite | null {
  const { program } = context;
  const { definition, definitions } =
    lock.type === 'identifier'
      ? program.resolve(lock, home)
      : { definition: undefined, definitions: [] };
  const made =
    definition?.value === undefined ? null : unparenthesized(definition.value);
  if (
    definitions.length !== 1 ||
    definition?.kind !== 'assignment' ||
    made?.type !== 'call' ||
    !definition.home.cell.editable
  ) {
    return null;
  }
  const type = LOCKS.exec(
    program.qualifiedName(made.child('function')!, definition.home)?.name ?? ''
  )?.[1];
  const module = asyncioModule(
    made.child('function')!,
    definition.home,
    program
  );
  const reads = readsOf(definition.node, definition.home, program);
  const blocks = reads.map(read => {
    const item = read.node.parent;
    const statement =
      item?.type === 'with_item' ? item.parent?.parent : undefined;
    const place = placeOf(read.node, read.home.scopes);
    return statement?.type === 'with_statement' &&
      !statement.isAsync &&
      place.kind === 'awaitable' &&
      place.function !== null &&
      item!.parent!.parts.length === 1
      ? { statement, home: read.home }
      : null;
  });
  if (
    type === undefined ||
    type === 'RLock' ||
    type === 'Condition' ||
    module === null ||
    blocks.length === 0 ||
    !blocks.every(block => block !== null && block.home.cell.editable)
  ) {
    return null;
  }
  const callee = made.child('function')!;
  const edits: IEdit[] = [
    ...module.edits,
    {
      cell: definition.home.cell.id,
      from: callee.from,
      to: callee.to,
      insert: `${module.name}.${type}`
    },
    ...blocks.flatMap(block =>
      block === null
        ? []
        : [
            {
              cell: block.home.cell.id,
              from: block.statement.from,
              to: block.statement.from,
              insert: 'async '
            }
          ]
    )
  ];
  const rewrite = changeForm(
    {
      site: { home, node },
      edits,
      awaitedAt: [],
      kind: 'other',
      safe: false,
      values: {
        after: `async with ${lock.text}`,
        arguments: argumentsOf(made).length
      }
    },
    home.cell.id,
    context
  );
  const cells = new Set(edits.map(({ cell }) => cell));
  return (
    rewrite && {
      ...rewrite,
      rerun: program.cells
        .map(({ cell }) => cell.id)
        .filter(id => rewrite.rerun.includes(id) || cells.has(id))
    }
  );
}

function explain(
  trans: ITranslator,
  { values, rewrites }: IFinding
): IExplanation {
  return {
    headline: trans.__('A thread lock is held across an await'),
    sentences: [
      trans.__(
        'The coroutine holds %1 from line %2 on, also while it waits at %3. If another coroutine comes to the lock then, it stops the whole event loop, and the lock is never released.',
        code(values.lock),
        values.line,
        code(values.awaited)
      ),
      rewrites.length > 0
        ? ''
        : trans.__(
            'Between coroutines, %1 does the same without stopping the loop.',
            code('asyncio.Lock')
          )
    ]
      .filter(text => text !== '')
      .join(' '),
    rewrites: rewrites.map(rewrite => explainForm(trans, rewrite))
  };
}
