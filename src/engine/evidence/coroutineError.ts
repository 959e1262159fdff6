import type { SyntaxNode } from '../python/node';
import type { IErrorOutput } from './errorOutput';

/**
 * Whether an error says that a coroutine was used as if it were its value:
 * CPython 3.9 to 3.14, Objects/abstract.c, Objects/object.c, Python/ceval.c,
 * Lib/json/encoder.py. Other messages name coroutines too.
 */
export function isCoroutineError({ name, message }: IErrorOutput): boolean {
  return (
    /^(?:TypeError|AttributeError|ValueError)$/.test(name) &&
    /\bcoroutine\b/.test(message) &&
    !OTHER.test(message)
  );
}

const OTHER =
  /coroutine was expected|expected a coroutine|a coroutine or|coroutines? is forbidden|await'? expression|can't be awaited|(?:a)?synchronous context manager|async for|__aiter__|already awaited|never awaited|coroutine ignored|coroutine raised|async function|coroutine function|using coroutines/;

/**
 * The expressions below `root` that an error such as `'coroutine' object is not
 * subscriptable` may mean, by its words: what a subscript is taken of, what is
 * called, …
 */
export function blamedBy(message: string, root: SyntaxNode): SyntaxNode[] {
  const attribute =
    /object has no attribute ['"]?(\w+)/.exec(message)?.[1] ?? null;
  const mayBeArgument = attribute === null && !OF_SUBSCRIPT.test(message);
  const measured =
    /has no len\(\)/.test(message) && [...root.walk()].some(isLen);
  const found: SyntaxNode[] = [];
  const add = (node: SyntaxNode | undefined) => {
    if (node !== undefined) {
      found.push(node);
    }
  };
  for (const node of root.walk()) {
    switch (node.type) {
      case 'attribute':
        if (attribute === node.child('attribute')!.text) {
          add(node.child('object'));
        }
        break;
      case 'subscript':
        if (
          /not subscriptable|item (?:assignment|deletion)|__getitem__/.test(
            message
          )
        ) {
          add(node.child('value'));
        }
        break;
      case 'call':
        if (/not callable/.test(message)) {
          const callee = node.child('function');
          add(callee?.type === 'attribute' ? undefined : callee);
        } else if (measured ? isLen(node) : mayBeArgument) {
          (node.child('arguments')?.parts ?? []).forEach(part =>
            add(part.type === 'keyword_argument' ? part.child('value') : part)
          );
        }
        break;
      case 'for_statement':
      case 'for_in_clause':
        if (OF_ITERATION.test(message)) {
          add(node.child('right'));
        }
        break;
      case 'list_splat':
      case 'dictionary_splat':
        if (OF_ITERATION.test(message)) {
          add(node.parts[0]);
        }
        break;
      case 'assignment':
        if (
          /unpack|iterable/.test(message) &&
          /_(?:list|pattern)$/.test(node.child('left')!.type)
        ) {
          add(node.child('right'));
        }
        break;
      case 'comparison_operator':
        if (/not supported between|iterable|container/.test(message)) {
          node.parts.forEach(add);
        }
        break;
      case 'binary_operator':
      case 'augmented_assignment':
        if (/operand|concatenate/.test(message)) {
          add(node.child('left'));
          add(node.child('right'));
        }
        break;
      case 'unary_operator':
        if (/operand/.test(message)) {
          add(node.child('argument') ?? node.parts[0]);
        }
        break;
    }
  }
  return found;
}

function isLen(node: SyntaxNode): boolean {
  return node.type === 'call' && node.child('function')?.text === 'len';
}

const OF_SUBSCRIPT = /not subscriptable|item (?:assignment|deletion)/;
const OF_ITERATION = /iterable|iterator|unpack|mapping/;
