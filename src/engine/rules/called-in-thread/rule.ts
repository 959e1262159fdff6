import type { IEdit } from '../../edit';
import type {
  IExplanation,
  IFinding,
  IRewrite,
  ITranslator
} from '../../finding';
import { code } from '../../inlineCode';
import type { ICalled } from '../../python/calledTooEarly';
import { calledAt, givesFunction } from '../../python/calledTooEarly';
import { argumentsAfter, argumentsOf } from '../../python/calls';
import { isMeantToFail } from '../../python/meantToFail';
import type { SyntaxNode } from '../../python/node';
import { unparenthesized } from '../../python/node';
import type { ICodeCell, Program } from '../../python/program';
import { takesNoArguments } from '../../python/takesNoArguments';
import type { IValue } from '../../python/values';
import { valueOf } from '../../python/values';
import { asyncioModule, insertAtTop } from '../../rewrite/asyncioModule';
import { changeForm } from '../../rewrite/changeForm';
import { giveToThread } from '../../rewrite/giveToThread';
import { usesKernelLoop } from '../../rewrite/runInThread';
import { shortened } from '../../rewrite/shortened';
import { explainForm } from '../explainForm';
import type { IRuleContext } from '../rule';
import type { ITrouble } from '../wrongForm';
import { wrongForm } from '../wrongForm';

/**
 * A function that was called where a thread or the loop is to call it: it ran
 * at once, and what it gave is called instead.
 */
export const calledInThread = wrongForm({
  id: 'called-in-thread',
  word: /\b(?:Thread|Timer|submit|run_in_executor|to_thread|run_sync|call_soon|call_soon_threadsafe|call_later|call_at|add_done_callback)\s*\(/,
  message:
    /^TypeError: '\w+' object is not callable|^TypeError: a callable object was expected|^TypeError: coroutines cannot be used with/,
  through: /(?:concurrent|threading|asyncio|anyio|starlette)/,
  fails: ({ node }) => !isMeantToFail(node),
  troublesAt: (node, home, context) => [troubleAt(node, home, context)],
  explain
});

function troubleAt(
  node: SyntaxNode,
  home: ICodeCell,
  context: IRuleContext
): ITrouble | null {
  const called =
    node.type === 'call' ? calledAt(node, home, context.program) : null;
  if (called === null) {
    return null;
  }
  const { program } = context;
  const inner = unparenthesized(called.target.value);
  const value = valueOf(inner, home, program);
  const gives = givesFunction(inner, value, home, program);
  if (gives === true) {
    return null;
  }
  return {
    home,
    node,
    certain: gives === false && (called.start?.certain ?? true),
    values: {
      call: shortened(node.text),
      inner: shortened(inner.text),
      function: inner.child('function')!.text,
      coroutine: value.kind === 'coroutine',
      loop: called.start === null
    },
    shows: () => true,
    rewrites: shownIn => [
      value.kind === 'coroutine'
        ? ofCoroutine(called, inner, value, shownIn, context)
        : ofFunction(called, inner, shownIn, context)
    ]
  };
}

function change(
  { taker, home }: ICalled,
  edits: readonly IEdit[] | null,
  after: string,
  safe: boolean,
  shownIn: string,
  context: IRuleContext
): IRewrite | null {
  return (
    edits &&
    changeForm(
      {
        site: { home, node: taker },
        edits,
        awaitedAt: [],
        kind: 'other',
        safe,
        values: { after }
      },
      shownIn,
      context
    )
  );
}

/**
 * `to_thread(job(3))`: the coroutine is awaited where it stands; a thread of
 * its own runs it with `asyncio.run`.
 */
function ofCoroutine(
  called: ICalled,
  inner: SyntaxNode,
  value: IValue,
  shownIn: string,
  context: IRuleContext
): IRewrite | null {
  const { start, taker, home } = called;
  const cell = home.cell.id;
  const { program } = context;
  if (start === null || start.where === 'process' || !value.certain) {
    return null;
  }
  if (start.kind === 'to_thread' || start.kind === 'run_in_executor') {
    const awaited = taker.parent?.type === 'await';
    return awaited && argumentsAfter(taker, start.target).length === 0
      ? change(
          called,
          [{ cell, from: taker.from, to: taker.to, insert: inner.text }],
          `await ${shortened(inner.text)}`,
          true,
          shownIn,
          context
        )
      : null;
  }
  const module = asyncioModule(taker.child('function')!, home, program);
  const edits =
    module === null || start.kind === 'timer'
      ? null
      : giveToThread(start, `${module.name}.run`, [inner.text], [], cell);
  return change(
    called,
    edits && [...module!.edits, ...edits],
    `${module?.name}.run, …`,
    !usesKernelLoop(inner, home, program),
    shownIn,
    context
  );
}

/**
 * `run_in_executor(None, work(4))`: `run_in_executor(None, work, 4)`.
 */
function ofFunction(
  called: ICalled,
  inner: SyntaxNode,
  shownIn: string,
  context: IRuleContext
): IRewrite | null {
  const { start, method, target, home, taker } = called;
  const { program } = context;
  const cell = home.cell.id;
  const callee = inner.child('function')!;
  const args = argumentsOf(inner);
  const named = args.filter(({ keyword }) => keyword !== null);
  const plain = args.filter(({ keyword }) => keyword === null);
  const starred = args.some(
    ({ unpacked, node }) => unpacked && node.type === 'dictionary_splat'
  );
  const after = argumentsAfter(taker, target).filter(
    ({ keyword }) => keyword === null || /^(?:args|kwargs)$/.test(keyword)
  );
  if (callee.type === 'call' || after.length > 0 || starred) {
    return null;
  }
  const replaced = (insert: string): IEdit[] => [
    { cell, from: target.value.from, to: target.value.to, insert }
  ];
  const words = [callee, ...plain.map(({ node }) => node)].map(
    ({ text }) => text
  );
  const asPartial = (): IEdit[] | null => {
    const partial = partialName(home, program);
    return (
      partial && [
        ...partial.edits,
        ...replaced(
          `${partial.name}(${[callee, ...args.map(({ node }) => node)]
            .map(({ text }) => text)
            .join(', ')})`
        )
      ]
    );
  };
  if (start === null) {
    if (method === 'add_done_callback') {
      return ofDoneCallback(called, inner, shownIn, context);
    }
    return change(
      called,
      named.length > 0 ? asPartial() : replaced(words.join(', ')),
      named.length > 0
        ? `partial(${words[0]}, …)`
        : shortened(words.join(', ')),
      true,
      shownIn,
      context
    );
  }
  const keywords = named.map(
    ({ keyword, value }) => [keyword!, value.text] as const
  );
  const anyio =
    start.kind === 'to_thread' &&
    program.qualifiedName(taker.child('function')!, home)?.name ===
      'anyio.to_thread.run_sync';
  const edits =
    named.length > 0 && (start.kind === 'run_in_executor' || anyio)
      ? asPartial()
      : giveToThread(start, callee.text, words.slice(1), keywords, cell);
  return change(
    called,
    edits,
    named.length > 0 && (start.kind === 'run_in_executor' || anyio)
      ? `partial(${callee.text}, …)`
      : start.kind === 'thread' && args.length > 0
        ? `target=${callee.text}, args=(…)`
        : shortened(words.join(', ')),
    !words.slice(1).some(text => text.startsWith('*')) ||
      start.kind !== 'thread',
    shownIn,
    context
  );
}

/**
 * `task.add_done_callback(show())`: the callback gets the task.
 */
function ofDoneCallback(
  called: ICalled,
  inner: SyntaxNode,
  shownIn: string,
  context: IRuleContext
): IRewrite | null {
  const { target, home } = called;
  const callee = inner.child('function')!;
  const args = argumentsOf(inner);
  const found = context.program.definitionOf(callee, home);
  const def = found?.definition.value;
  if (found?.certain !== true || def?.type !== 'function_definition') {
    return null;
  }
  const fixed = args.every(({ value }) =>
    /^(?:string|integer|float|true|false|none)$/.test(value.type)
  );
  const task = called.taker.child('function')!.child('object')!.text;
  const alone =
    (args.length === 0 && !takesNoArguments(def)) ||
    (args.length === 1 && args[0].node.text === task);
  return change(
    called,
    [
      {
        cell: home.cell.id,
        from: target.value.from,
        to: target.value.to,
        insert: alone ? callee.text : `lambda _: ${inner.text}`
      }
    ],
    alone ? callee.text : `lambda _: ${shortened(inner.text)}`,
    alone || fixed,
    shownIn,
    context
  );
}

/**
 * How to write `functools.partial` in a cell.
 */
function partialName(
  home: ICodeCell,
  program: Program
): { name: string; edits: IEdit[] } | null {
  const root = home.tree.root;
  const own = program.resolveName('partial', root, home);
  if (
    own.certain &&
    own.definition?.imported === 'functools.partial' &&
    own.definition.home.index <= home.index
  ) {
    return { name: 'partial', edits: [] };
  }
  const module = program.resolveName('functools', root, home);
  return module.kind === 'unbound'
    ? {
        name: 'functools.partial',
        edits: [insertAtTop('import functools\n', home)]
      }
    : module.certain &&
        module.definition?.imported === 'functools' &&
        module.definition.home.index <= home.index
      ? { name: 'functools.partial', edits: [] }
      : null;
}

function explain(trans: ITranslator, finding: IFinding): IExplanation {
  const { values, rewrites } = finding;
  const inner = code(values.inner);
  return {
    headline: values.loop
      ? trans.__('This is called at once, and not later by the event loop')
      : trans.__('This is called at once, and not in the thread'),
    sentences: values.coroutine
      ? trans.__(
          '%1 in %2 on line %3 is a coroutine. A thread takes a function, and calls it.',
          inner,
          code(values.call),
          values.line
        )
      : values.loop
        ? trans.__(
            '%1 in %2 on line %3 runs before %2 does, and the loop then calls what it gave. The function and its arguments must be given one by one.',
            inner,
            code(values.call),
            values.line
          )
        : trans.__(
            '%1 in %2 on line %3 runs here, in the event loop’s own thread, and the other thread then calls what it gave. The function and its arguments must be given one by one.',
            inner,
            code(values.call),
            values.line
          ),
    rewrites: rewrites.map(rewrite => explainForm(trans, rewrite))
  };
}
