import type { IErrorOutput } from '../../evidence/errorOutput';
import type { IExplanation, IFinding, ITranslator } from '../../finding';
import { code } from '../../inlineCode';
import { positionOf } from '../../lines';
import type { SyntaxNode } from '../../python/node';
import type { ICodeCell, Program } from '../../python/program';
import { isShell } from '../../python/shell';
import { effectsOf } from '../../rewrite/effects';
import {
  asyncHeadOf,
  awaitsUnderMagic,
  lineMagicAround
} from '../../rewrite/replaceMagics';
import { shortened } from '../../rewrite/shortened';
import { repeatNotes } from '../explainAwait';
import type { IRule, IRuleContext } from '../rule';
import { isLoopRunningError } from '../startsLoop';

/**
 * `await` under a magic that runs the code in a way of its own: `%%time`,
 * `%timeit`, `%%capture`, `%%prun`. It fails there, always.
 */
export const awaitUnderMagic: IRule = {
  id: 'await-under-magic',

  mayApply({ kind, cells }) {
    return (
      kind === 'notebook' &&
      cells.some(
        cell =>
          cell.kind === 'code' &&
          /%(?:time|timeit|capture|prun)\b|\brun_(?:line|cell)/.test(
            cell.source
          ) &&
          /\b(?:await|async)\b/.test(cell.source)
      )
    );
  },

  *find(context) {
    for (const home of context.program.cells) {
      const awaits = home.tree.hasError ? [] : awaitsUnderMagic(home);
      if (awaits.length > 0) {
        yield findingFor(awaits, home, context);
      } else if (
        context.errors.some(
          error => error.cell === home.cell && isAwaitError(error)
        )
      ) {
        yield* calledMagics(home, context.program);
      }
    }
  },

  explain
};

/**
 * The compiler's error for `await` where there is no coroutine around it
 * (Python/compile.c).
 */
export function isOutsideFunction({ name, message }: IErrorOutput): boolean {
  return (
    name === 'SyntaxError' &&
    /^(?:'await' outside function|'async (?:for|with)' outside async function|asynchronous comprehension outside of an asynchronous function)/.test(
      message
    )
  );
}

/**
 * Under `%%capture` IPython starts a loop for the cell within, and the
 * traceback names no line of it.
 */
function isAwaitError(error: IErrorOutput): boolean {
  return (
    isOutsideFunction(error) ||
    (isLoopRunningError(error) &&
      error.frames.every(({ count }) => count === null))
  );
}

/**
 * `get_ipython().run_line_magic('time', 'await …')` and the like, where the
 * cell shows that it failed: explained, since no text is ever rewritten.
 */
function* calledMagics(home: ICodeCell, program: Program): Iterable<IFinding> {
  for (const call of home.tree.root.walk()) {
    const callee = call.type === 'call' ? call.child('function')! : null;
    const method = callee?.child('attribute')?.text ?? '';
    const texts = call.child('arguments')?.parts ?? [];
    if (
      /^run_(?:line_magic|cell_magic|cell)$/.test(method) &&
      isShell(callee!.child('object')!, home, program) &&
      texts.some(
        ({ type, text }) =>
          type === 'string' && /\b(?:await|async)\b/.test(text)
      )
    ) {
      const { source, id } = home.cell;
      yield {
        rule: awaitUnderMagic.id,
        values: {
          call: shortened(call.text),
          line: positionOf(source, call.from).line,
          magic: method,
          called: true
        },
        cell: id,
        from: call.from,
        to: call.to,
        shownIn: id,
        evidence: 'error',
        matched: true,
        severity: 'error',
        rewrites: []
      };
    }
  }
}

function findingFor(
  awaits: readonly SyntaxNode[],
  home: ICodeCell,
  context: IRuleContext
): IFinding {
  const { program, errors } = context;
  const { id, source, editable } = home.cell;
  const [first] = awaits;
  const error = errors.some(
    other => other.cell === home.cell && isAwaitError(other)
  );
  const line = lineMagicAround(first, home.masked);
  // The engine replaces the magics of every cell that a rewrite touches.
  const touch = { cell: id, from: first.from, to: first.from, insert: '' };
  const { rerun, values } = effectsOf(
    [{ home, node: first }],
    [touch],
    { home, node: first },
    id,
    program
  );
  return {
    rule: awaitUnderMagic.id,
    values: {
      call: shortened(asyncHeadOf(first)),
      line: positionOf(source, first.from).line,
      magic:
        line !== null
          ? `%${line.name}`
          : home.masked.cellMagics.map(({ name }) => `%%${name}`).join(', ')
    },
    cell: id,
    from: first.from,
    to: first.type === 'await' ? first.to : first.from + 'async'.length,
    shownIn: id,
    evidence: error ? 'error' : 'code',
    matched: true,
    severity: 'error',
    rewrites: editable
      ? [{ kind: 'other', safety: 'safe', edits: [touch], rerun, values }]
      : []
  };
}

function explain(
  trans: ITranslator,
  { values, rewrites }: IFinding
): IExplanation {
  const magic = code(values.magic);
  if (values.called) {
    return {
      headline: trans.__('Code that %1 runs cannot %2', magic, code('await')),
      sentences: trans.__(
        '%1 on line %2 is given code as text, and there is no %3 in it. Write the code out in the cell, without %4.',
        code(values.call),
        values.line,
        code('await'),
        magic
      ),
      rewrites: []
    };
  }
  return {
    headline: trans.__('Under %1 a cell cannot %2', magic, code('await')),
    sentences:
      rewrites.length > 0
        ? trans.__(
            '%1 on line %2 stands under %3, which runs the code as plain Python, where there is no %4. The same can be had without the magic.',
            code(values.call),
            values.line,
            magic,
            code('await')
          )
        : trans.__(
            '%1 on line %2 stands under %3, which runs the code as plain Python, where there is no %4. No plain code gives quite what the magic gives: take it away to run the cell.',
            code(values.call),
            values.line,
            magic,
            code('await')
          ),
    rewrites: rewrites.map(rewrite => ({
      title: trans.__('Replace the magic'),
      notes: repeatNotes(trans, rewrite),
      done: trans.__('Rewritten without %1', magic)
    }))
  };
}
