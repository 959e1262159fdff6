import type { IErrorOutput } from '../../evidence/errorOutput';
import { userFrameOf } from '../../evidence/userFrame';
import type {
  IExplanation,
  IFinding,
  IRewrite,
  ITranslator,
  Value
} from '../../finding';
import type { IEdit } from '../../edit';
import { chainEdits, composeEdits, EditError } from '../../edit';
import type { ICell } from '../../document';
import { code } from '../../inlineCode';
import { lineStart, positionOf } from '../../lines';
import { listed } from '../../listed';
import { foreignCall } from '../../python/foreignCalls';
import { isAskedAbove, isGuarded } from '../../python/guards';
import { keepsOfLoop } from '../../python/keptOnLoop';
import { loopPatches, patchModule } from '../../python/loopPatch';
import type { SyntaxNode } from '../../python/node';
import type { ILibraryCall } from '../../python/libraryCalls';
import { libraryCallsIn } from '../../python/libraryCalls';
import type { ICodeCell, IReference, Program } from '../../python/program';
import { isReachedAtOnce } from '../../python/reached';
import type { IStart } from '../../python/starts';
import { startsIn } from '../../python/starts';
import { threadStartsIn, threadsOf } from '../../python/threads';
import { joinRemovals, removeStatements } from '../../rewrite/removeStatements';
import { libraryRewrites } from '../../rewrite/libraryRewrites';
import { removePatches } from '../../rewrite/removePatches';
import { withOneThreadHelper } from '../../rewrite/runInThread';
import { cellLabel, repeatedBy } from '../../rewrite/rerun';
import { shortened } from '../../rewrite/shortened';
import { withoutLoopGuard } from '../../rewrite/withoutLoopGuard';
import { startRewrites } from '../../rewrite/startRewrites';
import { namesIn, repeatNotes } from '../explainAwait';
import { lossNotes } from '../explainStart';
import type { IRule, IRuleContext } from '../rule';

/**
 * `nest_asyncio.apply()`, which lets loops run inside each other, and the
 * starts that it is there for.
 */
export const nestAsyncio: IRule = {
  id: 'nest-asyncio',

  mayApply({ kind, cells }) {
    return (
      kind === 'notebook' &&
      cells.some(
        ({ source, outputs }) =>
          /nest_asyncio/.test(source) ||
          outputs.some(output => output.output_type === 'error')
      )
    );
  },

  *find(context) {
    const patches = loopPatches(context.program);
    const shown = shownBy(context, patches.length > 0);
    if (patches.length === 0) {
      for (const trouble of shown) {
        yield unmatched(trouble);
      }
      return;
    }
    const settled = settle(context);
    const told = new Set<IReference>();
    for (const trouble of shown) {
      const patch =
        patches.find(({ home }) => home.cell === trouble.cell) ?? patches[0];
      told.add(patch);
      yield findingFor(patch, trouble, settled, context);
    }
    for (const patch of patches.filter(other => !told.has(other))) {
      yield findingFor(patch, undefined, settled, context);
    }
  },

  explain
};

/**
 * What a kernel showed of the patch.
 */
interface ITrouble {
  readonly cell: ICell;

  /**
   * `loop`: it cannot patch this loop; `option`: its `asyncio.run` lacks one;
   * `lost`: it entered a task twice; `task`: it hides which task runs.
   */
  readonly kind: 'loop' | 'option' | 'lost' | 'task';

  /**
   * The loop's class, or the option.
   */
  readonly detail: string;
  readonly evidence: 'error' | 'warning';
}

/**
 * The words of nest_asyncio 1.6.0 (nest_asyncio.py, `_patch_loop` and
 * `_patch_asyncio`), and what sniffio says where the patch stands.
 */
function troubleOf(
  { name, message }: Pick<IErrorOutput, 'name' | 'message'>,
  patched: boolean
): Pick<ITrouble, 'kind' | 'detail'> | null {
  const loop = /^Can't patch loop of type <class '([\w.]+)'>/.exec(message);
  if (name === 'ValueError' && loop !== null) {
    return { kind: 'loop', detail: loop[1] };
  }
  const option =
    /^_patch_asyncio\.<locals>\.run\(\) got an unexpected keyword argument '(\w+)'/.exec(
      message
    );
  if (name === 'TypeError' && option !== null) {
    return { kind: 'option', detail: option[1] };
  }
  if (patched && ENTERED_TWICE.test(`${name}: ${message}`)) {
    return { kind: 'lost', detail: '' };
  }
  return patched && name === 'AsyncLibraryNotFoundError'
    ? { kind: 'task', detail: '' }
    : null;
}

/**
 * CPython Python/context.c, `_PyContext_Enter`.
 */
const ENTERED_TWICE =
  /\bRuntimeError: cannot enter context: <_contextvars\.Context object at 0x[0-9a-fA-F]+> is already entered/;

function shownBy(
  { errors, texts, program }: IRuleContext,
  patched: boolean
): ITrouble[] {
  const raised = errors.flatMap((error): ITrouble[] => {
    const trouble = troubleOf(error, patched);
    return trouble === null ||
      (patched && userFrameOf(error, program) === 'changed')
      ? []
      : [{ ...trouble, cell: error.cell, evidence: 'error' }];
  });
  const printed = texts.flatMap(({ cell, channel, text }): ITrouble[] =>
    patched &&
    channel === 'stderr' &&
    ENTERED_TWICE.test(text) &&
    !raised.some(other => other.cell === cell)
      ? [{ kind: 'lost', detail: '', cell, evidence: 'warning' }]
      : []
  );
  return [...raised, ...printed];
}

/**
 * An error of a patch that stands in none of the cells.
 */
function unmatched({ cell, kind, detail, evidence }: ITrouble): IFinding {
  return {
    rule: nestAsyncio.id,
    values: { shows: kind, detail, call: '', line: 0 },
    cell: cell.id,
    from: 0,
    to: 0,
    shownIn: cell.id,
    evidence,
    matched: false,
    severity: 'error',
    rewrites: []
  };
}

function findingFor(
  { node, home }: IReference,
  trouble: ITrouble | undefined,
  { context, edits }: ISettled,
  found: IRuleContext
): IFinding {
  const shownIn = trouble?.cell.id ?? home.cell.id;
  const start = context.starts[0] ?? libraryStarts(context)[0];
  const calls = libraryStarts(context);
  const foreign =
    foreignCall(context.starts, calls, context.program) ??
    unmended(calls, shownIn, context);
  const escaping = handedOn(context);
  const doubt = foreign ?? escaping;
  return {
    rule: nestAsyncio.id,
    values: {
      shows: trouble?.kind ?? '',
      detail: trouble?.detail ?? '',
      loses: patchModule({ node, home }, found.program) === 'nest_asyncio',
      call: shortened(node.text),
      line: positionOf(home.cell.source, node.from).line,
      elsewhere: shownIn === home.cell.id ? '' : cellLabel(home),
      start: start === undefined ? '' : shortened(start.call.text),
      doubt: doubt === null ? '' : shortened(doubt)
    },
    cell: home.cell.id,
    from: node.from,
    to: node.to,
    shownIn,
    evidence: trouble?.evidence ?? 'code',
    matched: true,
    severity: trouble === undefined ? 'warning' : 'error',
    rewrites:
      escaping === null
        ? rewritesOf(shownIn, foreign, context).map(rewrite =>
            behind(edits, rewrite, found.program)
          )
        : []
  };
}

/**
 * The document with the questions gone that ask whether a loop is running, and
 * patch it if one is.
 */
interface ISettled {
  readonly context: IRuleContext;

  /**
   * What leads from the document to that one.
   */
  readonly edits: readonly IEdit[];
}

function settle(context: IRuleContext): ISettled {
  let { program } = context;
  let edits: readonly IEdit[] = [];
  for (let i = 0; i < MOST_QUESTIONS; i++) {
    const next = withoutLoopGuard(program);
    if (next === null) {
      break;
    }
    try {
      const edited = program.edited(next);
      if (edited.cells.some(({ tree }) => tree.hasError)) {
        break;
      }
      edits = chained(edits, next, context.program);
      program = edited;
    } catch (error) {
      if (error instanceof EditError) {
        break;
      }
      throw error;
    }
  }
  if (edits.length > 0) {
    const next = withoutIdleLoops(program, context.program);
    edits = chained(edits, next, context.program);
    program = program.edited(next);
  }
  return edits.length === 0
    ? { context, edits }
    : {
        context: {
          ...context,
          program,
          document: program.document,
          starts: startsIn(program),
          libraryCalls: libraryCallsIn(program)
        },
        edits
      };
}

const MOST_QUESTIONS = 8;

/**
 * The edits that take out what asks for a loop that only the questions used.
 */
function withoutIdleLoops(program: Program, before: Program): IEdit[] {
  const gone = program.nodes('assignment').filter(({ node, home }) => {
    const left = node.child('left')!;
    return (
      left.type === 'identifier' &&
      node.parent?.type === 'expression_statement' &&
      /^(?:asyncio\.)get_(?:event|running)_loop\(\)$/.test(
        node.child('right')?.text ?? ''
      ) &&
      isAsked(node, before) &&
      !program
        .identifiers(left.text)
        .some(
          use =>
            use.node !== left &&
            program
              .resolve(use.node, use.home)
              .definitions.some(
                definition =>
                  definition.node === left && definition.home === home
              )
        )
    );
  });
  return program.cells.flatMap(
    home =>
      removeStatements(
        gone
          .filter(other => other.home === home)
          .map(({ node }) => node.parent!),
        home.cell.id
      ) ?? []
  );
}

/**
 * Whether what gets a loop stood in a `try`, or another line used its loop.
 */
function isAsked({ text }: SyntaxNode, before: Program): boolean {
  return (
    before
      .nodes('assignment')
      .some(
        ({ node }) =>
          node.text === text &&
          node.closest(({ type }) => type === 'try_statement') !== null
      ) || before.identifiers(text.split(/\W/)[0]).length > 1
  );
}

function chained(
  first: readonly IEdit[],
  second: readonly IEdit[],
  { cells }: Program
): IEdit[] {
  return cells.flatMap(({ cell }) =>
    chainEdits(
      cell.source,
      cell.id,
      first.filter(edit => edit.cell === cell.id),
      second.filter(edit => edit.cell === cell.id)
    )
  );
}

/**
 * The rewrite of a document that is reached by edits, as one of the document
 * itself.
 */
function behind(
  edits: readonly IEdit[],
  rewrite: IRewrite,
  program: Program
): IRewrite {
  return edits.length === 0
    ? rewrite
    : { ...rewrite, edits: chained(edits, rewrite.edits, program) };
}

/**
 * What starts a loop where no rewrite can follow: `asyncio.run` that is handed
 * on, a loop's method by another name, a start that only runs where no loop
 * does, or one in code that cannot be read. As written, or null.
 */
function handedOn({ starts, program }: IRuleContext): string | null {
  const callees = new Set(starts.map(({ call }) => call.child('function')!));
  const methods = program
    .nodes('attribute')
    .filter(({ node }) =>
      /^run_(?:until_complete|forever)$/.test(node.child('attribute')!.text)
    );
  const runs = ['attribute', 'identifier']
    .flatMap(type => program.nodes(type))
    .filter(
      ({ node, home }) =>
        !isPartOfName(node) &&
        !isGivenToThread(node, home, program) &&
        program.qualifiedName(node, home)?.name === 'asyncio.run'
    );
  const handed = [...methods, ...runs].find(({ node }) => !callees.has(node));
  if (handed !== undefined) {
    return handed.node.text;
  }
  return (
    starts.find(
      ({ call, home }) =>
        isGuarded(call, home, program, /\bRuntimeError\b/) ||
        isAskedAbove(call, home, program)
    )?.call.text ??
    program.cells
      .find(
        ({ tree, cell }) =>
          tree.hasError && /asyncio|loop|\brun\b/.test(cell.source)
      )
      ?.cell.source.trim()
      .split('\n')[0] ??
    null
  );
}

/**
 * Whether a node is a part of an import or of a longer name, or names what it
 * binds.
 */
function isPartOfName({ parent, field }: SyntaxNode): boolean {
  return (
    parent === null ||
    field === 'attribute' ||
    /^(?:dotted_name|aliased_import|import_statement|import_from_statement|keyword_argument)$/.test(
      parent.type
    ) ||
    (parent.type === 'assignment' && field === 'right')
  );
}

/**
 * The calls with which libraries start a loop, where that runs with its cell.
 */
function libraryStarts({
  libraryCalls,
  program
}: IRuleContext): ILibraryCall[] {
  return libraryCalls.filter(
    ({ call, home, entry }) =>
      entry.alone === true &&
      threadsOf(call, home, program) === null &&
      isReachedAtOnce(call, home, program)
  );
}

/**
 * The first of a library's calls that no rewrite can follow, as written.
 */
function unmended(
  calls: readonly ILibraryCall[],
  shownIn: string,
  context: IRuleContext
): string | null {
  return (
    calls.find(known => libraryRewrites(known, shownIn, context).length === 0)
      ?.call.text ?? null
  );
}

/**
 * The patch taken out, and every start rewritten, as one.
 *
 * @param foreign - a call that may need the patch
 */
function rewritesOf(
  shownIn: string,
  foreign: string | null,
  context: IRuleContext
): IRewrite[] {
  const { program, starts } = context;
  const removed = removePatches(program);
  if (removed === null) {
    return [];
  }
  const chosen: IRewrite[] = [];
  for (const start of starts) {
    if (runsInThread(start, program)) {
      if (start.loopKind === 'kernel' || start.loopKind === 'unknown') {
        // Only the patch makes a loop for a thread that asks for its own
        // (nest_asyncio.py, `_patch_policy`).
        return [];
      }
      continue;
    }
    const [best] = startRewrites(start, shownIn, {
      ...context,
      patches: removed.statements
    });
    if (
      best === undefined ||
      // On the patched loop, what one start made was there for all others.
      (best.kind === 'thread' &&
        start.operand !== undefined &&
        keepsOfLoop(start.operand, start.home, program))
    ) {
      return [];
    }
    chosen.push(best);
  }
  for (const known of libraryStarts(context)) {
    const [best] = libraryRewrites(known, shownIn, context);
    if (best !== undefined) {
      const operand = shortened(known.call.text);
      chosen.push({ ...best, values: { operand, ...best.values } });
    }
  }
  const edits = together(
    [removed.edits, ...chosen.map(({ edits }) => edits)].flat(),
    program
  );
  if (edits === null) {
    return [];
  }
  const rerun = program.cells
    .map(({ cell }) => cell.id)
    .filter(id => id === shownIn || chosen.some(one => one.rerun.includes(id)));
  const safe =
    foreign === null &&
    removed.whole &&
    chosen.every(({ safety }) => safety === 'safe');
  const edited = program.cells.filter(({ cell }) =>
    edits.some(edit => edit.cell === cell.id)
  );
  return [
    {
      kind:
        chosen.length > 0 && chosen.every(({ kind }) => kind === 'await')
          ? 'await'
          : 'other',
      safety: safe ? 'safe' : 'check',
      edits,
      rerun,
      values: {
        ...united(chosen),
        awaits: chosen.some(({ kind }) => kind === 'await'),
        starts: chosen.length,
        background: chosen.flatMap(({ kind, values }) =>
          kind === 'task' && typeof values.operand === 'string'
            ? values.operand
            : []
        ),
        ran: program.cells.some(
          ({ cell }) =>
            cell.executionCount !== null &&
            removed.edits.some(edit => edit.cell === cell.id)
        ),
        doubt: foreign === null ? '' : shortened(foreign),
        cells: edited.length,
        editedIn: edited.map(cellLabel),
        ...repeatedBy(rerun, edits, 0, shownIn, program)
      }
    }
  ];
}

/**
 * Whether the start stands in a function that only threads run: there no loop
 * is running, patched or not.
 */
function runsInThread({ call, home }: IStart, program: Program): boolean {
  return threadsOf(call, home, program) !== null;
}

function isGivenToThread(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  return threadStartsIn(program).some(
    ({ home: where, target }) => where === home && target.value === node
  );
}

/**
 * All edits as one change; null where they get in each other's way.
 */
function together(
  edits: readonly IEdit[],
  program: Program
): readonly IEdit[] | null {
  const { cells } = program;
  const needed = withOneThreadHelper(edits, program);
  try {
    return composeEdits(
      cells.flatMap(({ cell }) =>
        aroundInsertions(
          joinRemovals(needed.filter(edit => edit.cell === cell.id)),
          cell.source
        )
      )
    );
  } catch (error) {
    if (error instanceof EditError) {
      return null;
    }
    throw error;
  }
}

/**
 * The edits of a cell with each removal of whole lines parted where something is
 * put between these lines: an import goes, and a function is defined below it.
 */
function aroundInsertions(edits: readonly IEdit[], source: string): IEdit[] {
  const inserted = edits.filter(
    ({ from, to, insert }) =>
      from === to && insert !== '' && from === lineStart(source, from)
  );
  return edits.flatMap(edit => {
    const { from, insert } = edit;
    const between =
      insert === '' && from === lineStart(source, from)
        ? inserted.find(other => from < other.from && other.from < edit.to)
        : undefined;
    if (between === undefined) {
      return edit;
    }
    // The blank lines behind what is inserted are its own.
    const blank = between.insert.endsWith('\n\n\n')
      ? /^\n{0,2}/.exec(source.slice(edit.to))![0].length
      : 0;
    return [
      { ...edit, to: between.from },
      { ...edit, from: between.from, to: edit.to + blank }
    ];
  });
}

/**
 * What the notes on several rewrites name.
 */
function united(rewrites: readonly IRewrite[]): Record<string, Value> {
  const lists = ['tasks', 'siblings', 'dropped', 'functions'].map(name => [
    name,
    [
      ...new Set(
        rewrites.flatMap(({ values }) => {
          return namesIn({ values }, name);
        })
      )
    ]
  ]);
  const flags = ['signals', 'stops'].map(name => [
    name,
    rewrites.some(({ values }) => values[name] === true)
  ]);
  return Object.fromEntries([...lists, ...flags]) as Record<string, Value>;
}

function explain(trans: ITranslator, finding: IFinding): IExplanation {
  return {
    headline: headline(trans, finding),
    sentences: sentences(trans, finding),
    rewrites: finding.rewrites.map(rewrite => ({
      title: rewrite.values.awaits
        ? trans.__('Take the patch out, and await instead')
        : rewrite.values.starts === 0
          ? trans.__('Take the patch out')
          : trans.__('Take the patch out, and rewrite what needed it'),
      notes: notesOf(trans, rewrite),
      done: trans.__(
        'Rewritten without nest_asyncio in %1',
        listed(trans, namesIn(rewrite, 'editedIn'))
      )
    }))
  };
}

function headline(trans: ITranslator, { values }: IFinding): string {
  switch (values.shows) {
    case 'loop':
      return trans.__('nest_asyncio cannot patch this kernel’s event loop');
    case 'option':
      return trans.__(
        'nest_asyncio has put its own %1 in place',
        code('asyncio.run')
      );
    case 'lost':
      return trans.__('Cells that wait in the queue may not run');
    case 'task':
      return trans.__('nest_asyncio hides which task is running');
    default:
      return trans.__('The event loop is patched to run inside itself');
  }
}

function sentences(trans: ITranslator, { values, rewrites }: IFinding): string {
  const patch = values.elsewhere
    ? trans.__('%1 in cell %2', code(values.call), values.elsewhere)
    : values.call === ''
      ? trans.__('nest_asyncio')
      : trans.__('%1 on line %2', code(values.call), values.line);
  return `${cause(trans, values, patch)} ${advice(trans, values, rewrites)}`;
}

function cause(
  trans: ITranslator,
  values: IFinding['values'],
  patch: string
): string {
  switch (values.shows) {
    case 'loop':
      return trans.__(
        '%1 can only change loops of asyncio itself, and this one is %2.',
        patch,
        code(values.detail)
      );
    case 'option':
      return trans.__(
        '%1 replaces %2 by a function that knows no %3.',
        patch,
        code('asyncio.run'),
        code(values.detail)
      );
    case 'lost':
      return trans.__(
        '%1 let a loop run inside the one that runs the cells, and the task that runs them was entered twice. What was queued behind it is lost until the kernel restarts.',
        patch
      );
    case 'task':
      return trans.__(
        '%1 replaces the tasks of asyncio, and a library that asks which one is running gets no answer.',
        patch
      );
    default:
      if (!values.loses) {
        return trans.__('%1 lets one event loop run inside another.', patch);
      }
      return trans.__(
        '%1 lets one event loop run inside another. With nest_asyncio 1.6.0 and ipykernel 7, cells queued behind such a run do not run.',
        patch
      );
  }
}

function advice(
  trans: ITranslator,
  values: IFinding['values'],
  [best]: readonly IRewrite[]
): string {
  if (values.doubt !== '' && values.doubt !== undefined) {
    return best === undefined
      ? trans.__(
          '%1 needs the patch, or may need it, and no rewrite can follow it.',
          code(values.doubt)
        )
      : trans.__(
          'A cell can simply %1 instead; whether %2 needs the patch, this notebook does not show.',
          code('await'),
          code(values.doubt)
        );
  }
  if (values.start === '' && best !== undefined) {
    return trans.__('Nothing in this notebook needs it.');
  }
  return best === undefined
    ? trans.__(
        'IPython keeps a loop running, so that a cell can simply %1. No rewrite is safe without knowing more of this code than it shows.',
        code('await')
      )
    : trans.__(
        'IPython keeps a loop running, so that a cell can simply %1 instead.',
        code('await')
      );
}

function notesOf(trans: ITranslator, rewrite: IRewrite): string[] {
  const { values } = rewrite;
  return [
    ...(values.ran
      ? [trans.__('The loop stays patched until the kernel restarts.')]
      : []),
    ...(values.doubt === ''
      ? []
      : [
          trans.__(
            'If %1 starts a loop of its own, it fails without the patch: look for an async version of it, or run it with %2.',
            code(values.doubt),
            code('await asyncio.to_thread(…)')
          )
        ]),
    ...namesIn(rewrite, 'background').map(operand =>
      trans.__('%1 then goes on in the background.', code(operand))
    ),
    ...repeatNotes(trans, rewrite),
    ...lossNotes(trans, rewrite)
  ];
}
