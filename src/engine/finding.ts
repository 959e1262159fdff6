import type { IEdit } from './edit';

/**
 * A rule's answer. It carries no prose: `Engine.explain` turns it into
 * sentences.
 */
export interface IFinding {
  /**
   * The rule's id, which is the name of its folder.
   */
  readonly rule: string;

  /**
   * What the rule's sentences name: calls, names, lines.
   */
  readonly values: Readonly<Record<string, Value>>;

  /**
   * Where the cause stands: a range in a cell, UTF-16 offsets, 0-based.
   */
  readonly cell: string;
  readonly from: number;
  readonly to: number;

  /**
   * The cell that shows the evidence: under it help is placed. The same as
   * `cell` unless the cause lies elsewhere.
   */
  readonly shownIn: string;
  readonly evidence: EvidenceKind;

  /**
   * False where a saved error cannot be tied to a line of the document. Such a
   * finding explains and never rewrites; the command line passes over it.
   */
  readonly matched: boolean;
  readonly severity: Severity;

  /**
   * Best first. Empty where there is nothing to offer but the explanation.
   */
  readonly rewrites: readonly IRewrite[];
}

/**
 * What shows the trouble. `code`: the code alone.
 */
export type EvidenceKind = 'error' | 'warning' | 'result' | 'running' | 'code';

/**
 * `error`: fails here; `warning`: works, but blocks, loses or races; `hint`:
 * may be intended, and is shown only where a person asks for hints.
 */
export type Severity = 'error' | 'warning' | 'hint';

export type Value = string | number | boolean | readonly string[];

/**
 * A complete change to the document.
 */
export interface IRewrite {
  readonly kind: RewriteKind;

  /**
   * `safe`: value, order, laziness and raised exceptions stay, and every name
   * involved resolves to one definition. `check`: the person decides.
   */
  readonly safety: 'safe' | 'check';

  /**
   * In document order, never overlapping.
   */
  readonly edits: readonly IEdit[];

  /**
   * The cells that must run for the rewrite to take effect, in document order;
   * the failed cell last.
   */
  readonly rerun: readonly string[];

  /**
   * What the rewrite's title and notes name.
   */
  readonly values: Readonly<Record<string, Value>>;
}

export type RewriteKind = 'await' | 'task' | 'thread' | 'library' | 'other';

/**
 * A finding in words. A stretch between backticks is code.
 */
export interface IExplanation {
  /**
   * One line, without a full stop.
   */
  readonly headline: string;

  /**
   * One or two sentences that name this call, this line, this kernel.
   */
  readonly sentences: string;

  /**
   * One for each rewrite of the finding, in the same order.
   */
  readonly rewrites: readonly IRewriteExplanation[];
}

export interface IRewriteExplanation {
  /**
   * A verb phrase, such as "Await it here".
   */
  readonly title: string;

  /**
   * What the person should know before choosing it. Often empty.
   */
  readonly notes: readonly string[];

  /**
   * What was done, once it is done, such as "Rewritten to `await main()`".
   */
  readonly done: string;
}

/**
 * The part of JupyterLab's translation bundle that rules use. The engine
 * declares it so that it need not know JupyterLab; a bundle satisfies it.
 */
export interface ITranslator {
  __(msgid: string, ...args: unknown[]): string;
  _n(
    msgid: string,
    msgid_plural: string,
    n: number,
    ...args: unknown[]
  ): string;
  _p(msgctxt: string, msgid: string, ...args: unknown[]): string;
  _np(
    msgctxt: string,
    msgid: string,
    msgid_plural: string,
    n: number,
    ...args: unknown[]
  ): string;
}
