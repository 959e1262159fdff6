import { readOptions, UsageError } from './options';

describe('options', () => {
  it('are read', () => {
    expect(
      readOptions([
        'check',
        '--format',
        'json',
        '--select',
        'asyncio-run,run-forever',
        '--select',
        'library-loop,',
        'x.ipynb'
      ])
    ).toMatchObject({
      command: 'check',
      format: 'json',
      paths: ['x.ipynb'],
      select: new Set(['asyncio-run', 'run-forever', 'library-loop']),
      ignore: null,
      config: undefined
    });
    expect(
      readOptions(['fix', '--prefer', 'thread', '--unsafe', '--diff', 'x', 'y'])
    ).toMatchObject({
      command: 'fix',
      prefer: 'thread',
      unsafe: true,
      diff: true,
      paths: ['x', 'y']
    });
  });

  it('say where the configuration is', () => {
    expect(readOptions(['check', '--no-config', 'x']).config).toBeNull();
    expect(readOptions(['check', '--config', 'a.toml', 'x']).config).toBe(
      'a.toml'
    );
  });

  it.each([
    [[], 'a command is missing'],
    [['mend', 'x'], 'unknown command: mend'],
    [['check'], 'a path is missing'],
    [['check', '--format', 'xml', 'x'], 'text, json, sarif, github'],
    [
      ['check', '--select', 'asyncio-rum', 'x'],
      'unknown rule "asyncio-rum"; the rules are asyncio-run, '
    ],
    [
      ['fix', '--ignore', 'asyncio-run,E501', 'x'],
      '--ignore: unknown rule "E501"'
    ],
    [['check', '--select', ',', 'x'], '--select takes rules'],
    [['check', '-', 'x.py'], 'stands alone'],
    [['check', '--config', 'a.toml', '--no-config', 'x'], 'exclude each other'],
    [['check', '--unsafe', 'x'], '--unsafe'],
    [['fix', '--prefer', 'luck', 'x'], 'await, task, thread']
  ])('%j is refused', (args, reason) => {
    expect(() => readOptions(args)).toThrow(UsageError);
    expect(() => readOptions(args)).toThrow(reason);
  });
});
