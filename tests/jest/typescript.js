/**
 * Jest transform: TypeScript to CommonJS with esbuild, without a type check.
 */
const { createHash } = require('crypto');
const { transformSync, version } = require('esbuild');

const options = {
  format: 'cjs',
  target: 'node20',
  sourcemap: 'inline',
  sourcesContent: false,
  // Jest cannot follow import(); as require() it can.
  supported: { 'dynamic-import': false },
  tsconfigRaw: { compilerOptions: { jsx: 'react', target: 'ES2020' } }
};

module.exports = {
  process(source, path) {
    const loader = path.endsWith('x') ? 'tsx' : 'ts';
    const { code } = transformSync(source, {
      ...options,
      loader,
      sourcefile: path
    });
    return { code };
  },
  getCacheKey(source, path) {
    return createHash('sha256')
      .update([version, JSON.stringify(options), path, source].join('\0'))
      .digest('hex');
  }
};
