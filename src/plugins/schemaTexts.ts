import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import type { ISettingRegistry as Registry } from '@jupyterlab/settingregistry';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ITranslator } from '@jupyterlab/translation';
import { watchSettings } from './watchSettings';

/**
 * Whose settings have texts: as their files in the folder `schema` are named.
 */
const IDS = [
  'jupyterlab-asyncio-helper:notebook',
  'jupyterlab-asyncio-helper:editor'
];

/**
 * The texts of our settings in the person's language. The server translates
 * schemas too, but only from catalogues in its own language packs, never from
 * those that an extension brings (jupyterlab_server, translation_utils.py).
 */
export const schemaTextsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-asyncio-helper:schema-texts',
  description: 'Translates the settings of asyncio help.',
  autoStart: true,
  requires: [ISettingRegistry, ITranslator],
  activate: (
    _: JupyterFrontEnd,
    registry: Registry,
    translator: ITranslator
  ): void => {
    const trans = translator.load('jupyterlab_asyncio_helper');
    watchSettings(registry, IDS, ({ schema }) => {
      translateSchema(schema, trans);
    });
  }
};

/**
 * Put the translated texts in place of those in a schema, which may be
 * translated already. The contexts are those that the server uses.
 */
export function translateSchema(
  schema: Registry.ISchema,
  trans: TranslationBundle
): void {
  const label = 'jupyter.lab.setting-icon-label';
  translateText(schema, 'title', 'schema', trans);
  translateText(schema, 'description', 'schema', trans);
  translateText(schema, label, 'settings', trans);
  for (const property of Object.values(schema.properties ?? {})) {
    translateText(property, 'title', 'settings', trans);
    translateText(property, 'description', 'settings', trans);
  }
}

function translateText(
  texts: { [key: string]: unknown },
  key: string,
  context: string,
  trans: TranslationBundle
): void {
  const text = texts[key];
  if (typeof text === 'string') {
    // The schemas are read for the catalogues, too.
    // eslint-disable-next-line jupyter/no-dynamic-translation
    texts[key] = trans._p(context, text);
  }
}
