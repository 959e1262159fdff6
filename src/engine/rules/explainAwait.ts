import type { IRewrite, IRewriteExplanation, ITranslator } from '../finding';
import { code } from '../inlineCode';
import { listed } from '../listed';

/**
 * A rewrite that awaits something, in words.
 *
 * @param notes - what the person should know before choosing it
 */
export function explainAwait(
  trans: ITranslator,
  rewrite: IRewrite,
  notes: readonly string[] = repeatNotes(trans, rewrite)
): IRewriteExplanation {
  const edited = namesIn(rewrite, 'editedIn');
  if (rewrite.kind === 'task' && rewrite.values.stop !== undefined) {
    return {
      title: trans.__('Run in background'),
      notes,
      done: trans.__(
        'Runs in the background; %1 stops it',
        code(rewrite.values.stop)
      )
    };
  }
  return {
    title:
      namesIn(rewrite, 'functions').length > 0
        ? trans.__('Make it async, and await it where it is called')
        : trans.__('Await it here'),
    notes,
    done:
      edited.length > 1
        ? trans.__('Rewritten in %1', listed(trans, edited))
        : trans.__('Rewritten to %1', code(`await ${rewrite.values.operand}`))
  };
}

/**
 * What runs a second time with the rewrite.
 */
export function repeatNotes(trans: ITranslator, rewrite: IRewrite): string[] {
  const cells = namesIn(rewrite, 'repeatedIn');
  return namesIn(rewrite, 'repeated').map((call, i) =>
    cells[i] === ''
      ? trans.__('Running the cell again also repeats %1.', code(call))
      : trans.__('%1 also runs %2.', cells[i], code(call))
  );
}

/**
 * What a coroutine does to the kernel's loop, or in the cell's context, that a
 * loop of its own would have kept to itself.
 */
export function sharedNotes(
  trans: ITranslator,
  rewrite: Pick<IRewrite, 'values'>
): string[] {
  const { values } = rewrite;
  const settings = [...new Set(namesIn(rewrite, 'settings'))];
  const variables = [...new Set(namesIn(rewrite, 'variables'))];
  return [
    ...namesIn(rewrite, 'siblings').map(siblings =>
      trans.__(
        'When one of %1 fails, the others go on; they would have ended with a loop of their own.',
        code(siblings)
      )
    ),
    ...(values.signals
      ? [
          trans.__(
            'Its signal handlers become the kernel’s, Interrupt among them.'
          )
        ]
      : []),
    ...(settings.length > 0
      ? [
          trans.__(
            'What it sets stays set on the kernel’s loop: %1.',
            listed(trans, settings.map(code))
          )
        ]
      : []),
    ...(variables.length > 0
      ? [
          trans.__(
            'What it sets in %1 stays set in the cell.',
            listed(trans, variables.map(code))
          )
        ]
      : []),
    ...(values.seesTasks
      ? [
          trans.__(
            '%1 gives the kernel’s own tasks too.',
            code('asyncio.all_tasks()')
          )
        ]
      : [])
  ];
}

/**
 * A list among a rewrite's values; empty where it has none of that name.
 */
export function namesIn(
  rewrite: Pick<IRewrite, 'values'> | undefined,
  name: string
): readonly string[] {
  const value = rewrite?.values[name];
  return Array.isArray(value) ? value : [];
}
