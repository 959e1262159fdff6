import type { IErrorOutput, IFrame } from '../evidence/errorOutput';
import type { IUserFrame } from '../evidence/userFrame';
import { userFrameOf } from '../evidence/userFrame';
import { positionOf } from '../lines';
import type { ILibraryCall } from '../python/libraryCalls';
import type { ILibraryLoop } from '../python/libraryLoops';
import { loopsIn } from '../python/libraryLoops';
import type { SyntaxNode } from '../python/node';
import type { Program } from '../python/program';
import type { IRecipe, IRecipeCall } from '../recipes/recipe';
import type { IRuleContext } from './rule';
import { isLoopRunningError } from './startsLoop';

/**
 * What an error says of a library that a recipe knows.
 */
export interface IShownCall {
  readonly recipe: IRecipe;
  readonly frame: IUserFrame | 'unknown';

  /**
   * Whether the error says that only async methods can run what it came to.
   */
  readonly asyncOnly: boolean;

  /**
   * The call on the line that the recipe knows, if one is.
   */
  readonly known: ILibraryCall | null;

  /**
   * What on the line reads from the library by iterating, if that is refused.
   */
  readonly loop: ILibraryLoop | null;
}

/**
 * The library that an error comes from, and its call in a cell; null where no
 * recipe knows it, or where the cell has changed since.
 */
export function libraryCallShownBy(
  error: IErrorOutput,
  context: IRuleContext
): IShownCall | null {
  const { program } = context;
  const refused = program.libraries.errors.find(({ entry }) => {
    const { name, message, file } = entry;
    return (
      error.name === name &&
      new RegExp(message).test(error.message) &&
      (file === undefined ||
        error.frames.some(frame => new RegExp(file).test(pathOf(frame))))
    );
  });
  if (refused === undefined && !isLoopRunningError(error)) {
    return null;
  }
  const asyncOnly = refused?.entry.asyncOnly === true;
  const frame = userFrameOf(error, program);
  if (frame === 'changed') {
    return null;
  }
  if (frame === 'unknown') {
    return refused === undefined
      ? null
      : { recipe: refused.recipe, frame, asyncOnly, known: null, loop: null };
  }
  const loop =
    refused === undefined ? null : loopOn(frame, refused.recipe, program);
  const known = loop === null ? knownOn(frame, context) : null;
  const recipe = known?.recipe ?? refused?.recipe;
  return recipe === undefined
    ? null
    : { recipe, frame, asyncOnly, known, loop };
}

/**
 * What on the line iterates over something of the library, where the traceback
 * enters one of the methods that do.
 */
function loopOn(
  { home, line, below }: IUserFrame,
  recipe: IRecipe,
  program: Program
): ILibraryLoop | null {
  const entered = below[0];
  const method = entered?.function?.split('.').pop() ?? '';
  if (
    recipe.loops === undefined ||
    entered === undefined ||
    !isIn(recipe, entered) ||
    !/^__(?:iter|len|getitem)__$/.test(method)
  ) {
    return null;
  }
  const { source } = home.cell;
  const found = loopsIn(home, recipe, program, true).filter(
    ({ node, form }) =>
      positionOf(source, node.from).line <= line &&
      line <= positionOf(source, node.to).line &&
      (method !== '__getitem__' || form === 'index') &&
      (method === '__getitem__' || form !== 'index')
  );
  const certain = found.filter(loop => loop.typed);
  const [first, second] = certain.length > 0 ? certain : found;
  return first === undefined || (certain.length === 0 && second !== undefined)
    ? null
    : first;
}

/**
 * The known call on the line whose library the traceback goes through.
 */
function knownOn(
  frame: IUserFrame,
  context: IRuleContext
): ILibraryCall | null {
  const { home, line, below } = frame;
  const { source } = home.cell;
  const names = below.map(({ function: name }) => name?.split('.').pop());
  const onLine = [...home.tree.root.walk()].filter(
    node =>
      node.type === 'call' &&
      positionOf(source, node.from).line <= line &&
      line <= positionOf(source, node.to).line
  );
  const candidates = onLine
    .flatMap(call => namedBy(call, frame, context) ?? [])
    .filter(
      ({ recipe, entry }) =>
        entry.awaited !== true && below.some(one => isIn(recipe, one))
    );
  const starting = candidates.filter(
    ({ call }) => positionOf(source, call.from).line === line
  );
  const all = starting.length > 0 ? starting : candidates;
  return (
    all.find(({ entry }) => names[0] === lastName(entry.call)) ??
    all.find(({ entry }) => names.includes(lastName(entry.call))) ??
    all[0] ??
    null
  );
}

/**
 * What a recipe knows of a call: by its names, else by the function that the
 * traceback names below the line.
 */
function namedBy(
  call: SyntaxNode,
  { home, below }: IUserFrame,
  { program, libraryCalls }: IRuleContext
): ILibraryCall | null {
  const known = libraryCalls.find(other => other.call === call);
  if (known !== undefined) {
    return { ...known, certain: true };
  }
  const name = call.child('function')!.child('attribute')?.text;
  const object = call.child('function')!.child('object');
  if (
    name === undefined ||
    /^super\(/.test(object?.text ?? '') ||
    !below.some(({ function: inner }) => inner?.split('.').pop() === name)
  ) {
    return null;
  }
  const [named] = program.libraries
    .callsNamed(name)
    .filter(({ recipe }) => isIn(recipe, below[0]))
    .sort((a, b) => Number(isInvented(a.entry)) - Number(isInvented(b.entry)));
  return named === undefined ? null : { ...named, home, call, certain: true };
}

/**
 * Whether a call is of a class that has no name of its own: what an object was
 * made with is known only where its type is.
 */
function isInvented({ call }: IRecipeCall): boolean {
  return /\._\w+\.\w+$/.test(call);
}

function lastName(call: string): string {
  return call.endsWith('()') ? '__call__' : call.split('.').pop()!;
}

/**
 * Whether a frame is in a file of the library.
 */
export function isIn({ modules }: IRecipe, frame: IFrame): boolean {
  return modules.some(module => {
    const folder = module.replace(/\./g, '/');
    const path = pathOf(frame);
    return path.includes(`/${folder}/`) || path.endsWith(`/${folder}.py`);
  });
}

/**
 * A frame's file with slashes.
 */
function pathOf({ file }: IFrame): string {
  return (file ?? '').replace(/\\/g, '/');
}
