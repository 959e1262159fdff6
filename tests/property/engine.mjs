/**
 * The engine as the command line uses it, bundled from the present sources.
 */
import { bundled } from '../bundledEngine.mjs';

const ENTRY = `
export { loadEngine } from './src/engine';
export { fixedText } from './src/cli/fix';
export { readCodeFile } from './src/cli/readCodeFile';
`;

const CHOICE = { unsafe: false, prefer: null };

/**
 * Repairs notebooks as \`asyncio-helper fix\` does.
 */
export class Repair {
  /**
   * @param {string} pythonVersion - of the kernel that the notebooks name
   */
  static async load(pythonVersion) {
    const modules = await bundled(ENTRY);
    return new Repair(modules, await modules.loadEngine(), pythonVersion);
  }

  constructor(modules, engine, pythonVersion) {
    this._modules = modules;
    this._engine = engine;
    this._version = pythonVersion;
  }

  /**
   * @param {string[]} cells
   * @param {(object | null)[]} errors - the output that each cell shows
   * @returns the cells after every safe rewrite, and the errors that are left:
   * how many, and how many that nothing safe can mend
   */
  fix(cells, errors) {
    const { fixedText, readCodeFile } = this._modules;
    const read = text => readCodeFile('notebook.ipynb', text);
    const find = file =>
      this._engine
        .check(file.document, file.facts)
        .filter(({ matched }) => matched);
    const text = fixedText(
      this._file(cells, errors),
      read,
      find,
      this._engine,
      CHOICE
    );
    const left = find(read(text)).filter(
      ({ severity }) => severity === 'error'
    );
    return {
      cells: JSON.parse(text).cells.map(({ source }) => source),
      left: left.map(({ rule, rewrites }) => ({
        rule,
        safe: rewrites.some(({ safety }) => safety === 'safe')
      }))
    };
  }

  _file(cells, errors) {
    return JSON.stringify({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {
        kernelspec: { name: 'python3', display_name: 'Python 3' },
        language_info: { name: 'python', version: this._version }
      },
      cells: cells.map((source, i) => ({
        id: `cell-${i}`,
        cell_type: 'code',
        metadata: {},
        execution_count: errors.length === 0 ? null : i + 1,
        outputs: errors[i] ? [errors[i]] : [],
        source
      }))
    });
  }
}
