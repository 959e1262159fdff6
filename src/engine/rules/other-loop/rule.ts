import type { IErrorOutput } from '../../evidence/errorOutput';
import { userFrameOf } from '../../evidence/userFrame';
import type { IExplanation, IFinding, ITranslator } from '../../finding';
import { code } from '../../inlineCode';
import { lineEnd, offsetOfLine, positionOf } from '../../lines';
import { argumentsOf } from '../../python/calls';
import { functionsReached } from '../../python/coroutines';
import type { SyntaxNode } from '../../python/node';
import { unparenthesized } from '../../python/node';
import type { ICodeCell, IDefinition, Program } from '../../python/program';
import { runsAtOnce } from '../../python/program';
import type { IStart } from '../../python/starts';
import { threadsOf, threadStartsIn } from '../../python/threads';
import { valueOf } from '../../python/values';
import { shortened } from '../../rewrite/shortened';
import type { IRule, IRuleContext } from '../rule';

/**
 * Something that belongs to one loop, used on another: CPython
 * Lib/asyncio/mixins.py, `_get_loop`; Modules/_asynciomodule.c, `task_step`.
 */
export const otherLoop: IRule = {
  id: 'other-loop',

  mayApply({ cells }) {
    return cells.some(
      ({ source, outputs }) =>
        /\basyncio\s*\.\s*run\b/.test(source) ||
        outputs.some(
          ({ output_type, evalue }) =>
            output_type === 'error' && MESSAGES.test(String(evalue))
        )
    );
  },

  *find(context) {
    const told = new Set<string>();
    for (const error of context.errors.filter(isOurs)) {
      const finding = ofError(error, context);
      if (finding !== null) {
        told.add(`${finding.cell} ${finding.values.line}`);
        yield finding;
      }
    }
    if (context.document.kind === 'notebook') {
      for (const run of runsInThreads(context)) {
        const finding = ofRun(run, context);
        if (
          finding !== null &&
          !told.has(`${finding.cell} ${finding.values.line}`)
        ) {
          yield finding;
        }
      }
    }
  },

  explain
};

const MESSAGES =
  /^Task [^]* got Future [^]* attached to a different loop|^<[^]*> is bound to a different (?:event )?loop|^The future belongs to a different loop|^Event loop is closed\s*$/;

function isOurs({ name, message }: IErrorOutput): boolean {
  return /^(?:RuntimeError|ValueError)$/.test(name) && MESSAGES.test(message);
}

function ofError(
  error: IErrorOutput,
  { program }: IRuleContext
): IFinding | null {
  const frame = userFrameOf(error, program);
  if (typeof frame === 'string') {
    return null;
  }
  const { home, line } = frame;
  const from = offsetOfLine(home.cell.source, line);
  const to = lineEnd(home.cell.source, from);
  const bound = [...home.tree.root.walk()]
    .filter(node => from <= node.from && node.to <= to)
    .map(node => boundTo(node, home, program))
    .find(definition => definition !== null);
  return {
    rule: otherLoop.id,
    values: {
      form: /closed/.test(error.message) ? 'closed' : 'error',
      line,
      call: shortened(home.cell.source.slice(from, to)),
      name: bound?.name ?? '',
      object:
        /<(?:\w+\.)*(\w+)/.exec(
          error.message.replace(/^Task .*? got /, '')
        )?.[1] ?? ''
    },
    cell: home.cell.id,
    from,
    to,
    shownIn: error.cell.id,
    evidence: 'error',
    matched: true,
    severity: 'error',
    rewrites: []
  };
}

/**
 * A coroutine that `asyncio.run` runs in a thread.
 */
interface IRun {
  readonly home: ICodeCell;
  readonly call: SyntaxNode;
  readonly operand: SyntaxNode;
}

function runsInThreads({ program, starts }: IRuleContext): IRun[] {
  return [
    ...threadStartsIn(program).flatMap(start => {
      const { home, call, target } = start;
      const run =
        program.qualifiedName(target.value, home)?.name === 'asyncio.run';
      const operand = argumentsOf(call)
        .flatMap(({ value }) =>
          /^(?:tuple|list)$/.test(value.type) ? value.parts : [value]
        )
        .find(part => valueOf(part, home, program).kind === 'coroutine');
      return run && operand !== undefined ? [{ home, call, operand }] : [];
    }),
    ...starts.flatMap((start: IStart) =>
      start.kind === 'run' &&
      start.operand !== undefined &&
      (threadsOf(start.call, start.home, program) ?? []).length > 0
        ? [{ home: start.home, call: start.call, operand: start.operand }]
        : []
    )
  ];
}

function ofRun(
  { home, call, operand }: IRun,
  { program }: IRuleContext
): IFinding | null {
  const value = valueOf(operand, home, program);
  const inThread = functionsReached(operand, home, program);
  const used =
    value.kind === 'coroutine'
      ? boundIn(
          [
            ...inThread.map(({ value: def, home: where }) => ({
              node: def!,
              home: where
            })),
            { node: operand, home }
          ],
          program
        )
      : [];
  const shared = used.find(definition =>
    isUsedOnKernelLoop(definition, call, program)
  );
  return shared === undefined
    ? null
    : {
        rule: otherLoop.id,
        values: {
          form: 'code',
          line: positionOf(home.cell.source, call.from).line,
          call: shortened(call.text),
          operand: shortened(operand.text),
          name: shared.name,
          object: '',
          result: isResult(shared, program)
        },
        cell: home.cell.id,
        from: call.from,
        to: call.to,
        shownIn: home.cell.id,
        evidence: 'code',
        matched: true,
        severity: 'warning',
        rewrites: []
      };
}

interface IPart {
  readonly node: SyntaxNode;
  readonly home: ICodeCell;
}

/**
 * The variables of the notebook in these parts that hold something of a loop's.
 */
function boundIn(parts: readonly IPart[], program: Program): IDefinition[] {
  const found = new Map<SyntaxNode, IDefinition>();
  for (const { node, home } of parts) {
    for (const part of node.walk()) {
      const definition = boundTo(part, home, program);
      if (definition !== null) {
        found.set(definition.node, definition);
      }
    }
  }
  return [...found.values()];
}

/**
 * The variable that an identifier means, where a cell's top level made a lock,
 * a queue, an event, a future or a task for it.
 */
function boundTo(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): IDefinition | null {
  if (node.type !== 'identifier' || node.field === 'attribute') {
    return null;
  }
  const { kind, definition, certain } = program.resolve(node, home);
  if (
    kind !== 'module' ||
    !certain ||
    definition?.kind !== 'assignment' ||
    definition.value === undefined ||
    definition.node === node ||
    unparenthesized(definition.value).type !== 'call' ||
    !runsAtOnce(definition.node, definition.home)
  ) {
    return null;
  }
  const value = valueOf(definition.value, definition.home, program);
  return value.certain &&
    (value.kind === 'task' ||
      value.kind === 'future' ||
      BOUND.test(value.type ?? ''))
    ? definition
    : null;
}

const BOUND =
  /^asyncio\.(?:Lock|Event|Condition|Semaphore|BoundedSemaphore|Barrier|Queue|LifoQueue|PriorityQueue)$/;

/**
 * Whether a variable holds a task or a future, which belongs to the loop that it
 * was made on; locks, queues and events come to a loop when somebody first has
 * to wait for them there (CPython 3.10, Lib/asyncio/mixins.py, `_get_loop`).
 */
function isResult({ value, home }: IDefinition, program: Program): boolean {
  const { kind } = valueOf(unparenthesized(value!), home, program);
  return kind === 'task' || kind === 'future';
}

/**
 * Whether a cell's top level, outside of what the thread runs, comes to the same
 * object: directly, or in a coroutine that it awaits or starts.
 */
function isUsedOnKernelLoop(
  definition: IDefinition,
  run: SyntaxNode,
  program: Program
): boolean {
  if (isResult(definition, program)) {
    return true;
  }
  return program.cells.some(home =>
    [...home.tree.root.walk()].some(node => {
      if (
        !(node.type === 'await' || isTaskStart(node, home, program)) ||
        !runsAtOnce(node, home) ||
        node.contains(run) ||
        run.contains(node)
      ) {
        return false;
      }
      const parts = [
        { node, home },
        ...functionsReached(node, home, program).map(
          ({ value: def, home: where }) => ({ node: def!, home: where })
        )
      ];
      return boundIn(parts, program).some(
        other => other.node === definition.node
      );
    })
  );
}

function isTaskStart(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  return (
    node.type === 'call' &&
    /^asyncio\.(?:create_task|ensure_future)$/.test(
      program.qualifiedName(node.child('function')!, home)?.name ?? ''
    )
  );
}

function explain(trans: ITranslator, { values }: IFinding): IExplanation {
  const call = code(values.call);
  const advice = trans.__(
    'Use it on the loop it was made for, or make one inside the coroutine that the other loop runs.'
  );
  switch (values.form) {
    case 'closed':
      return {
        headline: trans.__('The event loop of this object is closed'),
        sentences: trans.__(
          '%1 on line %2 uses something that was made on an event loop which has ended: a client or a connection from an earlier %3. Make it anew in the coroutine that uses it.',
          call,
          values.line,
          code('asyncio.run')
        ),
        rewrites: []
      };
    case 'error':
      return {
        headline: trans.__('This belongs to another event loop'),
        sentences: [
          values.name === ''
            ? values.object === ''
              ? trans.__(
                  '%1 on line %2 waits for what belongs to another event loop than the one it runs on.',
                  call,
                  values.line
                )
              : trans.__(
                  '%1 on line %2 waits for what belongs to another event loop than the one it runs on: %3.',
                  call,
                  values.line,
                  code(values.object)
                )
            : trans.__(
                '%1 on line %2 waits for %3, which belongs to another event loop than the one it runs on.',
                call,
                values.line,
                code(values.name)
              ),
          advice
        ].join(' '),
        rewrites: []
      };
    default:
      return {
        headline: trans.__('Two event loops share one object'),
        sentences: [
          values.result === true
            ? trans.__(
                '%1 on line %2 runs %3 on an event loop of its own, in a thread. It waits for %4, which belongs to the notebook’s loop: that fails, unless it is done by then.',
                call,
                values.line,
                code(values.operand),
                code(values.name)
              )
            : trans.__(
                '%1 on line %2 runs %3 on an event loop of its own, in a thread. It uses %4, which the notebook’s loop uses too: that goes well only while nobody has to wait for it; then it fails, or hangs without a word.',
                call,
                values.line,
                code(values.operand),
                code(values.name)
              ),
          advice
        ].join(' '),
        rewrites: []
      };
  }
}
