import type { IEdit } from '../../edit';
import { functionsReached } from '../../python/coroutines';
import type { SyntaxNode } from '../../python/node';
import type { ICodeCell, Program } from '../../python/program';
import type {
  IAsyncException,
  IAsyncLibrary
} from '../../recipes/asyncLibrary';
import type { ISite } from '../effects';
import { importedModule } from '../importedModule';
import type { IWithImports } from './asyncArguments';

/**
 * What has to change where a program catches exceptions of the blocking library.
 */
export interface IExceptions extends IWithImports {
  /**
   * The names that are caught now, in the order of the text.
   */
  readonly names: readonly string[];
}

/**
 * The edits that let every `except` of a program catch what the library for
 * asyncio raises. Null where one reads of the exception what it has not there.
 *
 * @param changed - what raises them now
 * @param whole - whether nothing else uses the blocking library: else its own
 * exceptions are caught as well
 */
export function asyncExceptions(
  { exceptions }: IAsyncLibrary,
  changed: readonly ISite[],
  whole: boolean,
  program: Program
): IExceptions | null {
  const edits: IEdit[] = [];
  const imports: IEdit[] = [];
  const names: string[] = [];
  if (exceptions === undefined) {
    return { edits, imports, names };
  }
  for (const { node: clause, home } of program.nodes('except_clause')) {
    const own = caughtBy(clause).flatMap(caught => {
      const found = program.qualifiedName(caught, home);
      const twin =
        found && twinOf(program.libraries.canonical(found.name), exceptions);
      return twin ? { caught, twin } : [];
    });
    if (own.length === 0 || !reaches(clause, changed, home, program)) {
      continue;
    }
    const attributes = readOf(clause);
    for (const { caught, twin } of own) {
      const known = [...(twin.attributes ?? []), ...COMMON];
      const written = twin.to.map(name =>
        importedModule(name, caught, home, program)
      );
      if (
        attributes.some(name => !known.includes(name)) ||
        written.includes(null) ||
        !home.cell.editable
      ) {
        return null;
      }
      imports.push(...written.flatMap(access => access!.edits));
      names.push(...twin.to);
      edits.push(
        caughtEdit(
          caught,
          written.map(access => access!.name),
          whole,
          home
        )
      );
    }
  }
  return { edits, imports, names: [...new Set(names)] };
}

/**
 * Whether what an `except` stands below comes to one of the places.
 */
function reaches(
  clause: SyntaxNode,
  places: readonly ISite[],
  home: ICodeCell,
  program: Program
): boolean {
  const body = clause.parent!.child('body')!;
  const functions = functionsReached(body, home, program);
  return places.some(
    ({ node }) =>
      body.contains(node) ||
      functions.some(({ value }) => value!.contains(node))
  );
}

function caughtEdit(
  caught: SyntaxNode,
  names: readonly string[],
  whole: boolean,
  home: ICodeCell
): IEdit {
  const all = whole ? names : [caught.text, ...names];
  const text = all.join(', ');
  return {
    cell: home.cell.id,
    from: caught.from,
    to: caught.to,
    insert:
      all.length > 1 && caught.parent!.type !== 'tuple' ? `(${text})` : text
  };
}

function twinOf(
  name: string,
  exceptions: Readonly<Record<string, IAsyncException | undefined>>
): IAsyncException | undefined {
  const [, module, own] = /^(.*)\.(\w+)$/.exec(name) ?? [];
  const all = exceptions[`${module}.*`];
  return (
    exceptions[name] ??
    (all && { ...all, to: all.to.map(to => to.replace('*', own)) })
  );
}

/**
 * The names and attributes of an `except` that say what it catches.
 */
function caughtBy(clause: SyntaxNode): SyntaxNode[] {
  const caught: SyntaxNode[] = [];
  const look = (node: SyntaxNode): void => {
    if (node.type === 'identifier' || node.type === 'attribute') {
      caught.push(node);
    } else if (node.type === 'as_pattern') {
      look(node.parts[0]);
    } else if (/^(?:tuple|parenthesized_expression)$/.test(node.type)) {
      node.parts.forEach(look);
    }
  };
  clause.parts.filter(({ type }) => type !== 'block').forEach(look);
  return caught;
}

/**
 * The attributes that an `except … as e` reads of `e`.
 */
function readOf(clause: SyntaxNode): string[] {
  const [pattern] = clause.parts;
  const alias =
    pattern?.type === 'as_pattern'
      ? pattern.parts[1]?.text
      : clause.child('alias')?.text;
  return alias === undefined
    ? []
    : [...clause.walk()].flatMap(node =>
        node.type === 'attribute' && node.child('object')!.text === alias
          ? node.child('attribute')!.text
          : []
      );
}

/**
 * What every exception has (CPython, Objects/exceptions.c).
 */
const COMMON = ['args', 'add_note', 'with_traceback', '__class__'];
