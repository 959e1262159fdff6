import { NotebookModel } from '@jupyterlab/notebook';
import { languageOf, toDocument } from './toDocument';

const error = {
  output_type: 'error',
  ename: 'RuntimeError',
  evalue: 'asyncio.run() cannot be called from a running event loop',
  traceback: ['one', 'two']
};

function modelOf(cells: object[]): NotebookModel {
  const model = new NotebookModel();
  model.fromJSON({
    cells: cells as never,
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5
  });
  return model;
}

describe('toDocument', () => {
  const model = modelOf([
    { cell_type: 'markdown', id: 'm', source: ['# A\n', 'b'], metadata: {} },
    {
      cell_type: 'code',
      id: 'c',
      source: 'f()',
      metadata: {},
      execution_count: 7,
      outputs: [{ output_type: 'stream', name: 'stderr', text: 'a\nb' }, error]
    },
    {
      cell_type: 'code',
      id: 'locked',
      source: 'g()',
      metadata: { editable: false },
      execution_count: null,
      outputs: []
    },
    { cell_type: 'raw', id: 'r', source: 'raw', metadata: {} }
  ]);
  const document = toDocument({
    cells: model.cells,
    language: 'python',
    isEditable: cell => cell.id !== 'r'
  });

  it('takes every cell in order', () => {
    expect(
      document.cells.map(({ id, kind, source }) => [id, kind, source])
    ).toEqual([
      ['m', 'markdown', '# A\nb'],
      ['c', 'code', 'f()'],
      ['locked', 'code', 'g()'],
      ['r', 'raw', 'raw']
    ]);
  });

  it('takes counts and outputs', () => {
    expect(document.cells.map(cell => cell.executionCount)).toEqual([
      null,
      7,
      null,
      null
    ]);
    expect(document.cells[1].outputs).toEqual([
      { output_type: 'stream', name: 'stderr', text: 'a\nb' },
      error
    ]);
  });

  it('knows what may be edited', () => {
    expect(document.cells.map(cell => cell.editable)).toEqual([
      true,
      true,
      false,
      false
    ]);
  });
});

describe('languageOf', () => {
  it.each([
    ['the language of the last run', { language_info: { name: 'Python' } }],
    ['the language of the chosen kernel', { kernelspec: spec('python') }],
    [
      'the language of the last run first',
      { language_info: { name: 'python' }, kernelspec: spec('R') }
    ]
  ])('%s', (_, metadata) => {
    expect(languageOf(metadata)).toBe('python');
  });

  it('asks the kernel where the notebook does not say', () => {
    expect(languageOf({}, 'python')).toBe('python');
    expect(languageOf({}, undefined)).toBe('');
  });

  function spec(language: string) {
    return { name: 'k', display_name: 'K', language };
  }
});
