import type { KernelMessage } from '@jupyterlab/services';
import type { IKernelFacts } from '../engine/document';

/**
 * What a kernel says of itself when it starts. Nothing is asked of it.
 *
 * @param info - The kernel's reply, or null where there is no kernel.
 * @param switchesStacks - Whether this browser lets WebAssembly wait for
 * promises. Pyodide, which runs in it, needs that for `asyncio.run` in a cell.
 */
export function kernelFacts(
  info: KernelMessage.IInfoReply | null,
  switchesStacks = canSwitchStacks()
): IKernelFacts {
  if (!info) {
    return {};
  }
  const { implementation, language_info } = info;
  return {
    ...(implementation && { implementation }),
    ...(language_info?.version && { pythonVersion: language_info.version }),
    ...(implementation === 'pyodide' && {
      nestedLoops: switchesStacks,
      threads: false
    })
  };
}

/**
 * JavaScript Promise Integration, as Pyodide itself looks for it.
 */
function canSwitchStacks(): boolean {
  return typeof WebAssembly !== 'undefined' && 'Suspending' in WebAssembly;
}
