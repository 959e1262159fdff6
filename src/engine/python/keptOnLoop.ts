import { functionsReached, ownNodes } from './coroutines';
import { givesLoopBound } from './loopBound';
import type { SyntaxNode } from './node';
import { unparenthesized } from './node';
import type { ICodeCell, Program } from './program';
import { valueOf } from './values';

/**
 * Whether what a coroutine runs leaves an object behind that belongs to its
 * loop, as a session, a pool of connections or a lock does: returned, or kept
 * in an attribute or a variable outside. Another loop cannot use it.
 */
export function keepsOfLoop(
  operand: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const reached = functionsReached(operand, home, program);
  return (
    (reached.length === 0 && isOfLoop(operand, home, program)) ||
    reached.some(({ value, home: where }) => {
      const nodes = [...ownNodes(value!)];
      const shared = new Set(
        nodes.flatMap(({ type, parts }) =>
          type === 'global_statement' || type === 'nonlocal_statement'
            ? parts.map(({ text }) => text)
            : []
        )
      );
      return nodes.some(node => {
        const left = node.child('left');
        const kept =
          node.type === 'return_statement'
            ? node.parts[0]
            : node.type === 'assignment' &&
                left !== undefined &&
                (left.type !== 'identifier' || shared.has(left.text))
              ? node.child('right')
              : undefined;
        return kept !== undefined && isOfLoop(kept, where, program);
      });
    })
  );
}

/**
 * Libraries whose objects belong to the loop that they were made on.
 */
const ASYNC_LIBRARY =
  /^(?:aio\w*|asyncpg|asyncssh|motor|websockets|playwright|telethon|pyrogram|discord|httpx|httpcore|asyncio_mqtt|nats|grpc|redis\.asyncio|sqlalchemy\.ext\.asyncio|psycopg_pool)\./;

function isOfLoop(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth = 0
): boolean {
  if (givesLoopBound(node, home, program)) {
    return true;
  }
  const inner = unparenthesized(node);
  const value = inner.type === 'await' ? inner.parts[0] : inner;
  const { made, type } = valueOf(value, home, program);
  const callee = made.node.child('function');
  const name =
    callee === undefined
      ? ''
      : (program.qualifiedName(callee, made.home)?.name ?? callee.text);
  if (
    ASYNC_LIBRARY.test(`${type ?? ''}.`) ||
    ASYNC_LIBRARY.test(name) ||
    /(?:^|\.)Async\w*$/.test(name)
  ) {
    // A response that has been read is only data.
    return !/\.(?:json|text|read|content|status|status_code)$/.test(name);
  }
  const object = callee?.child('object');
  return (
    inner.type === 'await' &&
    depth < 3 &&
    object !== undefined &&
    /^[A-Za-z_]\w*$/.test(object.text) &&
    object.text !== 'self' &&
    /^(?:launch|new_page|new_context|connect|acquire|start)$/.test(
      callee!.child('attribute')!.text
    )
  );
}
