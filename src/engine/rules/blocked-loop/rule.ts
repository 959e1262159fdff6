import type { IEdit } from '../../edit';
import type { IErrorOutput } from '../../evidence/errorOutput';
import { userFrameOf } from '../../evidence/userFrame';
import type {
  IExplanation,
  IFinding,
  IRewrite,
  IRewriteExplanation,
  ITranslator,
  Severity,
  Value
} from '../../finding';
import { code } from '../../inlineCode';
import { indentationAt, lineEnd, positionOf } from '../../lines';
import { listed } from '../../listed';
import { argument, argumentsOf } from '../../python/calls';
import { isInEndlessLoop } from '../../python/coroutines';
import { exitsOf } from '../../python/exits';
import { isGuarded } from '../../python/guards';
import { mayBeCancelled } from '../../python/mayBeCancelled';
import { loopIsPatched } from '../../python/loopPatch';
import type { SyntaxNode } from '../../python/node';
import type { ICodeCell, IReference, Program } from '../../python/program';
import { functionAround, isReachedAtOnce } from '../../python/reached';
import type { ILoopUse } from '../../python/runsOnLoop';
import { loopUses, usesOtherLoop } from '../../python/runsOnLoop';
import { valueOf } from '../../python/values';
import type { IWait } from '../../python/waits';
import { linesWait, isLoopOf, waitOf } from '../../python/waits';
import { asyncioModule } from '../../rewrite/asyncioModule';
import { awaitRules } from '../../rewrite/awaitRules';
import { callNeedsLoop, isHarmless } from '../../rewrite/blockInThread';
import { awaitInstead, callInThread } from '../../rewrite/callInThread';
import { effectsOf } from '../../rewrite/effects';
import { heldLock } from '../../rewrite/heldLock';
import { isLeftEarly, iterateInThread } from '../../rewrite/iterateInThread';
import type { IAsyncPlan } from '../../rewrite/makeAsync';
import { allowAwait } from '../../rewrite/makeAsync';
import { readLinesInThread } from '../../rewrite/readLinesInThread';
import { pollInstead } from '../../rewrite/pollInstead';
import { isPrimary, putAwait } from '../../rewrite/putAwait';
import { isRaced } from '../../rewrite/raced';
import { isReadBefore } from '../../rewrite/readBefore';
import { standsAlone } from '../../rewrite/runInBackground';
import { shortened } from '../../rewrite/shortened';
import { namesIn, repeatNotes } from '../explainAwait';
import { explainHeldLock } from '../explainHeldLock';
import type { IRule, IRuleContext } from '../rule';

/**
 * A wait for a thread, a process or a loop that stops the loop it stands on; for
 * good, where what it waits for needs that very loop.
 */
export const blockedLoop: IRule = {
  id: 'blocked-loop',

  mayApply({ cells }) {
    const read = cells.filter(({ kind }) => kind === 'code');
    return (
      read.some(({ source }) => /async/.test(source)) &&
      read.some(({ source }) =>
        /threading|multiprocessing|queue|concurrent|threadsafe|open\(/.test(
          source
        )
      )
    );
  },

  *find(context) {
    const { program } = context;
    if (loopIsPatched(program) || usesOtherLoop(program)) {
      return;
    }
    const seen = new Set<SyntaxNode>();
    for (const { node, home } of program.nodes('call')) {
      const wait = home.tree.hasError ? null : waitOf(node, home, program);
      if (
        wait !== null &&
        !isGuarded(node, home, program) &&
        !isOver(wait, context)
      ) {
        yield* findingsFor(wait, seen, context);
      }
    }
    for (const { node, home } of [
      ...program.nodes('for_statement'),
      ...program.nodes('for_in_clause')
    ]) {
      const read = node.child('right');
      const wait =
        read === undefined || node.isAsync || home.tree.hasError
          ? null
          : linesWait(read, home, program);
      if (
        wait !== null &&
        !isGuarded(wait.call, home, program) &&
        !isOver(wait, context)
      ) {
        yield* findingsFor(wait, seen, context);
      }
    }
    yield* executorExits(context);
  },

  explain
};

function* findingsFor(
  wait: IWait,
  seen: Set<SyntaxNode>,
  context: IRuleContext
): Iterable<IFinding> {
  const { call, home } = wait;
  const { program, document } = context;
  const uses = loopUses(call, home, program);
  if (wait.needsLoop && isDeadlock(wait, uses, context)) {
    yield findingFor(
      wait,
      { node: call, home },
      'error',
      { use: 'deadlock' },
      deadlockRewrites(wait, context),
      context
    );
    return;
  }
  for (const { kind, site } of uses) {
    if (seen.has(site.node) || (wait.needsLoop && document.kind === 'script')) {
      continue;
    }
    seen.add(site.node);
    yield findingFor(
      wait,
      site,
      'warning',
      {
        use: kind,
        inner: shortened(call.text)
      },
      kind === 'coroutine'
        ? waitRewrites(wait, context)
        : kind === 'helper'
          ? helperRewrites(wait, site, context)
          : [],
      context
    );
  }
}

/**
 * Whether the wait stands on the loop that it waits for.
 */
function isDeadlock(
  { call, home, sent }: IWait,
  uses: readonly ILoopUse[],
  { document, program }: IRuleContext
): boolean {
  const def = functionAround(call);
  return document.kind === 'script'
    ? sent !== undefined && uses.length > 0 && isLoopOf(def, sent, program)
    : uses.length > 0 || isReachedAtOnce(call, home, program);
}

/**
 * Whether what the call waits for is surely done: the code asked before.
 */
function isOver(
  { call, home, kind, object, made }: IWait,
  { program }: IRuleContext
): boolean {
  const around = functionAround(call);
  const above = call.source.slice(around?.from ?? 0, call.from);
  const name = object?.text.replace(/\W/g, '\\$&');
  if (
    name !== undefined &&
    new RegExp(
      `(?<![\\w.])${name}\\.(?:done|empty|qsize|is_alive|is_set|poll)\\(`
    ).test(above)
  ) {
    return true;
  }
  if (isBehindAwait(call)) {
    return true;
  }
  return (
    kind === 'future' &&
    (/\b(?:as_completed|wait)\(/.test(above) ||
      isBehindItsExecutor(call, made!, program))
  );
}

/**
 * Whether the call cleans up after something that was awaited: what it waits for
 * is about to end.
 */
function isBehindAwait(call: SyntaxNode): boolean {
  const clause = call.closest(node => node.type === 'finally_clause');
  return /\bawait\b/.test(clause?.parent?.child('body')?.text ?? '');
}

/**
 * Whether the `with` of the executor that runs a future has been left.
 */
function isBehindItsExecutor(
  call: SyntaxNode,
  made: IReference,
  program: Program
): boolean {
  const pool =
    made.node.type === 'call'
      ? made.node.child('function')!.child('object')
      : undefined;
  const entered =
    pool?.type === 'identifier'
      ? program
          .resolve(pool, made.home)
          .definition?.node.closest(node => node.type === 'with_statement')
      : null;
  return entered?.contains(made.node) === true && !entered.contains(call);
}

function findingFor(
  { call, kind }: Pick<IWait, 'call'> & { kind: IWait['kind'] | 'exit' },
  site: IReference,
  severity: Severity,
  values: Readonly<Record<string, Value>>,
  rewrites: readonly IRewrite[],
  { errors, program }: IRuleContext
): IFinding {
  const { node, home } = site;
  const { source, id } = home.cell;
  const { line } = positionOf(source, node.from);
  const error =
    severity !== 'error'
      ? undefined
      : errors.find(other => {
          const frame = isInterrupted(other)
            ? userFrameOf(other, program)
            : 'unknown';
          return (
            typeof frame !== 'string' &&
            frame.home === home &&
            line <= frame.line &&
            frame.line <= positionOf(source, call.to).line
          );
        });
  const shownIn = error?.cell.id ?? id;
  return {
    rule: blockedLoop.id,
    values: {
      call: shortened(kind === 'lines' ? headOf(node) : node.text),
      line,
      kind,
      locked: heldLock(node, home, program) === 'yes',
      ...values
    },
    cell: id,
    from: node.from,
    to: node.to,
    shownIn,
    evidence: error === undefined ? 'code' : 'error',
    matched: true,
    severity,
    rewrites:
      shownIn === id
        ? rewrites
        : rewrites.map(rewrite => ({
            ...rewrite,
            rerun: [...new Set([...rewrite.rerun, shownIn])]
          }))
  };
}

/**
 * `for line in pipe`, of what reads a pipe in the coroutine itself.
 */
function headOf(node: SyntaxNode): string {
  const loop = node.parent;
  return /^for_(?:statement|in_clause)$/.test(loop?.type ?? '')
    ? node.source.slice(loop!.from, node.to)
    : node.text;
}

/**
 * A cell that was stopped, or gave up waiting.
 */
function isInterrupted({ name, message }: IErrorOutput): boolean {
  return (
    name === 'KeyboardInterrupt' || (name === 'TimeoutError' && message === '')
  );
}

function deadlockRewrites(wait: IWait, context: IRuleContext): IRewrite[] {
  const { call, home } = wait;
  if (wait.kind !== 'future') {
    return threadRewrites(wait, context);
  }
  const plan = planFor(call, home, context);
  if (plan === null) {
    return [];
  }
  const edits =
    directEdits(wait, plan.module) ?? futureEdits(wait, plan.module);
  return edits === null
    ? []
    : [
        rewriteFor(
          [...plan.edits, ...edits],
          wait,
          plan.functions,
          'await',
          'safe',
          context
        )
      ];
}

function waitRewrites(wait: IWait, context: IRuleContext): IRewrite[] {
  const { call, home } = wait;
  if (wait.kind !== 'future') {
    return threadRewrites(wait, context);
  }
  const plan = planFor(call, home, context);
  const edits = plan && futureEdits(wait, plan.module);
  // `wait_for` cancels what does not come in time, and a future that was
  // cancelled raises another error.
  const same =
    wait.timeout === undefined && !/\.cancel\(/.test(home.cell.source);
  return plan === null || edits === null || plan.functions.length > 0
    ? []
    : [
        rewriteFor(
          [...plan.edits, ...edits],
          wait,
          [],
          'await',
          same &&
            !isReadBefore(call, home) &&
            !isRaced(call, home, context.program) &&
            heldLock(call, home, context.program) === 'no'
            ? 'safe'
            : 'check',
          context
        )
      ];
}

/**
 * The wait itself in a thread; where that thread may be left alone, or another
 * one cannot wait, asking again and again instead.
 */
function threadRewrites(wait: IWait, context: IRuleContext): IRewrite[] {
  const { call, home, kind } = wait;
  const { program, facts } = context;
  const held = heldLock(call, home, program);
  const rules = awaitRules(context);
  if (held === 'yes' || !home.cell.editable) {
    return [];
  }
  const outlasts = mayOutlast(wait, { node: call, home }, context);
  const apart =
    held === 'no' && !isReadBefore(call, home) && !isRaced(call, home, program);
  const polled =
    (outlasts && kind !== 'lines') || kind === 'owner' || kind === 'lock'
      ? pollInstead(call, home, program, rules)
      : null;
  const moved =
    facts.threads === false || kind === 'owner' || kind === 'future'
      ? null
      : kind === 'items'
        ? iterateInThread(call, wait.object !== undefined, home, program, rules)
        : kind === 'lines'
          ? readLinesInThread(call, home, program, rules)
          : callInThread(call, home, program, rules);
  return [
    ...(polled === null
      ? []
      : [
          rewriteFor(
            polled,
            wait,
            [],
            'await',
            apart ? 'safe' : 'check',
            context,
            { polls: true }
          )
        ]),
    ...(moved === null
      ? []
      : [
          rewriteFor(
            moved,
            wait,
            [],
            'thread',
            apart && !outlasts && !keepsPending(wait) ? 'safe' : 'check',
            context,
            { outlasts }
          )
        ])
  ];
}

/**
 * Whether a loop over `pool.map(…)` is left before its end: what the pool has not
 * begun is then cancelled, but not while a variable holds what the loop reads.
 */
function keepsPending({ kind, call, object }: IWait): boolean {
  return kind === 'items' && object !== undefined && isLeftEarly(call.parent!);
}

/**
 * Whether the thread that waits may be left alone: the coroutine is cancelled,
 * or asks again and again without an end.
 *
 * @param site - where the coroutine would await the thread
 */
function mayOutlast(
  { lasting, call }: IWait,
  { node, home }: IReference,
  { program }: IRuleContext
): boolean {
  return (
    lasting &&
    (mayBeCancelled(node, home, program) ||
      (call.type === 'call' &&
        argumentsOf(call).length === 0 &&
        (isInEndlessLoop(call) || isInEndlessLoop(node))))
  );
}

function helperRewrites(
  wait: IWait,
  { node, home }: IReference,
  context: IRuleContext
): IRewrite[] {
  const { program, facts } = context;
  const outlasts = mayOutlast(wait, { node, home }, context);
  const edits =
    facts.threads === false ||
    node.type !== 'call' ||
    wait.kind === 'owner' ||
    wait.kind === 'lock' ||
    callNeedsLoop(node, home, program) ||
    heldLock(node, home, program) !== 'no' ||
    !home.cell.editable
      ? null
      : callInThread(node, home, program, awaitRules(context));
  return edits === null
    ? []
    : [
        rewriteFor(
          edits,
          { call: node, home },
          [],
          'thread',
          !outlasts &&
            !isReadBefore(node, home) &&
            !isRaced(node, home, program) &&
            isHarmless(node, home, program)
            ? 'safe'
            : 'check',
          context,
          { outlasts }
        )
      ];
}

interface IPlan extends IAsyncPlan {
  readonly module: string;
}

function planFor(
  node: SyntaxNode,
  home: ICodeCell,
  context: IRuleContext
): IPlan | null {
  const { program } = context;
  const plan = home.cell.editable
    ? allowAwait(node, home, program, awaitRules(context))
    : null;
  const module = asyncioModule(node, home, program);
  return (
    plan &&
    module && {
      functions: plan.functions,
      edits: [...module.edits, ...plan.edits],
      module: module.name
    }
  );
}

/**
 * `await c` for `asyncio.run_coroutine_threadsafe(c, loop).result()`.
 */
function directEdits(
  { call, home, object, sent, timeout }: IWait,
  module: string
): IEdit[] | null {
  const operand =
    sent !== undefined && object === sent.node
      ? argument(argumentsOf(sent.node), 0, 'coro')?.value
      : undefined;
  if (
    operand === undefined ||
    [...call.walk()].some(
      node => node.type === 'comment' && !operand.contains(node)
    )
  ) {
    return null;
  }
  const cell = home.cell.id;
  const [open, close] =
    timeout !== undefined
      ? [`${module}.wait_for(`, `, ${timeout.text})`]
      : isPrimary(operand) &&
          (operand.type === 'call' || !operand.text.includes('\n'))
        ? ['', '']
        : ['(', ')'];
  return [
    ...putAwait(call, cell),
    { cell, from: call.from, to: operand.from, insert: open },
    { cell, from: operand.to, to: call.to, insert: close }
  ];
}

/**
 * `await asyncio.wrap_future(f)` for `f.result()`.
 */
function futureEdits(
  { call, home, object, timeout }: IWait,
  module: string
): IEdit[] | null {
  if (object === undefined || /#/.test(call.source.slice(object.to, call.to))) {
    return null;
  }
  const cell = home.cell.id;
  const limit = timeout === undefined ? '' : `, ${timeout.text})`;
  return [
    ...putAwait(call, cell),
    {
      cell,
      from: call.from,
      to: call.from,
      insert:
        limit === ''
          ? `${module}.wrap_future(`
          : `${module}.wait_for(${module}.wrap_future(`
    },
    { cell, from: object.to, to: call.to, insert: `)${limit}` }
  ];
}

function rewriteFor(
  edits: readonly IEdit[],
  { call, home }: Pick<IWait, 'call' | 'home'>,
  functions: IAsyncPlan['functions'],
  kind: 'await' | 'thread',
  safety: IRewrite['safety'],
  { program }: IRuleContext,
  more: Readonly<Record<string, Value>> = {}
): IRewrite {
  const cause = { node: call, home };
  const changed = functions.map(({ value, home: where }) => ({
    node: value!,
    home: where
  }));
  const { rerun, values } = effectsOf(
    [cause, ...changed],
    edits,
    cause,
    home.cell.id,
    program
  );
  return {
    kind,
    safety,
    edits,
    rerun,
    values: {
      ...values,
      ...more,
      functions: [...new Set(functions.map(({ name }) => name))]
    }
  };
}

/**
 * `with ThreadPoolExecutor() as pool:` in a coroutine, whose end waits for what
 * was submitted because nothing in it awaits.
 */
function* executorExits(context: IRuleContext): Iterable<IFinding> {
  const { program } = context;
  for (const { node, home } of program.nodes('with_statement')) {
    const body = node.child('body');
    if (
      node.isAsync ||
      home.tree.hasError ||
      body === undefined ||
      !/\.(?:submit|map)\(/.test(body.text) ||
      /\bawait\b|\.result\(|as_completed|\bwait\(|shutdown\(|(?:list|tuple|set|dict|sum|sorted|min|max)\(\w+\.map\(|\bin \w+\.map\(/.test(
        body.text
      )
    ) {
      continue;
    }
    const call = [...node.walk()].find(
      part =>
        part.type === 'call' &&
        !body.contains(part) &&
        /^concurrent\.futures\.\w+Executor$/.test(
          valueOf(part, home, program).type ?? ''
        )
    );
    if (
      call !== undefined &&
      loopUses(call, home, program).some(({ kind }) => kind === 'coroutine')
    ) {
      yield findingFor(
        { call, kind: 'exit' },
        { node: call, home },
        'warning',
        { use: 'exit' },
        exitRewrites(node, call, home, context),
        context
      );
    }
  }
}

/**
 * `await asyncio.to_thread(pool.shutdown)` at the end of the `with`, which then
 * has nothing to wait for.
 */
function exitRewrites(
  node: SyntaxNode,
  call: SyntaxNode,
  home: ICodeCell,
  context: IRuleContext
): IRewrite[] {
  const { program, facts } = context;
  const body = node.child('body')!;
  const last = body.parts[body.parts.length - 1];
  const bound = call.parent?.child('alias') ?? call.parent?.parts[1];
  const name = bound?.parts[0] ?? bound;
  const { source, id } = home.cell;
  if (
    facts.threads === false ||
    !home.cell.editable ||
    last === undefined ||
    name?.type !== 'identifier' ||
    call.parent?.type !== 'as_pattern' ||
    heldLock(last, home, program) === 'yes' ||
    !standsAlone(last) ||
    positionOf(source, last.from).line === positionOf(source, node.from).line ||
    exitsOf(body).length > 0
  ) {
    return [];
  }
  const place = awaitInstead(last, home, program, awaitRules(context));
  const first = body.parts[0];
  const at = lineEnd(source, last.to);
  return place === null
    ? []
    : [
        rewriteFor(
          [
            ...place.edits,
            {
              cell: id,
              from: at,
              to: at,
              insert: `\n${indentationAt(source, first.from)}await ${place.module}.to_thread(${name.text}.shutdown)`
            }
          ],
          { call, home },
          [],
          'thread',
          heldLock(last, home, program) === 'no' &&
            !isRaced(last, home, program)
            ? 'safe'
            : 'check',
          context
        )
      ];
}

function explain(trans: ITranslator, found: IFinding): IExplanation {
  const { values, rewrites } = found;
  const call = code(values.call);
  return {
    headline:
      values.use === 'deadlock'
        ? trans.__('%1 waits for itself, for ever', call)
        : trans.__('%1 blocks the event loop', call),
    sentences: [sentence(trans, found), ...advice(trans, found)].join(' '),
    rewrites: rewrites.map(rewrite => explainRewrite(trans, rewrite))
  };
}

function sentence(trans: ITranslator, { values }: IFinding): string {
  const call = code(values.call);
  switch (values.use) {
    case 'deadlock':
      return trans.__(
        '%1 on line %2 holds the thread of the event loop until something is done that only this loop can do.',
        call,
        values.line
      );
    case 'exit':
      return trans.__(
        'At the end of the %1 that begins on line %2, the event loop’s own thread waits for all that was submitted to %3.',
        code('with'),
        values.line,
        call
      );
    case 'helper':
    case 'callback':
      return trans.__(
        '%1 on line %2 comes to %3, which waits in the event loop’s own thread: until it is done, no other task gets on.',
        call,
        values.line,
        code(values.inner)
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
  if (values.use === 'deadlock') {
    return [
      trans.__(
        'Await the coroutine, or call this from another thread than the loop’s.'
      )
    ];
  }
  if (values.locked === true) {
    return [explainHeldLock(trans)];
  }
  switch (values.kind) {
    case 'owner':
      return [
        trans.__(
          'Another thread cannot wait in its place. Use the class of the same name in %1, if only coroutines use it.',
          code('asyncio')
        )
      ];
    case 'items':
    case 'exit':
      return [
        trans.__(
          'Let %1 start the work, and await what it gives: %2 for all of it, %3 for one after the other.',
          code('loop.run_in_executor(pool, …)'),
          code('asyncio.gather'),
          code('asyncio.as_completed')
        )
      ];
    default:
      return [
        trans.__(
          'Wait in a thread, with %1.',
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
    ...(rewrite.values.outlasts === true
      ? [
          trans.__(
            'Where the coroutine is cancelled, the thread waits on, takes what nobody gets, and may keep the kernel from ending.'
          )
        ]
      : []),
    ...repeatNotes(trans, rewrite)
  ];
  if (rewrite.kind === 'thread') {
    return {
      title: trans.__('Wait in a thread'),
      notes,
      done: trans.__('Rewritten to %1', code('await asyncio.to_thread(…)'))
    };
  }
  if (rewrite.values.polls === true) {
    return {
      title: trans.__('Ask again and again, and let the loop go on'),
      notes,
      done: trans.__('Rewritten to ask until it is there')
    };
  }
  const edited = namesIn(rewrite, 'editedIn');
  return {
    title:
      namesIn(rewrite, 'functions').length > 0
        ? trans.__('Make it async, and await it where it is called')
        : trans.__('Await it here'),
    notes,
    done:
      edited.length > 1
        ? trans.__('Rewritten in %1', listed(trans, edited))
        : trans.__('Rewritten to %1', code('await …'))
  };
}
