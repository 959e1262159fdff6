/**
 * A thread in which the engine reads one text after another.
 */
import { parentPort } from 'node:worker_threads';

import { bundled } from '../bundledEngine.mjs';
import { scopeDifferences, tableOf } from './scopes.mjs';
import { operationsOf } from './tree.mjs';

const { applyEdits, loadEngine, loadParser, maskMagics, CellScopes } =
  await bundled(`
export { applyEdits, loadEngine } from './src/engine';
export { maskMagics } from './src/engine/python/magics';
export { loadParser } from './src/engine/python/parser';
export { CellScopes } from './src/engine/python/scopes';
`);
const engine = await loadEngine();
const parser = await loadParser();

function examine({ source, nodes, scopes }) {
  const findings = engine.check(notebook([source]));
  const masked = maskMagics(source).text;
  const tree = parser.parse(masked);
  return {
    findings: findings.map(finding => ({
      rule: finding.rule,
      severity: finding.severity,
      line: source.slice(0, finding.from).split('\n').length,
      code: lineAround(source, finding.from)
    })),
    hasError: tree.hasError,
    masked: masked !== source,
    nodes: nodes && differences(operationsOf(tree.root), nodes, source),
    scopes:
      scopes &&
      scopeDifferences(tableOf(tree.root, new CellScopes(tree.root)), scopes)
  };
}

/** Every rewrite that is offered for a notebook, each applied alone. */
function rewritten({ cells }) {
  const document = notebook(cells);
  return engine.check(document).flatMap(({ rule, rewrites }) =>
    rewrites.map(({ kind, safety, edits }) => ({
      rule,
      kind,
      safety,
      cells: cells.map((source, i) => applyEdits(source, String(i), edits))
    }))
  );
}

function notebook(cells) {
  return {
    kind: 'notebook',
    language: 'python',
    cells: cells.map((source, i) => ({
      id: String(i),
      kind: 'code',
      source,
      outputs: [],
      executionCount: null,
      editable: true
    }))
  };
}

function lineAround(source, offset) {
  const from = source.lastIndexOf('\n', offset - 1) + 1;
  const to = source.indexOf('\n', offset);
  return source.slice(from, to < 0 ? undefined : to).trim();
}

/** What only one of two lists holds, each entry as often as it stands there. */
function differences(ours, theirs, source) {
  const count = new Map();
  ours.forEach(entry => count.set(entry, (count.get(entry) ?? 0) + 1));
  theirs.forEach(entry => count.set(entry, (count.get(entry) ?? 0) - 1));
  return [...count]
    .filter(([, number]) => number !== 0)
    .map(([entry, number]) => {
      const [, from, to] = /(\d+)(?: (\d+))?$/.exec(entry) ?? [];
      const code = source.slice(from ?? 0, to ?? (from ? +from + 40 : 0));
      return `${number > 0 ? 'we' : 'CPython'}: ${entry}: ${code}`;
    });
}

parentPort.on('message', text => {
  let answer;
  try {
    answer = text.cells === undefined ? examine(text) : rewritten(text);
  } catch (error) {
    answer = { throws: error.stack };
  }
  parentPort.postMessage(answer);
});
parentPort.postMessage('ready');
