import { ownNodes, some } from './coroutines';
import { unparenthesized } from './node';
import type { IValue } from './values';

/**
 * Whether an asynchronous iterable may never come to an end, or that cannot be
 * told: only a generator of this document that holds no `while True` and goes
 * through nothing endless is known to.
 */
export function mayBeEndless({ kind, definition }: IValue): boolean {
  const def = definition?.value;
  if (kind !== 'async generator' || def?.type !== 'function_definition') {
    return true;
  }
  return some(
    ownNodes(def),
    node =>
      (node.type === 'while_statement' &&
        /^(?:True|1)$/.test(unparenthesized(node.child('condition')!).text)) ||
      (node.type === 'for_statement' &&
        (node.isAsync ||
          /\b(?:count|cycle|repeat|iter)\(/.test(node.child('right')!.text)))
  );
}
