import { asyncContext } from './async-context/rule';
import { asyncIteration } from './async-iteration/rule';
import { asyncioRun } from './asyncio-run/rule';
import { asyncioRunner } from './asyncio-runner/rule';
import { autoawaitOff } from './autoawait-off/rule';
import { awaitOutsideAsync } from './await-outside-async/rule';
import { awaitPlain } from './await-plain/rule';
import { awaitUnderMagic } from './await-under-magic/rule';
import { awaitedTwice } from './awaited-twice/rule';
import { blockedLoop } from './blocked-loop/rule';
import { blockingCall } from './blocking-call/rule';
import { calledInThread } from './called-in-thread/rule';
import { coroutineArguments } from './coroutine-arguments/rule';
import { coroutineCallback } from './coroutine-callback/rule';
import { coroutineCollection } from './coroutine-collection/rule';
import { coroutineInThread } from './coroutine-in-thread/rule';
import { cpuBound } from './cpu-bound/rule';
import { endKernelLoop } from './end-kernel-loop/rule';
import { enteredElsewhere } from './entered-elsewhere/rule';
import { eventNeverSet } from './event-never-set/rule';
import { exceptionGroup } from './exception-group/rule';
import { forgottenAwait } from './forgotten-await/rule';
import { libraryCall } from './library-call/rule';
import { libraryLoop } from './library-loop/rule';
import { lockAcrossAwait } from './lock-across-await/rule';
import { loopFromThread } from './loop-from-thread/rule';
import { lostTask } from './lost-task/rule';
import { nestAsyncio } from './nest-asyncio/rule';
import { otherLoop } from './other-loop/rule';
import { processPool } from './process-pool/rule';
import { removedApi } from './removed-api/rule';
import type { IRule } from './rule';
import { runForever } from './run-forever/rule';
import { runScript } from './run-script/rule';
import { runUntilComplete } from './run-until-complete/rule';
import { sharedState } from './shared-state/rule';
import { syncCallsAsync } from './sync-calls-async/rule';
import { taskException } from './task-exception/rule';
import { taskInThread } from './task-in-thread/rule';
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
  libraryCall,
  libraryLoop,
  nestAsyncio,
  forgottenAwait,
  coroutineCallback,
  coroutineCollection,
  awaitedTwice,
  awaitUnderMagic,
  runScript,
  autoawaitOff,
  removedApi,
  asyncIteration,
  asyncContext,
  awaitPlain,
  unfinishedTask,
  coroutineArguments,
  awaitOutsideAsync,
  syncCallsAsync,
  blockingCall,
  blockedLoop,
  taskInThread,
  loopFromThread,
  coroutineInThread,
  calledInThread,
  lostTask,
  taskException,
  exceptionGroup,
  enteredElsewhere,
  eventNeverSet,
  otherLoop,
  lockAcrossAwait,
  sharedState,
  cpuBound,
  processPool
];
