import type { IDocument } from '../engine/document';
import type { IEdit } from '../engine/edit';
import { diffOf } from './diff';

/**
 * A document whose cells hold these texts. `{…|…}` is an edit: what goes and
 * what comes.
 */
function parse(marked: string[]): { document: IDocument; edits: IEdit[] } {
  const edits: IEdit[] = [];
  const cells = marked.map((text, i) => {
    let source = '';
    let last = 0;
    for (const match of text.matchAll(/\{([^|}]*)\|([^}]*)\}/g)) {
      source += text.slice(last, match.index);
      const from = source.length;
      source += match[1];
      edits.push({
        cell: `c${i}`,
        from,
        to: source.length,
        insert: match[2]
      });
      last = match.index + match[0].length;
    }
    source += text.slice(last);
    return {
      id: `c${i}`,
      kind: 'code' as const,
      source,
      outputs: [],
      executionCount: i + 1,
      editable: true
    };
  });
  return { document: { kind: 'notebook', language: 'python', cells }, edits };
}

/**
 * The diff as text: `«…»` is marked.
 */
function told(marked: string[]): string[] {
  const { document, edits } = parse(marked);
  return diffOf(document, edits).flatMap(diff => [
    diff.name,
    ...diff.lines.map(
      line =>
        (line.kind === 'added' ? '+' : '-') +
        line.parts.map(p => (p.marked ? `«${p.text}»` : p.text)).join('')
    )
  ]);
}

describe('diffOf', () => {
  it.each<[string, string, string[]]>([
    [
      'a call becomes await',
      'pages = {asyncio.run(|await }crawl(limit=4){)|}  # keep',
      [
        '-pages = «asyncio.run(»crawl(limit=4)«)»  # keep',
        '+pages = «await »crawl(limit=4)  # keep'
      ]
    ],
    ['words are only added', '{|async }def f():', ['+«async »def f():']],
    ['words only go', 'x{ = None|}\ny', ['-x« = None»', '+x']],
    [
      'lines that stay are not told',
      'a\nb{1|2}\nc\nd{3|4}\ne',
      ['-b«1»', '+b«2»', '-d«3»', '+d«4»']
    ],
    [
      'lines that follow each other are told one by one',
      'a{1|2}\nb{3|4}',
      ['-a«1»', '+a«2»', '-b«3»', '+b«4»']
    ],
    [
      'a line comes at the top',
      '{|import asyncio\n}x = 1',
      ['+«import asyncio»']
    ],
    ['a line comes at the end', 'x = 1{|\ny = 2}', ['+«y = 2»']],
    [
      'a line comes after a line',
      'x = 1{|\n# later: await x}\ny',
      ['+«# later: await x»']
    ],
    ['a line goes', 'a\n{b\n|}c', ['-«b»']],
    ['the last line goes', 'a{\nb|}', ['-«b»']],
    ['lines in the middle go', 'a{\nb\nc|}\nd', ['-«b»', '-«c»']],
    [
      'several lines become one',
      'x = {run(\n  f()\n)|await f()}\ny',
      ['-x = «run(»', '-«  f()»', '-«)»', '+x = «await f()»']
    ],
    [
      'one becomes several',
      '{run(f())|t = f()\nawait t}',
      ['-«run(f())»', '+«t = f()»', '+«await t»']
    ],
    ['an empty cell', '{|x}', ['+«x»']]
  ])('%s', (_, marked, expected) => {
    expect(told([marked])).toEqual(['[1]', ...expected]);
  });

  it('tells cells in document order and leaves the others out', () => {
    expect(told(['{|async }def f(): 0', 'y = 1', 'x = {|await }f()'])).toEqual([
      '[1]',
      '+«async »def f(): 0',
      '[3]',
      '+x = «await »f()'
    ]);
  });
});
