/**
 * Whether a module, by its dotted name, is known never to start a loop inside
 * a running one: its plain functions work on a loop as they do off it.
 *
 * The standard library is `sys.stdlib_module_names` of CPython 3.10 to 3.13.
 * The others make no loop of their own, or make one in a thread, or refuse to
 * run on a loop, patched or not (anyio, trio, playwright), or make one only in
 * the calls that their recipes name (uvicorn, pydantic_ai).
 */
export function isPlainLibrary(module: string): boolean {
  const [root] = module.split('.');
  return STANDARD.has(root) || OTHERS.has(root);
}

const STANDARD = new Set(
  `__future__ abc aifc antigravity argparse array ast asynchat
  asyncio asyncore atexit audioop base64 bdb binascii bisect builtins bz2
  cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections
  colorsys compileall concurrent configparser contextlib
  contextvars copy copyreg crypt csv ctypes curses dataclasses datetime dbm
  decimal difflib dis distutils doctest email encodings ensurepip enum errno
  faulthandler fcntl filecmp fileinput fnmatch fractions ftplib
  functools gc genericpath getopt getpass gettext glob graphlib grp gzip
  hashlib heapq hmac html http idlelib imaplib imghdr imp importlib inspect io
  ipaddress itertools json keyword lib2to3 linecache locale logging lzma
  mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt
  multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode
  operator optparse os ossaudiodev pathlib pdb pickle pickletools pipes
  pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty
  pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re
  readline reprlib resource rlcompleter runpy sched secrets select selectors
  shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd
  sqlite3 ssl stat statistics string stringprep struct subprocess sunau   symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios
  textwrap this threading time timeit tkinter token tokenize tomllib trace
  traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest
  urllib uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref
  xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo`.split(/\s+/)
);

const OTHERS = new Set(
  `IPython PIL aiocache aiofiles aiogram aiohttp aioitertools aiolimiter
  aiomysql aiopg aiosqlite aiostream altair anthropic anyio arrow asgiref
  async_timeout asyncpg asyncssh attr attrs backoff boto3 botocore bs4
  cachetools catboost certifi click cryptography cv2 datasets dateutil discord
  django dotenv duckdb faker fastapi fastmcp feedparser folium geopandas h5py
  html5lib httpx huggingface_hub humanize hypercorn imageio ipywidgets jinja2
  joblib jsonschema jwt keras lightgbm loguru lxml markdown matplotlib mcp
  more_itertools motor mpl_toolkits msgpack networkx nltk numba numpy openai
  openpyxl orjson pandas pendulum playwright plotly polars psutil psycopg2
  pyarrow pydantic pydantic_ai pymongo pyngrok pypdf pyrogram pytz redis regex
  requests rich scipy seaborn sentence_transformers shap shapely simplejson
  skimage sklearn spacy sqlalchemy starlette statsmodels structlog sympy
  tabulate telegram telethon tenacity tensorflow tiktoken toolz torch
  torchvision tornado tqdm transformers trio typing_extensions ujson urllib3
  uvicorn uvloop websockets wordcloud xarray xgboost yaml yarl yfinance`.split(
    /\s+/
  )
);
