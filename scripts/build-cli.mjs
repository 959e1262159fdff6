/**
 * Bundles the command line into one file, lib/cli/main.js, that plain `node`
 * runs.
 */
import { bundleForNode } from './lib/bundle.mjs';

await bundleForNode({
  entryPoints: ['src/cli/main.ts'],
  outfile: 'lib/cli/main.js'
});
