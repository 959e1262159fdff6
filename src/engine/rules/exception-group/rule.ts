import type { IPrintedError } from '../../evidence/printedErrors';
import { userFrameOf } from '../../evidence/userFrame';
import type { IExplanation, IFinding, ITranslator } from '../../finding';
import { code } from '../../inlineCode';
import { lineEnd, offsetOfLine, positionOf } from '../../lines';
import type { ICodeCell, Program } from '../../python/program';
import { cellLabel } from '../../rewrite/rerun';
import { shortened } from '../../rewrite/shortened';
import { namesIn } from '../explainAwait';
import type { IRule, IRuleContext } from '../rule';

/**
 * An exception group: IPython prints it, and sends no error.
 */
export const exceptionGroup: IRule = {
  id: 'exception-group',

  mayApply({ cells }) {
    return cells.some(({ outputs }) =>
      outputs.some(
        ({ output_type, ename, text }) =>
          (output_type === 'error' && GROUPS.test(String(ename))) ||
          (output_type === 'stream' &&
            /Exception Group Traceback/.test(
              Array.isArray(text) ? text.join('') : String(text)
            ))
      )
    );
  },

  *find(context) {
    if (printsItself(context.program)) {
      return;
    }
    for (const { cell } of context.program.cells) {
      const leaves = context.printedErrors.filter(
        error =>
          error.printed === 'group' &&
          error.cell === cell &&
          OF_TASKS.test(error.of)
      );
      const error = context.errors.find(
        other =>
          other.cell === cell &&
          GROUPS.test(other.name) &&
          OF_TASKS.test(other.message)
      );
      if (leaves.length > 0) {
        yield findingFor(leaves, context);
      } else if (error !== undefined) {
        yield findingFor(
          [{ ...error, ...UNKNOWN, of: error.message }],
          context
        );
      }
    }
  },

  explain
};

const GROUPS = /^(?:Base)?ExceptionGroup$/;

/**
 * What groups of tasks call their errors (Lib/asyncio/taskgroups.py,
 * `__aexit__`; anyio/_backends/_asyncio.py, the same; trio/_core/_run.py,
 * `_nested_child_finished`); any other group is the code's own.
 */
const OF_TASKS =
  /^unhandled errors in a TaskGroup|^Exceptions from Trio nursery/;

/**
 * Whether the code prints tracebacks of what it has caught.
 */
function printsItself(program: Program): boolean {
  return program
    .nodes('call')
    .some(({ node, home }) =>
      /^traceback\.print_(?:exc|exception)$/.test(
        program.qualifiedName(node.child('function')!, home)?.name ?? ''
      )
    );
}

/**
 * Kernels that send the group as an error do not say what it holds.
 */
const UNKNOWN = { printed: 'group', defined: null } as const;

function findingFor(
  leaves: readonly IPrintedError[],
  { program }: IRuleContext
): IFinding {
  const [first] = leaves;
  const frame = leaves
    .map(leaf => userFrameOf(leaf, program))
    .find(found => typeof found !== 'string');
  const shown = program.cells.find(({ cell }) => cell === first.cell)!;
  const place =
    frame === undefined || typeof frame === 'string'
      ? group(shown)
      : lineOf(frame.home, frame.line);
  return {
    rule: exceptionGroup.id,
    values: {
      errors: leaves
        .slice(0, MOST)
        .map(({ name, message }) =>
          shortened(message === '' ? name : `${name}: ${message}`)
        ),
      places: leaves.slice(0, MOST).map(leaf => placeOf(leaf, program)),
      count: leaves.length,
      message: first.of
    },
    cell: place.home.cell.id,
    from: place.from,
    to: place.to,
    shownIn: first.cell.id,
    evidence: 'error',
    matched: true,
    severity: 'error',
    rewrites: []
  };
}

/**
 * So many errors are named.
 */
const MOST = 3;

interface IPlace {
  readonly home: ICodeCell;
  readonly from: number;
  readonly to: number;
}

function lineOf(home: ICodeCell, line: number): IPlace {
  const from = offsetOfLine(home.cell.source, line);
  return { home, from, to: lineEnd(home.cell.source, from) };
}

/**
 * Where a cell opens a group, else its first line.
 */
function group(home: ICodeCell): IPlace {
  const at = /^.*\b(?:TaskGroup|create_task_group|open_nursery)\b/m.exec(
    home.cell.source
  );
  return lineOf(home, positionOf(home.cell.source, at?.index ?? 0).line);
}

/**
 * `fail, line 3 of [1]`, without words that would need a translation: the
 * function and the line; empty where no cell is on the way.
 */
function placeOf(leaf: IPrintedError, program: Program): string {
  const frame = userFrameOf(leaf, program);
  return typeof frame === 'string'
    ? ''
    : `${cellLabel(frame.home)}:${frame.line}${
        frame.function === null ? '' : ` ${frame.function}`
      }`;
}

function explain(trans: ITranslator, { values }: IFinding): IExplanation {
  const places = namesIn({ values }, 'places');
  const errors = namesIn({ values }, 'errors').map((error, i) => {
    const [, cell, line, name] =
      /^(\[.*?\]):(\d+)(?: (.+))?$/.exec(places[i]) ?? [];
    return cell === undefined
      ? code(error)
      : name === undefined
        ? trans.__('%1 on line %2 of %3', code(error), line, cell)
        : trans.__(
            '%1 in %2, line %3 of %4',
            code(error),
            code(name),
            line,
            cell
          );
  });
  const more = Number(values.count) - errors.length;
  const list = errors.join(trans._p('between the errors of a list', '; '));
  return {
    headline: trans._n(
      'An error ended the group of tasks',
      '%1 errors ended the group of tasks',
      Number(values.count)
    ),
    sentences: [
      more > 0
        ? trans.__('%1, and %2 more.', list, more)
        : trans.__('%1.', list),
      trans.__(
        'The group cancelled what was still running and raised all errors as one, which %1 catches.',
        code('except*')
      ),
      trans.__(
        'If the prompt stays at %1, the kernel is free nevertheless: run any other cell.',
        code('[*]')
      )
    ].join(' '),
    rewrites: []
  };
}
