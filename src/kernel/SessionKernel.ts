import type { ISessionContext } from '@jupyterlab/apputils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { IKernelFacts } from '../engine/document';
import { expectedFacts, kernelFacts } from './facts';
import { orDisposed } from './orDisposed';

/**
 * The kernel of a session, whichever it is: what it has said when it started. It
 * is asked nothing.
 */
export class SessionKernel implements IDisposable {
  constructor(private readonly _session: ISessionContext) {
    _session.kernelChanged.connect(this._listen, this);
    this._listen();
  }

  /**
   * Emitted when the kernel has told of itself.
   */
  get told(): ISignal<this, void> {
    return this._told;
  }

  /**
   * Whether the kernel has told of itself.
   */
  get isKnown(): boolean {
    return this._facts !== null;
  }

  /**
   * What it has told; until then, what can be expected of it.
   */
  get facts(): IKernelFacts {
    return this._facts ?? expectedFacts(this._session);
  }

  /**
   * The language that a kernel here told last.
   */
  get language(): string | undefined {
    return this._language;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      Signal.disconnectReceiver(this);
      Signal.clearData(this);
    }
  }

  private _listen(): void {
    this._facts = null;
    const kernel = this._session.session?.kernel;
    if (!kernel) {
      return;
    }
    orDisposed(kernel.info, this._session).then(
      info => {
        const isNow = this._session.session?.kernel === kernel;
        if (info && !this._isDisposed && isNow) {
          this._facts = kernelFacts(info);
          this._language = info.language_info?.name;
          this._told.emit();
        }
      },
      () => undefined // The kernel went away.
    );
  }

  private _facts: IKernelFacts | null = null;
  private _language: string | undefined;
  private _isDisposed = false;
  private _told = new Signal<this, void>(this);
}
