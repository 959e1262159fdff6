import type { IErrorOutput } from '../../evidence/errorOutput';
import { userFrameOf } from '../../evidence/userFrame';
import type { IExplanation, IFinding, ITranslator } from '../../finding';
import { code } from '../../inlineCode';
import { lineEnd, offsetOfLine } from '../../lines';
import { shortened } from '../../rewrite/shortened';
import type { IRule } from '../rule';

/**
 * Something that must be left in the task that entered it: anyio's cancel
 * scopes (anyio/_backends/_asyncio.py, `CancelScope.__exit__`), tokens of
 * context variables (CPython Python/context.c, `PyContextVar_Reset`). IPython
 * runs every cell that awaits as a task of its own.
 */
export const enteredElsewhere: IRule = {
  id: 'entered-elsewhere',

  mayApply({ cells }) {
    return cells.some(({ outputs }) =>
      outputs.some(
        ({ output_type, evalue, text }) =>
          (output_type === 'error' && MESSAGES.test(String(evalue))) ||
          (output_type === 'stream' &&
            MESSAGES.test(Array.isArray(text) ? text.join('') : String(text)))
      )
    );
  },

  *find({ errors, program }) {
    for (const error of errors.filter(isOurs)) {
      const frame = userFrameOf(error, program);
      if (typeof frame === 'string') {
        continue;
      }
      const { home, line } = frame;
      const from = offsetOfLine(home.cell.source, line);
      const to = lineEnd(home.cell.source, from);
      yield {
        rule: enteredElsewhere.id,
        values: {
          line,
          statement: shortened(home.cell.source.slice(from, to)),
          variable: /<ContextVar name='(.+?)'/.exec(error.message)?.[1] ?? ''
        },
        cell: home.cell.id,
        from,
        to,
        shownIn: error.cell.id,
        evidence: 'error',
        matched: true,
        severity: 'error',
        rewrites: []
      };
    }
  },

  explain
};

const MESSAGES =
  /Attempted to exit (?:a )?cancel scope (?:in a different task than it was entered in|that isn't the current)|<Token [^]*> was created in a different Context|Timeout should be used inside a task|Timeout context manager should be used inside a task/;

function isOurs({ name, message }: IErrorOutput): boolean {
  return (
    /^(?:RuntimeError|ValueError)$/.test(name) && message.search(MESSAGES) === 0
  );
}

function explain(trans: ITranslator, { values }: IFinding): IExplanation {
  return {
    headline: trans.__('This was entered in another task than it is left in'),
    sentences:
      values.variable === ''
        ? trans.__(
            '%1 on line %2 leaves what another task entered: every cell that awaits runs as a task of its own. Put the whole %3 into one cell, or let one task enter, wait for an %4, and leave.',
            code(values.statement),
            values.line,
            code('async with'),
            code('asyncio.Event')
          )
        : trans.__(
            '%1 on line %2 resets %3 in another context than it was set in: every task, and every cell that awaits, has a context of its own. Set and reset it in one coroutine.',
            code(values.statement),
            values.line,
            code(values.variable)
          ),
    rewrites: []
  };
}
