import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { PanelLayout, Widget } from '@lumino/widgets';
import type { ICellName, IChoice, IHelpContent } from './content';
import { offersOf } from './content';
import type { ICellDiff, IDiffLine } from './diff';
import { element, plainText, richText } from './dom';
import type { HelpModel, IRewritten, ITakenBack } from './model';
import { listed } from '../engine/listed';

/**
 * How much a person hides. `this`: this help; `notebook`: all of its rule in
 * this notebook or console, as long as the page is open; `everywhere`: all of
 * its rule, from now on.
 */
export type Reach = 'this' | 'notebook' | 'everywhere';

/**
 * What the panel's buttons ask of their host.
 */
export interface IHelpActions {
  /**
   * Apply a choice, and run the cells that need it if `run`; those below it
   * too if `below`.
   */
  rewrite(choice: number, run: boolean, below?: boolean): void;

  /**
   * Take the rewrite back.
   */
  undo(): void;

  /**
   * After the rewrite was taken back: run the cells that bring the former
   * definitions back into the kernel.
   */
  runAgain(): void;

  /**
   * Put the help away: this one, or all of its rule.
   */
  dismiss(reach: Reach): void;

  /**
   * Show the next problem of the cell, or the one before.
   */
  step(by: 1 | -1): void;

  /**
   * Give the focus back to the cell.
   */
  leave(): void;

  /**
   * Bring a cell into view.
   */
  reveal(cell: string): void;
}

export interface IHelpPanelOptions {
  readonly model: HelpModel;
  readonly actions: IHelpActions;
  readonly trans: TranslationBundle;

  /**
   * Where the cell stands; a notebook if it is not said.
   */
  readonly place?: 'notebook' | 'console';

  /**
   * The page of a rule, rendered.
   */
  page(rule: string): Promise<Widget>;

  /**
   * The keys of `Rewrite and run`; empty where it has none.
   */
  shortcut(): string;
}

/**
 * How long an announcement stays for a screen reader to pick up, in ms.
 */
const ANNOUNCED = 1000;

/**
 * How many buttons leave room for a shortcut beside them.
 */
const MOST_BUTTONS = 4;

const CLASS = 'jp-AsyncioHelp';

/**
 * The help under a cell: one line, the panel, or the quiet line after a
 * rewrite. It changes its height only when the person asks for something.
 */
export class HelpPanel extends Widget {
  constructor(options: IHelpPanelOptions) {
    super();
    this._options = options;
    this._model = options.model;
    this._trans = options.trans;
    this.addClass(CLASS);
    const layout = (this.layout = new PanelLayout());
    this._body = new Widget();
    this._body.addClass(`${CLASS}-body`);
    this._main = element('div', { class: `${CLASS}-main` });
    // It stands here before there is anything to tell, so that it is heard.
    this._status = element('div', { class: `${CLASS}-status`, role: 'status' });
    this._body.node.append(this._main, this._status);
    layout.addWidget(this._body);
    this._model.changed.connect(this._render, this);
    this._render();
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._model.changed.disconnect(this._render, this);
    window.clearTimeout(this._timer);
    this._sizes?.disconnect();
    super.dispose();
  }

  /**
   * Move the focus to the panel's first button.
   */
  focus(): void {
    // Not one in the closed menu.
    this.node
      .querySelector<HTMLElement>('button:not([data-action^="hide"])')
      ?.focus();
  }

  /**
   * The keys that the panel knows.
   */
  handleEvent(event: KeyboardEvent): void {
    if (event.key === 'Escape' && !event.defaultPrevented) {
      event.preventDefault();
      event.stopPropagation();
      const menu = this.node.querySelector<HTMLElement>('details[open]');
      if (menu) {
        menu.removeAttribute('open');
        menu.querySelector('summary')?.focus();
      } else {
        this._options.actions.leave();
      }
    }
  }

  protected onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this.node.addEventListener('keydown', this);
    if (this._model.takeAnnouncement()) {
      this._announce();
    }
  }

  protected onBeforeDetach(msg: Message): void {
    this.node.removeEventListener('keydown', this);
    super.onBeforeDetach(msg);
  }

  private _announce(): void {
    this._timer = window.setTimeout(() => {
      const text = plainText(this._model.content.headline);
      this._status.replaceChildren(
        element('span', { class: `${CLASS}-hidden` }, text)
      );
      this._timer = window.setTimeout(() => {
        if (this._model.mode !== 'done') {
          this._status.replaceChildren();
        }
      }, ANNOUNCED);
    });
  }

  private _render(): void {
    const { mode, content } = this._model;
    const focused = this._focusedAction();
    const trans = this._trans;
    this.node.dataset.rule = content.rule;
    for (const other of ['collapsed', 'open', 'done']) {
      this.toggleClass(`jp-mod-${other}`, mode === other);
    }
    this.toggleClass('jp-mod-explainOnly', content.choices.length === 0);
    if (mode === 'open') {
      this.node.setAttribute('role', 'region');
      this.node.setAttribute(
        'aria-label',
        trans.__('asyncio help, cell %1', plainText(content.name))
      );
      this._main.replaceChildren(...this._panel());
    } else {
      this.node.removeAttribute('role');
      this.node.removeAttribute('aria-label');
      this._main.replaceChildren(
        ...(mode === 'collapsed' ? [this._collapsed()] : [])
      );
    }
    if (mode === 'done') {
      window.clearTimeout(this._timer);
      this._status.replaceChildren(...this._quietLine());
    } else if (this._status.querySelector('button')) {
      this._status.replaceChildren();
    }
    this._renderPage();
    if (focused) {
      this._focusAction(focused);
    }
  }

  private _collapsed(): HTMLElement {
    const trans = this._trans;
    const { headline, name } = this._model.content;
    return this._button(
      'open',
      `${CLASS}-line`,
      () => {
        this._model.open();
        this.focus();
      },
      {
        'aria-expanded': 'false',
        'aria-label': trans.__(
          'asyncio help, cell %1: %2',
          plainText(name),
          plainText(headline)
        )
      },
      ...richText(headline)
    );
  }

  private _panel(): HTMLElement[] {
    const trans = this._trans;
    const { content, shown, message } = this._model;
    const choice = content.choices[shown];
    const parts = [
      this._head(),
      element(
        'p',
        { class: `${CLASS}-sentences` },
        ...richText(content.sentences)
      )
    ];
    if (choice) {
      if (shown > 0) {
        parts.push(
          element('p', { class: `${CLASS}-title` }, ...richText(choice.title))
        );
      }
      parts.push(this._diff(choice.diff));
      for (const note of choice.notes) {
        parts.push(element('p', { class: `${CLASS}-note` }, ...richText(note)));
      }
      parts.push(this._buttons());
      if (this._model.isMoreOpen) {
        parts.push(this._more());
      }
    }
    if (!choice && content.locked) {
      parts.push(
        element('p', { class: `${CLASS}-note` }, ...this._locked(content))
      );
    }
    if (!choice && content.cause) {
      const { cell, name } = content.cause;
      parts.push(
        element(
          'p',
          {},
          this._reveal(cell, ...richText(trans.__('Show cell %1', name)))
        )
      );
    }
    if (message) {
      parts.push(
        element(
          'p',
          { class: `${CLASS}-message`, role: 'alert' },
          ...richText(message)
        )
      );
    }
    return parts;
  }

  /**
   * Why nothing is offered, where cells are read-only.
   */
  private _locked({ cell, locked }: IHelpContent): Node[] {
    const trans = this._trans;
    const { cells = [], all } = locked ?? {};
    if (all) {
      return richText(
        trans.__('It cannot be rewritten here: the notebook is read-only.')
      );
    }
    const names = listed(
      trans,
      cells.map(({ name }) => name)
    );
    const text = trans._n(
      'It cannot be rewritten here: cell %2 is read-only.',
      'It cannot be rewritten here: cells %2 are read-only.',
      cells.length,
      names
    );
    return this._linked(text, cells, cell);
  }

  private _head(): HTMLElement {
    const trans = this._trans;
    const { headline } = this._model.content;
    return element(
      'div',
      { class: `${CLASS}-head` },
      element('strong', { class: `${CLASS}-headline` }, ...richText(headline)),
      ...this._steps(),
      this._hide(),
      this._why(`${CLASS}-quiet`),
      this._sign('dismiss', '×', trans.__('Dismiss'), () =>
        this._options.actions.dismiss('this')
      )
    );
  }

  /**
   * Where the cell has several problems: which this is, and the way to others.
   */
  private _steps(): HTMLElement[] {
    const { position } = this._model.content;
    if (!position || position.count < 2) {
      return [];
    }
    const trans = this._trans;
    const { index, count } = position;
    const step = (by: 1 | -1) => () => this._options.actions.step(by);
    return [
      element(
        'span',
        { class: `${CLASS}-steps` },
        this._sign(
          'previous',
          '‹',
          trans.__('Previous problem of this cell'),
          step(-1)
        ),
        element('span', {}, trans.__('%1 of %2', index + 1, count)),
        this._sign('next', '›', trans.__('Next problem of this cell'), step(1))
      )
    ];
  }

  /**
   * The ways to hide more than this help.
   */
  private _hide(): HTMLElement {
    const trans = this._trans;
    const { rule } = this._model.content;
    const way = (reach: Reach, text: string) =>
      element(
        'li',
        {},
        this._button(
          `hide ${reach}`,
          `${CLASS}-link`,
          () => this._options.actions.dismiss(reach),
          {},
          text
        )
      );
    const name = trans.__('Hide more than this');
    const menu = element(
      'details',
      { class: `${CLASS}-hide` },
      element(
        'summary',
        { 'data-action': 'hide', 'aria-label': name, title: name },
        element('span', { 'aria-hidden': 'true' }, '⋯')
      ),
      element(
        'ul',
        {},
        way('this', trans.__('Hide this help')),
        ...(this._options.place === 'console'
          ? [way('notebook', trans.__('Hide “%1” in this console', rule))]
          : [
              way(
                'notebook',
                trans.__('Hide “%1” in this notebook, for now', rule)
              ),
              way('everywhere', trans.__('Hide “%1” in every notebook', rule))
            ])
      )
    );
    menu.addEventListener('focusout', ({ relatedTarget }) => {
      menu.open &&= menu.contains(relatedTarget as Node | null);
    });
    return menu;
  }

  /**
   * A button that shows a sign, and has a name.
   */
  private _sign(
    action: string,
    sign: string,
    name: string,
    run: () => void,
    attributes: Record<string, string> = {}
  ): HTMLElement {
    return this._button(
      action,
      `${CLASS}-dismiss`,
      run,
      { 'aria-label': name, title: name, ...attributes },
      element('span', { 'aria-hidden': 'true' }, sign)
    );
  }

  private _why(className: string): HTMLElement {
    return this._button(
      'why',
      className,
      () => this._model.toggleWhy(),
      { 'aria-expanded': String(this._model.isWhyOpen) },
      this._trans.__('Why?')
    );
  }

  private _diff(diffs: readonly ICellDiff[]): HTMLElement {
    const trans = this._trans;
    const { cell } = this._model.content;
    const headed = diffs.length > 1 || diffs.some(diff => diff.cell !== cell);
    const rows = diffs.flatMap(diff => [
      ...(headed ? [this._cellHeading(diff)] : []),
      ...diff.lines.map(line => this._diffLine(line))
    ]);
    const node = element(
      'div',
      {
        class: `${CLASS}-diff`,
        role: 'group',
        'aria-label': trans.__('Changes'),
        // Arrow keys scroll it, and do not move from cell to cell.
        'data-lm-suppress-shortcuts': 'true'
      },
      ...rows
    );
    this._sizes?.disconnect();
    this._sizes?.observe(node);
    return node;
  }

  private _cellHeading(diff: ICellDiff): HTMLElement {
    const trans = this._trans;
    if (diff.cell === this._model.content.cell) {
      return element('div', { class: `${CLASS}-cell` }, trans.__('this cell'));
    }
    return element(
      'div',
      { class: `${CLASS}-cell` },
      this._reveal(diff.cell, ...richText(trans.__('cell %1', diff.name)))
    );
  }

  /**
   * A link that leads to another cell.
   */
  private _reveal(cell: string, ...children: Node[]): HTMLElement {
    return this._button(
      `reveal ${cell}`,
      `${CLASS}-link`,
      () => this._options.actions.reveal(cell),
      { title: this._trans.__('Show this cell') },
      ...children
    );
  }

  private _diffLine(line: IDiffLine): HTMLElement {
    const trans = this._trans;
    const removed = line.kind === 'removed';
    // A line that is new as a whole has no part that stands out.
    const isWhole = line.parts.every(part => part.marked);
    return element(
      removed ? 'del' : 'ins',
      { class: `${CLASS}-diffLine` },
      element(
        'span',
        { class: `${CLASS}-sign`, 'aria-hidden': 'true' },
        removed ? '- ' : '+ '
      ),
      element(
        'span',
        { class: `${CLASS}-hidden` },
        removed ? trans.__('removed:') : trans.__('added:'),
        ' '
      ),
      ...line.parts.map(part =>
        part.marked && !isWhole ? element('mark', {}, part.text) : part.text
      )
    );
  }

  private _buttons(): HTMLElement {
    const trans = this._trans;
    const { actions } = this._options;
    const { content, shown } = this._model;
    const { choices } = content;
    const offers = offersOf(choices, shown);
    const buttons: HTMLElement[] = [];
    const add = (
      action: string,
      text: string,
      run: () => void,
      attributes: Record<string, string> = {},
      ...children: Node[]
    ) => {
      const modifier =
        buttons.length === 0 ? ' jp-mod-styled jp-mod-accept' : '';
      buttons.push(
        this._button(
          action,
          `${CLASS}-button${modifier}`,
          run,
          attributes,
          ...richText(text),
          ...children
        )
      );
    };
    const { background } = offers;
    const addBackground = () => {
      if (background !== null) {
        add(
          'background',
          trans.__('Run in background'),
          () => actions.rewrite(background, true),
          { title: plainText(choices[background].title) }
        );
      }
    };
    if (background === shown) {
      addBackground();
    }
    const addRewrite = () => {
      if (offers.rewrite) {
        add('rewrite', trans.__('Rewrite'), () =>
          actions.rewrite(shown, false)
        );
      }
    };
    if (content.textFirst) {
      addRewrite();
    }
    if (offers.run) {
      const { runs, repeats } = choices[shown];
      const text =
        repeats.length === 0
          ? trans.__('Rewrite and run')
          : trans.__('Rewrite and run %1', listed(trans, repeats));
      const all: Record<string, string> =
        runs.length === 0
          ? {}
          : {
              title: trans.__(
                'Runs %1, then this cell',
                plainText(listed(trans, runs))
              )
            };
      add('run', text, () => actions.rewrite(shown, true), all);
    }
    if (!content.textFirst) {
      addRewrite();
    }
    if (offers.run && content.isAwaitedBelow) {
      add('below', trans.__('Rewrite, run, and run all below'), () =>
        actions.rewrite(shown, true, true)
      );
    }
    if (background !== shown) {
      addBackground();
    }
    if (offers.more.length > 0) {
      add(
        'more',
        trans.__('More rewrites'),
        () => this._model.toggleMore(),
        { 'aria-expanded': String(this._model.isMoreOpen) },
        element('span', { 'aria-hidden': 'true' }, ' ▾')
      );
    }
    // A full row has no room for it.
    const hasRoom = buttons.length <= MOST_BUTTONS;
    const shortcut = offers.run && hasRoom ? this._options.shortcut() : '';
    return element(
      'div',
      { class: `${CLASS}-buttons` },
      ...buttons,
      ...(shortcut
        ? [element('kbd', { class: `${CLASS}-shortcut` }, shortcut)]
        : [])
    );
  }

  private _more(): HTMLElement {
    const { content, shown } = this._model;
    const { more } = offersOf(content.choices, shown);
    return element(
      'ul',
      { class: `${CLASS}-more` },
      ...more.map(i => element('li', {}, this._choice(i, content.choices[i])))
    );
  }

  private _choice(index: number, choice: IChoice): HTMLElement {
    return this._button(
      `choose ${index}`,
      `${CLASS}-link`,
      () => {
        this._model.choose(index);
        this.node.querySelector<HTMLElement>('.jp-mod-accept')?.focus();
      },
      {},
      ...richText(choice.title)
    );
  }

  private _quietLine(): (Node | string)[] {
    const { done } = this._model;
    const parts =
      done?.kind === 'rewritten'
        ? this._rewritten(done)
        : done?.kind === 'taken back'
          ? this._takenBack(done)
          : [];
    return [
      element(
        'div',
        { class: `${CLASS}-line` },
        ...parts.flatMap((part, i) => (i > 0 ? [' · ', part] : [part]))
      )
    ];
  }

  private _rewritten(done: IRewritten): Node[] {
    const trans = this._trans;
    const parts: Node[] = [element('span', {}, ...this._doneText(done))];
    const said = this._model.message;
    if (said) {
      parts.push(element('span', {}, ...richText(said)));
    } else if (done.stoppedAt) {
      const { cell, name } = done.stoppedAt;
      const text = trans.__('%1 failed, this cell has not run', name);
      parts.push(element('span', {}, ...this._linked(text, [{ cell, name }])));
    } else if (!done.ran) {
      parts.push(element('span', {}, trans.__('not run yet')));
    }
    if (!done.isFinal) {
      parts.push(
        this._button(
          'undo',
          `${CLASS}-link`,
          () => this._options.actions.undo(),
          {},
          trans.__('Undo')
        )
      );
    }
    parts.push(this._why(`${CLASS}-link`));
    return parts;
  }

  private _doneText({ text, cells }: IRewritten): Node[] {
    const { cell } = this._model.content;
    return this._linked(text, cells, cell);
  }

  /**
   * A sentence in which the names of these cells lead to them, if it lists
   * them.
   *
   * @param own - The cell that needs no link.
   */
  private _linked(
    text: string,
    cells: readonly ICellName[],
    own?: string
  ): Node[] {
    const trans = this._trans;
    const list = listed(
      trans,
      cells.map(({ name }) => name)
    );
    const at = cells.every(({ cell }) => cell === own)
      ? -1
      : text.indexOf(list);
    const isInCode = text.slice(0, Math.max(at, 0)).split('`').length % 2 === 0;
    if (at < 0 || isInCode) {
      return richText(text);
    }
    const links = cells.flatMap(({ cell, name }, i) => [
      ...(i > 0 ? [document.createTextNode(listed(trans, ['', '']))] : []),
      ...(cell === own
        ? richText(name)
        : [this._reveal(cell, ...richText(name))])
    ]);
    return [
      ...richText(text.slice(0, at)),
      ...links,
      ...richText(text.slice(at + list.length))
    ];
  }

  private _takenBack({ functions, again }: ITakenBack): Node[] {
    const trans = this._trans;
    return [
      element(
        'span',
        {},
        ...richText(
          trans.__(
            'The kernel still holds the new %1',
            listed(trans, functions)
          )
        )
      ),
      this._button(
        'again',
        `${CLASS}-link`,
        () => this._options.actions.runAgain(),
        {},
        ...richText(trans.__('Run %1 again', listed(trans, again)))
      )
    ];
  }

  /**
   * The rule's page, below everything else.
   */
  private _renderPage(): void {
    const { isWhyOpen, mode, content } = this._model;
    const wanted = isWhyOpen && mode !== 'collapsed' ? content.rule : null;
    if (wanted === this._pageRule) {
      return;
    }
    this._pageRule = wanted;
    this._page?.dispose();
    this._page = null;
    if (wanted === null) {
      return;
    }
    const page = (this._page = new Widget());
    page.layout = new PanelLayout();
    page.addClass(`${CLASS}-page`);
    page.node.tabIndex = 0;
    page.node.setAttribute('role', 'group');
    page.node.setAttribute('aria-label', this._trans.__('Why?'));
    // Arrow keys scroll the page, and do not move from cell to cell.
    page.node.setAttribute('data-lm-suppress-shortcuts', 'true');
    (this.layout as PanelLayout).addWidget(page);
    this._options.page(wanted).then(
      rendered => {
        if (page.isDisposed) {
          rendered.dispose();
        } else {
          (page.layout as PanelLayout).addWidget(rendered);
          page.node.scrollIntoView({ block: 'nearest' });
        }
      },
      () => {
        if (!page.isDisposed) {
          page.node.textContent = this._trans.__(
            'The page of this rule could not be loaded.'
          );
        }
      }
    );
  }

  private _button(
    action: string,
    className: string,
    run: () => void,
    attributes: Record<string, string>,
    ...children: (Node | string)[]
  ): HTMLButtonElement {
    const button = element(
      'button',
      {
        type: 'button',
        class: className,
        'data-action': action,
        ...attributes
      },
      ...children
    );
    button.addEventListener('click', run);
    return button;
  }

  private _focusedAction(): string | null {
    const { activeElement } = document;
    return activeElement instanceof HTMLElement &&
      this._body.node.contains(activeElement)
      ? (activeElement.dataset.action ?? null)
      : null;
  }

  private _focusAction(action: string): void {
    const buttons = Array.from(
      this._body.node.querySelectorAll<HTMLElement>('[data-action]')
    );
    buttons.find(button => button.dataset.action === action)?.focus();
  }

  private readonly _options: IHelpPanelOptions;
  private readonly _model: HelpModel;
  private readonly _trans: TranslationBundle;

  /**
   * What scrolls can be reached by keyboard, and what does not is passed over.
   * Absent where there is no layout.
   */
  private readonly _sizes: ResizeObserver | null =
    typeof ResizeObserver === 'undefined'
      ? null
      : new ResizeObserver(changes => {
          for (const { target } of changes) {
            if (
              target.scrollWidth > target.clientWidth ||
              target.scrollHeight > target.clientHeight
            ) {
              target.setAttribute('tabindex', '0');
            } else {
              target.removeAttribute('tabindex');
            }
          }
        });
  private readonly _body: Widget;
  private readonly _main: HTMLElement;
  private readonly _status: HTMLElement;
  private _page: Widget | null = null;
  private _pageRule: string | null = null;
  private _timer = 0;
}
