/**
 * Bundles the command line into one file, lib/cli/main.js, that plain `node`
 * runs. CommonJS: a `.js` file in a package without "type" is read as that by
 * every Node without a warning.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';

const require = createRequire(import.meta.url);

/** The parser's ES module needs `import.meta.url`, which CommonJS lacks. */
const parserAsCommonJs = {
  name: 'parser-as-commonjs',
  setup({ onResolve }) {
    const file = require.resolve('web-tree-sitter');
    onResolve({ filter: /^web-tree-sitter$/ }, () => ({
      path: path.join(path.dirname(file), 'web-tree-sitter.cjs')
    }));
  }
};

await build({
  entryPoints: ['src/cli/main.ts'],
  outfile: 'lib/cli/main.js',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // Some packages' UMD form cannot be bundled.
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [parserAsCommonJs]
});
