import type { IEdit } from '../../edit';
import type { IErrorOutput } from '../../evidence/errorOutput';
import type { RewriteKind } from '../../finding';
import type { IArgument } from '../../python/calls';
import { argumentsOf } from '../../python/calls';
import { valueOrGiven } from '../../python/given';
import type { SyntaxNode } from '../../python/node';
import { unparenthesized } from '../../python/node';
import type { ICodeCell, Program } from '../../python/program';
import { takesNoArguments } from '../../python/takesNoArguments';
import type { IValue } from '../../python/values';
import { isAwaitable, valueOf } from '../../python/values';
import { asyncioModule } from '../../rewrite/asyncioModule';
import { isOlderThan } from '../../python/pythonVersion';
import { changeForm } from '../../rewrite/changeForm';
import { dropAwait } from '../../rewrite/dropAwait';
import { itemName } from '../../rewrite/iterateAsync';
import { shortened } from '../../rewrite/shortened';
import { isThreadFuture, wrapFutures } from '../../rewrite/wrapFutures';
import type { IRuleContext } from '../rule';
import type { ITrouble } from '../wrongForm';
import { wrongForm } from '../wrongForm';
import { explain } from './explain';

/**
 * asyncio's own functions, given something else than what they run.
 */
export const coroutineArguments = wrongForm({
  id: 'coroutine-arguments',
  word: /\b(?:create_task|ensure_future|gather|wait|wait_for|shield|as_completed|run_coroutine_threadsafe)\s*\(/,
  message:
    /^(?:TypeError: .*(?:unhashable type: '(?:list|set|dict)'|a coroutine was expected, got|An asyncio\.Future, a coroutine or an awaitable|Passing coroutines is forbidden|expects? an? (?:list|iterable) of|(?:wait|create_task|as_completed|ensure_future|shield)\(\) (?:takes|got)|A coroutine object is required|object (?:function|method|int|NoneType) can't be used in 'await'|can't be awaited)|ValueError: (?:Set of (?:Tasks|coroutines)\/Futures is empty|a coroutine was expected)|RuntimeError: Task got bad yield|AttributeError: 'Future' object has no attribute 'remove_done_callback')/s,
  troublesAt: (node, home, context) => [troubleAt(node, home, context)],
  explain
});

/**
 * The function of asyncio that a call means.
 */
type Taker =
  | 'create_task'
  | 'ensure_future'
  | 'gather'
  | 'wait'
  | 'wait_for'
  | 'shield'
  | 'as_completed'
  | 'run_coroutine_threadsafe';

interface ICall {
  readonly call: SyntaxNode;
  readonly taker: Taker;
  readonly certain: boolean;

  /**
   * Whether it is a method of a loop or a group.
   */
  readonly ofObject: string | null;
  readonly home: ICodeCell;
  readonly context: IRuleContext;
  readonly given: readonly IArgument[];
}

/**
 * What is wrong with the arguments, and the edits that put it right.
 */
interface IWrong {
  readonly form: string;
  readonly edits: readonly IEdit[] | null;
  readonly certain: boolean;
  readonly safe: boolean;
  readonly after: string;
  readonly kind?: RewriteKind;
  readonly error: RegExp;
}

const TAKERS =
  /^asyncio\.(create_task|ensure_future|gather|wait|wait_for|shield|as_completed|run_coroutine_threadsafe)$/;

/**
 * What asyncio says about something that it cannot run.
 */
const NOT_RUN =
  /a coroutine was expected, got|An asyncio\.Future, a coroutine or an awaitable|A coroutine object is required|object (?:function|method|int|NoneType) can't be used in 'await'|can't be awaited/;

function troubleAt(
  call: SyntaxNode,
  home: ICodeCell,
  context: IRuleContext
): ITrouble | null {
  const meant =
    call.type === 'call' && call.child('arguments') !== undefined
      ? takerOf(call, home, context.program)
      : null;
  if (meant === null) {
    return null;
  }
  const given = argumentsOf(call).filter(({ keyword }) => keyword === null);
  const own: ICall = { call, home, context, given, ...meant };
  const wrong = wrongIn(own);
  return wrong === null
    ? null
    : {
        home,
        node: call,
        certain: wrong.certain && meant.certain,
        values: {
          form: wrong.form,
          call: shortened(call.text),
          function: meant.taker
        },
        shows: error =>
          wrong.error.test(error.message) && isOfAsyncio(error, wrong),
        rewrites: (shownIn, error) =>
          wrong.edits === null
            ? []
            : [
                changeForm(
                  {
                    site: { home, node: call },
                    edits: wrong.edits,
                    awaitedAt: [],
                    kind: wrong.kind ?? 'other',
                    safe:
                      wrong.safe &&
                      (error !== undefined || (wrong.certain && meant.certain)),
                    values: { after: wrong.after }
                  },
                  shownIn,
                  context
                )
              ]
      };
}

/**
 * Other code says that a list is unhashable too: then the error must come from
 * within asyncio, or the call be known.
 */
function isOfAsyncio({ frames, message }: IErrorOutput, { certain }: IWrong) {
  return (
    certain ||
    !/unhashable/.test(message) ||
    /asyncio/.test(frames[frames.length - 1]?.file ?? '')
  );
}

function takerOf(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): Pick<ICall, 'taker' | 'certain' | 'ofObject'> | null {
  const callee = unparenthesized(call.child('function')!);
  const found = program.qualifiedName(callee, home);
  const taker = TAKERS.exec(found?.name ?? '')?.[1];
  if (taker !== undefined) {
    return { taker: taker as Taker, certain: found!.certain, ofObject: null };
  }
  if (
    callee.type !== 'attribute' ||
    callee.child('attribute')!.text !== 'create_task'
  ) {
    return null;
  }
  const object = valueOf(callee.child('object')!, home, program);
  return object.type === 'asyncio.TaskGroup' ||
    object.type === 'asyncio.AbstractEventLoop'
    ? { taker: 'create_task', certain: object.certain, ofObject: object.type }
    : null;
}

function wrongIn(own: ICall): IWrong | null {
  const { taker, given } = own;
  if (given.length === 0) {
    return null;
  }
  const threads = ofThreads(own);
  if (threads !== null) {
    return threads;
  }
  switch (taker) {
    case 'create_task':
      return besides(own) ?? future(own) ?? singly(own);
    case 'gather':
      return unpacked(own) ?? singly(own);
    case 'wait':
      return waited(own);
    case 'as_completed':
      return listed(own);
    default:
      return singly(own);
  }
}

/**
 * Futures of an executor: `gather(pool.submit(f))`, `wait_for(future, 1)`.
 */
function ofThreads({
  taker,
  call,
  given,
  home,
  context,
  ofObject
}: ICall): IWrong | null {
  const { program } = context;
  const cell = home.cell.id;
  const edits: IEdit[] = [];
  let certain = true;
  let after: string | null = null;
  for (const { value: node, unpacked: stars } of taker === 'gather'
    ? given
    : given.slice(0, 1)) {
    const value = valueOrGiven(node, home, program);
    const many = isThreadFuture(value.element);
    if (!many && (!isThreadFuture(value) || stars)) {
      continue;
    }
    if (many && !stars && !/^(?:wait|as_completed)$/.test(taker)) {
      return null;
    }
    const wrapped = wrapFutures(node, value, stars, home, program);
    if (wrapped === null) {
      return null;
    }
    certain = certain && value.certain;
    after ??= wrapped.text;
    edits.push(...wrapped.edits);
  }
  if (after === null) {
    return null;
  }
  const callee = call.child('function')!;
  const alone = taker === 'create_task' || taker === 'ensure_future';
  const module = asyncioModule(callee, home, program);
  return {
    form: 'thread',
    edits:
      taker === 'run_coroutine_threadsafe' || ofObject === 'asyncio.TaskGroup'
        ? null
        : !alone
          ? uniqueEdits(edits)
          : module === null || argumentsOf(call).length > 1
            ? null
            : [
                ...module.edits,
                {
                  cell,
                  from: callee.from,
                  to: callee.to,
                  insert: `${module.name}.wrap_future`
                }
              ],
    certain,
    // `wait` gives back other futures than the code may look for.
    safe: taker !== 'wait',
    after: alone ? `${module?.name}.wrap_future(…)` : after,
    error:
      taker === 'wait' ? /has no attribute 'remove_done_callback'/ : NOT_RUN
  };
}

/**
 * Edits without those that stand there twice, such as one import.
 */
function uniqueEdits(edits: readonly IEdit[]): IEdit[] {
  return edits.filter(
    (edit, i) =>
      edits.findIndex(
        other => other.from === edit.from && other.insert === edit.insert
      ) === i
  );
}

/**
 * The arguments one by one: functions that were not called, coroutines that were
 * awaited too early.
 */
function singly({ taker, given, home, context }: ICall): IWrong | null {
  const { program } = context;
  const cell = home.cell.id;
  const arguments_ = taker === 'gather' ? given : given.slice(0, 1);
  const edits: IEdit[] = [];
  let form: string | null = null;
  let certain = true;
  let writable = true;
  let after = '';
  for (const { value: node, unpacked: stars } of arguments_) {
    if (stars) {
      continue;
    }
    const bare = unparenthesized(node);
    const value = valueOrGiven(bare, home, program);
    if (value.kind === 'coroutine function') {
      form ??= 'uncalled';
      after = `${shortened(node.text)}()`;
      certain = certain && value.certain;
      if (takesNoArguments(value.definition!.value!)) {
        edits.push({ cell, from: bare.to, to: bare.to, insert: '()' });
      } else {
        writable = false;
      }
    } else if (bare.type === 'await') {
      const awaited = valueOrGiven(bare.parts[0], home, program);
      if (!/^(?:coroutine|task|future)$/.test(awaited.kind)) {
        continue;
      }
      const runs = isAwaitable(value, program);
      if (
        runs === true ||
        (awaited.kind !== 'coroutine' && taker === 'create_task')
      ) {
        continue;
      }
      form ??= 'awaited';
      after ||= shortened(bare.parts[0].text);
      certain = certain && awaited.certain && runs === false && value.certain;
      edits.push(...dropAwait(bare, cell));
    } else if (
      /^(?:async generator|function|async generator function)$/.test(value.kind)
    ) {
      form ??= value.kind === 'async generator' ? 'generator' : 'function';
      certain = certain && value.certain && value.kind !== 'function';
      writable = false;
    }
  }
  return form === null
    ? null
    : {
        form,
        edits: writable ? edits : null,
        certain,
        safe: true,
        after,
        error: NOT_RUN
      };
}

/**
 * `create_task(f, 1)`: the arguments belong to the coroutine.
 */
function besides({
  call,
  given,
  home,
  context,
  certain
}: ICall): IWrong | null {
  const [first, ...others] = given;
  const all = argumentsOf(call);
  const value = valueOrGiven(first.value, home, context.program);
  if (
    value.kind !== 'coroutine function' ||
    first.unpacked ||
    (all[0] !== undefined && all[0].node !== first.node)
  ) {
    return null;
  }
  const own = all.filter(
    ({ keyword }) => !/^(?:name|context|eager_start)$/.test(keyword ?? '')
  );
  const last = own[own.length - 1];
  const together = own.every(({ node }, i) => node === all[i].node);
  return others.length === 0 && own.length === 1
    ? null
    : {
        form: 'besides',
        edits: together
          ? [
              {
                cell: home.cell.id,
                from: first.node.to,
                to: own[1].node.from,
                insert: '('
              },
              {
                cell: home.cell.id,
                from: last.node.to,
                to: last.node.to,
                insert: ')'
              }
            ]
          : null,
        certain: certain && value.certain,
        safe: true,
        after: `${shortened(first.value.text)}(…)`,
        error:
          /create_task\(\) (?:takes|got)|unexpected keyword|a coroutine was expected/
      };
}

/**
 * `create_task(gather(…))`: a future is no coroutine; it runs already.
 */
function future({
  call,
  given,
  home,
  context,
  ofObject
}: ICall): IWrong | null {
  const [{ value: node, unpacked: stars }] = given;
  const value = valueOrGiven(node, home, context.program);
  if (stars || (value.kind !== 'future' && value.kind !== 'task')) {
    return value.kind === 'collection'
      ? {
          form: 'collection',
          edits: null,
          certain: value.certain,
          safe: false,
          after: '',
          error: NOT_RUN
        }
      : null;
  }
  const callee = call.child('function')!;
  const module = asyncioModule(callee, home, context.program);
  return {
    form: 'future',
    edits:
      module === null ||
      ofObject === 'asyncio.TaskGroup' ||
      argumentsOf(call).length > 1
        ? null
        : [
            ...module.edits,
            {
              cell: home.cell.id,
              from: callee.from,
              to: callee.to,
              insert: `${module.name}.ensure_future`
            }
          ],
    certain: value.certain,
    safe: true,
    after: `${module?.name}.ensure_future(…)`,
    error: NOT_RUN
  };
}

/**
 * `gather([a(), b()])`: `gather(*[a(), b()])`.
 */
function unpacked({ call, given, home, context }: ICall): IWrong | null {
  const { program } = context;
  const cell = home.cell.id;
  const edits: IEdit[] = [];
  let certain = true;
  let safe = true;
  let after = '';
  for (const { value: node, unpacked: stars } of given) {
    const value = valueOrGiven(node, home, program);
    const values = valuesOf(node, home, program);
    const known = values ?? (isRunnable(value) ? value : null);
    if (
      stars ||
      (known === null && !(given.length === 1 && mayBeCollection(node, value)))
    ) {
      continue;
    }
    const lone = call.child('arguments') === node;
    const rest =
      values === null && value.type === 'builtins.dict' ? '.values()' : '';
    certain = certain && known?.certain === true;
    // A set has no order; of a dictionary, the results lose their keys.
    safe = safe && value.type !== 'builtins.set' && rest === '';
    after ||= `*${shortened(node.text)}${rest}`;
    const close = lone ? ')' : rest;
    edits.push(
      { cell, from: node.from, to: node.from, insert: lone ? '(*' : '*' },
      ...(close === ''
        ? []
        : [{ cell, from: node.to, to: node.to, insert: close }])
    );
  }
  return edits.length === 0
    ? null
    : {
        form: 'unpacked',
        edits,
        certain,
        safe,
        after,
        error:
          /unhashable type|An asyncio\.Future, a coroutine or an awaitable|Task got bad yield/
      };
}

function isRunnable({ kind, element }: IValue): boolean {
  return (
    kind === 'collection' &&
    /^(?:coroutine|task|future)$/.test(element?.kind ?? '')
  );
}

/**
 * The values of a dictionary of coroutines, `jobs.values()`.
 */
function valuesOf(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): IValue | null {
  const callee = node.type === 'call' ? node.child('function')! : null;
  if (
    callee?.type !== 'attribute' ||
    callee.child('attribute')!.text !== 'values'
  ) {
    return null;
  }
  const value = valueOrGiven(callee.child('object')!, home, program);
  return value.type === 'builtins.dict' && isRunnable(value) ? value : null;
}

/**
 * What can be a list, as far as is known: a name, a list, a sum of lists.
 */
function mayBeCollection({ type }: SyntaxNode, value: IValue): boolean {
  return (
    (value.kind === 'unknown' ||
      /^builtins\.(?:list|set)$/.test(value.type ?? '')) &&
    /^(?:identifier|attribute|subscript|list|binary_operator|list_comprehension|set|set_comprehension)$/.test(
      type
    )
  );
}

/**
 * `wait([a(), b()])`: since Python 3.11 it takes tasks only.
 */
function waited(own: ICall): IWrong | null {
  const { given, home, context, call } = own;
  const { program, facts } = context;
  const cell = home.cell.id;
  const [{ value: node, unpacked: stars }] = given;
  const module = asyncioModule(call.child('function')!, home, program);
  if (stars || module === null) {
    return null;
  }
  const task = `${module.name}.create_task`;
  const value = valueOrGiven(node, home, program);
  const old = isOlderThan(facts.pythonVersion, 11);
  const wrapped = (part: SyntaxNode) => [
    { cell, from: part.from, to: part.from, insert: `${task}(` },
    { cell, from: part.to, to: part.to, insert: ')' }
  ];
  const bare = unparenthesized(node);
  if (given.length > 1 || /^(?:coroutine|task|future)$/.test(value.kind)) {
    const parts = given.map(({ value: part }) => part);
    const kinds = parts.map(part => valueOrGiven(part, home, program));
    return kinds.every(({ kind }) => /^(?:coroutine|task|future)$/.test(kind))
      ? {
          form: 'listed',
          edits: [
            ...module.edits,
            { cell, from: parts[0].from, to: parts[0].from, insert: '[' },
            ...parts.flatMap((part, i) =>
              kinds[i].kind === 'coroutine' ? wrapped(part) : []
            ),
            {
              cell,
              from: parts[parts.length - 1].to,
              to: parts[parts.length - 1].to,
              insert: ']'
            }
          ],
          certain: kinds.every(({ certain }) => certain),
          safe: true,
          after: `[${kinds[0].kind === 'coroutine' ? `${task}(…)` : '…'}]`,
          error: /expect a list of|Passing coroutines|wait\(\) takes/
        }
      : null;
  }
  const error = /Passing coroutines is forbidden/;
  const literal = /^(?:list|set|tuple)$/.test(bare.type);
  if (literal && bare.parts.length === 0) {
    return {
      form: 'empty',
      edits: null,
      certain: true,
      safe: false,
      after: '',
      error: /is empty/
    };
  }
  if (literal) {
    const parts = bare.parts.filter(part => {
      const { kind } = valueOrGiven(part, home, program);
      return kind === 'coroutine';
    });
    if (parts.length > 0) {
      return {
        form: 'tasks',
        edits: [...module.edits, ...parts.flatMap(wrapped)],
        certain:
          !old &&
          parts.every(part => valueOrGiven(part, home, program).certain),
        safe: true,
        after: `${task}(${shortened(parts[0].text)})`,
        error
      };
    }
  }
  if (
    value.kind === 'collection'
      ? value.element?.kind !== 'coroutine'
      : value.kind !== 'unknown' &&
        !/^builtins\.(?:list|set|tuple|generator)$/.test(value.type ?? '')
  ) {
    return null;
  }
  if (/^(?:list|set)_comprehension$|^generator_expression$/.test(bare.type)) {
    return {
      form: 'tasks',
      edits: [...module.edits, ...wrapped(bare.child('body')!)],
      certain: !old && value.certain && value.kind === 'collection',
      safe: true,
      after: `${task}(${shortened(bare.child('body')!.text)})`,
      error
    };
  }
  const item = itemName(node, home, program);
  const list = value.type === 'builtins.dict' ? null : node;
  return {
    form: value.kind === 'collection' ? 'tasks' : 'maybe',
    edits: list && [
      ...module.edits,
      {
        cell,
        from: node.from,
        to: node.from,
        insert: `[${task}(${item}) for ${item} in `
      },
      { cell, from: node.to, to: node.to, insert: ']' }
    ],
    certain: !old && value.certain && value.kind === 'collection',
    safe: value.kind === 'collection',
    after: `[${task}(${item}) for ${item} in ${shortened(node.text)}]`,
    error: value.kind === 'collection' ? error : /Passing coroutines|is empty/
  };
}

/**
 * `as_completed(a(), b())`: it takes one list.
 */
function listed({ given, home, context }: ICall): IWrong | null {
  const cell = home.cell.id;
  const values = given.map(({ value }) =>
    valueOrGiven(value, home, context.program)
  );
  const last = given[given.length - 1].node;
  return values.every(({ kind }) => /^(?:coroutine|task|future)$/.test(kind)) &&
    given.every(({ unpacked: stars }) => !stars)
    ? {
        form: 'listed',
        edits: [
          {
            cell,
            from: given[0].node.from,
            to: given[0].node.from,
            insert: '['
          },
          { cell, from: last.to, to: last.to, insert: ']' }
        ],
        certain: values.every(({ certain }) => certain),
        safe: true,
        after: '[…]',
        error: /as_completed\(\) takes|expects? an? (?:list|iterable) of/
      }
    : null;
}
