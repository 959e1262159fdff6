import type { ICheckOptions, IDocument, IKernelFacts } from './document';
import type { IEdit } from './edit';
import { applyEdits, composeEdits, EditError } from './edit';
import type { IEngine } from './engine';
import { errorOutputOf } from './evidence/errorOutput';
import { neverAwaitedIn } from './evidence/neverAwaited';
import { outputTextsOf } from './evidence/outputText';
import type { IExplanation, IFinding, IRewrite, ITranslator } from './finding';
import { withoutIgnored } from './ignoreComments';
import { maskMagics } from './python/magics';
import type { IPythonParser } from './python/parser';
import { loadParser } from './python/parser';
import { Program } from './python/program';
import { startsIn } from './python/starts';
import { RULES } from './rules';

export * from './document';
export * from './edit';
export * from './engine';
export * from './finding';
export * from './lines';

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
    const rules = RULES.filter(rule => rule.mayApply(document));
    if (document.language !== 'python' || rules.length === 0) {
      return [];
    }
    const program = new Program(document, this._parser);
    const texts = document.cells.flatMap(outputTextsOf);
    const context = {
      document,
      facts,
      options,
      program,
      texts,
      neverAwaited: texts.flatMap(text => neverAwaitedIn(text, program)),
      starts: startsIn(program),
      errors: document.cells.flatMap(cell => errorOutputOf(cell) ?? [])
    };
    const order = new Map(document.cells.map((cell, i) => [cell.id, i]));
    const read = new Map<string, boolean>();
    const findings = rules.flatMap(rule => [...rule.find(context)]);
    return withoutIgnored(findings, program)
      .map(finding => ({
        ...finding,
        rewrites: finding.rewrites.flatMap(
          rewrite => this._proven(rewrite, document, read) ?? []
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
    return RULES.find(rule => rule.id === finding.rule)!.explain(
      trans,
      finding
    );
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
    return others.reduce(
      (whole, next) => this._combined(whole, next, document) ?? whole,
      first
    );
  }

  /**
   * Both rewrites as one, or null where they get in each other's way.
   */
  private _combined(
    first: IRewrite,
    second: IRewrite,
    document: IDocument
  ): IRewrite | null {
    const rerun = document.cells
      .map(cell => cell.id)
      .filter(id => first.rerun.includes(id) || second.rerun.includes(id));
    const edits = [...first.edits, ...second.edits];
    return this._proven({ ...first, edits, rerun }, document);
  }

  /**
   * The rewrite with its edits in order, or null where they overlap, touch a
   * cell that must not be edited, or leave code that no longer parses.
   *
   * @param read - which texts parse, as far as they were read: rewrites of one
   * document share most of what they make
   */
  private _proven(
    rewrite: IRewrite,
    document: IDocument,
    read = new Map<string, boolean>()
  ): IRewrite | null {
    let edits;
    try {
      edits = composeEdits(rewrite.edits);
    } catch (error) {
      if (error instanceof EditError) {
        return null;
      }
      throw error;
    }
    const byCell = new Map<string, IEdit[]>();
    for (const edit of edits) {
      const own = byCell.get(edit.cell);
      if (own === undefined) {
        byCell.set(edit.cell, [edit]);
      } else {
        own.push(edit);
      }
    }
    const parses = document.cells.every(cell => {
      const own = byCell.get(cell.id);
      if (own === undefined) {
        return true;
      }
      const after = applyEdits(cell.source, cell.id, own);
      return cell.editable && this._parses(after, read);
    });
    return parses ? { ...rewrite, edits } : null;
  }

  private _parses(text: string, read: Map<string, boolean>): boolean {
    let parses = read.get(text);
    if (parses === undefined) {
      parses = !this._parser.parse(maskMagics(text).text).hasError;
      read.set(text, parses);
    }
    return parses;
  }
}
