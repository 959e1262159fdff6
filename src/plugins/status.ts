import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import type { IStatusBar as StatusBar } from '@jupyterlab/statusbar';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { countProblems, notDismissed } from '../document/countProblems';
import { element } from '../help/dom';
import {
  IAsyncioHelp,
  IUnderlinedProblems,
  ProblemCommandIDs
} from '../tokens';

const ID = 'jupyterlab-asyncio-helper:status';

/**
 * How many problems the current document shows, in panels and underlined, in the
 * status bar. Where there is none, nothing stands there.
 */
export const statusPlugin: JupyterFrontEndPlugin<void> = {
  id: ID,
  description: 'Counts the problems with asyncio in the status bar.',
  autoStart: true,
  requires: [IAsyncioHelp],
  // Not every application has a status bar.
  optional: [IUnderlinedProblems, IStatusBar, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    help: IAsyncioHelp,
    underlined: IUnderlinedProblems | null,
    statusBar: StatusBar | null,
    translator: ITranslator | null
  ): void => {
    if (!statusBar) {
      return;
    }
    const trans = (translator ?? nullTranslator).load(
      'jupyterlab_asyncio_helper'
    );
    const { shell } = app;
    const host = () => help.hostOf(shell.currentWidget);
    // What is dismissed stays underlined, and is counted no more.
    const underlines = () =>
      notDismissed(
        underlined?.of(shell.currentWidget) ?? [],
        host()?.dismissed ?? []
      );
    const count = () => countProblems(host()?.problems ?? [], underlines());
    const showNext = async () => {
      if (app.commands.hasCommand(ProblemCommandIDs.next)) {
        await app.commands.execute(ProblemCommandIDs.next);
      } else {
        await host()?.showNext();
      }
    };

    const button = element('button', {
      type: 'button',
      class: 'jp-AsyncioHelp-count',
      title: trans.__('Show the next problem')
    });
    button.addEventListener('click', () => void showNext());
    const item = new Widget();
    item.addClass('jp-AsyncioHelp-countItem');
    item.node.append(button);

    const changed = new Signal<object, void>(item);
    const update = () => {
      const text = trans._n(
        '%1 asyncio problem',
        '%1 asyncio problems',
        count()
      );
      if (button.textContent !== text) {
        button.textContent = text;
      }
      changed.emit();
    };
    help.changed.connect(update);
    underlined?.changed.connect(update);
    shell.currentChanged?.connect(update);
    update();
    statusBar.registerStatusItem(ID, {
      item,
      align: 'left',
      rank: 5,
      isActive: () => count() > 0,
      activeStateChanged: changed
    });
  }
};
