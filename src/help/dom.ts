/**
 * An element with attributes and children. An attribute that is null or false
 * is left out; one that is true stands without a value.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | boolean | null>> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) {
      node.setAttribute(name, value === true ? '' : value);
    }
  }
  node.append(...children);
  return node;
}

/**
 * Text whose stretches between backticks are code.
 */
export function richText(text: string): Node[] {
  return text
    .split('`')
    .map((stretch, i, all) =>
      // A backtick without its pair is a backtick.
      i % 2 === 0 || i === all.length - 1
        ? document.createTextNode(
            i % 2 === 0 ? withoutGaps(stretch) : '`' + stretch
          )
        : element('code', {}, stretch)
    )
    .filter(node => node.textContent !== '');
}

/**
 * Sentences are joined by a space, which Chinese does not have: its marks are
 * wide enough.
 */
function withoutGaps(text: string): string {
  return text.replace(/([，。；：！？]) +/g, '$1');
}

/**
 * The same text for an accessible name.
 */
export function plainText(text: string): string {
  return withoutGaps(text.replace(/`/g, ''));
}
