import type { ITranslator } from '../engine';

/**
 * The rules' sentences in English, as they stand in the code.
 */
export const english: ITranslator = {
  __: (text, ...args) => filled(text, args),
  _n: (one, many, n, ...args) => filled(n === 1 ? one : many, [n, ...args]),
  _p: (_context, text, ...args) => filled(text, args),
  _np: (_context, one, many, n, ...args) =>
    filled(n === 1 ? one : many, [n, ...args])
};

function filled(text: string, args: readonly unknown[]): string {
  return text.replace(/%(\d+)/g, (whole, n) =>
    Number(n) <= args.length ? String(args[Number(n) - 1]) : whole
  );
}
