import { ObservableDisposableDelegate } from '@lumino/disposable';
import { orDisposed } from './orDisposed';

const owner = () => new ObservableDisposableDelegate(() => undefined);
const never = new Promise<string>(() => undefined);

it('gives the value while its owner is there', async () => {
  expect(await orDisposed(Promise.resolve('value'), owner())).toBe('value');
});

it('lets go of a promise that is never kept when its owner is disposed of', async () => {
  const closed = owner();
  const waiting = orDisposed(never, closed);
  closed.dispose();
  expect(await waiting).toBeNull();
  expect(await orDisposed(never, closed)).toBeNull();
});

it('lets a failure through', async () => {
  const failure = orDisposed(Promise.reject(new Error('gone')), owner());
  await expect(failure).rejects.toThrow('gone');
});
