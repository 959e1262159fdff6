import type { IExplanation, IFinding, ITranslator } from '../../finding';
import { code } from '../../inlineCode';
import { positionOf } from '../../lines';
import { ownNodes } from '../../python/coroutines';
import type { SyntaxNode } from '../../python/node';
import type { ICodeCell, Program } from '../../python/program';
import type { IThreadStart } from '../../python/threads';
import { threadStartsIn } from '../../python/threads';
import { shortened } from '../../rewrite/shortened';
import type { IRule } from '../rule';

/**
 * A function that several threads run, and that reads and writes one variable
 * without a lock: `counter += 1` is no single step (CPython docs, "What kinds
 * of global value mutation are thread-safe?").
 */
export const sharedState: IRule = {
  id: 'shared-state',

  mayApply({ cells }) {
    return cells.some(({ source }) =>
      /\b(?:Thread|submit|map|run_in_executor|to_thread)\b/.test(source)
    );
  },

  *find({ program }) {
    const told = new Set<SyntaxNode>();
    for (const start of threadStartsIn(program)) {
      const found = program.definitionOf(start.target.value, start.home);
      const def = found?.definition.value;
      if (
        start.where !== 'thread' ||
        start.home.tree.hasError ||
        found?.certain !== true ||
        def?.type !== 'function_definition' ||
        def.isAsync ||
        !runsSeveralTimes(start, def, program)
      ) {
        continue;
      }
      const { home } = found.definition;
      const change = sharedChange(def, home, program);
      if (change !== null && !told.has(change)) {
        told.add(change);
        yield findingFor(change, start, home);
      }
    }
  },

  explain
};

/**
 * Whether several threads may run the function at a time: its start stands in a
 * loop, or there are several.
 */
function runsSeveralTimes(
  { call, kind }: IThreadStart,
  def: SyntaxNode,
  program: Program
): boolean {
  return (
    kind === 'map' ||
    call.closest(
      ({ type }) =>
        /^(?:for_statement|while_statement)$/.test(type) ||
        /_comprehension$|^generator_expression$/.test(type)
    ) !== null ||
    threadStartsIn(program).filter(
      ({ target, home }) =>
        program.definitionOf(target.value, home)?.definition.value === def
    ).length > 1
  );
}

/**
 * The first `x += …` of something that all calls share, under no `with`.
 */
function sharedChange(
  def: SyntaxNode,
  home: ICodeCell,
  program: Program
): SyntaxNode | null {
  for (const node of ownNodes(def)) {
    const left =
      node.type === 'augmented_assignment' ? node.child('left') : undefined;
    if (
      left !== undefined &&
      node.closest(
        outer => outer.type === 'with_statement' && def.contains(outer)
      ) === null &&
      !/\.acquire\(/.test(def.source.slice(def.from, node.from)) &&
      isShared(left, home, program)
    ) {
      return node;
    }
  }
  return null;
}

function isShared(
  left: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  let root = left;
  while (root.type === 'attribute' || root.type === 'subscript') {
    root = root.child('object') ?? root.child('value') ?? root.parts[0];
  }
  return (
    root.type === 'identifier' && program.resolve(root, home).kind === 'module'
  );
}

function findingFor(
  change: SyntaxNode,
  { call }: IThreadStart,
  home: ICodeCell
): IFinding {
  return {
    rule: sharedState.id,
    values: {
      change: shortened(change.text),
      variable: change.child('left')!.text,
      line: positionOf(home.cell.source, change.from).line,
      start: shortened(call.text)
    },
    cell: home.cell.id,
    from: change.from,
    to: change.to,
    shownIn: home.cell.id,
    evidence: 'code',
    matched: true,
    severity: 'hint',
    rewrites: []
  };
}

function explain(trans: ITranslator, { values }: IFinding): IExplanation {
  return {
    headline: trans.__('Several threads change one variable'),
    sentences: trans.__(
      '%1 runs the function in several threads, and %2 on line %3 reads %4 and writes it back: between the two, another thread may do the same, and one change is lost. Hold a %5 around it, or return the values and add them up afterwards.',
      code(values.start),
      code(values.change),
      values.line,
      code(values.variable),
      code('threading.Lock')
    ),
    rewrites: []
  };
}
