import { asyncioRun } from './asyncio-run/rule';
import { asyncioRunner } from './asyncio-runner/rule';
import { endKernelLoop } from './end-kernel-loop/rule';
import { libraryLoop } from './library-loop/rule';
import type { IRule } from './rule';
import { runForever } from './run-forever/rule';
import { runUntilComplete } from './run-until-complete/rule';

/**
 * Every rule, in the order in which they are asked.
 */
export const RULES: readonly IRule[] = [
  asyncioRun,
  runUntilComplete,
  asyncioRunner,
  runForever,
  endKernelLoop,
  libraryLoop
];
