import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IObservableDisposable } from '@lumino/disposable';
import { Widget } from '@lumino/widgets';
import type { Analyst, IAnswer, IAnswerOptions } from '../document/Analyst';
import type { IAppliedRewrite } from '../document/applyRewrite';
import { RewriteRefused } from '../document/applyRewrite';
import { namesOf } from '../document/cellNames';
import type { IWholeRewrite } from '../document/rewriteAll';
import type { IDocument, IKernelFacts } from '../engine/document';
import type { IEdit } from '../engine/edit';
import { listed } from '../engine/listed';
import { element, plainText, richText } from '../help/dom';
import { notifyAbout } from '../help/notifyAbout';
import type { HelpActions } from './HelpActions';
import { whyNotUndone } from './HelpActions';
import type { NotebookCells } from './NotebookCells';

export interface IWholeNotebookOptions {
  readonly panel: IObservableDisposable;
  readonly analyst: Analyst;
  readonly actions: HelpActions;
  readonly cells: NotebookCells;
  readonly trans: TranslationBundle;
  document(): IDocument;
  facts(): IKernelFacts;
  answerOptions(): IAnswerOptions;

  /**
   * Apply edits that were computed for `base`.
   *
   * @throws RewriteRefused where the notebook is another by now.
   */
  apply(edits: readonly IEdit[], base: IDocument): IAppliedRewrite;

  /**
   * Something else can be done than before.
   */
  changed(): void;
}

/**
 * What can be asked of a notebook as a whole: what is wrong in it, whether its
 * cells have run or not, and to rewrite all of it.
 */
export class WholeNotebook {
  constructor(private readonly _options: IWholeNotebookOptions) {}

  /**
   * Whether there is a whole rewrite to take back.
   */
  get canUndo(): boolean {
    return this._applied?.stands ?? false;
  }

  /**
   * From now on another rewrite is the last one.
   */
  forget(): void {
    this._applied = null;
  }

  /**
   * Take the whole rewrite back.
   */
  undo(applied = this._applied): void {
    const { actions, changed, trans } = this._options;
    if (!applied) {
      return;
    }
    try {
      actions.write(() => applied.undo());
      if (this._applied === applied) {
        this._applied = null;
      }
      changed();
    } catch (reason) {
      if (!(reason instanceof RewriteRefused)) {
        throw reason;
      }
      Notification.info(whyNotUndone(reason, trans));
    }
  }

  /**
   * Tell what is wrong in the notebook.
   */
  async check(): Promise<void> {
    const { analyst, answerOptions, facts, trans } = this._options;
    if (!(await analyst.load()) || this._options.cells.isDisposed) {
      return;
    }
    const document = this._options.document();
    const answers = analyst.check(document, facts(), answerOptions());
    if (answers.length === 0) {
      Notification.info(trans.__('asyncio help has found nothing here.'), {
        autoClose: SHORT
      });
      return;
    }
    const canRewrite = answers.some(({ offers }) =>
      offers.some(({ rewrite }) => rewrite.safety === 'safe')
    );
    const dialog = new Dialog({
      title: trans._n(
        '%1 problem in this notebook',
        '%1 problems in this notebook',
        answers.length
      ),
      body: new Widget({
        node: element(
          'div',
          { class: BODY },
          this._list(answers, document, cell => {
            dialog.reject();
            void this._options.cells.reveal(cell);
          })
        )
      }),
      buttons: [
        ...(canRewrite
          ? [Dialog.createButton({ label: trans.__('Rewrite all…') })]
          : []),
        Dialog.cancelButton({ label: trans.__('Close') })
      ],
      defaultButton: canRewrite ? 1 : 0
    });
    const { button } = await dialog.launch();
    if (button.accept) {
      await this.rewriteAll();
    }
  }

  /**
   * Rewrite all that can safely be rewritten, after the person has seen what
   * that is.
   */
  async rewriteAll(): Promise<void> {
    const { analyst, answerOptions, facts, trans } = this._options;
    if (!(await analyst.load()) || this._options.cells.isDisposed) {
      return;
    }
    const document = this._options.document();
    const whole = analyst.rewriteAll(document, facts(), answerOptions());
    if (whole.edits.length === 0) {
      Notification.info(
        whole.left.length > 0
          ? trans._n(
              'There is %1 problem here, and no rewrite that is safe.',
              'There are %1 problems here, and no rewrite that is safe.',
              whole.left.length
            )
          : trans.__('asyncio help has found nothing here.'),
        { autoClose: SHORT }
      );
      return;
    }
    const names = namesOf(
      whole.edits.map(({ cell }) => cell),
      document
    );
    const { button } = await showDialog({
      title: trans._n('Rewrite %1 cell?', 'Rewrite %1 cells?', names.length),
      body: new Widget({ node: this._summary(whole, names, document) }),
      buttons: [
        Dialog.cancelButton(),
        Dialog.okButton({ label: trans.__('Rewrite') })
      ]
    });
    if (button.accept && !this._options.cells.isDisposed) {
      this._apply(whole, names, document);
    }
  }

  private _apply(
    { edits }: IWholeRewrite,
    names: readonly string[],
    base: IDocument
  ): void {
    const { actions, apply, changed, trans } = this._options;
    let applied: IAppliedRewrite;
    try {
      applied = actions.write(() => apply(edits, base));
    } catch (reason) {
      if (!(reason instanceof RewriteRefused)) {
        throw reason;
      }
      Notification.info(
        reason.reason === 'read-only'
          ? trans.__('Nothing was changed: a cell is read-only.')
          : trans.__('Nothing was changed: the text has changed meanwhile.')
      );
      return;
    }
    this._applied = applied;
    changed();
    notifyAbout(
      this._options.panel,
      trans.__('Rewritten in %1; not run yet', plainText(listed(trans, names))),
      {
        autoClose: LONG,
        actions: [
          { label: trans.__('Undo'), callback: () => this.undo(applied) }
        ]
      }
    );
  }

  /**
   * What changes, where, and what stays.
   */
  private _summary(
    { parts, left }: IWholeRewrite,
    names: readonly string[],
    document: IDocument
  ): HTMLElement {
    const { trans } = this._options;
    return element(
      'div',
      { class: BODY },
      element(
        'p',
        {},
        ...richText(
          trans.__(
            'The text of %1 changes, in one step of undo each. Nothing is run.',
            listed(trans, names)
          )
        )
      ),
      this._list(parts, document),
      ...(left.length > 0
        ? [
            element(
              'p',
              {},
              trans._n(
                '%1 other has no rewrite that is safe, and stays:',
                '%1 others have no rewrite that is safe, and stay:',
                left.length
              )
            ),
            this._list(left, document)
          ]
        : [])
    );
  }

  /**
   * One line for each answer: its cell, what is wrong, and the rewrite if there
   * is but one.
   *
   * @param reveal - Makes the cells links.
   */
  private _list(
    answers: readonly IAnswer[],
    document: IDocument,
    reveal?: (cell: string) => void
  ): HTMLElement {
    const { trans } = this._options;
    return element(
      'ul',
      {},
      ...answers.map(({ finding, explanation, offers }) => {
        const [name = '[ ]'] = namesOf([finding.cell], document);
        const title = offers.length === 1 ? offers[0].words.title : '';
        const cell = richText(trans.__('cell %1', name));
        const link = reveal
          ? [
              element(
                'button',
                { type: 'button', class: 'jp-AsyncioHelp-dialogLink' },
                ...cell
              )
            ]
          : cell;
        if (reveal) {
          (link[0] as HTMLElement).addEventListener('click', () =>
            reveal(finding.cell)
          );
        }
        return element(
          'li',
          { 'data-rule': finding.rule },
          ...link,
          ' · ',
          ...richText(explanation.headline),
          ...(title && !reveal ? [' · ', ...richText(title)] : [])
        );
      })
    );
  }

  private _applied: IAppliedRewrite | null = null;
}

const BODY = 'jp-AsyncioHelp-dialog';

/**
 * How long a notification stays, in ms.
 */
const SHORT = 5000;
const LONG = 15000;
