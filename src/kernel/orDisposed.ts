import type { IObservableDisposable } from '@lumino/disposable';

/**
 * The value of a promise, or null where its owner is disposed of before. A
 * promise that is never kept holds on to whoever waits for it, and JupyterLab
 * may hold on to the promise.
 */
export async function orDisposed<T>(
  promise: Promise<T>,
  owner: IObservableDisposable
): Promise<T | null> {
  if (owner.isDisposed) {
    return null;
  }
  let leave = () => undefined as unknown;
  const gone = new Promise<null>(resolve => {
    const onDisposed = () => resolve(null);
    owner.disposed.connect(onDisposed);
    leave = () => owner.disposed.disconnect(onDisposed);
  });
  try {
    return await Promise.race([promise, gone]);
  } finally {
    leave();
  }
}
