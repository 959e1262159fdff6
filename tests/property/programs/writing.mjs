/**
 * How a generated piece of code becomes text.
 *
 * Every generated expression and statement is a pair: the function that writes
 * it, and what that function needs.
 */

/**
 * An expression that needs parentheses where it is an operand.
 */
class Loose {
  constructor(text) {
    this.text = text;
  }
}

export const loose = text => new Loose(text);

/** The expression, as a text or as one that is loose. */
export function produce([writer, value], scope) {
  return writer(value, scope);
}

/** The expression as it stands alone, as an argument or behind `=`. */
export function write(expression, scope) {
  const written = produce(expression, scope);
  return written instanceof Loose ? written.text : written;
}

/** The expression as an operand. */
export function operand(expression, scope) {
  const written = produce(expression, scope);
  return written instanceof Loose ? `(${written.text})` : written;
}

/** The expression in front of a dot: a number would take it for its own. */
export function receiver(expression, scope) {
  const text = operand(expression, scope);
  return /^\d/.test(text) ? `(${text})` : text;
}

/** Statements in a row, as lines. */
export function writeAll(statements, scope) {
  return statements.flatMap(statement => produce(statement, scope));
}

/** A call, in one of several layouts. */
export function call(name, args, layout, scope) {
  const breaks = scope.mayBreak && args.length > 0;
  if (layout === 1 && breaks) {
    const lines = args.map(
      (arg, i) => `    ${arg},${i === 0 ? '  # the first' : ''}`
    );
    return `${name}(\n${lines.join('\n')}\n)`;
  }
  if (layout === 2 && breaks) {
    return `${name}(\n    # why\n    ${args.join(', ')}\n)`;
  }
  return `${name}(${args.join(', ')})`;
}

/** Lines one level deeper; never empty. */
export function block(lines) {
  const own = lines.length === 0 ? ['pass'] : lines;
  return own
    .flatMap(line => line.split('\n'))
    .map(line => (line === '' ? '' : `    ${line}`));
}
