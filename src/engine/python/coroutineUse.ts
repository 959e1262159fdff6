import { argumentsOf, callAround } from './calls';
import { definitionOfCallee } from './coroutines';
import type { SyntaxNode } from './node';
import type { ICodeCell, IDefinition, Program } from './program';

/**
 * asyncio's functions that take coroutines and wait for them or run them.
 */
const TAKE_COROUTINES = new Set(
  `run create_task ensure_future gather wait_for shield wait as_completed
  run_coroutine_threadsafe iscoroutine`
    .split(/\s+/)
    .map(name => `asyncio.${name}`)
    .concat(
      'inspect.iscoroutine',
      'inspect.isawaitable',
      'tqdm.asyncio.tqdm.gather',
      'tqdm.asyncio.tqdm.as_completed',
      'tqdm.asyncio.tqdm_asyncio.gather',
      'tqdm.asyncio.tqdm_asyncio.as_completed'
    )
);

/**
 * Methods of loops and task groups that do.
 */
const TAKING_METHODS =
  /^(?:create_task|ensure_future|run_until_complete|run_coroutine_threadsafe)$/;

/**
 * Functions that are given a coroutine function, and await what it gives.
 */
const TAKE_FUNCTIONS = new Set([
  'asyncio.start_server',
  'asyncio.start_unix_server',
  'asyncio.iscoroutinefunction',
  'inspect.iscoroutinefunction',
  'websockets.serve',
  'websockets.asyncio.server.serve',
  'anyio.run',
  'trio.run',
  'aiohttp.web.get',
  'aiohttp.web.post',
  'aiohttp.web.put',
  'aiohttp.web.delete'
]);

const KEEP_ELEMENTS = new Set(
  'list tuple set enumerate reversed iter'
    .split(' ')
    .map(name => `builtins.${name}`)
);

/**
 * How far variables and parameters are followed.
 */
const DEEPEST = 8;

/**
 * Whether the code already takes what `node` gives for a coroutine, or for
 * coroutines in a collection: it awaits it, or hands it to what does. Such a
 * call needs no `await`.
 */
export function wantsCoroutine(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth = 0
): boolean {
  const { parent } = node;
  if (parent === null || depth > DEEPEST) {
    return false;
  }
  switch (parent.type) {
    case 'await':
      return true;
    case 'parenthesized_expression':
    case 'list':
    case 'tuple':
    case 'set':
    case 'expression_list':
    case 'list_splat':
      return wantsCoroutine(parent, home, program, depth + 1);
    case 'pair':
      return (
        node.field === 'value' &&
        wantsCoroutine(parent.parent!, home, program, depth + 1)
      );
    case 'list_comprehension':
    case 'set_comprehension':
    case 'generator_expression':
      return (
        node.field === 'body' &&
        wantsCoroutine(parent, home, program, depth + 1)
      );
    case 'dictionary_comprehension':
      return false;
    case 'subscript':
      return (
        node.field === 'value' &&
        wantsCoroutine(parent, home, program, depth + 1)
      );
    case 'call':
      return (
        node.field === 'arguments' &&
        callWants(parent, node, home, program, depth)
      );
    case 'argument_list':
    case 'keyword_argument': {
      const call = parent.closest(outer => outer.type === 'call');
      return call !== null && callWants(call, node, home, program, depth);
    }
    case 'assignment':
    case 'named_expression': {
      const target = parent.child('left') ?? parent.child('name');
      return (
        node.field !== 'left' &&
        target?.type === 'identifier' &&
        boundWants(target, home, program, depth + 1)
      );
    }
    case 'for_statement':
    case 'for_in_clause': {
      const target = parent.child('left');
      return (
        node.field === 'right' &&
        target?.type === 'identifier' &&
        boundWants(target, home, program, depth + 1)
      );
    }
    default:
      return false;
  }
}

function callWants(
  call: SyntaxNode,
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth: number
): boolean {
  const callee = call.child('function')!;
  const name = calleeName(callee, home, program);
  if (name !== undefined && TAKE_COROUTINES.has(name)) {
    return true;
  }
  if (name !== undefined && KEEP_ELEMENTS.has(name)) {
    return wantsCoroutine(call, home, program, depth + 1);
  }
  const method = callee.child('attribute')?.text ?? '';
  const object = callee.child('object');
  if (object !== undefined && TAKING_METHODS.test(method)) {
    return true;
  }
  if (/^(?:append|add|extend)$/.test(method) && object?.type === 'identifier') {
    const { definition } = program.resolve(object, home);
    return (
      definition !== undefined && variableWants(definition, program, depth + 1)
    );
  }
  return parameterWants(callee, call, node, home, program, depth + 1);
}

/**
 * The dotted name of what is called. `asyncio` means the module where no cell
 * binds it: the import may stand in a file that a magic runs.
 */
function calleeName(
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program
): string | undefined {
  const object = callee.child('object');
  return object?.text === 'asyncio' &&
    program.resolve(object, home).kind === 'unbound'
    ? callee.text
    : program.qualifiedName(callee, home)?.name;
}

/**
 * Whether `node` is an argument of something unknown that, by its name, may run
 * coroutines: whether it wants one cannot be told.
 */
export function mayWantCoroutine(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const callee = callAround(node)?.child('function');
  if (callee === undefined) {
    return false;
  }
  const name = callee.child('attribute')?.text ?? callee.text;
  return (
    /(?:^|_)(?:run|task|tasks|gather|spawn|schedule|coro|coroutine|await|sync|async)(?:_|$)/i.test(
      name
    ) && definitionOfCallee(callee, home, program) === null
  );
}

/**
 * Whether the function of this document that is called wants a coroutine for
 * the parameter that `node` is given for.
 */
function parameterWants(
  callee: SyntaxNode,
  call: SyntaxNode,
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth: number
): boolean {
  const found = definitionOfCallee(callee, home, program);
  const definition = found?.definition;
  if (definition?.kind !== 'function' || callee.type !== 'identifier') {
    return false;
  }
  const args = argumentsOf(call);
  const index = args.findIndex(({ value }) => value === node);
  const parameters = definition.value!.child('parameters')?.parts ?? [];
  const parameter =
    args[index]?.keyword === null
      ? parameters[index]
      : parameters.find(part => part.text === args[index]?.keyword);
  const name =
    parameter?.type === 'identifier' ? parameter : parameter?.parts[0];
  return (
    name?.type === 'identifier' &&
    boundWants(name, definition.home, program, depth)
  );
}

function boundWants(
  name: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth: number
): boolean {
  const { definitions } = program.resolve(name, home);
  const own = definitions.find(({ node }) => node === name);
  return own !== undefined && variableWants(own, program, depth);
}

/**
 * Whether every use of a variable takes it for a coroutine, or for a collection
 * of coroutines, and there is one.
 */
function variableWants(
  definition: IDefinition,
  program: Program,
  depth: number
): boolean {
  let wanted = false;
  for (const home of program.cells) {
    if (!home.masked.text.includes(definition.name)) {
      continue;
    }
    for (const node of home.tree.root.walk()) {
      if (
        node.type !== 'identifier' ||
        node.text !== definition.name ||
        node === definition.node ||
        node.field === 'attribute' ||
        (node.parent?.type === 'keyword_argument' && node.field === 'name') ||
        node.parent?.type === 'attribute' ||
        !program
          .resolve(node, home)
          .definitions.some(other => other.node === definition.node)
      ) {
        continue;
      }
      const bound = node.field === 'left';
      if (!bound && !wantsCoroutine(node, home, program, depth + 1)) {
        return false;
      }
      wanted ||= !bound;
    }
  }
  return wanted;
}

/**
 * Whether a function's name stands where a coroutine function is asked for.
 */
export function wantsCoroutineFunction(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const callee = callAround(node)?.child('function');
  if (callee === undefined) {
    return false;
  }
  const name = calleeName(callee, home, program);
  return (
    (name !== undefined && TAKE_FUNCTIONS.has(name)) ||
    callee.child('attribute')?.text === 'start_soon'
  );
}
