import { EditorView } from '@codemirror/view';
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IEditorExtensionFactory } from '@jupyterlab/codemirror';
import { CodeEditor } from '@jupyterlab/codeeditor';
import { CommandRegistry } from '@lumino/commands';
import type { Widget } from '@lumino/widgets';
import * as fs from 'fs';
import * as path from 'path';
import { HiddenByPath } from '../document/HiddenByPath';
import { ProblemCommandIDs } from '../tokens';
import { editorPlugin } from './editor';

describe('editorPlugin', () => {
  const analyst = { get: jest.fn() };
  const shell = { currentWidget: null as Widget | null };
  let commands: CommandRegistry;
  let factories: IEditorExtensionFactory<unknown>[];

  beforeEach(() => {
    commands = new CommandRegistry();
    factories = [];
    const registry = {
      addExtension: (factory: IEditorExtensionFactory<unknown>) =>
        factories.push(factory)
    };
    const app = { commands, shell } as never as JupyterFrontEnd;
    // A host without any of the services that it can do without.
    void editorPlugin.activate(app, registry, analyst, new HiddenByPath());
  });

  it('gives an editor nothing but a place, and loads nothing', () => {
    const model = new CodeEditor.Model();
    const made = factories[0].factory({ model, inline: true } as never)!;
    const view = new EditorView({ extensions: made.instance(undefined) });
    expect(view.dom.querySelector('.cm-gutter')).toBeNull();
    view.destroy();
    expect(analyst.get).not.toHaveBeenCalled();
  });

  it('adds its commands, which need a document that is checked', () => {
    const ids = Object.values(ProblemCommandIDs);
    expect(commands.listCommands()).toEqual(expect.arrayContaining(ids));
    for (const id of ids) {
      expect(commands.label(id)).not.toBe('');
      expect(commands.caption(id)).not.toBe('');
      expect(commands.isEnabled(id)).toBe(false);
    }
  });

  it('has keys for commands that are there', () => {
    const file = path.join(__dirname, '../../schema/editor.json');
    const schema = JSON.parse(fs.readFileSync(file, 'utf8'));
    const shortcuts: { command: string }[] = schema['jupyter.lab.shortcuts'];
    expect(shortcuts.length).toBeGreaterThan(0);
    for (const { command } of shortcuts) {
      expect(commands.hasCommand(command)).toBe(true);
    }
  });
});
