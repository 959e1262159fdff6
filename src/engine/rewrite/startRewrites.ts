import type { IDocument, IKernelFacts } from '../document';
import type { IEdit } from '../edit';
import type { IRewrite } from '../finding';
import type { Place } from '../python/awaitable';
import { comprehensionDepth, placeOf } from '../python/awaitable';
import type { IArgument } from '../python/calls';
import { argumentsOf } from '../python/calls';
import type { Operand } from '../python/coroutines';
import {
  functionsReached,
  isEndless,
  operandOf,
  ownNodes,
  WAITS_FOREVER
} from '../python/coroutines';
import { leavesSiblings } from '../python/failingSiblings';
import type { ILeftBehind } from '../python/leftBehind';
import { holdsAllTasks, leftBehindBy, leftBeside } from '../python/leftBehind';
import { givenFor } from '../python/given';
import type { SyntaxNode } from '../python/node';
import { unparenthesized } from '../python/node';
import type { ICodeCell, IDefinition, Program } from '../python/program';
import { libraryCallOf } from '../python/libraryCalls';
import type { IStart } from '../python/starts';
import { valueOf } from '../python/values';
import { awaitCall } from './awaitCall';
import { awaitRules } from './awaitRules';
import { effectsOf } from './effects';
import { cancelTasks } from './cancelTasks';
import type { IKeptTasks } from './keepTasks';
import { goesOn, keepTasks } from './keepTasks';
import { inBackground } from './libraryRewrites';
import type { IBookkeeping } from './loopBookkeeping';
import { loopBookkeeping } from './loopBookkeeping';
import type { IAsyncPlan } from './makeAsync';
import { allowAwait } from './makeAsync';
import { runInBackground } from './runInBackground';
import { hasReplaceableMagics, lineMagicAround } from './replaceMagics';
import { runInThread, usesKernelLoop } from './runInThread';
import { shortened } from './shortened';

/**
 * What the rewrites of a start are made from.
 */
export interface IStartContext {
  readonly document: IDocument;
  readonly program: Program;
  readonly facts: IKernelFacts;

  /**
   * Every start in the program.
   */
  readonly starts: readonly IStart[];

  /**
   * The statements that let loops run inside each other, if they are about to
   * go. The starts do not fail then, and the tasks that a coroutine leaves on
   * the kernel's loop live on already (nest_asyncio.py, `run`).
   */
  readonly patches?: readonly SyntaxNode[];
}

/**
 * One start, looked at.
 */
interface IExamined {
  readonly start: IStart;
  readonly operandNode: SyntaxNode;
  readonly place: Place;
  readonly operand: Operand;
  readonly suffix: string;
  readonly options: readonly IArgument[];
  readonly sure: boolean;
  readonly left: ILeftBehind;
}

/**
 * The rewrites of a call that starts a loop where one is running, best first:
 * await it, in its functions and their callers too; run it in the background;
 * run it in a thread. All starts of the same loop are rewritten together, and
 * what only served that loop goes with them.
 *
 * @param shownIn - the cell that failed
 */
export function startRewrites(
  start: IStart,
  shownIn: string,
  context: IStartContext
): IRewrite[] {
  const { program } = context;
  const kept = new Map(
    context.starts
      .filter(({ kind }) => kind === 'forever')
      .map(other => [other, keepTasks(other, program)])
  );
  const bookkeeping = loopBookkeeping(start, context.starts, program, [
    ...[...kept.values()].flatMap(({ statements }) => statements),
    ...(context.patches ?? [])
  ]);
  if (bookkeeping === null || !bookkeeping.starts.includes(start)) {
    return [];
  }
  const forever = bookkeeping.starts.filter(({ kind }) => kind === 'forever');
  const examined = bookkeeping.starts
    .filter(({ kind }) => kind !== 'forever')
    .map(other => examine(other, context));
  if (!examined.every(isKnown)) {
    return [];
  }
  if (forever.length > 0) {
    return foreverRewrite(
      forever.map(other => ({ start: other, kept: kept.get(other)! })),
      examined,
      bookkeeping,
      shownIn,
      context
    );
  }
  const own = examined.find(other => other.start === start)!;
  const rewrites = [
    awaitRewrite(own, examined, bookkeeping, shownIn, context),
    cancelRewrite(own, examined, bookkeeping, shownIn, context),
    examined.length === 1
      ? taskRewrite(own, bookkeeping.edits, shownIn, context)
      : null,
    threadRewrite(own, examined, bookkeeping, shownIn, context)
  ].flatMap(rewrite => rewrite ?? []);
  const endless = rewrites.find(
    ({ kind, safety }) => kind === 'task' && safety === 'safe'
  );
  return [
    ...(endless === undefined ? [] : [endless]),
    ...rewrites.filter(r => r.safety === 'safe' && r !== endless),
    ...rewrites.filter(r => r.safety !== 'safe')
  ];
}

function examine(
  start: IStart,
  { program, patches }: IStartContext
): IExamined | null {
  const { home, call, operand: node } = start;
  if (
    node === undefined ||
    !home.cell.editable ||
    home.tree.hasError ||
    !hasReplaceableMagics(home.masked)
  ) {
    return null;
  }
  const operand = operandOf(node, home, program);
  const expression = unparenthesized(node);
  const inside = leftBehindBy(reachedFrom(node, home, program), program);
  const left = {
    ...inside,
    tasks: [...new Set([...inside.tasks, ...leftBeside(start, program)])],
    siblings: [
      ...inside.siblings,
      ...(expression.type === 'call' &&
      leavesSiblings(expression, home, program)
        ? [expression.text]
        : [])
    ],
    ...(holdsAllTasks(node, home, program) ? { stopsLoop: true } : {})
  };
  const onKernelLoop = start.kind === 'run' || start.loopKind === 'kernel';
  return {
    start,
    operandNode: node,
    place: placeOf(call, home.scopes),
    operand,
    suffix: operand.kind === 'uncalled' ? '()' : '',
    options: argumentsOf(call).filter(arg => arg.value !== node),
    sure:
      start.certain &&
      (!('certain' in operand) || operand.certain) &&
      !(start.kind === 'run' && isUncertainName(node, home, operand, program)),
    left:
      patches !== undefined && onKernelLoop
        ? { ...left, tasks: [], calls: [], siblings: [] }
        : left
  };
}

/**
 * The functions that an operand runs; for a parameter, those of what callers
 * give for it.
 */
function reachedFrom(
  operand: SyntaxNode,
  home: ICodeCell,
  program: Program
): IDefinition[] {
  const expression = unparenthesized(operand);
  const definition =
    expression.type === 'identifier'
      ? program.resolve(expression, home).definition
      : undefined;
  const given =
    definition?.kind === 'parameter' ? givenFor(definition, program) : null;
  return [{ node: operand, home }, ...(given ?? [])].flatMap(one =>
    functionsReached(one.node, one.home, program)
  );
}

function isKnown(examined: IExamined | null): examined is IExamined {
  return examined !== null && examined.operand.kind !== 'wrong';
}

/**
 * The plan that awaits every start where it stands; null where one cannot be.
 */
function awaitAll(
  examined: readonly IExamined[],
  context: IStartContext
): IAsyncPlan | null {
  const rules = awaitRules(context);
  const edits: IEdit[] = [];
  const functions: IDefinition[] = [];
  for (const { start, operandNode, suffix, left } of examined) {
    const { call, home } = start;
    const plan = left.stopsLoop
      ? null
      : allowAwait(call, home, context.program, rules);
    if (plan === null) {
      return null;
    }
    functions.push(...plan.functions);
    edits.push(
      ...plan.edits,
      ...awaitCall(call, operandNode, home.cell.id, suffix)
    );
  }
  return { edits, functions };
}

/**
 * The rewrite of a loop that runs for ever: its tasks go on in the background,
 * on the kernel's loop, which runs anyway.
 */
function foreverRewrite(
  looping: readonly { start: IStart; kept: IKeptTasks }[],
  examined: readonly IExamined[],
  { edits: served, stops }: IBookkeeping,
  shownIn: string,
  context: IStartContext
): IRewrite[] {
  const { program } = context;
  const rules = awaitRules(context);
  const edits: IEdit[] = [...served];
  const tasks: string[] = [];
  const forever = looping.map(({ start }) => start);
  for (const { start, kept } of looping) {
    const place = placeOf(start.call, start.home.scopes);
    if (
      place.kind !== 'awaitable' ||
      place.function !== null ||
      !rules.atTopLevel(start.home) ||
      !start.home.cell.editable ||
      isUnderMagic(start) ||
      start.home.tree.hasError
    ) {
      return [];
    }
    edits.push(...kept.edits);
    tasks.push(...kept.tasks);
  }
  const awaited = awaitAll(examined, context);
  if (awaited === null) {
    return [];
  }
  edits.push(...awaited.edits);
  const [first] = forever;
  const sure =
    forever.every(({ certain }) => certain) &&
    examined.every(({ sure, left }) => sure && leavesLoopAlone(left));
  const { rerun, values } = effectsOf(
    forever.map(({ home, call }) => ({ home, node: call })),
    edits,
    { home: first.home, node: first.call },
    shownIn,
    program
  );
  return [
    {
      kind: 'task',
      safety:
        sure && !stops && !forever.some(start => goesOn(start, served))
          ? 'safe'
          : 'check',
      edits,
      rerun,
      values: {
        operand: shortened(first.call.text),
        dropped: [],
        ...values,
        task: tasks.join(', '),
        target: '',
        stops
      }
    }
  ];
}

function awaitRewrite(
  own: IExamined,
  examined: readonly IExamined[],
  { edits: served, stops }: IBookkeeping,
  shownIn: string,
  context: IStartContext,
  cancelling?: { definition: IDefinition; edits: readonly IEdit[] }
): IRewrite | null {
  const awaited = awaitAll(examined, context);
  if (awaited === null) {
    return null;
  }
  const { functions } = awaited;
  const edits = [...served, ...awaited.edits, ...(cancelling?.edits ?? [])];
  const changed = [
    ...examined.map(({ start }) => start),
    ...[...functions, ...(cancelling ? [cancelling.definition] : [])].map(
      ({ home, value }) => ({ home, call: value! })
    )
  ];
  const { rerun, values } = effects(own, changed, edits, shownIn, context);
  return {
    kind: 'await',
    safety:
      !stops &&
      // Nothing under a magic goes on in the background: the cell would wait
      // for ever.
      !(
        isUnderMagic(own.start) &&
        isEndlessOperand(own.operand, context.program)
      ) &&
      examined.every(
        ({ sure, left, options, start }) =>
          sure &&
          left.tasks.length === 0 &&
          left.siblings.length === 0 &&
          left.variables.length === 0 &&
          leavesLoopAlone(left) &&
          options.every(isHarmlessOption) &&
          !isEchoed(start.call)
      )
        ? 'safe'
        : 'check',
    edits,
    rerun,
    values: {
      ...values,
      tasks: cancelling
        ? []
        : [...new Set(examined.flatMap(({ left }) => left.tasks))],
      endedBy: own.start.kind === 'run' ? 'asyncio.run' : '',
      siblings: [
        ...new Set(examined.flatMap(({ left }) => left.siblings.map(shortened)))
      ],
      cancels: cancelling ? own.left.tasks : [],
      signals: examined.some(({ left }) => left.signals),
      settings: examined.flatMap(({ left }) => left.settings),
      variables: examined.flatMap(({ left }) => left.variables),
      seesTasks: examined.some(({ left }) => left.seesTasks),
      stops,
      functions: [...new Set(functions.map(({ name }) => name))]
    }
  };
}

/**
 * The rewrite that awaits a coroutine and cancels the tasks that it would leave
 * behind, where `asyncio.run` cancelled them.
 */
function cancelRewrite(
  own: IExamined,
  examined: readonly IExamined[],
  bookkeeping: IBookkeeping,
  shownIn: string,
  context: IStartContext
): IRewrite | null {
  const { start, operand, left } = own;
  if (
    start.kind !== 'run' ||
    left.calls.length === 0 ||
    !(operand.kind === 'coroutine' || operand.kind === 'uncalled') ||
    !operand.certain
  ) {
    return null;
  }
  const { definition } = operand;
  const operands = context.starts.flatMap(other =>
    other.kind === 'run' ? (other.operand ?? []) : []
  );
  const edits = cancelTasks(definition, left.calls, operands, context.program);
  return (
    edits &&
    awaitRewrite(own, examined, bookkeeping, shownIn, context, {
      definition,
      edits
    })
  );
}

function taskRewrite(
  own: IExamined,
  served: readonly IEdit[],
  shownIn: string,
  context: IStartContext
): IRewrite | null {
  const { start, operandNode, operand, place, suffix, sure, left } = own;
  const { home, call } = start;
  const server =
    serverRewrite(start, operandNode, served, shownIn, context) ??
    lastServerRewrite(own, served, shownIn, context);
  if (server !== null) {
    return server;
  }
  if (
    place.kind !== 'awaitable' ||
    place.function !== null ||
    left.stopsLoop ||
    isUnderMagic(start) ||
    !awaitRules(context).atTopLevel(home)
  ) {
    return null;
  }
  const background = runInBackground(
    call,
    operandNode,
    home,
    context.program,
    suffix,
    operand.kind === 'future' ? 'ensure_future' : 'create_task'
  );
  if (background === null) {
    return null;
  }
  const endless =
    isEndlessOperand(operand, context.program) ||
    WAITS_FOREVER.test(operandNode.text);
  const edits = [...served, ...background.edits];
  const { rerun, values } = effects(own, [start], edits, shownIn, context);
  return {
    kind: 'task',
    safety: sure && endless && background.target === null ? 'safe' : 'check',
    edits,
    rerun,
    values: {
      ...values,
      task: background.task,
      target: background.target ?? ''
    }
  };
}

/**
 * The rewrite of a start whose operand is a library's server or bot, as its
 * recipe says; null where none does.
 */
function serverRewrite(
  { call, home, certain }: IStart,
  operand: SyntaxNode,
  served: readonly IEdit[],
  shownIn: string,
  context: IStartContext
): IRewrite | null {
  const known =
    operand.type === 'call'
      ? libraryCallOf(operand, home, context.program)
      : null;
  const background =
    known?.entry.awaited === true ? known.entry.background : undefined;
  const rewrite =
    background &&
    inBackground(
      { ...known!, certain: known!.certain && certain },
      background,
      shownIn,
      context,
      call
    );
  return rewrite
    ? {
        ...rewrite,
        edits: [...served, ...rewrite.edits],
        values: { ...rewrite.values, task: '', target: '' }
      }
    : null;
}

/**
 * The rewrite of a start whose coroutine function ends with a library's server
 * or bot: that goes on in the background, and what is above it is awaited. Null
 * where it does not end so.
 */
function lastServerRewrite(
  own: IExamined,
  served: readonly IEdit[],
  shownIn: string,
  context: IStartContext
): IRewrite | null {
  const { operand, start, sure } = own;
  if (operand.kind !== 'coroutine' && operand.kind !== 'uncalled') {
    return null;
  }
  const { value: def, home } = operand.definition;
  const body = def?.child('body')?.parts ?? [];
  const last = body[body.length - 1]?.parts[0];
  const known =
    last?.type === 'await' && last.parts[0].type === 'call'
      ? libraryCallOf(last.parts[0], home, context.program)
      : null;
  const background =
    known?.entry.awaited === true ? known.entry.background : undefined;
  const rewrite =
    background && inBackground(known!, background, shownIn, context, last);
  const awaited = rewrite ? awaitAll([own], context) : null;
  if (!rewrite || awaited === null) {
    return null;
  }
  const edits = [...served, ...rewrite.edits, ...awaited.edits];
  const changed = [start, { home, call: def! }];
  const { rerun, values } = effects(own, changed, edits, shownIn, context);
  return {
    ...rewrite,
    safety: sure ? rewrite.safety : 'check',
    edits,
    rerun,
    values: { ...rewrite.values, ...values, task: '', target: '' }
  };
}

function threadRewrite(
  own: IExamined,
  examined: readonly IExamined[],
  { edits: served, stops, ends, keeps }: IBookkeeping,
  shownIn: string,
  context: IStartContext
): IRewrite | null {
  const { facts, program, document } = context;
  const edits: IEdit[] = [...served];
  // `asyncio.run` cancels the tasks that are left; it does not wait for them.
  let safe =
    !stops &&
    !(ends === 'wait' && examined.some(({ left }) => left.tasks.length > 0));
  if (keeps) {
    // What is made on the loop by hand would belong to another one.
    return null;
  }
  for (const one of examined) {
    const { start, operandNode, operand, place, suffix, options, sure } = one;
    const { call, home } = start;
    const awaitable =
      place.kind === 'awaitable' &&
      (place.function !== null || awaitRules(context).atTopLevel(home)) &&
      (comprehensionDepth(call, home.scopes) < 2 ||
        awaitRules(context).inNestedComprehensions);
    if (
      facts.threads === false ||
      operand.kind === 'future' ||
      call.parent?.type === 'await' ||
      usesKernelLoop(operandNode, home, program) ||
      (!awaitable &&
        (document.kind === 'script' || !options.every(isHarmlessOption)))
    ) {
      return null;
    }
    const own = runInThread(start, operandNode, program, awaitable, suffix);
    if (own === null) {
      return null;
    }
    edits.push(...own);
    safe &&=
      sure &&
      !isEndlessOperand(operand, program) &&
      !(examined.length > 1 && passesOn(one, examined, program));
  }
  const changed = examined.map(({ start }) => start);
  const { rerun, values } = effects(own, changed, edits, shownIn, context);
  return {
    kind: 'thread',
    safety: safe ? 'safe' : 'check',
    edits,
    rerun,
    values: {
      ...values,
      blocks: own.place.kind !== 'awaitable'
    }
  };
}

/**
 * Whether a start among several of one loop hands something on to the others
 * that may belong to the loop, or to the context that a runner keeps: loops of
 * their own would not have it.
 */
function passesOn(
  { start, operandNode, left }: IExamined,
  examined: readonly IExamined[],
  program: Program
): boolean {
  const others = examined.filter(other => other.start !== start);
  return (
    left.tasks.length > 0 ||
    left.variables.length > 0 ||
    [...operandNode.walk()].some(
      node =>
        node.type === 'identifier' &&
        program
          .resolve(node, start.home)
          .definitions.some(({ value }) =>
            others.some(other => value?.contains(other.start.call) === true)
          )
    )
  );
}

function isUnderMagic({ call, home }: IStart): boolean {
  return (
    home.masked.cellMagic !== null ||
    lineMagicAround(call, home.masked) !== null
  );
}

function isEndlessOperand(operand: Operand, program: Program): boolean {
  return (
    (operand.kind === 'coroutine' || operand.kind === 'uncalled') &&
    (isEndless(operand.definition, program) ||
      awaitsServer(operand.definition, program))
  );
}

/**
 * Whether a coroutine function awaits a library's server or bot that ends when
 * it is cancelled.
 */
function awaitsServer(
  { value: def, home }: IDefinition,
  program: Program
): boolean {
  return [...ownNodes(def!)].some(node => {
    const [call] = node.type === 'await' ? node.parts : [];
    const known =
      call?.type === 'call' ? libraryCallOf(call, home, program) : null;
    return (
      known?.entry.awaited === true &&
      known.entry.background?.stop.includes('{task}.cancel()') === true
    );
  });
}

/**
 * Whether what runs leaves the kernel's loop as it was.
 */
function leavesLoopAlone(left: ILeftBehind): boolean {
  return !left.signals && !left.seesTasks && left.settings.length === 0;
}

/**
 * What a rewrite of a start brings about, and how its sentences name it.
 */
function effects(
  { start, operandNode, suffix, options }: IExamined,
  changed: readonly { home: ICodeCell; call: SyntaxNode }[],
  edits: readonly IEdit[],
  shownIn: string,
  { program }: IStartContext
): Pick<IRewrite, 'rerun' | 'values'> {
  const { rerun, values } = effectsOf(
    changed.map(({ home, call }) => ({ home, node: call })),
    edits,
    { home: start.home, node: start.call },
    shownIn,
    program
  );
  return {
    rerun,
    values: {
      operand: shortened(operandNode.text + suffix),
      dropped: options.map(option => option.node.text),
      ...values
    }
  };
}

/**
 * An option that means nothing on a loop that is running already, and whose
 * value does nothing.
 */
function isHarmlessOption({ keyword, value }: IArgument): boolean {
  const constant = /^(?:true|false|none|integer)$/.test(value.type);
  return (
    constant &&
    (keyword === 'debug' ||
      (keyword === 'loop_factory' && value.type === 'none'))
  );
}

/**
 * Whether an f-string shows the call's own text: `f"{asyncio.run(f())=}"`.
 */
function isEchoed(call: SyntaxNode): boolean {
  const interpolation = call.closest(node => node.type === 'interpolation');
  return interpolation?.children.some(child => child.type === '=') === true;
}

/**
 * A name whose value is not known may be a function that was not called; a
 * parameter is what every call gives for it.
 */
function isUncertainName(
  node: SyntaxNode,
  home: ICodeCell,
  operand: Operand,
  program: Program
): boolean {
  if (
    operand.kind !== 'unknown' ||
    (node.type !== 'attribute' && node.type !== 'identifier')
  ) {
    return false;
  }
  const definition =
    node.type === 'identifier'
      ? program.resolve(node, home).definition
      : undefined;
  const given =
    definition?.kind === 'parameter' ? givenFor(definition, program) : null;
  return (
    given === null ||
    given.length === 0 ||
    !given.every(one => {
      const { kind, certain } = valueOf(one.node, one.home, program);
      return kind === 'coroutine' && certain;
    })
  );
}
