import type { IEngine } from '../..';
import { applyEdits } from '../..';
import { engine as loaded, notebook } from '../../testing/documents';

let engine: IEngine;
beforeAll(async () => {
  engine = await loaded;
});

/**
 * The cells after the first rewrite that uses a library for asyncio, or null
 * where none is offered.
 */
function used(...cells: string[]): string[] | null {
  const document = notebook(...cells);
  const rewrite = engine
    .check(document)
    .flatMap(({ rewrites }) => rewrites)
    .find(({ kind }) => kind === 'library');
  if (rewrite === undefined) {
    return null;
  }
  expect(rewrite.safety).toBe('check');
  const { edits } = engine.merge([rewrite], document);
  return document.cells.map(({ id, source }) => applyEdits(source, id, edits));
}

describe('a library for asyncio in the place of a blocking one', () => {
  it.each<[string, string, string]>([
    [
      'a request in a loop shares one client outside of it',
      'import requests\nasync def f(urls):\n    for url in urls:\n        print(requests.get(url).text)\n',
      'import requests\nimport httpx\nasync def f(urls):\n    async with httpx.AsyncClient(follow_redirects=True, timeout=None) as client:\n        for url in urls:\n            print((await client.get(url)).text)\n'
    ],
    [
      'a name that is taken is not used',
      'import requests\nasync def f(url, client):\n    return requests.get(url).json()[client]',
      'import requests\nimport httpx\nasync def f(url, client):\n    async with httpx.AsyncClient(follow_redirects=True, timeout=None) as client_2:\n        return (await client_2.get(url)).json()[client]'
    ],
    [
      'what head and positional arguments mean stays',
      'import requests\nasync def f(s):\n    with requests.Session() as s:\n        return s.head("u").status_code, s.post("u", {"a": 1}, allow_redirects=False).ok',
      'import requests\nimport httpx\nasync def f(s):\n    async with httpx.AsyncClient(follow_redirects=True, timeout=None) as s:\n        return (await s.head("u", follow_redirects=False)).status_code, ((await s.post("u", data={"a": 1}, follow_redirects=False)).status_code < 400)'
    ],
    [
      'both exceptions are caught where some calls stay',
      'import requests\nasync def f(u):\n    try:\n        return requests.get(u).text\n    except requests.Timeout:\n        return requests.codes\ndef g(u):\n    return requests.get(u)',
      'import requests\nimport httpx\nasync def f(u):\n    try:\n        async with httpx.AsyncClient(follow_redirects=True, timeout=None) as client:\n            return (await client.get(u)).text\n    except (requests.Timeout, httpx.TimeoutException):\n        return requests.codes\ndef g(u):\n    return requests.get(u)'
    ],
    [
      'what sqlite3 commits is committed',
      'import sqlite3\nasync def f(p):\n    with sqlite3.connect(p) as db:\n        db.execute("delete from t")',
      'import sqlite3\nimport aiosqlite\nasync def f(p):\n    async with aiosqlite.connect(p) as db:\n        await db.execute("delete from t")\n        await db.commit()'
    ],
    [
      'closing, which keeps nothing, needs no commit',
      'import sqlite3\nfrom contextlib import closing\nasync def f(p):\n    with closing(sqlite3.connect(p)) as db:\n        db.execute("delete from t")\n        db.commit()',
      'import sqlite3\nfrom contextlib import closing\nimport aiosqlite\nasync def f(p):\n    async with aiosqlite.connect(p) as db:\n        await db.execute("delete from t")\n        await db.commit()'
    ],
    [
      'a cursor is awaited on the way to its rows',
      'import sqlite3\nasync def f(p):\n    db = sqlite3.connect(p)\n    rows = list(db.execute("select 1"))\n    n, = db.execute("select 2").fetchone()\n    for row in db.execute("select 3"):\n        print(row)\n    db.close()\n    return rows, n',
      'import sqlite3\nimport aiosqlite\nasync def f(p):\n    db = await aiosqlite.connect(p)\n    rows = await (await db.execute("select 1")).fetchall()\n    n, = await (await db.execute("select 2")).fetchone()\n    async for row in await db.execute("select 3"):\n        print(row)\n    await db.close()\n    return rows, n'
    ],
    [
      'psycopg2’s factories and switches have other names',
      'import psycopg2\nfrom psycopg2.extras import RealDictCursor\nasync def f():\n    c = psycopg2.connect(database="d", cursor_factory=RealDictCursor)\n    c.autocommit = True\n    c.close()',
      'import psycopg2\nfrom psycopg2.extras import RealDictCursor\nimport psycopg\nasync def f():\n    c = await psycopg.AsyncConnection.connect(dbname="d", row_factory=psycopg.rows.dict_row)\n    await c.set_autocommit(True)\n    await c.close()'
    ],
    [
      'databases, collections and cursors hang on PyMongo’s client',
      'from pymongo import MongoClient\nasync def f():\n    client = MongoClient()\n    shop = client["shop"]\n    n = shop.items.count_documents({})\n    got = list(shop.items.find().sort("n"))\n    for one in shop.items.aggregate([]):\n        print(one)\n    client.close()\n    return n, got',
      'from pymongo import MongoClient\nimport pymongo\nasync def f():\n    client = pymongo.AsyncMongoClient()\n    shop = client["shop"]\n    n = await shop.items.count_documents({})\n    got = await shop.items.find().sort("n").to_list()\n    async for one in await shop.items.aggregate([]):\n        print(one)\n    await client.close()\n    return n, got'
    ],
    [
      'the commands of a pipeline are not awaited',
      'import redis\nasync def f():\n    r = redis.Redis(decode_responses=True)\n    r.flushdb()\n    p = r.pipeline()\n    p.set("a", 1).get("a")\n    done = p.execute()\n    r.close()\n    return done',
      'import redis\nasync def f():\n    r = redis.asyncio.Redis(decode_responses=True)\n    await r.flushdb()\n    p = r.pipeline()\n    p.set("a", 1).get("a")\n    done = await p.execute()\n    await r.aclose()\n    return done'
    ]
  ])('%s', (_what, before, after) => {
    expect(used(before)).toEqual([after]);
  });

  it('callers in other cells await a helper that becomes async', () => {
    expect(
      used(
        'import requests\ndef text(u):\n    return requests.get(u).text',
        'async def f(u):\n    return text(u)',
        'plain = text("u")'
      )
    ).toEqual([
      'import requests\nimport httpx\nasync def text(u):\n    async with httpx.AsyncClient(follow_redirects=True, timeout=None) as client:\n        return (await client.get(u)).text',
      'async def f(u):\n    return await text(u)',
      'plain = await text("u")'
    ]);
  });

  it.each<[string, string]>([
    [
      'a body that is read piece by piece',
      'import requests\nasync def f(u):\n    r = requests.get(u, stream=True)\n    return r.iter_content()'
    ],
    [
      'a body that may be anything',
      'import requests\nasync def f(u, body):\n    return requests.post(u, data=body).text'
    ],
    [
      'options that may be anything',
      'import requests\nasync def f(u, **options):\n    return requests.get(u, **options).text'
    ],
    [
      'a response that is asked whether it is true',
      'import requests\nasync def f(u):\n    r = requests.get(u)\n    return r.text if r else None'
    ],
    [
      'a response that gets out',
      'import requests\nasync def f(u, found):\n    found.append(requests.get(u))'
    ],
    [
      'a session that is given away',
      'import requests\nasync def f(u):\n    s = requests.Session()\n    s.get(u)\n    return s'
    ],
    [
      'an attribute of an exception that has no twin',
      'import psycopg2\nasync def f():\n    try:\n        c = psycopg2.connect("")\n        c.close()\n    except psycopg2.Error as e:\n        print(e.pgcode)'
    ],
    [
      'a tuple that psycopg 3 does not spread',
      'import psycopg2\nasync def f(ids):\n    c = psycopg2.connect("")\n    k = c.cursor()\n    k.execute("select 1 where 1 in %s", (ids,))\n    c.close()'
    ],
    [
      'a connection that is used behind the with that would close it',
      'import psycopg2\nasync def f():\n    with psycopg2.connect("") as c:\n        pass\n    c.cursor()'
    ],
    [
      'a block that is left before its commit',
      'import sqlite3\nasync def f(p):\n    with sqlite3.connect(p) as db:\n        return db.execute("delete from t returning n").fetchall()'
    ],
    [
      'a method without a twin',
      'import redis\nasync def f():\n    r = redis.Redis()\n    r.get("a")\n    return r.pubsub()'
    ],
    [
      'a redirect that is not followed, and would raise there',
      'import requests\nasync def f(u):\n    r = requests.head(u)\n    r.raise_for_status()\n    return r.headers'
    ],
    [
      'a lock of threads that is held',
      'import requests, threading\nlock = threading.Lock()\nasync def f(u):\n    with lock:\n        return requests.get(u).text'
    ],
    [
      'a module name that means something else',
      'import requests\nhttpx = 1\nasync def f(u):\n    return requests.get(u).text'
    ],
    [
      'statements that share a line',
      'import requests\nasync def f(u):\n    x = requests.get(u).text; return x'
    ],
    [
      'a helper that is also a callback',
      'import requests\ndef text(u):\n    return requests.get(u).text\nasync def f(us):\n    text(us[0])\n    return list(map(text, us))'
    ]
  ])('is not offered: %s', (_what, source) => {
    expect(engine.check(notebook(source))).not.toEqual([]);
    expect(used(source)).toBeNull();
  });
});
