import { listIn, namesOf } from '../document/cellNames';
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
 * @param place - The cell under which it is shown.
 */
export function contentOf(
  document: IDocument,
  finding: IFinding,
  explanation: IExplanation,
  offers: readonly IOffer[],
  place = finding.shownIn
): IHelpContent {
  const { cell } = finding;
  const [name = '[ ]'] = namesOf([place], document);
  const [cause] = cell === place ? [] : namesOf([cell], document);
  return {
    rule: finding.rule,
    cause: cause === undefined ? null : { cell, name: cause },
    cell: place,
    name,
    headline: explanation.headline,
    sentences: explanation.sentences,
    choices: offers.map(({ rewrite, words }): IChoice => {
      const { kind, safety, edits, rerun, values } = rewrite;
      return {
        kind,
        safety,
        title: words.title,
        notes: words.notes,
        diff: diffOf(document, edits),
        runs: namesOf(
          rerun.filter(id => id !== place),
          document
        ),
        repeats: listIn(values, 'repeatedIn').filter(name => name !== '')
      };
    })
  };
}
