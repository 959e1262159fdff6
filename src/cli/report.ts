import type {
  ICell,
  IEngine,
  IExplanation,
  IFinding,
  IRewrite
} from '../engine';
import { positionOf } from '../engine';
import type { ICodeFile } from './codeFile';
import { english } from './english';

/**
 * A finding as the command line's JSON shows it. `cell` counts all cells from
 * 0, lines and columns count from 1, columns and offsets are UTF-16 units in
 * the cell's joined source, in which a line's end is one unit.
 */
export interface IReportedFinding {
  readonly rule: string;
  readonly severity: IFinding['severity'];
  readonly message: string;
  readonly path: string;
  readonly cell: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly evidence: IFinding['evidence'];
  readonly rewrites: readonly {
    readonly title: string;
    readonly kind: IRewrite['kind'];
    readonly safety: IRewrite['safety'];
    readonly edits: readonly {
      readonly cell: number;
      readonly from: number;
      readonly to: number;
      readonly insert: string;
    }[];
    readonly rerun: readonly number[];
  }[];
}

/**
 * The finding in the form that `--format json` prints.
 */
export function reported(
  finding: IFinding,
  path: string,
  file: ICodeFile,
  engine: IEngine
): IReportedFinding {
  const { source } = cellOf(finding, file);
  const start = positionOf(source, finding.from);
  const end = positionOf(source, finding.to);
  const explanation = engine.explain(finding, english);
  return {
    rule: finding.rule,
    severity: finding.severity,
    message: explanation.sentences,
    path,
    cell: Number(finding.cell),
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    evidence: finding.evidence,
    rewrites: finding.rewrites.map((rewrite, i) => ({
      title: explanation.rewrites[i].title,
      kind: rewrite.kind,
      safety: rewrite.safety,
      edits: rewrite.edits.map(edit => ({ ...edit, cell: Number(edit.cell) })),
      rerun: rewrite.rerun.map(Number)
    }))
  };
}

/**
 * The finding in a few lines for people: where, why, what to do.
 */
export function inWords(
  finding: IFinding,
  path: string,
  file: ICodeFile,
  engine: IEngine
): string {
  const explanation = explained(finding, file, engine);
  return [
    `${placeInWords(finding, path, file)}: ${finding.severity} [${finding.rule}]`,
    `    ${explanation.sentences}`,
    ...finding.rewrites.map(
      (rewrite, i) =>
        `    - ${explanation.rewrites[i].title} (${rewrite.safety})`
    ),
    ''
  ].join('\n');
}

/**
 * The finding's sentences, with the line by which people know it.
 */
export function explained(
  finding: IFinding,
  file: ICodeFile,
  engine: IEngine
): IExplanation {
  if (file.readAs === 'cells') {
    return engine.explain(finding, english);
  }
  const { line } = file.positionInFile(cellOf(finding, file), finding.from);
  const values = { ...finding.values, line };
  return engine.explain({ ...finding, values }, english);
}

/**
 * Where a finding stands: a line of the file, or of one of its cells.
 */
export function placeInWords(
  finding: IFinding,
  path: string,
  file: ICodeFile
): string {
  const cell = cellOf(finding, file);
  if (file.readAs === 'cells') {
    const { line, column } = positionOf(cell.source, finding.from);
    return `${path}: ${cellName(cell)}, line ${line}, column ${column}`;
  }
  const { line, column } = file.positionInFile(cell, finding.from);
  return `${path}:${line}:${column}`;
}

export function cellName(cell: ICell): string {
  return cell.executionCount === null
    ? `cell ${cell.id}`
    : `cell ${cell.id} [${cell.executionCount}]`;
}

export function cellOf(finding: IFinding, file: ICodeFile): ICell {
  return file.document.cells.find(cell => cell.id === finding.cell)!;
}
