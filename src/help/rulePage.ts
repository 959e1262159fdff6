import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Widget } from '@lumino/widgets';

const MARKDOWN = 'text/markdown';

/**
 * The page of a rule, rendered. It is loaded when it is first asked for.
 *
 * @param rule - The rule's id.
 * @param rendermime - Renders its Markdown.
 */
export async function rulePage(
  rule: string,
  rendermime: IRenderMimeRegistry,
  trans: TranslationBundle
): Promise<Widget> {
  const page: { default: string } = await import(
    `../engine/rules/${rule}/rule.md`,
    { with: { type: 'text' } }
  );
  const text = forReading(page.default, trans);
  const renderer = rendermime.createRenderer(MARKDOWN);
  await renderer.renderModel(
    rendermime.createModel({ data: { [MARKDOWN]: text } })
  );
  return renderer;
}

/**
 * A rule's page without what only its tests need: its title, which is the
 * rule's id, and the code that verifies an example. The code before and after
 * a rewrite is named in words.
 */
export function forReading(page: string, trans: TranslationBundle): string {
  const names: Record<string, string> = {
    before: trans.__('Before'),
    after: trans.__('After')
  };
  return page
    .replace(/^# .*\n+/, '')
    .replace(/^```python verify\n[^]*?^```\n+/gm, '')
    .replace(/^```python ([\w-]+)$/gm, (_, role: string) =>
      names[role] ? `*${names[role]}*\n\n\`\`\`python` : '```python'
    );
}
