import type { ICellModel, ICodeCellModel } from '@jupyterlab/cells';
import type { INotebookContent } from '@jupyterlab/nbformat';
import type { ICell, IDocument, IOutput } from '../engine/document';

/**
 * What a host tells of the cells it holds.
 */
export interface ICellSource {
  /**
   * All cells in document order, Markdown too.
   */
  readonly cells: Iterable<ICellModel>;

  /**
   * The language of the code cells, lower case.
   */
  readonly language: string;

  /**
   * Whether the person may change this cell.
   */
  isEditable(cell: ICellModel): boolean;
}

/**
 * The cells as the engine sees them: a snapshot that later changes of the
 * models leave alone.
 */
export function toDocument(source: ICellSource): IDocument {
  const cells: ICell[] = [];
  for (const model of source.cells) {
    cells.push({
      id: model.id,
      kind: kindOf(model),
      source: model.sharedModel.getSource(),
      outputs: isCode(model) ? (model.outputs.toJSON() as IOutput[]) : [],
      executionCount: isCode(model) ? model.executionCount : null,
      editable: isMarkedEditable(model) && source.isEditable(model)
    });
  }
  return { kind: 'notebook', language: source.language, cells };
}

/**
 * The language of a notebook's code cells, lower case; an empty string where
 * neither the notebook nor its kernel says.
 *
 * @param metadata - The notebook's metadata.
 * @param kernelLanguage - What the running kernel calls its language.
 */
export function languageOf(
  metadata: Partial<INotebookContent['metadata']>,
  kernelLanguage?: string
): string {
  const { language_info, kernelspec } = metadata;
  const names = [language_info?.name, kernelspec?.language, kernelLanguage];
  const name = names.find(n => typeof n === 'string' && n !== '');
  return typeof name === 'string' ? name.toLowerCase() : '';
}

/**
 * Whether `model` is a code cell. It asks for the type and not for the class,
 * of which a page may hold two copies.
 */
export function isCode(model: ICellModel): model is ICodeCellModel {
  return model.type === 'code';
}

/**
 * False where the cell's metadata lock it.
 */
export function isMarkedEditable(model: ICellModel): boolean {
  return model.getMetadata('editable') !== false;
}

function kindOf(model: ICellModel): ICell['kind'] {
  return model.type === 'code' || model.type === 'markdown'
    ? model.type
    : 'raw';
}
