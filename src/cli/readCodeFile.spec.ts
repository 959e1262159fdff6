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

  it('adds lines that end as the others do', () => {
    const read = readCodeFile('a.ipynb', file('["a\\r\\n", "b"]'));
    expect(read.document.cells[0].source).toBe('a\nb');
    expect(read.edited([edit('0', 2, 3, 'c\nd')])).toBe(
      file('["a\\r\\n", "c\\r\\n", "d"]')
    );
  });

  it('keeps a byte order mark', () => {
    const read = readCodeFile('a.ipynb', `\uFEFF${file('["x"]')}`);
    expect(read.edited([edit('0', 0, 1, 'z')])).toBe(`\uFEFF${file('["z"]')}`);
  });

  it.each([
    '["x\\n", "yé z"]',
    '"x\\ny\\u00e9 z"',
    '["\\"\\n",\n"é\\t z"]',
    '["x\\r\\n", "", "yé z"]',
    '["x\\nyé z"]'
  ])('knows where a place of %s stands in the file', source => {
    const text = file(source);
    const read = readCodeFile('a.ipynb', text);
    const [cell] = read.document.cells;
    const { line, column } = read.positionInFile(cell, 5);
    expect(cell.source[5]).toBe('z');
    expect(text.split('\n')[line - 1].slice(column - 1)).toMatch(/^z"/);
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
    ['an empty file', ' \n', 'the file is empty'],
    ['an old format', '{"nbformat":3,"worksheets":[]}', 'format 3'],
    ['no cells', '{"nbformat":4}', 'no list of cells']
  ])('%s is refused with a reason', (_name, text, reason) => {
    expect(() => readCodeFile('a.ipynb', text)).toThrow(FileError);
    expect(() => readCodeFile('a.ipynb', text)).toThrow(reason);
  });
});

describe('a text without a name', () => {
  it.each([
    ['a notebook', '{"cells": [], "nbformat": 4}', 'cells'],
    ['a notebook with a byte order mark', '\uFEFF{"cells": []}', 'cells'],
    ['a dict', '{"a": 1}', 'lines'],
    ['a number', '1', 'lines'],
    ['Python', 'x = 1', 'lines'],
    ['nothing', '', 'lines']
  ])('%s', (_name, text, readAs) => {
    expect(readCodeFile(null, text).readAs).toBe(readAs);
  });

  it('an old notebook is not taken for Python', () => {
    expect(() =>
      readCodeFile(null, '{"nbformat": 3, "worksheets": []}')
    ).toThrow('format 3');
  });
});

describe('a Python file', () => {
  it.each([
    ['no markers', 'x = 1\n', 'script', ['x = 1\n']],
    ['markers', '# %%\na\n# %% two\nb\n', 'notebook', ['a\n', 'b\n']],
    ['code above the first', 'a\n# %%\nb', 'notebook', ['a\n', 'b']],
    ['exported cells', '# In[1]:\na\n', 'notebook', ['a\n']],
    ['a marker at the end', 'a\n# %%', 'notebook', ['a\n', '']],
    ['no space', '#%%\na\n#%%title\nb', 'notebook', ['a\n', 'b']],
    [
      'markers of inner cells',
      '# %%\na\n# %%% b\nb\n#%%%% c\nc',
      'notebook',
      ['a\n', 'b\n', 'c']
    ],
    ['Jupytext’s options', '# %% {"tags": ["x"]}\na', 'notebook', ['a']],
    ['an exported cell that has not run', '# In[ ]:\na', 'notebook', ['a']],
    ['no exported cell', '#In [*]\na', 'script', ['#In [*]\na']],
    ['old markers', '# <codecell>\na\n', 'notebook', ['a\n']],
    [
      'Windows line ends',
      '# %%\r\na\r\n# %%\r\nb\r\n',
      'notebook',
      ['a\n', 'b\n']
    ],
    ['a byte order mark', '\uFEFF# %%\na', 'notebook', ['a']],
    ['a script with one', '\uFEFFx = 1', 'script', ['x = 1']],
    [
      'a commented magic',
      '# %%\n# %time a()\n# %matplotlib inline\n',
      'notebook',
      ['# %time a()\n# %matplotlib inline\n']
    ],
    [
      'a commented cell magic',
      '# %%\n# %%time\na()\n',
      'notebook',
      ['  %%time\na()\n']
    ],
    [
      'VS Code’s cell magic',
      '# %%\n#!%%time\na()\n',
      'notebook',
      ['  %%time\na()\n']
    ],
    [
      'a commented cell magic alone',
      '# %%bash\nls\n',
      'script',
      ['# %%bash\nls\n']
    ],
    [
      'a commented cell magic further down',
      '# %%\na\n# %%bash\n',
      'notebook',
      ['a\n# %%bash\n']
    ],
    ['a title like a magic', '# %% time it\na\n', 'notebook', ['a\n']],
    [
      'no marker, but a string',
      'x = """\n# %%\n"""\n',
      'script',
      ['x = """\n# %%\n"""\n']
    ],
    [
      'no marker, but a string with a quote',
      "x = '''\\'''\n# %%\n'''\n",
      'script',
      ["x = '''\\'''\n# %%\n'''\n"]
    ],
    [
      'a marker below an apostrophe',
      "# %%\n!echo don't\n# %%\nb",
      'notebook',
      ["!echo don't\n", 'b']
    ],
    [
      'a marker below an unclosed string',
      '# %%\nx = """\n# %%\nb',
      'notebook',
      ['x = """\n', 'b']
    ],
    [
      'no marker, but an indented comment',
      'if x:\n    # %%\n    y\n',
      'script',
      ['if x:\n    # %%\n    y\n']
    ],
    ['no marker behind code', 'x = 1 # %%\n', 'script', ['x = 1 # %%\n']],
    [
      'Jupytext’s header',
      '# ---\n# jupyter:\n#   jupytext:\n# ---\n\n# %%\na\n',
      'notebook',
      ['a\n']
    ],
    [
      'a header below a first line',
      '#!/usr/bin/env python\n# ---\n# a: 1\n# ---\n# %%\na',
      'notebook',
      ['a']
    ],
    [
      'code between header and marker',
      '# ---\n# a: 1\n# ---\nx\n# %%\na',
      'notebook',
      ['x\n', 'a']
    ],
    [
      'a header without markers',
      '# ---\n# a: 1\n# ---\nx',
      'script',
      ['# ---\n# a: 1\n# ---\nx']
    ]
  ])('%s', (_name, text, kind, sources) => {
    const { document } = readCodeFile('a.py', text);
    expect(document.kind).toBe(kind);
    expect(document.cells.map(({ source }) => source)).toEqual(sources);
  });

  it.each([
    ['# %% [markdown]', 'markdown'],
    ['# %% [md] {"x": 1}', 'markdown'],
    ['#%%[markdown]', 'markdown'],
    ['# %% Title [Markdown]', 'markdown'],
    ['# <markdowncell>', 'markdown'],
    ['# %% [raw]', 'raw'],
    ['# %% markdown', 'code']
  ])('%s begins a cell that is %s', (marker, kind) => {
    const { cells } = readCodeFile('a.py', `# %%\n${marker}\n# x\n`).document;
    expect(cells.map(cell => cell.kind)).toEqual(['code', kind]);
  });

  it.each([
    ['Windows line ends', '# %%\r\na\r\nb\r\n', '# %%\r\nn\r\nm\r\nb\r\n'],
    ['some of them', '# %%\r\na\nb\r\n', '# %%\r\nn\r\nm\nb\r\n'],
    ['one in another line', '# %%\na\nb\r\n', '# %%\nn\nm\nb\r\n'],
    ['a byte order mark', '\uFEFF# %%\na', '\uFEFF# %%\nn\nm'],
    [
      'Jupytext’s header',
      '# ---\n# x: 1\n# ---\n# %%\na',
      '# ---\n# x: 1\n# ---\n# %%\nn\nm'
    ],
    ['a commented cell magic', '# %%\n# %%bash\na', '# %%\n# %%bash\nn\nm']
  ])('keeps %s', (_name, before, after) => {
    const file = readCodeFile('a.py', before);
    const [{ source }] = file.document.cells;
    const at = source.lastIndexOf('a');
    expect(file.edited([edit('0', at, at + 1, 'n\nm')])).toBe(after);
  });

  it('knows Markdown cells, counts lines, and edits in place', () => {
    const text = '# %% [markdown]\n# hi\n# %%\nx\ny\n';
    const file = readCodeFile('a.py', text);
    expect(file.document.cells.map(({ kind }) => kind)).toEqual([
      'markdown',
      'code'
    ]);
    expect(file.positionInFile(file.document.cells[1], 2)).toEqual({
      line: 5,
      column: 1
    });
    expect(file.edited([edit('1', 2, 3, 'z')])).toBe(text.replace('y', 'z'));
  });
});
