import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

import type { IRecipe } from '../engine';
import { loadEngine } from '../engine';
import { notebook, rewritten } from '../engine/testing/documents';
import {
  ConfigurationError,
  Configurations,
  readConfiguration
} from './configuration';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'asyncio-helper-'));
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  return file;
}

const SECTION = '[tool.asyncio-helper]\n';

describe('the section of a pyproject.toml', () => {
  it('is read', () => {
    const file = write(
      'pyproject.toml',
      `\uFEFF[project]\r\nname = "x"\r\n
[tool.asyncio-helper]
select = ["asyncio-run", "run-forever"]
ignore = ["run-forever"]
exclude = ["drafts", "*.py"]
prefer = "thread"
strict = true
blocking-calls = ["company.query", "wait_for_it"]

[tool.asyncio-helper.per-file-ignores]
"tests/**" = ["asyncio-run"]
`
    );
    expect(readConfiguration(file)).toEqual({
      folder,
      select: new Set(['asyncio-run', 'run-forever']),
      ignore: new Set(['run-forever']),
      exclude: ['drafts', '*.py'],
      prefer: 'thread',
      strict: true,
      blockingCalls: ['company.query', 'wait_for_it'],
      perFileIgnores: [{ glob: 'tests/**', rules: new Set(['asyncio-run']) }]
    });
  });

  it('may be empty', () => {
    expect(readConfiguration(write('a.toml', SECTION))).toEqual({
      folder,
      select: null,
      ignore: new Set(),
      exclude: [],
      prefer: null,
      strict: false,
      blockingCalls: [],
      perFileIgnores: []
    });
  });

  it.each([
    ['no section', '[tool.other]\nx = 1\n'],
    ['a project that only needs it', 'dev = ["jupyterlab-asyncio-helper"]\n'],
    ['a broken file that is none of ours', '[tool.other\n'],
    ['nothing', '']
  ])('is absent: %s', (_name, text) => {
    expect(readConfiguration(write('pyproject.toml', text))).toBeNull();
  });

  it.each([
    [
      'select = ["asyncio-rum"]',
      'select: unknown rule "asyncio-rum"; the rules are asyncio-run, '
    ],
    ['ignore = ["E501"]', 'ignore: unknown rule "E501"'],
    [
      'per-file-ignores = {"*.py" = ["x"]}',
      'per-file-ignores."*.py": unknown rule "x"'
    ],
    ['per-file-ignores = ["x"]', 'per-file-ignores must be a table'],
    ['select = "asyncio-run"', 'select must be a list of strings'],
    ['select = [1]', 'select must be a list of strings'],
    ['exclude = [""]', 'exclude must be a list of strings'],
    ['exclude = 2020-01-01', 'exclude must be a list of strings'],
    ['strict = "yes"', 'strict must be true or false'],
    ['prefer = "luck"', 'prefer must be await, task, thread'],
    ['blocking-calls = ["a b"]', 'blocking-calls: "a b" is no dotted name'],
    ['blocking_calls = []', 'unknown key "blocking_calls"'],
    ['recipes = 1', 'recipes must be the name of a folder'],
    ['recipes = "none"', 'recipes: there is no folder none'],
    ['select = [', 'line 3: Invalid TOML']
  ])('is refused with its file and a reason: %s', (line, reason) => {
    const file = write('pyproject.toml', `${SECTION}${line}\n`);
    expect(() => readConfiguration(file)).toThrow(ConfigurationError);
    expect(() => readConfiguration(file)).toThrow(file);
    expect(() => readConfiguration(file)).toThrow(reason);
  });
});

describe('a folder of recipes', () => {
  const recipe = {
    library: 'Company',
    modules: ['company'],
    checkedWith: { company: '1.0' },
    calls: [
      {
        call: 'company.fetch_sync',
        alone: true,
        await: { template: '{receiver}.fetch({arguments})', safety: 'safe' }
      }
    ]
  };

  it('is read', () => {
    write('recipes/company.json', JSON.stringify(recipe));
    const file = write('pyproject.toml', `${SECTION}recipes = "recipes"\n`);
    expect(readConfiguration(file)?.recipes).toEqual([recipe]);
  });

  it('with a mistake names the file and the field', () => {
    write(
      'recipes/company.json',
      JSON.stringify({ ...recipe, calls: [{ call: 'fetch' }] })
    );
    const file = write('pyproject.toml', `${SECTION}recipes = "recipes"\n`);
    expect(() => readConfiguration(file)).toThrow(
      path.join('recipes', 'company.json: calls')
    );
  });

  it('is followed', async () => {
    const engine = await loadEngine();
    const document = notebook(
      'import company\nvalue = company.fetch_sync(1, retries=2)'
    );
    expect(engine.check(document)).toEqual([]);
    const [finding] = engine.check(
      document,
      {},
      { recipes: [recipe as IRecipe] }
    );
    expect(rewritten(document, finding)).toEqual([
      'import company\nvalue = await company.fetch(1, retries=2)'
    ]);
  });
});

describe('the configuration of a file', () => {
  const strict = (choice: string | null | undefined, file: string) =>
    new Configurations(choice).for(path.join(folder, file))?.strict;

  it('is that of the nearest file that has the section', () => {
    write('pyproject.toml', `${SECTION}strict = true\n`);
    write('a/pyproject.toml', '[project]\nname = "a"\n');
    write('a/b/pyproject.toml', SECTION);
    expect(strict(undefined, 'x.py')).toBe(true);
    expect(strict(undefined, 'a/x.py')).toBe(true);
    expect(strict(undefined, 'a/b/c/x.py')).toBe(false);
  });

  it('is the one that is asked for, or none', () => {
    write('pyproject.toml', `${SECTION}strict = true\n`);
    const other = write('other.toml', SECTION);
    expect(strict(other, 'x.py')).toBe(false);
    expect(strict(null, 'x.py')).toBeUndefined();
    expect(new Configurations(other).for('x.py')?.folder).toBe(process.cwd());
  });

  it('must be there if it is asked for', () => {
    const other = write('other.toml', '');
    expect(() => new Configurations(other)).toThrow('[tool.asyncio-helper]');
    expect(() => new Configurations(path.join(folder, 'gone.toml'))).toThrow(
      ConfigurationError
    );
  });
});
