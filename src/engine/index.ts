import type { ICheckOptions, IDocument, IKernelFacts } from './document';
import type { IEdit } from './edit';
import { applyEdits, chainEdits, composeEdits, EditError } from './edit';
import type { IEngine } from './engine';
import { errorOutputOf } from './evidence/errorOutput';
import { neverAwaitedIn } from './evidence/neverAwaited';
import { outputTextsOf } from './evidence/outputText';
import { printedErrorsIn } from './evidence/printedErrors';
import type { IExplanation, IFinding, IRewrite, ITranslator } from './finding';
import { withoutIgnored } from './ignoreComments';
import { libraryCallsIn } from './python/libraryCalls';
import type { IPythonParser } from './python/parser';
import { loadParser } from './python/parser';
import { Program } from './python/program';
import { startsIn } from './python/starts';
import { readCell } from './python/readCell';
import { Libraries, LIBRARIES } from './recipes/Libraries';
import { checkedRecipe } from './recipes/readRecipe';
import type { IRecipe } from './recipes/recipe';
import type { IReplacedMagics } from './rewrite/replaceMagics';
import { quietResult } from './rewrite/quietResult';
import { editedCell, replaceMagics } from './rewrite/replaceMagics';
import { RULES } from './rules';
import { withMagics } from './rules/explainMagics';

export * from './document';
export * from './edit';
export * from './engine';
export * from './finding';
export * from './lines';
export * from './pythonText';
export * from './recipes/readRecipe';
export type { IRecipe } from './recipes/recipe';

/**
 * The id of every rule.
 */
export const RULE_IDS: readonly string[] = RULES.map(({ id }) => id);

/**
 * The engine, once its parser is loaded. A failed load may be tried again.
 *
 * @throws CompileError where the page's content security policy forbids
 * WebAssembly.
 */
export async function loadEngine(): Promise<IEngine> {
  return new Engine(await loadParser());
}

class Engine implements IEngine {
  constructor(private readonly _parser: IPythonParser) {}

  check(
    document: IDocument,
    facts: IKernelFacts = {},
    options: ICheckOptions = {}
  ): IFinding[] {
    const { recipes = [] } = options;
    // What a site's own recipes bring is in nobody's list of words.
    const rules =
      recipes.length > 0
        ? RULES
        : RULES.filter(rule => rule.mayApply(document));
    if (document.language !== 'python' || rules.length === 0) {
      return [];
    }
    const program = new Program(
      document,
      this._parser,
      this._librariesWith(recipes)
    );
    const texts = document.cells.flatMap(outputTextsOf);
    const printedErrors = texts.flatMap(printedErrorsIn);
    const context = {
      document,
      facts,
      options,
      program,
      texts,
      neverAwaited: texts.flatMap(text => neverAwaitedIn(text, program)),
      starts: startsIn(program),
      libraryCalls: libraryCallsIn(program),
      printedErrors,
      errors: document.cells.flatMap(cell => [
        ...[errorOutputOf(cell) ?? []].flat(),
        ...printedErrors.filter(printed => printed.cell === cell)
      ])
    };
    const order = new Map(document.cells.map((cell, i) => [cell.id, i]));
    const read = new Map<string, boolean>();
    const findings = rules.flatMap(rule => [...rule.find(context)]);
    return withoutIgnored(findings, program)
      .map(finding => ({
        ...finding,
        rewrites: finding.rewrites.flatMap(
          rewrite => this._proven(rewrite, document, program, read) ?? []
        )
      }))
      .sort(
        (a, b) =>
          order.get(a.shownIn)! - order.get(b.shownIn)! ||
          order.get(a.cell)! - order.get(b.cell)! ||
          a.from - b.from
      );
  }

  explain(finding: IFinding, trans: ITranslator): IExplanation {
    const rule = RULES.find(({ id }) => id === finding.rule)!;
    return withMagics(rule.explain(trans, finding), finding, trans);
  }

  readRecipe(value: unknown, name: string): IRecipe {
    return checkedRecipe(value, name);
  }

  complete(
    finding: IFinding,
    rewrite: IRewrite,
    all: readonly IFinding[],
    document: IDocument
  ): IRewrite {
    const needed = all
      .filter(
        other =>
          other.cell === finding.shownIn &&
          other.severity === 'error' &&
          (other.cell !== finding.cell || other.from !== finding.from)
      )
      .flatMap(
        other =>
          other.rewrites.find(
            ({ safety, kind }) => safety === 'safe' && kind !== 'task'
          ) ?? []
      );
    return this.merge([rewrite, ...needed], document);
  }

  merge(rewrites: readonly IRewrite[], document: IDocument): IRewrite {
    const [first, ...others] = rewrites;
    if (others.length === 0) {
      return first;
    }
    const program = new Program(document, this._parser);
    return others.reduce(
      (whole, next) => this._combined(whole, next, document, program) ?? whole,
      first
    );
  }

  forget(): void {
    this._parser.forget();
  }

  /**
   * Both rewrites as one, or null where they get in each other's way.
   */
  private _combined(
    first: IRewrite,
    second: IRewrite,
    document: IDocument,
    program: Program
  ): IRewrite | null {
    const rerun = document.cells
      .map(cell => cell.id)
      .filter(id => first.rerun.includes(id) || second.rerun.includes(id));
    const edits = [first, second].flatMap(
      rewrite => this._planned.get(rewrite.edits) ?? rewrite.edits
    );
    return this._proven({ ...first, edits, rerun }, document, program);
  }

  /**
   * The rewrite with its edits in order, and without the magics under which its
   * awaits would fail; no cell shows a value that it did not show. Null where
   * edits overlap, touch a cell that must not be edited, leave code that no longer
   * parses, or where such a magic has no replacement.
   *
   * @param read - which texts parse, as far as they were read: rewrites of one
   * document share most of what they make
   */
  private _proven(
    rewrite: IRewrite,
    document: IDocument,
    program: Program,
    read = new Map<string, boolean>()
  ): IRewrite | null {
    const proven: IEdit[] = [];
    const magics: string[] = [];
    let { safety } = rewrite;
    try {
      const planned = composeEdits(rewrite.edits);
      const byCell = new Map<string, IEdit[]>();
      for (const edit of planned) {
        const own = byCell.get(edit.cell);
        if (own === undefined) {
          byCell.set(edit.cell, [edit]);
        } else {
          own.push(edit);
        }
      }
      for (const home of program.cells) {
        const { id, source, editable } = home.cell;
        const written = byCell.get(id);
        if (written === undefined) {
          continue;
        }
        const quiet = quietResult(
          home,
          written,
          planned,
          document,
          program,
          this._parser
        );
        const own =
          quiet.length === 0 ? written : chainEdits(source, id, written, quiet);
        const replaced = home.cell.source.includes('%')
          ? replaceMagics(
              editedCell(home, own, this._parser),
              program,
              this._parser
            )
          : NO_MAGICS;
        if (!editable || replaced === null) {
          return null;
        }
        const edits =
          replaced.edits.length === 0
            ? own
            : chainEdits(source, id, own, replaced.edits);
        if (!this._parses(applyEdits(source, id, edits), read)) {
          return null;
        }
        proven.push(...edits);
        magics.push(...replaced.magics);
        safety = replaced.safe ? safety : 'check';
      }
      const edits = composeEdits(proven);
      this._planned.set(edits, planned);
      return {
        ...rewrite,
        safety,
        edits,
        values:
          magics.length === 0 ? rewrite.values : { ...rewrite.values, magics }
      };
    } catch (error) {
      if (error instanceof EditError) {
        return null;
      }
      throw error;
    }
  }

  private _librariesWith(recipes: readonly IRecipe[]): Libraries {
    if (recipes.length === 0) {
      return LIBRARIES;
    }
    let libraries = this._libraries.get(recipes);
    if (libraries === undefined) {
      libraries = new Libraries([...LIBRARIES.recipes, ...recipes]);
      this._libraries.set(recipes, libraries);
    }
    return libraries;
  }

  /**
   * What each list of a site's own recipes brings.
   */
  private readonly _libraries = new WeakMap<readonly IRecipe[], Libraries>();

  private _parses(text: string, read: Map<string, boolean>): boolean {
    let parses = read.get(text);
    if (parses === undefined) {
      parses = !readCell(text, this._parser).tree.hasError;
      read.set(text, parses);
    }
    return parses;
  }

  /**
   * What each list of edits was before magics were replaced: two rewrites of
   * one cell replace its magics together.
   */
  private readonly _planned = new WeakMap<readonly IEdit[], readonly IEdit[]>();
}

const NO_MAGICS: IReplacedMagics = { edits: [], magics: [], safe: true };
