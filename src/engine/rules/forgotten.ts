import { blamedBy, isCoroutineError } from '../evidence/coroutineError';
import type { IErrorOutput } from '../evidence/errorOutput';
import { userFrameOf } from '../evidence/userFrame';
import type { EvidenceKind, IFinding, IRewrite } from '../finding';
import { positionOf } from '../lines';
import { placeOf } from '../python/awaitable';
import { isEndless, ownNodes } from '../python/coroutines';
import { classAround, subclassesOf } from '../python/references';
import { readsResults } from '../python/cellResults';
import type { ILibraryCall } from '../python/libraryCalls';
import { libraryCallOf } from '../python/libraryCalls';
import { isExpectedToFail } from '../python/meantToFail';
import type { SyntaxNode } from '../python/node';
import { unparenthesized } from '../python/node';
import type { ICodeCell, IDefinition, Program } from '../python/program';
import { plainCallbackOf } from '../python/plainCallbacks';
import { isReachedAtOnce } from '../python/reached';
import { failsOnPurpose, isShownOnPurpose } from '../python/shownOnPurpose';
import type { IUse } from '../python/uses';
import { usesOf, usesOfElements } from '../python/uses';
import type { IValue } from '../python/values';
import { valueOf } from '../python/values';
import { awaitElements, gatherElements } from '../rewrite/awaitElements';
import { awaitSites } from '../rewrite/awaitSites';
import type { ISite } from '../rewrite/effects';
import { inBackground } from '../rewrite/libraryRewrites';
import { cellLabel } from '../rewrite/rerun';
import { shortened } from '../rewrite/shortened';
import type { IRuleContext } from './rule';

/**
 * An expression that gives a coroutine, or a collection of them.
 */
interface ISource extends ISite {
  /**
   * Whether the code, or what Python said, leaves no doubt of it.
   */
  readonly certain: boolean;

  /**
   * The coroutine's qualified name as Python shows it.
   */
  readonly name: string;
  readonly definition?: IDefinition;
  readonly isMany: boolean;
}

/**
 * One or several coroutines that end up where their values were meant.
 */
interface IForgotten {
  readonly sources: ISource[];

  /**
   * The uses that need the value, the clearest first.
   */
  readonly wrong: IUse[];
  readonly isCollection: boolean;
  evidence: EvidenceKind;
  shownIn: string;
  proven: boolean;
}

const found = new WeakMap<Program, readonly IForgotten[]>();

/**
 * The findings of one of the two rules about coroutines that nobody awaits.
 */
export function forgottenFindings(
  rule: string,
  isCollection: boolean,
  context: IRuleContext
): IFinding[] {
  let all = found.get(context.program);
  if (all === undefined) {
    all = forgottenIn(context);
    found.set(context.program, all);
  }
  return all
    .filter(
      forgotten =>
        forgotten.isCollection === isCollection &&
        (forgotten.evidence !== 'code' || isBeyondDoubt(forgotten, context))
    )
    .map(forgotten => findingFor(rule, forgotten, context));
}

function forgottenIn(context: IRuleContext): IForgotten[] {
  const all = grouped(
    context.program.cells.flatMap(home =>
      home.tree.hasError ? [] : sourcesIn(home, context.program)
    ),
    context
  );
  for (const error of context.errors.filter(isCoroutineError)) {
    attachError(error, all, context);
  }
  attachTexts(all, context);
  attachWarnings(all, context);
  return all;
}

/**
 * The expressions of a cell that are known to give coroutines.
 */
function sourcesIn(home: ICodeCell, program: Program): ISource[] {
  const sources: ISource[] = [];
  for (const node of home.tree.root.walk()) {
    if (
      (node.type !== 'call' && node.type !== 'await') ||
      node.parent?.type === 'await'
    ) {
      continue;
    }
    const value = valueOf(node, home, program);
    const isMany = value.kind === 'collection';
    const coroutine = isMany ? value.element! : value;
    if (
      coroutine.kind !== 'coroutine' ||
      (isMany && !makesCollection(node, value, home, program)) ||
      isExpectedToFail(node) ||
      mayBePlain(node, coroutine, home, program)
    ) {
      continue;
    }
    sources.push({
      home,
      node,
      isMany,
      certain: value.certain && coroutine.certain,
      name: nameOf(coroutine, node),
      definition: coroutine.definition
    });
  }
  return sources;
}

/**
 * Whether the collection begins at this call: `map(job, xs)`, or a function of
 * the document that returns one.
 */
function makesCollection(
  call: SyntaxNode,
  value: IValue,
  home: ICodeCell,
  program: Program
): boolean {
  const callee = call.type === 'call' ? call.child('function') : undefined;
  return (
    callee !== undefined &&
    (program.qualifiedName(callee, home)?.name === 'builtins.map' ||
      (callee.type !== 'attribute' &&
        program.definitionOf(callee, home)?.definition.kind === 'function' &&
        value.kind === 'collection'))
  );
}

/**
 * Whether a plain method of a subclass, or an attribute of the instance, may stand
 * in for the coroutine method.
 */
function mayBePlain(
  node: SyntaxNode,
  { definition }: IValue,
  home: ICodeCell,
  program: Program
): boolean {
  const callee = node.type === 'call' ? node.child('function') : undefined;
  const def = definition?.value;
  const owner = def === undefined ? null : classAround(def);
  if (callee?.type !== 'attribute' || owner === null) {
    return false;
  }
  const name = definition!.name;
  return [owner, ...subclassesOf(owner, program)].some(type =>
    [...type.walk()].some(
      part =>
        (part.type === 'function_definition' &&
          part.child('name')?.text === name &&
          classAround(part) === type &&
          !part.isAsync) ||
        (part.type === 'assignment' &&
          part.child('left')?.child('attribute')?.text === name)
    )
  );
}

/**
 * `Bot.send`, `outer.<locals>.inner` (PEP 3155); of a library's function, the
 * last part of what the code calls.
 */
function nameOf({ definition }: IValue, node: SyntaxNode): string {
  if (definition?.value?.type !== 'function_definition') {
    return lastName(node);
  }
  const parts = [definition.name];
  for (
    let outer = definition.value.closest(isNamed);
    outer !== null;
    outer = outer.closest(isNamed)
  ) {
    if (outer.type === 'function_definition') {
      parts.unshift('<locals>');
    }
    parts.unshift(outer.child('name')!.text);
  }
  return parts.join('.');
}

function isNamed({ type }: SyntaxNode): boolean {
  return type === 'function_definition' || type === 'class_definition';
}

function lastName(node: SyntaxNode): string {
  const call = unparenthesized(node);
  const callee = call.type === 'call' ? call.child('function')! : call;
  return callee.child('attribute')?.text ?? callee.text;
}

/**
 * What is wrong with each source; the coroutines of one collection as one.
 */
function grouped(
  sources: readonly ISource[],
  context: IRuleContext
): IForgotten[] {
  const all: IForgotten[] = [];
  const collections = new Map<SyntaxNode, IForgotten>();
  for (const source of sources) {
    const wrong = wrongUsesOf(source, context);
    if (wrong.length === 0) {
      continue;
    }
    const [{ collection }] = wrong;
    const group = collection === null ? undefined : collections.get(collection);
    if (group !== undefined) {
      group.sources.push(source);
      continue;
    }
    const forgotten: IForgotten = {
      sources: [source],
      wrong,
      isCollection: collection !== null,
      evidence: 'code',
      shownIn: source.home.cell.id,
      proven: false
    };
    all.push(forgotten);
    if (collection !== null) {
      collections.set(collection, forgotten);
    }
  }
  return all.map(forgotten =>
    // One coroutine in a literal is one forgotten `await`.
    forgotten.sources.length === 1 &&
    /^(?:list|tuple|set|dictionary|expression_list)$/.test(
      forgotten.wrong[0].collection?.type ?? ''
    )
      ? { ...forgotten, isCollection: false }
      : forgotten
  );
}

/**
 * The uses that need the value; none where the coroutine is awaited, or may be.
 */
function wrongUsesOf(
  { node, home, isMany }: ISource,
  context: IRuleContext
): IUse[] {
  const { program, document } = context;
  const uses = (isMany ? usesOfElements : usesOf)(
    node,
    home,
    program,
    document.kind === 'notebook'
  );
  const results = readsResults(program);
  if (
    uses.some(
      ({ kind, node: at }) =>
        kind === 'awaited' ||
        (results && kind === 'shown' && at.type === 'expression_statement')
    )
  ) {
    return [];
  }
  const failing = uses.filter(({ kind }) => kind === 'value');
  return failing.length > 0
    ? [...failing, ...uses.filter(({ kind }) => SOFT.has(kind))]
    : uses.some(({ kind }) => kind === 'kept')
      ? []
      : uses.filter(({ kind }) => SOFT.has(kind));
}

const SOFT: ReadonlySet<IUse['kind']> = new Set([
  'shown',
  'tested',
  'dropped',
  'unread'
]);

/**
 * Whether the code alone shows that the coroutine is lost, and that it is made.
 */
function isBeyondDoubt(
  { sources, wrong }: IForgotten,
  { document, program }: IRuleContext
): boolean {
  const [{ node, home }] = sources;
  const place = placeOf(node, home.scopes);
  return (
    sources.every(({ certain }) => certain) &&
    wrong[0].certain &&
    wrong[0].kind !== 'unread' &&
    (document.kind === 'script' ||
      (place.kind === 'awaitable' && place.function !== null) ||
      isReachedAtOnce(node, home, program))
  );
}

/**
 * Ties an error to what it came from: what is known to be a coroutine on that
 * line, else the one expression there that its words fit.
 */
function attachError(
  error: IErrorOutput,
  all: IForgotten[],
  context: IRuleContext
): void {
  const frame = userFrameOf(error, context.program);
  if (typeof frame === 'string') {
    return;
  }
  const { home, line } = frame;
  const lineOf = (offset: number) => positionOf(home.cell.source, offset).line;
  const isThere = (node: SyntaxNode) =>
    lineOf(node.from) <= line && line <= lineOf(node.to);
  if (
    context.program
      .nodes('call')
      .some(
        ({ node, home: where }) =>
          where === home &&
          isThere(node) &&
          plainCallbackOf(node, home, context.program) !== null
      )
  ) {
    return;
  }
  const blamed = simpleStatementsAt(home, isThere)
    .flatMap(statement => blamedBy(error.message, statement))
    .filter(isThere);
  const own = all.filter(({ wrong }) =>
    wrong.some(
      use =>
        use.home === home && use.kind === 'value' && isThere(headOf(use.node))
    )
  );
  const known =
    own.find(({ wrong }) =>
      wrong.some(({ node }) => blamed.some(part => part.parent === node))
    ) ??
    own[0] ??
    all.find(({ sources }) =>
      sources.some(source => source.home === home && isThere(source.node))
    );
  if (known !== undefined) {
    prove(known, 'error', error.cell.id);
    return;
  }
  const unknown = blamed
    .map(unparenthesized)
    .filter(part => mayBeCoroutine(part, home, context.program));
  const distinct = unknown.filter(
    (part, i) => unknown.findIndex(({ text }) => text === part.text) === i
  );
  if (distinct.length === 1) {
    add(
      sourceBehind(distinct[0], home, context.program),
      'error',
      error.cell.id,
      all,
      context
    );
  }
}

/**
 * The first line of a statement with a block, else the node itself.
 */
function headOf(node: SyntaxNode): SyntaxNode {
  return node.child('body') !== undefined && /_statement$/.test(node.type)
    ? (node.child('right') ?? node.child('condition') ?? node)
    : node;
}

/**
 * The statements at a line, of those with a block only their first line.
 */
function simpleStatementsAt(
  home: ICodeCell,
  isThere: (node: SyntaxNode) => boolean
): SyntaxNode[] {
  const statements: SyntaxNode[] = [];
  const stack = [...home.tree.root.parts];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (!isThere(node)) {
      continue;
    }
    const inner = node.parts.flatMap(part =>
      part.type === 'block'
        ? part.parts
        : /_clause$|^decorated_definition$|_definition$/.test(part.type)
          ? [part]
          : []
    );
    if (inner.length === 0) {
      statements.push(node);
    } else {
      stack.push(...inner);
      statements.push(
        ...node.parts.filter(
          part => part.type !== 'block' && !inner.includes(part)
        )
      );
      if (node.type === 'for_statement') {
        statements.push(node);
      }
    }
  }
  return statements;
}

/**
 * Whether nothing that is known speaks against a coroutine.
 */
function mayBeCoroutine(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  if (!/^(?:call|identifier|attribute|subscript)$/.test(node.type)) {
    return false;
  }
  if (holdsAwaited(node, home, program)) {
    // The error was there before the `await`, which an edit put in.
    return false;
  }
  const { kind } = valueOf(node, home, program);
  const name = program.qualifiedName(
    node.type === 'call' ? node.child('function')! : node,
    home
  )?.name;
  return (
    kind === 'coroutine' ||
    (kind === 'unknown' &&
      !/^builtins\.(?!(?:next|getattr)$)/.test(name ?? '') &&
      program.definitionOf(node, home) === null)
  );
}

/**
 * Whether a name is bound to nothing but what an `await` gives.
 */
function holdsAwaited(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const { value, certain } = assignedTo(node, home, program);
  return certain && value?.type === 'await';
}

/**
 * What an assignment binds a variable to, if one does.
 */
function assignedTo(node: SyntaxNode, home: ICodeCell, program: Program) {
  const { definition, certain } =
    node.type === 'identifier'
      ? program.resolve(node, home)
      : { definition: undefined, certain: true };
  return {
    definition,
    certain,
    value:
      definition?.kind === 'assignment' && definition.value !== undefined
        ? unparenthesized(definition.value)
        : undefined
  };
}

/**
 * The call that a variable got its value from, else the expression itself.
 */
function sourceBehind(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): ISource {
  const { definition, certain, value } = assignedTo(node, home, program);
  return value?.type === 'call'
    ? {
        node: value,
        home: definition!.home,
        certain,
        name: lastName(value),
        isMany: false
      }
    : {
        node,
        home,
        certain: node.type === 'call',
        name: lastName(node),
        isMany: false
      };
}

/**
 * Ties `<coroutine object load at 0x…>` in what a cell shows to its cause.
 */
function attachTexts(all: IForgotten[], context: IRuleContext): void {
  for (const { cell, channel, text } of context.texts) {
    if (channel === 'stderr') {
      continue;
    }
    const names = new Set(
      [...text.matchAll(/<coroutine object (\S+) at 0x/g)].map(
        ([, name]) => name
      )
    );
    for (const name of names) {
      const own = all.filter(
        ({ sources, wrong }) =>
          sources.some(source => isNamedLike(source, name)) &&
          wrong.some(({ kind }) => kind !== 'dropped' && kind !== 'unread')
      );
      const here = own.filter(
        ({ sources, wrong }) =>
          wrong.some(use => use.home.cell === cell) ||
          sources.some(source => source.home.cell === cell)
      );
      const known = here.length > 0 ? here : own.slice(0, 1);
      if (known.length > 0) {
        known.forEach(forgotten => prove(forgotten, 'result', cell.id));
        continue;
      }
      const home = context.program.cells.find(other => other.cell === cell)!;
      const source = home.tree.hasError
        ? null
        : channel === 'result'
          ? resultSource(text, name, home, context.program)
          : printedSource(name, home, context.program);
      if (source !== null) {
        add(source, 'result', cell.id, all, context);
      }
    }
  }
}

/**
 * What a cell's last expression is, where its result is a lone coroutine.
 */
function resultSource(
  text: string,
  name: string,
  home: ICodeCell,
  program: Program
): ISource | null {
  const { parts } = home.tree.root;
  const statement = parts[parts.length - 1];
  const [node, second] = statement?.parts ?? [];
  if (
    statement?.type !== 'expression_statement' ||
    node === undefined ||
    second !== undefined ||
    !/^<coroutine object \S+ at 0x[0-9a-fA-F]+>\s*$/.test(text) ||
    !mayBeCoroutine(unparenthesized(node), home, program)
  ) {
    return null;
  }
  const source = sourceBehind(unparenthesized(node), home, program);
  return {
    ...source,
    certain: source.certain && isNamedLike(source, name)
  };
}

/**
 * The one call of that name in what a cell prints.
 */
function printedSource(
  name: string,
  home: ICodeCell,
  program: Program
): ISource | null {
  const printed = [...home.tree.root.walk()].flatMap(node => {
    const parts =
      node.type === 'interpolation'
        ? node.parts.slice(0, 1)
        : node.type === 'call' &&
            program.qualifiedName(node.child('function')!, home)?.name ===
              'builtins.print'
          ? (node.child('arguments')?.parts ?? [])
          : [];
    return parts.flatMap(part => {
      const inner = unparenthesized(part);
      if (!mayBeCoroutine(inner, home, program)) {
        return [];
      }
      const source = sourceBehind(inner, home, program);
      return isNamedLike(source, name) ? [source] : [];
    });
  });
  const nodes = new Set(printed.map(({ node }) => node));
  return nodes.size === 1 ? printed[0] : null;
}

/**
 * Ties Python's warnings to the coroutines they name, wherever those are made.
 */
function attachWarnings(all: IForgotten[], context: IRuleContext): void {
  for (const { name, shownIn, home, line } of context.neverAwaited) {
    // One cell may drop several coroutines of a name, each on a line of its own.
    const dropped = droppedSource(name, home, line, context.program);
    if (
      dropped?.certain === true &&
      !all.some(({ sources }) =>
        sources.some(({ node }) => node === dropped.node)
      )
    ) {
      add(dropped, 'warning', shownIn.id, all, context);
      continue;
    }
    const own = all.filter(
      ({ sources, evidence }) =>
        evidence !== 'error' &&
        sources.some(source => isNamedLike(source, name))
    );
    if (own.length > 0) {
      own
        .filter(({ evidence }) => evidence === 'code')
        .forEach(forgotten => prove(forgotten, 'warning', shownIn.id));
      continue;
    }
    if (
      all.some(({ sources }) =>
        sources.some(source => isNamedLike(source, name))
      )
    ) {
      continue;
    }
    if (dropped !== null) {
      add(dropped, 'warning', shownIn.id, all, context);
    }
  }
}

/**
 * The one statement that calls something of that name: on the line that ran
 * when the warning came, else the only one of all cells.
 */
function droppedSource(
  name: string,
  home: ICodeCell | null,
  line: number,
  program: Program
): ISource | null {
  const dropped = program.cells.flatMap(where =>
    where.tree.hasError
      ? []
      : [...where.tree.root.walk()].flatMap((node): ISource[] =>
          node.type === 'call' &&
          node.parent?.type === 'expression_statement' &&
          node.parent.parts.length === 1 &&
          lastName(node) === lastPart(name) &&
          mayBeCoroutine(node, where, program) &&
          !isExpectedToFail(node)
            ? [
                {
                  node,
                  home: where,
                  certain: true,
                  name: lastName(node),
                  isMany: false
                }
              ]
            : []
        )
  );
  const there = dropped.filter(
    ({ node, home: where }) =>
      where === home &&
      positionOf(where.cell.source, node.from).line <= line &&
      line <= positionOf(where.cell.source, node.to).line
  );
  return there.length === 1
    ? there[0]
    : dropped.length === 1
      ? { ...dropped[0], certain: false }
      : null;
}

/**
 * Whether Python's name for a coroutine is that of the source: the qualified
 * name, or its last part where the source is a library's.
 */
function isNamedLike({ name, definition }: ISource, shown: string): boolean {
  return (
    name === shown ||
    (definition === undefined && lastPart(name) === lastPart(shown))
  );
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function prove(
  forgotten: IForgotten,
  evidence: EvidenceKind,
  shownIn: string
): void {
  if (STRENGTH.indexOf(evidence) > STRENGTH.indexOf(forgotten.evidence)) {
    forgotten.evidence = evidence;
    forgotten.shownIn = shownIn;
    forgotten.proven = evidence === 'error';
  }
}

const STRENGTH: readonly EvidenceKind[] = [
  'code',
  'warning',
  'result',
  'error'
];

/**
 * Adds what only the outputs show.
 */
function add(
  source: ISource,
  evidence: EvidenceKind,
  shownIn: string,
  all: IForgotten[],
  context: IRuleContext
): void {
  const existing = all.find(({ sources }) =>
    sources.some(
      ({ node, home }) => node === source.node && home === source.home
    )
  );
  const [forgotten] = existing ? [existing] : grouped([source], context);
  if (forgotten === undefined) {
    return;
  }
  if (existing === undefined) {
    all.push(forgotten);
  }
  prove(forgotten, evidence, shownIn);
}

function findingFor(
  rule: string,
  forgotten: IForgotten,
  context: IRuleContext
): IFinding {
  const { sources, wrong, evidence, shownIn } = forgotten;
  const [{ node, home, isMany, name }] = sources;
  const [use] = wrong;
  const { source } = home.cell;
  const collection = use.collection ?? node;
  const place = placeOf(node, home.scopes);
  const onPurpose = isOnPurpose(forgotten);
  return {
    rule,
    values: {
      call: shortened(node.text),
      name,
      line: positionOf(source, node.from).line,
      kind: use.kind,
      use: shortened(shownUse(use)),
      useLine: positionOf(use.home.cell.source, use.node.from).line,
      useIn: use.home === home ? '' : cellLabel(use.home),
      isMany,
      place: place.kind,
      collection: shortened(collection.text),
      elsewhere: shownIn === home.cell.id ? '' : cellLabel(home)
    },
    cell: home.cell.id,
    from: node.from,
    to: node.to,
    shownIn,
    evidence,
    matched: true,
    severity: onPurpose ? 'hint' : use.kind === 'value' ? 'error' : 'warning',
    rewrites: rewritesFor(forgotten, onPurpose, context)
  };
}

/**
 * Whether everything that becomes of the coroutines is a lesson about them.
 */
function isOnPurpose({ sources, wrong }: IForgotten): boolean {
  return wrong.every(
    ({ kind, node, home }) =>
      (kind === 'value' && failsOnPurpose(node)) ||
      (/^(?:shown|dropped)$/.test(kind) &&
        sources.every(
          source =>
            source.home === home && isShownOnPurpose(source.node, node, home)
        ))
  );
}

/**
 * What needs the value, as written: of a statement with a block, its first
 * line.
 */
function shownUse({ node }: IUse): string {
  const body = node.child('body');
  return body !== undefined && /_statement$/.test(node.type)
    ? node.source.slice(node.from, body.from).replace(/:\s*$/, '')
    : node.text;
}

/**
 * The library's server or bot that was called, where that is a statement: to
 * await it keeps the cell for as long as it runs. Null for everything else.
 */
function serverIn(
  sources: readonly ISource[],
  wrong: readonly IUse[],
  { program }: IRuleContext
): ILibraryCall | null {
  const [{ node, home }] = sources;
  const known =
    sources.length === 1 &&
    node.type === 'call' &&
    wrong.every(({ kind }) => kind === 'dropped' || kind === 'shown')
      ? libraryCallOf(node, home, program)
      : null;
  return known?.entry.awaited === true ? known : null;
}

function rewritesFor(
  { sources, wrong, isCollection, shownIn, proven }: IForgotten,
  onPurpose: boolean,
  context: IRuleContext
): IRewrite[] {
  const { program } = context;
  const [first] = sources;
  const server = serverIn(sources, wrong, context);
  const background =
    server?.entry.background &&
    inBackground(server, server.entry.background, shownIn, context);
  const safe =
    !server &&
    sources.every(({ certain }) => certain) &&
    (proven || wrong[0].certain) &&
    !onPurpose &&
    !sources.some(
      ({ definition }) =>
        definition?.value?.type === 'function_definition' &&
        isEndless(definition, program)
    );
  const rewrites: (IRewrite | null)[] = [background ?? null];
  if (first.isMany) {
    rewrites.push(awaitElements(first, shownIn, safe, context));
    rewrites.push(gatherElements(first, shownIn, context));
  } else {
    const sites = sources.flatMap(source => sitesOf(source, program));
    rewrites.push(awaitSites(sites, shownIn, safe, context));
    const { collection } = wrong[0];
    if (
      isCollection &&
      collection !== null &&
      /^list(?:_comprehension)?$/.test(collection.type) &&
      (collection.type === 'list_comprehension' ||
        collection.parts.length === sources.length)
    ) {
      rewrites.push(
        gatherElements({ home: first.home, node: collection }, shownIn, context)
      );
    }
  }
  return rewrites.flatMap(rewrite => rewrite ?? []);
}

/**
 * What is to be awaited: the call; of `await f()` where `f` returns a
 * coroutine, what `f` returns.
 */
function sitesOf(source: ISource, program: Program): ISite[] {
  if (source.node.type !== 'await') {
    return [source];
  }
  const awaited = valueOf(source.node.parts[0], source.home, program);
  const def = awaited.definition?.value;
  if (def?.type !== 'function_definition' || !def.isAsync) {
    return [source];
  }
  const { home } = awaited.definition!;
  const returned = [...ownNodes(def)].flatMap(node =>
    node.type === 'return_statement' &&
    node.parts.length === 1 &&
    valueOf(node.parts[0], home, program).kind === 'coroutine'
      ? [{ home, node: node.parts[0] }]
      : []
  );
  return returned.length > 0 ? returned : [source];
}
