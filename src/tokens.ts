import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';
import type { Analyst } from './document/Analyst';
import type { IProblemName } from './document/countProblems';
import type { HiddenByPath } from './document/HiddenByPath';

/**
 * The ids of our commands.
 */
export namespace CommandIDs {
  export const rewriteAndRun = 'asyncio-helper:rewrite-and-run';
  export const rewrite = 'asyncio-helper:rewrite';
  export const runInBackground = 'asyncio-helper:run-in-background';
  export const undo = 'asyncio-helper:undo';
  export const checkNotebook = 'asyncio-helper:check-notebook';
  export const rewriteAll = 'asyncio-helper:rewrite-all';
  export const toggle = 'asyncio-helper:toggle';
}

/**
 * The ids of the commands for the problems in editors.
 */
export namespace ProblemCommandIDs {
  export const next = 'asyncio-helper:next-problem';
  export const previous = 'asyncio-helper:previous-problem';
  export const rewrite = 'asyncio-helper:rewrite-problem';
}

/**
 * The engine, for all documents in the application.
 */
export interface IAsyncioAnalyst {
  /**
   * The one that asks it; it loads nothing before it is asked to.
   */
  get(): Promise<Analyst>;
}

/**
 * The token of the engine for all documents.
 */
export const IAsyncioAnalyst = new Token<IAsyncioAnalyst>(
  'jupyterlab-asyncio-helper:IAsyncioAnalyst',
  'Reads Python for all who show what it finds.'
);

/**
 * What the person has hidden, in whatever shows it.
 */
export type IHiddenRules = Pick<HiddenByPath, 'in'>;

/**
 * The token of what is hidden in each document.
 */
export const IHiddenRules = new Token<IHiddenRules>(
  'jupyterlab-asyncio-helper:IHiddenRules',
  'What the person has hidden in each document.'
);

/**
 * The problems that editors underline.
 */
export interface IUnderlinedProblems {
  /**
   * Emitted when the problems of a document have changed.
   */
  readonly changed: ISignal<unknown, void>;

  /**
   * Those of the document that a widget shows, in document order.
   */
  of(widget: Widget | null): readonly IProblemName[];
}

/**
 * The token of the problems that editors underline.
 */
export const IUnderlinedProblems = new Token<IUnderlinedProblems>(
  'jupyterlab-asyncio-helper:IUnderlinedProblems',
  'The problems with asyncio that editors underline.'
);

/**
 * What can be done with the help that a host shows. It concerns the active
 * cell, or else the help that was shown last.
 */
export interface IHelpHost {
  /**
   * Emitted when something else can be done than before.
   */
  readonly changed: ISignal<IHelpHost, void>;
  readonly canRewriteAndRun: boolean;
  readonly canRewrite: boolean;
  readonly canRunInBackground: boolean;
  readonly canUndo: boolean;

  /**
   * Whether the document as a whole can be checked, and rewritten.
   */
  readonly canCheck: boolean;
  readonly canRewriteAll: boolean;

  /**
   * What shows help that nobody has answered yet.
   */
  readonly problems: readonly IProblemName[];

  /**
   * Those whose help the person has dismissed, as long as that holds.
   */
  readonly dismissed: readonly IProblemName[];

  rewriteAndRun(): void;
  rewrite(): void;
  runInBackground(): void;
  undo(): void;

  /**
   * Tell what is wrong in the document, whether it has run or not.
   */
  check(): Promise<void>;

  /**
   * Rewrite all that can safely be rewritten, after a question.
   */
  rewriteAll(): Promise<void>;

  /**
   * The cells under which it stands, in document order.
   */
  readonly shownIn: readonly string[];

  /**
   * Lead to the help under a cell, opened.
   */
  show(cell: string): Promise<void>;

  /**
   * Lead to the next place that shows help, or the one before.
   */
  showNext(direction?: 1 | -1): Promise<void>;
}

/**
 * The help in the whole application.
 */
export interface IAsyncioHelp {
  /**
   * Emitted when the help of a host has changed, or is switched on or off.
   */
  readonly changed: ISignal<IAsyncioHelp, void>;

  /**
   * Whether help is shown at all.
   */
  readonly enabled: boolean;

  /**
   * Show help, or not, from now on.
   */
  setEnabled(enabled: boolean): Promise<void>;

  /**
   * The help in a document such as a notebook, or null where there is none.
   */
  hostOf(widget: Widget | null): IHelpHost | null;

  /**
   * Make the help of another kind of document known, until its widget is
   * disposed of.
   */
  addHost(widget: Widget, host: IHelpHost): void;
}

/**
 * The token of the help in the whole application.
 */
export const IAsyncioHelp = new Token<IAsyncioHelp>(
  'jupyterlab-asyncio-helper:IAsyncioHelp',
  'Shows help under cells that fail because of a running event loop, and applies rewrites.'
);
