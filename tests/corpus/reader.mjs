/**
 * A thread that reads code with the engine: `worker.mjs`. One that hangs is
 * started anew.
 */
import { Worker } from 'node:worker_threads';

const SCRIPT = new URL('worker.mjs', import.meta.url);

/** Milliseconds after which a text counts as one that never ends. */
const LIMIT = 120_000;

export class Reader {
  /**
   * @param {object} text - an answer of the oracle, or `{cells}`: a notebook, of
   * which all rewrites are wanted
   * @returns what `worker.mjs` says of it; `throws` where the engine fails
   */
  async examine(text) {
    await this._started();
    this._worker.postMessage(text);
    const answer = await this._answer();
    if (answer === null) {
      await this.close();
      return { throws: 'it does not end' };
    }
    return answer;
  }

  async close() {
    await this._worker?.terminate();
    this._worker = null;
  }

  async _started() {
    if (this._worker) {
      return;
    }
    this._worker = new Worker(SCRIPT);
    await this._answer();
  }

  /** The next message, or null where none comes. */
  _answer() {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => done(resolve, null), LIMIT);
      const message = value => done(resolve, value);
      const error = reason => done(reject, reason);
      const done = (settle, value) => {
        clearTimeout(timer);
        this._worker.off('message', message);
        this._worker.off('error', error);
        settle(value);
      };
      this._worker.on('message', message);
      this._worker.on('error', error);
    });
  }
}
