import '@microsoft/jest-sarif';

import type { IEngine, IFinding } from '../engine';
import { applyEdits, loadEngine, RULE_IDS } from '../engine';
import { readCodeFile } from './readCodeFile';
import { sarifLog } from './sarif';

let engine: IEngine;
beforeAll(async () => {
  engine = await loadEngine();
});

interface IRegion {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/**
 * The one run of the log for a file.
 */
async function runFor(
  path: string,
  text: string,
  complete = true,
  change: Partial<IFinding> = {}
) {
  const file = readCodeFile(path, text);
  const findings = engine
    .check(file.document, file.facts)
    .map(finding => ({ ...finding, ...change }));
  const log = JSON.parse(
    JSON.stringify(await sarifLog([{ path, file, findings }], engine, complete))
  );
  expect(log).toBeValidSarifLog();
  return log.runs[0];
}

const RUN =
  '# %%\r\nimport asyncio\r\nasync def f(): pass\r\ndef g():\r\n  return asyncio.run(f())\r\ng()\r\n';

it('tells of every rule', async () => {
  const { tool } = await runFor('a.py', '');
  expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(
    RULE_IDS
  );
  for (const { shortDescription, help } of tool.driver.rules) {
    expect(shortDescription.text).toMatch(/^.+\.$/);
    expect(help.text).toContain('## Why');
    expect(help.text).not.toContain('## Examples');
  }
});

it('shows a finding where it stands', async () => {
  const { results, columnKind, invocations } = await runFor('x y/a#.py', RUN);
  expect(columnKind).toBe('utf16CodeUnits');
  expect(invocations).toEqual([{ executionSuccessful: true }]);
  expect(results).toHaveLength(1);
  expect(results[0]).toMatchObject({
    ruleId: 'asyncio-run',
    ruleIndex: 0,
    level: 'error',
    message: { text: expect.stringContaining('on line 5') },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'x%20y/a%23.py' },
          region: { startLine: 5, startColumn: 10, endLine: 5, endColumn: 26 }
        }
      }
    ]
  });
});

it('holds the safe rewrites of a Python file', async () => {
  const { results } = await runFor('a.py', RUN);
  const [{ artifactChanges }] = results[0].fixes;
  const offset = (line: number, column: number) =>
    RUN.split('\n')
      .slice(0, line - 1)
      .join('\n').length +
    (line > 1 ? 1 : 0) +
    column -
    1;
  const edits = artifactChanges[0].replacements.map(
    ({
      deletedRegion: at,
      insertedContent
    }: {
      deletedRegion: IRegion;
      insertedContent: { text: string };
    }) => ({
      cell: '',
      from: offset(at.startLine, at.startColumn),
      to: offset(at.endLine, at.endColumn),
      insert: insertedContent.text
    })
  );
  expect(applyEdits(RUN, '', edits)).toBe(
    RUN.replace('def g', 'async def g')
      .replace('asyncio.run(f())', 'await f()')
      .replace('\r\ng()', '\r\nawait g()')
  );
});

it('shows a line of a notebook’s JSON, and its cell', async () => {
  const text = JSON.stringify(
    {
      nbformat: 4,
      cells: [
        { cell_type: 'markdown', source: 'x' },
        {
          cell_type: 'code',
          execution_count: 7,
          source: ['import asyncio\n', 'asyncio.run(f())']
        }
      ]
    },
    null,
    1
  );
  const line = text.split('\n').findIndex(l => l.includes('run(')) + 1;
  const { results } = await runFor('a.ipynb', text);
  expect(results[0].locations).toEqual([
    {
      physicalLocation: {
        artifactLocation: { uri: 'a.ipynb' },
        region: {
          startLine: line,
          startColumn: 6,
          endLine: line,
          endColumn: 22
        }
      },
      logicalLocations: [{ name: 'cell 1 [7]', fullyQualifiedName: 'cells/1' }]
    }
  ]);
  expect(results[0].fixes).toBeUndefined();
});

it('says that a file could not be checked', async () => {
  const { invocations } = await runFor('a.py', '', false);
  expect(invocations).toEqual([{ executionSuccessful: false }]);
});

it.each([
  ['error', 'error'],
  ['warning', 'warning'],
  ['hint', 'note']
] as const)('calls the severity %s %s', async (severity, level) => {
  const { results } = await runFor('a.py', RUN, true, { severity });
  expect(results[0].level).toBe(level);
});
