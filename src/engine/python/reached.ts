import { callAround } from './calls';
import type { SyntaxNode } from './node';
import type { ICodeCell, IReference, Program } from './program';
import { runsAtOnce } from './program';
import { classAround, subclassesOf, typeOf } from './references';

/**
 * Whether running the cells reaches `node`: it stands at the top level of a
 * cell, or in a function that the top level calls, directly or through others.
 */
export function isReachedAtOnce(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const seen = new Set<SyntaxNode>();
  const queue: IReference[] = [{ node, home }];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (runsAtOnce(next.node, next.home)) {
      return true;
    }
    const def = functionAround(next.node);
    if (def === null || seen.has(def)) {
      continue;
    }
    seen.add(def);
    if (def.type === 'lambda') {
      const caller = callerOf(def, next.home, program);
      if (caller !== null) {
        queue.push({ node: caller, home: next.home });
      }
      queue.push(...callsOfLambda(def, program));
    } else {
      callsOf(def, program).forEach(call => queue.push(call));
    }
  }
  return false;
}

/**
 * The function or lambda in whose body a node stands.
 */
export function functionAround(node: SyntaxNode): SyntaxNode | null {
  return node.closest(
    outer =>
      (outer.type === 'function_definition' || outer.type === 'lambda') &&
      outer.child('body')?.contains(node) === true
  );
}

/**
 * The calls in the body of a function itself, not in those within it; of null,
 * those at the top level of the cell.
 */
export function callsIn(def: SyntaxNode | null, home: ICodeCell): SyntaxNode[] {
  return [...(def ?? home.tree.root).walk()].filter(
    node => node.type === 'call' && functionAround(node) === def
  );
}

/**
 * The places, in every cell, that run the body of `def`: calls of its name, of
 * the method on an instance, of the class for special methods; for a property,
 * what reads it.
 */
export function callsOf(def: SyntaxNode, program: Program): IReference[] {
  const name = def.child('name')!.text;
  const owner = classAround(def);
  if (owner === null) {
    return callsByName(def, program);
  }
  const family = [owner, ...subclassesOf(owner, program)];
  // Python itself calls special methods, once there is an instance.
  return /^__\w+__$/.test(name)
    ? family.flatMap(type => callsByName(type, program))
    : program.identifiers(name).filter(({ node, home }) => {
        const attribute = node.field === 'attribute' ? node.parent! : null;
        const type =
          attribute?.type === 'attribute' && isRead(attribute, def)
            ? typeOf(attribute.child('object')!, home, program)
            : null;
        return type !== null && type !== 'other' && family.includes(type);
      });
}

/**
 * The places that call a function or class by its name.
 */
function callsByName(definition: SyntaxNode, program: Program): IReference[] {
  return program
    .identifiers(definition.child('name')!.text)
    .filter(
      ({ node, home }) =>
        ((node.parent?.type === 'call' && node.field === 'function') ||
          callerOf(node, home, program) !== null) &&
        program.definitionOf(node, home)?.definition.value === definition
    );
}

/**
 * The places that call a lambda by the name of the variable it is assigned to.
 */
function callsOfLambda(lambda: SyntaxNode, program: Program): IReference[] {
  const { parent } = lambda;
  const name = parent?.type === 'assignment' ? parent.child('left') : undefined;
  return name?.type !== 'identifier'
    ? []
    : program
        .identifiers(name.text)
        .filter(
          ({ node, home }) =>
            node.parent?.type === 'call' &&
            node.field === 'function' &&
            program
              .resolve(node, home)
              .definitions.some(({ value }) => value === lambda)
        );
}

/**
 * Functions that call what they are given before they return, or as soon as
 * their result is read.
 */
const CALL_AT_ONCE = new Set([
  ...['sorted', 'min', 'max', 'map', 'filter'].map(name => `builtins.${name}`),
  'functools.reduce'
]);

/**
 * The call that calls the function `node`: at once, or which it is given as an
 * argument.
 */
export function callerOf(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): SyntaxNode | null {
  let callee = node;
  while (callee.parent?.type === 'parenthesized_expression') {
    callee = callee.parent;
  }
  if (callee !== node && callee.field === 'function') {
    return callee.parent;
  }
  const call = callAround(node);
  if (call === null) {
    return null;
  }
  const given = call.child('function')!;
  const name = program.qualifiedName(given, home)?.name;
  return (name !== undefined && CALL_AT_ONCE.has(name)) ||
    /^(?:sort|apply)$/.test(given.child('attribute')?.text ?? '')
    ? call
    : null;
}

/**
 * Whether an attribute runs the method: it is called, or the method is a
 * property.
 */
function isRead(attribute: SyntaxNode, def: SyntaxNode): boolean {
  const { parent } = attribute;
  return (
    (parent?.type === 'call' && parent.child('function') === attribute) ||
    /@(?:property|cached_property|functools\.cached_property)\b/.test(
      def.parent?.type === 'decorated_definition'
        ? def.source.slice(def.parent.from, def.from)
        : ''
    )
  );
}
