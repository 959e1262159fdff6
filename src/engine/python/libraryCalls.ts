import type { IOfRecipe } from '../recipes/Libraries';
import type { IRecipeCall } from '../recipes/recipe';
import { argumentsOf } from './calls';
import type { SyntaxNode } from './node';
import { unparenthesized } from './node';
import type { ICodeCell, IDefinition, Program } from './program';
import { knownBasesOf, methodOf, valueOf } from './values';

/**
 * A call that a recipe knows.
 */
export interface ILibraryCall extends IOfRecipe<IRecipeCall> {
  readonly home: ICodeCell;
  readonly call: SyntaxNode;

  /**
   * Of a call of what a function gives, such as `async_to_sync(f)(4)`: the
   * call of that function.
   */
  readonly maker?: SyntaxNode;

  /**
   * Of a call of a function of this document that such a function decorates:
   * the function.
   */
  readonly decorated?: IDefinition;

  /**
   * Whether the names mean beyond doubt what this says.
   */
  readonly certain: boolean;
}

/**
 * Every call in the program that a recipe knows, in the order of the text.
 */
export function libraryCallsIn(program: Program): ILibraryCall[] {
  return program
    .nodes('call')
    .flatMap(({ node, home }) => libraryCallOf(node, home, program) ?? []);
}

/**
 * What a recipe knows of the call; null where the names do not lead to it.
 */
export function libraryCallOf(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): ILibraryCall | null {
  const callee = unparenthesized(call.child('function')!);
  const { libraries } = program;
  const named = program.qualifiedName(callee, home);
  if (named !== null) {
    const known = libraries.call(libraries.canonical(named.name));
    if (known !== undefined) {
      return { ...known, home, call, certain: named.certain };
    }
  }
  return (
    callOfResult(call, callee, home, program) ??
    callOfDecorated(call, callee, home, program) ??
    callOfMethod(call, callee, home, program)
  );
}

/**
 * A call of what a known function gave: at once, or under a name.
 */
function callOfResult(
  call: SyntaxNode,
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program
): ILibraryCall | null {
  const bound =
    callee.type === 'identifier' ? program.resolve(callee, home) : undefined;
  const maker =
    bound === undefined
      ? callee
      : bound.definition?.kind === 'assignment'
        ? bound.definition.value
        : undefined;
  if (maker?.type !== 'call') {
    return null;
  }
  const named = program.qualifiedName(
    maker.child('function')!,
    bound?.definition?.home ?? home
  );
  const known =
    named === null
      ? undefined
      : program.libraries.call(`${program.libraries.canonical(named.name)}()`);
  return known === undefined || argumentsOf(maker).length !== 1
    ? null
    : {
        ...known,
        home,
        call,
        maker,
        certain: named!.certain && bound?.certain !== false
      };
}

/**
 * A call of a coroutine function that has a known function as its one
 * decorator.
 */
function callOfDecorated(
  call: SyntaxNode,
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program
): ILibraryCall | null {
  const found = program.definitionOf(callee, home);
  const def = found?.definition.value;
  const decorators =
    def?.isAsync === true && def.parent?.type === 'decorated_definition'
      ? def.parent.parts.filter(({ type }) => type === 'decorator')
      : [];
  const named =
    decorators.length === 1
      ? program.qualifiedName(decorators[0].parts[0], found!.definition.home)
      : null;
  const known =
    named === null
      ? undefined
      : program.libraries.call(`${program.libraries.canonical(named.name)}()`);
  return known === undefined
    ? null
    : {
        ...known,
        home,
        call,
        decorated: found!.definition,
        certain: named!.certain && found!.certain
      };
}

function callOfMethod(
  call: SyntaxNode,
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program
): ILibraryCall | null {
  if (callee.type !== 'attribute') {
    return null;
  }
  const { libraries } = program;
  const name = callee.child('attribute')!.text;
  if (libraries.callsNamed(name).length === 0) {
    return null;
  }
  for (const type of receiverTypes(
    callee.child('object')!,
    name,
    home,
    program
  )) {
    const known = libraries.call(`${type.name}.${name}`);
    if (known !== undefined) {
      return { ...known, home, call, certain: type.certain };
    }
  }
  return null;
}

/**
 * The known classes from which an object has the method, nearest first.
 */
function receiverTypes(
  node: SyntaxNode,
  method: string,
  home: ICodeCell,
  program: Program
): { name: string; certain: boolean }[] {
  const object = valueOf(node, home, program);
  if (object.kind !== 'instance') {
    return [];
  }
  const own =
    object.type !== undefined
      ? [object.type]
      : object.definition === undefined ||
          methodOf(object.definition, method, program) !== null
        ? []
        : knownBasesOf(object.definition, program);
  return own
    .flatMap(base => program.libraries.family(base))
    .map(name => ({ name, certain: object.certain }));
}
