import { startsLoop } from '../startsLoop';

/**
 * `asyncio.run(…)` (CPython Lib/asyncio/runners.py, `run`).
 */
export const asyncioRun = startsLoop({
  id: 'asyncio-run',
  kind: 'run',
  word: /\basyncio\b/
});
