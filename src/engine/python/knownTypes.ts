/**
 * What is known of a class that is not of this document.
 */
export interface ITypeFacts {
  /**
   * How its instances are entered; absent where that is not known.
   */
  readonly enters?: 'with' | 'async with' | 'either' | 'neither';

  /**
   * How its instances are iterated over; absent where that is not known.
   */
  readonly iterates?: 'for' | 'async for' | 'either' | 'neither';

  /**
   * Whether its instances may be awaited; absent where that is not known.
   */
  readonly awaitable?: boolean;

  /**
   * What a call of a method gives, in the words of `GIVES`.
   */
  readonly methods?: Readonly<Record<string, string | undefined>>;

  /**
   * What a call of a method gives where an argument is given, as written:
   * `create(…, stream=True)`.
   */
  readonly given?: Readonly<
    Record<string, Readonly<Record<string, string | undefined>> | undefined>
  >;

  /**
   * What an attribute or property holds, in the words of `GIVES`.
   */
  readonly attributes?: Readonly<Record<string, string | undefined>>;

  /**
   * What any other attribute holds, and any subscript gives: `client.shop.orders`.
   */
  readonly open?: string;

  /**
   * What entering an instance gives to the name behind `as`, what awaiting it
   * gives, and what iterating over it gives, in the words of `GIVES`.
   */
  readonly entered?: string;
  readonly awaited?: string;
  readonly element?: string;

  /**
   * What `instance | other` gives, and `other | instance` where `other` is a
   * dict or a function.
   */
  readonly pipes?: string;

  /**
   * The classes it inherits from.
   */
  readonly bases?: readonly string[];
}

/**
 * Nothing of asyncio's: the values of Python's own types.
 */
const PLAIN: ITypeFacts = {
  enters: 'neither',
  iterates: 'for',
  awaitable: false
};
const SCALAR: ITypeFacts = { ...PLAIN, iterates: 'neither' };
const MANAGER: ITypeFacts = { enters: 'with', awaitable: false };
const ASYNC_MANAGER: ITypeFacts = {
  enters: 'async with',
  iterates: 'neither',
  awaitable: false
};

/**
 * What methods of Python's own types give that never hand on an element.
 */
function methods(
  table: Readonly<Record<string, string>>
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(table).flatMap(([type, names]) =>
      names.split(' ').map(name => [name, `builtins.${type}`])
    )
  );
}

const STRING_METHODS = methods({
  str: 'capitalize casefold center expandtabs format format_map join ljust lower lstrip replace rjust rstrip strip swapcase title translate upper zfill removeprefix removesuffix',
  list: 'split rsplit splitlines',
  tuple: 'partition rpartition',
  int: 'count find index rfind rindex',
  bool: 'endswith isalnum isalpha isdigit islower isspace istitle isupper startswith',
  bytes: 'encode'
});

const BYTES_METHODS = methods({
  str: 'decode hex',
  bytes: 'join lower lstrip replace rstrip strip upper',
  list: 'split splitlines',
  bool: 'endswith startswith'
});

const LIST_METHODS = methods({
  NoneType: 'append clear extend insert remove reverse sort',
  int: 'count index',
  list: 'copy'
});

const SET_METHODS = methods({
  NoneType: 'add clear discard remove update',
  set: 'copy difference intersection symmetric_difference union',
  bool: 'isdisjoint issubset issuperset'
});

/**
 * The methods of CPython's loops that are coroutines (Lib/asyncio/events.py,
 * `AbstractEventLoop`).
 */
const LOOP_COROUTINES =
  `connect_accepted_socket connect_read_pipe connect_write_pipe
  create_connection create_datagram_endpoint create_server
  create_unix_connection create_unix_server getaddrinfo getnameinfo sendfile
  shutdown_asyncgens shutdown_default_executor sock_accept sock_connect
  sock_recv sock_recv_into sock_recvfrom sock_recvfrom_into sock_sendall
  sock_sendfile sock_sendto start_tls subprocess_exec subprocess_shell`.split(
    /\s+/
  );

const LOOP: ITypeFacts = {
  enters: 'neither',
  iterates: 'neither',
  awaitable: false,
  methods: {
    ...Object.fromEntries(LOOP_COROUTINES.map(name => [name, 'await'])),
    create_task: 'task',
    create_future: 'future',
    run_in_executor: 'future'
  }
};

const QUEUE: ITypeFacts = {
  enters: 'neither',
  iterates: 'neither',
  awaitable: false,
  methods: {
    get: 'await',
    put: 'await builtins.NoneType',
    join: 'await builtins.NoneType',
    get_nowait: 'unknown',
    put_nowait: 'builtins.NoneType',
    qsize: 'builtins.int',
    empty: 'builtins.bool',
    full: 'builtins.bool',
    task_done: 'builtins.NoneType'
  }
};

const LOCK: ITypeFacts = {
  ...ASYNC_MANAGER,
  methods: {
    acquire: 'await builtins.bool',
    locked: 'builtins.bool',
    release: 'builtins.NoneType'
  }
};

/**
 * What waits for threads and processes: no coroutine (CPython 3.9 to 3.13,
 * Lib/threading.py, Lib/queue.py, Lib/concurrent/futures/_base.py).
 */
const NEITHER: ITypeFacts = {
  enters: 'neither',
  iterates: 'neither',
  awaitable: false
};

const EXECUTOR: ITypeFacts = {
  ...MANAGER,
  methods: {
    submit: 'concurrent.futures.Future',
    map: 'builtins.generator'
  }
};

/**
 * Database drivers (PEP 249): what `connect` gives, and its cursors.
 */
const DRIVERS: readonly (readonly [string, string, string])[] = [
  ['MySQLdb', 'MySQLdb.connections.Connection', 'MySQLdb.cursors.Cursor'],
  [
    'mysql.connector',
    'mysql.connector.MySQLConnection',
    'mysql.connector.cursor.MySQLCursor'
  ],
  ['cx_Oracle', 'cx_Oracle.Connection', 'cx_Oracle.Cursor'],
  ['oracledb', 'oracledb.Connection', 'oracledb.Cursor'],
  ['pyodbc', 'pyodbc.Connection', 'pyodbc.Cursor']
];

/**
 * Drivers whose connections execute statements themselves.
 */
const EXECUTING = new Set(['pyodbc']);

const HTTP = 'get post put patch delete head options request send'.split(' ');

/**
 * Clients that wait in the thread that calls them.
 */
const SYNCHRONOUS: Readonly<Record<string, ITypeFacts | undefined>> = {
  ...Object.fromEntries(
    DRIVERS.flatMap(([module, connection, cursor]) => [
      [
        connection,
        {
          ...MANAGER,
          methods: {
            cursor,
            ...(EXECUTING.has(module)
              ? { execute: cursor, executemany: cursor, executescript: cursor }
              : {})
          }
        }
      ],
      [
        cursor,
        {
          awaitable: false
        }
      ]
    ])
  ),
  'urllib3.PoolManager': MANAGER,
  'http.client.HTTPConnection': {
    awaitable: false,
    methods: { getresponse: 'http.client.HTTPResponse' }
  },
  'http.client.HTTPSConnection': {
    awaitable: false,
    methods: { getresponse: 'http.client.HTTPResponse' }
  },
  'http.client.HTTPResponse': { ...MANAGER, iterates: 'for' },
  'os._wrap_close': { ...MANAGER, iterates: 'for' },
  // The reading end of a pipe, as typeshed calls it.
  'subprocess.IO': { ...MANAGER, iterates: 'for' },
  'sqlalchemy.Engine': {
    awaitable: false,
    methods: {
      connect: 'sqlalchemy.Connection',
      begin: 'sqlalchemy.Connection'
    }
  },
  'sqlalchemy.Connection': MANAGER,
  'sqlalchemy.orm.Session': MANAGER,
  'botocore.client.BaseClient': { awaitable: false },
  'anthropic.Anthropic': MANAGER,
  'smtplib.SMTP': MANAGER,
  'ftplib.FTP': MANAGER,
  'imaplib.IMAP4': MANAGER,
  'poplib.POP3': { awaitable: false },
  'paramiko.SSHClient': MANAGER
};

/**
 * Classes whose instances give themselves to `with … as name`.
 */
export const ENTERS_ITSELF: ReadonlySet<string> = new Set([
  'subprocess.Popen',
  'multiprocessing.Pool',
  'socket.socket',
  'concurrent.futures.ThreadPoolExecutor',
  'concurrent.futures.ProcessPoolExecutor',
  ...Object.keys(SYNCHRONOUS)
]);

/**
 * Python's own classes by their dotted names; those of other libraries stand in
 * their recipes. asyncio's: CPython 3.9 to 3.13, Lib/asyncio.
 */
export const TYPES: Readonly<Record<string, ITypeFacts | undefined>> = {
  'builtins.NoneType': SCALAR,
  'builtins.bool': SCALAR,
  'builtins.int': SCALAR,
  'builtins.float': SCALAR,
  'builtins.complex': SCALAR,
  'builtins.function': SCALAR,
  'builtins.str': { ...PLAIN, methods: STRING_METHODS },
  'builtins.bytes': { ...PLAIN, methods: BYTES_METHODS },
  'builtins.bytearray': PLAIN,
  'builtins.list': { ...PLAIN, methods: LIST_METHODS },
  'builtins.tuple': PLAIN,
  'builtins.set': { ...PLAIN, methods: SET_METHODS },
  'builtins.frozenset': PLAIN,
  'builtins.dict': PLAIN,
  'builtins.range': PLAIN,
  'builtins.generator': PLAIN,
  'threading.local': { awaitable: false },
  'io.IOBase': {
    enters: 'with',
    iterates: 'for',
    awaitable: false,
    entered: 'io.IOBase'
  },
  'tempfile.TemporaryDirectory': { ...MANAGER, iterates: 'neither' },
  'tempfile.NamedTemporaryFile': { ...MANAGER, iterates: 'for' },
  'tempfile.TemporaryFile': { ...MANAGER, iterates: 'for' },
  'tempfile.SpooledTemporaryFile': { ...MANAGER, iterates: 'for' },
  'zipfile.ZipFile': MANAGER,
  'tarfile.TarFile': { ...MANAGER, iterates: 'for' },
  'socket.socket': MANAGER,
  'subprocess.Popen': {
    ...MANAGER,
    methods: { wait: 'builtins.int', communicate: 'builtins.tuple' },
    attributes: { stdout: 'subprocess.IO', stderr: 'subprocess.IO' }
  },
  'threading.Lock': MANAGER,
  'threading.RLock': MANAGER,
  'threading.Condition': MANAGER,
  'threading.Semaphore': MANAGER,
  'threading.BoundedSemaphore': MANAGER,
  'multiprocessing.Lock': MANAGER,
  'multiprocessing.Pool': {
    ...MANAGER,
    methods: {
      apply_async: 'multiprocessing.pool.AsyncResult',
      map_async: 'multiprocessing.pool.AsyncResult',
      starmap_async: 'multiprocessing.pool.AsyncResult'
    }
  },
  'multiprocessing.pool.AsyncResult': NEITHER,
  'concurrent.futures.ThreadPoolExecutor': EXECUTOR,
  'concurrent.futures.ProcessPoolExecutor': EXECUTOR,
  'concurrent.futures.Future': NEITHER,
  'threading.Thread': NEITHER,
  'threading.Event': NEITHER,
  'threading.Barrier': NEITHER,
  'multiprocessing.Process': NEITHER,
  'multiprocessing.Queue': NEITHER,
  'multiprocessing.JoinableQueue': NEITHER,
  'multiprocessing.context.BaseContext': {
    ...NEITHER,
    methods: {
      Lock: 'multiprocessing.Lock',
      Pool: 'multiprocessing.Pool',
      Process: 'multiprocessing.Process',
      Queue: 'multiprocessing.Queue',
      JoinableQueue: 'multiprocessing.JoinableQueue'
    }
  },
  'queue.Queue': NEITHER,
  'queue.LifoQueue': NEITHER,
  'queue.PriorityQueue': NEITHER,
  'queue.SimpleQueue': NEITHER,
  'contextlib.ExitStack': MANAGER,
  'contextlib.suppress': MANAGER,
  'contextlib.redirect_stdout': MANAGER,
  'contextlib.redirect_stderr': MANAGER,
  'contextlib.chdir': MANAGER,
  'warnings.catch_warnings': MANAGER,
  'contextlib.closing': MANAGER,
  'contextlib.nullcontext': { enters: 'either', awaitable: false },
  'contextlib.AsyncExitStack': ASYNC_MANAGER,
  'contextlib.aclosing': ASYNC_MANAGER,
  'asyncio.Lock': LOCK,
  'asyncio.Semaphore': LOCK,
  'asyncio.BoundedSemaphore': LOCK,
  'asyncio.Condition': {
    ...LOCK,
    methods: {
      ...LOCK.methods,
      wait: 'await builtins.bool',
      wait_for: 'await',
      notify: 'builtins.NoneType',
      notify_all: 'builtins.NoneType'
    }
  },
  'asyncio.Barrier': {
    ...ASYNC_MANAGER,
    methods: {
      wait: 'await builtins.int',
      abort: 'await builtins.NoneType',
      reset: 'await builtins.NoneType'
    }
  },
  'asyncio.Event': {
    enters: 'neither',
    iterates: 'neither',
    awaitable: false,
    methods: {
      wait: 'await builtins.bool',
      set: 'builtins.NoneType',
      clear: 'builtins.NoneType',
      is_set: 'builtins.bool'
    }
  },
  'asyncio.Queue': QUEUE,
  'asyncio.LifoQueue': QUEUE,
  'asyncio.PriorityQueue': QUEUE,
  'asyncio.TaskGroup': {
    ...ASYNC_MANAGER,
    entered: 'asyncio.TaskGroup',
    methods: { create_task: 'task' }
  },
  'asyncio.Timeout': { ...ASYNC_MANAGER, entered: 'asyncio.Timeout' },
  'asyncio.Runner': {
    ...MANAGER,
    iterates: 'neither',
    entered: 'asyncio.Runner'
  },
  'asyncio.Future': { enters: 'neither', awaitable: true },
  'asyncio.StreamReader': {
    enters: 'neither',
    iterates: 'async for',
    awaitable: false,
    methods: {
      read: 'await builtins.bytes',
      readline: 'await builtins.bytes',
      readexactly: 'await builtins.bytes',
      readuntil: 'await builtins.bytes',
      at_eof: 'builtins.bool'
    }
  },
  'asyncio.StreamWriter': {
    enters: 'neither',
    iterates: 'neither',
    awaitable: false,
    methods: {
      drain: 'await builtins.NoneType',
      wait_closed: 'await builtins.NoneType',
      start_tls: 'await builtins.NoneType',
      write: 'builtins.NoneType',
      close: 'builtins.NoneType'
    }
  },
  'asyncio.Server': {
    ...ASYNC_MANAGER,
    entered: 'asyncio.Server',
    methods: {
      serve_forever: 'await',
      start_serving: 'await',
      wait_closed: 'await'
    }
  },
  'asyncio.subprocess.Process': {
    enters: 'neither',
    iterates: 'neither',
    awaitable: false,
    methods: {
      wait: 'await builtins.int',
      communicate: 'await builtins.tuple'
    }
  },
  'asyncio.AbstractEventLoop': LOOP,
  'asyncio.AbstractEventLoopPolicy': SCALAR,
  ...SYNCHRONOUS
};

/**
 * What a call of a function gives, by its dotted name: `await` for a coroutine,
 * with what awaiting it gives behind it where that is known; `task` and `future`
 * for what asyncio makes on the running loop; `list` with what its elements are
 * behind it; else a type.
 */
export const GIVES: Readonly<Record<string, string | undefined>> = {
  'asyncio.sleep': 'await',
  'asyncio.wait_for': 'await',
  'asyncio.wait': 'await builtins.tuple',
  'asyncio.to_thread': 'await',
  'asyncio.open_connection': 'await builtins.tuple',
  'asyncio.open_unix_connection': 'await builtins.tuple',
  'asyncio.start_server': 'await asyncio.Server',
  'asyncio.start_unix_server': 'await asyncio.Server',
  'asyncio.create_subprocess_exec': 'await asyncio.subprocess.Process',
  'asyncio.create_subprocess_shell': 'await asyncio.subprocess.Process',
  'asyncio.create_task': 'task',
  'asyncio.ensure_future': 'task',
  'asyncio.gather': 'future',
  'asyncio.shield': 'future',
  'asyncio.wrap_future': 'future',
  'asyncio.timeout': 'asyncio.Timeout',
  'asyncio.timeout_at': 'asyncio.Timeout',
  'asyncio.get_event_loop': 'asyncio.AbstractEventLoop',
  'asyncio.get_running_loop': 'asyncio.AbstractEventLoop',
  'asyncio.new_event_loop': 'asyncio.AbstractEventLoop',
  'asyncio.all_tasks': 'builtins.set',
  'asyncio.iscoroutine': 'builtins.bool',
  'asyncio.iscoroutinefunction': 'builtins.bool',
  'builtins.open': 'io.IOBase',
  'builtins.print': 'builtins.NoneType',
  'builtins.len': 'builtins.int',
  'builtins.sum': 'unknown',
  'builtins.input': 'builtins.str',
  'builtins.repr': 'builtins.str',
  'json.dumps': 'builtins.str',
  'builtins.sorted': 'builtins.list',
  'builtins.enumerate': 'builtins.generator',
  'builtins.zip': 'builtins.generator',
  'builtins.reversed': 'builtins.generator',
  'builtins.isinstance': 'builtins.bool',
  'builtins.hasattr': 'builtins.bool',
  'builtins.callable': 'builtins.bool',
  'builtins.ord': 'builtins.int',
  'builtins.chr': 'builtins.str',
  'builtins.hash': 'builtins.int',
  'builtins.id': 'builtins.int',
  'builtins.any': 'builtins.bool',
  'builtins.all': 'builtins.bool',
  ...Object.fromEntries(
    DRIVERS.map(([module, connection]) => [`${module}.connect`, connection])
  ),
  ...Object.fromEntries(HTTP.map(name => [`httpx.${name}`, 'httpx.Response'])),
  'urllib.request.urlopen': 'http.client.HTTPResponse',
  'os.popen': 'os._wrap_close',
  'sqlalchemy.create_engine': 'sqlalchemy.Engine',
  'sqlalchemy.orm.session.Session': 'sqlalchemy.orm.Session',
  'boto3.client': 'botocore.client.BaseClient',
  'smtplib.SMTP_SSL': 'smtplib.SMTP',
  'ftplib.FTP_TLS': 'ftplib.FTP',
  'imaplib.IMAP4_SSL': 'imaplib.IMAP4',
  'poplib.POP3_SSL': 'poplib.POP3',
  'concurrent.futures.thread.ThreadPoolExecutor':
    'concurrent.futures.ThreadPoolExecutor',
  'multiprocessing.get_context': 'multiprocessing.context.BaseContext',
  'asyncio.run_coroutine_threadsafe': 'concurrent.futures.Future',
  'threading.Timer': 'threading.Thread',
  'multiprocessing.pool.Pool': 'multiprocessing.Pool',
  'multiprocessing.pool.ThreadPool': 'multiprocessing.Pool',
  'multiprocessing.dummy.Pool': 'multiprocessing.Pool',
  'tarfile.open': 'tarfile.TarFile',
  'socket.create_connection': 'socket.socket',
  'time.sleep': 'builtins.NoneType',
  'time.time': 'builtins.float',
  'time.perf_counter': 'builtins.float',
  'time.monotonic': 'builtins.float'
};
