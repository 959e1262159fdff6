import { startsLoop } from '../startsLoop';

/**
 * `loop.run_until_complete(…)` (CPython Lib/asyncio/base_events.py,
 * `_check_running`).
 */
export const runUntilComplete = startsLoop({
  id: 'run-until-complete',
  kind: 'complete',
  word: /\brun_until_complete\b/
});
