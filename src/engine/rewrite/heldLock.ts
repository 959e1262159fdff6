import type { SyntaxNode } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import { valueOf } from '../python/values';

/**
 * Whether a `with` around `node` holds a lock of threads. To await there lets
 * another coroutine come to the same lock, which then stops the loop for good.
 *
 * `maybe`: it is called a lock, and that is all that is known of it.
 */
export function heldLock(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): 'yes' | 'maybe' | 'no' {
  let held: 'maybe' | 'no' = 'no';
  for (let outer = node.parent; outer !== null; outer = outer.parent) {
    if (/^(?:function_definition|lambda)$/.test(outer.type)) {
      break;
    }
    if (outer.type !== 'with_statement' || outer.isAsync) {
      continue;
    }
    for (const part of outer.walk()) {
      if (part.type !== 'with_item' || part.parent?.parent !== outer) {
        continue;
      }
      const value = part.child('value')!;
      const entered = value.type === 'as_pattern' ? value.parts[0] : value;
      const { type } = valueOf(entered, home, program);
      if (type !== undefined && LOCKS.test(type)) {
        return 'yes';
      }
      if (
        type === undefined &&
        /lock|mutex|semaphore|cond/i.test(entered.text)
      ) {
        held = 'maybe';
      }
    }
  }
  return held;
}

const LOCKS =
  /^(?:threading|multiprocessing)\.(?:Lock|RLock|Condition|Semaphore|BoundedSemaphore)$/;
