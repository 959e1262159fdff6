import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { HiddenByPath } from '../document/HiddenByPath';
import { IHiddenRules } from '../tokens';

/**
 * What the person has hidden in each document, for all who show something of
 * it.
 */
export const hiddenRulesPlugin: JupyterFrontEndPlugin<IHiddenRules> = {
  id: 'jupyterlab-asyncio-helper:hidden-rules',
  description: 'Keeps which asyncio help is hidden in which document.',
  autoStart: true,
  provides: IHiddenRules,
  activate: (): IHiddenRules => new HiddenByPath()
};
