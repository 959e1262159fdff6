const fs = require('fs');
const path = require('path');
const {
  catalogueFiles,
  faultsOf,
  updated
} = require('../../scripts/lib/catalogues');
const { messagesOf } = require('../../scripts/lib/messages');

const root = path.join(__dirname, '..', '..');
const { messages, faults } = messagesOf(root);
const readJson = file => JSON.parse(fs.readFileSync(file, 'utf8'));

it('every text can be read from the sources', () => {
  expect(faults).toEqual([]);
});

it('there is Chinese', () => {
  expect(catalogueFiles(root).map(file => path.relative(root, file))).toEqual([
    'jupyterlab_asyncio_helper/locale/zh_CN/LC_MESSAGES/jupyterlab_asyncio_helper.json'
  ]);
});

describe.each(catalogueFiles(root))('%s', file => {
  const catalogue = readJson(file);

  // `node scripts/update-translations.mjs` lists the same and adds what is missing.
  it('translates every text, and nothing else', () => {
    expect(faultsOf(catalogue, messages)).toEqual([]);
  });

  it('is of this version, with its keys in order', () => {
    const { version } = readJson(path.join(root, 'package.json'));
    expect(fs.readFileSync(file, 'utf8')).toBe(
      `${JSON.stringify(updated(catalogue, messages, version), null, 2)}\n`
    );
  });

  it('tells JupyterLab whose it is', () => {
    const locale = path.basename(path.dirname(path.dirname(file)));
    expect(catalogue['']).toMatchObject({
      domain: 'jupyterlab_asyncio_helper',
      // With an underscore it would be served, and not used.
      language: locale.replace('_', '-'),
      plural_forms: expect.stringMatching(/^nplurals=\d; plural=/)
    });
  });
});

describe('what is wrong with a catalogue', () => {
  const known = new Map([
    ['Undo', { context: '', text: 'Undo', plural: '', place: 'a.ts:1' }],
    ['Run %1', { context: '', text: 'Run %1', plural: '', place: 'a.ts:2' }],
    [
      'One cell',
      { context: '', text: 'One cell', plural: '%1 cells', place: 'a.ts:3' }
    ]
  ]);
  const right = {
    '': {},
    Undo: ['撤销'],
    'Run %1': ['运行 %1'],
    'One cell': ['%1 个单元格', '%1 个单元格']
  };

  it('nothing', () => {
    expect(faultsOf(right, known)).toEqual([]);
  });

  it.each([
    ['missing', { Undo: undefined }, /^not translated: "Undo" \(a\.ts:1\)$/],
    ['new', { Undo: [] }, /^not translated/],
    ['empty', { Undo: [' '] }, /^not translated/],
    ['still English', { Undo: ['Undo'] }, /^not translated/],
    ['obsolete', { 'Run all': ['全部运行'] }, /^obsolete: "Run all"$/],
    ['a value lost', { 'Run %1': ['运行'] }, /^other values than %1/],
    ['another value', { 'Run %1': ['运行 %2'] }, /^other values than %1/],
    ['a value too many', { Undo: ['撤销 %1'] }, /^other values than none/],
    [
      'one form of a plural',
      { 'One cell': ['%1 个单元格'] },
      /^1 forms, not 2/
    ],
    ['a plural for none', { Undo: ['撤销', '撤销'] }, /^2 forms, not 1/]
  ])('%s', (_, change, fault) => {
    expect(faultsOf({ ...right, ...change }, known)).toEqual([
      expect.stringMatching(fault)
    ]);
  });
});
