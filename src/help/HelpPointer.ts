import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { element, plainText, richText } from './dom';

export interface IHelpPointerOptions {
  readonly rule: string;

  /**
   * What happened, and how people call the cell that shows it.
   */
  readonly headline: string;
  readonly name: string;

  /**
   * How people call the cell that has the help.
   */
  readonly cause: string;
  readonly trans: TranslationBundle;

  /**
   * Lead to the help.
   */
  follow(): void;
}

/**
 * One line under a message whose cause, and help, stand in another cell.
 */
export class HelpPointer extends Widget {
  constructor(options: IHelpPointerOptions) {
    super();
    const { rule, headline, name, cause, trans, follow } = options;
    this.addClass('jp-AsyncioHelp');
    this.addClass('jp-mod-pointer');
    this.node.dataset.rule = rule;
    const text = trans.__('%1: see cell %2', headline, cause);
    const button = element(
      'button',
      {
        type: 'button',
        class: 'jp-AsyncioHelp-line',
        'data-action': 'follow',
        'aria-label': trans.__(
          'asyncio help, cell %1: %2',
          plainText(name),
          plainText(text)
        )
      },
      ...richText(text)
    );
    button.addEventListener('click', follow);
    const body = element('div', { class: 'jp-AsyncioHelp-body' }, button);
    this.node.append(body);
  }
}
