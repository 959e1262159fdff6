import type { ICheckOptions, IDocument, IKernelFacts } from '../document';
import type { IErrorOutput } from '../evidence/errorOutput';
import type { INeverAwaited } from '../evidence/neverAwaited';
import type { IOutputText } from '../evidence/outputText';
import type { IPrintedError } from '../evidence/printedErrors';
import type { IExplanation, IFinding, ITranslator } from '../finding';
import type { ILibraryCall } from '../python/libraryCalls';
import type { Program } from '../python/program';
import type { IStart } from '../python/starts';

/**
 * One kind of trouble: how it is found, what is offered, and how it is told.
 */
export interface IRule {
  /**
   * The name of the rule's folder.
   */
  readonly id: string;

  /**
   * Whether the rule can have anything to say about the document. Cheap, and
   * never wrong where it says no: documents that no rule asks for are not even
   * parsed.
   */
  mayApply(document: IDocument): boolean;

  find(context: IRuleContext): Iterable<IFinding>;

  /**
   * The finding in words. Every string is a literal argument of `trans`, so
   * that it can be extracted for translation.
   */
  explain(trans: ITranslator, finding: IFinding): IExplanation;
}

/**
 * What a rule reads.
 */
export interface IRuleContext {
  readonly document: IDocument;
  readonly program: Program;
  readonly facts: IKernelFacts;
  readonly options: ICheckOptions;

  /**
   * The errors that cells show, in document order: those that they fail with,
   * and those that are only printed.
   */
  readonly errors: readonly IErrorOutput[];

  /**
   * The errors among them that no cell fails with: of threads, tasks and
   * exception groups.
   */
  readonly printedErrors: readonly IPrintedError[];

  /**
   * The results and the printed text that cells show, in document order.
   */
  readonly texts: readonly IOutputText[];

  /**
   * The coroutines that Python says were never awaited, in the order shown.
   */
  readonly neverAwaited: readonly INeverAwaited[];

  /**
   * Every call that starts a loop.
   */
  readonly starts: readonly IStart[];

  /**
   * Every call that a library's recipe knows.
   */
  readonly libraryCalls: readonly ILibraryCall[];
}
