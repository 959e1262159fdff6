import type { Parser as TreeSitterParser, TreeCursor } from 'web-tree-sitter';

import { mend } from './mend';
import { SyntaxNode } from './node';
import {
  joinsInBrackets,
  onOneLine,
  respelled,
  withoutFalseWalrus
} from './respelled';

/**
 * The syntax of one text.
 */
export interface ISyntaxTree {
  readonly source: string;
  readonly root: SyntaxNode;

  /**
   * Whether the parser met something it could not read. The parser accepts
   * more than Python does; a tree without errors is no proof that it compiles.
   */
  readonly hasError: boolean;
}

/**
 * Reads Python. Made by `loadParser`; synchronous from then on.
 */
export interface IPythonParser {
  parse(source: string): ISyntaxTree;

  /**
   * Keep no tree of what was parsed.
   */
  forget(): void;
}

/**
 * The parser, once its WebAssembly is compiled. Whoever asks while it loads, or
 * later, gets the same one; a failed load may be tried again.
 *
 * @throws CompileError where the page's content security policy forbids
 * WebAssembly.
 */
export function loadParser(): Promise<IPythonParser> {
  loading ??= load().catch(error => {
    loading = null;
    throw error;
  });
  return loading;
}

/**
 * The runtime is one for the page, and starting it twice at a time breaks it.
 */
let loading: Promise<IPythonParser> | null = null;

async function load(): Promise<IPythonParser> {
  const [{ Parser, Language }, { parserWasm, pythonWasm }] = await Promise.all([
    import('web-tree-sitter'),
    import('./wasm')
  ]);
  await Parser.init({ wasmBinary: parserWasm });
  const parser = new Parser();
  parser.setLanguage(await Language.load(pythonWasm));
  return new PythonParser(parser);
}

/**
 * How many cells' trees are kept. A notebook of more cells works, slower.
 */
const KEPT_TREES = 500;

class PythonParser implements IPythonParser {
  constructor(private readonly _parser: TreeSitterParser) {}

  parse(source: string): ISyntaxTree {
    const known = this._trees.get(source);
    if (known !== undefined) {
      this._trees.delete(source);
      this._trees.set(source, known);
      return known;
    }
    const tree = this._read(source);
    this._trees.set(source, tree);
    if (this._trees.size > KEPT_TREES) {
      this._trees.delete(this._trees.keys().next().value!);
    }
    return tree;
  }

  forget(): void {
    this._trees.clear();
  }

  private _read(source: string): ISyntaxTree {
    let spelled = respelled(source);
    let tree = this._readAs(spelled, source);
    const plain = withoutFalseWalrus(spelled, tree.root);
    if (plain !== spelled) {
      spelled = plain;
      tree = this._readAs(spelled, source);
    }
    const joined = tree.hasError ? onOneLine(spelled) : spelled;
    if (joined !== spelled) {
      const other = this._readAs(joined, source);
      if (!other.hasError && joinsInBrackets(spelled, joined, other.root)) {
        tree = other;
      }
    }
    return tree;
  }

  /**
   * @param spelled - what the parser reads; as long as the source
   */
  private _readAs(spelled: string, source: string): ISyntaxTree {
    const tree = this._parser.parse(spelled);
    if (tree === null) {
      throw new Error('The parser has no language');
    }
    const cursor = tree.walk();
    try {
      return {
        source,
        root: mend(copy(cursor, source)),
        hasError: tree.rootNode.hasError
      };
    } finally {
      cursor.delete();
      tree.delete();
    }
  }

  /**
   * By source, the least recently used first.
   */
  private readonly _trees = new Map<string, ISyntaxTree>();
}

/**
 * A plain copy of what lies under the cursor: the parser's own trees live in
 * WebAssembly memory, which only an explicit call frees.
 */
function copy(cursor: TreeCursor, source: string): SyntaxNode {
  const { nodeType, nodeIsNamed, startIndex, endIndex, currentFieldName } =
    cursor;
  const children: SyntaxNode[] = [];
  if (cursor.gotoFirstChild()) {
    do {
      // A backslash at the line's end is a blank for Python.
      if (cursor.nodeType !== 'line_continuation') {
        children.push(copy(cursor, source));
      }
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }
  return new SyntaxNode(
    nodeIsNamed ? nodeType : (KEYWORDS[nodeType] ?? nodeType),
    nodeIsNamed,
    startIndex,
    endIndex,
    source,
    currentFieldName,
    children
  );
}

/**
 * Keywords that are called like the node they begin.
 */
const KEYWORDS: Record<string, string | undefined> = {
  await: 'await keyword',
  lambda: 'lambda keyword',
  type: 'type keyword'
};
