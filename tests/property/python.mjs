/**
 * The Python process that runs notebooks. One that hangs is started anew.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('cells.py', import.meta.url));

/** Milliseconds for one notebook. Most take less than five. */
const LIMIT = 5000;

export class Python {
  /** @param {string} executable */
  constructor(executable) {
    this._executable = executable;
    this._process = null;
  }

  /** The version of Python, such as `3.11.7`. */
  async version() {
    await this._started();
    return this._version;
  }

  /**
   * Runs a notebook; `cells.py` says how, and what comes back. A notebook that
   * does not end gives `{ hangs: true }`.
   *
   * @param {string[]} cells
   * @param {'script' | 'notebook' | 'lenient'} mode
   */
  async run(cells, mode) {
    await this._started();
    this._process.stdin.write(`${JSON.stringify({ cells, mode })}\n`);
    return this._answer({ hangs: true });
  }

  close() {
    this._process?.kill('SIGKILL');
    this._process = null;
  }

  async _started() {
    if (this._process !== null) {
      return;
    }
    const child = spawn(this._executable, [SCRIPT], {
      stdio: ['pipe', 'pipe', 'inherit']
    });
    this._process = child;
    this._lines = createInterface({ input: child.stdout })[
      Symbol.asyncIterator
    ]();
    this._version = (await this._answer({ python: '' })).python;
  }

  /** The next answer, or `otherwise` where the process does not give one. */
  async _answer(otherwise) {
    let timer;
    const late = new Promise(resolve => {
      timer = setTimeout(() => resolve({ late: true }), LIMIT);
    });
    const line = this._lines.next();
    const answer = await Promise.race([line, late]);
    clearTimeout(timer);
    if (answer.late || answer.done) {
      this.close();
      return otherwise;
    }
    return JSON.parse(answer.value);
  }
}
