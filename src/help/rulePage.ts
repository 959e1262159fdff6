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
  const text = forReading(await pageText(rule, trans), trans);
  const renderer = rendermime.createRenderer(MARKDOWN);
  await renderer.renderModel(
    rendermime.createModel({ data: { [MARKDOWN]: text } })
  );
  return renderer;
}

/**
 * The language of the rules' pages: that of the catalogue in use. A catalogue
 * translates "en" by the name of its own pages, `rule.<name>.md`.
 */
function pageLanguage(trans: TranslationBundle): string {
  return trans._p('name of the pages’ language', 'en');
}

async function pageText(
  rule: string,
  trans: TranslationBundle
): Promise<string> {
  const page: { default: string } = await import(
    `../engine/rules/${rule}/rule.md`,
    { with: { type: 'text' } }
  );
  const language = pageLanguage(trans);
  if (language === 'en') {
    return page.default;
  }
  try {
    const translated: { default: string } = await import(
      `../engine/rules/${rule}/rule.${language}.md`,
      { with: { type: 'text' } }
    );
    return withCode(translated.default, page.default);
  } catch {
    // Better in English than not at all.
    return page.default;
  }
}

/**
 * A fenced block: the line that opens it, and what is in it.
 */
const BLOCK = /^(```.*)\n([^]*?)^```$/gm;

/**
 * A translated page with its code: the code stands only in the page it was
 * translated from, and its blocks are empty in the translation.
 */
export function withCode(translated: string, page: string): string {
  const code = [...page.matchAll(BLOCK)]
    .filter(([, opening]) => !opening.startsWith('```python verify'))
    .map(([, , inside]) => inside);
  return translated.replace(
    BLOCK,
    (_, opening: string) => `${opening}\n${code.shift() ?? ''}\`\`\``
  );
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
