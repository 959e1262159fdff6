import type { ITranslator } from '../finding';
import { code } from '../inlineCode';

/**
 * Why nothing is offered for what waits while a lock of threads is held.
 */
export function explainHeldLock(trans: ITranslator): string {
  return trans.__(
    'A thread lock is held here. To await meanwhile would stop the loop for good as soon as another coroutine wants that lock: wait outside of it, or use %1.',
    code('asyncio.Lock')
  );
}
