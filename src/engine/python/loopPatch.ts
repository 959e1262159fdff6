import { argumentsOf } from './calls';
import type { SyntaxNode } from './node';
import { unparenthesized } from './node';
import type { ICodeCell, IReference, Program } from './program';

const PATCHED_BY = /^nest_asyncio\d*\.apply$/;

/**
 * The calls that let loops run inside each other, `nest_asyncio.apply()`, in
 * the order of the text.
 */
export function loopPatches(program: Program): readonly IReference[] {
  let patches = known.get(program);
  if (patches === undefined) {
    patches = program.cells.some(({ masked }) =>
      masked.text.includes('nest_asyncio')
    )
      ? program
          .nodes('call')
          .filter(({ node, home }) =>
            PATCHED_BY.test(patchedBy(node.child('function')!, home, program))
          )
      : [];
    known.set(program, patches);
  }
  return patches;
}

const known = new WeakMap<Program, readonly IReference[]>();

/**
 * The module whose patch a call is, such as `nest_asyncio`.
 */
export function patchModule(
  { node, home }: IReference,
  program: Program
): string {
  return patchedBy(node.child('function')!, home, program).split('.')[0];
}

function patchedBy(
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program
): string {
  const object = callee.child('object');
  const method = callee.child('attribute')?.text;
  const known = program.qualifiedName(callee, home)?.name;
  if (known !== undefined || object === undefined || method === undefined) {
    return known ?? '';
  }
  // `except ImportError: nest_asyncio = None` is another definition; so is
  // `nest = importlib.import_module("nest_asyncio")`.
  const imported =
    object.type === 'identifier'
      ? program
          .resolve(object, home)
          .definitions.map(({ kind, value, imported, home: where }) =>
            kind === 'import'
              ? imported
              : kind === 'assignment' && value !== undefined
                ? importedBy(unparenthesized(value), where, program)
                : undefined
          )
          .find(module => module !== undefined && module !== '')
      : importedBy(unparenthesized(object), home, program);
  return `${imported ?? ''}.${method}`;
}

/**
 * The module that `__import__("name")` or `importlib.import_module("name")`
 * gives.
 */
export function importedBy(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): string {
  const callee = call.type === 'call' ? call.child('function')! : null;
  return callee !== null &&
    (callee.text === '__import__' ||
      program.qualifiedName(callee, home)?.name === 'importlib.import_module')
    ? (/^(['"])(\w+)\1$/.exec(argumentsOf(call)[0]?.value.text ?? '')?.[2] ??
        '')
    : '';
}

/**
 * Whether some cell lets loops run inside each other (`nest_asyncio.apply()`).
 */
export function loopIsPatched(program: Program): boolean {
  return loopPatches(program).length > 0;
}
