import type { IRecipe } from './recipes/recipe';

/**
 * The code as the engine sees it. Hosts build a document from their own
 * models; nothing here knows where the cells live.
 */
export interface IDocument {
  /**
   * `notebook`: cells share one namespace and run on a loop that is already
   * running. `script`: one piece of code with no loop of its own.
   */
  readonly kind: 'notebook' | 'script';

  /**
   * The language of the code cells, lower case. Only `python` is read.
   */
  readonly language: string;

  /**
   * All cells in document order, Markdown too.
   */
  readonly cells: readonly ICell[];
}

export interface ICell {
  /**
   * Unique in the document. Edits and findings name cells by it.
   */
  readonly id: string;
  readonly kind: 'code' | 'markdown' | 'raw';
  readonly source: string;

  /**
   * The saved outputs as nbformat describes them, with multi-line strings
   * either joined or as lists of lines.
   */
  readonly outputs: readonly IOutput[];
  readonly executionCount: number | null;

  /**
   * False where the person may not change the cell. Such a cell is read, and
   * never edited.
   */
  readonly editable: boolean;
}

/**
 * One saved output (nbformat 4, section "Code cell outputs").
 */
export interface IOutput {
  readonly output_type: string;
  readonly [key: string]: unknown;
}

/**
 * What is known of the kernel. Every fact is optional: an absent fact is
 * unknown, not false.
 */
export interface IKernelFacts {
  /**
   * `implementation` of the kernel_info reply: `ipython`, `xeus-python`,
   * `pyodide`.
   */
  readonly implementation?: string;

  /**
   * `language_info.version`, such as `3.11.7`.
   */
  readonly pythonVersion?: string;

  /**
   * Whether top-level await works (`%autoawait`).
   */
  readonly autoawait?: boolean;

  /**
   * Whether `asyncio.run` works in a cell: a loop patched by nest_asyncio, or
   * Pyodide with stack switching.
   */
  readonly nestedLoops?: boolean;

  /**
   * Whether the kernel can start threads (Pyodide cannot).
   */
  readonly threads?: boolean;
}

/**
 * What a person can say of their code that the code does not show.
 */
export interface ICheckOptions {
  /**
   * Dotted names of functions that keep the loop waiting, such as
   * `company.database.query`, beyond those that are known.
   */
  readonly blockingCalls?: readonly string[];

  /**
   * What is known of libraries beyond the engine's own recipes.
   */
  readonly recipes?: readonly IRecipe[];
}
