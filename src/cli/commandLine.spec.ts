import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

import { run } from './commandLine';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'asyncio-helper-'));
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true });
});

function write(name: string, text: string | Buffer): string {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  return file;
}

/**
 * What a run prints and returns; paths without the folder of the test.
 */
async function running(args: readonly string[], stdin: string | Buffer = '') {
  let [stdout, stderr] = ['', ''];
  const code = await run(args, {
    stdin: async () => Buffer.from(stdin),
    stdout: text => (stdout += text),
    stderr: text => (stderr += text)
  });
  const bare = (text: string) => text.split(folder + path.sep).join('');
  return { code, stdout: bare(stdout), stderr: bare(stderr) };
}

const RUN =
  '# %%\nimport asyncio\nasync def f(): pass\n# %%\nasyncio.run(f())\n';
const AWAIT = RUN.replace('asyncio.run(f())', 'await f()');

function notebook(content: object = {}): string {
  return JSON.stringify({
    cells: [
      { cell_type: 'code', source: 'import asyncio\nasync def f(): pass' },
      { cell_type: 'code', source: 'asyncio.run(f())' }
    ],
    nbformat: 4,
    ...content
  });
}

describe('check', () => {
  it('names the place by the file’s own lines', async () => {
    const { code, stdout } = await running(['check', write('a.py', RUN)]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^a\.py:5:1: error \[asyncio-run\]\n/);
    expect(stdout).toContain('`asyncio.run(f())` on line 5');
  });

  it('names the cell of a notebook', async () => {
    const { stdout } = await running(['check', write('a.ipynb', notebook())]);
    expect(stdout).toMatch(/^a\.ipynb: cell 1, line 1, column 1: error/);
  });

  it.each([
    ['clean code', 'a.py', AWAIT],
    ['a script', 'a.py', 'import asyncio\nasyncio.run(f())\n'],
    ['nothing', 'a.py', ''],
    ['no cells', 'a.ipynb', '{"cells": [], "nbformat": 4, "metadata": {}}'],
    [
      'another language',
      'a.ipynb',
      notebook({ metadata: { language_info: { name: 'julia' } } })
    ],
    [
      'what a comment asks to leave',
      'a.py',
      `# asyncio-helper: ignore-file\n${RUN}`
    ]
  ])('%s is clean', async (_name, file, text) => {
    expect(await running(['check', write(file, text)])).toEqual({
      code: 0,
      stdout: '',
      stderr: ''
    });
  });

  it('goes on after files that cannot be read', async () => {
    write('a.ipynb', '{"nbformat": 3, "worksheets": []}');
    write('b.py', Buffer.from([0x23, 0xe9, 0x0a]));
    write('c.ipynb', '');
    write('d.py', RUN);
    const { code, stdout, stderr } = await running(['check', folder]);
    expect(code).toBe(2);
    expect(stdout).toMatch(/^d\.py:5:1/);
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^asyncio-helper: a\.ipynb: notebook format 3/),
      'asyncio-helper: b.py: the file is not UTF-8',
      'asyncio-helper: c.ipynb: not a notebook: the file is empty',
      ''
    ]);
  });

  it('says how it is used', async () => {
    const { code, stdout } = await running(['--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^usage: /);
    expect((await running(['check', '--select', 'x', 'y'])).code).toBe(2);
  });
});

describe('standard input', () => {
  it.each([
    ['Python', [], RUN, '-:5:1'],
    ['a notebook', [], notebook(), '-: cell 1'],
    ['by name', ['--stdin-filename', 'x/b.py'], RUN, 'x/b.py:5:1']
  ])('is checked as %s', async (_name, args, text, place) => {
    const { code, stdout } = await running(['check', '-', ...args], text);
    expect(code).toBe(1);
    expect(stdout).toContain(`${place}`);
  });

  it('its name decides what it is', async () => {
    const { code, stdout, stderr } = await running(
      ['fix', '-', '--stdin-filename', 'b.ipynb'],
      RUN
    );
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('b.ipynb: not a notebook');
    expect(
      (await running(['check', '-', '--stdin-filename', 'b.txt'], RUN)).code
    ).toBe(2);
  });

  it.each([
    ['Python', RUN, AWAIT],
    [
      'Windows line ends',
      RUN.replace(/\n/g, '\r\n'),
      AWAIT.replace(/\n/g, '\r\n')
    ],
    [
      'a notebook',
      notebook(),
      notebook().replace('asyncio.run(f())', 'await f()')
    ],
    ['what is right', AWAIT, AWAIT]
  ])('is fixed to standard output: %s', async (_name, before, after) => {
    expect(await running(['fix', '-'], before)).toEqual({
      code: 0,
      stdout: after,
      stderr: ''
    });
  });

  it('what is left goes to standard error', async () => {
    const text = '# %%\nfrom lib import h\nimport asyncio\nasyncio.run(h)\n';
    const { code, stdout, stderr } = await running(['fix', '-'], text);
    expect([code, stdout]).toEqual([1, text]);
    expect(stderr).toMatch(/^-:4:1: error/);
  });

  it('that is not UTF-8 is refused', async () => {
    const { code, stdout, stderr } = await running(
      ['fix', '-'],
      Buffer.from([0xe9])
    );
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe('asyncio-helper: -: the file is not UTF-8\n');
  });

  it('shows a diff', async () => {
    const { code, stdout } = await running(['fix', '--diff', '-'], RUN);
    expect(code).toBe(0);
    expect(stdout).toContain('-asyncio.run(f())\n+await f()\n');
  });
});

describe('the configuration', () => {
  const configured = (...lines: string[]) =>
    write('pyproject.toml', `[tool.asyncio-helper]\n${lines.join('\n')}\n`);

  it.each([
    ['ignore', 'ignore = ["asyncio-run"]'],
    ['select', 'select = ["run-forever"]'],
    ['exclude', 'exclude = ["/a.py"]'],
    ['per-file-ignores', 'per-file-ignores = {"*.py" = ["asyncio-run"]}']
  ])('%s counts for files and for standard input', async (_name, line) => {
    configured(line);
    const file = write('a.py', RUN);
    expect((await running(['check', folder])).stdout).toBe('');
    expect((await running(['check', file])).code).toBe(0);
    const stdin = ['-', '--stdin-filename', file];
    expect((await running(['check', ...stdin], RUN)).code).toBe(0);
    expect((await running(['fix', ...stdin], RUN)).stdout).toBe(RUN);
    expect((await running(['check', '--no-config', file])).code).toBe(1);
  });

  it('gives way to the command line', async () => {
    const file = write('a.py', `${RUN.slice(0, -1)}.x\n`);
    const fixed = async (...args: string[]) =>
      (await running(['fix', '--diff', file, ...args])).stdout;
    configured('prefer = "thread"', 'ignore = ["asyncio-run"]');
    expect(await fixed()).toBe('');
    expect(await fixed('--ignore', 'run-forever')).toContain('to_thread');
    expect(
      await fixed('--ignore', 'run-forever', '--prefer', 'await')
    ).toContain('(await f())');
  });

  it('is looked for above each file', async () => {
    configured('ignore = ["asyncio-run"]');
    write('a/a.py', RUN);
    write('b/pyproject.toml', '[tool.asyncio-helper]\n');
    write('b/b.py', RUN);
    const { stdout } = await running(['check', folder]);
    expect(stdout).toMatch(/^b\/b\.py:5:1/);
  });

  it('at fault is told of once, and nothing is done', async () => {
    const file = configured('ignore = ["x"]');
    write('a.py', RUN);
    write('b.py', RUN);
    const { code, stdout, stderr } = await running(['fix', folder]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.match(/unknown rule/g)).toHaveLength(1);
    expect(fs.readFileSync(path.join(folder, 'a.py'), 'utf8')).toBe(RUN);
    expect((await running(['check', '--config', file, folder])).code).toBe(2);
  });
});

describe('--format github', () => {
  const commands = async (name: string, text: string) =>
    (
      await running(['check', '--format', 'github', write(name, text)])
    ).stdout.split('\n');

  it('is a workflow command for each finding', async () => {
    const [command, end] = await commands('a,b.py', RUN);
    expect(command).toMatch(
      /^::error file=\S*a%2Cb\.py,line=5,col=1,endLine=5,endColumn=17,title=asyncio-helper \(asyncio-run\)::a,b\.py:5:1: `asyncio\.run\(f\(\)\)` on line 5/
    );
    expect(end).toBe('');
  });

  it('escapes what would end it', async () => {
    const text = RUN.replace('run(f())', 'run(f("50%, x: y"))');
    const [command] = await commands('a:b%.py', text);
    expect(command).toContain('a%3Ab%25.py,line=5');
    expect(command).toContain('f("50%25, x: y")');
  });

  it('counts the lines of a notebook’s JSON', async () => {
    const text = JSON.stringify(
      {
        nbformat: 4,
        cells: [
          {
            cell_type: 'code',
            source: ['import asyncio\n', 'x = "é"; asyncio.run(\n', '  f())']
          }
        ]
      },
      null,
      1
    );
    const [command] = await commands('a.ipynb', text);
    const line = text.split('\n').findIndex(l => l.includes('run(')) + 1;
    expect(command).toContain(
      `,line=${line},col=17,endLine=${line + 1},endColumn=12,`
    );
  });
});
