import type { IFinding } from './finding';
import { lineStart, positionOf } from './lines';
import type { SyntaxNode } from './python/node';
import type { ICodeCell, Program } from './python/program';

/**
 * What one comment asks for: `# asyncio-helper: ignore[rule-a, rule-b]`.
 */
interface IRequest {
  /**
   * Rule ids; null for all rules.
   */
  readonly rules: ReadonlySet<string> | null;

  /**
   * `line`: the line it ends; `cell`, `document`: all of it.
   */
  readonly reach: 'line' | 'cell' | 'document';

  /**
   * The line it stands on, from 1.
   */
  readonly line: number;
}

/**
 * What every comment of this kind holds; most documents have none.
 */
const WORD = 'asyncio-helper';

/**
 * `ignore`, `ignore[rule]`, `ignore-file[rule-a, rule-b]`. A list that nobody
 * closed asks for nothing.
 */
const REQUEST =
  /#[ \t]*asyncio-helper:[ \t]*ignore(-file)?(?:[ \t]*\[([^\]]*)\]|(?![ \t]*\[))(?![\w-])/g;

/**
 * The findings whose cause no comment asks to leave alone.
 *
 * A comment at the end of a line counts for what begins on that line, and for
 * the statement whose first or last line it is (of a compound statement: its
 * head). On a line of its own above a cell's code it counts for the cell.
 */
export function withoutIgnored(
  findings: readonly IFinding[],
  program: Program
): readonly IFinding[] {
  if (!program.cells.some(({ cell }) => cell.source.includes(WORD))) {
    return findings;
  }
  const requests = new Map(
    program.cells.map(home => [home.cell.id, requestsIn(home)])
  );
  // What stands above it, such as a cell of another language, is no code here.
  const first = program.cells.find(({ masked }) => masked.text.trim() !== '');
  const forAll = requests
    .get(first?.cell.id ?? '')
    ?.filter(({ reach }) => reach === 'document');
  return findings.filter(finding => {
    const asked = [
      ...(forAll ?? []),
      ...(requests.get(finding.cell) ?? []).filter(
        ({ reach }) => reach !== 'document'
      )
    ].filter(({ rules }) => rules === null || rules.has(finding.rule));
    if (asked.length === 0) {
      return true;
    }
    const home = program.cells.find(({ cell }) => cell.id === finding.cell)!;
    const lines = linesFor(finding, home);
    return !asked.some(
      ({ reach, line }) => reach !== 'line' || lines.includes(line)
    );
  });
}

function requestsIn({ cell, tree }: ICodeCell): IRequest[] {
  if (!cell.source.includes(WORD)) {
    return [];
  }
  const code = tree.root.children.find(node => !isNoCode(node));
  const requests: IRequest[] = [];
  for (const comment of tree.root.walk()) {
    if (comment.type !== 'comment') {
      continue;
    }
    const { line } = positionOf(tree.source, comment.from);
    const alone =
      tree.source
        .slice(lineStart(tree.source, comment.from), comment.from)
        .trim() === '';
    const above = alone && (code === undefined || comment.from < code.from);
    for (const [, file, list] of comment.text.matchAll(REQUEST)) {
      const rules =
        list === undefined
          ? null
          : new Set(list.split(',').map(rule => rule.trim()));
      if (file !== undefined && above) {
        requests.push({ rules, line, reach: 'document' });
      } else if (file === undefined && (above || !alone)) {
        requests.push({ rules, line, reach: above ? 'cell' : 'line' });
      }
    }
  }
  return requests;
}

/**
 * Comments, and the place of a line magic, such as `%matplotlib inline`.
 */
function isNoCode(node: SyntaxNode): boolean {
  return node.type === 'comment' || node.text === '_';
}

/**
 * The lines whose comments count for a finding.
 */
function linesFor({ from, to }: IFinding, { tree }: ICodeCell): number[] {
  const statement = statementAround(tree.root, from, to);
  return [from, statement.from, headEnd(statement)].map(
    offset => positionOf(tree.source, offset).line
  );
}

/**
 * The innermost statement, or clause of one (`elif`, `except`, `case`), around
 * a range.
 */
function statementAround(
  root: SyntaxNode,
  from: number,
  to: number
): SyntaxNode {
  let statement = root;
  let node: SyntaxNode | undefined = root;
  while (node !== undefined) {
    if (
      node.parent?.type === 'module' ||
      node.parent?.type === 'block' ||
      (/_clause$/.test(node.type) && blockOf(node) !== undefined)
    ) {
      statement = node;
    }
    node = node.children.find(child => child.from <= from && to <= child.to);
  }
  return statement;
}

/**
 * Where a statement ends, or the head of a compound one.
 */
function headEnd(statement: SyntaxNode): number {
  const whole = statement.child('definition') ?? statement;
  const block = blockOf(whole);
  if (block === undefined) {
    return statement.to;
  }
  const head = whole.children
    .slice(0, whole.children.indexOf(block))
    .filter(child => child.type !== 'comment');
  return head[head.length - 1].to;
}

function blockOf(node: SyntaxNode): SyntaxNode | undefined {
  return node.children.find(child => child.type === 'block');
}
