import type { IEngine } from '..';
import { engine as loaded, notebook, rewritten } from '../testing/documents';

let engine: IEngine;
beforeAll(async () => {
  engine = await loaded;
});

const IMPORTS = 'from playwright.sync_api import sync_playwright';

/**
 * The cells after the thread form, the safety of it, and its place among the
 * rewrites of the first finding; null where it is not offered.
 */
function inThread(...cells: string[]) {
  const document = notebook(IMPORTS, ...cells);
  const [finding] = engine.check(document);
  const place = finding.rewrites.findIndex(({ kind }) => kind === 'thread');
  return place < 0
    ? null
    : {
        after: rewritten(document, finding, 'thread')!.slice(1),
        safety: finding.rewrites[place].safety,
        place
      };
}

const BLOCK = `with sync_playwright() as p:
    page = p.chromium.launch().new_page()
    page.goto(url)
    title = page.title()
`;

it('a whole block of a cell runs in one thread, and gives back what it came to', () => {
  expect(inThread(`import asyncio\n\n${BLOCK}print(title)`)).toEqual({
    after: [
      `import asyncio


def use_playwright():
    with sync_playwright() as p:
        page = p.chromium.launch().new_page()
        page.goto(url)
        title = page.title()
    return title


title = await asyncio.to_thread(use_playwright)
print(title)`
    ],
    safety: 'safe',
    place: 1
  });
});

describe('where Playwright’s objects go to code that may do anything', () => {
  it.each([
    ['a function of another module', 'read(page)'],
    ['a function in a list', 'for step in steps:\n        step(page)'],
    [
      'a callback that calls a method which would have to be awaited',
      'page.on("response", lambda response: print(response.body()))'
    ]
  ])('the thread comes first: %s', (_name, use) => {
    expect(inThread(`${BLOCK}    ${use}`)).toMatchObject({
      safety: 'safe',
      place: 0
    });
  });
});

describe('names that others need stay names of the notebook', () => {
  it.each([
    ['counted on from above', `${BLOCK}    n += 1`, 'n = 0', 'n'],
    [
      'bound on one path only',
      `${BLOCK}    if title:\n        found = 1`,
      'print(found)',
      'found'
    ],
    [
      'read by a function that the block may call',
      BLOCK,
      'def shout():\n    return title.upper()',
      'title'
    ],
    [
      'told to be global inside',
      `${BLOCK}    n = 0\n    def on(r):\n        global n\n        n += 1\n    page.on("request", on)`,
      'print(n)',
      'n'
    ]
  ])('%s', (_name, block, other, name) => {
    expect(inThread(block, other)?.after[0]).toContain(
      `def use_playwright():\n    global ${name}\n`
    );
  });

  it('an object that the block ends with is no result', () => {
    const [after] = inThread(
      `${BLOCK}    response = page.goto(url)\n    all = page.locator("p").all()`
    )!.after;
    expect(after).toContain('\n    return title\n');
  });
});

describe('there is no thread form', () => {
  it.each([
    [
      'where objects live on from cell to cell',
      'p = sync_playwright().start()\npage = p.chromium.launch().new_page()',
      'print(read(page))\np.stop()'
    ],
    [
      'where one is used after the block',
      `${BLOCK}    response = page.goto(url)`,
      'response.status'
    ],
    [
      'where the block uses one that was made before',
      'q = sync_playwright().start()',
      'page = q.chromium.launch().new_page()'
    ],
    [
      'where a name would have to be global and has a type',
      `${BLOCK}    for i in range(1):\n        rows: list = [i]`,
      'print(rows)'
    ],
    [
      'where the person is asked',
      `${BLOCK}    input("Log in, then press Enter")`
    ],
    [
      'where a connection of another thread is used',
      `import sqlite3\ndb = sqlite3.connect("x.db")\n${BLOCK}    db.execute("insert into t values (?)", [title])`
    ],
    [
      'where a function gives its page away',
      `def pages():\n    with sync_playwright() as p:\n        yield p.chromium.launch().new_page()\nfor page in pages():\n    print(page.title())`
    ]
  ])('%s', (_name, ...cells) => {
    expect(inThread(...cells)).toBeNull();
  });
});

describe('a person has to look', () => {
  it.each([
    [
      'where tasks of the notebook run meanwhile',
      'import asyncio\nrows = []\ntask = asyncio.create_task(work(rows))',
      `${BLOCK}    rows.append(title)`
    ],
    [
      'where a method of something unknown is called',
      'table = connect()',
      `${BLOCK}    table.insert(title)`
    ],
    [
      'where pyplot draws',
      `import matplotlib.pyplot as plt\n${BLOCK}    plt.plot([1])`
    ]
  ])('%s', (_name, ...cells) => {
    expect(inThread(...cells)?.safety).toBe('check');
  });
});

it('a function that holds the whole block runs in a thread where cells call it', () => {
  const helper = `def scrape(url):
    with sync_playwright() as p:
        page = p.chromium.launch().new_page()
        read(page)
        return page.title()

def main(urls):
    return [scrape(url) for url in urls]`;
  expect(
    inThread(helper, 'title = scrape("a")\ntitles = main(["b"])')
  ).toMatchObject({
    after: [
      helper,
      `import asyncio
title = await asyncio.to_thread(scrape, "a")
titles = await asyncio.to_thread(main, ["b"])`
    ],
    place: 0
  });
});
