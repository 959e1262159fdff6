import { forceLinting, lintGutter, linter } from '@codemirror/lint';
import type { Action, Diagnostic } from '@codemirror/lint';
import type { Extension } from '@codemirror/state';
import { StateEffect } from '@codemirror/state';
import { EditorView, tooltips } from '@codemirror/view';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { IAnswer } from '../document/Analyst';
import { RewriteRefused } from '../document/applyRewrite';
import { element, plainText, richText } from '../help/dom';
import type { CheckedDocument, IProblem } from './CheckedDocument';
import type { EditorViews } from './EditorViews';
import type { IPosition } from './nextProblem';

/**
 * How long an editor rests before it asks for its diagnostics, in ms: a little
 * more than the document rests before it is checked.
 */
const DELAY = 700;

export interface IDiagnosticsOptions {
  readonly document: CheckedDocument;
  readonly views: EditorViews;
  readonly trans: TranslationBundle;

  /**
   * Called when a rewrite was applied from the editor of `from`.
   *
   * @param done - What was done, in words.
   * @param changed - The models whose text has changed.
   */
  onApplied(
    done: string,
    changed: readonly CodeEditor.IModel[],
    from: CodeEditor.IModel
  ): void;

  /**
   * Tell the person why nothing was changed.
   */
  onRefused(message: string): void;
}

/**
 * Shows the problems of a document in its editors.
 *
 * An editor gets a linter of its own with its first problem. CodeMirror puts
 * the diagnostics of all linters together, ours and those of other extensions.
 */
export class Diagnostics implements IDisposable {
  constructor(private readonly _options: IDiagnosticsOptions) {
    _options.document.checked.connect(this._refresh, this);
    this._refresh();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    Signal.disconnectReceiver(this);
    for (const model of this._linted) {
      this._options.views.set(model, null);
    }
    this._linted.clear();
    this._shown.clear();
  }

  /**
   * Apply the best rewrite of the problem at a position, if one stands there.
   */
  rewriteAt({ model, offset }: IPosition): void {
    const { document } = this._options;
    document.checkNow();
    const problem = document.problems.find(
      other =>
        other.model === model && other.from <= offset && offset <= other.to
    );
    const [best] = (problem && document.tell(problem)?.offers) ?? [];
    if (problem && best) {
      this._apply(problem, problem.from, plainText(best.words.title));
    }
  }

  /**
   * See to it that every editor shows what the last check has found.
   */
  private _refresh(): void {
    const { document, views } = this._options;
    const { reading, problems, settings } = document;
    const isOff = !settings.enabled || document.isDisposed;
    const models = new Set(isOff ? [] : reading?.models);
    for (const model of [...this._linted]) {
      if (!models.has(model)) {
        this._linted.delete(model);
        this._shown.delete(model);
        views.set(model, null);
      }
    }
    const byModel = new Map<CodeEditor.IModel, IProblem[]>();
    for (const problem of problems) {
      byModel.set(problem.model, [
        ...(byModel.get(problem.model) ?? []),
        problem
      ]);
    }
    for (const model of models) {
      const own = byModel.get(model) ?? [];
      const key = keyOf(own, settings);
      if (key === (this._shown.get(model) ?? '')) {
        continue;
      }
      this._shown.set(model, key);
      this._linted.add(model);
      views.set(model, this._extension(model, settings.gutter));
      for (const view of views.of(model)) {
        view.dispatch({ effects: refreshEffect.of(null) });
        forceLinting(view);
      }
    }
  }

  /**
   * The same one for a model, so that the editor keeps it.
   */
  private _extension(model: CodeEditor.IModel, gutter: boolean): Extension {
    const known = this._extensions.get(model);
    if (known?.gutter === gutter) {
      return known.extension;
    }
    const extension = [
      linter(view => this._diagnostics(model, view), {
        delay: DELAY,
        needsRefresh: ({ transactions }) =>
          transactions.some(({ effects }) =>
            effects.some(effect => effect.is(refreshEffect))
          )
      }),
      // A cell may clip what reaches out of it.
      tooltips({ parent: document.body }),
      gutter ? lintGutter() : []
    ];
    this._extensions.set(model, { gutter, extension });
    return extension;
  }

  private async _diagnostics(
    model: CodeEditor.IModel,
    view: EditorView
  ): Promise<Diagnostic[]> {
    const { document } = this._options;
    await document.settled();
    const text = document.reading?.textOf(model);
    if (this._isDisposed || view.state.doc.toString() !== text) {
      return [];
    }
    return document.problems
      .filter(problem => problem.model === model)
      .flatMap(problem => {
        const answer = document.tell(problem);
        return answer ? [this._diagnostic(problem, answer)] : [];
      });
  }

  private _diagnostic(problem: IProblem, answer: IAnswer): Diagnostic {
    const { explanation, offers } = answer;
    return {
      from: problem.from,
      to: problem.to,
      severity: problem.finding.severity === 'error' ? 'error' : 'warning',
      source: 'asyncio',
      message: plainText(explanation.sentences),
      markClass: 'jp-AsyncioProblem',
      renderMessage: () => messageOf(answer),
      actions: offers.map(({ words }): Action => {
        const title = plainText(words.title);
        return {
          name: title,
          markClass: 'jp-AsyncioProblem-rewrite',
          apply: (_, from) => this._apply(problem, from, title)
        };
      })
    };
  }

  /**
   * Apply a rewrite as it is for the document now.
   *
   * @param from - Where the problem stands by now.
   */
  private _apply(
    { model, finding }: IProblem,
    from: number,
    title: string
  ): void {
    const { document, onApplied } = this._options;
    document.checkNow();
    const problem = document.problems.find(
      other =>
        other.model === model &&
        other.from === from &&
        other.finding.rule === finding.rule
    );
    const offer =
      problem &&
      document
        .tell(problem)
        ?.offers.find(({ words }) => plainText(words.title) === title);
    if (!offer || !document.reading) {
      this._refused('changed');
      return;
    }
    try {
      const changed = document.reading.apply(offer.rewrite.edits);
      onApplied(offer.words.done, changed, model);
    } catch (reason) {
      if (!(reason instanceof RewriteRefused)) {
        throw reason;
      }
      this._refused(reason.reason);
      return;
    }
    // What no longer holds goes at once.
    document.checkNow();
  }

  private _refused(reason: RewriteRefused['reason']): void {
    const { trans, onRefused } = this._options;
    onRefused(
      reason === 'read-only'
        ? trans.__('Nothing was changed: the cell is read-only.')
        : trans.__(
            'Nothing was changed: the text is no longer the one the rewrite was made for.'
          )
    );
  }

  private readonly _linted = new Set<CodeEditor.IModel>();

  /**
   * What each editor shows, in short.
   */
  private readonly _shown = new Map<CodeEditor.IModel, string>();
  private readonly _extensions = new WeakMap<
    CodeEditor.IModel,
    { readonly gutter: boolean; readonly extension: Extension }
  >();
  private _isDisposed = false;
}

/**
 * Asks the linters of an editor to run again.
 */
const refreshEffect = StateEffect.define<null>();

/**
 * Changes with everything that a diagnostic shows; empty where there is none.
 */
function keyOf(
  problems: readonly IProblem[],
  settings: CheckedDocument['settings']
): string {
  return problems.length > 0
    ? JSON.stringify([
        settings,
        problems.map(({ finding, from, to }) => [from, to, finding])
      ])
    : '';
}

/**
 * Why, and what to know before one of the rewrites is chosen.
 */
function messageOf({ explanation, offers }: IAnswer): HTMLElement {
  const notes = offers
    .filter(({ words }) => words.notes.length > 0)
    .map(({ words }) =>
      element(
        'p',
        { class: 'jp-AsyncioProblem-note' },
        element('b', {}, ...richText(words.title)),
        ' ',
        ...richText(words.notes.join(' '))
      )
    );
  return element(
    'div',
    { class: 'jp-AsyncioProblem-message' },
    element('p', {}, ...richText(explanation.sentences)),
    ...notes
  );
}
