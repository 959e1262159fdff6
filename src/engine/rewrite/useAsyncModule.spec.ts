import type { IEngine } from '..';
import { engine as loaded, notebook, rewritten } from '../testing/documents';

let engine: IEngine;
beforeAll(async () => {
  engine = await loaded;
});

/**
 * The cells with the twin, and whether that is safe; null where it is not
 * offered.
 */
function twin(...cells: string[]) {
  const document = notebook(...cells);
  const [finding] = engine.check(document);
  const rewrite = finding.rewrites.find(({ kind }) => kind === 'await');
  return rewrite === undefined
    ? null
    : { after: rewritten(document, finding, 'await'), safety: rewrite.safety };
}

const GET = `from requests_html import HTMLSession
session = HTMLSession()
r = session.get(url)
`;

describe('a class whose twin stands in the same module', () => {
  it.each([
    [
      'by the name of the module',
      'import requests_html as rh\nr = rh.HTMLSession(verify=False).get(url)\nr.html.render()',
      'import requests_html as rh\nr = await rh.AsyncHTMLSession(verify=False).get(url)\nawait r.html.arender()'
    ],
    [
      'imported already',
      'from requests_html import AsyncHTMLSession, HTMLSession\nr = HTMLSession().get(url)\nr.html.render()',
      'from requests_html import AsyncHTMLSession, HTMLSession\nr = await AsyncHTMLSession().get(url)\nawait r.html.arender()'
    ],
    [
      'in an expression',
      `${GET}n = r.html.render(script="1") + 1`,
      'from requests_html import AsyncHTMLSession\nsession = AsyncHTMLSession()\nr = await session.get(url)\nn = await r.html.arender(script="1") + 1'
    ],
    [
      'in a class with a method of the same name as the session’s',
      `from requests_html import HTMLSession
class Client:
    def __init__(self):
        self.session = HTMLSession()
    def read(self, url):
        r = self.session.get(url)
        r.html.render()
        return r.html
    def close(self):
        self.session.close()
client = Client()
client.read("x")
client.close()`,
      `from requests_html import AsyncHTMLSession
class Client:
    def __init__(self):
        self.session = AsyncHTMLSession()
    async def read(self, url):
        r = await self.session.get(url)
        await r.html.arender()
        return r.html
    async def close(self):
        await self.session.close()
client = Client()
await client.read("x")
await client.close()`
    ]
  ])('%s', (_title, before, after) => {
    expect(twin(before)).toEqual({ after: [after], safety: 'safe' });
  });
});

describe('a method that works once on each object', () => {
  it.each([
    [
      'in a loop that gets another one each time',
      'from requests_html import HTMLSession\nsession = HTMLSession()\nfor url in urls:\n    r = session.get(url)\n    r.html.render()'
    ],
    [
      'under one name for two',
      `${GET}r.html.render()\nr = session.get(url)\nr.html.render()`
    ],
    [
      'on what a function got',
      `from requests_html import HTMLSession\nsession = HTMLSession()\ndef get(url):\n    return session.get(url)\nr = get(url)\nr.html.render()`
    ],
    [
      'on what a function is given',
      `from requests_html import HTMLSession\nsession = HTMLSession()\ndef draw(r):\n    r.html.render()\nfor url in urls:\n    draw(session.get(url))`
    ]
  ])('may be called %s', (_title, before) => {
    expect(twin(before)?.safety).toBe('safe');
  });

  it.each([
    ['twice', `${GET}r.html.render()\nr.html.render()`],
    ['twice, in another cell', `${GET}r.html.render()`, 'r.html.render()'],
    [
      'twice, under another name',
      `${GET}page = r.html\npage.render()\nr.html.render()`
    ],
    ['again and again', `${GET}for i in range(3):\n    r.html.render()`],
    [
      'in a function, on one of the notebook',
      `${GET}def draw():\n    r.html.render()\ndraw()\ndraw()`
    ],
    [
      'by a function that is given one twice',
      `${GET}def draw(r):\n    r.html.render()\ndraw(r)\ndraw(r)`
    ],
    [
      'on what a function keeps',
      `${GET}def get():\n    return r\nfor i in range(2):\n    get().html.render()`
    ]
  ])('may not be called %s', (_title, ...cells) => {
    expect(twin(...cells)).toBeNull();
  });
});

it.each([
  [
    'the next page is fetched',
    `${GET}r.html.render()\nr.html.next(fetch=True)`
  ],
  ['pages are iterated over', `${GET}r.html.render()\nfor page in r.html: ...`],
  [
    'another response is drawn, of which nothing is known',
    `${GET}r.html.render()\nfor other in others:\n    other.html.render()`
  ],
  [
    'threads use the session',
    `${GET}r.html.render()\nfrom concurrent.futures import ThreadPoolExecutor\ndef get(url):\n    return session.get(url).text\nwith ThreadPoolExecutor() as pool:\n    texts = list(pool.map(get, urls))`
  ],
  [
    'two sessions share a statement',
    'from requests_html import HTMLSession\nwith HTMLSession() as a, open("x") as b:\n    r = a.get(b.read())\n    r.html.render()'
  ]
])('there is no twin where %s', (_title, cell) => {
  expect(twin(cell)).toBeNull();
});

const PLAYWRIGHT = `from playwright.sync_api import sync_playwright
p = sync_playwright().start()
page = p.chromium.launch().new_page()
`;

describe('what Playwright gives is followed', () => {
  it.each([
    [
      'what is expected',
      'with page.expect_download() as info:\n    page.click("a")\ninfo.value.save_as("x")',
      'async with page.expect_download() as info:\n    await page.click("a")\nawait (await info.value).save_as("x")'
    ],
    [
      'with numbers',
      'for i, e in enumerate(page.query_selector_all("p")):\n    e.click()',
      'for i, e in enumerate(await page.query_selector_all("p")):\n    await e.click()'
    ],
    [
      'side by side',
      'for a, b in zip(page.locator("p").all(), names):\n    a.fill(b)',
      'for a, b in zip(await page.locator("p").all(), names):\n    await a.fill(b)'
    ],
    [
      'where it may be None',
      'button = page.query_selector("a")\nif button and button.is_visible():\n    button.click()\ntext = button.inner_text() if button else None',
      'button = await page.query_selector("a")\nif button and await button.is_visible():\n    await button.click()\ntext = await button.inner_text() if button else None'
    ],
    [
      'out of a function that is awaited itself',
      'def get():\n    page.reload()\n    return page\nget().click("a")',
      'async def get():\n    await page.reload()\n    return page\nawait (await get()).click("a")'
    ],
    [
      'to what awaits what a lambda returns',
      'page.route("**/*.png", lambda route: route.abort())\npage.on("dialog", lambda d: d.accept() if d.message else d.dismiss())',
      'await page.route("**/*.png", lambda route: route.abort())\npage.on("dialog", lambda d: d.accept() if d.message else d.dismiss())'
    ],
    [
      'out of a tuple',
      'def both():\n    return page.main_frame, page.query_selector("a")\nframe, a = both()\nframe.click("a")\na.click()',
      'async def both():\n    return page.main_frame, await page.query_selector("a")\nframe, a = await both()\nawait frame.click("a")\nawait a.click()'
    ]
  ])('%s', (_title, before, after) => {
    const [cell] = twin(PLAYWRIGHT + before)!.after!;
    expect(cell.split('\n').slice(3).join('\n')).toBe(after);
    expect(twin(PLAYWRIGHT + before)!.safety).toBe('safe');
  });

  it.each([
    [
      'an event of any kind',
      'with page.expect_event("popup") as info:\n    page.click("a")\ninfo.value.click("b")'
    ],
    [
      'a lambda that needs the value itself',
      'page.on("response", lambda r: print(r.body()))'
    ],
    [
      'a predicate, whose coroutine would be true',
      'with page.expect_response(lambda r: r.finished()) as info:\n    page.click("a")'
    ],
    ['the value of an event', 'page.wait_for_event("popup").click("b")'],
    ['a tuple that stays whole', 'both = page, p\nboth[0].click("a")'],
    [
      'a list that goes elsewhere',
      'all = [page]\nfor one in all: one.click("a")'
    ]
  ])('there is no twin where it cannot be: %s', (_title, code) => {
    expect(twin(PLAYWRIGHT + code)).toBeNull();
  });
});
