import type { IEdit } from '../../edit';
import type { IExplanation, IFinding, ITranslator } from '../../finding';
import { code } from '../../inlineCode';
import { argument, argumentsOf } from '../../python/calls';
import { isGuarded } from '../../python/guards';
import { isMeantToFail } from '../../python/meantToFail';
import type { SyntaxNode } from '../../python/node';
import { statementOf, unparenthesized } from '../../python/node';
import type { ICodeCell, Program } from '../../python/program';
import { readsOf } from '../../python/reads';
import type { IThreadStart } from '../../python/threads';
import { threadsOf, threadStartsIn } from '../../python/threads';
import { valueOf } from '../../python/values';
import { asyncioModule } from '../../rewrite/asyncioModule';
import { changeForm } from '../../rewrite/changeForm';
import { kernelLoopAt } from '../../rewrite/kernelLoop';
import { removeStatements } from '../../rewrite/removeStatements';
import { usesKernelLoop } from '../../rewrite/runInThread';
import { shortened } from '../../rewrite/shortened';
import { explainForm } from '../explainForm';
import type { IRuleContext } from '../rule';
import type { ITrouble } from '../wrongForm';
import { wrongForm } from '../wrongForm';

/**
 * Tasks and loops asked for in a thread where no loop is running: CPython
 * Lib/asyncio/events.py, `get_event_loop`; Modules/_asynciomodule.c,
 * `get_running_loop`.
 */
export const taskInThread = wrongForm({
  id: 'task-in-thread',
  word: /\b(?:create_task|ensure_future|get_running_loop|get_event_loop)\b/,
  message:
    /^RuntimeError: (?:no running event loop|There is no current event loop in thread)/,
  through: /(?:concurrent|threading)/,
  fails: ({ node, home }, { program }) =>
    !isMeantToFail(node) && !isGuarded(node, home, program),
  troublesAt: (node, home, context) => [troubleAt(node, home, context)],
  explain
});

const MAKERS =
  /^asyncio\.(create_task|ensure_future|get_running_loop|get_event_loop)$/;

/**
 * A loop or a task asked for in a thread.
 */
interface IAsked {
  readonly call: SyntaxNode;
  readonly home: ICodeCell;
  readonly context: IRuleContext;
  readonly starts: readonly IThreadStart[];
}

/**
 * What to write instead.
 */
interface IPlan {
  readonly edits: readonly IEdit[];
  readonly after: string;

  /**
   * `kernel`: it runs on the loop that the thread was started from; `own`: on
   * one of the thread's own.
   */
  readonly on: 'kernel' | 'own';
  readonly safe: boolean;
}

function troubleAt(
  call: SyntaxNode,
  home: ICodeCell,
  context: IRuleContext
): ITrouble | null {
  const { program } = context;
  if (call.type !== 'call') {
    return null;
  }
  const given = threadStartsIn(program).find(start => start.call === call);
  if (given !== undefined) {
    return ofGiven(given, program);
  }
  const found = program.qualifiedName(call.child('function')!, home);
  const made = MAKERS.exec(found?.name ?? '')?.[1];
  if (made === undefined) {
    return null;
  }
  const starts = threadsOf(call, home, program);
  const own = made === 'get_event_loop' && setsLoop(program);
  return {
    home,
    node: call,
    certain: starts !== null && starts.length > 0 && found!.certain && !own,
    values: {
      call: shortened(call.text),
      made,
      start: starts?.[0] === undefined ? '' : shortened(starts[0].call.text)
    },
    shows: () => true,
    rewrites: shownIn => {
      const plan =
        starts === null || own || !found!.certain
          ? null
          : planFor({ call, home, context, starts }, made);
      return [
        plan &&
          changeForm(
            {
              site: { home, node: call },
              edits: plan.edits,
              awaitedAt: [],
              kind: plan.on === 'own' ? 'thread' : 'task',
              safe: plan.safe && context.document.kind === 'notebook',
              values: { after: plan.after, on: plan.on }
            },
            shownIn,
            context
          )
      ];
    }
  };
}

/**
 * `asyncio.to_thread(asyncio.get_event_loop)`.
 */
function ofGiven(
  { call, home, target, where }: IThreadStart,
  program: Program
): ITrouble | null {
  const made = MAKERS.exec(
    program.qualifiedName(target.value, home)?.name ?? ''
  )?.[1];
  return made === undefined || where !== 'thread'
    ? null
    : {
        home,
        node: call,
        certain: !setsLoop(program),
        values: {
          call: shortened(target.value.text),
          made,
          start: shortened(call.text)
        },
        shows: () => true,
        rewrites: () => []
      };
}

/**
 * Whether some thread gives itself a loop.
 */
function setsLoop(program: Program): boolean {
  return ['set_event_loop', 'set_event_loop_policy'].some(
    name => program.identifiers(name).length > 0
  );
}

function planFor(asked: IAsked, made: string): IPlan | null {
  return /^get_/.test(made) ? ofLoop(asked) : ofTask(asked);
}

/**
 * `asyncio.create_task(job())`: the loop that the thread was started from makes
 * the task.
 */
function ofTask({ call, home, context, starts }: IAsked): IPlan | null {
  const { program } = context;
  const args = argumentsOf(call);
  const operand = argument(args, 0, call.text.includes('coro=') ? 'coro' : '');
  if (
    operand === undefined ||
    operand.unpacked ||
    valueOf(operand.value, home, program).kind !== 'coroutine'
  ) {
    return null;
  }
  const module = asyncioModule(call.child('function')!, home, program);
  const loop = kernelLoopAt(call, home, starts, program);
  return module === null || loop === null
    ? null
    : {
        edits: [
          ...module.edits,
          ...loop.edits,
          ...threadsafe(call, operand.value, module.name, loop.name, home)
        ],
        after: `${module.name}.run_coroutine_threadsafe(…, ${loop.name})`,
        on: 'kernel',
        safe: isStatement(call)
      };
}

/**
 * The edits that make `asyncio.run_coroutine_threadsafe(operand, loop)` of a
 * call that makes a task.
 */
function threadsafe(
  call: SyntaxNode,
  operand: SyntaxNode,
  module: string,
  loop: string,
  home: ICodeCell
): IEdit[] {
  const cell = home.cell.id;
  return [
    {
      cell,
      from: call.from,
      to: operand.from,
      insert: `${module}.run_coroutine_threadsafe(`
    },
    { cell, from: operand.to, to: call.to, insert: `, ${loop})` }
  ];
}

/**
 * Whether nothing reads what the call gives.
 */
function isStatement(call: SyntaxNode): boolean {
  return call.parent?.type === 'expression_statement';
}

/**
 * `asyncio.get_event_loop()`: what the code does with the loop says which loop
 * it needs.
 */
function ofLoop(asked: IAsked): IPlan | null {
  const { call, home, context } = asked;
  const { program } = context;
  const assignment = call.parent;
  const name =
    assignment?.type === 'assignment' && call.field === 'right'
      ? assignment.child('left')
      : undefined;
  if (name === undefined) {
    return ofUses(asked, [call], null);
  }
  if (
    name.type !== 'identifier' ||
    assignment!.parent?.type !== 'expression_statement' ||
    home.scopes.lookup(name.text, name) === home.scopes.module
  ) {
    return null;
  }
  const reads = readsOf(name, home, program);
  return reads.length === 0 ||
    reads.some(read => !read.certain || read.home !== home)
    ? null
    : ofUses(
        asked,
        reads.map(({ node }) => node),
        name
      );
}

/**
 * @param uses - where the loop is used
 * @param name - the variable that holds it, or null
 */
function ofUses(
  asked: IAsked,
  uses: readonly SyntaxNode[],
  name: SyntaxNode | null
): IPlan | null {
  const methods = uses.map(use => methodCall(use));
  const known = methods.filter(call => call !== null);
  const called = (call: SyntaxNode) =>
    call.child('function')!.child('attribute')!.text;
  return known.length === uses.length &&
    known.some(call => called(call) === 'run_until_complete') &&
    known.every(call => /^(?:run_until_complete|close)$/.test(called(call)))
    ? onOwnLoop(asked, known, name)
    : onKernelLoop(asked, uses, name);
}

/**
 * The call `use.method(…)`, or null.
 */
function methodCall(use: SyntaxNode): SyntaxNode | null {
  const attribute = use.parent;
  const call = attribute?.parent;
  return attribute?.type === 'attribute' &&
    use.field === 'object' &&
    call?.type === 'call' &&
    attribute.field === 'function'
    ? call
    : null;
}

/**
 * `loop.run_until_complete(job())`: `asyncio.run(job())`.
 */
function onOwnLoop(
  { call, home, context }: IAsked,
  calls: readonly SyntaxNode[],
  name: SyntaxNode | null
): IPlan | null {
  const { program } = context;
  const cell = home.cell.id;
  const module = asyncioModule(call.child('function')!, home, program);
  if (module === null) {
    return null;
  }
  const edits: IEdit[] = [...module.edits];
  const gone = name === null ? [] : [statementOf(call)];
  const run = calls.filter(
    one => one.child('function')!.child('attribute')!.text !== 'close'
  );
  for (const one of calls) {
    if (!run.includes(one)) {
      if (one.parent?.type !== 'expression_statement') {
        return null;
      }
      gone.push(one.parent);
      continue;
    }
    const operand = argument(argumentsOf(one), 0, 'future');
    if (
      operand === undefined ||
      operand.unpacked ||
      valueOf(operand.value, home, program).kind !== 'coroutine' ||
      usesKernelLoop(operand.value, home, program)
    ) {
      return null;
    }
    const callee = one.child('function')!;
    edits.push({
      cell,
      from: callee.from,
      to: callee.to,
      insert: `${module.name}.run`
    });
    if (operand.keyword !== null) {
      edits.push({
        cell,
        from: operand.node.from,
        to: operand.value.from,
        insert: ''
      });
    }
  }
  const removed = gone.length === 0 ? [] : removeStatements(gone, cell);
  return removed === null
    ? null
    : {
        edits: [...edits, ...removed],
        after: `${module.name}.run(…)`,
        on: 'own',
        safe: run.length === 1
      };
}

/**
 * What else the thread wants of the loop, it wants of the one that it was
 * started from.
 */
function onKernelLoop(
  { call, home, context, starts }: IAsked,
  uses: readonly SyntaxNode[],
  name: SyntaxNode | null
): IPlan | null {
  const { program } = context;
  const cell = home.cell.id;
  const module = asyncioModule(call.child('function')!, home, program);
  if (module === null) {
    return null;
  }
  const edits: IEdit[] = [...module.edits];
  const taken =
    name === null || isKnown(name, home, program) ? undefined : name.text;
  const loop = kernelLoopAt(statementOf(call), home, starts, program, taken);
  let after = '';
  let safe = true;
  if (loop === null) {
    return null;
  }
  for (const use of uses) {
    const changed = onThreadsafe(use, loop.name, module.name, home, program);
    if (changed === null) {
      return null;
    }
    edits.push(...changed.edits);
    after ||= changed.after;
    safe = safe && changed.safe;
    const waited = waitedFor(use);
    if (
      waited &&
      !starts.every(({ kind }) => /^(?:to_thread|run_in_executor)$/.test(kind))
    ) {
      return null;
    }
  }
  if (name !== null) {
    const removed = removeStatements([statementOf(call)], cell);
    if (removed === null) {
      return null;
    }
    edits.push(...removed);
  }
  return { edits: [...edits, ...loop.edits], after, on: 'kernel', safe };
}

/**
 * Whether other code of the document uses the name of a local variable.
 */
function isKnown(name: SyntaxNode, home: ICodeCell, program: Program): boolean {
  return program
    .identifiers(name.text)
    .some(
      other =>
        other.node.field !== 'attribute' &&
        (other.home !== home ||
          home.scopes.lookup(name.text, other.node) !==
            home.scopes.lookup(name.text, name))
    );
}

/**
 * Whether the thread waits for what the loop is to do: `….result()`.
 */
function waitedFor(use: SyntaxNode): boolean {
  return /\)\s*\.result\(/.test(statementOf(use).text);
}

function onThreadsafe(
  use: SyntaxNode,
  loop: string,
  module: string,
  home: ICodeCell,
  program: Program
): { edits: IEdit[]; after: string; safe: boolean } | null {
  const cell = home.cell.id;
  const renamed: IEdit[] = [{ cell, from: use.from, to: use.to, insert: loop }];
  const list = use.parent;
  const outer = list?.type === 'argument_list' ? list.parent : null;
  if (
    outer?.type === 'call' &&
    program.qualifiedName(outer.child('function')!, home)?.name ===
      'asyncio.run_coroutine_threadsafe'
  ) {
    return {
      edits: use.text === loop ? [] : renamed,
      after: `${module}.run_coroutine_threadsafe(…, ${loop})`,
      safe: true
    };
  }
  const call = methodCall(use);
  if (call === null || !isStatement(call)) {
    return null;
  }
  const attribute = call.child('function')!.child('attribute')!;
  if (attribute.text === 'create_task') {
    const [operand] = argumentsOf(call);
    return operand === undefined ||
      operand.unpacked ||
      unparenthesized(operand.value).type !== 'call'
      ? null
      : {
          edits: threadsafe(call, operand.value, module, loop, home),
          after: `${module}.run_coroutine_threadsafe(…, ${loop})`,
          safe: true
        };
  }
  const edits =
    use.text === loop
      ? []
      : [{ cell, from: use.from, to: use.to, insert: loop }];
  switch (attribute.text) {
    case 'call_soon':
      return {
        edits: [
          ...edits,
          {
            cell,
            from: attribute.from,
            to: attribute.to,
            insert: 'call_soon_threadsafe'
          }
        ],
        after: `${loop}.call_soon_threadsafe(…)`,
        safe: true
      };
    case 'call_soon_threadsafe':
      return {
        edits,
        after: `${loop}.call_soon_threadsafe(…)`,
        safe: true
      };
    default:
      return null;
  }
}

function explain(trans: ITranslator, finding: IFinding): IExplanation {
  const { values, rewrites } = finding;
  const call = code(values.call);
  return {
    headline: trans.__('No event loop runs in this thread'),
    sentences: [
      values.start === ''
        ? trans.__(
            '%1 on line %2 ran in a thread other than the event loop’s own. No loop is running there.',
            call,
            values.line
          )
        : trans.__(
            '%1 on line %2 runs in another thread: %3 starts it. No loop is running there.',
            call,
            values.line,
            code(values.start)
          ),
      rewrites.length > 0
        ? ''
        : trans.__(
            'Take the loop where the thread is started, with %1, and hand it what it is to run with %2; or run a coroutine on a loop of the thread’s own, with %3.',
            code('loop = asyncio.get_running_loop()'),
            code('asyncio.run_coroutine_threadsafe(job(), loop)'),
            code('asyncio.run(job())')
          )
    ]
      .filter(text => text !== '')
      .join(' '),
    rewrites: rewrites.map(rewrite =>
      explainForm(trans, rewrite, [
        rewrite.values.on === 'own'
          ? trans.__('It runs on an event loop of the thread’s own.')
          : trans.__('It runs on the notebook’s own event loop.')
      ])
    )
  };
}
