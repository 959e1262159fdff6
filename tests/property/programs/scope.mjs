/**
 * What may be written at one place of a program, and what is known there.
 *
 * A generated program refers to functions, classes and variables by numbers. A
 * scope turns a number into something that exists, is defined earlier, and may
 * be used here: so whatever shrinking takes away, a right program stays.
 */

/**
 * What is defined so far, for the whole notebook.
 */
export class Definitions {
  /**
   * @param style - what the whole notebook does or leaves out: see `writeNotebook`
   */
  constructor(style) {
    this.style = style;
    this.functions = [];
    this.classes = [];
    this.instances = [];
    /** How many starts of each kind were written. */
    this.starts = {};
    this._used = new Map();
  }

  /** The next of these names that is free. */
  fresh(names) {
    const used = this._used.get(names[0]) ?? 0;
    this._used.set(names[0], used + 1);
    const round = Math.floor(used / names.length);
    return names[used % names.length] + (round === 0 ? '' : String(round + 1));
  }

  count(kind) {
    this.starts[kind] = (this.starts[kind] ?? 0) + 1;
  }
}

/**
 * One function's body while it is written: whether running it starts a loop.
 */
export class Frame {
  constructor() {
    this.starts = false;
    this.locals = 0;
  }
}

export class Scope {
  constructor(definitions) {
    this.definitions = definitions;
    this.frame = new Frame();
    /** Names of integers. */
    this.variables = ['total'];
    /** Functions of the function around this place. */
    this.nested = [];
    /** `null` at the top level of a cell. */
    this.function = null;
    /** Whether a loop may be started: not where one runs already. */
    this.mayStart = true;
    this.mayAwait = false;
    this.mayBind = true;
    /** Whether line breaks and comments may stand in an expression. */
    this.mayBreak = true;
    /** The class around this place and how many of its members stand above. */
    this.self = null;
    /** Functions defined after this one must not be called. */
    this.limit = Infinity;
    this.inLoop = false;
  }

  /** A scope within this one, where some things are different. */
  with(changes) {
    const inner = Object.assign(
      Object.create(Scope.prototype),
      this,
      { variables: [...this.variables], nested: [...this.nested] },
      changes
    );
    return inner;
  }

  /** A function's body. */
  body(kind, parameters, changes = {}) {
    return this.with({
      frame: new Frame(),
      function: kind,
      variables: [...parameters, ...this.variables],
      mayStart: kind === 'async' ? false : this.mayStart,
      mayAwait: kind === 'async',
      mayBind: true,
      mayBreak: true,
      inLoop: false,
      ...changes
    });
  }

  /**
   * Within a lambda or a generator expression, which cannot await.
   *
   * @param exhausted - a generator expression that is read to its end
   */
  deferred(variables = [], exhausted = false) {
    return this.with({
      variables: [...variables, ...this.variables],
      mayStart: this.mayStart && (exhausted || !this.definitions.style.plain),
      mayAwait: false,
      mayBind: false
    });
  }

  variable(number) {
    return this.variables[number % this.variables.length];
  }

  /** A name for a new variable. */
  newVariable(number) {
    const names = this.function === null ? GLOBALS : LOCALS;
    const name = names[number % names.length];
    if (!this.variables.includes(name)) {
      this.variables.push(name);
    }
    return name;
  }

  /** A function that may be called here, or null. */
  callable(number, wanted = () => true) {
    const known = [...this.definitions.functions, ...this.nested].filter(
      fn => fn.order < this.limit && (this.mayStart || !fn.starts) && wanted(fn)
    );
    // The later ones are more interesting, and shrinking goes to the first.
    return known.length === 0 ? null : known[number % known.length];
  }

  /** To be called for each function that is called. */
  uses(fn) {
    if (fn.starts) {
      this.frame.starts = true;
    }
  }

  /** To be called for each start that is written. */
  starts(kind) {
    this.frame.starts = true;
    this.definitions.count(kind);
  }
}

const GLOBALS = ['x', 'y', 'z', 'result'];
const LOCALS = ['a', 'b', 'c', 'data'];
