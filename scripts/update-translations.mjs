/**
 * Brings the catalogues of translated messages up to date with the sources,
 * and names what they, and the rules' pages, do not translate yet.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { catalogueFiles, faultsOf, updated } from './lib/catalogues.js';
import { changedParagraphs } from './lib/changedPages.js';
import { messagesOf } from './lib/messages.js';
import { faultsOfPages } from './lib/translatedPages.js';

const { messages, faults } = messagesOf('.');
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
for (const file of catalogueFiles('.')) {
  const catalogue = updated(
    JSON.parse(readFileSync(file, 'utf8')),
    messages,
    version
  );
  writeFileSync(file, `${JSON.stringify(catalogue, null, 2)}\n`);
  faults.push(
    ...faultsOf(catalogue, messages).map(
      fault => `${path.relative('.', file)}: ${fault}`
    )
  );
}
faults.push(...faultsOfPages('.'));
for (const paragraph of changedParagraphs('.')) {
  console.log(`newer than its translation, read it again: ${paragraph}`);
}
console.log([...faults, `${messages.size} messages`].join('\n'));
process.exitCode = faults.length > 0 ? 1 : 0;
