import * as path from 'node:path';

import type { ICodeFile } from './codeFile';
import { FileError } from './fileError';
import { NotebookFile } from './notebookFile';
import { PythonFile } from './pythonFile';

/**
 * The file at a path, read from its text.
 *
 * @throws FileError
 */
export function readCodeFile(file: string, text: string): ICodeFile {
  switch (path.extname(file)) {
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
