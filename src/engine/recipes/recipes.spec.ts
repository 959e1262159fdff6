import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

import type { IEngine } from '..';
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

  it('keeps to the schema, and its templates know all their names', () => {
    expect(() => readRecipe(text, file)).not.toThrow();
  });

  it('has a page of examples if it rewrites calls', () => {
    const { calls = [] } = JSON.parse(text) as IRecipe;
    const page = path.join(__dirname, file.replace(/json$/, 'md'));
    expect(fs.existsSync(page) || calls.length === 0).toBe(true);
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
    'errors/0/message: "(" is no regular expression.'
  ],
  [
    'a comma too many',
    '{\n  "library": "x",\n}',
    'own.json: line 3, column 1: '
  ],
  [
    'a name with a dash',
    JSON.stringify({ ...LEAST, modules: ['my-x'] }),
    'modules/0: "my-x" does not have the form that is wanted; examples are "package"'
  ],
  [
    'such a name as a field',
    JSON.stringify({ ...LEAST, types: { 'my-x.Client': {} } }),
    'types/my-x.Client: "my-x.Client" does not have the form'
  ],
  [
    'a word for a class',
    JSON.stringify({ ...LEAST, gives: { 'x.get': 'coroutine' } }),
    'gives/x.get: "coroutine" does not have the form'
  ],
  [
    'a call of another library',
    JSON.stringify({ ...LEAST, calls: [{ call: 'y.run' }] }),
    'calls/0/call: "y.run" is in none of the modules x.'
  ],
  [
    'a parameter that is not named',
    JSON.stringify({
      ...LEAST,
      calls: [
        { call: 'x.a' },
        { call: 'x.b', await: { template: '{coro}', safety: 'safe' } }
      ]
    }),
    'calls/1/await/template: nothing gives {coro}; known are {receiver},'
  ],
  [
    'a hole without its end',
    JSON.stringify({
      ...LEAST,
      calls: [
        {
          call: 'x.run',
          background: {
            names: { task: 'x_task' },
            lines: ['{task} = 1', '{task'],
            stop: '{task}.cancel()',
            safety: 'safe'
          }
        }
      ]
    }),
    'calls/0/background/lines/1: a brace stands alone in "{task"'
  ]
])('%s is refused, and the field is named', (_title, text, words) => {
  expect(() => readRecipe(text, 'own.json')).toThrow(words);
  expect(() => readRecipe(text, 'own.json')).toThrow(/^own\.json: /);
});

it('a byte order mark at the beginning is passed over', () => {
  expect(readRecipe(`\uFEFF${JSON.stringify(LEAST)}`, 'own.json')).toEqual(
    LEAST
  );
});

it('the example in docs/libraries.md is a recipe', () => {
  const page = fs.readFileSync(path.join(root, 'docs/libraries.md'), 'utf8');
  const [, example] = /```json\n([^]*?)```/.exec(page)!;
  expect(readRecipe(example, 'docs').library).toBe('Company');
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
