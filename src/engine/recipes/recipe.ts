import type { ITypeFacts } from '../python/knownTypes';

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
   * it.
   */
  readonly alone?: boolean;

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
   * What `await` or `async for` stands before.
   */
  readonly template: string;

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
 * A module whose classes all have async twins of the same names in another.
 */
export interface IAsyncModule {
  readonly module: string;
  readonly twin: string;

  /**
   * The function that is refused where a loop is running.
   */
  readonly start: string;
  readonly renames: Readonly<Record<string, string>>;

  /**
   * By class, the methods that are coroutines in the twin.
   */
  readonly awaits: Readonly<Record<string, readonly string[]>>;

  /**
   * By class, the attributes that have to be awaited in the twin.
   */
  readonly attributes?: Readonly<Record<string, readonly string[]>>;

  /**
   * Methods that take functions and call them with instances.
   */
  readonly callbacks?: readonly string[];
}

/**
 * A library for asyncio that has a twin for what a blocking one does. What is
 * not named here has none.
 */
export interface IAsyncLibrary {
  readonly library: string;

  /**
   * The module that is imported for it.
   */
  readonly module: string;

  /**
   * By dotted name, the calls with which it begins: that of a client or a
   * connection, or a request that makes a client of its own.
   */
  readonly makers: Readonly<Record<string, IAsyncMaker>>;

  /**
   * What is entered around requests that make a client of their own.
   */
  readonly client?: {
    readonly name: string;
    readonly make: string;
  };

  /**
   * By the dotted name of the blocking library's class.
   */
  readonly types: Readonly<Record<string, IAsyncType>>;

  /**
   * By the dotted name of the blocking library's exception, `module.*` for all
   * of a module.
   */
  readonly exceptions?: Readonly<Record<string, IAsyncException>>;
}

/**
 * How the arguments of a call differ.
 */
export interface IAsyncArguments {
  /**
   * All parameters that the twin has too, in the order of the blocking
   * library; left out where nothing differs.
   */
  readonly parameters?: readonly string[];

  /**
   * How many of them the twin takes without keyword.
   */
  readonly positional?: number;
  readonly renames?: Readonly<Record<string, string>>;

  /**
   * Arguments that are allowed only where their value is of one of these
   * types; `unknown` where that cannot be told.
   */
  readonly only?: Readonly<Record<string, readonly string[]>>;

  /**
   * The keywords of arguments that take another where their value is a text.
   */
  readonly texts?: Readonly<Record<string, string>>;

  /**
   * Arguments whose value has another name there, and must have one.
   */
  readonly values?: Readonly<Record<string, Readonly<Record<string, string>>>>;

  /**
   * Defaults of the blocking library, to be written out.
   */
  readonly adds?: Readonly<Record<string, string>>;
}

export interface IAsyncMaker extends IAsyncArguments {
  /**
   * The dotted name, or the method of `client`.
   */
  readonly to: string;

  /**
   * Whether it has to be awaited; `unless entered`: not behind `async with`.
   */
  readonly await?: boolean | 'unless entered';

  /**
   * Whether it is a method of `client`.
   */
  readonly onClient?: boolean;
}

export interface IAsyncType {
  /**
   * The class that takes its place; only tests look at it.
   */
  readonly twin?: string;

  /**
   * Methods that are coroutines there.
   */
  readonly awaits?: readonly string[];

  /**
   * Methods that are the same.
   */
  readonly keeps?: readonly string[];

  /**
   * Methods that differ in more.
   */
  readonly methods?: Readonly<Record<string, IAsyncMethod>>;

  /**
   * Attributes that are the same.
   */
  readonly attributes?: readonly string[];

  /**
   * Attributes that differ.
   */
  readonly changes?: Readonly<Record<string, IAsyncAttribute>>;

  /**
   * Attributes that may be assigned to, and the coroutine method that does it
   * there, where it is one.
   */
  readonly stores?: Readonly<Record<string, string | null>>;

  /**
   * Whether what hangs on it is reached by any attribute or subscript.
   */
  readonly open?: boolean;

  /**
   * Present where it may be entered.
   */
  readonly enters?: IAsyncEntering;

  /**
   * Whether it may be iterated over, there with `async for`.
   */
  readonly iterates?: boolean;

  /**
   * The coroutine method that gives what `list(…)` does.
   */
  readonly list?: string;
}

export interface IAsyncEntering {
  /**
   * Whether leaving closes it there, but not in the blocking library.
   */
  readonly closes?: boolean;

  /**
   * The coroutine method that keeps what was written, where leaving does so in
   * the blocking library only.
   */
  readonly commit?: string;

  /**
   * Whether that must be right where it is made.
   */
  readonly made?: boolean;
}

export interface IAsyncMethod extends IAsyncArguments {
  readonly to?: string;
  readonly await?: boolean | 'unless entered';

  /**
   * A pattern for a text in the first argument with which there is no twin.
   */
  readonly unless?: string;
}

export interface IAsyncAttribute {
  readonly to: string;

  /**
   * What is written around it, with `{}` in its place.
   */
  readonly around?: string;
}

export interface IAsyncException {
  readonly to: readonly string[];

  /**
   * Attributes of the exception that are the same.
   */
  readonly attributes?: readonly string[];
}
