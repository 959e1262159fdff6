import type { IDocument } from '../document';
import type { IErrorOutput } from '../evidence/errorOutput';
import type { IUserFrame } from '../evidence/userFrame';
import { plainName } from '../evidence/errorOutput';
import { userFrameOf } from '../evidence/userFrame';
import type {
  IExplanation,
  IFinding,
  IRewrite,
  ITranslator,
  Severity,
  Value
} from '../finding';
import { positionOf } from '../lines';
import { placeOf } from '../python/awaitable';
import { mayBeOverridden } from '../python/mayBeOverridden';
import { isMeantToFail } from '../python/meantToFail';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell } from '../python/program';
import { isReachedAtOnce } from '../python/reached';
import type { ISite } from '../rewrite/effects';
import type { IRule, IRuleContext } from './rule';
import { isDirect } from './startsLoop';

/**
 * A place where code may have the wrong form for what it deals with.
 */
export interface ITrouble {
  readonly home: ICodeCell;

  /**
   * The cause: what is underlined, and what changes.
   */
  readonly node: SyntaxNode;

  /**
   * Where the traceback points, if not at `node`.
   */
  readonly raisedAt?: ISite;

  /**
   * Whether the code alone shows it, beyond doubt.
   */
  readonly certain: boolean;
  readonly severity?: Severity;
  readonly values: Readonly<Record<string, Value>>;

  /**
   * Where it is no error but the cell's result that shows it: how the result
   * begins.
   */
  readonly result?: RegExp;

  /**
   * Whether an error on the same line can come from it.
   */
  shows(error: IErrorOutput): boolean;

  /**
   * @param shownIn - the cell that shows the trouble
   * @param error - what proves the trouble, where it is not the code alone
   */
  rewrites(shownIn: string, error?: IErrorOutput): (IRewrite | null)[];
}

/**
 * A rule about one way of using something of asyncio's in the wrong form.
 */
interface IFormRule {
  readonly id: string;

  /**
   * Whether a cell's source or an error's message calls for the rule.
   */
  readonly word: RegExp;
  readonly message: RegExp;

  /**
   * The frames of these files may lie between the line and the error.
   */
  readonly through?: RegExp;

  /**
   * Whether a place is sure to run where it fails; without it, what running
   * the cells reaches, and what stands in a coroutine.
   */
  fails?(trouble: ITrouble, context: IRuleContext): boolean;

  /**
   * What may be wrong with one node of a cell that parses.
   */
  troublesAt(
    node: SyntaxNode,
    home: ICodeCell,
    context: IRuleContext
  ): readonly (ITrouble | null)[];
  explain(trans: ITranslator, finding: IFinding): IExplanation;
}

/**
 * A rule that finds places by what the code says there, and ties errors to them.
 */
export function wrongForm(rule: IFormRule): IRule {
  return {
    id: rule.id,
    mayApply: document => mayApply(rule, document),
    *find(context) {
      const troubles = context.program.cells
        .filter(({ tree }) => !tree.hasError)
        .flatMap(home =>
          [...home.tree.root.walk()].flatMap(node =>
            rule.troublesAt(node, home, context)
          )
        )
        .filter(trouble => trouble !== null);
      const shown = errorsByTrouble(rule, troubles, context);
      const told = new Set<SyntaxNode>();
      for (const [trouble, { error, only }] of shown) {
        told.add(trouble.node);
        yield findingFor(rule, trouble, error, only);
      }
      for (const trouble of troubles) {
        if (
          trouble.certain &&
          !told.has(trouble.node) &&
          (rule.fails ?? failsHere)(trouble, context)
        ) {
          told.add(trouble.node);
          const finding = findingFor(rule, trouble, undefined, true);
          yield isShownAsResult(trouble, context)
            ? { ...finding, evidence: 'result' }
            : finding;
        }
      }
    },
    explain: (trans, finding) => rule.explain(trans, finding)
  };
}

function mayApply({ word, message }: IFormRule, { cells }: IDocument): boolean {
  return cells.some(
    cell =>
      cell.kind === 'code' &&
      (word.test(cell.source) ||
        cell.outputs.some(
          output =>
            output.output_type === 'error' &&
            message.test(
              `${plainName(String(output.ename))}: ${String(output.evalue)}`
            )
        ))
  );
}

/**
 * The error that each place is the cause of, and whether no other place on the
 * line can be it.
 */
function errorsByTrouble(
  rule: IFormRule,
  troubles: readonly ITrouble[],
  { errors, program }: IRuleContext
): Map<ITrouble, { error: IErrorOutput; only: boolean }> {
  const shown = new Map<ITrouble, { error: IErrorOutput; only: boolean }>();
  for (const error of errors) {
    if (!rule.message.test(`${error.name}: ${error.message}`)) {
      continue;
    }
    const frame = userFrameOf(error, program);
    if (typeof frame === 'string' || !comesFromLine(frame, rule.through)) {
      continue;
    }
    const near = troubles.filter(
      trouble => isOnLine(trouble, frame) && trouble.shows(error)
    );
    const sure = near.filter(({ certain }) => certain);
    const [first, second] = sure.length > 0 ? sure : near;
    if (first !== undefined) {
      shown.set(first, { error, only: first.certain || second === undefined });
    }
  }
  return shown;
}

function comesFromLine(
  frame: IUserFrame,
  through: RegExp | undefined
): boolean {
  return isDirect(frame) || through?.test(frame.below[0].file ?? '') === true;
}

function isOnLine(trouble: ITrouble, { home, line }: IUserFrame): boolean {
  const at = trouble.raisedAt ?? trouble;
  const { source } = at.home.cell;
  return (
    at.home === home &&
    positionOf(source, at.node.from).line <= line &&
    line <= positionOf(source, at.node.to).line
  );
}

/**
 * Whether running the cells reaches the place, or a coroutine holds it, and
 * nothing around it counts on the error.
 */
function failsHere(
  { home, node, raisedAt }: ITrouble,
  { program, document }: IRuleContext
): boolean {
  const at = raisedAt ?? { home, node };
  if (
    isMeantToFail(at.node) ||
    mayBeOverridden(node, home, program, document.kind === 'script')
  ) {
    return false;
  }
  const place = placeOf(at.node, at.home.scopes);
  return (
    (place.kind === 'awaitable' && place.function !== null) ||
    isReachedAtOnce(at.node, at.home, program)
  );
}

/**
 * Whether the cell shows it as its result.
 */
function isShownAsResult(
  { result, home }: ITrouble,
  { texts }: IRuleContext
): boolean {
  return (
    result !== undefined &&
    texts.some(
      ({ cell, channel, text }) =>
        cell === home.cell && channel === 'result' && result.test(text)
    )
  );
}

function findingFor(
  rule: IFormRule,
  trouble: ITrouble,
  error: IErrorOutput | undefined,
  only: boolean
): IFinding {
  const { home, node, values, severity } = trouble;
  const shownIn = error?.cell.id ?? home.cell.id;
  return {
    rule: rule.id,
    values: {
      line: positionOf(home.cell.source, node.from).line,
      ...values
    },
    cell: home.cell.id,
    from: node.from,
    to: node.to,
    shownIn,
    evidence: error === undefined ? 'code' : 'error',
    matched: true,
    severity: severity ?? 'error',
    rewrites: only
      ? trouble.rewrites(shownIn, error).filter(rewrite => rewrite !== null)
      : []
  };
}
