/**
 * The engine, bundled from the present sources for plain `node`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { bundleForNode } from '../scripts/lib/bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);

/**
 * @param {string} entry - TypeScript that exports what is wanted, as if it lay
 * in the project's folder
 * @returns what it exports
 */
export async function bundled(entry) {
  const folder = mkdtempSync(path.join(tmpdir(), 'engine-'));
  const outfile = path.join(folder, 'engine.cjs');
  try {
    await bundleForNode({
      stdin: { contents: entry, resolveDir: root, loader: 'ts' },
      outfile
    });
    return require(outfile);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
