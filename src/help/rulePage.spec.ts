import { nullTranslator } from '@jupyterlab/translation';
import { forReading } from './rulePage';

const trans = nullTranslator.load('jupyterlab_asyncio_helper');

describe('forReading', () => {
  it.each([
    ['the title goes', '# a-rule\n\nText\n', 'Text\n'],
    ['plain code stays', '```text\nx\n```\n', '```text\nx\n```\n'],
    [
      'examples are named',
      '```python before\na\n```\n\n```python after\nb\n```\n',
      '*Before*\n\n```python\na\n```\n\n*After*\n\n```python\nb\n```\n'
    ],
    [
      'what verifies them goes',
      '```python after\nb\n```\n\n```python verify\nassert b\n```\n\n### Next\n',
      '*After*\n\n```python\nb\n```\n\n### Next\n'
    ],
    [
      'other code is only Python',
      '```python left-alone\nx\n```\n',
      '```python\nx\n```\n'
    ]
  ])('%s', (_, page, expected) => {
    expect(forReading(page, trans)).toBe(expected);
  });
});
