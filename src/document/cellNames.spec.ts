import type { ICell, IDocument } from '../engine/document';
import type { IFinding } from '../engine/finding';
import { nameOf, namesOf, withCellNames } from './cellNames';

function cell(id: string, source: string, count: number | null = null): ICell {
  return {
    id,
    kind: 'code',
    source,
    outputs: [],
    executionCount: count,
    editable: true
  };
}

describe('nameOf', () => {
  it.each<[string, number | null, string]>([
    ['x = 1', 3, '[3]'],
    ['x = 1', null, '`x = 1`'],
    ['\n\ndef load(name):\n    pass', null, '`def load(name)`'],
    [`x = "${'a'.repeat(40)}"`, null, `\`x = "${'a'.repeat(22)}…\``],
    ['!echo `date`', null, '`!echo ˋdateˋ`'],
    ['\n', null, '[ ]']
  ])('calls %j with the count %p %s', (source, count, name) => {
    expect(nameOf(cell('a', source, count))).toBe(name);
  });
});

describe('withCellNames', () => {
  const document: IDocument = {
    kind: 'notebook',
    language: 'python',
    cells: [
      cell('a', 'def load(): ...\ntrain()'),
      cell('b', 'c = Client()', 3),
      cell('c', 'load()', 4),
      cell('d', 'load() + 1')
    ]
  };
  const edit = { from: 0, to: 0, insert: 'await ' };

  function finding(values: IFinding['values'], elsewhere = '[ ]'): IFinding {
    return {
      rule: 'r',
      values: { elsewhere },
      cell: 'a',
      from: 0,
      to: 0,
      shownIn: 'c',
      evidence: 'error',
      matched: true,
      severity: 'error',
      rewrites: [
        {
          kind: 'await',
          safety: 'safe',
          edits: ['a', 'c', 'd'].map(id => ({ ...edit, cell: id })),
          rerun: ['a', 'b', 'c'],
          values
        }
      ]
    };
  }

  it('names the cause and every changed cell', () => {
    const named = withCellNames(
      finding({ editedIn: ['[ ]', '[4]'], cells: 2 }),
      document
    );
    expect(named.values.elsewhere).toBe('`def load(): ...`');
    expect(named.rewrites[0].values).toEqual({
      editedIn: ['`def load(): ...`', '[4]', '`load() + 1`'],
      cells: 3
    });
  });

  it('names the cells that repeat something', () => {
    const named = withCellNames(
      finding({
        repeatedIn: ['[ ]', '[3]', ''],
        repeated: ['train()', 'Client()', 'print()']
      }),
      document
    );
    expect(named.rewrites[0].values.repeatedIn).toEqual([
      '`def load(): ...`',
      '[3]',
      ''
    ]);
  });

  it('adds nothing that was not there', () => {
    const named = withCellNames(finding({}, ''), document);
    expect(named.values.elsewhere).toBe('');
    expect(named.rewrites[0].values).toEqual({});
  });

  it('keeps the order of the document', () => {
    expect(namesOf(['d', 'b'], document)).toEqual(['[3]', '`load() + 1`']);
  });
});
