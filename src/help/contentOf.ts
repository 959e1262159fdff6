import type { IDocument } from '../engine/document';
import type {
  IExplanation,
  IFinding,
  IRewrite,
  IRewriteExplanation
} from '../engine/finding';
import type { IChoice, IHelpContent } from './content';
import { diffOf } from './diff';

/**
 * A rewrite that is offered, and its words.
 */
export interface IOffer {
  readonly rewrite: IRewrite;
  readonly words: IRewriteExplanation;
}

/**
 * What the panel shows of a finding.
 *
 * @param document - The document the finding was made in.
 * @param offers - What is offered, best first.
 */
export function contentOf(
  document: IDocument,
  finding: IFinding,
  explanation: IExplanation,
  offers: readonly IOffer[]
): IHelpContent {
  const count = (id: string) =>
    document.cells.find(cell => cell.id === id)?.executionCount ?? null;
  return {
    rule: finding.rule,
    cell: finding.shownIn,
    count: count(finding.shownIn),
    headline: explanation.headline,
    sentences: explanation.sentences,
    choices: offers.map(({ rewrite, words }): IChoice => {
      const { kind, safety, edits, rerun } = rewrite;
      const others = rerun.some(id => id !== finding.shownIn);
      return {
        kind,
        safety,
        title: words.title,
        notes: words.notes,
        diff: diffOf(document, edits),
        runs: others ? rerun.map(count) : []
      };
    })
  };
}
