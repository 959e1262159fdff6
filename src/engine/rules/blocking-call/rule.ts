import type {
  IExplanation,
  IFinding,
  IRewrite,
  IRewriteExplanation,
  ITranslator,
  Severity,
  Value
} from '../../finding';
import type { IEdit } from '../../edit';
import { code } from '../../inlineCode';
import { positionOf } from '../../lines';
import { listed } from '../../listed';
import type { IBlockingCall } from '../../python/blockingCalls';
import { blockingCallOf } from '../../python/blockingCalls';
import { isCalledTooEarly } from '../../python/calledTooEarly';
import { isGuarded } from '../../python/guards';
import { loopKind } from '../../python/loops';
import { isCleanup } from '../../python/mayBeCancelled';
import type { SyntaxNode } from '../../python/node';
import type { ICodeCell, IReference } from '../../python/program';
import { runsAtOnce } from '../../python/program';
import { functionAround } from '../../python/reached';
import type { ILoopUse } from '../../python/runsOnLoop';
import { loopUses, usesOtherLoop } from '../../python/runsOnLoop';
import { outlastsTimeLimit } from '../../python/timeLimits';
import { awaitRules } from '../../rewrite/awaitRules';
import {
  blocksAround,
  blockInThread,
  callNeedsLoop,
  isHarmless
} from '../../rewrite/blockInThread';
import {
  awaitInstead,
  callAboveInThread,
  callInThread
} from '../../rewrite/callInThread';
import { effectsOf } from '../../rewrite/effects';
import { heldLock } from '../../rewrite/heldLock';
import { isRaced } from '../../rewrite/raced';
import { isReadBefore } from '../../rewrite/readBefore';
import { makeIterationAsync } from '../../rewrite/makeIterationAsync';
import { twinRewrite } from '../../rewrite/libraryRewrites';
import { putAwait } from '../../rewrite/putAwait';
import { shortened } from '../../rewrite/shortened';
import { useAsyncLibraries } from '../../rewrite/asyncLibrary/useAsyncLibrary';
import { namesIn, repeatNotes } from '../explainAwait';
import { explainHeldLock } from '../explainHeldLock';
import type { IRule, IRuleContext } from '../rule';

/**
 * A call that waits in the thread of the event loop, so that no other task gets
 * on.
 */
export const blockingCall: IRule = {
  id: 'blocking-call',

  mayApply({ cells }) {
    return cells.some(
      ({ kind, source }) => kind === 'code' && /async/.test(source)
    );
  },

  *find(context) {
    if (usesOtherLoop(context.program)) {
      return;
    }
    const found = new Found();
    const later: (() => Iterable<IFinding>)[] = [];
    for (const blocking of blockingCalls(context)) {
      if (blocking.kind === 'object') {
        yield* findingsFor(blocking, found, context);
      } else {
        later.push(() => findingsFor(blocking, found, context));
      }
    }
    // What a moved block holds is mended with it.
    for (const findings of later) {
      yield* findings();
    }
  },

  explain
};

/**
 * What was said already: one finding for each place, and for each object.
 */
class Found {
  readonly sites = new Set<SyntaxNode>();
  readonly objects = new Map<SyntaxNode | null, Set<SyntaxNode>>();
  readonly moved: SyntaxNode[] = [];

  /**
   * Whether this is the first to be said of an object in a function.
   */
  isNew(object: SyntaxNode, def: SyntaxNode | null): boolean {
    const own = this.objects.get(def) ?? new Set();
    this.objects.set(def, own);
    const known = own.has(object);
    own.add(object);
    return !known;
  }
}

function* blockingCalls({
  program,
  options,
  libraryCalls
}: IRuleContext): Iterable<IBlockingCall> {
  for (const known of libraryCalls) {
    const { call, home, certain, entry } = known;
    // What gives its pieces one by one waits where these are read.
    const waits =
      entry.iterate === undefined ||
      makeIterationAsync(call, home, program) !== null;
    if (entry.blocks === true && certain && waits && !home.tree.hasError) {
      yield { call, home, kind: 'library', known, brief: false };
    }
  }
  for (const { node, home } of program.nodes('call')) {
    const blocking = home.tree.hasError
      ? null
      : blockingCallOf(node, home, program, options.blockingCalls);
    if (blocking !== null) {
      yield blocking;
    }
  }
}

function* findingsFor(
  blocking: IBlockingCall,
  found: Found,
  context: IRuleContext
): Iterable<IFinding> {
  const { call, home } = blocking;
  const { program } = context;
  if (isMoved(call, found) || isGuarded(call, home, program)) {
    return;
  }
  for (const use of loopUses(call, home, program)) {
    const { node, home: where } = use.site;
    if (
      found.sites.has(node) ||
      isMoved(node, found) ||
      isCalledTooEarly(node, where, program) ||
      where.tree.hasError ||
      isGuarded(node, where, program)
    ) {
      continue;
    }
    if (use.kind === 'coroutine' && blocking.kind === 'object') {
      const def = functionAround(call);
      const { node: made } = blocking.made!;
      const alone = functionAround(made) !== def && blocking.threads === 'any';
      if (!alone && !found.isNew(made, def)) {
        continue;
      }
    }
    found.sites.add(node);
    yield findingFor(blocking, use, found, context);
  }
  if (isBesideTasks(blocking, context)) {
    yield hintFor(blocking, context);
  }
}

function isMoved(node: SyntaxNode, { moved }: Found): boolean {
  return moved.some(statement => statement.contains(node));
}

function findingFor(
  blocking: IBlockingCall,
  use: ILoopUse,
  found: Found,
  context: IRuleContext
): IFinding {
  const { site, kind } = use;
  const { source } = site.home.cell;
  return finding(
    blocking,
    site,
    blocking.brief ? 'hint' : 'warning',
    {
      use: kind,
      locked: heldLock(site.node, site.home, context.program) === 'yes',
      bound:
        kind === 'helper' &&
        site.node.type === 'call' &&
        callNeedsLoop(site.node, site.home, context.program),
      inner: shortened(blocking.call.text),
      innerLine: positionOf(blocking.home.cell.source, blocking.call.from).line,
      line: positionOf(source, site.node.from).line
    },
    kind === 'callback' || blocking.kind === 'keyboard'
      ? []
      : [
          ...(kind === 'coroutine' || blocking.known === undefined
            ? []
            : callRewrites(blocking, context)),
          ...(kind === 'helper'
            ? helperRewrites(blocking, site, context)
            : ownRewrites(blocking, found, context)),
          ...useAsyncLibraries(
            blocking.made ?? { node: blocking.call, home: blocking.home },
            site.home.cell.id,
            context
          )
        ]
  );
}

/**
 * A call at the top level of a cell that started tasks before it.
 */
function hintFor(blocking: IBlockingCall, context: IRuleContext): IFinding {
  const { call, home } = blocking;
  return finding(
    blocking,
    { node: call, home },
    'hint',
    { use: 'cell', line: positionOf(home.cell.source, call.from).line },
    callRewrites(blocking, context).map(rewrite => ({
      ...rewrite,
      safety: 'check'
    }))
  );
}

function finding(
  { kind }: IBlockingCall,
  { node, home }: IReference,
  severity: Severity,
  values: Readonly<Record<string, Value>>,
  rewrites: readonly IRewrite[]
): IFinding {
  return {
    rule: blockingCall.id,
    values: { call: shortened(node.text), kind, ...values },
    cell: home.cell.id,
    from: node.from,
    to: node.to,
    shownIn: home.cell.id,
    evidence: 'code',
    matched: true,
    severity,
    rewrites
  };
}

/**
 * Whether the call stands at the top level of a cell, below a task that the
 * same cell starts.
 */
function isBesideTasks(
  { call, home, kind }: IBlockingCall,
  { document, program }: IRuleContext
): boolean {
  return (
    document.kind === 'notebook' &&
    (kind === 'sleep' || kind === 'plain') &&
    runsAtOnce(call, home) &&
    program
      .nodes('call')
      .some(
        other =>
          other.home === home &&
          other.node.to <= call.from &&
          runsAtOnce(other.node, home) &&
          startsTask(other.node, home, { program })
      )
  );
}

function startsTask(
  call: SyntaxNode,
  home: ICodeCell,
  { program }: Pick<IRuleContext, 'program'>
): boolean {
  const callee = call.child('function')!;
  const object = callee.child('object');
  return (
    /^asyncio\.(?:create_task|ensure_future)$/.test(
      program.qualifiedName(callee, home)?.name ?? ''
    ) ||
    (callee.child('attribute')?.text === 'create_task' &&
      object !== undefined &&
      loopKind(object, home, program) === 'kernel')
  );
}

/**
 * What mends a call that stands in a coroutine.
 */
function ownRewrites(
  blocking: IBlockingCall,
  found: Found,
  context: IRuleContext
): IRewrite[] {
  if (blocking.kind !== 'object') {
    return callRewrites(blocking, context);
  }
  const { node: made, home } = blocking.made!;
  if (functionAround(made) === functionAround(blocking.call)) {
    const rewrite = blockRewrite(
      blocking,
      { node: made, home },
      found,
      context
    );
    return rewrite === null ? [] : [rewrite];
  }
  return blocking.threads === 'any' ? callRewrites(blocking, context) : [];
}

/**
 * The one call in a thread; `asyncio.sleep` for `time.sleep`.
 */
function callRewrites(
  blocking: IBlockingCall,
  context: IRuleContext
): IRewrite[] {
  const { call, home, kind, brief, known } = blocking;
  const { program, facts } = context;
  const held = heldLock(call, home, program);
  if (held === 'yes' || !home.cell.editable) {
    return [];
  }
  if (
    known !== undefined &&
    (known.entry.await ?? known.entry.iterate) !== undefined
  ) {
    const rewrite = twinRewrite(known, context);
    const shared = isReadBefore(call, home) || isRaced(call, home, program);
    return rewrite === null
      ? []
      : [
          {
            ...rewrite,
            safety:
              rewrite.safety === 'safe' && held === 'no' && !shared
                ? 'safe'
                : 'check',
            values: { ...rewrite.values, how: 'twin', shared }
          }
        ];
  }
  const rules = awaitRules(context);
  const above =
    isReadBefore(call, home) && kind === 'plain' && facts.threads !== false
      ? callAboveInThread(call, home, program, rules)
      : null;
  const edits =
    kind === 'sleep'
      ? sleepEdits(call, home, context)
      : facts.threads === false || known?.entry.thread === 'never'
        ? null
        : (above ?? callInThread(call, home, program, rules));
  if (edits === null) {
    return [];
  }
  const raced =
    (above === null && isReadBefore(call, home)) ||
    isRaced(call, home, program);
  const plain =
    (kind === 'plain' && !brief) ||
    kind === 'sleep' ||
    (known !== undefined && known.entry.thread !== 'check');
  const cleanup = isCleanup(call, home, program);
  const limited = kind === 'sleep' && outlastsTimeLimit(call, home, program);
  return [
    rewriteFor(
      edits,
      [{ node: call, home }],
      {
        kind: kind === 'sleep' ? 'await' : 'thread',
        safety:
          plain && held === 'no' && !raced && !cleanup && !limited
            ? 'safe'
            : 'check'
      },
      {
        how: kind === 'sleep' ? 'sleep' : 'call',
        shared: kind === 'object' || raced,
        cleanup,
        limited
      },
      context
    )
  ];
}

function sleepEdits(
  call: SyntaxNode,
  home: ICodeCell,
  context: IRuleContext
): IEdit[] | null {
  const { program } = context;
  const place = awaitInstead(call, home, program, awaitRules(context));
  const callee = call.child('function')!;
  return (
    place && [
      ...place.edits,
      ...putAwait(call, home.cell.id),
      {
        cell: home.cell.id,
        from: callee.from,
        to: callee.to,
        insert: `${place.module}.sleep`
      }
    ]
  );
}

/**
 * The call of a plain function that waits, in a thread.
 */
function helperRewrites(
  blocking: IBlockingCall,
  { node, home }: IReference,
  context: IRuleContext
): IRewrite[] {
  const { program, facts } = context;
  const held = heldLock(node, home, program);
  const made = blocking.made?.node;
  const inside =
    made === undefined ||
    functionAround(made) === functionAround(blocking.call);
  if (
    facts.threads === false ||
    node.type !== 'call' ||
    held === 'yes' ||
    callNeedsLoop(node, home, program) ||
    (!inside && blocking.threads === 'own') ||
    !home.cell.editable
  ) {
    return [];
  }
  const rules = awaitRules(context);
  const raced = isReadBefore(node, home);
  const above = raced ? callAboveInThread(node, home, program, rules) : null;
  const edits = above ?? callInThread(node, home, program, rules);
  const cleanup = isCleanup(node, home, program);
  const limited =
    blocking.kind === 'sleep' &&
    outlastsTimeLimit(blocking.call, blocking.home, program, { node, home });
  const safe =
    inside &&
    !cleanup &&
    !limited &&
    held === 'no' &&
    blocking.kind !== 'named' &&
    !blocking.brief &&
    (!raced || above !== null) &&
    !isRaced(node, home, program) &&
    isHarmless(node, home, program);
  return edits === null
    ? []
    : [
        rewriteFor(
          edits,
          [{ node, home }],
          { kind: 'thread', safety: safe ? 'safe' : 'check' },
          {
            how: 'call',
            shared: !safe && !cleanup && !limited,
            cleanup,
            limited
          },
          context
        )
      ];
}

/**
 * All that is done with an object, from making it on, in one thread.
 */
function blockRewrite(
  blocking: IBlockingCall,
  { node, home }: IReference,
  found: Found,
  context: IRuleContext
): IRewrite | null {
  const { program, facts } = context;
  const held = heldLock(node, home, program);
  const blocks =
    facts.threads === false || held === 'yes'
      ? []
      : blocksAround(node, home, program).filter(
          ({ statements }) =>
            !statements.some(statement => holds(statement, found))
        );
  const [first] = blocks.flatMap(block => {
    const moved = blockInThread(block, nameFor(node.text), program);
    return moved === null ? [] : { block, moved };
  });
  if (first === undefined) {
    return null;
  }
  const { block, moved } = first;
  found.moved.push(...block.statements);
  const apart =
    moved.apart &&
    !isRaced(block.statements[block.statements.length - 1], home, program);
  return rewriteFor(
    moved.edits,
    [{ node: blocking.call, home }],
    {
      kind: 'thread',
      safety: apart && held === 'no' ? 'safe' : 'check'
    },
    { how: 'block', name: moved.name, shared: !apart },
    context
  );
}

/**
 * Whether a statement is part of a block that moves, or holds one.
 */
function holds(statement: SyntaxNode, { moved }: Found): boolean {
  return moved.some(
    other => statement.contains(other) || other.contains(statement)
  );
}

/**
 * A name for the function that a block becomes.
 */
function nameFor(maker: string): string {
  return /connect|Mongo|redis|sql|begin|Session\(/i.test(maker) &&
    !/requests|http|socket|smtp|ftp/i.test(maker)
    ? 'query'
    : /requests|http|urlopen/i.test(maker)
      ? 'fetch'
      : 'work';
}

function rewriteFor(
  edits: readonly IEdit[],
  sites: readonly IReference[],
  { kind, safety }: Pick<IRewrite, 'kind' | 'safety'>,
  values: Readonly<Record<string, Value>>,
  { program }: IRuleContext
): IRewrite {
  const [cause] = sites;
  const effects = effectsOf(sites, edits, cause, cause.home.cell.id, program);
  return {
    kind,
    safety,
    edits,
    rerun: effects.rerun,
    values: { ...effects.values, ...values }
  };
}

function explain(trans: ITranslator, found: IFinding): IExplanation {
  const { values, rewrites } = found;
  return {
    headline: trans.__('%1 blocks the event loop', code(values.call)),
    sentences: [sentence(trans, found), ...advice(trans, found)].join(' '),
    rewrites: rewrites.map(rewrite => explainRewrite(trans, rewrite))
  };
}

function sentence(trans: ITranslator, { values }: IFinding): string {
  const call = code(values.call);
  switch (values.use) {
    case 'helper':
      return trans.__(
        '%1 on line %2 comes to %3, which waits in the event loop’s own thread: until it is done, no other task gets on.',
        call,
        values.line,
        code(values.inner)
      );
    case 'callback':
      return trans.__(
        'The event loop calls %1, given to it on line %2, and that comes to %3: until it is done, no task gets on.',
        call,
        values.line,
        code(values.inner)
      );
    case 'cell':
      return trans.__(
        'The tasks that this cell started get on only when %1 on line %2 is done.',
        call,
        values.line
      );
    default:
      return trans.__(
        '%1 on line %2 waits in the event loop’s own thread: until it is done, no other task gets on.',
        call,
        values.line
      );
  }
}

/**
 * What to do where nothing is offered.
 */
function advice(trans: ITranslator, { values, rewrites }: IFinding): string[] {
  if (rewrites.length > 0) {
    return [];
  }
  if (values.locked === true) {
    return [explainHeldLock(trans)];
  }
  if (values.bound === true) {
    return [
      trans.__(
        'Another thread cannot do in its place what it does besides. Wait with %1 where the coroutine itself can, or move it out of here.',
        code('await')
      )
    ];
  }
  switch (values.kind) {
    case 'library':
      return [
        trans.__(
          'Use the async version of the call, and %1 that, or iterate over it with %2.',
          code('await'),
          code('async for')
        )
      ];
    case 'keyboard':
      return [
        trans.__(
          'A thread cannot ask in its place. Ask at the top level of a cell, before the coroutine starts.'
        )
      ];
    case 'object':
      return [
        trans.__(
          'Put all that uses the connection, from opening to closing it, into one plain function, and run that with %1; or use a library for asyncio.',
          code('await asyncio.to_thread(…)')
        )
      ];
    default:
      return [
        trans.__(
          'Move it out of here, or run it in a thread with %1.',
          code('await asyncio.to_thread(…)')
        )
      ];
  }
}

function explainRewrite(
  trans: ITranslator,
  rewrite: IRewrite
): IRewriteExplanation {
  const notes = [
    ...(rewrite.values.shared === true
      ? [
          trans.__(
            'Other tasks run meanwhile, and may use or change the same objects.'
          )
        ]
      : []),
    ...(rewrite.values.cleanup === true
      ? [
          trans.__(
            'Where the coroutine is cancelled, what follows here no longer runs at once, but after this wait.'
          )
        ]
      : []),
    ...(rewrite.values.limited === true
      ? [
          trans.__(
            'The time limit around it then takes effect, and raises %1.',
            code('TimeoutError')
          )
        ]
      : []),
    ...(rewrite.values.moved === true
      ? [
          trans.__(
            'Plain functions in it then run in a thread: look whether they may.'
          )
        ]
      : []),
    ...repeatNotes(trans, rewrite)
  ];
  switch (rewrite.values.how) {
    case 'twin':
      return rewrite.values.iterates === true
        ? {
            title: trans.__('Iterate with %1', code('async for')),
            notes,
            done: trans.__(
              'Rewritten to %1',
              code(`async for … in ${rewrite.values.operand}`)
            )
          }
        : {
            title: trans.__('Await the async version'),
            notes,
            done: trans.__(
              'Rewritten to %1',
              code(`await ${rewrite.values.operand}`)
            )
          };
    case 'sleep':
      return {
        title: trans.__('Let the loop go on while it sleeps'),
        notes,
        done: trans.__('Rewritten to %1', code('await asyncio.sleep(…)'))
      };
    case 'library':
      return explainLibrary(trans, rewrite);
    case 'block':
      return {
        title: trans.__('Run all of it in one thread'),
        notes,
        done: trans.__(
          'Moved into %1, which runs in a thread',
          code(`${rewrite.values.name}()`)
        )
      };
    default:
      return {
        title: trans.__('Run it in a thread'),
        notes,
        done: trans.__('Rewritten to %1', code('await asyncio.to_thread(…)'))
      };
  }
}

function explainLibrary(
  trans: ITranslator,
  rewrite: IRewrite
): IRewriteExplanation {
  const library = code(rewrite.values.library);
  const instead = code(rewrite.values.instead);
  const [defaults, caught, functions] = [
    'defaults',
    'exceptions',
    'functions'
  ].map(name => listed(trans, namesIn(rewrite, name).map(code)));
  return {
    title: trans.__('Use %1 instead of %2', library, instead),
    notes: [
      trans.__(
        '%1 must be installed. What it gives and raises is its own: see what this code does with it.',
        library
      ),
      ...(defaults === ''
        ? []
        : [trans.__('As %1 does by itself: %2.', instead, defaults)]),
      ...(caught === '' ? [] : [trans.__('Caught now: %1.', caught)]),
      ...(functions === ''
        ? []
        : [trans.__('Async now, and awaited where called: %1.', functions)]),
      ...repeatNotes(trans, rewrite)
    ],
    done: trans.__('Rewritten to %1', library)
  };
}
