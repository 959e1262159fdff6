import * as fs from 'node:fs';
import * as path from 'node:path';

import { FileError } from './fileError';

/**
 * The files a path means: itself, or every notebook and Python file below a
 * folder, sorted; hidden folders, environments and caches are passed over.
 *
 * @throws FileError where there is nothing at the path
 */
export function* filesAt(target: string): Iterable<string> {
  let stats;
  try {
    stats = fs.statSync(target);
  } catch {
    throw new FileError('no such file or folder');
  }
  if (!stats.isDirectory()) {
    yield target;
    return;
  }
  const entries = fs.readdirSync(target, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const inner = path.join(target, entry.name);
    if (entry.isDirectory() && !isPassedOver(inner)) {
      yield* filesAt(inner);
    } else if (entry.isFile() && /\.(?:ipynb|py)$/.test(entry.name)) {
      yield inner;
    }
  }
}

function isPassedOver(folder: string): boolean {
  return (
    /^(?:\..+|node_modules|__pycache__|site-packages)$/.test(
      path.basename(folder)
    ) || fs.existsSync(path.join(folder, 'pyvenv.cfg'))
  );
}

/**
 * The text of a file.
 *
 * @throws FileError where it is not UTF-8
 */
export function readText(file: string): string {
  return textOf(fs.readFileSync(file));
}

/**
 * The text that bytes stand for, of which nothing is lost when it is written
 * again.
 *
 * @throws FileError where they are not UTF-8
 */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      bytes
    );
  } catch {
    throw new FileError('the file is not UTF-8');
  }
}

/**
 * Puts a text in the place of a file in one step: readers see the old file or
 * the new one, never a part.
 *
 * @param expected - what the file held when the text was made
 * @throws FileError where the file has changed since
 */
export function replaceFile(
  file: string,
  expected: string,
  text: string
): void {
  const real = fs.realpathSync(file);
  const { mode } = fs.statSync(real);
  const temporary = path.join(
    path.dirname(real),
    `.${path.basename(real)}.${process.pid}.tmp`
  );
  try {
    fs.writeFileSync(temporary, text, { mode, flag: 'wx' });
    fs.chmodSync(temporary, mode);
    if (readText(real) !== expected) {
      throw new FileError(
        'the file was changed meanwhile; nothing was written'
      );
    }
    fs.renameSync(temporary, real);
  } finally {
    fs.rmSync(temporary, { force: true });
  }
}
