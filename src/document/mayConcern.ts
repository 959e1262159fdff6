import type { IOutputModel } from '@jupyterlab/rendermime';

/**
 * Words of which one stands in every message that a rule knows.
 */
const WORDS =
  /async|await|sync invocation|corou?tine|event.?loop|loop is|'loop'|\*loop\*|different loop|nest_asyncio|context manager protocol|__a?(?:enter|exit)__|InvalidStateError|unhashable type|_GatheringFuture|'(?:Task|Future)' object|is not (?:iterable|an iterator)|non-iterable|must be an iterable|RequestContextManager|can only join an iterable|Tasks\/Futures|bad yield|Exception in thread|Exception Group Traceback|never retrieved|destroyed but it is pending|Unclosed c|object is not callable|cancel scope|different Context|attached to a different|Can't pickle|cannot pickle|BrokenProcessPool|on <module '__main__'/i;

/**
 * What a result or printed text holds where a coroutine or the like was shown:
 * `<coroutine object main at 0x…>`, also within a list or a sentence.
 */
const SHOWN = /<(coroutine|async_generator|Task|Future|_GatheringFuture)\b/;

/**
 * What Python says where a loop is running, printed by code that caught it.
 */
const CAUGHT =
  /running event loop|event loop is already running|another loop is running/;

/**
 * Whether an output could show a trouble with asyncio. A cheap test, without
 * the engine: it may say yes too often, and never no where it should not.
 *
 * @param knowsMore - whether there are recipes of a site's own, with any words
 */
export function mayConcern(output: IOutputModel, knowsMore = false): boolean {
  switch (output.type) {
    case 'error': {
      const { ename, evalue, traceback } = output.toJSON();
      if (ename === 'KeyboardInterrupt' || knowsMore) {
        // What was stopped may have waited for its own loop.
        return true;
      }
      const lines = Array.isArray(traceback) ? traceback : [];
      return [ename, evalue, ...lines].some(text => WORDS.test(String(text)));
    }
    case 'stream': {
      const { name, text } = output.toJSON();
      const said = String(text);
      return name === 'stderr'
        ? WORDS.test(said)
        : SHOWN.test(said) || CAUGHT.test(said);
    }
    case 'execute_result':
      return SHOWN.test(String(output.data['text/plain'] ?? ''));
    default:
      return false;
  }
}
