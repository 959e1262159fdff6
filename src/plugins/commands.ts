import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { IHelpHost } from '../tokens';
import { CommandIDs, IAsyncioHelp } from '../tokens';

/**
 * The commands, and their entries in the palette.
 */
export const commandsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-asyncio-helper:commands',
  description: 'Adds the commands of asyncio help.',
  autoStart: true,
  requires: [IAsyncioHelp],
  optional: [ITranslator, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    help: IAsyncioHelp,
    translator: ITranslator | null,
    palette: ICommandPalette | null
  ): void => {
    const trans = (translator ?? nullTranslator).load(
      'jupyterlab_asyncio_helper'
    );
    const { commands, shell } = app;
    const host = () => help.hostOf(shell.currentWidget);

    const add = (
      id: string,
      label: string,
      caption: string,
      can: (host: IHelpHost) => boolean,
      run: (host: IHelpHost) => void | Promise<void>
    ) => {
      const isEnabled = () => {
        const current = host();
        return current !== null && can(current);
      };
      commands.addCommand(id, {
        label,
        caption,
        isEnabled,
        // Menus show only what does something.
        isVisible: isEnabled,
        execute: () => {
          const current = host();
          return current && can(current) ? run(current) : undefined;
        },
        describedBy: { args: { type: 'object', properties: {} } }
      });
    };
    add(
      CommandIDs.rewriteAndRun,
      trans.__('Rewrite asyncio Call and Run'),
      trans.__('Apply the rewrite that asyncio help shows, and run the cell'),
      current => current.canRewriteAndRun,
      current => current.rewriteAndRun()
    );
    add(
      CommandIDs.rewrite,
      trans.__('Rewrite asyncio Call'),
      trans.__('Apply the rewrite that asyncio help shows'),
      current => current.canRewrite,
      current => current.rewrite()
    );
    add(
      CommandIDs.runInBackground,
      trans.__('Run asyncio Call in Background'),
      trans.__('Start the coroutine as a task, and go on'),
      current => current.canRunInBackground,
      current => current.runInBackground()
    );
    add(
      CommandIDs.undo,
      trans.__('Undo asyncio Rewrite'),
      trans.__('Take the last rewrite of asyncio help back'),
      current => current.canUndo,
      current => current.undo()
    );
    add(
      CommandIDs.checkNotebook,
      trans.__('Check Notebook for asyncio Problems'),
      trans.__(
        'List what is wrong in this notebook, whether it has run or not'
      ),
      current => current.canCheck,
      current => current.check()
    );
    add(
      CommandIDs.rewriteAll,
      trans.__('Rewrite All asyncio Problems in Notebook…'),
      trans.__('Apply every safe rewrite in this notebook, after a question'),
      current => current.canRewriteAll,
      current => current.rewriteAll()
    );
    commands.addCommand(CommandIDs.toggle, {
      label: trans.__('Show asyncio Help'),
      caption: trans.__('Show help under cells that fail, or not'),
      isToggled: () => help.enabled,
      execute: () => help.setEnabled(!help.enabled),
      describedBy: { args: { type: 'object', properties: {} } }
    });

    const ids = Object.values(CommandIDs);
    const changed = () => {
      for (const id of ids) {
        commands.notifyCommandChanged(id);
      }
    };
    help.changed.connect(changed);
    shell.currentChanged?.connect(changed);
    for (const command of ids) {
      palette?.addItem({ command, category: trans.__('asyncio help') });
    }
  }
};
