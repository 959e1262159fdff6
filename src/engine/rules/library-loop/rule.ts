import type { IErrorOutput } from '../../evidence/errorOutput';
import type { IUserFrame } from '../../evidence/userFrame';
import { userFrameOf } from '../../evidence/userFrame';
import type { IExplanation, IFinding, ITranslator } from '../../finding';
import { code } from '../../inlineCode';
import { offsetOfLine, positionOf } from '../../lines';
import { awaitsUnderMagic } from '../../rewrite/replaceMagics';
import { shortened } from '../../rewrite/shortened';
import { threadCall } from '../../rewrite/threadCall';
import { calledOn, lineText } from '../calledOn';
import { repeatNotes } from '../explainAwait';
import { libraryCallShownBy } from '../libraryCallShownBy';
import type { IRule, IRuleContext } from '../rule';
import { runOf } from '../run-script/rule';
import { isDirect, isLoopRunningError } from '../startsLoop';

/**
 * A function of a library or a module that starts a loop itself.
 */
export const libraryLoop: IRule = {
  id: 'library-loop',

  mayApply({ cells }) {
    return cells.some(({ outputs }) =>
      outputs.some(output => output.output_type === 'error')
    );
  },

  *find(context) {
    for (const error of context.errors.filter(isLoopRunningError)) {
      if (libraryCallShownBy(error, context) !== null) {
        continue;
      }
      const frame = userFrameOf(error, context.program);
      if (frame === 'unknown') {
        if (
          !context.starts.some(({ home }) => home.cell === error.cell) &&
          !isOfMagic(error, context)
        ) {
          yield unmatched(error);
        }
      } else if (frame !== 'changed' && !isDirect(frame)) {
        yield findingFor(error, frame, context);
      }
    }
  },

  explain
};

/**
 * Whether another rule says what the error means: `await` under a magic, or a
 * script that `%run` runs.
 */
function isOfMagic(error: IErrorOutput, { program }: IRuleContext): boolean {
  const home = program.cells.find(({ cell }) => cell === error.cell);
  return (
    home !== undefined &&
    (awaitsUnderMagic(home).length > 0 ||
      runOf(error, home) !== null ||
      /\brun_cell\(/.test(home.masked.text))
  );
}

/**
 * An error that names no line of a cell: explained, never rewritten.
 */
function unmatched({ cell }: IErrorOutput): IFinding {
  return {
    rule: libraryLoop.id,
    values: { call: '', line: 0 },
    cell: cell.id,
    from: 0,
    to: 0,
    shownIn: cell.id,
    evidence: 'error',
    matched: false,
    severity: 'error',
    rewrites: []
  };
}

function findingFor(
  error: IErrorOutput,
  frame: IUserFrame,
  context: IRuleContext
): IFinding {
  const { home, line } = frame;
  const { source, id } = home.cell;
  const call = calledOn(frame, context.program);
  const from = call?.from ?? offsetOfLine(source, line);
  const thread =
    call &&
    threadCall(call, home, error.cell.id, context, {
      safe:
        context.program.qualifiedName(call.child('function')!, home)
          ?.certain === true
    });
  return {
    rule: libraryLoop.id,
    values: {
      call: shortened(call?.text ?? lineText(source, from)),
      line: positionOf(source, from).line
    },
    cell: id,
    from,
    to: call?.to ?? from + lineText(source, from).length,
    shownIn: error.cell.id,
    evidence: 'error',
    matched: true,
    severity: 'error',
    rewrites: [thread].flatMap(rewrite => rewrite ?? [])
  };
}

function explain(
  trans: ITranslator,
  { values, rewrites }: IFinding
): IExplanation {
  return {
    headline: trans.__('An event loop is already running in this kernel'),
    sentences:
      values.call === ''
        ? trans.__(
            'Something that this cell called starts an event loop of its own. IPython keeps one running here, so that a cell can simply %1. The traceback does not say which line it was, so there is no rewrite to offer.',
            code('await')
          )
        : trans.__(
            '%1 on line %2 calls code outside of this notebook that starts an event loop of its own. IPython keeps one running here; in a thread there is none. If there is an async version of the function, %3 that instead.',
            code(values.call),
            values.line,
            code('await')
          ),
    rewrites: rewrites.map(rewrite => ({
      title: trans.__('Run it in a thread'),
      notes: repeatNotes(trans, rewrite),
      done: trans.__(
        'Rewritten to run %1 in a thread',
        code(rewrite.values.operand)
      )
    }))
  };
}
