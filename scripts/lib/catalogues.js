/**
 * The catalogues of translated messages, in the form that JupyterLab reads.
 */
const fs = require('fs');
const path = require('path');

const DOMAIN = 'jupyterlab_asyncio_helper';

/**
 * A plural has more than one form in every catalogue: JupyterLab takes a list
 * of one for a message without plural, also in languages that have one form.
 */
const PLURAL_FORMS = 2;

/**
 * Texts that are names, and the same in every language.
 */
const NAMES = new Set(['nest_asyncio']);

/**
 * The files of all catalogues.
 *
 * @param {string} root - The project's folder.
 * @returns {string[]}
 */
function catalogueFiles(root) {
  const folder = path.join(root, DOMAIN, 'locale');
  return fs
    .readdirSync(folder)
    .map(locale => path.join(folder, locale, 'LC_MESSAGES', `${DOMAIN}.json`));
}

/**
 * The catalogue with every message and no other, in the order of their keys.
 * What has no translation yet is an empty list, for which JupyterLab shows
 * the English text.
 *
 * @param {object} catalogue
 * @param {Map<string, import('./messages').Message>} messages
 * @param {string} version - Of the package: of two catalogues, JupyterLab
 * takes the newer one.
 * @returns {object}
 */
function updated(catalogue, messages, version) {
  return Object.fromEntries([
    ['', { ...catalogue[''], version }],
    ...[...messages.keys()].sort().map(key => [key, catalogue[key] ?? []])
  ]);
}

/**
 * What is wrong with a catalogue, one sentence each.
 *
 * @param {object} catalogue
 * @param {Map<string, import('./messages').Message>} messages
 * @returns {string[]}
 */
function faultsOf(catalogue, messages) {
  return [
    ...Object.keys(catalogue)
      .filter(key => key !== '' && !messages.has(key))
      .map(key => `obsolete: ${shown(key)}`),
    ...[...messages].flatMap(([key, message]) =>
      faultOf(catalogue[key] ?? [], message).map(
        fault => `${fault}: ${shown(key)} (${message.place})`
      )
    )
  ];
}

function faultOf(translations, { text, plural }) {
  const wanted = plural === '' ? 1 : PLURAL_FORMS;
  if (
    translations.length === 0 ||
    translations.some(each => each.trim() === '') ||
    (translations.includes(text) && !NAMES.has(text))
  ) {
    return ['not translated'];
  }
  if (translations.length !== wanted) {
    return [`${translations.length} forms, not ${wanted}`];
  }
  const values = placeholders(plural === '' ? text : plural);
  return translations.some(each => placeholders(each) !== values)
    ? [`other values than ${values || 'none'}`]
    : [];
}

/**
 * `%1 %2` for a text that shows two values, however often and in whatever
 * order.
 */
function placeholders(text) {
  return [...new Set(text.match(/%\d+/g) ?? [])].sort().join(' ');
}

function shown(key) {
  return JSON.stringify(key.replace('\u0004', ' | '));
}

module.exports = { catalogueFiles, faultsOf, updated };
