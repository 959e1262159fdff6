import type { ITypeFacts } from '../python/knownTypes';
import { GIVES, TYPES } from '../python/knownTypes';
import { RECIPES } from '.';
import type { IAsyncLibrary } from './asyncLibrary';
import type {
  IAsyncModule,
  IRecipe,
  IRecipeCall,
  IRecipeError
} from './recipe';

/**
 * A part of a recipe, and the recipe.
 */
export interface IOfRecipe<T> {
  readonly recipe: IRecipe;
  readonly entry: T;
}

/**
 * What is known of libraries, Python's own among them. A later recipe comes
 * before an earlier one.
 */
export class Libraries {
  constructor(readonly recipes: readonly IRecipe[]) {
    for (const recipe of recipes) {
      const { aliases = {}, types = {}, gives = {} } = recipe;
      addAll(this._aliases, aliases);
      addAll(this._types, types);
      addAll(this._gives, gives);
      for (const [pattern, type] of Object.entries(recipe.named ?? {})) {
        this._named.push([new RegExp(pattern), type]);
      }
      for (const entry of recipe.calls ?? []) {
        this._calls.set(entry.call, { recipe, entry });
        const method = /\.(\w+)$/.exec(entry.call);
        if (entry.blocks === true && method !== null) {
          const owner = entry.call.slice(0, method.index);
          this._blocking.add(owner);
          if ((entry.await ?? entry.iterate)?.movesFunctions === true) {
            this._moving.add(owner);
          }
        }
        if (method !== null) {
          const known = this._methods.get(method[1]) ?? [];
          this._methods.set(method[1], [{ recipe, entry }, ...known]);
        }
      }
      for (const name of [
        ...Object.keys(types),
        ...Object.keys(gives),
        ...(recipe.calls ?? []).map(({ call }) => call.replace('()', ''))
      ]) {
        const parts = name.split('.');
        parts.forEach((_, i) =>
          this._known.add(parts.slice(0, i + 1).join('.'))
        );
      }
      this.errors.push(
        ...(recipe.errors ?? []).map(entry => ({ recipe, entry }))
      );
    }
  }

  readonly errors: IOfRecipe<IRecipeError>[] = [];

  get asyncModules(): readonly IAsyncModule[] {
    return this.recipes.flatMap(({ asyncModule }) => asyncModule ?? []);
  }

  /**
   * The libraries for asyncio that have a twin for what a call makes.
   *
   * @param maker - the dotted name of what is called
   */
  asyncLibraries(maker: string): readonly IOfRecipe<IAsyncLibrary>[] {
    return this.recipes.flatMap(recipe =>
      (recipe.asyncLibraries ?? []).flatMap(entry =>
        entry.makers[maker] === undefined ? [] : { recipe, entry }
      )
    );
  }

  /**
   * The modules whose instances are followed into functions.
   */
  get followedModules(): readonly string[] {
    return this.recipes.flatMap(({ asyncModule, calls = [], modules }) => [
      ...(asyncModule === undefined ? [] : [asyncModule.module]),
      ...(calls.some(({ blocks }) => blocks === true) ? modules : [])
    ]);
  }

  /**
   * Whether a known class is of a module that has an async twin.
   */
  isOfAsyncModule(type: string): boolean {
    return (
      this._types.has(type) &&
      this.asyncModules.some(({ module }) => type.startsWith(`${module}.`))
    );
  }

  /**
   * The name under which a class or function is known, for one of the names
   * under which it can be imported.
   */
  canonical(name: string): string {
    for (
      let end = name.length;
      end > 0 && this._aliases.size > 0;
      end = name.lastIndexOf('.', end - 1)
    ) {
      const known = this._aliases.get(name.slice(0, end));
      if (known !== undefined) {
        return known + name.slice(end);
      }
    }
    return name;
  }

  /**
   * Whether a dotted name is one of a recipe, or holds one.
   */
  names(name: string): boolean {
    return this._known.has(this.canonical(name));
  }

  type(name: string): ITypeFacts | undefined {
    return this._types.get(name);
  }

  /**
   * The classes whose name, without its module, is `name`.
   */
  typesNamed(name: string): readonly ITypeFacts[] {
    return [...this._types].flatMap(([dotted, facts]) =>
      dotted.split('.').pop() === name ? (facts ?? []) : []
    );
  }

  /**
   * What a call of a function gives, in the words of `GIVES`.
   */
  gives(name: string): string | undefined {
    return (
      this._gives.get(name) ??
      (this._types.has(name)
        ? name
        : this._named.find(([pattern]) => pattern.test(name))?.[1])
    );
  }

  /**
   * What a call of a method of a class, or of one it inherits from, gives.
   *
   * @param given - the arguments, as written
   */
  methodGives(
    type: string,
    method: string,
    given: readonly string[] = []
  ): string | undefined {
    return this._member(type, ({ methods, given: known }) => {
      const words = given.map(argument => known?.[method]?.[argument]);
      return words.find(word => word !== undefined) ?? methods?.[method];
    });
  }

  /**
   * What an attribute of an instance of the class holds.
   */
  attributeGives(type: string, attribute: string): string | undefined {
    return this._member(
      type,
      ({ attributes, methods, open }) =>
        attributes?.[attribute] ??
        (methods?.[attribute] === undefined ? open : undefined)
    );
  }

  /**
   * What a subscript of an instance of the class gives.
   */
  subscriptGives(type: string): string | undefined {
    return this._member(type, ({ open }) => open);
  }

  /**
   * What `|` between an instance of the class and something else gives.
   */
  pipes(type: string): string | undefined {
    return this._member(type, ({ pipes }) => pipes);
  }

  /**
   * Whether the class has methods that a recipe knows to keep the loop waiting.
   */
  blocks(type: string): boolean {
    return this.family(type).some(name => this._blocking.has(name));
  }

  /**
   * Whether async methods of the class run plain functions that an instance was
   * made with in a thread.
   */
  movesFunctions(type: string): boolean {
    return this.family(type).some(name => this._moving.has(name));
  }

  /**
   * What an attribute may hold, whatever it is read from, in a document that
   * imports a library that says so.
   *
   * @param imports - tells whether the document imports a module
   */
  attributeAnywhere(
    attribute: string,
    imports: (module: string) => boolean
  ): string | undefined {
    for (const { anywhere, modules } of this.recipes) {
      const gives = anywhere?.[attribute];
      if (gives !== undefined && modules.some(imports)) {
        return gives;
      }
    }
    return undefined;
  }

  private _member(
    type: string,
    read: (facts: ITypeFacts) => string | undefined
  ): string | undefined {
    for (const name of this.family(type)) {
      const facts = this._types.get(name);
      const gives = facts && read(facts);
      if (gives !== undefined) {
        return gives;
      }
    }
    return undefined;
  }

  /**
   * The class and those it inherits from, nearest first.
   */
  family(type: string): readonly string[] {
    const names = [type];
    for (let i = 0; i < names.length; i++) {
      const bases = this._types.get(names[i])?.bases ?? [];
      names.push(...bases.filter(base => !names.includes(base)));
    }
    return names;
  }

  /**
   * The entry of a call: `module.function`, `module.Class.method`.
   */
  call(name: string): IOfRecipe<IRecipeCall> | undefined {
    return this._calls.get(name);
  }

  /**
   * The entries of methods and functions of that name, of any library.
   */
  callsNamed(name: string): readonly IOfRecipe<IRecipeCall>[] {
    return this._methods.get(name) ?? [];
  }

  private readonly _aliases = new Map<string, string>();

  /**
   * The names of types and functions, and what they are in: modules and classes.
   */
  private readonly _known = new Set<string>();
  private readonly _types = new Map<string, ITypeFacts | undefined>(
    Object.entries(TYPES)
  );
  private readonly _gives = new Map<string, string | undefined>(
    Object.entries(GIVES)
  );
  private readonly _named: (readonly [RegExp, string])[] = [];
  private readonly _blocking = new Set<string>();
  private readonly _moving = new Set<string>();
  private readonly _calls = new Map<string, IOfRecipe<IRecipeCall>>();
  private readonly _methods = new Map<string, IOfRecipe<IRecipeCall>[]>();
}

function addAll<T>(
  map: Map<string, T | undefined>,
  entries: Readonly<Record<string, T>>
): void {
  for (const [name, value] of Object.entries(entries)) {
    map.set(name, value);
  }
}

/**
 * What the recipes of this folder say.
 */
export const LIBRARIES = new Libraries(RECIPES);
