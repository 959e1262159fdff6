import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ISessionContextDialogs, Notification } from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { INotebookTracker } from '@jupyterlab/notebook';
import type { ISettingRegistry as Registry } from '@jupyterlab/settingregistry';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';
import type { IHelpSettings } from '../help/settings';
import { DEFAULT_SETTINGS, settingsOf } from '../help/settings';
import type { NotebookHelp } from '../notebook/NotebookHelp';
import type { IHelpHost } from '../tokens';
import {
  CommandIDs,
  IAsyncioAnalyst,
  IAsyncioHelp,
  IHiddenRules
} from '../tokens';
import type { ReadSettings } from './followSettings';
import { followSettings } from './followSettings';
import { keysOf } from './keysOf';

/**
 * Opens JupyterLab's own page of settings.
 */
const SETTINGS = 'settingeditor:open';

const ID = 'jupyterlab-asyncio-helper:notebook';

/**
 * Help under the failing cells of notebooks.
 */
export const notebookPlugin: JupyterFrontEndPlugin<IAsyncioHelp> = {
  id: ID,
  description: 'Shows asyncio help under the failing cells of notebooks.',
  autoStart: true,
  provides: IAsyncioHelp,
  requires: [INotebookTracker, IAsyncioAnalyst, IHiddenRules],
  optional: [ISettingRegistry, ITranslator, ISessionContextDialogs],
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    analyst: IAsyncioAnalyst,
    hidden: IHiddenRules,
    registry: Registry | null,
    translator: ITranslator | null,
    sessionDialogs: ISessionContextDialogs | null
  ): IAsyncioHelp => {
    const known = translator ?? nullTranslator;
    const trans = known.load('jupyterlab_asyncio_helper');
    const help: NotebooksHelp = new NotebooksHelp(async panel => {
      const { NotebookHelp } = await import('../notebook/NotebookHelp');
      const shared = await analyst.get();
      if (panel.isDisposed) {
        return null;
      }
      return new NotebookHelp({
        panel,
        analyst: shared,
        settings: help.settings,
        translator: known,
        trans,
        sessionDialogs: sessionDialogs ?? undefined,
        hidden: hidden.in(panel.context),
        setRuleOff: (rule, off) => void help.setRuleOff(rule, off),
        openSettings: app.commands.hasCommand(SETTINGS)
          ? () =>
              void app.commands.execute(SETTINGS, {
                query: trans.__('asyncio help')
              })
          : undefined,
        shortcut: () => keysOf(app.commands, CommandIDs.rewriteAndRun)
      });
    });

    const begin = () => {
      tracker.forEach(panel => void help.add(panel));
      tracker.widgetAdded.connect((_, panel) => void help.add(panel));
    };
    if (registry) {
      // What is set is known before the first help is shown.
      void followSettings(registry, ID, (settings, stored) => {
        help.follow(settings, stored);
        if (!stored) {
          Notification.warning(
            trans.__(
              'Your settings of asyncio help cannot be read, perhaps because of an error in their file. They do not count until it is mended.'
            ),
            { autoClose: false }
          );
        }
      }).then(begin);
    } else {
      begin();
    }
    return help;
  }
};

/**
 * The help of all notebooks.
 */
class NotebooksHelp implements IAsyncioHelp {
  /**
   * @param _create - Makes the help of a notebook; gives none where that is
   * closed meanwhile.
   */
  constructor(
    private readonly _create: (
      panel: NotebookPanel
    ) => Promise<NotebookHelp | null>
  ) {}

  get changed(): ISignal<IAsyncioHelp, void> {
    return this._changed;
  }

  get settings(): IHelpSettings {
    return this._settings;
  }

  get enabled(): boolean {
    return this._settings.enabled;
  }

  async setEnabled(enabled: boolean): Promise<void> {
    if (this._stored) {
      await this._stored.set('enabled', enabled);
    } else {
      this._apply({ ...this._settings, enabled });
    }
  }

  /**
   * Switch a rule off, or on again, in every notebook.
   */
  async setRuleOff(rule: string, off: boolean): Promise<void> {
    const others = this._settings.rulesOff.filter(one => one !== rule);
    const rulesOff = off ? [...others, rule] : others;
    if (this._stored) {
      await this._stored.set('rulesOff', rulesOff);
    } else {
      this._apply({ ...this._settings, rulesOff });
    }
  }

  hostOf(widget: Widget | null): IHelpHost | null {
    return (widget && this._hosts.get(widget)) ?? null;
  }

  /**
   * Help in this notebook until it is closed.
   */
  async add(panel: NotebookPanel): Promise<void> {
    let host: NotebookHelp | null;
    try {
      host = await this._create(panel);
    } catch (reason) {
      console.warn(`${ID}: no help in ${panel.context.path}`, reason);
      return;
    }
    if (!host) {
      return;
    }
    if (panel.isDisposed || this._hosts.has(panel)) {
      host.dispose();
      return;
    }
    this._notebooks.add(host);
    this.addHost(panel, host);
    panel.disposed.connect(() => {
      this._notebooks.delete(host);
      host.dispose();
    });
  }

  addHost(widget: Widget, host: IHelpHost): void {
    this._hosts.set(widget, host);
    host.changed.connect(this._emitChanged, this);
    widget.disposed.connect(() => {
      this._hosts.delete(widget);
      this._emitChanged();
    });
  }

  /**
   * Do as these settings say.
   *
   * @param stored - Where changes are stored; null where that is not possible.
   */
  follow(settings: ReadSettings, stored: Registry.ISettings | null): void {
    this._stored = stored;
    this._apply(settingsOf(settings));
  }

  private _apply(settings: IHelpSettings): void {
    this._settings = settings;
    for (const host of this._notebooks) {
      host.settings = settings;
    }
    this._emitChanged();
  }

  private _emitChanged(): void {
    this._changed.emit();
  }

  private readonly _hosts = new Map<Widget, IHelpHost>();
  private readonly _notebooks = new Set<NotebookHelp>();
  private _settings = DEFAULT_SETTINGS;
  private _stored: Registry.ISettings | null = null;
  private _changed = new Signal<IAsyncioHelp, void>(this);
}
