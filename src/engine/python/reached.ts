import type { SyntaxNode } from './node';
import type { ICodeCell, Program } from './program';
import { runsAtOnce } from './program';
import { classAround, subclassesOf, typeOf } from './references';

/**
 * Whether running the cells reaches `node`: it stands at the top level of a
 * cell, or in a function that the top level calls, directly or through others.
 */
export function isReachedAtOnce(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  seen: ReadonlySet<SyntaxNode> = new Set()
): boolean {
  if (runsAtOnce(node, home)) {
    return true;
  }
  const def = node.closest(
    outer =>
      (outer.type === 'function_definition' || outer.type === 'lambda') &&
      outer.child('body')?.contains(node) === true
  );
  if (def === null || seen.has(def)) {
    return false;
  }
  const visited = new Set([...seen, def]);
  if (def.type === 'lambda') {
    const caller = callerOf(def, home, program);
    return caller !== null && isReachedAtOnce(caller, home, program, visited);
  }
  return callsOf(def, program).some(({ call, home: where }) =>
    isReachedAtOnce(call, where, program, visited)
  );
}

/**
 * The places, in every cell, that run the body of `def`: calls of its name, of
 * the method on an instance, of the class for special methods; for a property,
 * what reads it.
 */
function callsOf(
  def: SyntaxNode,
  program: Program
): { call: SyntaxNode; home: ICodeCell }[] {
  const name = def.child('name')!.text;
  const owner = classAround(def);
  if (owner === null) {
    return findAll(name, program, (node, where) =>
      isCallOf(def, name, node, where, program)
    );
  }
  const family = [owner, ...subclassesOf(owner, program)];
  // Python itself calls special methods, once there is an instance.
  return /^__\w+__$/.test(name)
    ? family.flatMap(type => {
        const own = type.child('name')!.text;
        return findAll(own, program, (node, where) =>
          isCallOf(type, own, node, where, program)
        );
      })
    : findAll(name, program, (node, where) => {
        const type =
          node.type === 'attribute' &&
          node.child('attribute')?.text === name &&
          isRead(node, def)
            ? typeOf(node.child('object')!, where, program)
            : null;
        return type !== null && type !== 'other' && family.includes(type);
      });
}

/**
 * The nodes of the cells that mention `word` for which `test` holds.
 */
function findAll(
  word: string,
  program: Program,
  test: (node: SyntaxNode, home: ICodeCell) => boolean
): { call: SyntaxNode; home: ICodeCell }[] {
  return program.cells.flatMap(home =>
    home.masked.text.includes(word)
      ? [...home.tree.root.walk()]
          .filter(node => test(node, home))
          .map(call => ({ call, home }))
      : []
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
function callerOf(
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
  const argument =
    node.parent?.type === 'keyword_argument' ? node.parent : node;
  const call =
    argument.parent?.type === 'argument_list' ? argument.parent.parent : null;
  if (call?.type !== 'call') {
    return null;
  }
  const given = call.child('function')!;
  const name = program.qualifiedName(given, home)?.name;
  return (name !== undefined && CALL_AT_ONCE.has(name)) ||
    /^(?:sort|apply)$/.test(given.child('attribute')?.text ?? '')
    ? call
    : null;
}

function isCallOf(
  definition: SyntaxNode,
  name: string,
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const callee = node.type === 'call' ? node.child('function')! : node;
  return (
    callee.type === 'identifier' &&
    callee.text === name &&
    (node.type === 'call' || callerOf(node, home, program) !== null) &&
    program.definitionOf(callee, home)?.definition.value === definition
  );
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
