import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { EvidenceKind, RewriteKind } from '../engine/finding';

/**
 * What the person has set.
 */
export interface IHelpSettings {
  readonly enabled: boolean;

  /**
   * Explain, and offer no rewrite.
   */
  readonly explainOnly: boolean;

  /**
   * What is answered: other evidence gets no help.
   */
  readonly evidence: ReadonlySet<EvidenceKind>;

  /**
   * The kind of rewrite that comes first among the safe ones; null for the
   * rule's own order.
   */
  readonly preferred: RewriteKind | null;

  /**
   * Whether the first button runs the cell too.
   */
  readonly runAfterRewrite: boolean;

  /**
   * Show one line until the person opens it.
   */
  readonly compact: boolean;

  /**
   * The rules that are not asked, by id.
   */
  readonly rulesOff: readonly string[];

  /**
   * Dotted names of functions that keep the loop waiting, beyond those that are
   * known.
   */
  readonly blockingCalls: readonly string[];

  /**
   * What is known of further libraries: recipes, not yet checked.
   */
  readonly recipes: readonly unknown[];
}

/**
 * What is shown where nobody has set anything.
 */
export const DEFAULT_SETTINGS: IHelpSettings = {
  enabled: true,
  explainOnly: false,
  evidence: new Set<EvidenceKind>([
    'error',
    'result',
    'warning',
    'running',
    'code'
  ]),
  preferred: null,
  runAfterRewrite: true,
  compact: false,
  rulesOff: [],
  blockingCalls: [],
  recipes: []
};

/**
 * The settings as they are stored. What is no valid value is as if it were not
 * set.
 *
 * `explainOnly` holds if the person has set it, and cannot be unset where an
 * administrator has made it the default (`overrides.json`).
 */
export function settingsOf(
  stored: Pick<ISettingRegistry.ISettings, 'composite' | 'default'>
): IHelpSettings {
  const { composite } = stored;
  const isOn = (name: string) => composite[name] !== false;
  const evidence = new Set(DEFAULT_SETTINGS.evidence);
  for (const [name, kinds] of Object.entries(SWITCHES)) {
    if (!isOn(name)) {
      kinds.forEach(kind => evidence.delete(kind));
    }
  }
  const { preferredRewrite } = composite;
  return {
    enabled: isOn('enabled'),
    explainOnly:
      composite.explainOnly === true || stored.default('explainOnly') === true,
    evidence,
    preferred: isKind(preferredRewrite) ? preferredRewrite : null,
    runAfterRewrite: isOn('runAfterRewrite'),
    compact: composite.compact === true,
    rulesOff: textsIn(composite.rulesOff),
    blockingCalls: textsIn(composite.blockingCalls),
    recipes: Array.isArray(composite.recipes) ? composite.recipes : []
  };
}

/**
 * The evidence that each setting switches.
 */
const SWITCHES: Readonly<Record<string, readonly EvidenceKind[]>> = {
  errors: ['error'],
  results: ['result'],
  warnings: ['warning', 'running']
};

function isKind(value: unknown): value is RewriteKind {
  return value === 'await' || value === 'task' || value === 'thread';
}

function textsIn(value: unknown): string[] {
  const texts = Array.isArray(value) ? value : [];
  return texts
    .filter((text): text is string => typeof text === 'string')
    .map(text => text.trim())
    .filter(text => text !== '');
}
