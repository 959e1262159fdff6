import type {
  ICheckOptions,
  IDocument,
  IKernelFacts
} from '../engine/document';
import type { IEngine } from '../engine/engine';
import type {
  IExplanation,
  IFinding,
  IRewrite,
  IRewriteExplanation,
  ITranslator,
  RewriteKind
} from '../engine/finding';
import { withCellNames } from './cellNames';

/**
 * What the engine knows of the trouble that one cell shows.
 */
export interface IAnswer {
  readonly finding: IFinding;
  readonly explanation: IExplanation;

  /**
   * Best first, each with all that one click does.
   */
  readonly offers: readonly {
    readonly rewrite: IRewrite;
    readonly words: IRewriteExplanation;
  }[];
}

export interface IAnalystOptions {
  /**
   * Loads the engine; called when a document needs it first.
   */
  load(): Promise<IEngine>;
  readonly trans: ITranslator;

  /**
   * Called once if the page forbids the parser to run.
   */
  onForbidden(): void;
}

/**
 * Asks the engine for one or for many documents, and lets none of its failures
 * out.
 */
export class Analyst {
  constructor(options: IAnalystOptions) {
    this._options = options;
  }

  /**
   * Whether `answer` can be called at once.
   */
  get isReady(): boolean {
    return this._engine !== null;
  }

  /**
   * Load the engine, if that has not been done.
   *
   * @returns whether it is there.
   */
  async load(): Promise<boolean> {
    if (this._engine || this._isForbidden) {
      return this._engine !== null;
    }
    try {
      // A failed load is not kept: the next document may have more luck.
      this._loading ??= this._options.load();
      this._engine = await this._loading;
      return true;
    } catch (reason) {
      if (isForbidden(reason)) {
        if (!this._isForbidden) {
          this._isForbidden = true;
          this._options.onForbidden();
        }
      } else {
        this._warn('asyncio help could not be loaded', reason);
      }
      return false;
    } finally {
      this._loading = null;
    }
  }

  /**
   * For each cell that shows a trouble, what to tell under it.
   *
   * @param preferred - The kind of rewrite that comes first among the safe
   * ones, if there is one of that kind.
   *
   * @returns answers by cell id; none while the engine is not loaded.
   */
  answer(
    document: IDocument,
    facts: IKernelFacts,
    preferred: RewriteKind | null = null
  ): Map<string, IAnswer> {
    const answers = new Map<string, IAnswer>();
    const engine = this._engine;
    if (!engine) {
      return answers;
    }
    try {
      // Where several cells fail of one cause the engine answers for one of
      // them: it is asked again, as if that one had not failed.
      let asked = document;
      let known;
      do {
        known = answers.size;
        const findings = engine.check(asked, facts);
        for (const finding of findings) {
          const { shownIn, evidence, severity } = finding;
          if (
            evidence !== 'code' &&
            severity !== 'hint' &&
            !answers.has(shownIn)
          ) {
            answers.set(
              shownIn,
              this._answer(engine, finding, findings, document, preferred)
            );
          }
        }
        asked = withoutAnswered(document, answers);
      } while (answers.size > known && hasError(asked));
    } catch (reason) {
      this._warn('asyncio help failed', reason);
      answers.clear();
    }
    return answers;
  }

  /**
   * Every trouble of the document that is more than a hint and tied to a place,
   * each cause once, whether something shows it or the code alone.
   *
   * @returns none while the engine is not loaded.
   */
  problems(
    document: IDocument,
    facts: IKernelFacts,
    options: ICheckOptions = {}
  ): IFinding[] {
    try {
      const findings = this._engine?.check(document, facts, options) ?? [];
      const causes = new Set<string>();
      return findings.filter(({ rule, cell, from, matched, severity }) => {
        const cause = `${rule} ${from} ${cell}`;
        const isNew = matched && severity !== 'hint' && !causes.has(cause);
        if (isNew) {
          causes.add(cause);
        }
        return isNew;
      });
    } catch (reason) {
      this._warn('asyncio help failed', reason);
      return [];
    }
  }

  /**
   * One of the `problems` in words, with what mends it and nothing else.
   */
  tell(
    finding: IFinding,
    document: IDocument,
    preferred: RewriteKind | null = null
  ): IAnswer | null {
    try {
      return (
        this._engine &&
        this._answer(this._engine, finding, [], document, preferred)
      );
    } catch (reason) {
      this._warn('asyncio help failed', reason);
      return null;
    }
  }

  private _answer(
    engine: IEngine,
    finding: IFinding,
    findings: readonly IFinding[],
    document: IDocument,
    preferred: RewriteKind | null
  ): IAnswer {
    const completed = withCellNames(
      {
        ...finding,
        rewrites: finding.rewrites.map(rewrite =>
          engine.complete(finding, rewrite, findings, document)
        )
      },
      document
    );
    const explanation = engine.explain(completed, this._options.trans);
    const offers = completed.rewrites.map((rewrite, i) => ({
      rewrite,
      words: explanation.rewrites[i]
    }));
    const first = offers.findIndex(
      ({ rewrite }) => rewrite.safety === 'safe' && rewrite.kind === preferred
    );
    if (first > 0) {
      offers.unshift(...offers.splice(first, 1));
    }
    return { finding: completed, explanation, offers };
  }

  /**
   * Once, as a warning: help that fails is no help.
   */
  private _warn(what: string, reason: unknown): void {
    if (!this._warned) {
      this._warned = true;
      console.warn(`jupyterlab-asyncio-helper: ${what}`, reason);
    }
  }

  private readonly _options: IAnalystOptions;
  private _engine: IEngine | null = null;
  private _loading: Promise<IEngine> | null = null;
  private _isForbidden = false;
  private _warned = false;
}

function hasError({ cells }: IDocument): boolean {
  return cells.some(({ outputs }) =>
    outputs.some(output => output.output_type === 'error')
  );
}

/**
 * The document as if the cells that have their answer had no outputs.
 */
function withoutAnswered(
  document: IDocument,
  answers: ReadonlyMap<string, IAnswer>
): IDocument {
  return {
    ...document,
    cells: document.cells.map(cell =>
      answers.has(cell.id) ? { ...cell, outputs: [] } : cell
    )
  };
}

/**
 * Whether a content security policy without 'wasm-unsafe-eval' stands in the
 * way.
 */
function isForbidden(reason: unknown): boolean {
  return (
    (reason instanceof Error && reason.name === 'CompileError') ||
    /CompileError|Content Security Policy/.test(String(reason))
  );
}
