import { commandsPlugin } from './plugins/commands';
import { notebookPlugin } from './plugins/notebook';

export * from './tokens';

export default [notebookPlugin, commandsPlugin];
