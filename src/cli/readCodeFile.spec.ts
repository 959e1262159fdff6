import { FileError } from './fileError';
import { readCodeFile } from './readCodeFile';

const edit = (cell: string, from: number, to: number, insert: string) => ({
  cell,
  from,
  to,
  insert
});

describe('a notebook file keeps every byte that is not rewritten', () => {
  const file = (source: string, more = '') =>
    `{"nbformat":4, "cells":[{"cell_type":"code","source":${source}}${more}]}\n`;

  it.each([
    ['one string', '"x = 1\\ny = \\u00e9"', '"z = 1\\ny = é"'],
    ['lines', '["x = 1\\n","y = \\u00e9"]', '["z = 1\\n","y = \\u00e9"]'],
    [
      'lines, one below the other',
      '[\n    "x = 1\\n",\n    "y"\n   ]',
      '[\n    "z = 1\\n",\n    "y"\n   ]'
    ],
    ['one line', '[ "x" ]', '[ "z" ]'],
    [
      'Windows line ends in the file',
      '[\r\n "x\\n",\r\n "y"\r\n]',
      '[\r\n "z\\n",\r\n "y"\r\n]'
    ]
  ])('%s', (_name, before, after) => {
    expect(
      readCodeFile('a.ipynb', file(before)).edited([edit('0', 0, 1, 'z')])
    ).toBe(file(after));
  });

  it('adds and removes lines', () => {
    const text = file('[\n  "a\\n",\n  "b"\n ]');
    const read = readCodeFile('a.ipynb', text);
    expect(read.edited([edit('0', 0, 0, 'new\n')])).toBe(
      file('[\n  "new\\n",\n  "a\\n",\n  "b"\n ]')
    );
    expect(read.edited([edit('0', 1, 3, '')])).toBe(file('[\n  "a"\n ]'));
  });

  it('edits several cells', () => {
    const more =
      ',{"cell_type":"markdown","source":"m"},{"cell_type":"code","source":"y"}';
    const read = readCodeFile('a.ipynb', file('["x"]', more));
    expect(read.edited([edit('2', 0, 1, 'b'), edit('0', 0, 1, 'a')])).toBe(
      file('["a"]', more.replace('"y"', '"b"'))
    );
  });
});

describe('what a notebook says of itself', () => {
  const read = (content: object) =>
    readCodeFile('a.ipynb', JSON.stringify({ nbformat: 4, ...content }));

  it('its language and its kernel', () => {
    expect(
      read({
        cells: [],
        metadata: {
          kernelspec: { name: 'python3' },
          language_info: { name: 'python', version: '3.11.7' }
        }
      })
    ).toMatchObject({
      document: { language: 'python' },
      facts: { pythonVersion: '3.11.7' }
    });
    expect(
      read({ cells: [], metadata: { language_info: { name: 'R' } } }).document
        .language
    ).toBe('r');
    expect(
      read({
        cells: [],
        metadata: { kernelspec: { display_name: 'Python (Pyodide)' } }
      }).facts.nestedLoops
    ).toBe(true);
  });

  it('its cells, whatever they lack', () => {
    const { cells } = read({
      cells: [
        { cell_type: 'code' },
        null,
        { cell_type: 'raw', source: ['a\n', 'b'] }
      ]
    }).document;
    expect(cells.map(({ id, kind, source }) => [id, kind, source])).toEqual([
      ['0', 'code', ''],
      ['1', 'raw', ''],
      ['2', 'raw', 'a\nb']
    ]);
  });

  it.each([
    ['no JSON', '{', 'not a notebook'],
    ['a list', '[]', 'no list of cells'],
    ['nothing', 'null', 'no object'],
    ['an old format', '{"nbformat":3,"worksheets":[]}', 'format 3'],
    ['no cells', '{"nbformat":4}', 'no list of cells']
  ])('%s is refused with a reason', (_name, text, reason) => {
    expect(() => readCodeFile('a.ipynb', text)).toThrow(FileError);
    expect(() => readCodeFile('a.ipynb', text)).toThrow(reason);
  });
});

describe('a Python file', () => {
  it.each([
    ['no markers', 'x = 1\n', 'script', ['x = 1\n']],
    ['markers', '# %%\na\n# %% two\nb\n', 'notebook', ['a\n', 'b\n']],
    ['code above the first', 'a\n# %%\nb', 'notebook', ['a\n', 'b']],
    ['exported cells', '# In[1]:\na\n', 'notebook', ['a\n']],
    ['a marker at the end', 'a\n# %%', 'notebook', ['a\n', '']]
  ])('%s', (_name, text, kind, sources) => {
    const { document } = readCodeFile('a.py', text);
    expect(document.kind).toBe(kind);
    expect(document.cells.map(({ source }) => source)).toEqual(sources);
  });

  it('knows Markdown cells, counts lines, and edits in place', () => {
    const text = '# %% [markdown]\n# hi\n# %%\nx\ny\n';
    const file = readCodeFile('a.py', text);
    expect(file.document.cells.map(({ kind }) => kind)).toEqual([
      'markdown',
      'code'
    ]);
    expect(file.firstLineOf(file.document.cells[1])).toBe(4);
    expect(file.edited([edit('1', 2, 3, 'z')])).toBe(text.replace('y', 'z'));
  });
});
