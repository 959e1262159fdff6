import { classAround } from './references';
import type { SyntaxNode } from './node';

/**
 * Whether a function can be called without arguments; a method, on its
 * instance.
 */
export function takesNoArguments(def: SyntaxNode): boolean {
  const parts = def.child('parameters')?.parts ?? [];
  const own =
    classAround(def) !== null &&
    !/^\s*@staticmethod\b/.test(def.source.slice(def.parent!.from, def.from))
      ? parts.slice(1)
      : parts;
  return own.every(({ type, text }) =>
    /^(?:identifier|typed_parameter)$/.test(type) ? text.startsWith('*') : true
  );
}
