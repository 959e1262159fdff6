import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { Analyst } from '../document/Analyst';
import { IAsyncioAnalyst } from '../tokens';

/**
 * The engine, for all who ask it: loaded once, when the first of them does.
 */
export const analystPlugin: JupyterFrontEndPlugin<IAsyncioAnalyst> = {
  id: 'jupyterlab-asyncio-helper:analyst',
  description: 'Loads what reads Python, when it is needed.',
  autoStart: true,
  provides: IAsyncioAnalyst,
  optional: [ITranslator],
  activate: (
    _: JupyterFrontEnd,
    translator: ITranslator | null
  ): IAsyncioAnalyst => {
    const trans = (translator ?? nullTranslator).load(
      'jupyterlab_asyncio_helper'
    );
    let analyst: Promise<Analyst> | null = null;
    const make = async () => {
      const { Analyst } = await import('../document/Analyst');
      return new Analyst({
        load: async () => (await import('../engine')).loadEngine(),
        trans,
        onForbidden: () => {
          Notification.warning(
            trans.__(
              "asyncio help needs WebAssembly: ask the administrator to add 'wasm-unsafe-eval' to script-src in the content security policy."
            ),
            { autoClose: false }
          );
        },
        onWrongRecipe: reason => {
          Notification.warning(
            trans.__(
              'asyncio help cannot use a recipe of its settings. %1',
              reason
            ),
            { autoClose: false }
          );
        }
      });
    };
    return { get: () => (analyst ??= make()) };
  }
};
