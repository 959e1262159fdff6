import type { IEdit } from '../../edit';
import type { IErrorOutput } from '../../evidence/errorOutput';
import type { IRewrite } from '../../finding';
import { argumentsOf } from '../../python/calls';
import { isCellResult, readsResults } from '../../python/cellResults';
import { exitsOf } from '../../python/exits';
import { mayBeEndless } from '../../python/mayBeEndless';
import type { SyntaxNode } from '../../python/node';
import { unparenthesized } from '../../python/node';
import { dependsOnParameter, valueOrGiven } from '../../python/given';
import type { ICodeCell } from '../../python/program';
import { takesNoArguments } from '../../python/takesNoArguments';
import type { IValue } from '../../python/values';
import { iteratesWith } from '../../python/values';
import { isOlderThan } from '../../python/pythonVersion';
import { changeForm } from '../../rewrite/changeForm';
import { addAsync, collectAsync, dropAsync } from '../../rewrite/iterateAsync';
import { needsParentheses, putAwait } from '../../rewrite/putAwait';
import { exhaustGenerator } from '../../rewrite/exhaustGenerator';
import { shortened } from '../../rewrite/shortened';
import { comprehensionDepth } from '../../python/awaitable';
import type { IRuleContext } from '../rule';
import type { ITrouble } from '../wrongForm';
import { wrongForm } from '../wrongForm';
import { explain } from './explain';

/**
 * `for` over what only `async for` can go through, and the other way round.
 */
export const asyncIteration = wrongForm({
  id: 'async-iteration',
  word: /\basync\s+(?:def|for)\b|__aiter__|stream|\bStreamReader\b|\bopen_connection\b/,
  message:
    /^TypeError: .*(?:is not (?:iterable|an iterator)|cannot unpack non-iterable|must be an iterable, not|can only join an iterable|'async for' requires|__aiter__|async_generator|has no len\(\)|not subscriptable)|^RuntimeError: You must use "async for"/s,
  through: /telethon/,
  troublesAt: (node, home, context) => [troubleAt(node, home, context)],
  explain
});

type Form =
  | 'for'
  | 'comprehension'
  | 'collect'
  | 'lazily'
  | 'next'
  | 'unpack'
  | 'await'
  | 'plain for'
  | 'await first'
  | 'uncalled';

interface IPlace {
  readonly home: ICodeCell;
  readonly context: IRuleContext;
}

function troubleAt(
  node: SyntaxNode,
  home: ICodeCell,
  context: IRuleContext
): ITrouble | null {
  const place = { home, context };
  switch (node.type) {
    case 'for_statement':
    case 'for_in_clause':
      return node.isAsync
        ? asyncLoop(node, node.child('right')!, place)
        : plainLoop(node, node.child('right')!, place);
    case 'call':
      return node.child('arguments') === undefined
        ? null
        : consumer(node, place);
    case 'list_splat':
      return node.parts.length === 1 && !isTarget(node)
        ? wrapped(node.parts[0], 'unpack', place)
        : null;
    case 'assignment': {
      const left = node.child('left')!;
      const right = node.child('right');
      return right !== undefined &&
        /^(?:pattern_list|tuple_pattern|list_pattern)$/.test(left.type)
        ? wrapped(right, 'unpack', place)
        : null;
    }
    case 'subscript':
      return wrapped(
        node.child('value')!,
        'lazily',
        place,
        'not subscriptable'
      );
    case 'await':
      return node.parts.length === 1 ? awaited(node, place) : null;
    case 'expression_statement':
      return node.parts.length === 1 ? shownAsResult(node, place) : null;
    default:
      return null;
  }
}

function isTarget(node: SyntaxNode): boolean {
  return (
    node.closest(outer => !/^(?:tuple|list|pattern)/.test(outer.type))?.type ===
      'parameters' || node.field === 'left'
  );
}

function isAsyncOnly(value: IValue, { context }: IPlace): boolean {
  return iteratesWith(value, context.program) === 'async for';
}

/**
 * The type that an error says is not iterable, and whether its name says that it
 * is an asynchronous one.
 */
function namedType({ message }: IErrorOutput): string | null {
  return (
    /^'([\w.]+)' object is not (?:iterable|an iterator)/.exec(message)?.[1] ??
    /^cannot unpack non-iterable ([\w.]+) object/.exec(message)?.[1] ??
    /must be an iterable, not ([\w.]+)/.exec(message)?.[1] ??
    /^'([\w.]+)' object is not subscriptable/.exec(message)?.[1] ??
    /^object of type '([\w.]+)' has no len/.exec(message)?.[1] ??
    null
  );
}

function isAsyncType(error: IErrorOutput, context: IRuleContext): boolean {
  return (
    /^(?:\w+\.)*Async[A-Z]\w*$/.test(namedType(error) ?? '') ||
    saysHow(error, context)
  );
}

/**
 * Whether an error names a type that only `async for` goes through: an
 * asynchronous generator, or a class of a library that is known.
 */
function saysHow(
  error: IErrorOutput,
  { program }: Pick<IRuleContext, 'program'>
): boolean {
  const name = namedType(error)?.split('.').pop() ?? '';
  const known = program.libraries.typesNamed(name);
  return (
    name === 'async_generator' ||
    (known.length > 0 &&
      known.every(({ iterates }) => iterates === 'async for'))
  );
}

function plainLoop(
  node: SyntaxNode,
  right: SyntaxNode,
  place: IPlace
): ITrouble | null {
  const { home, context } = place;
  const value = valueOrGiven(right, home, context.program);
  if (value.kind === 'async generator function') {
    return uncalled(node, right, value, place);
  }
  const known = isAsyncOnly(value, place);
  if (!known && value.kind !== 'unknown') {
    return null;
  }
  const comprehension = node.type === 'for_in_clause';
  return {
    home,
    node: right,
    certain: known && value.certain,
    values: {
      form: comprehension ? 'comprehension' : 'for',
      iterable: shortened(right.text)
    },
    shows: known ? isIterationError : error => isAsyncType(error, context),
    rewrites: (shownIn, error) => [
      changeForm(
        {
          site: { home, node: right },
          edits: [addAsync(node, home.cell.id)],
          awaitedAt: [comprehension ? bodyOf(node.parent!) : node],
          kind: 'await',
          safe:
            (known && value.certain) ||
            (error !== undefined &&
              saysHow(error, context) &&
              !dependsOnParameter(right, home, context.program)),
          values: {
            after: 'async for'
          }
        },
        shownIn,
        context
      )
    ]
  };
}

function isIterationError(error: IErrorOutput): boolean {
  return !/^'async for' requires/.test(error.message);
}

/**
 * A node that runs in the comprehension's own scope.
 */
function bodyOf(comprehension: SyntaxNode): SyntaxNode {
  const body = comprehension.child('body')!;
  return body.type === 'pair' ? body.child('value')! : body;
}

/**
 * `for x in rows` where `rows` was not called.
 */
function uncalled(
  node: SyntaxNode,
  right: SyntaxNode,
  value: IValue,
  { home, context }: IPlace
): ITrouble | null {
  const cell = home.cell.id;
  const comprehension = node.type === 'for_in_clause';
  return {
    home,
    node: right,
    certain: value.certain && value.definition !== undefined,
    values: { form: 'uncalled', iterable: shortened(right.text) },
    shows: ({ message }) =>
      /'(?:function|method)' object is not iterable|got (?:function|method)$/.test(
        message
      ),
    rewrites: shownIn =>
      takesNoArguments(value.definition!.value!)
        ? [
            changeForm(
              {
                site: { home, node: right },
                edits: [
                  ...(node.isAsync ? [] : [addAsync(node, cell)]),
                  { cell, from: right.to, to: right.to, insert: '()' }
                ],
                awaitedAt: [comprehension ? bodyOf(node.parent!) : node],
                kind: 'await',
                safe: value.certain,
                values: { after: `async for … in ${right.text}()` }
              },
              shownIn,
              context
            )
          ]
        : []
  };
}

/**
 * `async for` over what is no asynchronous iterable.
 */
function asyncLoop(
  node: SyntaxNode,
  right: SyntaxNode,
  place: IPlace
): ITrouble | null {
  const { home, context } = place;
  const { program } = context;
  const value = valueOrGiven(right, home, program);
  const iterates = iteratesWith(value, program);
  if (value.kind === 'async generator function') {
    return uncalled(node, right, value, place);
  }
  if (/^(?:coroutine|task|future)$/.test(value.kind)) {
    return coroutineLoop(node, right, value, place);
  }
  if (iterates !== 'for' && value.kind !== 'unknown') {
    return null;
  }
  const known = iterates === 'for';
  return {
    home,
    node: right,
    certain: known && value.certain,
    values: { form: 'plain for', iterable: shortened(right.text) },
    shows: ({ message }) => {
      const type = gotType(message);
      return type !== null && (known || !NOT_ITERABLE.test(type));
    },
    rewrites: (shownIn, error) => {
      const type = error === undefined ? null : gotType(error.message);
      if (AWAITED.test(type ?? '')) {
        return coroutineRewrites(node, right, value, shownIn, place);
      }
      const proven = type !== null && ITERABLE.test(type);
      return known || proven
        ? [
            plainFor(
              node,
              right,
              [],
              (known && value.certain) ||
                (proven && !dependsOnParameter(right, home, program)),
              shownIn,
              place
            )
          ]
        : [plainFor(node, right, [], false, shownIn, place)];
    }
  };
}

function gotType(message: string): string | null {
  return (
    /^'async for' requires an object with __aiter__ method, got ([\w.]+)/.exec(
      message
    )?.[1] ?? null
  );
}

/**
 * What has to be awaited before there is something to go through.
 */
const AWAITED = /^(?:coroutine|_GatheringFuture|Future|Task)$/;

const NOT_ITERABLE =
  /^(?:NoneType|int|float|bool|complex|function|method|type)$/;

/**
 * Types of Python, numpy and pandas that `for` goes through. CPython names the
 * iterator of the first iterable of a comprehension's outer loop.
 */
const ITERABLE =
  /^(?:list|tuple|dict|set|frozenset|str|bytes|bytearray|range|generator|zip|map|filter|enumerate|reversed|deque|defaultdict|OrderedDict|Counter|\w+_iterator|\w*dict_(?:items|keys|values)|ndarray|DataFrame|Series|Index|TextIOWrapper)$/;

function plainFor(
  node: SyntaxNode,
  right: SyntaxNode,
  edits: readonly IEdit[],
  safe: boolean,
  shownIn: string,
  { home, context }: IPlace
): IRewrite | null {
  const generator =
    node.parent?.type === 'generator_expression' ? node.parent : null;
  const read =
    generator === null ||
    exhaustGenerator(generator, home, context.program) !== null ||
    [...generator.walk()].some(
      part =>
        part !== node &&
        (part.type === 'await' ||
          (part.type === 'for_in_clause' && part.isAsync))
    );
  return changeForm(
    {
      site: { home, node: right },
      edits: [dropAsync(node, home.cell.id), ...edits],
      awaitedAt: [],
      kind: 'other',
      safe: safe && read,
      values: { after: 'for' }
    },
    shownIn,
    context
  );
}

/**
 * `async for x in f()` where `f` is a coroutine function.
 */
function coroutineLoop(
  node: SyntaxNode,
  right: SyntaxNode,
  value: IValue,
  place: IPlace
): ITrouble {
  return {
    home: place.home,
    node: right,
    certain: value.certain,
    values: { form: 'await first', iterable: shortened(right.text) },
    shows: ({ message }) => AWAITED.test(gotType(message) ?? ''),
    rewrites: shownIn => coroutineRewrites(node, right, value, shownIn, place)
  };
}

function coroutineRewrites(
  node: SyntaxNode,
  right: SyntaxNode,
  value: IValue,
  shownIn: string,
  place: IPlace
): (IRewrite | null)[] {
  const { home, context } = place;
  const result = value.result?.();
  const iterates =
    result === undefined ? null : iteratesWith(result, context.program);
  const sure = value.certain && result?.certain === true;
  const put = putAwait(right, home.cell.id);
  const kept = () =>
    changeForm(
      {
        site: { home, node: right },
        edits: put,
        awaitedAt: [],
        kind: 'await',
        safe: sure && iterates === 'async for',
        values: { after: `async for … in await ${shortened(right.text)}` }
      },
      shownIn,
      context
    );
  const plain = () => {
    const rewrite = plainFor(
      node,
      right,
      put,
      sure && iterates === 'for',
      shownIn,
      place
    );
    return (
      rewrite && {
        ...rewrite,
        kind: 'await' as const,
        values: {
          ...rewrite.values,
          after: `for … in await ${shortened(right.text)}`
        }
      }
    );
  };
  switch (iterates) {
    case 'async for':
      return [kept()];
    case 'for':
      return [plain()];
    case 'neither':
      return [];
    default:
      return [plain(), kept()];
  }
}

/**
 * Builtins that read one iterable to its end, and the brackets that stand for
 * them where a comprehension does the same.
 */
const EXHAUSTING: Readonly<Record<string, string | undefined>> = {
  ...Object.fromEntries(
    'tuple sorted sum max min dict frozenset bytes'
      .split(' ')
      .map(name => [`builtins.${name}`, ''])
  ),
  'builtins.list': '[]',
  'builtins.set': '{}',
  'collections.Counter': '',
  'collections.deque': ''
};

/**
 * Functions that read what they are given bit by bit, or may stop early; with
 * the position of the first iterable.
 */
const LAZY: Readonly<Record<string, number | undefined>> = {
  'builtins.enumerate': 0,
  'builtins.zip': 0,
  'builtins.map': 1,
  'builtins.filter': 1,
  'builtins.any': 0,
  'builtins.all': 0,
  'builtins.iter': 0
};

/**
 * A call that goes through one of its arguments.
 */
function consumer(call: SyntaxNode, place: IPlace): ITrouble | null {
  const { home, context } = place;
  const callee = unparenthesized(call.child('function')!);
  const args = argumentsOf(call).filter(
    ({ keyword, unpacked }) => keyword === null && !unpacked
  );
  if (args.length === 0) {
    return null;
  }
  const values = args.map(({ value }) =>
    value.type === 'generator_expression' && value.parent === call
      ? null
      : valueOrGiven(value, home, context.program)
  );
  const at = values.findIndex(
    value => value !== null && isAsyncOnly(value, place)
  );
  if (at < 0) {
    return null;
  }
  const value = values[at]!;
  const argument = args[at].value;
  if (callee.type === 'attribute') {
    const method = callee.child('attribute')!.text;
    const object = unparenthesized(callee.child('object')!);
    if (method === 'join' && object.type === 'string') {
      return wrapped(argument, 'collect', place, 'can only join an iterable');
    }
    if (
      /^(?:extend|update)$/.test(method) &&
      /^builtins\.(?:list|set|dict)$/.test(
        valueOrGiven(object, home, context.program).type ?? ''
      )
    ) {
      return wrapped(argument, 'collect', place);
    }
  }
  const found = context.program.qualifiedName(callee, home);
  if (found === null) {
    return null;
  }
  const { name, certain } = found;
  if (name === 'builtins.next') {
    return next(call, argument, value, certain, place);
  }
  if (name === 'builtins.len') {
    return wrapped(argument, 'collect', place, 'has no len()');
  }
  const first = LAZY[name];
  if (first !== undefined && at >= first) {
    return wrapped(argument, 'lazily', place);
  }
  const brackets = EXHAUSTING[name];
  if (brackets === undefined || at !== 0 || !certain) {
    return null;
  }
  const lone = brackets !== '' && argumentsOf(call).length === 1;
  return wrapped(
    argument,
    'collect',
    place,
    '',
    lone ? { node: call, brackets } : undefined
  );
}

/**
 * An asynchronous iterable where a plain one is needed: a list of all that it
 * gives stands in its place.
 *
 * @param message - what the error says, where it names no type
 * @param whole - what the comprehension replaces, where that is more
 */
function wrapped(
  iterable: SyntaxNode,
  form: Form,
  place: IPlace,
  message = '',
  whole?: { node: SyntaxNode; brackets: string }
): ITrouble | null {
  const { home, context } = place;
  const { program } = context;
  const value = valueOrGiven(iterable, home, program);
  if (!isAsyncOnly(value, place)) {
    return null;
  }
  const replaced = whole?.node ?? iterable;
  const finite = !mayBeEndless(value);
  return {
    home,
    node: replaced,
    certain: value.certain,
    values: { form, iterable: shortened(iterable.text) },
    shows: error =>
      message === ''
        ? isIterationError(error)
        : error.message.includes(message),
    rewrites: shownIn => [
      canHoldComprehension(replaced, place)
        ? changeForm(
            {
              site: { home, node: replaced },
              edits: collectAsync(
                iterable,
                home,
                program,
                replaced,
                whole?.brackets
              ),
              awaitedAt: [replaced],
              kind: 'await',
              safe:
                value.certain &&
                (form === 'collect' ||
                  (form === 'unpack' && finite) ||
                  (form === 'lazily' &&
                    finite &&
                    isReadToTheEnd(iterable, place))),
              values: {
                after: `[… async for … in ${shortened(iterable.text)}]`
              }
            },
            shownIn,
            context
          )
        : null
    ]
  };
}

/**
 * An asynchronous generator that a cell shows as its result, where its values
 * were meant.
 */
function shownAsResult(statement: SyntaxNode, place: IPlace): ITrouble | null {
  const { home, context } = place;
  const [shown] = statement.parts;
  const { kind } = valueOrGiven(shown, home, context.program);
  if (
    kind !== 'async generator' ||
    unparenthesized(shown).type !== 'call' ||
    context.document.kind !== 'notebook' ||
    !isCellResult(statement, home) ||
    readsResults(context.program)
  ) {
    return null;
  }
  const trouble = wrapped(shown, 'unpack', place);
  return (
    trouble && {
      ...trouble,
      severity: 'warning',
      result: /^<async_generator object /,
      shows: () => false
    }
  );
}

/**
 * Before Python 3.11 a comprehension that is not asynchronous itself cannot hold
 * an asynchronous one.
 */
function canHoldComprehension(
  node: SyntaxNode,
  { home, context }: IPlace
): boolean {
  return (
    comprehensionDepth(node, home.scopes) === 0 ||
    !isOlderThan(context.facts.pythonVersion, 11)
  );
}

/**
 * Whether the lazy call around `iterable` is gone through to the end by what
 * stands around it.
 */
function isReadToTheEnd(
  iterable: SyntaxNode,
  { home, context }: IPlace
): boolean {
  const call = iterable.parent?.parent;
  if (call?.type !== 'call') {
    return iterable.parent?.type === 'subscript';
  }
  const { parent } = call;
  if (parent?.type === 'for_statement' && call.field === 'right') {
    return !exitsOf(parent.child('body')!).some(({ type }) =>
      /^(?:break|return)_statement$/.test(type)
    );
  }
  if (parent?.type === 'for_in_clause' && call.field === 'right') {
    return parent.parent?.type !== 'generator_expression';
  }
  const outer = parent?.type === 'argument_list' ? parent.parent : null;
  const name =
    outer?.type === 'call'
      ? context.program.qualifiedName(outer.child('function')!, home)?.name
      : undefined;
  return name !== undefined && EXHAUSTING[name] !== undefined;
}

/**
 * `next(g)`: `await anext(g)`, which Python has since 3.10.
 */
function next(
  call: SyntaxNode,
  iterable: SyntaxNode,
  value: IValue,
  certain: boolean,
  { home, context }: IPlace
): ITrouble | null {
  const { program, facts } = context;
  const cell = home.cell.id;
  const callee = call.child('function')!;
  const args = argumentsOf(call);
  const old = isOlderThan(facts.pythonVersion, 10);
  const open = needsParentheses(call) ? '(' : '';
  const edits: IEdit[] = [];
  if (old) {
    edits.push(
      { cell, from: call.from, to: iterable.from, insert: `${open}await ` },
      { cell, from: iterable.to, to: call.to, insert: '.__anext__()' }
    );
  } else {
    edits.push({
      cell,
      from: callee.from,
      to: callee.to,
      insert: `${open}await anext`
    });
  }
  if (open !== '') {
    edits.push({ cell, from: call.to, to: call.to, insert: ')' });
  }
  const free =
    program.resolveName('anext', call, home).kind === 'builtin' || old;
  return {
    home,
    node: call,
    certain: value.certain && certain,
    values: { form: 'next', iterable: shortened(iterable.text) },
    shows: ({ message }) => /is not an iterator/.test(message),
    rewrites: shownIn =>
      !free || (old && args.length > 1)
        ? []
        : [
            changeForm(
              {
                site: { home, node: call },
                edits: [...edits, ...stopsCaught(call, cell)],
                awaitedAt: [call],
                kind: 'await',
                safe: value.certain && certain,
                values: {
                  after: old
                    ? `await ${shortened(iterable.text)}.__anext__()`
                    : `await anext(${shortened(iterable.text)})`
                }
              },
              shownIn,
              context
            )
          ]
  };
}

/**
 * The edits that catch the end of an asynchronous iterator where that of a plain
 * one was caught.
 */
function stopsCaught(call: SyntaxNode, cell: string): IEdit[] {
  const statement = call.closest(({ type }) =>
    /^(?:try_statement|function_definition|lambda)$/.test(type)
  );
  return statement?.type !== 'try_statement' ||
    !statement.child('body')!.contains(call)
    ? []
    : statement.children
        .filter(({ type }) => type === 'except_clause')
        .flatMap(({ parts: [caught] }) =>
          caught?.type === 'identifier' && caught.text === 'StopIteration'
            ? [
                {
                  cell,
                  from: caught.from,
                  to: caught.to,
                  insert: 'StopAsyncIteration'
                }
              ]
            : []
        );
}

/**
 * `await rows()` where `rows` is an asynchronous generator.
 */
function awaited(node: SyntaxNode, place: IPlace): ITrouble | null {
  const { home, context } = place;
  const iterable = unparenthesized(node.parts[0]);
  const value = valueOrGiven(iterable, home, context.program);
  if (value.kind !== 'async generator') {
    return null;
  }
  const cell = home.cell.id;
  const loop =
    /^for_(?:statement|in_clause)$/.test(node.parent?.type ?? '') &&
    node.field === 'right'
      ? node.parent!
      : null;
  const used = node.parent?.type !== 'expression_statement';
  const change =
    loop !== null
      ? {
          edits: [
            ...(loop.isAsync ? [] : [addAsync(loop, cell)]),
            { cell, from: node.from, to: iterable.from, insert: '' },
            { cell, from: iterable.to, to: node.to, insert: '' }
          ],
          awaitedAt: [
            loop.type === 'for_in_clause' ? bodyOf(loop.parent!) : loop
          ],
          after: `async for … in ${shortened(iterable.text)}`
        }
      : {
          edits: collectAsync(iterable, home, context.program, node),
          awaitedAt: [node],
          after: `[… async for … in ${shortened(iterable.text)}]`
        };
  return {
    home,
    node,
    certain: value.certain,
    values: { form: 'await', iterable: shortened(iterable.text) },
    shows: ({ message }) =>
      /object async_generator can't be used in 'await'|async_generator' object can't be awaited/.test(
        message
      ),
    rewrites: shownIn =>
      loop === null && !canHoldComprehension(node, place)
        ? []
        : [
            changeForm(
              {
                site: { home, node },
                edits: change.edits,
                awaitedAt: change.awaitedAt,
                kind: 'await',
                safe:
                  value.certain &&
                  (loop !== null || (used && !mayBeEndless(value))),
                values: { after: change.after }
              },
              shownIn,
              context
            )
          ]
  };
}
