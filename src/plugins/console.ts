import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import type { ConsolePanel } from '@jupyterlab/console';
import { IConsoleTracker } from '@jupyterlab/console';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { ConsoleHelp } from '../console/ConsoleHelp';
import { DEFAULT_SETTINGS, settingsOf } from '../help/settings';
import { CommandIDs, IAsyncioAnalyst, IAsyncioHelp } from '../tokens';
import { followSettings } from './followSettings';
import { keysOf } from './keysOf';

const ID = 'jupyterlab-asyncio-helper:console';

/**
 * Whose settings hold here too.
 */
const SETTINGS = 'jupyterlab-asyncio-helper:notebook';

/**
 * Help under the failing cells of code consoles.
 */
export const consolePlugin: JupyterFrontEndPlugin<void> = {
  id: ID,
  description: 'Shows asyncio help under the failing cells of code consoles.',
  autoStart: true,
  requires: [IConsoleTracker, IAsyncioAnalyst],
  // Commands and the status bar ask it.
  optional: [IAsyncioHelp, ISettingRegistry, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    tracker: IConsoleTracker,
    shared: IAsyncioAnalyst,
    known: IAsyncioHelp | null,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load(
      'jupyterlab_asyncio_helper'
    );
    const helps = new Set<ConsoleHelp>();
    let settings = DEFAULT_SETTINGS;

    const add = async (panel: ConsolePanel) => {
      try {
        const { ConsoleHelp } = await import('../console/ConsoleHelp');
        const analyst = await shared.get();
        if (!panel.isDisposed) {
          const help = new ConsoleHelp({
            console: panel.console,
            analyst,
            settings,
            trans,
            shortcut: () => keysOf(app.commands, CommandIDs.rewriteAndRun)
          });
          helps.add(help);
          known?.addHost(panel, help);
          panel.disposed.connect(() => {
            helps.delete(help);
          });
        }
      } catch (reason) {
        console.warn(`${ID}: no help in ${panel.title.label}`, reason);
      }
    };
    const begin = () => {
      tracker.forEach(panel => void add(panel));
      tracker.widgetAdded.connect((_, panel) => void add(panel));
    };
    if (!registry) {
      begin();
      return;
    }
    // What is set is known before the first help is shown.
    void followSettings(registry, SETTINGS, read => {
      settings = settingsOf(read);
      for (const help of helps) {
        help.settings = settings;
      }
    }).then(begin);
  }
};
