import type { ISettingRegistry as Registry } from '@jupyterlab/settingregistry';

/**
 * Load the settings of these plugins, and call `change` for each of them then and
 * whenever JupyterLab reads them anew.
 */
export function watchSettings(
  registry: Registry,
  ids: readonly string[],
  change: (plugin: Registry.IPlugin) => void
): void {
  const tell = (id: string) => {
    const plugin = registry.plugins[id];
    if (plugin) {
      change(plugin);
    }
  };
  registry.pluginChanged.connect((_, id) => {
    if (ids.includes(id)) {
      tell(id);
    }
  });
  for (const id of ids) {
    registry.load(id).then(
      () => tell(id),
      reason => {
        console.warn(`${id}: the settings could not be read`, reason);
      }
    );
  }
}
