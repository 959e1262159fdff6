import type { IEdit } from '../../edit';
import type { IExplanation, IFinding, ITranslator } from '../../finding';
import { code } from '../../inlineCode';
import { argumentsOf } from '../../python/calls';
import { loopKind } from '../../python/loops';
import type { SyntaxNode } from '../../python/node';
import { unparenthesized } from '../../python/node';
import type { ICodeCell, IDefinition, Program } from '../../python/program';
import { runsAtOnce } from '../../python/program';
import type { IThreadStart } from '../../python/threads';
import { givenByThread, threadsOf, threadStartsIn } from '../../python/threads';
import { valueOf } from '../../python/values';
import { asyncioModule } from '../../rewrite/asyncioModule';
import { changeForm } from '../../rewrite/changeForm';
import { kernelLoopAt } from '../../rewrite/kernelLoop';
import { shortened } from '../../rewrite/shortened';
import { explainForm } from '../explainForm';
import type { IRuleContext } from '../rule';
import type { ITrouble } from '../wrongForm';
import { wrongForm } from '../wrongForm';

/**
 * A loop, or something that belongs to one, touched from another thread. Only
 * `call_soon_threadsafe` and `run_coroutine_threadsafe` may be (CPython docs,
 * "Developing with asyncio", section "Concurrency and Multithreading").
 */
export const loopFromThread = wrongForm({
  id: 'loop-from-thread',
  word: /\b(?:call_soon|call_later|call_at|create_task|put_nowait|get_nowait|put|get|set|clear|cancel|set_result|set_exception|notify|notify_all|release|stop)\s*\(|\.set\b/,
  message:
    /^RuntimeError: Non-thread-safe operation invoked on an event loop other than the current one/,
  fails: () => true,
  troublesAt: (node, home, context) => [troubleAt(node, home, context)],
  explain
});

/**
 * Methods that wake the loop's coroutines or change what they wait for, by the
 * class (CPython Lib/asyncio). What only asks (`qsize`, `is_set`, `done`) is
 * none of them.
 */
const TOUCHES: Readonly<Record<string, RegExp | undefined>> = {
  loop: /^(?:call_soon|call_later|call_at|create_task|stop)$/,
  'asyncio.Queue': /^(?:put_nowait|get_nowait|put|get|task_done)$/,
  'asyncio.LifoQueue': /^(?:put_nowait|get_nowait|put|get|task_done)$/,
  'asyncio.PriorityQueue': /^(?:put_nowait|get_nowait|put|get|task_done)$/,
  'asyncio.Event': /^(?:set|clear)$/,
  'asyncio.Lock': /^release$/,
  'asyncio.Semaphore': /^release$/,
  'asyncio.BoundedSemaphore': /^release$/,
  'asyncio.Condition': /^(?:notify|notify_all)$/,
  future: /^(?:set_result|set_exception|cancel)$/,
  task: /^cancel$/
};

/**
 * A method of an object of asyncio's, called from another thread than the one
 * its loop runs in.
 */
interface ITouch {
  readonly call: SyntaxNode;
  readonly object: SyntaxNode;
  readonly method: string;
  readonly kind: string;
  readonly home: ICodeCell;

  /**
   * The starts of the thread that the call runs in; of a call that runs on the
   * kernel's loop, none.
   */
  readonly starts: readonly IThreadStart[];
}

function troubleAt(
  call: SyntaxNode,
  home: ICodeCell,
  context: IRuleContext
): ITrouble | null {
  const { program } = context;
  const touch =
    call.type === 'call'
      ? (touchAt(call, home, program) ?? foreignLoop(call, home, program))
      : null;
  if (touch === null || call.parent?.type === 'await') {
    return null;
  }
  return {
    home,
    node: call,
    certain: true,
    severity: 'warning',
    values: {
      call: shortened(call.text),
      object: touch.object.text,
      kind: /^(?:loop|future|task)$/.test(touch.kind) ? touch.kind : 'object',
      method: touch.method,
      start:
        touch.starts[0] === undefined
          ? ''
          : shortened(touch.starts[0].call.text),
      ends: touch.kind === 'loop' && touch.method === 'stop'
    },
    shows: () => true,
    rewrites: shownIn => [rewriteFor(touch, shownIn, context)]
  };
}

function touchAt(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): ITouch | null {
  const callee = call.child('function')!;
  const object = callee.child('object');
  if (callee.type !== 'attribute' || object === undefined) {
    return null;
  }
  const method = callee.child('attribute')!.text;
  if (!METHODS.test(method) || runsAtOnce(call, home)) {
    return null;
  }
  const starts = threadsOf(call, home, program);
  if (starts === null || starts.length === 0) {
    return null;
  }
  const kind = kindOf(object, home, call, program);
  return kind !== null && TOUCHES[kind]?.test(method) === true
    ? { call, object, method, kind, home, starts }
    : null;
}

const METHODS =
  /^(?:call_soon|call_later|call_at|create_task|stop|put_nowait|get_nowait|put|get|task_done|set|clear|release|notify|notify_all|set_result|set_exception|cancel)$/;

/**
 * What an object is that the code around `call` did not make itself; null for
 * anything that is not of asyncio's, or that cannot be told.
 */
function kindOf(
  object: SyntaxNode,
  home: ICodeCell,
  call: SyntaxNode,
  program: Program
): string | null {
  const expression = unparenthesized(object);
  if (expression.type === 'identifier') {
    const { definition, definitions, certain } = program.resolve(
      expression,
      home
    );
    if (definition?.kind === 'parameter' && definitions.length === 1) {
      const given = givenByThread(definition, program);
      const kinds = (given ?? []).map(one =>
        kindOf(one.node, one.home, call, program)
      );
      return kinds.length > 0 && kinds.every(kind => kind === kinds[0])
        ? kinds[0]
        : null;
    }
    if (
      definition === undefined ||
      !certain ||
      definitions.some(one => isOwn(one, call, home))
    ) {
      return null;
    }
  } else if (expression.type !== 'attribute') {
    return null;
  }
  if (loopKind(expression, home, program) === 'kernel') {
    return 'loop';
  }
  const { kind, type, certain } = valueOf(expression, home, program);
  if (!certain) {
    return null;
  }
  return kind === 'task' || kind === 'future'
    ? kind
    : kind === 'instance' && type !== undefined && TOUCHES[type] !== undefined
      ? type
      : null;
}

/**
 * Whether a variable belongs to the function in which the call stands.
 */
function isOwn(
  { node, home: where }: IDefinition,
  call: SyntaxNode,
  home: ICodeCell
): boolean {
  const scope = home.scopes.scopeOf(call);
  return (
    where === home &&
    scope.bindings.get(node.text)?.some(own => own.node === node) === true
  );
}

/**
 * A method of a loop that runs in a thread, called on the kernel's own: `loop`
 * of `Thread(target=loop.run_forever)`, below the start.
 */
function foreignLoop(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): ITouch | null {
  const callee = call.child('function')!;
  const object = callee.child('object');
  const method = callee.child('attribute')?.text ?? '';
  if (
    object?.type !== 'identifier' ||
    TOUCHES.loop!.test(method) === false ||
    !runsAtOnce(call, home) ||
    loopKind(object, home, program) !== 'new'
  ) {
    return null;
  }
  const { definitions } = program.resolve(object, home);
  const runner = threadStartsIn(program).find(
    ({ target, home: where, call: start }) => {
      const run = target.value;
      return (
        run.type === 'attribute' &&
        run.child('attribute')!.text === 'run_forever' &&
        run.child('object')!.type === 'identifier' &&
        program
          .resolve(run.child('object')!, where)
          .definitions.some(one =>
            definitions.some(other => other.node === one.node)
          ) &&
        (where.index < home.index ||
          (where === home && isStartedAbove(start, call)))
      );
    }
  );
  return runner === undefined
    ? null
    : { call, object, method, kind: 'loop', home, starts: [] };
}

/**
 * Whether `.start()` of the thread stands above a call in the same cell.
 */
function isStartedAbove(start: SyntaxNode, call: SyntaxNode): boolean {
  const between = start.source.slice(start.from, call.from);
  return start.to < call.from && /\.start\(\)/.test(between);
}

function rewriteFor(
  { call, object, method, kind, home, starts }: ITouch,
  shownIn: string,
  context: IRuleContext
) {
  const { program } = context;
  const cell = home.cell.id;
  const callee = call.child('function')!;
  const args = argumentsOf(call);
  const statement = call.parent?.type === 'expression_statement';
  const isLoop = kind === 'loop';
  const foreign = starts.length === 0;
  if (isLoop && method === 'stop' && !foreign) {
    return null;
  }
  const change = (edits: readonly IEdit[], after: string, safe: boolean) =>
    changeForm(
      {
        site: { home, node: call },
        edits,
        awaitedAt: [],
        kind: 'other',
        safe,
        values: { after }
      },
      shownIn,
      context
    );
  if (isLoop && method === 'call_soon') {
    const name = callee.child('attribute')!;
    return change(
      [
        {
          cell,
          from: name.from,
          to: name.to,
          insert: 'call_soon_threadsafe'
        }
      ],
      `${object.text}.call_soon_threadsafe(…)`,
      true
    );
  }
  if (!statement || args.some(({ unpacked }) => unpacked)) {
    return null;
  }
  const module = asyncioModule(callee, home, program);
  const loop = isLoop
    ? { name: object.text, edits: [] }
    : kernelLoopAt(call, home, starts, program);
  if (loop === null || module === null) {
    return null;
  }
  const coroutine = (isLoop && method === 'create_task') || method === 'put';
  if (coroutine) {
    const operand = isLoop ? args[0]?.value : call;
    if (
      operand === undefined ||
      (isLoop && valueOf(operand, home, program).kind !== 'coroutine')
    ) {
      return null;
    }
    return change(
      [
        ...module.edits,
        ...loop.edits,
        {
          cell,
          from: call.from,
          to: operand.from,
          insert: `${module.name}.run_coroutine_threadsafe(`
        },
        { cell, from: operand.to, to: call.to, insert: `, ${loop.name})` }
      ],
      `${module.name}.run_coroutine_threadsafe(…, ${loop.name})`,
      true
    );
  }
  // `call_soon_threadsafe` hands on positional arguments only, and what the
  // method gives is lost.
  if (
    args.some(({ keyword }) => keyword !== null && keyword !== 'context') ||
    /^(?:get|get_nowait|notify|notify_all)$/.test(method)
  ) {
    return null;
  }
  const open = call.child('arguments')!.from;
  const bounded =
    (method === 'put_nowait' && isBounded(object, home, program)) ||
    asksBack(call, object);
  return change(
    [
      ...loop.edits,
      {
        cell,
        from: call.from,
        to: call.from,
        insert: `${loop.name}.call_soon_threadsafe(`
      },
      {
        cell,
        from: open,
        to: open + 1,
        insert: args.length === 0 ? '' : ', '
      }
    ],
    `${loop.name}.call_soon_threadsafe(${callee.text}…)`,
    !bounded
  );
}

/**
 * Whether the same function asks the object about what it just did: the loop
 * does it only later.
 */
function asksBack(call: SyntaxNode, object: SyntaxNode): boolean {
  const def = call.closest(({ type }) => type === 'function_definition');
  return ['qsize', 'empty', 'full', 'is_set', 'done', 'result', 'locked'].some(
    method => def?.text.includes(`${object.text}.${method}(`) === true
  );
}

/**
 * Whether a queue may be full: the error would come on the loop, and not to the
 * thread that puts something in.
 */
function isBounded(
  object: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const { made } = valueOf(object, home, program);
  return made.node.type === 'call' && argumentsOf(made.node).length > 0;
}

function explain(trans: ITranslator, finding: IFinding): IExplanation {
  const { values, rewrites } = finding;
  const call = code(values.call);
  const where =
    values.start === ''
      ? trans.__(
          'The loop of %1 on line %2 runs in a thread of its own, and this code runs in another.',
          call,
          values.line
        )
      : trans.__(
          '%1 on line %2 runs in another thread than the event loop: %3 starts it.',
          call,
          values.line,
          code(values.start)
        );
  return {
    headline: trans.__('An event loop is touched from another thread'),
    sentences: [
      where,
      values.kind === 'loop'
        ? trans.__(
            'The loop does not wake up for it, or breaks: only %1 may be called from there.',
            code('call_soon_threadsafe')
          )
        : trans.__(
            'What waits for %1 is not woken up, or only much later.',
            code(values.object)
          ),
      rewrites.length > 0
        ? ''
        : values.ends
          ? trans.__('It would also end the kernel, whose loop this is.')
          : trans.__(
              'Hand it to the loop, with %1 or %2.',
              code('loop.call_soon_threadsafe'),
              code('asyncio.run_coroutine_threadsafe')
            )
    ]
      .filter(text => text !== '')
      .join(' '),
    rewrites: rewrites.map(rewrite => explainForm(trans, rewrite))
  };
}
