/**
 * A binary file, imported `with { type: 'bytes' }`.
 */
declare module '*.wasm' {
  const bytes: Uint8Array;
  export default bytes;
}

/**
 * A Markdown file, imported `with { type: 'text' }`.
 */
declare module '*.md' {
  const text: string;
  export default text;
}
