import * as fs from 'node:fs';
import * as path from 'node:path';
import type { TranslationBundle } from '@jupyterlab/translation';
import { translateSchema } from './schemaTexts';

const root = path.join(__dirname, '..', '..');
const readJson = (file: string) =>
  JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'));

const catalogue = readJson(
  'jupyterlab_asyncio_helper/locale/zh_CN/LC_MESSAGES/jupyterlab_asyncio_helper.json'
);
const trans = {
  _p: (context: string, text: string) =>
    catalogue[`${context}\u0004${text}`]?.[0] ?? text
} as TranslationBundle;

const TEXTS = ['title', 'description', 'jupyter.lab.setting-icon-label'];

/**
 * The texts of a schema that people read, by their paths, and all others.
 */
function texts(value: unknown, at = ''): Record<'shown' | 'other', string[]> {
  if (value === null || typeof value !== 'object') {
    const line = `${at}: ${String(value)}`;
    return TEXTS.includes(at.split('/').pop()!)
      ? { shown: [line], other: [] }
      : { shown: [], other: [line] };
  }
  const inner = Object.entries(value).map(([key, each]) =>
    texts(each, `${at}/${key}`)
  );
  return {
    shown: inner.flatMap(({ shown }) => shown),
    other: inner.flatMap(({ other }) => other)
  };
}

it.each(['schema/notebook.json', 'schema/editor.json'])(
  '%s in Chinese: every text, and nothing else',
  file => {
    const schema = readJson(file);
    translateSchema(schema, trans);
    const translated = texts(schema);
    expect(translated.other).toEqual(texts(readJson(file)).other);
    expect(translated.shown.length).toBeGreaterThan(5);
    for (const text of translated.shown) {
      expect(text).toMatch(/\p{Script=Han}/u);
    }
    // The registry may hand the same schema out again.
    translateSchema(schema, trans);
    expect(texts(schema)).toEqual(translated);
  }
);
