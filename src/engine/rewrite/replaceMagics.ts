import type { IEdit } from '../edit';
import { applyEdits, chainEdits } from '../edit';
import { lineEnd, lineStart } from '../lines';
import { placeOf } from '../python/awaitable';
import { showsValue } from '../python/cellResults';
import type { ICellMagic, ILineMagic, IMaskedCell } from '../python/magics';
import type { SyntaxNode } from '../python/node';
import { statementOf } from '../python/node';
import type { IPythonParser } from '../python/parser';
import type { ICodeCell, Program } from '../python/program';
import { scopesOf } from '../python/program';
import { readCell } from '../python/readCell';
import { insertAtTop } from './asyncioModule';
import { unusedName } from './unusedName';

/**
 * Magics replaced by Python that measures or captures the same.
 */
export interface IReplacedMagics {
  readonly edits: readonly IEdit[];

  /**
   * The magics that go, as written: `%%time`, `%timeit`.
   */
  readonly magics: readonly string[];

  /**
   * Whether the cell gives the same names and shows the same value as before.
   */
  readonly safe: boolean;
}

/**
 * Magics that can be replaced: under each of them a cell's top level cannot
 * `await`, since IPython runs the code with `exec` or on a loop of its own
 * (IPython/core/magics/execution.py).
 */
const REPLACEABLE = new Set(['time', 'timeit', 'capture']);

/**
 * Whether the cell magics above the code of a cell's top level, if any, can be
 * replaced where it awaits.
 */
export function hasReplaceableMagics({ cellMagics }: IMaskedCell): boolean {
  return cellMagics.every(({ name }) => REPLACEABLE.has(name));
}

/**
 * The line magic that runs the code at `node`, or null.
 */
export function lineMagicAround(
  { from, to }: Pick<SyntaxNode, 'from' | 'to'>,
  { lineMagics }: IMaskedCell
): ILineMagic | null {
  return (
    lineMagics.find(
      ({ code }) => code !== null && code.from <= from && to <= code.to
    ) ?? null
  );
}

/**
 * The awaits, `async for` and `async with` of a cell that fail because of the
 * magic they stand under: at the cell's top level under a cell magic, anywhere
 * in the code of a line magic.
 */
export function awaitsUnderMagic({
  masked,
  tree,
  scopes
}: Pick<ICodeCell, 'masked' | 'tree' | 'scopes'>): SyntaxNode[] {
  if (
    masked.cellMagics.length === 0 &&
    masked.lineMagics.every(({ code }) => code === null)
  ) {
    return [];
  }
  return [...tree.root.walk()].filter(node => {
    if (!isAsyncSyntax(node)) {
      return false;
    }
    const place = placeOf(node, scopes);
    return (
      (place.kind === 'awaitable' &&
        place.function === null &&
        masked.cellMagics.length > 0) ||
      lineMagicAround(node, masked) !== null
    );
  });
}

/**
 * An `await`, or how an `async for` or `async with` begins, as written.
 */
export function asyncHeadOf(node: SyntaxNode): string {
  const body = node.child('body');
  return body === undefined
    ? node.text
    : node.source.slice(node.from, body.from).replace(/:\s*$/, '');
}

/**
 * Whether the node is an `await`, `async for` or `async with`.
 */
export function isAsyncSyntax(node: SyntaxNode): boolean {
  switch (node.type) {
    case 'await':
      return true;
    case 'for_statement':
    case 'with_statement':
    case 'for_in_clause':
      return node.isAsync;
    default:
      return false;
  }
}

/**
 * The edits that replace the magics of a cell under which something awaits;
 * none where nothing does. Null where one of them has no replacement.
 */
export function replaceMagics(
  home: ICodeCell,
  program: Program,
  parser: IPythonParser
): IReplacedMagics | null {
  if (awaitsUnderMagic(home).length === 0) {
    return { edits: [], magics: [], safe: true };
  }
  const { source, id } = home.cell;
  const lines = replaceLineMagics(home, program);
  if (lines === null) {
    return null;
  }
  const inner = editedCell(home, lines.edits, parser);
  const cell = replaceCellMagics(inner, program);
  return (
    cell && {
      edits: chainEdits(source, id, lines.edits, cell.edits),
      magics: [...cell.magics, ...lines.magics],
      safe: lines.safe && cell.safe
    }
  );
}

/**
 * The cell as it reads with the edits.
 */
export function editedCell(
  home: ICodeCell,
  edits: readonly IEdit[],
  parser: IPythonParser
): ICodeCell {
  const source = applyEdits(home.cell.source, home.cell.id, edits);
  const { masked, tree } = readCell(source, parser);
  return {
    ...home,
    cell: { ...home.cell, source },
    masked,
    tree,
    scopes: scopesOf(tree)
  };
}

function replaceLineMagics(
  home: ICodeCell,
  program: Program
): IReplacedMagics | null {
  const awaits = awaitsUnderMagic(home);
  // In a class or a plain function `await` fails without the magic too.
  if (awaits.some(node => placeOf(node, home.scopes).kind !== 'awaitable')) {
    return null;
  }
  const used = new Set(
    awaits.flatMap(node => lineMagicAround(node, home.masked) ?? [])
  );
  const edits: IEdit[] = [];
  let safe = true;
  for (const magic of used) {
    const replaced = replaceLineMagic(magic, home, program);
    if (replaced === null) {
      return null;
    }
    edits.push(...replaced.edits);
    safe &&= replaced.safe;
  }
  return { edits, safe, magics: [...used].map(({ name }) => `%${name}`) };
}

function replaceLineMagic(
  { name, from, code }: ILineMagic,
  home: ICodeCell,
  program: Program
): Omit<IReplacedMagics, 'magics'> | null {
  const { source, id: cell } = home.cell;
  const clock = clockFor(home, from, program);
  const statements = home.tree.root.parts;
  if (code === null || clock === null) {
    return null;
  }
  const { magic, to, options, assigned } = code;
  const indent = /^[ \t]*/.exec(source.slice(from))![0];
  const start = from + indent.length;
  const gap = /import/.test(statements[0]?.type ?? '') ? '' : '\n';
  const imports =
    clock.imports === '' ? [] : [insertAtTop(`${clock.imports}\n${gap}`, home)];
  const written = [...home.tree.root.walk()].filter(
    node =>
      code.from <= node.from &&
      node.to <= to &&
      statementOf(node) === node &&
      node.type !== ';' &&
      node.type !== 'comment'
  );
  const last = written[written.length - 1];
  if (name === 'timeit') {
    const plan = timeitPlan(options, '', clock.call, program, source, indent);
    const blank = blankLinesAbove(source.slice(0, from), indent, clock.imports);
    return plan === null || assigned
      ? null
      : {
          safe: true,
          edits: [
            ...imports,
            {
              cell,
              from: lineStart(source, magic),
              to: code.from,
              insert:
                '\n'.repeat(blank) +
                indented(plan.head, indent) +
                indent +
                '    '.repeat(plan.depth)
            },
            {
              cell,
              from: to,
              to,
              insert: `\n${indented(plan.tail, indent).replace(/\n$/, '')}`
            }
          ]
        };
  }
  if (name !== 'time' || options !== '') {
    return null;
  }
  const taken = new Set(
    home.masked.cellMagics.some(other => other.name === 'time') ? [STARTED] : []
  );
  const started = unusedName(STARTED, program, taken, OUR_CLOCKS);
  const shown =
    !assigned &&
    last !== undefined &&
    statements[statements.length - 1] === last &&
    showsValue(last, home, program)
      ? unusedName('result', program)
      : '';
  const place = last && placeOf(last, home.scopes);
  const binds =
    last?.parts[0]?.type === 'assignment' ||
    last?.parts[0]?.type === 'augmented_assignment';
  return {
    // In a function `%time x = f()` binds no local variable: what reads `x` there
    // fails, unless the notebook has another.
    safe:
      assigned ||
      !binds ||
      (place?.kind === 'awaitable' && place.function === null) ||
      isUnknown(last.parts[0].child('left')!, home, program),
    edits: [
      ...imports,
      {
        cell,
        from: start,
        to: assigned ? start : code.from,
        insert: `${started} = ${clock.call}()\n${indent}`
      },
      ...(assigned ? [{ cell, from: magic, to: code.from, insert: '' }] : []),
      ...(shown === ''
        ? []
        : [{ cell, from: last.from, to: last.from, insert: `${shown} = ` }]),
      {
        cell,
        from: to,
        to,
        insert:
          `\n${indent}${wallTime(clock.call, started)}` +
          (shown === '' ? '' : `\n${shown}`)
      }
    ]
  };
}

/**
 * Whether an assignment binds one name, which no cell has at its top level.
 */
function isUnknown(
  target: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  return (
    target.type === 'identifier' &&
    program.resolveName(target.text, home.tree.root, home).kind === 'unbound'
  );
}

/**
 * How many blank lines a function needs above it, as PEP 8 has it: two at the
 * top level, one elsewhere, none at the start of a cell or of a block.
 */
function blankLinesAbove(
  before: string,
  indent: string,
  imports: string
): number {
  const ends = /[ \t\n]*$/.exec(before)![0].split('\n').length - 1;
  if (before === '') {
    // An import and the blank line below it come to stand above.
    return imports === '' ? 0 : 1;
  }
  return /:[ \t]*\n$/.test(before)
    ? 0
    : Math.max(0, (indent === '' ? 3 : 2) - ends);
}

function replaceCellMagics(
  home: ICodeCell,
  program: Program
): IReplacedMagics | null {
  const { cellMagics: magics } = home.masked;
  const { source, id: cell } = home.cell;
  if (magics.length === 0 || awaitsUnderMagic(home).length === 0) {
    return { edits: [], magics: [], safe: true };
  }
  const [first] = magics;
  const { to } = magics[magics.length - 1];
  const bodyAt = to + 1;
  const statements = home.tree.root.parts;
  const last = statements[statements.length - 1];
  if (
    lineStart(source, first.from) !== first.from ||
    last === undefined ||
    home.tree.hasError ||
    [...home.tree.root.walk()].some(
      ({ type }) => type === 'future_import_statement'
    )
  ) {
    return null;
  }
  const frame = frameFor(magics, home, program);
  if (frame === null) {
    return null;
  }
  const { imports, head, tail, depth } = frame;
  const own = new Set<IEdit>();
  const add = (from: number, until: number, insert: string) =>
    own.add({ cell, from, to: until, insert });
  const intro = [...imports, ...(imports.length > 0 ? [''] : []), ...head];
  add(first.from, to, intro.join('\n'));
  const value =
    frame.value !== 'none' && showsValue(last, home, program) ? last : null;
  const pad = '    '.repeat(depth);
  for (const at of lineStarts(home, bodyAt)) {
    add(at, at, pad);
  }
  let safe = true;
  const end = lineEnd(source, last.to);
  const bare =
    depth === 0 &&
    value?.parts.length === 1 &&
    value.parts[0].type === 'identifier' &&
    source[value.from] !== '%';
  if (value === null || frame.value === 'none') {
    // What kept the last line quiet has no use where it is not the last.
    const quiet = /^[ \t]*;/.exec(source.slice(last.to));
    if (quiet !== null && tail.length > 0) {
      add(last.to, last.to + quiet[0].length, '');
    }
    add(end, end, tail.map(line => `\n${line}`).join(''));
  } else if (frame.value === 'display') {
    const [shown, another] = value.parts;
    if (another !== undefined) {
      return null;
    }
    safe = false;
    add(value.from, value.from, 'display(');
    add(shown.to, shown.to, ')');
    add(end, end, tail.map(line => `\n${line}`).join(''));
  } else if (bare) {
    add(
      lineStart(source, last.from),
      lineStart(source, last.from),
      tail.map(line => `${line}\n`).join('')
    );
  } else {
    const result = unusedName('result', program);
    const at = lineMagicStart(last, home.masked) ?? last.from;
    add(at, at, `${result} = `);
    add(end, end, [...tail, result].map(line => `\n${line}`).join(''));
  }
  return {
    edits: [...own].filter(({ from, to: until, insert }) => {
      return from !== until || insert !== '';
    }),
    magics: magics.map(({ name }) => `%%${name}`),
    safe
  };
}

/**
 * What stands around the body in the place of its cell magics.
 */
interface IFrame {
  readonly imports: readonly string[];
  readonly head: readonly string[];
  readonly tail: readonly string[];

  /**
   * By how many levels the body is indented.
   */
  readonly depth: number;

  /**
   * What becomes of the value of the last expression: shown as the cell's
   * result, sent to what is captured, or nothing.
   */
  readonly value: 'result' | 'display' | 'none';
}

function frameFor(
  magics: readonly ICellMagic[],
  home: ICodeCell,
  program: Program
): IFrame | null {
  const imports = new Set<string>();
  const head: string[] = [];
  const tail: string[] = [];
  const taken = new Set<string>();
  let depth = 0;
  let value: IFrame['value'] = 'result';
  for (const [i, { name, rest }] of magics.entries()) {
    const pad = '    '.repeat(depth);
    if (name === 'capture') {
      const capture = captureFor(rest, home, program);
      if (capture === null) {
        return null;
      }
      imports.add(capture.imports);
      head.push(pad + capture.head);
      depth++;
      value = value === 'result' ? capture.value : 'none';
      continue;
    }
    const clock = clockFor(home, home.cell.source.length, program);
    if (clock === null) {
      return null;
    }
    imports.add(clock.imports);
    if (name === 'time' && rest === '') {
      const started = unusedName(STARTED, program, taken, OUR_CLOCKS);
      taken.add(started);
      head.push(`${pad}${started} = ${clock.call}()`);
      tail.unshift(pad + wallTime(clock.call, started));
    } else if (name === 'timeit' && i === magics.length - 1) {
      const options = TIMEIT_OPTIONS.exec(rest)![0];
      const setup = rest.slice(options.length).trim();
      const plan = timeitPlan(
        options.trim(),
        setup,
        clock.call,
        program,
        home.cell.source,
        pad
      );
      if (plan === null || bindsStar(home)) {
        return null;
      }
      if (imports.size > 0 && depth === 0) {
        head.push('');
      }
      head.push(...plan.head.map(line => line && pad + line));
      tail.unshift(...plan.tail.map(line => line && pad + line));
      depth += plan.depth;
      value = 'none';
    } else {
      return null;
    }
  }
  imports.delete('');
  return { imports: [...imports], head, tail, depth, value };
}

/**
 * `%%capture [output] [--no-stderr] [--no-stdout] [--no-display]` as a `with`
 * statement (IPython/utils/capture.py).
 */
function captureFor(
  rest: string,
  home: ICodeCell,
  program: Program
): { imports: string; head: string; value: IFrame['value'] } | null {
  const words = rest.split(/[ \t]+/).filter(word => word !== '');
  const options = words.filter(word => word.startsWith('-'));
  const names = words.filter(word => !word.startsWith('-'));
  const root = home.tree.root;
  const { kind, definition } = program.resolveName(
    'capture_output',
    root,
    home
  );
  const imported =
    definition?.imported === 'IPython.utils.capture.capture_output';
  if (
    names.length > 1 ||
    !names.every(name => /^[^\W\d]\w*$/.test(name)) ||
    !options.every(option => /^--no-(?:stderr|stdout)$/.test(option)) ||
    (kind !== 'unbound' && !imported) ||
    [...root.walk()].some(
      ({ type, text }) => type === 'identifier' && text === names[0]
    )
  ) {
    return null;
  }
  const [name] = names;
  const off = ['stdout', 'stderr']
    .filter(stream => options.includes(`--no-${stream}`))
    .map(stream => `${stream}=False`)
    .join(', ');
  const above = imported && definition!.home.index < home.index ? true : false;
  return {
    imports: above ? '' : 'from IPython.utils.capture import capture_output',
    head: `with capture_output(${off})${name === undefined ? '' : ` as ${name}`}:`,
    value:
      name !== undefined && showsCaptured(name, program) ? 'display' : 'none'
  };
}

/**
 * Whether something reads more of what was captured than its text.
 */
function showsCaptured(name: string, program: Program): boolean {
  return program.cells.some(
    ({ tree, cell }) =>
      cell.source.includes(name) &&
      [...tree.root.walk()].some(
        node =>
          node.type === 'identifier' &&
          node.text === name &&
          node.field !== 'attribute' &&
          !(
            node.parent?.type === 'attribute' &&
            /^std(?:out|err)$/.test(node.parent.child('attribute')!.text)
          )
      )
  );
}

const STARTED = 'started';

/**
 * What an earlier rewrite wrote with the name `started`: it may be used again.
 */
const OUR_CLOCKS =
  /^[ \t]*started = [\w.]*perf_counter\(\)$|perf_counter\(\) - started\b/gm;

function wallTime(clock: string, started: string): string {
  return `print(f"Wall time: {${clock}() - ${started}:.3g} s")`;
}

const TIMEIT_OPTIONS = /^(?:-[nrptcoqv][ ]*\d*(?:[ ]+|$))*/;

/**
 * How often `%timeit` repeats a measurement (IPython/core/magics/execution.py,
 * `timeit`: `default_repeat = timeit.default_repeat`, at least 7).
 */
const REPEAT = 7;

/**
 * A function that takes the time of one run, and what calls it: the names that
 * the code binds stay local, as under `%timeit`.
 *
 * Null for options that ask for something else.
 */
function timeitPlan(
  options: string,
  setup: string,
  clock: string,
  program: Program,
  source: string,
  indent: string
): { head: string[]; tail: string[]; depth: number } | null {
  const given = options.match(/-[nrp][ ]*\d+/g) ?? [];
  if (given.join(' ').replace(/ /g, '') !== options.replace(/ /g, '')) {
    return null;
  }
  const numberOf = (letter: string) =>
    given
      .filter(option => option[1] === letter)
      .map(option => Number(/\d+/.exec(option)![0]))
      .pop();
  const loops = numberOf('n') || 1;
  const repeat = numberOf('r') || REPEAT;
  const timed = unusedName('timed', program, undefined, OUR_TIMES);
  const times = unusedName('times', program, undefined, OUR_TIMES);
  const started = unusedName(STARTED, program, undefined, OUR_CLOCKS);
  const spent = `${clock}() - ${started}`;
  return {
    depth: loops > 1 ? 2 : 1,
    head: [
      `async def ${timed}():`,
      ...(setup === '' ? [] : [`    ${setup}`]),
      `    ${started} = ${clock}()`,
      ...(loops > 1
        ? [`    for ${/\b_\b/.test(source) ? 'turn' : '_'} in range(${loops}):`]
        : [])
    ],
    tail: [
      loops > 1 ? `    return (${spent}) / ${loops}` : `    return ${spent}`,
      '',
      ...(indent === '' ? [''] : []),
      `${times} = [await ${timed}() for _ in range(${repeat})]`,
      `print(f"Runs: {len(${times})}${loops > 1 ? ` of ${loops} loops each` : ''}, best {min(${times}):.3g} s, mean {sum(${times}) / len(${times}):.3g} s")`
    ]
  };
}

/**
 * What an earlier rewrite wrote with the names `timed` and `times`.
 */
const OUR_TIMES =
  /^[ \t]*async def timed\(\):$|^[ \t]*times = \[await timed\(\) for _ in range\(\d+\)\]$|^[ \t]*print\(f"Runs: \{len\(times\)\}.*$/gm;

function indented(lines: readonly string[], indent: string): string {
  return lines.map(line => (line && indent + line) + '\n').join('');
}

/**
 * How to read the clock in the cell at the offset `at`, and the import that it
 * takes. Null where the names mean something else there.
 */
function clockFor(
  home: ICodeCell,
  at: number,
  program: Program
): { call: string; imports: string } | null {
  const { root } = home.tree;
  const node =
    [...root.walk()].filter(({ from, to }) => from <= at && at < to).pop() ??
    root;
  const builtins = ['print', 'len', 'min', 'sum', 'range'];
  if (
    builtins.some(
      name => program.resolveName(name, node, home).kind !== 'builtin'
    )
  ) {
    return null;
  }
  for (const [name, imported, call, statement] of CLOCKS) {
    const { kind, definition, certain } = program.resolveName(name, node, home);
    const above =
      definition !== undefined &&
      (definition.home.cell.id === home.cell.id
        ? home.masked.cellMagics.length === 0 && !definition.conditional
        : definition.home.index < home.index);
    if (kind === 'unbound') {
      return { call, imports: statement };
    }
    if (certain && definition?.imported === imported) {
      return { call, imports: above ? '' : statement };
    }
  }
  return null;
}

const CLOCKS = [
  ['time', 'time', 'time.perf_counter', 'import time'],
  [
    'perf_counter',
    'time.perf_counter',
    'perf_counter',
    'from time import perf_counter'
  ]
] as const;

/**
 * Where the line magic starts whose code the statement is or stands for, or
 * null: `result = %time f()`.
 */
function lineMagicStart(
  statement: SyntaxNode,
  masked: IMaskedCell
): number | null {
  return lineMagicAround(statement, masked)?.code?.magic ?? null;
}

/**
 * The offsets at which the lines of the body start; not of blank lines, and not
 * of lines within a string, whose text would change.
 */
function lineStarts({ cell, tree }: ICodeCell, bodyAt: number): number[] {
  const strings = [...tree.root.walk()].filter(
    ({ type, text }) => type === 'string' && text.includes('\n')
  );
  const starts: number[] = [];
  for (
    let at = bodyAt;
    at < cell.source.length;
    at = lineEnd(cell.source, at) + 1
  ) {
    const inString = strings.some(({ from, to }) => from < at && at < to);
    if (
      !inString &&
      /\S/.test(cell.source.slice(at, lineEnd(cell.source, at)))
    ) {
      starts.push(at);
    }
  }
  return starts;
}

function bindsStar({ tree }: ICodeCell): boolean {
  return [...tree.root.walk()].some(({ type }) => type === 'wildcard_import');
}
