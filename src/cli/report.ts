import type { ICell, IEngine, IFinding, IRewrite } from '../engine';
import { positionOf } from '../engine';
import type { ICodeFile } from './codeFile';
import { english } from './english';

/**
 * A finding as the command line's JSON shows it. `cell` counts all cells from
 * 0, lines and columns count from 1, columns and offsets are UTF-16 units in
 * the cell's joined source.
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
  const cell = cellOf(finding, file);
  const { line, column } = positionOf(cell.source, finding.from);
  const first = file.firstLineOf(cell);
  const place =
    first === null
      ? `${path}: ${cellName(cell)}, line ${line}, column ${column}`
      : `${path}:${first + line - 1}:${column}`;
  const explanation = engine.explain(finding, english);
  return [
    `${place}: ${finding.severity} [${finding.rule}]`,
    `    ${explanation.sentences}`,
    ...finding.rewrites.map(
      (rewrite, i) =>
        `    - ${explanation.rewrites[i].title} (${rewrite.safety})`
    ),
    ''
  ].join('\n');
}

function cellName(cell: ICell): string {
  return cell.executionCount === null
    ? `cell ${cell.id}`
    : `cell ${cell.id} [${cell.executionCount}]`;
}

function cellOf(finding: IFinding, file: ICodeFile): ICell {
  return file.document.cells.find(cell => cell.id === finding.cell)!;
}
