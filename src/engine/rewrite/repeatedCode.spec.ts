import { loadParser } from '../python/parser';
import { Program } from '../python/program';
import { notebook } from '../testing/documents';
import { repeatedCode } from './repeatedCode';

const parser = loadParser();

async function repeated(source: string): Promise<string | null> {
  const { cells } = new Program(notebook(source), await parser);
  return repeatedCode(cells[0]);
}

describe('what a cell does when it runs again', () => {
  it.each([
    ['x = 1\ntrain(model)', 'train(model)'],
    ['counter += 1', 'counter += 1'],
    ['del x', 'del x'],
    ['rows = rows + other', 'rows = rows + other'],
    ['rows = [*rows, 1]', 'rows = [*rows, 1]'],
    ['[x] = rows[0]', '[x] = rows[0]'],
    ['settings["a"] = 1', 'settings["a"] = 1'],
    ['model.training = False', 'model.training = False'],
    ['a = b = c + d', 'a = b = c + d'],
    ['await something', 'await something'],
    ['value = await something', 'value = await something'],
    ['(n := n + 1)', '(n := n + 1)'],
    ['for x in rows:\n    total += x', 'for x in rows:'],
    ['while rows:\n    del rows[0]', 'while rows:'],
    ['with lock:\n    x = 1', 'with lock:'],
    ['if x:\n    y = 1\nelse:\n    counter += 1', 'counter += 1'],
    ['try:\n    x = 1\nfinally:\n    del y', 'del y'],
    ['match x:\n    case 1:\n        y += 1', 'y += 1'],
    ['assert x', 'assert x'],
    ['raise error', 'raise error'],
    ['counter += 1\ntrain(model)', 'train(model)'],
    ['!pip install x', '!pip install x'],
    ['files = !ls', 'files = !ls'],
    ['%run setup.py', '%run setup.py']
  ])('%j repeats %j', async (source, wanted) => {
    expect(await repeated(source)).toBe(wanted);
  });

  it.each([
    [''],
    ['import a\nfrom b import c'],
    ['def f(): train()\nasync def g(): await f()\nclass A:\n    x = make()'],
    ['@cache\ndef f(): train()'],
    ['"""What this is for."""\nx: int\ny: int = 3\na = b = "text"'],
    ['x, y = 1, -2.5\nday = 24 * 60 * 60\nrows = [(1, {"a": {2}}), None, ...]'],
    ['go = load\nrun = asyncio.run\nboth = [load, asyncio.run]'],
    ['double = lambda x: times(x, 2)'],
    ['try:\n    import a\nexcept ImportError:\n    a = None'],
    ['if x > 1:\n    def f(): train()\nelse:\n    pass'],
    ['%matplotlib inline\n%load_ext autoreload'],
    ['x\nx.y, rows[0]\nx?'],
    ['name = "a" "b"  # train()']
  ])('%j repeats nothing', async source => {
    expect(await repeated(source)).toBeNull();
  });

  it('names nothing that the rewrite takes out', async () => {
    const loop = 'loop = asyncio.new_event_loop()\n';
    const { cells } = new Program(
      notebook(`${loop}train(model)`),
      await parser
    );
    const removed = {
      cell: cells[0].cell.id,
      from: 0,
      to: loop.length,
      insert: ''
    };
    expect(repeatedCode(cells[0], [removed])).toBe('train(model)');
    expect(repeatedCode(cells[0])).toBe('asyncio.new_event_loop()');
  });
});
