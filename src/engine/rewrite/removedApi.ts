import type { IEdit } from '../edit';
import { argumentsOf } from '../python/calls';
import { placeOf } from '../python/awaitable';
import { loopKind } from '../python/loops';
import type { SyntaxNode } from '../python/node';
import { statementOf, unparenthesized } from '../python/node';
import type { ICodeCell, IDefinition, Program } from '../python/program';
import { basesOf, classAround } from '../python/references';
import {
  BOUND_AT_ONCE,
  HAD_LOOP_ARGUMENT,
  LOOP_ARGUMENT_SINCE,
  REMOVED_NAMES
} from '../python/removedNames';
import { asyncioModule } from './asyncioModule';
import type { ISite } from './effects';
import { usesOf } from './loopBookkeeping';
import { lockEdits, nativeCoroutines } from './nativeCoroutines';
import { removeItem } from './removeItem';
import { removeStatements } from './removeStatements';

/**
 * One use of what asyncio no longer has.
 */
export interface IRemovedUse {
  readonly kind: 'loop argument' | 'coroutine' | 'name' | 'async' | 'lock';
  readonly node: SyntaxNode;
  readonly home: ICodeCell;

  /**
   * Offsets of the use, where it is a part of `node`.
   */
  readonly from: number;
  readonly to: number;

  /**
   * What is gone, as Python calls it, and what does the same now; empty where
   * nothing does.
   */
  readonly name: string;
  readonly instead: string;

  /**
   * The minor version of Python 3 that no longer has it.
   */
  readonly since: number;

  /**
   * The change that the use needs, worked out when it is asked for.
   */
  readonly change: () => IRemovedChange | null;
}

export interface IRemovedChange {
  readonly edits: readonly IEdit[];
  readonly safe: boolean;

  /**
   * What the edits change.
   */
  readonly changed: readonly ISite[];
}

/**
 * Every use of what asyncio no longer has, in document order.
 */
export function removedUses(
  program: Program,
  kind: 'notebook' | 'script'
): IRemovedUse[] {
  const uses: IRemovedUse[] = [];
  const loops: ILoopArgument[] = [];
  for (const home of program.cells) {
    if (!MENTIONS.test(home.masked.text)) {
      continue;
    }
    if (home.tree.hasError) {
      uses.push(...asyncAttributes(home, program));
      continue;
    }
    for (const node of home.tree.root.walk()) {
      const loop = loopArgument(node, home, program);
      if (loop !== null) {
        loops.push(loop);
      }
      const use =
        loop !== null
          ? loopUse(loop, loops, program, kind)
          : (coroutineUse(node, home, program) ??
            nameUse(node, home, program) ??
            lockUse(node, home, program));
      if (use !== null) {
        uses.push(use);
      }
    }
  }
  return uses;
}

/**
 * A word of which one stands in every cell with such a use.
 */
export const MENTIONS =
  /\bloop\s*=|\bcoroutine\b|\ball_tasks\b|\bcurrent_task\b|\bJoinableQueue\b|\.async\b|\bwith[ (]+await\b|[Cc]hild_?[Ww]atcher/;

function use(
  node: SyntaxNode,
  home: ICodeCell,
  more: Omit<IRemovedUse, 'node' | 'home' | 'from' | 'to'>
): IRemovedUse {
  return { node, home, from: node.from, to: node.to, ...more };
}

interface ILoopArgument extends ISite {
  readonly callee: string;
  readonly call: SyntaxNode;
  readonly value: SyntaxNode;
}

/**
 * `asyncio.sleep(1, loop=loop)`, and `super().__init__(loop=loop)` in a class
 * made from one of asyncio's.
 */
function loopArgument(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): ILoopArgument | null {
  if (call.type !== 'call') {
    return null;
  }
  const given = argumentsOf(call).find(({ keyword }) => keyword === 'loop');
  if (given === undefined) {
    return null;
  }
  const callee = call.child('function')!;
  const name =
    callee.text === 'super().__init__'
      ? baseNameOf(callee, home, program)
      : certainName(callee, home, program)?.replace(/\.__init__$/, '');
  return name !== undefined && HAD_LOOP_ARGUMENT.has(name)
    ? { home, call, callee: name, node: given.node, value: given.value }
    : null;
}

function baseNameOf(
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program
): string | undefined {
  const def = callee.closest(node => node.type === 'function_definition');
  const owner = def && classAround(def);
  const bases = owner === null ? [] : basesOf(owner);
  return bases.length === 1 ? certainName(bases[0], home, program) : undefined;
}

function certainName(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): string | undefined {
  const found = program.qualifiedName(node, home);
  return found?.certain === true ? found.name : undefined;
}

function loopUse(
  loop: ILoopArgument,
  all: readonly ILoopArgument[],
  program: Program,
  kind: 'notebook' | 'script'
): IRemovedUse {
  const { home, node } = loop;
  return use(node, home, {
    kind: 'loop argument',
    name: loop.callee,
    instead: '',
    since: LOOP_ARGUMENT_SINCE,
    change: () => withoutLoop(loop, all, program, kind)
  });
}

/**
 * The argument goes. A variable that only served such arguments goes too, with
 * all of them.
 */
function withoutLoop(
  loop: ILoopArgument,
  all: readonly ILoopArgument[],
  program: Program,
  kind: 'notebook' | 'script'
): IRemovedChange {
  const made = onlyForArguments(loop, all, program, kind);
  const together =
    made === null ? [loop] : all.filter(other => made.serves(other.value));
  return {
    edits: [
      ...together.map(({ node, home }) => removeItem(node, home.cell.id)),
      ...(made?.edits ?? [])
    ],
    safe: together.every(other => mayGo(other, program, kind)),
    changed: together
  };
}

/**
 * Whether nothing is lost with the argument: its value has no effect of its
 * own, and what is made belongs to the running loop with it or without.
 */
function mayGo(
  { callee, call, value, home }: ILoopArgument,
  program: Program,
  kind: 'notebook' | 'script'
): boolean {
  const given = unparenthesized(value);
  const kernel = loopKind(given, home, program) === 'kernel';
  if (!kernel && !/^(?:identifier|attribute|none)$/.test(given.type)) {
    return false;
  }
  const place = placeOf(call, home.scopes);
  return (
    !BOUND_AT_ONCE.has(callee) ||
    (place.kind === 'awaitable' && place.function !== null) ||
    (kind === 'notebook' && (kernel || given.type === 'none'))
  );
}

/**
 * The edits that take a loop's variable away, where it serves arguments that
 * go and nothing else.
 */
function onlyForArguments(
  { value, home }: ILoopArgument,
  all: readonly ILoopArgument[],
  program: Program,
  kind: 'notebook' | 'script'
): { edits: IEdit[]; serves: (value: SyntaxNode) => boolean } | null {
  const place = placeOf(value, home.scopes);
  const uses =
    value.type === 'identifier' &&
    (kind === 'notebook' ||
      (place.kind === 'awaitable' && place.function !== null))
      ? usesOf(value, home, program)
      : null;
  if (uses === null) {
    return null;
  }
  const arguments_ = new Set(all.map(other => other.value));
  const rest = uses.filter(({ node }) => !arguments_.has(node));
  const statements = rest.map(({ node }) => statementOf(node));
  if (
    rest.length === 0 ||
    rest.some(
      ({ node, home: where }) =>
        where !== home ||
        node.field !== 'left' ||
        !/^\w+\s*=\s*(?:\w+\.)?get_(?:event|running)_loop\(\)$/.test(
          statementOf(node).text
        )
    )
  ) {
    return null;
  }
  const edits = removeStatements([...new Set(statements)], home.cell.id);
  const served = new Set(uses.map(({ node }) => node));
  return edits && { edits, serves: node => served.has(node) };
}

/**
 * `@asyncio.coroutine`, and the import of the name.
 */
function coroutineUse(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): IRemovedUse | null {
  const since = REMOVED_NAMES['asyncio.coroutine']!.since;
  const details = {
    kind: 'coroutine' as const,
    name: 'asyncio.coroutine',
    instead: 'async def',
    since
  };
  if (importedName(node) === 'asyncio.coroutine') {
    return use(node, home, {
      ...details,
      change: () => importedCoroutines(node, home, program)
    });
  }
  if (!meansCoroutine(node, home, program) || importOf(node) !== null) {
    return null;
  }
  const decorator = node.parent!;
  return use(node, home, {
    ...details,
    change: () => {
      if (
        decorator.type !== 'decorator' ||
        decorator.parent!.child('definition')?.type !== 'function_definition'
      ) {
        return null;
      }
      const imported =
        node.type === 'identifier'
          ? program.resolve(node, home).definition
          : undefined;
      if (imported?.kind === 'from') {
        const name = importedPart(imported);
        return name && importedCoroutines(name, imported.home, program);
      }
      const plan = nativeCoroutines([{ node: decorator, home }], program);
      return (
        plan && {
          edits: plan.edits,
          safe: plan.safe,
          changed: plan.functions
        }
      );
    }
  });
}

/**
 * Whether an expression is `asyncio.coroutine`; after `from asyncio import *`
 * the bare name is, where nothing else has it.
 */
function meansCoroutine(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  if (
    (node.type !== 'identifier' && node.type !== 'attribute') ||
    node.field === 'attribute' ||
    (!/coroutine$/.test(node.text) && node.parent!.type !== 'decorator') ||
    (node.parent!.type === 'keyword_argument' && node.field === 'name')
  ) {
    return false;
  }
  const name = certainName(node, home, program);
  if (name !== undefined) {
    return /^asyncio\.(?:coroutines\.)?coroutine$/.test(name);
  }
  return (
    node.type === 'identifier' &&
    node.text === 'coroutine' &&
    node.parent!.type === 'decorator' &&
    program.resolve(node, home).kind === 'unbound' &&
    program.cells.some(({ scopes }) =>
      scopes.module.bindings
        .get('*')
        ?.some(binding => binding.imported === 'asyncio')
    )
  );
}

/**
 * All functions that an imported `coroutine` decorates, and the import.
 */
function importedCoroutines(
  name: SyntaxNode,
  home: ICodeCell,
  program: Program
): IRemovedChange | null {
  const bound = boundName(name);
  const uses = readsOf(bound, home, program);
  const decorators = uses?.map(({ node, home: where }) => ({
    node: node.parent!,
    home: where
  }));
  if (
    decorators === undefined ||
    decorators.some(
      ({ node }) =>
        node.type !== 'decorator' ||
        node.parent!.child('definition')?.type !== 'function_definition'
    )
  ) {
    return null;
  }
  const plan =
    decorators.length === 0
      ? { edits: [], functions: [], safe: true }
      : nativeCoroutines(decorators, program);
  const imports = withoutImport(name, home);
  return (
    plan &&
    imports && {
      edits: [...plan.edits, ...imports],
      safe: plan.safe,
      changed: [{ node: name, home }, ...plan.functions]
    }
  );
}

/**
 * Every place that reads a name which an import binds, in every cell. Null
 * where one of them may mean something else.
 */
function readsOf(
  bound: SyntaxNode,
  home: ICodeCell,
  program: Program
): ISite[] | null {
  const reads: ISite[] = [];
  for (const where of program.cells) {
    if (!where.cell.source.includes(bound.text)) {
      continue;
    }
    if (where.tree.hasError) {
      return null;
    }
    for (const node of where.tree.root.walk()) {
      if (
        node.type !== 'identifier' ||
        node.text !== bound.text ||
        node.field === 'attribute' ||
        (node.parent!.type === 'keyword_argument' && node.field === 'name') ||
        importOf(node) !== null
      ) {
        continue;
      }
      const { definitions } = program.resolve(node, where);
      if (definitions.some(({ node: other }) => other === bound)) {
        if (definitions.length > 1) {
          return null;
        }
        reads.push({ node, home: where });
      }
    }
  }
  return reads;
}

/**
 * The edits that take one name out of `from … import …`; null where the
 * statement shares its line in a way that cannot be told.
 */
function withoutImport(name: SyntaxNode, home: ICodeCell): IEdit[] | null {
  const statement = importOf(name)!;
  const names = statement.children.filter(child => child.field === 'name');
  return names.length === 1
    ? removeStatements([statement], home.cell.id)
    : [removeItem(name, home.cell.id)];
}

function importOf(node: SyntaxNode): SyntaxNode | null {
  return node.closest(outer => outer.type === 'import_from_statement');
}

/**
 * What a name in `from asyncio import name` stands for, or null.
 */
function importedName(node: SyntaxNode): string | null {
  const statement =
    node.field === 'name' && node.parent?.type === 'import_from_statement'
      ? node.parent
      : null;
  const module = statement?.child('module_name')?.text ?? '';
  const name = (node.child('name') ?? node).text;
  return /^asyncio(?:\.\w+)?$/.test(module) ? `asyncio.${name}` : null;
}

/**
 * The node that binds an imported name.
 */
function boundName(name: SyntaxNode): SyntaxNode {
  return name.child('alias') ?? name;
}

/**
 * The part of an import statement that binds a definition's name.
 */
function importedPart({ node }: IDefinition): SyntaxNode | null {
  for (let part: SyntaxNode | null = node; part !== null; part = part.parent) {
    if (part.parent?.type === 'import_from_statement') {
      return part;
    }
  }
  return null;
}

/**
 * `asyncio.Task.all_tasks`, `asyncio.JoinableQueue` and their like, and
 * imports of them.
 */
function nameUse(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): IRemovedUse | null {
  const imported = importedName(node);
  const isName =
    node.type === 'attribute' ||
    (node.type === 'identifier' && node.field !== 'attribute');
  const name =
    imported ??
    (isName && NAMES.test(node.text) && importOf(node) === null
      ? certainName(node, home, program)
      : undefined);
  const gone = name === undefined ? undefined : REMOVED_NAMES[name];
  if (gone === undefined || /coroutine$/.test(name!)) {
    return null;
  }
  const { since, instead } = gone;
  return use(node, home, {
    kind: 'name',
    name: name!,
    instead: instead ?? '',
    since,
    change: () =>
      instead === null
        ? withoutChildWatcher(node, home)
        : imported !== null || node.type === 'identifier'
          ? renamedImport(node, instead, home, program)
          : renamed(node, instead, home, program)
  });
}

/**
 * `asyncio.set_child_watcher(asyncio.SafeChildWatcher())` goes: asyncio waits
 * for child processes without it since Python 3.12.
 */
function withoutChildWatcher(
  node: SyntaxNode,
  home: ICodeCell
): IRemovedChange | null {
  const statement = statementOf(node);
  const edits = /^(?:\w+\.)?set_child_watcher\((?:(?:\w+\.)?\w+\(\))?\)$/.test(
    statement.text
  )
    ? removeStatements([statement], home.cell.id)
    : null;
  return edits && { edits, safe: true, changed: [{ node, home }] };
}

const NAMES = /(?:all_tasks|current_task|JoinableQueue|[Cc]hild_?[Ww]atcher)$/;

/**
 * The new name in the place of `asyncio.Task.all_tasks` or
 * `asyncio.JoinableQueue`.
 */
function renamed(
  node: SyntaxNode,
  instead: string,
  home: ICodeCell,
  program: Program
): IRemovedChange | null {
  const cell = home.cell.id;
  const object = node.child('object')!;
  const word = instead.replace('asyncio.', '');
  const keep =
    program.qualifiedName(object, home)?.name === 'asyncio'
      ? object
      : object.child('object');
  const module =
    keep === undefined
      ? asyncioModule(node, home, program)
      : { name: keep.text, edits: [] };
  return (
    module && {
      edits: [
        ...module.edits,
        {
          cell,
          from: node.from,
          to: node.to,
          insert: `${module.name}.${word}`
        }
      ],
      safe: true,
      changed: [{ node, home }]
    }
  );
}

/**
 * `from asyncio import Queue` for `from asyncio import JoinableQueue`, and the
 * name wherever it is read.
 */
function renamedImport(
  node: SyntaxNode,
  instead: string,
  home: ICodeCell,
  program: Program
): IRemovedChange | null {
  const definition =
    node.type === 'identifier' ? program.resolve(node, home).definition : null;
  const name =
    definition?.kind === 'from'
      ? importedPart(definition)
      : definition === null
        ? node
        : null;
  if (name === null || importOf(name) === null) {
    return null;
  }
  const where = definition?.home ?? home;
  const bound = boundName(name);
  const uses = readsOf(bound, where, program);
  const word = instead.replace('asyncio.', '');
  const statement = importOf(name)!;
  const already = statement.children.some(
    child => child.field === 'name' && child.text === word
  );
  if (uses === null || (already && bound.parent?.type === 'aliased_import')) {
    return null;
  }
  const original = name.child('name') ?? name;
  const renames = name.child('alias') === undefined;
  if (
    renames &&
    !already &&
    uses.some(
      site => program.resolveName(word, site.node, site.home).kind !== 'unbound'
    )
  ) {
    return null;
  }
  return {
    edits: [
      already
        ? removeItem(name, where.cell.id)
        : {
            cell: where.cell.id,
            from: original.from,
            to: original.to,
            insert: word
          },
      ...(renames
        ? uses.map(site => ({
            cell: site.home.cell.id,
            from: site.node.from,
            to: site.node.to,
            insert: word
          }))
        : [])
    ],
    safe: true,
    changed: [{ node: name, home: where }, ...uses]
  };
}

/**
 * `with await lock:`, and `with (yield from lock):` in a function that
 * `asyncio.coroutine` decorates.
 */
function lockUse(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): IRemovedUse | null {
  if (
    (node.type !== 'await' && node.type !== 'yield') ||
    node.parts.length !== 1 ||
    lockEdits(node, home, program)?.safe !== true
  ) {
    return null;
  }
  const decorator = node
    .closest(outer => outer.type === 'function_definition')
    ?.parent?.parts.find(
      part =>
        part.type === 'decorator' &&
        meansCoroutine(part.parts[0], home, program)
    );
  if (node.type === 'yield' && decorator === undefined) {
    return null;
  }
  return use(node, home, {
    kind: 'lock',
    name: node.parts[0].text,
    instead: 'async with',
    since: 9,
    change: () =>
      node.type === 'yield'
        ? coroutineUse(decorator!.parts[0], home, program)!.change()
        : {
            ...lockEdits(node, home, program)!,
            changed: [{ node, home }]
          }
  });
}

/**
 * `asyncio.async(…)` in a cell that does not parse because of it: `async` is a
 * keyword since Python 3.7. What it did, `ensure_future` does (Lib/asyncio/
 * tasks.py of 3.6, `async_`).
 */
function asyncAttributes(home: ICodeCell, program: Program): IRemovedUse[] {
  const { text } = home.masked;
  const { id } = home.cell;
  const hidden = [...home.tree.root.walk()].filter(
    ({ type }) => type === 'string_content' || type === 'comment'
  );
  const found = [...text.matchAll(/\b(\w+)\s*\.\s*(async)(?=\s*\()/g)].filter(
    match => {
      const at = match.index;
      return (
        !hidden.some(({ from, to }) => from <= at && at < to) &&
        isModule(match[1], home, program)
      );
    }
  );
  const places = found.map(match => ({
    from: match.index,
    to: match.index + match[0].length
  }));
  return places.map(({ from, to }) => ({
    kind: 'async' as const,
    node: home.tree.root,
    home,
    from,
    to,
    name: 'asyncio.async',
    instead: 'asyncio.ensure_future',
    since: 7,
    change: () => ({
      edits: places.map(place => ({
        cell: id,
        from: place.to - 'async'.length,
        to: place.to,
        insert: 'ensure_future'
      })),
      safe: true,
      changed: [{ node: home.tree.root, home }]
    })
  }));
}

/**
 * Whether every definition of a name, in cells that can be read or not, is the
 * import of asyncio.
 */
function isModule(name: string, home: ICodeCell, program: Program): boolean {
  const { kind, definitions } = program.resolveName(name, home.tree.root, home);
  return kind === 'module'
    ? definitions.every(({ imported }) => imported === 'asyncio')
    : name === 'asyncio' && kind === 'unbound';
}
