import type {
  IExplanation,
  IFinding,
  IRewrite,
  IRewriteExplanation,
  ITranslator
} from '../../finding';
import { code } from '../../inlineCode';
import { listed } from '../../listed';
import {
  explainAwait,
  namesIn,
  repeatNotes,
  sharedNotes
} from '../explainAwait';

/**
 * A library's call in words.
 */
export function explain(trans: ITranslator, finding: IFinding): IExplanation {
  return {
    headline: headline(trans, finding),
    sentences: sentences(trans, finding),
    rewrites: finding.rewrites.map(rewrite => explainRewrite(trans, rewrite))
  };
}

function headline(trans: ITranslator, { values }: IFinding): string {
  if (values.library === '') {
    return values.isRequest
      ? trans.__('The request stands where its answer was meant')
      : trans.__('%1 has to be awaited', code(values.call));
  }
  if (values.asyncOnly === true) {
    return values.elsewhere
      ? trans.__(
          'The cause is in cell %1: only the async version of %2 works there',
          values.elsewhere,
          code(values.call)
        )
      : trans.__('Only the async version of %1 works here', code(values.call));
  }
  return values.elsewhere
    ? trans.__(
        'The cause is in cell %1: %2 does not work where an event loop is running',
        values.elsewhere,
        code(values.call)
      )
    : trans.__('An event loop is already running in this kernel');
}

function sentences(
  trans: ITranslator,
  { values, rewrites: [best] }: IFinding
): string {
  const { library, line } = values;
  const call = code(values.call);
  if (values.asyncOnly === true) {
    return asyncOnly(trans, values, best);
  }
  if (library === '' && !values.isRequest) {
    return trans.__(
      '%1 on line %2 gives an awaitable and not yet its result: %3 waits for it and gives the result.',
      call,
      line,
      code('await')
    );
  }
  if (library === '') {
    return trans.__(
      '%1 on line %2 makes a request, which has not been sent yet. %3 sends it and gives the answer; so does %4, which also lets the connection go at the end.',
      call,
      line,
      code('await'),
      code('async with')
    );
  }
  if (values.call === '') {
    return trans.__(
      '%1 refuses this call where an event loop is running, and IPython keeps one running here. The traceback does not say which line it was, so there is no rewrite to offer.',
      library
    );
  }
  if (values.awaited === true) {
    return trans.__(
      '%1 on line %2 is awaited, and %3 refuses it all the same: an object that it uses is for code without an event loop, or can be used only once. Make that object again, with the async classes of %3, and then %4 this.',
      call,
      line,
      library,
      code('await')
    );
  }
  if (values.magic && best === undefined) {
    return trans.__(
      '%1 on line %2 does not work where an event loop is running, as it is here, and under %3 a cell cannot %4: take the magic away first.',
      call,
      line,
      code(`%%${values.magic}`),
      code('await')
    );
  }
  switch (best?.kind) {
    case 'task':
      return trans.__(
        '%1 on line %2 wants an event loop of its own, and never comes back. IPython keeps a loop running here, so %3 can go on in the background while the notebook stays free.',
        call,
        line,
        library
      );
    case 'await':
      if (best.values.loop) {
        return trans.__(
          '%1 on line %2 is read while it is iterated over, which %3 refuses where an event loop is running, as it is here. %4 may read it.',
          call,
          line,
          library,
          code('async for')
        );
      }
      if (best.values.twin) {
        return trans.__(
          '%1 on line %2 is for code without an event loop, and IPython keeps one running here. %3 has the same functions with %4 in %5.',
          call,
          line,
          library,
          code('await'),
          code(best.values.twin)
        );
      }
      return trans.__(
        '%1 on line %2 is for code without an event loop, and IPython keeps one running here. %3 has an async version of it: %4.',
        call,
        line,
        library,
        code(
          `${best.values.enters === true ? 'async with' : 'await'} ${best.values.operand}`
        )
      );
    case 'other':
      return trans.__(
        '%1 on line %2 only keeps the event loop running, and IPython does that already. What %3 has begun goes on without it.',
        call,
        line,
        library
      );
    case 'thread':
      return trans.__(
        '%1 on line %2 is for code without an event loop, and IPython keeps one running here. In a thread there is none.',
        call,
        line
      );
    default:
      return trans.__(
        '%1 on line %2 is for code without an event loop, and IPython keeps one running here. Look in the documentation of %3 for its async version, and %4 that; no rewrite is safe without knowing more of this code than it shows.',
        call,
        line,
        library,
        code('await')
      );
  }
}

/**
 * A call that came to a coroutine function, in words.
 */
function asyncOnly(
  trans: ITranslator,
  { call, line, library }: IFinding['values'],
  best: IRewrite | undefined
): string {
  if (call === '') {
    return trans.__(
      'This came to a coroutine function, which %1 runs only in its async methods. The traceback does not say which line it was, so there is no rewrite to offer.',
      library
    );
  }
  return best === undefined
    ? trans.__(
        '%1 on line %2 comes to a coroutine function, which %3 runs only in its async methods: use those, with %4 or %5.',
        code(call),
        line,
        library,
        code('await'),
        code('async for')
      )
    : trans.__(
        '%1 on line %2 comes to a coroutine function, which %3 runs only in its async methods: %4.',
        code(call),
        line,
        library,
        code(
          best.values.iterates === true
            ? `async for … in ${best.values.operand}`
            : `await ${best.values.operand}`
        )
      );
}

function explainRewrite(
  trans: ITranslator,
  rewrite: IRewrite
): IRewriteExplanation {
  const { kind, values } = rewrite;
  const notes = [...repeatNotes(trans, rewrite), ...lossNotes(trans, rewrite)];
  switch (kind) {
    case 'task':
      return {
        title: trans.__('Run in background'),
        notes: [
          ...notes,
          trans.__(
            'It answers while no cell keeps the kernel busy: ask it with an async client, or from a thread.'
          )
        ],
        done: trans.__('Runs in the background; %1 stops it', code(values.stop))
      };
    case 'other':
      return {
        title: trans.__('Take it out'),
        notes: [
          ...notes,
          trans.__(
            'If the cell has failed at this call, what stands above it has run: it need not run again.'
          )
        ],
        done: trans.__('Taken out: %1', code(values.operand))
      };
    case 'thread':
      return {
        title: values.block
          ? trans.__('Run all of it in one thread')
          : trans.__('Run it in a thread'),
        notes,
        done: trans.__('Rewritten to run %1 in a thread', code(values.operand))
      };
    default:
      if (values.twin) {
        return {
          title: trans.__('Use %1', code(values.twin)),
          notes,
          done: trans.__('Rewritten to use %1', code(values.twin))
        };
      }
      if (values.enters) {
        return {
          title: trans.__('Enter it with %1', code('async with')),
          notes,
          done: trans.__('Rewritten to %1', code('async with'))
        };
      }
      if (values.loop || values.iterates) {
        return {
          title: trans.__('Iterate with %1', code('async for')),
          notes,
          done: trans.__('Rewritten to %1', code('async for'))
        };
      }
      return explainAwait(trans, rewrite, notes);
  }
}

/**
 * What the rewritten code no longer does.
 */
function lossNotes(trans: ITranslator, { safety, values }: IRewrite): string[] {
  const notes = namesIn({ values }, 'tasks').map(task =>
    trans.__(
      '%1 will keep running; %2 would have cancelled it.',
      code(task),
      code(values.starter)
    )
  );
  if (values.breaksKernel) {
    notes.push(
      trans.__(
        'If the call has failed here already, restart the kernel first: what it left behind stops the kernel’s own loop.'
      )
    );
  }
  if (values.startsAnyway) {
    notes.push(
      trans.__(
        'If the call has failed here already, it was begun all the same, and goes on behind the notebook: restart the kernel first, or it is done twice.'
      )
    );
  }
  notes.push(...sharedNotes(trans, { values }));
  const dropped = listed(trans, namesIn({ values }, 'dropped').map(code));
  if (dropped !== '' && safety === 'check') {
    notes.push(
      trans.__('%1 is left out: the loop is running already.', dropped)
    );
  }
  return notes;
}
