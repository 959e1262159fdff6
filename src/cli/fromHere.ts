import * as path from 'node:path';

/**
 * A path relative to the working folder, with slashes.
 */
export function fromHere(file: string): string {
  return path.relative('', path.resolve(file)).split(path.sep).join('/');
}
