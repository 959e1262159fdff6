import { argument, argumentsOf } from './calls';
import type { ILibraryCall } from './libraryCalls';
import type { SyntaxNode } from './node';
import { unparenthesized } from './node';
import type { ICodeCell, IReference, Program } from './program';
import type { IValue } from './values';
import { valueOf } from './values';

/**
 * A call that keeps the thread it runs in waiting.
 */
export interface IBlockingCall {
  readonly call: SyntaxNode;
  readonly home: ICodeCell;

  /**
   * - `sleep`: `time.sleep`;
   * - `plain`: a function whose result is plain data;
   * - `named`: a function that the person named;
   * - `object`: it makes an object that keeps a connection, or uses one;
   * - `keyboard`: it waits for what the person types;
   * - `library`: a recipe knows it, and its async twin.
   */
  readonly kind:
    'sleep' | 'plain' | 'named' | 'object' | 'keyboard' | 'library';

  /**
   * What the recipe knows.
   */
  readonly known?: ILibraryCall;

  /**
   * Where the object that is used was made; the call itself where it makes one.
   */
  readonly made?: IReference;

  /**
   * What threads may do with that object: `any` may use it at any time; only
   * `one` at a time; `own`: each must make its own.
   */
  readonly threads?: 'any' | 'one' | 'own';

  /**
   * Whether it waits only as long as the disk does.
   */
  readonly brief: boolean;
}

const HTTP = 'get post put patch delete head options request'.split(' ');

/**
 * Functions that give plain data.
 */
const PLAIN = new Set([
  ...HTTP.flatMap(name => [`requests.${name}`, `requests.api.${name}`]),
  ...HTTP.map(name => `httpx.${name}`),
  'urllib3.request',
  'urllib.request.urlretrieve',
  ...'run call check_call check_output getoutput getstatusoutput'
    .split(' ')
    .map(name => `subprocess.${name}`),
  'os.system',
  ...'getaddrinfo gethostbyname gethostbyname_ex gethostbyaddr getfqdn'
    .split(' ')
    .map(name => `socket.${name}`)
]);

/**
 * Functions that wait for the disk, long where there is much on it.
 */
const BRIEF = new Set(
  'copytree rmtree make_archive unpack_archive'
    .split(' ')
    .map(name => `shutil.${name}`)
);

/**
 * Functions that wait, and give an object that keeps what it opened.
 */
const OPENS = new Set([
  'urllib.request.urlopen',
  ...'sqlite3 psycopg2 psycopg pymysql MySQLdb mysql.connector cx_Oracle oracledb pyodbc'
    .split(' ')
    .map(name => `${name}.connect`),
  'psycopg.Connection.connect',
  'pymysql.Connect',
  'socket.create_connection',
  'smtplib.SMTP',
  'smtplib.SMTP_SSL',
  'ftplib.FTP',
  'ftplib.FTP_TLS',
  'imaplib.IMAP4',
  'imaplib.IMAP4_SSL',
  'poplib.POP3',
  'poplib.POP3_SSL'
]);

interface IBlockingClass {
  /**
   * The methods that wait.
   */
  readonly methods: ReadonlySet<string>;
  readonly threads: 'any' | 'one' | 'own';

  /**
   * Whether what waits is reached through attributes (`client.db.rows.find()`).
   */
  readonly deep?: boolean;
}

function waits(
  threads: 'any' | 'one' | 'own',
  methods: string,
  deep = false
): IBlockingClass {
  return { threads, methods: new Set(methods.trim().split(/\s+/)), deep };
}

const CONNECTION =
  'execute executemany executescript commit rollback backup ping begin';
const CURSOR =
  'execute executemany executescript callproc fetchone fetchmany fetchall';

/**
 * What the libraries say of threads: sqlite3 (`check_same_thread`); PEP 249
 * (`threadsafety`, of which no driver promises more than one use at a time of a
 * cursor); HTTPX, redis-py, PyMongo, boto3 and SQLAlchemy (`Engine`) in their
 * documentation.
 */
const CLASSES: Readonly<Record<string, IBlockingClass | undefined>> = {
  'requests.Session': waits('one', `${HTTP.join(' ')} send`),
  'httpx.Client': waits('any', `${HTTP.join(' ')} send`),
  'urllib3.PoolManager': waits('any', 'request urlopen request_encode_url'),
  'http.client.HTTPConnection': waits('one', 'connect request getresponse'),
  'http.client.HTTPSConnection': waits('one', 'connect request getresponse'),
  'http.client.HTTPResponse': waits('one', 'read readline readlines'),
  'subprocess.Popen': waits('any', 'wait communicate'),
  'os._wrap_close': waits('any', 'read readline readlines'),
  'subprocess.IO': waits('any', 'read readline readlines'),
  'sqlite3.Connection': waits('own', CONNECTION),
  'sqlite3.Cursor': waits('own', CURSOR),
  'psycopg2.extensions.connection': waits('one', CONNECTION),
  'psycopg2.extensions.cursor': waits('one', CURSOR),
  'psycopg.Connection': waits('one', CONNECTION),
  'psycopg.Cursor': waits('one', CURSOR),
  'pymysql.connections.Connection': waits('one', CONNECTION),
  'pymysql.cursors.Cursor': waits('one', CURSOR),
  'MySQLdb.connections.Connection': waits('one', CONNECTION),
  'MySQLdb.cursors.Cursor': waits('one', CURSOR),
  'mysql.connector.MySQLConnection': waits('one', CONNECTION),
  'mysql.connector.cursor.MySQLCursor': waits('one', CURSOR),
  'oracledb.Connection': waits('one', CONNECTION),
  'oracledb.Cursor': waits('one', CURSOR),
  'cx_Oracle.Connection': waits('one', CONNECTION),
  'cx_Oracle.Cursor': waits('one', CURSOR),
  'pyodbc.Connection': waits('one', CONNECTION),
  'pyodbc.Cursor': waits('one', CURSOR),
  'sqlalchemy.Engine': waits('any', 'connect begin raw_connection'),
  'sqlalchemy.Connection': waits(
    'one',
    'execute scalar scalars commit rollback'
  ),
  'sqlalchemy.orm.Session': waits(
    'one',
    'execute scalar scalars commit rollback flush refresh get'
  ),
  'pymongo.MongoClient': waits(
    'any',
    `find_one insert_one insert_many update_one update_many replace_one
    delete_one delete_many count_documents estimated_document_count aggregate
    distinct command list_database_names list_collection_names bulk_write
    find_one_and_update find_one_and_delete create_index server_info`,
    true
  ),
  'redis.Redis': waits(
    'any',
    `get set mget mset delete exists expire incr decr incrby append hget hset
    hmget hgetall hdel lpush rpush lpop rpop blpop brpop lrange llen sadd srem
    smembers sismember zadd zrange zrem keys ping publish ttl setex getset
    flushdb flushall xadd xread`
  ),
  'botocore.client.BaseClient': waits(
    'any',
    `get_object put_object upload_file download_file upload_fileobj
    download_fileobj list_objects list_objects_v2 list_buckets head_object
    delete_object copy_object invoke send_message receive_message publish
    get_item put_item query scan update_item delete_item invoke_model converse`
  ),
  'openai.OpenAI': waits('any', 'create parse', true),
  'anthropic.Anthropic': waits('any', 'create count_tokens', true),
  'socket.socket': waits(
    'one',
    'accept connect recv recvfrom recv_into send sendall sendto'
  ),
  'smtplib.SMTP': waits(
    'one',
    'connect login sendmail send_message starttls ehlo quit'
  ),
  'ftplib.FTP': waits(
    'one',
    `connect login retrbinary retrlines storbinary storlines nlst dir cwd mlsd
    quit`
  ),
  'paramiko.SSHClient': waits('one', 'connect exec_command open_sftp'),
  'imaplib.IMAP4': waits('one', 'login select search fetch store logout'),
  'poplib.POP3': waits('one', 'user pass_ list retr stat quit')
};

/**
 * All that is known to wait, by dotted names; docs/libraries.md is made of it.
 */
export const BLOCKING = {
  sleeps: ['time.sleep'],
  asks: ['builtins.input'],
  plain: [...PLAIN],
  brief: [...BRIEF],
  opens: [...OPENS],
  classes: CLASSES
};

/**
 * Whether an instance of a class keeps a connection that not every thread may
 * use at any time.
 */
export function keepsState(type: string | undefined): boolean {
  const known = type === undefined ? undefined : CLASSES[type];
  return known !== undefined && known.threads !== 'any';
}

const METHODS = new Set(
  Object.values(CLASSES).flatMap(known => [...known!.methods])
);

/**
 * What is known of a call that waits; null for a call that does not, or of
 * which that cannot be told beyond doubt.
 *
 * @param named - dotted names that the person says are waiting
 */
export function blockingCallOf(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program,
  named: readonly string[] = []
): IBlockingCall | null {
  const callee = unparenthesized(call.child('function')!);
  const found = program.qualifiedName(callee, home);
  const own = { call, home, brief: false };
  if (found !== null) {
    const kind = found.certain ? kindOf(found.name, call) : null;
    if (kind !== null) {
      return kind === 'object'
        ? { ...own, kind, made: { node: call, home }, threads: 'one' }
        : { ...own, kind, brief: BRIEF.has(found.name) };
    }
    if (found.certain && named.includes(found.name)) {
      return { ...own, kind: 'named' };
    }
  } else if (
    callee.type === 'identifier' &&
    named.includes(callee.text) &&
    program.definitionOf(callee, home)?.certain === true
  ) {
    return { ...own, kind: 'named' };
  }
  return blockingMethod(call, callee, home, program);
}

function kindOf(name: string, call: SyntaxNode): IBlockingCall['kind'] | null {
  if (name === 'time.sleep') {
    return 'sleep';
  }
  if (name === 'builtins.input' || name === 'getpass.getpass') {
    return 'keyboard';
  }
  if (PLAIN.has(name) || BRIEF.has(name)) {
    return isStreamed(call) ? 'object' : 'plain';
  }
  return OPENS.has(name) ? 'object' : null;
}

/**
 * Whether a response's body is read only later.
 */
function isStreamed(call: SyntaxNode): boolean {
  const args = argumentsOf(call);
  const stream = args.find(({ keyword }) => keyword === 'stream');
  return (
    (stream !== undefined && stream.value.type !== 'false') ||
    args.find(({ keyword }) => keyword === 'preload_content')?.value.type ===
      'false'
  );
}

function blockingMethod(
  call: SyntaxNode,
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program
): IBlockingCall | null {
  const method = callee.child('attribute')?.text;
  if (
    callee.type !== 'attribute' ||
    method === undefined ||
    !METHODS.has(method)
  ) {
    return null;
  }
  const object = objectOf(callee.child('object')!, home, program);
  const known =
    object?.type === undefined || !object.certain
      ? undefined
      : CLASSES[object.type];
  if (
    object === null ||
    known === undefined ||
    !known.methods.has(method) ||
    (object.type === 'socket.socket' && isNonBlocking(home)) ||
    (object.type === 'subprocess.IO' && hasEnded(callee))
  ) {
    return null;
  }
  const plain = PIPED.has(object.type!);
  return {
    call,
    home,
    brief: false,
    kind: plain ? 'plain' : 'object',
    threads: known.threads,
    made:
      object.type === 'sqlalchemy.Engine' || object.type === 'subprocess.IO'
        ? { node: call, home }
        : originOf(object, program)
  };
}

/**
 * A process and what comes from it: any thread may wait for it and read.
 */
const PIPED: ReadonlySet<string> = new Set([
  'subprocess.Popen',
  'subprocess.IO',
  'os._wrap_close'
]);

/**
 * Whether the process of `process.stdout.read` was waited for above: all that it
 * wrote is there.
 */
function hasEnded(callee: SyntaxNode): boolean {
  const process = callee.child('object')!.child('object')?.text;
  const around = callee.closest(({ type }) => type === 'function_definition');
  const above = callee.source.slice(around?.from ?? 0, callee.from);
  return ['wait', 'communicate'].some(name =>
    above.includes(`${process}.${name}(`)
  );
}

/**
 * A socket may be told not to wait.
 */
function isNonBlocking({ cell }: ICodeCell): boolean {
  return /\b(?:setblocking|settimeout)\(/.test(cell.source);
}

/**
 * The object whose method is called; for clients that are used through their
 * attributes, the client.
 */
function objectOf(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth = 0
): IValue | null {
  const value = valueOf(node, home, program);
  if (value.kind === 'instance' && CLASSES[value.type ?? ''] !== undefined) {
    return value;
  }
  const expression = unparenthesized(node);
  if (depth > 6) {
    return null;
  }
  switch (expression.type) {
    case 'attribute':
    case 'subscript': {
      const inner = expression.child('object') ?? expression.child('value')!;
      const root = objectOf(inner, home, program, depth + 1);
      return root?.type !== undefined && CLASSES[root.type]?.deep === true
        ? root
        : null;
    }
    case 'identifier': {
      const { definition, certain } = program.resolve(expression, home);
      return certain &&
        definition?.kind === 'assignment' &&
        definition.value !== undefined
        ? objectOf(definition.value, definition.home, program, depth + 1)
        : null;
    }
    default:
      return null;
  }
}

/**
 * The call that made the object at the beginning: of a cursor, the connection's.
 */
function originOf(object: IValue, program: Program): IReference {
  let { made } = object;
  for (let i = 0; i < 8; i++) {
    const receiver =
      made.node.type === 'call'
        ? made.node.child('function')!.child('object')
        : undefined;
    const outer =
      receiver === undefined ? null : objectOf(receiver, made.home, program);
    if (
      outer?.kind !== 'instance' ||
      outer.type === undefined ||
      CLASSES[outer.type] === undefined ||
      outer.type === 'sqlalchemy.Engine'
    ) {
      break;
    }
    made = outer.made;
  }
  return made;
}

/**
 * Whether the arguments of a call say that it is not to wait: `block=False`,
 * `blocking=False`, or the same in the first place; `timeout=0`.
 *
 * @param position - where that argument stands, 0-based
 */
export function waitsNot(
  call: SyntaxNode,
  position: number,
  keyword: string
): boolean {
  const args = argumentsOf(call);
  return (
    argument(args, position, keyword)?.value.type === 'false' ||
    args.find(arg => arg.keyword === 'timeout')?.value.text === '0'
  );
}
