import { argument, argumentsOf } from './calls';
import { functionsReached } from './coroutines';
import type { SyntaxNode } from './node';
import { headOf, unparenthesized } from './node';
import type { ICodeCell, IReference, Program } from './program';
import { functionAround } from './reached';
import { valueOf } from './values';

/**
 * What gives up waiting: asyncio's functions, and those of anyio and
 * async_timeout; the place of their seconds, where the end of the time raises
 * `TimeoutError`.
 */
const LIMITS: Readonly<Record<string, number | null | undefined>> = {
  'asyncio.wait_for': 1,
  'asyncio.timeout': 0,
  'asyncio.timeout_at': null,
  'async_timeout.timeout': 0,
  'async_timeout.timeout_at': null,
  'anyio.move_on_after': null,
  'anyio.move_on_at': null,
  'anyio.fail_after': 0,
  'anyio.fail_at': null,
  'anyio.CancelScope': null
};

/**
 * Whether running `code` may come to the coroutine in which `node` stands.
 */
export function comesTo(
  code: SyntaxNode,
  where: ICodeCell,
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const def = functionAround(node);
  const { made } = valueOf(code, where, program);
  return (
    (where === home && code.contains(node)) ||
    [{ node: code, home: where }, made].some(part =>
      functionsReached(part.node, part.home, program).some(
        ({ value }) => value === def
      )
    )
  );
}

/**
 * The calls that set a time limit to the code at `node`: `asyncio.wait_for(f(),
 * 1)`, `asyncio.timeout(1)` in the `with` around it.
 */
export function timeLimitsOver(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): IReference[] {
  return program.nodes('call').flatMap(({ node: call, home: where }) => {
    const name = program.qualifiedName(call.child('function')!, where)?.name;
    if (name === undefined || LIMITS[name] === undefined) {
      return [];
    }
    const limited =
      name === 'asyncio.wait_for'
        ? argument(argumentsOf(call), 0, 'fut')?.value
        : withAround(call)?.child('body');
    return limited !== undefined && comesTo(limited, where, node, home, program)
      ? [{ node: call, home: where }]
      : [];
  });
}

/**
 * The `with` statement that enters what a call gives.
 */
function withAround(call: SyntaxNode): SyntaxNode | null {
  const statement = call.closest(({ type }) => type === 'with_statement');
  return statement?.child('body')?.contains(call) === false ? statement : null;
}

/**
 * Whether a pause in a coroutine is known to outlast a time limit that nothing
 * is prepared for: as long as the pause held the loop, the limit had no effect;
 * when it lets the loop go on, `TimeoutError` is raised.
 *
 * @param call - the call that pauses, for as many seconds as its first argument
 * @param site - the code in the coroutine that comes to it
 */
export function outlastsTimeLimit(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program,
  site: IReference = { node: call, home }
): boolean {
  const [seconds] = argumentsOf(call);
  const limits =
    seconds === undefined
      ? []
      : timeLimitsOver(site.node, site.home, program).filter(
          limit => !isExpected(limit, program)
        );
  return limits.some(limit => {
    const name = program.qualifiedName(
      limit.node.child('function')!,
      limit.home
    )!.name;
    const at = LIMITS[name];
    const most =
      at === null || at === undefined
        ? undefined
        : (argument(argumentsOf(limit.node), at, 'timeout') ??
          argument(argumentsOf(limit.node), at, 'delay'));
    const allowed = most && numberIn(most.value, limit.home, program);
    const paused =
      numberIn(seconds.value, home, program) ??
      numberGiven(seconds.value, limit.node, home, program);
    return (
      allowed !== undefined &&
      paused !== undefined &&
      paused * turnsAround(site.node) >= allowed
    );
  });
}

/**
 * A number as written, or that the one assignment of a name gives.
 */
function numberIn(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): number | undefined {
  const expression = unparenthesized(node);
  if (expression.type === 'integer' || expression.type === 'float') {
    return Number(expression.text.replace(/_/g, ''));
  }
  const { definition, definitions, certain } =
    expression.type === 'identifier'
      ? program.resolve(expression, home)
      : { definition: undefined, definitions: [], certain: false };
  const value = definition?.value;
  return certain &&
    definitions.length === 1 &&
    definition?.kind === 'assignment' &&
    /^(?:integer|float)$/.test(value?.type ?? '')
    ? Number(value!.text.replace(/_/g, ''))
    : undefined;
}

/**
 * The number that a limited call hands on to the parameter `node`: `wait_for(f(3),
 * 1)`.
 */
function numberGiven(
  node: SyntaxNode,
  limit: SyntaxNode,
  home: ICodeCell,
  program: Program
): number | undefined {
  const def = functionAround(node);
  const position = (def?.child('parameters')?.parts ?? []).findIndex(
    part => (part.child('name') ?? part.parts[0] ?? part).text === node.text
  );
  const limited = argumentsOf(limit)[0]?.value;
  const given =
    node.type === 'identifier' &&
    position >= 0 &&
    limited?.type === 'call' &&
    limited.child('function')!.text === def!.child('name')?.text
      ? argument(argumentsOf(limited), position, node.text)
      : undefined;
  return given && numberIn(given.value, home, program);
}

/**
 * How many times the loops around a node in its function turn, as far as they
 * say so.
 */
function turnsAround(node: SyntaxNode): number {
  let turns = 1;
  const def = functionAround(node);
  for (
    let outer = node.parent;
    outer !== null && outer !== def;
    outer = outer.parent
  ) {
    const count =
      outer.type === 'for_statement' &&
      /^range\((\d+)\)$/.exec(outer.child('right')!.text)?.[1];
    turns *= count ? Number(count) : 1;
  }
  return turns;
}

/**
 * Whether somebody catches the error at the end of the time: around the limit,
 * or by its name anywhere.
 */
function isExpected({ node }: IReference, program: Program): boolean {
  return (
    program
      .nodes('except_clause')
      .some(({ node: clause }) => /\bTimeoutError\b/.test(headOf(clause))) ||
    /\breturn_exceptions\b/.test(node.closest(isCall)?.text ?? '') ||
    node.closest(
      outer =>
        outer.type === 'try_statement' &&
        outer.child('body')?.contains(node) === true &&
        outer.children.some(
          clause =>
            clause.type === 'except_clause' &&
            /^except\s*(?::|.*\b(?:Base)?Exception\b)/.test(headOf(clause))
        )
    ) !== null
  );
}

function isCall({ type }: SyntaxNode): boolean {
  return type === 'call';
}
