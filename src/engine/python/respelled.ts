import { endOfString } from './magics';
import type { SyntaxNode } from './node';

/**
 * The source with what tree-sitter-python 0.25 takes for something else spelled
 * so that it reads what Python reads; as long as the source, character for
 * character. The nodes' own texts are those of the true source.
 *
 * - `type(x).y = 1` is no type alias, since no name follows `type`;
 * - `print >> x` is a shift.
 */
export function respelled(source: string): string {
  return source
    .replace(/\btype(?=[ \t]*[([.:=])/g, 'typ_')
    .replace(/\bprint(?=[ \t]*>>)/g, 'prin_');
}

/**
 * The source with the format specifications of `f"{name:=^9}"` spelled without
 * the equals sign, which makes them look like `name := …`.
 *
 * @param root - of the source's tree
 */
export function withoutFalseWalrus(source: string, root: SyntaxNode): string {
  if (!source.includes(':=')) {
    return source;
  }
  let text = source;
  for (const node of root.walk()) {
    // A true one needs brackets there (PEP 498).
    const holder =
      node.type === ':='
        ? node.closest(
            ({ type, children }) =>
              type === 'interpolation' || children.some(isOpening)
          )
        : null;
    if (holder?.type === 'interpolation') {
      text = `${text.slice(0, node.from + 1)}_${text.slice(node.to)}`;
    }
  }
  return text;
}

/**
 * The source with each pair of brackets on one line: line breaks and comments
 * in them become blanks. The parser loses its way where a line in brackets is
 * indented less than the block it belongs to.
 */
export function onOneLine(source: string): string {
  let text = '';
  let depth = 0;
  for (let i = 0; i < source.length; i++) {
    const char = source[i];
    let end = i + 1;
    if (char === '"' || char === "'") {
      end = endOfString(source, i);
    } else if (char === '#') {
      const line = source.indexOf('\n', i);
      end = line < 0 ? source.length : line;
    } else if (char === '\\') {
      end = i + 2;
    }
    const part = source.slice(i, end);
    depth += '([{'.includes(char) ? 1 : ')]}'.includes(char) ? -1 : 0;
    text +=
      depth > 0 && '#\r\n'.includes(char) ? ' '.repeat(part.length) : part;
    i = end - 1;
  }
  return text;
}

/**
 * Whether every line that `onOneLine` joined to the one above lies in brackets
 * for the parser too.
 */
export function joinsInBrackets(
  source: string,
  joined: string,
  root: SyntaxNode
): boolean {
  for (let i = source.indexOf('\n'); i >= 0; i = source.indexOf('\n', i + 1)) {
    if (joined[i] !== '\n' && !isInBrackets(i, root)) {
      return false;
    }
  }
  return true;
}

function isOpening({ type }: SyntaxNode): boolean {
  return /^[([{]$/.test(type);
}

function isClosing({ type }: SyntaxNode): boolean {
  return /^[)\]}]$/.test(type);
}

function isInBrackets(offset: number, root: SyntaxNode): boolean {
  for (
    let node: SyntaxNode | undefined = root;
    node !== undefined;
    node = node.children.find(({ from, to }) => from <= offset && offset < to)
  ) {
    const before = node.children.filter(({ to }) => to <= offset);
    const behind = node.children.filter(({ from }) => from > offset);
    if (before.some(isOpening) && behind.some(isClosing)) {
      return true;
    }
  }
  return false;
}
