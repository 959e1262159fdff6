import type {
  IExplanation,
  IFinding,
  IRewrite,
  IRewriteExplanation,
  ITranslator
} from '../finding';
import { code } from '../inlineCode';
import { listed } from '../listed';
import {
  explainAwait,
  namesIn,
  repeatNotes,
  sharedNotes
} from './explainAwait';

/**
 * A call that starts a loop, in words.
 */
export function explainStart(
  trans: ITranslator,
  finding: IFinding
): IExplanation {
  return {
    headline: headline(trans, finding),
    sentences: sentences(trans, finding),
    rewrites: finding.rewrites.map(rewrite => explainRewrite(trans, rewrite))
  };
}

function headline(trans: ITranslator, { values }: IFinding): string {
  if (values.elsewhere) {
    return trans.__(
      'The cause is in cell %1: %2 starts an event loop, and one is already running',
      values.elsewhere,
      code(values.function || values.call)
    );
  }
  return trans.__('An event loop is already running in this kernel');
}

function sentences(trans: ITranslator, finding: IFinding): string {
  return `${wants(trans, finding)} ${instead(trans, finding)}`;
}

/**
 * What the call is about to do. A loop that is run by its own methods may be the
 * kernel's, so that none is started.
 */
function wants(trans: ITranslator, { rule, values }: IFinding): string {
  const call = code(values.call);
  return rule === 'run-until-complete' || rule === 'run-forever'
    ? trans.__(
        '%1 on line %2 wants to run an event loop itself.',
        call,
        values.line
      )
    : trans.__(
        '%1 on line %2 wants to start a loop of its own.',
        call,
        values.line
      );
}

/**
 * Why that need not be, and what is to be done.
 */
function instead(trans: ITranslator, { values, rewrites }: IFinding): string {
  const [best] = rewrites;
  if (values.magic && best === undefined) {
    return trans.__(
      'IPython keeps one running here, so that a cell can simply %2; not under %1, which no plain code replaces. Without the magic there is a rewrite.',
      code(values.magic),
      code('await')
    );
  }
  if (best?.kind === 'task') {
    return trans.__(
      'It never comes back. IPython keeps a loop running here, so it can go on in the background while the notebook stays free.'
    );
  }
  if (values.place === 'awaitable' && values.function) {
    return trans.__(
      '%1 already runs on one, so it can simply %2.',
      code(values.function),
      code('await')
    );
  }
  const functions = namesIn(best, 'functions');
  if (best?.kind === 'await' && functions.length > 0) {
    return trans._n(
      'IPython keeps one running here. Make %2 async and await it where it is called: %1 cell changes.',
      'IPython keeps one running here. Make %2 async and await it where it is called: %1 cells change.',
      Number(best.values.cells),
      listed(trans, functions.map(code))
    );
  }
  if (best?.kind === 'thread' && best.values.blocks) {
    return trans.__(
      'IPython keeps one running here. %1 cannot stand there, or not wherever that code is used: in a thread, the coroutine has its own loop.',
      code('await')
    );
  }
  if (best?.kind === 'thread') {
    return trans.__(
      'IPython keeps one running here. In a thread, the coroutine has a loop that nothing else uses, and that ends with it.'
    );
  }
  if (values.allTasks) {
    return trans.__(
      'IPython keeps one running here, so that a cell can simply %1. Before that, take out what is done to the tasks of %2: on this loop, the kernel’s own are among them. Keep your own tasks in a list, and cancel or await those.',
      code('await'),
      code(values.allTasks)
    );
  }
  if (values.place === 'function' && best === undefined) {
    return trans.__(
      'IPython keeps one running here. Make %1 an %2 function, use %3 in it, and wherever it is called.',
      code(values.function),
      code('async def'),
      code('await')
    );
  }
  if (best === undefined) {
    return trans.__(
      'IPython keeps one running here, so that a cell can simply %1 a coroutine. No rewrite is safe without knowing more of this code than it shows.',
      code('await')
    );
  }
  return trans.__(
    'IPython keeps one running here, so that a cell can simply %1.',
    code('await')
  );
}

function explainRewrite(
  trans: ITranslator,
  rewrite: IRewrite
): IRewriteExplanation {
  const notes = [...repeatNotes(trans, rewrite), ...lossNotes(trans, rewrite)];
  const { values } = rewrite;
  switch (rewrite.kind) {
    case 'task':
      return {
        title: trans.__('Run in background'),
        notes,
        done: values.stop
          ? trans.__('Runs in the background; %1 stops it', code(values.stop))
          : values.task === ''
            ? trans.__('Left to the loop that is running')
            : trans.__(
                'Runs in the background as %1; %2 stops it',
                code(values.task),
                code(`${String(values.task).split(', ')[0]}.cancel()`)
              )
      };
    case 'thread':
      return {
        title: trans.__('Run in a thread, on a loop of its own'),
        notes,
        done: trans.__('Rewritten to run %1 in a thread', code(values.operand))
      };
    default: {
      const awaited = explainAwait(trans, rewrite, notes);
      const cancelled = listed(trans, namesIn(rewrite, 'cancels').map(code));
      return cancelled === ''
        ? awaited
        : {
            ...awaited,
            title: trans.__('Await it, and cancel %1 at its end', cancelled)
          };
    }
  }
}

/**
 * What the rewritten code no longer does.
 */
export function lossNotes(
  trans: ITranslator,
  { kind, safety, values }: IRewrite
): string[] {
  const notes: string[] = [];
  if (kind === 'task' && values.target) {
    notes.push(
      trans.__(
        'The cell no longer waits: the value comes later, with %1.',
        code(`${values.target} = await ${values.task}`)
      )
    );
  }
  if (kind === 'thread' && values.blocks) {
    notes.push(
      trans.__(
        'The cell waits for the thread, and tasks of the notebook wait with it.'
      )
    );
  }
  for (const task of namesIn({ values }, 'tasks')) {
    notes.push(
      values.endedBy === ''
        ? trans.__(
            '%1 will keep running; it would have stopped with the loop.',
            code(task)
          )
        : trans.__(
            '%1 will keep running; %2 would have cancelled it.',
            code(task),
            code('asyncio.run')
          )
    );
  }
  notes.push(...sharedNotes(trans, { values }));
  if (values.stops) {
    notes.push(
      trans.__(
        'What stopped the loop is gone too: on the kernel’s loop it would end the kernel. The failed run may have left it there: restart the kernel.'
      )
    );
  }
  const dropped = listed(trans, namesIn({ values }, 'dropped').map(code));
  if (kind === 'await' && dropped !== '' && safety === 'check') {
    notes.push(
      trans.__('%1 is left out: the loop is running already.', dropped)
    );
  }
  return notes;
}
