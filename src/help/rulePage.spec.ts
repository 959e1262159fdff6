import type { IRenderMime } from '@jupyterlab/rendermime';
import { RenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import { nullTranslator } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { forReading, rulePage, withCode } from './rulePage';

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

describe('withCode', () => {
  it('puts the code of a page into its translation', () => {
    expect(
      withCode(
        '现象\n\n```text\n…\n```\n\n### 例\n\n```python before\n…\n```\n\n```python after\n…\n```\n\n完\n',
        'You see\n\n```text\nerror $& $1\n```\n\n### Case\n\n```python before\na\n\nb\n```\n\n```python after\nc\n```\n\n```python verify\nassert c\n```\n\nEnd\n'
      )
    ).toBe(
      '现象\n\n```text\nerror $& $1\n```\n\n### 例\n\n```python before\na\n\nb\n```\n\n```python after\nc\n```\n\n完\n'
    );
  });
});

describe('rulePage', () => {
  const rendermime = new RenderMimeRegistry({
    initialFactories: [
      {
        safe: true,
        mimeTypes: ['text/markdown'],
        createRenderer: () =>
          Object.assign(new Widget(), {
            async renderModel(this: Widget, { data }: IRenderMime.IMimeModel) {
              this.node.textContent = String(data['text/markdown']);
            }
          })
      }
    ]
  });

  it.each([
    ['en', '## Why'],
    ['zh-CN', '## 原因'],
    ['xx', '## Why']
  ])('in the language of the catalogue: %s', async (language, heading) => {
    const page = await rulePage('asyncio-run', rendermime, {
      ...trans,
      __: (text: string) => text,
      _p: () => language
    } as unknown as TranslationBundle);
    expect(page.node.textContent).toContain(heading);
    expect(page.node.textContent).toContain(
      'RuntimeError: asyncio.run() cannot be called from a running event loop'
    );
    expect(page.node.textContent).not.toContain('…\n```');
    page.dispose();
  });
});
