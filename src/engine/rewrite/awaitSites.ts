import type { IEdit } from '../edit';
import type { IRewrite } from '../finding';
import type { IDefinition } from '../python/program';
import type { IAwaitContext } from './awaitRules';
import { awaitRules } from './awaitRules';
import type { ISite } from './effects';
import { dropAwait } from './dropAwait';
import { effectsOf } from './effects';
import { awaitExpression } from './makeAsync';
import { misplacedAwait } from './misplacedAwait';
import { shortened } from './shortened';

/**
 * The rewrite that awaits expressions where they stand; functions around them
 * become async, and their callers await them, in all cells. Null where `await`
 * cannot stand in one of the places.
 *
 * @param sites - the expressions, at least one; the first is the cause
 * @param shownIn - the cell that shows the trouble
 * @param safe - whether it is beyond doubt that each gives an awaitable, and
 * that its value is what the code wants
 */
export function awaitSites(
  sites: readonly ISite[],
  shownIn: string,
  safe: boolean,
  context: IAwaitContext
): IRewrite | null {
  const rules = awaitRules(context);
  const edits: IEdit[] = [];
  const functions: IDefinition[] = [];
  for (const { home, node } of sites) {
    const plan =
      home.tree.hasError || !home.cell.editable
        ? null
        : awaitExpression(node, home, context.program, rules);
    if (plan === null) {
      return null;
    }
    const misplaced = misplacedAwait(node, home, context.program);
    edits.push(
      ...(misplaced === null ? [] : dropAwait(misplaced, home.cell.id)),
      ...plan.edits
    );
    functions.push(...plan.functions);
  }
  const [cause] = sites;
  const { rerun, values } = effectsOf(
    [...sites, ...functions.map(({ home, value }) => ({ home, node: value! }))],
    edits,
    cause,
    shownIn,
    context.program
  );
  return {
    kind: 'await',
    safety: safe ? 'safe' : 'check',
    edits,
    rerun,
    values: {
      ...values,
      operand: shortened(cause.node.text),
      functions: [...new Set(functions.map(({ name }) => name))]
    }
  };
}
