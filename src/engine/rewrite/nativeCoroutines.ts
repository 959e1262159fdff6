import type { IEdit } from '../edit';
import { lineEnd, lineStart } from '../lines';
import { definitionOfCallee, ownNodes } from '../python/coroutines';
import { attributeValues } from '../python/loops';
import type { SyntaxNode } from '../python/node';
import { unparenthesized } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import { isAwaitable, valueOf } from '../python/values';
import { asyncioModule } from './asyncioModule';
import type { ISite } from './effects';
import { isPrimary, isWordBefore, needsParentheses } from './putAwait';

/**
 * Generators that become coroutine functions.
 */
export interface INativeCoroutines {
  readonly edits: readonly IEdit[];

  /**
   * Every function that changes.
   */
  readonly functions: readonly ISite[];

  /**
   * False where a value may be something else than it was.
   */
  readonly safe: boolean;
}

/**
 * The edits that turn functions decorated with `asyncio.coroutine` into
 * `async def`: `yield from x` becomes `await x`, a bare `yield` becomes
 * `await asyncio.sleep(0)` (PEP 492). Generators without the decorator that
 * call them, or that they call, with `yield from` come along. Who else calls
 * them stays: a call gave something to be awaited before, too.
 *
 * @param decorators - of the functions, at least one
 * @returns null where one of them is more than a coroutine
 */
export function nativeCoroutines(
  decorators: readonly ISite[],
  program: Program
): INativeCoroutines | null {
  const decorated = new Map(
    decorators.map(({ node, home }) => [
      node.parent!.child('definition')!,
      { decorator: node, home }
    ])
  );
  const functions = new Map<SyntaxNode, ICodeCell>(
    [...decorated].map(([def, { home }]) => [def, home])
  );
  addHelpers(functions, program);
  const edits: IEdit[] = [];
  let safe = true;
  for (const [def, home] of functions) {
    const decorator = decorated.get(def)?.decorator;
    const name = def.child('name')!.text;
    if (
      !home.cell.editable ||
      def.isAsync ||
      (/^__\w+__$/.test(name) && !MAY_BE_ASYNC.test(name)) ||
      isIterated(name, program)
    ) {
      return null;
    }
    const body = bodyEdits(def, home, program);
    if (body === null) {
      return null;
    }
    edits.push(
      ...(decorator === undefined ? [] : [withoutDecorator(decorator, home)]),
      { cell: home.cell.id, from: def.from, to: def.from, insert: 'async ' },
      ...body.edits
    );
    safe &&= body.safe && (decorator === undefined || isInnermost(decorator));
  }
  return {
    edits,
    functions: [...functions].map(([node, home]) => ({ node, home })),
    safe
  };
}

/**
 * Methods that Python calls by itself and then awaits.
 */
const MAY_BE_ASYNC = /^__(?:aenter|aexit|anext|call)__$/;

/**
 * Adds the generators that hand on to the functions, or that these hand on to.
 */
function addHelpers(
  functions: Map<SyntaxNode, ICodeCell>,
  program: Program
): void {
  const generators = plainGenerators(program);
  for (let size = -1; size < functions.size;) {
    size = functions.size;
    const names = new Set(
      [...functions.keys()].map(def => def.child('name')!.text)
    );
    for (const [def, home] of generators) {
      const calls = delegatesOf(def).map(node => calleeName(node));
      if (calls.some(name => name !== null && names.has(name))) {
        functions.set(def, home);
      }
    }
    for (const [def, home] of [...functions]) {
      for (const operand of delegatesOf(def)) {
        const called =
          operand.type === 'call'
            ? definitionOfCallee(operand.child('function')!, home, program)
            : null;
        const helper = called?.definition.value;
        if (helper !== undefined && generators.has(helper)) {
          functions.set(helper, called!.definition.home);
        }
      }
    }
  }
}

/**
 * The generators of the document that have no decorator.
 */
function plainGenerators(program: Program): Map<SyntaxNode, ICodeCell> {
  const found = new Map<SyntaxNode, ICodeCell>();
  for (const home of program.cells) {
    if (!home.cell.source.includes('yield')) {
      continue;
    }
    for (const node of home.tree.root.walk()) {
      if (
        node.type === 'function_definition' &&
        node.parent?.type !== 'decorated_definition' &&
        !node.isAsync &&
        yieldsOf(node).length > 0
      ) {
        found.set(node, home);
      }
    }
  }
  return found;
}

function yieldsOf(def: SyntaxNode): SyntaxNode[] {
  return [...ownNodes(def)].filter(
    node => node.type === 'yield' && node.named && node.children.length > 0
  );
}

/**
 * What a generator hands on to: the operands of `yield from`.
 */
function delegatesOf(def: SyntaxNode): SyntaxNode[] {
  return yieldsOf(def)
    .filter(isDelegating)
    .map(node => unparenthesized(node.parts[0]));
}

function isDelegating(node: SyntaxNode): boolean {
  return node.children.some(child => child.type === 'from');
}

function calleeName(node: SyntaxNode): string | null {
  const callee = node.type === 'call' ? node.child('function')! : null;
  return callee && (callee.child('attribute') ?? callee).text;
}

/**
 * Whether some code steps through what a function of this name gives.
 */
function isIterated(name: string, program: Program): boolean {
  return program.cells.some(
    home =>
      home.cell.source.includes(name) &&
      [...home.tree.root.walk()].some(node => {
        if (calleeName(node) !== name) {
          return false;
        }
        const outer = node.parent!;
        return (
          (/^for_(?:statement|in_clause)$/.test(outer.type) &&
            node.field === 'right') ||
          (outer.type === 'argument_list' &&
            /^(?:next|list|tuple|set|iter|deque)$/.test(
              outer.parent!.child('function')?.text ?? ''
            ))
        );
      })
  );
}

/**
 * Whether nothing but `functools.wraps` and the like stands between the
 * decorator and the function: anything else was given a generator.
 */
function isInnermost(decorator: SyntaxNode): boolean {
  const all = decorator.parent!.parts.filter(part => part.type === 'decorator');
  return all
    .slice(all.indexOf(decorator) + 1)
    .every(({ text }) => /^@(?:functools\.)?wraps\(/.test(text));
}

/**
 * The decorator's line goes; a comment behind it too.
 */
function withoutDecorator(decorator: SyntaxNode, home: ICodeCell): IEdit {
  const { source } = decorator;
  const next =
    decorator.parent!.children[
      decorator.parent!.children.indexOf(decorator) + 1
    ];
  const end = lineEnd(source, decorator.to);
  const ownLine = next !== undefined && next.from > end;
  return {
    cell: home.cell.id,
    from: lineStart(source, decorator.from),
    to: ownLine ? end + 1 : decorator.to,
    insert: ''
  };
}

/**
 * The edits inside one function, or null where it is a true generator.
 */
function bodyEdits(
  def: SyntaxNode,
  home: ICodeCell,
  program: Program
): { edits: IEdit[]; safe: boolean } | null {
  const cell = home.cell.id;
  const edits: IEdit[] = [];
  let safe = true;
  const yields = yieldsOf(def);
  for (const node of yields) {
    if (isDelegating(node)) {
      const lock = lockEdits(node, home, program);
      if (lock !== null) {
        edits.push(...lock.edits);
        safe &&= lock.safe;
        continue;
      }
      const operand = node.parts[0];
      const awaitable = isAwaitable(valueOf(operand, home, program), program);
      if (awaitable === false && !isCallOfGenerator(operand, home, program)) {
        return null;
      }
      edits.push(...awaitEdits(node, operand, cell));
    } else if (node.parts.length === 0 || node.parts[0].type === 'none') {
      const module = asyncioModule(node, home, program);
      if (module === null) {
        return null;
      }
      edits.push(...module.edits, {
        cell,
        from: node.from,
        to: node.to,
        insert: `await ${module.name}.sleep(0)`
      });
    } else {
      return null;
    }
  }
  if (yields.length === 0) {
    // What such a function returned was awaited, if it could be
    // (Lib/asyncio/coroutines.py of 3.10, `coroutine`).
    for (const node of ownNodes(def)) {
      const value =
        node.type === 'return_statement' ? node.parts[0] : undefined;
      if (value !== undefined) {
        const awaitable = isAwaitable(valueOf(value, home, program), program);
        if (awaitable === true) {
          edits.push(...awaitEdits(value, value, cell));
        } else if (awaitable === null && mayGiveAwaitable(value)) {
          safe = false;
        }
      }
    }
  }
  return { edits, safe };
}

/**
 * A generator of this document that comes along.
 */
function isCallOfGenerator(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const operand = unparenthesized(node);
  return (
    operand.type === 'call' &&
    definitionOfCallee(operand.child('function')!, home, program) !== null
  );
}

/**
 * Whether an expression of which nothing is known can be something to await: an
 * operator's value, say, is not.
 */
function mayGiveAwaitable(value: SyntaxNode): boolean {
  const expression = unparenthesized(value);
  return /^(?:call|identifier|attribute|subscript|conditional_expression|boolean_operator|named_expression)$/.test(
    expression.type
  );
}

/**
 * `await operand` in the place of `outer`; parentheses that only `yield from`
 * needed go.
 */
function awaitEdits(
  outer: SyntaxNode,
  operand: SyntaxNode,
  cell: string
): IEdit[] {
  const { source } = outer;
  const around = outer.parent!;
  const bare =
    around.type === 'parenthesized_expression' &&
    outer !== operand &&
    !needsParentheses(around) &&
    !around.text.includes('\n') &&
    !around.children.some(child => child.type === 'comment');
  const from = bare ? around.from : outer.from;
  const inner = !isPrimary(operand);
  const head = `${isWordBefore(source, from) ? ' ' : ''}await ${inner ? '(' : ''}`;
  const tail = inner ? ')' : '';
  const to = bare ? around.to : outer.to;
  return [
    { cell, from, to: operand.from, insert: head },
    ...(tail === '' && to === operand.to
      ? []
      : [{ cell, from: operand.to, to, insert: tail }])
  ];
}

/**
 * `async with lock` for `with (yield from lock)` and `with await lock`: the
 * edits, where `node` is the only thing that a `with` enters and it is a lock.
 *
 * @param node - the `yield from` or the `await`
 */
export function lockEdits(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): { edits: IEdit[]; safe: boolean } | null {
  let item = node;
  while (item.parent?.type === 'parenthesized_expression') {
    item = item.parent;
  }
  if (item.parent?.type === 'as_pattern') {
    item = item.parent;
  }
  const clause = item.parent?.type === 'with_item' ? item.parent.parent! : null;
  const statement = clause?.parent;
  if (
    clause === null ||
    clause.parts.length !== 1 ||
    statement?.type !== 'with_statement' ||
    statement.isAsync
  ) {
    return null;
  }
  const lock = node.parts[0];
  // In a decorated method nothing is known of `self` but what its class gives it.
  const given = attributeValues(lock);
  const values = (given.length > 0 ? given : [lock]).map(value =>
    valueOf(value, home, program)
  );
  const known = values.every(
    ({ kind, type }) => kind === 'instance' && LOCKS.test(type ?? '')
  );
  if (
    !known &&
    (values.some(({ kind }) => kind !== 'unknown') ||
      !LOCK_NAME.test(lock.text))
  ) {
    return null;
  }
  let outer = node;
  while (outer.parent?.type === 'parenthesized_expression') {
    outer = outer.parent;
  }
  const cell = home.cell.id;
  return {
    edits: [
      { cell, from: statement.from, to: statement.from, insert: 'async ' },
      { cell, from: outer.from, to: lock.from, insert: '' },
      ...(outer.to === lock.to
        ? []
        : [{ cell, from: lock.to, to: outer.to, insert: '' }])
    ],
    safe: known
  };
}

const LOCKS = /^asyncio\.(?:Lock|Condition|Semaphore|BoundedSemaphore)$/;
const LOCK_NAME = /(?:lock|mutex|sem|semaphore|condition)\w*$/i;
