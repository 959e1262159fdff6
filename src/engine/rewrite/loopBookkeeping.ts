import type { IEdit } from '../edit';
import { argumentsOf } from '../python/calls';
import { holdsAllTasks } from '../python/leftBehind';
import { enteredBy } from '../python/loops';
import type { SyntaxNode } from '../python/node';
import { isVariable, statementOf, unparenthesized } from '../python/node';
import type { ICodeCell, IReference, Program } from '../python/program';
import { callsIn, functionAround } from '../python/reached';
import { typeOf } from '../python/references';
import type { Scope } from '../python/scopes';
import type { IStart } from '../python/starts';
import { endedTasks, servesLoop } from './endedTasks';
import { removeStatements, unwrapBlock } from './removeStatements';

/**
 * What goes when a loop of the code's own is no longer started.
 */
export interface IBookkeeping {
  readonly edits: readonly IEdit[];

  /**
   * Every call that starts this loop. They are rewritten together, or none is.
   */
  readonly starts: readonly IStart[];

  /**
   * Whether something that stopped the loop, or handled a signal on it, went
   * too: then the code no longer ends where it did.
   */
  readonly stops: boolean;

  /**
   * Whether something went that cancelled all tasks that the loop still had, or
   * waited for them.
   */
  readonly ends: 'cancel' | 'wait' | null;

  /**
   * Whether something of the code's own still uses the loop: what it makes there
   * belongs to the kernel's.
   */
  readonly keeps: boolean;
}

const NOTHING_ENDS = { stops: false, ends: null, keeps: false };

/**
 * Methods of a loop that only serve a loop that one starts oneself.
 */
const SERVES_OWN_LOOP = new Set([
  'close',
  'set_debug',
  'shutdown_asyncgens',
  'shutdown_default_executor'
]);

/**
 * Methods that must not reach the kernel's loop: one ends it, the other takes
 * over Interrupt.
 */
const ENDS_LOOP = new Set(['stop', 'add_signal_handler']);

/**
 * Methods that only ask a loop something.
 */
const ASKS = /^(?:time|is_running|is_closed|get_debug)$/;

export interface IUse {
  readonly node: SyntaxNode;
  readonly home: ICodeCell;
}

/**
 * The bookkeeping of the loop that `start` starts: what makes, sets, closes and
 * stops it. Null where a part of it cannot be told or taken out.
 *
 * What is left of the loop's uses (`loop.create_task`, `loop.time`) then means
 * the kernel's loop.
 *
 * @param released - statements that are about to be rewritten without the loop
 */
export function loopBookkeeping(
  start: IStart,
  all: readonly IStart[],
  program: Program,
  released: readonly SyntaxNode[] = []
): IBookkeeping | null {
  const { loop, home } = start;
  if (loop === undefined) {
    return { edits: [], starts: [start], ...NOTHING_ENDS };
  }
  const expression = unparenthesized(loop);
  if (expression.type === 'call') {
    const edits =
      start.kind === 'forever'
        ? removeStatements([statementOf(start.call)], home.cell.id)
        : [];
    return edits && { edits, starts: [start], ...NOTHING_ENDS };
  }
  const uses = usesOf(expression, home, program);
  if (uses === null) {
    return null;
  }
  const starts = all.filter(other => uses.some(use => use.node === other.loop));
  const gone = new Map<ICodeCell, SyntaxNode[]>();
  const edits: IEdit[] = [];
  const creations: {
    value: SyntaxNode;
    statement: SyntaxNode;
    home: ICodeCell;
  }[] = [];
  let stops = false;
  let keeps = false;
  const used: SyntaxNode[] = [];
  const remove = (statement: SyntaxNode, where: ICodeCell) =>
    gone.set(where, [...(gone.get(where) ?? []), statement]);
  const ended = endedTasks(uses, starts, program);
  if (ended === null) {
    return null;
  }
  const goes = (node: SyntaxNode, where: ICodeCell) =>
    ended.statements.some(
      other => other.home === where && other.node.contains(node)
    );
  ended.statements.forEach(other => remove(other.node, other.home));
  for (const other of starts) {
    for (const statement of unsetting(other)) {
      remove(statement, other.home);
    }
  }

  for (const { node, home: where } of uses) {
    if (goes(node, where)) {
      continue;
    }
    const parent = node.parent!;
    const method =
      parent.type === 'attribute' && parent.child('object') === node
        ? parent.child('attribute')!.text
        : null;
    const statement = statementOf(node);
    const entered = enteredBy(node);
    const started = starts.find(other => other.loop === node);
    if (started !== undefined) {
      if (started.kind === 'forever' && !isCallStatement(statement)) {
        return null;
      }
      if (
        started.kind === 'forever' ||
        shutsDown(started.call, expression.text)
      ) {
        remove(statement, where);
      }
    } else if (
      parent.type === 'assignment' &&
      node.field === 'left' &&
      parent.child('right') !== undefined
    ) {
      creations.push({ value: parent.child('right')!, statement, home: where });
    } else if (entered !== undefined) {
      // `with asyncio.Runner() as runner:` and `with closing(…) as loop:`
      if (parent.parent!.parent!.parent!.parts.length !== 1) {
        return null;
      }
      const moved = unwrapBlock(
        statement,
        statement.child('body')!,
        new Set(),
        where.cell.id
      );
      if (moved === null) {
        return null;
      }
      edits.push(...moved);
    } else if (isSetLoop(parent.parent)) {
      remove(statement, where);
    } else if (method !== null && SERVES_OWN_LOOP.has(method)) {
      if (!isCallStatement(statement)) {
        return null;
      }
      remove(statement, where);
    } else if (method !== null && ENDS_LOOP.has(method)) {
      if (!isCallStatement(statement)) {
        return null;
      }
      stops ||= !(method === 'stop' && isOverAt(node, where, starts));
      remove(statement, where);
    } else if (method === 'get_loop') {
      edits.push(running(parent.parent!, where));
    } else {
      const serves = servesLoop(node, where, program);
      if (serves === null || (serves && !isCallStatement(statement))) {
        // On the kernel's loop, the kernel's own tasks would be cancelled too.
        return null;
      } else if (serves) {
        remove(statement, where);
      } else if (!released.includes(statement)) {
        used.push(statement);
        keeps ||= method === null || !ASKS.test(method);
      }
    }
  }
  const removed = new Set([...gone.values()].flat());
  const kept = used.some(statement => !removed.has(statement));
  for (const { value, statement, home: where } of creations) {
    const made = unparenthesized(value);
    if (!kept && isSimpleAssignment(statement)) {
      remove(statement, where);
    } else if (!/get_(?:event|running)_loop\(\)$/.test(made.text)) {
      edits.push(running(made, where));
    }
  }
  for (const [where, statements] of gone) {
    if (!where.cell.editable) {
      return null;
    }
    const removed = removeStatements([...new Set(statements)], where.cell.id);
    if (removed === null) {
      return null;
    }
    edits.push(...removed);
  }
  return {
    edits,
    starts: starts.filter(
      other =>
        !shutsDown(other.call, expression.text) &&
        !goes(other.call, other.home) &&
        !letsTasksEnd(other, ended.statements)
    ),
    stops,
    ends:
      ended.statements.length === 0 ? null : ended.cancels ? 'cancel' : 'wait',
    keeps
  };
}

/**
 * Whether a start only shuts down a loop that another start is there for:
 * `loop.run_until_complete(loop.shutdown_asyncgens())`, or what waits for the
 * tasks that are left.
 */
export function onlyShutsDown(
  start: IStart,
  all: readonly IStart[],
  program: Program
): boolean {
  return (
    shutsItsLoopDown(start, program) &&
    all.some(other => other !== start && !shutsItsLoopDown(other, program))
  );
}

function shutsItsLoopDown(
  { kind, call, loop, operand, home }: IStart,
  program: Program
): boolean {
  if (kind === 'forever') {
    const handler = handlerAround(call);
    return handler !== null && holdsAllTasks(handler, home, program);
  }
  return (
    kind === 'complete' &&
    loop !== undefined &&
    operand !== undefined &&
    (shutsDown(call, loop.text) || holdsAllTasks(operand, home, program))
  );
}

/**
 * What a `try` does at its end around a node.
 */
function handlerAround(node: SyntaxNode): SyntaxNode | null {
  return node.closest(({ type }) =>
    /^(?:except_clause|finally_clause)$/.test(type)
  );
}

/**
 * Every place that names the loop: a variable, in its scope or in every cell;
 * `self.name`, in its class. Null for anything else.
 */
export function usesOf(
  loop: SyntaxNode,
  home: ICodeCell,
  program: Program
): IUse[] | null {
  if (loop.type === 'attribute') {
    const object = loop.child('object')!;
    const owner =
      object.text === 'self'
        ? loop.closest(node => node.type === 'class_definition')
        : object.type === 'identifier'
          ? typeOf(object, home, program)
          : null;
    return owner === null || owner === 'other'
      ? null
      : attributeUses(loop.child('attribute')!.text, owner, program);
  }
  if (loop.type !== 'identifier') {
    return null;
  }
  return variableUses(loop, home, program);
}

/**
 * Every place that names an attribute of a class: `self.name` in it, and
 * `app.name` anywhere, unless `app` is known to be something else.
 */
function attributeUses(
  name: string,
  owner: SyntaxNode,
  program: Program
): IUse[] {
  return program.identifiers(name).flatMap(({ node, home }) => {
    const attribute = node.field === 'attribute' ? node.parent! : null;
    const object = attribute?.child('object');
    if (attribute === null || object === undefined) {
      return [];
    }
    const type =
      object.text === 'self'
        ? owner.contains(attribute)
          ? owner
          : 'other'
        : typeOf(object, home, program);
    return type === owner || type === null ? [{ node: attribute, home }] : [];
  });
}

/**
 * Every place that names the variable, in each cell. Definitions that may count
 * at the same place, or stand in the same cell, are one variable; a cell that
 * only uses the name for a loop of its own has another one.
 *
 * Null where a definition is no loop, or code that cannot be read names it.
 */
function variableUses(
  loop: SyntaxNode,
  home: ICodeCell,
  program: Program
): IUse[] | null {
  const name = loop.text;
  const scope = home.scopes.lookup(name, loop);
  const isLocal = scope !== home.scopes.module;
  const named = program
    .identifiers(name)
    .filter(
      ({ node, home: where }) =>
        (!isLocal || where === home) &&
        isVariable(node) &&
        where.scopes.lookup(name, node) ===
          (isLocal ? scope : where.scopes.module)
    )
    .map(use => ({
      ...use,
      definitions: program.resolve(use.node, use.home).definitions
    }));
  const ours = new Set(
    program.resolve(loop, home).definitions.map(({ node }) => node)
  );
  for (let size = -1; size < ours.size;) {
    size = ours.size;
    for (const use of named) {
      if (
        ours.has(use.node) ||
        use.definitions.some(({ node }) => ours.has(node))
      ) {
        use.definitions.forEach(({ node }) => ours.add(node));
        named
          .filter(
            other =>
              other.home === use.home &&
              isBinding(other.node, scope, home, other.home)
          )
          .forEach(other => ours.add(other.node));
      }
    }
  }
  const uses = named.filter(
    ({ node, definitions }) =>
      ours.has(node) || definitions.some(other => ours.has(other.node))
  );
  const readable =
    ours.size > 0 &&
    program.cells.every(
      where => !isHiddenIn(name, where) || (isLocal && where !== home)
    ) &&
    uses.every(({ definitions }) =>
      definitions.every(
        definition =>
          definition.kind === 'parameter' ||
          definition.kind === 'assignment' ||
          enteredBy(definition.node) !== undefined
      )
    );
  return readable ? uses : null;
}

/**
 * Whether an identifier gives the variable its value.
 */
function isBinding(
  node: SyntaxNode,
  scope: Scope,
  home: ICodeCell,
  where: ICodeCell
): boolean {
  const own = scope === home.scopes.module ? where.scopes.module : scope;
  return (own.bindings.get(node.text) ?? []).some(
    binding => binding.node === node
  );
}

/**
 * Whether a cell names the variable where it cannot be rewritten: in a magic's
 * line, or in code that does not parse.
 */
function isHiddenIn(name: string, { cell, tree, masked }: ICodeCell): boolean {
  const word = new RegExp(`\\b${name}\\b`);
  return (
    word.test(cell.source) &&
    (tree.hasError ||
      masked.lineMagics.some(
        ({ rest, code }) => code === null && word.test(rest)
      ))
  );
}

/**
 * `loop.run_until_complete(loop.shutdown_asyncgens())`
 */
function shutsDown(call: SyntaxNode, loop: string): boolean {
  const [operand] = argumentsOf(call);
  return (
    operand !== undefined &&
    new RegExp(
      `^${loop.replace('.', '\\.')}\\.shutdown_(?:asyncgens|default_executor)\\(`
    ).test(operand.value.text)
  );
}

/**
 * Whether a loop of the code's own has come to its end at a place: what stops it
 * there does nothing.
 */
function isOverAt(
  node: SyntaxNode,
  home: ICodeCell,
  starts: readonly IStart[]
): boolean {
  const around = functionAround(node);
  return starts.every(
    ({ call, home: where, loopKind: kind }) =>
      kind === 'new' &&
      functionAround(call) === around &&
      // A cell above or below has run to its end, or not begun.
      (where === home ? call.to < node.from : around === null)
  );
}

/**
 * Whether a `run_forever` only lets the tasks end that were cancelled above it.
 */
function letsTasksEnd(
  { kind, call, home }: IStart,
  ended: readonly IReference[]
): boolean {
  const handler = handlerAround(call);
  return (
    kind === 'forever' &&
    handler !== null &&
    ended.some(
      ({ node, home: where }) => where === home && handler.contains(node)
    )
  );
}

/**
 * The statements `asyncio.set_event_loop(None)` beside a start.
 */
function unsetting({ call, home }: IStart): SyntaxNode[] {
  return callsIn(functionAround(call), home).flatMap(node => {
    const statement = statementOf(node);
    return isSetLoop(node) &&
      argumentsOf(node)[0]?.value.type === 'none' &&
      isCallStatement(statement)
      ? [statement]
      : [];
  });
}

function isSetLoop(call: SyntaxNode | null | undefined): boolean {
  return (
    call?.type === 'call' &&
    /(?:^|\.)set_event_loop$/.test(call.child('function')!.text)
  );
}

function isCallStatement(statement: SyntaxNode): boolean {
  return (
    statement.type === 'expression_statement' &&
    statement.parts.length === 1 &&
    (statement.parts[0].type === 'call' ||
      (statement.parts[0].type === 'await' &&
        statement.parts[0].parts[0]?.type === 'call'))
  );
}

function isSimpleAssignment(statement: SyntaxNode): boolean {
  const assignment = statement.parts[0];
  return (
    statement.type === 'expression_statement' &&
    assignment?.type === 'assignment' &&
    assignment.child('right')?.type !== 'assignment'
  );
}

function running(node: SyntaxNode, home: ICodeCell): IEdit {
  return {
    cell: home.cell.id,
    from: node.from,
    to: node.to,
    insert: 'asyncio.get_running_loop()'
  };
}
