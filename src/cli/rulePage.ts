/**
 * A rule's page, as far as it explains the rule: no examples, which are for
 * its tests, too.
 */
export interface IRulePage {
  /**
   * One sentence: the rule in short.
   */
  readonly summary: string;

  /**
   * Markdown.
   */
  readonly explanation: string;
}

export async function rulePage(rule: string): Promise<IRulePage> {
  const page: { default: string } = await import(
    `../engine/rules/${rule}/rule.md`,
    { with: { type: 'text' } }
  );
  const [head, ...sections] = page.default.split(/^(?=## )/m);
  return {
    summary: head.replace(/^# .*\n+/, '').trim(),
    explanation: sections
      .filter(section => /^## (?:What|Why)/.test(section))
      .join('')
      .trim()
  };
}
