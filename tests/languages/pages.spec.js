const path = require('path');
const {
  faultsOfPage,
  faultsOfPages
} = require('../../scripts/lib/translatedPages');

// `node scripts/update-translations.mjs` lists the same.
it('every page of a rule is translated', () => {
  expect(faultsOfPages(path.join(__dirname, '..', '..'))).toEqual([]);
});

describe('what is wrong with a page', () => {
  const english = [
    '# a-rule',
    '',
    'It uses `await` here.',
    '',
    '## Examples',
    '',
    '### map',
    '',
    '```python before',
    'map(f, x)',
    '```',
    '',
    '```python verify',
    'assert x',
    '```',
    '',
    '- One `a`.',
    '- Two of them.',
    ''
  ];
  const chinese = [
    '# a-rule',
    '',
    '这里使用 `await`。',
    '',
    '## 示例',
    '',
    '### map',
    '',
    '```python before',
    '…',
    '```',
    '',
    '- 一个 `a`。',
    '- 两个。',
    ''
  ];
  const faults = lines =>
    faultsOfPage(lines.join('\n'), english.join('\n'), 'zh-CN');
  const changed = (line, other) =>
    chinese.map((each, i) => (i === line ? other : each));

  it('nothing', () => {
    expect(faults(chinese)).toEqual([]);
  });

  it.each([
    ['another title', changed(0, '# 规则'), /^another title/],
    ['another heading', changed(4, '## 例子'), /^another heading/],
    [
      'a paragraph in English',
      changed(2, 'It uses `await` here.'),
      /^not translated/
    ],
    [
      'code that is not named',
      changed(2, '这里使用它。'),
      /^without `await`: "It uses/
    ],
    [
      'code that is not in the English page',
      changed(2, '这里使用 `await` 和 `yield`。'),
      /^with `yield`: "It uses/
    ],
    ['a list with less in it', chinese.slice(0, -2), /^there is "- 一个/],
    [
      'a paragraph too few',
      chinese.filter((_, i) => i !== 2),
      /where the English page has "It uses/
    ],
    [
      'a paragraph too many',
      [...chinese, '完。'],
      /^there is "完。" where the English page has ""/
    ],
    [
      'another block',
      changed(8, '```python after'),
      /where the English page has "```python before/
    ],
    ['code', changed(9, 'map(f, x)'), /^holds more code/]
  ])('%s', (_, lines, fault) => {
    expect(faults(lines)).toEqual([expect.stringMatching(fault)]);
  });
});
