import type { Node as JsonNode } from 'jsonc-parser';
import { findNodeAtLocation, parseTree } from 'jsonc-parser';

import type {
  ICell,
  IDocument,
  IEdit,
  IKernelFacts,
  IOutput,
  IPosition
} from '../engine';
import { applyEdits, positionOf } from '../engine';
import type { ICodeFile } from './codeFile';
import { FileError } from './fileError';
import { LineEnds } from './lineEnds';

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
  readonly readAs = 'cells';

  positionInFile(cell: ICell, offset: number): IPosition {
    const node = this._sourceOf(cell);
    return positionOf(
      this._text,
      node === undefined
        ? this._nodeAt(['cells', Number(cell.id)])!.offset
        : offsetInJson(
            this._text,
            node,
            new LineEnds(joined(valueOf(node))).offsetOf(offset)
          )
    );
  }

  /**
   * A new line would take a string of its own.
   */
  changesInFile(): null {
    return null;
  }

  edited(edits: readonly IEdit[]): string {
    let result = this._text;
    // From the last cell to the first, so that earlier offsets stay.
    for (const cell of [...this.document.cells].reverse()) {
      if (!edits.some(edit => edit.cell === cell.id)) {
        continue;
      }
      const node = this._sourceOf(cell)!;
      const ends = new LineEnds(joined(valueOf(node)));
      const after = applyEdits(ends.written, cell.id, ends.editsOf(edits));
      result =
        result.slice(0, node.offset) +
        sourceText(this._text, node, after) +
        result.slice(node.offset + node.length);
    }
    return result;
  }

  private _sourceOf(cell: ICell): JsonNode | undefined {
    return this._nodeAt(['cells', Number(cell.id), 'source']);
  }

  private _nodeAt(path: (string | number)[]): JsonNode | undefined {
    // A byte order mark is no JSON; what takes its place keeps the offsets.
    this._root ??= parseTree(this._text.replace(/^\uFEFF/, ' '));
    return findNodeAtLocation(this._root!, path);
  }

  private _root: JsonNode | undefined;
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
  if (text.trim() === '') {
    throw new FileError('not a notebook: the file is empty');
  }
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
      `notebook format ${content.nbformat} is not read, only 4; "jupyter nbconvert --to notebook" makes one of it`
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
    source: new LineEnds(joined(raw?.source)).text,
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
 * What a node of the JSON stands for.
 */
function valueOf(node: JsonNode): unknown {
  return node.type === 'array' ? node.children!.map(valueOf) : node.value;
}

/**
 * Where an offset of a source stands in its JSON, a string or a list of
 * strings.
 */
function offsetInJson(text: string, node: JsonNode, offset: number): number {
  if (node.type !== 'array') {
    return offsetInString(text, node, offset);
  }
  const strings = node.children!;
  let left = offset;
  for (const [i, string] of strings.entries()) {
    const { length } = joined(string.value);
    if (left < length || i === strings.length - 1) {
      return offsetInString(text, string, left);
    }
    left -= length;
  }
  return node.offset;
}

function offsetInString(text: string, node: JsonNode, offset: number): number {
  // Behind the quote; an escape, such as \n or \u00e9, stands for one unit.
  let at = node.offset + 1;
  for (let i = 0; i < offset; i++) {
    at += text[at] !== '\\' ? 1 : text[at + 1] === 'u' ? 6 : 2;
  }
  return at;
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
