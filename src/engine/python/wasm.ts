/**
 * The parser and its grammar as bytes. A module of its own, so that bundlers
 * put both into one chunk that is loaded only when a Python document opens.
 */
import parserWasm from 'web-tree-sitter/web-tree-sitter.wasm' with { type: 'bytes' };
import pythonWasm from 'tree-sitter-python/tree-sitter-python.wasm' with { type: 'bytes' };

export { parserWasm, pythonWasm };
