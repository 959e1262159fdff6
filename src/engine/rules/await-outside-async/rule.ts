import type { IErrorOutput } from '../../evidence/errorOutput';
import {
  syntaxErrorFile,
  syntaxErrorSource,
  syntaxMessage
} from '../../evidence/syntaxError';
import { userFrameOf } from '../../evidence/userFrame';
import type { IFinding, IRewrite, Value } from '../../finding';
import { lineAt, offsetOfLine, positionOf } from '../../lines';
import type { IOutsideAsync } from '../../python/asyncSyntax';
import { outsideAsync } from '../../python/asyncSyntax';
import { comprehensionDepth, placeOf } from '../../python/awaitable';
import {
  isDecorated,
  isGenerator,
  ownNodes,
  some
} from '../../python/coroutines';
import type { SyntaxNode } from '../../python/node';
import type { ICodeCell, Program } from '../../python/program';
import { classAround, methodsOf } from '../../python/references';
import { isAsyncGenerator } from '../../python/values';
import { readAsyncGenerator } from '../../rewrite/readAsyncGenerator';
import { cellLabel } from '../../rewrite/rerun';
import { shortened } from '../../rewrite/shortened';
import type { IRule, IRuleContext } from '../rule';
import { explainOutside } from './explain';
import {
  generatorRewrites,
  outsideRewrites,
  yieldFromRewrites
} from './rewrites';

const WORD = /\b(?:async|await)\b/;

/**
 * `await`, `async for`, `async with` and asynchronous comprehensions where
 * Python does not allow them, and generator expressions that `await` makes
 * unreadable for what they are given to.
 */
export const awaitOutsideAsync: IRule = {
  id: 'await-outside-async',

  mayApply({ cells }) {
    return cells.some(
      ({ kind, source, outputs }) =>
        kind === 'code' &&
        (WORD.test(source) ||
          outputs.some(
            ({ output_type, evalue }) =>
              output_type === 'error' && /\basync/.test(String(evalue))
          ))
    );
  },

  *find(context) {
    for (const home of context.program.cells) {
      const error = context.errors.find(
        other =>
          other.cell === home.cell &&
          isOurs(other) &&
          syntaxErrorSource(other, home) === 'cell'
      );
      if (home.tree.hasError && error === undefined) {
        continue;
      }
      const found = [
        ...outsideIn(home, error, context),
        ...yieldsIn(home, error, context)
      ];
      yield* together(found, context);
      yield* generatorsIn(home, context);
      if (found.length === 0 && error !== undefined) {
        yield* nestedIn(home, error);
      }
    }
    for (const error of context.errors) {
      yield* elsewhere(error, context);
      yield* asyncInit(error, context);
    }
  },

  explain: explainOutside
};

/**
 * The findings of one cell, each with rewrites after which the cell compiles:
 * all of them at once, and none where one of them has none.
 */
function together(
  found: readonly IFinding[],
  { program }: IRuleContext
): readonly IFinding[] {
  if (found.length < 2) {
    return found;
  }
  const best = found.flatMap(({ rewrites }) => rewrites[0] ?? []);
  if (best.length < found.length) {
    return found.map(finding => ({ ...finding, rewrites: [] }));
  }
  const edits = best.flatMap(rewrite => rewrite.edits);
  const rerun = program.cells
    .map(({ cell }) => cell.id)
    .filter(id => best.some(rewrite => rewrite.rerun.includes(id)));
  const editedIn = program.cells
    .filter(({ cell }) => edits.some(edit => edit.cell === cell.id))
    .map(cellLabel);
  const safety = best.every(rewrite => rewrite.safety === 'safe')
    ? 'safe'
    : 'check';
  return found.map(finding => ({
    ...finding,
    rewrites: finding.rewrites.map(rewrite => ({
      ...rewrite,
      safety,
      edits,
      rerun,
      values: { ...rewrite.values, cells: editedIn.length, editedIn }
    }))
  }));
}

/**
 * CPython Python/compile.c (3.9 to 3.12), Python/codegen.c (3.13).
 */
const MESSAGES =
  /^(?:'(?:await|async for|async with)' outside (?:async )?function|asynchronous comprehension outside of an asynchronous function|'yield from' inside async function|'return' with value in async generator)$/;

function isOurs(error: IErrorOutput): boolean {
  return error.name === 'SyntaxError' && MESSAGES.test(syntaxMessage(error));
}

/**
 * One finding for each function, lambda or class that holds what it must not.
 */
function* outsideIn(
  home: ICodeCell,
  error: IErrorOutput | undefined,
  context: IRuleContext
): Iterable<IFinding> {
  const groups = new Map<SyntaxNode | null, IOutsideAsync[]>();
  for (const site of outsideAsync(home, context.document.kind === 'notebook')) {
    const group = groups.get(site.owner);
    if (group === undefined) {
      groups.set(site.owner, [site]);
    } else {
      group.push(site);
    }
  }
  for (const [owner, [first, ...more]] of groups) {
    const { node, word } = first;
    const length = node.type.endsWith('_statement') ? word.length : null;
    yield findingFor(
      home,
      node.from,
      length === null ? node.to : node.from + length,
      error,
      {
        word,
        place: placeName(owner),
        name: nameOf(owner),
        generator: owner?.type === 'function_definition' && isGenerator(owner),
        script: context.document.kind === 'script',
        ...reason(owner, home, context.program)
      },
      outsideRewrites(
        owner,
        [node, ...more.map(site => site.node)],
        home,
        home.cell.id,
        context
      )
    );
  }
}

function placeName(owner: SyntaxNode | null): string {
  switch (owner?.type) {
    case undefined:
      return 'script';
    case 'class_definition':
      return 'class';
    case 'lambda':
      return 'lambda';
    default:
      return 'function';
  }
}

function nameOf(owner: SyntaxNode | null): string {
  return owner?.child('name')?.text ?? '';
}

/**
 * What may keep a function or lambda from becoming async.
 */
function reason(
  owner: SyntaxNode | null,
  home: ICodeCell,
  program: Program
): { why: string; use: string } {
  const name = owner?.child('name');
  if (home.masked.cellMagic !== null) {
    return { why: 'magic', use: `%%${home.masked.cellMagic}` };
  }
  if (owner?.type === 'lambda') {
    const list =
      owner.parent?.type === 'keyword_argument'
        ? owner.parent.parent
        : owner.parent;
    const call = list?.type === 'argument_list' ? list.parent : null;
    return {
      why: call === null ? '' : 'handed',
      use: call?.child('function')?.text ?? ''
    };
  }
  if (name === undefined || owner?.type !== 'function_definition') {
    return { why: '', use: '' };
  }
  const owningClass = classAround(owner);
  if (owningClass !== null && /^__\w+__$/.test(name.text)) {
    return {
      why: name.text === '__init__' ? 'init' : 'special',
      use: nameOf(owningClass)
    };
  }
  if (isDecorated(owner)) {
    const decorator = owner.parent!.parts.find(
      part => part.type === 'decorator'
    )!.parts[0];
    const made = program.qualifiedName(decorator, home)?.name;
    return {
      why: /^(?:builtins\.property|functools\.cached_property)$/.test(
        made ?? ''
      )
        ? 'property'
        : made === 'contextlib.contextmanager'
          ? 'manager'
          : isGenerator(owner)
            ? 'generator'
            : 'decorated',
      use: shortened(decorator.text)
    };
  }
  if (isGenerator(owner)) {
    return { why: 'generator', use: '' };
  }
  const use = handedTo(name, program);
  return use === null ? { why: '', use: '' } : { why: 'handed', use };
}

/**
 * What is given the function instead of calling it.
 */
function handedTo(name: SyntaxNode, program: Program): string | null {
  for (const home of program.cells) {
    if (!home.masked.text.includes(name.text)) {
      continue;
    }
    for (const node of home.tree.root.walk()) {
      if (node.type !== 'identifier' || node.text !== name.text) {
        continue;
      }
      const use = node.field === 'attribute' ? node.parent! : node;
      const list =
        use.parent?.type === 'keyword_argument' && use.field === 'value'
          ? use.parent.parent
          : use.parent;
      if (list?.type === 'argument_list' && list.parent?.type === 'call') {
        return list.parent.child('function')!.text;
      }
    }
  }
  return null;
}

/**
 * `yield from` in async functions, and values that asynchronous generators
 * return: the compiler refuses both (PEP 525).
 */
function* yieldsIn(
  home: ICodeCell,
  error: IErrorOutput | undefined,
  context: IRuleContext
): Iterable<IFinding> {
  for (const node of home.tree.root.walk()) {
    const yields =
      node.type === 'yield' &&
      node.children.some(({ type }) => type === 'from');
    if (!yields && (node.type !== 'return_statement' || !node.parts.length)) {
      continue;
    }
    const place = placeOf(node, home.scopes);
    if (place.kind !== 'awaitable' || place.function === null) {
      continue;
    }
    if (yields) {
      yield findingFor(
        home,
        node.from,
        node.to,
        error,
        { word: 'yield from', place: 'yield', name: nameOf(place.function) },
        yieldFromRewrites(node, home, home.cell.id, context)
      );
    } else if (yieldsItself(place.function)) {
      yield findingFor(
        home,
        node.from,
        node.to,
        error,
        { word: 'return', place: 'return', name: nameOf(place.function) },
        []
      );
    }
  }
}

/**
 * Whether a function is a generator even without its `yield from`.
 */
function yieldsItself(def: SyntaxNode): boolean {
  return some(
    ownNodes(def),
    node =>
      node.named &&
      node.type === 'yield' &&
      !node.children.some(({ type }) => type === 'from')
  );
}

/**
 * What CPython says of an asynchronous generator that something wants to read.
 */
const UNREADABLE =
  /'async_generator' object is not (?:iterable|an iterator)|can only join an iterable|non-iterable async_generator|must be an iterable, not async_generator|'async_generator' is not iterable/;

/**
 * Generator expressions that `await` makes asynchronous, given to something
 * that cannot read such a thing.
 */
function* generatorsIn(
  home: ICodeCell,
  context: IRuleContext
): Iterable<IFinding> {
  if (home.tree.hasError) {
    return;
  }
  for (const node of home.tree.root.walk()) {
    if (node.type !== 'generator_expression' || !isAsyncGenerator(node)) {
      continue;
    }
    const readable = readAsyncGenerator(node, home, context.program);
    if (readable === null) {
      continue;
    }
    const error = context.errors.find(
      other =>
        UNREADABLE.test(other.message) &&
        isShownAt(other, node, home, context.program)
    );
    if (!readable.fails && error === undefined) {
      continue;
    }
    const shownIn = error?.cell.id ?? home.cell.id;
    yield findingFor(
      home,
      node.from,
      node.to,
      error,
      {
        word: 'await',
        place: 'generator',
        name: readerOf(node),
        function: plainFunctionAround(readable.place, home)
      },
      generatorRewrites(readable, node, home, shownIn, context)
    );
  }
}

/**
 * The name of the plain function around a node, or an empty string.
 */
function plainFunctionAround(node: SyntaxNode, home: ICodeCell): string {
  const place = placeOf(node, home.scopes);
  return place.kind === 'function' ? nameOf(place.function) : '';
}

function isShownAt(
  error: IErrorOutput,
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const frame = userFrameOf(error, program);
  if (typeof frame === 'string' || frame.home !== home) {
    return false;
  }
  const { source } = home.cell;
  const from = (node.closest(outer => outer.type === 'call') ?? node).from;
  return (
    positionOf(source, from).line <= frame.line &&
    frame.line <= positionOf(source, node.to).line
  );
}

/**
 * The function or loop that reads a generator expression.
 */
function readerOf(generator: SyntaxNode): string {
  const parent = generator.parent!;
  const call = parent.type === 'argument_list' ? parent.parent! : parent;
  return call.type === 'call'
    ? call.child('function')!.text
    : parent.type.startsWith('for_')
      ? 'for'
      : '';
}

/**
 * An `await` in a comprehension within another, which Python before 3.11 does
 * not allow.
 */
function* nestedIn(home: ICodeCell, error: IErrorOutput): Iterable<IFinding> {
  if (!syntaxMessage(error).startsWith('asynchronous comprehension')) {
    return;
  }
  for (const node of home.tree.root.walk()) {
    if (
      (node.type === 'await' ||
        (node.type === 'for_in_clause' && node.isAsync)) &&
      comprehensionDepth(node.parts[0] ?? node, home.scopes) > 1
    ) {
      yield findingFor(
        home,
        node.from,
        node.to,
        error,
        { word: 'await', place: 'nested', name: '' },
        []
      );
      return;
    }
  }
}

/**
 * Reserved words where a name is wanted.
 */
const RESERVED =
  /\b(async|await)[ \t]*(?:=(?!=)|:[ \t]*\w+[ \t]*=)|[.,(][ \t]*(async|await)[ \t]*[=,)(]|\b(?:as|import|def|class|for)[ \t]+(async|await)\b(?![ \t]+for)|\b(async)[ \t]+lambda\b/;

/**
 * SyntaxErrors of what a cell ran as text, of files, and of names that are
 * reserved words.
 */
function* elsewhere(
  error: IErrorOutput,
  { program }: IRuleContext
): Iterable<IFinding> {
  const home = program.cells.find(({ cell }) => cell === error.cell);
  if (home === undefined || error.name !== 'SyntaxError') {
    return;
  }
  const source = syntaxErrorSource(error, home);
  const word = /^'([a-z ]+)'/.exec(error.message)?.[1] ?? 'await';
  if (isOurs(error) && source === 'string') {
    for (const node of home.tree.root.walk()) {
      const callee = node.type === 'call' ? node.child('function')! : null;
      const name = callee && program.qualifiedName(callee, home)?.name;
      if (
        name !== null &&
        /^builtins\.(?:exec|eval|compile)$/.test(name ?? '')
      ) {
        yield findingFor(
          home,
          node.from,
          node.to,
          error,
          { word, place: 'string', name: callee!.text },
          []
        );
        return;
      }
    }
  } else if (isOurs(error) && source === 'file') {
    const [first = home.tree.root] = home.tree.root.parts;
    yield findingFor(
      home,
      first.from,
      first.to,
      error,
      { word, place: 'file', name: syntaxErrorFile(error) },
      []
    );
  } else if (source === 'cell' && syntaxMessage(error) === 'invalid syntax') {
    const line = Number(/line (\d+)\)\s*$/.exec(error.message)?.[1] ?? 0);
    const text = lineAt(home.cell.source, line) ?? '';
    const match = RESERVED.exec(text.replace(/(["']).*?\1|#.*$/g, ''));
    if (match !== null) {
      const from = offsetOfLine(home.cell.source, line);
      yield findingFor(
        home,
        from,
        from + text.trim().length,
        error,
        {
          word: match[1] ?? match[2] ?? match[3] ?? match[4],
          place: match[4] === undefined ? 'reserved' : 'async lambda',
          name: ''
        },
        []
      );
    }
  }
}

/**
 * The `async def __init__` of the class that a line makes an instance of. Making
 * it gives a coroutine that nobody takes (CPython Objects/typeobject.c,
 * `slot_tp_init`).
 */
function* asyncInit(
  error: IErrorOutput,
  { program }: IRuleContext
): Iterable<IFinding> {
  const frame =
    error.name === 'TypeError' &&
    /__init__\(\) should return None, not 'coroutine'/.test(error.message)
      ? userFrameOf(error, program)
      : 'unknown';
  if (typeof frame === 'string') {
    return;
  }
  const { home, line } = frame;
  for (const { node, home: where } of program.nodes('call')) {
    const lineOf = (offset: number) =>
      positionOf(home.cell.source, offset).line;
    const made =
      where === home && lineOf(node.from) <= line && line <= lineOf(node.to)
        ? program.definitionOf(node.child('function')!, home)?.definition
        : undefined;
    const owner = made?.kind === 'class' ? made.value : undefined;
    const init =
      owner && methodsOf(owner, '__init__').find(({ isAsync }) => isAsync);
    if (init) {
      const name = init.child('name')!;
      yield findingFor(
        made!.home,
        init.from,
        name.to,
        error,
        { word: 'async', place: 'init', name: nameOf(owner) },
        []
      );
      return;
    }
  }
}

function findingFor(
  home: ICodeCell,
  from: number,
  to: number,
  error: IErrorOutput | undefined,
  values: Readonly<Record<string, Value>>,
  rewrites: readonly IRewrite[]
): IFinding {
  const { source, id } = home.cell;
  return {
    rule: awaitOutsideAsync.id,
    values: {
      ...values,
      code: shortened(source.slice(from, to)),
      line: positionOf(source, from).line
    },
    cell: id,
    from,
    to,
    shownIn: error?.cell.id ?? id,
    evidence: error === undefined ? 'code' : 'error',
    matched: true,
    severity: 'error',
    rewrites
  };
}
