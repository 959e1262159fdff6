import { asyncioRun } from './asyncio-run/rule';
import type { IRule } from './rule';

/**
 * Every rule, in the order in which they are asked.
 */
export const RULES: readonly IRule[] = [asyncioRun];
