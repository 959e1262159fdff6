import { lineStart } from '../lines';
import { argument, argumentsOf } from './calls';
import { waitsNot } from './blockingCalls';
import { functionsReached } from './coroutines';
import { loopKind } from './loops';
import type { SyntaxNode } from './node';
import { unparenthesized } from './node';
import type { ICodeCell, Program } from './program';
import { functionAround } from './reached';
import type { IValue } from './values';
import { valueOf } from './values';

/**
 * A call that waits for another thread, another process or a loop.
 */
export interface IWait {
  readonly call: SyntaxNode;
  readonly home: ICodeCell;

  /**
   * - `future`: `result()` of a `concurrent.futures.Future`;
   * - `call`: any thread may wait in its place;
   * - `lock`: the same, but what it takes has to be given back;
   * - `owner`: only the thread that holds the lock may wait;
   * - `items`: a loop reads what comes, one by one;
   * - `lines`: a loop reads what another process writes, line by line.
   */
  readonly kind: 'future' | 'call' | 'lock' | 'owner' | 'items' | 'lines';

  /**
   * The future, thread or queue, an expression.
   */
  readonly object?: SyntaxNode;

  /**
   * Where that was made.
   */
  readonly made?: { readonly node: SyntaxNode; readonly home: ICodeCell };

  /**
   * How long it waits at most; absent where it waits until it is done.
   */
  readonly timeout?: SyntaxNode;

  /**
   * The call of `run_coroutine_threadsafe` that made the future.
   */
  readonly sent?: { readonly node: SyntaxNode; readonly home: ICodeCell };

  /**
   * Whether it waits for something that runs on the very loop that runs here.
   */
  readonly needsLoop: boolean;

  /**
   * Whether a thread that waits in its place goes on when nobody awaits it any
   * longer: until something comes that may never come, and which it then takes.
   */
  readonly lasting: boolean;
}

const QUEUE = /^(?:queue\.\w*Queue|multiprocessing\.\w*Queue)$/;
const EXECUTOR = /^concurrent\.futures\.\w+Executor$/;
const MAY_WAIT =
  /^(?:result|exception|get|put|join|wait|acquire|shutdown|map|imap|imap_unordered|starmap|apply|as_completed|list|tuple|set|dict|sum|sorted|min|max)$/;

/**
 * What a call waits for; null where it waits for nothing, or where that cannot
 * be told beyond doubt.
 */
export function waitOf(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): IWait | null {
  const callee = unparenthesized(call.child('function')!);
  const method = callee.child('attribute')?.text;
  if (callee.type === 'attribute' && !MAY_WAIT.test(method!)) {
    return null;
  }
  const name = program.qualifiedName(callee, home);
  if (name !== null) {
    return name.certain ? functionWait(name.name, call, home, program) : null;
  }
  if (callee.type !== 'attribute') {
    return null;
  }
  const object = callee.child('object')!;
  const value = valueThrough(object, home, program);
  if (
    value?.kind !== 'instance' ||
    !value.certain ||
    value.type === undefined
  ) {
    return null;
  }
  const wait = methodWait(method!, value, call, program);
  return (
    wait && {
      call,
      home,
      object,
      made: value.made,
      timeout: timeoutOf(call, method!),
      ...wait
    }
  );
}

/**
 * What a loop over `node` waits for, where that is what another process writes:
 * `process.stdout`, `iter(process.stdout.readline, '')`.
 */
export function linesWait(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): IWait | null {
  const [readline] =
    node.type === 'call' &&
    program.qualifiedName(node.child('function')!, home)?.name ===
      'builtins.iter' &&
    argumentsOf(node).length === 2
      ? argumentsOf(node)
      : [];
  const object =
    node.type !== 'call'
      ? node
      : readline?.value.child('attribute')?.text === 'readline'
        ? readline.value.child('object')!
        : null;
  const value = object === null ? null : valueOf(object, home, program);
  return object !== null &&
    /^(?:identifier|attribute)$/.test(object.type) &&
    value?.certain === true &&
    PIPES.has(value.type ?? '')
    ? {
        call: node,
        home,
        kind: 'lines',
        object,
        made: value.made,
        needsLoop: false,
        lasting: true
      }
    : null;
}

const PIPES = new Set(['subprocess.IO', 'os._wrap_close']);

function methodWait(
  method: string,
  value: IValue,
  call: SyntaxNode,
  program: Program
): Pick<IWait, 'kind' | 'sent' | 'needsLoop' | 'lasting'> | null {
  const type = value.type!;
  const known = (kind: IWait['kind'], needsLoop = false) => ({
    kind,
    needsLoop,
    lasting:
      !EXECUTOR.test(type) &&
      !/^(?:threading\.Thread|multiprocessing\.(?:Process|Pool|pool\.AsyncResult))$/.test(
        type
      )
  });
  if (type === 'concurrent.futures.Future') {
    if (method !== 'result' || waitsNot(call, 9, '')) {
      return null;
    }
    const sent = isSent(value, program) ? value.made : undefined;
    return {
      kind: 'future',
      lasting: false,
      sent,
      needsLoop:
        sent !== undefined
          ? isSentHere(sent, program)
          : submitsWaiter(value, program)
    };
  }
  if (QUEUE.test(type)) {
    return /^(?:get|put)$/.test(method) &&
      !waitsNot(call, method === 'get' ? 0 : 1, 'block') &&
      (method === 'get' || isBounded(value))
      ? known('call')
      : method === 'join'
        ? known('call')
        : null;
  }
  switch (type) {
    case 'threading.Thread':
    case 'multiprocessing.Process':
      return method === 'join' && !waitsNot(call, 9, '')
        ? known('call', runsWaiter(value, program))
        : null;
    case 'threading.Event':
    case 'threading.Barrier':
      return method === 'wait' && !waitsNot(call, 9, '') ? known('call') : null;
    case 'threading.Lock':
    case 'threading.Semaphore':
    case 'threading.BoundedSemaphore':
    case 'multiprocessing.Lock':
      return method === 'acquire' && !waitsNot(call, 0, 'blocking')
        ? known('lock')
        : null;
    case 'threading.RLock':
      return method === 'acquire' && !waitsNot(call, 0, 'blocking')
        ? known('owner')
        : null;
    case 'threading.Condition':
      return method === 'wait' ? known('owner') : null;
    case 'multiprocessing.Pool':
      return /^(?:map|starmap|apply|join)$/.test(method)
        ? known('call')
        : /^imap(?:_unordered)?$/.test(method) && isReadInLoop(call)
          ? known('items')
          : null;
    case 'multiprocessing.pool.AsyncResult':
      return /^(?:get|wait)$/.test(method) && !waitsNot(call, 9, '')
        ? known('call')
        : null;
    default:
      return !EXECUTOR.test(type)
        ? null
        : method === 'map' && isReadInLoop(call)
          ? known('items')
          : method === 'shutdown' && isBusy(call)
            ? known('call')
            : null;
  }
}

/**
 * Whether `pool.shutdown()` surely waits: the same function gives the pool
 * something to do above, and waits for nothing since.
 */
function isBusy(call: SyntaxNode): boolean {
  const body = functionAround(call)?.child('body');
  const pool = call.child('function')!.child('object')!.text;
  const above = body?.source.slice(body.from, call.from) ?? '';
  const given = Math.max(
    ...['submit', 'map'].map(name => above.lastIndexOf(`${pool}.${name}(`))
  );
  return (
    given >= 0 &&
    !waitsNot(call, 0, 'wait') &&
    !/\bawait\b|\.(?:result|exception|done|join)\(|as_completed|\bwait\(|\bfor\b[^:\n]*\.map\(|\b(?:list|tuple|set|dict|sum|sorted|min|max)\([^\n]*\.map\(/.test(
      above.slice(lineStart(above, given))
    )
  );
}

/**
 * `timeout` of `result`, `get`, `join`, `wait` and the like; null is none.
 */
function timeoutOf(call: SyntaxNode, method: string): SyntaxNode | undefined {
  const found =
    method === 'result'
      ? argument(argumentsOf(call), 0, 'timeout')?.value
      : undefined;
  return found?.type === 'none' ? undefined : found;
}

function functionWait(
  name: string,
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): IWait | null {
  const wait = { call, home, needsLoop: false, lasting: false };
  if (name === 'concurrent.futures.wait') {
    return { ...wait, kind: 'call' };
  }
  if (name === 'concurrent.futures.as_completed') {
    return isReadInLoop(call) ? { ...wait, kind: 'items' } : null;
  }
  const [first, ...more] = argumentsOf(call);
  const mapped = first?.value;
  if (
    !CONSUMERS.has(name) ||
    mapped?.type !== 'call' ||
    more.some(({ unpacked }) => unpacked)
  ) {
    return null;
  }
  const callee = mapped.child('function')!;
  const pool =
    callee.child('attribute')?.text === 'map'
      ? valueOf(callee.child('object')!, home, program)
      : null;
  return pool?.certain === true && EXECUTOR.test(pool.type ?? '')
    ? { ...wait, kind: 'call' }
    : null;
}

const CONSUMERS = new Set(
  'list tuple set dict sum sorted min max'
    .split(' ')
    .map(name => `builtins.${name}`)
);

function isReadInLoop(call: SyntaxNode): boolean {
  return (
    /^for_(?:statement|in_clause)$/.test(call.parent?.type ?? '') &&
    call.parent!.child('right') === call
  );
}

/**
 * What an expression gives, through the lists that hold threads and futures.
 */
function valueThrough(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): IValue | null {
  const value = valueOf(node, home, program);
  if (value.kind === 'instance') {
    return value;
  }
  if (node.type === 'subscript') {
    return elementOf(node.child('value')!, home, program);
  }
  if (node.type !== 'identifier') {
    return null;
  }
  const { definition, certain } = program.resolve(node, home);
  const loop = definition?.node.parent;
  return certain &&
    definition?.kind === 'target' &&
    (loop?.type === 'for_statement' || loop?.type === 'for_in_clause') &&
    loop.child('left') === definition.node &&
    !loop.isAsync
    ? elementOf(loop.child('right')!, definition.home, program)
    : null;
}

/**
 * What every element of a list is.
 */
function elementOf(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth = 0
): IValue | null {
  const list = unparenthesized(node);
  switch (list.type) {
    case 'list_comprehension':
    case 'generator_expression':
    case 'set_comprehension':
      return valueOf(list.child('body')!, home, program);
    case 'list':
    case 'tuple':
      return alike(list.parts.map(part => valueOf(part, home, program)));
    case 'identifier': {
      const { definition, certain } = program.resolve(list, home);
      const value = definition?.value;
      if (
        !certain ||
        definition?.kind !== 'assignment' ||
        value === undefined ||
        depth > 3
      ) {
        return null;
      }
      return value.type === 'list' && value.parts.length === 0
        ? alike(appended(list.text, definition.home, program))
        : elementOf(value, definition.home, program, depth + 1);
    }
    default:
      return null;
  }
}

/**
 * What `name.append(…)` puts into a list, in the cell that makes it.
 */
function appended(name: string, home: ICodeCell, program: Program): IValue[] {
  return program.identifiers(name).flatMap(({ node, home: where }) => {
    const callee = node.parent;
    const call = callee?.parent;
    const [first] =
      where === home &&
      callee?.child('attribute')?.text === 'append' &&
      call?.type === 'call'
        ? argumentsOf(call)
        : [];
    return first === undefined ? [] : [valueOf(first.value, where, program)];
  });
}

function alike(values: readonly IValue[]): IValue | null {
  const [first] = values;
  return first !== undefined &&
    values.every(({ kind, type }) => kind === first.kind && type === first.type)
    ? first
    : null;
}

function isSent({ made }: IValue, program: Program): boolean {
  return (
    made.node.type === 'call' &&
    program.qualifiedName(made.node.child('function')!, made.home)?.name ===
      'asyncio.run_coroutine_threadsafe'
  );
}

/**
 * Whether `run_coroutine_threadsafe(c, loop)` gives `c` to the loop that runs
 * the code around it.
 */
function isSentHere(
  { node, home }: { node: SyntaxNode; home: ICodeCell },
  program: Program
): boolean {
  const loop = argument(argumentsOf(node), 1, 'loop')?.value;
  return loop !== undefined && loopKind(loop, home, program) === 'kernel';
}

/**
 * The name that a loop is made under, in the function that waits; the loop of a
 * script's top level is not running.
 */
export function isLoopOf(
  def: SyntaxNode | null,
  { node, home }: { node: SyntaxNode; home: ICodeCell },
  program: Program
): boolean {
  const loop = argument(argumentsOf(node), 1, 'loop')?.value;
  if (loop === undefined) {
    return false;
  }
  if (loop.type !== 'identifier') {
    return functionAround(loop) === def;
  }
  const { definition } = program.resolve(loop, home);
  return definition !== undefined && functionAround(definition.node) === def;
}

function isBounded({ made }: IValue): boolean {
  const size = argument(argumentsOf(made.node), 0, 'maxsize')?.value;
  return size !== undefined && !/^(?:0|-\d+)$/.test(size.text);
}

/**
 * Whether the function that a thread runs waits for the kernel's loop.
 */
function runsWaiter({ made }: IValue, program: Program): boolean {
  const target =
    made.node.type === 'call'
      ? argument(argumentsOf(made.node), 1, 'target')?.value
      : undefined;
  return target !== undefined && waitsForLoop(target, made.home, program);
}

/**
 * Whether the function that `pool.submit` was given waits for the kernel's loop.
 */
function submitsWaiter({ made }: IValue, program: Program): boolean {
  const submitted =
    made.node.type === 'call' &&
    made.node.child('function')!.child('attribute')?.text === 'submit'
      ? argumentsOf(made.node)[0]?.value
      : undefined;
  return submitted !== undefined && waitsForLoop(submitted, made.home, program);
}

function waitsForLoop(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const code = [
    { value: node, home },
    ...functionsReached(node, home, program).map(({ value, home: where }) => ({
      value: value!,
      home: where
    }))
  ];
  return code.some(({ value, home: where }) =>
    [...value.walk()].some(part => {
      const callee = part.type === 'call' ? part.child('function')! : null;
      if (callee?.child('attribute')?.text !== 'result') {
        return false;
      }
      const future = valueOf(callee.child('object')!, where, program);
      return isSent(future, program) && isSentHere(future.made, program);
    })
  );
}
