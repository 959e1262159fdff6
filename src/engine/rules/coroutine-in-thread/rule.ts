import type { IEdit } from '../../edit';
import { coroutineErrorAt } from '../../evidence/coroutineErrorAt';
import type {
  EvidenceKind,
  IExplanation,
  IFinding,
  IRewrite,
  ITranslator
} from '../../finding';
import { code } from '../../inlineCode';
import { positionOf } from '../../lines';
import { argument, argumentsAfter, argumentsOf } from '../../python/calls';
import { isMeantToFail } from '../../python/meantToFail';
import type { SyntaxNode } from '../../python/node';
import { unparenthesized } from '../../python/node';
import type { ICodeCell, Program } from '../../python/program';
import { readsOf } from '../../python/reads';
import type { IThreadStart } from '../../python/threads';
import { partialOf, threadStartsIn } from '../../python/threads';
import { usesOf } from '../../python/uses';
import type { IValue } from '../../python/values';
import { valueOf } from '../../python/values';
import { asyncioModule } from '../../rewrite/asyncioModule';
import { changeForm } from '../../rewrite/changeForm';
import { callForThread, giveToThread } from '../../rewrite/giveToThread';
import { needsParentheses } from '../../rewrite/putAwait';
import { usesKernelLoop } from '../../rewrite/runInThread';
import { shortened } from '../../rewrite/shortened';
import { explainForm } from '../explainForm';
import type { IRule, IRuleContext } from '../rule';

/**
 * A coroutine function given to a thread: the thread calls it, and throws the
 * coroutine away, or gives it back.
 */
export const coroutineInThread: IRule = {
  id: 'coroutine-in-thread',

  mayApply({ cells }) {
    return (
      cells.some(({ source }) => /\basync\b/.test(source)) &&
      cells.some(({ source }) =>
        /\b(?:Thread|Timer|submit|map|run_in_executor|to_thread|run_sync)\b/.test(
          source
        )
      )
    );
  },

  *find(context) {
    for (const start of threadStartsIn(context.program)) {
      const given = coroutineGiven(start, context);
      if (
        given !== null &&
        !start.home.tree.hasError &&
        !isMeantToFail(start.call) &&
        !isWantedCoroutine(start, context)
      ) {
        yield findingFor(start, given, context);
      }
    }
  },

  explain
};

/**
 * A coroutine function that a start gives away.
 */
interface IGiven {
  readonly function: SyntaxNode;
  readonly value: IValue;

  /**
   * What the thread would call, as text; null where that cannot be written.
   */
  readonly call: string | null;
}

function coroutineGiven(
  start: IThreadStart,
  { program }: IRuleContext
): IGiven | null {
  const { target, home } = start;
  const body = target.value.type === 'lambda' ? bodyGiven(start) : null;
  if (body !== null) {
    const made = valueOf(body, home, program);
    const makes = body.type === 'call' ? body.child('function')! : body;
    return made.kind === 'coroutine' && made.certain && start.certain
      ? { function: makes, value: made, call: body.text }
      : null;
  }
  const partial = partialOf(target.value, home, program);
  const named = partial ?? target.value;
  const value = valueOf(named, home, program);
  if (value.kind !== 'coroutine function' || !value.certain || !start.certain) {
    return null;
  }
  const together =
    partial === null
      ? callForThread(start)
      : argumentsAfter(start.call, target).length === 0
        ? `${partial.text}(${argumentsOf(target.value)
            .slice(1)
            .map(({ node }) => node.text)
            .join(', ')})`
        : null;
  return { function: named, value, call: together };
}

/**
 * The starts whose answer is awaited.
 */
const GIVES_AWAITABLE = /^(?:to_thread|run_in_executor)$/;

/**
 * What a lambda without parameters gives, where the thread is waited for there
 * and then: nothing changes meanwhile what its names mean.
 */
function bodyGiven({ call, target, kind }: IThreadStart): SyntaxNode | null {
  return GIVES_AWAITABLE.test(kind) &&
    outermost(call).type === 'await' &&
    target.value.child('parameters') === undefined &&
    argumentsAfter(call, target).length === 0
    ? unparenthesized(target.value.child('body')!)
    : null;
}

/**
 * Whether the code awaits, or hands on, the coroutine that the thread gives
 * back: then it works, if by a detour.
 */
function isWantedCoroutine(
  { call, home, kind }: IThreadStart,
  { program, document }: IRuleContext
): boolean {
  if (kind === 'map' || kind === 'submit') {
    return isAwaitedLater(call, home, program);
  }
  const awaited = outermost(call);
  if (awaited.type !== 'await') {
    return isAwaitedLater(call, home, program, 2);
  }
  let outer = awaited;
  while (outer.parent?.type === 'parenthesized_expression') {
    outer = outer.parent;
  }
  const { parent } = outer;
  const left =
    parent?.type === 'assignment' && outer.field === 'right'
      ? parent.child('left')
      : undefined;
  return (
    parent?.type === 'await' ||
    (parent?.type === 'argument_list' &&
      usesOf(awaited, home, program, document.kind === 'notebook').some(
        use => use.kind === 'awaited' || use.kind === 'kept'
      )) ||
    (left?.type === 'identifier' &&
      readsOf(left, home, program).some(
        ({ node }) =>
          node.parent?.type === 'await' ||
          (node.parent?.type === 'argument_list' &&
            /(?:create_task|ensure_future|gather|wait_for)$/.test(
              node.parent.parent?.child('function')?.text ?? ''
            ))
      ))
  );
}

/**
 * Whether what a pool gives back is awaited, or given to asyncio: there and
 * then, as the variable of a loop, or under the name of the list it is in.
 *
 * @param times - how often: 1, or 2 where the first only waits for the thread
 */
function isAwaitedLater(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  times = 1,
  depth = 0
): boolean {
  const isRead = (name: SyntaxNode) =>
    depth < 4 &&
    readsOf(name, home, program).some(read =>
      isAwaitedLater(read.node, read.home, program, times, depth + 1)
    );
  for (
    let inner = node, outer = node.parent;
    outer !== null;
    inner = outer, outer = outer.parent
  ) {
    switch (outer.type) {
      case 'await':
        times -= 1;
        if (times === 0) {
          return true;
        }
        break;
      case 'call': {
        const callee = outer.child('function')!.text;
        if (inner.field !== 'function' && TAKES_AWAITABLES.test(callee)) {
          if (times === 1) {
            return true;
          }
          break;
        }
        if (inner.field !== 'function' && !/^(?:list|tuple)$/.test(callee)) {
          return false;
        }
        break;
      }
      case 'for_statement':
      case 'for_in_clause': {
        const left = outer.child('left')!;
        return (
          inner.field === 'right' && left.type === 'identifier' && isRead(left)
        );
      }
      case 'assignment': {
        const left = outer.child('left')!;
        return (
          inner.field === 'right' && left.type === 'identifier' && isRead(left)
        );
      }
    }
    if (/statement$|^block$|_definition$/.test(outer.type)) {
      return false;
    }
  }
  return false;
}

const TAKES_AWAITABLES =
  /(?:^|\.)(?:gather|wait|as_completed|create_task|ensure_future|wait_for|run|run_until_complete|run_coroutine_threadsafe)$/;

/**
 * The `await` around a call, else the call.
 */
function outermost(call: SyntaxNode): SyntaxNode {
  let outer = call;
  while (outer.parent?.type === 'parenthesized_expression') {
    outer = outer.parent;
  }
  return outer.parent?.type === 'await' ? outer.parent : call;
}

function findingFor(
  start: IThreadStart,
  given: IGiven,
  context: IRuleContext
): IFinding {
  const { call, home, kind, where } = start;
  const { evidence, shownIn } = evidenceFor(start, given, context);
  return {
    rule: coroutineInThread.id,
    values: {
      call: shortened(call.text),
      function: given.function.text,
      line: positionOf(home.cell.source, call.from).line,
      kind,
      where
    },
    cell: home.cell.id,
    from: call.from,
    to: call.to,
    shownIn,
    evidence,
    matched: true,
    severity: 'error',
    rewrites: [rewriteFor(start, given, shownIn, context)].flatMap(
      rewrite => rewrite ?? []
    )
  };
}

/**
 * What shows it: an error where its value is used, the coroutine as a result, the
 * warning that it was thrown away.
 */
function evidenceFor(
  { call, home }: IThreadStart,
  { value }: IGiven,
  { texts, neverAwaited, errors, program }: IRuleContext
): { evidence: EvidenceKind; shownIn: string } {
  const used = [{ node: call, home }, ...readsBehind(call, home, program)];
  const failed = coroutineErrorAt(used, errors, program);
  if (failed !== undefined) {
    return { evidence: 'error', shownIn: failed.cell.id };
  }
  const name = value.definition?.name ?? '';
  const result = texts.find(
    ({ cell, text }) =>
      cell === home.cell &&
      new RegExp(`<coroutine object (?:\\w+\\.)*${name} at`).test(text)
  );
  if (result !== undefined) {
    return { evidence: 'result', shownIn: home.cell.id };
  }
  const warning = neverAwaited.find(
    warned => warned.name.split('.').pop() === name
  );
  return warning === undefined
    ? { evidence: 'code', shownIn: home.cell.id }
    : { evidence: 'warning', shownIn: warning.shownIn.id };
}

/**
 * The places that read the variable which the thread's answer is bound to.
 */
function readsBehind(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): readonly { node: SyntaxNode; home: ICodeCell }[] {
  const value = outermost(call);
  const left =
    value.parent?.type === 'assignment' && value.field === 'right'
      ? value.parent.child('left')
      : undefined;
  return left?.type === 'identifier' ? readsOf(left, home, program) : [];
}

function rewriteFor(
  start: IThreadStart,
  given: IGiven,
  shownIn: string,
  context: IRuleContext
): IRewrite | null {
  const { call, home, kind, where } = start;
  const { program } = context;
  const cell = home.cell.id;
  if (where === 'process') {
    return null;
  }
  const awaited =
    GIVES_AWAITABLE.test(kind) && outermost(call).type === 'await';
  const direct = awaited || (kind === 'to_thread' && isAmongOthers(call));
  const change = (
    edits: readonly IEdit[] | null,
    after: string,
    safe: boolean
  ) =>
    edits &&
    changeForm(
      {
        site: { home, node: call },
        edits,
        awaitedAt: [],
        kind: direct ? 'await' : 'other',
        safe,
        values: { after }
      },
      shownIn,
      context
    );
  if (kind === 'map' || kind === 'timer') {
    const module = asyncioModule(call.child('function')!, home, program);
    const edits =
      module === null
        ? null
        : kind === 'map'
          ? runEach(start, given, module.name, program)
          : runLater(start, given, module.name);
    return change(
      edits && [...module!.edits, ...edits],
      kind === 'map'
        ? `${module?.name}.run, map(…)`
        : `lambda: ${module?.name}.run(…)`,
      !usesKernelLoop(given.function, home, program)
    );
  }
  if (given.call === null) {
    return null;
  }
  if (
    kind === 'to_thread' &&
    program.qualifiedName(call.child('function')!, home)?.name !==
      'asyncio.to_thread' &&
    argumentsOf(call).some(isOption)
  ) {
    return null;
  }
  if (direct) {
    return change(
      [{ cell, from: call.from, to: call.to, insert: given.call }],
      `${awaited ? 'await ' : ''}${shortened(given.call)}`,
      !needsParentheses(call)
    );
  }
  const module = asyncioModule(call.child('function')!, home, program);
  if (
    module === null ||
    where === 'unknown' ||
    (GIVES_AWAITABLE.test(kind) &&
      call.parent?.type !== 'expression_statement' &&
      !isAwaitedLater(call, home, program))
  ) {
    return null;
  }
  const bound = usesKernelLoop(given.function, home, program);
  const run = `${module.name}.run`;
  const edits = giveToThread(start, run, [given.call], [], cell);
  return change(
    edits && [...module.edits, ...edits],
    `${run}, ${kind === 'thread' ? 'args=(…,)' : '…'}`,
    !bound
  );
}

/**
 * Whether a call is an argument or an element: a coroutine serves there as well
 * as what `to_thread` gives, which is one too.
 */
function isAmongOthers({ parent }: SyntaxNode): boolean {
  return /^(?:argument_list|list|tuple|list_comprehension|generator_expression)$/.test(
    parent?.type ?? ''
  );
}

/**
 * `pool.map(asyncio.run, map(job, items))`.
 */
function runEach(
  { call, home, target }: IThreadStart,
  given: IGiven,
  module: string,
  program: Program
): IEdit[] | null {
  const items = argumentsAfter(call, target).filter(
    ({ keyword, unpacked, node }) =>
      keyword === null && !(unpacked && node.type === 'dictionary_splat')
  );
  const cell = home.cell.id;
  return items.length === 0 ||
    given.function !== target.value ||
    program.resolveName('map', call, home).kind !== 'builtin'
    ? null
    : [
        {
          cell,
          from: target.value.from,
          to: target.value.from,
          insert: `${module}.run, map(`
        },
        {
          cell,
          from: items[items.length - 1].node.to,
          to: items[items.length - 1].node.to,
          insert: ')'
        }
      ];
}

/**
 * `Timer(1, lambda: asyncio.run(job()))`: a timer that is cancelled makes no
 * coroutine.
 */
function runLater(
  { call, home, target }: IThreadStart,
  given: IGiven,
  module: string
): IEdit[] | null {
  const args = argumentsOf(call);
  const stars = [
    ...(argument(args, 2, 'args') === undefined ? [] : ['*args']),
    ...(argument(args, 3, 'kwargs') === undefined ? [] : ['**kwargs'])
  ].join(', ');
  return given.function !== target.value ||
    !/^[\w.]+$/.test(target.value.text) ||
    args.some(({ unpacked }) => unpacked)
    ? null
    : [
        {
          cell: home.cell.id,
          from: target.value.from,
          to: target.value.to,
          insert: `lambda${stars === '' ? '' : ` ${stars}`}: ${module}.run(${target.value.text}(${stars}))`
        }
      ];
}

function isOption({ keyword }: { readonly keyword: string | null }): boolean {
  return keyword !== null;
}

function explain(trans: ITranslator, finding: IFinding): IExplanation {
  const { values, rewrites } = finding;
  return {
    headline: trans.__('A thread cannot run a coroutine function'),
    sentences: [
      values.where === 'process'
        ? trans.__(
            '%1 on line %2 gives %3, a coroutine function, to another process. The process only makes the coroutine: it never runs, and cannot come back.',
            code(values.call),
            values.line,
            code(values.function)
          )
        : trans.__(
            '%1 on line %2 gives %3, a coroutine function, to another thread. The thread only makes the coroutine: nothing runs it.',
            code(values.call),
            values.line,
            code(values.function)
          ),
      rewrites.length > 0
        ? ''
        : values.where === 'process'
          ? trans.__(
              'Await it here, or give the process a plain function that starts it with %1.',
              code('asyncio.run')
            )
          : trans.__(
              'Await it here, or give the thread %1 and a coroutine.',
              code('asyncio.run')
            )
    ]
      .filter(text => text !== '')
      .join(' '),
    rewrites: rewrites.map(rewrite => explainForm(trans, rewrite))
  };
}
