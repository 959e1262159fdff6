import { Notification } from '@jupyterlab/apputils';
import { ObservableDisposableDelegate } from '@lumino/disposable';
import { notifyAbout } from './notifyAbout';

const options = { autoClose: 1000, actions: [] };

function told(): string[] {
  return Notification.manager.notifications.map(({ message }) => message);
}

it('is there while the document is open, and not after', () => {
  const document = new ObservableDisposableDelegate(() => undefined);
  notifyAbout(document, 'Rewritten', options);
  expect(told()).toEqual(['Rewritten']);
  document.dispose();
  expect(told()).toEqual([]);
  notifyAbout(document, 'Rewritten', options);
  expect(told()).toEqual([]);
});
