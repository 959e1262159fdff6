/**
 * What of the extension a page holds.
 */
import type { Page } from '@playwright/test';

/**
 * Where the server has the extension's scripts.
 */
const OURS = '/extensions/jupyterlab-asyncio-helper/';

/**
 * What is used here of V8's heap snapshots.
 */
interface ISnapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly node_types: readonly [readonly string[]];
      readonly location_fields: readonly string[];
    };
  };
  readonly nodes: readonly number[];
  readonly locations: readonly number[];
  readonly strings: readonly string[];
}

/**
 * What the page holds after what can be collected has been: how many functions
 * that the extension's scripts have made, and objects of its classes, by their
 * name and place in the script. What listens, waits or observes is among them.
 */
export async function heldBy(page: Page): Promise<Map<string, number>> {
  const session = await page.context().newCDPSession(page);
  try {
    const scripts = new Set<string>();
    session.on('Debugger.scriptParsed', ({ scriptId, url }) => {
      if (url.includes(OURS)) {
        scripts.add(scriptId);
      }
    });
    await session.send('Debugger.enable');
    await session.send('Debugger.disable');
    await session.send('HeapProfiler.collectGarbage');
    const chunks: string[] = [];
    session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) =>
      chunks.push(chunk)
    );
    await session.send('HeapProfiler.takeHeapSnapshot', {
      reportProgress: false
    });
    return countIn(JSON.parse(chunks.join('')) as ISnapshot, scripts);
  } finally {
    await session.detach();
  }
}

function countIn(
  { snapshot: { meta }, nodes, locations, strings }: ISnapshot,
  scripts: ReadonlySet<string>
): Map<string, number> {
  const [object, script, line, column] = [
    'object_index',
    'script_id',
    'line',
    'column'
  ].map(field => meta.location_fields.indexOf(field));
  const [kind, name] = ['type', 'name'].map(field =>
    meta.node_fields.indexOf(field)
  );
  const counts = new Map<string, number>();
  for (let i = 0; i < locations.length; i += meta.location_fields.length) {
    if (scripts.has(String(locations[i + script]))) {
      const node = locations[i + object];
      const key = [
        meta.node_types[0][nodes[node + kind]],
        strings[nodes[node + name]],
        locations[i + script],
        locations[i + line],
        locations[i + column]
      ].join(' ');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}
