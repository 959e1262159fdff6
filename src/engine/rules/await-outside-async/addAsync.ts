import type { IEdit } from '../../edit';
import { wantsCoroutine } from '../../python/coroutineUse';
import { isDecorated, isGenerator } from '../../python/coroutines';
import type { SyntaxNode } from '../../python/node';
import type { ICodeCell, Program } from '../../python/program';
import { basesOf, classAround } from '../../python/references';

/**
 * Only `async` put before a `def`, where something outside of this document
 * calls the function.
 */
export interface IAdded {
  readonly edits: readonly IEdit[];

  /**
   * Whoever must await what the function gives: a decorator, a base class.
   */
  readonly with: string;
  readonly safe: boolean;
}

/**
 * Decorators that make nothing good of an async function, by their dotted
 * names.
 */
const PLAIN_ONLY =
  /^(?:builtins|functools|contextlib|atexit|numba|click|typer|ipywidgets|abc|dataclasses)\b/;

/**
 * Those of the modules above that keep it async.
 */
const TRANSPARENT = new Set([
  'functools.wraps',
  'abc.abstractmethod',
  'contextlib.asynccontextmanager',
  'builtins.staticmethod',
  'builtins.classmethod'
]);

/**
 * The edit that makes a function async and changes nothing else, where a
 * library calls it through a decorator or a base class, or where it is what its
 * outer function returns. Null where something in this document calls it and
 * does not await it.
 */
export function addAsync(
  def: SyntaxNode,
  home: ICodeCell,
  program: Program
): IAdded | null {
  const name = def.child('name')!.text;
  const owner = classAround(def);
  const decorators = isDecorated(def)
    ? def.parent!.parts.filter(part => part.type === 'decorator')
    : [];
  const callers = decorators.map(decorator => decorator.parts[0]);
  const foreign =
    owner === null
      ? []
      : basesOf(owner).filter(
          base =>
            base.text !== 'object' && program.definitionOf(base, home) === null
        );
  const returned = isReturned(def, name, home);
  // What it makes of the function is entered, never awaited.
  const manages =
    callers.length === 1 &&
    program.qualifiedName(callers[0], home)?.name ===
      'contextlib.asynccontextmanager';
  if (
    !home.cell.editable ||
    /^__\w+__$/.test(name) ||
    !callers.every(caller => keepsAsync(caller, home, program)) ||
    (callers.length === 0 && foreign.length === 0 && !returned) ||
    isGenerator(def) !== manages ||
    (!manages && isUsedOtherwise(def, name, owner !== null, program))
  ) {
    return null;
  }
  return {
    edits: [
      { cell: home.cell.id, from: def.from, to: def.from, insert: 'async ' }
    ],
    with: callers
      .map(caller => (caller.child('function') ?? caller).text)
      .concat(callers.length === 0 ? foreign.map(({ text }) => text) : [])
      .join(', '),
    safe: manages
  };
}

function keepsAsync(
  decorator: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const callee = decorator.child('function') ?? decorator;
  const name = program.qualifiedName(callee, home)?.name;
  if (
    /^(?:setter|getter|deleter)$/.test(callee.child('attribute')?.text ?? '')
  ) {
    return false;
  }
  if (name === undefined) {
    // An object of a library (`@app.get("/")`); a function of this document
    // may do anything with what it is given.
    return (
      callee.type === 'attribute' && program.definitionOf(callee, home) === null
    );
  }
  return TRANSPARENT.has(name) || !PLAIN_ONLY.test(name);
}

/**
 * Whether a function is defined in another to be returned, as decorators do.
 */
function isReturned(def: SyntaxNode, name: string, home: ICodeCell): boolean {
  const outer = def.closest(node => node.type === 'function_definition');
  return (
    outer !== null &&
    [...outer.walk()].some(
      node =>
        node.type === 'return_statement' &&
        node.parts[0]?.type === 'identifier' &&
        node.parts[0].text === name &&
        home.scopes.lookup(name, node) === home.scopes.lookup(name, def)
    )
  );
}

/**
 * Whether some place names the function and neither awaits a call of it nor
 * returns it.
 */
function isUsedOtherwise(
  def: SyntaxNode,
  name: string,
  method: boolean,
  program: Program
): boolean {
  return program.cells.some(
    home =>
      home.masked.text.includes(name) &&
      [...home.tree.root.walk()].some(node => {
        if (
          node.type !== 'identifier' ||
          node.text !== name ||
          node === def.child('name') ||
          (node.parent?.type === 'keyword_argument' && node.field === 'name')
        ) {
          return false;
        }
        if (method !== (node.field === 'attribute')) {
          return false;
        }
        const use = method ? node.parent! : node;
        const call = use.parent!;
        if (call.type === 'call' && call.child('function') === use) {
          return !wantsCoroutine(call, home, program);
        }
        return call.type !== 'return_statement';
      })
  );
}
