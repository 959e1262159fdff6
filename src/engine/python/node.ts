/**
 * One node of a syntax tree: plain objects that outlive the parser's memory.
 *
 * Types and fields are those of tree-sitter-python 0.25, after `mend`.
 * Offsets are UTF-16 units into the cell's source, 0-based.
 */
export class SyntaxNode {
  constructor(
    readonly type: string,
    readonly named: boolean,
    readonly from: number,
    readonly to: number,
    readonly source: string,
    public field: string | null,
    readonly children: SyntaxNode[]
  ) {
    for (const child of children) {
      child.parent = this;
    }
  }

  parent: SyntaxNode | null = null;

  get text(): string {
    return this.source.slice(this.from, this.to);
  }

  /**
   * The first child in `field`.
   */
  child(field: string): SyntaxNode | undefined {
    return this.children.find(child => child.field === field);
  }

  /**
   * The children that are not punctuation or comments.
   */
  get parts(): SyntaxNode[] {
    return this.children.filter(
      child => child.named && child.type !== 'comment'
    );
  }

  /**
   * Whether `async` stands before this `def`, `for` or `with`.
   */
  get isAsync(): boolean {
    return this.children.some(child => child.type === 'async');
  }

  contains(other: SyntaxNode): boolean {
    for (
      let node: SyntaxNode | null = other;
      node !== null;
      node = node.parent
    ) {
      if (node === this) {
        return true;
      }
    }
    return false;
  }

  /**
   * This node, then all below it, in the order of the text.
   */
  *walk(): Iterable<SyntaxNode> {
    const stack: SyntaxNode[] = [this];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      yield node;
      for (let i = node.children.length - 1; i >= 0; i--) {
        stack.push(node.children[i]);
      }
    }
  }

  /**
   * The nearest node above for which `test` holds.
   */
  closest(test: (node: SyntaxNode) => boolean): SyntaxNode | null {
    let node = this.parent;
    while (node !== null && !test(node)) {
      node = node.parent;
    }
    return node;
  }
}

/**
 * The statement around an expression, or the node itself where it is one.
 */
export function statementOf(node: SyntaxNode): SyntaxNode {
  let statement = node;
  while (
    statement.parent !== null &&
    statement.parent.type !== 'module' &&
    statement.parent.type !== 'block'
  ) {
    statement = statement.parent;
  }
  return statement;
}

/**
 * The top-level statement around a node.
 */
export function topLevelStatementOf(node: SyntaxNode): SyntaxNode {
  let statement = node;
  while (statement.parent !== null && statement.parent.type !== 'module') {
    statement = statement.parent;
  }
  return statement;
}

/**
 * Whether an identifier is a variable: no attribute, no keyword.
 */
export function isVariable({ field, parent }: SyntaxNode): boolean {
  return (
    field !== 'attribute' &&
    !(parent?.type === 'keyword_argument' && field === 'name')
  );
}

/**
 * The expression without the parentheses around it.
 */
export function unparenthesized(node: SyntaxNode): SyntaxNode {
  let inner = node;
  while (inner.type === 'parenthesized_expression' && inner.parts.length) {
    inner = inner.parts[0];
  }
  return inner;
}

/**
 * What stands before the block of a clause or a statement: `with f() as x:`.
 */
export function headOf({ source, from, to, children }: SyntaxNode): string {
  const block = children.find(({ type }) => type === 'block');
  return source.slice(from, block?.from ?? to);
}
