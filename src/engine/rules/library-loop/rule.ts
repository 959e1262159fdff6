import type { IErrorOutput } from '../../evidence/errorOutput';
import type { IUserFrame } from '../../evidence/userFrame';
import { userFrameOf } from '../../evidence/userFrame';
import type {
  IExplanation,
  IFinding,
  IRewrite,
  ITranslator
} from '../../finding';
import { code } from '../../inlineCode';
import { lineStart, offsetOfLine, positionOf } from '../../lines';
import type { SyntaxNode } from '../../python/node';
import type { ICodeCell, Program } from '../../python/program';
import { asyncioModule } from '../../rewrite/asyncioModule';
import { awaitRules } from '../../rewrite/awaitRules';
import { effectsOf } from '../../rewrite/effects';
import { allowAwait } from '../../rewrite/makeAsync';
import { needsParentheses } from '../../rewrite/putAwait';
import { awaitsUnderMagic } from '../../rewrite/replaceMagics';
import { mentionsLoopBound } from '../../rewrite/runInThread';
import { shortened } from '../../rewrite/shortened';
import { repeatNotes } from '../explainAwait';
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
    rewrites:
      call === null ? [] : rewritesOf(call, frame, error.cell.id, context)
  };
}

function lineText(source: string, from: number): string {
  return source.slice(lineStart(source, from)).split('\n', 1)[0].trim();
}

/**
 * The one call on the line that entered the library: the frame below carries
 * the name of what was called.
 */
function calledOn(
  { home, line, below }: IUserFrame,
  program: Program
): SyntaxNode | null {
  const name = below[0].function?.split('.').pop();
  if (name === undefined) {
    return null;
  }
  const { source } = home.cell;
  const calls = [...home.tree.root.walk()].filter(
    node =>
      node.type === 'call' &&
      positionOf(source, node.from).line <= line &&
      line <= positionOf(source, node.to).line &&
      namesOf(node.child('function')!, home, program).includes(name)
  );
  const starting = calls.filter(
    call => positionOf(source, call.from).line === line
  );
  const [only, another] = starting.length > 0 ? starting : calls;
  return only !== undefined && another === undefined ? only : null;
}

/**
 * The last part of what a callee is called here, and where it is defined.
 */
function namesOf(
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program
): (string | undefined)[] {
  return [
    callee.child('attribute')?.text ?? callee.text,
    program.qualifiedName(callee, home)?.name.split('.').pop()
  ];
}

/**
 * `await asyncio.to_thread(function, …)`: the library's loop runs in a thread,
 * and the kernel's is free meanwhile.
 */
function rewritesOf(
  call: SyntaxNode,
  { home }: IUserFrame,
  shownIn: string,
  context: IRuleContext
): IRewrite[] {
  const { program, facts } = context;
  const callee = call.child('function')!;
  const list = call.child('arguments')!;
  const module = asyncioModule(callee, home, program);
  if (
    facts.threads === false ||
    module === null ||
    list.type !== 'argument_list' ||
    home.tree.hasError ||
    mentionsLoopBound(call, home, program)
  ) {
    return [];
  }
  const plan = allowAwait(call, home, program, awaitRules(context));
  if (plan === null) {
    return [];
  }
  const cell = home.cell.id;
  const parenthesized = needsParentheses(call);
  const empty = list.parts.length === 0;
  const head = `${parenthesized ? '(' : ''}await ${module.name}.to_thread(${callee.text}`;
  const edits = [
    ...module.edits,
    ...plan.edits,
    {
      cell,
      from: call.from,
      to: list.from + 1,
      insert: empty ? head : `${head}, `
    },
    ...(parenthesized
      ? [{ cell, from: call.to, to: call.to, insert: ')' }]
      : [])
  ];
  const { rerun, values } = effectsOf(
    [
      { home, node: call },
      ...plan.functions.map(({ home, node }) => ({ home, node }))
    ],
    edits,
    { home, node: call },
    shownIn,
    program
  );
  const known = program.qualifiedName(callee, home);
  return [
    {
      kind: 'thread',
      safety: known !== null && known.certain ? 'safe' : 'check',
      edits,
      rerun,
      values: {
        operand: shortened(call.text),
        ...values
      }
    }
  ];
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
