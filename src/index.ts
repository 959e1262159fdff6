import { analystPlugin } from './plugins/analyst';
import { commandsPlugin } from './plugins/commands';
import { consolePlugin } from './plugins/console';
import { editorPlugin } from './plugins/editor';
import { hiddenRulesPlugin } from './plugins/hiddenRules';
import { lockedSettingsPlugin } from './plugins/lockedSettings';
import { notebookPlugin } from './plugins/notebook';
import { schemaTextsPlugin } from './plugins/schemaTexts';
import { statusPlugin } from './plugins/status';

export * from './tokens';

export default [
  analystPlugin,
  hiddenRulesPlugin,
  notebookPlugin,
  consolePlugin,
  commandsPlugin,
  editorPlugin,
  statusPlugin,
  schemaTextsPlugin,
  lockedSettingsPlugin
];
