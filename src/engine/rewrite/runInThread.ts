import type { IEdit } from '../edit';
import { argumentsOf } from '../python/calls';
import {
  definitionOfCallee,
  functionsReached,
  ownNodes
} from '../python/coroutines';
import type { SyntaxNode } from '../python/node';
import { unparenthesized } from '../python/node';
import type {
  ICodeCell,
  IDefinition,
  IReference,
  Program
} from '../python/program';
import type { IModuleAccess } from './asyncioModule';
import { asyncioModule, defineAtTop } from './asyncioModule';
import { givenFor } from '../python/given';
import { givesLoopBound, mentionsLoopBound } from '../python/loopBound';
import type { IStart } from '../python/starts';
import type { IValue } from '../python/values';
import { valueOf } from '../python/values';
import { dropOtherArguments } from './awaitCall';
import { needsParentheses } from './putAwait';
import { unusedName } from './unusedName';

/**
 * The edits that run `asyncio.run(operand)` on a loop of its own in a worker
 * thread, or null where the call cannot be written so.
 *
 * Where `await` is allowed: `await asyncio.to_thread(asyncio.run, operand)`,
 * which leaves the kernel's loop free meanwhile. Elsewhere: a helper in the
 * same cell that waits for the thread; it gives the thread up at an interrupt,
 * where a bare `with ThreadPoolExecutor()` would hang the kernel.
 *
 * @param suffix - put behind the operand: `()` where it was not called
 */
export function runInThread(
  { call, home, kind }: IStart,
  operand: SyntaxNode,
  program: Program,
  awaitable: boolean,
  suffix = ''
): IEdit[] | null {
  const callee = call.child('function')!;
  const module = awaitable
    ? asyncioModule(callee, home, program)
    : moduleForHelper(callee, home, program);
  if (module === null) {
    return null;
  }
  const cell = home.cell.id;
  const called =
    suffix === ''
      ? []
      : [{ cell, from: operand.to, to: operand.to, insert: suffix }];
  const dropped =
    kind === 'run' && awaitable ? [] : onlyOperand(call, operand, cell);
  if (awaitable) {
    const run = kind === 'run' ? callee.text : `${module.name}.run`;
    const [open, close] = needsParentheses(call) ? ['(', ')'] : ['', ''];
    return [
      ...module.edits,
      {
        cell,
        from: call.from,
        to: call.child('arguments')!.from + 1,
        insert: `${open}await ${module.name}.to_thread(${run}, `
      },
      ...called,
      ...dropped,
      ...(close === ''
        ? []
        : [{ cell, from: call.to, to: call.to, insert: close }])
    ];
  }
  const helper = threadHelper(module.name, home, program);
  if (helper === null) {
    return null;
  }
  return [
    ...module.edits,
    ...helper.edits,
    { cell, from: call.from, to: callee.to, insert: helper.name },
    ...called,
    ...dropped
  ];
}

/**
 * The edits that put, in the place of `expression`, a call that runs the
 * coroutine `operand` on a loop of its own in a thread and waits for it: right
 * with a running loop and without. Null where `asyncio` means something else.
 *
 * @param callee - a call's callee at that place, which may name the module
 */
export function waitInThread(
  expression: SyntaxNode,
  operand: SyntaxNode,
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program
): IEdit[] | null {
  const module = moduleForHelper(callee, home, program);
  if (module === null) {
    return null;
  }
  const cell = home.cell.id;
  const helper = threadHelper(module.name, home, program);
  if (helper === null) {
    return null;
  }
  return [
    ...module.edits,
    ...helper.edits,
    {
      cell,
      from: expression.from,
      to: operand.from,
      insert: `${helper.name}(`
    },
    { cell, from: operand.to, to: expression.to, insert: ')' }
  ];
}

function onlyOperand(
  call: SyntaxNode,
  operand: SyntaxNode,
  cell: string
): IEdit[] {
  const args = argumentsOf(call);
  return args.length > 1 || args[0].keyword !== null
    ? dropOtherArguments(call, operand, cell)
    : [];
}

/**
 * A name for the asyncio module that is right in a helper at the cell's top
 * level: the one that the code uses, unless a function has it for itself alone.
 */
function moduleForHelper(
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program
): IModuleAccess | null {
  const object = callee.child('object');
  const isLocal =
    object?.type === 'identifier' &&
    home.scopes.lookup(object.text, object) !== home.scopes.module;
  return asyncioModule(isLocal ? home.tree.root : callee, home, program);
}

const HELPER = 'run_in_thread';

/**
 * The name of a helper that runs a coroutine in a thread, and the edits that
 * define it above the cell's code unless this cell or one above already does.
 * Null where a cell calls something else by a name that it needs.
 */
function threadHelper(
  module: string,
  home: ICodeCell,
  program: Program
): { name: string; edits: IEdit[] } | null {
  const body = helperBody(module);
  const defined = program.cells.filter(({ cell }) =>
    cell.source.includes(HELPER + body)
  );
  if (defined.some(({ index }) => index <= home.index)) {
    return { name: HELPER, edits: [] };
  }
  // A cell further down may define the same helper: it may do so again.
  const name = defined.length > 0 ? HELPER : unusedName(HELPER, program);
  if (NEEDED.some(needed => isTaken(needed, program))) {
    return null;
  }
  const imports = NEEDED.filter(({ name: needed, module: from }) => {
    const { certain, definition } = program.resolveName(
      needed,
      home.tree.root,
      home
    );
    return !(
      certain &&
      definition?.imported === `${from}.${needed}` &&
      definition.home.index <= home.index
    );
  });
  return {
    name,
    edits: [
      defineAtTop(
        imports
          .map(
            ({ name: needed, module: from }) =>
              `from ${from} import ${needed}\n`
          )
          .join(''),
        `def ${name}${body}`,
        home
      )
    ]
  };
}

/**
 * What the helper uses. `asyncio.run` copies the context of what calls it, a
 * thread of a pool begins with an empty one: without `copy_context`, a coroutine
 * would not see what the cell has set (`decimal.getcontext().prec`, a request's
 * id).
 */
const NEEDED = [
  { module: 'concurrent.futures', name: 'ThreadPoolExecutor' },
  { module: 'contextvars', name: 'copy_context' }
];

/**
 * Whether a cell binds a name at its top level to something else than what is
 * imported under it.
 */
function isTaken(
  { module, name }: (typeof NEEDED)[number],
  program: Program
): boolean {
  return program.cells.some(({ scopes }) =>
    (scopes.module.bindings.get(name) ?? []).some(
      ({ imported }) => imported !== `${module}.${name}`
    )
  );
}

/**
 * The edits of several rewrites without the helpers that a cell above defines
 * already: each rewrite was made as if it were alone.
 */
export function withOneThreadHelper(
  edits: readonly IEdit[],
  { cells }: Program
): IEdit[] {
  const defined = new Set<string>();
  const kept = new Set<IEdit>();
  for (const { cell } of cells) {
    for (const edit of edits.filter(other => other.cell === cell.id)) {
      const definition = DEFINES_HELPER.exec(edit.insert)?.[0];
      if (definition === undefined || !defined.has(definition)) {
        kept.add(edit);
      }
      if (definition !== undefined) {
        defined.add(definition);
      }
    }
  }
  return edits.filter(edit => kept.has(edit));
}

const DEFINES_HELPER = new RegExp(
  `^def ${HELPER}\\w*\\(coroutine\\):\\n(?:    .*\\n)+`,
  'm'
);

function helperBody(module: string): string {
  return `(coroutine):
    """Run a coroutine on an event loop of its own, in a thread."""
    pool = ThreadPoolExecutor(1)
    try:
        return pool.submit(copy_context().run, ${module}.run, coroutine).result()
    finally:
        pool.shutdown(wait=False)
`;
}

/**
 * Whether a coroutine may use something that belongs to the kernel's loop, or to
 * its thread: a lock, queue, task or client made in a cell, a connection of
 * sqlite3. Such a coroutine must not run on another loop in another thread.
 *
 * True as well where that cannot be told: the receiver of the call is an object
 * made somewhere else, or the coroutine waits for one.
 */
export function usesKernelLoop(
  operand: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const expression = unparenthesized(operand);
  const callee = expression.child('function') ?? expression;
  const given = isKnownCallee(callee, home, program)
    ? []
    : functionsGiven(callee, home, program);
  if (given === null) {
    return true;
  }
  const reached = [
    ...functionsReached(operand, home, program),
    ...given.flatMap(({ node, home: where }) =>
      functionsReached(node, where, program)
    )
  ];
  return (
    isBoundHere([{ node: expression, home }], reached, program) ||
    reached.some(({ value, home: where }) =>
      waitsForForeign(value!, where, program)
    )
  );
}

/**
 * Whether plain code, or a function of this document that it comes to, uses
 * something that belongs to the kernel's loop or to its thread and that it did
 * not make itself.
 */
export function isBoundToThread(
  code: readonly IReference[],
  program: Program
): boolean {
  const reached = code.flatMap(({ node, home }) =>
    functionsReached(node, home, program)
  );
  return isBoundHere(code, reached, program, code);
}

/**
 * Whether code, or a function that it comes to, names what is bound to the loop
 * or the thread that runs the cells.
 *
 * @param own - the code that may use what it makes itself
 */
function isBoundHere(
  code: readonly IReference[],
  reached: readonly IDefinition[],
  program: Program,
  own: readonly IReference[] = []
): boolean {
  const inside = [
    ...own.map(({ node }) => node),
    ...reached.map(({ value }) => value!)
  ];
  return [
    ...code,
    ...reached.map(({ value, home }) => ({ node: value!, home }))
  ].some(
    ({ node, home }) =>
      mentionsLoopBound(node, home, program) ||
      hasBoundDefault(node, home, program) ||
      mentionsThreadBound(node, home, program, inside)
  );
}

/**
 * Whether a default value of a function's parameters is something of asyncio's,
 * made where the function was defined.
 */
function hasBoundDefault(
  def: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  return (def.child('parameters')?.parts ?? []).some(
    part =>
      part.child('value') !== undefined &&
      givesLoopBound(part.child('value')!, home, program)
  );
}

/**
 * Classes whose objects only the thread that made them may use, or sees as it
 * left them (Python library reference: sqlite3.connect, `check_same_thread`;
 * threading.local; tkinter, threading model), or that the cell's thread may hold
 * while it waits; and asyncio's own, which belong to a loop.
 */
const THREAD_BOUND =
  /^(?:sqlite3\.(?:Connection|Cursor)|threading\.(?:local|RLock)|tkinter\.\w+|asyncio\.\w+)$/;

/**
 * Functions that only the main thread may call (Python library reference:
 * signal, "Signals and threads"; `loop.add_signal_handler`).
 */
const MAIN_THREAD_ONLY =
  /^signal\.(?:signal|set_wakeup_fd)$|\.(?:add|remove)_signal_handler$/;

/**
 * Whether something is named that belongs to the thread or the loop that it was
 * made on, and that none of the functions `inside` makes; or that needs the main
 * thread.
 */
function mentionsThreadBound(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  inside: readonly SyntaxNode[]
): boolean {
  return [...node.walk()].some(part => {
    if (
      (part.type !== 'identifier' && part.type !== 'attribute') ||
      part.field === 'attribute'
    ) {
      return false;
    }
    if (part.field === 'function') {
      const name = program.qualifiedName(part, home)?.name ?? part.text;
      return MAIN_THREAD_ONLY.test(name);
    }
    const { type, made } = valueOf(part, home, program);
    return (
      type !== undefined &&
      THREAD_BOUND.test(type) &&
      !inside.some(def => def.contains(made.node)) &&
      !/\bcheck_same_thread\s*=\s*False\b/.test(madeBy(made, program).node.text)
    );
  });
}

/**
 * What makes the object that an object comes from: a cursor's connection.
 */
function madeBy(made: IValue['made'], program: Program): IValue['made'] {
  const object = made.node.child('function')?.child('object');
  const from =
    object === undefined || program.qualifiedName(object, made.home) !== null
      ? made
      : valueOf(object, made.home, program).made;
  return from.node === made.node ? made : madeBy(from, program);
}

/**
 * Whether what is called is a function of this document, of `self`'s class or
 * of a module, and not a method of some object.
 */
function isKnownCallee(
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  return (
    definitionOfCallee(callee, home, program) !== null ||
    program.qualifiedName(callee, home) !== null
  );
}

/**
 * The functions of this document that a callee can be, where it is a parameter:
 * a decorator runs what it decorates. Null where it can be anything else.
 */
function functionsGiven(
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program
): readonly IReference[] | null {
  if (callee.type !== 'identifier') {
    return null;
  }
  const { definition, certain } = program.resolve(callee, home);
  const given =
    definition?.kind === 'parameter' && certain
      ? givenFor(definition, program)
      : null;
  return given?.every(
    ({ node, home: where }) =>
      program.definitionOf(node, where)?.definition.kind === 'function'
  ) === true
    ? given
    : null;
}

/**
 * Whether a function waits for an object that it did not make itself: a
 * variable of the notebook, or an attribute of `self`.
 */
function waitsForForeign(
  def: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  return [...ownNodes(def)].some(node => {
    const subject = waitedFor(node);
    if (subject === null) {
      return false;
    }
    const root = rootOf(subject);
    if (root.type !== 'identifier') {
      return false;
    }
    if (/^(?:self|cls)$/.test(root.text) && subject !== root) {
      return definitionOfCallee(calleeOf(subject), home, program) === null;
    }
    const { definition } = program.resolve(root, home);
    if (definition?.kind === 'parameter') {
      return (givenFor(definition, program) ?? []).some(
        ({ node: given, home: where }) => isMadeInCell(given, where, program)
      );
    }
    return isMadeInCell(root, home, program);
  });
}

/**
 * Whether an expression names a variable of the notebook that holds no function
 * and nothing of an import's.
 */
function isMadeInCell(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const root = rootOf(node);
  if (root.type !== 'identifier') {
    return false;
  }
  const { kind, definition } = program.resolve(root, home);
  return (
    kind === 'module' &&
    (definition?.kind === 'assignment' || definition?.kind === 'target') &&
    program.qualifiedName(root, home) === null &&
    program.definitionOf(root, home) === null
  );
}

/**
 * What `await`, `async with` or `async for` waits for.
 */
function waitedFor(node: SyntaxNode): SyntaxNode | null {
  switch (node.type) {
    case 'await':
      return unparenthesized(node.parts[0]);
    case 'with_item':
      return node.parent?.parent?.isAsync === true
        ? (node.child('value')?.parts[0] ?? null)
        : null;
    case 'for_statement':
    case 'for_in_clause':
      return node.isAsync ? (node.child('right') ?? null) : null;
    default:
      return null;
  }
}

function calleeOf(node: SyntaxNode): SyntaxNode {
  return node.child('function') ?? node;
}

/**
 * The first name in `a.b(c)[d].e`.
 */
function rootOf(node: SyntaxNode): SyntaxNode {
  let root = unparenthesized(node);
  for (
    let next =
      root.child('function') ?? root.child('object') ?? root.child('value');
    next !== undefined && next.from === root.from;
    next = root.child('function') ?? root.child('object') ?? root.child('value')
  ) {
    root = unparenthesized(next);
  }
  return root;
}
