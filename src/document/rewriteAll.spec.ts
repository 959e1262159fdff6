import { nullTranslator } from '@jupyterlab/translation';
import { loadEngine } from '../engine';
import type { IDocument } from '../engine/document';
import { applyEdits } from '../engine/edit';
import { Analyst } from './Analyst';
import type { IAnswerOptions } from './Analyst';

const MAIN = 'import asyncio\nasync def main():\n    return 42';

function documentOf(sources: readonly string[]): IDocument {
  return {
    kind: 'notebook',
    language: 'python',
    cells: sources.map((source, i) => ({
      id: `c${i}`,
      kind: 'code',
      source,
      outputs: [],
      executionCount: null,
      editable: !source.includes('# locked')
    }))
  };
}

describe('rewriteAll', () => {
  const analyst = new Analyst({
    load: loadEngine,
    trans: nullTranslator.load('jupyterlab_asyncio_helper'),
    onForbidden: () => undefined
  });

  beforeAll(async () => {
    expect(await analyst.load()).toBe(true);
  });

  function all(sources: readonly string[], options: IAnswerOptions = {}) {
    const document = documentOf(sources);
    const { edits, parts, left } = analyst.rewriteAll(document, {}, options);
    return {
      after: document.cells.map(({ id, source }) =>
        applyEdits(source, id, edits)
      ),
      parts: parts.map(({ finding: { rule, cell } }) => `${rule} ${cell}`),
      left: left.map(({ finding: { rule, cell } }) => `${rule} ${cell}`)
    };
  }

  it('rewrites what has never run, in every cell', () => {
    expect(
      all([MAIN, 'x = asyncio.run(main())', 'y = 1', 'z = asyncio.run(main())'])
    ).toEqual({
      after: [MAIN, 'x = await main()', 'y = 1', 'z = await main()'],
      parts: ['asyncio-run c1', 'asyncio-run c3'],
      left: []
    });
  });

  it('rewrites a function once, for all of its callers', () => {
    const { after, parts } = all([
      MAIN,
      'def load():\n    return asyncio.run(main())',
      'a = load()',
      'b = load()'
    ]);
    expect(after).toEqual([
      MAIN,
      'async def load():\n    return await main()',
      'a = await load()',
      'b = await load()'
    ]);
    expect(parts).toEqual(['asyncio-run c1']);
  });

  it('rewrites two places in one cell', () => {
    const [, after] = all([
      MAIN,
      'x = asyncio.run(main())\ny = asyncio.run(main())'
    ]).after;
    expect(after).toBe('x = await main()\ny = await main()');
  });

  it('leaves, and names, what it must not touch', () => {
    const sources = [MAIN, 'x = asyncio.run(main())  # locked'];
    expect(all(sources)).toEqual({
      after: sources,
      parts: [],
      left: ['asyncio-run c1']
    });
  });

  it.each<[string, IAnswerOptions]>([
    ['a rule is off', { isOff: rule => rule === 'asyncio-run' }],
    ['there are to be explanations only', { explainOnly: true }]
  ])('changes nothing where %s', (_, options) => {
    const sources = [MAIN, 'x = asyncio.run(main())'];
    expect(all(sources, options).after).toEqual(sources);
  });

  it('finds nothing in code that is right', () => {
    const sources = [MAIN, 'x = await main()'];
    expect(all(sources)).toEqual({ after: sources, parts: [], left: [] });
  });
});
