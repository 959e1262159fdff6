import type { IErrorOutput, IFrame } from '../../evidence/errorOutput';
import { userFrameOf } from '../../evidence/userFrame';
import type {
  EvidenceKind,
  IExplanation,
  IFinding,
  IRewrite,
  ITranslator,
  Severity
} from '../../finding';
import { code } from '../../inlineCode';
import { offsetOfLine, positionOf } from '../../lines';
import { listed } from '../../listed';
import { doneToAllTasks } from '../../python/allTasks';
import { isVersionGuarded } from '../../python/guards';
import { topLevelStatementOf } from '../../python/node';
import { minorOf } from '../../python/pythonVersion';
import { effectsOf } from '../../rewrite/effects';
import type { IRemovedChange, IRemovedUse } from '../../rewrite/removedApi';
import { MENTIONS, removedUses } from '../../rewrite/removedApi';
import { shortened } from '../../rewrite/shortened';
import { namesIn, repeatNotes } from '../explainAwait';
import type { IRule, IRuleContext } from '../rule';

/**
 * What asyncio had once and has no more: `loop` arguments, `asyncio.coroutine`,
 * `Task.all_tasks`, `asyncio.async`, `with await lock`.
 */
export const removedApi: IRule = {
  id: 'removed-api',

  mayApply({ cells }) {
    return cells.some(
      ({ kind, source, outputs }) =>
        (kind === 'code' && MENTIONS.test(source)) ||
        outputs.some(({ output_type }) => output_type === 'error')
    );
  },

  *find(context) {
    const { program, document, facts, errors } = context;
    const shown = errors.flatMap(error => {
      const frame = isGone(error) ? userFrameOf(error, program) : 'unknown';
      return typeof frame === 'string' ? [] : [{ error, frame }];
    });
    const minor = minorOf(facts.pythonVersion);
    const answered = new Set<IErrorOutput>();
    for (const use of removedUses(program, document.kind)) {
      if (use.node.type === 'yield' && !(minor !== null && minor < 11)) {
        // The whole function is in question, and answered for.
        continue;
      }
      const evidence = shown.find(
        ({ frame }) =>
          frame.home === use.home && linesOf(use).includes(frame.line)
      );
      if (evidence !== undefined) {
        answered.add(evidence.error);
      }
      const severity =
        evidence !== undefined
          ? 'error'
          : isVersionGuarded(use.node)
            ? null
            : severityOf(use, minor);
      if (severity !== null) {
        yield findingFor(use, evidence?.error, severity, context);
      }
    }
    for (const { error, frame } of shown) {
      if (!answered.has(error) && isInLibrary(error, frame.below)) {
        yield inLibrary(error, frame.home.cell, frame.line);
      }
    }
  },

  explain
};

/**
 * The words of the errors (Python 3.9 to 3.13), whatever the name in them.
 */
const GONE =
  /^(?:(?:\w+\.)?(?:sleep|gather|wait|wait_for|shield|as_completed|create_(?:unix_)?(?:server|connection))|(?:Lock|Event|Condition|Semaphore|BoundedSemaphore|\w*Queue)\.__init__)\(\) got an unexpected keyword argument 'loop'|^As of 3\.10, the \*loop\* parameter|multiple values for argument 'loop'|(?:'asyncio(?:\.\w+)?'|'_asyncio\.Task'|'Task') has no attribute '(?:coroutine|JoinableQueue|all_tasks|current_task|\w*[Cc]hild_?[Ww]atcher)'|^cannot import name '(?:coroutine|JoinableQueue|\w*[Cc]hild_?[Ww]atcher)' from 'asyncio|^name 'coroutine' is not defined|^object (?:Lock|Semaphore|BoundedSemaphore|Condition) can't be used in 'await' expression|^'(?:Lock|Semaphore|BoundedSemaphore|Condition)' object (?:can't be awaited|is not iterable)|^invalid syntax/;

function isGone({ message }: IErrorOutput): boolean {
  return GONE.test(message);
}

/**
 * The lines of a cell on which the error for a use may be raised: those of the
 * expression it stands in.
 */
function linesOf(use: IRemovedUse): number[] {
  const { source } = use.home.cell;
  const call =
    use.kind === 'loop argument'
      ? use.node.closest(outer => outer.type === 'call')!
      : use.kind === 'coroutine' || use.kind === 'name'
        ? (use.node.closest(({ type }) => type === 'import_from_statement') ??
          use.node)
        : use.node;
  const [from, to] =
    use.kind === 'async' ? [use.from, use.to] : [call.from, call.to];
  const first = positionOf(source, from).line;
  const last = positionOf(source, to).line;
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/**
 * What the code alone says: an error where the kernel's Python has it no more;
 * of an unknown one, what every supported Python (3.10 and newer) lacks.
 */
function severityOf(
  { since }: IRemovedUse,
  minor: number | null
): Severity | null {
  if (minor !== null) {
    return since <= minor ? 'error' : null;
  }
  return since <= 10 ? 'error' : since <= 11 ? 'warning' : null;
}

function findingFor(
  use: IRemovedUse,
  error: IErrorOutput | undefined,
  severity: Severity,
  context: IRuleContext
): IFinding {
  const { program } = context;
  const { home, node, from, to } = use;
  const { id, source } = home.cell;
  const shownIn = error?.cell.id ?? id;
  const change = use.name.endsWith('Task.all_tasks')
    ? gatheringTasks(use, context)
    : use.change();
  const rewrites: IRewrite[] = [];
  if (change !== null) {
    const { rerun, values } = effectsOf(
      change.changed.map(site => ({
        home: site.home,
        node: topLevelOf(site.node)
      })),
      change.edits,
      { home, node: topLevelOf(node) },
      shownIn,
      program
    );
    rewrites.push({
      kind: 'other',
      safety: change.safe ? 'safe' : 'check',
      edits: change.edits,
      rerun,
      values: {
        ...values,
        text: shortened(source.slice(from, to)),
        done: use.instead
      }
    });
  }
  const evidence: EvidenceKind = error === undefined ? 'code' : 'error';
  return {
    rule: removedApi.id,
    values: {
      kind: use.kind,
      name: use.name,
      instead: use.instead,
      version: `3.${use.since}`,
      line: positionOf(source, from).line
    },
    cell: id,
    from,
    to,
    shownIn,
    evidence,
    matched: true,
    severity,
    rewrites
  };
}

/**
 * The change of `asyncio.Task.all_tasks`: none where the code, once it runs,
 * would cancel the kernel's own tasks or wait for them.
 */
function gatheringTasks(
  use: IRemovedUse,
  { program, document }: IRuleContext
): IRemovedChange | null {
  return document.kind !== 'script' &&
    program
      .nodes('call')
      .some(({ node, home }) => doneToAllTasks(node, home, program) !== null)
    ? null
    : use.change();
}

function topLevelOf(node: IRemovedUse['node']): IRemovedUse['node'] {
  return node.parent === null ? node : topLevelStatementOf(node);
}

/**
 * Whether an error comes from code that is neither a cell's nor asyncio's own. A
 * SyntaxError says nothing of a name: the line that could not be read must have
 * `async` in it.
 */
function isInLibrary(
  { name, message }: IErrorOutput,
  below: readonly IFrame[]
): boolean {
  return (
    below.some(({ file }) => file !== null && !ASYNCIO.test(file)) &&
    (!/^invalid syntax/.test(message) ||
      (name === 'SyntaxError' &&
        /\basync\b/.test(below[below.length - 1].code ?? '')))
  );
}

const ASYNCIO = /[\\/]asyncio[\\/]\w+\.py$/;

function inLibrary(
  error: IErrorOutput,
  { id, source }: { id: string; source: string },
  line: number
): IFinding {
  const from = offsetOfLine(source, line);
  const text = source.slice(from).split('\n', 1)[0];
  return {
    rule: removedApi.id,
    values: {
      kind: 'library',
      name: shortened(text.trim()),
      instead: '',
      version: '',
      line: positionOf(source, from).line
    },
    cell: id,
    from,
    to: from + text.length,
    shownIn: error.cell.id,
    evidence: 'error',
    matched: true,
    severity: 'error',
    rewrites: []
  };
}

function explain(trans: ITranslator, finding: IFinding): IExplanation {
  const { values, rewrites } = finding;
  return {
    headline: headlineOf(trans, finding),
    sentences: sentencesOf(trans, finding),
    rewrites: rewrites.map(rewrite => {
      const edited = namesIn(rewrite, 'editedIn');
      return {
        title: titleOf(trans, finding),
        notes: [
          ...(values.name === 'asyncio.Task.all_tasks'
            ? [trans.__('Tasks that are done are no longer among them.')]
            : []),
          ...repeatNotes(trans, rewrite)
        ],
        done:
          edited.length > 1
            ? trans.__('Rewritten in %1', listed(trans, edited))
            : values.instead === ''
              ? trans.__('Taken out: %1', code(rewrite.values.text))
              : trans.__('Rewritten with %1', code(values.instead))
      };
    })
  };
}

function headlineOf(trans: ITranslator, { values }: IFinding): string {
  switch (values.kind) {
    case 'loop argument':
      return trans.__(
        '%1 takes no loop since Python %2',
        code(values.name),
        values.version
      );
    case 'async':
      return trans.__(
        '%1 is a keyword since Python %2',
        code('async'),
        values.version
      );
    case 'lock':
      return trans.__(
        'A lock cannot be awaited since Python %1',
        values.version
      );
    case 'library':
      return trans.__(
        'This library was written for an older version of Python'
      );
    default:
      return trans.__(
        '%1 is gone since Python %2',
        code(values.name),
        values.version
      );
  }
}

function sentencesOf(trans: ITranslator, { values }: IFinding): string {
  const name = code(values.name);
  const instead = code(values.instead);
  switch (values.kind) {
    case 'loop argument':
      return trans.__(
        '%1 on line %2 is given a loop. It finds the running one by itself, and no longer accepts the argument.',
        name,
        values.line
      );
    case 'coroutine':
      return trans.__(
        '%1 on line %2 made a coroutine function of a generator. %3 does that now, with %4 where %5 stood; calls of the function stay as they are.',
        name,
        values.line,
        instead,
        code('await'),
        code('yield from')
      );
    case 'async':
      return trans.__(
        '%1 on line %2 cannot even be read, because %3 has a meaning of its own. The function is called %4 now.',
        name,
        values.line,
        code('async'),
        instead
      );
    case 'lock':
      return trans.__(
        '%1 is awaited on line %2 to be entered. %3 does both.',
        name,
        values.line,
        instead
      );
    case 'library':
      return trans.__(
        '%1 on line %2 calls code outside of this notebook that uses what asyncio no longer has. A newer version of the library may help.',
        name,
        values.line
      );
    default:
      return values.instead === ''
        ? trans.__(
            '%1 on line %2 no longer exists. asyncio waits for child processes without it, so it can be left out.',
            name,
            values.line
          )
        : trans.__(
            '%1 on line %2 no longer exists. %3 does the same.',
            name,
            values.line,
            instead
          );
  }
}

function titleOf(trans: ITranslator, { values }: IFinding): string {
  switch (values.kind) {
    case 'loop argument':
      return trans.__('Leave the loop out');
    case 'coroutine':
      return trans.__('Make it an async function');
    case 'name':
      if (values.instead === '') {
        return trans.__('Take it out');
      }
      break;
  }
  return trans.__('Use %1', code(values.instead));
}
