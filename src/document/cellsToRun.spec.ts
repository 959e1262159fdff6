import type { IDocument } from '../engine/document';
import { cellsToRun } from './cellsToRun';

const document: IDocument = {
  kind: 'notebook',
  language: 'python',
  cells: (['a', 'b', 'c', 'note'] as const).map(id => ({
    id,
    kind: id === 'note' ? 'markdown' : 'code',
    source: '',
    outputs: [],
    executionCount: null,
    editable: true
  }))
};

describe('cellsToRun', () => {
  it.each([
    ['the failed cell alone', ['b'], ['b']],
    ['in document order', ['c', 'a'], ['a', 'c']],
    ['each once', ['a', 'a'], ['a']],
    ['no cell that is gone', ['a', 'gone'], ['a']],
    ['no Markdown', ['note', 'c'], ['c']]
  ])('%s', (_, rerun, expected) => {
    const rewrite = {
      kind: 'await' as const,
      safety: 'safe' as const,
      edits: [],
      rerun,
      values: {}
    };
    expect(cellsToRun(rewrite, document)).toEqual(expected);
  });
});
