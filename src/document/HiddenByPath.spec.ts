import { Signal } from '@lumino/signaling';
import { HiddenByPath } from './HiddenByPath';

function documentAt(path: string) {
  const owner = { path };
  const pathChanged = new Signal<object, string>(owner);
  return { path, pathChanged };
}

describe('HiddenByPath', () => {
  it('gives one answer to all who show the document, and when it is reopened', () => {
    const hidden = new HiddenByPath();
    hidden.in(documentAt('a.ipynb')).hide('asyncio-run');
    expect(hidden.in(documentAt('a.ipynb')).has('asyncio-run')).toBe(true);
    expect(hidden.in(documentAt('b.ipynb')).has('asyncio-run')).toBe(false);
  });

  it('goes with a document that is renamed', () => {
    const hidden = new HiddenByPath();
    const document = documentAt('a.ipynb');
    hidden.in(document).hide('asyncio-run');
    document.pathChanged.emit('c.ipynb');
    expect(hidden.in(documentAt('c.ipynb')).has('asyncio-run')).toBe(true);
    expect(hidden.in(documentAt('a.ipynb')).has('asyncio-run')).toBe(false);
  });
});
