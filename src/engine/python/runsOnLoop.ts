import { isDecorated, isGenerator } from './coroutines';
import { loopKind } from './loops';
import type { SyntaxNode } from './node';
import type { ICodeCell, IReference, Program } from './program';
import { callerOf, callsOf, functionAround } from './reached';
import { basesOf, classAround } from './references';
import { valueOf } from './values';

/**
 * A way in which code comes to run on an event loop that others share.
 */
export interface ILoopUse {
  /**
   * - `coroutine`: the code stands in an `async def`;
   * - `helper`: it stands in a plain function that an `async def` calls,
   *   directly or through others;
   * - `callback`: the loop calls the function it stands in.
   */
  readonly kind: 'coroutine' | 'helper' | 'callback';

  /**
   * The code itself; the call of the helper in the `async def`; the function
   * as the loop is given it.
   */
  readonly site: IReference;
}

/**
 * Every way in which the code at `node` comes to run on a loop. None where only
 * the top level of a cell, or nothing at all, reaches it.
 */
export function loopUses(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): ILoopUse[] {
  const uses: ILoopUse[] = [];
  const seen = new Set<SyntaxNode>();
  const queue: IReference[] = [{ node, home }];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const def = functionAround(next.node);
    if (def === null) {
      continue;
    }
    if (def.isAsync) {
      if (!isSyncForm(next.node) && isOnSharedLoop(def, next.home, program)) {
        uses.push({
          kind: next.node === node ? 'coroutine' : 'helper',
          site: next
        });
      }
      continue;
    }
    if (seen.has(def)) {
      continue;
    }
    seen.add(def);
    if (def.type === 'lambda') {
      const caller = callerOf(def, next.home, program);
      if (caller !== null) {
        queue.push({ node: caller, home: next.home });
      } else if (isLoopCallback(def, next.home, program)) {
        uses.push({ kind: 'callback', site: { node: def, home: next.home } });
      }
    } else if (isCalledAsIs(def)) {
      callsOf(def, program).forEach(call => queue.push(calledAt(call)));
      for (const reference of namesOf(def, program)) {
        if (isLoopCallback(reference.node, reference.home, program)) {
          uses.push({ kind: 'callback', site: reference });
        }
      }
    }
  }
  return uses;
}

/**
 * Whether a condition around `node` asks for the synchronous one of two forms of
 * the same code, as generators of such code write it (`if _IS_SYNC:`).
 */
function isSyncForm(node: SyntaxNode): boolean {
  return (
    node.closest(
      outer =>
        outer.type === 'if_statement' &&
        /sync/i.test(outer.child('condition')?.text ?? '')
    ) !== null
  );
}

/**
 * Whether a call of the function runs its body there and then.
 */
function isCalledAsIs(def: SyntaxNode): boolean {
  const name = def.child('name')!.text;
  return (
    !isDecorated(def) &&
    !isGenerator(def) &&
    (!/^__\w+__$/.test(name) || name === '__init__')
  );
}

/**
 * The call that a reference to a function is the callee of, else the reference.
 */
export function calledAt({ node, home }: IReference): IReference {
  const callee = node.field === 'attribute' ? node.parent! : node;
  const call = callee.parent;
  return call?.type === 'call' && call.child('function') === callee
    ? { node: call, home }
    : { node: callee, home };
}

/**
 * The places that name the function `def` of this document, or `self.method`.
 */
export function namesOf(def: SyntaxNode, program: Program): IReference[] {
  const name = def.child('name')!;
  return program.identifiers(name.text).flatMap(({ node, home }) => {
    if (node === name) {
      return [];
    }
    const expression = node.field === 'attribute' ? node.parent! : node;
    const means =
      expression === node
        ? program.definitionOf(node, home)?.definition.value
        : valueOf(expression, home, program).definition?.value;
    return means === def ? [{ node: expression, home }] : [];
  });
}

/**
 * Methods of loops that call, on the loop, what they are given; where in the
 * arguments that stands.
 */
const LOOP_CALLBACKS: Readonly<Record<string, number | undefined>> = {
  call_soon: 0,
  call_soon_threadsafe: 0,
  call_later: 1,
  call_at: 1,
  add_reader: 1,
  add_writer: 1,
  add_signal_handler: 1
};

function isLoopCallback(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const list = node.parent;
  const call = list?.type === 'argument_list' ? list.parent : null;
  const callee = call?.child('function');
  const object = callee?.child('object');
  if (callee === undefined || object === undefined) {
    return false;
  }
  const method = callee.child('attribute')!.text;
  const position = list!.parts.indexOf(node);
  if (method === 'add_done_callback') {
    const { kind, certain } = valueOf(object, home, program);
    return position === 0 && certain && (kind === 'task' || kind === 'future');
  }
  return (
    LOOP_CALLBACKS[method] === position &&
    /^(?:kernel|new)$/.test(loopKind(object, home, program))
  );
}

/**
 * Whether an `async def` may run on a loop that others share. One that is only
 * run in a thread of its own keeps nobody else waiting.
 */
function isOnSharedLoop(
  def: SyntaxNode,
  home: ICodeCell,
  program: Program,
  seen = new Set<SyntaxNode>()
): boolean {
  if (seen.has(def)) {
    return false;
  }
  seen.add(def);
  const uses = namesOf(def, program).filter(
    use => functionAround(use.node) !== def
  );
  return (
    uses.length === 0 ||
    uses.some(use => {
      if (isGivenToThread(use.node)) {
        return false;
      }
      const around = functionAround(use.node);
      return around === null || around.type === 'lambda'
        ? true
        : around.isAsync
          ? isOnSharedLoop(around, use.home, program, seen)
          : !isOnlyInThreads(around, program);
    })
  );
}

/**
 * Whether a plain function is named only where threads are given what to run,
 * or is what a class of threads runs.
 */
function isOnlyInThreads(def: SyntaxNode, program: Program): boolean {
  const uses = namesOf(def, program);
  const owner = classAround(def);
  return (
    (uses.length > 0 && uses.every(({ node }) => isGivenToThread(node))) ||
    (owner !== null &&
      def.child('name')!.text === 'run' &&
      basesOf(owner).some(({ text }) =>
        /(?:^|\.)(?:Thread|Process)$/.test(text)
      ))
  );
}

/**
 * Whether an expression stands among the arguments of something that runs it in
 * another thread or process.
 */
export function isGivenToThread(node: SyntaxNode): boolean {
  for (
    let outer = node.parent;
    outer !== null && IN_ARGUMENTS.has(outer.type);
    outer = outer.parent
  ) {
    if (
      outer.type === 'call' &&
      outer.child('arguments')?.contains(node) === true &&
      THREADS.test(outer.child('function')!.text)
    ) {
      return true;
    }
  }
  return false;
}

const IN_ARGUMENTS = new Set([
  'argument_list',
  'keyword_argument',
  'tuple',
  'list',
  'call',
  'parenthesized_expression',
  'lambda'
]);

const THREADS =
  /(?:^|\.)(?:Thread|Timer|Process|to_thread|run_in_executor|submit|run_sync|start_new_thread|run_in_threadpool)$/;

/**
 * Whether the document's coroutines run on a loop that is not asyncio's, where
 * nothing of asyncio may be awaited.
 */
export function usesOtherLoop(program: Program): boolean {
  let other = otherLoops.get(program);
  if (other === undefined) {
    other =
      program.cells.some(({ cell }) =>
        /["'](?:trio|curio)["']/.test(cell.source)
      ) ||
      [
        ...program.nodes('import_statement'),
        ...program.nodes('import_from_statement')
      ].some(({ node }) =>
        /^(?:from\s|import\s(?:.*,)?)\s*(?:trio|curio)\b/.test(node.text)
      );
    otherLoops.set(program, other);
  }
  return other;
}

const otherLoops = new WeakMap<Program, boolean>();
