import type { IEdit } from '../edit';
import type { IRewrite } from '../finding';
import {
  functionsReached,
  isDecorated,
  isGenerator
} from '../python/coroutines';
import type { ILibraryCall } from '../python/libraryCalls';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell, IReference, Program } from '../python/program';
import { callerOf, callsOf, functionAround } from '../python/reached';
import { runsElsewhere } from '../python/runsElsewhere';
import { calledAt } from '../python/runsOnLoop';
import { valueOf } from '../python/values';
import { asFunction } from './asFunction';
import { asyncioModule } from './asyncioModule';
import type { IAwaitContext } from './awaitRules';
import { awaitRules } from './awaitRules';
import {
  blockInThread,
  callNeedsLoop,
  canMove,
  isApart,
  needsLoop,
  usesForeignObject
} from './blockInThread';
import { boundNames } from './boundNames';
import { callInThread } from './callInThread';
import { effectsOf } from './effects';
import { heldLock } from './heldLock';
import { mayBeIndented } from './indentBlock';
import { isBoundToThread } from './runInThread';
import { shortened } from './shortened';
import { unusedName } from './unusedName';

/**
 * The rewrite that runs in one thread all that is done with the objects of a
 * module which belong to the thread that made them: the whole block of the
 * `with` that makes them and ends them, or the function that it stands in. Null
 * where one of them is used outside of it, or where a thread cannot run it.
 *
 * @param module - the module whose classes the objects are of
 * @param shownIn - the cell that failed
 */
export function libraryInThread(
  { home, call, certain, recipe }: ILibraryCall,
  module: string,
  shownIn: string,
  context: IAwaitContext & { readonly facts: { readonly threads?: boolean } }
): IRewrite | null {
  const { program, facts } = context;
  const block = call.closest(
    ({ type }) => type === 'with_statement' || type === 'function_definition'
  );
  if (
    facts.threads === false ||
    block?.type !== 'with_statement' ||
    block.isAsync ||
    block.child('body')!.contains(call) ||
    heldLock(block, home, program) === 'yes'
  ) {
    return null;
  }
  const objects = new Objects(module, program);
  const def = functionAround(block);
  const moved =
    def === null
      ? cellBlock(block, home, recipe.library, objects, context)
      : def.isAsync
        ? coroutineBlock(block, home, recipe.library, objects, program)
        : functionCalls(def, home, objects, context);
  if (moved === null) {
    return null;
  }
  const { edits, sites, name, code } = moved;
  if (sites.some(({ home: where }) => !where.cell.editable)) {
    return null;
  }
  const reached = [
    ...code,
    ...code.flatMap(({ node, home: where }) =>
      functionsReached(node, where, program).map(definition => ({
        node: definition.value!,
        home: definition.home
      }))
    )
  ];
  const unnoticed =
    reached.every(
      ({ node, home: where }) =>
        runsElsewhere(node, where, program) === 'yes' &&
        !callsForeign(node, where, code, program)
    ) &&
    (moved.apart || !hasTasks(program));
  const { rerun, values } = effectsOf(
    sites,
    edits,
    { home, node: call },
    shownIn,
    program
  );
  return {
    kind: 'thread',
    safety: certain && unnoticed ? 'safe' : 'check',
    edits,
    rerun,
    values: { ...values, operand: name, block: def === null || def.isAsync }
  };
}

interface IMoved {
  readonly edits: readonly IEdit[];

  /**
   * The name of the function that runs in the thread, or the call of it.
   */
  readonly name: string;

  /**
   * What changes.
   */
  readonly sites: readonly IReference[];

  /**
   * The code that runs in the thread.
   */
  readonly code: readonly IReference[];

  /**
   * Whether nothing that it touches can be seen by others meanwhile.
   */
  readonly apart: boolean;
}

/**
 * What may stand in a block at the top level that becomes a function: the names
 * that it binds are looked at.
 */
const BINDS = new Set([
  'delete_statement',
  'function_definition',
  'import_statement',
  'import_from_statement'
]);

/**
 * A block at the top level of a cell, with the loop around it: a turn of the
 * loop may end in the block.
 */
function cellBlock(
  block: SyntaxNode,
  home: ICodeCell,
  library: string,
  objects: Objects,
  context: IAwaitContext
): IMoved | null {
  const { program } = context;
  const statement = outermostLoop(block) ?? block;
  const statements = [statement];
  const moved = { home, statements };
  const module = asyncioModule(statement, home, program);
  if (
    module === null ||
    !awaitRules(context).atTopLevel(home) ||
    !mayBeIndented(moved, true) ||
    !canMove(statement, BINDS) ||
    hasInnerClass(statement) ||
    cannotRun([{ node: statement, home }], objects, program)
  ) {
    return null;
  }
  const names = boundNames(statements, home, program, (node, where) =>
    objects.gives(node, where)
  );
  if (names === null) {
    return null;
  }
  const { back, globals } = names;
  const name = unusedName(nameFor(library), program);
  const head = back.length === 0 ? '' : `${back.join(', ')} = `;
  return {
    name,
    sites: [{ node: statement, home }],
    code: [{ node: statement, home }],
    apart: isApart(statements, home.scopes.module, home, program),
    edits: [
      ...module.edits,
      ...asFunction(
        moved,
        name,
        `${head}await ${module.name}.to_thread(${name})`,
        back,
        globals,
        module.edits
      )
    ]
  };
}

/**
 * A block in a coroutine.
 */
function coroutineBlock(
  block: SyntaxNode,
  home: ICodeCell,
  library: string,
  objects: Objects,
  program: Program
): IMoved | null {
  const code = [{ node: block, home }];
  if (cannotRun(code, objects, program)) {
    return null;
  }
  const moved = blockInThread(
    { home, statements: [block] },
    nameFor(library),
    program
  );
  return moved && { ...moved, sites: code, code };
}

/**
 * A plain function that holds the whole block: wherever the loop's thread comes
 * to call it, or another one that does, the thread calls it instead.
 */
function functionCalls(
  def: SyntaxNode,
  home: ICodeCell,
  objects: Objects,
  context: IAwaitContext
): IMoved | null {
  const { program } = context;
  const sites = outermostCalls(def, home, program);
  if (sites === null || sites.length === 0) {
    return null;
  }
  const edits: IEdit[] = [];
  for (const { node, home: where } of sites) {
    const own = callNeedsLoop(node, where, program)
      ? null
      : callInThread(node, where, program, awaitRules(context));
    if (own === null || objects.gives(node, where)) {
      return null;
    }
    edits.push(...own);
  }
  return cannotRun([...sites, { node: def, home }], objects, program)
    ? null
    : {
        name: shortened(sites[0].node.text),
        sites,
        code: sites,
        apart: false,
        edits: withoutRepeats(edits)
      };
}

/**
 * The calls at the top level of cells and in coroutines that come to a function;
 * null where one comes to it in another way than by calling it there and then.
 */
function outermostCalls(
  def: SyntaxNode,
  home: ICodeCell,
  program: Program
): IReference[] | null {
  const sites: IReference[] = [];
  const seen = new Set<SyntaxNode>();
  const queue: IReference[] = [{ node: def, home }];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const inner = next.node;
    if (seen.has(inner)) {
      continue;
    }
    seen.add(inner);
    if (
      inner.type === 'lambda' ||
      isDecorated(inner) ||
      isGenerator(inner) ||
      /^__\w+__$/.test(inner.child('name')!.text)
    ) {
      return null;
    }
    for (const use of callsOf(inner, program)) {
      const site = callAt(use, program);
      if (site === null) {
        return null;
      }
      const around = functionAround(site.node);
      if (around === null || around.isAsync) {
        sites.push(site);
      } else {
        queue.push({ node: around, home: site.home });
      }
    }
  }
  return sites;
}

/**
 * The call that runs a function where it is named: that of its name, or one that
 * is given it and calls it before it returns (`column.apply(f)`).
 */
function callAt(use: IReference, program: Program): IReference | null {
  const { node, home } = calledAt(use);
  const call = node.type === 'call' ? node : callerOf(node, home, program);
  const callee = call?.child('function');
  return callee === undefined ||
    /^builtins\.(?:map|filter)$/.test(
      program.qualifiedName(callee, home)?.name ?? ''
    )
    ? null
    : { node: call!, home };
}

/**
 * The edits, an import that several of them need but once.
 */
function withoutRepeats(edits: readonly IEdit[]): IEdit[] {
  return edits.filter(
    (edit, i) =>
      edit.from !== edit.to ||
      !/^(?:from|import) /.test(edit.insert) ||
      edits.findIndex(
        other => other.cell === edit.cell && other.insert === edit.insert
      ) === i
  );
}

/**
 * Whether a thread cannot run code: it needs the loop, or uses what belongs to
 * another thread.
 */
function cannotRun(
  code: readonly IReference[],
  objects: Objects,
  program: Program
): boolean {
  return (
    isBoundToThread(code, program) ||
    objects.reach(code) ||
    code.some(
      ({ node, home }) =>
        needsLoop(node, home, program) ||
        usesForeignObject([node], home, program)
    )
  );
}

function hasInnerClass(statement: SyntaxNode): boolean {
  return [...statement.walk()].some(({ type }) => type === 'class_definition');
}

function outermostLoop(block: SyntaxNode): SyntaxNode | null {
  let loop: SyntaxNode | null = null;
  for (let outer = block.parent; outer !== null; outer = outer.parent) {
    if (/^(?:for|while)_statement$/.test(outer.type)) {
      loop = outer;
    }
  }
  return loop;
}

function nameFor(library: string): string {
  return `use_${library.toLowerCase().replace(/\W+/g, '_')}`;
}

/**
 * Whether code calls a method of an object that some other code made, and of
 * which nothing is known: it may belong to its thread.
 */
function callsForeign(
  code: SyntaxNode,
  home: ICodeCell,
  own: readonly IReference[],
  program: Program
): boolean {
  return [...code.walk()].some(node => {
    const callee = node.type === 'call' ? node.child('function')! : undefined;
    const object = callee?.child('object');
    if (
      object?.type !== 'identifier' ||
      program.qualifiedName(object, home) !== null
    ) {
      return false;
    }
    const { kind, definitions } = program.resolve(object, home);
    return (
      kind === 'module' &&
      definitions.some(
        definition =>
          (definition.kind === 'assignment' || definition.kind === 'target') &&
          !own.some(
            one =>
              one.home === definition.home && one.node.contains(definition.node)
          )
      ) &&
      valueOf(object, home, program).kind === 'unknown'
    );
  });
}

/**
 * Whether the notebook has tasks that may run meanwhile.
 */
function hasTasks(program: Program): boolean {
  return [
    'create_task',
    'ensure_future',
    'run_coroutine_threadsafe',
    'call_later',
    'TaskGroup'
  ].some(name => program.identifiers(name).length > 0);
}

/**
 * The objects of a module's classes.
 */
class Objects {
  constructor(
    private readonly _module: string,
    private readonly _program: Program
  ) {}

  /**
   * Whether an expression gives one, or a collection of them.
   */
  gives(node: SyntaxNode, home: ICodeCell): boolean {
    const { type, element } = valueOf(node, home, this._program);
    return [type, element?.type].some(
      name => name?.startsWith(`${this._module}.`) === true
    );
  }

  /**
   * Whether code, or a function that it comes to, names a variable of the
   * notebook that other code has given such an object.
   */
  reach(code: readonly IReference[]): boolean {
    const program = this._program;
    const reached = [
      ...code,
      ...code.flatMap(({ node, home }) =>
        functionsReached(node, home, program).map(definition => ({
          node: definition.value!,
          home: definition.home
        }))
      )
    ];
    return reached.some(({ node, home }) =>
      [...node.walk()].some(
        part =>
          part.type === 'identifier' &&
          part.field !== 'attribute' &&
          program
            .resolve(part, home)
            .definitions.some(
              definition =>
                (definition.kind === 'assignment' ||
                  definition.kind === 'target') &&
                definition.home.scopes.scopeOf(definition.node).kind ===
                  'module' &&
                !reached.some(
                  one =>
                    one.home === definition.home &&
                    one.node.contains(definition.node)
                ) &&
                this.gives(definition.node, definition.home)
            )
      )
    );
  }
}
