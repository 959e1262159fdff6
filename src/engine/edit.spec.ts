import {
  applyEdits,
  chainEdits,
  composeEdits,
  EditError,
  invertEdits
} from './edit';

const edit = (from: number, to: number, insert: string, cell = 'a') => ({
  cell,
  from,
  to,
  insert
});

describe('edits: what a click writes into a cell', () => {
  it.each([
    [
      'replaces',
      'asyncio.run(f())',
      [edit(0, 12, 'await '), edit(15, 16, '')],
      'await f()'
    ],
    [
      'keeps the order of insertions at one place',
      'x',
      [edit(0, 0, '1'), edit(0, 0, '2')],
      '12x'
    ],
    [
      'inserts before it replaces',
      'x',
      [edit(0, 1, 'y'), edit(0, 0, '1')],
      '1y'
    ],
    ['takes the same edit once', 'x', [edit(0, 0, '1'), edit(0, 0, '1')], '1x'],
    ['counts in UTF-16 units', '"😀"; x', [edit(6, 7, 'y')], '"😀"; y'],
    ['passes over other cells', 'x', [edit(0, 1, 'y', 'b')], 'x']
  ])('%s', (_name, source, edits, expected) => {
    expect(applyEdits(source, 'a', edits)).toBe(expected);
  });

  it.each([
    ['overlapping edits', [edit(0, 3, ''), edit(2, 4, '')]],
    ['an edit behind the text', [edit(3, 9, '')]],
    ['an edit that ends before it begins', [edit(3, 1, '')]]
  ])('refuses %s', (_name, edits) => {
    expect(() => applyEdits('abcd', 'a', edits)).toThrow(EditError);
  });

  it('gives the old text back when inverted', () => {
    const source = 'x = asyncio.run(f())  # keep';
    const edits = [
      edit(0, 0, 'import a\n'),
      edit(4, 16, 'await '),
      edit(19, 20, '')
    ];
    const after = applyEdits(source, 'a', edits);
    expect(applyEdits(after, 'a', invertEdits(source, 'a', edits))).toBe(
      source
    );
  });

  it.each([
    ['both', [edit(0, 1, 'A')], [edit(2, 3, 'C')], 'AbCd'],
    [
      'the second in what the first put in',
      [edit(1, 2, 'xyz')],
      [edit(2, 3, '-')],
      'ax-zcd'
    ],
    ['the second around the first', [edit(1, 2, 'x')], [edit(0, 3, '')], 'd'],
    ['the second alone', [], [edit(4, 4, '!')], 'abcd!'],
    ['nothing', [edit(1, 1, '')], [], 'abcd']
  ])(
    'does at once what two lists do in turn: %s',
    (_name, first, second, expected) => {
      const both = chainEdits('abcd', 'a', first, second);
      expect(applyEdits('abcd', 'a', both)).toBe(expected);
    }
  );

  it('leaves what neither of two lists touches outside of the edits', () => {
    expect(
      chainEdits('abcdef', 'a', [edit(0, 1, 'A')], [edit(5, 6, 'F')])
    ).toEqual([edit(0, 1, 'A'), edit(5, 6, 'F')]);
  });

  it('sorts within each cell', () => {
    const edits = composeEdits([
      edit(5, 6, ''),
      edit(1, 2, '', 'b'),
      edit(0, 1, '')
    ]);
    expect(edits.map(({ cell, from }) => `${cell}${from}`)).toEqual([
      'a0',
      'a5',
      'b1'
    ]);
  });
});
