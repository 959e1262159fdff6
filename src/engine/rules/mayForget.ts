import type { IDocument } from '../document';

/**
 * Whether a document can hold a coroutine that nobody awaits: it defines one,
 * uses a library that has some, or shows one.
 */
export function mayForget({ cells }: IDocument): boolean {
  return cells.some(
    ({ kind, source, outputs }) =>
      kind === 'code' &&
      (/\basync\s+def\b|\basyncio\b|\bhttpx\b/.test(source) ||
        outputs.some(output => /coroutine/.test(JSON.stringify(output))))
  );
}
