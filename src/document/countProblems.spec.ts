import { countProblems } from './countProblems';

const run = (cell: string) => ({ rule: 'asyncio-run', cell });
const sleep = (cell: string) => ({ rule: 'blocking-call', cell });

describe('countProblems', () => {
  it.each([
    ['nothing', [], [], 0],
    ['a panel and its underline', [run('a')], [run('a')], 1],
    ['a panel of another cell', [run('a')], [run('b')], 2],
    ['another problem of the same cell', [run('a')], [sleep('a')], 2],
    ['two in one cell, one with a panel', [run('a')], [run('a'), run('a')], 2],
    ['underlines alone', [], [run('a'), sleep('b')], 2],
    ['panels alone', [run('a'), run('b')], [], 2]
  ])('%s', (_, panels, underlines, count) => {
    expect(countProblems(panels, underlines)).toBe(count);
  });
});
