import type { IErrorOutput } from '../../evidence/errorOutput';
import { userFrameOf } from '../../evidence/userFrame';
import type { IExplanation, IFinding, ITranslator } from '../../finding';
import { code } from '../../inlineCode';
import { lineEnd, positionOf } from '../../lines';
import { placeOf } from '../../python/awaitable';
import type { SyntaxNode } from '../../python/node';
import type { ICodeCell, Program } from '../../python/program';
import { isShell } from '../../python/shell';
import { asyncHeadOf, isAsyncSyntax } from '../../rewrite/replaceMagics';
import { cellLabel, repeatedBy } from '../../rewrite/rerun';
import { shortened } from '../../rewrite/shortened';
import { repeatNotes } from '../explainAwait';
import { isOutsideFunction } from '../await-under-magic/rule';
import type { IRule, IRuleContext } from '../rule';

/**
 * `await` at the top level of a cell below `%autoawait False`.
 */
export const autoawaitOff: IRule = {
  id: 'autoawait-off',

  mayApply({ kind, cells }) {
    return (
      kind === 'notebook' &&
      cells.some(({ source }) => /autoawait/.test(source))
    );
  },

  *find(context) {
    const { program } = context;
    const switches = program.cells.flatMap(home => switchesIn(home, program));
    for (const home of program.cells) {
      const [first] = home.tree.hasError ? [] : topLevelAwaits(home);
      const last = switches
        .filter(other => other.home.index < home.index)
        .pop();
      if (
        first !== undefined &&
        last?.on === false &&
        home.masked.cellMagic === null
      ) {
        const error = context.errors.find(
          other =>
            other.cell === home.cell &&
            isOutsideFunction(other) &&
            isAt(other, home, program)
        );
        if (error !== undefined || home.cell.executionCount === null) {
          yield findingFor(first, home, last, error, context);
        }
      }
    }
  },

  explain
};

/**
 * A place that turns top-level `await` on or off.
 */
interface ISwitch {
  readonly home: ICodeCell;
  readonly on: boolean;

  /**
   * The word that says so.
   */
  readonly from: number;
  readonly to: number;
}

/**
 * `%autoawait False`, `%config InteractiveShell.autoawait = False` and
 * `get_ipython().autoawait = False`, in the order of the text
 * (IPython/core/magics/basic.py, `autoawait`).
 */
function switchesIn(home: ICodeCell, program: Program): ISwitch[] {
  const { source } = home.cell;
  const magics = home.masked.lineMagics.flatMap(({ name, rest, from }) => {
    const word =
      name === 'autoawait'
        ? /^(\w+)$/.exec(rest)?.[1]
        : name === 'config'
          ? /^InteractiveShell\.autoawait\s*=\s*(True|False)$/.exec(rest)?.[1]
          : undefined;
    return word === undefined
      ? []
      : switchAt(source.lastIndexOf(word, lineEnd(source, from)), word, home);
  });
  const assignments = [...home.tree.root.walk()].flatMap(node => {
    const left = node.type === 'assignment' ? node.child('left') : undefined;
    const right = node.child('right');
    return left?.type === 'attribute' &&
      left.child('attribute')!.text === 'autoawait' &&
      /^(?:true|false)$/.test(right?.type ?? '') &&
      isShell(left.child('object')!, home, program)
      ? switchAt(right!.from, right!.text, home)
      : [];
  });
  return [...magics, ...assignments].sort((a, b) => a.from - b.from);
}

function switchAt(from: number, word: string, home: ICodeCell): ISwitch[] {
  return [
    {
      home,
      on: !/^(?:false|off)$/i.test(word),
      from,
      to: from + word.length
    }
  ];
}

function topLevelAwaits({ tree, scopes }: ICodeCell): SyntaxNode[] {
  return [...tree.root.walk()].filter(node => {
    const place = isAsyncSyntax(node) ? placeOf(node, scopes) : null;
    return place?.kind === 'awaitable' && place.function === null;
  });
}

/**
 * Whether the error says nothing against standing in this cell. IPython writes
 * the frame of a SyntaxError without an arrow.
 */
function isAt(error: IErrorOutput, home: ICodeCell, program: Program): boolean {
  const frame = userFrameOf(error, program);
  return typeof frame === 'string' || frame.home === home;
}

function findingFor(
  node: SyntaxNode,
  home: ICodeCell,
  { home: switchedIn, from, to }: ISwitch,
  error: IErrorOutput | undefined,
  { program }: IRuleContext
): IFinding {
  const { id, source } = home.cell;
  const word = switchedIn.cell.source.slice(from, to);
  const rerun = [switchedIn.cell.id, id];
  return {
    rule: autoawaitOff.id,
    values: {
      call: shortened(asyncHeadOf(node)),
      line: positionOf(source, node.from).line,
      elsewhere: cellLabel(switchedIn),
      switch: shortened(
        switchedIn.cell.source
          .split('\n')
          [positionOf(switchedIn.cell.source, from).line - 1].trim()
      )
    },
    cell: switchedIn.cell.id,
    from,
    to,
    shownIn: id,
    evidence: error === undefined ? 'code' : 'error',
    matched: true,
    severity: 'error',
    rewrites: switchedIn.cell.editable
      ? [
          {
            kind: 'other',
            safety: 'safe',
            edits: [
              {
                cell: switchedIn.cell.id,
                from,
                to,
                insert: /^off$/i.test(word)
                  ? 'on'
                  : word === 'false'
                    ? 'true'
                    : 'True'
              }
            ],
            rerun,
            values: repeatedBy(rerun, [], 0, id, program)
          }
        ]
      : []
  };
}

function explain(
  trans: ITranslator,
  { values, rewrites }: IFinding
): IExplanation {
  return {
    headline: trans.__(
      'Cells cannot %1 here: it is switched off',
      code('await')
    ),
    sentences: trans.__(
      '%1 on line %2 needs IPython to run the cell on its loop. %3 in cell %4 switches that off.',
      code(values.call),
      values.line,
      code(values.switch),
      values.elsewhere
    ),
    rewrites: rewrites.map(rewrite => ({
      title: trans.__('Switch it on again'),
      notes: repeatNotes(trans, rewrite),
      done: trans.__('Switched on in cell %1', values.elsewhere)
    }))
  };
}
