import { some } from './coroutines';
import type { SyntaxNode } from './node';
import type { Program } from './program';

/**
 * Whether the code around `node` asks first whether a loop is running, or
 * catches the error of one that is: then it is meant for both.
 */
export function isGuarded(node: SyntaxNode): boolean {
  for (
    let inner = node, outer = node.parent;
    outer !== null;
    inner = outer, outer = outer.parent
  ) {
    if (isAsking(outer, inner)) {
      return true;
    }
  }
  return false;
}

const QUESTION =
  /\b(?:get_running_loop|get_event_loop|is_running|current_task|get_ipython|ipykernel|IPython|__IPYTHON__|sys\.modules|in_notebook|is_notebook|in_jupyter|is_jupyter)\b/;

const CATCHES_RUNTIME_ERROR = /\b(?:RuntimeError|Exception|BaseException)\b/;

function isAsking(outer: SyntaxNode, inner: SyntaxNode): boolean {
  switch (outer.type) {
    case 'if_statement':
    case 'conditional_expression':
    case 'elif_clause':
      return QUESTION.test(conditionText(outer, inner));
    case 'try_statement':
      return (
        outer.children.some(child => catchesRuntimeError(child)) ||
        (inner !== outer.child('body') &&
          QUESTION.test(outer.child('body')?.text ?? ''))
      );
    default:
      return false;
  }
}

function conditionText(outer: SyntaxNode, inner: SyntaxNode): string {
  return outer.type === 'conditional_expression'
    ? outer.parts
        .filter(part => part !== inner)
        .map(part => part.text)
        .join(' ')
    : (outer.child('condition')?.text ?? '');
}

function catchesRuntimeError(clause: SyntaxNode): boolean {
  if (clause.type !== 'except_clause') {
    return false;
  }
  const caught = clause.parts.filter(part => part.type !== 'block');
  return (
    caught.length === 0 ||
    caught.some(part => CATCHES_RUNTIME_ERROR.test(part.text))
  );
}

/**
 * Whether some cell lets loops run inside each other (`nest_asyncio.apply()`).
 */
export function loopIsPatched(program: Program): boolean {
  return program.cells.some(
    home =>
      /nest_asyncio/.test(home.masked.text) &&
      some(
        home.tree.root.walk(),
        node =>
          node.type === 'call' &&
          /^nest_asyncio\d*\.apply$/.test(
            program.qualifiedName(node.child('function')!, home)?.name ?? ''
          )
      )
  );
}
