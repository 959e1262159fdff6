import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

import { holesIn } from '../rewrite/template';
import { RECIPES } from '.';
import { Libraries } from './Libraries';
import { readRecipe } from './readRecipe';
import type { IRecipe } from './recipe';

const root = path.join(__dirname, '../../..');
const files = fs
  .readdirSync(__dirname)
  .filter(file => /^[^.]+\.json$/.test(file));

it('the list and the table of libraries are made from the recipes that lie here', () => {
  expect(() =>
    execFileSync('node', ['scripts/collect-recipes.mjs', '--check'], {
      cwd: root,
      stdio: 'pipe'
    })
  ).not.toThrow();
  expect(RECIPES).toHaveLength(files.length);
});

describe.each(files)('%s', file => {
  const text = fs.readFileSync(path.join(__dirname, file), 'utf8');

  it('keeps to the schema', () => {
    expect(() => readRecipe(text, file)).not.toThrow();
  });

  it('knows every name in its templates', () => {
    const { calls = [] } = JSON.parse(text) as IRecipe;
    for (const { parameters = [], await: twin, background } of calls) {
      const known = new Set([
        'receiver',
        'awaitable',
        'arguments',
        ...parameters.map(name => name.replace('*', '')),
        ...Object.keys(background?.names ?? {}),
        ...[...(twin?.imports ?? []), ...(background?.imports ?? [])].map(
          statement => statement.split(' ').pop()!
        )
      ]);
      const templates = [
        ...(twin === undefined ? [] : [twin.template]),
        ...(background?.lines ?? []),
        ...(background === undefined ? [] : [background.stop])
      ];
      const used = templates.flatMap(template => holesIn(template));
      expect(used.filter(name => !known.has(name))).toEqual([]);
    }
  });
});

const LEAST = {
  library: 'x',
  modules: ['x'],
  checkedWith: { x: '1.0' }
};

it.each([
  ['a list', '[]', 'the recipe: '],
  ['no JSON', '{', 'own.json: '],
  ['no library', '{"modules": ["x"]}', '"library"'],
  [
    'a word that is none',
    JSON.stringify({ ...LEAST, calls: [{ call: 'x.run', thread: 'maybe' }] }),
    'calls/0/thread: '
  ],
  ['an unknown field', JSON.stringify({ ...LEAST, typos: {} }), 'typos'],
  [
    'a pattern that is none',
    JSON.stringify({ ...LEAST, errors: [{ name: 'E', message: '(' }] }),
    'errors/0/message: '
  ]
])('%s is refused, and the field is named', (_title, text, words) => {
  expect(() => readRecipe(text, 'own.json')).toThrow(words);
  expect(() => readRecipe(text, 'own.json')).toThrow(/^own\.json: /);
});

it('a later recipe comes before an earlier one, and inherited methods are found', () => {
  const libraries = new Libraries([
    ...RECIPES,
    {
      ...LEAST,
      aliases: { 'x.y.Client': 'x.Client' },
      gives: { 'anyio.sleep': 'await builtins.int' },
      types: {
        'x.Base': { methods: { get: 'await' } },
        'x.Client': { bases: ['x.Base'] }
      }
    }
  ]);
  expect(libraries.gives('anyio.sleep')).toBe('await builtins.int');
  expect(libraries.canonical('x.y.Client.get')).toBe('x.Client.get');
  expect(libraries.methodGives('x.Client', 'get')).toBe('await');
});
