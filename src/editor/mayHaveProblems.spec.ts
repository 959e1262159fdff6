import * as fs from 'fs';
import * as path from 'path';
import { RECIPES } from '../engine/recipes';
import { readPythonText } from '../engine/pythonText';
import { mayHaveProblems } from './mayHaveProblems';

/**
 * The code that the rules' pages call wrong, by rule.
 */
function wrongCode(): [string, string][] {
  const rules = path.join(__dirname, '../engine/rules');
  return fs
    .readdirSync(rules)
    .map(rule => path.join(rules, rule, 'rule.md'))
    .filter(page => fs.existsSync(page))
    .flatMap(page =>
      [
        ...fs
          .readFileSync(page, 'utf8')
          .matchAll(/```python (?:before|suggested)\n([^]*?)```/g)
      ].map(([, code]): [string, string] => [
        path.basename(path.dirname(page)),
        code
      ])
    );
}

describe('mayHaveProblems', () => {
  it('says yes to all that a rule has something to say about', () => {
    const wrong = wrongCode();
    expect(wrong.length).toBeGreaterThan(50);
    expect(
      wrong.filter(
        ([, code]) => !mayHaveProblems(readPythonText(code).document)
      )
    ).toEqual([]);
  });

  it('says yes to every library that a recipe knows', () => {
    // What only waits, and has a twin for asyncio, is a matter of coroutines.
    const modules = RECIPES.filter(
      ({ calls, asyncLibraries }) => calls || !asyncLibraries
    ).flatMap(recipe => recipe.modules);
    expect(modules.length).toBeGreaterThan(10);
    expect(
      modules.filter(
        name => !mayHaveProblems(readPythonText(`import ${name}\n`).document)
      )
    ).toEqual([]);
  });

  it.each([
    'import pandas as pd\nfor row in table:\n    print(row)',
    '%%bash\nls',
    ''
  ])('says no to %j', code => {
    expect(mayHaveProblems(readPythonText(code).document)).toBe(false);
  });

  it('says no to another language, and to Markdown', () => {
    const { document } = readPythonText('asyncio.run(main())');
    expect(mayHaveProblems(document)).toBe(true);
    expect(mayHaveProblems({ ...document, language: 'julia' })).toBe(false);
    const cells = document.cells.map(cell => ({
      ...cell,
      kind: 'markdown' as const
    }));
    expect(mayHaveProblems({ ...document, cells })).toBe(false);
  });

  it('says yes to an error of a loop in code without such words', () => {
    const { document } = readPythonText('server.serve()');
    expect(mayHaveProblems(document)).toBe(false);
    const outputs = [
      {
        output_type: 'error',
        evalue: 'asyncio.run() cannot be called from a running event loop'
      }
    ];
    const cells = document.cells.map(cell => ({ ...cell, outputs }));
    expect(mayHaveProblems({ ...document, cells })).toBe(true);
  });
});
