import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import {
  EditorExtensionRegistry,
  IEditorExtensionRegistry
} from '@jupyterlab/codemirror';
import type {
  DocumentRegistry,
  IDocumentWidget
} from '@jupyterlab/docregistry';
import type { FileEditor } from '@jupyterlab/fileeditor';
import { IEditorTracker } from '@jupyterlab/fileeditor';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { INotebookTracker } from '@jupyterlab/notebook';
import type { ISettingRegistry as Registry } from '@jupyterlab/settingregistry';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';
import type {
  CheckedDocument,
  ICheckSettings
} from '../editor/CheckedDocument';
import type { Diagnostics } from '../editor/Diagnostics';
import { EditorViews } from '../editor/EditorViews';
import type { IPosition } from '../editor/nextProblem';
import { plainText } from '../help/dom';
import { notifyAbout } from '../help/notifyAbout';
import { settingsOf } from '../help/settings';
import { orDisposed } from '../kernel/orDisposed';
import {
  IAsyncioAnalyst,
  IAsyncioHelp,
  IHiddenRules,
  IUnderlinedProblems,
  ProblemCommandIDs
} from '../tokens';
import type { ReadSettings } from './followSettings';
import { followSettings } from './followSettings';

const ID = 'jupyterlab-asyncio-helper:editor';
const HELP_ID = 'jupyterlab-asyncio-helper:notebook';

/**
 * How long a notification stays, in ms.
 */
const SHORT = 5000;

/**
 * Problems in the editors of notebooks and Python files, before a cell runs.
 */
export const editorPlugin: JupyterFrontEndPlugin<IUnderlinedProblems> = {
  id: ID,
  description: 'Underlines problems with asyncio in editors.',
  autoStart: true,
  provides: IUnderlinedProblems,
  requires: [IEditorExtensionRegistry, IAsyncioAnalyst, IHiddenRules],
  optional: [
    IAsyncioHelp,
    INotebookTracker,
    IEditorTracker,
    ISettingRegistry,
    ITranslator,
    ICommandPalette
  ],
  activate: (
    app: JupyterFrontEnd,
    extensions: IEditorExtensionRegistry,
    analyst: IAsyncioAnalyst,
    hidden: IHiddenRules,
    help: IAsyncioHelp | null,
    notebooks: INotebookTracker | null,
    files: IEditorTracker | null,
    registry: Registry | null,
    translator: ITranslator | null,
    palette: ICommandPalette | null
  ): IUnderlinedProblems => {
    const trans = (translator ?? nullTranslator).load(
      'jupyterlab_asyncio_helper'
    );
    const views = new EditorViews();
    extensions.addExtension({
      name: ID,
      factory: ({ model }) =>
        EditorExtensionRegistry.createImmutableExtension(views.extension(model))
    });

    const make: Make = async (context, isNotebook) => {
      const [{ CheckedDocument, DEFAULT_CHECK }, { Diagnostics }, source] =
        await Promise.all([
          import('../editor/CheckedDocument'),
          import('../editor/Diagnostics'),
          isNotebook
            ? import('../editor/NotebookSource').then(
                ({ NotebookSource }) =>
                  () =>
                    new NotebookSource(context as NotebookPanel['context'])
              )
            : import('../editor/FileSource').then(
                ({ FileSource }) =>
                  () =>
                    new FileSource(context as DocumentRegistry.CodeContext)
              )
        ]);
      return settings => {
        const checked = new CheckedDocument(
          source(),
          () => analyst.get(),
          settings ?? DEFAULT_CHECK,
          hidden.in(context)
        );
        const diagnostics = new Diagnostics({
          document: checked,
          views,
          trans,
          onApplied,
          onRefused: message => void Notification.info(message)
        });
        return { checked, diagnostics };
      };
    };

    /**
     * A change that the person cannot see is told, and shown on demand.
     */
    const onApplied = async (
      done: string,
      changed: readonly CodeEditor.IModel[],
      from: CodeEditor.IModel
    ) => {
      const panel = notebooks?.find(
        ({ content, isVisible }) =>
          isVisible && content.widgets.some(({ model }) => model === from)
      );
      if (!panel || changed.every(model => model === from)) {
        return;
      }
      const { NotebookCells } = await import('../notebook/NotebookCells');
      const cells = new NotebookCells(panel.content);
      panel.disposed.connect(() => cells.dispose());
      const hidden = panel.content.widgets
        .filter(({ model }) => model !== from && changed.includes(model))
        .map(({ model }) => model.id)
        .find(id => !cells.isInView(id));
      if (hidden !== undefined) {
        notifyAbout(panel, plainText(done), {
          autoClose: SHORT,
          actions: [
            {
              label: trans.__('Show'),
              callback: () => void cells.reveal(hidden)
            }
          ]
        });
      }
    };

    const documents = new CheckedDocuments(make);
    const begin = () => {
      const addNotebook = ({ context }: NotebookPanel) =>
        void documents.add(context, true);
      const addFile = ({ context }: IDocumentWidget<FileEditor>) =>
        void documents.add(context, false);
      notebooks?.forEach(addNotebook);
      notebooks?.widgetAdded.connect((_, panel) => addNotebook(panel));
      files?.forEach(addFile);
      files?.widgetAdded.connect((_, widget) => addFile(widget));
    };
    if (registry) {
      // What is set is known before the first problem is shown.
      let own: ReadSettings | null = null;
      let ofHelp: ReadSettings | null = null;
      const follow = () => {
        if (own && ofHelp) {
          documents.settings = checkSettingsOf(own, ofHelp);
          notify();
        }
      };
      void Promise.all([
        followSettings(registry, ID, settings => {
          own = settings;
          follow();
        }),
        followSettings(registry, HELP_ID, settings => {
          ofHelp = settings;
          follow();
        })
      ]).then(begin);
    } else {
      begin();
    }

    // Where the last step in a notebook led to.
    const ledTo = new WeakMap<Widget, IPosition>();
    const positionIn = async (widget: Widget) => {
      const place = await import('../editor/showPlace');
      const panel = notebooks?.find(other => other === widget);
      return panel
        ? place.positionInNotebook(panel)
        : place.positionInEditor(
            (widget as IDocumentWidget<FileEditor>).content
          );
    };
    const go = async (widget: Widget, direction: 1 | -1) => {
      const checked = documents.of(widget)?.checked;
      checked?.checkNow();
      await checked?.settled();
      const host = help?.hostOf(widget);
      const panel = notebooks?.find(other => other === widget);
      if (!panel && host) {
        // What has run in a console is not underlined.
        await host.showNext(direction);
        return;
      }
      const [position, place, { nextProblem }, { stepsOf }] = await Promise.all(
        [
          positionIn(widget),
          import('../editor/showPlace'),
          import('../editor/nextProblem'),
          import('../editor/stepsOf')
        ]
      );
      const cells = panel?.content.widgets.map(({ model }) => model);
      const models = cells ?? checked?.reading?.models ?? [];
      const last = ledTo.get(widget);
      // A click on the count takes the focus away.
      const isStillThere =
        panel !== undefined &&
        last?.model === position?.model &&
        !widget.node.contains(document.activeElement);
      const step = nextProblem(
        stepsOf(models, checked?.problems ?? [], {
          problems: host?.problems ?? [],
          models: cells?.filter(({ id }) => host?.shownIn.includes(id)) ?? []
        }),
        models,
        (isStillThere ? last : position) ?? null,
        direction
      );
      if (!step) {
        return;
      }
      ledTo.set(widget, { model: step.model, offset: step.from });
      if (step.underlined) {
        await (panel
          ? place.showInNotebook(step.underlined, panel, views)
          : place.showInEditor(step.underlined, views, widget.node));
        return;
      }
      const cell = cells?.find(model => model === step.model);
      if (cell) {
        await host?.show(cell.id);
      }
    };
    const isChecked = (widget: Widget | null) => documents.of(widget) !== null;
    const canGo = (widget: Widget | null) =>
      isChecked(widget) || !!help?.hostOf(widget);
    const rewrite = async (widget: Widget) => {
      const position = await positionIn(widget);
      if (position) {
        documents.of(widget)?.diagnostics.rewriteAt(position);
      }
    };
    const add = (
      id: string,
      label: string,
      caption: string,
      can: (widget: Widget | null) => boolean,
      run: (widget: Widget) => Promise<void>
    ) => {
      app.commands.addCommand(id, {
        label,
        caption,
        isEnabled: () => can(app.shell.currentWidget),
        execute: async () => {
          const widget = app.shell.currentWidget;
          if (widget && can(widget)) {
            await run(widget);
          }
        },
        describedBy: { args: { type: 'object', properties: {} } }
      });
      palette?.addItem({ command: id, category: trans.__('asyncio help') });
    };
    add(
      ProblemCommandIDs.next,
      trans.__('Next asyncio Problem'),
      trans.__('Go to the next problem that is underlined or explained'),
      canGo,
      widget => go(widget, 1)
    );
    add(
      ProblemCommandIDs.previous,
      trans.__('Previous asyncio Problem'),
      trans.__('Go to the problem before that is underlined or explained'),
      canGo,
      widget => go(widget, -1)
    );
    add(
      ProblemCommandIDs.rewrite,
      trans.__('Rewrite asyncio Problem at Cursor'),
      trans.__('Apply the best rewrite of the problem that is underlined here'),
      widget => isChecked(widget) && !documents.explainOnly,
      rewrite
    );
    const notify = () => {
      for (const id of Object.values(ProblemCommandIDs)) {
        app.commands.notifyCommandChanged(id);
      }
    };
    app.shell.currentChanged?.connect(notify);
    help?.changed.connect(notify);
    return {
      changed: documents.changed,
      of: widget =>
        documents.of(widget)?.checked.problems.map(({ finding }) => finding) ??
        []
    };
  }
};

type Context = DocumentRegistry.IContext<DocumentRegistry.IModel>;

interface IChecked {
  readonly checked: CheckedDocument;
  readonly diagnostics: Diagnostics;
}

/**
 * Loads what a document needs; what it gives then makes it at once.
 */
type Make = (
  context: Context,
  isNotebook: boolean
) => Promise<(settings: ICheckSettings | null) => IChecked>;

/**
 * The documents that are checked, each once, in however many views.
 */
class CheckedDocuments {
  constructor(private readonly _make: Make) {}

  /**
   * Emitted when the problems of a document have changed.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * Whether no rewrite is offered.
   */
  get explainOnly(): boolean {
    return this._settings?.explainOnly === true;
  }

  /**
   * Check this document until it is closed.
   */
  async add(context: Context, isNotebook: boolean): Promise<void> {
    if (this._known.has(context)) {
      return;
    }
    this._known.add(context);
    try {
      const make = await this._make(context, isNotebook);
      await orDisposed(context.ready, context);
      if (context.isDisposed) {
        return;
      }
      const made = make(this._settings);
      this._documents.set(context, made);
      made.checked.checked.connect(this._emitChanged, this);
      context.disposed.connect(() => {
        this._documents.delete(context);
        made.diagnostics.dispose();
        made.checked.dispose();
      });
    } catch (reason) {
      console.warn(`${ID}: ${context.path} is not checked`, reason);
    }
  }

  /**
   * The document that a widget shows, or null where it is none of these.
   */
  of(widget: Widget | null): IChecked | null {
    const context = (widget as Partial<IDocumentWidget> | null)?.context;
    return (context && this._documents.get(context)) ?? null;
  }

  /**
   * Do as these settings say from now on.
   */
  set settings(settings: ICheckSettings) {
    this._settings = settings;
    for (const { checked } of this._documents.values()) {
      checked.settings = settings;
    }
  }

  private _emitChanged(): void {
    this._changed.emit();
  }

  private readonly _known = new WeakSet<Context>();
  private readonly _documents = new Map<Context, IChecked>();
  private _settings: ICheckSettings | null = null;
  private _changed = new Signal<this, void>(this);
}

/**
 * @param own - The settings of the editors, as they are stored.
 * @param help - Those of the help, some of which hold for both.
 */
function checkSettingsOf(
  own: ReadSettings,
  help: ReadSettings
): ICheckSettings {
  const { preferred, explainOnly, rulesOff, blockingCalls, recipes } =
    settingsOf(help);
  return {
    enabled: own.composite.underline !== false,
    gutter: own.composite.gutter === true,
    preferred,
    explainOnly,
    rulesOff,
    blockingCalls,
    recipes
  };
}
