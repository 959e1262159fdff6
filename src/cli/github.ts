import type { IEngine, IFinding } from '../engine';
import type { ICodeFile } from './codeFile';
import { fromHere } from './fromHere';
import { cellOf, explained, placeInWords } from './report';

/**
 * What GitHub calls a severity.
 */
const COMMANDS: Readonly<Record<IFinding['severity'], string>> = {
  error: 'error',
  warning: 'warning',
  hint: 'notice'
};

/**
 * The finding as a workflow command, which GitHub shows at the line of the
 * file's text (GitHub Docs, "Workflow commands for GitHub Actions").
 */
export function githubCommand(
  finding: IFinding,
  path: string,
  file: ICodeFile,
  engine: IEngine
): string {
  const cell = cellOf(finding, file);
  const start = file.positionInFile(cell, finding.from);
  const end = file.positionInFile(cell, finding.to);
  const properties = Object.entries({
    file: fromHere(path),
    line: start.line,
    col: start.column,
    endLine: end.line,
    endColumn: end.column,
    title: `asyncio-helper (${finding.rule})`
  }).map(([name, value]) => `${name}=${escapedProperty(String(value))}`);
  const message = `${placeInWords(finding, path, file)}: ${explained(finding, file, engine).sentences}`;
  return `::${COMMANDS[finding.severity]} ${properties.join(',')}::${escaped(message)}\n`;
}

/**
 * `escapeData` of actions/toolkit, packages/core/src/command.ts.
 */
function escaped(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

/**
 * `escapeProperty` of the same file.
 */
function escapedProperty(text: string): string {
  return escaped(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
