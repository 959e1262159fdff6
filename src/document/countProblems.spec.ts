import { countProblems, notDismissed } from './countProblems';

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

describe('notDismissed', () => {
  it.each([
    ['nothing dismissed', [run('a')], [], [run('a')]],
    ['the one', [run('a')], [run('a')], []],
    ['the same in another cell', [run('a'), run('b')], [run('b')], [run('a')]],
    ['another of the cell', [run('a'), sleep('a')], [sleep('a')], [run('a')]],
    ['one of two alike', [run('a'), run('a')], [run('a')], [run('a')]],
    ['one that is not underlined', [], [run('a')], []]
  ])('%s', (_, underlines, dismissed, left) => {
    expect(notDismissed(underlines, dismissed)).toEqual(left);
  });
});
