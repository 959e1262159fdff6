import type { SyntaxNode } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import type { IModuleAccess } from './asyncioModule';
import { importedName } from './asyncioModule';

/**
 * How to write a dotted name of a library at a place, by its outermost module:
 * `httpx.AsyncClient`, with the import that takes. Null where that module's name
 * means something else there.
 *
 * @param node - what stands there
 */
export function importedModule(
  name: string,
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): IModuleAccess | null {
  const [module] = name.split('.');
  const access = importedName(`import ${module}`, node, home, program);
  return access && { ...access, name: access.name + name.slice(module.length) };
}
