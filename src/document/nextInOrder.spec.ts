import { nextInOrder } from './nextInOrder';

describe('nextInOrder', () => {
  it.each<[string | null, 1 | -1, string, string | null]>([
    ['b', 1, 'abcd', 'c'],
    ['b', -1, 'abcd', 'a'],
    ['d', 1, 'abcd', 'a'],
    ['a', -1, 'abcd', 'd'],
    ['b', 1, 'ab', 'a'],
    ['b', 1, 'b', 'b'],
    ['b', -1, 'b', 'b'],
    ['b', 1, '', null],
    [null, 1, 'cd', 'c'],
    [null, -1, 'cd', 'd']
  ])('from %s in direction %d, among %s: %s', (here, by, wanted, next) => {
    const isWanted = (one: string) => wanted.includes(one);
    expect(nextInOrder([...'abcd'], here, by, isWanted)).toBe(next);
  });
});
