import type { IEngine, IFinding, IRewrite, RewriteKind } from '../engine';
import type { ICodeFile } from './codeFile';

/**
 * Which rewrites may be applied, and which come first.
 */
export interface IChoice {
  readonly unsafe: boolean;
  readonly prefer: RewriteKind | null;
}

/**
 * How often a fixed text is looked at again: one rewrite may uncover the next.
 */
const MOST_ROUNDS = 10;

/**
 * The file's text after every rewrite that may be applied.
 *
 * @param read - reads a text as the file it came from
 * @param find - the findings that count
 */
export function fixedText(
  text: string,
  read: (text: string) => ICodeFile,
  find: (file: ICodeFile) => readonly IFinding[],
  engine: IEngine,
  choice: IChoice
): string {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const file = read(text);
    const rewrites = chosen(find(file), choice);
    if (rewrites.length === 0) {
      break;
    }
    const { edits } = engine.merge(rewrites, file.document);
    text = file.edited(edits);
  }
  return text;
}

/**
 * The rewrite of each finding that may be applied; at most one that starts a
 * task, since each looks for its name on its own.
 */
function chosen(findings: readonly IFinding[], choice: IChoice): IRewrite[] {
  const rewrites: IRewrite[] = [];
  for (const { rewrites: offered } of findings) {
    const allowed = offered.filter(
      ({ safety }) => safety === 'safe' || choice.unsafe
    );
    const rewrite =
      allowed.find(
        ({ kind, safety }) => kind === choice.prefer && safety === 'safe'
      ) ??
      allowed.find(({ safety }) => safety === 'safe') ??
      allowed[0];
    const another =
      rewrite?.kind === 'task' && rewrites.some(({ kind }) => kind === 'task');
    if (rewrite !== undefined && !another) {
      rewrites.push(rewrite);
    }
  }
  return rewrites;
}
