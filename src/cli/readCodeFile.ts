import * as path from 'node:path';

import type { ICodeFile } from './codeFile';
import { FileError } from './fileError';
import { NotebookFile } from './notebookFile';
import { PythonFile } from './pythonFile';

/**
 * The file at a path, read from its text.
 *
 * @param file - the path; null where nobody knows one, and the text decides
 * @throws FileError
 */
export function readCodeFile(file: string | null, text: string): ICodeFile {
  switch (file === null ? extensionFor(text) : path.extname(file)) {
    case '.ipynb':
      return new NotebookFile(text);
    case '.py':
      return new PythonFile(text);
    default:
      throw new FileError(
        'neither a notebook (.ipynb) nor a Python file (.py)'
      );
  }
}

/**
 * A JSON object with cells (or with the worksheets of old notebooks) is a
 * notebook, everything else is Python.
 */
function extensionFor(text: string): string {
  try {
    const content = JSON.parse(text.replace(/^\uFEFF/, ''));
    return 'cells' in content || 'worksheets' in content ? '.ipynb' : '.py';
  } catch {
    return '.py';
  }
}
