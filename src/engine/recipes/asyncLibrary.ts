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

  /**
   * Arguments, as written, of any call with which this method has no twin.
   */
  readonly unlessGiven?: readonly string[];
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
