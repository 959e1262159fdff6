import { coroutineErrorAt } from '../../evidence/coroutineErrorAt';
import type {
  EvidenceKind,
  IExplanation,
  IFinding,
  ITranslator
} from '../../finding';
import { code } from '../../inlineCode';
import { positionOf } from '../../lines';
import { placeOf } from '../../python/awaitable';
import { isMeantToFail } from '../../python/meantToFail';
import type { IPlainCallback } from '../../python/plainCallbacks';
import { plainCallbackOf } from '../../python/plainCallbacks';
import type { ICodeCell } from '../../python/program';
import { isReachedAtOnce } from '../../python/reached';
import { changeForm } from '../../rewrite/changeForm';
import { inlineAwaited } from '../../rewrite/inlineLambda';
import { shortened } from '../../rewrite/shortened';
import { explainForm } from '../explainForm';
import type { IRule, IRuleContext } from '../rule';

/**
 * A coroutine function given to something plain that calls it: `sorted(…,
 * key=score)`. It sorts coroutines, or takes them for true.
 */
export const coroutineCallback: IRule = {
  id: 'coroutine-callback',

  mayApply({ cells }) {
    return (
      cells.some(({ source }) => /\basync\b/.test(source)) &&
      cells.some(({ source }) =>
        /\b(?:key\s*=|filter|filterfalse|reduce|groupby|takewhile|dropwhile|accumulate|nlargest|nsmallest)\b/.test(
          source
        )
      )
    );
  },

  *find(context) {
    const { program } = context;
    for (const { node, home } of program.nodes('call')) {
      const callback = home.tree.hasError
        ? null
        : plainCallbackOf(node, home, program);
      if (callback === null || isMeantToFail(node)) {
        continue;
      }
      const { evidence, shownIn } = evidenceFor(callback, home, context);
      const place = placeOf(node, home.scopes);
      if (
        evidence !== 'code' ||
        (place.kind === 'awaitable' && place.function !== null) ||
        isReachedAtOnce(node, home, program)
      ) {
        yield findingFor(callback, home, evidence, shownIn, context);
      }
    }
  },

  explain
};

/**
 * What shows it: an error on the line, Python's warning, the coroutine printed.
 */
function evidenceFor(
  { call, definition }: IPlainCallback,
  home: ICodeCell,
  { errors, neverAwaited, texts, program }: IRuleContext
): { evidence: EvidenceKind; shownIn: string } {
  const error = coroutineErrorAt([{ node: call, home }], errors, program);
  if (error !== undefined) {
    return { evidence: 'error', shownIn: error.cell.id };
  }
  const name = definition?.name ?? '';
  const warning = neverAwaited.find(
    warned => warned.name.split('.').pop() === name
  );
  if (warning !== undefined) {
    return { evidence: 'warning', shownIn: warning.shownIn.id };
  }
  return {
    evidence: texts.some(
      ({ cell, text }) =>
        cell === home.cell &&
        new RegExp(`<coroutine object (?:[\\w<>]+\\.)*${name} at`).test(text)
    )
      ? 'result'
      : 'code',
    shownIn: home.cell.id
  };
}

function findingFor(
  { call, given, definition }: IPlainCallback,
  home: ICodeCell,
  evidence: EvidenceKind,
  shownIn: string,
  context: IRuleContext
): IFinding {
  const inlined = inlineAwaited(given, home, context.program);
  const rewrite =
    inlined &&
    changeForm(
      {
        site: { home, node: call },
        edits: inlined.edits,
        awaitedAt: [inlined.place],
        kind: 'await',
        safe: true,
        values: { after: `await ${definition?.name ?? given.text}(…)` }
      },
      shownIn,
      context
    );
  return {
    rule: coroutineCallback.id,
    values: {
      call: shortened(call.text),
      caller: call.child('function')!.text,
      function: definition?.name ?? shortened(given.text),
      line: positionOf(home.cell.source, call.from).line
    },
    cell: home.cell.id,
    from: call.from,
    to: call.to,
    shownIn,
    evidence,
    matched: true,
    severity: 'error',
    rewrites: rewrite === null ? [] : [rewrite]
  };
}

function explain(trans: ITranslator, finding: IFinding): IExplanation {
  const { values, rewrites } = finding;
  const caller = code(values.caller);
  return {
    headline: trans.__('%1 does not await what it calls', caller),
    sentences: [
      trans.__(
        '%1 on line %2 calls %3 and takes what comes back for its value, but that is a coroutine, which has not run.',
        code(values.call),
        values.line,
        code(values.function)
      ),
      rewrites.length > 0
        ? ''
        : trans.__('Await the values before, in a loop or a comprehension.')
    ]
      .filter(text => text !== '')
      .join(' '),
    rewrites: rewrites.map(rewrite => explainForm(trans, rewrite))
  };
}
