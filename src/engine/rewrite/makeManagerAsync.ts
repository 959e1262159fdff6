import type { IEdit } from '../edit';
import { isGenerator } from '../python/coroutines';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import { addAsync } from './iterateAsync';
import { importedName } from './asyncioModule';
import type { IIterated } from './makeIterationAsync';
import { splitWith } from './splitWith';

/**
 * The decorator `contextlib.contextmanager` of a generator that has no other.
 */
export function managerDecorator(
  def: SyntaxNode,
  home: ICodeCell,
  program: Program
): SyntaxNode | null {
  const decorators =
    def.parent?.type === 'decorated_definition'
      ? def.parent.parts.filter(({ type }) => type === 'decorator')
      : [];
  const [decorator] = decorators;
  const found =
    decorators.length === 1 && isGenerator(def)
      ? program.qualifiedName(decorator.parts[0], home)
      : null;
  return found?.certain === true && found.name === 'contextlib.contextmanager'
    ? decorator.parts[0]
    : null;
}

/**
 * The edits that put `asynccontextmanager` in the place of a decorator
 * `contextmanager`: in its import too, where nothing else uses that. Null where
 * the name means something else.
 */
export function decorateAsync(
  decorator: SyntaxNode,
  home: ICodeCell,
  program: Program
): IEdit[] | null {
  const cell = home.cell.id;
  const attribute = decorator.child('attribute');
  if (attribute !== undefined) {
    return [renamed(attribute, cell)];
  }
  const { definition } = program.resolve(decorator, home);
  const imported = definition?.node;
  if (
    decorator.text === 'contextmanager' &&
    definition?.home === home &&
    imported?.text === 'contextmanager' &&
    program.resolveName('asynccontextmanager', decorator, home).kind ===
      'unbound'
  ) {
    const others = program
      .identifiers('contextmanager')
      .some(
        ({ node, home: where }) =>
          where !== home || (node !== decorator && !imported.contains(node))
      );
    const { from } = imported;
    return [
      others
        ? { cell, from, to: from, insert: 'asynccontextmanager, ' }
        : renamed(imported, cell),
      renamed(decorator, cell)
    ];
  }
  const name = importedName(
    'from contextlib import asynccontextmanager',
    decorator,
    home,
    program
  );
  return (
    name && [
      ...name.edits,
      { cell, from: decorator.from, to: decorator.to, insert: name.name }
    ]
  );
}

function renamed({ from, to }: SyntaxNode, cell: string): IEdit {
  return { cell, from, to, insert: 'asynccontextmanager' };
}

/**
 * The edits after which the `with` around `call` enters what it gives
 * asynchronously; the other managers of the statement as before. Null where it
 * is used in another way.
 */
export function enterAsync(
  call: SyntaxNode,
  home: ICodeCell
): IIterated | null {
  const item = call.closest(({ type }) => type !== 'as_pattern');
  const statement = call.closest(({ type }) => type === 'with_statement');
  if (item?.type !== 'with_item' || statement === null || statement.isAsync) {
    return null;
  }
  const items = item.parent!.parts.filter(({ type }) => type === 'with_item');
  const edits =
    items.length === 1
      ? [addAsync(statement, home.cell.id)]
      : splitWith(
          statement,
          items.map(other => ({
            item: other,
            text: other.text,
            isAsync: other === item
          })),
          home.cell.id
        );
  return edits && { place: statement, edits };
}
