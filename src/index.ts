import { analystPlugin } from './plugins/analyst';
import { commandsPlugin } from './plugins/commands';
import { editorPlugin } from './plugins/editor';
import { notebookPlugin } from './plugins/notebook';

export * from './tokens';

export default [analystPlugin, notebookPlugin, commandsPlugin, editorPlugin];
