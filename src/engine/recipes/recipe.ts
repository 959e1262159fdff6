import type { ITypeFacts } from '../python/knownTypes';
import type { IAsyncLibrary, IAsyncType } from './asyncLibrary';

/**
 * What is known of one library, as its file in this folder says it;
 * recipe.schema.json describes every field.
 */
export interface IRecipe {
  readonly library: string;
  readonly modules: readonly string[];
  readonly checkedWith: Readonly<Record<string, string>>;
  readonly aliases?: Readonly<Record<string, string>>;
  readonly types?: Readonly<Record<string, ITypeFacts>>;

  /**
   * Patterns for the names of classes of other packages, and what they are.
   */
  readonly named?: Readonly<Record<string, string>>;
  readonly gives?: Readonly<Record<string, string>>;
  readonly errors?: readonly IRecipeError[];
  readonly calls?: readonly IRecipeCall[];
  readonly anywhere?: Readonly<Record<string, string>>;
  readonly loops?: readonly string[];
  readonly otherwise?: IRecipeTwin;
  readonly asyncModule?: IAsyncModule;
  readonly asyncLibraries?: readonly IAsyncLibrary[];
}

/**
 * An error with which a library refuses a running loop: patterns.
 */
export interface IRecipeError {
  readonly name: string;
  readonly message: string;

  /**
   * A file that the traceback names below the cell's line.
   */
  readonly file?: string;

  /**
   * Whether it says that only async methods can run what the call came to.
   */
  readonly asyncOnly?: boolean;
}

/**
 * A call that starts a loop, or is refused where one is running.
 */
export interface IRecipeCall {
  /**
   * `module.function`, `module.Class.method`, or `module.function()` for a call
   * of what that function gives.
   */
  readonly call: string;

  /**
   * Whether it fails wherever a loop is running, so that the code alone shows
   * it; or once another call of the library has failed so.
   */
  readonly alone?: boolean | 'once refused';

  /**
   * Whether all that the call does is to keep the kernel's own loop running.
   */
  readonly keepsRunning?: boolean;

  /**
   * Whether the call, once it has failed, stops the kernel's own loop.
   */
  readonly breaksKernel?: boolean;

  /**
   * Whether the call, though it fails, has left its coroutine to the running
   * loop, which runs it.
   */
  readonly startsAnyway?: boolean;

  /**
   * Whether it works where a loop is running, but keeps it waiting.
   */
  readonly blocks?: boolean;

  /**
   * Whether it gives a coroutine that serves until it is stopped; `background`
   * is then for what starts a loop to run it.
   */
  readonly awaited?: boolean;

  /**
   * The parameters in order; `*name` takes the rest.
   */
  readonly parameters?: readonly string[];
  readonly await?: IRecipeTwin;

  /**
   * The twin of a call whose result is iterated over.
   */
  readonly iterate?: IRecipeTwin;

  /**
   * The twin of a call whose result is entered or read bit by bit.
   */
  readonly enter?: IRecipeEntering;
  readonly background?: IRecipeBackground;

  /**
   * Whether the call itself may run in a thread, where there is no loop.
   */
  readonly thread?: Safety | 'never';
}

type Safety = 'safe' | 'check';

/**
 * What every rewrite of a recipe has.
 */
interface IRecipeRewrite {
  readonly safety: Safety;

  /**
   * Statements that bind the names that the template uses.
   */
  readonly imports?: readonly string[];

  /**
   * Arguments that go: with `safe` they mean nothing on a running loop, with
   * `check` a person has to look; with a list, only these values may go.
   */
  readonly drops?: Readonly<Record<string, Safety | readonly string[]>>;

  /**
   * Arguments that take another keyword.
   */
  readonly renames?: Readonly<Record<string, string>>;

  /**
   * Defaults of the call that are written out where the argument is not given.
   */
  readonly adds?: Readonly<Record<string, string>>;

  /**
   * Arguments with which there is no such rewrite.
   */
  readonly unless?: readonly string[];

  /**
   * Arguments that must have one of these values.
   */
  readonly only?: Readonly<Record<string, readonly string[]>>;
}

export interface IRecipeTwin extends IRecipeRewrite {
  /**
   * Attributes that change what the call does, and not what its twin does.
   */
  readonly checkIfSet?: readonly string[];

  /**
   * What `await` or `async for` stands before.
   */
  readonly template: string;

  /**
   * Lines that go above the statement.
   */
  readonly before?: readonly string[];

  /**
   * Whether plain functions that the receiver was made with go to a thread.
   */
  readonly movesFunctions?: boolean;

  /**
   * Whether the call ran a coroutine of the person's to its end and then
   * cancelled the tasks that it left behind, as `asyncio.run` does.
   */
  readonly cancelsTasks?: boolean;
}

export interface IRecipeEntering extends IRecipeRewrite {
  /**
   * What `async with` stands before.
   */
  readonly template: string;

  /**
   * What the name behind `as` is where the code has none.
   */
  readonly name: string;

  /**
   * The dotted name of the class of what the call gives.
   */
  readonly gives: string;

  /**
   * By the dotted name of a class, what may be done with its instances. What
   * asks for neither `await` nor `async for` works after leaving too.
   */
  readonly types: Readonly<Record<string, IAsyncType>>;
}

export interface IRecipeBackground extends IRecipeRewrite {
  /**
   * Variables of the template and the names they get where these are not taken.
   */
  readonly names: Readonly<Record<string, string>>;

  /**
   * The statements that take the place of the call's.
   */
  readonly lines: readonly string[];
  readonly stop: string;
}

/**
 * A module whose classes have async twins: of the same names in another module,
 * or in the same one.
 */
export interface IAsyncModule {
  readonly module: string;
  readonly twin: string;

  /**
   * What to call the twin, where it is no module of its own.
   */
  readonly named?: string;

  /**
   * The function or method that is refused where a loop is running.
   */
  readonly start: string;

  /**
   * The classes that have twins, where the module has others besides.
   */
  readonly classes?: readonly string[];
  readonly renames: Readonly<Record<string, string>>;

  /**
   * By class, the methods that have another name in the twin.
   */
  readonly methods?: Readonly<Record<string, Readonly<Record<string, string>>>>;

  /**
   * By class, the methods whose twins work only once on each instance.
   */
  readonly once?: Readonly<Record<string, readonly string[]>>;

  /**
   * By class, the methods that have a twin only without arguments.
   */
  readonly withoutArguments?: Readonly<Record<string, readonly string[]>>;

  /**
   * By class, an argument that makes the twin, unless one of others is given.
   */
  readonly adds?: Readonly<
    Record<
      string,
      { readonly argument: string; readonly unless: readonly string[] }
    >
  >;

  /**
   * By class whose twin cannot be entered, the coroutine method that ends it.
   */
  readonly closes?: Readonly<Record<string, string>>;

  /**
   * By class, the methods that are coroutines in the twin.
   */
  readonly awaits: Readonly<Record<string, readonly string[]>>;

  /**
   * By class, the attributes that have to be awaited in the twin.
   */
  readonly attributes?: Readonly<Record<string, readonly string[]>>;

  /**
   * By class, the members that may give an instance of any class.
   */
  readonly untold?: Readonly<Record<string, readonly string[]>>;

  /**
   * Those of `callbacks` that await in the twin what the function returns.
   */
  readonly awaitsCallbacks?: readonly string[];

  /**
   * Methods that take functions and call them with instances.
   */
  readonly callbacks?: readonly string[];
}
