import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import type { ISettingRegistry as Registry } from '@jupyterlab/settingregistry';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { watchSettings } from './watchSettings';

const ID = 'jupyterlab-asyncio-helper:notebook';

/**
 * Shows in the settings what an administrator has fixed. That it holds does not
 * depend on this: see `settingsOf`.
 */
export const lockedSettingsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-asyncio-helper:locked-settings',
  description: 'Shows which settings of asyncio help cannot be changed.',
  autoStart: true,
  requires: [ISettingRegistry],
  activate: (_: JupyterFrontEnd, registry: Registry): void => {
    watchSettings(registry, [ID], showLock);
  }
};

/**
 * Where explanations only are the default, which only an administrator can make
 * them, show them as on, whatever the person's file says, and as not to be
 * changed: JupyterLab's form disables what a schema calls read-only.
 */
export function showLock({
  schema,
  data
}: Pick<Registry.IPlugin, 'schema' | 'data'>): void {
  const setting = schema.properties?.explainOnly;
  if (setting?.default === true) {
    setting.readOnly = true;
    data.composite.explainOnly = true;
  }
}
