import type { ISettingRegistry as Registry } from '@jupyterlab/settingregistry';

/**
 * The settings of a plugin, as far as they are read.
 */
export type ReadSettings = Pick<Registry.ISettings, 'composite' | 'default'>;

/**
 * Read the settings of a plugin, and call `follow` with them then and after each
 * change.
 *
 * Where they cannot be read, which is so if a person's file is no JSON, what an
 * administrator has set still holds. Where nobody can tell what that is, nothing
 * is rewritten.
 *
 * @param follow - Is given the stored settings too, or null where they could not
 * be read.
 *
 * @returns when `follow` was called first.
 */
export async function followSettings(
  registry: Registry,
  id: string,
  follow: (settings: ReadSettings, stored: Registry.ISettings | null) => void
): Promise<void> {
  let stored: Registry.ISettings;
  try {
    stored = await registry.load(id);
  } catch (reason) {
    console.warn(`${id}: the settings could not be read`, reason);
    follow(await defaultsOf(registry, id), null);
    return;
  }
  stored.changed.connect(() => follow(stored, stored));
  follow(stored, stored);
}

/**
 * What holds where a person has set nothing.
 */
async function defaultsOf(
  { connector }: Registry,
  id: string
): Promise<ReadSettings> {
  try {
    // The server puts what an administrator has set into the schema.
    const { schema } = (await connector.fetch(id))!;
    const defaults = Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, property]) => [
        name,
        property.default
      ])
    );
    return { composite: defaults, default: name => defaults[name] };
  } catch {
    // The server answers for settings only together with the person's file.
    return { composite: { explainOnly: true }, default: () => undefined };
  }
}
