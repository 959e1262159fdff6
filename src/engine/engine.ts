import type { IDocument, IKernelFacts } from './document';
import type {
  IExplanation,
  IFinding,
  IRewrite,
  ITranslator
} from './finding';

/**
 * The engine: text and facts in, findings out. It is loaded once
 * (`loadEngine`), and is synchronous from then on.
 */
export interface IEngine {
  /**
   * Every finding in the document, in document order of `shownIn`.
   */
  check(document: IDocument, facts?: IKernelFacts): IFinding[];

  /**
   * The finding in words.
   */
  explain(finding: IFinding, trans: ITranslator): IExplanation;

  /**
   * What one click on `rewrite` does: its edits, together with those rewrites
   * of the same kind that stop the same cell from running.
   *
   * @returns the rewrite with everything it needs. Applied, it makes
   * `finding.shownIn` pass the call, and the next such call in that cell too.
   */
  complete(
    finding: IFinding,
    rewrite: IRewrite,
    all: readonly IFinding[]
  ): IRewrite;
}
