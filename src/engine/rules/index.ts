import { asyncContext } from './async-context/rule';
import { asyncIteration } from './async-iteration/rule';
import { asyncioRun } from './asyncio-run/rule';
import { asyncioRunner } from './asyncio-runner/rule';
import { awaitedTwice } from './awaited-twice/rule';
import { coroutineCollection } from './coroutine-collection/rule';
import { awaitPlain } from './await-plain/rule';
import { coroutineArguments } from './coroutine-arguments/rule';
import { endKernelLoop } from './end-kernel-loop/rule';
import { forgottenAwait } from './forgotten-await/rule';
import { libraryLoop } from './library-loop/rule';
import type { IRule } from './rule';
import { runForever } from './run-forever/rule';
import { runUntilComplete } from './run-until-complete/rule';
import { unfinishedTask } from './unfinished-task/rule';

/**
 * Every rule, in the order in which they are asked.
 */
export const RULES: readonly IRule[] = [
  asyncioRun,
  runUntilComplete,
  asyncioRunner,
  runForever,
  endKernelLoop,
  libraryLoop,
  forgottenAwait,
  coroutineCollection,
  awaitedTwice,
  asyncIteration,
  asyncContext,
  awaitPlain,
  unfinishedTask,
  coroutineArguments
];
