import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

import type { IEngine } from '..';
import { holesIn } from '../rewrite/template';
import { engine as loaded, notebook } from '../testing/documents';
import { fixedCells, pageBlocks, takenCells } from '../testing/pages';
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

  it('has a page of examples if it rewrites calls', () => {
    const { calls = [] } = JSON.parse(text) as IRecipe;
    const page = path.join(__dirname, file.replace(/json$/, 'md'));
    expect(fs.existsSync(page) || calls.length === 0).toBe(true);
  });

  it('knows every name in its templates', () => {
    const { calls = [] } = JSON.parse(text) as IRecipe;
    for (const { parameters = [], await: twin, background } of calls) {
      const known = new Set([
        'receiver',
        'awaitable',
        'callee',
        'arguments',
        'calls',
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

const pages = fs.readdirSync(__dirname).filter(file => file.endsWith('.md'));

/**
 * The examples beside the recipes, by kind.
 */
function examples(...kinds: string[]) {
  return pages.flatMap(file =>
    pageBlocks(path.join(__dirname, file))
      .filter(({ kind }) => kinds.includes(kind))
      .map(block => [`${file}: ${block.title}`, block] as const)
  );
}

describe('the examples', () => {
  let engine: IEngine;
  beforeAll(async () => {
    engine = await loaded;
  });
  const befores = examples('before');
  const afters = examples('after');

  it.each(befores.map(([title, block], i) => [title, block, i] as const))(
    '%s: becomes what it says',
    (_title, { cells, words }, i) => {
      const after = afters[i][1].cells;
      const takes = words.find(word => word.startsWith('takes='))?.slice(6);
      if (takes !== undefined) {
        expect(
          takenCells(engine, notebook(...cells), new RegExp(takes))
        ).toEqual(after);
      } else if (!words.includes('error')) {
        expect(fixedCells(engine, notebook(...cells))).toEqual(after);
      }
      expect(fixedCells(engine, notebook(...after))).toEqual(after);
    }
  );

  it.each(examples('left-alone'))('%s: is left alone', (_title, { cells }) => {
    expect(engine.check(notebook(...cells))).toEqual([]);
  });

  it.each(examples('suggested'))(
    '%s: is only suggested',
    (_title, { cells, words }) => {
      expect(fixedCells(engine, notebook(...cells))).toEqual(cells);
      if (!words.includes('error')) {
        expect(engine.check(notebook(...cells))).not.toEqual([]);
      }
    }
  );
});

const LEAST = {
  library: 'x',
  modules: ['x'],
  checkedWith: { x: '1.0' }
};

it.each([
  ['a list', '[]', 'the recipe: must be of type "object"'],
  ['no JSON', '{', 'own.json: '],
  ['no library', '{"modules": ["x"]}', '"library" is missing'],
  [
    'a text for a list',
    JSON.stringify({ ...LEAST, modules: 'x' }),
    'modules: must be of type "array"'
  ],
  [
    'a word that is none',
    JSON.stringify({ ...LEAST, calls: [{ call: 'x.run', thread: 'maybe' }] }),
    'calls/0/thread: must be one of "safe",'
  ],
  [
    'a rewrite without its text',
    JSON.stringify({
      ...LEAST,
      calls: [{ call: 'x.run', await: { safety: 'safe' } }]
    }),
    'calls/0/await: "template" is missing'
  ],
  [
    'an unknown field',
    JSON.stringify({ ...LEAST, typos: {} }),
    'typos: there is no such field'
  ],
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
