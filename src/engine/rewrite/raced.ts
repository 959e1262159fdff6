import { isDecorated, ownNodes } from '../python/coroutines';
import type { SyntaxNode } from '../python/node';
import { statementOf } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import { functionAround } from '../python/reached';
import { namesOf } from '../python/runsOnLoop';
import { valueOf } from '../python/values';

/**
 * Whether a coroutine asks about something before `node`, and changes it after
 * (`if token is None: token = login()`), where others can come to the same
 * thing. With `await` at `node`, others act on the same answer meanwhile.
 */
export function isRaced(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const def = functionAround(node);
  if (def?.type !== 'function_definition') {
    return false;
  }
  const own = [...ownNodes(def)];
  const statement = statementOf(node);
  return own.some(change => {
    const target = changedBy(change);
    if (
      target === null ||
      change.to <= node.from ||
      (change.from < node.to && !statement.contains(change)) ||
      isLocked(node, change, home, program) ||
      !isShared(target, def, home)
    ) {
      return false;
    }
    const key = target.text;
    const reads = own.filter(
      read =>
        read.text === key &&
        read.type === target.type &&
        read.to <= node.from &&
        read !== target &&
        decides(read, node, change, def)
    );
    return (
      reads.some(
        read =>
          !own.some(
            ({ type, from, to }) =>
              type === 'await' && read.to <= from && to <= change.from
          )
      ) && !isAlone(def, target, program)
    );
  });
}

/**
 * Whether a lock of asyncio's is held from the question to the change. That the
 * question stands in it too is not asked: one before it is asked again within.
 */
function isLocked(
  node: SyntaxNode,
  change: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  return (
    node.closest(
      outer =>
        outer.type === 'with_statement' &&
        outer.isAsync &&
        outer.contains(change) &&
        [...outer.walk()].some(
          part =>
            part.type === 'with_item' &&
            part.parent?.parent === outer &&
            valueOf(part.child('value')!, home, program).type === 'asyncio.Lock'
        )
    ) !== null
  );
}

/**
 * What a node changes: the variable, the attribute, or the container whose
 * element it is.
 */
export function changedBy(node: SyntaxNode): SyntaxNode | null {
  switch (node.type) {
    case 'assignment':
    case 'augmented_assignment': {
      const left = node.child('left')!;
      return left.type === 'subscript'
        ? left.child('value')!
        : /^(?:identifier|attribute)$/.test(left.type)
          ? left
          : null;
    }
    case 'call': {
      const callee = node.child('function')!;
      return callee.type === 'attribute' &&
        CHANGES.test(callee.child('attribute')!.text)
        ? callee.child('object')!
        : null;
    }
    default:
      return null;
  }
}

const CHANGES =
  /^(?:append|appendleft|add|clear|discard|extend|insert|pop|popitem|popleft|remove|setdefault|update)$/;

/**
 * Whether others may come to a variable: it is no local one of the function, or
 * hangs on something that the function was given.
 */
function isShared(
  target: SyntaxNode,
  def: SyntaxNode,
  home: ICodeCell
): boolean {
  let root = target;
  while (root.type === 'attribute' || root.type === 'subscript') {
    root = root.child('object') ?? root.child('value')!;
  }
  if (root.type !== 'identifier') {
    return false;
  }
  const scope = home.scopes.lookup(root.text, root);
  const local = scope.kind !== 'module' && def.contains(scope.node);
  return (
    !local ||
    (root !== target &&
      (scope.bindings.get(root.text) ?? []).some(
        ({ kind }) => kind === 'parameter'
      ))
  );
}

/**
 * Whether what is done depends on what was read: it stands in a condition, or in
 * a variable that the change uses.
 */
function decides(
  read: SyntaxNode,
  node: SyntaxNode,
  change: SyntaxNode,
  def: SyntaxNode
): boolean {
  for (
    let inner = read, outer = read.parent;
    outer !== null && outer !== def;
    inner = outer, outer = outer.parent
  ) {
    const asks =
      inner.field === 'condition' ||
      outer.type === 'assert_statement' ||
      (outer.type === 'conditional_expression' && outer.parts[1] === inner) ||
      (outer.type === 'match_statement' && inner.field === 'subject');
    if (asks) {
      // How far one object has got is its own affair.
      const counts =
        outer.type === 'while_statement' &&
        change.type === 'augmented_assignment' &&
        /^self\b/.test(read.text);
      return !counts && (outer.contains(node) || leaves(outer));
    }
    if (outer.type === 'assignment' && inner.field === 'right') {
      const name = outer.child('left')!;
      return (
        name.type === 'identifier' &&
        new RegExp(`\\b${name.text}\\b`).test(statementOf(change).text)
      );
    }
  }
  return false;
}

/**
 * Whether a condition may keep the function from going on below.
 */
function leaves(statement: SyntaxNode): boolean {
  return [...statement.walk()].some(({ type }) =>
    /^(?:return|raise|continue|break|assert)_statement$/.test(type)
  );
}

/**
 * Whether nothing else comes to the variable while the coroutine runs: only one
 * call of it is awaited at a time, and no other function uses the variable.
 */
function isAlone(
  def: SyntaxNode,
  target: SyntaxNode,
  program: Program
): boolean {
  const name =
    target.type === 'attribute' ? target.child('attribute')! : target;
  return (
    program.identifiers(name.text).every(({ node }) => {
      const around = functionAround(node);
      return (
        around === null ||
        def.contains(around) ||
        /^__\w+__$/.test(around.child('name')?.text ?? '')
      );
    }) && isOneByOne(def, program)
  );
}

function isOneByOne(
  def: SyntaxNode,
  program: Program,
  seen = new Set<SyntaxNode>()
): boolean {
  const uses = namesOf(def, program);
  seen.add(def);
  return (
    !isDecorated(def) &&
    uses.length > 0 &&
    uses.every(({ node }) => {
      const call = node.parent;
      const around = call === null ? null : functionAround(call);
      return (
        call?.type === 'call' &&
        node.field === 'function' &&
        call.parent?.type === 'await' &&
        (around === null ||
          (around.isAsync &&
            !seen.has(around) &&
            isOneByOne(around, program, seen)))
      );
    })
  );
}
