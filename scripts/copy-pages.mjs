/**
 * Copies the rules' pages (*.md) from src to lib, where the compiled modules
 * import them: `tsc` copies no Markdown.
 */
import { cpSync, lstatSync } from 'node:fs';

cpSync('src', 'lib', {
  recursive: true,
  filter: file => lstatSync(file).isDirectory() || file.endsWith('.md')
});
