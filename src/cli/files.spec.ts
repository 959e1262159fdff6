import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

import { FileError } from './fileError';
import { filesAt, replaceFile } from './files';

describe('files on disk', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'asyncio-helper-'));
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });
  const write = (name: string, text = '') => {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    return file;
  };

  it('a folder means the notebooks and Python files below it', () => {
    for (const name of [
      'b.ipynb',
      'a/c.py',
      'a.txt',
      '.hidden/d.py',
      'env/pyvenv.cfg',
      'env/e.py',
      'node_modules/f.py'
    ]) {
      write(name);
    }
    expect(
      [...filesAt(folder)].map(file => path.relative(folder, file))
    ).toEqual([path.join('a', 'c.py'), 'b.ipynb']);
    expect(() => [...filesAt(path.join(folder, 'gone'))]).toThrow(FileError);
  });

  it('a file is replaced whole, with its mode, through a link', () => {
    const file = write('a.py', 'old');
    fs.chmodSync(file, 0o640);
    const link = path.join(folder, 'link.py');
    fs.symlinkSync(file, link);
    replaceFile(link, 'old', 'new');
    expect(fs.readFileSync(file, 'utf8')).toBe('new');
    expect(fs.statSync(file).mode & 0o777).toBe(0o640);
    expect(fs.lstatSync(link).isSymbolicLink()).toBe(true);
    expect(fs.readdirSync(folder).sort()).toEqual(['a.py', 'link.py']);
  });

  it('a file that changed meanwhile is left', () => {
    const file = write('a.py', 'newer');
    expect(() => replaceFile(file, 'old', 'new')).toThrow(FileError);
    expect(fs.readFileSync(file, 'utf8')).toBe('newer');
    expect(fs.readdirSync(folder)).toEqual(['a.py']);
  });
});
