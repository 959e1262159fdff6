import type { IEdit } from '../../edit';
import type { IErrorOutput } from '../../evidence/errorOutput';
import { userFrameOf } from '../../evidence/userFrame';
import type {
  EvidenceKind,
  IExplanation,
  IFinding,
  IRewrite,
  ITranslator
} from '../../finding';
import { code } from '../../inlineCode';
import { positionOf } from '../../lines';
import type { SyntaxNode } from '../../python/node';
import { statementOf, unparenthesized } from '../../python/node';
import type { ICodeCell, IDefinition, Program } from '../../python/program';
import { runsAtOnce } from '../../python/program';
import type { IRead } from '../../python/reads';
import { readsOf } from '../../python/reads';
import { valueOf } from '../../python/values';
import { asyncioModule } from '../../rewrite/asyncioModule';
import type { ISite } from '../../rewrite/effects';
import { effectsOf } from '../../rewrite/effects';
import { removeStatements } from '../../rewrite/removeStatements';
import { cellLabel } from '../../rewrite/rerun';
import { shortened } from '../../rewrite/shortened';
import { repeatNotes } from '../explainAwait';
import { mayForget } from '../mayForget';
import type { IRule, IRuleContext } from '../rule';

/**
 * One coroutine awaited a second time (CPython Objects/genobject.c:
 * `cannot reuse already awaited coroutine`).
 */
export const awaitedTwice: IRule = {
  id: 'awaited-twice',
  mayApply: mayForget,

  *find(context) {
    const seen = new Set<SyntaxNode>();
    for (const error of context.errors.filter(isReuse)) {
      const finding = shown(error, seen, context);
      if (finding !== null) {
        yield finding;
      }
    }
    for (const second of secondAwaits(context.program)) {
      if (!seen.has(second.node)) {
        yield findingFor(second, second.home.cell.id, 'code', context);
      }
    }
  },

  explain
};

function isReuse({ name, message }: IErrorOutput): boolean {
  return (
    name === 'RuntimeError' &&
    /cannot reuse already awaited (?:coroutine|__anext__|aclose)/.test(message)
  );
}

/**
 * The finding for an error: the one `await` on its line.
 */
function shown(
  error: IErrorOutput,
  seen: Set<SyntaxNode>,
  context: IRuleContext
): IFinding | null {
  const frame = userFrameOf(error, context.program);
  if (typeof frame === 'string') {
    return null;
  }
  const { home, line } = frame;
  const lineOf = (offset: number) => positionOf(home.cell.source, offset).line;
  const awaits = [...home.tree.root.walk()].filter(
    node =>
      node.type === 'await' &&
      lineOf(node.from) <= line &&
      line <= lineOf(node.to)
  );
  const named = awaits.filter(
    node => unparenthesized(node.parts[0]).type === 'identifier'
  );
  const found =
    named.length === 1 ? named[0] : awaits.length === 1 ? awaits[0] : null;
  if (found === null) {
    return null;
  }
  const node = unparenthesized(found.parts[0]);
  seen.add(node);
  return findingFor({ home, node }, error.cell.id, 'error', context);
}

/**
 * Where a variable that holds one coroutine is awaited again, whatever the code
 * does: two `await`s in one run of statements, or in a cell and one below.
 */
function secondAwaits(program: Program): ISite[] {
  return program.cells.flatMap(home =>
    home.tree.hasError
      ? []
      : [...home.tree.root.walk()].flatMap(node => {
          const made = assignedCoroutine(node, home, program);
          if (made === null) {
            return [];
          }
          const awaited = readsOf(node, home, program).filter(
            read =>
              read.home === home &&
              read.certain &&
              read.node.parent?.type === 'await' &&
              statementOf(read.node).parent === statementOf(node).parent &&
              !isShortened(read.node)
          );
          return awaited.length > 1 ? [awaited[1]] : [];
        })
  );
}

/**
 * Whether something may keep the expression from running.
 */
function isShortened(node: SyntaxNode): boolean {
  const statement = statementOf(node);
  return (
    !/^(?:expression_statement|return_statement)$/.test(statement.type) ||
    node.closest(
      outer =>
        statement.contains(outer) &&
        /^(?:boolean_operator|conditional_expression|lambda|\w+_comprehension|generator_expression)$/.test(
          outer.type
        )
    ) !== null
  );
}

/**
 * The call of a coroutine function that is all a variable gets, where `node` is
 * that variable's name in an assignment.
 */
function assignedCoroutine(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): SyntaxNode | null {
  const value =
    node.type === 'identifier' &&
    node.field === 'left' &&
    node.parent?.type === 'assignment'
      ? node.parent.child('right')
      : undefined;
  const call = value === undefined ? undefined : unparenthesized(value);
  if (call?.type !== 'call') {
    return null;
  }
  const { kind, certain } = valueOf(call, home, program);
  return kind === 'coroutine' && certain ? call : null;
}

function findingFor(
  { node, home }: ISite,
  shownIn: string,
  evidence: EvidenceKind,
  context: IRuleContext
): IFinding {
  const { program } = context;
  const { definition } =
    node.type === 'identifier'
      ? program.resolve(node, home)
      : { definition: undefined };
  const made =
    definition?.kind === 'assignment' && definition.value !== undefined
      ? unparenthesized(definition.value)
      : null;
  const cached = node.type === 'call' && isCached(node, home, program);
  return {
    rule: awaitedTwice.id,
    values: {
      operand: shortened(node.text),
      line: positionOf(home.cell.source, node.from).line,
      made: made?.type === 'call' ? shortened(made.text) : '',
      madeLine:
        made === null
          ? 0
          : positionOf(definition!.home.cell.source, made.from).line,
      madeIn:
        definition === undefined || definition.home === home
          ? ''
          : cellLabel(definition.home),
      cached,
      isCall: node.type === 'call'
    },
    cell: home.cell.id,
    from: node.from,
    to: node.to,
    shownIn,
    evidence,
    matched: true,
    severity: 'error',
    rewrites:
      definition === undefined || made?.type !== 'call'
        ? []
        : rewritesFor({ node, home }, definition, made, shownIn, context)
  };
}

/**
 * Whether a cache keeps the coroutine that the call gives, to give it again.
 */
function isCached(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const found = program.definitionOf(call.child('function')!, home);
  const outer = found?.definition.value?.parent;
  return (
    outer?.type === 'decorated_definition' &&
    outer.parts.some(
      part => part.type === 'decorator' && /\b(?:lru_)?cache\b/.test(part.text)
    )
  );
}

/**
 * Run it again at each `await`, or run it once as a task, which may be awaited
 * as often as one likes. Which of them is meant only the person knows.
 */
function rewritesFor(
  { node, home }: ISite,
  definition: IDefinition,
  made: SyntaxNode,
  shownIn: string,
  context: IRuleContext
): IRewrite[] {
  const { program } = context;
  const reads = readsOf(definition.node, definition.home, program);
  const awaited = reads.every(
    read => read.certain && read.node.parent?.type === 'await'
  );
  const statement = definition.node.parent!;
  const editable = [definition.home, ...reads.map(read => read.home)].every(
    where => where.cell.editable && !where.tree.hasError
  );
  if (
    !awaited ||
    !editable ||
    statement.parent?.type !== 'expression_statement' ||
    program.resolve(node, home).definitions.length !== 1
  ) {
    return [];
  }
  const module = asyncioModule(
    made.child('function')!,
    definition.home,
    program
  );
  const asTask: IEdit[] | null =
    module === null || !runsAtOnce(definition.node, definition.home)
      ? null
      : [
          ...module.edits,
          {
            cell: definition.home.cell.id,
            from: made.from,
            to: made.from,
            insert: `${module.name}.create_task(`
          },
          {
            cell: definition.home.cell.id,
            from: made.to,
            to: made.to,
            insert: ')'
          }
        ];
  const task =
    asTask &&
    rewrite(
      asTask,
      [{ home: definition.home, node: made }],
      { home: definition.home, node: made },
      shownIn,
      'task',
      program
    );
  const each = runEach(definition, made, reads);
  const again =
    each &&
    rewrite(
      each,
      reads,
      { home: definition.home, node: made },
      shownIn,
      'again',
      program
    );
  return [again, task].flatMap(offered => offered ?? []);
}

/**
 * The edits that call the function at each `await`: `await coro` becomes
 * `await job()`, and `coro = job()` goes. Null where the arguments may have
 * changed by then.
 */
function runEach(
  definition: IDefinition,
  made: SyntaxNode,
  reads: readonly IRead[]
): IEdit[] | null {
  const fixed = (made.child('arguments')?.parts ?? []).every(part =>
    /^(?:string|integer|float|true|false|none)$/.test(
      (part.type === 'keyword_argument' ? part.child('value')! : part).type
    )
  );
  if (!fixed || made.text.includes('\n')) {
    return null;
  }
  const removed = removeStatements(
    [definition.node.parent!.parent!],
    definition.home.cell.id
  );
  return (
    removed && [
      ...removed,
      ...reads.map(read => ({
        cell: read.home.cell.id,
        from: read.node.from,
        to: read.node.to,
        insert: made.text
      }))
    ]
  );
}

function rewrite(
  edits: readonly IEdit[],
  changed: readonly ISite[],
  cause: ISite,
  shownIn: string,
  form: 'again' | 'task',
  program: Program
): IRewrite {
  const { rerun, values } = effectsOf(changed, edits, cause, shownIn, program);
  const ids = new Set([
    ...rerun,
    ...(form === 'task' ? [cause.home.cell.id] : [])
  ]);
  return {
    kind: 'other',
    safety: 'check',
    edits,
    rerun: program.cells.map(({ cell }) => cell.id).filter(id => ids.has(id)),
    values: { ...values, form }
  };
}

function explain(trans: ITranslator, finding: IFinding): IExplanation {
  const { values, rewrites } = finding;
  const operand = code(values.operand);
  const made = code(values.made);
  return {
    headline: trans.__('A coroutine runs once, and this one has run'),
    sentences: values.cached
      ? trans.__(
          'The cache around %1 on line %2 keeps the coroutine, not its value, and gives the same one again. Keep the value instead, for instance in a dict.',
          operand,
          values.line
        )
      : values.made === ''
        ? values.isCall
          ? trans.__(
              '%1 on line %2 awaits a coroutine that was awaited before. Make new coroutines where you await them, or keep the values.',
              operand,
              values.line
            )
          : trans.__(
              '%1 on line %2 was awaited before. Make a new coroutine where you await it, or keep the value.',
              operand,
              values.line
            )
        : values.madeIn === ''
          ? trans.__(
              '%1 made one coroutine on line %2, and %3 was awaited before line %4. Call it anew for each `await`, or keep the value.',
              made,
              values.madeLine,
              operand,
              values.line
            )
          : trans.__(
              '%1 made one coroutine in %2, and %3 was awaited before. Call it anew for each `await`, or keep the value.',
              made,
              values.madeIn,
              operand
            ),
    rewrites: rewrites.map(offered => ({
      title:
        offered.values.form === 'task'
          ? trans.__('Run it once, as a task')
          : trans.__('Run it anew at each %1', code('await')),
      notes: [
        offered.values.form === 'task'
          ? trans.__('Each %1 then gives the same value.', code('await'))
          : trans.__('%1 then runs each time.', made),
        ...repeatNotes(trans, offered)
      ],
      done:
        offered.values.form === 'task'
          ? trans.__('Made a task of %1', made)
          : trans.__('Rewritten to %1', code(`await ${values.made}`))
    }))
  };
}
