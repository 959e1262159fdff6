import type { IDocument, IKernelFacts } from '../document';
import type { ICodeCell, Program } from '../python/program';
import { isOlderThan } from '../python/pythonVersion';
import type { IAwaitRules } from './makeAsync';
import { hasReplaceableMagics } from './replaceMagics';

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
    atTopLevel: ({ masked }) => !off && hasReplaceableMagics(masked),
    inNestedComprehensions: !isOlderThan(facts.pythonVersion, 11)
  };
}

function switchesAutoawaitOff({ masked }: ICodeCell): boolean {
  return masked.lineMagics.some(
    ({ name, rest }) =>
      name === 'autoawait' && !/^(?:|true|on|1|asyncio)$/i.test(rest)
  );
}
