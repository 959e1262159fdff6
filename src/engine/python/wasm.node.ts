/**
 * The parser's two WebAssembly files, read from disk. Jest takes this module in
 * place of `wasm.ts`, whose imports only bundlers understand.
 */
import { readFileSync } from 'fs';

// A copy in this realm's own Uint8Array: jsdom has one of its own, and
// WebAssembly refuses Node's Buffer there.
function bytes(file: string): Uint8Array {
  return new Uint8Array(readFileSync(require.resolve(file)));
}

export const parserWasm = bytes('web-tree-sitter/web-tree-sitter.wasm');
export const pythonWasm = bytes('tree-sitter-python/tree-sitter-python.wasm');
