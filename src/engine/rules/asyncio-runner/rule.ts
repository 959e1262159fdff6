import { startsLoop } from '../startsLoop';

/**
 * `asyncio.Runner().run(…)` (CPython Lib/asyncio/runners.py, `Runner.run`).
 */
export const asyncioRunner = startsLoop({
  id: 'asyncio-runner',
  kind: 'runner',
  word: /\bRunner\b/
});
