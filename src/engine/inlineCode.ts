/**
 * A stretch of code within a sentence: between backticks, which hosts show as
 * code. A backtick of its own, which only a string or a comment can hold,
 * becomes a look-alike.
 */
export function code(text: unknown): string {
  return `\`${String(text).replace(/`/g, 'ˋ')}\``;
}
