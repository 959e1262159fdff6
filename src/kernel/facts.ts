import type { KernelMessage } from '@jupyterlab/services';
import type { IKernelFacts } from '../engine/document';

/**
 * What a kernel says of itself when it starts. Nothing is asked of it.
 *
 * @param info - The kernel's reply, or null where there is no kernel.
 */
export function kernelFacts(
  info: KernelMessage.IInfoReply | null
): IKernelFacts {
  if (!info) {
    return {};
  }
  const { implementation, language_info } = info;
  return {
    ...(implementation && { implementation }),
    ...(language_info?.version && { pythonVersion: language_info.version })
  };
}
