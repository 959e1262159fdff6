/**
 * Every text of the interface that is translated, as the sources and the
 * settings' schemas hold it.
 */
const fs = require('fs');
const path = require('path');
const ts = require('typescript');

/**
 * Which arguments hold text, by the translator's methods.
 */
const METHODS = {
  __: { text: 0 },
  _n: { text: 0, plural: 1 },
  _p: { context: 0, text: 1 },
  _np: { context: 0, text: 1, plural: 2 }
};

/**
 * The texts of a schema that people see, and the contexts in which they are
 * looked up: those of jupyterlab_server, translation_utils.py.
 */
const SCHEMA_TEXTS = [
  [/^\/properties\/.*\/(?:title|description)$/, 'settings'],
  [/^\/(?:title|description)$/, 'schema'],
  [/^\/jupyter\.lab\.setting-icon-label$/, 'settings'],
  [/^\/jupyter\.lab\.menus\/.*\/label$/, 'menu'],
  [/^\/jupyter\.lab\.toolbars\/.*\/label$/, 'toolbar']
];

/**
 * Where texts of the schemas are handed to the translator: the only variables
 * it may be given.
 */
const OF_SCHEMAS = /[\\/]plugins[\\/]schemaTexts\.ts$/;

/**
 * A message: its context or '', its text, that for several or '', and where it
 * stands.
 *
 * @typedef {{context: string, text: string, plural: string, place: string}} Message
 */

/**
 * The messages of a project by their keys in a catalogue, and what cannot be
 * read.
 *
 * @param {string} root - The project's folder.
 * @returns {{messages: Map<string, Message>, faults: string[]}}
 */
function messagesOf(root) {
  const messages = new Map();
  const faults = [];
  const add = message => {
    const { context, text, plural, place } = message;
    const key = context === '' ? text : `${context}\u0004${text}`;
    const known = messages.get(key);
    if (!known) {
      messages.set(key, message);
    } else if (known.plural !== plural) {
      // A catalogue holds a text with a plural or without, not both.
      faults.push(`${place}: "${text}" has another plural at ${known.place}`);
    }
  };
  for (const file of sourcesIn(path.join(root, 'src'))) {
    const name = path.relative(root, file);
    const read = readSource(fs.readFileSync(file, 'utf8'), name);
    read.messages.forEach(add);
    faults.push(...read.faults);
  }
  const schemas = path.join(root, 'schema');
  for (const name of fs.readdirSync(schemas).sort()) {
    const schema = JSON.parse(
      fs.readFileSync(path.join(schemas, name), 'utf8')
    );
    readSchema(schema, `schema/${name}`).forEach(add);
  }
  return { messages, faults };
}

function sourcesIn(folder) {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .flatMap(entry => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) {
        return sourcesIn(file);
      }
      return /\.tsx?$/.test(file) && !/\.spec\.tsx?$/.test(file) ? [file] : [];
    })
    .sort();
}

/**
 * The messages of one source file. Only what stands in the call itself can be
 * read, by this and by the tools of JupyterLab's own translators: no variable,
 * and no translator by another name.
 *
 * @param {string} text - The file's text.
 * @param {string} name - Its path, to tell places.
 * @returns {{messages: Message[], faults: string[]}}
 */
function readSource(text, name) {
  const messages = [];
  const faults = [];
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const visit = node => {
    if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      Object.hasOwn(METHODS, node.expression.name.text)
    ) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      const place = `${name}:${line + 1}`;
      const positions = METHODS[node.expression.name.text];
      const read = index =>
        index === undefined ? '' : literalText(node.arguments[index]);
      const message = {
        context: read(positions.context),
        text: read(positions.text),
        plural: read(positions.plural),
        place
      };
      if (!isTranslator(node.expression.expression)) {
        faults.push(`${place}: the translator is not called trans`);
      } else if (!Object.values(message).includes(null)) {
        messages.push(message);
      } else if (!OF_SCHEMAS.test(name)) {
        faults.push(`${place}: the text is not a literal string`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { messages, faults };
}

function literalText(node) {
  return node && ts.isStringLiteralLike(node) ? node.text : null;
}

function isTranslator(node) {
  const name = ts.isPropertyAccessExpression(node) ? node.name : node;
  return ts.isIdentifier(name) && /^_?trans$/.test(name.text);
}

/**
 * The messages of a settings' schema.
 *
 * @param {object} schema
 * @param {string} place - Its path.
 * @returns {Message[]}
 */
function readSchema(schema, place) {
  const visit = (value, at) => {
    if (typeof value === 'string') {
      const known = SCHEMA_TEXTS.find(([pattern]) => pattern.test(at));
      return known
        ? [{ context: known[1], text: value, plural: '', place }]
        : [];
    }
    return value !== null && typeof value === 'object'
      ? Object.entries(value).flatMap(([key, each]) =>
          visit(each, `${at}/${key}`)
        )
      : [];
  };
  return visit(schema, '');
}

module.exports = { messagesOf, readSource, readSchema };
