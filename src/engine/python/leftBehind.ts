import { argumentsOf } from './calls';
import { ownNodes, some } from './coroutines';
import { exitsOf } from './exits';
import { leavesSiblings } from './failingSiblings';
import { loopKind } from './loops';
import type { SyntaxNode } from './node';
import { statementOf, unparenthesized } from './node';
import type { ICodeCell, IDefinition, Program } from './program';
import { callsIn, functionAround } from './reached';
import type { IStart } from './starts';

/**
 * What a coroutine does that `asyncio.run` would have ended or undone, and a
 * plain `await` does not.
 */
export interface ILeftBehind {
  /**
   * The names of the coroutines that go on as tasks after it has returned.
   */
  readonly tasks: readonly string[];

  /**
   * The calls that start those tasks.
   */
  readonly calls: readonly SyntaxNode[];

  /**
   * What it waits for side by side, as written, where one of them fails: the
   * others go on.
   */
  readonly siblings: readonly string[];

  /**
   * Whether it sets signal handlers on its loop, which is then the kernel's.
   */
  readonly signals: boolean;

  /**
   * What else it changes on its loop, which is then the kernel's: a task
   * factory, an exception handler, the default executor, the debug mode.
   */
  readonly settings: readonly string[];

  /**
   * The context variables that it sets and does not reset: `asyncio.run` runs
   * it in a copy of the context, where the cell does not see that.
   */
  readonly variables: readonly string[];

  /**
   * Whether it looks at all tasks of its loop, the kernel's own among them.
   */
  readonly seesTasks: boolean;

  /**
   * Whether it stops or closes a loop, or cancels or awaits all tasks there
   * are: on the kernel's, that ends the kernel.
   */
  readonly stopsLoop: boolean;
}

/**
 * Nothing.
 */
export const NOTHING_LEFT: ILeftBehind = {
  tasks: [],
  calls: [],
  siblings: [],
  signals: false,
  settings: [],
  variables: [],
  seesTasks: false,
  stopsLoop: false
};

/**
 * What the given functions leave behind when they run on the kernel's loop.
 */
export function leftBehindBy(
  functions: readonly IDefinition[],
  program: Program
): ILeftBehind {
  const calls: SyntaxNode[] = [];
  const siblings = new Set<string>();
  const settings = new Set<string>();
  let signals = false;
  let stopsLoop = false;
  let seesTasks = false;
  const pending: string[] = [];
  for (const definition of functions) {
    for (const node of ownNodes(definition.value!)) {
      const set = settingOf(node, definition, program);
      if (set !== null) {
        settings.add(set);
      }
      if (node.type !== 'call') {
        continue;
      }
      const callee = node.child('function')!;
      if (leavesSiblings(node, definition.home, program)) {
        siblings.add(node.text);
      }
      if (
        callee.type === 'attribute' &&
        callee.child('attribute')!.text === 'add_signal_handler'
      ) {
        signals = true;
      } else if (isAllTasks(callee, definition.home, program)) {
        seesTasks = true;
      } else if (isWait(node, definition, program)) {
        pending.push(...pendingOf(node, functions));
      } else if (
        isLimitedShield(node) &&
        argumentsOf(node)[0]?.value.type === 'call'
      ) {
        pending.push(argumentsOf(node)[0].value.child('function')!.text);
      } else if (isFirstOnly(node, definition, program)) {
        pending.push(node.text);
      } else if (endsLoop(callee, definition, program)) {
        stopsLoop = true;
      } else if (
        startsTask(callee, definition, program) &&
        isLeft(node, functions)
      ) {
        calls.push(node);
      } else if (
        startsTask(callee, definition, program) &&
        isLeftInCollection(node, functions)
      ) {
        pending.push(taskName(node));
      }
    }
  }
  return {
    tasks: [...new Set([...calls.map(taskName), ...pending])],
    calls: pending.length === 0 ? calls : [],
    siblings: [...siblings],
    signals,
    settings: [...settings],
    variables: variablesSet(functions, program),
    seesTasks,
    stopsLoop:
      stopsLoop ||
      (seesTasks &&
        functions.some(({ value, home }) => endsTasks(value!, home, program)))
  };
}

/**
 * The names of the coroutines that the code around a start of a loop leaves on
 * that loop as tasks: `loop.create_task(tick())` above it. They stopped with the
 * loop; on the kernel's, they go on.
 */
export function leftBeside(
  { call: start, home, loop, loopKind: kind }: IStart,
  program: Program
): string[] {
  if (loop === undefined) {
    return [];
  }
  const around = functionAround(start);
  // In a cell above, what was put on the kernel's loop was meant to go on there.
  const cells =
    around !== null || kind === 'kernel' ? [home] : [...program.cells];
  const code = (around === null ? program.cells : [home]).map(where => ({
    name: '',
    node: around ?? where.tree.root,
    kind: 'function' as const,
    value: around ?? where.tree.root,
    conditional: false,
    home: where
  }));
  return cells.flatMap(where =>
    callsIn(around, where).flatMap(call => {
      const callee = call.child('function')!;
      return startsTask(callee, { ...code[0], home: where }, program) &&
        (callee.child('object')?.text === loop.text ||
          argumentsOf(call).some(({ value }) => value.text === loop.text) ||
          (kind === 'kernel' &&
            program.qualifiedName(callee, where)?.name ===
              'asyncio.ensure_future')) &&
        (isLeft(call, code) || isLeftInCollection(call, code))
        ? [taskName(call)]
        : [];
    })
  );
}

/**
 * Whether a callee gives all tasks of a loop.
 */
export function isAllTasks(
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const name = program.qualifiedName(callee, home)?.name;
  return (
    name !== undefined && /^asyncio\.(?:Task\.|tasks\.)?all_tasks$/.test(name)
  );
}

/**
 * Whether an expression waits for all tasks of a loop: it calls for them, or
 * names a variable that holds them.
 */
export function holdsAllTasks(
  expression: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth = 0
): boolean {
  return [...expression.walk()].some(node => {
    if (node.type === 'call') {
      return isAllTasks(node.child('function')!, home, program);
    }
    const definition =
      node.type === 'identifier' && node.field !== 'attribute' && depth < 4
        ? program.resolve(node, home).definition
        : undefined;
    // One of them: `for task in asyncio.all_tasks(loop)`.
    const loop = definition?.node.parent;
    const value =
      definition?.kind === 'target' &&
      /^for_(?:statement|in_clause)$/.test(loop!.type)
        ? loop!.child('right')
        : definition?.kind === 'assignment'
          ? definition.value
          : undefined;
    return (
      value !== undefined &&
      !value.contains(expression) &&
      holdsAllTasks(value, definition!.home, program, depth + 1)
    );
  });
}

/**
 * Whether a function cancels something, or waits for what is not called there.
 */
function endsTasks(
  def: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  return some(ownNodes(def), node => {
    if (node.type === 'await') {
      return /^(?:identifier|subscript)$/.test(
        unparenthesized(node.parts[0]).type
      );
    }
    const callee = node.type === 'call' ? node.child('function')! : null;
    return (
      callee !== null &&
      (callee.child('attribute')?.text === 'cancel' ||
        /^asyncio\.(?:gather|wait|wait_for|as_completed)$/.test(
          program.qualifiedName(callee, home)?.name ?? ''
        ))
    );
  });
}

const SETS_ON_LOOP =
  /^(?:set_(?:task_factory|exception_handler|default_executor|debug)|slow_callback_duration)$/;

/**
 * The name of what a node sets on a loop; null where it sets nothing.
 */
function settingOf(
  node: SyntaxNode,
  { home }: IDefinition,
  program: Program
): string | null {
  const target =
    node.type === 'call'
      ? node.child('function')!
      : node.type === 'assignment'
        ? node.child('left')!
        : null;
  const object = target?.child('object');
  const name = target?.child('attribute')?.text;
  return object !== undefined &&
    name !== undefined &&
    SETS_ON_LOOP.test(name) &&
    loopKind(object, home, program) !== 'other'
    ? name
    : null;
}

/**
 * The context variables that the functions set and do not reset.
 */
function variablesSet(
  functions: readonly IDefinition[],
  program: Program
): string[] {
  const own = inCallersContext(functions);
  const named = (method: string) =>
    own.flatMap(({ value, home }) =>
      [...ownNodes(value!)].flatMap(node => {
        const callee = node.type === 'call' ? node.child('function')! : null;
        const object = callee?.child('object');
        return object !== undefined &&
          callee!.child('attribute')!.text === method &&
          isContextVariable(object, home, program)
          ? [object.text]
          : [];
      })
    );
  const reset = named('reset');
  return [...new Set(named('set'))].filter(name => !reset.includes(name));
}

function isContextVariable(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const value =
    node.type === 'identifier'
      ? program.resolve(node, home).definition?.value
      : undefined;
  const callee = value && unparenthesized(value).child('function');
  return (
    callee !== undefined &&
    /^(?:_?contextvars)\.ContextVar$/.test(
      program.qualifiedName(callee, home)?.name ?? ''
    )
  );
}

/**
 * The functions that run in the context of what calls the first of them. What
 * is given to something else when it is called becomes a task, which has a
 * context of its own.
 */
function inCallersContext(
  functions: readonly IDefinition[]
): readonly IDefinition[] {
  const calls = functions.flatMap(({ value }) =>
    [...value!.walk()].filter(({ type }) => type === 'call')
  );
  const callsOf = new Map(
    functions.map(({ value, name }) => [
      value!,
      calls.filter(call => {
        const callee = call.child('function')!;
        return (
          (callee.child('attribute') ?? callee).text === name &&
          !value!.contains(call)
        );
      })
    ])
  );
  const own = new Set(
    functions.filter(({ value }) => callsOf.get(value!)!.length === 0)
  );
  for (const caller of own) {
    for (const other of functions) {
      if (
        callsOf
          .get(other.value!)!
          .some(
            call =>
              caller.value!.contains(call) &&
              !(other.value!.isAsync && call.parent?.type === 'argument_list')
          )
      ) {
        own.add(other);
      }
    }
  }
  return [...own];
}

/**
 * `loop.stop` and `loop.close` of anything that is, or is called, a loop.
 */
function endsLoop(
  callee: SyntaxNode,
  { home }: IDefinition,
  program: Program
): boolean {
  const object = callee.child('object');
  if (
    object === undefined ||
    !/^(?:stop|close)$/.test(callee.child('attribute')!.text)
  ) {
    return false;
  }
  const kind = loopKind(object, home, program);
  return kind === 'unknown'
    ? /(?:^|\b|_)loop$/.test(object.text)
    : kind !== 'other';
}

/**
 * `asyncio.create_task`, `ensure_future`, or `create_task` of the loop. A task
 * group's tasks end with the group.
 */
function startsTask(
  callee: SyntaxNode,
  { home }: IDefinition,
  program: Program
): boolean {
  const name = program.qualifiedName(callee, home)?.name;
  if (name === 'asyncio.create_task' || name === 'asyncio.ensure_future') {
    return true;
  }
  const object = callee.child('object');
  return (
    callee.type === 'attribute' &&
    callee.child('attribute')!.text === 'create_task' &&
    object !== undefined &&
    /\bloop\b|get_(?:running|event)_loop\(\)/.test(object.text)
  );
}

/**
 * Whether nothing waits for the task: its value is dropped, or kept where no
 * one waits for it.
 */
function isLeft(call: SyntaxNode, functions: readonly IDefinition[]): boolean {
  const parent = call.parent!;
  if (parent.type === 'expression_statement') {
    return true;
  }
  const statement = statementOf(call);
  if (parent.type !== 'assignment' || parent.child('right') !== call) {
    return isOnlyKept(call, functions);
  }
  return isIdle(parent.child('left')!, statement, functions);
}

/**
 * Whether the task stands in a collection that is made there, and nothing waits
 * for what that holds: `workers = [asyncio.create_task(…) for … in …]`.
 */
function isLeftInCollection(
  call: SyntaxNode,
  functions: readonly IDefinition[]
): boolean {
  let made = call;
  while (
    made.parent !== null &&
    (/^(?:list|set|tuple)$/.test(made.parent.type) ||
      (/^(?:list|set)_comprehension$/.test(made.parent.type) &&
        made.field === 'body'))
  ) {
    made = made.parent;
  }
  const parent = made.parent!;
  return (
    made !== call &&
    (parent.type === 'expression_statement' ||
      (parent.type === 'assignment' &&
        made.field === 'right' &&
        parent.child('left')!.type === 'identifier' &&
        isIdle(parent.child('left')!, statementOf(call), functions)))
  );
}

/**
 * Whether nothing waits for, cancels or passes on what a name holds.
 */
function isIdle(
  name: SyntaxNode,
  statement: SyntaxNode,
  functions: readonly IDefinition[]
): boolean {
  return isUsedOnly(name, statement, functions, use =>
    isOnlyKept(use, functions)
  );
}

/**
 * Whether all uses of what a name holds, but for the statement's own, only look
 * at it or pass a test.
 */
function isUsedOnly(
  name: SyntaxNode,
  statement: SyntaxNode,
  functions: readonly IDefinition[],
  test: (use: SyntaxNode, def: SyntaxNode) => boolean
): boolean {
  return functions.every(({ value: def }) =>
    [...def!.walk()].every(
      node =>
        node.type !== name.type ||
        node.text !== name.text ||
        statement.contains(node) ||
        node.field === 'attribute' ||
        isLookedAt(node) ||
        test(node, def!)
    )
  );
}

const LOOKS =
  /^(?:add_done_callback|remove_done_callback|set_name|get_name|get_coro|done|cancelled)$/;

/**
 * Whether a task or a collection of tasks is only looked at: `task.done()`,
 * `print(task)`, `len(tasks)`.
 */
function isLookedAt(node: SyntaxNode): boolean {
  const { parent } = node;
  return (
    parent?.type === 'interpolation' ||
    (parent?.type === 'argument_list' && isLimitedShield(parent.parent!)) ||
    (parent?.type === 'attribute' &&
      node.field === 'object' &&
      LOOKS.test(parent.child('attribute')!.text)) ||
    (parent?.type === 'argument_list' &&
      /^(?:print|len|repr|str|type|id)$/.test(
        parent.parent?.child('function')?.text ?? ''
      ))
  );
}

/**
 * Whether a call is an `asyncio.shield` that a time limit gives up:
 * `asyncio.wait_for(asyncio.shield(task), 1)`.
 */
function isLimitedShield(call: SyntaxNode): boolean {
  const outer =
    call.parent?.type === 'argument_list' ? call.parent.parent : null;
  return (
    call.type === 'call' &&
    /^(?:\w+\.)?shield$/.test(call.child('function')!.text) &&
    /^(?:\w+\.)?wait_for$/.test(outer?.child('function')?.text ?? '')
  );
}

/**
 * Whether a call is an `asyncio.as_completed` whose loop is left before all have
 * completed, which it is given in place.
 */
function isFirstOnly(
  call: SyntaxNode,
  { home }: IDefinition,
  program: Program
): boolean {
  const loop = call.parent;
  const [given] = argumentsOf(call);
  return (
    loop?.type === 'for_statement' &&
    call.field === 'right' &&
    given?.value.type !== 'identifier' &&
    program.qualifiedName(call.child('function')!, home)?.name ===
      'asyncio.as_completed' &&
    exitsOf(loop.child('body')!).some(
      ({ type }) => type === 'break_statement' || type === 'return_statement'
    )
  );
}

const KEEPS = /^(?:add|append|discard|remove)$/;

/**
 * Whether a task is only put into a collection that no one waits for.
 */
function isOnlyKept(
  node: SyntaxNode,
  functions: readonly IDefinition[]
): boolean {
  const callee =
    node.parent?.type === 'argument_list'
      ? node.parent.parent?.child('function')
      : undefined;
  const collection = callee?.child('object');
  return (
    collection !== undefined &&
    KEEPS.test(callee!.child('attribute')!.text) &&
    functions.every(({ value }) =>
      [...value!.walk()].every(
        other =>
          other.type !== collection.type ||
          other.text !== collection.text ||
          other.field === 'attribute' ||
          isLookedAt(other) ||
          isMade(other) ||
          (other.parent?.type === 'attribute' &&
            KEEPS.test(other.parent.child('attribute')!.text))
      )
    )
  );
}

/**
 * Whether a name is only given an empty collection there.
 */
function isMade({ parent, field }: SyntaxNode): boolean {
  return (
    parent?.type === 'assignment' &&
    field === 'left' &&
    /^(?:\[\]|(?:set|list|weakref\.WeakSet|WeakSet)\(\))$/.test(
      parent.child('right')?.text ?? ''
    )
  );
}

/**
 * Whether a call is an `asyncio.wait` that need not wait for all it is given.
 */
function isWait(
  call: SyntaxNode,
  { home }: IDefinition,
  program: Program
): boolean {
  return (
    program.qualifiedName(call.child('function')!, home)?.name ===
      'asyncio.wait' &&
    argumentsOf(call).some(
      ({ keyword, value }) =>
        (keyword === 'timeout' && value.type !== 'none') ||
        (keyword === 'return_when' && /FIRST_/.test(value.text))
    )
  );
}

/**
 * What such a wait leaves: `pending` of `done, pending = await …`, where
 * nothing is done with it.
 */
function pendingOf(
  wait: SyntaxNode,
  functions: readonly IDefinition[]
): string[] {
  const statement = statementOf(wait);
  const assignment = statement.parts[0];
  const targets = assignment?.child('left')?.parts ?? [];
  const given = argumentsOf(wait)[0]?.value;
  if (given === undefined) {
    return [];
  }
  const left =
    assignment?.type === 'assignment' && targets.length === 2
      ? targets[1]
      : given;
  // What was given before may be what is cancelled or awaited after.
  const after = [left, given].filter(({ type }) => type === 'identifier');
  return after.every(name => isIdleAfter(name, statement, functions))
    ? [left.text]
    : [];
}

/**
 * Whether nothing waits for, cancels or passes on what a name holds behind a
 * statement, or anywhere where it may run again.
 */
function isIdleAfter(
  name: SyntaxNode,
  statement: SyntaxNode,
  functions: readonly IDefinition[]
): boolean {
  const repeated =
    statement.closest(({ type }) => /^(?:while|for)_statement$/.test(type)) !==
    null;
  return isUsedOnly(
    name,
    statement,
    functions,
    (use, def) =>
      !repeated && def.contains(statement) && use.to <= statement.from
  );
}

function taskName(call: SyntaxNode): string {
  const started = argumentsOf(call)[0]?.value;
  return started?.child('function')?.text ?? started?.text ?? call.text;
}
