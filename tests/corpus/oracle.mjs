/**
 * A Python process that says what CPython thinks of code: `oracle.py`.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('oracle.py', import.meta.url));

export class Oracle {
  /** @param {string} executable */
  static async start(executable) {
    const oracle = new Oracle(executable);
    oracle.version = (await oracle._answer()).python;
    return oracle;
  }

  constructor(executable) {
    this._process = spawn(executable, [SCRIPT], {
      stdio: ['pipe', 'pipe', 'inherit']
    });
    this._lines = createInterface({ input: this._process.stdout })[
      Symbol.asyncIterator
    ]();
  }

  /**
   * @param {object} request - as `oracle.py` describes it; one at a time
   */
  async ask(request) {
    this._process.stdin.write(`${JSON.stringify(request)}\n`);
    return this._answer();
  }

  close() {
    this._process.kill();
  }

  async _answer() {
    const { done, value } = await this._lines.next();
    if (done) {
      throw new Error('Python has ended');
    }
    return JSON.parse(value);
  }
}
