import type { IAnswer } from '../document/Analyst';
import type { IAppliedRewrite } from '../document/applyRewrite';
import type { IDocument } from '../engine/document';
import type { IRewrite } from '../engine/finding';
import type { HelpPanel } from '../help/HelpPanel';
import type { HelpModel } from '../help/model';

/**
 * The help of one cell.
 */
export interface IHelpEntry {
  /**
   * The cell under which it stands.
   */
  readonly id: string;

  /**
   * What it answers: help with the same evidence is the same help.
   */
  readonly evidence: string;
  readonly model: HelpModel;

  /**
   * The one that is shown, and all that belong here.
   */
  answer: IAnswer;
  answers: readonly IAnswer[];

  /**
   * The document that the answer was computed for.
   */
  document: IDocument;
  view: HelpPanel | null;

  /**
   * What was done, as long as it can be taken back.
   */
  applied: IAppliedRewrite | null;
  rewrite: IRewrite | null;

  /**
   * The kernel that it was done with.
   */
  kernelRun: number;

  /**
   * After it was taken back: the cells that bring the kernel's former
   * definitions back.
   */
  again: readonly string[];
}
