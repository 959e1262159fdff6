import type { SyntaxNode } from './node';
import type { ICodeCell, IDefinition, IReference, Program } from './program';
import { oneOfMany } from './unpacked';

/**
 * Every place where the function `definition` is named: calls, arguments,
 * assignments. Null where not every place can be told, or where one that was
 * found may mean something else.
 *
 * @param mayDiffer - says of a place whether it does not matter what is meant
 */
export function referencesTo(
  definition: IDefinition,
  program: Program,
  mayDiffer: (reference: IReference) => boolean = () => false
): IReference[] | null {
  const def = definition.value!;
  const owner = classAround(def);
  const name = definition.name;
  if (
    isHidden(name, program) ||
    (owner !== null && !isPlainMethod(def, owner, definition, program))
  ) {
    return null;
  }
  const references: IReference[] = [];
  for (const { node: identifier, home } of program.identifiers(name)) {
    const node =
      owner !== null && identifier.field === 'attribute'
        ? identifier.parent!
        : identifier;
    const means =
      owner === null
        ? meansFunction(node, definition, home, program)
        : meansMethod(node, owner, home, program);
    if (means === 'unknown') {
      if (mayDiffer({ node, home })) {
        continue;
      }
      return null;
    }
    if (means === 'yes') {
      references.push({ node, home });
    }
  }
  return references;
}

/**
 * Whether something names the function where names cannot be told: code that
 * does not parse, a magic's line, a string that is run as code.
 */
function isHidden(name: string, program: Program): boolean {
  let texts = hiddenTexts.get(program);
  if (texts === undefined) {
    texts = program.cells.flatMap(textsOf);
    hiddenTexts.set(program, texts);
  }
  const naming = texts.filter(text => text.includes(name));
  return naming.some(text =>
    new RegExp(`(?:^|[^${WORD}])${name}(?:[^${WORD}]|$)`, 'u').test(text)
  );
}

const WORD = '\\p{L}\\p{N}_';

const hiddenTexts = new WeakMap<Program, readonly string[]>();

function textsOf({ cell, masked, tree }: ICodeCell): string[] {
  if (tree.hasError) {
    return [cell.source];
  }
  const magics = [
    ...masked.cellMagics,
    ...masked.lineMagics.filter(({ code }) => code === null)
  ].map(({ rest }) => rest);
  return RUNS_TEXT.test(masked.text)
    ? [
        ...magics,
        ...[...tree.root.walk()]
          .filter(({ type }) => type === 'string_content')
          .map(({ text }) => text)
      ]
    : magics;
}

const RUNS_TEXT = /\b(?:getattr|eval|exec|globals|locals|vars)\b/;

function meansFunction(
  node: SyntaxNode,
  definition: IDefinition,
  home: ICodeCell,
  program: Program
): 'yes' | 'no' | 'unknown' {
  if (
    node.field === 'attribute' ||
    (node.parent?.type === 'keyword_argument' && node.field === 'name') ||
    (node.from === definition.node.from && home === definition.home)
  ) {
    return 'no';
  }
  const { definitions } = program.resolve(node, home);
  if (!definitions.some(other => other.value === definition.value)) {
    return 'no';
  }
  return definitions.length === 1 ? 'yes' : 'unknown';
}

/**
 * The class whose body a function stands in directly.
 */
export function classAround(def: SyntaxNode): SyntaxNode | null {
  const outer = def.parent?.type === 'decorated_definition' ? def.parent : def;
  const owner = outer.parent?.parent;
  return owner?.type === 'class_definition' ? owner : null;
}

/**
 * Whether a method can be told by its class: it is defined once, the class
 * stands at the top level under a name of its own, and neither bases nor
 * subclasses have a method of that name.
 */
function isPlainMethod(
  def: SyntaxNode,
  owner: SyntaxNode,
  { name, home }: IDefinition,
  program: Program
): boolean {
  const className = owner.child('name')!;
  const { definitions } = program.resolveName(className.text, className, home);
  return (
    definitions.length === 1 &&
    definitions[0].value === owner &&
    methodsOf(owner, name).length === 1 &&
    methodsOf(owner, name)[0] === def &&
    basesOf(owner).every(base => {
      const found = program.definitionOf(base, home);
      return (
        base.text === 'object' ||
        (found?.definition.kind === 'class' &&
          found.certain &&
          basesOf(found.definition.value!).every(
            ({ text }) => text === 'object'
          ) &&
          methodsOf(found.definition.value!, name).length === 0)
      );
    }) &&
    subclassesOf(owner, program).every(sub => methodsOf(sub, name).length === 0)
  );
}

export function methodsOf(owner: SyntaxNode, name: string): SyntaxNode[] {
  return (owner.child('body')?.parts ?? [])
    .map(part => part.child('definition') ?? part)
    .filter(
      part =>
        part.type === 'function_definition' && part.child('name')?.text === name
    );
}

export function basesOf(owner: SyntaxNode): SyntaxNode[] {
  return (owner.child('superclasses')?.parts ?? []).filter(
    part =>
      part.type !== 'keyword_argument' || part.child('value') === undefined
  );
}

/**
 * The classes of the program that inherit from a class, directly or not.
 */
export function subclassesOf(
  owner: SyntaxNode,
  program: Program
): SyntaxNode[] {
  let heirs = heirsOf.get(program);
  if (heirs === undefined) {
    heirs = heirsIn(program);
    heirsOf.set(program, heirs);
  }
  const family = new Set([owner]);
  for (const member of family) {
    heirs.get(member)?.forEach(heir => family.add(heir));
  }
  family.delete(owner);
  return [...family];
}

/**
 * The classes that name each class among their bases.
 */
function heirsIn(program: Program): Map<SyntaxNode, SyntaxNode[]> {
  const heirs = new Map<SyntaxNode, SyntaxNode[]>();
  for (const { node, home } of program.nodes('class_definition')) {
    for (const base of basesOf(node)) {
      const parent = program.definitionOf(base, home)?.definition.value;
      if (parent !== undefined) {
        heirs.set(parent, [...(heirs.get(parent) ?? []), node]);
      }
    }
  }
  return heirs;
}

const heirsOf = new WeakMap<
  Program,
  ReadonlyMap<SyntaxNode, readonly SyntaxNode[]>
>();

function meansMethod(
  node: SyntaxNode,
  owner: SyntaxNode,
  home: ICodeCell,
  program: Program
): 'yes' | 'no' | 'unknown' {
  if (node.type !== 'attribute') {
    return 'no';
  }
  const type = typeOf(node.child('object')!, home, program);
  if (type === null) {
    return 'unknown';
  }
  return type === owner || isSubclass(type, owner, program) ? 'yes' : 'no';
}

function isSubclass(
  type: SyntaxNode | 'other',
  owner: SyntaxNode,
  program: Program
): boolean {
  return type !== 'other' && subclassesOf(owner, program).includes(type);
}

/**
 * The class of this document whose instance, or which itself, an expression is;
 * `other` for anything that is known to be none of them; null where it cannot
 * be told.
 */
export function typeOf(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth = 0
): SyntaxNode | 'other' | null {
  if (depth > 6) {
    return null;
  }
  switch (node.type) {
    case 'parenthesized_expression':
      return node.parts.length === 1
        ? typeOf(node.parts[0], home, program, depth)
        : null;
    case 'identifier':
      return nameType(node, home, program, depth);
    case 'call': {
      const callee = node.child('function')!;
      if (callee.text === 'super') {
        return null;
      }
      const found = program.definitionOf(callee, home);
      if (found?.definition.kind === 'class') {
        return found.certain ? found.definition.value! : null;
      }
      // What a library or a builtin makes is no instance of a class of ours.
      return program.qualifiedName(callee, home) === null ? null : 'other';
    }
    case 'string':
    case 'concatenated_string':
    case 'list':
    case 'dictionary':
    case 'set':
    case 'tuple':
    case 'integer':
    case 'float':
    case 'list_comprehension':
    case 'dictionary_comprehension':
    case 'set_comprehension':
      return 'other';
    case 'attribute':
      return program.qualifiedName(node, home) === null ? null : 'other';
    default:
      return null;
  }
}

function nameType(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth: number
): SyntaxNode | 'other' | null {
  const { kind, definitions } = program.resolve(node, home);
  if (kind === 'builtin') {
    return 'other';
  }
  const types = definitions.map(definition => {
    const { value } = definition;
    switch (definition.kind) {
      case 'import':
      case 'from':
      case 'function':
        return 'other' as const;
      case 'class':
        return value!;
      case 'parameter':
        return selfType(definition);
      case 'assignment':
        return value === undefined
          ? null
          : typeOf(value, definition.home, program, depth + 1);
      case 'target':
        return targetType(definition, program, depth + 1);
      default:
        return null;
    }
  });
  const [first] = types;
  return first !== undefined && types.every(type => type === first)
    ? first
    : null;
}

/**
 * The class of what an assignment of several names, or a `for` over a list, gives
 * to a name.
 */
function targetType(
  { node, home }: IDefinition,
  program: Program,
  depth: number
): SyntaxNode | 'other' | null {
  const one = oneOfMany(node);
  const loop = node.parent;
  return one !== undefined
    ? typeOf(one, home, program, depth)
    : /^for_(?:statement|in_clause)$/.test(loop?.type ?? '') &&
        loop!.child('left') === node &&
        !loop!.isAsync
      ? elementType(loop!.child('right')!, home, program, depth)
      : null;
}

/**
 * The class of everything in a list that is written out, or in a variable that
 * holds such a list and that nothing is added to.
 */
function elementType(
  list: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth: number
): SyntaxNode | 'other' | null {
  switch (list.type) {
    case 'list_comprehension':
    case 'generator_expression':
      return typeOf(list.child('body')!, home, program, depth + 1);
    case 'list':
    case 'tuple': {
      const types = list.parts.map(part =>
        typeOf(part, home, program, depth + 1)
      );
      return types.length > 0 && types.every(type => type === types[0])
        ? types[0]
        : null;
    }
    case 'identifier': {
      const { definition, definitions, certain } = program.resolve(list, home);
      return depth < 6 &&
        certain &&
        definitions.length === 1 &&
        definition?.kind === 'assignment' &&
        definition.value !== undefined &&
        program.identifiers(list.text).every(({ node }) => onlyReads(node))
        ? elementType(definition.value, definition.home, program, depth + 1)
        : null;
    }
    default:
      return null;
  }
}

/**
 * Whether a place that names a list puts nothing into it: it goes through it, asks
 * its length, takes one of it, or makes it.
 */
function onlyReads(node: SyntaxNode): boolean {
  const { parent } = node;
  switch (parent?.type) {
    case 'for_statement':
    case 'for_in_clause':
      return true;
    case 'subscript':
      return parent.parent?.type !== 'assignment' || parent.field !== 'left';
    case 'assignment':
      return node.field === 'left';
    case 'argument_list':
      return /^(?:len|print|enumerate|zip|sorted|reversed)$/.test(
        parent.parent?.child('function')?.text ?? ''
      );
    default:
      return false;
  }
}

/**
 * The class that the first parameter of a method means.
 */
function selfType({ node }: IDefinition): SyntaxNode | null {
  const def = node.closest(outer => outer.type === 'function_definition');
  const owner = def && classAround(def);
  const first = def?.child('parameters')?.parts[0];
  return owner !== null &&
    first === node &&
    !/@staticmethod/.test(def!.parent!.text.slice(0, 40))
    ? owner
    : null;
}
