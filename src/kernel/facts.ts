import type { ISessionContext } from '@jupyterlab/apputils';
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
  if (implementation === PYODIDE) {
    // The version that it tells is not that of its Python.
    return pyodideFacts(switchesStacks);
  }
  return {
    ...(implementation && { implementation }),
    ...(language_info?.version && { pythonVersion: language_info.version })
  };
}

/**
 * What can be said of a session's kernel before it has started, which in a
 * browser takes long: whether it will be Pyodide.
 */
export function expectedFacts(
  { session, kernelPreference, specsManager }: ISessionToBe,
  switchesStacks = canSwitchStacks()
): IKernelFacts {
  const { specs } = specsManager;
  const name = session?.kernel?.name ?? kernelPreference.name ?? '';
  const spec =
    specs?.kernelspecs[name] ?? specs?.kernelspecs[specs.default ?? ''];
  return spec?.display_name.toLowerCase().includes(PYODIDE)
    ? pyodideFacts(switchesStacks)
    : {};
}

/**
 * What is asked of a session.
 */
type ISessionToBe = Pick<
  ISessionContext,
  'session' | 'kernelPreference' | 'specsManager'
>;

const PYODIDE = 'pyodide';

function pyodideFacts(switchesStacks: boolean): IKernelFacts {
  return {
    implementation: PYODIDE,
    nestedLoops: switchesStacks,
    threads: false
  };
}

/**
 * JavaScript Promise Integration, as Pyodide itself looks for it.
 */
function canSwitchStacks(): boolean {
  return typeof WebAssembly !== 'undefined' && 'Suspending' in WebAssembly;
}
