/**
 * What the extension's bundle needs beyond JupyterLab's own configuration.
 */
const path = require('path');

// The CommonJS form of the parser. Its ES module names its .wasm file by
// `import.meta.url`, so that a second copy of the file and the path of the
// build folder would end up in the bundle. The bytes are imported elsewhere.
const webTreeSitter = path.join(
  path.dirname(require.resolve('web-tree-sitter')),
  'web-tree-sitter.cjs'
);

module.exports = {
  resolve: { alias: { 'web-tree-sitter$': webTreeSitter } },
  // It asks for these names only with `typeof`.
  node: { __filename: false, __dirname: false },
  // The parser is one large chunk, loaded when the first Python document opens.
  performance: { hints: false }
};
