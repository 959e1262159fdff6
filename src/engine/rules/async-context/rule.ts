import type { IErrorOutput } from '../../evidence/errorOutput';
import type { IRewrite } from '../../finding';
import { valueOrGiven } from '../../python/given';
import type { SyntaxNode } from '../../python/node';
import { unparenthesized } from '../../python/node';
import type { ICodeCell, Program } from '../../python/program';
import type { IValue } from '../../python/values';
import { entersWith, valueOf } from '../../python/values';
import { changeForm } from '../../rewrite/changeForm';
import { addAsync, dropAsync } from '../../rewrite/iterateAsync';
import { isPrimary } from '../../rewrite/putAwait';
import { shortened } from '../../rewrite/shortened';
import { splitWith } from '../../rewrite/splitWith';
import type { IRuleContext } from '../rule';
import type { ITrouble } from '../wrongForm';
import { wrongForm } from '../wrongForm';
import { explain } from './explain';

/**
 * `with` for what only `async with` can enter, and the other way round.
 */
export const asyncContext = wrongForm({
  id: 'async-context',
  word: /\bwith\b|enter_context/,
  message:
    /^(?:TypeError: .*(?:context manager protocol|Use async with instead|can't be used in 'await'|can't be awaited)|AttributeError: (?:__a?enter__|__a?exit__|type object '\w+' has no attribute '__a?exit__')|RuntimeError: .*(?:async with|has not been entered|should be used as context manager expression))/s,
  through: /contextlib\.py$|aiohttp|httpx|asyncio|telethon/,
  troublesAt: (node, home, context) =>
    node.type === 'with_statement'
      ? statementTroubles(node, home, context)
      : node.type === 'call'
        ? [enteredOnStack(node, home, context), notEntered(node, home, context)]
        : [],
  explain
});

/**
 * A context manager in a `with` statement, and what it takes to enter it.
 */
interface IEntered {
  readonly item: SyntaxNode;
  readonly expression: SyntaxNode;
  readonly value: IValue;

  /**
   * What is entered once the item is written as `text`; null where that cannot
   * be told.
   */
  readonly isAsync: boolean | null;
  readonly text: string;
  readonly form: 'async with' | 'with' | 'await first' | 'lock' | 'unknown';
  readonly certain: boolean;

  /**
   * Whether it is beyond doubt that `text` can be entered so.
   */
  readonly safe: boolean;
}

function statementTroubles(
  statement: SyntaxNode,
  home: ICodeCell,
  context: IRuleContext
): ITrouble[] {
  const items = statement.parts
    .filter(({ type }) => type === 'with_clause')
    .flatMap(clause => clause.parts)
    .filter(({ type }) => type === 'with_item')
    .map(item => enteredBy(item, home, context));
  return items
    .filter(
      entered => entered.form === 'unknown' || isWrong(entered, statement)
    )
    .map(entered => troubleOf(entered, items, statement, home, context));
}

function isWrong({ isAsync, form }: IEntered, { isAsync: used }: SyntaxNode) {
  return (
    form === 'await first' ||
    form === 'lock' ||
    (isAsync !== null && isAsync !== used)
  );
}

function enteredBy(
  item: SyntaxNode,
  home: ICodeCell,
  { program }: IRuleContext
): IEntered {
  const written = item.child('value')!;
  const expression = written.type === 'as_pattern' ? written.parts[0] : written;
  const rest = item.source.slice(expression.to, item.to);
  const value = valueOrGiven(expression, home, program);
  const bare = unparenthesized(expression);
  const lock = lockOf(bare, home, program);
  if (lock !== null) {
    return {
      item,
      expression,
      value,
      isAsync: true,
      text: lock.node.text + rest,
      form: 'lock',
      certain: lock.certain,
      safe: lock.certain
    };
  }
  if (value.kind === 'coroutine') {
    const result = value.result?.();
    const enters = result === undefined ? null : entersWith(result, program);
    return {
      item,
      expression,
      value,
      isAsync:
        enters === 'async with' ? true : enters === 'with' ? false : null,
      text: `await ${isPrimary(expression) ? expression.text : `(${expression.text})`}${rest}`,
      form: enters === 'neither' ? 'unknown' : 'await first',
      certain: value.certain,
      safe: value.certain && result?.certain === true
    };
  }
  const enters = entersWith(value, program);
  return {
    item,
    expression,
    value,
    isAsync: enters === 'async with' ? true : enters === 'with' ? false : null,
    text: item.text,
    form:
      enters === 'async with' || enters === 'with'
        ? enters
        : enters === null
          ? 'unknown'
          : 'with',
    certain: value.certain,
    safe: value.certain
  };
}

/**
 * The lock in `await lock` and `lock.acquire()`, which once could stand in
 * `with`.
 */
function lockOf(
  node: SyntaxNode,
  home: ICodeCell,
  program: IRuleContext['program']
): { node: SyntaxNode; certain: boolean } | null {
  const inner = node.type === 'await' ? unparenthesized(node.parts[0]) : node;
  const callee = inner.type === 'call' ? inner.child('function')! : null;
  const object =
    callee?.type === 'attribute' &&
    callee.child('attribute')!.text === 'acquire'
      ? callee.child('object')!
      : node.type === 'await'
        ? inner
        : null;
  const value = object && valueOf(object, home, program);
  return value?.kind === 'instance' &&
    /^asyncio\.(?:Lock|Semaphore|BoundedSemaphore|Condition)$/.test(
      value.type ?? ''
    )
    ? { node: object!, certain: value.certain }
    : null;
}

function troubleOf(
  entered: IEntered,
  items: readonly IEntered[],
  statement: SyntaxNode,
  home: ICodeCell,
  context: IRuleContext
): ITrouble {
  const { expression, form } = entered;
  const unknown = form === 'unknown';
  return {
    home,
    node: expression,
    certain: !unknown && entered.certain,
    values: {
      form: unknown ? (statement.isAsync ? 'with' : 'async with') : form,
      manager: shortened(expression.text)
    },
    shows: error => shows(error, entered, statement),
    rewrites: (shownIn, error) => {
      const proven = unknown ? error : undefined;
      if (
        proven !== undefined &&
        /'(?:coroutine|async_generator|generator|function|NoneType|int|str|list|dict|bool)' object/.test(
          proven.message
        )
      ) {
        return [];
      }
      return ways(entered, items, statement, home, shownIn, proven, context);
    }
  };
}

/**
 * Whether an error that names a protocol, and perhaps a type, can come from this
 * manager.
 */
function shows(
  { name, message }: IErrorOutput,
  { form, value, certain }: IEntered,
  statement: SyntaxNode
): boolean {
  if (/can't be (?:used in 'await'|awaited)/.test(message)) {
    return form === 'lock';
  }
  if (form === 'await first') {
    return (
      /coroutine|__a?enter__/.test(message) && /enter|protocol/.test(message)
    );
  }
  const isAsync =
    /asynchronous context manager protocol(?!\. Did you mean)|__aenter__|__aexit__/.test(
      message
    ) && !/missed __exit__ method\) but it supports/.test(message);
  const type = /^'?(?:[\w.]*\.)?(\w+)'? object does not/.exec(message)?.[1];
  const own = value.type?.split('.').pop() ?? value.definition?.name;
  return (
    isAsync === statement.isAsync &&
    // Without a type in the message, or of an unknown one, it may be any.
    (form !== 'unknown' ||
      type === undefined ||
      own === undefined ||
      type === own ||
      !certain) &&
    (form === 'unknown'
      ? isAsync || mayBeAsync(name, message)
      : form === (isAsync ? 'with' : 'async with') || form === 'lock')
  );
}

/**
 * Whether what a plain `with` could not enter is likely to be meant for
 * `async with`: Python 3.14 says so, others only by a name.
 */
function mayBeAsync(name: string, message: string): boolean {
  return /Did you mean to use 'async with'|[Uu]se "?async with|'(?:[\w.]*\.)?(?:\w*Async\w*|TaskGroup|Timeout|ClientSession|Pool|Connection|connect|PlaywrightContextManager)' object/.test(
    message
  );
}

/**
 * Whether an error says that the other kind of `with` will do: in words, or by
 * a type that is known.
 */
function saysHow(
  { message }: IErrorOutput,
  isAsync: boolean,
  { libraries }: Program
): boolean {
  const type = /'(?:[\w.]*\.)?(\w+)' object/.exec(message)?.[1];
  return (
    /Did you mean to use|Use async with instead|must use "async with"/.test(
      message
    ) ||
    type ===
      (isAsync
        ? '_GeneratorContextManager'
        : '_AsyncGeneratorContextManager') ||
    (isAsync &&
      /^(?:TextIOWrapper|Buffered\w+|BytesIO|StringIO|lock)$/.test(
        type ?? ''
      )) ||
    (type !== undefined &&
      libraries
        .typesNamed(type)
        .some(({ enters }) => enters === (isAsync ? 'with' : 'async with')))
  );
}

function ways(
  entered: IEntered,
  items: readonly IEntered[],
  statement: SyntaxNode,
  home: ICodeCell,
  shownIn: string,
  proven: IErrorOutput | undefined,
  context: IRuleContext
): (IRewrite | null)[] {
  const way = (isAsync: boolean, safe: boolean) =>
    rewrite(entered, isAsync, safe, items, statement, home, shownIn, context);
  if (entered.form === 'unknown') {
    return proven === undefined
      ? []
      : [
          way(
            !statement.isAsync,
            items.length === 1 &&
              saysHow(proven, statement.isAsync, context.program)
          )
        ];
  }
  return entered.isAsync === null
    ? entered.form === 'with'
      ? []
      : [way(true, false), way(false, false)]
    : [way(entered.isAsync, entered.safe)];
}

function rewrite(
  entered: IEntered,
  isAsync: boolean,
  safe: boolean,
  items: readonly IEntered[],
  statement: SyntaxNode,
  home: ICodeCell,
  shownIn: string,
  context: IRuleContext
): IRewrite | null {
  const cell = home.cell.id;
  const managers = items.map(other => {
    if (other === entered) {
      return { item: other.item, text: other.text, isAsync };
    }
    // The others are put right with it: they would fail next.
    const known = other.safe && other.isAsync !== null;
    return {
      item: other.item,
      text: known ? other.text : other.item.text,
      isAsync: known ? other.isAsync! : statement.isAsync
    };
  });
  const [first] = managers;
  const alike = managers.every(other => other.isAsync === first.isAsync);
  const edits = alike
    ? [
        ...(first.isAsync === statement.isAsync
          ? []
          : [
              first.isAsync
                ? addAsync(statement, cell)
                : dropAsync(statement, cell)
            ]),
        ...managers.flatMap(({ item, text }) =>
          text === item.text
            ? []
            : [{ cell, from: item.from, to: item.to, insert: text }]
        )
      ]
    : splitWith(statement, managers, cell);
  const needsAwait = managers.some(
    ({ isAsync: own, text, item }) =>
      own || (text !== item.text && /^await\b/.test(text))
  );
  return (
    edits &&
    changeForm(
      {
        site: { home, node: statement },
        edits,
        awaitedAt: needsAwait ? [statement] : [],
        kind: needsAwait ? 'await' : 'other',
        safe,
        values: {
          after: `${isAsync ? 'async ' : ''}with ${shortened(
            entered.form === 'await first'
              ? `await ${entered.expression.text}`
              : entered.form === 'lock'
                ? entered.text
                : entered.expression.text
          )}`
        }
      },
      shownIn,
      context
    )
  );
}

/**
 * `stack.enter_context(manager)` of an asynchronous context manager, and
 * `enter_async_context` of a plain one. Only explained: the stack itself must be
 * another.
 */
function enteredOnStack(
  call: SyntaxNode,
  home: ICodeCell,
  { program }: IRuleContext
): ITrouble | null {
  const callee = call.child('function')!;
  const method = callee.child('attribute')?.text;
  const manager = call.child('arguments')?.parts[0];
  if (
    (method !== 'enter_context' && method !== 'enter_async_context') ||
    manager === undefined
  ) {
    return null;
  }
  const value = valueOf(manager, home, program);
  const enters = entersWith(value, program);
  return enters === (method === 'enter_context' ? 'async with' : 'with')
    ? {
        home,
        node: call,
        certain: value.certain,
        values: {
          form: method === 'enter_context' ? 'stack' : 'async stack',
          manager: shortened(manager.text)
        },
        shows: ({ message }) =>
          /context manager protocol|__a?exit__/.test(message),
        rewrites: () => []
      }
    : null;
}

/**
 * `group.create_task(…)` of a task group that no `async with` has entered. Only
 * explained: which statements belong into the block is the person's to say.
 */
function notEntered(
  call: SyntaxNode,
  home: ICodeCell,
  { program }: IRuleContext
): ITrouble | null {
  const callee = call.child('function')!;
  if (
    callee.type !== 'attribute' ||
    callee.child('attribute')!.text !== 'create_task'
  ) {
    return null;
  }
  const object = callee.child('object')!;
  const value = valueOf(object, home, program);
  const made = value.made.node.parent;
  return value.type === 'asyncio.TaskGroup' && made?.type === 'assignment'
    ? {
        home,
        node: call,
        certain: false,
        values: { form: 'not entered', manager: shortened(object.text) },
        shows: ({ message }) => /has not been entered/.test(message),
        rewrites: () => []
      }
    : null;
}
