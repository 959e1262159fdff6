import type { IDocument, IKernelFacts } from '../document';
import type { IEdit } from '../edit';
import type { IRewrite } from '../finding';
import { indentationAt, lineEnd, lineStart } from '../lines';
import type { IArgument } from '../python/calls';
import { argumentsOf, callAround } from '../python/calls';
import { functionsReached, isGenerator } from '../python/coroutines';
import { leftBehindBy, NOTHING_LEFT } from '../python/leftBehind';
import type { ILibraryCall } from '../python/libraryCalls';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell, IDefinition, Program } from '../python/program';
import { callsOf, functionAround } from '../python/reached';
import { calledAt } from '../python/runsOnLoop';
import { startOf } from '../python/starts';
import { partialOf } from '../python/threads';
import { isAwaitable, valueOf } from '../python/values';
import type {
  IRecipe,
  IRecipeBackground,
  IRecipeEntering,
  IRecipeTwin
} from '../recipes/recipe';
import { importedName } from './asyncioModule';
import { awaitRules } from './awaitRules';
import { effectsOf } from './effects';
import { enterAround } from './enterAround';
import { allowAwait } from './makeAsync';
import { makeIterationAsync } from './makeIterationAsync';
import { movesUnnoticed } from './movedFunctions';
import { isPrimary, isWordBefore, needsParentheses } from './putAwait';
import { hasReplaceableMagics } from './replaceMagics';
import { removeStatements } from './removeStatements';
import { runsOnceAlone, standsAlone } from './runInBackground';
import { usesKernelLoop } from './runInThread';
import { shortened } from './shortened';
import type { Piece } from './template';
import { fillTemplate, holesIn, replaceWith } from './template';
import { threadCall } from './threadCall';
import { undecorate } from './undecorate';
import { unusedName } from './unusedName';
import { libraryInThread } from './libraryInThread';
import { useAsyncModule } from './useAsyncModule';

export interface ILibraryContext {
  readonly document: IDocument;
  readonly program: Program;
  readonly facts: IKernelFacts;
}

/**
 * The rewrites of a call that a recipe knows, best first: in the background for
 * servers and bots; the async twin; the call itself in a thread.
 *
 * @param shownIn - the cell that failed
 */
export function libraryRewrites(
  known: ILibraryCall,
  shownIn: string,
  context: ILibraryContext
): IRewrite[] {
  const { home, call, entry, recipe } = known;
  const { program } = context;
  if (
    home.tree.hasError ||
    !home.cell.editable ||
    !hasReplaceableMagics(home.masked) ||
    call.child('arguments')?.type !== 'argument_list' ||
    call.parent?.type === 'await' ||
    isEnclosed(call, home, recipe, program)
  ) {
    return [];
  }
  const { asyncModule } = recipe;
  const rewrites = [
    asyncModule !== undefined &&
    entry.call === `${asyncModule.module}.${asyncModule.start}`
      ? useAsyncModule(known, asyncModule, shownIn, context)
      : null,
    asyncModule !== undefined &&
    entry.call === `${asyncModule.module}.${asyncModule.start}`
      ? libraryInThread(known, asyncModule.module, shownIn, context)
      : null,
    entry.keepsRunning === true ? takenOut(known, shownIn, context) : null,
    entry.background && inBackground(known, entry.background, shownIn, context),
    entry.await && twin(known, entry.await, shownIn, context),
    entry.iterate && iteration(known, entry.iterate, shownIn, context),
    entry.enter && entering(known, entry.enter, shownIn, context),
    entry.thread === 'never'
      ? null
      : threadCall(call, home, shownIn, context, {
          safe:
            entry.thread !== 'check' &&
            known.certain &&
            !usesKernelLoop(call, home, context.program)
        })
  ].flatMap(rewrite => rewrite ?? []);
  return [
    ...rewrites.filter(({ safety }) => safety === 'safe'),
    ...rewrites.filter(({ safety }) => safety !== 'safe')
  ];
}

/**
 * Whether a call stands in a `with` of a library that must be called in another
 * thread: what that opens, such as a transaction of Django's, belongs to its
 * thread, and an async twin runs in a different one.
 */
export function isEnclosed(
  node: SyntaxNode,
  home: ICodeCell,
  { otherwise, modules }: IRecipe,
  program: Program
): boolean {
  return (
    otherwise !== undefined &&
    node.closest(
      outer =>
        outer.type === 'with_statement' &&
        !outer.isAsync &&
        outer.child('body')?.contains(node) === true &&
        [...outer.walk()].some(
          ({ type, parts: [written] }) =>
            type === 'with_item' &&
            [...written.walk()].some(part => {
              const name =
                part.type === 'call'
                  ? program.qualifiedName(part.child('function')!, home)?.name
                  : undefined;
              return modules.some(module => name?.startsWith(`${module}.`));
            })
        )
    ) !== null
  );
}

/**
 * The rewrite of a call that keeps the loop waiting to its async twin. Null where
 * there is none, or where it cannot be written so.
 */
export function twinRewrite(
  known: ILibraryCall,
  context: ILibraryContext
): IRewrite | null {
  const { home, call, entry } = known;
  const shownIn = home.cell.id;
  const recipe = entry.await ?? entry.iterate;
  const rewrite =
    entry.await !== undefined
      ? twin(known, entry.await, shownIn, context)
      : entry.iterate !== undefined
        ? iteration(known, entry.iterate, shownIn, context)
        : null;
  const object = call.child('function')!.child('object');
  const moves =
    object !== undefined &&
    (recipe?.movesFunctions === true
      ? !movesUnnoticed(object, home, context.program)
      : valueOf(object, home, context.program).definition !== undefined);
  return rewrite !== null && moves
    ? {
        ...rewrite,
        safety: 'check',
        values: { ...rewrite.values, moved: true }
      }
    : rewrite;
}

/**
 * The rewrite of a call that the library refuses and whose twin is not known.
 * Null where it cannot be written so, or where what it gives stays open.
 */
export function otherwiseRewrite(
  known: ILibraryCall,
  recipe: IRecipeTwin,
  shownIn: string,
  context: ILibraryContext
): IRewrite | null {
  const { home, call } = known;
  return home.tree.hasError ||
    !home.cell.editable ||
    !hasReplaceableMagics(home.masked) ||
    call.child('arguments')?.type !== 'argument_list' ||
    call.closest(
      node => node.type === 'with_item' || node.type === 'for_in_clause'
    ) !== null ||
    isEnclosed(call, home, known.recipe, context.program)
    ? null
    : twin(known, recipe, shownIn, context);
}

function twin(
  known: ILibraryCall,
  recipe: IRecipeTwin,
  shownIn: string,
  context: ILibraryContext
): IRewrite | null {
  const { home, call, entry, decorated } = known;
  const { program } = context;
  if (decorated !== undefined) {
    return plain(known, decorated, recipe, shownIn, context);
  }
  const filled = fill(known, recipe, [recipe.template], new Map(), program);
  const plan = allowAwait(call, home, program, awaitRules(context));
  const above = linesAbove(known, recipe.before ?? [], program);
  if (filled === null || plan === null || above === null) {
    return null;
  }
  const left =
    recipe.cancelsTasks === true
      ? leftBehindBy(functionsReached(call, home, program), program)
      : NOTHING_LEFT;
  if (left.stopsLoop) {
    return null;
  }
  const [open, close] = needsParentheses(call) ? ['(', ')'] : ['', ''];
  const space = isWordBefore(call.source, call.from) ? ' ' : '';
  const edits = [
    ...filled.edits,
    ...plan.edits,
    ...above,
    ...replaceWith(
      [`${space}${open}await `, ...filled.lines[0], ...(close ? [close] : [])],
      call,
      call.source,
      home.cell.id
    )
  ];
  return {
    kind: 'await',
    safety:
      recipe.safety === 'safe' &&
      known.certain &&
      filled.safe &&
      !setsOneOf(recipe.checkIfSet ?? [], program) &&
      left.tasks.length === 0 &&
      left.siblings.length === 0 &&
      left.variables.length === 0 &&
      left.settings.length === 0 &&
      !left.seesTasks &&
      !left.signals
        ? 'safe'
        : 'check',
    edits,
    ...effects(known, plan.functions, edits, shownIn, context, {
      tasks: left.tasks,
      siblings: left.siblings.map(shortened),
      signals: left.signals,
      settings: left.settings,
      variables: left.variables,
      seesTasks: left.seesTasks,
      starter: entry.call,
      breaksKernel: entry.breaksKernel === true,
      startsAnyway: entry.startsAnyway === true,
      functions: [...new Set(plan.functions.map(({ name }) => name))],
      operand: shortened(textOf(filled.lines[0], call.source)),
      dropped: filled.dropped
    })
  };
}

/**
 * Whether the document assigns to an attribute of one of these names.
 */
function setsOneOf(names: readonly string[], program: Program): boolean {
  return (
    names.length > 0 &&
    program
      .nodes('assignment')
      .some(({ node }) =>
        names.includes(node.child('left')?.child('attribute')?.text ?? '')
      )
  );
}

/**
 * The edits that put lines above the statement that the call is. Null where it
 * is none, or where a name that they import means something else.
 */
function linesAbove(
  { home, call }: ILibraryCall,
  lines: readonly string[],
  program: Program
): IEdit[] | null {
  if (lines.length === 0) {
    return [];
  }
  const statement = call.parent;
  const indent = indentationAt(call.source, call.from);
  if (
    statement?.type !== 'expression_statement' ||
    call.source.slice(lineStart(call.source, call.from), call.from) !==
      indent ||
    !lines.every(line => mayImport(line, call, home, program))
  ) {
    return null;
  }
  const insert = lines.map(line => `${line}\n${indent}`).join('');
  return [{ cell: home.cell.id, from: call.from, to: call.from, insert }];
}

function mayImport(
  line: string,
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const [, module, name] = /^from ([\w.]+) import (\w+)$/.exec(line) ?? [];
  return (
    name === undefined ||
    program
      .resolveName(name, call, home)
      .definitions.every(({ imported }) => imported === `${module}.${name}`)
  );
}

/**
 * The rewrite of a call whose result is iterated over where it is made: with
 * `async for`, over the twin's.
 */
function iteration(
  known: ILibraryCall,
  recipe: IRecipeTwin,
  shownIn: string,
  context: ILibraryContext
): IRewrite | null {
  const { home, call } = known;
  const { program } = context;
  const iterated = makeIterationAsync(call, home, program);
  const filled = fill(known, recipe, [recipe.template], new Map(), program);
  const plan =
    iterated && allowAwait(iterated.place, home, program, awaitRules(context));
  if (iterated === null || filled === null || plan === null) {
    return null;
  }
  const edits = [
    ...filled.edits,
    ...plan.edits,
    ...iterated.edits,
    ...replaceWith(filled.lines[0], call, call.source, home.cell.id)
  ];
  return {
    kind: 'await',
    safety: safetyOf(known, recipe, filled),
    edits,
    ...effects(known, plan.functions, edits, shownIn, context, {
      iterates: true,
      functions: [...new Set(plan.functions.map(({ name }) => name))],
      operand: shortened(textOf(filled.lines[0], call.source)),
      dropped: filled.dropped
    })
  };
}

/**
 * The rewrite of a call whose result is entered, or read bit by bit, where all of
 * that is seen.
 */
function entering(
  known: ILibraryCall,
  recipe: IRecipeEntering,
  shownIn: string,
  context: ILibraryContext
): IRewrite | null {
  const { home, call } = known;
  const { program } = context;
  const filled = fill(known, recipe, [recipe.template], new Map(), program);
  const entered =
    filled && enterAround(call, home, filled.lines[0], recipe, program);
  if (filled === null || entered === null) {
    return null;
  }
  const edits = [...filled.edits, ...entered.edits];
  const functions: IDefinition[] = [];
  for (const place of entered.places) {
    const plan = allowAwait(place.node, place.home, program, {
      ...awaitRules(context),
      inGenerators: true
    });
    if (plan === null) {
      return null;
    }
    edits.push(...plan.edits);
    functions.push(...plan.functions);
  }
  // A plain generator that nobody reads to its end is closed at once.
  const closesLater = functions.some(({ value }) => isGenerator(value!));
  return {
    kind: 'await',
    safety: closesLater ? 'check' : safetyOf(known, recipe, filled),
    edits,
    ...effects(known, functions, edits, shownIn, context, {
      enters: true,
      functions: [...new Set(functions.map(({ name }) => name))],
      operand: shortened(textOf(filled.lines[0], call.source)),
      dropped: filled.dropped
    })
  };
}

function safetyOf(
  { certain }: ILibraryCall,
  { safety }: IRecipeTwin | IRecipeBackground | IRecipeEntering,
  filled: IFilled
): IRewrite['safety'] {
  return certain && filled.safe ? safety : 'check';
}

/**
 * The rewrite of a call of a decorated coroutine function: without the
 * decorator it is one again.
 */
function plain(
  known: ILibraryCall,
  decorated: IDefinition,
  { safety }: IRecipeTwin,
  shownIn: string,
  context: ILibraryContext
): IRewrite | null {
  const { program } = context;
  const plan = undecorate(decorated, program, awaitRules(context));
  return (
    plan && {
      kind: 'await',
      safety: known.certain ? safety : 'check',
      edits: plan.edits,
      ...effects(known, plan.functions, plan.edits, shownIn, context, {
        operand: shortened(known.call.text),
        functions: [...new Set(plan.functions.map(({ name }) => name))]
      })
    }
  );
}

/**
 * The rewrite that starts a server or a bot behind the cell. Null where the
 * call is no statement that runs once with its cell, by itself or at the end of
 * a function that runs so.
 *
 * @param outer - the call that goes with it: `asyncio.run` around it
 */
export function inBackground(
  known: ILibraryCall,
  recipe: IRecipeBackground,
  shownIn: string,
  context: ILibraryContext,
  outer: SyntaxNode = known.call
): IRewrite | null {
  const { home, call } = known;
  const { program } = context;
  const statement = outer.parent;
  if (
    statement?.type !== 'expression_statement' ||
    !standsAlone(statement) ||
    !isLastToRun(statement, home, context)
  ) {
    return null;
  }
  const inside = functionAround(statement) !== null;
  const plan = allowAwait(outer, home, program, awaitRules(context));
  // What stops it is written elsewhere, where names of the function mean nothing.
  const reaches = holesIn(recipe.stop).every(
    hole =>
      hole in recipe.names ||
      recipe.imports?.some(statement => statement.endsWith(` ${hole}`))
  );
  if (plan === null || (inside && !reaches)) {
    return null;
  }
  const names = new Map<string, string>();
  for (const [hole, wanted] of Object.entries(recipe.names)) {
    names.set(hole, unusedName(wanted, program, new Set(names.values())));
  }
  const filled = fill(
    known,
    recipe,
    [...recipe.lines, recipe.stop],
    names,
    program
  );
  if (filled === null) {
    return null;
  }
  const { source } = call;
  const cell = home.cell.id;
  const indent = indentationAt(source, statement.from);
  const shared: readonly Piece[][] = inside
    ? [[`global ${[...names.values()].sort().join(', ')}`]]
    : [];
  const stop = textOf(filled.lines[filled.lines.length - 1], source);
  const own = [...shared, ...filled.lines.slice(0, -1)];
  const pieces = own.flatMap((line, i): readonly Piece[] =>
    i === 0 ? line : [`\n${indent}`, ...line]
  );
  const end = lineEnd(source, statement.to);
  const edits: IEdit[] = [
    ...filled.edits,
    ...plan.edits,
    ...replaceWith(merged(pieces), statement, source, cell),
    {
      cell,
      from: end,
      to: end,
      insert: `\n${indent}# to stop it: ${stop}`
    }
  ];
  return {
    kind: 'task',
    safety: safetyOf(known, recipe, filled),
    edits,
    ...effects(known, plan.functions, edits, shownIn, context, {
      stop,
      dropped: filled.dropped
    })
  };
}

/**
 * The rewrite that takes out a call which only keeps the kernel's own loop
 * running. Null where something waits for its end, or may stop that loop.
 */
function takenOut(
  known: ILibraryCall,
  shownIn: string,
  context: ILibraryContext
): IRewrite | null {
  const { home, call } = known;
  const { program } = context;
  const statement = call.parent;
  const edits =
    statement?.type === 'expression_statement' &&
    standsAlone(statement) &&
    isLastToRun(statement, home, context) &&
    isGiven(call.child('function')!, home, program) &&
    !['stop', 'signal', 'close'].some(
      name => program.identifiers(name).length > 0
    )
      ? removeStatements([statement], home.cell.id)
      : null;
  return (
    edits && {
      kind: 'other',
      safety: 'check',
      edits,
      ...effects(known, [], edits, shownIn, context, {})
    }
  );
}

/**
 * Whether the object whose method is called was asked for (`IOLoop.current()`)
 * and not made anew (`IOLoop()`).
 */
function isGiven(
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const object = callee.child('object');
  const value = object && valueOf(object, home, program);
  const maker = value?.made.node.child('function');
  return (
    maker !== undefined &&
    program.qualifiedName(maker, value!.made.home)?.name !== value!.type
  );
}

/**
 * Whether nothing waits for the end of a statement that runs once with its cell:
 * it stands at the top level, or last in a function whose one call is such a
 * statement.
 */
function isLastToRun(
  statement: SyntaxNode,
  home: ICodeCell,
  context: ILibraryContext,
  depth = 0
): boolean {
  const { program } = context;
  const def = functionAround(statement);
  if (def === null) {
    return (
      runsOnceAlone(statement) &&
      awaitRules(context).atTopLevel(home) &&
      home.masked.cellMagic === null
    );
  }
  const body = def.child('body');
  if (
    def.type !== 'function_definition' ||
    depth > DEEPEST ||
    statement.parent !== body ||
    body?.parts[body.parts.length - 1] !== statement
  ) {
    return false;
  }
  const [use, another] = callsOf(def, program);
  const call = use === undefined ? null : calledAt(use).node;
  const starter = def.isAsync && call !== null ? callAround(call) : null;
  const around =
    starter !== null && startOf(starter, use.home, program)?.operand === call
      ? starter
      : call?.parent?.type === 'await'
        ? call.parent
        : call;
  return (
    another === undefined &&
    call?.type === 'call' &&
    around?.parent?.type === 'expression_statement' &&
    isLastToRun(around.parent, use.home, context, depth + 1)
  );
}

/**
 * How many functions a server may stand in.
 */
const DEEPEST = 8;

function effects(
  { home, call }: ILibraryCall,
  functions: readonly { home: ILibraryCall['home']; value?: SyntaxNode }[],
  edits: readonly IEdit[],
  shownIn: string,
  { program }: ILibraryContext,
  own: IRewrite['values']
): Pick<IRewrite, 'rerun' | 'values'> {
  const { rerun, values } = effectsOf(
    [
      { home, node: call },
      ...functions.map(({ home: where, value }) => ({
        home: where,
        node: value!
      }))
    ],
    edits,
    { home, node: call },
    shownIn,
    program
  );
  return {
    rerun,
    values: { operand: shortened(call.text), ...values, ...own }
  };
}

/**
 * Templates, filled for one call.
 */
interface IFilled {
  readonly lines: readonly (readonly Piece[])[];

  /**
   * The imports that have to be added.
   */
  readonly edits: readonly IEdit[];

  /**
   * Whether nothing was dropped or guessed that a person should look at.
   */
  readonly safe: boolean;
  readonly dropped: readonly string[];
}

function fill(
  known: ILibraryCall,
  recipe: IRecipeTwin | IRecipeBackground | IRecipeEntering,
  templates: readonly string[],
  names: ReadonlyMap<string, string>,
  program: Program
): IFilled | null {
  const { home, call, maker, entry } = known;
  const callee = call.child('function')!;
  const given = argumentsOf(call);
  const bound = bind(given, entry.parameters ?? []);
  const nameOf = (argument: IArgument) =>
    argument.keyword ?? bound.get(argument) ?? '';
  const own = new Set([
    ...names.keys(),
    ...(recipe.imports ?? []).map(statement => statement.split(' ').pop()!),
    'receiver',
    'callee',
    'awaitable',
    'arguments',
    'calls'
  ]);
  const taken = new Set(
    templates
      .flatMap(template => [
        ...template.matchAll(
          /\{(?:(?:(?:await|call) )?(\w+)|arguments ([\w ]+))\}/g
        )
      ])
      .flatMap(([, one, many]) => one ?? many.split(' '))
      .filter(name => !own.has(name))
  );
  const named = given.filter(
    argument => !argument.unpacked && taken.has(nameOf(argument))
  );
  const dropped = given.filter(
    argument =>
      !argument.unpacked && recipe.drops?.[nameOf(argument)] !== undefined
  );
  const added = Object.entries(recipe.adds ?? {})
    .filter(([name]) => given.every(argument => nameOf(argument) !== name))
    .map(([name, value]) => `${name}=${value}`);
  const special = new Set([
    ...taken,
    ...Object.keys(recipe.adds ?? {}),
    ...Object.keys(recipe.drops ?? {}),
    ...(recipe.unless ?? [])
  ]);
  const mayHide =
    special.size > 0 &&
    given.some(
      argument =>
        argument.unpacked &&
        (unpackedNames(argument.node, home, program)?.some(name =>
          special.has(name)
        ) ??
          true)
    );
  const imports = new Map<string, string>();
  const edits: IEdit[] = [];
  for (const statement of recipe.imports ?? []) {
    const access = importedName(statement, callee, home, program);
    if (access === null) {
      return null;
    }
    imports.set(statement.split(' ').pop()!, access.name);
    edits.push(...access.edits);
  }
  const allowed = Object.entries(recipe.only ?? {}).every(([name, values]) =>
    given.some(
      argument =>
        nameOf(argument) === name &&
        values.includes(argument.value.text.replace(/'/g, '"'))
    )
  );
  if (!allowed) {
    return null;
  }
  if (given.some(argument => recipe.unless?.includes(nameOf(argument)))) {
    return null;
  }
  let safe = !mayHide;
  for (const argument of dropped) {
    const rule = recipe.drops![nameOf(argument)];
    if (Array.isArray(rule)) {
      if (!rule.includes(argument.value.text.replace(/'/g, '"'))) {
        return null;
      }
    } else if (rule === 'check') {
      safe = false;
    }
  }
  const gone = new Set([...named, ...dropped].map(({ node }) => node));
  const others = rest(call, gone, recipe.renames ?? {});
  // `run(partial(f, 1))` is `f(1)`; behind other arguments stays what it is.
  const partial =
    others.length === 0
      ? named.find(
          argument =>
            partialOf(argument.value, home, program) !== null &&
            templates.some(template =>
              template.includes(`{${nameOf(argument)}}({arguments})`)
            )
        )
      : undefined;
  const pieceOf = (argument: IArgument, next: string): readonly Piece[] => {
    const { value } = argument;
    return /^[(.[]/.test(next) && !isPrimary(value)
      ? ['(', value, ')']
      : [value];
  };
  const lines: Piece[][] = [];
  for (const template of templates) {
    const line = fillTemplate(template, (hole, next) => {
      const name = names.get(hole) ?? imports.get(hole);
      if (name !== undefined) {
        return [name];
      }
      if (hole === 'receiver') {
        const object = callee.child('object');
        return object === undefined ? null : [object];
      }
      if (hole === 'callee') {
        return [callee];
      }
      if (hole === 'awaitable') {
        return madeFrom(maker, known, program);
      }
      if (hole === 'arguments') {
        const kept =
          partial === undefined ? others : argumentsBehindFirst(partial.value);
        return added.length === 0 ? kept : withKeywords(kept, call, added);
      }
      if (hole === 'calls') {
        const called = given.map(argument =>
          argument.unpacked || argument.keyword !== null
            ? null
            : calledPieces(argument.value, home, program)
        );
        // With several, one that fails no longer waits for the others.
        safe &&= called.length === 1 && called[0]?.safe === true;
        return called.some(one => one === null)
          ? null
          : called.flatMap((one, i) => [
              ...(i === 0 ? [] : [', ']),
              ...one!.pieces
            ]);
      }
      const many = /^arguments (.+)$/.exec(hole)?.[1].split(' ');
      if (many !== undefined) {
        return keywords(
          many.flatMap(
            name => named.find(argument => nameOf(argument) === name) ?? []
          ),
          nameOf
        );
      }
      const [, waits, parameter] = /^(await |call )?(\w+)$/.exec(hole)!;
      const argument = named.find(other => nameOf(other) === parameter);
      if (argument === undefined) {
        return null;
      }
      if (waits === undefined) {
        return argument === partial
          ? pieceOf(argumentsOf(argument.value)[0], next)
          : pieceOf(argument, next);
      }
      if (waits === 'call ') {
        const called = calledPieces(argument.value, home, program);
        safe &&= called.safe;
        return called.pieces;
      }
      const value = valueOf(argument.value, home, program);
      const awaitable = isAwaitable(value, program);
      safe &&= awaitable !== null;
      return awaitable === true
        ? ['await ', ...pieceOf(argument, '(')]
        : [argument.value];
    });
    if (line === null) {
      return null;
    }
    lines.push(line);
  }
  return losesComment(call, lines)
    ? null
    : { lines, edits, safe, dropped: dropped.map(({ node }) => node.text) };
}

/**
 * The keywords that `**options` gives, where that is a dict that is written
 * out, at this place or under a name that nothing else uses. Null where they
 * cannot be told.
 */
function unpackedNames(
  { type, parts: [unpacked] }: SyntaxNode,
  home: ICodeCell,
  program: Program
): string[] | null {
  if (type !== 'dictionary_splat') {
    return null;
  }
  let dict = unpacked;
  if (dict.type === 'identifier') {
    const { definition, definitions, certain } = program.resolve(dict, home);
    const isUnchanged =
      certain &&
      definitions.length === 1 &&
      program.identifiers(dict.text).length === 2;
    if (!isUnchanged || definition?.value === undefined) {
      return null;
    }
    dict = definition.value;
  }
  if (dict.type === 'dictionary') {
    const keys = dict.parts.map(
      pair => /^(['"])(\w+)\1$/.exec(pair.child('key')?.text ?? '')?.[2]
    );
    return keys.every(key => key !== undefined) ? keys : null;
  }
  const args =
    dict.type === 'call' &&
    program.qualifiedName(dict.child('function')!, home)?.name ===
      'builtins.dict'
      ? argumentsOf(dict).map(({ keyword }) => keyword)
      : [null];
  return args.every(name => name !== null) ? args : null;
}

function argumentsBehindFirst(call: SyntaxNode): Piece[] {
  return rest(call, new Set([argumentsOf(call)[0].node]), {});
}

/**
 * A function, called without arguments: of a lambda its body, of a partial
 * function the call that it stands for.
 */
function calledPieces(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): { pieces: readonly Piece[]; safe: boolean } {
  const body = node.type === 'lambda' ? node.child('body') : undefined;
  if (body !== undefined && node.child('parameters') === undefined) {
    return {
      pieces: isPrimary(body) ? [body] : ['(', body, ')'],
      safe: isAwaitable(valueOf(body, home, program), program) === true
    };
  }
  const partial = partialOf(node, home, program);
  if (partial !== null) {
    return {
      pieces: [
        ...(isPrimary(partial) ? [partial] : ['(', partial, ')']),
        '(',
        ...argumentsBehindFirst(node),
        ')'
      ],
      safe: valueOf(partial, home, program).kind === 'coroutine function'
    };
  }
  return {
    pieces: isPrimary(node) ? [node, '()'] : ['(', node, ')()'],
    safe: valueOf(node, home, program).kind === 'coroutine function'
  };
}

/**
 * The parameter that each positional argument is given for.
 */
function bind(
  given: readonly IArgument[],
  parameters: readonly string[]
): Map<IArgument, string> {
  const bound = new Map<IArgument, string>();
  const positional = given.filter(
    ({ keyword, unpacked }) => keyword === null && !unpacked
  );
  const star = parameters.findIndex(name => name.startsWith('*'));
  positional.forEach((argument, i) => {
    const name = star >= 0 && i >= star ? '' : (parameters[i] ?? '');
    bound.set(argument, name);
  });
  return bound;
}

/**
 * What the maker of a callable was given: `f` in `async_to_sync(f)`. Under a
 * name it must mean the same where the call stands.
 */
function madeFrom(
  maker: SyntaxNode | undefined,
  { call, home }: ILibraryCall,
  program: Program
): readonly Piece[] | null {
  const argument = maker && argumentsOf(maker)[0];
  if (argument === undefined || argument.unpacked) {
    return null;
  }
  const { value } = argument;
  if (call.contains(value)) {
    return isPrimary(value) ? [value] : ['(', value, ')'];
  }
  if (value.type !== 'identifier') {
    return null;
  }
  const own = program.resolveName(value.text, call, home);
  return own.certain &&
    own.definition?.kind === 'function' &&
    own.definitions.length === 1
    ? [value.text]
    : null;
}

/**
 * The pieces with keywords behind the last argument among them: before a comma, a
 * comment or a line end that the person put there.
 */
function withKeywords(
  kept: readonly Piece[],
  call: SyntaxNode,
  keywords: readonly string[]
): readonly Piece[] {
  const last = kept[kept.length - 1];
  if (last === undefined) {
    return [keywords.join(', ')];
  }
  const added = `, ${keywords.join(', ')}`;
  if (typeof last === 'string') {
    return [...kept, added];
  }
  const end = call
    .child('arguments')!
    .parts.filter(({ type, to }) => type !== 'comment' && to <= last.to)
    .pop()!.to;
  return [
    ...kept.slice(0, -1),
    { from: last.from, to: end },
    added,
    { from: end, to: last.to }
  ];
}

/**
 * The arguments that stay, with the text between them.
 */
function rest(
  call: SyntaxNode,
  gone: ReadonlySet<SyntaxNode>,
  renames: Readonly<Record<string, string>>
): Piece[] {
  const list = call.child('arguments')!;
  const kept = list.parts.filter(node => !gone.has(node));
  if (kept.length === 0) {
    return [];
  }
  const whole = kept.length === list.parts.length;
  const pieces: Piece[] = [];
  let from = whole ? list.from + 1 : kept[0].from;
  for (const node of list.parts) {
    if (gone.has(node)) {
      if (node.from > from) {
        // Up to the end of the argument before, its comma left behind.
        const before = kept.filter(({ to }) => to <= node.from).pop()!;
        pieces.push({ from, to: before.to });
        from = before.to;
        const after = kept.find(other => other.from >= node.to);
        if (after === undefined) {
          return pieces;
        }
        pieces.push(', ');
        from = after.from;
      }
      continue;
    }
    const renamed = renames[node.child('name')?.text ?? ''];
    if (node.type === 'keyword_argument' && renamed !== undefined) {
      const name = node.child('name')!;
      pieces.push({ from, to: name.from }, renamed);
      from = name.to;
    }
  }
  const end = whole ? list.to - 1 : kept[kept.length - 1].to;
  pieces.push({ from, to: end });
  return pieces.filter(
    piece => typeof piece === 'string' || piece.from < piece.to
  );
}

function keywords(
  given: readonly IArgument[],
  nameOf: (argument: IArgument) => string
): Piece[] {
  return given.flatMap((argument, i): Piece[] => [
    ...(i === 0 ? [] : [', ']),
    ...(argument.keyword === null ? [`${nameOf(argument)}=`] : []),
    argument.node
  ]);
}

/**
 * Whether a comment in the call stands in no stretch that stays.
 */
function losesComment(
  call: SyntaxNode,
  lines: readonly (readonly Piece[])[]
): boolean {
  return [...call.walk()].some(
    node =>
      node.type === 'comment' &&
      !lines.some(line =>
        line.some(
          piece =>
            typeof piece !== 'string' &&
            piece.from <= node.from &&
            node.to <= piece.to
        )
      )
  );
}

function textOf(pieces: readonly Piece[], source: string): string {
  return pieces
    .map(piece =>
      typeof piece === 'string' ? piece : source.slice(piece.from, piece.to)
    )
    .join('');
}

/**
 * The pieces with neighbouring texts joined.
 */
function merged(pieces: readonly Piece[]): Piece[] {
  const whole: Piece[] = [];
  for (const piece of pieces) {
    const before = whole[whole.length - 1];
    if (typeof piece === 'string' && typeof before === 'string') {
      whole[whole.length - 1] = before + piece;
    } else {
      whole.push(piece);
    }
  }
  return whole;
}
