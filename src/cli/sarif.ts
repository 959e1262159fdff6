import type { IEngine, IFinding } from '../engine';
import { RULE_IDS } from '../engine';
import type { ICodeFile } from './codeFile';
import type { IFileFindings } from './formats';
import { fromHere } from './fromHere';
import { cellName, cellOf, explained } from './report';
import { rulePage } from './rulePage';
import { VERSION } from './version';

/**
 * What SARIF calls a severity.
 */
const LEVELS: Readonly<Record<IFinding['severity'], string>> = {
  error: 'error',
  warning: 'warning',
  hint: 'note'
};

/**
 * The findings as a log in SARIF 2.1.0 (OASIS, "Static Analysis Results
 * Interchange Format"). Regions are those of the file's text, which for a
 * notebook is JSON; the cell is a logical location.
 *
 * @param complete - whether every file could be checked
 */
export async function sarifLog(
  all: readonly IFileFindings[],
  engine: IEngine,
  complete: boolean
): Promise<object> {
  return {
    $schema:
      'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'asyncio-helper',
            version: VERSION,
            rules: await Promise.all(RULE_IDS.map(describedRule))
          }
        },
        invocations: [{ executionSuccessful: complete }],
        columnKind: 'utf16CodeUnits',
        results: all.flatMap(({ path, file, findings }) =>
          findings.map(finding => resultFor(finding, path, file, engine))
        )
      }
    ]
  };
}

async function describedRule(id: string): Promise<object> {
  const { summary, explanation } = await rulePage(id);
  return {
    id,
    shortDescription: { text: summary },
    help: { text: explanation, markdown: explanation }
  };
}

function resultFor(
  finding: IFinding,
  path: string,
  file: ICodeFile,
  engine: IEngine
): object {
  const cell = cellOf(finding, file);
  const artifactLocation = { uri: uriOf(path) };
  const start = file.positionInFile(cell, finding.from);
  const end = file.positionInFile(cell, finding.to);
  const fixes = fixesFor(finding, artifactLocation, file, engine);
  return {
    ruleId: finding.rule,
    ruleIndex: RULE_IDS.indexOf(finding.rule),
    level: LEVELS[finding.severity],
    message: { text: explained(finding, file, engine).sentences },
    locations: [
      {
        physicalLocation: {
          artifactLocation,
          region: {
            startLine: start.line,
            startColumn: start.column,
            endLine: end.line,
            endColumn: end.column
          }
        },
        ...(file.readAs === 'cells'
          ? {
              logicalLocations: [
                { name: cellName(cell), fullyQualifiedName: `cells/${cell.id}` }
              ]
            }
          : {})
      }
    ],
    ...(fixes.length > 0 ? { fixes } : {})
  };
}

/**
 * The rewrites that `fix` may apply.
 */
function fixesFor(
  finding: IFinding,
  artifactLocation: object,
  file: ICodeFile,
  engine: IEngine
): object[] {
  const { rewrites } = explained(finding, file, engine);
  return finding.rewrites.flatMap(({ safety, edits }, i) => {
    const changes = safety === 'safe' ? file.changesInFile(edits) : null;
    return changes === null
      ? []
      : {
          description: { text: rewrites[i].title },
          artifactChanges: [
            {
              artifactLocation,
              replacements: changes.map(({ from, to, insert }) => ({
                deletedRegion: {
                  startLine: from.line,
                  startColumn: from.column,
                  endLine: to.line,
                  endColumn: to.column
                },
                insertedContent: { text: insert }
              }))
            }
          ]
        };
  });
}

function uriOf(path: string): string {
  return fromHere(path).split('/').map(encodeURIComponent).join('/');
}
