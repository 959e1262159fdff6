import type { IErrorOutput } from '../../evidence/errorOutput';
import type { IFinding } from '../../finding';
import { offsetOfLine, positionOf } from '../../lines';
import type { ILibraryCall } from '../../python/libraryCalls';
import type { SyntaxNode } from '../../python/node';
import { libraryRewrites } from '../../rewrite/libraryRewrites';
import { cellLabel } from '../../rewrite/rerun';
import { shortened } from '../../rewrite/shortened';
import { threadCall } from '../../rewrite/threadCall';
import { calledOn, lineText } from '../calledOn';
import type { IShownCall } from '../libraryCallShownBy';
import { libraryCallShownBy } from '../libraryCallShownBy';
import type { IRule, IRuleContext } from '../rule';
import { runsOnLoop } from '../runsOnLoop';
import { explain } from './explain';

/**
 * A call that a library's recipe knows to start a loop, or to be refused where
 * one is running.
 */
export const libraryCall: IRule = {
  id: 'library-call',

  mayApply({ cells }) {
    return cells.some(
      ({ kind, source, outputs }) =>
        kind === 'code' &&
        (/\bimport\b/.test(source) ||
          outputs.some(output => output.output_type === 'error'))
    );
  },

  *find(context) {
    const proven = new Set<SyntaxNode>();
    for (const error of context.errors) {
      const shown = libraryCallShownBy(error, context);
      if (shown?.known) {
        proven.add(shown.known.call);
        yield findingFor(shown.known, error, context);
      } else if (shown !== null) {
        yield refused(shown, error, context);
      }
    }
    for (const known of context.libraryCalls) {
      if (
        known.entry.alone === true &&
        known.certain &&
        !proven.has(known.call) &&
        runsOnLoop(known, context)
      ) {
        yield findingFor(known, undefined, context);
      }
    }
  },

  explain
};

function findingFor(
  known: ILibraryCall,
  error: IErrorOutput | undefined,
  context: IRuleContext
): IFinding {
  const { home, call, recipe } = known;
  const shownIn = error?.cell.id ?? home.cell.id;
  return {
    rule: libraryCall.id,
    values: {
      library: recipe.library,
      call: shortened(call.text),
      line: positionOf(home.cell.source, call.from).line,
      magic: home.masked.cellMagic ?? '',
      elsewhere: shownIn === home.cell.id ? '' : cellLabel(home)
    },
    cell: home.cell.id,
    from: call.from,
    to: call.to,
    shownIn,
    evidence: error === undefined ? 'code' : 'error',
    matched: true,
    severity: 'error',
    rewrites: libraryRewrites(known, shownIn, context)
  };
}

/**
 * An error with which a library refuses a running loop, where no recipe knows
 * the call: in a thread there is no loop.
 */
function refused(
  { recipe, frame }: IShownCall,
  error: IErrorOutput,
  context: IRuleContext
): IFinding {
  const { program } = context;
  const home =
    frame === 'unknown'
      ? program.cells.find(({ cell }) => cell === error.cell)!
      : frame.home;
  const { source, id } = home.cell;
  const call = frame === 'unknown' ? null : calledOn(frame, program);
  const from =
    call?.from ?? (frame === 'unknown' ? 0 : offsetOfLine(source, frame.line));
  const text = frame === 'unknown' ? '' : lineText(source, from);
  const thread =
    call && threadCall(call, home, error.cell.id, context, { safe: false });
  return {
    rule: libraryCall.id,
    values: {
      library: recipe.library,
      call: shortened(call?.text ?? text),
      line: frame === 'unknown' ? 0 : positionOf(source, from).line,
      magic: home.masked.cellMagic ?? '',
      elsewhere: id === error.cell.id ? '' : cellLabel(home)
    },
    cell: id,
    from,
    to: call?.to ?? from + text.length,
    shownIn: error.cell.id,
    evidence: 'error',
    matched: frame !== 'unknown',
    severity: 'error',
    rewrites: thread === null ? [] : [thread]
  };
}
