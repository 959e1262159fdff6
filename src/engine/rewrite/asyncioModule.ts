import type { IEdit } from '../edit';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell, Program } from '../python/program';

/**
 * How to write asyncio's functions at a place, and what that takes.
 */
export interface IModuleAccess {
  /**
   * The name that means the module there, such as `asyncio` or `aio`.
   */
  readonly name: string;

  /**
   * The import to add, if any.
   */
  readonly edits: readonly IEdit[];
}

/**
 * A name for the asyncio module that is right at `node`: the one the code
 * uses, else `asyncio` with an import at the top of the cell.
 *
 * @param callee - what the code calls, such as `aio.run`
 * @returns null where `asyncio` means something else there
 */
export function asyncioModule(
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program
): IModuleAccess | null {
  const object = callee.child('object');
  if (
    object !== undefined &&
    program.qualifiedName(object, home)?.name === 'asyncio'
  ) {
    return { name: object.text, edits: [] };
  }
  const { kind, definition, certain } = program.resolveName(
    'asyncio',
    callee,
    home
  );
  if (kind === 'unbound') {
    return { name: 'asyncio', edits: [addImport('asyncio', home)] };
  }
  return certain && definition?.imported === 'asyncio'
    ? {
        name: 'asyncio',
        edits:
          definition.home.index <= home.index
            ? []
            : [addImport('asyncio', home)]
      }
    : null;
}

/**
 * The edit that adds `import module` above the cell's code, below a magic, a
 * docstring and `from __future__` imports.
 */
export function addImport(module: string, home: ICodeCell): IEdit {
  const at = topOf(home);
  return {
    cell: home.cell.id,
    from: at,
    to: at,
    insert: `import ${module}\n`
  };
}

/**
 * The offset of the first statement that an import or a helper may stand
 * before: below the imports that the cell begins with.
 */
export function topOf(home: ICodeCell): number {
  const { root } = home.tree;
  const statements = root.parts;
  let i = statements[0]?.parts[0]?.type === 'string' ? 1 : 0;
  while (i < statements.length && IMPORTS.has(statements[i].type)) {
    i++;
  }
  return statements[i]?.from ?? root.to;
}

const IMPORTS = new Set([
  'import_statement',
  'import_from_statement',
  'future_import_statement'
]);
