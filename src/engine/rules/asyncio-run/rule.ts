import type { IErrorOutput } from '../../evidence/errorOutput';
import type { IUserFrame } from '../../evidence/userFrame';
import { userFrameOf } from '../../evidence/userFrame';
import type {
  IExplanation,
  IFinding,
  IRewrite,
  IRewriteExplanation,
  ITranslator
} from '../../finding';
import { code } from '../../inlineCode';
import { positionOf } from '../../lines';
import type { Place } from '../../python/awaitable';
import { comprehensionDepth, placeOf } from '../../python/awaitable';
import type { IArgument } from '../../python/calls';
import { argument, argumentsOf } from '../../python/calls';
import type { Operand } from '../../python/coroutines';
import {
  functionsReached,
  isEndless,
  operandOf
} from '../../python/coroutines';
import { isGuarded, loopIsPatched } from '../../python/guards';
import { leftBehindBy } from '../../python/leftBehind';
import type { SyntaxNode } from '../../python/node';
import { topLevelStatementOf } from '../../python/node';
import type { ICodeCell } from '../../python/program';
import { isReachedAtOnce } from '../../python/reached';
import { awaitCall } from '../../rewrite/awaitCall';
import { exhaustGenerator } from '../../rewrite/exhaustGenerator';
import { cellsToRun, firstRepeatedCall } from '../../rewrite/rerun';
import { runInBackground } from '../../rewrite/runInBackground';
import { runInThread, usesKernelLoop } from '../../rewrite/runInThread';
import type { IRule, IRuleContext } from '../rule';

/**
 * `asyncio.run(…)` where an event loop is already running (CPython
 * Lib/asyncio/runners.py, `run`).
 */
export const asyncioRun: IRule = {
  id: 'asyncio-run',

  mayApply({ cells }) {
    return cells.some(
      cell =>
        cell.kind === 'code' &&
        (/\basyncio\b/.test(cell.source) ||
          cell.outputs.some(output => output.output_type === 'error'))
    );
  },

  *find(context) {
    const calls = callsOfRun(context);
    const shown = new Map<ICall, IErrorOutput>();
    for (const error of context.errors.filter(isOurs)) {
      const frame = userFrameOf(error, context.program);
      if (typeof frame === 'string') {
        // The error proves nothing, but the code it stands under still may.
        const call = calls.find(
          ({ home, call }) =>
            home.cell === error.cell && failsHere(call, home, context)
        );
        if (call !== undefined) {
          shown.set(call, error);
        } else if (frame === 'unknown') {
          yield unmatched(error);
        }
      } else if (isDirect(frame)) {
        const call =
          callAt(calls, frame) ?? namedByTraceback(frame, context, calls);
        if (call !== null) {
          shown.set(call, error);
        }
      } else {
        yield inLibrary(error, frame);
      }
    }
    for (const call of calls) {
      const error = shown.get(call);
      if (error !== undefined || failsHere(call.call, call.home, context)) {
        yield findingFor(call, error, context);
      }
    }
  },

  explain
};

/**
 * A call of `asyncio.run`.
 */
interface ICall {
  readonly home: ICodeCell;
  readonly call: SyntaxNode;

  /**
   * Whether the name means `asyncio.run` beyond doubt.
   */
  readonly certain: boolean;
}

function isOurs({ name, message }: IErrorOutput): boolean {
  return (
    name === 'RuntimeError' &&
    /^asyncio\.run\(\) cannot be called from a running event loop\s*$/.test(
      message
    )
  );
}

function callsOfRun({ program }: IRuleContext): ICall[] {
  const calls: ICall[] = [];
  for (const home of program.cells) {
    for (const call of home.tree.root.walk()) {
      if (call.type !== 'call') {
        continue;
      }
      const name = program.qualifiedName(call.child('function')!, home);
      if (name?.name === 'asyncio.run') {
        calls.push({ home, call, certain: name.certain });
      }
    }
  }
  return calls;
}

/**
 * Whether the line itself called `asyncio.run`, not something of a library
 * that did.
 */
function isDirect({ below }: IUserFrame): boolean {
  return (
    below.length === 0 ||
    /(?:^|[\\/])asyncio[\\/](?:runners|__init__)\.py$/.test(below[0].file ?? '')
  );
}

/**
 * The call on the line that the traceback shows: one that starts there, else
 * one that spans it.
 */
function callAt(
  calls: readonly ICall[],
  { home, line }: IUserFrame
): ICall | null {
  const lineOf = (offset: number) => positionOf(home.cell.source, offset).line;
  const spanning = calls.filter(
    ({ home: where, call }) =>
      where === home && lineOf(call.from) <= line && line <= lineOf(call.to)
  );
  return (
    spanning.find(({ call }) => lineOf(call.from) === line) ??
    spanning[spanning.length - 1] ??
    null
  );
}

/**
 * The one call on the line whose name no cell binds, such as `asyncio.run`
 * after `%run setup.py`: the traceback shows that it is CPython's.
 */
function namedByTraceback(
  frame: IUserFrame,
  { program }: IRuleContext,
  calls: ICall[]
): ICall | null {
  const { home } = frame;
  const unbound = [...home.tree.root.walk()].flatMap(call => {
    const callee = call.type === 'call' ? call.child('function')! : null;
    const root = callee?.child('object') ?? callee;
    return root?.type === 'identifier' &&
      /^(?:\w+\.)?run$/.test(callee!.text) &&
      program.resolve(root, home).kind === 'unbound'
      ? [{ home, call, certain: true }]
      : [];
  });
  const call = unbound.length === 1 ? callAt(unbound, frame) : null;
  if (call !== null) {
    calls.push(call);
  }
  return call;
}

/**
 * Whether the code alone shows that the call fails: it runs on a loop, and
 * nothing around it asks first.
 */
function failsHere(
  call: SyntaxNode,
  home: ICodeCell,
  { document, program, facts }: IRuleContext
): boolean {
  if (
    facts.nestedLoops === true ||
    home.tree.hasError ||
    isGuarded(call, home, program) ||
    loopIsPatched(program)
  ) {
    return false;
  }
  const place = placeOf(call, home.scopes);
  if (place.kind === 'awaitable' && place.function !== null) {
    return true;
  }
  return document.kind === 'notebook' && isReachedAtOnce(call, home, program);
}

function findingFor(
  found: ICall,
  error: IErrorOutput | undefined,
  context: IRuleContext
): IFinding {
  const { home, call } = found;
  const shownIn = error?.cell.id ?? home.cell.id;
  const place = placeOf(call, home.scopes);
  return {
    rule: asyncioRun.id,
    values: {
      call: shortened(call.text),
      line: positionOf(home.cell.source, call.from).line,
      place: placeName(place, home),
      function:
        'function' in place ? (place.function?.child('name')?.text ?? '') : '',
      magic: home.masked.cellMagic ?? '',
      failed: error !== undefined,
      elsewhere: shownIn === home.cell.id ? '' : countOf(home)
    },
    cell: home.cell.id,
    from: call.from,
    to: call.to,
    shownIn,
    evidence: error === undefined ? 'code' : 'error',
    matched: true,
    severity: 'error',
    rewrites: rewritesOf(found, place, shownIn, context)
  };
}

function placeName(place: Place, home: ICodeCell): string {
  return home.masked.cellMagic !== null ? 'magic' : place.kind;
}

function countOf({ cell }: ICodeCell): string {
  return cell.executionCount === null ? '[ ]' : `[${cell.executionCount}]`;
}

/**
 * An error of ours that names no line of a cell: explained, never rewritten.
 */
function unmatched(error: IErrorOutput): IFinding {
  return {
    rule: asyncioRun.id,
    values: { call: 'asyncio.run()', line: 0, place: 'unknown' },
    cell: error.cell.id,
    from: 0,
    to: 0,
    shownIn: error.cell.id,
    evidence: 'error',
    matched: false,
    severity: 'error',
    rewrites: []
  };
}

/**
 * A library's function that calls `asyncio.run` itself.
 */
function inLibrary(error: IErrorOutput, frame: IUserFrame): IFinding {
  const { source, id } = frame.home.cell;
  const lines = source.split('\n');
  const from = lines
    .slice(0, frame.line - 1)
    .reduce((sum, line) => sum + line.length + 1, 0);
  const line = lines[frame.line - 1] ?? '';
  return {
    rule: asyncioRun.id,
    values: {
      call: shortened(line.trim()),
      line: frame.line,
      place: 'library'
    },
    cell: id,
    from: from + line.length - line.trimStart().length,
    to: from + line.length,
    shownIn: error.cell.id,
    evidence: 'error',
    matched: true,
    severity: 'error',
    rewrites: []
  };
}

function rewritesOf(
  { home, call, certain }: ICall,
  place: Place,
  shownIn: string,
  context: IRuleContext
): IRewrite[] {
  const { program, facts } = context;
  const args = argumentsOf(call);
  const main = argument(args, 0, 'main');
  if (
    !home.cell.editable ||
    home.tree.hasError ||
    home.masked.cellMagic !== null ||
    main === undefined ||
    args.some(arg => arg.unpacked)
  ) {
    return [];
  }
  const operand = operandOf(main.value, home, program);
  if (operand.kind === 'wrong') {
    return [];
  }
  const suffix = operand.kind === 'uncalled' ? '()' : '';
  const functions = functionsReached(main.value, home, program);
  const left = leftBehindBy(functions, program);
  const options = args.filter(arg => arg !== main);
  const sure =
    certain &&
    (!('certain' in operand) || operand.certain) &&
    !isUncertainName(main.value, operand);
  const rerun = cellsToRun(home, topLevelStatementOf(call), shownIn, program);
  const shared = {
    operand: shortened(main.value.text + suffix),
    ...repeatsOf(rerun, call, home, shownIn, program.cells),
    dropped: options.map(option => option.node.text)
  };
  const rewrites: IRewrite[] = [];

  const awaiting = canAwait(place, call, home, context)
    ? awaitEdits(call, main.value, place, home, context, suffix)
    : null;
  if (awaiting !== null) {
    rewrites.push({
      kind: 'await',
      safety:
        sure &&
        left.tasks.length === 0 &&
        !left.signals &&
        options.every(isHarmlessOption) &&
        !isEchoed(call)
          ? 'safe'
          : 'check',
      edits: awaiting,
      rerun,
      values: { ...shared, tasks: left.tasks, signals: left.signals }
    });
  }

  const endless =
    (operand.kind === 'coroutine' || operand.kind === 'uncalled') &&
    isEndless(operand.definition, program);
  const background =
    awaiting === null || place.kind !== 'awaitable' || place.function !== null
      ? null
      : runInBackground(
          call,
          main.value,
          home,
          program,
          suffix,
          operand.kind === 'future' ? 'ensure_future' : 'create_task'
        );
  if (background !== null) {
    const rewrite: IRewrite = {
      kind: 'task',
      safety: sure && endless && background.target === null ? 'safe' : 'check',
      edits: background.edits,
      rerun,
      values: {
        ...shared,
        task: background.task,
        target: background.target ?? ''
      }
    };
    if (endless && background.target === null) {
      rewrites.unshift(rewrite);
    } else {
      rewrites.push(rewrite);
    }
  }

  const thread =
    facts.threads === false ||
    operand.kind === 'future' ||
    usesKernelLoop(main.value, home, program)
      ? null
      : threadEdits(call, main.value, place, home, context, suffix, options);
  if (thread !== null) {
    rewrites.push({
      kind: 'thread',
      safety: sure && !endless ? 'safe' : 'check',
      edits: thread,
      rerun,
      values: { ...shared, blocks: place.kind !== 'awaitable' }
    });
  }
  return safeFirst(rewrites);
}

/**
 * The safe ones before those that ask for a decision.
 */
function safeFirst(rewrites: readonly IRewrite[]): IRewrite[] {
  return [
    ...rewrites.filter(({ safety }) => safety === 'safe'),
    ...rewrites.filter(({ safety }) => safety !== 'safe')
  ];
}

/**
 * Whether `await` is allowed where the call stands, once a generator expression
 * around it has become a list.
 */
function canAwait(
  place: Place,
  call: SyntaxNode,
  home: ICodeCell,
  { program, facts, document }: IRuleContext
): boolean {
  const outer =
    place.kind === 'generator' ? placeOf(place.generator, home.scopes) : place;
  if (outer.kind !== 'awaitable') {
    return false;
  }
  if (
    comprehensionDepth(call, home.scopes) > 1 &&
    isOlderThan(facts.pythonVersion, 11)
  ) {
    return false;
  }
  return (
    outer.function !== null ||
    (document.kind === 'notebook' &&
      facts.autoawait !== false &&
      !program.cells.some(switchesAutoawaitOff))
  );
}

function switchesAutoawaitOff({ masked }: ICodeCell): boolean {
  return masked.lineMagics.some(
    ({ name, rest }) =>
      name === 'autoawait' && !/^(?:|true|on|1|asyncio)$/i.test(rest)
  );
}

/**
 * Whether a version such as `3.10.4` is known to be older than 3.`minor`.
 */
function isOlderThan(version: string | undefined, minor: number): boolean {
  const match = /^3\.(\d+)/.exec(version ?? '');
  return match !== null && Number(match[1]) < minor;
}

function awaitEdits(
  call: SyntaxNode,
  operand: SyntaxNode,
  place: Place,
  home: ICodeCell,
  { program }: IRuleContext,
  suffix: string
): IRewrite['edits'] | null {
  const edits = awaitCall(call, operand, home.cell.id, suffix);
  if (place.kind !== 'generator') {
    return edits;
  }
  const list = exhaustGenerator(place.generator, home, program);
  return list && [...list, ...edits];
}

function threadEdits(
  call: SyntaxNode,
  operand: SyntaxNode,
  place: Place,
  home: ICodeCell,
  context: IRuleContext,
  suffix: string,
  options: readonly IArgument[]
): IRewrite['edits'] | null {
  const awaitable =
    place.kind === 'awaitable' && canAwait(place, call, home, context);
  if (
    !awaitable &&
    (context.document.kind === 'script' || !options.every(isHarmlessOption))
  ) {
    return null;
  }
  if (call.parent?.type === 'await') {
    return null;
  }
  return runInThread(call, operand, home, context.program, awaitable, suffix);
}

/**
 * An option of `asyncio.run` that means nothing on a loop that is running
 * already, and whose value does nothing.
 */
function isHarmlessOption({ keyword, value }: IArgument): boolean {
  const constant = /^(?:true|false|none|integer)$/.test(value.type);
  return (
    constant &&
    (keyword === 'debug' ||
      (keyword === 'loop_factory' && value.type === 'none'))
  );
}

/**
 * Whether an f-string shows the call's own text: `f"{asyncio.run(f())=}"`.
 */
function isEchoed(call: SyntaxNode): boolean {
  const interpolation = call.closest(node => node.type === 'interpolation');
  return interpolation?.children.some(child => child.type === '=') === true;
}

/**
 * A name whose value is not known may be a function that was not called.
 */
function isUncertainName(node: SyntaxNode, operand: Operand): boolean {
  return (
    operand.kind === 'unknown' &&
    (node.type === 'attribute' || node.type === 'identifier')
  );
}

/**
 * What runs a second time when the cells run again, as written: of the failed
 * cell the first call above the failing line, of each other cell its first.
 *
 * @returns cell labels (empty for the failed cell) and calls, side by side
 */
function repeatsOf(
  rerun: readonly string[],
  call: SyntaxNode,
  home: ICodeCell,
  shownIn: string,
  cells: readonly ICodeCell[]
): { repeatedIn: string[]; repeated: string[] } {
  const repeatedIn: string[] = [];
  const repeated: string[] = [];
  for (const other of cells.filter(({ cell }) => rerun.includes(cell.id))) {
    const failed = other.cell.id === shownIn;
    if (failed && other !== home) {
      continue;
    }
    const first = firstRepeatedCall(
      other,
      failed ? topLevelStatementOf(call).from : Infinity
    );
    if (first !== null) {
      repeatedIn.push(failed ? '' : countOf(other));
      repeated.push(shortened(first));
    }
  }
  return { repeatedIn, repeated };
}

const LONGEST = 60;

/**
 * The text on one line, cut where it is long.
 */
function shortened(text: string): string {
  const line = text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/([([{]) /g, '$1')
    .replace(/,? ([)\]}])/g, '$1');
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
}

function explain(trans: ITranslator, finding: IFinding): IExplanation {
  return {
    headline: headline(trans, finding),
    sentences: sentences(trans, finding),
    rewrites: finding.rewrites.map(rewrite =>
      explainRewrite(trans, rewrite, finding)
    )
  };
}

function headline(trans: ITranslator, { values }: IFinding): string {
  if (values.elsewhere) {
    return trans.__(
      'The cause is in cell %1: %2 starts an event loop, and one is already running',
      values.elsewhere,
      code(values.function || values.call)
    );
  }
  return trans.__('An event loop is already running in this kernel');
}

function sentences(trans: ITranslator, finding: IFinding): string {
  const { values, rewrites } = finding;
  const call = code(values.call);
  switch (values.place) {
    case 'unknown':
      return trans.__(
        'The cell called %1, which starts a loop of its own. IPython keeps one running here, so that a cell can simply %2. The traceback does not say which line it was, so there is no rewrite to offer.',
        call,
        code('await')
      );
    case 'library':
      return trans.__(
        '%1 on line %2 calls a library that starts an event loop of its own. IPython keeps one running here. Look for an async version of the function to %3, or run it in a thread: %4.',
        call,
        values.line,
        code('await'),
        code('await asyncio.to_thread(…)')
      );
    case 'magic':
      return trans.__(
        '%1 on line %2 wants to start a loop of its own. IPython keeps one running here, but under %3 a cell cannot %4: take the magic away first.',
        call,
        values.line,
        code(`%%${values.magic}`),
        code('await')
      );
    case 'function':
      return rewrites.length > 0
        ? trans.__(
            '%1 on line %2 wants to start a loop of its own, and IPython keeps one running here. %3 is a plain function, where %4 is not allowed: in a thread, the coroutine can have its own loop.',
            call,
            values.line,
            code(values.function),
            code('await')
          )
        : trans.__(
            '%1 on line %2 wants to start a loop of its own, and IPython keeps one running here. Make %3 an %4 function, use %5 in it, and wherever it is called.',
            call,
            values.line,
            code(values.function),
            code('async def'),
            code('await')
          );
    case 'awaitable':
      if (values.function) {
        return trans.__(
          '%1 on line %2 wants to start a loop of its own. %3 already runs on one, so it can simply %4.',
          call,
          values.line,
          code(values.function),
          code('await')
        );
      }
      break;
  }
  if (rewrites.length === 0) {
    return trans.__(
      '%1 on line %2 wants to start a loop of its own. IPython keeps one running here, so that a cell can simply %3 a coroutine. What is run here is not plainly one, so there is no rewrite to offer.',
      call,
      values.line,
      code('await')
    );
  }
  return trans.__(
    '%1 on line %2 wants to start a loop of its own. IPython keeps one running here, so that a cell can simply %3.',
    call,
    values.line,
    code('await')
  );
}

function explainRewrite(
  trans: ITranslator,
  rewrite: IRewrite,
  finding: IFinding
): IRewriteExplanation {
  const { values } = rewrite;
  const notes = (values.repeated as readonly string[]).map((call, i) => {
    const cell = (values.repeatedIn as readonly string[])[i];
    return cell === ''
      ? trans.__('Running the cell again also repeats %1.', code(call))
      : trans.__('%1 also runs %2.', cell, code(call));
  });
  const dropped = (values.dropped as readonly string[]).join(', ');
  switch (rewrite.kind) {
    case 'task':
      if (values.target) {
        notes.push(
          trans.__(
            'The cell no longer waits: the value comes later, with %1.',
            code(`${values.target} = await ${values.task}`)
          )
        );
      }
      return {
        title: trans.__('Run in background'),
        notes,
        done: trans.__(
          'Runs in the background as %1; %2 stops it',
          code(values.task),
          code(`${values.task}.cancel()`)
        )
      };
    case 'thread':
      if (values.blocks) {
        notes.push(
          trans.__(
            'The cell waits for the thread, and tasks of the notebook wait with it.'
          )
        );
      }
      return {
        title: trans.__('Run in a thread, on a loop of its own'),
        notes,
        done: trans.__('Rewritten to run %1 in a thread', code(values.operand))
      };
    default:
      for (const task of values.tasks as readonly string[]) {
        notes.push(
          trans.__(
            '%1 will keep running; %2 would have cancelled it.',
            code(task),
            code('asyncio.run')
          )
        );
      }
      if (values.signals) {
        notes.push(
          trans.__(
            'Its signal handlers become the kernel’s, Interrupt among them.'
          )
        );
      }
      if (dropped !== '' && rewrite.safety === 'check') {
        notes.push(
          trans.__('%1 has no place on a running loop.', code(dropped))
        );
      }
      return {
        title: trans.__('Await it here'),
        notes,
        done: trans.__('Rewritten to %1', code(`await ${values.operand}`))
      };
  }
}
