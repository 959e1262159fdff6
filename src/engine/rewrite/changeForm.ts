import type { IEdit } from '../edit';
import type { IRewrite, RewriteKind, Value } from '../finding';
import type { SyntaxNode } from '../python/node';
import type { IAwaitContext } from './awaitRules';
import { awaitRules } from './awaitRules';
import type { ISite } from './effects';
import { effectsOf } from './effects';
import { allowAwait } from './makeAsync';
import { shortened } from './shortened';

/**
 * What one change of form is like.
 */
export interface IFormChange {
  /**
   * The expression or statement that changes.
   */
  readonly site: ISite;
  readonly edits: readonly IEdit[];

  /**
   * The places in the same cell where `await`, `async for` or `async with` will
   * stand.
   */
  readonly awaitedAt: readonly SyntaxNode[];
  readonly kind: RewriteKind;
  readonly safe: boolean;

  /**
   * What the rewrite's title and notes name.
   */
  readonly values?: Readonly<Record<string, Value>>;
}

/**
 * The rewrite that makes the edits, with plain functions around them made async
 * and awaited by their callers, in all cells. Null where `await` cannot stand
 * in one of the places, or where the cell cannot be changed.
 *
 * @param shownIn - the cell that shows the trouble
 */
export function changeForm(
  { site, edits, awaitedAt, kind, safe, values }: IFormChange,
  shownIn: string,
  context: IAwaitContext
): IRewrite | null {
  const { home, node } = site;
  if (home.tree.hasError || !home.cell.editable) {
    return null;
  }
  const all = [...edits];
  const changed: ISite[] = [site];
  const functions: string[] = [];
  for (const place of awaitedAt) {
    const plan = allowAwait(place, home, context.program, awaitRules(context));
    if (plan === null) {
      return null;
    }
    all.push(...plan.edits);
    for (const definition of plan.functions) {
      changed.push({ home: definition.home, node: definition.value! });
      functions.push(definition.name);
    }
  }
  const effects = effectsOf(changed, all, site, shownIn, context.program);
  return {
    kind,
    safety: safe ? 'safe' : 'check',
    edits: all,
    rerun: effects.rerun,
    values: {
      ...effects.values,
      operand: shortened(node.text),
      functions: [...new Set(functions)],
      ...values
    }
  };
}
