import { argumentsOf } from './calls';
import { ownNodes, some } from './coroutines';
import { valueOrGiven } from './given';
import type { SyntaxNode } from './node';
import { unparenthesized } from './node';
import type { ICodeCell, IDefinition, Program } from './program';
import type { IValue } from './values';
import { valueOf } from './values';

/**
 * Whether a call waits for several coroutines side by side, and comes back while
 * some of them still run because one has failed: `asyncio.gather` without
 * `return_exceptions`, `asyncio.as_completed`. Only where the code shows that
 * one fails, or expects it: a `raise` in one of them that stands under no
 * condition and that nothing catches there, or a `try` around the call that goes
 * on after an exception.
 *
 * @param call - a call at any place
 */
export function leavesSiblings(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const name = program.qualifiedName(call.child('function')!, home)?.name;
  const args = argumentsOf(call);
  const given = args.filter(
    ({ keyword }) => keyword === null || /^(?:aws|fs)$/.test(keyword)
  );
  if (
    !(name === 'asyncio.gather' || name === 'asyncio.as_completed') ||
    given.length === 0 ||
    args.some(
      ({ keyword, value }) =>
        keyword === 'return_exceptions' && value.type !== 'false'
    ) ||
    (name === 'asyncio.gather' && given.length === 1 && !given[0].unpacked)
  ) {
    return false;
  }
  const together = given.flatMap(({ value }) =>
    coroutinesIn(valueOrGiven(value, home, program), program)
  );
  return (
    !areEndedAfter(
      call,
      given.map(({ value }) => value)
    ) &&
    (together.some(definition => raisesAlways(definition, program)) ||
      goesOnAfterFailure(call))
  );
}

/**
 * The functions of this document whose coroutines a value is or holds.
 */
function coroutinesIn(
  value: IValue,
  program: Program,
  depth = 0
): IDefinition[] {
  if (depth > 4) {
    return [];
  }
  switch (value.kind) {
    case 'coroutine':
      return value.definition === undefined ? [] : [value.definition];
    case 'collection': {
      const { node, home } = value.made;
      const written = /^(?:list|tuple|set)$/.test(node.type)
        ? node.parts.map(part => valueOf(part, home, program))
        : [];
      const each = [...written, ...[value.element ?? []].flat()];
      return each.flatMap(one => coroutinesIn(one, program, depth + 1));
    }
    case 'task': {
      const { node, home } = value.made;
      const [started] = node.type === 'call' ? argumentsOf(node) : [];
      return started === undefined
        ? []
        : coroutinesIn(
            valueOf(started.value, home, program),
            program,
            depth + 1
          );
    }
    default:
      return [];
  }
}

/**
 * Whether a function, or one of this document that it calls, raises an exception
 * whenever it runs, which nothing catches there.
 */
function raisesAlways(
  definition: IDefinition,
  program: Program,
  seen = new Set<SyntaxNode>()
): boolean {
  const def = definition.value;
  if (def?.type !== 'function_definition' || seen.has(def)) {
    return false;
  }
  seen.add(def);
  return some(ownNodes(def), node => {
    if (node.type === 'raise_statement') {
      return isReached(node, def) && !isCancellation(node) && !isCaught(node);
    }
    if (node.type !== 'call' || !isReached(node, def) || isCaught(node)) {
      return false;
    }
    const called = valueOf(
      unparenthesized(node.child('function')!),
      definition.home,
      program
    ).definition;
    return called !== undefined && raisesAlways(called, program, seen);
  });
}

/**
 * Whether a node of a function stands under no condition: not in a branch, a
 * loop, or what handles an exception.
 */
function isReached(node: SyntaxNode, def: SyntaxNode): boolean {
  const condition = node.closest(
    ({ type }) =>
      type === 'function_definition' ||
      /^(?:if|for|while|match)_statement$|^(?:except|else)_clause$|^(?:conditional_expression|boolean_operator)$/.test(
        type
      )
  );
  return condition === def;
}

/**
 * Whether what is raised is a cancellation: that is no failure.
 */
function isCancellation(statement: SyntaxNode): boolean {
  return /\bCancelledError\b/.test(statement.parts[0]?.text ?? '');
}

/**
 * Whether a `try` around a node, in its function, catches what comes from it, and
 * does not raise it again.
 */
function isCaught(node: SyntaxNode): boolean {
  const raised =
    node.type === 'raise_statement'
      ? (/^[\w.]+/.exec(node.parts[0]?.text ?? '')?.[0] ?? '')
      : '';
  return handlersOver(node).some(
    clause => catches(clause, raised) && !raises(clause)
  );
}

/**
 * The `except` clauses for what comes from a node, in its function.
 */
function handlersOver(node: SyntaxNode): SyntaxNode[] {
  const handlers: SyntaxNode[] = [];
  for (
    let inner = node, outer = node.parent;
    outer !== null && !/^(?:function_definition|lambda)$/.test(outer.type);
    inner = outer, outer = outer.parent
  ) {
    if (outer.type === 'try_statement' && inner.field === 'body') {
      handlers.push(
        ...outer.children.filter(({ type }) => type === 'except_clause')
      );
    }
  }
  return handlers;
}

function catches(clause: SyntaxNode, raised: string): boolean {
  const types = typesOf(clause);
  return (
    types === '' ||
    /\b(?:Base)?Exception\b/.test(types) ||
    (raised !== '' && types.split(/[\s,()]+/).includes(raised))
  );
}

/**
 * What a clause catches, as written; empty for everything.
 */
function typesOf(clause: SyntaxNode): string {
  const first = clause.parts.find(({ type }) => type !== 'comment');
  return first === undefined || first.type === 'block' ? '' : first.text;
}

function raises(clause: SyntaxNode): boolean {
  return some(clause.walk(), ({ type }) => type === 'raise_statement');
}

/**
 * Whether a `try` around the call, in the same function, goes on after an
 * exception: what fails there is expected to.
 */
function goesOnAfterFailure(call: SyntaxNode): boolean {
  return handlersOver(call).some(
    clause => !ENDED.test(typesOf(clause)) && !raises(clause)
  );
}

/**
 * Exceptions of what ends all of them: a time limit, a cancellation.
 */
const ENDED =
  /^[\s(]*(?:[\w.]*(?:CancelledError|KeyboardInterrupt|TimeoutError)[\s,)]*)+$/;

/**
 * Whether the code cancels or waits for what the call was given once more.
 */
function areEndedAfter(
  call: SyntaxNode,
  given: readonly SyntaxNode[]
): boolean {
  const def = call.closest(({ type }) => type === 'function_definition');
  const names = given.flatMap(value =>
    value.type === 'identifier' ? value.text : []
  );
  return (
    names.length === given.length &&
    some(
      (def ?? call).walk(),
      node =>
        node.type === 'identifier' &&
        names.includes(node.text) &&
        !call.contains(node) &&
        node.from > call.to &&
        node.parent?.type !== 'interpolation'
    )
  );
}
