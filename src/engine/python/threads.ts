import type { IArgument } from './calls';
import { argument, argumentsAfter, argumentsOf } from './calls';
import { enteredBy, loopKind } from './loops';
import type { SyntaxNode } from './node';
import { unparenthesized } from './node';
import type { ICodeCell, IDefinition, IReference, Program } from './program';
import { basesOf, classAround, methodsOf, referencesTo } from './references';
import { valueOf } from './values';

/**
 * A call that gives a function to another thread, or to a process.
 */
export interface IThreadStart {
  readonly home: ICodeCell;
  readonly call: SyntaxNode;

  /**
   * - `thread`, `timer`: `threading.Thread(target=f)`, `threading.Timer(1, f)`,
   *   `_thread.start_new_thread(f, ())`;
   * - `submit`, `map`: of an executor of concurrent.futures;
   * - `run_in_executor`: of a loop;
   * - `to_thread`: asyncio's and anyio's function.
   */
  readonly kind: ThreadStartKind;

  /**
   * Where the function runs; `unknown` where the executor cannot be told.
   */
  readonly where: 'thread' | 'process' | 'unknown';

  /**
   * The argument that is the function.
   */
  readonly target: IArgument;

  /**
   * Whether the names mean beyond doubt what this says.
   */
  readonly certain: boolean;
}

export type ThreadStartKind =
  'thread' | 'timer' | 'submit' | 'map' | 'run_in_executor' | 'to_thread';

/**
 * Where each function takes the one that it runs in another thread: the place
 * among the arguments, and the keyword (CPython Lib/threading.py, Lib/asyncio/
 * threads.py; anyio's `to_thread.run_sync`; Starlette's `run_in_threadpool`).
 */
const STARTERS: Readonly<
  Record<string, readonly [ThreadStartKind, number, string] | undefined>
> = {
  'threading.Thread': ['thread', 1, 'target'],
  'threading.Timer': ['timer', 1, 'function'],
  '_thread.start_new_thread': ['thread', 0, ''],
  'asyncio.to_thread': ['to_thread', 0, 'func'],
  'anyio.to_thread.run_sync': ['to_thread', 0, 'func'],
  'starlette.concurrency.run_in_threadpool': ['to_thread', 0, 'func'],
  'fastapi.concurrency.run_in_threadpool': ['to_thread', 0, 'func']
};

const POOLS: Readonly<Record<string, IThreadStart['where'] | undefined>> = {
  'concurrent.futures.ThreadPoolExecutor': 'thread',
  'concurrent.futures.thread.ThreadPoolExecutor': 'thread',
  'concurrent.futures.ProcessPoolExecutor': 'process',
  'concurrent.futures.process.ProcessPoolExecutor': 'process'
};

const startsByProgram = new WeakMap<Program, readonly IThreadStart[]>();

/**
 * Every call in the program that gives a function to another thread or
 * process, in the order of the text.
 */
export function threadStartsIn(program: Program): readonly IThreadStart[] {
  let starts = startsByProgram.get(program);
  if (starts === undefined) {
    starts = program
      .nodes('call')
      .flatMap(({ node, home }) => threadStartOf(node, home, program) ?? []);
    startsByProgram.set(program, starts);
  }
  return starts;
}

function threadStartOf(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): IThreadStart | null {
  const callee = call.child('function')!;
  const args = argumentsOf(call);
  const found = program.qualifiedName(callee, home);
  const starter = found === null ? undefined : STARTERS[found.name];
  if (starter !== undefined) {
    const [kind, position, keyword] = starter;
    const target = argument(args, position, keyword);
    return target === undefined ||
      args.some(arg => arg.unpacked && arg.node.from < target.node.from)
      ? null
      : {
          home,
          call,
          kind,
          where: 'thread',
          target,
          certain: found!.certain
        };
  }
  const object = callee.child('object');
  const method = callee.child('attribute')?.text;
  if (object === undefined || args[0]?.unpacked !== false) {
    return null;
  }
  if (method === 'run_in_executor') {
    const target = argument(args, 1, 'func');
    const pool = argument(args, 0, 'executor');
    const loop = loopKind(object, home, program);
    return target === undefined || pool === undefined || loop === 'other'
      ? null
      : {
          home,
          call,
          kind: 'run_in_executor',
          where:
            pool.value.type === 'none'
              ? 'thread'
              : poolKind(pool.value, home, program),
          target,
          certain: loop !== 'unknown'
        };
  }
  if (method === 'submit' || method === 'map') {
    const where = poolKind(object, home, program);
    return where === 'unknown' || args[0].keyword !== null
      ? null
      : { home, call, kind: method, where, target: args[0], certain: true };
  }
  return null;
}

/**
 * What kind of executor of concurrent.futures an expression is.
 */
export function poolKind(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth = 0
): IThreadStart['where'] {
  const pool = unparenthesized(node);
  if (depth > 5) {
    return 'unknown';
  }
  if (pool.type === 'call') {
    const name = program.qualifiedName(pool.child('function')!, home)?.name;
    return (name === undefined ? undefined : POOLS[name]) ?? 'unknown';
  }
  if (pool.type === 'identifier') {
    const { definitions } = program.resolve(pool, home);
    const kinds = definitions.map(definition => {
      const value = definition.value ?? enteredBy(definition.node);
      return value === undefined
        ? 'unknown'
        : poolKind(value, definition.home, program, depth + 1);
    });
    return kinds.length > 0 && kinds.every(kind => kind === kinds[0])
      ? kinds[0]
      : 'unknown';
  }
  const { type } = valueOf(pool, home, program);
  return (type === undefined ? undefined : POOLS[type]) ?? 'unknown';
}

/**
 * The calls through which the code at `node` runs in another thread, where it
 * runs nowhere else: it stands in a plain function or lambda that only threads
 * are given, or that only such functions call. Null for all other code, and
 * where not every place that names the function can be told.
 *
 * The body of a coroutine is none: whatever runs it brings a loop.
 */
export function threadsOf(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): readonly IThreadStart[] | null {
  const def = functionAround(node);
  return def === null ? null : runsInThread(def, home, program);
}

/**
 * The calls through which the body of `def` runs in another thread, where it
 * runs nowhere else; null where it may.
 */
export function runsInThread(
  def: SyntaxNode,
  home: ICodeCell,
  program: Program
): readonly IThreadStart[] | null {
  let known = knownThreads.get(program);
  if (known === undefined) {
    known = new Map();
    knownThreads.set(program, known);
  }
  let threads = known.get(def);
  if (threads === undefined) {
    threads =
      threadStartsIn(program).length === 0 &&
      program.identifiers('Thread').length === 0
        ? null
        : threadsOfFunction(def, home, program);
    known.set(def, threads);
  }
  return threads;
}

const knownThreads = new WeakMap<
  Program,
  Map<SyntaxNode, readonly IThreadStart[] | null>
>();

function threadsOfFunction(
  def: SyntaxNode,
  home: ICodeCell,
  program: Program
): readonly IThreadStart[] | null {
  const starts = new Set<IThreadStart>();
  const seen = new Set<SyntaxNode>([def]);
  const queue = [{ def, home }];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const uses = usesOfFunction(next.def, next.home, program);
    if (uses === null) {
      return null;
    }
    for (const use of uses) {
      const start = startGiven(use.node, program);
      if (start !== null) {
        starts.add(start);
        continue;
      }
      const caller =
        use.node.parent?.type === 'call' && use.node.field === 'function'
          ? functionAround(use.node)
          : null;
      if (caller === null) {
        return null;
      }
      if (!seen.has(caller)) {
        seen.add(caller);
        queue.push({ def: caller, home: use.home });
      }
    }
  }
  return [...starts];
}

/**
 * The function or lambda in whose body a node stands.
 */
function functionAround(node: SyntaxNode): SyntaxNode | null {
  return node.closest(
    outer =>
      (outer.type === 'function_definition' || outer.type === 'lambda') &&
      outer.child('body')?.contains(node) === true
  );
}

/**
 * Every place that names a function; none for the `run` of a thread's class;
 * null where it may be called in a way that names cannot tell.
 */
function usesOfFunction(
  def: SyntaxNode,
  home: ICodeCell,
  program: Program
): readonly IReference[] | null {
  if (def.type === 'lambda') {
    return [{ node: def, home }];
  }
  if (def.isAsync || def.parent?.type === 'decorated_definition') {
    return null;
  }
  const name = def.child('name')!;
  const owner = classAround(def);
  if (
    owner !== null &&
    name.text === 'run' &&
    basesOf(owner).some(
      base => program.qualifiedName(base, home)?.name !== 'builtins.object'
    )
  ) {
    return isThreadClass(owner, home, program) ? [] : null;
  }
  const uses = referencesTo(
    {
      name: name.text,
      node: name,
      kind: 'function',
      value: def,
      conditional: false,
      home
    },
    program
  );
  return uses === null || uses.length === 0 ? null : uses;
}

/**
 * The call that gives the function `node` to another thread, itself or within
 * `functools.partial(node, …)`.
 */
function startGiven(node: SyntaxNode, program: Program): IThreadStart | null {
  return (
    threadStartsIn(program).find(
      ({ where, target, home }) =>
        where === 'thread' &&
        (unparenthesized(target.value) === node ||
          partialOf(target.value, home, program) === node)
    ) ?? null
  );
}

/**
 * The function in `functools.partial(function, …)`.
 */
export function partialOf(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): SyntaxNode | null {
  return node.type === 'call' &&
    program.qualifiedName(node.child('function')!, home)?.name ===
      'functools.partial'
    ? (argumentsOf(node)[0]?.value ?? null)
    : null;
}

/**
 * Whether a class is a thread whose `run` the thread calls, and nothing else.
 */
function isThreadClass(
  owner: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  return (
    methodsOf(owner, 'run').length === 1 &&
    basesOf(owner).some(
      base => program.qualifiedName(base, home)?.name === 'threading.Thread'
    ) &&
    program.identifiers('run').every(({ node }) => node.field !== 'attribute')
  );
}

/**
 * What the thread's function is given for a parameter, at each start; null where
 * some start gives nothing that can be told.
 */
export function givenByThread(
  parameter: IDefinition,
  program: Program
): IReference[] | null {
  const def = parameter.node.closest(
    outer => outer.type === 'function_definition'
  );
  const position = (def?.child('parameters')?.parts ?? []).indexOf(
    parameter.node
  );
  const starts =
    def === null || position < 0 || classAround(def) !== null
      ? null
      : runsInThread(def, parameter.home, program);
  if (starts === null || starts.length === 0) {
    return null;
  }
  const given = starts.map(start => {
    const node = argumentsForThread(start)?.[position];
    return node === undefined ? null : { node, home: start.home };
  });
  return given.every(one => one !== null) ? given : null;
}

/**
 * The positional arguments that a start hands on to the thread's function; null
 * where they cannot be told.
 */
export function argumentsForThread({
  call,
  kind,
  target
}: IThreadStart): SyntaxNode[] | null {
  const args = argumentsOf(call);
  if (partialLike(target.value)) {
    return null;
  }
  if (kind === 'thread' || kind === 'timer') {
    const own = argument(args, kind === 'timer' ? 2 : 3, 'args')?.value;
    return own === undefined
      ? []
      : /^(?:tuple|list)$/.test(own.type) &&
          own.parts.every(({ type }) => type !== 'list_splat')
        ? own.parts
        : null;
  }
  const after = argumentsAfter(call, target);
  return kind === 'map' || after.some(({ unpacked }) => unpacked)
    ? null
    : after.flatMap(({ keyword, value }) => (keyword === null ? [value] : []));
}

function partialLike({ type }: SyntaxNode): boolean {
  return type !== 'identifier' && type !== 'attribute';
}
