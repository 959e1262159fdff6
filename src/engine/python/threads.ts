import type { IArgument } from './calls';
import { argument, argumentsOf } from './calls';
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
  return threadsAround(node, home, program, new Set());
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
  return ofFunction(def, home, program, new Set());
}

function threadsAround(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  seen: Set<SyntaxNode>
): readonly IThreadStart[] | null {
  const def = node.closest(
    outer =>
      (outer.type === 'function_definition' || outer.type === 'lambda') &&
      outer.child('body')?.contains(node) === true
  );
  return def === null ? null : ofFunction(def, home, program, seen);
}

function ofFunction(
  def: SyntaxNode,
  home: ICodeCell,
  program: Program,
  seen: Set<SyntaxNode>
): readonly IThreadStart[] | null {
  if (seen.has(def)) {
    return [];
  }
  seen.add(def);
  if (def.type === 'lambda') {
    const start = startGiven(def, program);
    return start === null ? null : [start];
  }
  if (def.isAsync || def.parent?.type === 'decorated_definition') {
    return null;
  }
  const name = def.child('name')!;
  const owner = classAround(def);
  if (owner !== null && name.text === 'run') {
    return isThreadClass(owner, home, program) ? [] : null;
  }
  const definition: IDefinition = {
    name: name.text,
    node: name,
    kind: 'function',
    value: def,
    conditional: false,
    home
  };
  const uses = referencesTo(definition, program);
  if (uses === null || uses.length === 0) {
    return null;
  }
  const starts = uses.map(use => ofUse(use, program, seen));
  return starts.some(own => own === null)
    ? null
    : [...new Set(starts.flatMap(own => own ?? []))];
}

/**
 * The thread that one use of a function runs it in: it is given to one, or
 * called where only threads come.
 */
function ofUse(
  { node, home }: IReference,
  program: Program,
  seen: Set<SyntaxNode>
): readonly IThreadStart[] | null {
  const start = startGiven(node, program);
  if (start !== null) {
    return [start];
  }
  return node.parent?.type === 'call' && node.field === 'function'
    ? threadsAround(node, home, program, seen)
    : null;
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
