/**
 * Bundles code that uses the engine into one file for plain `node`. CommonJS: a
 * `.js` file in a package without "type" is read as that by every Node without
 * a warning.
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

/**
 * @param {import('esbuild').BuildOptions} options - what to bundle, and where to
 */
export async function bundleForNode(options) {
  await build({
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // Some packages' UMD form cannot be bundled.
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [parserAsCommonJs],
    ...options
  });
}
