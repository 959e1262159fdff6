import { some } from './coroutines';
import type { SyntaxNode } from './node';
import { statementOf } from './node';
import type { ICodeCell, Program } from './program';

/**
 * Whether the code around `node` asks first whether a loop is running, or
 * catches the error of one that is: then it is meant for both.
 *
 * @param catches - the exceptions that stand for that error
 */
export function isGuarded(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  catches: RegExp = CATCHES_RUNTIME_ERROR
): boolean {
  for (
    let inner = node, outer = node.parent;
    outer !== null;
    inner = outer, outer = outer.parent
  ) {
    const asks =
      outer.type === 'try_statement'
        ? tryAsks(outer, inner, catches)
        : conditionsOf(outer, inner).some(
            condition =>
              !condition.contains(node) &&
              conditionAsks(condition, home, program)
          );
    if (
      asks ||
      statementsAbove(outer, inner).some(
        statement =>
          statement.type === 'if_statement' &&
          leaves(statement.child('consequence')) &&
          !ASKS_FOR_NONE.test(statement.child('condition')!.text) &&
          conditionAsks(statement.child('condition')!, home, program)
      )
    ) {
      return true;
    }
  }
  return false;
}

/**
 * Whether the code above `node` asks whether a loop is running, and leaves for
 * one of the answers: what follows is meant for the other.
 */
export function isAskedAbove(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  for (
    let inner = node, outer = node.parent;
    outer !== null;
    inner = outer, outer = outer.parent
  ) {
    const asked = statementsAbove(outer, inner).some(statement =>
      statement.type === 'try_statement'
        ? TRIED_QUESTION.test(statement.child('body')?.text ?? '') &&
          statement.children.some(
            clause =>
              catchesError(clause, CATCHES_RUNTIME_ERROR) &&
              leaves(clause.children.find(({ type }) => type === 'block'))
          )
        : statement.type === 'if_statement' &&
          leaves(statement.child('consequence')) &&
          conditionAsks(statement.child('condition')!, home, program)
    );
    if (asked) {
      return true;
    }
  }
  return false;
}

/**
 * Conditions that hold where no loop is running: what follows runs on one.
 */
const ASKS_FOR_NONE =
  /^\s*not\b|\bis\s+None\b|==\s*None\b|\bnot\s+[\w.]+\.is_running\b/;

function statementsAbove(block: SyntaxNode, inner: SyntaxNode): SyntaxNode[] {
  return block.type === 'block'
    ? block.parts.slice(0, block.parts.indexOf(inner))
    : [];
}

/**
 * Whether the statement behind a block never follows it.
 */
function leaves(block: SyntaxNode | undefined): boolean {
  const parts = block?.parts ?? [];
  return /^(?:return|raise|continue|break)_statement$/.test(
    parts[parts.length - 1]?.type ?? ''
  );
}

const QUESTION =
  /\b(?:get_running_loop|get_event_loop|is_running|current_task|get_ipython|ipykernel|IPython|__IPYTHON__|sys\.modules|in_notebook|is_notebook|in_jupyter|is_jupyter)\b/;

const CATCHES_RUNTIME_ERROR = /\b(?:RuntimeError|Exception|BaseException)\b/;

/**
 * The questions that a `try` asks by failing; getting a loop is none.
 */
const TRIED_QUESTION = new RegExp(
  QUESTION.source.replace('|get_event_loop', '')
);

const MAY_START_LOOP = /\b(?:await|asyncio|loop|run\w*)\b/;

function tryAsks(
  statement: SyntaxNode,
  inner: SyntaxNode,
  catches: RegExp
): boolean {
  const body = statement.child('body');
  const tried = body?.text ?? '';
  switch (inner.type) {
    case 'except_clause':
      return (
        TRIED_QUESTION.test(tried) ||
        (catchesError(inner, catches) && MAY_START_LOOP.test(tried))
      );
    case 'else_clause':
      return TRIED_QUESTION.test(tried);
    default:
      return (
        inner === body &&
        statement.children.some(clause => catchesError(clause, catches))
      );
  }
}

/**
 * The conditions that decide whether `inner` runs, where `outer` has one.
 */
function conditionsOf(outer: SyntaxNode, inner: SyntaxNode): SyntaxNode[] {
  switch (outer.type) {
    case 'conditional_expression':
      return outer.parts.slice(1, 2);
    case 'if_statement':
    case 'elif_clause':
      return outer.children.flatMap(child =>
        child.field === 'condition' ? [child] : (child.child('condition') ?? [])
      );
    default:
      return [];
  }
}

/**
 * Whether a condition, or what made the names in it, asks for a loop or for
 * IPython.
 */
function conditionAsks(
  condition: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  return (
    QUESTION.test(condition.text) ||
    some(
      condition.walk(),
      node =>
        node.type === 'identifier' &&
        program.resolve(node, home).definitions.some(
          ({ kind, node: bound }) =>
            // A parameter is made by whoever calls.
            kind !== 'parameter' && QUESTION.test(makerOf(bound).text)
        )
    )
  );
}

/**
 * The statement that gives a name its value; the `try` or `if` around it,
 * where that decides which.
 */
function makerOf(bound: SyntaxNode): SyntaxNode {
  let maker = statementOf(bound);
  for (
    let outer = maker.parent?.parent;
    outer?.type === 'try_statement' || outer?.type === 'except_clause';
    outer = outer.parent
  ) {
    maker = outer;
  }
  return maker;
}

/**
 * Whether the code around `node` asks first what this Python has, or catches
 * the error where it lacks something: then it is meant for old and new ones.
 */
export function isVersionGuarded(node: SyntaxNode): boolean {
  for (
    let inner = node, outer = node.parent;
    outer !== null;
    inner = outer, outer = outer.parent
  ) {
    if (
      conditionsOf(outer, inner).some(
        condition => !condition.contains(node) && VERSION.test(condition.text)
      ) ||
      (outer.type === 'try_statement' &&
        outer.children.some(clause =>
          CATCHES_MISSING.test(/^except[^:]*:/.exec(clause.text)?.[0] ?? '')
        )) ||
      (outer.type === 'with_statement' &&
        inner.field === 'body' &&
        /\b(?:raises|assertRaises\w*|suppress)\s*\(/.test(
          outer.source.slice(outer.from, inner.from)
        ))
    ) {
      return true;
    }
  }
  return false;
}

const VERSION =
  /\b(?:version_info|hexversion|python_version\w*|PY\w*\d+\w*|hasattr|signature)\b/;

const CATCHES_MISSING =
  /\b(?:TypeError|AttributeError|ImportError|ModuleNotFoundError|NameError)\b/;

function catchesError(clause: SyntaxNode, catches: RegExp): boolean {
  if (clause.type !== 'except_clause') {
    return false;
  }
  const caught = clause.parts.filter(part => part.type !== 'block');
  return (
    (caught.length === 0 && catches.test('BaseException')) ||
    caught.some(part => catches.test(part.text))
  );
}
