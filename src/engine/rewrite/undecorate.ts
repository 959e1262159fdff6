import type { IEdit } from '../edit';
import { indentationAt, lineEnd } from '../lines';
import type { IDefinition, Program } from '../python/program';
import { referencesTo } from '../python/references';
import type { IAsyncPlan, IAwaitRules } from './makeAsync';
import { allowAwait } from './makeAsync';
import { putAwait } from './putAwait';

/**
 * The plan that takes the one decorator of a coroutine function away, which made
 * a plain function of it, and awaits every call of it in all cells. Null where
 * one reference is not a plain call in a place where `await` can stand.
 */
export function undecorate(
  definition: IDefinition,
  program: Program,
  rules: IAwaitRules
): IAsyncPlan | null {
  const { home, value: def } = definition;
  const decorator = def?.parent?.parts.find(({ type }) => type === 'decorator');
  const references = referencesTo(definition, program);
  if (decorator === undefined || references === null || !home.cell.editable) {
    return null;
  }
  const { source } = home.cell;
  const next = lineEnd(source, decorator.to) + 1;
  const edits: IEdit[] = [
    {
      cell: home.cell.id,
      from: decorator.from,
      to: next + indentationAt(source, next).length,
      insert: ''
    }
  ];
  const functions = [definition];
  for (const { node, home: where } of references) {
    const call = node.parent!;
    const plan =
      call.type === 'call' && call.child('function') === node
        ? allowAwait(call, where, program, rules)
        : null;
    if (plan === null) {
      return null;
    }
    edits.push(...plan.edits, ...putAwait(call, where.cell.id));
    functions.push(...plan.functions);
  }
  return { edits, functions };
}
