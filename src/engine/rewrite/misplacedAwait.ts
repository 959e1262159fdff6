import type { SyntaxNode } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import { methodsOf } from '../python/references';
import { isAwaitable, valueOf } from '../python/values';

/**
 * The `await` that was meant for a call further in: `await load()["rows"]` reads
 * the coroutine first, where `(await load())["rows"]` reads what it gives. Null
 * where what is then read may have to be awaited too, as in
 * `await (await session.get(url)).json()`.
 *
 * @param node - an expression that gives something to await
 */
export function misplacedAwait(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): SyntaxNode | null {
  const steps = stepsAround(node);
  const last = steps[steps.length - 1];
  if (last?.type !== 'await') {
    return null;
  }
  const result = valueOf(node, home, program).result?.();
  if (!steps.some(({ type }) => type === 'call')) {
    return result?.element !== undefined && isAwaitable(result.element, program)
      ? null
      : last;
  }
  const [attribute, call, outer] = steps;
  if (
    result?.kind !== 'instance' ||
    attribute.type !== 'attribute' ||
    call.type !== 'call' ||
    outer !== last
  ) {
    return null;
  }
  const method = attribute.child('attribute')!.text;
  const owner = result.definition?.value;
  const methods = owner === undefined ? [] : methodsOf(owner, method);
  return result.type?.startsWith('builtins.') === true ||
    (methods.length > 0 && methods.every(isPlain))
    ? last
    : null;
}

/**
 * What reads an expression, from the inside to the outside, up to an `await`.
 */
function stepsAround(node: SyntaxNode): SyntaxNode[] {
  const steps: SyntaxNode[] = [];
  for (
    let inner = node, outer = node.parent;
    outer !== null;
    inner = outer, outer = outer.parent
  ) {
    const reads =
      (outer.type === 'attribute' && outer.child('object') === inner) ||
      (outer.type === 'subscript' && outer.child('value') === inner) ||
      (outer.type === 'call' && outer.child('function') === inner);
    if (reads || (outer.type === 'await' && steps.length > 0)) {
      steps.push(outer);
    }
    if (!reads) {
      break;
    }
  }
  return steps;
}

/**
 * Whether a method gives nothing to await: no decorator changes it, and it
 * returns no call, which may give a coroutine.
 */
function isPlain(method: SyntaxNode): boolean {
  return (
    method.type === 'function_definition' &&
    !method.isAsync &&
    method.parent?.type !== 'decorated_definition' &&
    ![...method.walk()].some(
      ({ type, parts }) =>
        type === 'return_statement' && parts[0]?.type === 'call'
    )
  );
}
