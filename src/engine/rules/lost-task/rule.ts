import { userFrameOf } from '../../evidence/userFrame';
import type {
  EvidenceKind,
  IExplanation,
  IFinding,
  IRewrite,
  ITranslator,
  Severity
} from '../../finding';
import { code } from '../../inlineCode';
import { positionOf } from '../../lines';
import { placeOf } from '../../python/awaitable';
import { argumentsOf, callAround } from '../../python/calls';
import { functionsReached, ownNodes, some } from '../../python/coroutines';
import { loopKind } from '../../python/loops';
import { isExpectedToFail } from '../../python/meantToFail';
import type { SyntaxNode } from '../../python/node';
import { statementOf, unparenthesized } from '../../python/node';
import type { ICodeCell, Program } from '../../python/program';
import { runsAtOnce } from '../../python/program';
import { readsOf } from '../../python/reads';
import { threadsOf, threadStartsIn } from '../../python/threads';
import { valueOf } from '../../python/values';
import { changeForm } from '../../rewrite/changeForm';
import type { ILostTask } from '../../rewrite/keepInSet';
import { keepInSet } from '../../rewrite/keepInSet';
import { putAwait } from '../../rewrite/putAwait';
import { shortened } from '../../rewrite/shortened';
import { explainForm } from '../explainForm';
import type { IRule, IRuleContext } from '../rule';

/**
 * A task that nothing keeps. The loop holds tasks weakly: one that waits may be
 * collected before it is done (CPython docs, `asyncio.create_task`).
 */
export const lostTask: IRule = {
  id: 'lost-task',

  mayApply({ cells }) {
    return cells.some(({ source }) =>
      /\b(?:create_task|ensure_future|gather)\b/.test(source)
    );
  },

  *find(context) {
    const { program, document, starts } = context;
    const lost = program
      .nodes('call')
      .flatMap(({ node, home }) =>
        home.tree.hasError ||
        !home.cell.editable ||
        starts.some(start => start.kind === 'forever' && start.home === home)
          ? []
          : (lostAt(node, home, program, document.kind === 'notebook') ?? [])
      );
    const own = lost.filter(
      one => !isLeftByStart(one, context) && !ranInThread(one, context)
    );
    const first = own[0]?.home;
    for (const one of own) {
      yield findingFor(one, first, context);
    }
  },

  explain
};

/**
 * Whether something that starts a loop in the notebook runs the code, and its
 * rule tells of the tasks that are left when the loop goes; or whether a plain
 * function makes the task, and its caller awaits what it gives.
 */
function isLeftByStart(
  { call, home }: ILostTask,
  { program, document, starts }: IRuleContext
): boolean {
  const def = call.closest(outer => outer.type === 'function_definition');
  if (def === null || document.kind !== 'notebook') {
    return false;
  }
  const run = [
    ...starts.flatMap(start =>
      start.operand === undefined
        ? []
        : { node: start.operand, home: start.home }
    ),
    ...threadStartsIn(program)
      .filter(
        ({ target, home: where }) =>
          program.qualifiedName(target.value, where)?.name === 'asyncio.run'
      )
      .map(start => ({ node: start.call, home: start.home }))
  ];
  return (
    run.some(({ node, home: where }) =>
      functionsReached(node, where, program).some(
        reached => reached.value === def && reached.home === home
      )
    ) || isAwaitedPlain(def, program)
  );
}

/**
 * Whether the call was seen to fail for want of a loop: another rule's trouble.
 */
function ranInThread(
  { call, home }: ILostTask,
  { errors, printedErrors, program }: IRuleContext
): boolean {
  const { line } = positionOf(home.cell.source, call.from);
  return [...errors, ...printedErrors].some(error => {
    const frame = /^(?:no running|There is no current) event loop/.test(
      error.message
    )
      ? userFrameOf(error, program)
      : 'unknown';
    return (
      typeof frame !== 'string' && frame.home === home && frame.line === line
    );
  });
}

function isAwaitedPlain(def: SyntaxNode, program: Program): boolean {
  const name = def.child('name');
  return (
    !def.isAsync &&
    name !== undefined &&
    program
      .identifiers(name.text)
      .some(
        ({ node, home }) =>
          node.parent?.type === 'call' &&
          node.parent.parent?.type === 'await' &&
          program.definitionOf(node, home)?.definition.value === def
      )
  );
}

function lostAt(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program,
  isNotebook: boolean
): ILostTask | null {
  if (!startsTask(call, home, program)) {
    return null;
  }
  const form = formOf(call, home, program, isNotebook);
  if (isGather(call, home, program) && form !== 'statement') {
    return null;
  }
  return form !== null &&
    !isExpectedToFail(call) &&
    waits(call, home, program) !== false
    ? { call, home, form }
    : null;
}

/**
 * Whether the call makes a task of a coroutine, and keeps it nowhere itself. A
 * task group keeps its tasks.
 */
function startsTask(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const callee = call.child('function')!;
  const name = program.qualifiedName(callee, home);
  const [operand] = argumentsOf(call);
  if (name?.name === 'asyncio.gather') {
    return (
      name.certain &&
      argumentsOf(call).some(({ value, unpacked }) => {
        const given = valueOf(value, home, program);
        return (unpacked ? given.element : given)?.kind === 'coroutine';
      }) &&
      threadsOf(call, home, program) === null
    );
  }
  if (operand === undefined || operand.unpacked) {
    return false;
  }
  if (name?.name === 'asyncio.create_task') {
    return name.certain && threadsOf(call, home, program) === null;
  }
  if (name?.name === 'asyncio.ensure_future') {
    return (
      name.certain &&
      valueOf(operand.value, home, program).kind === 'coroutine' &&
      threadsOf(call, home, program) === null
    );
  }
  const object = callee.child('object');
  return (
    object !== undefined &&
    callee.child('attribute')!.text === 'create_task' &&
    loopKind(object, home, program) === 'kernel' &&
    threadsOf(call, home, program) === null
  );
}

/**
 * `asyncio.gather(…)`, which makes tasks of all its coroutines, and a future that
 * holds them.
 */
function isGather(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  return (
    program.qualifiedName(call.child('function')!, home)?.name ===
    'asyncio.gather'
  );
}

/**
 * `await` before the call of `gather`, whose end the code then waits for; null
 * where it cannot be awaited.
 */
function awaitGather(
  { call, home }: ILostTask,
  shownIn: string,
  context: IRuleContext
): IRewrite | null {
  const place = placeOf(call, home.scopes);
  return place.kind === 'awaitable'
    ? changeForm(
        {
          site: { home, node: call },
          edits: putAwait(call, home.cell.id),
          awaitedAt: [call],
          kind: 'await',
          safe: false,
          values: { after: `await ${shortened(call.text)}` }
        },
        shownIn,
        context
      )
    : null;
}

/**
 * How the task is lost; null where something may keep it.
 */
function formOf(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program,
  isNotebook: boolean
): ILostTask['form'] | null {
  const { parent } = call;
  switch (parent?.type) {
    case 'expression_statement':
      return isNotebook && isKeptAsResult(parent) ? null : 'statement';
    case 'attribute': {
      const method = parent.parent;
      return method?.type === 'call' &&
        parent.field === 'function' &&
        /^(?:add_done_callback|set_name)$/.test(
          parent.child('attribute')!.text
        ) &&
        method.parent?.type === 'expression_statement'
        ? 'chained'
        : null;
    }
    case 'assignment':
      return call.field === 'right' && isLostVariable(parent, home, program)
        ? 'variable'
        : null;
    case 'lambda':
      return isCallback(parent) ? 'expression' : null;
    case 'list_comprehension':
    case 'set_comprehension':
      return call.field === 'body' &&
        parent.parent?.type === 'expression_statement' &&
        !(isNotebook && isKeptAsResult(parent.parent))
        ? 'expression'
        : null;
    default:
      return null;
  }
}

/**
 * Whether a statement is what the cell shows as its result, which IPython keeps
 * in `Out` (IPython, `DisplayHook.__call__`); a semicolon behind it forbids it.
 */
function isKeptAsResult(statement: SyntaxNode): boolean {
  const { parent, source, to } = statement;
  return (
    parent?.type === 'module' &&
    parent.parts[parent.parts.length - 1] === statement &&
    /^(?:\s|#[^\n]*(?:\n|$))*$/.test(source.slice(to))
  );
}

/**
 * Whether a variable holds the task only until its function, which waits for
 * nothing any more, returns.
 */
function isLostVariable(
  assignment: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const name = assignment.child('left')!;
  const statement = assignment.parent;
  if (
    name.type !== 'identifier' ||
    statement?.type !== 'expression_statement' ||
    runsAtOnce(name, home)
  ) {
    return false;
  }
  const def = name.closest(outer => outer.type === 'function_definition');
  const scope = home.scopes.lookup(name.text, name);
  if (def === null || scope.node !== def || scope.nonlocals.has(name.text)) {
    return false;
  }
  const waitsLater = some(
    ownNodes(def),
    node =>
      (node.type === 'await' ||
        node.type === 'yield' ||
        node.type === 'async') &&
      node.from > statement.to
  );
  const inLoop =
    name.closest(
      outer =>
        outer.type === 'while_statement' || outer.type === 'for_statement'
    ) !== null;
  return (
    !(waitsLater && !inLoop) &&
    readsOf(name, home, program).every(({ node }) => onlyAsks(node))
  );
}

/**
 * Whether a use of the task does not keep it: `task.add_done_callback(…)`.
 */
function onlyAsks(node: SyntaxNode): boolean {
  const attribute = node.parent;
  const call = attribute?.parent;
  return (
    attribute?.type === 'attribute' &&
    node.field === 'object' &&
    call?.type === 'call' &&
    attribute.field === 'function' &&
    call.parent?.type === 'expression_statement' &&
    /^(?:add_done_callback|set_name)$/.test(
      attribute.child('attribute')!.text
    ) &&
    !/\.discard|\.remove/.test(call.text)
  );
}

/**
 * Whether a lambda is given to something that throws its value away: widgets,
 * the loop, a task.
 */
function isCallback(lambda: SyntaxNode): boolean {
  const callee = callAround(lambda)?.child('function');
  return /^(?:on_click|on_submit|on_change|observe|on_msg|call_soon|call_soon_threadsafe|call_later|call_at|add_done_callback|add_signal_handler|add_reader|add_writer)$/.test(
    callee?.child('attribute')?.text ?? ''
  );
}

/**
 * Whether the task's coroutine waits for something; null where that cannot be
 * told. One that does not is done before anything can be collected.
 */
function waits(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean | null {
  if (isGather(call, home, program)) {
    return true;
  }
  const operand = unparenthesized(argumentsOf(call)[0].value);
  const value = valueOf(operand, home, program);
  if (value.kind !== 'coroutine') {
    return value.kind === 'unknown' ? null : false;
  }
  const def = value.definition?.value;
  return def?.type === 'function_definition' ? waitsIn(def) : true;
}

function waitsIn(def: SyntaxNode): boolean {
  return some(
    ownNodes(def),
    node => node.type === 'await' || node.type === 'async'
  );
}

function findingFor(
  lost: ILostTask,
  first: ICodeCell,
  context: IRuleContext
): IFinding {
  const { call, home, form } = lost;
  const { program } = context;
  const sure = waits(call, home, program) === true;
  const { evidence, shownIn } = evidenceFor(call, home, context);
  const severity: Severity = sure || evidence !== 'code' ? 'warning' : 'hint';
  const gathers = isGather(call, home, program);
  const awaited = gathers ? awaitGather(lost, shownIn, context) : null;
  const edits = awaited === null ? keepInSet(lost, first, program) : null;
  const rewrite: IRewrite | null =
    edits &&
    changeForm(
      {
        site: { home, node: call },
        edits,
        awaitedAt: [],
        kind: 'task',
        safe: true,
        values: { after: 'background_tasks.add(…)' }
      },
      shownIn,
      context
    );
  const cells = new Set(rewrite?.edits.map(({ cell }) => cell));
  return {
    rule: lostTask.id,
    values: {
      call: shortened(call.text),
      line: positionOf(home.cell.source, call.from).line,
      form: gathers ? 'gather' : form,
      variable:
        form === 'variable'
          ? statementOf(call).parts[0].child('left')!.text
          : ''
    },
    cell: home.cell.id,
    from: call.from,
    to: call.to,
    shownIn,
    evidence,
    matched: true,
    severity,
    rewrites:
      rewrite === null
        ? [awaited].flatMap(other => other ?? [])
        : [
            {
              ...rewrite,
              // The cell that defines the set runs first.
              rerun: program.cells
                .map(({ cell }) => cell.id)
                .filter(id => rewrite.rerun.includes(id) || cells.has(id))
            }
          ]
  };
}

/**
 * `Task was destroyed but it is pending!` (Lib/asyncio/tasks.py, `__del__`),
 * with the coroutine's name below.
 */
function evidenceFor(
  call: SyntaxNode,
  home: ICodeCell,
  { texts, program }: IRuleContext
): { evidence: EvidenceKind; shownIn: string } {
  const operand = argumentsOf(call)[0].value;
  const name = valueOf(operand, home, program).definition?.name;
  const shown =
    name === undefined
      ? undefined
      : texts.find(
          ({ channel, text }) =>
            channel === 'stderr' &&
            new RegExp(
              `Task was destroyed but it is pending!\\ntask: <Task \\w+ name=.* coro=<(?:[\\w.<>]+\\.)?${name}\\(\\)`
            ).test(text)
        );
  return shown === undefined
    ? { evidence: 'code', shownIn: home.cell.id }
    : { evidence: 'warning', shownIn: shown.cell.id };
}

function explain(trans: ITranslator, finding: IFinding): IExplanation {
  const { values, rewrites } = finding;
  const call = code(values.call);
  return {
    headline:
      values.form === 'gather'
        ? trans.__('Nothing waits for these tasks')
        : trans.__('Nothing keeps this task'),
    sentences: [
      values.form === 'variable'
        ? trans.__(
            'Once the function returns, nothing holds the task that %1 on line %2 starts: %3 is gone with it.',
            call,
            values.line,
            code(values.variable)
          )
        : values.form === 'gather'
          ? trans.__(
              'Nothing awaits what %1 on line %2 starts: the code goes on at once, and an exception stays unseen.',
              call,
              values.line
            )
          : trans.__(
              'Nothing holds the task that %1 on line %2 starts.',
              call,
              values.line
            ),
      trans.__(
        'The event loop itself holds tasks only weakly: Python may throw one away while it waits.'
      )
    ].join(' '),
    rewrites: rewrites.map(rewrite => explainForm(trans, rewrite))
  };
}
