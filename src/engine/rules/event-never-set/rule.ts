import type { IExplanation, IFinding, ITranslator } from '../../finding';
import { code } from '../../inlineCode';
import { positionOf } from '../../lines';
import type { SyntaxNode } from '../../python/node';
import { unparenthesized } from '../../python/node';
import type { ICodeCell, Program } from '../../python/program';
import { runsAtOnce } from '../../python/program';
import { readsOf } from '../../python/reads';
import { valueOf } from '../../python/values';
import { shortened } from '../../rewrite/shortened';
import type { IRule } from '../rule';

/**
 * A cell that waits for an event which nothing can set meanwhile: it never
 * ends.
 */
export const eventNeverSet: IRule = {
  id: 'event-never-set',

  mayApply({ kind, cells }) {
    return (
      kind === 'notebook' &&
      cells.some(({ source }) => /\.wait\(\)/.test(source)) &&
      cells.some(({ source }) => /\bEvent\b/.test(source))
    );
  },

  *find({ program }) {
    for (const { node, home } of program.nodes('await')) {
      const event = home.tree.hasError ? null : waitedFor(node);
      if (
        event !== null &&
        runsAtOnce(node, home) &&
        isNeverSet(event, node, home, program)
      ) {
        yield findingFor(event, node, home);
      }
    }
  },

  explain
};

/**
 * The name in `await name.wait()`.
 */
function waitedFor(awaited: SyntaxNode): SyntaxNode | null {
  const call = unparenthesized(awaited.parts[0] ?? awaited);
  const callee = call.type === 'call' ? call.child('function')! : null;
  const object = callee?.child('object');
  return callee?.type === 'attribute' &&
    callee.child('attribute')!.text === 'wait' &&
    object?.type === 'identifier' &&
    call.child('arguments')?.parts.length === 0 &&
    awaited.closest(({ type }) => type === 'with_statement') === null
    ? object
    : null;
}

/**
 * Whether the event is known to be one, and every place that names it waits,
 * asks, or sets it below, where this cell does not come.
 */
function isNeverSet(
  event: SyntaxNode,
  awaited: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const { definition, definitions } = program.resolve(event, home);
  const { type, certain } = valueOf(event, home, program);
  if (
    type !== 'asyncio.Event' ||
    !certain ||
    definitions.length !== 1 ||
    definition?.kind !== 'assignment' ||
    !runsAtOnce(definition.node, definition.home) ||
    definition.value?.type !== 'call' ||
    program.cells.some(({ tree }) => tree.hasError) ||
    reachesByName(program)
  ) {
    return false;
  }
  return readsOf(definition.node, definition.home, program).every(read => {
    const attribute =
      read.node.parent?.type === 'attribute' && read.node.field === 'object'
        ? read.node.parent
        : null;
    const called =
      attribute?.parent?.type === 'call' && attribute.field === 'function';
    if (!called || !read.certain) {
      return false;
    }
    const method = attribute.child('attribute')!.text;
    return method === 'set'
      ? runsAtOnce(read.node, read.home) &&
          (read.home.index > home.index ||
            (read.home === home && read.node.from > awaited.to)) &&
          read.node.closest(({ type: kind }) => LOOPS.test(kind)) === null
      : /^(?:wait|is_set|clear)$/.test(method);
  });
}

/**
 * Whether the code comes to variables by names that it makes up, so that what
 * sets the event need not name it.
 */
function reachesByName(program: Program): boolean {
  return ['globals', 'vars', 'locals', 'eval', 'exec', 'user_ns'].some(
    name => program.identifiers(name).length > 0
  );
}

const LOOPS = /^(?:for|while)_statement$/;

function findingFor(
  event: SyntaxNode,
  awaited: SyntaxNode,
  home: ICodeCell
): IFinding {
  return {
    rule: eventNeverSet.id,
    values: {
      call: shortened(awaited.text),
      event: event.text,
      line: positionOf(home.cell.source, awaited.from).line
    },
    cell: home.cell.id,
    from: awaited.from,
    to: awaited.to,
    shownIn: home.cell.id,
    evidence: 'code',
    matched: true,
    severity: 'warning',
    rewrites: []
  };
}

function explain(trans: ITranslator, { values }: IFinding): IExplanation {
  return {
    headline: trans.__('This cell waits for ever: nothing sets the event'),
    sentences: trans.__(
      '%1 on line %2 waits until something calls %3, and no task or callback does while the cell runs. Cells below wait until this one has ended. Start what sets it before, as a task.',
      code(values.call),
      values.line,
      code(`${values.event}.set()`)
    ),
    rewrites: []
  };
}
