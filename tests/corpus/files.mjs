/**
 * Real code: no false alarm in it, and its trees and scopes are CPython's.
 */
import { readFileSync } from 'node:fs';

import { test } from '../report.mjs';
import { Oracle } from './oracle.mjs';
import { Reader } from './reader.mjs';

/**
 * Code that is right: libraries that start no loop where one may be running,
 * and those of the standard library that know most of loops.
 */
export const PACKAGES = [
  'anyio',
  'aiohttp',
  'httpcore',
  'httpx',
  'jupyter_client',
  'requests',
  'starlette',
  'tornado',
  'trio'
];
const RIGHT = new Set([...PACKAGES, 'asyncio', 'concurrent', 'http']);

/** So many true findings there may be in code that is right. */
const MOST_FINDINGS = 10;

/** How many files are read at a time. */
const LANES = 2;

/**
 * Each finding that is right, with the reason why the code would fail in a
 * notebook: `file`, `rule`, `code` (its first line) and `why`.
 */
export const LISTED = JSON.parse(
  readFileSync(new URL('findings.json', import.meta.url), 'utf8')
);

/**
 * @param {string} python
 * @param {RegExp} only - what the names of the files must match
 * @returns the tests' results
 */
export async function realCode(python, only) {
  const files = await readAll(python, only);
  const folders = new Map();
  for (const file of files) {
    const folder = folderOf(file.name);
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  const tests = [...folders].flatMap(([folder, own]) => [
    test('findings', `${folder} (${own.length} files)`, own.flatMap(alarms)),
    test('trees', `${folder} (${own.length} files)`, own.flatMap(trees)),
    test('scopes', `${folder} (${own.length} files)`, own.flatMap(scopes))
  ]);
  const right = files.filter(({ name }) => RIGHT.has(folderOf(name)));
  const found = right.flatMap(({ findings }) => findings).filter(isAlarm);
  console.log(`${files.length} files, ${found.length} findings in right code`);
  return [
    ...tests,
    test(
      'findings',
      `at most ${MOST_FINDINGS} in code that is right`,
      found.length > MOST_FINDINGS ? [`there are ${found.length}`] : []
    )
  ];
}

async function readAll(python, only) {
  const oracles = [];
  for (let i = 0; i < LANES; i++) {
    oracles.push(await Oracle.start(python));
  }
  const list = await oracles[0].ask({
    list: { standardLibrary: true, packages: PACKAGES }
  });
  const waiting = list.filter(({ name }) => only.test(name));
  const read = [];
  const lane = async oracle => {
    const reader = new Reader();
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const about = ['nodes', 'scopes'];
      const text = await oracle.ask({ path: next.path, about });
      const seen = await reader.examine(text);
      read.push({
        ...seen,
        name: next.name,
        source: text.source,
        compiles: text.error === null,
        findings: seen.findings ?? []
      });
    }
    await reader.close();
    oracle.close();
  };
  await Promise.all(oracles.map(lane));
  return read.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The part of the standard library, or the package. */
function folderOf(name) {
  const [first, second] = name.split('/');
  return second === undefined ? 'modules' : first;
}

const isAlarm = ({ severity }) => severity !== 'hint';

const isListed = ({ name }, { rule, code }) =>
  LISTED.some(
    entry => entry.file === name && entry.rule === rule && entry.code === code
  );

/** What is reported and not listed, and what is listed and not reported. */
function alarms(file) {
  const { name, source, throws, findings } = file;
  if (throws !== undefined) {
    return [`${name}: ${throws}`];
  }
  const false_ = findings
    .filter(finding => isAlarm(finding) && !isListed(file, finding))
    .map(({ line, rule, code }) => `${name}:${line}: ${rule}: ${code}`);
  const missed = LISTED.filter(
    ({ file: listed, rule, code }) =>
      listed === name &&
      source.includes(code) &&
      !findings.some(other => other.rule === rule && other.code === code)
  ).map(({ rule, code }) => `${name}: listed, and not found: ${rule}: ${code}`);
  return [...false_, ...missed];
}

/** The engine gives type parameters (PEP 695) no scope. */
const TYPE_PARAMETERS = /^[ \t]*(?:async def|def|class|type) \w+\[/m;

/** Files whose scopes differ, and why. */
const OTHER_SCOPES = {
  'test/test_named_expressions.py':
    'names that Python mangles in a class, written out'
};

function trees({ name, compiles, hasError, masked, nodes = [] }) {
  if (!compiles) {
    return [];
  }
  return [
    ...(hasError ? [`${name}: the parser meets an error`] : []),
    ...(masked ? [`${name}: is taken for IPython's own syntax`] : []),
    ...nodes.slice(0, 5).map(difference => `${name}: ${difference}`)
  ];
}

function scopes({ name, source, compiles, scopes: differences = [] }) {
  return compiles && !(name in OTHER_SCOPES) && !TYPE_PARAMETERS.test(source)
    ? differences.slice(0, 5).map(difference => `${name}: ${difference}`)
    : [];
}
