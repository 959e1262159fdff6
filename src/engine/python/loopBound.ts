import { argumentsOf } from './calls';
import { ownNodes, some } from './coroutines';
import { enteredBy } from './loops';
import type { SyntaxNode } from './node';
import type { ICodeCell, IDefinition, Program } from './program';
import { basesOf, methodsOf } from './references';

/**
 * Whether a variable of the notebook is named that is, or holds, something of
 * asyncio's that a cell made: a task, a future, a lock, a queue, a loop; a list
 * or dict of those; an object whose class makes one for itself.
 *
 * A task, a future and a loop are bound to the loop when they are made, a lock,
 * an event or a queue when something waits for it (Lib/asyncio/mixins.py). Which
 * loop that is cannot be told for the second kind, so both count.
 */
export function mentionsLoopBound(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  return some(
    node.walk(),
    part =>
      part.type === 'identifier' &&
      part.field !== 'attribute' &&
      isBoundVariable(part, home, program, new Set())
  );
}

/**
 * Whether an expression makes or names something that is, or holds, something
 * of asyncio's.
 */
export function givesLoopBound(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  return holds(node, home, program, new Set());
}

function isBoundVariable(
  name: SyntaxNode,
  home: ICodeCell,
  program: Program,
  seen: Set<SyntaxNode>
): boolean {
  const { kind, definitions } = program.resolve(name, home);
  return (
    kind === 'module' &&
    // Another name of a class is none of its objects.
    program.definitionOf(name, home) === null &&
    definitions.some(definition => {
      const value = valueOf(definition);
      return (
        value !== undefined &&
        !seen.has(definition.node) &&
        (seen.add(definition.node),
        holds(value, definition.home, program, seen) ||
          isFilled(definition, program, seen))
      );
    })
  );
}

/**
 * The expression that a variable gets its value from.
 */
function valueOf({ kind, value, node }: IDefinition): SyntaxNode | undefined {
  switch (kind) {
    case 'assignment':
      return value;
    case 'target':
      return enteredBy(node) ?? node.parent?.child('right');
    default:
      return undefined;
  }
}

/**
 * Whether something of asyncio's is put into what a variable holds:
 * `tasks.append(asyncio.create_task(…))`, `state['lock'] = asyncio.Lock()`.
 */
function isFilled(
  { name, node }: IDefinition,
  program: Program,
  seen: Set<SyntaxNode>
): boolean {
  return program.identifiers(name).some(({ node: use, home }) => {
    const outer = use.parent!;
    if (
      use.field === 'attribute' ||
      !/^(?:attribute|subscript)$/.test(outer.type) ||
      (use.field !== 'object' && use.field !== 'value')
    ) {
      return false;
    }
    const put =
      outer.parent?.type === 'assignment' && outer.field === 'left'
        ? [outer.parent.child('right') ?? []].flat()
        : outer.parent?.type === 'call' && outer.field === 'function'
          ? argumentsOf(outer.parent).map(({ value }) => value)
          : [];
    return (
      put.length > 0 &&
      program
        .resolve(use, home)
        .definitions.some(definition => definition.node === node) &&
      put.some(value => holds(value, home, program, seen))
    );
  });
}

function holds(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  seen: Set<SyntaxNode>
): boolean {
  const stack = [node];
  for (let part = stack.pop(); part !== undefined; part = stack.pop()) {
    if (part.type === 'identifier' || part.type === 'attribute') {
      if (
        isOfAsyncio(part, home, program) ||
        (part.type === 'identifier' &&
          (isBoundVariable(part, home, program, seen) ||
            makesBound(part, home, program, seen)))
      ) {
        return true;
      }
      if (part.type === 'attribute') {
        stack.push(part.child('object')!);
      }
    } else if (part.type === 'keyword_argument') {
      stack.push(part.child('value')!);
    } else if (part.type === 'await') {
      // What a coroutine gives is not what it waits for.
      continue;
    } else {
      stack.push(...part.parts);
    }
  }
  return false;
}

function isOfAsyncio(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const name = program.qualifiedName(node, home)?.name ?? '';
  return /^asyncio\.\w/.test(name) && !PLAIN.test(name);
}

/**
 * Functions, exceptions and constants of asyncio's that give nothing of a loop.
 */
const PLAIN =
  /^asyncio\.(?:\w*Error|Timeout|iscoroutine\w*|isfuture|[A-Z_]+|run|sleep|to_thread)$/;

/**
 * Whether a name means a class of this document whose objects make something of
 * asyncio's for themselves, or a function that returns such an object.
 */
function makesBound(
  name: SyntaxNode,
  home: ICodeCell,
  program: Program,
  seen: Set<SyntaxNode>
): boolean {
  const found = program.definitionOf(name, home)?.definition;
  const def = found?.value;
  if (found === undefined || def === undefined || seen.has(def)) {
    return false;
  }
  seen.add(def);
  if (found.kind === 'function') {
    return (
      !def.isAsync &&
      some(
        ownNodes(def),
        node =>
          node.type === 'return_statement' &&
          holds(node, found.home, program, seen)
      )
    );
  }
  const fields = (def.child('body')?.parts ?? []).flatMap(part =>
    part.type === 'expression_statement'
      ? [part.parts[0]?.child('right') ?? []].flat()
      : []
  );
  const made = ['__init__', '__new__', '__post_init__', '__enter__']
    .flatMap(method => methodsOf(def, method))
    .flatMap(method => [...ownNodes(method)])
    .flatMap(node =>
      node.type === 'assignment' ? [node.child('right') ?? []].flat() : []
    );
  return (
    [...fields, ...made].some(value =>
      holds(value, found.home, program, seen)
    ) ||
    basesOf(def).some(
      base =>
        isOfAsyncio(base, found.home, program) ||
        (base.type === 'identifier' &&
          makesBound(base, found.home, program, seen))
    )
  );
}
