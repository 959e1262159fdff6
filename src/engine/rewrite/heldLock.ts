import { ownNodes, some } from '../python/coroutines';
import { managersOf } from '../python/managers';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import { functionAround } from '../python/reached';
import { valueOf } from '../python/values';
import { changedBy } from './raced';

/**
 * Whether a `with` around `node`, or an `acquire()` above it, holds a lock of
 * threads. To await there lets another coroutine come to the same lock, which
 * then stops the loop for good.
 *
 * `maybe`: it is called a lock, and that is all that is known of it; or a `with`
 * changes what all code, or all code of this thread, sees meanwhile.
 */
export function heldLock(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): 'yes' | 'maybe' | 'no' {
  let held = acquiredAbove(node, home, program);
  for (let outer = node.parent; outer !== null; outer = outer.parent) {
    if (/^(?:function_definition|lambda)$/.test(outer.type)) {
      break;
    }
    if (outer.type !== 'with_statement' || outer.isAsync) {
      continue;
    }
    for (const entered of managersOf(outer)) {
      switch (lockKind(entered, home, program)) {
        case 'yes':
          return 'yes';
        case 'maybe':
          held = held === 'no' ? 'maybe' : held;
          break;
      }
      if (held === 'no' && isSeenByAll(entered, home, program)) {
        held = 'maybe';
      }
    }
  }
  return held;
}

/**
 * Whether an expression is a lock of threads.
 */
function lockKind(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): 'yes' | 'maybe' | 'no' {
  const { type } = valueOf(node, home, program);
  return type !== undefined
    ? LOCKS.test(type)
      ? 'yes'
      : 'no'
    : /lock|mutex|semaphore|cond/i.test(node.text)
      ? 'maybe'
      : 'no';
}

/**
 * Whether `lock.acquire()` stands above `node` in the same function, and no
 * `lock.release()` between the two.
 */
function acquiredAbove(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): 'yes' | 'maybe' | 'no' {
  const around = functionAround(node);
  const body = around?.child('body');
  if (body === undefined || !body.text.includes('.acquire(')) {
    return 'no';
  }
  let held: 'yes' | 'maybe' | 'no' = 'no';
  for (const call of body.walk()) {
    const callee = call.type === 'call' ? call.child('function')! : null;
    if (
      callee?.child('attribute')?.text !== 'acquire' ||
      call.to > node.from ||
      call.parent?.type === 'await' ||
      functionAround(call) !== around
    ) {
      continue;
    }
    const object = callee.child('object')!;
    const between = node.source.slice(call.to, node.from);
    const kind = between.includes(`${object.text}.release(`)
      ? 'no'
      : lockKind(object, home, program);
    held = kind === 'yes' || held === 'no' ? kind : held;
  }
  return held;
}

const LOCKS =
  /^(?:threading|multiprocessing)\.(?:Lock|RLock|Condition|Semaphore|BoundedSemaphore)$/;

/**
 * Whether entering something changes what all code of the process sees, or all
 * code of the thread: with `await` in it, other coroutines see that too, and
 * another thread does not.
 */
function isSeenByAll(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const callee = node.type === 'call' ? node.child('function')! : node;
  const name = program.qualifiedName(callee, home)?.name;
  if (name !== undefined) {
    return SEEN_BY_ALL.test(name);
  }
  const made =
    node.type === 'call' ? null : valueOf(node, home, program).definition;
  const definition =
    made ?? program.definitionOf(callee, home)?.definition ?? null;
  const value = definition?.value;
  const body = value?.child('body');
  const defs =
    value?.type === 'function_definition'
      ? [value]
      : value?.type === 'class_definition'
        ? (body?.parts ?? []).filter(part =>
            /^__(?:enter|exit)__$/.test(part.child('name')?.text ?? '')
          )
        : [];
  return defs.some(def => changesModule(def, definition!.home));
}

/**
 * Whether a function changes a variable of the notebook, or something that hangs
 * on one.
 */
function changesModule(def: SyntaxNode, home: ICodeCell): boolean {
  return some(ownNodes(def), node => {
    const target = changedBy(node);
    if (target === null) {
      return false;
    }
    let root = target;
    while (root.type === 'attribute' || root.type === 'subscript') {
      root = root.child('object') ?? root.child('value')!;
    }
    return (
      root.type === 'identifier' &&
      home.scopes.lookup(root.text, root) === home.scopes.module
    );
  });
}

const SEEN_BY_ALL =
  /^(?:contextlib\.(?:redirect_stdout|redirect_stderr|chdir)|warnings\.catch_warnings|unittest\.mock\.|IPython\.utils\.(?:capture|io)\.|os\.|tensorflow\.|torch\.(?:no_grad|inference_mode|enable_grad|set_grad_enabled|autocast|device|autograd|cuda|amp)|jax\.|mlflow\.|numpy\.(?:errstate|printoptions)$|pandas\.option_context$|matplotlib\.|seaborn\.|freezegun\.|time_machine\.|tempfile\.(?:_|chdir))/;
