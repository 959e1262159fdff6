import { rebaseEdits } from './rebaseEdits';

const from = 'x = await main()';
// `await ` back to `asyncio.run(`, and the closing bracket.
const edits = [
  { cell: 'a', from: 4, to: 10, insert: 'asyncio.run(' },
  { cell: 'a', from: 16, to: 16, insert: ')' }
];

describe('rebaseEdits', () => {
  it.each([
    ['the same text', from, [4, 16]],
    ['typed before', `y = ${from}`, [8, 20]],
    ['a line above', `import asyncio\n${from}`, [19, 31]],
    ['a word in front replaced', `result = await main()`, [9, 21]],
    ['typed between two edits', 'x = await main(1)', [4, 17]],
    ['typed inside an edit', 'x = await  main()', [4, 17]]
  ])('moves the edits: %s', (_, to, places) => {
    const moved = rebaseEdits(edits, from, to);
    expect(moved?.map(edit => edit.from)).toEqual(places);
  });

  it.each([
    ['the edited words were replaced', 'x = asyncio.run(main())'],
    ['the words are gone', 'x = main()'],
    ['the text is gone', '']
  ])('gives up: %s', (_, to) => {
    expect(rebaseEdits(edits, from, to)).toBeNull();
  });
});
