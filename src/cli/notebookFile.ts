import type { Node as JsonNode } from 'jsonc-parser';
import { findNodeAtLocation, parseTree } from 'jsonc-parser';

import type { ICell, IDocument, IEdit, IKernelFacts, IOutput } from '../engine';
import { applyEdits } from '../engine';
import type { ICodeFile } from './codeFile';
import { FileError } from './fileError';

/**
 * A notebook file (nbformat 4). An edit replaces the changed lines of a cell's
 * source in the file's text; every other character stays.
 */
export class NotebookFile implements ICodeFile {
  constructor(private readonly _text: string) {
    const content = readNotebook(_text);
    const { metadata } = content;
    this.document = {
      kind: 'notebook',
      language: languageOf(metadata),
      cells: content.cells.map(cellOf)
    };
    this.facts = factsOf(metadata);
  }

  readonly document: IDocument;
  readonly facts: IKernelFacts;

  firstLineOf(): null {
    return null;
  }

  edited(edits: readonly IEdit[]): string {
    const root = parseTree(this._text)!;
    let result = this._text;
    // From the last cell to the first, so that earlier offsets stay.
    for (const cell of [...this.document.cells].reverse()) {
      if (!edits.some(edit => edit.cell === cell.id)) {
        continue;
      }
      const node = findNodeAtLocation(root, [
        'cells',
        Number(cell.id),
        'source'
      ])!;
      const after = applyEdits(cell.source, cell.id, edits);
      result =
        result.slice(0, node.offset) +
        sourceText(this._text, node, after) +
        result.slice(node.offset + node.length);
    }
    return result;
  }
}

interface INotebook {
  readonly metadata: IMetadata;
  readonly cells: readonly IRawCell[];
}

interface IMetadata {
  readonly kernelspec?: {
    readonly name?: unknown;
    readonly display_name?: unknown;
    readonly language?: unknown;
  };
  readonly language_info?: {
    readonly name?: unknown;
    readonly version?: unknown;
  };
}

interface IRawCell {
  readonly cell_type?: unknown;
  readonly source?: unknown;
  readonly outputs?: unknown;
  readonly execution_count?: unknown;
  readonly metadata?: { readonly editable?: unknown };
}

function readNotebook(text: string): INotebook {
  let content;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new FileError(`not a notebook: ${(error as Error).message}`);
  }
  if (content === null || typeof content !== 'object') {
    throw new FileError('not a notebook: no object at the top');
  }
  if (content.nbformat !== undefined && content.nbformat !== 4) {
    throw new FileError(
      `notebook format ${content.nbformat} is not read, only 4`
    );
  }
  if (!Array.isArray(content.cells)) {
    throw new FileError('not a notebook: it has no list of cells');
  }
  return { metadata: content.metadata ?? {}, cells: content.cells };
}

function cellOf(raw: IRawCell | null, index: number): ICell {
  const kind = raw?.cell_type;
  return {
    id: String(index),
    kind: kind === 'code' || kind === 'markdown' ? kind : 'raw',
    source: joined(raw?.source),
    outputs: Array.isArray(raw?.outputs) ? (raw.outputs as IOutput[]) : [],
    executionCount:
      typeof raw?.execution_count === 'number' ? raw.execution_count : null,
    editable: raw?.metadata?.editable !== false
  };
}

function joined(source: unknown): string {
  return Array.isArray(source) ? source.join('') : String(source ?? '');
}

function languageOf({ kernelspec, language_info }: IMetadata): string {
  const name = language_info?.name ?? kernelspec?.language ?? 'python';
  return String(name).toLowerCase() === 'ipython'
    ? 'python'
    : String(name).toLowerCase();
}

function factsOf({ kernelspec, language_info }: IMetadata): IKernelFacts {
  const version = language_info?.version;
  const kernel = `${kernelspec?.name} ${kernelspec?.display_name}`;
  return {
    ...(typeof version === 'string' ? { pythonVersion: version } : {}),
    // asyncio.run works there: Pyodide switches stacks.
    ...(/pyodide/i.test(kernel)
      ? { implementation: 'pyodide', nestedLoops: true, threads: false }
      : {})
  };
}

/**
 * The JSON of a cell's source after a change, in the form it had: one string,
 * or a list of lines of which the unchanged ones are copied as they stand.
 */
function sourceText(text: string, node: JsonNode, source: string): string {
  if (node.type !== 'array') {
    return JSON.stringify(source);
  }
  const lines = source.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const old = node.children ?? [];
  const raw = old.map(item =>
    text.slice(item.offset, item.offset + item.length)
  );
  const open = old.length > 0 ? text.slice(node.offset, old[0].offset) : '[';
  const separator =
    old.length > 1
      ? text.slice(old[0].offset + old[0].length, old[1].offset)
      : `,${open.slice(1)}`;
  const last = old[old.length - 1];
  const close = last
    ? text.slice(last.offset + last.length, node.offset + node.length)
    : ']';
  // A line that stays keeps its spelling, such as escaped letters.
  const spelled = new Map(old.map((item, i) => [item.value as string, raw[i]]));
  return (
    open +
    lines
      .map(line => spelled.get(line) ?? JSON.stringify(line))
      .join(separator) +
    close
  );
}
