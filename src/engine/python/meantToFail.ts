import type { SyntaxNode } from './node';
import { headOf, unparenthesized } from './node';

/**
 * Whether the code around `node` counts on an error, or asks first what it deals
 * with: a `try` that catches one of these kinds, `with` of `pytest.raises`,
 * `assertRaises`, `suppress`, a condition about types or about the name that
 * `node` is.
 */
export function isMeantToFail(node: SyntaxNode): boolean {
  for (
    let inner = node, outer = node.parent;
    outer !== null;
    inner = outer, outer = outer.parent
  ) {
    if (
      (outer.type === 'try_statement' &&
        inner.field === 'body' &&
        outer.children.some(
          clause =>
            /^except(?:_group)?_clause$/.test(clause.type) && catches(clause)
        )) ||
      (outer.type === 'with_statement' &&
        inner.field === 'body' &&
        (EXPECTS.test(headOf(outer)) ||
          /\bsuppress\s*\(/.test(headOf(outer)))) ||
      conditionsOf(outer, inner).some(condition => asks(condition, node))
    ) {
      return true;
    }
  }
  return false;
}

/**
 * Whether code stands in `with pytest.raises(…)` or the like: it is meant to do
 * what is wrong.
 */
export function isExpectedToFail(node: SyntaxNode): boolean {
  return (
    node.closest(
      outer => outer.type === 'with_statement' && EXPECTS.test(headOf(outer))
    ) !== null
  );
}

const EXPECTS = /\b(?:assert)?(?:raises|warns)\w*\s*\(|\bassertLogs\s*\(/i;

function catches(clause: SyntaxNode): boolean {
  const head = headOf(clause);
  return (
    /^except\s*:/.test(head) ||
    /\b(?:TypeError|AttributeError|RuntimeError|InvalidStateError|ValueError|Exception|BaseException)\b/.test(
      head
    )
  );
}

/**
 * The conditions on which `inner`, a part of `outer`, runs.
 */
function conditionsOf(outer: SyntaxNode, inner: SyntaxNode): SyntaxNode[] {
  switch (outer.type) {
    case 'if_statement':
    case 'while_statement':
    case 'elif_clause':
      return [
        outer.child('condition')!,
        ...outer.children.flatMap(
          part => (part.type === 'elif_clause' && part.child('condition')) || []
        )
      ].filter(condition => condition !== inner);
    case 'match_statement':
      return outer.children.filter(({ field }) => field === 'subject');
    case 'conditional_expression':
      return inner === outer.parts[1] ? [] : [outer.parts[1]];
    case 'boolean_operator':
      return inner.field === 'right' ? [outer.child('left')!] : [];
    default:
      return [];
  }
}

function asks(condition: SyntaxNode, node: SyntaxNode): boolean {
  const operand = unparenthesized(
    node.type === 'await' && node.parts.length > 0 ? node.parts[0] : node
  );
  return (
    /\b(?:isinstance|issubclass|hasattr|callable|type|inspect|is(?:coroutine|awaitable|asyncgen|future|generator)\w*)\b/.test(
      condition.text
    ) ||
    (/^(?:identifier|attribute)$/.test(operand.type) &&
      [...condition.walk()].some(
        ({ type, text }) => type === operand.type && text === operand.text
      ))
  );
}
