import { startsLoop } from '../startsLoop';

/**
 * `loop.run_forever()` (CPython Lib/asyncio/base_events.py, `run_forever`).
 */
export const runForever = startsLoop({
  id: 'run-forever',
  kind: 'forever',
  word: /\brun_forever\b/
});
