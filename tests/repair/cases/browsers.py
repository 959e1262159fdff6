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
