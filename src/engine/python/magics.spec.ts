import { maskMagics } from './magics';

describe('IPython syntax is blanked out, and nothing else', () => {
  it.each([
    ['a line magic', '%matplotlib inline\nx', '_                 \nx'],
    ['a shell line', '!ls -l\nx', '_     \nx'],
    ['a help line', 'x?\ny', '_ \ny'],
    ['two question marks', 'a.b??', '_    '],
    ['an assigned magic', 't = %who_ls f\ny', 't = _        \ny'],
    ['an assigned command', 'files = !ls\ny', 'files = _  \ny'],
    ['a magic in a block', 'if x:\n    %cd a/b\n', 'if x:\n    _      \n'],
    ['a magic that goes on', '!a \\\n  b\nx', '_   \n   \nx']
  ])('%s', (_name, source, expected) => {
    const { text } = maskMagics(source);
    expect(text).toBe(expected);
    expect(text).toHaveLength(source.length);
  });

  it.each([
    ['%time', '%time x = f()', '_    ;x = f()'],
    ['%timeit with options', '%timeit -n 10 -r3 f()', '_                ;f()'],
    ['%prun in a block', 'if x:\n    %prun -q f()', 'if x:\n    _       ;f()'],
    ['an assigned one', 'a, b = %time f()', 'a, b =       f()'],
    ['an option it does not know', '%time --no-raise-error f()', null],
    ['no code', '%time', null],
    ['a comment', '%time # f()', null],
    ['another magic', '%time_it f()', null]
  ])(
    'keeps the code that a magic runs as Python: %s',
    (_name, source, text) => {
      const masked = maskMagics(source);
      expect(masked.text).toBe(text ?? maskMagics(source, false).text);
      expect(masked.text).toHaveLength(source.length);
      expect(masked.lineMagics[0].code === null).toBe(text === null);
    }
  );

  it('tells magics above one another', () => {
    const { cellMagic, cellMagics, text } = maskMagics(
      '%%capture out\n\n%%time\nx = 1'
    );
    expect(cellMagic).toBe('capture');
    expect(cellMagics).toEqual([
      { name: 'capture', rest: 'out', from: 0, to: 13 },
      { name: 'time', rest: '', from: 15, to: 21 }
    ]);
    expect(text.trim()).toBe('x = 1');
  });

  it('reads nothing in another language below a magic', () => {
    const { cellMagics, text } = maskMagics('%%capture\n%%bash\nawait x');
    expect(cellMagics).toEqual([]);
    expect(text.trim()).toBe('');
  });

  it.each([
    ['modulo in brackets', 'x = (a\n  % b)'],
    ['modulo on a line', 'x = a % b'],
    ['a string over lines', 'x = """\n%time f()\n!ls\n"""'],
    ['not equal', 'x != 1'],
    ['a comparison with modulo', 'x == 3 % 2'],
    ['a comment with a question', 'x = 1  # really?'],
    ['a string with a percent', 'x = "%d" % 3'],
    ['a line after a backslash', 'x = a \\\n  % b'],
    ['a keyword argument', 'f(a=1)\nprint("what?")'],
    ['an f-string', 'f"{a!r}" + f"{b%2}"']
  ])('leaves %s', (_name, source) => {
    expect(maskMagics(source).text).toBe(source);
  });

  it.each([
    ['%%time\nasyncio.run(f())', 'time', '      \nasyncio.run(f())'],
    ['\n%%capture out\nx', 'capture', '\n             \nx'],
    ['%%bash\necho x', 'bash', '      \n      '],
    ['%%writefile a.py\nx', 'writefile', '                \n '],
    ['%%unknown\nx', 'unknown', '         \n ']
  ])('cell magic %j', (source, cellMagic, text) => {
    expect(maskMagics(source)).toMatchObject({ cellMagic, text });
  });

  it('names the line magics', () => {
    const { lineMagics } = maskMagics('x = 1\n%autoawait off\n!ls');
    expect(lineMagics).toEqual([
      { name: 'autoawait', rest: 'off', from: 6, code: null },
      { name: '!', rest: 'ls', from: 21, code: null }
    ]);
  });
});
