/**
 * The minor version of Python 3 that took the `loop` parameter away, and what
 * had it until then: every function of asyncio whose signature in 3.9
 * (Lib/asyncio/tasks.py, locks.py, queues.py, streams.py, subprocess.py) has one
 * that 3.10 has no more. `ensure_future`, `wrap_future`, `Future`, `Task`,
 * `StreamReader`, `all_tasks` and `run_coroutine_threadsafe` still take it.
 */
export const LOOP_ARGUMENT_SINCE = 10;
export const HAD_LOOP_ARGUMENT: ReadonlySet<string> = new Set(
  `
    BoundedSemaphore Condition Event LifoQueue Lock PriorityQueue Queue Semaphore
    as_completed create_subprocess_exec create_subprocess_shell gather
    open_connection open_unix_connection shield sleep start_server
    start_unix_server wait wait_for
  `
    .trim()
    .split(/\s+/)
    .map(name => `asyncio.${name}`)
);

/**
 * Those of them that take the loop when they are called, not when they run:
 * what they give belongs to it.
 */
export const BOUND_AT_ONCE: ReadonlySet<string> = new Set([
  'asyncio.as_completed',
  'asyncio.gather',
  'asyncio.shield'
]);

/**
 * A name that is gone.
 */
export interface IRemovedName {
  /**
   * The minor version of Python 3 that no longer has it.
   */
  readonly since: number;

  /**
   * What does the same now, or null.
   */
  readonly instead: string | null;
}

/**
 * Names of asyncio that are gone (What's New in Python 3.7, 3.9, 3.11, 3.14,
 * sections "Removed").
 */
export const REMOVED_NAMES: Readonly<Record<string, IRemovedName | undefined>> =
  {
    'asyncio.JoinableQueue': { since: 5, instead: 'asyncio.Queue' },
    'asyncio.Task.all_tasks': { since: 9, instead: 'asyncio.all_tasks' },
    'asyncio.Task.current_task': { since: 9, instead: 'asyncio.current_task' },
    'asyncio.coroutine': { since: 11, instead: null },
    'asyncio.coroutines.coroutine': { since: 11, instead: null },
    ...Object.fromEntries(
      `AbstractChildWatcher FastChildWatcher MultiLoopChildWatcher
      PidfdChildWatcher SafeChildWatcher ThreadedChildWatcher get_child_watcher
      set_child_watcher`
        .split(/\s+/)
        .map(name => [`asyncio.${name}`, { since: 14, instead: null }])
    )
  };
