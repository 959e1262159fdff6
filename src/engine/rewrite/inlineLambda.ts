import type { IEdit } from '../edit';
import type { IArgument } from '../python/calls';
import { argumentsOf, callAround } from '../python/calls';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import { valueOf } from '../python/values';
import { isExhausted } from './exhaustGenerator';
import { itemName } from './iterateAsync';

/**
 * A lambda's body moved to where `await` may stand.
 */
export interface IInlined {
  /**
   * What must stand where `await` is allowed.
   */
  readonly place: SyntaxNode;
  readonly edits: readonly IEdit[];
}

/**
 * The edits that write out what `map`, `filter`, `sorted`, `min`, `max` or
 * `list.sort` do with a lambda that they are given, so that its body may
 * `await`; null where it is used in another way.
 */
export function inlineLambda(
  lambda: SyntaxNode,
  home: ICodeCell,
  program: Program
): IInlined | null {
  const parameters = parametersOf(lambda);
  const body = lambda.child('body')!;
  return parameters === null || bindsOrKeeps(lambda)
    ? null
    : inlineFunction(
        lambda,
        parameters,
        { element: inElement(body), condition: inClause(body) },
        home,
        program
      );
}

/**
 * The same for a coroutine function, or a lambda that calls one, each call of
 * which is awaited.
 */
export function inlineAwaited(
  given: SyntaxNode,
  home: ICodeCell,
  program: Program
): IInlined | null {
  const body = given.type === 'lambda' ? given.child('body')! : null;
  const items =
    callAround(given)?.child('function')?.child('object') ??
    callAround(given)
      ?.child('arguments')
      ?.parts.find(part => part !== given);
  const parameters =
    body !== null
      ? parametersOf(given)
      : items === undefined
        ? null
        : [itemName(items, home, program)];
  if (
    parameters === null ||
    (body === null
      ? !/^(?:identifier|attribute)$/.test(given.type)
      : body.type !== 'call' || bindsOrKeeps(given))
  ) {
    return null;
  }
  const awaited = `await ${body?.text ?? `${given.text}(${parameters[0]})`}`;
  return inlineFunction(
    given,
    parameters,
    { element: awaited, condition: awaited },
    home,
    program
  );
}

/**
 * What a function gives for its parameters, as text: as an element of a list, and
 * as a condition of a comprehension.
 */
interface IBody {
  readonly element: string;
  readonly condition: string;
}

function inlineFunction(
  lambda: SyntaxNode,
  parameters: readonly string[],
  body: IBody,
  home: ICodeCell,
  program: Program
): IInlined | null {
  const call = callAround(lambda);
  if (call === null || parameters.length === 0) {
    return null;
  }
  const callee = call.child('function')!;
  const args = argumentsOf(call);
  if (args.some(({ unpacked }) => unpacked)) {
    return null;
  }
  const name = program.qualifiedName(callee, home);
  const replaced = (place: SyntaxNode, insert: string): IInlined => ({
    place,
    edits: [{ cell: home.cell.id, from: place.from, to: place.to, insert }]
  });
  if (name?.certain === true) {
    switch (name.name) {
      case 'builtins.map':
      case 'builtins.filter': {
        const clause = clauseOf(lambda, args, parameters, name.name, body);
        return clause === null
          ? null
          : exhausted(call, clause, home, program, replaced);
      }
      case 'builtins.sorted':
      case 'builtins.min':
      case 'builtins.max': {
        const keyed = keyedCall(
          callee.text,
          lambda,
          args,
          parameters,
          body.element
        );
        return keyed === null
          ? null
          : name.name === 'builtins.sorted'
            ? replaced(call, `[${unkeyed(parameters[0])} in ${keyed}]`)
            : args.length === 2
              ? replaced(call, `${keyed}[1]`)
              : null;
      }
    }
  }
  const object = callee.child('object');
  const items = object && valueOf(object, home, program);
  if (
    callee.child('attribute')?.text !== 'sort' ||
    object?.type !== 'identifier' ||
    items?.certain !== true ||
    items.type !== 'builtins.list' ||
    call.parent?.type !== 'expression_statement' ||
    program.resolveName('sorted', call, home).kind !== 'builtin'
  ) {
    return null;
  }
  const given: IArgument = {
    keyword: null,
    value: object,
    unpacked: false,
    node: object
  };
  const keyed = keyedCall(
    'sorted',
    lambda,
    [given, ...args],
    parameters,
    body.element
  );
  return keyed === null
    ? null
    : replaced(
        call,
        `${object.text}[:] = [${unkeyed(parameters[0])} in ${keyed}]`
      );
}

/**
 * Whether a lambda's body binds a name, or makes something that reads its
 * parameters later: a comprehension has one variable for all its turns.
 */
function bindsOrKeeps(lambda: SyntaxNode): boolean {
  return [...lambda.child('body')!.walk()].some(({ type }) =>
    /^(?:lambda|generator_expression|named_expression)$/.test(type)
  );
}

/**
 * The names of a lambda's parameters; null where one is more than a name.
 */
function parametersOf(lambda: SyntaxNode): string[] | null {
  const parameters = lambda.child('parameters')?.parts ?? [];
  return parameters.every(({ type }) => type === 'identifier')
    ? parameters.map(({ text }) => text)
    : null;
}

/**
 * What stands in the brackets of the comprehension that does what `map` or
 * `filter` does.
 */
function clauseOf(
  lambda: SyntaxNode,
  args: readonly IArgument[],
  parameters: readonly string[],
  name: string,
  { element, condition }: IBody
): string | null {
  const [first, ...iterables] = args;
  if (
    first.value !== lambda ||
    iterables.length !== parameters.length ||
    args.some(({ keyword }) => keyword !== null)
  ) {
    return null;
  }
  const over =
    iterables.length === 1
      ? inClause(iterables[0].value)
      : `zip(${iterables.map(({ value }) => value.text).join(', ')})`;
  const names = parameters.join(', ');
  return name === 'builtins.map'
    ? `${element} for ${names} in ${over}`
    : `${names} for ${names} in ${over} if ${condition}`;
}

/**
 * The comprehension in place of `map(…)`, where it is read to the end, or by a
 * loop one by one.
 */
function exhausted(
  call: SyntaxNode,
  clause: string,
  home: ICodeCell,
  program: Program,
  replaced: (place: SyntaxNode, insert: string) => IInlined
): IInlined | null {
  const parent = call.parent!;
  if (parent.type === 'for_statement' && call.field === 'right') {
    const { edits } = replaced(call, `(${clause})`);
    return {
      place: parent,
      edits: [
        {
          cell: home.cell.id,
          from: parent.from,
          to: parent.from,
          insert: parent.isAsync ? '' : 'async '
        },
        ...edits
      ]
    };
  }
  if (parent.type === 'list_splat') {
    return replaced(call, `[${clause}]`);
  }
  if (!isExhausted(call, home, program)) {
    return null;
  }
  const outer = parent.parent!;
  const whole =
    argumentsOf(outer).length === 1 &&
    program.qualifiedName(outer.child('function')!, home)?.name ===
      'builtins.list';
  return replaced(whole ? outer : call, `[${clause}]`);
}

/**
 * `sorted(xs, key=lambda x: …)` with the keys computed before.
 */
function keyedCall(
  callee: string,
  lambda: SyntaxNode,
  args: readonly IArgument[],
  parameters: readonly string[],
  body: string
): string | null {
  const [items, ...options] = args;
  if (
    items.keyword !== null ||
    parameters.length !== 1 ||
    options.some(
      ({ keyword }) =>
        keyword === null || !/^(?:key|reverse|default)$/.test(keyword)
    ) ||
    options.find(({ keyword }) => keyword === 'key')?.value !== lambda ||
    options.some(({ keyword }) => keyword === 'default')
  ) {
    return null;
  }
  const [name] = parameters;
  const rest = options
    .filter(({ keyword }) => keyword !== 'key')
    .map(({ node }) => `, ${node.text}`)
    .join('');
  return `${callee}([(${body}, ${name}) for ${name} in ${inClause(items.value)}], key=lambda pair: pair[0]${rest})`;
}

function unkeyed(name: string): string {
  return `${name} for ${name === '_' ? 'key' : '_'}, ${name}`;
}

/**
 * An expression as one element of a list or tuple.
 */
function inElement(node: SyntaxNode): string {
  return node.type === 'lambda' || node.type === 'named_expression'
    ? `(${node.text})`
    : node.text;
}

/**
 * An expression behind `in` or `if` of a comprehension (Python reference,
 * 6.2.4: an `or_test`).
 */
function inClause(node: SyntaxNode): string {
  return /^(?:lambda|conditional_expression|named_expression|generator_expression)$/.test(
    node.type
  ) && !node.text.startsWith('(')
    ? `(${node.text})`
    : node.text;
}
