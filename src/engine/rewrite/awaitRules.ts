import type { IDocument, IKernelFacts } from '../document';
import type { ICodeCell, Program } from '../python/program';
import type { IAwaitRules } from './makeAsync';

/**
 * What decides where `await` may be written.
 */
export interface IAwaitContext {
  readonly document: IDocument;
  readonly program: Program;
  readonly facts: IKernelFacts;
}

/**
 * Where `await` may be written in this document.
 */
export function awaitRules({
  document,
  facts,
  program
}: IAwaitContext): IAwaitRules {
  const off =
    document.kind === 'script' ||
    facts.autoawait === false ||
    program.cells.some(switchesAutoawaitOff);
  return {
    atTopLevel: home => !off && home.masked.cellMagic === null,
    inNestedComprehensions: !isOlderThan(facts.pythonVersion, 11)
  };
}

function switchesAutoawaitOff({ masked }: ICodeCell): boolean {
  return masked.lineMagics.some(
    ({ name, rest }) =>
      name === 'autoawait' && !/^(?:|true|on|1|asyncio)$/i.test(rest)
  );
}

/**
 * Whether a version such as `3.10.4` is known to be older than 3.`minor`.
 */
export function isOlderThan(
  version: string | undefined,
  minor: number
): boolean {
  const match = /^3\.(\d+)/.exec(version ?? '');
  return match !== null && Number(match[1]) < minor;
}
