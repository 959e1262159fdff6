import type { IPrintedError } from '../../evidence/printedErrors';
import { cellHash, hashInPath } from '../../evidence/cellHash';
import type { IOutputText } from '../../evidence/outputText';
import { userFrameOf } from '../../evidence/userFrame';
import type {
  IExplanation,
  IFinding,
  IRewrite,
  ITranslator
} from '../../finding';
import { code } from '../../inlineCode';
import { indentationAt, lineEnd, offsetOfLine, positionOf } from '../../lines';
import { argumentsOf } from '../../python/calls';
import type { SyntaxNode } from '../../python/node';
import { statementOf } from '../../python/node';
import type { ICodeCell, Program } from '../../python/program';
import { valueOf } from '../../python/values';
import { changeForm } from '../../rewrite/changeForm';
import { cellLabel } from '../../rewrite/rerun';
import { standsAlone, tellFailure } from '../../rewrite/runInBackground';
import { shortened } from '../../rewrite/shortened';
import { explainForm } from '../explainForm';
import type { IRule, IRuleContext } from '../rule';

/**
 * What asyncio and aiohttp say when something is collected that was still
 * needed, or that failed without anybody asking (Lib/asyncio/futures.py and
 * tasks.py, `__del__`; aiohttp/client.py and connector.py, `__del__`).
 */
export const taskException: IRule = {
  id: 'task-exception',

  mayApply({ cells }) {
    return cells.some(({ outputs }) =>
      outputs.some(
        ({ output_type, name, text }) =>
          output_type === 'stream' &&
          name === 'stderr' &&
          MESSAGES.test(Array.isArray(text) ? text.join('') : String(text))
      )
    );
  },

  *find(context) {
    const told = new Set<string>();
    for (const error of context.printedErrors) {
      const finding = error.printed === 'task' ? ofTask(error, context) : null;
      if (finding !== null && isNew(finding, told)) {
        yield finding;
      }
    }
    for (const text of context.texts) {
      for (const finding of ofText(text, context)) {
        if (isNew(finding, told)) {
          yield finding;
        }
      }
    }
  },

  explain
};

const MESSAGES =
  /exception was never retrieved|Task was destroyed but it is pending|Unclosed (?:client session|connector|connection)|ignored GeneratorExit/;

function isNew(
  { cell, from, values, shownIn }: IFinding,
  told: Set<string>
): boolean {
  const key = [cell, from, values.form, shownIn].join(' ');
  const known = told.has(key);
  told.add(key);
  return !known;
}

/**
 * A place in a cell.
 */
interface IPlace {
  readonly home: ICodeCell;
  readonly from: number;
  readonly to: number;
}

function ofTask(error: IPrintedError, context: IRuleContext): IFinding | null {
  const { program } = context;
  const frame = userFrameOf(error, program);
  const start = startOf(error.of, program);
  const raised =
    typeof frame === 'string' ? null : lineOf(frame.home, frame.line);
  const defined = definedAt(error, program);
  const place = start ?? raised ?? defined;
  if (place === null) {
    return null;
  }
  return findingFor(
    place,
    error.cell.id,
    {
      form: 'exception',
      coroutine: error.of,
      error: shortened(
        error.message === '' ? error.name : `${error.name}: ${error.message}`
      ),
      raisedLine: typeof frame === 'string' ? 0 : frame.line,
      raisedIn: typeof frame === 'string' ? '' : cellLabel(frame.home),
      started: start !== null
    },
    start === null ? [] : rewritesFor(start, error.cell.id, context)
  );
}

function lineOf(home: ICodeCell, line: number): IPlace {
  const from = offsetOfLine(home.cell.source, line);
  return { home, from, to: lineEnd(home.cell.source, from) };
}

function definedAt(
  { defined }: IPrintedError,
  program: Program
): IPlace | null {
  const hash = defined === null ? null : hashInPath(defined.file);
  const home =
    hash === null
      ? undefined
      : program.cells.find(({ cell }) => cellHash(cell.source) === hash);
  return home === undefined ? null : lineOf(home, defined!.line);
}

/**
 * The one call that makes a task of a coroutine of this name; null where there
 * is none, or more than one.
 */
function startOf(
  coroutine: string,
  program: Program
): (IPlace & { call: SyntaxNode }) | null {
  const plain = coroutine.split('.').pop();
  const found = program.nodes('call').filter(({ node, home }) => {
    const [operand] = /(?:create_task|ensure_future)$/.test(
      node.child('function')!.text
    )
      ? argumentsOf(node)
      : [];
    return (
      operand !== undefined &&
      !home.tree.hasError &&
      valueOf(operand.value, home, program).definition?.name === plain
    );
  });
  const [{ node, home } = { node: null, home: null }] = found;
  return node === null || found.length > 1
    ? null
    : { home, from: node.from, to: node.to, call: node };
}

/**
 * A callback that shows the exception as soon as the task is done.
 */
function rewritesFor(
  { home, call }: IPlace & { call: SyntaxNode },
  shownIn: string,
  context: IRuleContext
): IRewrite[] {
  const name =
    call.parent?.type === 'assignment' ? call.parent.child('left') : undefined;
  const statement = statementOf(call);
  const { source } = home.cell;
  if (
    name?.type !== 'identifier' ||
    call.parent!.parent !== statement ||
    !standsAlone(statement)
  ) {
    return [];
  }
  const line = tellFailure(name.text);
  const at = lineEnd(source, statement.to);
  const rewrite = source.includes(line)
    ? null
    : changeForm(
        {
          site: { home, node: call },
          edits: [
            {
              cell: home.cell.id,
              from: at,
              to: at,
              insert: `\n${indentationAt(source, statement.from)}${line}`
            }
          ],
          awaitedAt: [],
          kind: 'other',
          safe: false,
          values: { after: `${name.text}.add_done_callback(…)` }
        },
        shownIn,
        context
      );
  return rewrite === null ? [] : [rewrite];
}

/**
 * The messages that come without a traceback.
 */
function ofText(
  { cell, channel, text }: IOutputText,
  { program }: IRuleContext
): IFinding[] {
  if (channel !== 'stderr') {
    return [];
  }
  const findings: IFinding[] = [];
  for (const [, coroutine] of text.matchAll(
    /^Task was destroyed but it is pending!\ntask: <Task .*?coro=<(.+?)\(\)/gm
  )) {
    const place = startOf(coroutine, program);
    // A task that nothing keeps is another rule's.
    if (place !== null && place.call.parent?.type !== 'expression_statement') {
      findings.push(
        findingFor(place, cell.id, { form: 'destroyed', coroutine }, [])
      );
    }
  }
  const unclosed = /^Unclosed (client session|connector|connection)$/m.exec(
    text
  );
  const session =
    unclosed &&
    program
      .nodes('call')
      .find(
        ({ node, home }) =>
          program.qualifiedName(node.child('function')!, home)?.name ===
          'aiohttp.ClientSession'
      );
  if (session) {
    const { node, home } = session;
    findings.push(
      findingFor(
        { home, from: node.from, to: node.to },
        cell.id,
        { form: 'unclosed', coroutine: '' },
        []
      )
    );
  }
  const ignored = /coroutine ignored GeneratorExit/.test(text)
    ? /<coroutine object (.+?) at/.exec(text)?.[1]
    : undefined;
  const owner = ignored === undefined ? null : startOf(ignored, program);
  if (owner !== null) {
    findings.push(
      findingFor(owner, cell.id, { form: 'ignored', coroutine: ignored! }, [])
    );
  }
  return findings;
}

function findingFor(
  { home, from, to }: IPlace,
  shownIn: string,
  values: IFinding['values'],
  rewrites: readonly IRewrite[]
): IFinding {
  return {
    rule: taskException.id,
    values: {
      ...values,
      line: positionOf(home.cell.source, from).line,
      call: shortened(home.cell.source.slice(from, to))
    },
    cell: home.cell.id,
    from,
    to,
    shownIn,
    evidence: 'warning',
    matched: true,
    severity: 'warning',
    rewrites
  };
}

function explain(trans: ITranslator, finding: IFinding): IExplanation {
  const { values, rewrites } = finding;
  const coroutine = code(values.coroutine);
  const call = code(values.call);
  switch (values.form) {
    case 'destroyed':
      return {
        headline: trans.__('A task was thrown away while it waited'),
        sentences: trans.__(
          'Nothing held the task of %1 any longer, which %2 on line %3 started. Keep it in a variable until it is done, or cancel it and await it.',
          coroutine,
          call,
          values.line
        ),
        rewrites: []
      };
    case 'unclosed':
      return {
        headline: trans.__('A client session was not closed'),
        sentences: trans.__(
          'The session that %1 on line %2 makes was thrown away with its connections open. Use it in %3, or %4 at the end.',
          call,
          values.line,
          code('async with aiohttp.ClientSession() as session:'),
          code('await session.close()')
        ),
        rewrites: []
      };
    case 'ignored':
      return {
        headline: trans.__('A coroutine went on when it was to end'),
        sentences: trans.__(
          '%1 was thrown away while it waited, and awaits once more while it ends: in %2, or behind an %3 that catches everything. Cancel its task and await it instead.',
          coroutine,
          code('finally'),
          code('except')
        ),
        rewrites: []
      };
    default:
      return {
        headline: trans.__('A task failed, and nobody asked for its result'),
        sentences: [
          values.raisedIn === ''
            ? trans.__('The task ended with %1.', code(values.error))
            : values.coroutine === ''
              ? trans.__(
                  'A task ended with %1, on line %2 of %3.',
                  code(values.error),
                  values.raisedLine,
                  values.raisedIn
                )
              : trans.__(
                  'The task of %1 ended with %2, on line %3 of %4.',
                  coroutine,
                  code(values.error),
                  values.raisedLine,
                  values.raisedIn
                ),
          values.started
            ? trans.__(
                '%1 on line %2 started it. Await the task, and the error comes where it can be seen; it is shown here only because the task was thrown away.',
                call,
                values.line
              )
            : trans.__(
                'Await the task, and the error comes where it can be seen.'
              )
        ].join(' '),
        rewrites: rewrites.map(rewrite => explainForm(trans, rewrite))
      };
  }
}
