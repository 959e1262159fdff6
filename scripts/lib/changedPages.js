/**
 * What to read again in the translated pages: git knows what the English pages
 * were when these were last changed.
 */
const { execFileSync } = require('child_process');
const path = require('path');
const { proseOf, translatedPages } = require('./translatedPages');

/**
 * The paragraphs of the English pages that came after the last change of their
 * translation. A page whose translation is being changed has none.
 *
 * @param {string} root - The project's folder, a clone.
 * @returns {string[]}
 */
function changedParagraphs(root) {
  const git = (...words) =>
    execFileSync('git', words, { cwd: root, encoding: 'utf8' });
  return translatedPages(root).flatMap(({ file, page, text }) => {
    const isAtWork = git('status', '--porcelain', '--', file) !== '';
    const commit = git('log', '-1', '--format=%H', '--', file).trim();
    if (isAtWork || commit === '') {
      return [];
    }
    const relative = path.relative(root, page).split(path.sep).join('/');
    const then = new Set(proseOf(git('show', `${commit}:./${relative}`)));
    return proseOf(text)
      .filter(paragraph => !then.has(paragraph))
      .map(paragraph => `${relative}: "${paragraph}"`);
  });
}

module.exports = { changedParagraphs };
