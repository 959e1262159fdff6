/**
 * Bundles the command line into one file, lib/cli/main.js, that plain `node`
 * runs.
 */
import { readFileSync } from 'node:fs';

import { bundleForNode } from './lib/bundle.mjs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

await bundleForNode({
  define: { 'process.env.ASYNCIO_HELPER_VERSION': JSON.stringify(version) },
  loader: { '.md': 'text' },
  entryPoints: ['src/cli/main.ts'],
  outfile: 'lib/cli/main.js'
});
