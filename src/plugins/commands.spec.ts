import type { JupyterFrontEnd } from '@jupyterlab/application';
import { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import type { IAsyncioHelp, IHelpHost } from '../tokens';
import { CommandIDs } from '../tokens';
import { commandsPlugin } from './commands';

describe('commandsPlugin', () => {
  const notebook = new Widget();
  const host = {
    changed: null as never,
    canRewriteAndRun: true,
    canRewrite: true,
    canRunInBackground: true,
    canUndo: true,
    rewriteAndRun: jest.fn(),
    rewrite: jest.fn(),
    runInBackground: jest.fn(),
    undo: jest.fn(),
    canCheck: true,
    canRewriteAll: true,
    problems: [],
    dismissed: [],
    check: jest.fn(async () => undefined),
    rewriteAll: jest.fn(async () => undefined),
    shownIn: [],
    show: jest.fn(),
    showNext: jest.fn()
  };
  const help = {
    enabled: true,
    changed: null as never as Signal<IAsyncioHelp, void>,
    setEnabled: jest.fn(async () => undefined),
    hostOf: (widget: Widget | null): IHelpHost | null =>
      widget === notebook ? host : null,
    addHost: jest.fn()
  };
  help.changed = new Signal<IAsyncioHelp, void>(help);

  const shell = { currentWidget: notebook as Widget | null };
  const palette = { addItem: jest.fn() };
  let commands: CommandRegistry;

  beforeEach(async () => {
    jest.clearAllMocks();
    shell.currentWidget = notebook;
    commands = new CommandRegistry();
    const app = { commands, shell } as never as JupyterFrontEnd;
    await commandsPlugin.activate(app, help, null, palette);
  });

  afterAll(() => {
    notebook.dispose();
  });

  it('adds every command, with a label, a caption and a palette entry', () => {
    const ids = Object.values(CommandIDs);
    expect(commands.listCommands()).toEqual(expect.arrayContaining(ids));
    expect(palette.addItem.mock.calls.map(([item]) => item.command)).toEqual(
      ids
    );
    for (const id of ids) {
      expect(commands.label(id)).not.toBe('');
      expect(commands.caption(id)).not.toBe('');
    }
  });

  it.each([
    [CommandIDs.rewriteAndRun, 'canRewriteAndRun', host.rewriteAndRun],
    [CommandIDs.rewrite, 'canRewrite', host.rewrite],
    [CommandIDs.runInBackground, 'canRunInBackground', host.runInBackground],
    [CommandIDs.undo, 'canUndo', host.undo],
    [CommandIDs.checkNotebook, 'canCheck', host.check],
    [CommandIDs.rewriteAll, 'canRewriteAll', host.rewriteAll]
  ] as const)('%s works only where it does something', async (id, can, run) => {
    expect(commands.isEnabled(id)).toBe(true);
    expect(commands.isVisible(id)).toBe(true);
    await commands.execute(id);
    expect(run).toHaveBeenCalledTimes(1);
    host[can] = false;
    expect(commands.isEnabled(id)).toBe(false);
    expect(commands.isVisible(id)).toBe(false);
    host[can] = true;
    shell.currentWidget = null;
    expect(commands.isEnabled(id)).toBe(false);
    await commands.execute(id);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('toggles', async () => {
    expect(commands.isToggled(CommandIDs.toggle)).toBe(true);
    await commands.execute(CommandIDs.toggle);
    expect(help.setEnabled).toHaveBeenCalledWith(false);
  });

  it('tells when something else can be done', () => {
    const changed = jest.fn();
    commands.commandChanged.connect((_, args) => changed(args.id));
    help.changed.emit();
    expect(changed.mock.calls.map(([id]) => id)).toEqual(
      Object.values(CommandIDs)
    );
  });
});
