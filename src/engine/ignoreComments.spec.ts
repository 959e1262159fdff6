import type { ICell, IDocument, IEngine } from '.';
import { engine as loaded, notebook, runError } from './testing/documents';

let engine: IEngine;
beforeAll(async () => {
  engine = await loaded;
});

const HEAD = 'import asyncio\nasync def f(): pass\n';

/**
 * The text of each finding in a notebook that first imports asyncio.
 */
function found(...sources: readonly (string | Partial<ICell>)[]): string[] {
  return foundIn(notebook(HEAD, ...sources));
}

function foundIn(document: IDocument): string[] {
  return engine
    .check(document)
    .map(({ cell, from, to }) =>
      document.cells.find(({ id }) => id === cell)!.source.slice(from, to)
    );
}

const RUN = 'asyncio.run(f())';

describe('a comment at the end of a line', () => {
  it.each([
    ['all rules', `${RUN}  # asyncio-helper: ignore`],
    ['this rule', `${RUN}  # asyncio-helper: ignore[asyncio-run]`],
    ['among others', `${RUN}  # asyncio-helper: ignore[a, asyncio-run]`],
    ['little space', `${RUN}#asyncio-helper:ignore[asyncio-run,b]`],
    ['much space', `${RUN}  #  asyncio-helper:  ignore [ asyncio-run ]`],
    ['with a reason', `${RUN}  # asyncio-helper: ignore, see the manual`],
    ['behind others', `${RUN}  # noqa  # asyncio-helper: ignore  # mine`],
    [
      'two requests',
      `${RUN}  # asyncio-helper: ignore[a] # asyncio-helper: ignore[asyncio-run]`
    ],
    [
      'the first line of the call',
      'asyncio.run(  # asyncio-helper: ignore\n    f()\n)'
    ],
    [
      'the first line of the statement',
      `x = [  # asyncio-helper: ignore\n    1,\n    ${RUN},\n]`
    ],
    [
      'the last line of the statement',
      `x = [\n    1,\n    ${RUN},\n]  # asyncio-helper: ignore`
    ],
    [
      'the line of the call within it',
      `x = [\n    1,\n    ${RUN},  # asyncio-helper: ignore\n]`
    ],
    [
      'the end of a string',
      `x = f"""\n{${RUN}}\n"""  # asyncio-helper: ignore`
    ],
    [
      'the head of a block',
      `if (\n    ${RUN}\n):  # asyncio-helper: ignore\n    pass`
    ],
    [
      'the head of a clause',
      `if x:\n    pass\nelif ${RUN}:  # asyncio-helper: ignore\n    pass`
    ],
    [
      'in a block',
      `if x:\n    ${RUN}  # asyncio-helper: ignore\nelse:\n    pass`
    ],
    [
      'in a function',
      `async def g():\n    return ${RUN}  # asyncio-helper: ignore`
    ],
    ['beside another statement', `x = 1; ${RUN}  # asyncio-helper: ignore`],
    [
      'under a magic',
      `%matplotlib inline\n!echo "# x"\n${RUN}  # asyncio-helper: ignore`
    ],
    ['in a timed cell', `%%time\n${RUN}  # asyncio-helper: ignore`],
    ['in a cell that does not parse', `${RUN}  # asyncio-helper: ignore\n)`]
  ])('counts: %s', (_name, source) => {
    expect(found(source)).toEqual([]);
  });

  it.each([
    ['another rule', `${RUN}  # asyncio-helper: ignore[run-forever]`],
    ['no rule', `${RUN}  # asyncio-helper: ignore[]`],
    [
      'a list that nobody closed',
      `${RUN}  # asyncio-helper: ignore[asyncio-run`
    ],
    ['another word', `${RUN}  # asyncio-helper: ignored`],
    ['no request', `${RUN}  # asyncio-helper: run`],
    ['the wrong place for a document', `${RUN}  # asyncio-helper: ignore-file`],
    ['no comment, but a string', `x = "# asyncio-helper: ignore", ${RUN}`],
    ['a string of several lines', `"""\n# asyncio-helper: ignore\n"""\n${RUN}`],
    ['the line before', `x = 1  # asyncio-helper: ignore\n${RUN}`],
    ['a line of its own below code', `x = 1\n# asyncio-helper: ignore\n${RUN}`],
    [
      'the end of the block',
      `if ${RUN}:\n    pass\n    pass  # asyncio-helper: ignore`
    ],
    [
      'the head of another clause',
      `if x:  # asyncio-helper: ignore\n    pass\nelif ${RUN}:\n    pass`
    ],
    [
      'the head of the block around',
      `for x in y:  # asyncio-helper: ignore\n    ${RUN}`
    ]
  ])('does not count: %s', (_name, source) => {
    expect(found(source)).toEqual([RUN]);
  });

  it('counts for its own line only', () => {
    expect(
      found('asyncio.run(f(1))  # asyncio-helper: ignore\nasyncio.run(f(2))')
    ).toEqual(['asyncio.run(f(2))']);
  });
});

describe('a comment above the code of a cell', () => {
  const two = 'asyncio.run(f(1))\nasyncio.run(f(2))\n';

  it.each([
    ['the first line', `# asyncio-helper: ignore\n${two}`],
    ['below other comments', `# mine\n\n  # asyncio-helper: ignore\n${two}`],
    ['below a cell magic', `%%time\n# asyncio-helper: ignore\n${two}`],
    ['below a line magic', `%pylab\n# asyncio-helper: ignore\n${two}`]
  ])('counts for the cell: %s', (_name, source) => {
    expect(found(source, RUN)).toEqual([RUN]);
  });

  it('in the first cell of Python, counts for the document', () => {
    const ask = '# asyncio-helper: ignore-file';
    const read = (first: string | Partial<ICell>, ...more: (typeof first)[]) =>
      foundIn(notebook(first, ...more, RUN));
    expect(read(`${ask}\n${HEAD}`)).toEqual([]);
    expect(read(`${ask}[asyncio-run]\n${HEAD}`)).toEqual([]);
    expect(read(`${ask}[run-forever]\n${HEAD}`)).toEqual([RUN]);
    expect(
      read({ kind: 'markdown', source: '# T' }, `${ask}\n${HEAD}`)
    ).toEqual([]);
    expect(read('%%bash\nls', `${ask}\n${HEAD}`)).toEqual([]);
    expect(read(HEAD, ask)).toEqual([RUN]);
    expect(read(`${HEAD}${ask}\n`)).toEqual([RUN]);
    expect(read(`%%bash\n${ask}`, HEAD)).toEqual([RUN]);
  });
});

describe('an error in another cell', () => {
  const failing = (text: string) => ({
    source: text,
    executionCount: 2,
    outputs: [runError(2, 1, text)]
  });

  it('is left alone where its cause is', () => {
    const shown = failing('main()');
    const main = (comment: string) => ({
      source: `${HEAD}def main():\n    return asyncio.run(f())${comment}\n`,
      executionCount: 1
    });
    expect(foundIn(notebook(main(''), shown))).toHaveLength(1);
    expect(
      foundIn(notebook(main('  # asyncio-helper: ignore'), shown))
    ).toEqual([]);
  });
});
