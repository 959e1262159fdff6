import type { IFinding } from '../engine/finding';
import { isSameCause } from './isSameCause';

/**
 * One finding for each cause, whatever number of cells show it.
 */
export function causesOf(findings: readonly IFinding[]): IFinding[] {
  return findings.filter(
    (one, i) => findings.findIndex(other => isSameCause(one, other)) === i
  );
}
