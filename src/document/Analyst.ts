import type { IDocument, IKernelFacts } from '../engine/document';
import type { IEngine } from '../engine/engine';
import type {
  EvidenceKind,
  IExplanation,
  IFinding,
  IRewrite,
  IRewriteExplanation,
  ITranslator,
  RewriteKind
} from '../engine/finding';
import type { IRecipe } from '../engine/recipes/recipe';
import { withCellNames } from './cellNames';
import { isSameCause } from './isSameCause';
import type { IWholeRewrite } from './rewriteAll';
import { rewriteAll } from './rewriteAll';

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

  /**
   * Where nothing is offered only because these cells are read-only.
   */
  readonly locked?: readonly string[];
}

/**
 * What a person wants to be told.
 */
export interface IAnswerOptions {
  /**
   * The kind of rewrite that comes first among the safe ones, if there is one
   * of that kind.
   */
  readonly preferred?: RewriteKind | null;

  /**
   * Leave all rewrites out.
   */
  readonly explainOnly?: boolean;

  /**
   * The only evidence that is answered.
   */
  readonly evidence?: ReadonlySet<EvidenceKind>;

  /**
   * Whether a rule is not wanted.
   */
  isOff?(rule: string): boolean;
  readonly blockingCalls?: readonly string[];

  /**
   * What the person says of further libraries, as it is stored.
   */
  readonly recipes?: readonly unknown[];
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

  /**
   * Called once for each recipe of the person's that is none; without it, the
   * reason goes to the console.
   */
  onWrongRecipe?(reason: string): void;
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
   * What the outputs of cells show, in document order of the cells that show
   * it; none while the engine is not loaded.
   */
  answer(
    document: IDocument,
    facts: IKernelFacts,
    options: IAnswerOptions = {}
  ): IAnswer[] {
    return this._guarded([], engine => {
      const answers: IAnswer[] = [];
      const answered = new Set<string>();
      // Where several cells fail of one cause the engine answers for one of
      // them: it is asked again, as if that one had not failed.
      let asked = document;
      let known;
      do {
        known = answered.size;
        const findings = this._findings(engine, asked, facts, options);
        for (const finding of findings) {
          const { evidence, shownIn } = finding;
          if (
            evidence !== 'code' &&
            (options.evidence?.has(evidence) ?? true) &&
            !answered.has(shownIn)
          ) {
            answers.push(
              this._answer(engine, finding, findings, document, options)
            );
          }
        }
        for (const { finding } of answers) {
          answered.add(finding.shownIn);
        }
        asked = withoutAnswered(document, answered);
      } while (answered.size > known && hasError(asked));
      const order = document.cells.map(({ id }) => id);
      const ask = (other: IDocument) =>
        this._findings(engine, other, facts, options);
      const tell: Tell = (finding, findings, other) =>
        this._answer(engine, finding, findings, other, options);
      return withLocks(answers, document, options, ask, tell).sort(
        (a, b) =>
          order.indexOf(a.finding.shownIn) - order.indexOf(b.finding.shownIn)
      );
    });
  }

  /**
   * Everything there is to say about the document, whether it has been run or
   * not, in document order of the causes.
   */
  check(
    document: IDocument,
    facts: IKernelFacts,
    options: IAnswerOptions = {}
  ): IAnswer[] {
    return this._guarded([], engine => {
      const findings = this._findings(engine, document, facts, options);
      const order = document.cells.map(({ id }) => id);
      return findings
        .map(finding =>
          this._answer(engine, finding, findings, document, options)
        )
        .sort(
          (a, b) =>
            order.indexOf(a.finding.cell) - order.indexOf(b.finding.cell) ||
            a.finding.from - b.finding.from
        );
    });
  }

  /**
   * The first safe rewrite of everything there is to say about the document, as
   * one change.
   */
  rewriteAll(
    document: IDocument,
    facts: IKernelFacts,
    options: IAnswerOptions = {}
  ): IWholeRewrite {
    const nothing = { edits: [], parts: [], left: [] };
    return this._guarded(nothing, engine =>
      rewriteAll(document, {
        find: asked => this._findings(engine, asked, facts, options),
        answer: (finding, asked) =>
          this._answer(engine, finding, [], asked, options),
        merge: (rewrites, asked) => engine.merge(rewrites, asked)
      })
    );
  }

  private _findings(
    engine: IEngine,
    document: IDocument,
    facts: IKernelFacts,
    { isOff, blockingCalls, recipes }: IAnswerOptions
  ): IFinding[] {
    return engine
      .check(document, facts, {
        blockingCalls,
        recipes: this._recipesIn(recipes ?? [], engine)
      })
      .filter(({ rule, severity }) => severity !== 'hint' && !isOff?.(rule));
  }

  /**
   * Those of the person's recipes that are recipes; what is wrong with the others
   * is told once.
   */
  private _recipesIn(
    stored: readonly unknown[],
    engine: IEngine
  ): readonly IRecipe[] {
    const text = JSON.stringify(stored);
    if (text !== this._recipes.text) {
      const recipes = stored.flatMap((value, i) => {
        try {
          return engine.readRecipe(value, `recipes/${i}`);
        } catch (reason) {
          this._tellWrongRecipe((reason as Error).message);
          return [];
        }
      });
      this._recipes = { text, recipes };
    }
    return this._recipes.recipes;
  }

  private _tellWrongRecipe(reason: string): void {
    if (!this._wrongRecipes.has(reason)) {
      this._wrongRecipes.add(reason);
      if (this._options.onWrongRecipe) {
        this._options.onWrongRecipe(reason);
      } else {
        this._warn('a recipe cannot be used', reason);
      }
    }
  }

  /**
   * What a question to the engine gives, or else `nothing`.
   */
  private _guarded<T>(nothing: T, ask: (engine: IEngine) => T): T {
    if (!this._engine) {
      return nothing;
    }
    try {
      return ask(this._engine);
    } catch (reason) {
      this._warn('asyncio help failed', reason);
      return nothing;
    }
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
    options: IAnswerOptions = {}
  ): IFinding[] {
    return this._guarded([], engine => {
      const causes = new Set<string>();
      return this._findings(engine, document, facts, options).filter(
        ({ rule, cell, from, matched }) => {
          const cause = `${rule} ${from} ${cell}`;
          const isNew = matched && !causes.has(cause);
          if (isNew) {
            causes.add(cause);
          }
          return isNew;
        }
      );
    });
  }

  /**
   * One of the `problems` in words, with what mends it and nothing else.
   */
  tell(
    finding: IFinding,
    document: IDocument,
    preferred: RewriteKind | null = null
  ): IAnswer | null {
    return this._guarded<IAnswer | null>(null, engine =>
      this._answer(engine, finding, [], document, { preferred })
    );
  }

  /**
   * Keep nothing of any document: one was closed. What the others hold is read
   * anew when they are asked about.
   */
  forget(): void {
    this._engine?.forget();
  }

  private _answer(
    engine: IEngine,
    finding: IFinding,
    findings: readonly IFinding[],
    document: IDocument,
    { explainOnly, preferred }: IAnswerOptions
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
    return {
      finding: completed,
      explanation,
      offers: explainOnly ? [] : offers
    };
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
  private _recipes: {
    readonly text: string;
    readonly recipes: readonly IRecipe[];
  } = { text: '[]', recipes: [] };
  private readonly _wrongRecipes = new Set<string>();
  private _engine: IEngine | null = null;
  private _loading: Promise<IEngine> | null = null;
  private _isForbidden = false;
  private _warned = false;
}

type Tell = (
  finding: IFinding,
  findings: readonly IFinding[],
  document: IDocument
) => IAnswer;

/**
 * The answers, with the cells that keep those from offering anything which would
 * if every cell could be changed.
 */
function withLocks(
  answers: readonly IAnswer[],
  document: IDocument,
  { explainOnly }: IAnswerOptions,
  ask: (document: IDocument) => readonly IFinding[],
  tell: Tell
): IAnswer[] {
  const locked = document.cells.filter(({ editable }) => !editable);
  const isBare = ({ offers }: IAnswer) => offers.length === 0;
  if (explainOnly || locked.length === 0 || !answers.some(isBare)) {
    return [...answers];
  }
  const cells = document.cells.map(cell => ({ ...cell, editable: true }));
  const open = { ...document, cells };
  const findings = ask(open);
  return answers.map(answer => {
    const found = findings.find(other => isSameCause(other, answer.finding));
    if (!isBare(answer) || !found || found.rewrites.length === 0) {
      return answer;
    }
    // That nothing is known to be safe would be untrue.
    const { explanation, offers } = tell(found, findings, open);
    const { edits } = offers[0].rewrite;
    const ids = locked
      .map(({ id }) => id)
      .filter(id => edits.some(({ cell }) => cell === id));
    return ids.length > 0 ? { ...answer, explanation, locked: ids } : answer;
  });
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
  answered: ReadonlySet<string>
): IDocument {
  return {
    ...document,
    cells: document.cells.map(cell =>
      answered.has(cell.id) ? { ...cell, outputs: [] } : cell
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
