import { commandsPlugin } from './plugins/commands';
import { notebookPlugin } from './plugins/notebook';
import { statusPlugin } from './plugins/status';

export * from './tokens';

export default [notebookPlugin, commandsPlugin, statusPlugin];
