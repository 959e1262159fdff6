import type { IEdit } from '../edit';
import { indentationAt, lineStart } from '../lines';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import { removeStatements } from './removeStatements';
import { unusedName } from './unusedName';

/**
 * Expressions taken out of a class body.
 */
export interface IHoisted {
  /**
   * The class with its decorators: above it they stand now.
   */
  readonly place: SyntaxNode;
  readonly edits: readonly IEdit[];

  /**
   * The names that hold their values.
   */
  readonly names: readonly string[];

  /**
   * Whether nothing that does something ran before them and does so no more.
   */
  readonly keepsOrder: boolean;
}

/**
 * The edits that compute, above a class, the values that statements of its body
 * compute with `await`; null where they need the class, or stand in a block of
 * their own.
 *
 * @param sites - what needs `await`, in the order of the text
 */
export function hoistFromClass(
  owner: SyntaxNode,
  sites: readonly SyntaxNode[],
  home: ICodeCell,
  program: Program
): IHoisted | null {
  const body = owner.child('body')!;
  const place =
    owner.parent?.type === 'decorated_definition' ? owner.parent : owner;
  const { source, id: cell } = home.cell;
  const start = lineStart(source, place.from);
  const moved = [
    ...new Set(
      sites.map(site => body.parts.find(statement => statement.contains(site)))
    )
  ];
  if (source.slice(start, place.from).trim() !== '') {
    return null;
  }
  const indentation = indentationAt(source, place.from);
  const names: string[] = [];
  const edits: IEdit[] = [];
  let lines = '';
  for (const statement of moved) {
    const expression = statement?.parts[0];
    if (
      statement?.type !== 'expression_statement' ||
      expression === undefined ||
      statement.parts.length !== 1
    ) {
      return null;
    }
    const assigned = expression.type === 'assignment';
    const value = assigned ? expression.child('right') : expression;
    const target = expression.child('left');
    if (
      value === undefined ||
      value.type === 'assignment' ||
      value.type === 'augmented_assignment' ||
      value.type === 'named_expression' ||
      needsClass(value, owner, home)
    ) {
      return null;
    }
    if (!assigned) {
      const removed = removeStatements([statement], cell);
      if (removed === null) {
        return null;
      }
      edits.push(...removed);
      lines += `${indentation}${value.text}\n`;
      continue;
    }
    const wanted =
      target?.type === 'identifier' ? target.text.replace(/^_+/, '') : 'value';
    const name = unusedName(`_${wanted}`, program, new Set(names));
    names.push(name);
    edits.push({ cell, from: value.from, to: value.to, insert: name });
    lines += `${indentation}${name} = ${value.text}\n`;
  }
  const apart = /\n[ \t]*\n[ \t]*$/.test(source.slice(0, place.from));
  const above: IEdit = {
    cell,
    from: start,
    to: start,
    insert: apart ? `${lines}${indentation === '' ? '\n\n' : '\n'}` : lines
  };
  return {
    place,
    edits: [above, ...edits],
    names,
    keepsOrder:
      isHarmlessHead(place, owner, home, program) &&
      body.parts
        .slice(0, body.parts.indexOf(moved[moved.length - 1]!))
        .every(statement => moved.includes(statement) || doesNothing(statement))
  };
}

/**
 * Whether an expression reads what only the class body has.
 */
function needsClass(
  value: SyntaxNode,
  owner: SyntaxNode,
  home: ICodeCell
): boolean {
  return [...value.walk()].some(
    node =>
      node.type === 'named_expression' ||
      node.type === 'yield' ||
      (node.type === 'identifier' &&
        (/^__\w+$/.test(node.text) ||
          (node.field !== 'attribute' &&
            home.scopes.lookup(node.text, node).node === owner)))
  );
}

/**
 * Whether a statement of a class body does nothing but bind a name to something
 * that is there already.
 */
function doesNothing(statement: SyntaxNode): boolean {
  switch (statement.type) {
    case 'pass_statement':
      return true;
    case 'decorated_definition':
      return (
        statement.parts.every(
          part =>
            part.type !== 'decorator' ||
            /^(?:staticmethod|classmethod|property)$/.test(
              part.parts[0]?.text ?? ''
            )
        ) && doesNothing(statement.child('definition')!)
      );
    case 'function_definition':
      return isStill(statement.child('parameters')!);
    case 'expression_statement':
      return statement.parts.every(
        part =>
          isStill(part) &&
          (part.child('left')?.type ?? 'identifier') === 'identifier'
      );
    default:
      return false;
  }
}

/**
 * Whether reading the code finds nothing in it that runs other code.
 */
function isStill(node: SyntaxNode): boolean {
  return ![...node.walk()].some(part =>
    /^(?:call|await|yield|subscript|attribute|binary_operator|comparison_operator|.*comprehension|generator_expression|augmented_assignment)$/.test(
      part.type
    )
  );
}

function isHarmlessHead(
  place: SyntaxNode,
  owner: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const decorators =
    place === owner
      ? []
      : place.parts.filter(part => part.type === 'decorator');
  const isName = (node: SyntaxNode | undefined) =>
    node?.type === 'identifier' || node?.type === 'attribute';
  return (
    (owner.child('superclasses')?.parts ?? []).every(isName) &&
    decorators.every(
      ({ parts: [decorator] }) =>
        isName(decorator) ||
        (decorator?.type === 'call' &&
          program.qualifiedName(decorator.child('function')!, home)?.name ===
            'dataclasses.dataclass')
    )
  );
}
