import type { IEdit } from '../edit';
import { blockingCallOf, keepsState } from '../python/blockingCalls';
import {
  definitionOfCallee,
  functionsReached,
  ownNodes
} from '../python/coroutines';
import type { SyntaxNode } from '../python/node';
import { isPlainLibrary } from '../python/plainLibraries';
import type { ICodeCell, Program } from '../python/program';
import type { IBinding, Scope } from '../python/scopes';
import { runsElsewhere } from '../python/runsElsewhere';
import { valueOf } from '../python/values';
import { asFunction } from './asFunction';
import { asyncioModule } from './asyncioModule';
import type { IBlock } from './indentBlock';
import { mayBeIndented } from './indentBlock';
import { unusedName } from './unusedName';

/**
 * Statements moved into a function that runs in a thread.
 */
export interface IMovedBlock {
  readonly edits: readonly IEdit[];

  /**
   * The name of the new function.
   */
  readonly name: string;

  /**
   * Whether nothing that the statements touch can be seen by others meanwhile.
   */
  readonly apart: boolean;
}

/**
 * The blocks that could move together with an object, the smallest first: from
 * making it to its last use; the same for the `try` around it; and each of them
 * up to the end of the function, which then may return in them.
 *
 * @param maker - the call that makes the object
 */
export function blocksAround(
  maker: SyntaxNode,
  home: ICodeCell,
  program: Program
): IBlock[] {
  const inner = blockStatementOf(maker);
  const around = inner.parent?.parent;
  const first =
    around?.type === 'try_statement' && around.child('body') === inner.parent
      ? [inner, around]
      : [inner];
  return [false, true].flatMap(toEnd =>
    first.flatMap(one => blockAround(maker, one, toEnd, home, program) ?? [])
  );
}

/**
 * The statements from `first` to the last one in the same block that uses an
 * object which `maker` makes, or something that hangs on it (a connection's
 * cursor, a cursor's rows that were not fetched). Null where the object gets
 * out of that block.
 */
function blockAround(
  maker: SyntaxNode,
  first: SyntaxNode,
  toEnd: boolean,
  home: ICodeCell,
  program: Program
): IBlock | null {
  const def = maker.closest(node => node.type === 'function_definition');
  if (
    def === null ||
    first.parent === null ||
    (toEnd && first.parent !== def.child('body'))
  ) {
    return null;
  }
  const scope = home.scopes.scopeOf(first);
  const siblings = first.parent.parts;
  const start = withDefaults(first, siblings);
  let end = toEnd ? siblings.length : siblings.indexOf(first) + 1;
  const live = new Set<string>();
  const makes = (node: SyntaxNode) =>
    node === maker ||
    (node.type === 'call' &&
      keepsState(valueOf(node, home, program).type) &&
      !first.contains(node));
  for (let i = start; i < end; i++) {
    follow(siblings[i], makes, live);
    for (let j = siblings.length - 1; j >= end; j--) {
      if (names(siblings[j], live)) {
        end = j + 1;
      }
    }
  }
  const statements = siblings.slice(start, end);
  const gone = [...live].some(name => {
    const bindings = scope.bindings.get(name) ?? [];
    return bindings.some(({ node }) => inside(node, statements))
      ? usesOutside(name, statements, scope, home).length > 0
      : true;
  });
  return gone || statements.some(statement => handsOut(statement, makes, live))
    ? null
    : { home, statements };
}

/**
 * Where the statements begin that give a name of a `try` its value beforehand
 * (`connection = None`).
 */
function withDefaults(
  first: SyntaxNode,
  siblings: readonly SyntaxNode[]
): number {
  let start = siblings.indexOf(first);
  while (first.type === 'try_statement' && start > 0) {
    const assignment = siblings[start - 1].parts[0];
    const name = assignment?.child('left');
    if (
      siblings[start - 1].type !== 'expression_statement' ||
      assignment.type !== 'assignment' ||
      name?.type !== 'identifier' ||
      !/^(?:none|true|false|integer|float|string|list|dictionary)$/.test(
        assignment.child('right')?.type ?? ''
      ) ||
      !names(first, new Set([name.text]))
    ) {
      break;
    }
    start--;
  }
  return start;
}

/**
 * The edits that move statements into a function of their own, which one thread
 * runs while the loop goes on. What they bind and the code below reads comes
 * back as the function's value. Null where they cannot be moved: they await,
 * leave a loop around them, rebind a name from outside, return on one path and
 * go on on another. Lines that begin inside a string stay as they are.
 *
 * @param wanted - a name for the function
 */
export function blockInThread(
  { home, statements }: IBlock,
  wanted: string,
  program: Program
): IMovedBlock | null {
  const [first] = statements;
  const last = statements[statements.length - 1];
  const block = { home, statements };
  const def = first.closest(node => node.type === 'function_definition');
  if (
    def?.isAsync !== true ||
    !mayBeIndented(block) ||
    statements.some(statement => !canMove(statement))
  ) {
    return null;
  }
  const scope = home.scopes.scopeOf(first);
  if (
    usesForeignObject(statements, home, program) ||
    statements.some(statement => needsLoop(statement, home, program))
  ) {
    return null;
  }
  const back = namesBack(statements, scope, home, program);
  const module = asyncioModule(first, home, program);
  const returns = statements.some(hasReturn);
  const isEnd =
    first.parent === def.child('body') &&
    def.child('body')!.parts.slice(-1)[0] === last;
  if (
    back === null ||
    module === null ||
    (returns && !isEnd && !alwaysReturns(last)) ||
    (returns && back.length > 0)
  ) {
    return null;
  }
  const name = unusedName(wanted, program);
  const head = returns
    ? 'return '
    : back.length === 0
      ? ''
      : `${back.join(', ')} = `;
  return {
    name,
    apart: isApart(statements, scope, home, program),
    edits: [
      ...module.edits,
      ...asFunction(
        block,
        name,
        `${head}await ${module.name}.to_thread(${name})`,
        returns ? [] : back
      )
    ]
  };
}

/**
 * Whether the statements use a connection or the like that was made elsewhere:
 * it may belong to the thread that made it.
 */
export function usesForeignObject(
  statements: readonly SyntaxNode[],
  home: ICodeCell,
  program: Program
): boolean {
  return statements.some(statement =>
    [...statement.walk()].some(node => {
      if (node.type !== 'identifier' && node.type !== 'attribute') {
        return false;
      }
      const { type, made } = valueOf(node, home, program);
      return keepsState(type) && !inside(made.node, statements);
    })
  );
}

/**
 * The statement around a node that stands directly in a block.
 */
function blockStatementOf(node: SyntaxNode): SyntaxNode {
  let statement = node;
  while (
    statement.parent !== null &&
    statement.parent.type !== 'block' &&
    statement.parent.type !== 'module'
  ) {
    statement = statement.parent;
  }
  return statement;
}

/**
 * Adds to `live` the names that a statement binds to the object, or to what
 * hangs on it.
 */
function follow(
  statement: SyntaxNode,
  makes: (node: SyntaxNode) => boolean,
  live: Set<string>
): void {
  for (let before = -1; before < live.size;) {
    before = live.size;
    for (const node of statement.walk()) {
      const [target, value] = boundIn(node);
      if (
        target !== undefined &&
        value !== undefined &&
        isLive(value, makes, live)
      ) {
        for (const part of target.walk()) {
          if (
            part.type === 'identifier' &&
            part.field !== 'attribute' &&
            part.parent?.type !== 'attribute' &&
            part.parent?.type !== 'subscript'
          ) {
            live.add(part.text);
          }
        }
      }
    }
  }
}

/**
 * What a node binds, and to what: `target = value`, `with value as target`,
 * `(target := value)`. A row that a cursor gives in a loop is plain.
 */
function boundIn(
  node: SyntaxNode
): readonly [SyntaxNode | undefined, SyntaxNode | undefined] {
  switch (node.type) {
    case 'assignment':
      return [node.child('left'), node.child('right')];
    case 'named_expression':
      return [node.child('name'), node.child('value')];
    case 'as_pattern':
      return [node.child('alias') ?? node.parts[1], node.parts[0]];
    default:
      return [undefined, undefined];
  }
}

/**
 * Whether the value of an expression may hang on the object.
 */
function isLive(
  node: SyntaxNode,
  makes: (node: SyntaxNode) => boolean,
  live: ReadonlySet<string>
): boolean {
  if (makes(node)) {
    return true;
  }
  if (!names(node, live) && ![...node.walk()].some(makes)) {
    return false;
  }
  switch (node.type) {
    case 'identifier':
      return live.has(node.text);
    case 'list_comprehension':
    case 'set_comprehension':
    case 'dictionary_comprehension':
      return isLive(node.child('body')!, makes, live);
    case 'comparison_operator':
    case 'not_operator':
    case 'string':
    case 'concatenated_string':
      return false;
    case 'attribute':
      return (
        !PLAIN_ATTRIBUTES.has(node.child('attribute')!.text) &&
        isLive(node.child('object')!, makes, live)
      );
    case 'call': {
      const callee = node.child('function')!;
      if (callee.type === 'attribute') {
        const object = callee.child('object')!;
        return isLive(object, makes, live)
          ? !PLAIN_METHODS.has(callee.child('attribute')!.text)
          : !/^(?:json|np|numpy|pd|pandas|re|csv)$/.test(object.text) &&
              argumentsLive(node, makes, live);
      }
      return callee.type === 'identifier' && PLAIN_FUNCTIONS.has(callee.text)
        ? false
        : argumentsLive(node, makes, live);
    }
    default:
      return node.parts.some(part => isLive(part, makes, live));
  }
}

function argumentsLive(
  call: SyntaxNode,
  makes: (node: SyntaxNode) => boolean,
  live: ReadonlySet<string>
): boolean {
  return call
    .child('arguments')!
    .parts.some(part => isLive(part.child('value') ?? part, makes, live));
}

/**
 * Methods of connections, cursors, sessions and responses that give plain data.
 */
const PLAIN_METHODS = new Set(
  `fetchall fetchone fetchmany read readline readlines json decode strip split
  getcode getheader getheaders info geturl find_one count_documents
  list_database_names list_collection_names distinct get_json recv encode lower
  upper nlst retrlines retrbinary login sendmail mappings_all hgetall lrange
  keys mget incr decr exists scalar`.split(/\s+/)
);

const PLAIN_ATTRIBUTES = new Set(
  `rowcount lastrowid description status status_code text content headers ok
  reason url encoding inserted_id inserted_ids modified_count deleted_count
  matched_count returncode`.split(/\s+/)
);

const PLAIN_FUNCTIONS = new Set(
  'list tuple set dict len sum min max sorted str int float bool repr print any all bytes'.split(
    ' '
  )
);

/**
 * Whether a statement names one of `names` as a variable.
 */
function names(node: SyntaxNode, wanted: ReadonlySet<string>): boolean {
  for (const part of node.walk()) {
    if (
      part.type === 'identifier' &&
      part.field !== 'attribute' &&
      !(part.field === 'name' && part.parent?.type === 'keyword_argument') &&
      wanted.has(part.text)
    ) {
      return true;
    }
  }
  return false;
}

/**
 * Whether a statement gives the object away: returns it, keeps it in an
 * attribute or a container, hands it to something that may keep it.
 */
function handsOut(
  statement: SyntaxNode,
  makes: (node: SyntaxNode) => boolean,
  live: ReadonlySet<string>
): boolean {
  for (const node of statement.walk()) {
    if (
      node.type === 'return_statement' &&
      node.parts.some(part => isLive(part, makes, live))
    ) {
      return true;
    }
    const [target, value] = boundIn(node);
    if (
      (target?.type === 'attribute' || target?.type === 'subscript') &&
      value !== undefined &&
      isLive(value, makes, live) &&
      !names(target, live)
    ) {
      return true;
    }
    if (
      node.type === 'call' &&
      /^(?:append|add|put|put_nowait|setdefault|set_result)$/.test(
        node.child('function')!.child('attribute')?.text ?? ''
      ) &&
      argumentsLive(node, makes, live)
    ) {
      return true;
    }
  }
  return false;
}

function inside(node: SyntaxNode, statements: readonly SyntaxNode[]): boolean {
  return statements.some(statement => statement.contains(node));
}

/**
 * Whether a statement may run in a function of its own, and be indented.
 *
 * @param mayStay - types of nodes that are no reason against it, where the names
 * that they bind are looked at
 */
export function canMove(
  statement: SyntaxNode,
  mayStay: ReadonlySet<string> = new Set()
): boolean {
  const own = ownNodesOf(statement);
  for (const node of own) {
    if (
      (FIXED.has(node.type) && !mayStay.has(node.type)) ||
      node.isAsync ||
      ((node.type === 'break_statement' ||
        node.type === 'continue_statement') &&
        !isLoopInside(node, statement))
    ) {
      return false;
    }
  }
  for (const node of statement.walk()) {
    if (
      node.type === 'await' ||
      (node.type === 'identifier' &&
        /^(?:super|locals|vars|globals|dir|eval|exec|__class__)$/.test(
          node.text
        ))
    ) {
      return false;
    }
  }
  return true;
}

const FIXED = new Set([
  'await',
  'yield',
  'global_statement',
  'nonlocal_statement',
  'delete_statement',
  'import_statement',
  'import_from_statement',
  'function_definition',
  'class_definition'
]);

function* ownNodesOf(statement: SyntaxNode): Iterable<SyntaxNode> {
  const stack = [statement];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    yield node;
    if (
      node.type !== 'lambda' &&
      node.type !== 'function_definition' &&
      node.type !== 'class_definition'
    ) {
      stack.push(...[...node.children].reverse());
    }
  }
}

function isLoopInside(node: SyntaxNode, statement: SyntaxNode): boolean {
  const loop = node.closest(
    outer => outer.type === 'for_statement' || outer.type === 'while_statement'
  );
  return loop !== null && statement.contains(loop);
}

function hasReturn(statement: SyntaxNode): boolean {
  for (const node of ownNodesOf(statement)) {
    if (node.type === 'return_statement') {
      return true;
    }
  }
  return false;
}

/**
 * Whether nothing below a statement is reached.
 */
function alwaysReturns(statement: SyntaxNode | undefined): boolean {
  switch (statement?.type) {
    case 'return_statement':
    case 'raise_statement':
      return true;
    case 'with_statement':
      return alwaysReturns(statement.child('body')?.parts.slice(-1)[0]);
    default:
      return false;
  }
}

/**
 * The names that the statements bind and that are read elsewhere, in the order
 * in which they are bound. Null where one is bound outside too, or not on every
 * path.
 */
function namesBack(
  statements: readonly SyntaxNode[],
  scope: Scope,
  home: ICodeCell,
  program: Program
): string[] | null {
  const back: { name: string; from: number }[] = [];
  const begin = statements[0].from;
  const loops = statements[0].closest(
    node =>
      node.type === 'for_statement' ||
      node.type === 'while_statement' ||
      node === scope.node
  );
  for (const [name, bindings] of scope.bindings) {
    const own = bindings.filter(({ node }) => inside(node, statements));
    if (own.length === 0) {
      continue;
    }
    const others = bindings.filter(({ node }) => !inside(node, statements));
    if (
      scope.nonlocals.has(name) ||
      others.some(({ node }) => node.from < begin || loops !== scope.node)
    ) {
      return null;
    }
    const read = usesOutside(name, statements, scope, home).some(use =>
      program
        .resolve(use, home)
        .definitions.some(({ node }) => own.some(one => one.node === node))
    );
    if (read) {
      if (!areSure(own, statements)) {
        return null;
      }
      back.push({ name, from: own[0].node.from });
    }
  }
  // A name that the scope hands on to the module or a function around it.
  for (const statement of statements) {
    for (const node of ownNodesOf(statement)) {
      const target =
        node.type === 'assignment' || node.type === 'augmented_assignment'
          ? node.child('left')
          : undefined;
      if (target?.type === 'identifier' && !scope.bindings.has(target.text)) {
        return null;
      }
    }
  }
  return back.sort((a, b) => a.from - b.from).map(({ name }) => name);
}

/**
 * Where a name of the scope is used outside of the statements.
 */
function usesOutside(
  name: string,
  statements: readonly SyntaxNode[],
  scope: Scope,
  home: ICodeCell
): SyntaxNode[] {
  const uses: SyntaxNode[] = [];
  for (const node of scope.node.walk()) {
    if (
      node.type === 'identifier' &&
      node.text === name &&
      node.field !== 'attribute' &&
      !(node.field === 'name' && node.parent?.type === 'keyword_argument') &&
      !inside(node, statements) &&
      home.scopes.lookup(name, node) === scope &&
      !(scope.bindings.get(name) ?? []).some(one => one.node === node)
    ) {
      uses.push(node);
    }
  }
  return uses;
}

/**
 * Whether one of the bindings has taken place whenever the statements are
 * through.
 */
export function areSure(
  bindings: readonly IBinding[],
  statements: readonly SyntaxNode[]
): boolean {
  const binds = (block: SyntaxNode | undefined): boolean =>
    block !== undefined &&
    (areSure(bindings, block.parts) || alwaysReturns(block.parts.slice(-1)[0]));
  return statements.some(statement => {
    if (!bindings.some(({ node }) => statement.contains(node))) {
      return false;
    }
    const body = statement.child('body') ?? statement.child('consequence');
    const clauses = statement.parts.filter(({ type }) => /_clause$/.test(type));
    const blockOf = (clause: SyntaxNode) =>
      clause.child('body') ??
      clause.child('consequence') ??
      clause.parts.find(({ type }) => type === 'block');
    switch (statement.type) {
      case 'with_statement':
        return (
          binds(body) ||
          bindings.some(
            ({ node }) => statement.contains(node) && !body!.contains(node)
          )
        );
      case 'try_statement': {
        const last = clauses.find(({ type }) => type === 'finally_clause');
        const others = clauses.filter(({ type }) => type === 'except_clause');
        return (
          (last !== undefined && areSure(bindings, blockOf(last)!.parts)) ||
          ((binds(body) ||
            clauses.some(
              clause => clause.type === 'else_clause' && binds(blockOf(clause))
            )) &&
            others.every(clause => binds(blockOf(clause))))
        );
      }
      case 'if_statement':
        return (
          bindings.some(({ node }) =>
            isAlwaysIn(node, statement.child('condition')!)
          ) ||
          (clauses.some(({ type }) => type === 'else_clause') &&
            [body, ...clauses.map(blockOf)].every(binds))
        );
      case 'for_statement':
      case 'while_statement':
      case 'match_statement':
        return false;
      default:
        return bindings.some(({ node }) => isAlwaysIn(node, statement));
    }
  });
}

/**
 * Whether a part of some code runs whenever that code does.
 */
function isAlwaysIn(node: SyntaxNode, code: SyntaxNode): boolean {
  return (
    code.contains(node) &&
    node.closest(
      outer =>
        outer.type === 'boolean_operator' ||
        outer.type === 'conditional_expression' ||
        outer === code
    ) === code
  );
}

/**
 * Whether the statements touch nothing that others can see meanwhile: they
 * change only what they made themselves, and use nothing of asyncio.
 */
export function isApart(
  statements: readonly SyntaxNode[],
  scope: Scope,
  home: ICodeCell,
  program: Program
): boolean {
  const own = (node: SyntaxNode) => {
    const root = rootOf(node);
    return (
      root.type !== 'identifier' ||
      isMadeHere(node, home, program) ||
      (scope.bindings.get(root.text) ?? []).some(one =>
        inside(one.node, statements)
      ) ||
      home.scopes.lookup(root.text, root).kind === 'comprehension'
    );
  };
  for (const statement of statements) {
    if (
      runsElsewhere(statement, home, program) !== 'yes' ||
      !reachesOnlyHarmless(statement, home, program)
    ) {
      return false;
    }
    for (const node of statement.walk()) {
      switch (node.type) {
        case 'assignment':
        case 'augmented_assignment': {
          const left = node.child('left')!;
          if (left.type !== 'identifier' && !own(left)) {
            return false;
          }
          break;
        }
        case 'call': {
          const callee = node.child('function')!;
          const known =
            isKnownFunction(callee, home, program) ||
            own(callee) ||
            (callee.type === 'attribute' &&
              isPlainValue(callee.child('object')!, home, program)) ||
            isHarmless(node, home, program);
          if (
            !known ||
            isOnForeignEngine(valueOf(node, home, program).type, statements)
          ) {
            return false;
          }
          break;
        }
      }
    }
  }
  return true;
}

/**
 * Whether what a call gives hangs on an engine of SQLAlchemy that was made
 * elsewhere: of a database in memory, each thread has one of its own.
 */
function isOnForeignEngine(
  type: string | undefined,
  statements: readonly SyntaxNode[]
): boolean {
  return (
    type !== undefined &&
    /^sqlalchemy\.(?:orm\.)?(?:Session|Connection)$/.test(type) &&
    !statements.some(({ text }) => /\bcreate_engine\(/.test(text))
  );
}

/**
 * Whether `f(a).b(c)` begins with what a library's function just made.
 */
function isMadeHere(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  for (
    let part: SyntaxNode | undefined = node;
    part !== undefined;
    part = part.child('object') ?? part.child('value') ?? part.child('function')
  ) {
    if (
      part.type === 'call' &&
      program.qualifiedName(part.child('function')!, home) !== null
    ) {
      return true;
    }
  }
  return false;
}

/**
 * The first name in `a.b(c)[d].e`.
 */
function rootOf(node: SyntaxNode): SyntaxNode {
  let root = node;
  for (
    let next =
      root.child('object') ?? root.child('value') ?? root.child('function');
    next !== undefined && next.from === root.from;
    next = root.child('object') ?? root.child('value') ?? root.child('function')
  ) {
    root = next;
  }
  return root;
}

/**
 * Whether a value cannot change: a string, a number, a path.
 */
function isPlainValue(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const { kind, type, certain } = valueOf(node, home, program);
  return (
    kind === 'instance' &&
    certain &&
    /^builtins\.(?:str|bytes|int|float|tuple)$/.test(type ?? '')
  );
}

/**
 * Whether code, or a function of this document that it names, uses something of
 * asyncio, is async, asks the person, or does what only the main thread may: no
 * other thread can do that in its place.
 */
export function needsLoop(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const code = [
    { value: node, home },
    ...functionsReached(node, home, program).map(({ value, home: where }) => ({
      value: value!,
      home: where
    }))
  ];
  return code.some(
    ({ value, home: where }) =>
      runsElsewhere(value, where, program) === 'no' ||
      [...value.walk()].some(
        part =>
          part.type === 'await' ||
          part.isAsync ||
          (part.type === 'identifier' &&
            part.field !== 'attribute' &&
            /^asyncio\b/.test(program.qualifiedName(part, where)?.name ?? ''))
      )
  );
}

/**
 * Whether a call is one of a plain function of this document that may run in a
 * thread beside the loop without anyone noticing: neither it, nor what it calls
 * or is given, changes what others see, or uses asyncio.
 */
export function isHarmless(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const callee = call.child('function')!;
  return (
    isHarmlessFunction(callee, home, program) &&
    functionsGiven(call, home, program).every(given =>
      staysHarmless(given, home, program)
    )
  );
}

/**
 * Whether a name is a plain function of this document of which the same is true.
 */
export function isHarmlessFunction(
  name: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const found = definitionOfCallee(name, home, program);
  return (
    found !== null &&
    found.certain &&
    found.definition.kind === 'function' &&
    !found.definition.value!.isAsync &&
    !needsLoop(found.definition.value!, found.definition.home, program) &&
    touchesOnlyItsOwn(
      found.definition.value!,
      found.definition.home,
      program
    ) &&
    staysHarmless(name, home, program)
  );
}

function staysHarmless(
  given: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  return (
    given.type !== 'lambda' &&
    !needsLoop(given, home, program) &&
    reachesOnlyHarmless(given, home, program)
  );
}

/**
 * The functions that a call is given: lambdas, and names of functions of this
 * document that are not called there and then.
 */
function functionsGiven(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): SyntaxNode[] {
  return [...call.child('arguments')!.walk()].filter(
    node =>
      node.type === 'lambda' ||
      ((node.type === 'identifier' || node.type === 'attribute') &&
        !/^(?:function|attribute|name)$/.test(node.field ?? '') &&
        definitionOfCallee(node, home, program) !== null)
  );
}

/**
 * Whether a thread cannot make a call in the place of the loop: neither the
 * function, nor one that it is given, may need the loop.
 */
export function callNeedsLoop(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  return [call.child('function')!, ...functionsGiven(call, home, program)].some(
    given => needsLoop(given, home, program)
  );
}

/**
 * Whether every function of this document that code names, and every one that
 * those name, changes nothing that others see.
 */
function reachesOnlyHarmless(
  code: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  return functionsReached(code, home, program).every(
    ({ kind, value, home: where }) =>
      kind === 'function' && touchesOnlyItsOwn(value!, where, program)
  );
}

/**
 * Whether a callee is a function of a library that is known to change nothing
 * of the notebook's.
 */
function isKnownFunction(
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const name = program.qualifiedName(callee, home)?.name;
  return (
    name !== undefined &&
    (isPlainLibrary(name) ||
      blockingCallOf(callee.parent!, home, program) !== null)
  );
}

/**
 * Methods by whose names strings are known: they change nothing.
 */
const STRING_METHODS = new Set(
  `upper lower casefold capitalize title strip lstrip rstrip split rsplit
  splitlines partition startswith endswith encode decode zfill isdigit isalpha
  removeprefix removesuffix`.split(/\s+/)
);

/**
 * Whether a name holds a logger, which threads may share (CPython docs,
 * `logging`, "Thread Safety").
 */
function isLogger(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const { definition } =
    node.type === 'identifier'
      ? program.resolve(node, home)
      : { definition: undefined };
  const callee = definition?.value?.child('function');
  return (
    callee !== undefined &&
    program.qualifiedName(callee, definition!.home)?.name ===
      'logging.getLogger'
  );
}

function touchesOnlyItsOwn(
  def: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  if (runsElsewhere(def, home, program) !== 'yes') {
    return false;
  }
  const isOwn = (node: SyntaxNode) => {
    const root = rootOf(node);
    const scope =
      root.type === 'identifier' ? home.scopes.lookup(root.text, root) : null;
    return (
      scope === null ||
      (scope !== home.scopes.module &&
        def.contains(scope.node) &&
        (scope.bindings.get(root.text) ?? []).every(
          ({ kind }) => kind !== 'parameter'
        ))
    );
  };
  for (const node of ownNodes(def)) {
    switch (node.type) {
      case 'global_statement':
      case 'nonlocal_statement':
      case 'yield':
        return false;
      case 'assignment':
      case 'augmented_assignment': {
        const left = node.child('left')!;
        if (left.type !== 'identifier' && !isOwn(left)) {
          return false;
        }
        break;
      }
      case 'call': {
        const callee = node.child('function')!;
        const known =
          program.qualifiedName(callee, home) !== null
            ? isKnownFunction(callee, home, program)
            : callee.type === 'attribute'
              ? isOwn(callee) ||
                STRING_METHODS.has(callee.child('attribute')!.text) ||
                isLogger(callee.child('object')!, home, program) ||
                isPlainValue(callee.child('object')!, home, program) ||
                definitionOfCallee(callee, home, program) !== null
              : definitionOfCallee(callee, home, program) !== null;
        if (!known) {
          return false;
        }
        break;
      }
    }
  }
  return true;
}
