import type { IErrorOutput } from '../../evidence/errorOutput';
import { userFrameOf } from '../../evidence/userFrame';
import type { IExplanation, IFinding, ITranslator } from '../../finding';
import { code } from '../../inlineCode';
import { positionOf } from '../../lines';
import type { SyntaxNode } from '../../python/node';
import { isMeantToFail } from '../../python/meantToFail';
import type { ICodeCell, Program } from '../../python/program';
import type { IThreadStart } from '../../python/threads';
import { partialOf, threadStartsIn } from '../../python/threads';
import { valueOf } from '../../python/values';
import { shortened } from '../../rewrite/shortened';
import type { IRule, IRuleContext } from '../rule';

/**
 * A function that cannot go to another process: it is pickled by its name, and
 * looked up there in the module of that name (CPython docs, "What can be
 * pickled and unpickled?").
 */
export const processPool: IRule = {
  id: 'process-pool',

  mayApply({ cells }) {
    return cells.some(({ source }) => /\bProcessPoolExecutor\b/.test(source));
  },

  *find(context) {
    for (const start of threadStartsIn(context.program)) {
      if (
        start.where !== 'process' ||
        start.home.tree.hasError ||
        valueOf(start.target.value, start.home, context.program).kind ===
          'coroutine function'
      ) {
        continue;
      }
      const error = errorOf(start, context);
      const kind = functionKind(start, context.program);
      if (
        error !== undefined ||
        (/^(?:lambda|nested)$/.test(kind) && !isMeantToFail(start.call))
      ) {
        yield findingFor(start, kind, error);
      }
    }
  },

  explain
};

/**
 * What the process is given: a lambda, a function within a function, one of a
 * cell, or one that something else defines.
 */
function functionKind(
  { target, home }: IThreadStart,
  program: Program
): 'lambda' | 'nested' | 'cell' | 'other' {
  const given = partialOf(target.value, home, program) ?? target.value;
  const definition =
    given.type === 'identifier'
      ? program.resolve(given, home).definition
      : undefined;
  if ((definition?.value ?? given).type === 'lambda') {
    return 'lambda';
  }
  return definition?.kind !== 'function'
    ? 'other'
    : isNested(definition.value!, definition.home)
      ? 'nested'
      : 'cell';
}

function isNested(def: SyntaxNode, home: ICodeCell): boolean {
  return home.scopes.scopeOf(def).kind === 'function';
}

const MESSAGES =
  /^(?:PicklingError|AttributeError|TypeError|BrokenProcessPool): .*(?:[Cc]an(?:'t|not) pickle|Can't get (?:local object|attribute)|process pool|child process)/;

function errorOf(
  { call, home }: IThreadStart,
  { errors, program }: IRuleContext
): IErrorOutput | undefined {
  return errors.find(error => {
    const frame = MESSAGES.test(`${error.name}: ${error.message}`)
      ? userFrameOf(error, program)
      : 'unknown';
    if (typeof frame === 'string' || frame.home !== home) {
      return false;
    }
    // The error comes where the result is read: in the same statement, or below.
    return positionOf(home.cell.source, call.from).line <= frame.line;
  });
}

/**
 * What cannot be pickled (CPython Python/pystate.c and Objects/typeobject.c,
 * `cannot pickle '…' object`), where it is no function: an argument, a value.
 */
const UNPICKLED = /^cannot pickle ['"]?(?!function\b)([\w.]+)/;

function findingFor(
  { call, target, home }: IThreadStart,
  kind: string,
  error: IErrorOutput | undefined
): IFinding {
  const unpickled = UNPICKLED.exec(error?.message ?? '')?.[1];
  return {
    rule: processPool.id,
    values: {
      call: shortened(call.text),
      function: shortened(target.value.text),
      kind: unpickled === undefined ? kind : 'data',
      type: unpickled ?? '',
      line: positionOf(home.cell.source, call.from).line
    },
    cell: home.cell.id,
    from: call.from,
    to: call.to,
    shownIn: error?.cell.id ?? home.cell.id,
    evidence: error === undefined ? 'code' : 'error',
    matched: true,
    severity: 'error',
    rewrites: []
  };
}

function explain(trans: ITranslator, { values }: IFinding): IExplanation {
  const call = code(values.call);
  const made = code(values.function);
  if (values.kind === 'data') {
    return {
      headline: trans.__('This cannot go to another process'),
      sentences: trans.__(
        'What %1 on line %2 sends to another process, and what comes back, is pickled, and a value of the type %3 cannot be. Let the function make it there, or use a %4.',
        call,
        values.line,
        code(values.type),
        code('ThreadPoolExecutor')
      ),
      rewrites: []
    };
  }
  return {
    headline: trans.__('This cannot go to another process'),
    sentences: [
      values.kind === 'lambda'
        ? trans.__(
            '%1 on line %2 sends %3 to another process, which looks functions up by their names: a lambda has none.',
            call,
            values.line,
            made
          )
        : values.kind === 'nested'
          ? trans.__(
              '%1 on line %2 sends %3 to another process, which does not see a function that another function defines.',
              call,
              values.line,
              made
            )
          : values.kind === 'cell'
            ? trans.__(
                '%1 on line %2 sends %3 to another process, which knows only what the cells had defined when it was started; on Windows, on macOS and from Python 3.14 on, nothing of it.',
                call,
                values.line,
                made
              )
            : trans.__(
                '%1 on line %2 sends %3 to another process, which does not find it, or does not come back.',
                call,
                values.line,
                made
              ),
      trans.__(
        'Put the function into a module, a %1 file beside the notebook, and import it; or use a %2.',
        code('.py'),
        code('ThreadPoolExecutor')
      )
    ].join(' '),
    rewrites: []
  };
}
