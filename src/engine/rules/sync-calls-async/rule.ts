import type { IEdit } from '../../edit';
import type { IErrorOutput } from '../../evidence/errorOutput';
import { userFrameOf } from '../../evidence/userFrame';
import type { IExplanation, IFinding, ITranslator } from '../../finding';
import { code } from '../../inlineCode';
import { positionOf } from '../../lines';
import { placeOf } from '../../python/awaitable';
import { argument, argumentsOf } from '../../python/calls';
import { operandOf, ownNodes, some } from '../../python/coroutines';
import { givenFor } from '../../python/given';
import { isAskedAbove, isGuarded } from '../../python/guards';
import { loopIsPatched } from '../../python/loopPatch';
import { loopKind } from '../../python/loops';
import type { SyntaxNode } from '../../python/node';
import { unparenthesized } from '../../python/node';
import type { ICodeCell, IReference, Program } from '../../python/program';
import { isReachedAtOnce } from '../../python/reached';
import { secondAttempt } from '../../python/secondAttempt';
import { effectsOf } from '../../rewrite/effects';
import { usesKernelLoop, waitInThread } from '../../rewrite/runInThread';
import { shortened } from '../../rewrite/shortened';
import { repeatNotes } from '../explainAwait';
import type { IRule, IRuleContext } from '../rule';
import { isLoopRunningError } from '../startsLoop';

/**
 * Plain functions that mean to run a coroutine whether a loop is running or
 * not, and go wrong where one is.
 */
export const syncCallsAsync: IRule = {
  id: 'sync-calls-async',

  mayApply({ cells }) {
    return cells.some(
      ({ kind, source }) =>
        kind === 'code' &&
        /\b(?:run_coroutine_threadsafe|create_task|ensure_future|run_until_complete)\b/.test(
          source
        )
    );
  },

  *find(context) {
    const { document, program } = context;
    if (document.kind === 'script' || loopIsPatched(program)) {
      return;
    }
    for (const home of program.cells) {
      if (home.tree.hasError) {
        continue;
      }
      for (const call of home.tree.root.walk()) {
        const trouble =
          call.type === 'call'
            ? (waitsForItself(call, home, program) ??
              returnsTask(call, home, context) ??
              failsTwice(call, home, context))
            : null;
        if (trouble !== null) {
          yield findingFor(trouble, home, context);
        }
      }
    }
  },

  explain
};

interface ITrouble {
  readonly kind: 'deadlock' | 'task' | 'again';

  /**
   * What goes wrong.
   */
  readonly call: SyntaxNode;

  /**
   * What the thread stands for; null where it cannot be replaced.
   */
  readonly replaced: SyntaxNode | null;
  readonly operand: SyntaxNode;
  readonly edits: readonly IEdit[];

  /**
   * A callee in it that may name the asyncio module.
   */
  readonly callee: SyntaxNode;
}

/**
 * `run_coroutine_threadsafe(c, loop).result()` where the loop is that of the
 * thread which waits: it waits for ever (Python documentation, "asyncio-task",
 * `run_coroutine_threadsafe`). Only behind a question for the loop; elsewhere
 * it is a blocking call like others.
 */
function waitsForItself(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): ITrouble | null {
  const callee = call.child('function')!;
  const object = callee.child('object');
  if (object === undefined || callee.child('attribute')!.text !== 'result') {
    return null;
  }
  const submitted = madeBy(object, home, program);
  const submit = submitted?.child('function');
  if (
    submitted?.type !== 'call' ||
    submit === undefined ||
    program.qualifiedName(submit, home)?.name !==
      'asyncio.run_coroutine_threadsafe' ||
    (!isAsked(call, home, program) && !isAsked(submitted, home, program))
  ) {
    return null;
  }
  const args = argumentsOf(submitted);
  const operand = argument(args, 0, 'coro')?.value;
  const loop = argument(args, 1, 'loop')?.value;
  return operand !== undefined &&
    loop !== undefined &&
    placeOf(call, home.scopes).kind === 'function' &&
    isOwnLoop(loop, call, home, program)
    ? {
        kind: 'deadlock',
        call,
        replaced: submitted === unparenthesized(object) ? call : null,
        operand,
        callee: submit,
        edits: []
      }
    : null;
}

function isAsked(node: SyntaxNode, home: ICodeCell, program: Program): boolean {
  return isGuarded(node, home, program) || isAskedAbove(node, home, program);
}

/**
 * The expression that makes what a name stands for, or the expression itself.
 */
function madeBy(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): SyntaxNode | null {
  const expression = unparenthesized(node);
  if (expression.type !== 'identifier') {
    return expression;
  }
  const { definition, definitions } = program.resolve(expression, home);
  return definitions.length === 1 && definition?.home === home
    ? (definition.value ?? null)
    : null;
}

/**
 * Whether a loop was asked for in the function that waits, so that it is the
 * one of the same thread.
 */
function isOwnLoop(
  loop: SyntaxNode,
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const expression = unparenthesized(loop);
  const place = placeOf(call, home.scopes);
  const around = 'function' in place ? place.function : null;
  // `None` stands for no loop: it is not what is waited on.
  const made =
    expression.type === 'identifier'
      ? program
          .resolve(expression, home)
          .definitions.map(({ value }) => value)
          .filter(value => value?.type !== 'none')
      : [expression];
  return (
    made.length > 0 &&
    made.every(
      value =>
        value !== undefined &&
        around?.contains(value) === true &&
        loopKind(value, home, program) === 'kernel'
    )
  );
}

/**
 * A task returned where a loop is running, and the coroutine's value where none
 * is.
 */
function returnsTask(
  call: SyntaxNode,
  home: ICodeCell,
  { program, starts }: IRuleContext
): ITrouble | null {
  const callee = call.child('function')!;
  const place = placeOf(call, home.scopes);
  if (
    call.parent?.type !== 'return_statement' ||
    place.kind !== 'function' ||
    !makesTask(callee, home, program) ||
    !isAsked(call, home, program)
  ) {
    return null;
  }
  const operand = argument(argumentsOf(call), 0, 'coro')?.value;
  const valued = some(
    ownNodes(place.function),
    node =>
      node.type === 'return_statement' &&
      starts.some(start => start.call === node.parts[0])
  );
  return operand !== undefined && valued
    ? { kind: 'task', call, replaced: call, operand, callee, edits: [] }
    : null;
}

function makesTask(
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const name = program.qualifiedName(callee, home)?.name ?? '';
  const loop = callee.child('object');
  return (
    /^asyncio\.(?:create_task|ensure_future)$/.test(name) ||
    (loop !== undefined &&
      callee.child('attribute')!.text === 'create_task' &&
      loopKind(loop, home, program) === 'kernel')
  );
}

/**
 * A second start where the first has just failed because a loop is running.
 */
function failsTwice(
  call: SyntaxNode,
  home: ICodeCell,
  { starts, facts }: IRuleContext
): ITrouble | null {
  const start = starts.find(other => other.call === call);
  const attempt =
    start === undefined || facts.nestedLoops === true
      ? null
      : secondAttempt(start, starts);
  if (
    attempt === null ||
    placeOf(call, home.scopes).kind !== 'function' ||
    attempt.first.operand === undefined
  ) {
    return null;
  }
  const { first, statement, tried, alone } = attempt;
  const cell = home.cell.id;
  return {
    kind: 'again',
    call,
    replaced: alone ? first.call : null,
    operand: first.operand!,
    callee: first.call.child('function')!,
    edits: [
      { cell, from: statement.from, to: tried.from, insert: '' },
      { cell, from: tried.to, to: statement.to, insert: '' }
    ]
  };
}

/**
 * The error that a start shows.
 */
function errorOf(
  call: SyntaxNode,
  home: ICodeCell,
  { errors, program }: IRuleContext
): IErrorOutput | undefined {
  const { line } = positionOf(home.cell.source, call.from);
  return errors.find(error => {
    const frame = isLoopRunningError(error)
      ? userFrameOf(error, program)
      : 'unknown';
    return (
      typeof frame !== 'string' && frame.home === home && frame.line === line
    );
  });
}

function findingFor(
  { kind, call, replaced, operand, callee, edits: more }: ITrouble,
  home: ICodeCell,
  context: IRuleContext
): IFinding {
  const { program, facts } = context;
  const { id, source, editable } = home.cell;
  const place = placeOf(call, home.scopes);
  const waited =
    editable &&
    home.masked.cellMagic === null &&
    facts.threads !== false &&
    replaced !== null &&
    !givesKernelLoop(operand, home, program)
      ? waitInThread(replaced, operand, callee, home, program)
      : null;
  const edits = waited && [...waited, ...more];
  const error = kind === 'again' ? errorOf(call, home, context) : undefined;
  const shownIn = error?.cell.id ?? id;
  const node = 'function' in place ? (place.function ?? call) : call;
  return {
    rule: syncCallsAsync.id,
    values: {
      kind,
      call: shortened(call.text),
      line: positionOf(source, call.from).line,
      function:
        'function' in place ? (place.function?.child('name')?.text ?? '') : ''
    },
    cell: id,
    from: call.from,
    to: call.to,
    shownIn,
    evidence: error === undefined ? 'code' : 'error',
    matched: true,
    severity:
      kind === 'task'
        ? 'hint'
        : isReachedAtOnce(call, home, program)
          ? 'error'
          : 'warning',
    rewrites:
      edits === null
        ? []
        : [
            {
              kind: 'thread',
              safety:
                kind !== 'task' &&
                argumentsOf(replaced ?? call).every(
                  ({ value }) => value === operand
                ) &&
                isKnownCoroutine(operand, home, program)
                  ? 'safe'
                  : 'check',
              edits,
              ...effectsOf(
                [{ home, node }],
                edits,
                { home, node: call },
                shownIn,
                program
              )
            }
          ]
  };
}

/**
 * The expressions that an operand stands for: those given for it where it is a
 * parameter. Null where not all of them can be told.
 */
function operands(
  operand: SyntaxNode,
  home: ICodeCell,
  program: Program
): readonly IReference[] | null {
  const expression = unparenthesized(operand);
  const definition =
    expression.type === 'identifier'
      ? program.resolve(expression, home).definition
      : undefined;
  return definition?.kind === 'parameter'
    ? givenFor(definition, program)
    : [{ node: expression, home }];
}

/**
 * Whether a coroutine is known to need the loop that is running here.
 */
function givesKernelLoop(
  operand: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  return (operands(operand, home, program) ?? []).some(given =>
    usesKernelLoop(given.node, given.home, program)
  );
}

/**
 * Whether it is always a coroutine of this document.
 */
function isKnownCoroutine(
  operand: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const given = operands(operand, home, program);
  return (
    given !== null &&
    given.every(one => {
      const found = operandOf(one.node, one.home, program);
      return found.kind === 'coroutine' && found.certain;
    })
  );
}

function explain(
  trans: ITranslator,
  { values, rewrites }: IFinding
): IExplanation {
  const call = code(values.call);
  const { headline, sentences } = texts(trans, values, call);
  return {
    headline,
    sentences,
    rewrites: rewrites.map(rewrite => ({
      title: trans.__('Run in a thread, on a loop of its own'),
      notes: [
        ...repeatNotes(trans, rewrite),
        trans.__(
          'It works with a running loop and without. A coroutine that uses a lock, a client or a task of the notebook must be awaited instead.'
        )
      ],
      done: trans.__('Rewritten to run in a thread')
    }))
  };
}

function texts(
  trans: ITranslator,
  values: IFinding['values'],
  call: string
): Pick<IExplanation, 'headline' | 'sentences'> {
  switch (values.kind) {
    case 'deadlock':
      return {
        headline: trans.__('This waits for itself, and never comes back'),
        sentences: trans.__(
          '%1 on line %2 waits on the thread that has to run the coroutine. Where a loop is running, the cell hangs: await the coroutine, or run it in another thread.',
          call,
          values.line
        )
      };
    case 'task':
      return {
        headline: trans.__(
          '%1 gives a task in notebooks, and the value elsewhere',
          code(values.function)
        ),
        sentences: trans.__(
          '%1 on line %2 is returned where a loop is running. Whoever calls %3 there has to await what it gives; in a script it gives the value itself.',
          call,
          values.line,
          code(values.function)
        )
      };
    default:
      return {
        headline: trans.__('The second attempt fails as the first does'),
        sentences: trans.__(
          '%1 on line %2 runs where the first attempt has failed because a loop is running. It cannot run a loop either: await the coroutine, or run it in another thread.',
          call,
          values.line
        )
      };
  }
}
