import { placeOf } from '../python/awaitable';
import { isGuarded } from '../python/guards';
import { loopIsPatched } from '../python/loopPatch';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell } from '../python/program';
import { isReachedAtOnce } from '../python/reached';
import type { IRuleContext } from './rule';

/**
 * Whether the code alone shows that a call runs where a loop is running, and
 * nothing around it asks first.
 */
export function runsOnLoop(
  start: { readonly call: SyntaxNode; readonly home: ICodeCell },
  context: IRuleContext
): boolean {
  return (
    !isGuarded(start.call, start.home, context.program) &&
    isReachedOnLoop(start, context)
  );
}

/**
 * Whether the code alone shows that a call runs where a loop is running, whatever
 * asks first or catches the error.
 */
export function isReachedOnLoop(
  { call, home }: { readonly call: SyntaxNode; readonly home: ICodeCell },
  { document, program, facts }: IRuleContext
): boolean {
  if (
    facts.nestedLoops === true ||
    home.tree.hasError ||
    loopIsPatched(program)
  ) {
    return false;
  }
  const place = placeOf(call, home.scopes);
  if (place.kind === 'awaitable' && place.function !== null) {
    return true;
  }
  return document.kind === 'notebook' && isReachedAtOnce(call, home, program);
}
