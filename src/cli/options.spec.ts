import { readOptions, UsageError } from './options';

describe('options', () => {
  it('are read', () => {
    expect(
      readOptions([
        'check',
        '--format',
        'json',
        '--select',
        'a,b',
        '--select',
        'c',
        'x.ipynb'
      ])
    ).toMatchObject({
      command: 'check',
      format: 'json',
      paths: ['x.ipynb'],
      select: new Set(['a', 'b', 'c'])
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

  it.each([
    [[], 'a command is missing'],
    [['mend', 'x'], 'unknown command: mend'],
    [['check'], 'a path is missing'],
    [['check', '--format', 'xml', 'x'], 'text, json'],
    [['check', '--unsafe', 'x'], '--unsafe'],
    [['fix', '--prefer', 'luck', 'x'], 'await, task, thread']
  ])('%j is refused', (args, reason) => {
    expect(() => readOptions(args)).toThrow(UsageError);
    expect(() => readOptions(args)).toThrow(reason);
  });
});
