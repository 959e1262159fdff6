import { argument, argumentsOf, callAround } from '../python/calls';
import { isAllTasks } from '../python/leftBehind';
import type { SyntaxNode } from '../python/node';
import { statementOf } from '../python/node';
import type { ICodeCell, IReference, Program } from '../python/program';
import { callsIn, functionAround } from '../python/reached';
import { classAround } from '../python/references';
import type { IStart } from '../python/starts';
import { shortened } from './shortened';

/**
 * What ends the tasks that a loop still has when its coroutine has returned, as
 * `asyncio.run` does (`_cancel_all_tasks` in Lib/asyncio/runners.py): it cancels
 * all of them, or waits for them.
 */
export interface IEndedTasks {
  readonly statements: readonly IReference[];

  /**
   * Whether it cancels them; else it only waits for them.
   */
  readonly cancels: boolean;
}

/**
 * The statements that do nothing but end all tasks of a loop. Null where one of
 * them does more.
 *
 * @param uses - every place that names the loop
 * @param starts - what starts the loop
 */
export function endedTasks(
  uses: readonly IReference[],
  starts: readonly IStart[],
  program: Program
): IEndedTasks | null {
  const statements: IReference[] = [];
  for (const { call, loop, home } of seedsFor(uses, starts, program)) {
    const own = servingStatements(call, loop, home, program);
    if (own === null) {
      return null;
    }
    statements.push(...own.map(node => ({ node, home })));
  }
  const outermost = statements.filter(
    ({ node, home }, i) =>
      !statements.some(
        (other, j) =>
          other.home === home &&
          other.node.contains(node) &&
          (other.node !== node || j < i)
      )
  );
  return {
    statements: outermost,
    cancels: outermost.some(({ node }) => /\.cancel\(/.test(node.text))
  };
}

/**
 * The call that gives all tasks of the loop beside a start of it, as written;
 * empty where there is none.
 */
export function allTasksBeside(
  { call: start, home, loop }: IStart,
  program: Program
): string {
  const call =
    loop === undefined
      ? undefined
      : callsIn(functionAround(start), home).find(node =>
          isAllTasks(node.child('function')!, home, program)
        );
  return call === undefined ? '' : shortened(call.text);
}

/**
 * Whether a call of a function of this document, given a loop, does nothing but
 * end the loop's tasks, shut down what belongs to it and close it; null where
 * the function does something to the loop that must not reach the kernel's.
 *
 * @param loop - the argument of the call
 */
export function servesLoop(
  loop: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean | null {
  const call = callAround(loop);
  const found = call && program.definitionOf(call.child('function')!, home);
  const def = found?.definition.value;
  if (call === null || def?.type !== 'function_definition') {
    return false;
  }
  const parameters = def.child('parameters')?.parts ?? [];
  const parameter = parameters.find(
    (part, position) =>
      argument(argumentsOf(call), position, nameIn(part))?.value === loop
  );
  if (parameter === undefined || classAround(def) !== null) {
    return null;
  }
  const name = nameIn(parameter);
  const where = found!.definition.home;
  const serving = new Serving(name, where, program, true);
  const body = def
    .child('body')!
    .parts.filter(part => part.parts[0]?.type !== 'string');
  return found!.certain && body.every(part => serving.serves(part))
    ? true
    : reachesKernel(def, name, where, program)
      ? null
      : false;
}

function nameIn(parameter: SyntaxNode): string {
  return /^\w*/.exec(parameter.text)![0];
}

/**
 * Whether a function does to its parameter what would end, block or close the
 * kernel's loop.
 */
function reachesKernel(
  def: SyntaxNode,
  name: string,
  home: ICodeCell,
  program: Program
): boolean {
  return [...def.walk()].some(node => {
    const callee = node.type === 'call' ? node.child('function')! : null;
    return (
      callee !== null &&
      (isAllTasks(callee, home, program) ||
        (callee.child('object')?.text === name &&
          /^(?:stop|close|add_signal_handler)$/.test(
            callee.child('attribute')!.text
          )))
    );
  });
}

/**
 * The calls that give all tasks of the loop: those that name it, and those
 * without an argument beside its starts.
 */
function seedsFor(
  uses: readonly IReference[],
  starts: readonly IStart[],
  program: Program
): { call: SyntaxNode; loop: string; home: ICodeCell }[] {
  const named = uses.flatMap(({ node, home }) => {
    const call = callAround(node);
    return call !== null && isAllTasks(call.child('function')!, home, program)
      ? [{ call, loop: node.text, home }]
      : [];
  });
  const beside = starts.flatMap(({ call: start, loop, home }) =>
    callsIn(functionAround(start), home).flatMap(call =>
      argumentsOf(call).length === 0 &&
      isAllTasks(call.child('function')!, home, program)
        ? [{ call, loop: loop?.text ?? '', home }]
        : []
    )
  );
  return [...named, ...beside];
}

/**
 * The statement around a call that gives all tasks, and those that use what it
 * keeps under a name; null where one of them does more than end tasks.
 */
function servingStatements(
  call: SyntaxNode,
  loop: string,
  home: ICodeCell,
  program: Program
): SyntaxNode[] | null {
  const serving = new Serving(loop, home, program, false);
  const statements: SyntaxNode[] = [];
  const queue = [statementOf(call)];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const statement = next;
    if (statements.some(other => other.contains(statement))) {
      continue;
    }
    if (!serving.serves(statement)) {
      return null;
    }
    statements.push(statement);
    for (const bound of serving.bound) {
      for (const use of usesOf(bound, home, program)) {
        if (
          use.home !== home ||
          (use.node.from < call.from && !statement.contains(use.node))
        ) {
          return null;
        }
        queue.push(statementOf(use.node));
      }
    }
  }
  return statements;
}

/**
 * The other places that read what is bound at `name`.
 */
function usesOf(
  name: SyntaxNode,
  home: ICodeCell,
  program: Program
): IReference[] {
  return program
    .identifiers(name.text)
    .filter(
      ({ node, home: where }) =>
        node !== name &&
        node.field !== 'attribute' &&
        program
          .resolve(node, where)
          .definitions.some(definition => definition.node === name) &&
        (where === home || where.index >= home.index)
    );
}

/**
 * Knows which statements only end tasks: nothing is named in them but the loop,
 * tasks, and what ends those.
 */
class Serving {
  /**
   * @param loop - how the loop is named
   * @param inHelper - whether the statements are all of a function's body
   */
  constructor(
    private readonly _loop: string,
    private readonly _home: ICodeCell,
    private readonly _program: Program,
    private readonly _inHelper: boolean
  ) {}

  /**
   * The places that bind a name to tasks.
   */
  readonly bound = new Set<SyntaxNode>();

  serves(statement: SyntaxNode): boolean {
    const nodes = [...statement.walk()];
    const own = nodes.flatMap(boundAt);
    for (const { node, inner } of own) {
      if (!inner) {
        this.bound.add(node);
      }
    }
    const names = new Set([
      ...own.map(({ node }) => node.text),
      ...[...this.bound].map(({ text }) => text)
    ]);
    return (
      SERVES.test(statement.type) &&
      nodes.every(
        node =>
          !(node.isAsync || FORBIDDEN.test(node.type)) &&
          (node.type !== 'return_statement' ||
            (this._inHelper && node.parts.length === 0)) &&
          (node.type !== 'assignment' ||
            node.child('left')!.type === 'identifier') &&
          (node.type !== 'identifier' || this._isKnown(node, names))
      )
    );
  }

  private _isKnown(node: SyntaxNode, names: ReadonlySet<string>): boolean {
    if (node.field === 'attribute') {
      return node.parent!.text === this._loop || ATTRIBUTES.test(node.text);
    }
    if (node.field === 'name' && node.parent!.type === 'keyword_argument') {
      return true;
    }
    if (
      names.has(node.text) ||
      node.text === this._loop ||
      node.parent!.text === this._loop
    ) {
      return true;
    }
    const name = this._program.qualifiedName(node, this._home)?.name ?? '';
    return NAMES.test(name);
  }
}

/**
 * The names that a node binds; `inner` where only a comprehension sees them.
 */
function boundAt(node: SyntaxNode): { node: SyntaxNode; inner: boolean }[] {
  const left =
    node.type === 'assignment' ||
    node.type === 'for_statement' ||
    node.type === 'for_in_clause'
      ? node.child('left')
      : node.type === 'as_pattern_target'
        ? node.parts[0]
        : undefined;
  return left?.type === 'identifier'
    ? [{ node: left, inner: node.type === 'for_in_clause' }]
    : [];
}

const SERVES = /^(?:expression|for|if|with|try|pass|return)_statement$/;

const FORBIDDEN =
  /^(?:await|yield|raise_statement|function_definition|class_definition|lambda|delete_statement|global_statement|nonlocal_statement|import\w*|assert_statement|augmented_assignment|named_expression|while_statement|match_statement)$/;

/**
 * What may be asked of tasks, of the loop, and of asyncio.
 */
const ATTRIBUTES =
  /^(?:all_tasks|current_task|Task|tasks|gather|wait|CancelledError|ALL_COMPLETED|cancel|cancelled|done|exception|run_until_complete|call_exception_handler|shutdown_asyncgens|shutdown_default_executor|is_closed|is_running|close|set_event_loop|suppress)$/;

const NAMES =
  /^(?:asyncio(?:\.(?:all_tasks|current_task|Task|tasks|gather|wait|CancelledError|set_event_loop))?|contextlib(?:\.suppress)?|builtins\.(?:list|set|tuple|len|\w*Exception|KeyboardInterrupt))$/;
