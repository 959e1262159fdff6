import type { ICheckOptions, IDocument, IKernelFacts } from './document';
import type { IRecipe } from './recipes/recipe';
import type { IExplanation, IFinding, IRewrite, ITranslator } from './finding';

/**
 * The engine: text and facts in, findings out. It is loaded once
 * (`loadEngine`), and is synchronous from then on.
 */
export interface IEngine {
  /**
   * Every finding in the document that no comment asks to leave alone, in
   * document order of `shownIn`.
   */
  check(
    document: IDocument,
    facts?: IKernelFacts,
    options?: ICheckOptions
  ): IFinding[];

  /**
   * The finding in words.
   */
  explain(finding: IFinding, trans: ITranslator): IExplanation;

  /**
   * The value, once it is known to be a recipe.
   *
   * @param name - what it is called in messages
   * @throws RecipeError
   */
  readRecipe(value: unknown, name: string): IRecipe;

  /**
   * What one click on `rewrite` does: its edits, together with those rewrites
   * that the same cell needs before it can run.
   *
   * @param all - the findings of the same document
   * @returns the rewrite with everything it needs. Applied, it makes
   * `finding.shownIn` pass this call, and the next such call in it too.
   */
  complete(
    finding: IFinding,
    rewrite: IRewrite,
    all: readonly IFinding[],
    document: IDocument
  ): IRewrite;

  /**
   * Several rewrites as one: the first, and each other that does not get in
   * the way of those before it.
   *
   * @param rewrites - at least one
   */
  merge(rewrites: readonly IRewrite[], document: IDocument): IRewrite;

  /**
   * Keep nothing of the documents that were checked. What is asked next is read
   * anew.
   */
  forget(): void;
}
