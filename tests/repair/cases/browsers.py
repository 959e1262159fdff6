# === top-level-block  want=rewrite needs=playwright limit=60 takes=thread$
# %%
from shutil import which
from playwright.sync_api import sync_playwright
HTML = "<title>Hello</title><p>one</p><p>two</p>"
# %%
# read the page
with sync_playwright() as p:
    browser = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
    page = browser.new_page()
    page.set_content(HTML)
    title = page.title()
    texts = [e.inner_text() for e in page.query_selector_all("p")]
    browser.close()
print(title)
# %%
print(texts)
# %% verify
assert title == "Hello" and texts == ["one", "two"]

# === codegen  want=rewrite needs=playwright limit=60 takes=thread$
# %%
import re
from shutil import which
from playwright.sync_api import Playwright, sync_playwright, expect

seen = []

def run(playwright: Playwright) -> None:
    browser = playwright.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"], headless=True)
    context = browser.new_context()
    page = context.new_page()
    page.set_content("<button onclick='document.title=5'>Go</button>")
    page.get_by_role("button", name="Go").click()
    expect(page).to_have_title("5")
    seen.append(page.title())

    # ---------------------
    context.close()
    browser.close()


with sync_playwright() as playwright:
    run(playwright)
# %% verify
assert seen == ["5"]

# === loop-with-continue  want=rewrite needs=playwright limit=90 takes=thread$
# %%
from shutil import which
from playwright.sync_api import sync_playwright
pages = ["<p>1</p>", "", "<p>3</p>"]
rows = []
count = 0
# %%
for number, html in enumerate(pages):
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content(html)
        if page.locator("p").count() == 0:
            browser.close()
            continue
        count += 1
        last = page.inner_text("p")
        rows.append(last)
        browser.close()
# %%
print(rows, last, count)
# %% verify
assert rows == ["1", "3"] and last == "3" and count == 2

# === unknown-function-and-callback  want=rewrite needs=playwright limit=60
# %%
from shutil import which
from playwright.sync_api import sync_playwright
handlers = {}
def register(name):
    def deco(f):
        handlers[name] = f
        return f
    return deco
@register("title")
def title_of(page):
    return page.title()
requests = []
# %%
with sync_playwright() as p:
    browser = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
    page = browser.new_page()
    page.on("request", lambda r: requests.append(r.url))
    def on_response(response):
        requests.append(response.body())
    page.route("**/*", lambda route: route.fulfill(body="<title>Hi</title>", content_type="text/html"))
    page.on("response", on_response)
    page.goto("http://127.0.0.1:9/")
    result = {name: f(page) for name, f in handlers.items()}
    browser.close()
result
# %% verify
assert result == {"title": "Hi"} and requests[0].startswith("http"), (result, requests)

# === in-function-called-by-cell  want=rewrite needs=playwright limit=60 takes=thread$
# %%
from shutil import which
from playwright.sync_api import sync_playwright

def scrape(html, selector="p"):
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        try:
            page = browser.new_page()
            page.set_content(html)
            return page.inner_text(selector)
        finally:
            browser.close()

def main(items):
    return [scrape(item) for item in items]
# %%
one = scrape("<p>x</p>")
both = main(["<p>1</p>", "<b>2</b><p>2</p>"])
# %% verify
assert one == "x" and both == ["1", "2"]

# === in-coroutine  want=rewrite needs=playwright limit=60 takes=thread$
# %%
from shutil import which
from playwright.sync_api import sync_playwright

async def scrape(html):
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content(html)
        text = page.inner_text("p")
        browser.close()
    return text.upper()
# %%
text = await scrape("<p>x</p>")
# %% verify
assert text == "X"

# === in-try  want=rewrite needs=playwright limit=60 takes=thread$
# %%
from shutil import which
from playwright.sync_api import sync_playwright, TimeoutError as PlaywrightTimeoutError
try:
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        step = "made"
        page.set_content("<p>x</p>")
        page.wait_for_selector("h1", timeout=200)
        step = "found"
except PlaywrightTimeoutError as error:
    print("no", step)
    failed = step
# %% verify
assert failed == "made" and step == "made"

# === helper-reads-global  want=rewrite needs=playwright limit=60 takes=thread$
# %%
from shutil import which
from playwright.sync_api import sync_playwright
def shout():
    return greeting.upper()
# %%
with sync_playwright() as p:
    browser = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
    page = browser.new_page()
    page.set_content("<p>hello</p>")
    greeting = page.inner_text("p")
    loud = shout()
    browser.close()
# %%
print(loud)
# %% verify
assert loud == "HELLO" and greeting == "hello"

# === main-guard  want=rewrite needs=playwright limit=60 takes=thread$
# %%
from shutil import which
from playwright.sync_api import sync_playwright
def main():
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content("<p>hello</p>")
        print(page.inner_text("p"))
        browser.close()
    global done
    done = True
if __name__ == "__main__":
    main()
# %% verify
assert done

# === class-run  want=rewrite needs=playwright limit=60 takes=thread$
# %%
from shutil import which
from playwright.sync_api import sync_playwright
class Scraper:
    def __init__(self, html):
        self.html = html
        self.rows = []
    def run(self):
        with sync_playwright() as p:
            self.browser = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
            self.page = self.browser.new_page()
            self._read()
            self.browser.close()
        return len(self.rows)
    def _read(self):
        self.page.set_content(self.html)
        for e in self.page.locator("p").all():
            self.rows.append(e.inner_text())
# %%
scraper = Scraper("<p>a</p><p>b</p>")
n = scraper.run()
# %% verify
assert n == 2 and scraper.rows == ["a", "b"]

# === with-screenshot-shown  want=rewrite needs=playwright limit=60 takes=thread$
# %%
from shutil import which
from playwright.sync_api import sync_playwright
from IPython.display import Image, display

with sync_playwright() as p:
    browser = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
    page = browser.new_page()
    page.set_content("""
<p>
  text
</p>
""")
    png = page.screenshot()
    display(Image(png))
    browser.close()

len(png)
# %% verify
assert png[:4] == b"\x89PNG"

# === response-handler-json  want=rewrite needs=playwright limit=60
# %%
from shutil import which
from playwright.sync_api import sync_playwright
captured = []
def handle(response):
    if "api" in response.url:
        captured.append(response.json())
def serve(route):
    if "api" in route.request.url:
        route.fulfill(json={"a": 1})
    else:
        route.fulfill(body="<script>fetch('/api')</script>", content_type="text/html")
def scrape(url):
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.on("response", handle)
        page.route("**/*", serve)
        page.goto(url, wait_until="networkidle")
        html = page.content()
        browser.close()
        return html
# %%
html = scrape("http://example.test/")
# %% verify
assert captured == [{"a": 1}] and "script" in html

# === expect-download  want=rewrite needs=playwright limit=60
# %%
from shutil import which
from playwright.sync_api import sync_playwright
# %%
with sync_playwright() as p:
    browser = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
    page = browser.new_page()
    page.set_content("<a id=d download='x.txt' href='data:text/plain,hello'>get</a>")
    with page.expect_download() as download_info:
        page.click("#d")
    download = download_info.value
    path = download.path()
    content = open(path).read()
    download.save_as("saved.txt")
    name = download.suggested_filename
    browser.close()
# %% verify
assert content == "hello" and name == "x.txt"

# === helpers-taking-page  want=rewrite needs=playwright limit=60
# %%
from shutil import which
from playwright.sync_api import sync_playwright, Page, TimeoutError as PWTimeout

def text_of(page: Page, selector: str, default=None):
    el = page.query_selector(selector)
    return el.inner_text() if el else default

def accept(page):
    try:
        page.click("#ok", timeout=200)
    except PWTimeout:
        return False
    return True

def rows(page):
    out = []
    for el in page.query_selector_all("li"):
        out.append({"text": el.text_content(), "id": el.get_attribute("id")})
    return out
# %%
with sync_playwright() as p:
    browser = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
    page = browser.new_page()
    page.set_content("<h1>t</h1><li id=a>A</li><li>B</li>")
    title = text_of(page, "h1")
    nothing = text_of(page, "h2", "-")
    ok = accept(page)
    result = rows(page)
    browser.close()
# %% verify
assert (title, nothing, ok) == ("t", "-", False) and result == [{"text": "A", "id": "a"}, {"text": "B", "id": None}]

# === class-start-method  want=rewrite needs=playwright limit=60
# %%
from shutil import which
from playwright.sync_api import sync_playwright

class Bot:
    def __init__(self):
        self.p = None
        self.page = None

    def start(self):
        self.p = sync_playwright().start()
        self.browser = self.p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        self.page = self.browser.new_page()

    def read(self, html):
        self.page.set_content(html)
        return self.page.inner_text("p")

    def stop(self):
        self.browser.close()
        self.p.stop()
# %%
bot = Bot()
bot.start()
text = bot.read("<p>1</p>")
bot.stop()
# %% verify
assert text == "1"

# === map-over-frame  want=rewrite needs=playwright,pandas limit=60
# %%
from shutil import which
import pandas as pd
from playwright.sync_api import sync_playwright
def title(html):
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content(html)
        t = page.title()
        browser.close()
        return t
# %%
df = pd.DataFrame({"html": ["<title>a</title>", "<title>b</title>"]})
df["title"] = df["html"].apply(title)
# %% verify
assert list(df["title"]) == ["a", "b"]

# === expect-assertions-popup  want=rewrite needs=playwright limit=60
# %%
from shutil import which
from playwright.sync_api import expect, sync_playwright
playwright = sync_playwright().start()
browser = playwright.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
context = browser.new_context()
context.set_default_timeout(5000)
page = context.new_page()
# %%
page.set_content("<a href='about:blank' target=_blank>new</a><input id=i><select><option>1<option>2</select>")
page.locator("#i").fill("hi")
page.locator("select").select_option("2")
expect(page.locator("#i")).to_have_value("hi")
expect(page.locator("li")).not_to_be_visible()
with context.expect_page() as new:
    page.get_by_text("new").click()
other = new.value
other.wait_for_load_state()
url = other.url
value = page.input_value("#i")
# %%
print([pg.url for pg in context.pages], len(context.cookies()))
page.keyboard.press("Tab")
page.mouse.wheel(0, 10)
box = page.locator("#i").bounding_box()["x"]
# %%
context.close(); browser.close(); playwright.stop()
# %% verify
assert url == "about:blank" and value == "hi" and box >= 0

# === page-fixture-generator  want=suggested needs=playwright limit=60
# %%
from shutil import which
from playwright.sync_api import sync_playwright
from contextlib import contextmanager
@contextmanager
def new_page():
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()
# %%
with new_page() as page:
    page.set_content("<p>x</p>")
    text = page.inner_text("p")

# === thread-already  want=none needs=playwright limit=60
# %%
import asyncio
from shutil import which
from playwright.sync_api import sync_playwright
def work():
    with sync_playwright() as p:
        b = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        page = b.new_page()
        page.set_content("<p>x</p>")
        t = page.inner_text("p")
        b.close()
    return t
t = await asyncio.to_thread(work)
# %%
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(1) as pool:
    u = pool.submit(work).result()
    v = list(pool.map(lambda _: work(), [1]))

# === tuple-two-levels  want=rewrite needs=playwright limit=60
# %%
from shutil import which
from playwright.sync_api import sync_playwright
def launch(headless=True):
    p = sync_playwright().start()
    browser = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"], headless=headless)
    return p, browser
# %%
p, browser = launch()
page, context = browser.new_page(), browser.contexts[0]
# %%
page.set_content("<p>x</p><p>y</p>")
out = []
for i, el in enumerate(page.query_selector_all("p"), 1):
    out.append((i, el.inner_text()))
pairs = [a.inner_text() + b.inner_text() for a, b in zip(page.locator("p").all(), page.query_selector_all("p"))]
n = len(context.cookies())
# %%
browser.close()
p.stop()
# %% verify
assert out == [(1, "x"), (2, "y")] and pairs == ["xx", "yy"] and n == 0

# === none-first  want=rewrite needs=playwright limit=60
# %%
from shutil import which
from playwright.sync_api import sync_playwright
def scrape(html):
    browser = None
    p = sync_playwright().start()
    try:
        browser = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content(html)
        el = page.query_selector("p")
        missing = page.query_selector("h5")
        return el.inner_text() if el else None, missing is None
    finally:
        if browser is not None:
            browser.close()
        p.stop()
# %%
text, gone = scrape("<p>x</p>")
# %% verify
assert text == "x" and gone

# === returned-tuple-used-whole  want=suggested needs=playwright limit=60
# %%
from shutil import which
from playwright.sync_api import sync_playwright
def launch():
    p = sync_playwright().start()
    return p, p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
# %%
both = launch()
for thing in both[1:]:
    thing.close()

# === wait-for-event  want=rewrite needs=playwright limit=60 takes=thread$
# %%
from shutil import which
from playwright.sync_api import sync_playwright
with sync_playwright() as p:
    browser = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
    page = browser.new_page()
    page.set_content("<a id=a href='about:blank' target=_blank>x</a>")
    page.evaluate("setTimeout(() => document.querySelector('a').click(), 100)")
    popup = page.wait_for_event("popup")
    popup.wait_for_load_state()
    url = popup.url
    browser.close()
# %% verify
assert url == "about:blank"

# === global-browser  want=rewrite needs=playwright limit=60
# %%
from shutil import which
from playwright.sync_api import sync_playwright
playwright = browser = None
page = None
def ensure():
    global playwright, browser, page
    if page is None:
        playwright = sync_playwright().start()
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
    return page
# %%
ensure().set_content("<p>x</p>")
text = page.inner_text("p")
# %%
browser.close()
playwright.stop()
# %% verify
assert text == "x"

# === attribute-from-outside  want=rewrite needs=playwright limit=60
# %%
from shutil import which
from playwright.sync_api import sync_playwright
class Bot:
    def start(self):
        self.p = sync_playwright().start()
        self.browser = self.p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        self.page = self.browser.new_page()
        return self
bot = Bot().start()
# %%
bot.page.set_content("<p>x</p>")
text = bot.page.inner_text("p")
bot.browser.close()
bot.p.stop()
# %% verify
assert text == "x"

# === annotated  want=rewrite needs=playwright limit=60 takes=thread$
# %%
from shutil import which
from playwright.sync_api import sync_playwright
with sync_playwright() as p:
    browser = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
    page = browser.new_page()
    page.set_content("<p>x</p>")
    rows: list = [e.inner_text() for e in page.locator("p").all()]
    import statistics
    def clean(t):
        return t.strip()
    while (n := page.locator("p").count()) < 1:
        pass
    browser.close()
# %%
print(rows, clean(" x "), n, statistics.mean([1]))
# %% verify
assert rows == ["x"] and n == 1

# === generator  want=rewrite needs=playwright limit=60
# %%
from shutil import which
from playwright.sync_api import sync_playwright
def texts(page):
    for e in page.locator("p").all():
        yield e.inner_text()
with sync_playwright() as p:
    browser = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
    page = browser.new_page()
    page.set_content("<p>x</p><p>y</p>")
    out = list(texts(page))
    browser.close()
# %% verify
assert out == ["x", "y"]

# === property  want=rewrite needs=playwright limit=60
# %%
from shutil import which
from playwright.sync_api import sync_playwright
class View:
    def __init__(self, page):
        self.page = page
    @property
    def title(self):
        return self.page.title()
with sync_playwright() as p:
    browser = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
    page = browser.new_page()
    page.set_content("<title>x</title>")
    t = View(page).title
    browser.close()
# %% verify
assert t == "x"

# === page-object-class  want=rewrite needs=playwright limit=60
# %%
from shutil import which
from playwright.sync_api import sync_playwright, Page
class LoginPage:
    def __init__(self, page: Page):
        self.page = page
        self.name = page.locator("#name")
    def fill(self, name):
        self.name.fill(name)
        return self
    def value(self):
        return self.name.input_value()
# %%
with sync_playwright() as p:
    browser = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
    page = browser.new_page()
    page.set_content("<input id=name>")
    login = LoginPage(page)
    login.fill("me")
    value = login.value()
    browser.close()
# %% verify
assert value == "me"

# === retry-decorator  want=rewrite needs=playwright limit=60
# %%
from shutil import which
import functools
from playwright.sync_api import sync_playwright
def retry(f):
    @functools.wraps(f)
    def inner(*a, **k):
        for _ in range(3):
            try:
                return f(*a, **k)
            except Exception as e:
                last = e
        raise last
    return inner
@retry
def read(page, s):
    return page.inner_text(s)
def job():
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content("<p>x</p>")
        t = read(page, "p")
        browser.close()
        return t
# %%
t = job()
# %% verify
assert t == "x"

# === async-api-without-await  want=rewrite needs=playwright limit=60
# %%
from shutil import which
from playwright.async_api import async_playwright
# %%
async with async_playwright() as p:
    browser = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
    page = browser.new_page()
    page.set_content("<p>x</p>")
    text = page.inner_text("p").upper()
    browser.close()
# %% verify
assert text == "X"

# === handlers-that-return-coroutines  want=rewrite needs=playwright limit=60
# %%
from shutil import which
from playwright.sync_api import sync_playwright
p = sync_playwright().start()
browser = p.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
page = browser.new_page()
page.route("**/*", lambda route: route.abort() if "png" in route.request.url else route.fulfill(body="<title>x</title>", content_type="text/html"))
page.on("dialog", lambda dialog: dialog.accept("yes"))
# %%
page.goto("http://127.0.0.1/")
title = page.title()
answer = page.evaluate("prompt('?')")
browser.close()
p.stop()
# %% verify
assert (title, answer) == ("x", "yes")
