import type { IRewrite } from '../finding';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell } from '../python/program';
import { asyncioModule } from './asyncioModule';
import type { IAwaitContext } from './awaitRules';
import { awaitRules } from './awaitRules';
import { effectsOf } from './effects';
import { allowAwait } from './makeAsync';
import { needsParentheses } from './putAwait';
import { mentionsLoopBound } from '../python/loopBound';
import { shortened } from './shortened';

/**
 * `await asyncio.to_thread(function, …)`: the library's loop runs in a thread,
 * and the kernel's is free meanwhile. Null where the call cannot be written so,
 * or uses what belongs to the kernel's loop.
 *
 * @param shownIn - the cell that failed
 * @param safe - whether it is beyond doubt that the call may run in a thread
 */
export function threadCall(
  call: SyntaxNode,
  home: ICodeCell,
  shownIn: string,
  context: IAwaitContext,
  { safe }: { readonly safe: boolean }
): IRewrite | null {
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
    return null;
  }
  const plan = allowAwait(call, home, program, awaitRules(context));
  if (plan === null) {
    return null;
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
  return {
    kind: 'thread',
    safety: safe ? 'safe' : 'check',
    edits,
    rerun,
    values: { operand: shortened(call.text), ...values }
  };
}
