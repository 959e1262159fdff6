import type { IDocument } from '../engine/document';
import type { IEdit } from '../engine/edit';
import { below, promptText } from './promptText';

function documentOf(...sources: string[]): IDocument {
  return {
    kind: 'notebook',
    language: 'python',
    cells: sources.map((source, i) => ({
      id: `c${i}`,
      kind: 'code',
      source,
      outputs: [],
      executionCount: i + 1,
      editable: true
    }))
  };
}

function textOf(edits: IEdit[], rerun: string[], ...sources: string[]) {
  return promptText(
    { kind: 'await', safety: 'safe', edits, rerun, values: {} },
    documentOf(...sources)
  );
}

describe('promptText', () => {
  const front = (cell: string): IEdit => ({
    cell,
    from: 0,
    to: 0,
    insert: 'await '
  });

  it.each([
    ['the failed cell alone', [front('c1')], ['c1'], 'await f()'],
    [
      'other changed cells above it, in document order',
      [front('c0'), front('c1')],
      ['c1'],
      'await a = 1\n\nawait f()'
    ],
    [
      'a cell that runs again as it is',
      [front('c1')],
      ['c0', 'c1'],
      'a = 1\n\nawait f()'
    ]
  ])('%s', (_, edits, rerun, text) => {
    expect(textOf(edits, rerun, 'a = 1\n', 'f()', 'unconcerned')).toBe(text);
  });

  it('keeps a cell magic that is alone, and offers nothing where it is not', () => {
    expect(textOf([front('c0')], ['c0'], '%%time\nf()')).toBe(
      'await %%time\nf()'
    );
    expect(textOf([front('c0')], ['c0', 'c1'], 'f()', '%%time\ng()')).toBe(
      null
    );
  });
});

describe('below', () => {
  it.each([
    ['x = 1', 'x = 1\n\nawait f()'],
    ['x = 1\n', 'x = 1\n\nawait f()'],
    ['x = 1\n\n\n', 'x = 1\n\n\nawait f()'],
    ['%%time\nx = 1', null]
  ])('%j', (held, text) => {
    expect(below(held, 'await f()')).toBe(text);
  });

  it('puts no cell magic below anything', () => {
    expect(below('x = 1', '%%bash\nls')).toBe(null);
  });
});
