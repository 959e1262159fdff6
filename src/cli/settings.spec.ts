import * as path from 'node:path';

import type { IConfiguration } from './configuration';
import { readOptions } from './options';
import { settingsFor } from './settings';

const CONFIGURATION: IConfiguration = {
  folder: path.resolve('a'),
  select: new Set(['asyncio-run', 'run-forever', 'library-loop']),
  ignore: new Set(['run-forever']),
  exclude: ['drafts'],
  prefer: 'thread',
  strict: true,
  blockingCalls: ['company.query'],
  perFileIgnores: [{ glob: 'tests/**', rules: new Set(['library-loop']) }]
};

function settings(
  file: string,
  options: readonly string[] = [],
  configuration: IConfiguration | null = CONFIGURATION
) {
  const read = settingsFor(
    file,
    readOptions(['check', ...options, file]),
    configuration
  );
  const wanted = [
    'asyncio-run',
    'run-forever',
    'library-loop',
    'end-kernel-loop'
  ].filter(rule => read.wants(rule));
  return { ...read, wanted };
}

it('come from the configuration', () => {
  expect(settings('a/x.py')).toMatchObject({
    excluded: false,
    strict: true,
    prefer: 'thread',
    check: { blockingCalls: ['company.query'] },
    wanted: ['asyncio-run', 'library-loop']
  });
});

it('are the usual ones without a configuration', () => {
  expect(settings('a/x.py', [], null)).toMatchObject({
    excluded: false,
    strict: false,
    prefer: null,
    check: { blockingCalls: [] },
    wanted: ['asyncio-run', 'run-forever', 'library-loop', 'end-kernel-loop']
  });
  expect(settings('a/x.py', ['--strict'], null).strict).toBe(true);
});

it.each([
  ['--select', 'end-kernel-loop,run-forever', ['end-kernel-loop']],
  ['--ignore', 'asyncio-run', ['run-forever', 'library-loop']]
])('%s %s takes the place of the configuration’s', (option, rules, wanted) => {
  expect(settings('a/x.py', [option, rules]).wanted).toEqual(wanted);
});

it('globs count from the configuration’s folder', () => {
  expect(settings('a/drafts/x.py').excluded).toBe(true);
  expect(settings('drafts/a/x.py').excluded).toBe(false);
  expect(settings('a/tests/b/x.py').wanted).toEqual(['asyncio-run']);
  expect(settings('tests/x.py').wanted).toEqual([
    'asyncio-run',
    'library-loop'
  ]);
});
