import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { SettingRegistry } from '@jupyterlab/settingregistry';
import { StateDB } from '@jupyterlab/statedb';
import * as fs from 'fs';
import * as path from 'path';
import { settingsOf } from '../help/settings';
import { followSettings } from './followSettings';

const ID = 'jupyterlab-asyncio-helper:notebook';

/**
 * JupyterLab's registry, over what a server answers.
 */
function registryOf(
  fetch: () => Promise<ISettingRegistry.IPlugin | undefined>
): SettingRegistry {
  const connector = new StateDB<never>();
  return new SettingRegistry({
    connector: Object.assign(connector, { fetch }) as never
  });
}

/**
 * Our plugin as a server gives it.
 *
 * @param raw - The person's file.
 * @param locked - What an administrator has made the default.
 */
function plugin(raw: string, locked: boolean): ISettingRegistry.IPlugin {
  const file = path.join(__dirname, '../../schema/notebook.json');
  const schema = JSON.parse(fs.readFileSync(file, 'utf8'));
  schema.properties.explainOnly.default = locked;
  const data = { composite: {}, user: {} };
  return { id: ID, raw, schema, data, version: '1' };
}

describe('followSettings', () => {
  beforeEach(() => {
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  it.each<[string, string, boolean, boolean, boolean]>([
    ['what a person has set', '{"explainOnly": true}', false, true, true],
    [
      'a lock, whatever they have set',
      '{"explainOnly": false}',
      true,
      true,
      true
    ],
    [
      'a lock, where their file is no JSON',
      '{"explainOnly": fal',
      true,
      true,
      false
    ],
    [
      'a lock, where a value is none',
      '{"explainOnly": "no"}',
      true,
      true,
      false
    ],
    ['no lock where there is none', '{"compact": 1', false, false, false]
  ])('keeps %s', async (_, raw, locked, explainOnly, isStored) => {
    const follow = jest.fn();
    const registry = registryOf(async () => plugin(raw, locked));
    await followSettings(registry, ID, follow);
    expect(follow).toHaveBeenCalledTimes(1);
    const [[settings, stored]] = follow.mock.calls;
    expect(settingsOf(settings).explainOnly).toBe(explainOnly);
    expect(settingsOf(settings).enabled).toBe(true);
    expect(stored !== null).toBe(isStored);
  });

  it.each<[string, () => Promise<undefined>]>([
    ['refuses to answer', () => Promise.reject(new Error('500'))],
    ['knows nothing of them', () => Promise.resolve(undefined)]
  ])('only explains where the server %s', async (_, fetch) => {
    const follow = jest.fn();
    await followSettings(registryOf(fetch), ID, follow);
    const [[settings, stored]] = follow.mock.calls;
    expect(settingsOf(settings)).toMatchObject({
      explainOnly: true,
      enabled: true
    });
    expect(stored).toBeNull();
  });
});
