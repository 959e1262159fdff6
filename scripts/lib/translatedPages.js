/**
 * The rules' pages in other languages, held against the English ones.
 */
const fs = require('fs');
const path = require('path');

/**
 * The headings that every page has, by the ending of a language's pages.
 */
const HEADINGS = {
  'zh-CN': {
    'What you see': '现象',
    Why: '原因',
    'What to write instead': '应该怎样写',
    Examples: '示例',
    'Left alone': '不作改动',
    'When it is only suggested': '仅作建议'
  }
};

/**
 * The pages in other languages that a project has or ought to have, with the
 * English page of each.
 *
 * @param {string} root - The project's folder.
 * @returns {{file: string, language: string, page: string, text: string}[]}
 */
function translatedPages(root) {
  const rules = path.join(root, 'src', 'engine', 'rules');
  return fs
    .readdirSync(rules, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .flatMap(({ name }) => {
      const page = path.join(rules, name, 'rule.md');
      const text = fs.readFileSync(page, 'utf8');
      return Object.keys(HEADINGS).map(language => ({
        file: path.join(rules, name, `rule.${language}.md`),
        language,
        page,
        text
      }));
    });
}

/**
 * What is wrong with the translated pages of a project, one sentence each.
 *
 * @param {string} root - The project's folder.
 * @returns {string[]}
 */
function faultsOfPages(root) {
  return translatedPages(root).flatMap(({ file, language, text }) =>
    (fs.existsSync(file)
      ? faultsOfPage(fs.readFileSync(file, 'utf8'), text, language)
      : ['is missing']
    ).map(fault => `${path.relative(root, file)}: ${fault}`)
  );
}

/**
 * What is wrong with a page. It must say as much as the English one in the
 * same order, name the same code, and hold none.
 *
 * @param {string} translated - Its text.
 * @param {string} page - The English text.
 * @param {string} language
 * @returns {string[]}
 */
function faultsOfPage(translated, page, language) {
  const own = blocksOf(translated);
  const english = blocksOf(page).filter(
    // The code that verifies an example is shown to nobody.
    block => !block.startsWith('```python verify')
  );
  const other = english.findIndex(
    (block, i) => formOf(block) !== formOf(own[i] ?? '')
  );
  if (other >= 0 || own.length !== english.length) {
    const at = other >= 0 ? other : english.length;
    // Behind it, all differ.
    return [
      `there is "${own[at] ?? ''}" where the English page has "${english[at] ?? ''}"`
    ];
  }
  return english.flatMap((block, i) => {
    const fault = faultOfBlock(own[i], block, HEADINGS[language]);
    return fault === null ? [] : [`${fault}: "${block}"`];
  });
}

/**
 * A page's paragraphs, headings, lists and tables.
 *
 * @param {string} page - Its text.
 * @returns {string[]}
 */
function proseOf(page) {
  return blocksOf(page).filter(block => !block.startsWith('```'));
}

/**
 * Paragraphs, headings, lists, tables and fenced blocks.
 */
function blocksOf(page) {
  return page.match(/^```[^]*?^```$|^(?!```).+(?:\n(?!```).+)*/gm) ?? [];
}

/**
 * What a block is, without its words.
 */
function formOf(block) {
  const [first, ...more] = block.split('\n');
  if (first.startsWith('```')) {
    return first;
  }
  const [mark] = /^(?:#+ |- |\||.)?/.exec(first);
  return /^[-|]/.test(mark)
    ? `${mark}${more.length}`
    : mark.startsWith('#')
      ? mark
      : first === ''
        ? 'none'
        : 'paragraph';
}

function faultOfBlock(own, block, headings) {
  if (block.startsWith('```')) {
    return own.split('\n').slice(1, -1).join('\n') === '…'
      ? null
      : 'holds more code than …';
  }
  if (block.startsWith('# ')) {
    return own === block ? null : 'another title';
  }
  if (block.startsWith('## ')) {
    return own === `## ${headings[block.slice(3)]}` ? null : 'another heading';
  }
  const missing = codeIn(block).filter(code => !codeIn(own).includes(code));
  if (missing.length > 0) {
    return `without ${missing.join(', ')}`;
  }
  const more = codeIn(own).filter(
    // English says it without the word, too.
    code => code !== '`await`' && !codeIn(block).includes(code)
  );
  if (more.length > 0) {
    return `with ${more.join(', ')}`;
  }
  const words = block.replace(/`[^`]+`/g, '');
  // One word may be a name.
  return /[a-z]{2,} [a-z]{2,}/i.test(words) && !/[^\p{ASCII}…–—“”’]/u.test(own)
    ? 'not translated'
    : null;
}

function codeIn(text) {
  return text.match(/`[^`]+`/g) ?? [];
}

module.exports = { faultsOfPage, faultsOfPages, proseOf, translatedPages };
