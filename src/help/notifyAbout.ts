import { Notification } from '@jupyterlab/apputils';
import type { IObservableDisposable } from '@lumino/disposable';

/**
 * Tell the person something about a document that offers to do more in it. It
 * goes when the document does: nothing can be shown or taken back there then,
 * and JupyterLab would keep all that the offer needs.
 */
export function notifyAbout(
  document: IObservableDisposable,
  message: string,
  options: {
    readonly autoClose: number;
    readonly actions: Notification.IAction[];
  }
): void {
  if (document.isDisposed) {
    return;
  }
  const id = Notification.info(message, options);
  document.disposed.connect(() => Notification.dismiss(id));
}
