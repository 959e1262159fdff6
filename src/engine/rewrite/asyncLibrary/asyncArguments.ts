import type { IEdit } from '../../edit';
import { argumentsOf } from '../../python/calls';
import type { SyntaxNode } from '../../python/node';
import type { ICodeCell, Program } from '../../python/program';
import { valueOf } from '../../python/values';
import type { IAsyncArguments } from '../../recipes/asyncLibrary';
import { importedModule } from '../importedModule';

/**
 * Edits, and the imports that what they write takes.
 */
export interface IWithImports {
  readonly edits: readonly IEdit[];
  readonly imports: readonly IEdit[];
}

/**
 * The edits that make the arguments of a call right for its twin in a library
 * for asyncio: keywords, values with another name, defaults written out. Null
 * where an argument has no twin.
 */
export function asyncArguments(
  call: SyntaxNode,
  rules: IAsyncArguments,
  home: ICodeCell,
  program: Program
): IWithImports | null {
  const {
    parameters,
    only = {},
    texts = {},
    values = {},
    renames = {},
    adds = {}
  } = rules;
  const list = call.child('arguments')!;
  if (list.type !== 'argument_list') {
    return null;
  }
  const cell = home.cell.id;
  const given = argumentsOf(call);
  const edits: IEdit[] = [];
  const imports: IEdit[] = [];
  const named = new Set<string>();
  for (const [i, argument] of given.entries()) {
    const { node, value } = argument;
    const name = argument.unpacked
      ? undefined
      : (argument.keyword ?? parameters?.[i]);
    if (
      (parameters !== undefined &&
        (name === undefined || !parameters.includes(name))) ||
      (name !== undefined && !isOfType(value, only[name], home, program))
    ) {
      return null;
    }
    if (name === undefined) {
      continue;
    }
    named.add(name);
    const keyword =
      (isOfType(value, TEXTS, home, program) ? texts[name] : undefined) ??
      renames[name] ??
      name;
    if (keyword === '' || argument.keyword === null) {
      if (argument.keyword !== null) {
        edits.push({ cell, from: node.from, to: value.from, insert: '' });
      } else if (i >= (rules.positional ?? i + 1)) {
        edits.push({
          cell,
          from: node.from,
          to: node.from,
          insert: `${keyword}=`
        });
      }
    } else if (keyword !== name) {
      const { from, to } = node.child('name')!;
      edits.push({ cell, from, to, insert: keyword });
    }
    if (values[name] !== undefined) {
      const meant = program.qualifiedName(value, home);
      const other =
        meant && values[name][program.libraries.canonical(meant.name)];
      const written = other && importedModule(other, value, home, program);
      if (!written) {
        return null;
      }
      imports.push(...written.edits);
      edits.push({
        cell,
        from: value.from,
        to: value.to,
        insert: written.name
      });
    }
  }
  const added = Object.entries(adds)
    .filter(([name]) => !named.has(name))
    .map(([name, value]) => `${renames[name] ?? name}=${value}`)
    .join(', ');
  if (added !== '') {
    const last = given[given.length - 1]?.node;
    const at = last?.to ?? list.from + 1;
    edits.push({
      cell,
      from: at,
      to: at,
      insert: last === undefined ? added : `, ${added}`
    });
  }
  return { edits, imports };
}

const TEXTS = ['builtins.str', 'builtins.bytes'];

function isOfType(
  node: SyntaxNode,
  types: readonly string[] | undefined,
  home: ICodeCell,
  program: Program
): boolean {
  if (types === undefined) {
    return true;
  }
  const { kind, type } = valueOf(node, home, program);
  return types.includes(
    kind === 'instance' && type !== undefined ? type : 'unknown'
  );
}
