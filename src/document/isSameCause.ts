import type { IFinding } from '../engine/finding';

/**
 * Whether both speak of one place in the code.
 */
export function isSameCause(a: IFinding, b: IFinding): boolean {
  return a.rule === b.rule && a.cell === b.cell && a.from === b.from;
}
