import type { IEdit } from '../edit';
import { aboveComments, lineEnd, lineStart } from '../lines';
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
  return importedName('import asyncio', callee, home, program);
}

/**
 * A name for what an import statement binds that is right at `callee`: the one
 * the code uses, else the statement's own with the import at the top of the
 * cell.
 *
 * @param statement - `import module` or `from module import name`
 * @param callee - what the code calls, such as `aio.run`
 * @returns null where the name means something else there
 */
export function importedName(
  statement: string,
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program
): IModuleAccess | null {
  const [, module, own] = /^(?:from (\S+) )?import (\w+)$/.exec(statement)!;
  const wanted = module === undefined ? own : `${module}.${own}`;
  const object = callee.child('object');
  if (object !== undefined && means(object, wanted, home, program)) {
    return { name: object.text, edits: [] };
  }
  const { kind, definition, certain } = program.resolveName(own, callee, home);
  if (kind === 'unbound') {
    return {
      name: own,
      edits: [insertAtTop(`${statement}\n`, home)]
    };
  }
  return certain &&
    definition?.imported !== undefined &&
    program.libraries.canonical(definition.imported) === wanted
    ? {
        name: own,
        edits:
          definition.home.index <= home.index
            ? []
            : [insertAtTop(`${statement}\n`, home)]
      }
    : null;
}

function means(
  node: SyntaxNode,
  wanted: string,
  home: ICodeCell,
  program: Program
): boolean {
  const found = program.qualifiedName(node, home);
  return found !== null && program.libraries.canonical(found.name) === wanted;
}

/**
 * The edit that puts whole lines at the top of a cell's code: below the imports
 * that it begins with, else above its first statement and the comments that
 * belong to it.
 */
export function insertAtTop(lines: string, home: ICodeCell): IEdit {
  const { source } = home.cell;
  const at = topOf(home);
  const ended = at === 0 || source[at - 1] === '\n';
  return {
    cell: home.cell.id,
    from: at,
    to: at,
    insert: ended ? lines : `\n${lines.replace(/\n$/, '')}`
  };
}

/**
 * The edit that puts a definition at the top of a cell's code, below `imports`,
 * with two blank lines around it as PEP 8 has it.
 */
export function defineAtTop(
  imports: string,
  definition: string,
  home: ICodeCell
): IEdit {
  const { source } = home.cell;
  const at = topOf(home);
  const lead =
    imports !== '' || (at > 0 && !source.slice(0, at).endsWith('\n\n'))
      ? `${imports}\n\n`
      : '';
  const trail = /^(?:\n|$)/.test(source.slice(at)) ? '' : '\n\n';
  return insertAtTop(lead + definition + trail, home);
}

function topOf(home: ICodeCell): number {
  const { source } = home.cell;
  const statements = home.tree.root.parts;
  let i = statements[0]?.parts[0]?.type === 'string' ? 1 : 0;
  while (i < statements.length && IMPORTS.has(statements[i].type)) {
    i++;
  }
  if (i > 0) {
    const end = lineEnd(source, statements[i - 1].to);
    const shared = i < statements.length && statements[i].from < end;
    return shared
      ? lineStart(source, statements[i].from)
      : Math.min(end + 1, source.length);
  }
  return statements.length > 0 ? aboveComments(source, statements[0].from) : 0;
}

const IMPORTS = new Set([
  'import_statement',
  'import_from_statement',
  'future_import_statement'
]);
