import type { ICell, IDocument } from './document';
import type { IEdit } from './edit';

/**
 * The text of a Python file as the engine sees it. With `# %%` markers its
 * parts are the cells of a notebook; without, it is a script. Cells are named
 * by their numbers, from 0.
 */
export interface IPythonText {
  readonly document: IDocument;

  /**
   * Where each cell's source starts in the text.
   */
  readonly offsets: readonly number[];
}

/**
 * @param text - the text, in which lines end with `\n` alone
 * @param editable - whether the person may change it
 */
export function readPythonText(text: string, editable = true): IPythonText {
  const parts = partsOf(text);
  const isScript = !parts.some(({ marked }) => marked);
  return {
    document: {
      kind: isScript ? 'script' : 'notebook',
      language: 'python',
      cells: parts.map(({ from, to, kind }, i) => ({
        id: String(i),
        kind,
        source: isScript ? text : withCellMagic(text.slice(from, to)),
        outputs: [],
        executionCount: null,
        editable
      }))
    },
    offsets: parts.map(({ from }) => from)
  };
}

/**
 * Edits of the cells as edits of the whole text.
 */
export function editsOfText(
  edits: readonly IEdit[],
  { offsets }: IPythonText
): IEdit[] {
  return edits.map(edit => {
    const start = offsets[Number(edit.cell)];
    return {
      cell: '',
      from: start + edit.from,
      to: start + edit.to,
      insert: edit.insert
    };
  });
}

interface IPart {
  readonly from: number;
  readonly to: number;
  readonly kind: ICell['kind'];

  /**
   * Whether a marker stands above it.
   */
  readonly marked: boolean;
}

function partsOf(text: string): IPart[] {
  const markers = markersIn(text);
  if (markers.length === 0) {
    return [{ from: 0, to: text.length, kind: 'code', marked: false }];
  }
  const head = JUPYTEXT_HEADER.exec(text)?.[0].length ?? 0;
  const above = text.slice(head, markers[0].from);
  const parts: IPart[] = markers.map(({ to, kind }, i) => ({
    from: to,
    to: markers[i + 1]?.from ?? text.length,
    kind,
    marked: true
  }));
  return above.trim() === ''
    ? parts
    : [
        { from: head, to: markers[0].from, kind: 'code', marked: false },
        ...parts
      ];
}

/**
 * A line that begins a cell, with its end.
 */
interface IMarker {
  readonly from: number;
  readonly to: number;
  readonly kind: ICell['kind'];
}

function markersIn(text: string): IMarker[] {
  const markers: IMarker[] = [];
  for (const { 0: comment, index } of text.matchAll(STRING_OR_COMMENT)) {
    const atLineStart = index === 0 || text[index - 1] === '\n';
    const rest = atLineStart ? MARKER.exec(comment)?.[1] : undefined;
    if (rest !== undefined) {
      const end = index + comment.length;
      markers.push({
        from: index,
        to: Math.min(end + 1, text.length),
        kind: kindOf(comment, rest)
      });
    }
  }
  return markers;
}

function kindOf(comment: string, rest: string): ICell['kind'] {
  if (/\[(?:markdown|md)\]/i.test(rest) || /<markdowncell>/.test(comment)) {
    return 'markdown';
  }
  return /\[raw\]/i.test(rest) ? 'raw' : 'code';
}

/**
 * What Jupytext writes above the first cell: YAML in comments.
 */
const JUPYTEXT_HEADER =
  /^(?:#!.*\n)?(?:#.*coding[:=].*\n)?#[ \t]*---[ \t]*\n(?:#.*\n)*?#[ \t]*---[ \t]*(?:\n|$)/;

/**
 * Strings, in which nothing is a marker, and comments.
 */
const STRING_OR_COMMENT =
  /("""|''')(?:[^\\]|\\[^])*?\1|"(?:[^"\\\n]|\\[^])*"?|'(?:[^'\\\n]|\\[^])*'?|#[^\n]*/g;

/**
 * IPython's own cell magics. Jupytext writes `%%time` as `# %%time`, which
 * begins no cell.
 */
const CELL_MAGIC =
  '(?:!|(?:bash|capture|cython|debug|file|HTML|html|javascript|js|latex|markdown|perl|prun|pypy|python[23]?|R|ruby|script|sh|sql|svg|SVG|system|sx|time|timeit|writefile)\\b)';

/**
 * `# %% title`, `#%%title`, `# %%% title`, `# In[3]:` and `# <codecell>`, as VS
 * Code, Spyder, Jupytext and nbconvert write them.
 */
const MARKER = new RegExp(
  `^#[ \\t]*(?:%%+(?!${CELL_MAGIC})|In\\[[ \\d*]*\\]:?|<(?:code|markdown)cell>)(.*)$`
);

/**
 * A cell with the cell magic that Jupytext (`# %%time`) or VS Code
 * (`#!%%time`) wrote as a comment, as long as it was.
 */
function withCellMagic(source: string): string {
  return source.replace(COMMENTED_MAGIC, sign => ' '.repeat(sign.length));
}

const COMMENTED_MAGIC = new RegExp(`(?<=^\\s*)#!?(?=[ \\t]*%%${CELL_MAGIC})`);
